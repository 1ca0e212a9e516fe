//! Leads for people: a line each, and under it why it stands where it does.

use super::{Cell, Page, cell};
use crate::cli::output::Meaning;
use crate::domain::lead::{Band, LeadRow};
use crate::domain::sla::DueState;
use crate::phrasing::Moment;

/// Leads as rows.
pub fn rows(page: &mut Page, rows: &[&LeadRow], moment: &Moment) {
    let lines: Vec<_> = rows.iter().map(|row| line(row, moment)).collect();
    page.rows(0, &lines);
}

fn line(row: &LeadRow, moment: &Moment) -> Vec<Cell> {
    let lead = &row.lead;
    let points = lead.score.as_ref().map_or_else(|| "–".to_owned(), |score| score.points.to_string());
    let band = match row.band {
        Some(Band::Hot) => cell("hot").meaning(Meaning::Good),
        Some(band) => cell(band.in_words()),
        None => cell("–").faint(),
    };
    let mut about = vec![lead.why()];
    about.extend(lead.source.as_ref().map(|source| format!("by {source}")));
    about.extend(lead.first_seen_at.map(|at| format!("first seen {}", moment.ago(at))));
    about.extend(lead.last_activity_at.map(|at| format!("active {}", moment.ago(at))));
    about.push(lead.owner.clone().unwrap_or_else(|| "nobody's".to_owned()));
    vec![
        cell(points).right().meaning(Meaning::Heading),
        band,
        cell(lead.record.id.clone()).whole(),
        cell(lead.name.clone().unwrap_or_else(|| "(no name)".to_owned())),
        clock(row, moment),
        cell(about.join(" · ")).faint(),
    ]
}

/// Until when somebody should answer, with a sign beside the colour.
fn clock(row: &LeadRow, moment: &Moment) -> Cell {
    match (&row.due, row.lead.heard_at()) {
        (Some(due), _) => {
            let words = moment.until(due.at);
            match due.state(moment.now) {
                DueState::Breached => cell(format!("! {words}")).meaning(Meaning::Bad),
                DueState::Soon => cell(words).meaning(Meaning::Warning),
                DueState::InTime => cell(words),
            }
        }
        (None, Some(at)) => cell(format!("heard from us {}", moment.ago(at))).faint(),
        (None, None) => cell("no promise").faint(),
    }
}
