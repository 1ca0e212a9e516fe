//! What people have put right of cases: kept, and consulted for cases in much the same words.

use std::sync::Arc;

use super::api::DeskError;
use super::local::Local;
use super::queue;
use crate::copilot::triage::by_rules;
use crate::copilot::triage::corrected::{MOST, Memory};
use crate::domain::crm::Case;
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;
use crate::domain::triage::{Correction, LIKE, LabelChange, Labels, opening};

/// What is remembered, once it was read from the storage.
#[derive(Default)]
pub(super) struct Kept {
    memory: Option<Arc<Memory>>,
}

/// All that is remembered.
pub(super) async fn memory(local: &Local) -> Result<Arc<Memory>, DeskError> {
    let mut kept = local.corrections.lock().await;
    if let Some(memory) = &kept.memory {
        return Ok(Arc::clone(memory));
    }
    let memory = Arc::new(Memory::of(local.parts.repository.corrections().await?));
    kept.memory = Some(Arc::clone(&memory));
    Ok(memory)
}

/// The labels of a case that no person has labelled and no model, and who they are by.
pub(super) fn labels(memory: &Memory, case: &Case) -> (Labels, String) {
    let labels = by_rules(case);
    match memory.like(&opening(case)) {
        Some(like) => (labels.with(like.change), format!("{LIKE}{}", like.case.id)),
        None => (labels, "rules".to_owned()),
    }
}

/// Keeps what a person has put right; cases of the queue in much the same words follow it.
pub(super) async fn remember(local: &Local, row: &QueuedCase, change: LabelChange) -> Result<(), DeskError> {
    let mut known = local.parts.repository.corrections().await?;
    known.sort_by_key(|one| std::cmp::Reverse(one.at));
    let before = known.iter().find(|one| one.case == row.record).map(|one| one.change);
    known.retain(|one| one.case != row.record);
    let surplus: Vec<RecordRef> = known.iter().skip(MOST - 1).map(|one| one.case.clone()).collect();
    known.truncate(MOST - 1);
    let one = Correction {
        case: row.record.clone(),
        customer: row.customer_id,
        by: row.labelled_by.clone(),
        at: local.parts.clock.now(),
        words: row.opening.clone(),
        change: before.unwrap_or_default().then(change),
    };
    local.parts.repository.put_correction(&one, &surplus).await?;
    known.push(one);
    let memory = Arc::new(Memory::of(known));
    local.corrections.lock().await.memory = Some(Arc::clone(&memory));
    queue::relabel(local, &memory).await
}

/// A row whose labels follow what is remembered now; nothing where they stay.
pub(super) fn relabelled(memory: &Memory, row: &QueuedCase) -> Option<QueuedCase> {
    let is_free = row.labelled_by == "rules" || row.labelled_by.starts_with(LIKE);
    let like = memory.like(&row.opening).filter(|like| is_free && like.case != row.record)?;
    let changed = QueuedCase {
        labels: row.labels.clone().with(like.change),
        labelled_by: format!("{LIKE}{}", like.case.id),
        ..row.clone()
    };
    (changed != *row).then_some(changed)
}
