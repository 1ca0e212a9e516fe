//! Versions of what lies on disk. Steps are only ever added: a step that has been released is never changed.
//!
//! A step may be cut short by a crash and is then done again from its start, so each can be repeated.

use super::error::{OpenError, StorageError};
use super::tables::META;
use super::vault::Vault;

/// Takes a storage from one version to the next.
pub type Step = fn(&mut Vault) -> Result<(), StorageError>;

/// `STEPS[n]` goes from version n to n + 1. Version 0 is an empty storage.
pub const STEPS: &[Step] = &[first_version];

/// The name of the row that holds the version; not sealed, so that a program which no longer understands
/// the rest can still say so.
const VERSION: &str = "schema";

/// Brings the storage to the newest version; returns the version that was found.
pub fn migrate(vault: &mut Vault, steps: &[Step]) -> Result<u32, OpenError> {
    let known = u32::try_from(steps.len()).expect("a handful of versions");
    let found = version(vault)?;
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    for (step, version) in steps.iter().zip(1..).skip(found as usize) {
        step(vault)?;
        vault.set_plain(META, VERSION, &u32::to_be_bytes(version))?;
    }
    Ok(found)
}

fn version(vault: &Vault) -> Result<u32, StorageError> {
    match vault.plain(META, VERSION)? {
        None => Ok(0),
        Some(bytes) => {
            bytes.try_into().map(u32::from_be_bytes).map_err(|_| StorageError::Damaged { table: META.name })
        }
    }
}

/// Nothing to change: the first rows are written in this version.
fn first_version(_vault: &mut Vault) -> Result<(), StorageError> {
    Ok(())
}
