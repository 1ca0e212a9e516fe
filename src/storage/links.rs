//! A person's word on which records belong to a customer.

use super::error::VaultError;
use super::keyvalue::Order;
use super::row::RowKey;
use super::tables::LINKS;
use super::vault::{Changes, Vault};
use crate::domain::ids::CustomerId;
use crate::ports::repository::LinkDecision;

/// All decisions about a customer, oldest first.
pub fn links(vault: &Vault, customer: CustomerId) -> Result<Vec<LinkDecision>, VaultError> {
    let mut links: Vec<LinkDecision> =
        vault.values_under(LINKS, *customer.as_bytes(), Order::Ascending, usize::MAX)?;
    links.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.record.cmp(&b.record)));
    Ok(links)
}

/// Adds a decision, or replaces the one about the same record.
pub fn put_link(vault: &mut Vault, decision: &LinkDecision) -> Result<(), VaultError> {
    let key = RowKey::from(*decision.customer.as_bytes()).name(decision.record.to_string());
    let mut changes = Changes::default();
    changes.put(LINKS, key, Some(decision.customer), decision)?;
    vault.write(changes)
}
