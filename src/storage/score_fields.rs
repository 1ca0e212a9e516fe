//! Scores that were written to the CRM, and changes of tier that wait for a person: a row each.

use super::audit::change_audit;
use super::error::VaultError;
use super::tables::{TIER_REVIEWS, WRITTEN_SCORES};
use super::vault::{Changes, Vault};
use crate::domain::ids::CustomerId;
use crate::domain::score_fields::WrittenScores;
use crate::ports::repository::ScoresBatch;

/// Those of some customers of whom any were written.
pub fn of(vault: &Vault, customers: &[CustomerId]) -> Result<Vec<WrittenScores>, VaultError> {
    let rows = customers.iter().map(|customer| vault.value(WRITTEN_SCORES, *customer.as_bytes()));
    rows.filter_map(Result::transpose).collect()
}

/// Keeps what was written and what waits, with the lines of the audit log that tell of it, all or nothing.
pub fn put(vault: &mut Vault, batch: &ScoresBatch) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    for row in &batch.written {
        changes.put(WRITTEN_SCORES, *row.customer.as_bytes(), Some(row.customer), row)?;
    }
    for review in &batch.reviews {
        changes.put(TIER_REVIEWS, *review.customer.as_bytes(), Some(review.customer), review)?;
    }
    for customer in &batch.settled {
        changes.delete(TIER_REVIEWS, *customer.as_bytes());
    }
    change_audit(vault, &mut changes, &batch.audit)?;
    vault.write(changes)
}
