//! What was said about a case, by both sides and among colleagues.

use jiff::Timestamp;

use super::action::{NoteWrite, ReplyWrite};
use super::crm::{Activity, ActivityKind, Case, Message};

/// Something that was said.
#[derive(Clone, Copy, Debug)]
pub enum Said<'a> {
    /// To the customer, or by them.
    Message(&'a Message),
    /// Among colleagues: the customer does not see it.
    Note(&'a Activity),
}

impl Activity {
    /// Whether it tells of a call with the customer: one that was logged, or the note of one.
    pub fn is_of_a_call(&self) -> bool {
        match self.kind {
            ActivityKind::Call => true,
            ActivityKind::Note => NoteWrite::tells_of_a_call(&self.text),
            ActivityKind::Task | ActivityKind::Email => false,
        }
    }

    /// Whether it is a note for colleagues on this case. One that holds an answer is for the customer, once somebody sends
    /// it.
    pub fn is_internal_to(&self, case: &Case) -> bool {
        self.kind == ActivityKind::Note
            && self.cases.contains(&case.evidence)
            && ReplyWrite::read(&self.text).is_none()
    }
}

/// The messages of a case with the notes on it between them, the oldest first. A message without a time stays behind the one
/// before it.
pub fn thread<'a>(case: &'a Case, activities: &'a [Activity]) -> Vec<Said<'a>> {
    let mut last = Timestamp::MIN;
    let mut said: Vec<(Timestamp, Said<'a>)> = Vec::new();
    for message in &case.messages {
        last = message.at.unwrap_or(last);
        said.push((last, Said::Message(message)));
    }
    let notes = activities.iter().filter(|activity| activity.is_internal_to(case));
    said.extend(notes.map(|note| (note.at.unwrap_or(Timestamp::MAX), Said::Note(note))));
    said.sort_by_key(|(at, _)| *at);
    said.into_iter().map(|(_, said)| said).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn note(text: &str, on: &str, at: &str) -> Activity {
        serde_json::from_value(json!({
            "id": "9", "evidence": "note:9", "source": "hubspot", "kind": "note", "at": at, "text": text,
            "machine_written": false, "cases": [on],
        }))
        .unwrap()
    }

    #[test]
    fn notes_stand_between_the_messages_and_answers_are_none() {
        let case: Case = serde_json::from_value(json!({
            "id": "77", "evidence": "case:77", "source": "hubspot", "subject": "Bag", "status": "New", "open": true,
            "messages": [
                { "from": "customer", "at": "2026-11-20T08:00:00Z", "text": "Where is it?" },
                { "from": "staff", "at": null, "text": "We look." },
                { "from": "customer", "at": "2026-11-22T08:00:00Z", "text": "Well?" },
            ],
        }))
        .unwrap();
        let answer = ReplyWrite::headed("It is here.", "77", "sam@example.com");
        let activities = vec![
            note(&answer, "case:77", "2026-11-21T09:00:00Z"),
            note("Carrier called.", "case:77", "2026-11-21T08:00:00Z"),
            note("Of another case.", "case:78", "2026-11-21T08:00:00Z"),
        ];
        let said: Vec<&str> = thread(&case, &activities)
            .iter()
            .map(|said| match said {
                Said::Message(message) => message.text.as_str(),
                Said::Note(note) => note.text.as_str(),
            })
            .collect();
        assert_eq!(said, ["Where is it?", "We look.", "Carrier called.", "Well?"]);
    }
}
