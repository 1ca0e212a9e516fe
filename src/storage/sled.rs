//! The engine on disk. The only module that names sled; none of its types leave it.
//!
//! All tables live in sled's one default tree, the table's tag in front of each key: a batch over several
//! tables is then one `apply_batch`, which sled recovers as a whole or not at all, with no closure
//! that may run twice.

use super::keyvalue::{Batch, EngineError, KeyValue, Order, Page, Pair, Table, collect_page};
use std::ops::Bound;
use std::path::Path;

/// Bytes of sled's page cache. Rows are read once and kept by whoever needs them, so it can be small: with
/// 300,000 rows of 300 bytes, 16 MB instead of 4 make the process 16 MB larger and nothing faster.
const CACHE_BYTES: u64 = 4 * 1024 * 1024;

/// An embedded database in a folder, open in one process at a time.
pub struct SledEngine {
    database: ::sled::Db,
}

impl SledEngine {
    /// Opens the database in `folder`, or creates it.
    ///
    /// # Errors
    ///
    /// [`EngineError::Held`] when another process has it open, [`EngineError::Corrupt`] when the files
    /// do not add up (see [`super::recovery`]).
    pub fn open(folder: &Path) -> Result<Self, EngineError> {
        let database = ::sled::Config::new()
            .path(folder)
            .cache_capacity(CACHE_BYTES)
            // Nothing is acknowledged before an explicit flush, so a timer has nothing to add.
            .flush_every_ms(None)
            .open()
            .map_err(engine_error)?;
        Ok(Self { database })
    }
}

impl KeyValue for SledEngine {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        let value = self.database.get(tagged(table, key)).map_err(engine_error)?;
        Ok(value.map(|value| value.to_vec()))
    }

    fn apply(&self, batch: Batch) -> Result<(), EngineError> {
        let mut changes = ::sled::Batch::default();
        for (table, key, value) in batch.writes {
            match value {
                Some(value) => changes.insert(tagged(table, &key), value),
                None => changes.remove(tagged(table, &key)),
            }
        }
        self.database.apply_batch(changes).map_err(engine_error)
    }

    fn page(
        &self,
        table: Table,
        after: Option<&[u8]>,
        order: Order,
        limit: usize,
    ) -> Result<Page, EngineError> {
        let first = || Bound::Included(vec![table.tag]);
        let end = || match table.tag.checked_add(1) {
            Some(following) => Bound::Excluded(vec![following]),
            None => Bound::Unbounded,
        };
        let cursor = after.map(|key| Bound::Excluded(tagged(table, key)));
        match order {
            Order::Ascending => {
                let rows = self.database.range((cursor.unwrap_or_else(first), end()));
                collect_page(rows.map(untagged), limit)
            }
            Order::Descending => {
                let rows = self.database.range((first(), cursor.unwrap_or_else(end)));
                collect_page(rows.rev().map(untagged), limit)
            }
        }
    }

    fn flush(&self) -> Result<(), EngineError> {
        self.database.flush().map(|_| ()).map_err(engine_error)
    }
}

fn tagged(table: Table, key: &[u8]) -> Vec<u8> {
    let mut tagged = Vec::with_capacity(1 + key.len());
    tagged.push(table.tag);
    tagged.extend_from_slice(key);
    tagged
}

fn untagged(row: ::sled::Result<(::sled::IVec, ::sled::IVec)>) -> Result<Pair, EngineError> {
    let (key, value) = row.map_err(engine_error)?;
    Ok((key[1..].to_vec(), value.to_vec()))
}

fn engine_error(error: ::sled::Error) -> EngineError {
    use ::sled::Error;
    match error {
        // sled has no kind of its own for this (0.34.7, config.rs `try_lock`).
        Error::Io(error) if error.to_string().contains("could not acquire lock") => EngineError::Held,
        Error::Io(error) => EngineError::Disk(error),
        Error::Corruption { .. } => EngineError::Corrupt,
        Error::CollectionNotFound(_) => EngineError::Engine("a table is missing".to_owned()),
        Error::Unsupported(what) | Error::ReportableBug(what) => EngineError::Engine(what),
    }
}
