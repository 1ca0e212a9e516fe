//! The last summary of each thread, sealed for the customer whose words it quotes.

use super::error::VaultError;
use super::row::RowKey;
use super::tables::SUMMARIES;
use super::vault::{Changes, Vault};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::CustomerId;
use crate::domain::summary::ThreadSummary;

/// Keeps it in the place of the one before.
pub fn put_summary(vault: &mut Vault, summary: &ThreadSummary) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    let customer = summary.customer_id;
    changes.put(SUMMARIES, key(customer, &summary.case), Some(customer), summary)?;
    vault.write(changes)
}

/// The last one, if there is one.
pub fn summary(
    vault: &Vault,
    customer: CustomerId,
    case: &EvidenceId,
) -> Result<Option<ThreadSummary>, VaultError> {
    vault.value(SUMMARIES, key(customer, case))
}

fn key(customer: CustomerId, case: &EvidenceId) -> RowKey {
    RowKey::from(*customer.as_bytes()).name(case.as_str())
}
