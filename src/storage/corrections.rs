//! What people have put right of cases, each sealed for the customer whose words are in it.

use super::error::VaultError;
use super::keyvalue::Order;
use super::tables::CORRECTIONS;
use super::vault::{Changes, Vault};
use crate::domain::record::RecordRef;
use crate::domain::triage::Correction;

/// Rows that are read at a time.
const PAGE: usize = 2_000;

/// All of them, in no particular order; those of erased customers are gone.
pub fn corrections(vault: &Vault) -> Result<Vec<Correction>, VaultError> {
    let mut rows = Vec::new();
    let mut after: Option<Vec<u8>> = None;
    loop {
        let page = vault
            .page_of(CORRECTIONS, after.as_deref(), Order::Ascending, PAGE, |row| row.value(CORRECTIONS))?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(rows),
        }
    }
}

/// Adds one or replaces that of the same case, and removes those that are too many. One by which nothing is right any
/// more is removed itself.
pub fn put_correction(vault: &mut Vault, one: &Correction, gone: &[RecordRef]) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    match one.change.is_empty() {
        true => changes.delete(CORRECTIONS, one.case.to_string().as_str()),
        false => changes.put(CORRECTIONS, one.case.to_string().as_str(), one.customer, one)?,
    }
    for case in gone {
        changes.delete(CORRECTIONS, case.to_string().as_str());
    }
    vault.write(changes)
}
