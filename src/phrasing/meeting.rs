//! A meeting that is to come, in words: the same for all faces.

use super::Moment;
use crate::domain::agenda::Meeting;

/// From when to when, what it is about, with whom and where: `today 14:20–14:50 · Repairs · with Ivo Lind`.
pub fn meeting_in_words(meeting: &Meeting, moment: &Moment) -> String {
    let begins = match moment.days_until(meeting.begins_at) {
        0 => format!("today {}", moment.hour(meeting.begins_at)),
        _ => moment.exactly(meeting.begins_at),
    };
    let until = meeting.ends_at.map_or_else(String::new, |ends| format!("–{}", moment.hour(ends)));
    let with = meeting.name.as_ref().map(|name| format!("with {name}"));
    let parts = [format!("{begins}{until}"), meeting.title.clone()].into_iter();
    parts.chain(with).chain(meeting.place.clone()).collect::<Vec<_>>().join(" · ")
}
