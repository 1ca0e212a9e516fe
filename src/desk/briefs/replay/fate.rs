//! What became of a brief's suggestions.

use crate::desk::api::{DecisionReplay, DeskError};
use crate::desk::local::Local;
use crate::domain::brief::{Brief, Suggestion, SuggestionStatus};

/// Of each suggestion how it was decided, by whom, and what became of the write.
pub(super) async fn of_all(local: &Local, brief: &Brief) -> Result<Vec<DecisionReplay>, DeskError> {
    let mut decisions = Vec::new();
    for suggestion in &brief.suggestions {
        decisions.extend(of(local, suggestion).await?);
    }
    Ok(decisions)
}

async fn of(local: &Local, proposed: &Suggestion) -> Result<Option<DecisionReplay>, DeskError> {
    let repository = &local.parts.repository;
    let Some(stored) = repository.suggestion(proposed.id).await? else { return Ok(None) };
    let entry = match &stored.status {
        SuggestionStatus::Accepted { entry, .. } => repository.entry(*entry).await?,
        SuggestionStatus::Open | SuggestionStatus::Dismissed { .. } => None,
    };
    let kept = &stored.suggestion;
    let edited = (&kept.title, &kept.body, kept.due_at) != (&proposed.title, &proposed.body, proposed.due_at);
    let by = match (&stored.status, &entry) {
        (SuggestionStatus::Dismissed { by, .. }, _) => by.clone(),
        (_, Some(entry)) => Some(entry.accepted_by.clone()),
        _ => None,
    };
    Ok(Some(DecisionReplay {
        suggestion: proposed.id,
        title: proposed.title.clone(),
        edited,
        status: stored.status,
        by,
        entry,
    }))
}
