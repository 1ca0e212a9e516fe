//! What a CRM knows: cases and their threads, deals, notes, tasks, calls, owners.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agenda::Way;
use super::customer::Email;
use super::evidence::EvidenceId;
use super::ids::Source;
use super::money::Money;
use super::record::RecordRef;

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageFrom {
    /// The customer: text of a stranger, data only.
    Customer,
    /// Somebody of the shop.
    Staff,
    /// The vendor cannot tell.
    Unknown,
}

/// One message of a case.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// Which side.
    pub from: MessageFrom,
    /// When.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub at: Option<Timestamp>,
    /// Plain text, safe to print.
    pub text: String,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({:?}, {} bytes)", self.from, self.text.len())
    }
}

/// How pressing a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Priority {
    Low,
    Medium,
    High,
    Urgent,
}

impl Priority {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Urgent];

    /// As people read and type it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

/// A request for help: what other tools call a ticket.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Case {
    /// The vendor's id.
    pub id: String,
    /// What points at it: `case:77`.
    pub evidence: EvidenceId,
    /// Which CRM.
    pub source: Source,
    /// Subject line.
    pub subject: String,
    /// Name of the stage it is in, as people read it.
    pub status: String,
    /// Whether that stage is still open.
    pub open: bool,
    /// How pressing.
    pub priority: Option<Priority>,
    /// `email`, `chat`, `phone`, `form`.
    pub channel: Option<String>,
    /// When it came.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub opened_at: Option<Timestamp>,
    /// Last change; what a write compares with.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub updated_at: Option<Timestamp>,
    /// When it was closed.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub closed_at: Option<Timestamp>,
    /// Who has it, by name.
    pub owner: Option<String>,
    /// The thread, oldest first; the first message is the case's own text.
    pub messages: Vec<Message>,
    /// How many files the customer has attached; nothing where the CRM does not tell.
    #[serde(default)]
    pub attachments: Option<u32>,
    /// Where a browser shows it.
    pub url: Option<String>,
    /// Who asks, of several records that are one customer; nothing where that was not told apart yet.
    #[serde(default)]
    pub asker: Option<Asker>,
}

/// The record at the CRM that a case belongs to, and how to write to them there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asker {
    /// The contact or lead.
    pub record: RecordRef,
    /// Its main address.
    pub email: Option<Email>,
}

impl Case {
    /// The id of one of its messages, counted from 0: `message:17701.3` is the third.
    pub fn message_id(&self, at: usize) -> EvidenceId {
        EvidenceId::new("message", &format!("{}.{}", self.id, at + 1))
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Case({}, {} messages)", self.evidence, self.messages.len())
    }
}

/// A chance of business.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deal {
    /// The vendor's id.
    pub id: String,
    /// What points at it: `deal:…`.
    pub evidence: EvidenceId,
    /// Which CRM.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// Name of its stage, as people read it.
    pub stage: String,
    /// Whether it is still open, and if not whether it was won.
    pub outcome: DealOutcome,
    /// Worth.
    pub amount: Option<Money>,
    /// When it is expected to close or did.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub close_at: Option<Timestamp>,
    /// Who has it, by name.
    pub owner: Option<String>,
    /// Last change.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub updated_at: Option<Timestamp>,
    /// Where a browser shows it.
    pub url: Option<String>,
}

impl fmt::Debug for Deal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deal({}, {:?})", self.evidence, self.outcome)
    }
}

/// How a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum DealOutcome {
    Open,
    Won,
    Lost,
}

/// What kind of thing happened between shop and customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ActivityKind {
    Note,
    Task,
    Call,
    Email,
}

/// A note, task or call on the customer's record.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Activity {
    /// The vendor's id.
    pub id: String,
    /// What points at it: `note:…`, `task:…`, `call:…`.
    pub evidence: EvidenceId,
    /// Which CRM.
    pub source: Source,
    /// Note, task, call or e-mail.
    pub kind: ActivityKind,
    /// When it happened; for a task when it is due.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub at: Option<Timestamp>,
    /// Who, by name.
    pub author: Option<String>,
    /// Subject of a task or call.
    pub title: Option<String>,
    /// Plain text, safe to print.
    pub text: String,
    /// A task's state: done or not. Nothing for the others.
    pub done: Option<bool>,
    /// How a task is to be done. Nothing for the others.
    #[serde(default)]
    pub way: Option<Way>,
    /// Whether a machine wrote it.
    pub machine_written: bool,
    /// The cases that a note is on, besides its customer.
    #[serde(default)]
    pub cases: Vec<EvidenceId>,
}

impl fmt::Debug for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Activity({})", self.evidence)
    }
}

/// A colleague who can own records at the CRM.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Owner {
    /// The vendor's id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail, lower case.
    pub email: Option<String>,
}

impl Owner {
    /// Whether their name, or their e-mail as far as it is theirs alone, has all words that are typed; a whole address
    /// fits, too. The house behind the `@` is everybody's.
    pub fn is_called(&self, typed: &str) -> bool {
        let typed = typed.to_lowercase();
        let email = self.email.as_deref().unwrap_or_default().to_lowercase();
        let own = email.split_once('@').map_or("", |(own, _)| own);
        let about = format!("{} {own}", self.name.to_lowercase());
        typed
            .split_whitespace()
            .all(|word| about.contains(word) || word.contains('@') && email.starts_with(word))
    }
}

impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Owner({})", self.id)
    }
}
