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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::keyvalue::Table;
    use crate::storage::memory::MemoryEngine;
    use crate::storage::seal::SecretKey;
    use crate::storage::slots::KeySlots;
    use crate::storage::vault::Changes;

    const WORDS: Table = Table { tag: 253, name: "words" };

    fn empty() -> Vault {
        let data_key = SecretKey::generate();
        let slots = KeySlots::in_memory(&data_key).unwrap();
        Vault::new(Box::new(MemoryEngine::default()), slots, &data_key)
    }

    fn append(vault: &mut Vault, letter: char) -> Result<(), StorageError> {
        let word = vault.value::<String>(WORDS, "word")?.unwrap_or_default();
        let mut changes = Changes::default();
        changes.put(WORDS, "word", None, &format!("{word}{letter}"))?;
        vault.write(changes)
    }

    const A: Step = |vault| append(vault, 'a');
    const B: Step = |vault| append(vault, 'b');
    const C: Step = |vault| append(vault, 'c');
    const FAILS: Step = |_| Err(StorageError::Closed);

    #[test]
    fn each_step_is_taken_once_and_in_order() {
        let mut vault = empty();
        let word = |vault: &Vault| vault.value::<String>(WORDS, "word").unwrap().unwrap_or_default();
        assert_eq!(migrate(&mut vault, &[A]).unwrap(), 0);
        assert_eq!(migrate(&mut vault, &[A]).unwrap(), 1);
        assert_eq!(word(&vault), "a");
        assert_eq!(migrate(&mut vault, &[A, B, C]).unwrap(), 1);
        assert_eq!(word(&vault), "abc");
        assert_eq!(migrate(&mut vault, &[A, B, C]).unwrap(), 3);
        assert_eq!(word(&vault), "abc");
    }

    #[test]
    fn a_step_that_fails_is_taken_again_next_time() {
        let mut vault = empty();
        assert!(migrate(&mut vault, &[A, FAILS, C]).is_err());
        assert_eq!(migrate(&mut vault, &[A, B, C]).unwrap(), 1);
        assert_eq!(vault.value::<String>(WORDS, "word").unwrap().unwrap(), "abc");
    }

    #[test]
    fn what_a_newer_program_wrote_is_refused_with_both_versions() {
        let mut vault = empty();
        migrate(&mut vault, &[A, B, C]).unwrap();
        let message = migrate(&mut vault, &[A]).unwrap_err().to_string();
        assert!(message.contains("version 3") && message.contains("up to 1"), "{message}");
    }
}
