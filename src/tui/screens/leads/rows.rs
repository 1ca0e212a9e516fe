//! Leads as rows: one line each, the columns by the room there is; unfolded, what the score is made of.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::lead::{Band, LeadRow};
use crate::domain::sla::DueState;
use crate::phrasing::Moment;
use crate::tui::screens::queue::{Cells, short};
use crate::tui::theme::Theme;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{fit, paragraph};

/// The rows of a view.
pub struct LeadRows<'a> {
    /// Every lead.
    pub all: &'a [LeadRow],
    /// Those of the view, in their order.
    pub shown: &'a [usize],
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
}

/// Columns of a row by width. Nothing: left out.
struct Columns {
    left: usize,
    name: usize,
    why: usize,
    source: usize,
    seen: usize,
    active: usize,
    owner: usize,
}

impl Columns {
    fn of(width: usize) -> Self {
        let (name, source, owner) = match width {
            0..70 => (14, 0, 0),
            70..96 => (18, 0, 0),
            96..140 => (20, 10, 12),
            _ => (26, 12, 16),
        };
        let (left, seen, active) = (8, 7, 7);
        let columns = [left, name, source, seen, active, owner];
        let gaps = columns.iter().filter(|column| **column > 0).count();
        // Points and band before, and a gap behind each of those two.
        let taken: usize = columns.iter().sum::<usize>() + gaps + POINTS + BAND + 2;
        Self { left, name, why: width.saturating_sub(taken + 1), source, seen, active, owner }
    }
}

const POINTS: usize = 5;
const BAND: usize = 4;

/// The heads of the columns.
pub fn heads(width: usize, theme: &Theme) -> Line<'static> {
    let columns = Columns::of(width);
    let mut cells = Cells::default();
    cells.right("score", POINTS, theme.faint);
    cells.text("", BAND, theme.faint);
    cells.right("answer", columns.left, theme.faint);
    cells.text("lead", columns.name, theme.faint);
    cells.text("why", columns.why, theme.faint);
    cells.text("source", columns.source, theme.faint);
    cells.right("seen", columns.seen, theme.faint);
    cells.right("active", columns.active, theme.faint);
    cells.text("owner", columns.owner, theme.faint);
    Line::from(fit(cells.0, width))
}

impl Rows for LeadRows<'_> {
    fn count(&self) -> usize {
        self.shown.len()
    }

    fn key(&self, row: usize) -> String {
        self.all[self.shown[row]].lead.record.to_string()
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

impl LeadRows<'_> {
    fn line(&self, row: &LeadRow, width: usize) -> Line<'static> {
        let (theme, lead) = (self.theme, &row.lead);
        let columns = Columns::of(width);
        let mut cells = Cells::default();
        let points = lead.score.as_ref().map_or_else(|| "–".to_owned(), |score| score.points.to_string());
        cells.right(&points, POINTS, theme.heading);
        let (band, style) = match row.band {
            Some(Band::Hot) => ("hot", theme.good),
            Some(Band::Warm) => ("warm", theme.warning),
            Some(Band::Cold) => ("cold", theme.faint),
            None => ("–", theme.faint),
        };
        cells.text(band, BAND, style);
        let (left, style) = self.left(row);
        cells.right(&left, columns.left, style);
        cells.text(lead.name.as_deref().unwrap_or("(no name)"), columns.name, theme.heading);
        cells.text(&lead.why(), columns.why, theme.text);
        cells.text(lead.source.as_deref().unwrap_or("–"), columns.source, theme.faint);
        let age = |at: Option<jiff::Timestamp>| {
            at.map_or_else(|| "–".to_owned(), |at| short(self.moment.now.duration_since(at)))
        };
        cells.right(&age(lead.first_seen_at), columns.seen, theme.faint);
        cells.right(&age(lead.last_activity_at), columns.active, theme.faint);
        cells.text(lead.owner.as_deref().unwrap_or("nobody"), columns.owner, theme.faint);
        Line::from(fit(cells.0, width))
    }

    /// What is left of the time to answer, with a sign beside the colour.
    fn left(&self, row: &LeadRow) -> (String, Style) {
        let Some(due) = &row.due else {
            return (if row.lead.contacted_at.is_some() { "✓" } else { "–" }.to_owned(), self.theme.faint);
        };
        let left = short(due.left(self.moment.now));
        match due.state(self.moment.now) {
            DueState::Breached => (format!("-{left}"), self.theme.bad),
            DueState::Soon => (format!("!{left}"), self.theme.warning),
            DueState::InTime => (left, self.theme.good),
        }
    }

    fn reasons(&self, row: &LeadRow, width: usize) -> Vec<Line<'static>> {
        let (theme, lead) = (self.theme, &row.lead);
        let part = |figure: String, what: &str| {
            paragraph(Span::styled(format!("{figure:>10}  "), theme.heading), what, theme.text, width)
        };
        let factors = lead.score.iter().flat_map(|score| &score.factors);
        let mut lines: Vec<Line<'static>> =
            factors.flat_map(|one| part(format!("{:+.0}", one.points), &one.what)).collect();
        let mut about = Vec::new();
        about.extend(lead.company.clone());
        about.extend(lead.email.clone());
        about.extend(lead.status.as_ref().map(|status| format!("status {status}")));
        about.extend(lead.source.as_ref().map(|source| format!("by {source}")));
        about.extend(lead.first_seen_at.map(|at| format!("first seen {}", self.moment.ago(at))));
        about.extend(lead.last_activity_at.map(|at| format!("active {}", self.moment.ago(at))));
        about.push(match lead.contacted_at {
            Some(at) => format!("heard from us {}", self.moment.ago(at)),
            None => "has not heard from us".to_owned(),
        });
        about.push(lead.owner.clone().unwrap_or_else(|| "nobody's".to_owned()));
        let points = lead.score.as_ref().map_or_else(|| "–".to_owned(), |score| score.points.to_string());
        lines.extend(part(format!("= {points}"), &about.join(" · ")));
        lines.push(Line::default());
        lines
    }
}
