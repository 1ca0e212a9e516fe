//! The rows of the queue: open cases, each sealed for the customer behind it.

use super::error::VaultError;
use super::keyvalue::Order;
use super::tables::QUEUE;
use super::vault::{Changes, Vault};
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;

/// Rows that are read at a time.
const PAGE: usize = 2_000;
/// Rows that are written at a time.
const ROWS_AT_A_TIME: usize = 1_000;

/// All rows, in no particular order; those of erased customers are gone.
pub fn queue(vault: &Vault) -> Result<Vec<QueuedCase>, VaultError> {
    let mut rows = Vec::new();
    let mut after: Option<Vec<u8>> = None;
    loop {
        let page = vault.page_of(QUEUE, after.as_deref(), Order::Ascending, PAGE, |row| row.value(QUEUE))?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(rows),
        }
    }
}

/// Adds or replaces rows, and removes those whose case is not open any more.
pub fn put_queue(vault: &mut Vault, rows: &[QueuedCase], gone: &[RecordRef]) -> Result<(), VaultError> {
    for rows in rows.chunks(ROWS_AT_A_TIME) {
        let mut changes = Changes::default();
        for row in rows {
            changes.put(QUEUE, row.record.to_string().as_str(), row.customer_id, row)?;
        }
        vault.write(changes)?;
    }
    for gone in gone.chunks(ROWS_AT_A_TIME) {
        let mut changes = Changes::default();
        for record in gone {
            changes.delete(QUEUE, record.to_string().as_str());
        }
        vault.write(changes)?;
    }
    Ok(())
}
