//! The in-memory twin of the engine on disk: for the demo and for tests that need no disk.

use super::keyvalue::{Batch, EngineError, KeyValue, Order, Page, Table, collect_page};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

type Rows = BTreeMap<(u8, Vec<u8>), Vec<u8>>;

/// Keeps everything in one sorted map; nothing outlives the process.
#[derive(Default)]
pub struct MemoryEngine {
    rows: Mutex<Rows>,
}

impl MemoryEngine {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyValue for MemoryEngine {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        Ok(self.rows().get(&(table.tag, key.to_vec())).cloned())
    }

    fn apply(&self, batch: Batch) -> Result<(), EngineError> {
        let mut rows = self.rows();
        for (table, key, value) in batch.writes {
            match value {
                Some(value) => rows.insert((table.tag, key), value),
                None => rows.remove(&(table.tag, key)),
            };
        }
        Ok(())
    }

    fn page(
        &self,
        table: Table,
        after: Option<&[u8]>,
        order: Order,
        limit: usize,
    ) -> Result<Page, EngineError> {
        let rows = self.rows();
        let first = || Bound::Included((table.tag, Vec::new()));
        let end = || match table.tag.checked_add(1) {
            Some(following) => Bound::Excluded((following, Vec::new())),
            None => Bound::Unbounded,
        };
        let cursor = after.map(|key| Bound::Excluded((table.tag, key.to_vec())));
        let pair = |((_, key), value): (&(u8, Vec<u8>), &Vec<u8>)| Ok((key.clone(), value.clone()));
        match order {
            Order::Ascending => {
                collect_page(rows.range((cursor.unwrap_or_else(first), end())).map(pair), limit)
            }
            Order::Descending => {
                collect_page(rows.range((first(), cursor.unwrap_or_else(end))).rev().map(pair), limit)
            }
        }
    }

    fn flush(&self) -> Result<(), EngineError> {
        Ok(())
    }
}
