//! Why the desk could not do what was asked.

use serde::{Deserialize, Serialize};

use super::{Candidate, Looked};

/// What kind of failure it is; decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// Anything else: 1.
    Failed,
    /// The request cannot be understood: 2.
    BadRequest,
    /// There is no such thing: 3.
    NotFound,
    /// Several fit: 4.
    Ambiguous,
    /// No vendor could be reached and nothing cached would do: 5.
    Unreachable,
    /// Not permitted, or a yes is needed first: 6.
    NotPermitted,
    /// Not now: what it is about is under way, and the same may go a moment later: 1.
    NotYet,
}

/// Why the desk could not do what was asked, in words for a person; never holds personal data or secrets
/// but for the candidates among whom the rep has to choose.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Serialize, Deserialize)]
#[error("{what}")]
pub struct DeskError {
    /// What kind.
    pub kind: FailureKind,
    /// What failed and why.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
    /// Where several fit.
    pub candidates: Vec<Candidate>,
    /// Where was looked, when nobody was found.
    pub looked: Vec<Looked>,
}

impl DeskError {
    /// A failure in words.
    pub fn new(kind: FailureKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), hint: None, candidates: Vec::new(), looked: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
