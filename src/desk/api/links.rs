//! Which records are one person, why, and what a person's word on one of them would change.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::CustomerId;
use crate::domain::customer::MatchedBy;
use crate::domain::profile::Totals;
use crate::domain::record::RecordRef;

/// Why the records of a customer are one person.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkGraph {
    /// Who.
    pub customer_id: CustomerId,
    /// The sums as they are.
    pub totals: Totals,
    /// The records, the main one first.
    pub links: Vec<Link>,
}

/// One record of them.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// Which.
    pub record: RecordRef,
    /// What it is called there.
    pub name: Option<String>,
    /// By which rule it belongs here.
    pub matched_by: MatchedBy,
    /// The value that it shares with another, where that is the rule.
    pub shared: Option<String>,
    /// The person's word, where that is the rule.
    pub word: Option<Word>,
    /// The sums without it; nothing where nothing would be left.
    pub without: Option<Totals>,
}

/// Who said that a record belongs to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    /// Who.
    pub by: String,
    /// When.
    #[schemars(with = "crate::domain::Rfc3339")]
    pub at: Timestamp,
    /// Why, where they said so.
    pub reason: Option<String>,
}

/// What linking a record would change.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkRehearsal {
    /// To whom.
    pub customer_id: CustomerId,
    /// Which record.
    pub record: RecordRef,
    /// Why it may be them, in words.
    pub why: Option<String>,
    /// Their fields side by side.
    pub fields: Vec<SideBySide>,
    /// The sums as they are.
    pub before: Totals,
    /// The sums as they would be.
    pub after: Totals,
    /// Records of the customer as they would be.
    pub records: Vec<RecordRef>,
    /// Those that come with the record, as they belong to whoever has it.
    pub along: Vec<RecordRef>,
    /// What the customer would be called, where that is something else.
    pub renamed: Option<String>,
}

/// One field of both.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SideBySide {
    /// `name`, `e-mail`.
    pub field: String,
    /// At the customer.
    pub here: Option<String>,
    /// At the record.
    pub there: Option<String>,
    /// Whether they agree, as links count it.
    pub agrees: bool,
}

impl fmt::Debug for LinkGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkGraph({}, {} records)", self.customer_id, self.links.len())
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({:?}, {:?})", self.record, self.matched_by)
    }
}

impl fmt::Debug for LinkRehearsal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkRehearsal({}, {:?})", self.customer_id, self.record)
    }
}

impl fmt::Debug for SideBySide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SideBySide({}, agrees: {})", self.field, self.agrees)
    }
}
