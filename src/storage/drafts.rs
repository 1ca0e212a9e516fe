//! Unsent texts, kept at every change.

use super::error::VaultError;
use super::row::RowKey;
use super::tables::DRAFTS;
use super::vault::{Changes, Vault};
use crate::domain::ids::CustomerId;

/// Keeps a text; an empty one is deleted.
pub fn put_draft(
    vault: &mut Vault,
    customer: CustomerId,
    what_for: &str,
    text: &str,
) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    if text.is_empty() {
        changes.delete(DRAFTS, key(customer, what_for));
    } else {
        changes.put(DRAFTS, key(customer, what_for), Some(customer), &text)?;
    }
    vault.write(changes)
}

/// The text, if there is one.
pub fn draft(vault: &Vault, customer: CustomerId, what_for: &str) -> Result<Option<String>, VaultError> {
    vault.value(DRAFTS, key(customer, what_for))
}

fn key(customer: CustomerId, what_for: &str) -> RowKey {
    RowKey::from(*customer.as_bytes()).name(what_for)
}
