//! What goes with a customer who is erased here.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;

/// What came of erasing a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Whether there was anything to erase.
    pub forgotten: bool,
    /// What went with them and is known nowhere else.
    pub lost: Vec<Lost>,
}

/// What is known nowhere else and goes with a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Lost {
    /// An action that was accepted and will not be written.
    Action {
        /// Its entry of the outbox.
        entry: EntryId,
        /// What it is called there.
        title: String,
        /// How far it has got.
        progress: Unwritten,
    },
    /// Somebody's word that the answer to a case was sent.
    SaidSent {
        /// Which case.
        case: RecordRef,
    },
}

/// How far an action has got that is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unwritten {
    /// It waits for somebody's yes.
    Asks,
    /// It is still to leave.
    Leaves,
    /// It has left, and nobody knows whether it has arrived.
    InDoubt,
    /// It waits for a person.
    Stuck,
}

impl fmt::Debug for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action { entry, progress, .. } => write!(f, "Action({entry}, {progress:?})"),
            Self::SaidSent { case } => write!(f, "SaidSent({case:?})"),
        }
    }
}

impl Lost {
    /// An entry that is not written yet; nothing where it is over.
    pub fn of_entry(entry: &Entry) -> Option<Self> {
        let progress = match entry.state {
            EntryState::AwaitingApproval { .. } => Unwritten::Asks,
            EntryState::Queued { .. } | EntryState::Sending { .. } | EntryState::Waiting { .. } => {
                Unwritten::Leaves
            }
            EntryState::InDoubt { .. } => Unwritten::InDoubt,
            EntryState::Parked { .. } => Unwritten::Stuck,
            EntryState::Done { .. }
            | EntryState::Undone { .. }
            | EntryState::Rejected { .. }
            | EntryState::Dropped { .. } => return None,
        };
        Some(Self::Action { entry: entry.id, title: entry.title.clone(), progress })
    }

    /// A case of which somebody's word alone tells that its answer was sent.
    pub fn of_case(case: &QueuedCase) -> Option<Self> {
        case.is_sent_by_word().then(|| Self::SaidSent { case: case.record.clone() })
    }

    /// In words: `“Refund 180 USD” waits for a yes: it goes with them`.
    pub fn in_words(&self) -> String {
        match self {
            Self::Action { title, progress, .. } => {
                let (stands, becomes) = match progress {
                    Unwritten::Asks => ("waits for a yes", "it goes with them"),
                    Unwritten::Leaves => ("is still to be written", "it goes with them"),
                    Unwritten::InDoubt => ("may have been written or not", "nobody looks it up any more"),
                    Unwritten::Stuck => ("could not be written and waits for a person", "it goes with them"),
                };
                format!("“{title}” {stands}: {becomes}")
            }
            Self::SaidSent { case } => {
                let case = &case.id;
                format!("case {case}: that its answer was sent is forgotten here; it counts as unsent again")
            }
        }
    }
}
