//! The leads, each sealed for the customer that it is.

use super::error::VaultError;
use super::keyvalue::Order;
use super::tables::LEADS;
use super::vault::{Changes, Vault};
use crate::domain::lead::Lead;
use crate::domain::record::RecordRef;

/// Rows that are read at a time.
const PAGE: usize = 2_000;
/// Rows that are written at a time.
const ROWS_AT_A_TIME: usize = 1_000;

/// All rows, in no particular order; those of erased customers are gone.
pub fn leads(vault: &Vault) -> Result<Vec<Lead>, VaultError> {
    let mut rows = Vec::new();
    let mut after: Option<Vec<u8>> = None;
    loop {
        let page = vault.page_of(LEADS, after.as_deref(), Order::Ascending, PAGE, |row| row.value(LEADS))?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(rows),
        }
    }
}

/// Adds or replaces rows, and removes those that are no leads any more.
pub fn put_leads(vault: &mut Vault, rows: &[Lead], gone: &[RecordRef]) -> Result<(), VaultError> {
    for rows in rows.chunks(ROWS_AT_A_TIME) {
        let mut changes = Changes::default();
        for row in rows {
            changes.put(LEADS, row.record.to_string().as_str(), row.customer_id, row)?;
        }
        vault.write(changes)?;
    }
    for gone in gone.chunks(ROWS_AT_A_TIME) {
        let mut changes = Changes::default();
        for record in gone {
            changes.delete(LEADS, record.to_string().as_str());
        }
        vault.write(changes)?;
    }
    Ok(())
}
