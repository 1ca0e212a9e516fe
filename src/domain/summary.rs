//! What a thread comes to, for whoever takes it over: the problem, what was done, what is open, what was promised.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::brief::Verification;
use super::evidence::EvidenceId;
use super::ids::CustomerId;
use super::words::words;

/// What a line of a summary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    /// What the customer came with.
    Problem,
    /// What the shop has done.
    Done,
    /// What was asked and not answered, on either side.
    Open,
    /// What the shop has said that it will do.
    Promise,
}

words! { Point:
    Problem = "problem", "problem";
    Done = "done", "done";
    Open = "open", "open";
    Promise = "promise", "promised";
}

/// One line. Its text is quoted, word for word, from the messages that it names.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryLine {
    /// What it is.
    pub point: Point,
    /// The words.
    pub text: String,
    /// Where they stand: `message:17701.3`, the third of the thread.
    pub messages: Vec<EvidenceId>,
    /// When that was written.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub at: Option<Timestamp>,
    /// Of a promise, the day that it names.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// Of a promise, whether the shop has written again since, so that somebody can see whether it was kept.
    pub followed: bool,
    /// It was not in the summary before.
    pub new: bool,
}

impl fmt::Debug for SummaryLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SummaryLine({:?}, {:?})", self.point, self.messages)
    }
}

/// A summary. Its JSON is `deskhand.summary/1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThreadSummary {
    /// Whose case.
    pub customer_id: CustomerId,
    /// Which.
    pub case: EvidenceId,
    /// Its subject.
    pub subject: String,
    /// Who wrote it: `playbook`, in the words of the thread.
    pub engine: String,
    /// Why no model did.
    pub why_not_llm: Option<String>,
    /// By point, within each the oldest first.
    pub lines: Vec<SummaryLine>,
    /// Messages of the thread.
    pub messages: usize,
    /// Messages that have come since the summary before; nothing where there was none.
    pub new_messages: Option<usize>,
    /// When that one was written.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub before_at: Option<Timestamp>,
    /// How many lines are borne out by the messages that they name, and what was struck.
    pub verification: Verification,
    /// When it was written.
    #[schemars(with = "super::Rfc3339")]
    pub created_at: Timestamp,
}
