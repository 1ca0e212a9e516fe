//! What was said no to, for the one who asked: told until they have looked at it.

use std::collections::BTreeSet;

use super::api::{Answer, DeskError};
use super::local::Local;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};

/// Which of them were looked at.
const SETTING: &str = "rejections_heard/1";
/// Entries of the outbox that are looked through, the newest.
const LOOKED_THROUGH: usize = 1_000;

pub(super) async fn answer(local: &Local) -> Result<Answer, DeskError> {
    Ok(Answer::Rejections(unheard(local).await?))
}

/// Those that the rep has asked for and not looked at since, newest first.
pub(super) async fn unheard(local: &Local) -> Result<Vec<Entry>, DeskError> {
    let heard = heard(local).await?;
    let mut entries = local.parts.repository.entries(LOOKED_THROUGH).await?;
    entries.retain(|entry| {
        is_rejected(entry) && entry.accepted_by == local.actor() && !heard.contains(&entry.id)
    });
    Ok(entries)
}

/// The rep has looked at them.
pub(super) async fn look(local: &Local, ids: &[EntryId]) -> Result<Answer, DeskError> {
    // One at a time, so that none is lost to another.
    let _alone = local.hearing.lock().await;
    let repository = &local.parts.repository;
    let mut heard = heard(local).await?;
    let before = heard.clone();
    heard.extend(ids);
    // What is not looked through any more need not be remembered.
    let entries = repository.entries(LOOKED_THROUGH).await?;
    heard.retain(|id| entries.iter().any(|entry| entry.id == *id && is_rejected(entry)));
    if heard != before {
        let kept = serde_json::to_string(&heard).unwrap_or_default();
        repository.put_setting(SETTING, &kept).await?;
    }
    Ok(Answer::Done)
}

async fn heard(local: &Local) -> Result<BTreeSet<EntryId>, DeskError> {
    let kept = local.parts.repository.setting(SETTING).await?;
    // What cannot be read is told once more.
    Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
}

fn is_rejected(entry: &Entry) -> bool {
    matches!(entry.state, EntryState::Rejected { .. })
}
