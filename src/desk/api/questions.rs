//! Answers to questions about a customer.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::brief::{Privacy, Sentence, Usage, Verification};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::CustomerId;

/// An answer to a question about a customer. Its JSON is `deskhand.answer/1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct QuestionAnswer {
    /// About whom.
    pub customer_id: CustomerId,
    /// `llm:MODEL` or `playbook`.
    pub engine: String,
    /// Why no model answered.
    pub why_not_llm: Option<String>,
    /// The answer, each sentence checked.
    pub sentences: Vec<Sentence>,
    /// What was looked up in the profile for it; sentences cite each by its id.
    pub lookups: Vec<LookedUp>,
    /// What the check found.
    pub verification: Verification,
    /// What was masked.
    pub privacy: Privacy,
    /// What it cost.
    pub usage: Usage,
}

/// What was looked up in a profile to answer a question.
#[derive(Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LookedUp {
    /// What sentences cite it by: `lookup:1`.
    pub id: EvidenceId,
    /// What was looked for, in words.
    pub asked: String,
    /// What came of it, in words.
    pub found: String,
}

impl fmt::Debug for LookedUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LookedUp({})", self.id)
    }
}
