//! The rows of worklists (cases, leads), each sealed for the customer behind it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::audit::change_audit;
use super::error::VaultError;
use super::keyvalue::{Order, Table};
use super::vault::{Changes, Vault};
use crate::domain::audit::AuditEvent;
use crate::domain::ids::CustomerId;
use crate::domain::record::RecordRef;

/// Rows that are read at a time.
const PAGE: usize = 2_000;
/// Rows that are written at a time.
const ROWS_AT_A_TIME: usize = 1_000;

/// All rows of a list, in no particular order; those of erased customers are gone.
pub fn rows<R: DeserializeOwned + Send>(vault: &Vault, table: Table) -> Result<Vec<R>, VaultError> {
    let mut rows = Vec::new();
    let mut after: Option<Vec<u8>> = None;
    loop {
        let page = vault.page_of(table, after.as_deref(), Order::Ascending, PAGE, |row| row.value(table))?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(rows),
        }
    }
}

/// Adds or replaces rows, each by its record and its customer, and removes those that do not belong to the list any more.
pub fn put_rows<R: Serialize>(
    vault: &mut Vault,
    table: Table,
    rows: &[R],
    belongs_to: fn(&R) -> (&RecordRef, Option<CustomerId>),
    gone: &[RecordRef],
) -> Result<(), VaultError> {
    for rows in rows.chunks(ROWS_AT_A_TIME) {
        let mut changes = Changes::default();
        for row in rows {
            let (record, customer) = belongs_to(row);
            change_row(&mut changes, table, record, customer, row)?;
        }
        vault.write(changes)?;
    }
    for gone in gone.chunks(ROWS_AT_A_TIME) {
        let mut changes = Changes::default();
        for record in gone {
            changes.delete(table, record.to_string().as_str());
        }
        vault.write(changes)?;
    }
    Ok(())
}

/// Adds a row, or replaces it, together with the line of the audit log that tells why.
pub fn put_row_told<R: Serialize>(
    vault: &mut Vault,
    table: Table,
    record: &RecordRef,
    customer: Option<CustomerId>,
    row: &R,
    audit: &AuditEvent,
) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    change_row(&mut changes, table, record, customer, row)?;
    change_audit(vault, &mut changes, std::slice::from_ref(audit))?;
    vault.write(changes)
}

/// Adds a row, or replaces it, among other changes.
pub fn change_row<R: Serialize>(
    changes: &mut Changes,
    table: Table,
    record: &RecordRef,
    customer: Option<CustomerId>,
    row: &R,
) -> Result<(), VaultError> {
    changes.put(table, record.to_string().as_str(), customer, row)
}
