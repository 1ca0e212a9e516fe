//! What the storage asks of a key-value engine: few things, so that the engine can be exchanged.
//!
//! Two engines stand behind it: `sled.rs` on disk and `memory.rs` for the demo and the tests.
//! The same contract tests run on both (at the end of this file). An engine sees bytes only: what they
//! mean, and that they are sealed, is the business of `vault.rs`.

use std::fmt;

/// A kind of record. Number and name go into what lies on disk: neither is ever changed or used again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Table {
    /// Distinguishes the rows of this table on disk.
    pub tag: u8,
    /// The name in exports and messages; part of the digests that stand for names.
    pub name: &'static str,
}

impl fmt::Debug for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// Why an engine could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Another process has the files open.
    #[error("the storage files are in use by another process")]
    Held,
    /// What lies on disk cannot be what was written.
    #[error("the storage files are damaged")]
    Corrupt,
    /// The disk refused.
    #[error("the disk refused")]
    Disk(#[source] std::io::Error),
    /// The engine's own trouble, in its own words; these never contain row contents.
    #[error("the storage engine failed: {0}")]
    Engine(String),
}

/// Changes to several tables that happen together or not at all.
#[derive(Default, Clone)]
pub struct Batch {
    pub(super) writes: Vec<(Table, Vec<u8>, Option<Vec<u8>>)>,
}

impl Batch {
    /// Stores `value` under `key`, replacing what was there.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.writes.push((table, key.into(), Some(value.into())));
    }

    /// Removes `key`; it need not exist.
    pub fn delete(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.writes.push((table, key.into(), None));
    }

    /// How many changes there are.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
}

/// The direction in which a table is read; keys sort as bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// From the smallest key up.
    Ascending,
    /// From the greatest key down.
    Descending,
}

/// A key and its value, as they lie on disk.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Some rows of a table, and where to go on.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// At most as many as were asked for.
    pub pairs: Vec<Pair>,
    /// What to pass as `after` for the next page; `None` when this was the last one.
    pub next: Option<Vec<u8>>,
}

/// A store of byte strings, ordered by key within each table.
pub trait KeyValue: Send {
    /// The value under `key`.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError>;

    /// Makes all changes of the batch or none; a later change to the same key wins. Durable after
    /// [`KeyValue::flush`], and atomic also across a crash before it.
    fn apply(&self, batch: Batch) -> Result<(), EngineError>;

    /// Up to `limit` rows that come after the key `after` (which need not exist any more). Not a
    /// snapshot: rows written between two pages may or may not be seen.
    fn page(
        &self,
        table: Table,
        after: Option<&[u8]>,
        order: Order,
        limit: usize,
    ) -> Result<Page, EngineError>;

    /// Returns when everything applied so far survives the loss of the process and of power.
    fn flush(&self) -> Result<(), EngineError>;
}

/// Puts a page together from an iterator over rows that come after the cursor.
pub(super) fn collect_page<E>(rows: impl Iterator<Item = Result<Pair, E>>, limit: usize) -> Result<Page, E> {
    let mut rows = rows.fuse();
    let pairs = rows.by_ref().take(limit).collect::<Result<Vec<_>, E>>()?;
    let more = pairs.len() == limit && rows.next().transpose()?.is_some();
    let next = if more { pairs.last().map(|(key, _)| key.clone()) } else { None };
    Ok(Page { pairs, next })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::memory::MemoryEngine;
    use crate::storage::sled::SledEngine;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const APPLES: Table = Table { tag: 7, name: "apples" };
    const PEARS: Table = Table { tag: 8, name: "pears" };

    /// Runs a test on both engines.
    fn on_both(test: impl Fn(&dyn KeyValue)) {
        test(&MemoryEngine::default());
        let folder = tempfile::tempdir().unwrap();
        test(&SledEngine::open(folder.path()).unwrap());
    }

    fn keys(page: &Page) -> Vec<&[u8]> {
        page.pairs.iter().map(|(key, _)| key.as_slice()).collect()
    }

    #[test]
    fn a_batch_changes_several_tables_and_the_last_change_to_a_key_wins() {
        on_both(|engine| {
            let mut batch = Batch::default();
            batch.put(APPLES, *b"a", *b"1");
            batch.put(PEARS, *b"a", *b"2");
            batch.put(APPLES, *b"gone", *b"3");
            batch.delete(APPLES, *b"gone");
            batch.delete(PEARS, *b"never there");
            engine.apply(batch).unwrap();
            engine.flush().unwrap();
            assert_eq!(engine.get(APPLES, b"a").unwrap().as_deref(), Some(&b"1"[..]));
            assert_eq!(engine.get(PEARS, b"a").unwrap().as_deref(), Some(&b"2"[..]));
            assert_eq!(engine.get(APPLES, b"gone").unwrap(), None);
        });
    }

    #[test]
    fn pages_follow_one_another_in_both_directions_and_stay_in_their_table() {
        on_both(|engine| {
            let mut batch = Batch::default();
            for key in [[0x00], [0x10], [0x20], [0xfe], [0xff]] {
                batch.put(APPLES, key, *b"apple");
                batch.put(PEARS, key, *b"pear");
            }
            engine.apply(batch).unwrap();
            for (order, expected) in [
                (Order::Ascending, [[0x00], [0x10], [0x20], [0xfe], [0xff]]),
                (Order::Descending, [[0xff], [0xfe], [0x20], [0x10], [0x00]]),
            ] {
                for limit in [1, 2, 3, 5, 9] {
                    let mut seen = Vec::new();
                    let mut after: Option<Vec<u8>> = None;
                    loop {
                        let page = engine.page(APPLES, after.as_deref(), order, limit).unwrap();
                        assert!(page.pairs.len() <= limit);
                        assert!(page.pairs.iter().all(|(_, value)| value == b"apple"));
                        seen.extend(keys(&page).into_iter().map(<[u8]>::to_vec));
                        match page.next {
                            Some(next) => after = Some(next),
                            None => break,
                        }
                    }
                    assert_eq!(seen, expected, "{order:?}, pages of {limit}");
                }
            }
        });
    }

    #[test]
    fn a_cursor_outlives_its_row() {
        on_both(|engine| {
            let mut batch = Batch::default();
            for key in [*b"a", *b"b", *b"c"] {
                batch.put(APPLES, key, *b"");
            }
            engine.apply(batch).unwrap();
            let first = engine.page(APPLES, None, Order::Ascending, 2).unwrap();
            let mut batch = Batch::default();
            batch.delete(APPLES, *b"b");
            engine.apply(batch).unwrap();
            let rest = engine.page(APPLES, first.next.as_deref(), Order::Ascending, 2).unwrap();
            assert_eq!(keys(&rest), [b"c"]);
        });
    }

    #[test]
    fn what_was_flushed_is_there_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        {
            let engine = SledEngine::open(folder.path()).unwrap();
            let mut batch = Batch::default();
            batch.put(APPLES, *b"a", *b"1");
            engine.apply(batch).unwrap();
            engine.flush().unwrap();
            assert!(matches!(SledEngine::open(folder.path()), Err(EngineError::Held)));
        }
        let engine = SledEngine::open(folder.path()).unwrap();
        assert_eq!(engine.get(APPLES, b"a").unwrap().as_deref(), Some(&b"1"[..]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn both_engines_agree_with_a_map(
            changes in prop::collection::vec(
                (any::<bool>(), prop::collection::vec(0u8..4, 0..3), prop::option::of(any::<u8>())), 0..60),
        ) {
            on_both(|engine| {
                let mut model = BTreeMap::new();
                for chunk in changes.chunks(7) {
                    let mut batch = Batch::default();
                    for (apple, key, value) in chunk {
                        let table = if *apple { APPLES } else { PEARS };
                        match value {
                            Some(value) => batch.put(table, key.clone(), [*value]),
                            None => batch.delete(table, key.clone()),
                        }
                        match value {
                            Some(value) => model.insert((table, key.clone()), vec![*value]),
                            None => model.remove(&(table, key.clone())),
                        };
                    }
                    engine.apply(batch).unwrap();
                }
                for table in [APPLES, PEARS] {
                    let expected: Vec<Pair> = model.iter().filter(|((of, _), _)| *of == table)
                        .map(|((_, key), value)| (key.clone(), value.clone())).collect();
                    let page = engine.page(table, None, Order::Ascending, 1000).unwrap();
                    assert_eq!(page, Page { pairs: expected, next: None });
                }
            });
        }
    }
}
