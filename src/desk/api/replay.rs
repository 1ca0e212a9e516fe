//! What a replay finds.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::audit::Digest32;
use crate::domain::brief::{Brief, SuggestionStatus, Verification};
use crate::domain::call::CallSheet;
use crate::domain::ids::SuggestionId;
use crate::domain::outbox::Entry;

/// What a replay found. Its JSON is `deskhand.replay/1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReplayReport {
    /// Which line of the audit log.
    pub sequence: u64,
    /// Whether what was rebuilt is the same, and the prompt is the one that left.
    pub identical: bool,
    /// What differs, in words.
    pub differences: Vec<String>,
    /// Who asked for it.
    pub actor: String,
    /// What was asked and answered; nothing where the playbook wrote.
    pub asked: Option<Asked>,
    /// The brief as it was shown then: what the check kept, and in `verification` what it struck; nothing of a page.
    pub brief: Option<Brief>,
    /// The page for a call as it was shown then, where the line keeps one.
    pub page: Option<Box<CallSheet>>,
    /// What became of its suggestions, in their order.
    pub decisions: Vec<DecisionReplay>,
}

impl ReplayReport {
    /// What the check found then: of a brief once, of a page for what the playbook and what a model wrote.
    pub fn checks(&self) -> impl Iterator<Item = &Verification> {
        let of_brief = self.brief.iter().map(|brief| &brief.verification);
        let of_page = self.page.iter().flat_map(|page| [&page.verification, &page.questions.verification]);
        of_brief.chain(of_page)
    }
}

/// What was asked of a model, what is asked in its place now, and what came back.
#[derive(Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Asked {
    /// Line of the audit log that has the request; nothing where an earlier answer was used or the line is gone.
    pub line: Option<u64>,
    /// Version of the templates then.
    pub version: String,
    /// Version of the templates now.
    pub version_now: String,
    /// SHA-256 of the prompt then: rules, a zero byte, data.
    pub digest: Digest32,
    /// The same of the prompt as it is rendered now from what was recorded.
    pub digest_now: Digest32,
    /// The rules as they left.
    pub system: String,
    /// The data as they left, with placeholders.
    pub user: String,
    /// The answer as it came, with placeholders.
    pub answer: String,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked({}, {})", self.version, self.digest)
    }
}

/// What became of one suggestion.
#[derive(Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DecisionReplay {
    /// Which.
    pub suggestion: SuggestionId,
    /// As it was proposed.
    pub title: String,
    /// Whether a person changed its draft.
    pub edited: bool,
    /// How it was decided.
    #[serde(flatten)]
    pub status: SuggestionStatus,
    /// Who decided.
    pub by: Option<String>,
    /// What became of the write, where it was accepted.
    pub entry: Option<Entry>,
}

impl fmt::Debug for DecisionReplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecisionReplay({})", self.suggestion)
    }
}
