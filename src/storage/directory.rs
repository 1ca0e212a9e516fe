//! The rows of the directory: who is known, and under what the vendors list them.

use super::dossiers::{dossier, keys_of_dossier, keys_of_row, replace_keys};
use super::error::VaultError;
use super::keyvalue::Order;
use super::row::RowKey;
use super::tables::DIRECTORY;
use super::vault::{Changes, Vault};
use crate::domain::ids::CustomerId;
use crate::ports::repository::DirectoryRow;

/// Rows that are written at a time: bounds the memory that a large import takes.
const ROWS_AT_A_TIME: usize = 1000;

/// Rows after a customer, at most `limit`; fewer mean that there are no more.
pub fn directory_page(
    vault: &Vault,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Vec<DirectoryRow>, VaultError> {
    let mut rows = Vec::new();
    let mut after = after.map(|customer| vault.disk_key(DIRECTORY, &RowKey::from(*customer.as_bytes())));
    while rows.len() < limit {
        let wanted = limit - rows.len();
        let page = vault
            .page_of(DIRECTORY, after.as_deref(), Order::Ascending, wanted, |row| row.value(DIRECTORY))?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(rows)
}

/// One customer's row.
pub fn directory_row(vault: &Vault, customer: CustomerId) -> Result<Option<DirectoryRow>, VaultError> {
    vault.value(DIRECTORY, *customer.as_bytes())
}

/// Adds or replaces rows, and the exact keys with them.
pub fn put_directory(vault: &mut Vault, rows: &[DirectoryRow]) -> Result<(), VaultError> {
    for rows in rows.chunks(ROWS_AT_A_TIME) {
        let mut changes = Changes::default();
        for row in rows {
            change_row(vault, &mut changes, row)?;
        }
        vault.write(changes)?;
    }
    Ok(())
}

/// Adds or replaces a row, and the exact keys with it, among other changes.
pub fn change_row(vault: &Vault, changes: &mut Changes, row: &DirectoryRow) -> Result<(), VaultError> {
    let before = directory_row(vault, row.customer)?.map(|old| keys_of_row(&old)).unwrap_or_default();
    let dossier = dossier(vault, row.customer)?.map(|d| keys_of_dossier(&d)).unwrap_or_default();
    changes.put(DIRECTORY, *row.customer.as_bytes(), Some(row.customer), row)?;
    replace_keys(changes, row.customer, &before, &keys_of_row(row), &dossier)
}
