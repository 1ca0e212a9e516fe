//! One row: what it is called, whose it is, what it says; and its form on disk.
//!
//! On disk: 1 byte form, 4 bytes slot, then sealed: 1 byte version of the value, 1 byte number of key parts and the parts,
//! the customer (16 bytes, where the slot is not 0), JSON of the value. The place (table, key, slot) is sealed
//! in with it, so that a row which was moved or exchanged does not open.

use super::error::VaultError;
use super::keyvalue::Table;
use super::seal::SecretKey;
use super::slots::{Held, Record, Slot, Wrapping};
use crate::domain::ids::CustomerId;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// The form in which rows are sealed; another cipher or layout would be another number.
const FORM: u8 = 1;
/// Bytes in front of what is sealed.
const FRONT_BYTES: usize = 5;

/// A part of what a row is called. Each has a fixed length on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// An id or another text; on disk a digest, in no order.
    Name(String),
    /// A number that identifies nobody; on disk in its order.
    Number(u64),
    /// An id that was made here and says nothing of anybody; on disk in its order, version 7 in that of time.
    Id([u8; 16]),
}

/// What a row is called: its parts, the one to page by first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey(pub Vec<Part>);

impl From<&str> for RowKey {
    fn from(name: &str) -> Self {
        Self(vec![Part::Name(name.to_owned())])
    }
}

impl From<u64> for RowKey {
    fn from(number: u64) -> Self {
        Self(vec![Part::Number(number)])
    }
}

impl From<[u8; 16]> for RowKey {
    fn from(id: [u8; 16]) -> Self {
        Self(vec![Part::Id(id)])
    }
}

impl RowKey {
    /// The key with a name after it.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.push(Part::Name(name.into()));
        self
    }

    /// The key with a number after it.
    pub fn number(mut self, number: u64) -> Self {
        self.0.push(Part::Number(number));
        self
    }

    /// The key with an id after it.
    pub fn id(mut self, id: [u8; 16]) -> Self {
        self.0.push(Part::Id(id));
        self
    }
}

/// An opened row.
#[derive(Clone)]
pub struct Row {
    /// What it is called.
    pub key: RowKey,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// The version of the value, as its repository counts.
    pub version: u8,
    /// The value.
    pub json: Vec<u8>,
}

impl Row {
    /// The value as a type.
    pub fn value<T: DeserializeOwned>(&self, table: Table) -> Result<T, VaultError> {
        serde_json::from_slice(&self.json).map_err(|error| unreadable(table, &error))
    }

    /// The row as it is to lie on disk, sealed with the key in `slot`.
    pub fn seal(
        &self,
        table: Table,
        disk_key: &[u8],
        slot: Slot,
        secret: &SecretKey,
    ) -> Result<Vec<u8>, VaultError> {
        let mut plain = vec![self.version];
        let too_long = || VaultError::NameTooLong { table: table.name };
        plain.push(u8::try_from(self.key.0.len()).map_err(|_| too_long())?);
        for part in &self.key.0 {
            match part {
                Part::Name(name) => {
                    plain.push(b'n');
                    plain
                        .extend_from_slice(&u16::try_from(name.len()).map_err(|_| too_long())?.to_be_bytes());
                    plain.extend_from_slice(name.as_bytes());
                }
                Part::Number(number) => {
                    plain.push(b'#');
                    plain.extend_from_slice(&number.to_be_bytes());
                }
                Part::Id(id) => {
                    plain.push(b'i');
                    plain.extend_from_slice(id);
                }
            }
        }
        if let Some(customer) = self.customer {
            plain.extend_from_slice(customer.as_bytes());
        }
        plain.extend_from_slice(&self.json);
        let sealed = secret.seal(&plain, &place(table, disk_key, slot));
        Ok([&[FORM][..], &slot.to_bytes(), &sealed].concat())
    }
}

/// What opening something sealed for a customer can end in.
#[derive(Debug, PartialEq, Eq)]
pub enum Opened<T> {
    /// It opened.
    Open(T),
    /// The customer has been forgotten, and this with them.
    Erased,
}

/// A row as it lies on disk, with the wrapped key that it needs.
pub struct SealedRow {
    /// Its key on disk.
    pub key: Vec<u8>,
    value: Vec<u8>,
    slot: Slot,
    record: Option<Record>,
}

impl SealedRow {
    /// Takes a row from disk, and `record` to get the record of its slot.
    pub fn new(
        table: Table,
        key: Vec<u8>,
        value: Vec<u8>,
        record: impl FnOnce(Slot) -> Result<Record, VaultError>,
    ) -> Result<Self, VaultError> {
        let slot = match value.first_chunk::<FRONT_BYTES>() {
            Some(&[FORM, ref slot @ ..]) => Slot::from_bytes(*slot),
            _ => return Err(VaultError::Damaged { table: table.name }),
        };
        let record = if slot == Slot::NONE { None } else { Some(record(slot)?) };
        Ok(Self { key, value, slot, record })
    }

    /// Whether no key opens it any more.
    pub fn is_dead(&self) -> bool {
        self.record.as_ref().is_some_and(Wrapping::is_destroyed)
    }
}

/// Opens rows; can be used by several threads.
pub struct Opener<'vault> {
    /// For rows that belong to nobody.
    pub sealing: &'vault SecretKey,
    /// For the keys of the customers.
    pub wrapping: &'vault Wrapping,
}

impl Opener<'_> {
    /// Opens one row.
    pub fn open(&self, table: Table, row: &SealedRow) -> Result<Opened<Row>, VaultError> {
        let damaged = || VaultError::Damaged { table: table.name };
        let held = match &row.record {
            Some(record) => self.wrapping.unwrap(row.slot, record).map_err(VaultError::Keys)?,
            None => Held::Key(self.sealing.clone()),
        };
        let Held::Key(secret) = held else { return Ok(Opened::Erased) };
        let place = place(table, &row.key, row.slot);
        let plain = secret.open(&row.value[FRONT_BYTES..], &place).ok_or_else(damaged)?;
        parse(row.slot, plain).map(Opened::Open).ok_or_else(damaged)
    }
}

/// Where a row lies; sealed in with it.
fn place(table: Table, disk_key: &[u8], slot: Slot) -> Vec<u8> {
    [&[FORM, table.tag][..], &slot.to_bytes(), disk_key].concat()
}

fn parse(slot: Slot, mut plain: Vec<u8>) -> Option<Row> {
    let (&[version, parts], mut rest) = plain.split_first_chunk()?;
    let mut key = Vec::with_capacity(usize::from(parts));
    for _ in 0..parts {
        let (part, after) = parse_part(rest)?;
        key.push(part);
        rest = after;
    }
    let (customer, json) = if slot == Slot::NONE {
        (None, rest)
    } else {
        let (customer, json) = rest.split_first_chunk()?;
        (Some(CustomerId::new(Uuid::from_bytes(*customer))), json)
    };
    let before_json = plain.len() - json.len();
    plain.drain(..before_json);
    Some(Row { key: RowKey(key), customer, version, json: plain })
}

fn parse_part(bytes: &[u8]) -> Option<(Part, &[u8])> {
    let (&kind, rest) = bytes.split_first()?;
    match kind {
        b'n' => {
            let (length, rest) = rest.split_first_chunk()?;
            let (name, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            Some((Part::Name(String::from_utf8(name.to_vec()).ok()?), rest))
        }
        b'#' => {
            let (number, rest) = rest.split_first_chunk()?;
            Some((Part::Number(u64::from_be_bytes(*number)), rest))
        }
        b'i' => {
            let (id, rest) = rest.split_first_chunk()?;
            Some((Part::Id(*id), rest))
        }
        _ => None,
    }
}

/// The reader's own message is left out: it quotes values.
pub fn unreadable(table: Table, error: &serde_json::Error) -> VaultError {
    VaultError::Unreadable { table: table.name, column: error.column() }
}
