//! Scores on their way to the CRM, and changes of tier that wait, for people.

use std::collections::HashMap;

use super::Page;
use crate::cli::output::Meaning;
use crate::desk::api::{ScoreDifference, ScoreWriteReport, WriteCounts};
use crate::domain::difference::Change;
use crate::domain::ids::CustomerId;
use crate::domain::score_fields::{ReviewState, TierReview};
use crate::phrasing::{Moment, counted, held_in_words, without_contact_in_words};

/// Contacts that are listed; a file has all of them.
const LISTED: usize = 20;

/// What was written, or would be.
pub fn difference(page: &mut Page, report: &ScoreWriteReport, moment: &Moment) {
    for one in report.differences.iter().take(LISTED) {
        contact(page, one, report, moment);
    }
    let more = report.differences.len().saturating_sub(LISTED);
    if more > 0 {
        let more = counted(more as u64, "contact");
        page.meaning("", &format!("and {more} more: --export FILE has all of them"), Meaning::Faint);
    }
    page.gap();
    counts(page, report);
}

fn contact(page: &mut Page, one: &ScoreDifference, report: &ScoreWriteReport, moment: &Moment) {
    let (is_try, [done, to_do, undone]) = match report.undo {
        true => (report.dry_run, ["put back", "to put back", "not put back"]),
        false => (report.dry_run, ["written", "to write", "not written"]),
    };
    let (word, meaning) = match (&one.refused, one.written, one.write.is_empty()) {
        (Some(why), ..) => (why.as_str(), Meaning::Bad),
        (None, true, _) => (done, Meaning::Good),
        (None, false, true) => ("", Meaning::Faint),
        (None, false, false) if is_try => (to_do, Meaning::Faint),
        (None, false, false) => (undone, Meaning::Warning),
    };
    page.heading(&one.contact.to_string(), &one.customer_id.to_string());
    if !word.is_empty() {
        page.meaning("  ", word, meaning);
    }
    one.write.iter().for_each(|change| value(page, change, ""));
    one.conflicts.iter().for_each(|change| value(page, change, " · stays: somebody else has written there"));
    let held = format!(" · {}: `deskhand score reviews`", held_in_words(one.review.as_ref(), moment));
    one.held.iter().for_each(|change| value(page, change, &held));
}

fn value(page: &mut Page, change: &Change, beside: &str) {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "(empty)".to_owned());
    let (before, after) = (shown(&change.before), shown(&change.after));
    page.paragraph(&format!("  {}: ", change.field), &format!("{before} → {after}{beside}"));
}

fn counts(page: &mut Page, report: &ScoreWriteReport) {
    let (counts, is_try) = (&report.counts, report.dry_run);
    page.paragraph("", &in_words(counts, is_try, report.undo));
    if counts.conflicts > 0 && report.undo {
        let fields = counted(counts.conflicts, "field");
        page.meaning("", &format!("{fields} changed since: they stay as they are"), Meaning::Warning);
    } else if counts.conflicts > 0 {
        let words = format!(
            "{} with what somebody else has written: they stay; `deskhand score write QUERY --despite` takes them back",
            counted(counts.conflicts, "conflict")
        );
        page.meaning("", &words, Meaning::Warning);
    }
    if counts.waiting > 0 {
        let customers = counted(counts.waiting, "customer");
        let words =
            format!("a change of tier of {customers} waits, because of a case: `deskhand score reviews`");
        page.meaning("", &words, Meaning::Warning);
    }
    if counts.put_off > 0 {
        let customers = counted(counts.put_off, "customer");
        let words = format!(
            "a change of tier of {customers} is put off: `deskhand score reviews` lists until when, and takes that back"
        );
        page.meaning("", &words, Meaning::Faint);
    }
    if counts.kept > 0 {
        let words = format!("{} stay in their tier, as a person has said", counted(counts.kept, "customer"));
        page.meaning("", &words, Meaning::Faint);
    }
    if counts.without_contact > 0 {
        let words = without_contact_in_words(counts.without_contact);
        page.meaning("", &words, Meaning::Faint);
    }
    if counts.seals_alone > 0 {
        let contacts = counted(counts.seals_alone, "contact");
        let words =
            format!("the seal alone, by which other machines tell who wrote, is renewed on {contacts}");
        page.meaning("", &words, Meaning::Faint);
    }
}

fn in_words(counts: &WriteCounts, is_try: bool, is_undo: bool) -> String {
    let compared = format!("{} compared", counted(counts.contacts, "contact"));
    let (fields, contacts) = match is_try {
        true => (counts.fields_to_write, counts.contacts_to_write),
        false => (counts.fields_written, counts.contacts_written),
    };
    let done = format!("{} of {}", counted(fields, "field"), counted(contacts, "contact"));
    let what = if is_undo { "put back" } else { "written" };
    match is_try {
        true => format!("{compared}: {done} would be {what}; nothing was, this is a try"),
        false => format!("{compared}: {done} {what}"),
    }
}

/// A change of tier that waits: what would change, why, what holds it.
pub fn review(page: &mut Page, review: &TierReview, names: &HashMap<CustomerId, String>, moment: &Moment) {
    let name = names.get(&review.customer).map_or("(no name)", String::as_str);
    page.heading(name, &format!("{} → {}", review.before, review.after));
    page.paragraph("  because: ", &review.reasoning);
    let case = &review.case;
    let opened = case.opened_at.map_or_else(String::new, |at| format!(", opened {}", moment.ago(at)));
    page.paragraph(
        "  held by: ",
        &format!("case {} “{}” ({}{opened})", case.record.id, case.subject, case.status),
    );
    page.paragraph("  rule: ", "a case open within 7 days → review");
    let words = match &review.state {
        ReviewState::Later { until } => {
            page.paragraph("  put off: ", &format!("asked again on {}", moment.day(*until)));
            "yes|no|back"
        }
        ReviewState::Kept { by, until } => {
            page.paragraph(
                "  kept: ",
                &format!("stays {} until {}, by {by}", review.before, moment.day(*until)),
            );
            "yes|back"
        }
        _ => "yes|no|later",
    };
    page.meaning("  ", &format!("deskhand score reviews {words} {}", review.customer), Meaning::Faint);
}

/// What was decided.
pub fn decided(page: &mut Page, review: &TierReview, moment: &Moment) {
    let change = format!("{} → {}", review.before, review.after);
    let words = match &review.state {
        ReviewState::Yes { .. } => format!("{change}: yes"),
        ReviewState::Kept { until, .. } => format!("stays {} until {}", review.before, moment.day(*until)),
        ReviewState::Later { until } => format!("{change}: asked again on {}", moment.day(*until)),
        ReviewState::Waiting => format!("{change}: waits"),
    };
    page.paragraph("", &words);
}
