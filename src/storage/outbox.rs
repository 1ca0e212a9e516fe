//! Accepted actions. An entry is on disk, with the suggestion it came from, before anybody hears of it.

use std::cmp::Reverse;

use super::audit::change_audit;
use super::error::VaultError;
use super::keyvalue::Order;
use super::row::Part;
use super::suggestions::change_suggestion;
use super::tables::{OUTBOX, UNFINISHED};
use super::vault::{Changes, Vault};
use crate::domain::audit::AuditEvent;
use crate::domain::brief::StoredSuggestion;
use crate::domain::ids::EntryId;
use crate::domain::outbox::Entry;

/// Stores a new entry, its suggestion, the audit lines and what changes with it; false, and nothing changed, where the
/// entry exists.
pub fn accept(
    vault: &mut Vault,
    entry: &Entry,
    suggestion: &StoredSuggestion,
    audit: &[AuditEvent],
    with: impl FnOnce(&mut Changes) -> Result<(), VaultError>,
) -> Result<bool, VaultError> {
    if self::entry(vault, entry.id)?.is_some() {
        return Ok(false);
    }
    let mut changes = Changes::default();
    change_entry(&mut changes, entry)?;
    change_suggestion(&mut changes, suggestion)?;
    with(&mut changes)?;
    change_audit(vault, &mut changes, audit)?;
    vault.write(changes)?;
    Ok(true)
}

/// One entry.
pub fn entry(vault: &Vault, id: EntryId) -> Result<Option<Entry>, VaultError> {
    vault.value(OUTBOX, *id.as_bytes())
}

/// Of the `limit` that were suggested last, the newest first.
pub fn entries(vault: &Vault, limit: usize) -> Result<Vec<Entry>, VaultError> {
    let mut entries = Vec::new();
    let mut after = None;
    while entries.len() < limit {
        let wanted = (limit - entries.len()).min(500);
        let page = vault.page(OUTBOX, after.as_deref(), Order::Descending, wanted)?;
        for row in &page.rows {
            entries.push(row.value(OUTBOX)?);
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    // Ids are in the order of what was suggested, and beside what is taken back stands what takes it back.
    entries.sort_by_key(|entry: &Entry| Reverse((entry.accepted_at, entry.is_compensation())));
    Ok(entries)
}

/// Entries that are not final, oldest first.
pub fn unfinished_entries(vault: &Vault) -> Result<Vec<Entry>, VaultError> {
    let mut entries = Vec::new();
    let mut after = None;
    loop {
        let page = vault.page(UNFINISHED, after.as_deref(), Order::Ascending, 500)?;
        for row in page.rows {
            if let [Part::Id(id)] = row.key.0[..] {
                entries.extend(vault.value::<Entry>(OUTBOX, id)?);
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(entries),
        }
    }
}

/// Replaces an entry that is still as `expected` says, with the audit line; false where somebody else moved it.
pub fn move_entry(
    vault: &mut Vault,
    expected: &Entry,
    next: &Entry,
    audit: &AuditEvent,
) -> Result<bool, VaultError> {
    if expected.id != next.id || entry(vault, expected.id)?.as_ref() != Some(expected) {
        return Ok(false);
    }
    let mut changes = Changes::default();
    change_entry(&mut changes, next)?;
    change_audit(vault, &mut changes, std::slice::from_ref(audit))?;
    vault.write(changes)?;
    Ok(true)
}

fn change_entry(changes: &mut Changes, entry: &Entry) -> Result<(), VaultError> {
    let id = *entry.id.as_bytes();
    changes.put(OUTBOX, id, Some(entry.customer_id), entry)?;
    if entry.state.is_final() {
        changes.delete(UNFINISHED, id);
        Ok(())
    } else {
        changes.put(UNFINISHED, id, Some(entry.customer_id), &())
    }
}
