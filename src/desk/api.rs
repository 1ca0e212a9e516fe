//! The desk's contract: what can be asked, what is answered, what is told unasked.
//!
//! Plain data, the same in this process and over the private socket. Every face (terminal, command line)
//! speaks only this.

mod activity;
mod answer;
mod casework;
mod erasure;
mod failure;
mod links;
mod lookup;
mod notice;
mod questions;
mod replay;
mod request;
mod review;
mod scores;
mod search;
mod sources;
mod sync;
mod whoami;
mod wires;
mod worklist;
mod write_back;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::ids::{CustomerId, EntryId, SuggestionId};
use crate::domain::outbox::Entry;
use crate::domain::record::RecordRef;

pub use super::accounts::Meant;
pub use activity::{Activity, Counts, Decider, Decisions};
pub use answer::Answer;
pub use casework::{CaseChoices, OfferedMacro};
pub use erasure::{Erasure, Lost, Unwritten};
pub use failure::{DeskError, FailureKind};
pub use links::{Link, LinkGraph, LinkRehearsal, SideBySide, Word};
pub use lookup::{Candidate, Looked, LookupAnswer, worst};
pub use notice::Notice;
pub use questions::{LookedUp, QuestionAnswer};
pub use replay::{Asked, DecisionReplay, ReplayReport};
pub use request::Request;
pub use review::{Review, Standing};
pub use scores::{
    CurrencyCard, DRIFTED, Drift, DriftReport, Evaluation, Hits, LeadCard, LeadEvaluation, LeadsSince, MOVED,
    ModelCard, Moved, People, Person, PredictionsMade, ScoresShown, Since, Tenth, WhatIf,
};
pub use search::{Names, SearchHit};
pub use sources::{Failed, Parked, ParkedId, SourcesReport, Trail, VendorStanding};
pub use sync::{SyncReport, SyncedHolding};
pub use whoami::WhoAmI;
pub use wires::{ProvenCall, WireProof, WireProofDocument};
pub use worklist::{Listed, Unread, Worklist};
pub use write_back::{
    COMPARING, ScoreDifference, ScoreWriteReport, ScoresWritten, TAKING_BACK, WRITING, WriteCounts,
};

/// Where answers may come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// The cache while it is young enough, else the vendors.
    #[default]
    Cached,
    /// The vendors, whatever is cached.
    Fresh,
    /// The cache alone.
    Offline,
    /// The cache however old, at once; nothing where nothing is cached.
    AsIs,
}

/// Whom a request is about.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A customer known here.
    Customer(CustomerId),
    /// What a rep typed.
    Query(String),
}

impl Who {
    /// Who stands behind a row of a list: a customer known here, else whoever the vendor's record is; nothing where it
    /// hangs on nobody.
    pub fn behind(customer: Option<CustomerId>, contact: Option<&RecordRef>) -> Option<Self> {
        match (customer, contact) {
            (Some(customer), _) => Some(Self::Customer(customer)),
            (None, Some(contact)) => Some(Self::Query(contact.to_string())),
            (None, None) => None,
        }
    }
}

impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(id) => write!(f, "{id}"),
            Self::Query(_) => f.write_str("query"),
        }
    }
}

/// The changed parts of a draft; absent means as proposed.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftEdit {
    /// Subject of a task.
    pub title: Option<String>,
    /// Text.
    pub body: Option<String>,
    /// When a task is due.
    pub due_at: Option<Timestamp>,
    /// Whoever edits it stands for what nothing bears out and the edit leaves as it was.
    #[serde(default)]
    pub vouches: bool,
}

impl fmt::Debug for DraftEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DraftEdit(..)")
    }
}

/// Text that may hold personal data: never printed by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private(pub String);

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl From<String> for Private {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Names what an undo is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum EntryOrSuggestion {
    Entry(EntryId),
    Suggestion(SuggestionId),
    /// All that was accepted in one go with this entry, the first of them.
    Group(EntryId),
}

/// Names the brief that a replay is about: by its line of the audit log, or by a suggestion that it made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum LineOrSuggestion {
    Line(u64),
    Suggestion(SuggestionId),
}

/// What became of an accept, note or task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The entry; where it was accepted before, the one from then.
    pub entry: Entry,
    /// Whether it had been accepted before, so that nothing was done now.
    pub already: bool,
}
