//! Entries of the outbox: what is on its way, what came of it, what waits for a person.

use super::{Page, cell};
use crate::cli::exit::Status;
use crate::cli::output::Meaning;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::{
    Moment, awaited_in_words, effect_told, hands_in_words, policy_in_words, undone_by_in_words,
};

/// Where an entry stands, in words; of what takes something back, whose doing it is.
pub fn state(entry: &Entry, moment: &Moment) -> String {
    format!("{}{}", stands(entry, moment), hands_in_words(entry, None))
}

fn stands(entry: &Entry, moment: &Moment) -> String {
    match &entry.state {
        EntryState::AwaitingApproval { need, withdrawn } => {
            let words = awaited_in_words(need.role, withdrawn.as_ref(), None, moment);
            format!("{words} ({})", policy_in_words(&need.why, &moment.locale))
        }
        EntryState::Queued { until } if *until > moment.now => {
            format!("queued, leaves at {}", moment.time(*until))
        }
        EntryState::Queued { .. } => "queued, leaves as soon as a deskhand holds the storage".to_owned(),
        EntryState::Sending { since, .. } => format!("sending since {}", moment.time(*since)),
        EntryState::InDoubt { look_at, why } => {
            format!("in doubt ({why}): looked up at {} before anything else happens", moment.time(*look_at))
        }
        EntryState::Waiting { until, why } => {
            format!("waiting ({why}): tried again at {}", moment.time(*until))
        }
        EntryState::Done { at, written } => {
            let place = written.url.as_deref().unwrap_or(&written.id);
            format!("done {}: {place}", moment.ago(*at))
        }
        EntryState::Parked { at, why } => format!("parked {}: {why}", moment.ago(*at)),
        EntryState::Undone { at, by } => {
            let by = undone_by_in_words(&entry.accepted_by, by.as_deref(), None);
            format!("undone {}{}", by.map_or_else(String::new, |by| format!("{by} ")), moment.ago(*at))
        }
        EntryState::Rejected { at, by, reason } => {
            let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            format!("rejected by {by} {}{why}", moment.ago(*at))
        }
        EntryState::Dropped { at, by, reason } => {
            let why = reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!("dropped by {by} {}{why}", moment.ago(*at))
        }
    }
}

/// What there is to do about it.
pub fn hint(entry: &Entry) -> Option<String> {
    let id = entry.id;
    match entry.state {
        EntryState::AwaitingApproval { .. } => {
            Some(format!("`deskhand approve {id}`, `deskhand reject {id}` or `deskhand approvals edit {id}`"))
        }
        EntryState::Parked { .. } => {
            Some(format!("`deskhand outbox retry {id}` tries again, `deskhand outbox drop {id}` gives it up"))
        }
        _ => None,
    }
}

/// How a command that brought an entry here ends.
pub fn status(entry: &Entry) -> Status {
    match entry.state {
        EntryState::AwaitingApproval { .. } => Status::NotPermitted,
        EntryState::Parked { .. } => Status::Failed,
        _ => Status::Done,
    }
}

fn meaning(entry: &Entry) -> Meaning {
    match entry.state {
        EntryState::Done { .. } => Meaning::Good,
        EntryState::Parked { .. } => Meaning::Bad,
        EntryState::AwaitingApproval { .. } | EntryState::InDoubt { .. } | EntryState::Waiting { .. } => {
            Meaning::Warning
        }
        _ => Meaning::Faint,
    }
}

/// A mark that says the same without colour.
fn mark(entry: &Entry) -> &'static str {
    match entry.state {
        EntryState::Done { .. } => "✓",
        EntryState::Parked { .. } => "✗",
        EntryState::AwaitingApproval { .. } => "?",
        EntryState::InDoubt { .. } | EntryState::Waiting { .. } => "!",
        EntryState::Queued { .. } | EntryState::Sending { .. } => "…",
        EntryState::Undone { .. } | EntryState::Rejected { .. } | EntryState::Dropped { .. } => "-",
    }
}

/// One entry, with what it writes and where it stands. `me`: who reads.
pub fn entry(page: &mut Page, entry: &Entry, me: &str, moment: &Moment) {
    head(page, entry, me);
    page.paragraph("   ", &state(entry, moment));
    if let Some(hint) = hint(entry) {
        page.meaning("   ", &hint, Meaning::Faint);
    }
}

/// Whose doing it is.
pub fn accepted_by(page: &mut Page, entry: &Entry) {
    page.meaning("   ", &format!("accepted by {}", entry.accepted_by), Meaning::Faint);
}

/// By which other entry it is taken back, or was.
pub fn taken_back(page: &mut Page, by: &Entry) {
    let words = if matches!(by.state, EntryState::Done { .. }) { "taken back" } else { "is taken back" };
    page.meaning("   ", &format!("{words} by {}", by.id), Meaning::Warning);
}

/// What it is and what it writes, told to whoever reads as `me`.
pub fn head(page: &mut Page, entry: &Entry, me: &str) {
    page.rows(
        0,
        &[vec![
            cell(mark(entry)).meaning(meaning(entry)),
            cell(entry.id.to_string()).meaning(Meaning::Heading),
            cell(entry.title.clone()),
        ]],
    );
    page.meaning("   → ", &effect_told(entry, Some(me)), Meaning::Faint);
}
