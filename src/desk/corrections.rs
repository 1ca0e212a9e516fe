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
use crate::domain::triage::{Correction, LIKE, LabelChange, LabelledBefore, Labels, opening};

/// What is remembered, once it was read from the storage.
#[derive(Default)]
pub(super) struct Kept {
    memory: Option<Arc<Memory>>,
    /// The queue as it was when its rows last followed that.
    followed: Option<u64>,
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

/// Whether the rows of the queue, as they stand, follow what is remembered already.
pub(super) async fn have_followed(local: &Local, memory: &Memory, revision: u64) -> bool {
    let kept = local.corrections.lock().await;
    let is_this = kept.memory.as_deref().is_some_and(|known| std::ptr::eq(known, memory));
    is_this && kept.followed == Some(revision)
}

/// They do now.
pub(super) async fn followed(local: &Local, memory: &Memory, revision: u64) {
    let mut kept = local.corrections.lock().await;
    let is_this = kept.memory.as_deref().is_some_and(|known| std::ptr::eq(known, memory));
    kept.followed = is_this.then_some(revision);
}

/// The labels of a case that no person has labelled and no model, and who they are by.
pub(super) fn labels(memory: &Memory, case: &Case) -> (Labels, String) {
    let labels = by_rules(case);
    match memory.like(&opening(case)) {
        Some(like) => (labels.with(like.change), format!("{LIKE}{}", like.case.id)),
        None => (labels, "rules".to_owned()),
    }
}

/// What a person has put right of a case so far.
pub(super) async fn of_case(local: &Local, case: &RecordRef) -> Result<Option<LabelChange>, DeskError> {
    let known = local.parts.repository.corrections().await?;
    Ok(known.iter().find(|one| one.case == *case).map(|one| one.change))
}

/// Keeps what a person has put right, all that is right of the case now; cases of the queue in much the same words
/// follow it. Nothing that is right: what was kept is taken back.
pub(super) async fn remember(local: &Local, row: &QueuedCase, change: LabelChange) -> Result<(), DeskError> {
    // What nobody can be asked to forget is not kept.
    let Some(customer) = row.customer_id else { return Ok(()) };
    let mut kept = local.corrections.lock().await;
    let mut known = local.parts.repository.corrections().await?;
    known.sort_by_key(|one| std::cmp::Reverse(one.at));
    known.retain(|one| one.case != row.record);
    let surplus: Vec<RecordRef> = known.iter().skip(MOST - 1).map(|one| one.case.clone()).collect();
    known.truncate(MOST - 1);
    let one = Correction {
        case: row.record.clone(),
        customer: Some(customer),
        by: row.labelled_by.clone(),
        at: local.parts.clock.now(),
        words: opening_of(row),
        change,
    };
    local.parts.repository.put_correction(&one, &surplus).await?;
    known.push(one);
    let memory = Arc::new(Memory::of(known));
    kept.memory = Some(Arc::clone(&memory));
    drop(kept);
    queue::relabel(local, &memory).await
}

/// What its customer wrote first; rows of an earlier version have only the beginning of it.
fn opening_of(row: &QueuedCase) -> String {
    if row.opening.is_empty() { format!("{}\n{}", row.subject, row.words) } else { row.opening.clone() }
}

/// A row whose labels follow what is remembered now; nothing where they stay.
pub(super) fn relabelled(memory: &Memory, row: &QueuedCase) -> Option<QueuedCase> {
    let is_free = row.labelled_by == "rules" || row.labelled_by.starts_with(LIKE);
    if !is_free {
        return None;
    }
    let mut changed = row.clone();
    // What it followed may have been taken back, or put right in another way.
    if let Some(before) = changed.labelled_before.take() {
        (changed.labels, changed.labelled_by) = (before.labels, before.labelled_by);
    }
    if let Some(like) = memory.like(&opening_of(row)).filter(|like| like.case != row.record) {
        let labels = changed.labels.clone().with(like.change);
        changed.labelled_before = Some(LabelledBefore {
            labels: std::mem::replace(&mut changed.labels, labels),
            labelled_by: std::mem::replace(&mut changed.labelled_by, format!("{LIKE}{}", like.case.id)),
            change: None,
        });
    }
    (changed != *row).then_some(changed)
}
