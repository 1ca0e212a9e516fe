//! Cases as rows: one line each, the columns by the room there is; unfolded, why it stands there.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::domain::crm::Priority;
use crate::domain::queue::{QueueRow, View};
use crate::domain::record::RecordRef;
use crate::domain::sla::DueState;
use crate::domain::triage::Mood;
use crate::phrasing::{Moment, cut};
use crate::tui::theme::Theme;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{fit, paragraph};

/// The rows of a view.
pub struct CaseRows<'a> {
    /// Every open case.
    pub all: &'a [QueueRow],
    /// Those of the view, in their order.
    pub shown: &'a [usize],
    /// Those that the next deed is done to.
    pub marked: &'a BTreeSet<RecordRef>,
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
}

/// What a tab is called where there is little room.
pub fn short_name(view: View) -> &'static str {
    match view {
        View::All => "All",
        View::Mine => "Mine",
        View::Unassigned => "Nobody's",
        View::Waiting => "Waiting",
        View::Late => "Late",
        View::Vip => "VIP",
    }
}

/// Columns of a row by width. Nothing: left out.
struct Columns {
    left: usize,
    customer: usize,
    tier: usize,
    subject: usize,
    category: usize,
    age: usize,
    owner: usize,
    reason: usize,
}

impl Columns {
    fn of(width: usize) -> Self {
        let (customer, tier, category, owner, reason) = match width {
            0..70 => (14, 0, 0, 0, 0),
            70..96 => (17, 8, 0, 0, 0),
            96..140 => (20, 8, 16, 0, 0),
            _ => (24, 8, 16, 14, 44),
        };
        let (left, age) = (8, 6);
        let columns = [left, customer, tier, category, age, owner, reason];
        let gaps = columns.iter().filter(|column| **column > 0).count();
        // The sign before, the marks behind the subject, and a gap behind each of those three.
        let taken: usize = columns.iter().sum::<usize>() + gaps + 2 + 3 + 3;
        Self { left, customer, tier, subject: width.saturating_sub(taken), category, age, owner, reason }
    }
}

/// The heads of the columns.
pub fn heads(width: usize, theme: &Theme) -> Line<'static> {
    let columns = Columns::of(width);
    let mut cells = Cells::default();
    cells.text("", 2, theme.faint);
    cells.right("time", columns.left, theme.faint);
    cells.text("customer", columns.customer, theme.faint);
    cells.text("tier", columns.tier, theme.faint);
    cells.text("subject", columns.subject, theme.faint);
    cells.text("", 3, theme.faint);
    cells.text("about", columns.category, theme.faint);
    cells.text("owner", columns.owner, theme.faint);
    cells.right("age", columns.age, theme.faint);
    cells.text("why here", columns.reason, theme.faint);
    Line::from(fit(cells.0, width))
}

/// Cells of a line; one of no width is left out.
#[derive(Default)]
pub struct Cells(pub Vec<Span<'static>>);

impl Cells {
    /// From the left.
    pub fn text(&mut self, text: &str, width: usize, style: Style) {
        self.cell(text, width, style, false);
    }

    /// From the right.
    pub fn right(&mut self, text: &str, width: usize, style: Style) {
        self.cell(text, width, style, true);
    }

    fn cell(&mut self, text: &str, width: usize, style: Style, is_right: bool) {
        if width == 0 {
            return;
        }
        let shown = cut(text, width);
        let gap = " ".repeat(width.saturating_sub(shown.width()));
        let padded = if is_right { format!("{gap}{shown}") } else { format!("{shown}{gap}") };
        self.0.push(Span::styled(padded, style));
        self.0.push(Span::raw(" "));
    }
}

impl Rows for CaseRows<'_> {
    fn count(&self) -> usize {
        self.shown.len()
    }

    fn key(&self, row: usize) -> String {
        self.all[self.shown[row]].case.record.to_string()
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let row = &self.all[self.shown[row]];
        let mut lines = vec![self.line(row, width)];
        if unfolded {
            lines.extend(self.reasons(row, width));
        }
        lines
    }
}

impl CaseRows<'_> {
    fn line(&self, row: &QueueRow, width: usize) -> Line<'static> {
        let (theme, case) = (self.theme, &row.case);
        let columns = Columns::of(width);
        let mut cells = Cells::default();
        let (sign, style) = match case.priority {
            Some(Priority::Urgent) => ("‼", theme.bad),
            Some(Priority::High) => ("!", theme.warning),
            Some(Priority::Medium) => ("·", theme.text),
            Some(Priority::Low) | None => (" ", theme.faint),
        };
        let is_marked = self.marked.contains(&case.record);
        let style = if is_marked { theme.accent } else { style };
        cells.text(&format!("{sign}{}", if is_marked { "✓" } else { " " }), 2, style);
        let (left, style) = self.left(row);
        cells.right(&left, columns.left, style);
        cells.text(case.name.as_deref().unwrap_or("(nobody known)"), columns.customer, theme.heading);
        match case.tier() {
            Some(tier) => cells.text(tier.as_str(), columns.tier, theme.tier(tier)),
            None => cells.text("–", columns.tier, theme.faint),
        }
        cells.text(&case.subject, columns.subject, theme.text);
        let standing = case.standing.as_ref();
        let stuck = standing.is_some_and(|standing| standing.stuck_parcel);
        let refund = standing.is_some_and(|standing| standing.open_refund);
        let marks = format!("{}{}", if stuck { "▣" } else { " " }, if refund { "↺" } else { " " });
        cells.text(&marks, 3, theme.warning);
        cells.text(case.labels.category.in_words(), columns.category, theme.faint);
        cells.text(case.owner.as_deref().unwrap_or("nobody"), columns.owner, theme.faint);
        let age = case.opened_at.map_or_else(String::new, |at| short(self.moment.now.duration_since(at)));
        cells.right(&age, columns.age, theme.faint);
        cells.text(&row.rank.reason(), columns.reason, theme.faint);
        Line::from(fit(cells.0, width))
    }

    /// What is left of the time, with a sign beside the colour.
    fn left(&self, row: &QueueRow) -> (String, Style) {
        let Some(due) = &row.due else { return ("–".to_owned(), self.theme.faint) };
        let left = short(due.left(self.moment.now));
        match due.state(self.moment.now) {
            DueState::Breached => (format!("-{left}"), self.theme.bad),
            DueState::Soon => (format!("!{left}"), self.theme.warning),
            DueState::InTime => (left, self.theme.good),
        }
    }

    fn reasons(&self, row: &QueueRow, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let (case, rank) = (&row.case, &row.rank);
        let part = |figure: String, what: &str| {
            paragraph(Span::styled(format!("{figure:>10}  "), theme.heading), what, theme.text, width)
        };
        let mut lines: Vec<Line<'static>> =
            rank.parts.iter().flat_map(|one| part(format!("+{:.0}", one.points), &one.what)).collect();
        lines.extend(part(format!("× {}", rank.factor), &rank.value));
        let mut about = vec![case.status.clone(), format!("case {}", case.record.id)];
        about.extend(
            case.standing
                .as_ref()
                .and_then(|standing| standing.net)
                .map(|net| format!("net {}", self.moment.locale.money(net))),
        );
        about.extend(
            (case.labels.mood != Mood::Neutral).then(|| format!("{} customer", case.labels.mood.in_words())),
        );
        about.extend(case.labels.language.as_ref().map(|language| format!("written in {language}")));
        about.push(format!("{} by {}", case.labels.category.in_words(), case.labelled_by));
        lines.extend(part(format!("= {:.0}", rank.points), &about.join(" · ")));
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
}

/// A span in one unit or two, in at most seven columns: `5 min`, `2h 05`, `3 d`.
pub fn short(span: SignedDuration) -> String {
    let minutes = span.unsigned_abs().as_secs() / 60;
    match minutes {
        0..60 => format!("{minutes} min"),
        60..600 => format!("{}h {:02}", minutes / 60, minutes % 60),
        600..2_880 => format!("{} h", minutes / 60),
        2_880..144_000 => format!("{} d", minutes / 1_440),
        _ => format!("{} mo", minutes / 43_829),
    }
}
