//! Why records are one person, and what a link would change, for people.

use super::{Page, cell};
use crate::cli::output::Meaning;
use crate::desk::api::{Link, LinkGraph, LinkRehearsal};
use crate::phrasing::{Moment, sums};

/// Each record with its rule, and the sums without it.
pub fn graph(page: &mut Page, graph: &LinkGraph, moment: &Moment) {
    page.heading(&format!("{} as one person", counted_records(graph)), &sums(&graph.totals, &moment.locale));
    let rows: Vec<_> = graph
        .links
        .iter()
        .map(|link| {
            vec![
                cell(link.record.to_string()).meaning(Meaning::Heading),
                cell(rule(link, moment)),
                cell(without(link, moment)).faint(),
            ]
        })
        .collect();
    page.rows(0, &rows);
    page.meaning("", "`deskhand unlink QUERY RECORD --reason WHY` takes one away", Meaning::Faint);
}

fn counted_records(graph: &LinkGraph) -> String {
    crate::phrasing::counted(graph.links.len() as u64, "record")
}

fn rule(link: &Link, moment: &Moment) -> String {
    let shared = link.shared.as_ref().map_or_else(String::new, |shared| format!(" {shared}"));
    let word = link.word.as_ref().map_or_else(String::new, |word| {
        let reason = word.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        format!(" ({}, {}{reason})", word.by, moment.ago(word.at))
    });
    format!("{}{shared}{word}", link.matched_by.in_words())
}

fn without(link: &Link, moment: &Moment) -> String {
    match &link.without {
        Some(totals) => format!("without it {}", sums(totals, &moment.locale)),
        None => "without it nothing is left".to_owned(),
    }
}

/// Both side by side, and the sums before and after.
pub fn rehearsal(page: &mut Page, rehearsal: &LinkRehearsal, moment: &Moment) {
    page.heading(
        &format!("{} beside this customer", rehearsal.record),
        rehearsal.why.as_deref().unwrap_or(""),
    );
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let fields = rehearsal.fields.iter().map(|field| {
        let sign = if field.agrees {
            cell("=").meaning(Meaning::Good)
        } else {
            cell("≠").meaning(Meaning::Warning)
        };
        vec![
            sign,
            cell(field.field.clone()).meaning(Meaning::Heading),
            cell(text(&field.here)),
            cell(text(&field.there)),
        ]
    });
    let rows: Vec<_> = fields.collect();
    page.rows(0, &rows);
    if !rehearsal.along.is_empty() {
        let along: Vec<String> = rehearsal.along.iter().map(ToString::to_string).collect();
        page.meaning("", &format!("with it comes {}", along.join(", ")), Meaning::Warning);
    }
    if let Some(name) = &rehearsal.renamed {
        page.meaning("", &format!("the customer is called {name} from then on"), Meaning::Warning);
    }
    let (before, after) = (sums(&rehearsal.before, &moment.locale), sums(&rehearsal.after, &moment.locale));
    page.paragraph("", &format!("{before} → {after}"));
    page.meaning("", "it can be taken back; the vendors' own records stay as they are", Meaning::Faint);
}
