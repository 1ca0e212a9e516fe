//! What was said no to, for the one who asked: told until they have looked at it.

use std::collections::BTreeSet;

use super::api::{Answer, DeskError};
use super::local::Local;
use crate::domain::action::Write;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};

/// Which of them were looked at.
const SETTING: &str = "rejections_heard/1";
/// The reason where nobody has given one: it stood at the CRM already.
const TAKEN_BACK: &str = "taken back after it was written";
/// Entries of the outbox that are looked through, the newest.
const LOOKED_THROUGH: usize = 1_000;

pub(super) async fn answer(local: &Local) -> Result<Answer, DeskError> {
    Ok(Answer::Rejections(unheard(local).await?))
}

/// Those that the rep has asked for and not looked at since, newest first.
pub(super) async fn unheard(local: &Local) -> Result<Vec<Entry>, DeskError> {
    let heard = heard(local).await?;
    let entries = local.parts.repository.entries(LOOKED_THROUGH).await?;
    let theirs = entries.iter().filter(|entry| entry.accepted_by == local.actor());
    Ok(theirs.filter(|entry| !heard.contains(&entry.id)).filter_map(|entry| told(entry, &entries)).collect())
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
    heard.retain(|id| entries.iter().any(|entry| entry.id == *id && told(entry, &entries).is_some()));
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

/// What is told of an entry: that somebody said no to it, or that somebody else took it back after it was written.
fn told(entry: &Entry, entries: &[Entry]) -> Option<Entry> {
    match &entry.state {
        EntryState::Rejected { .. } => Some(entry.clone()),
        EntryState::Done { .. } if !matches!(entry.write, Write::Retraction(_)) => {
            let took_back = |other: &&Entry| {
                let is_done = matches!(other.state, EntryState::Done { .. });
                is_done && other.compensates(entry) && other.accepted_by != entry.accepted_by
            };
            let other = entries.iter().find(took_back)?;
            let (at, by) = (other.accepted_at, other.accepted_by.clone());
            let state = EntryState::Rejected { at, by, reason: TAKEN_BACK.to_owned() };
            Some(Entry { state, ..entry.clone() })
        }
        _ => None,
    }
}
