//! What is told unasked.

use serde::{Deserialize, Serialize};

use crate::domain::brief::{Sentence, Suggestion};
use crate::domain::call::{AccountSheet, CallSheet};
use crate::domain::ids::CustomerId;
use crate::domain::outbox::Entry;
use crate::domain::profile::{Profile, SourceState};

/// Something the desk tells unasked. Progress may be skipped when a listener is slow; endings never are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "a field is what its variant's sentence says")]
pub enum Notice {
    /// A part of a profile has arrived (for the request that asked, before its answer; else for whoever shows the
    /// customer). `more` says that older orders are still to come.
    Profile { request: Option<u64>, profile: Box<Profile>, more: bool },
    /// A sentence of a brief has been verified.
    Sentence { request: u64, sentence: Sentence },
    /// A suggestion of a brief has been verified.
    Suggestion { request: u64, suggestion: Box<Suggestion> },
    /// The page for a call stands, with the built-in questions; a model words others.
    CallSheet { request: u64, sheet: Box<CallSheet> },
    /// The page for a call with a company or about a deal stands, with the built-in questions.
    AccountSheet { request: u64, sheet: Box<AccountSheet> },
    /// What a long request is doing.
    Progress { request: u64, what: String, done: u64, total: Option<u64> },
    /// Something the rep should know beside the answer, in words: a budget that is nearly spent.
    Warning { request: u64, what: String },
    /// An outbox entry moved.
    Entry { entry: Box<Entry> },
    /// How a vendor account stands has changed.
    Source { state: SourceState },
    /// Rows of the queue have changed, come or gone: ask for it again.
    Queue,
    /// Leads have changed, come or gone: ask for them again.
    Leads,
    /// The rep's tasks have changed, come or gone: ask for them again.
    Agenda,
    /// Another model is in use, or none: scores are others from now on.
    Model,
    /// The directory has grown.
    Directory { customers: usize },
    /// Customers were erased: what is shown of them is no more, so ask again for what is shown.
    Erased { customers: Vec<CustomerId> },
    /// Notices were skipped because this listener was slow: ask again for what is shown.
    Skipped,
}
