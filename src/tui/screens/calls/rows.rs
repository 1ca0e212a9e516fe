//! Calls as rows: one line each, the columns by the room there is; unfolded, what stands in the task.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Agenda, written_to};
use crate::domain::agenda::{PlannedCall, View};
use crate::domain::crm::Priority;
use crate::domain::outbox::EntryState;
use crate::phrasing::{Moment, nets_in_words};
use crate::tui::screens::entries::sign;
use crate::tui::screens::worklist::{Cell, Column, Look, Looks, Words, age, clock};
use crate::tui::theme::Theme;
use crate::tui::widgets::text::paragraph;

impl Looks for Agenda {
    type Row = PlannedCall;
    const WORDS: Words = Words {
        title: "today's calls",
        opening: "opening your calls",
        reading: "reading your tasks and meetings",
        new: "new call",
        marked: "",
        none: (
            "No task of yours is open, and no meeting today.",
            "g l shows whom you could call, g c who waits for an answer.",
        ),
        none_fits: "No call fits.",
        not_mine: "no task can be yours",
    };

    fn tab_style(view: View, theme: &Theme) -> Style {
        if view == View::Late { theme.warning } else { theme.faint }
    }

    fn columns(width: usize, moment: &Moment) -> Vec<Column> {
        let (customer, company, tier, net, touched) = match width {
            0..70 => (16, 0, 0, 0, 0),
            70..96 => (20, 0, 8, 0, 0),
            96..140 => (22, 0, 8, 0, 9),
            140..170 => (26, 26, 8, 16, 10),
            // Room for the values of two currencies.
            _ => (26, 26, 8, 26, 10),
        };
        let touched = if touched > 0 { clock(touched, moment) } else { 0 };
        vec![
            Column::left("", 1),
            Column::right("time", clock(9, moment)),
            Column::left("", 7),
            Column::left("customer", customer),
            Column::left("company", company),
            Column::left("tier", tier),
            Column::right("value", net),
            Column::rest("about"),
            Column::right("touched", touched),
        ]
    }

    fn cells(row: &PlannedCall, _is_marked: bool, look: Look<'_>) -> Vec<Cell> {
        let Look { theme, moment, .. } = look;
        let sign = match row.priority {
            Some(Priority::Urgent | Priority::High) => ("!", theme.warning),
            _ => ("", theme.faint),
        };
        let or = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        let regard = row.regard.as_ref();
        let net = regard.and_then(|one| nets_in_words(one.net, &one.nets, &moment.locale));
        let touched = regard.and_then(|regard| regard.last_touch_at);
        vec![
            (sign.0.to_owned(), sign.1),
            due(row, look),
            (row.way.in_words().to_owned(), theme.faint),
            (row.name.clone().unwrap_or_else(|| "(nobody known)".to_owned()), theme.heading),
            (or(row.company.clone()), theme.faint),
            row.tier().map_or_else(
                || ("–".to_owned(), theme.faint),
                |tier| (tier.as_str().to_owned(), theme.tier(tier)),
            ),
            (or(net), theme.faint),
            about(row, look),
            (or(touched.map(|at| age(at, moment))), theme.faint),
        ]
    }

    fn unfolded(row: &PlannedCall, look: Look<'_>, width: usize) -> Vec<Line<'static>> {
        let Look { theme, moment, .. } = look;
        let mut about = Vec::new();
        about.extend(when(row, moment));
        about.extend(row.place.clone());
        about.extend(row.priority.map(|priority| format!("priority {}", priority.in_words())));
        about.extend(row.company.clone());
        about.extend(row.phone.clone());
        about.extend(row.email.clone());
        let regard = row.regard.as_ref();
        about.extend(
            regard
                .and_then(|one| nets_in_words(one.net, &one.nets, &moment.locale))
                .map(|net| format!("net {net}")),
        );
        about.extend(
            regard
                .and_then(|regard| regard.last_touch_at)
                .map(|at| format!("heard from us {}", moment.ago(at))),
        );
        let mut lines = paragraph(Span::raw("          "), &about.join(" · "), theme.text, width);
        if !row.words.is_empty() {
            let bar = Span::styled("          ▏ ", theme.border);
            lines.extend(paragraph(bar, &row.words, theme.quoted, width));
        }
        lines.push(Line::default());
        lines
    }

    fn about(row: &PlannedCall, look: Look<'_>) -> Vec<Span<'static>> {
        let theme = look.theme;
        let name = row.name.as_deref().unwrap_or("(nobody known)");
        vec![
            Span::styled(format!("{name}  "), theme.heading),
            Span::styled(what(row), theme.text),
            Span::styled(
                row.phone.as_ref().map_or_else(String::new, |phone| format!(" · {phone}")),
                theme.faint,
            ),
        ]
    }
}

/// What it is about, behind what is being written to it, or that something was jotted down.
fn about(row: &PlannedCall, look: Look<'_>) -> Cell {
    let Look { theme, outbox, jotted, .. } = look;
    let Some(entry) = written_to(&row.record, outbox) else {
        let is_jotted = row.customer_id.is_some_and(|customer| jotted.contains(&customer));
        let draft = if is_jotted { "draft · " } else { "" };
        return (format!("{draft}{}", what(row)), theme.text);
    };
    let (words, style) = match entry.state {
        EntryState::Parked { .. } => ("needs you", theme.warning),
        EntryState::AwaitingApproval { .. } => ("waits for a yes", theme.warning),
        _ => ("on its way", theme.accent),
    };
    (format!("{} {words} · {}", sign(&entry.state), what(row)), style)
}

/// What it is about; of a meeting also how long and where.
pub(super) fn what(row: &PlannedCall) -> String {
    let minutes = row.minutes().map(|minutes| format!("{minutes} min"));
    let about = std::iter::once(row.title.clone()).chain(minutes).chain(row.place.clone());
    about.collect::<Vec<_>>().join(" · ")
}

/// By when, or of a meeting from when to when.
fn when(row: &PlannedCall, moment: &Moment) -> Option<String> {
    let at = moment.exactly(row.due_at?);
    match row.ends_at.filter(|_| row.is_meeting()) {
        Some(ends) => Some(format!("{at}–{}", moment.hour(ends))),
        None if row.is_meeting() => Some(at),
        None => Some(format!("due {at}")),
    }
}

/// The time where it is today's, else the day; a word or a sign where it is over.
fn due(row: &PlannedCall, look: Look<'_>) -> Cell {
    let Look { theme, moment, .. } = look;
    let Some(at) = row.due_at else { return ("no day".to_owned(), theme.faint) };
    let is_late = row.is_late(moment.now);
    let words = match (moment.days_until(at), is_late) {
        _ if moment.exact => format!("{}{}", if is_late { "!" } else { "" }, moment.minute(at)),
        (0, true) => format!("! {}", moment.hour(at)),
        (0, false) => moment.hour(at),
        (days, true) => format!("{} d late", days.unsigned_abs()),
        (days @ ..0, false) => format!("{} d ago", days.unsigned_abs()),
        (days, false) => format!("in {days} d"),
    };
    let is_over = row.is_meeting() && row.ends_at.unwrap_or(at) < moment.now;
    let style = if is_late {
        theme.bad
    } else if is_over {
        theme.faint
    } else {
        theme.good
    };
    (words, style)
}
