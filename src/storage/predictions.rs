//! What was expected of customers, a row each.

use super::error::VaultError;
use super::keyvalue::Order;
use super::row::RowKey;
use super::tables::PREDICTIONS;
use super::vault::{Changes, Vault};
use crate::domain::ids::CustomerId;
use crate::domain::prediction::Predictions;

/// Those of some customers who have any.
pub fn of(vault: &Vault, customers: &[CustomerId]) -> Result<Vec<Predictions>, VaultError> {
    let rows = customers.iter().map(|customer| vault.value(PREDICTIONS, *customer.as_bytes()));
    rows.filter_map(Result::transpose).collect()
}

/// Those of customers after one, at most `limit`; none mean that there are no more.
pub fn page(vault: &Vault, after: Option<CustomerId>, limit: usize) -> Result<Vec<Predictions>, VaultError> {
    let mut after = after.map(|customer| vault.disk_key(PREDICTIONS, &RowKey::from(*customer.as_bytes())));
    loop {
        let page = vault
            .page_of(PREDICTIONS, after.as_deref(), Order::Ascending, limit, |row| row.value(PREDICTIONS))?;
        match page.next {
            // A whole page of forgotten customers is no end.
            Some(next) if page.rows.is_empty() => after = Some(next),
            _ => return Ok(page.rows),
        }
    }
}

/// Keeps those of some customers, all or nothing.
pub fn put(vault: &mut Vault, rows: &[Predictions]) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    for row in rows {
        changes.put(PREDICTIONS, *row.customer.as_bytes(), Some(row.customer), row)?;
    }
    vault.write(changes)
}
