//! Who acts and what that allows.

use serde::{Deserialize, Serialize};

use crate::domain::action::{Phase, Role};
use crate::domain::profile::SourceState;
use crate::domain::returns::Returns;

/// Who acts and what that allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhoAmI {
    /// The rep's e-mail; the actor in the audit log.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// How much deskhand may do.
    pub phase: Phase,
    /// Until when goods may come back, where policy says so.
    pub returns: Option<Returns>,
    /// `gpt-5-mini`, or nothing where the playbook works alone.
    pub model: Option<String>,
    /// Whether that model is the sandbox's own.
    pub model_is_sandbox: bool,
    /// Whether scores are learned from the orders of the store without anybody asking for it.
    pub learns_by_itself: bool,
    /// Vendor accounts.
    pub sources: Vec<SourceState>,
    /// Seconds of the undo window.
    pub undo_seconds: u32,
    /// What in own words policy lets through only with somebody's yes.
    #[serde(default)]
    pub own_words_need_a_yes: Vec<crate::domain::action::ActionKind>,
    /// Customers in the directory.
    pub customers: usize,
    /// Whether everything comes from the sandbox.
    pub demo: bool,
    /// What was mended when the storage was opened, in words.
    pub recovered: Option<String>,
    /// Nothing was decided here yet, and nobody was told what to press.
    #[serde(default)]
    pub is_first_start: bool,
    /// Entries that wait for a yes.
    pub approvals: usize,
    /// Entries on their way or parked.
    pub outbox: usize,
}
