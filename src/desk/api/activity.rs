//! What a rep, or everybody, has done: the outbox, the audit trail, what was decided and why.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::action::ActionKind;
use crate::domain::ids::EntryId;
use crate::domain::outbox::Entry;
use crate::ports::repository::AuditRecord;

/// What a rep has done since a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Since when.
    pub since: Timestamp,
    /// Whose, or who looks at what all have done.
    pub actor: String,
    /// Whether it is everybody's.
    #[serde(default)]
    pub everybodys: bool,
    /// What is on its way or parked, whenever it was accepted, what was accepted since, and what was said no to and not
    /// looked at before, which comes first; newest first.
    pub outbox: Vec<Entry>,
    /// What of it was said no to and not looked at before.
    #[serde(default)]
    pub unheard: Vec<EntryId>,
    /// What they did since, newest first.
    pub trail: Vec<AuditRecord>,
    /// What they decided, by kind of action.
    pub decisions: Vec<Decisions>,
    /// The first moment that the decisions are counted from.
    pub decided_since: Option<Timestamp>,
}

/// What was decided about actions of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decisions {
    /// The kind.
    pub action: ActionKind,
    /// How many were accepted.
    pub accepted: u64,
    /// How many drafts were changed first.
    pub edited: u64,
    /// How many were turned down.
    pub dismissed: u64,
    /// Of those that were accepted, how many were taken back.
    pub taken_back: u64,
    /// Why they were turned down: the reason and how often.
    pub reasons: BTreeMap<String, u64>,
}
