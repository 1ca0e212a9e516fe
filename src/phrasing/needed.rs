//! By when a customer needs something, as their case says it.

use jiff::tz::TimeZone;

use super::{Moment, Needed, Seen, needed};
use crate::domain::crm::{Case, Message, MessageFrom};
use crate::domain::queue::NeededBy;

/// The day by which the customer of a case needs something: what they wrote last of it, read from the day on which they
/// wrote it.
pub fn needed_in(case: &Case, zone: &TimeZone) -> Option<NeededBy> {
    let theirs = case.messages.iter().enumerate().rev();
    let theirs = theirs.filter(|(_, message)| message.from == MessageFrom::Customer);
    let read = |(number, message): (usize, &Message)| {
        let at = message.at?;
        let Needed { on, words } = needed(&message.text, &Seen::at(at, zone.clone()))?;
        let evening = on.at(17, 0, 0, 0).to_zoned_datetime(zone.clone()).ok()?.timestamp();
        let said_in = Some(case.message_id(number));
        Some(NeededBy { on, until: evening, words, said_at: at, said_in })
    };
    theirs.filter_map(read).next()
}

/// `needed by Fri 4 Dec: “before my trip on 4 December”, written 2 days ago`.
pub fn needed_in_words(needed: &NeededBy, moment: &Moment) -> String {
    let over = if needed.until < moment.now { "was " } else { "" };
    let by = moment.locale.worded(&needed.in_words());
    format!("{over}{by}: “{}”, written {}", needed.words, moment.ago(needed.said_at))
}
