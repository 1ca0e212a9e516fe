//! What a rep has accepted or turned down is not proposed again for a while.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::copilot::playbook::Proposal;
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::domain::action::ActionKind;
use crate::domain::brief::{StoredSuggestion, SuggestionStatus};
use crate::domain::crm::MessageFrom;
use crate::domain::evidence::EvidenceId;
use crate::domain::outbox::EntryState;
use crate::domain::profile::Profile;

/// How long a decision holds.
const HOLDS_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The decisions about one customer that hold now.
pub(super) struct Decided<'a> {
    profile: &'a Profile,
    /// With the moment of the decision.
    suggestions: Vec<(Timestamp, StoredSuggestion)>,
}

/// A proposal that was left out, as the audit log names it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeftOut {
    action: ActionKind,
    case: Option<EvidenceId>,
    title: String,
}

impl<'a> Decided<'a> {
    pub(super) async fn about(
        local: &Local,
        profile: &'a Profile,
        now: Timestamp,
    ) -> Result<Self, DeskError> {
        let repository = &local.parts.repository;
        let mut suggestions = Vec::new();
        for stored in repository.suggestions(profile.customer.id).await? {
            let at = match &stored.status {
                SuggestionStatus::Open => continue,
                SuggestionStatus::Dismissed { at, .. } => *at,
                SuggestionStatus::Accepted { entry, at } => {
                    let entry = repository.entry(*entry).await?;
                    if entry.is_none_or(|entry| came_to_nothing(&entry.state)) {
                        continue;
                    }
                    *at
                }
            };
            if now.duration_since(at) < HOLDS_FOR {
                suggestions.push((at, stored));
            }
        }
        Ok(Self { profile, suggestions })
    }

    /// Whether the same was decided, and the customer has not written in the case since.
    pub(super) fn hold_for(&self, proposal: &Proposal) -> bool {
        self.suggestions.iter().any(|(at, stored)| {
            let decided = &stored.suggestion;
            decided.action == proposal.action
                && decided.case == proposal.case
                // The rep may have accepted it under another title; the reason nobody edits.
                && (decided.title == proposal.title || decided.reason == proposal.reason)
                && !self.has_written_since(proposal.case.as_ref(), *at)
        })
    }

    fn has_written_since(&self, case: Option<&EvidenceId>, decided: Timestamp) -> bool {
        let messages = case.and_then(|id| self.profile.case(id)).map(|case| case.messages.as_slice());
        let mut theirs = messages.unwrap_or_default().iter().filter(|m| m.from == MessageFrom::Customer);
        theirs.any(|message| message.at.is_some_and(|at| at > decided))
    }
}

fn came_to_nothing(state: &EntryState) -> bool {
    matches!(state, EntryState::Undone { .. } | EntryState::Rejected { .. } | EntryState::Dropped { .. })
}

impl LeftOut {
    pub(super) fn of(proposal: &Proposal) -> Self {
        Self { action: proposal.action, case: proposal.case.clone(), title: proposal.title.clone() }
    }
}
