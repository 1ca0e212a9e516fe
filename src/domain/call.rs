//! What there is to know before a call, on one page; and what comes of the call.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::brief::{Sentence, Verification};
use super::ids::CustomerId;

/// A page to be read aloud in under a minute. Every sentence was checked against its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallSheet {
    /// About whom.
    pub customer_id: CustomerId,
    /// What they are called.
    pub name: Option<String>,
    /// Who wrote it: `playbook`.
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
    /// What the check found.
    pub verification: Verification,
    /// When it was written.
    #[schemars(with = "super::Rfc3339")]
    pub created_at: Timestamp,
}

/// A part of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// What it tells.
    pub topic: Topic,
    /// Sentences, what matters most first; never empty.
    pub sentences: Vec<Sentence>,
}

/// What a part of the page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Who they are.
    Who,
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
}

impl Topic {
    /// As people read it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Bought => "bought",
            Self::WentWrong => "went wrong",
            Self::Open => "open",
            Self::Worth => "worth",
            Self::Offer => "offer",
            Self::Avoid => "avoid",
            Self::Ask => "ask",
        }
    }
}

/// What is to be done after a call, and by when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// In a line.
    pub title: String,
    /// By when.
    pub due_at: Timestamp,
}

impl fmt::Debug for FollowUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FollowUp({})", self.due_at)
    }
}
