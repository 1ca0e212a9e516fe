//! What customers have bought and asked for, a row each, and what the stores sell.

use super::directory;
use super::error::VaultError;
use super::keyvalue::Order;
use super::row::RowKey;
use super::tables::{HISTORIES, PRODUCTS, SETTINGS};
use super::vault::{Changes, Vault};
use crate::domain::history::{History, Product};
use crate::domain::ids::CustomerId;
use crate::ports::repository::ReadBatch;

/// The history of one customer.
pub fn history(vault: &Vault, customer: CustomerId) -> Result<Option<History>, VaultError> {
    vault.value(HISTORIES, *customer.as_bytes())
}

/// Histories of those after a customer, at most `limit`; none mean that there are no more.
pub fn history_page(
    vault: &Vault,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Vec<History>, VaultError> {
    let mut after = after.map(|customer| vault.disk_key(HISTORIES, &RowKey::from(*customer.as_bytes())));
    loop {
        let page = vault
            .page_of(HISTORIES, after.as_deref(), Order::Ascending, limit, |row| row.value(HISTORIES))?;
        match page.next {
            // A whole page of forgotten customers is no end.
            Some(next) if page.rows.is_empty() => after = Some(next),
            _ => return Ok(page.rows),
        }
    }
}

/// Keeps what was read and where the reading goes on, all or nothing.
pub fn put_read(vault: &mut Vault, batch: &ReadBatch) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    for row in &batch.directory {
        directory::change_row(vault, &mut changes, row)?;
    }
    for history in &batch.histories {
        changes.put(HISTORIES, *history.customer.as_bytes(), Some(history.customer), history)?;
    }
    for product in &batch.gone {
        changes.delete(PRODUCTS, product_key(product).as_str());
    }
    for product in &batch.products {
        changes.put(PRODUCTS, product_key(product).as_str(), None, product)?;
    }
    if let Some((name, value)) = &batch.mark {
        changes.put(SETTINGS, name.as_str(), None, value)?;
    }
    vault.write(changes)
}

fn product_key(product: &Product) -> String {
    format!("{}/product/{}", product.source, product.id)
}
