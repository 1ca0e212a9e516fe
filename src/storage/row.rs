//! One row: what it is called, whose it is, what it says; and its form on disk.
//!
//! On disk: 1 byte form, 4 bytes slot, then sealed: 1 byte version of the value, 1 byte kind of key and the key,
//! the customer (16 bytes, where the slot is not 0), JSON of the value. The place (table, key, slot) is sealed
//! in with it, so that a row which was moved or exchanged does not open.

use super::error::StorageError;
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

/// What a row is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKey {
    /// An id or another text; on disk a digest, in no order.
    Name(String),
    /// A number that identifies nobody; on disk in its order.
    Number(u64),
    /// An id that was made here and says nothing of anybody; on disk in its order, version 7 in that of time.
    Id([u8; 16]),
}

impl From<&str> for RowKey {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<u64> for RowKey {
    fn from(number: u64) -> Self {
        Self::Number(number)
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
    pub fn value<T: DeserializeOwned>(&self, table: Table) -> Result<T, StorageError> {
        serde_json::from_slice(&self.json).map_err(|error| unreadable(table, &error))
    }

    /// The row as it is to lie on disk, sealed with the key in `slot`.
    pub fn seal(
        &self,
        table: Table,
        disk_key: &[u8],
        slot: Slot,
        secret: &SecretKey,
    ) -> Result<Vec<u8>, StorageError> {
        let mut plain = vec![self.version];
        match &self.key {
            RowKey::Name(name) => {
                let length =
                    u16::try_from(name.len()).map_err(|_| StorageError::NameTooLong { table: table.name })?;
                plain.push(b'n');
                plain.extend_from_slice(&length.to_be_bytes());
                plain.extend_from_slice(name.as_bytes());
            }
            RowKey::Number(number) => {
                plain.push(b'#');
                plain.extend_from_slice(&number.to_be_bytes());
            }
            RowKey::Id(id) => {
                plain.push(b'i');
                plain.extend_from_slice(id);
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
        record: impl FnOnce(Slot) -> Result<Record, StorageError>,
    ) -> Result<Self, StorageError> {
        let slot = match value.first_chunk::<FRONT_BYTES>() {
            Some(&[FORM, ref slot @ ..]) => Slot::from_bytes(*slot),
            _ => return Err(StorageError::Damaged { table: table.name }),
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
    pub fn open(&self, table: Table, row: &SealedRow) -> Result<Opened<Row>, StorageError> {
        let damaged = || StorageError::Damaged { table: table.name };
        let held = match &row.record {
            Some(record) => self.wrapping.unwrap(row.slot, record).map_err(StorageError::Keys)?,
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
    let (&[version, kind], rest) = plain.split_first_chunk()?;
    let (key, rest) = match kind {
        b'n' => {
            let (length, rest) = rest.split_first_chunk()?;
            let (name, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            (RowKey::Name(String::from_utf8(name.to_vec()).ok()?), rest)
        }
        b'#' => {
            let (number, rest) = rest.split_first_chunk()?;
            (RowKey::Number(u64::from_be_bytes(*number)), rest)
        }
        b'i' => {
            let (id, rest) = rest.split_first_chunk()?;
            (RowKey::Id(*id), rest)
        }
        _ => return None,
    };
    let (customer, json) = if slot == Slot::NONE {
        (None, rest)
    } else {
        let (customer, json) = rest.split_first_chunk()?;
        (Some(CustomerId::new(Uuid::from_bytes(*customer))), json)
    };
    let before_json = plain.len() - json.len();
    plain.drain(..before_json);
    Some(Row { key, customer, version, json: plain })
}

/// The reader's own message is left out: it quotes values.
pub fn unreadable(table: Table, error: &serde_json::Error) -> StorageError {
    StorageError::Unreadable { table: table.name, column: error.column() }
}
