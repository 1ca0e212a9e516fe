//! What there is to know before a call, on one page; and what comes of the call.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::account::AccountKind;
use super::agenda::Meeting;
use super::brief::{Privacy, Sentence, Usage, Verification};
use super::evidence::{Evidence, EvidenceId};
use super::ids::CustomerId;
use super::record::RecordRef;

/// A page to be read aloud in under a minute, without what stands below as further. Every sentence was checked against its evidence.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallSheet {
    /// About whom.
    pub customer_id: CustomerId,
    /// What they are called.
    pub name: Option<String>,
    /// Who wrote it: `playbook`. Who worded the questions stands with them.
    pub engine: String,
    /// Where they are on the clock: an IANA name.
    pub time_zone: Option<String>,
    /// What they speak, as their record says: `en-US`.
    pub locale: Option<String>,
    /// How to reach them: phones first, then e-mails, then where they are. For this place alone.
    #[serde(default)]
    pub reach: Vec<String>,
    /// In this order.
    pub parts: Vec<Part>,
    /// What the sentences rest on, in words, each once. For this place alone.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// By whom the questions are worded.
    #[serde(default)]
    pub questions: Wording,
    /// What the check found.
    pub verification: Verification,
    /// When it was written.
    #[schemars(with = "super::Rfc3339")]
    pub created_at: Timestamp,
}

impl fmt::Debug for CallSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallSheet({}, {} parts)", self.customer_id, self.parts.len())
    }
}

/// The page for a call with a company, or about a deal. Every sentence was checked against its evidence.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountSheet {
    /// Whether it is about a company or a deal.
    pub kind: AccountKind,
    /// The CRM's record: `hubspot/company/98701`; nothing where the company is a word on its people's contacts and no more.
    pub record: Option<RecordRef>,
    /// What it is called.
    pub name: String,
    /// Where a browser shows it.
    pub url: Option<String>,
    /// Who wrote it: `playbook`. Who worded the questions stands with them.
    pub engine: String,
    /// The people, who decides first. For this place alone.
    pub people: Vec<Person>,
    /// Meetings of the rep's with them that are to come, the next one first. For this place alone.
    #[serde(default)]
    pub meetings: Vec<Meeting>,
    /// In this order.
    pub parts: Vec<Part>,
    /// What the sentences rest on, in words, each once. For this place alone.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// By whom the questions are worded.
    #[serde(default)]
    pub questions: Wording,
    /// What could not be read, in words: what is told is then not all there is.
    pub gaps: Vec<String>,
    /// What the check found.
    pub verification: Verification,
    /// When it was written.
    #[schemars(with = "super::Rfc3339")]
    pub created_at: Timestamp,
}

impl fmt::Debug for AccountSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountSheet({:?}, {} people)", self.record, self.people.len())
    }
}

/// One of the people of a company or deal, and how to reach them.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The CRM's record.
    pub contact: RecordRef,
    /// The customer that it is here; nothing where their profile could not be had.
    pub customer_id: Option<CustomerId>,
    /// What they are called.
    pub name: Option<String>,
    /// Their job.
    pub title: Option<String>,
    /// What the CRM says they are to the account: `Decision maker`.
    pub roles: Vec<String>,
    /// Phones first, then the main e-mail.
    pub reach: Vec<String>,
}

impl Person {
    /// Name, job and labels in a row.
    pub fn in_words(&self) -> String {
        let name = self.name.as_deref().unwrap_or("(no name)");
        let about: Vec<&str> = self.title.iter().chain(&self.roles).map(String::as_str).collect();
        if about.is_empty() { name.to_owned() } else { format!("{name} ({})", about.join(", ")) }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({:?})", self.contact)
    }
}

/// A part of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// What it tells.
    pub topic: Topic,
    /// Sentences, what matters most first; never empty.
    pub sentences: Vec<Sentence>,
}

/// What the sentences of a page cite, in the order of the page.
pub fn cited(parts: &[Part]) -> impl Iterator<Item = &EvidenceId> {
    parts.iter().flat_map(|part| &part.sentences).flat_map(|sentence| &sentence.evidence)
}

/// By whom the questions of a page are worded, and what asking a model came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Wording {
    /// Who worded each sentence of the part `ask`, in its order: `llm:MODEL` or `playbook`.
    pub engines: Vec<String>,
    /// Whether a model was to word them.
    pub model_asked: bool,
    /// Why none of them is a model's, in words; nothing where one is.
    pub why_not_llm: Option<String>,
    /// What the check found of what a model wrote.
    pub verification: Verification,
    /// What was masked.
    pub privacy: Privacy,
    /// What it cost.
    pub usage: Usage,
}

impl Wording {
    /// Those that the playbook asks in such parts.
    pub fn by_playbook(parts: &[Part]) -> Self {
        let asked = parts.iter().find(|part| part.topic == Topic::Ask);
        let engines = vec![PLAYBOOK.to_owned(); asked.map_or(0, |part| part.sentences.len())];
        Self { engines, ..Self::default() }
    }

    /// Whose the questions are, in words; nothing where no model was to word them.
    pub fn in_words(&self) -> Option<String> {
        credit(self.engines.iter().map(String::as_str)).or_else(|| self.failure())
    }

    /// Why the questions are the playbook's though a model was to word them, in words.
    pub fn failure(&self) -> Option<String> {
        let why = self.why_not_llm.as_ref().filter(|_| self.model_asked)?;
        Some(format!("questions by the playbook: {why}"))
    }
}

/// What the playbook's work is labelled with.
const PLAYBOOK: &str = "playbook";

/// Which of the questions that these have worded are a model's, in words; nothing where none is.
pub fn credit<'a>(engines: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    let is_of_model = |engine: &&str| *engine != PLAYBOOK;
    let model = engines.clone().find(is_of_model)?;
    let model = format!("model {}", model.strip_prefix("llm:").unwrap_or(model));
    if engines.clone().all(|engine| is_of_model(&engine)) {
        return Some(format!("questions by {model}"));
    }
    let places = (1..).zip(engines).filter(|(_, engine)| is_of_model(engine));
    let places: Vec<String> = places.map(|(place, _)| place.to_string()).collect();
    match places.as_slice() {
        [one] => Some(format!("question {one} by {model}, else by the playbook")),
        several => Some(format!("questions {} by {model}, else by the playbook", several.join(" and "))),
    }
}

/// What a part of the page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Who they are.
    Who,
    /// How a deal stands: stage, amount, close date.
    Deal,
    /// Who decides about it.
    Decides,
    /// What was last said about it.
    Said,
    /// What is missing for it to be won.
    Missing,
    /// What they bought.
    Bought,
    /// What went wrong lately.
    WentWrong,
    /// What is open: cases, deals, carts, payments.
    Open,
    /// What they are worth and how likely they stay away, with reasons.
    Worth,
    /// What to offer.
    Offer,
    /// What to avoid.
    Avoid,
    /// What to ask.
    Ask,
    /// What else is told and has no place in a minute's reading.
    Further,
}

impl Topic {
    /// As people read it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Deal => "deal",
            Self::Decides => "decides",
            Self::Said => "last said",
            Self::Missing => "missing",
            Self::Bought => "bought",
            Self::WentWrong => "went wrong",
            Self::Open => "open",
            Self::Worth => "worth",
            Self::Offer => "offer",
            Self::Avoid => "avoid",
            Self::Ask => "ask",
            Self::Further => "further",
        }
    }
}

/// What is to be done after a call, and by when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// In a line.
    pub title: String,
    /// What else there is to say of it.
    #[serde(default)]
    pub body: String,
    /// By when.
    pub due_at: Timestamp,
}

impl fmt::Debug for FollowUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FollowUp({})", self.due_at)
    }
}
