//! What candidates are cut by beside the customer's situation: policy, and what was decided before.

use crate::copilot::candidates::{Decision, Terms, Verdict};
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::desk::{days, tally};
use crate::domain::PromiseRule;
use crate::domain::brief::{StoredSuggestion, SuggestionStatus};
use crate::domain::ids::CustomerId;
use crate::domain::outbox::EntryState;

/// Decisions that are looked at, the newest.
const MOST_DECISIONS: usize = 200;

/// The terms of today for one customer.
pub(super) async fn terms(local: &Local, customer: CustomerId) -> Result<Terms, DeskError> {
    let repository = &local.parts.repository;
    let mut decisions = Vec::new();
    for stored in repository.suggestions(customer).await? {
        // What a rep wrote was proposed by nobody.
        if stored.engine != "person"
            && let Some(decision) = decision(local, stored).await?
        {
            decisions.push(decision);
        }
    }
    decisions.sort_by_key(|decision: &Decision| std::cmp::Reverse(decision.at));
    decisions.truncate(MOST_DECISIONS);
    let approvals = local.parts.policy.approvals.clone();
    let mine = |rule: &&PromiseRule| rule.is_for(local.parts.me.role);
    let promises = local.parts.policy.promises.iter().filter(mine).cloned().collect();
    let returns = days::returns(local).await?;
    Ok(Terms { approvals, case: None, promises, returns, decisions, tally: tally::read(local).await? })
}

/// The decision about a suggestion, where there is one that came to something.
async fn decision(local: &Local, stored: StoredSuggestion) -> Result<Option<Decision>, DeskError> {
    let stored = local.actions.standing(stored).await?;
    let (at, verdict) = match stored.status {
        SuggestionStatus::Open => return Ok(None),
        SuggestionStatus::Dismissed { reason, at, .. } => (at, Verdict::Dismissed(reason)),
        SuggestionStatus::Accepted { entry, at } => {
            let entry = local.parts.repository.entry(entry).await?;
            match entry.map(|entry| entry.state) {
                // What somebody said no to is not asked for again as if nobody had.
                Some(EntryState::Rejected { at, by, reason }) => {
                    (at, Verdict::Dismissed(format!("rejected by {by}: {reason}")))
                }
                Some(state) if !came_to_nothing(&state) => (at, Verdict::Accepted),
                _ => return Ok(None),
            }
        }
    };
    let suggestion = stored.suggestion;
    Ok(Some(Decision {
        candidate: suggestion.grounds.candidate,
        action: suggestion.action,
        case: suggestion.case,
        title: suggestion.title,
        reason: suggestion.reason,
        at,
        verdict,
        basis: stored.basis,
    }))
}

fn came_to_nothing(state: &EntryState) -> bool {
    matches!(state, EntryState::Undone { .. } | EntryState::Dropped { .. })
}
