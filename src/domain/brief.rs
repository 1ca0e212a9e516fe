//! Briefs and suggestions: what the copilot says, each sentence with evidence.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::{ActionKind, Approval, Offer};
use super::answer::UnderWay;
use super::evidence::EvidenceId;
use super::ids::{CustomerId, SuggestionId};
use super::money::Money;
use super::refunds::PayingBack;
use super::returns::{Excepted, LateWish};
use super::unsupported::Unsupported;

/// What a brief is for; decides which facts the gateway takes and which actions are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Answering a case.
    Support,
    /// Preparing a call.
    Sales,
}

impl Purpose {
    /// The word as the command line spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Sales => "sales",
        }
    }
}

/// One sentence with what it rests on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// Ready to show: slots filled, placeholders restored.
    pub text: String,
    /// What it rests on; never empty.
    pub evidence: Vec<EvidenceId>,
}

impl fmt::Debug for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sentence({:?})", self.evidence)
    }
}

/// One proposed action.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suggestion {
    /// What accept, edit and dismiss name it by.
    pub id: SuggestionId,
    /// What kind of action.
    pub action: ActionKind,
    /// One line.
    pub title: String,
    /// The draft that would be written.
    pub body: String,
    /// Sentences of a model's draft that nothing bears out. While one is `open`, the suggestion cannot be accepted.
    #[serde(default)]
    pub unsupported: Vec<Unsupported>,
    /// The exact write, in words: `HubSpot task on contact 5571, due Thu 26 Nov`.
    pub effect: String,
    /// `email`, `phone`, `sms`, `case`, `none`.
    pub channel: Option<String>,
    /// What is offered.
    pub offer: Option<Offer>,
    /// When to do it, in words.
    pub timing: Option<String>,
    /// When a task is due.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub due_at: Option<Timestamp>,
    /// Why, in words.
    pub reason: String,
    /// What it rests on; never empty.
    pub evidence: Vec<EvidenceId>,
    /// 0 to 1.
    pub confidence: f64,
    /// Whether it waits for a yes.
    pub approval: Approval,
    /// The case that a reply, note or update belongs to.
    pub case: Option<EvidenceId>,
    /// Why it cannot be carried out as things are, in words; nothing where it can.
    pub blocked: Option<String>,
    /// How it came to be proposed.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// How it is begun that a draft is in another language than its customer's.
pub const WRITTEN_IN: &str = "written in ";

/// How a suggestion came to be proposed: what it words, what may come of it, what happened to such things before.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Grounds {
    /// The candidate that it words: `reply-77`. Nothing for what a rep wrote.
    #[serde(default)]
    pub candidate: Option<String>,
    /// What may come of it, and how often such a thing was accepted here.
    #[serde(default)]
    pub expected_effect: Option<String>,
    /// What was tried of it before, the latest first.
    #[serde(default)]
    pub tried: Vec<String>,
    /// What earlier decisions did to its rank, each part with its figure.
    #[serde(default)]
    pub weighed: Vec<String>,
    /// It was decided before: how, and what has changed since.
    #[serde(default)]
    pub back_because: Option<String>,
    /// What its draft lacks that the customer waits for, each in words: their language, a demand of theirs.
    #[serde(default)]
    pub lacks: Vec<String>,
    /// What it gives away: the amount, or the percentage of an order as this customer usually places them.
    #[serde(default)]
    pub cost: Option<Money>,
}

impl Suggestion {
    /// The orders that come back by it against the shop's rule.
    pub fn excepted(&self) -> Vec<Excepted> {
        let Some(offer) = self.offer.as_ref().filter(|offer| offer.outside.is_some()) else {
            return Vec::new();
        };
        if !offer.excepted.is_empty() {
            return offer.excepted.clone();
        }
        // Offers were stored without their orders once: it was the first that was cited.
        let order = self.evidence.iter().find(|id| id.kind() == "order").cloned();
        let wish = LateWish::of_offer(&offer.text);
        order.zip(wish).map(|(order, wish)| Excepted { order, wish }).into_iter().collect()
    }

    /// That its draft of an answer is in another language than its customer's, in words.
    pub fn foreign(&self) -> Option<&str> {
        let mut lacks = self.grounds.lacks.iter().map(String::as_str);
        lacks.find(|lack| lack.starts_with(WRITTEN_IN)).filter(|_| self.action == ActionKind::Reply)
    }
}

impl fmt::Debug for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Suggestion({}, {})", self.id, self.action.as_str())
    }
}

/// A sentence that failed its check.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dropped {
    /// What the model wrote, with its placeholders, safe to print.
    pub text: String,
    /// What was wrong with it.
    pub why: String,
}

impl fmt::Debug for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dropped({})", self.why)
    }
}

/// What the check of a brief's sentences found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verification {
    /// Sentences that the engine wrote, and suggestions of its that were struck: `kept` and `dropped` together.
    pub sentences: u32,
    /// Of them, shown.
    pub kept: u32,
    /// Of those kept, without anything that could be checked.
    pub unchecked: u32,
    /// Struck, each with the reason.
    pub dropped: Vec<Dropped>,
}

/// What the gateway masked for this brief.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Privacy {
    /// Values replaced by placeholders.
    pub masked: u32,
    /// The same by type: `EMAIL`, `PERSON` …
    pub by_type: BTreeMap<String, u32>,
    /// Whether the last scan stopped the request.
    pub blocked: bool,
}

/// What a model call cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Usage {
    /// Tokens of the prompt.
    pub prompt_tokens: u64,
    /// Tokens of the answer.
    pub completion_tokens: u64,
    /// From request to last byte, in milliseconds.
    pub latency_ms: u64,
    /// From request to the first sentence that stood the check, in milliseconds.
    #[serde(default)]
    pub first_sentence_ms: Option<u64>,
    /// In money, where the model has a price and its server counts; nothing for an answer that is given again.
    #[serde(default)]
    pub cost: Option<Money>,
    /// When the answer was first given, where it is given again: nothing was spent on it now.
    #[serde(default)]
    #[schemars(with = "Option<super::Rfc3339>")]
    pub cached_at: Option<Timestamp>,
}

impl Usage {
    /// This and a later request for the same answer together.
    #[must_use]
    pub fn and(&self, later: &Usage) -> Usage {
        Usage {
            prompt_tokens: self.prompt_tokens.saturating_add(later.prompt_tokens),
            completion_tokens: self.completion_tokens.saturating_add(later.completion_tokens),
            latency_ms: self.latency_ms + later.latency_ms,
            first_sentence_ms: self
                .first_sentence_ms
                .or(later.first_sentence_ms.map(|within| self.latency_ms + within)),
            cost: match (self.cost, later.cost) {
                (Some(cost), Some(more)) => cost.checked_add(more).ok(),
                (cost, more) => cost.or(more),
            },
            cached_at: self.cached_at.and(later.cached_at),
        }
    }
}

/// A short summary with suggestions. Its JSON is `deskhand.brief/1`.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Brief {
    /// About whom.
    pub customer_id: CustomerId,
    /// What for.
    pub purpose: Purpose,
    /// The case that it was asked to be about; nothing: whichever came first.
    #[serde(default)]
    pub case: Option<EvidenceId>,
    /// `llm:MODEL` or `playbook`.
    pub engine: String,
    /// Why the playbook answered; nothing where a model did.
    pub why_not_llm: Option<String>,
    /// What there is to know, most important first.
    pub summary: Vec<Sentence>,
    /// What to do, best first.
    pub suggestions: Vec<Suggestion>,
    /// What the check found.
    pub verification: Verification,
    /// What was masked.
    pub privacy: Privacy,
    /// What it cost.
    pub usage: Usage,
    /// Version of the prompt templates or of the playbook's rules.
    pub prompt_version: String,
    /// The language by whose rules its values are written: `de-DE`.
    #[serde(default = "first_locale")]
    pub locale: String,
    /// When the answers were decided on that somebody said they had sent, as it knew them.
    #[serde(default)]
    #[schemars(with = "Vec<super::Rfc3339>")]
    pub said_sent: Vec<Timestamp>,
    /// The answers that were under way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under_way: Vec<UnderWay>,
    /// The money back that was on its way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paying_back: Vec<PayingBack>,
    /// When it was written.
    #[schemars(with = "super::Rfc3339")]
    pub created_at: Timestamp,
}

/// What briefs were written in before others could be set.
fn first_locale() -> String {
    "en".to_owned()
}

impl fmt::Debug for Brief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Brief")
            .field("customer_id", &self.customer_id)
            .field("engine", &self.engine)
            .field("verification", &self.verification)
            .finish_non_exhaustive()
    }
}

/// How a suggestion ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum SuggestionStatus {
    /// Nobody decided yet.
    Open,
    /// Accepted; the outbox has it.
    Accepted {
        /// The entry that carries it out.
        entry: super::ids::EntryId,
        /// When.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
    },
    /// Turned down.
    Dismissed {
        /// The reason that was given.
        reason: String,
        /// When.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
        /// Who.
        #[serde(default)]
        by: Option<String>,
    },
}

/// A suggestion as it is kept until somebody decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredSuggestion {
    /// What was proposed; edited drafts replace title, body and due time.
    pub suggestion: Suggestion,
    /// About whom.
    pub customer_id: CustomerId,
    /// `llm:MODEL`, `playbook`, or `person` for a note or task that a rep wrote.
    pub engine: String,
    /// What would be written.
    pub write: super::action::Write,
    /// What became of it.
    pub status: SuggestionStatus,
    /// When it was proposed.
    pub created_at: Timestamp,
    /// How the things that it is about stood then.
    #[serde(default)]
    pub basis: super::basis::Basis,
    /// Whether a person has changed its words.
    #[serde(default)]
    pub edited: bool,
}
