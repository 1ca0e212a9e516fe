//! What of the chosen thing can be copied, field by field.

use crate::desk::api::SearchHit;
use crate::domain::action::Write;
use crate::domain::agenda::PlannedCall;
use crate::domain::lead::LeadRow;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::queue::QueueRow;
use crate::domain::quiet::QuietRow;
use crate::phrasing::effect_told;
use crate::ports::repository::{AuditRecord, WireRecord};
use crate::tui::overlay::{Choice, Chooser, Overlay, Take};

/// Columns of a value that stand beside its name.
const SHOWN: usize = 48;
/// As many as letters tell apart.
const MOST: usize = 14;

/// Fields with their values; what is empty is none.
#[derive(Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// With one more, where there is something to copy and it is not there yet.
    pub fn with(mut self, name: &str, value: Option<impl Into<String>>) -> Self {
        if let Some(value) = value.map(Into::into).filter(|value| !value.trim().is_empty())
            && self.0.len() < MOST
            && self.0.iter().all(|(_, known)| *known != value)
        {
            self.0.push((name.to_owned(), value));
        }
        self
    }

    /// With several of the same name.
    pub fn with_all<T: Into<String>>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        values.into_iter().fold(self, |fields, value| fields.with(name, Some(value)))
    }

    /// The list to choose from, one letter each; nothing where there is nothing to copy.
    pub fn chooser(self) -> Option<Overlay> {
        let choice = |(name, value): (String, String)| Choice {
            beside: crate::phrasing::cut(&value.replace('\n', " "), SHOWN),
            take: Take::Copy { what: name.clone(), text: value },
            words: name,
            below: String::new(),
        };
        let choices: Vec<Choice> = self.0.into_iter().map(choice).collect();
        let chooser = Chooser::by_letter("Copy which", choices);
        (!chooser.is_empty()).then(|| Overlay::Chooser(Box::new(chooser)))
    }
}

/// Of a hit of the search.
pub fn of_hit(hit: &SearchHit) -> Fields {
    Fields::default()
        .with("name", Some(hit.name.as_str()))
        .with("e-mail", hit.email.as_deref())
        .with("phone", hit.phone.as_deref())
        .with("order number", hit.order_number.as_deref())
        .with("company", hit.company.as_deref())
        .with("customer id", Some(hit.customer.to_string()))
}

/// Of a case of the queue.
pub fn of_case(row: &QueueRow) -> Fields {
    let case = &row.case;
    Fields::default()
        .with("case number", Some(case.record.id.as_str()))
        .with("subject", Some(case.subject.as_str()))
        .with("name", case.name.as_deref())
        .with("e-mail", case.email.as_deref())
        .with("link", case.url.as_deref())
        .with("record id", Some(case.record.to_string()))
}

/// Of a lead.
pub fn of_lead(row: &LeadRow) -> Fields {
    let lead = &row.lead;
    Fields::default()
        .with("e-mail", lead.email.as_deref())
        .with("name", lead.name.as_deref())
        .with("company", lead.company.as_deref())
        .with("link", lead.url.as_deref())
        .with("record id", Some(lead.record.to_string()))
}

/// Of one of today's calls.
pub fn of_planned(call: &PlannedCall) -> Fields {
    Fields::default()
        .with("phone", call.phone.as_deref())
        .with("e-mail", call.email.as_deref())
        .with("name", call.name.as_deref())
        .with("company", call.company.as_deref())
        .with("what it is about", Some(call.title.as_str()))
        .with("link", call.url.as_deref())
        .with("record id", Some(call.record.to_string()))
}

/// Of a customer who is going quiet.
pub fn of_quiet(row: &QuietRow) -> Fields {
    Fields::default()
        .with("name", row.name.as_deref())
        .with("why", Some(row.quiet.why.as_str()))
        .with("record id", Some(row.customer_id.to_string()))
}

/// Of an entry of the outbox.
pub fn of_entry(entry: &Entry, me: Option<&str>) -> Fields {
    let text = match &entry.write {
        Write::Note(note) => Some(note.body.as_str()),
        Write::Reply(reply) => Some(reply.note.body.as_str()),
        Write::Task(task) => Some(task.body.as_str()),
        Write::CaseUpdate(_) | Write::Fields(_) | Write::Retraction(_) => None,
    };
    let written = match &entry.state {
        EntryState::Done { written, .. } => Some(written),
        _ => None,
    };
    let why = match &entry.state {
        EntryState::Parked { why, .. }
        | EntryState::Waiting { why, .. }
        | EntryState::InDoubt { why, .. } => Some(why.as_str()),
        _ => None,
    };
    Fields::default()
        .with("draft", text)
        .with("title", Some(entry.title.as_str()))
        .with("write", Some(effect_told(entry, me)))
        .with("link", written.and_then(|written| written.url.as_deref()))
        .with("record id", written.map(|written| written.id.as_str()))
        .with("reason", why)
        .with("entry id", Some(entry.id.to_string()))
        .with("key", Some(entry.key.as_str()))
}

/// Of a line of the audit log.
pub fn of_line(record: &AuditRecord) -> Fields {
    Fields::default()
        .with("hash", Some(record.hash.to_string()))
        .with("line", Some(record.sequence.to_string()))
        .with("subject", record.event.as_ref().map(|event| event.subject.as_str()))
        .with("actor", record.event.as_ref().map(|event| event.actor.as_str()))
        .with("customer id", record.customer.map(|customer| customer.to_string()))
}

/// Of a call of a model.
pub fn of_call(call: &WireRecord) -> Fields {
    Fields::default()
        .with("bytes that left", Some(call.sent.as_str()))
        .with("answer", Some(call.received.as_str()))
        .with("digest", Some(call.digest.to_string()))
        .with("model", Some(call.model.as_str()))
}
