//! Cases as rows: one line each, the columns by the room there is; unfolded, why it stands there.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Cases;
use crate::domain::crm::Priority;
use crate::domain::queue::{QueueRow, View};
use crate::domain::triage::{Mood, labelled_in_words};
use crate::phrasing::{Moment, nets_in_words, wakes_in_words};
use crate::tui::screens::entries::UNSENT;
use crate::tui::screens::snoozing::sleeps;
use crate::tui::screens::worklist::{Cell, Column, Look, Looks, Words, age, clock, due_in, until};
use crate::tui::theme::Theme;
use crate::tui::widgets::text::paragraph;

impl Looks for Cases {
    type Row = QueueRow;
    const WORDS: Words = Words {
        title: "cases",
        opening: "opening the queue",
        reading: "reading cases",
        new: "new case",
        marked: "S status  P priority  O owner  m macro  K label  M sent  z snooze",
        none: (
            "No case is open.",
            "A good moment to go through the leads, or to look after somebody: / finds them.",
        ),
        none_fits: "No case fits.",
        not_mine: "no case can be yours",
    };

    fn tab(view: View, is_narrow: bool) -> &'static str {
        match view {
            View::Unassigned if is_narrow => "Nobody's",
            View::Waiting if is_narrow => "On us",
            View::Late if is_narrow => "Late",
            View::Snoozed if is_narrow => "Asleep",
            _ => view.in_words(),
        }
    }

    fn is_hidden_while_empty(view: View) -> bool {
        matches!(view, View::Snoozed | View::ToSend)
    }

    fn none_left(view: View) -> Option<&'static str> {
        (view == View::ToSend).then_some("Nothing left to send.")
    }

    fn tab_style(view: View, theme: &Theme) -> Style {
        if view == View::Late { theme.warning } else { theme.faint }
    }

    fn columns(width: usize, moment: &Moment) -> Vec<Column> {
        let (customer, tier, about, owner, reason) = match width {
            0..70 => (14, 0, 0, 0, 0),
            70..96 if moment.exact => (14, 0, 0, 0, 0),
            70..96 => (17, 8, 0, 0, 0),
            96..110 => (20, 8, 16, 0, 0),
            110..140 => (20, 8, 16, 11, 0),
            _ => (24, 8, 16, 14, 44),
        };
        let (net, status) = if width < 170 { (0, 0) } else { (13, 18) };
        vec![
            Column::left("", 2),
            Column::right("time", clock(8, moment)),
            Column::left("customer", customer),
            Column::left("tier", tier),
            Column::right("net", net),
            Column::rest("subject"),
            Column::left("", 3),
            Column::left("about", about),
            Column::left("status", status),
            Column::left("owner", owner),
            Column::right("age", clock(6, moment)),
            Column::left("why here", reason),
        ]
    }

    fn cells(row: &QueueRow, is_marked: bool, look: Look<'_>) -> Vec<Cell> {
        let (theme, case) = (look.theme, &row.case);
        let (sign, style) = match case.priority {
            Some(Priority::Urgent) => ("‼", theme.bad),
            Some(Priority::High) => ("!", theme.warning),
            Some(Priority::Medium) => ("·", theme.text),
            Some(Priority::Low) | None => (" ", theme.faint),
        };
        let sign = if is_marked { (format!("{sign}✓"), theme.accent) } else { (format!("{sign} "), style) };
        let name = case.name.clone().unwrap_or_else(|| "(nobody known)".to_owned());
        let standing = case.standing.as_ref();
        let stuck = standing.is_some_and(|standing| standing.stuck_parcel);
        let refund = standing.is_some_and(|standing| standing.open_refund);
        let mark = |is_so, sign| if is_so { sign } else { " " };
        let third = if case.to_send.is_some() { UNSENT } else { mark(case.newly_back().is_some(), "☼") };
        let marks = format!("{}{}{third}", mark(stuck, "▣"), mark(refund, "↺"));
        let owner = case.owner.clone().unwrap_or_else(|| "nobody".to_owned());
        let net = standing.and_then(|one| nets_in_words(one.net, &one.nets, &look.moment.locale));
        vec![
            sign,
            left(row, look),
            (name, theme.heading),
            case.tier().map_or_else(
                || ("–".to_owned(), theme.faint),
                |tier| (tier.as_str().to_owned(), theme.tier(tier)),
            ),
            (net.unwrap_or_default(), theme.text),
            (case.subject.clone(), theme.text),
            (marks, theme.warning),
            (case.labels.category.in_words().to_owned(), theme.faint),
            (case.status.clone(), theme.faint),
            (owner, theme.faint),
            (case.opened_at.map_or_else(String::new, |at| age(at, look.moment)), theme.faint),
            (why_here(row, look.moment), theme.faint),
        ]
    }

    fn unfolded(row: &QueueRow, look: Look<'_>, width: usize) -> Vec<Line<'static>> {
        let Look { theme, moment, .. } = look;
        let (case, rank) = (&row.case, &row.rank);
        let part = |figure: String, what: &str| {
            paragraph(Span::styled(format!("{figure:>10}  "), theme.heading), what, theme.text, width)
        };
        let mut lines: Vec<Line<'static>> = rank
            .parts
            .iter()
            .flat_map(|one| part(format!("+{:.0}", one.points), &moment.locale.worded(&one.in_words())))
            .collect();
        lines.extend(part(format!("× {}", moment.locale.number(rank.factor)), &rank.value));
        let mut about = vec![case.status.clone(), format!("case {}", case.record.id)];
        about.extend(
            case.standing
                .as_ref()
                .and_then(|one| nets_in_words(one.net, &one.nets, &moment.locale))
                .map(|net| format!("net {net}")),
        );
        about.extend(
            (case.labels.mood != Mood::Neutral).then(|| format!("{} customer", case.labels.mood.in_words())),
        );
        about.extend(case.labels.language_in_words().map(|language| format!("written in {language}")));
        let by = labelled_in_words(&case.labelled_by);
        about.push(format!("{} {by}", case.labels.category.in_words()));
        lines.extend(part(format!("= {:.0}", rank.points), &about.join(" · ")));
        if let Some(summary) = &case.summary {
            lines.extend(paragraph(Span::styled("          ≡ ", theme.accent), summary, theme.text, width));
        }
        if let Some(answer) = &case.to_send {
            let words =
                format!("answer unsent, by {} {}: a person has to send it", answer.by, moment.ago(answer.at));
            lines.extend(paragraph(Span::raw("            "), &words, theme.warning, width));
        }
        if let Some(snooze) = &case.snooze {
            lines.extend(paragraph(Span::raw("            "), &sleeps(snooze, moment), theme.accent, width));
        }
        if !case.words.is_empty() {
            lines.extend(paragraph(
                Span::styled("          ▏ ", theme.border),
                &case.words,
                theme.quoted,
                width,
            ));
        }
        lines.push(Line::default());
        lines
    }

    fn news(shown: &mut dyn Iterator<Item = &QueueRow>) -> Option<String> {
        let back = shown.filter(|row| row.case.newly_back().is_some()).count();
        (back > 0).then(|| format!("{back} back from sleep"))
    }

    fn about(row: &QueueRow, look: Look<'_>) -> Vec<Span<'static>> {
        let Look { theme, moment, .. } = look;
        let by = labelled_in_words(&row.case.labelled_by);
        let label = format!(" · {} {by}", row.case.labels.category.in_words());
        let unsent =
            case_to_send(row).map(|by| format!("{UNSENT} answer unsent, by {by} · ")).unwrap_or_default();
        let slept = match (&row.case.snooze, row.case.newly_back()) {
            (Some(snooze), _) => format!("☾ wakes {} · ", wakes_in_words(&snooze.rule, moment)),
            (None, Some(back)) => format!("back: {} · ", back.cause.in_words()),
            (None, None) => String::new(),
        };
        vec![
            Span::styled(unsent, theme.warning),
            Span::styled(slept, theme.accent),
            // The number alone would be a riddle.
            Span::styled(format!("rank {:.0}: ", row.rank.points), theme.heading),
            Span::styled(moment.locale.worded(&row.rank.reason()), theme.faint),
            Span::styled(label, theme.faint),
        ]
    }
}

/// Who decided on the answer that a person has still to send.
fn case_to_send(row: &QueueRow) -> Option<&str> {
    row.case.to_send.as_ref().map(|answer| answer.by.as_str())
}

/// What is left of the time; of one that sleeps, until it wakes.
fn left(row: &QueueRow, look: Look<'_>) -> Cell {
    if let Some(snooze) = &row.case.snooze {
        let wakes = snooze.rule.at.map(|at| until(at, look.moment));
        return (format!("☾ {}", wakes.unwrap_or_default()), look.theme.faint);
    }
    row.due.as_ref().map_or_else(|| ("–".to_owned(), look.theme.faint), |due| due_in(due, look))
}

/// Why it stands here; of one that sleeps, what it waits for.
fn why_here(row: &QueueRow, moment: &Moment) -> String {
    let reason = || moment.locale.worded(&row.rank.reason());
    match (&row.case.snooze, row.case.newly_back()) {
        (Some(snooze), _) => wakes_in_words(&snooze.rule, moment),
        (None, Some(back)) => format!("back: {} · {}", back.cause.in_words(), reason()),
        (None, None) => reason(),
    }
}
