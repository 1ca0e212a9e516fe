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
    /// The same by who decided, where it is everybody's.
    #[serde(default)]
    pub deciders: Vec<Decider>,
    /// The first moment that the decisions are counted from.
    pub decided_since: Option<Timestamp>,
}

/// How often something was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// How many were accepted.
    pub accepted: u64,
    /// How many of them in other words than they were proposed in.
    pub edited: u64,
    /// How many that needed a yes got one.
    #[serde(default)]
    pub approved: u64,
    /// How many of them got a no.
    #[serde(default)]
    pub rejected: u64,
    /// How many were turned down.
    pub dismissed: u64,
    /// Of those that were accepted, how many were taken back.
    pub taken_back: u64,
}

impl Counts {
    /// Each with the word for it, in the order in which they are told.
    pub fn named(&self) -> [(&'static str, u64); 6] {
        [
            ("accepted", self.accepted),
            ("edited first", self.edited),
            ("approved", self.approved),
            ("rejected", self.rejected),
            ("taken back", self.taken_back),
            ("turned down", self.dismissed),
        ]
    }

    /// Those that there are: `2 accepted, 1 approved`.
    pub fn in_words(&self) -> String {
        let some = self.named().into_iter().filter(|(_, count)| *count > 0);
        some.map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }

    /// All of them.
    pub fn sum(&self) -> u64 {
        self.named().into_iter().map(|(_, count)| count).sum()
    }
}

/// What was decided about actions of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decisions {
    /// The kind.
    pub action: ActionKind,
    /// How often what.
    #[serde(flatten)]
    pub counts: Counts,
    /// Why they were turned down: the reason and how often.
    pub reasons: BTreeMap<String, u64>,
}

/// What one person has decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decider {
    /// Their e-mail.
    pub actor: String,
    /// What they are called at the CRM, else their e-mail.
    pub name: String,
    /// How often what.
    #[serde(flatten)]
    pub counts: Counts,
}
