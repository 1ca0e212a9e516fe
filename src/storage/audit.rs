//! The audit log: a chain of lines whose events are sealed, each under the key of the customer it is about.
//!
//! The lines themselves lie in the clear, since the chain covers what is sealed and must be checked without
//! any customer's key. A line on disk: 1 byte form, 8 bytes milliseconds since 1970, 16 bytes customer (zeros:
//! none), 32 bytes hash of the line before, 32 bytes hash, the sealed event. Where the log ends is
//! remembered apart from it, sealed, so that a cut-off end shows.

use super::error::VaultError;
use super::keyvalue::{Order, Pair};
use super::row::Opened;
use super::tables::{AUDIT, AUDIT_HEAD};
use super::vault::{Changes, Vault};
use crate::domain::audit::{AuditCheck, AuditEvent, AuditFault, AuditLine, Digest32};
use crate::domain::ids::CustomerId;
use crate::ports::repository::{AuditRecord, AuditReport};
use uuid::Uuid;

const FORM: u8 = 1;
const HEAD: &str = "head";
const PAGE_LINES: usize = 500;

/// Appends an event; returns its position.
pub fn append_audit(vault: &mut Vault, event: &AuditEvent) -> Result<u64, VaultError> {
    let mut changes = Changes::default();
    let sequence = change_audit(vault, &mut changes, std::slice::from_ref(event))?;
    vault.write(changes)?;
    Ok(sequence)
}

/// Adds the next lines to changes that happen together with what they tell of; returns the position of the last. Once
/// a change: where the log ends is read from what is written.
pub fn change_audit(
    vault: &mut Vault,
    changes: &mut Changes,
    events: &[AuditEvent],
) -> Result<u64, VaultError> {
    let mut last = last_line(vault)?;
    for event in events {
        let sequence = last.map_or(1, |(sequence, _)| sequence + 1);
        let plain = serde_json::to_vec(event).map_err(|error| super::row::unreadable(AUDIT, &error))?;
        let sealed = vault.seal_for(event.customer, &label(sequence), &plain)?;
        let line = AuditLine::next(last, event.at, event.customer, sealed);
        changes.put_plain(AUDIT, line.sequence.to_be_bytes(), to_bytes(&line));
        last = Some((line.sequence, line.hash));
    }
    if let Some(head) = &last {
        changes.put(AUDIT_HEAD, HEAD, None, head)?;
    }
    Ok(last.map_or(0, |(sequence, _)| sequence))
}

/// Where the log ends: as remembered, so that appending does not cover up a cut-off end.
fn last_line(vault: &Vault) -> Result<Option<(u64, Digest32)>, VaultError> {
    if let Some(head) = vault.value(AUDIT_HEAD, HEAD)? {
        return Ok(Some(head));
    }
    let last = vault.plain_page(AUDIT, None, Order::Descending, 1)?.pairs.pop();
    let last = last.map(|pair| parse(&pair).ok_or(DAMAGED)).transpose()?;
    Ok(last.map(|line| (line.sequence, line.hash)))
}

/// Events after a position, oldest first.
pub fn audit_after(vault: &Vault, after: u64, limit: usize) -> Result<Vec<AuditRecord>, VaultError> {
    let page = vault.plain_page(AUDIT, Some(&after.to_be_bytes()), Order::Ascending, limit)?;
    page.pairs.iter().map(|pair| open(vault, pair)).collect()
}

/// The last events, newest first.
pub fn audit_tail(vault: &Vault, limit: usize) -> Result<Vec<AuditRecord>, VaultError> {
    let page = vault.plain_page(AUDIT, None, Order::Descending, limit)?;
    page.pairs.iter().map(|pair| open(vault, pair)).collect()
}

/// Checks the chain from its first line to its remembered end; reads on after a fault to count.
pub fn verify_audit(vault: &Vault) -> Result<AuditReport, VaultError> {
    let mut report = AuditReport { lines: 0, erased: 0, fault: None, head: None };
    let mut check = AuditCheck::default();
    let mut after: Option<Vec<u8>> = None;
    loop {
        let page = vault.plain_page(AUDIT, after.as_deref(), Order::Ascending, PAGE_LINES)?;
        for pair in &page.pairs {
            report.lines += 1;
            let outcome = match parse(pair) {
                Some(line) => {
                    report.head = Some(line.hash);
                    report.erased += u64::from(vault.is_erased(&line.sealed).unwrap_or(false));
                    check.line(&line)
                }
                None => Err(AuditFault::Changed { sequence: number(&pair.0).unwrap_or(report.lines) }),
            };
            report.fault = report.fault.or(outcome.err());
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let head: Option<(u64, Digest32)> = vault.value(AUDIT_HEAD, HEAD)?;
    if report.fault.is_none() {
        report.fault = check.end(head).err();
    }
    Ok(report)
}

const DAMAGED: VaultError = VaultError::Damaged { table: AUDIT.name };

fn open(vault: &Vault, pair: &Pair) -> Result<AuditRecord, VaultError> {
    let line = parse(pair).ok_or(DAMAGED)?;
    let event = match vault.open_for(AUDIT, &label(line.sequence), &line.sealed)? {
        Opened::Erased => None,
        Opened::Open(plain) => {
            Some(serde_json::from_slice(&plain).map_err(|error| super::row::unreadable(AUDIT, &error))?)
        }
    };
    let AuditLine { sequence, hash, at_ms, customer, .. } = line;
    Ok(AuditRecord { sequence, hash, at_ms, event, customer })
}

/// Binds the sealed event to its place in the log.
fn label(sequence: u64) -> Vec<u8> {
    [b"audit".as_slice(), &sequence.to_be_bytes()].concat()
}

fn number(key: &[u8]) -> Option<u64> {
    key.try_into().ok().map(u64::from_be_bytes)
}

fn to_bytes(line: &AuditLine) -> Vec<u8> {
    let customer = line.customer.map_or([0; 16], |customer| *customer.as_bytes());
    [&[FORM][..], &line.at_ms.to_be_bytes(), &customer, &line.previous.0, &line.hash.0, &line.sealed].concat()
}

fn parse((key, value): &Pair) -> Option<AuditLine> {
    let sequence = number(key)?;
    let (&[FORM], rest) = value.split_first_chunk()? else { return None };
    let (at_ms, rest) = rest.split_first_chunk()?;
    let (customer, rest) = rest.split_first_chunk::<16>()?;
    let (previous, rest) = rest.split_first_chunk()?;
    let (hash, sealed) = rest.split_first_chunk()?;
    Some(AuditLine {
        sequence,
        at_ms: i64::from_be_bytes(*at_ms),
        customer: (*customer != [0; 16]).then(|| CustomerId::new(Uuid::from_bytes(*customer))),
        sealed: sealed.to_vec(),
        previous: Digest32(*previous),
        hash: Digest32(*hash),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::AuditKind;
    use crate::storage::keyvalue::Batch;
    use crate::storage::memory::MemoryEngine;
    use crate::storage::seal::SecretKey;
    use crate::storage::slots::KeySlots;
    use jiff::Timestamp;

    fn append(vault: &mut Vault, number: u64) {
        let event = AuditEvent {
            at: Timestamp::UNIX_EPOCH,
            actor: "rep@example.com".to_owned(),
            kind: AuditKind::Viewed,
            customer: None,
            subject: number.to_string(),
            detail: serde_json::Value::Null,
        };
        append_audit(vault, &event).unwrap();
    }

    /// A log of five lines.
    fn log() -> Vault {
        let data_key = SecretKey::generate();
        let slots = KeySlots::in_memory(&data_key).unwrap();
        let mut vault = Vault::new(Box::new(MemoryEngine::default()), slots, &data_key);
        (1..=5).for_each(|number| append(&mut vault, number));
        vault
    }

    fn fault(vault: &Vault) -> Option<AuditFault> {
        verify_audit(vault).unwrap().fault
    }

    fn line(vault: &Vault, number: u64) -> Vec<u8> {
        vault.plain(AUDIT, &number.to_be_bytes()).unwrap().unwrap()
    }

    fn tamper(vault: &mut Vault, change: impl FnOnce(&Vault, &mut Batch)) {
        let mut batch = Batch::default();
        change(vault, &mut batch);
        vault.tamper(batch);
    }

    #[test]
    fn a_changed_line_is_named() {
        for byte in [0, 5, 12, 30, 60, 100] {
            let mut vault = log();
            tamper(&mut vault, |vault, batch| {
                let mut changed = line(vault, 3);
                changed[byte] ^= 1;
                batch.put(AUDIT, 3u64.to_be_bytes(), changed);
            });
            assert_eq!(fault(&vault), Some(AuditFault::Changed { sequence: 3 }), "byte {byte}");
        }
    }

    #[test]
    fn a_removed_line_and_a_cut_end_are_named() {
        let mut vault = log();
        tamper(&mut vault, |_, batch| batch.delete(AUDIT, 2u64.to_be_bytes()));
        assert_eq!(fault(&vault), Some(AuditFault::Missing { expected: 2, found: 3 }));
        assert_eq!(verify_audit(&vault).unwrap().lines, 4);

        let mut vault = log();
        tamper(&mut vault, |_, batch| batch.delete(AUDIT, 5u64.to_be_bytes()));
        assert_eq!(fault(&vault), Some(AuditFault::Cut { last: 4, expected: 5 }));
        append(&mut vault, 6);
        let missing = AuditFault::Missing { expected: 5, found: 6 };
        assert_eq!(fault(&vault), Some(missing), "appending does not cover it up");
    }

    #[test]
    fn swapped_lines_are_named_and_do_not_open() {
        let mut vault = log();
        tamper(&mut vault, |vault, batch| {
            batch.put(AUDIT, 2u64.to_be_bytes(), line(vault, 3));
            batch.put(AUDIT, 3u64.to_be_bytes(), line(vault, 2));
        });
        assert_eq!(fault(&vault), Some(AuditFault::Changed { sequence: 2 }));
        assert!(audit_after(&vault, 1, 1).is_err());
    }
}
