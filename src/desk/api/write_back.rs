//! Scores on their way to the CRM, as the desk tells of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::difference::Change;
use crate::domain::ids::CustomerId;
use crate::domain::record::RecordRef;
use crate::domain::score_fields::ReviewState;

/// What is being done while scores are held against the CRM.
pub const COMPARING: &str = "comparing with the CRM";
/// What is being done while they are written.
pub const WRITING: &str = "writing scores";
/// What is being done while they are taken back.
pub const TAKING_BACK: &str = "taking scores back";

/// A page of customers whose scores were held against what the CRM says, and written where that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoresWritten {
    /// Nothing was written: it was a try.
    pub try_only: bool,
    /// It is about one customer who was named.
    pub is_of_one: bool,
    /// It is about taking back what the last run wrote.
    pub is_taken_back: bool,
    /// How many.
    pub counts: WriteCounts,
    /// Contacts on which anything is, or would be, other than before.
    pub differences: Vec<ScoreDifference>,
    /// How many more there are that are not told of.
    pub more: usize,
    /// Behind whom the next page begins; nothing at the end.
    pub next: Option<CustomerId>,
}

impl ScoresWritten {
    /// Tells of so many contacts at most.
    pub fn cut_to(&mut self, most: usize) {
        self.more += self.differences.len().saturating_sub(most);
        self.differences.truncate(most);
    }
}

/// What came of it, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WriteCounts {
    /// Customers of whom a prediction is kept.
    pub customers: u64,
    /// Their contacts at the CRM.
    pub contacts: u64,
    /// Of them, those on which something is written.
    pub contacts_to_write: u64,
    /// Fields that are written on these.
    pub fields_to_write: u64,
    /// Contacts to which it was written; none of a try.
    pub contacts_written: u64,
    /// Fields that were written; none of a try.
    pub fields_written: u64,
    /// Contacts that did not take it.
    pub contacts_refused: u64,
    /// Fields in which somebody else has written: they stay as they are.
    pub conflicts: u64,
    /// Customers whose change of tier waits for a person.
    pub waiting: u64,
    /// Customers whose change of tier a person has put off until another day.
    #[serde(default)]
    pub put_off: u64,
    /// Customers whose tier a person has kept as it is, which holds for thirty days.
    pub kept: u64,
    /// Customers with a score and no contact at the CRM.
    pub without_contact: u64,
    /// Contacts whose scores stay and whose seal alone is renewed: the check value by which other machines tell who wrote.
    pub seals_alone: u64,
}

impl WriteCounts {
    /// Adds those of another page.
    pub fn add(&mut self, other: &Self) {
        self.customers += other.customers;
        self.contacts += other.contacts;
        self.contacts_to_write += other.contacts_to_write;
        self.fields_to_write += other.fields_to_write;
        self.contacts_written += other.contacts_written;
        self.fields_written += other.fields_written;
        self.contacts_refused += other.contacts_refused;
        self.conflicts += other.conflicts;
        self.waiting += other.waiting;
        self.put_off += other.put_off;
        self.kept += other.kept;
        self.without_contact += other.without_contact;
        self.seals_alone += other.seals_alone;
    }
}

/// What is other on one contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreDifference {
    /// Whose.
    pub customer_id: CustomerId,
    /// Which contact.
    pub contact: RecordRef,
    /// What is written, value by value.
    pub write: Vec<Change>,
    /// What would be written where somebody else has: it is not.
    pub conflicts: Vec<Change>,
    /// What waits for a person's yes.
    pub held: Vec<Change>,
    /// What a person has said of that; nothing where nothing is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewState>,
    /// Whether it was written.
    pub written: bool,
    /// Why it was not, in words, where the CRM did not take it.
    pub refused: Option<String>,
}

impl ScoreDifference {
    /// Whether a person has put off what is held.
    pub fn is_put_off(&self) -> bool {
        matches!(self.review, Some(ReviewState::Later { .. }))
    }
}

/// What came of writing scores to the CRM.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreWriteReport {
    /// Nothing was written: it was a try.
    pub dry_run: bool,
    /// It is about taking back what was written last: what is written is what stood there before.
    pub undo: bool,
    /// In figures.
    pub counts: WriteCounts,
    /// Contacts on which anything is, or would be, other than before.
    pub differences: Vec<ScoreDifference>,
}
