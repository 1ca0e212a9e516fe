//! Leads as rows: one line each, the columns by the room there is; unfolded, what the score is made of.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Prospects;
use crate::domain::lead::{Band, LeadRow, View};
use crate::phrasing::Moment;
use crate::tui::screens::worklist::{Cell, Column, Look, Looks, Words, age, answer_due, clock};
use crate::tui::theme::Theme;
use crate::tui::widgets::text::paragraph;

impl Looks for Prospects {
    type Row = LeadRow;
    const WORDS: Words = Words {
        title: "leads",
        opening: "opening the leads",
        reading: "reading leads",
        new: "new lead",
        marked: "",
        none: ("There are no leads.", "The CRM has no contact of a lead's stage or status."),
        none_fits: "No lead fits.",
        not_mine: "no lead can be yours",
    };

    fn tab_style(view: View, theme: &Theme) -> Style {
        if view == View::Hot { theme.accent } else { theme.faint }
    }

    fn columns(width: usize, moment: &Moment) -> Vec<Column> {
        let (name, source, owner) = match width {
            0..70 => (14, 0, 0),
            70..96 => (18, 0, 0),
            96..140 => (20, 10, 12),
            _ => (26, 12, 16),
        };
        // At a pinch the day of the last activity is in the unfolded row.
        let active = if moment.exact && width < 140 { 0 } else { clock(7, moment) };
        vec![
            Column::right("score", 5),
            Column::left("", 4),
            Column::right("answer due", clock(11, moment)),
            Column::left("lead", name),
            Column::rest("why"),
            Column::left("source", source),
            Column::right("seen", clock(7, moment)),
            Column::right("active", active),
            Column::left("owner", owner),
        ]
    }

    fn cells(row: &LeadRow, _is_marked: bool, look: Look<'_>) -> Vec<Cell> {
        let (theme, lead) = (look.theme, &row.lead);
        let band = match row.band {
            Some(Band::Hot) => ("hot", theme.good),
            Some(Band::Warm) => ("warm", theme.warning),
            Some(Band::Cold) => ("cold", theme.faint),
            None => ("–", theme.faint),
        };
        let heard = if lead.heard_at().is_some() { "✓" } else { "–" };
        let age = |at: Option<jiff::Timestamp>| at.map_or_else(|| "–".to_owned(), |at| age(at, look.moment));
        let or = |text: &Option<String>, other: &str| text.clone().unwrap_or_else(|| other.to_owned());
        vec![
            (points(row), theme.heading),
            (band.0.to_owned(), band.1),
            row.due.as_ref().map_or_else(|| (heard.to_owned(), theme.faint), |due| answer_due(due, look)),
            (or(&lead.name, "(no name)"), theme.heading),
            (lead.why(), theme.text),
            (or(&lead.source, "–"), theme.faint),
            (age(lead.first_seen_at), theme.faint),
            (age(lead.last_activity_at), theme.faint),
            (or(&lead.owner, "nobody"), theme.faint),
        ]
    }

    fn unfolded(row: &LeadRow, look: Look<'_>, width: usize) -> Vec<Line<'static>> {
        let Look { theme, moment, .. } = look;
        let lead = &row.lead;
        let part = |figure: String, what: &str| {
            paragraph(Span::styled(format!("{figure:>10}  "), theme.heading), what, theme.text, width)
        };
        let factors = lead.score.iter().flat_map(|score| &score.factors);
        let mut lines: Vec<Line<'static>> =
            factors.flat_map(|one| part(format!("{:+.0}", one.points), &one.what)).collect();
        let notes = lead.score.iter().flat_map(|score| score.notes());
        lines.extend(notes.flat_map(|note| paragraph(Span::raw(" ".repeat(12)), note, theme.faint, width)));
        let mut about = Vec::new();
        about.extend(lead.company.clone());
        about.extend(lead.email.clone());
        about.extend(lead.status.as_ref().map(|status| format!("status {status}")));
        about.extend(lead.source.as_ref().map(|source| format!("by {source}")));
        about.extend(lead.first_seen_at.map(|at| format!("first seen {}", moment.ago(at))));
        about.extend(lead.last_activity_at.map(|at| format!("active {}", moment.ago(at))));
        about.push(match lead.heard_at() {
            Some(at) => format!("heard from us {}", moment.ago(at)),
            None => "has not heard from us".to_owned(),
        });
        about.push(lead.owner.clone().unwrap_or_else(|| "nobody's".to_owned()));
        lines.extend(part(format!("= {}", points(row)), &about.join(" · ")));
        lines.push(Line::default());
        lines
    }

    fn about(row: &LeadRow, look: Look<'_>) -> Vec<Span<'static>> {
        let theme = look.theme;
        let name = row.lead.name.as_deref().unwrap_or("(no name)");
        vec![Span::styled(format!("{name}  "), theme.heading), Span::styled(row.lead.why(), theme.faint)]
    }
}

fn points(row: &LeadRow) -> String {
    row.lead.score.as_ref().map_or_else(|| "–".to_owned(), |score| score.points.to_string())
}
