//! What people have put right of cases: kept, and consulted for cases in much the same words.

use std::sync::Arc;

use super::api::DeskError;
use super::local::Local;
use crate::copilot::triage::corrected::{MOST, Memory};
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;
use crate::domain::triage::{Correction, LIKE, LabelChange, LabelledBefore};

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

/// What a person has put right of a case so far.
pub(super) async fn of_case(local: &Local, case: &RecordRef) -> Result<Option<LabelChange>, DeskError> {
    let known = local.parts.repository.corrections().await?;
    Ok(known.iter().find(|one| one.case == *case).map(|one| one.change))
}

/// Keeps what a person has put right, all that is right of the case now; nothing that is right: what was kept is taken
/// back. What is remembered then; the queue is still to follow it. To be called while the rows of the queue are held,
/// so that of two at once the later knows of the earlier.
pub(super) async fn remember(
    local: &Local,
    row: &QueuedCase,
    change: LabelChange,
) -> Result<Arc<Memory>, DeskError> {
    // What nobody can be asked to forget is not kept.
    let Some(customer) = row.customer_id else { return memory(local).await };
    let mut kept = local.corrections.lock().await;
    let one = Correction {
        case: row.record.clone(),
        customer: Some(customer),
        by: row.labelled_by.clone(),
        at: local.parts.clock.now(),
        words: opening_of(row),
        change,
    };
    let (known, surplus) = with(local.parts.repository.corrections().await?, &one);
    local.parts.repository.put_correction(&one, &surplus).await?;
    let memory = Arc::new(Memory::of(known));
    kept.memory = Some(Arc::clone(&memory));
    Ok(memory)
}

/// What is remembered with one more, and which are too many then: those that say nothing, then the oldest.
fn with(known: Vec<Correction>, one: &Correction) -> (Vec<Correction>, Vec<RecordRef>) {
    let others = known.into_iter().filter(|known| known.case != one.case);
    let (mut known, empty): (Vec<Correction>, Vec<Correction>) =
        others.partition(|known| !known.change.is_empty());
    known.sort_by_key(|known| std::cmp::Reverse(known.at));
    let room = if one.change.is_empty() { MOST } else { MOST - 1 };
    let oldest = known.split_off(known.len().min(room));
    if !one.change.is_empty() {
        known.push(one.clone());
    }
    (known, empty.into_iter().chain(oldest).map(|gone| gone.case).collect())
}

/// What its customer wrote first; rows of an earlier version have only the beginning of it.
fn opening_of(row: &QueuedCase) -> String {
    if row.opening.is_empty() { format!("{}\n{}", row.subject, row.words) } else { row.opening.clone() }
}

/// A row whose labels follow what is remembered now, whoever labelled it but a person; nothing where they stay.
pub(super) fn relabelled(memory: &Memory, row: &QueuedCase) -> Option<QueuedCase> {
    if row.is_put_right() {
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

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::domain::triage::Category;

    fn correction(id: usize, change: LabelChange) -> Correction {
        Correction {
            case: format!("hubspot/case/{id}").parse().unwrap(),
            customer: None,
            by: "sam@example.com".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH + SignedDuration::from_mins(id as i64),
            words: String::new(),
            change,
        }
    }

    #[test]
    fn what_says_nothing_pushes_out_nothing_and_is_not_kept() {
        let nothing = LabelChange::default();
        let praise = LabelChange { category: Some(Category::Praise), ..nothing };
        let full = |count: usize| (1..=count).map(|id| correction(id, praise)).collect::<Vec<_>>();
        let (known, gone) = with(full(MOST), &correction(0, nothing));
        assert_eq!((known.len(), gone.len()), (MOST, 0));
        let (known, gone) = with(full(MOST), &correction(MOST + 1, praise));
        assert_eq!((known.len(), gone), (MOST, vec![correction(1, praise).case]));
        let (known, gone) = with(full(3), &correction(2, nothing));
        assert!(known.len() == 2 && known.iter().all(|one| one.case != correction(2, praise).case));
        assert!(gone.is_empty());
        let mut known = full(2);
        known.push(correction(9, nothing));
        let (known, gone) = with(known, &correction(3, praise));
        assert_eq!((known.len(), gone), (3, vec![correction(9, nothing).case]));
    }
}
