//! Versions of what lies on disk. Steps are only ever added: a step that has been released is never changed.
//!
//! A step may be cut short by a crash and is then done again from its start, so each can be repeated.

use super::error::{OpenError, VaultError};
use super::tables::META;
use super::vault::{Changes, Vault};

/// Takes a storage from one version to the next.
pub type Step = fn(&mut Vault) -> Result<(), VaultError>;

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
        let mut changes = Changes::default();
        changes.put_plain(META, VERSION, u32::to_be_bytes(version));
        vault.write(changes)?;
    }
    Ok(found)
}

fn version(vault: &Vault) -> Result<u32, VaultError> {
    match vault.plain(META, VERSION.as_bytes())? {
        None => Ok(0),
        Some(bytes) => {
            bytes.try_into().map(u32::from_be_bytes).map_err(|_| VaultError::Damaged { table: META.name })
        }
    }
}

/// Nothing to change: the first rows are written in this version.
fn first_version(_vault: &mut Vault) -> Result<(), VaultError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CustomerId;
    use crate::ports::Repository;
    use crate::storage::keyvalue::{Batch, KeyValue, Table};
    use crate::storage::memory::MemoryEngine;
    use crate::storage::seal::SecretKey;
    use crate::storage::sled::SledEngine;
    use crate::storage::slots::KeySlots;
    use crate::storage::{KeySource, Keyring, OpenOptions, Storage};
    use std::fs;
    use std::path::Path;
    use uuid::Uuid;

    const WORDS: Table = Table { tag: 253, name: "words" };

    fn empty() -> Vault {
        let data_key = SecretKey::generate();
        let slots = KeySlots::in_memory(&data_key).unwrap();
        Vault::new(Box::new(MemoryEngine::default()), slots, &data_key)
    }

    fn append(vault: &mut Vault, letter: char) -> Result<(), VaultError> {
        let word = vault.value::<String>(WORDS, "word")?.unwrap_or_default();
        let mut changes = Changes::default();
        changes.put(WORDS, "word", None, &format!("{word}{letter}"))?;
        vault.write(changes)
    }

    const A: Step = |vault| append(vault, 'a');
    const B: Step = |vault| append(vault, 'b');
    const C: Step = |vault| append(vault, 'c');
    const FAILS: Step = |_| Err(VaultError::Closed);

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

    /// A storage as version 1 wrote it: lines of `data-key HEX`, `customer.keys HEX` and `row TAG KEY VALUE`.
    const VERSION_1: &str = include_str!("fixtures/version-1.txt");

    /// Lays a storage out in `root` as the fixture says.
    fn lay_out(fixture: &str, root: &Path) -> OpenOptions {
        let keys = KeySource { keyring: Keyring::Off, file: root.join("data.key") };
        let folder = root.join("storage");
        fs::create_dir(&folder).unwrap();
        let engine = SledEngine::open(&folder.join("rows")).unwrap();
        let mut batch = Batch::default();
        for line in fixture.lines() {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["data-key", digits] => {
                    fs::write(&keys.file, digits).unwrap();
                    #[cfg(unix)]
                    fs::set_permissions(&keys.file, std::os::unix::fs::PermissionsExt::from_mode(0o600))
                        .unwrap();
                }
                ["customer.keys", digits] => {
                    fs::write(folder.join("customer.keys"), bytes(digits)).unwrap();
                }
                ["row", tag, key, value] => {
                    batch.put(Table { tag: tag.parse().unwrap(), name: "" }, bytes(key), bytes(value));
                }
                _ => panic!("not a line of a fixture: {line}"),
            }
        }
        engine.apply(batch).unwrap();
        engine.flush().unwrap();
        OpenOptions { folder, keys }
    }

    fn bytes(digits: &str) -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        (0..digits.len()).step_by(2).map(digit).collect()
    }

    #[tokio::test]
    async fn a_storage_of_version_1_still_opens_and_reads() {
        let root = tempfile::tempdir().unwrap();
        let storage = Storage::open(lay_out(VERSION_1, root.path())).await.unwrap();
        let customer = CustomerId::new(Uuid::from_u128(0x1_0001));
        assert_eq!(storage.setting("cursor").await.unwrap().as_deref(), Some("abc"));
        assert_eq!(storage.draft(customer, "note").await.unwrap().as_deref(), Some("Dear Maya"));
        assert_eq!(storage.report().await.unwrap().customers, 1);
        let report = storage.verify_audit().await.unwrap();
        assert_eq!((report.lines, report.erased, report.fault), (2, 1, None));
        let log = storage.audit_after(0, 9).await.unwrap();
        assert_eq!(log[1].event.as_ref().unwrap().subject, "view");
    }
}
