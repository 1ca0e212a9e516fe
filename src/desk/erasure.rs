//! Erasing a customer here, and what goes with them.

use std::sync::PoisonError;

use super::api::{Answer, DeskError, Erasure, FailureKind, Lost, Notice, Who};
use super::local::Local;
use super::{corrections, lookup, scores};
use crate::domain::audit::AuditKind;
use crate::domain::ids::CustomerId;
use crate::domain::outbox::{Entry, EntryState};

/// What would go with a customer; nothing is erased.
pub(super) async fn rehearse(local: &Local, who: &Who) -> Result<Answer, DeskError> {
    let known = with_former(local, lookup::known_here(local, who).await?).await?;
    refuse_while_leaving(local, &known).await?;
    Ok(Answer::ForgetRehearsal(lost_with(local, &known).await?))
}

/// Erases a customer here. The vendors keep what they have.
pub(super) async fn forget(local: &Local, who: &Who) -> Result<Answer, DeskError> {
    let known = lookup::known_here(local, who).await?;
    // What is being read of them meanwhile must not bring them back.
    let settling = local.parts.profiles.settling.lock().await;
    let known = with_former(local, known).await?;
    refuse_while_leaving(local, &known).await?;
    let lost = lost_with(local, &known).await?;
    let mut forgotten = false;
    for customer in &known {
        if local.parts.repository.forget(*customer).await? {
            forgotten = true;
            // Under the installation's key, and naming nobody: the id says nothing once its key is gone.
            let detail =
                serde_json::json!({ "erased": ["profile", "suggestions", "outbox", "wiretap", "drafts"] });
            lookup::record(local, AuditKind::Forgotten, None, customer.to_string(), detail).await?;
        }
        let mut directory = local.directory.write().unwrap_or_else(PoisonError::into_inner);
        directory.remove(customer);
    }
    drop(settling);
    let lists = [
        local.queue.read_anew(local).await,
        local.leads.read_anew(local).await,
        local.agenda.read_anew(local).await,
    ];
    scores::forget_quiet(local).await;
    *local.corrections.lock().await = corrections::Kept::default();
    // Nobody listening is fine.
    let _ = local.told.send(Notice::Erased { customers: known });
    lists.into_iter().collect::<Result<(), DeskError>>()?;
    Ok(Answer::Forgotten(Erasure { forgotten, lost }))
}

/// What was accepted about them by an id that they had before is theirs as well.
async fn with_former(local: &Local, mut known: Vec<CustomerId>) -> Result<Vec<CustomerId>, DeskError> {
    for customer in known.clone() {
        let was = local.parts.repository.dossier(customer).await?.map(|one| one.was).unwrap_or_default();
        for former in was {
            // Whose records were taken apart again is somebody else.
            if lookup::known_as(local, former).await? == customer {
                known.push(former);
            }
        }
    }
    Ok(known)
}

/// What counts down or is just being written would be lost without a word.
async fn refuse_while_leaving(local: &Local, customers: &[CustomerId]) -> Result<(), DeskError> {
    let entries = local.parts.repository.unfinished_entries().await?;
    let leaves = |entry: &&Entry| {
        let is_leaving = matches!(entry.state, EntryState::Queued { .. } | EntryState::Sending { .. });
        is_leaving && customers.contains(&entry.customer_id)
    };
    match entries.iter().find(leaves) {
        None => Ok(()),
        Some(entry) => Err(DeskError::new(
            FailureKind::NotYet,
            format!("{} is on its way to the CRM: nothing is erased", entry.id),
        )
        .hint("wait until it has left, or take it back: `deskhand undo`")),
    }
}

async fn lost_with(local: &Local, customers: &[CustomerId]) -> Result<Vec<Lost>, DeskError> {
    let entries = local.parts.repository.unfinished_entries().await?;
    let theirs = entries.iter().filter(|entry| customers.contains(&entry.customer_id));
    let mut lost: Vec<Lost> = theirs.filter_map(Lost::of_entry).collect();
    let kept = local.queue.lock(local).await?;
    let is_theirs = |customer: Option<CustomerId>| customer.is_some_and(|one| customers.contains(&one));
    lost.extend(kept.rows.values().filter(|row| is_theirs(row.customer_id)).filter_map(Lost::of_case));
    Ok(lost)
}
