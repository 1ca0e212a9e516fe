//! What a person looks at before they say yes.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::difference::Change;
use crate::domain::evidence::Evidence;
use crate::domain::ids::EntryId;
use crate::domain::money::Money;
use crate::domain::score::Tier;

/// An entry that waits for a yes, held against how things are now.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// Which.
    pub entry: EntryId,
    /// When it was looked at.
    #[schemars(with = "crate::domain::Rfc3339")]
    pub checked_at: Timestamp,
    /// What whoever asked for it is called at the CRM, else their e-mail.
    pub asked_by: String,
    /// Whether that is whoever looks at it.
    pub is_own: bool,
    /// Why it was proposed, in words.
    pub reason: Option<String>,
    /// What is offered to the customer, in words.
    pub offer: Option<String>,
    /// What that costs the shop, about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// To whom something is offered, by their tier as their profile has it now; nothing where nothing is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The same as of their last order, where they are going quiet since: the silence itself takes from a tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier_then: Option<Tier>,
    /// What of its words nothing bears out or no policy allows, and whoever asked stands for: each sentence and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouched: Vec<String>,
    /// What else is decided by the same yes, by its titles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goes_with: Vec<String>,
    /// What else waits for a yes and takes money from the same orders, and what all of it would leave, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also_waits: Option<String>,
    /// What it rests on, as that stands now.
    pub evidence: Vec<Evidence>,
    /// What would be written, value by value.
    pub changes: Vec<Change>,
    /// Whether it still holds.
    pub standing: Standing,
}

impl Review {
    /// Who asked for it, as whoever looks at it reads it.
    pub fn asked_by_in_words(&self) -> &str {
        if self.is_own { "you" } else { &self.asked_by }
    }
}

impl fmt::Debug for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Review({}, {:?})", self.entry, self.standing)
    }
}

/// Whether what an action rests on is still so.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "still_true", content = "why", rename_all = "snake_case")]
pub enum Standing {
    /// It was asked again just now, and nothing has changed that matters; what is given back is left.
    Yes,
    /// Something has changed since it was asked for, or more is given back than is left: what, in words.
    No(Vec<String>),
    /// It could not be asked again: why, in words.
    Unknown(String),
}

impl fmt::Debug for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yes => "Yes",
            Self::No(_) => "No",
            Self::Unknown(_) => "Unknown",
        })
    }
}
