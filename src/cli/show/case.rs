//! A case for people: how it stands, and its thread.

use super::profile::{about_order, shipped};
use super::{Page, queue};
use crate::cli::output::Meaning;
use crate::domain::about::order_of;
use crate::domain::answer::UnsentAnswer;
use crate::domain::crm::{Case, MessageFrom};
use crate::domain::profile::Profile;
use crate::domain::queue::QueueRow;
use crate::domain::thread::{self, Said};
use crate::phrasing::{Moment, counted, internal_note, unsent_in_words};

/// Subject, status, owner and clock; why it stands where it does; which order it is about.
pub fn head(page: &mut Page, row: &QueueRow, case: &Case, profile: &Profile, moment: &Moment) {
    // As the line below says it: where the CRM cannot be read now, the row may be newer than the thread.
    let stands = &row.case;
    let mut beside = vec![format!("case {}", case.id), stands.status.clone()];
    beside.extend(stands.priority.map(|priority| format!("{} priority", priority.in_words())));
    beside.push(stands.owner.clone().unwrap_or_else(|| "nobody's".to_owned()));
    beside.extend(stands.channel.clone());
    page.heading(&stands.subject, &beside.join(" · "));
    queue::rows(page, &[row], true, moment);
    if let Some(suggested) = &row.suggested_owner
        && stands.owner.as_ref() != Some(&suggested.name)
    {
        let words = format!("should take it: {}, {}", suggested.name, suggested.why.in_words());
        page.meaning("     ", &words, Meaning::Faint);
    }
    about_order(page, profile, case);
    if let Some((order, _)) = order_of(profile, case) {
        let there = moment.elsewhere(profile.zone());
        for shipment in &order.shipments {
            page.meaning("     ▸ ", &shipped(shipment, &there), Meaning::Faint);
        }
    }
    page.gap();
}

/// Every message and the notes of colleagues, the oldest first, then the answers that were not sent.
pub fn thread(page: &mut Page, case: &Case, profile: &Profile, unsent: &[UnsentAnswer], moment: &Moment) {
    page.heading("Thread", &counted(case.messages.len() as u64, "message"));
    for said in thread::thread(case, &profile.activities) {
        let (from, at, text) = match said {
            Said::Message(message) => (who(message.from).to_owned(), message.at, &message.text),
            Said::Note(note) => (internal_note(note, None), note.at, &note.text),
        };
        let when = at.map_or_else(String::new, |at| format!(", {} ({})", moment.ago(at), moment.exactly(at)));
        page.meaning("  ", &format!("{from}{when}:"), Meaning::Faint);
        page.quotation(4, text, usize::MAX);
    }
    for answer in unsent {
        page.meaning("  ", &unsent_in_words(answer, None, moment), Meaning::Warning);
        page.quotation(4, &answer.text, usize::MAX);
    }
}

fn who(from: MessageFrom) -> &'static str {
    match from {
        MessageFrom::Customer => "the customer",
        MessageFrom::Staff => "staff",
        MessageFrom::Unknown => "somebody",
    }
}
