//! A case for people: how it stands, and its thread.

use super::profile::about_order;
use super::{Page, queue};
use crate::cli::output::Meaning;
use crate::domain::crm::{Case, MessageFrom};
use crate::domain::profile::Profile;
use crate::domain::queue::QueueRow;
use crate::phrasing::{Moment, counted};

/// Subject, status, owner and clock; why it stands where it does; which order it is about.
pub fn head(page: &mut Page, row: &QueueRow, case: &Case, profile: &Profile, moment: &Moment) {
    let mut beside = vec![format!("case {}", case.id), case.status.clone()];
    beside.extend(case.priority.map(|priority| format!("{} priority", priority.in_words())));
    beside.push(case.owner.clone().unwrap_or_else(|| "nobody's".to_owned()));
    beside.extend(case.channel.clone());
    page.heading(&case.subject, &beside.join(" · "));
    queue::rows(page, &[row], true, moment);
    about_order(page, profile, case);
    page.gap();
}

/// Every message, the oldest first.
pub fn thread(page: &mut Page, case: &Case, moment: &Moment) {
    page.heading("Thread", &counted(case.messages.len() as u64, "message"));
    for message in &case.messages {
        let from = match message.from {
            MessageFrom::Customer => "the customer",
            MessageFrom::Staff => "staff",
            MessageFrom::Unknown => "somebody",
        };
        let when = message
            .at
            .map_or_else(String::new, |at| format!(", {} ({})", moment.ago(at), moment.exactly(at)));
        page.meaning("  ", &format!("{from}{when}:"), Meaning::Faint);
        page.quotation(4, &message.text, usize::MAX);
    }
}
