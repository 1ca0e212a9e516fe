//! What looking somebody up comes to.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::profile::{Freshness, Profile, SourceState};

/// One of several customers that a query may mean.
#[derive(Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Candidate {
    /// What to ask for instead: a record reference such as `hubspot/contact/5571`, or a customer id.
    pub reference: String,
    /// Vendor account, or `local`.
    pub source: String,
    /// Name.
    pub name: Option<String>,
    /// E-mail, to tell namesakes apart.
    pub email: Option<String>,
    /// What matched, in words.
    pub why: String,
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidate({})", self.source)
    }
}

/// Where was looked in vain, and why nothing may have been found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Looked {
    /// Vendor account, or `cache`.
    pub place: String,
    /// What was done there and what came of it.
    pub what: String,
    /// Why the customer may be there all the same; nothing where there is no reason.
    pub why_maybe: Option<String>,
    /// Whether it was asked and did not answer.
    #[serde(default)]
    pub failed: bool,
}

/// What a lookup found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "a field is what its variant's sentence says")]
pub enum LookupAnswer {
    /// One customer. `more` says that a store has older orders, which were not asked for or could not be read.
    One { profile: Box<Profile>, more: bool },
    /// Several; the rep chooses.
    Many { candidates: Vec<Candidate> },
    /// Nobody.
    Nobody { looked: Vec<Looked> },
}

/// Whether a profile can be called fresh as a whole: the worst of its sources.
pub fn worst(sources: &[SourceState]) -> Option<Freshness> {
    let rank = |f: &Freshness| match f {
        Freshness::Fresh => 0,
        Freshness::Cached => 1,
        Freshness::Stale => 2,
        Freshness::Failed => 3,
    };
    sources.iter().map(|s| s.status).max_by_key(rank)
}
