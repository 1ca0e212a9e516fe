//! Sealed rows over an engine: the only way from the repositories to the disk.
//!
//! A row belongs to a customer, and is sealed under that customer's key, or to nobody, and is sealed
//! under the storage's own. Its key on disk is a digest of its name, or a plain number; its place (table,
//! key, slot) is sealed in with it. A change is durable when [`Vault::write`] returns.

use super::error::VaultError;
use super::keyvalue::{Batch, EngineError, KeyValue, Order, Page, Pair, Table};
use super::row::{Opened, Opener, Part, Row, RowKey, SealedRow, unreadable};
use super::seal::SecretKey;
use super::slots::{Held, KeySlots, Slot, Wrapping};
use crate::domain::ids::CustomerId;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes of a digest that stands for a name.
const DIGEST_BYTES: usize = 16;
/// More bytes than a key has on disk.
const LONGEST_KEY_BYTES: usize = 64;
/// Rows per page where all are visited.
const PAGE_ROWS: usize = 500;
/// Threads among which the rows of a page are shared.
const MOST_THREADS: usize = 4;
/// Rows below which another thread costs more than it saves.
const LEAST_SHARE: usize = 100;

/// Rows, or what was read from them, and where to go on.
pub struct RowPage<T = Row> {
    /// The rows that open; fewer than asked for where rows of forgotten customers were passed over.
    pub rows: Vec<T>,
    /// What to pass as `after` for the next page.
    pub next: Option<Vec<u8>>,
}

/// Changes that happen together or not at all.
#[derive(Default)]
pub struct Changes {
    list: Vec<(Table, Change)>,
}

enum Change {
    Put(Row),
    Delete(RowKey),
    Plain(Vec<u8>, Vec<u8>),
}

impl Changes {
    /// Stores `value`, sealed for `customer` or for nobody in particular.
    pub fn put(
        &mut self,
        table: Table,
        key: impl Into<RowKey>,
        customer: Option<CustomerId>,
        value: &impl Serialize,
    ) -> Result<(), VaultError> {
        let json = serde_json::to_vec(value).map_err(|error| unreadable(table, &error))?;
        self.put_row(table, Row { key: key.into(), customer, version: 1, json });
        Ok(())
    }

    /// Stores a row as it was read.
    pub fn put_row(&mut self, table: Table, row: Row) {
        self.list.push((table, Change::Put(row)));
    }

    /// Removes a row; it need not exist.
    pub fn delete(&mut self, table: Table, key: impl Into<RowKey>) {
        self.list.push((table, Change::Delete(key.into())));
    }

    /// Stores a row that is not sealed, under the key as it is.
    pub fn put_plain(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.list.push((table, Change::Plain(key.into(), value.into())));
    }

    /// How many rows would change.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

/// The engine, and the keys to what it holds.
pub struct Vault {
    engine: Box<dyn KeyValue>,
    slots: KeySlots,
    sealing: SecretKey,
    naming: SecretKey,
}

impl Vault {
    /// Opens what `engine` holds with the keys in `slots` and the data key they are wrapped under.
    pub fn new(engine: Box<dyn KeyValue>, slots: KeySlots, data_key: &SecretKey) -> Self {
        let sealing = data_key.derive("seal rows");
        let naming = data_key.derive("name rows");
        Self { engine, slots, sealing, naming }
    }

    /// The row called `key`; `None` also when its customer has been forgotten.
    pub fn get(&self, table: Table, key: impl Into<RowKey>) -> Result<Option<Row>, VaultError> {
        let key = self.disk_key(table, &key.into());
        let value = self.engine.get(table, &key).map_err(|source| engine_failed(table, source))?;
        match value {
            Some(value) => {
                let row = self.with_record(table, (key, value))?;
                match self.opener().open(table, &row)? {
                    Opened::Open(row) => Ok(Some(row)),
                    Opened::Erased => Ok(None),
                }
            }
            None => Ok(None),
        }
    }

    /// The value called `key`.
    pub fn value<T: DeserializeOwned>(
        &self,
        table: Table,
        key: impl Into<RowKey>,
    ) -> Result<Option<T>, VaultError> {
        self.get(table, key)?.map(|row| row.value(table)).transpose()
    }

    /// Up to `limit` rows after a place. Named rows come in no order, others in that of their keys.
    pub fn page(
        &self,
        table: Table,
        after: Option<&[u8]>,
        order: Order,
        limit: usize,
    ) -> Result<RowPage, VaultError> {
        self.page_of(table, after, order, limit, Ok)
    }

    /// The same, each row read by `read`; long pages are opened and read by several threads.
    pub fn page_of<T: Send>(
        &self,
        table: Table,
        after: Option<&[u8]>,
        order: Order,
        limit: usize,
        read: impl Fn(Row) -> Result<T, VaultError> + Sync,
    ) -> Result<RowPage<T>, VaultError> {
        let page =
            self.engine.page(table, after, order, limit).map_err(|source| engine_failed(table, source))?;
        let sealed = page
            .pairs
            .into_iter()
            .map(|pair| self.with_record(table, pair))
            .collect::<Result<Vec<_>, _>>()?;
        let opener = self.opener();
        let read_all = |rows: &[SealedRow]| -> Result<Vec<T>, VaultError> {
            let open = |row: &SealedRow| match opener.open(table, row) {
                Ok(Opened::Open(row)) => Some(read(row)),
                Ok(Opened::Erased) => None,
                Err(error) => Some(Err(error)),
            };
            rows.iter().filter_map(open).collect()
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
        let share = sealed.len().div_ceil(threads).max(LEAST_SHARE);
        let rows = std::thread::scope(|scope| {
            let mut shares = sealed.chunks(share);
            let first = shares.next().unwrap_or_default();
            let others: Vec<_> = shares.map(|rows| scope.spawn(|| read_all(rows))).collect();
            let mut rows = read_all(first)?;
            for other in others {
                rows.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
            }
            Ok(rows)
        })?;
        Ok(RowPage { rows, next: page.next })
    }

    /// Up to `limit` rows whose keys begin with `beginning`.
    pub fn under(
        &self,
        table: Table,
        beginning: impl Into<RowKey>,
        order: Order,
        limit: usize,
    ) -> Result<Vec<Row>, VaultError> {
        let beginning = self.disk_key(table, &beginning.into());
        let mut after = beginning.clone();
        if order == Order::Descending {
            after.extend([u8::MAX; LONGEST_KEY_BYTES]);
        }
        let mut rows = Vec::new();
        while rows.len() < limit {
            let page = self.plain_page(table, Some(&after), order, (limit - rows.len()).min(PAGE_ROWS))?;
            for pair in page.pairs {
                if !pair.0.starts_with(&beginning) {
                    return Ok(rows);
                }
                let row = self.with_record(table, pair)?;
                if let Opened::Open(row) = self.opener().open(table, &row)? {
                    rows.push(row);
                }
            }
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        Ok(rows)
    }

    /// The values of [`Vault::under`].
    pub fn values_under<T: DeserializeOwned>(
        &self,
        table: Table,
        beginning: impl Into<RowKey>,
        order: Order,
        limit: usize,
    ) -> Result<Vec<T>, VaultError> {
        self.under(table, beginning, order, limit)?.iter().map(|row| row.value(table)).collect()
    }

    /// The greatest number in a table of numbered rows, opened or not.
    pub fn last_number(&self, table: Table) -> Result<Option<u64>, VaultError> {
        let page = self.plain_page(table, None, Order::Descending, 1)?;
        Ok(page.pairs.first().and_then(|(key, _)| Some(u64::from_be_bytes(key.as_slice().try_into().ok()?))))
    }

    /// Makes all changes or none; they are durable when this returns.
    pub fn write(&mut self, changes: Changes) -> Result<(), VaultError> {
        let Some((first, _)) = changes.list.first() else { return Ok(()) };
        let first = *first;
        let mut batch = Batch::default();
        for (table, change) in changes.list {
            match change {
                Change::Put(row) => {
                    let disk_key = self.disk_key(table, &row.key);
                    let (slot, secret) = self.key_for(row.customer)?;
                    let sealed = row.seal(table, &disk_key, slot, &secret)?;
                    batch.put(table, disk_key, sealed);
                }
                Change::Delete(key) => batch.delete(table, self.disk_key(table, &key)),
                Change::Plain(key, value) => batch.put(table, key, value),
            }
        }
        // A row must never be on disk before the key that opens it.
        self.slots.sync().map_err(VaultError::Keys)?;
        self.commit(first, batch)
    }

    /// Destroys the key of `customer`, then removes every row of `tables` that no key opens any more.
    /// Returns whether there was a key, and how many rows were removed. Can be repeated after a crash.
    pub fn forget(&mut self, customer: CustomerId, tables: &[Table]) -> Result<(bool, u64), VaultError> {
        let known = self.slots.destroy(customer.as_bytes()).map_err(VaultError::Keys)?;
        let mut removed = 0;
        for &table in tables {
            let mut after = None;
            loop {
                let page = self.plain_page(table, after.as_deref(), Order::Ascending, PAGE_ROWS)?;
                let mut batch = Batch::default();
                for pair in page.pairs {
                    let row = self.with_record(table, pair)?;
                    if row.is_dead() {
                        batch.delete(table, row.key);
                    }
                }
                removed += batch.len() as u64;
                if !batch.is_empty() {
                    self.commit(table, batch)?;
                }
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
        }
        Ok((known, removed))
    }

    /// Seals `plain` for `customer` outside of any row; `label` says what it is and must be given to open it.
    /// The result is longer than a row by its slot alone, and stays valid as long as the customer's key.
    pub fn seal_for(
        &mut self,
        customer: Option<CustomerId>,
        label: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let (slot, key) = self.key_for(customer)?;
        self.slots.sync().map_err(VaultError::Keys)?;
        Ok([&slot.to_bytes()[..], &key.seal(plain, &[label, &slot.to_bytes()].concat())].concat())
    }

    /// Opens what [`Vault::seal_for`] made; `table` is named in the error.
    pub fn open_for(&self, table: Table, label: &[u8], sealed: &[u8]) -> Result<Opened<Vec<u8>>, VaultError> {
        let damaged = || VaultError::Damaged { table: table.name };
        let (slot, sealed) = sealed.split_first_chunk::<4>().ok_or_else(damaged)?;
        match self.key_in(Slot::from_bytes(*slot))? {
            Held::Destroyed => Ok(Opened::Erased),
            Held::Key(key) => {
                let plain = key.open(sealed, &[label, slot].concat()).ok_or_else(damaged)?;
                Ok(Opened::Open(plain))
            }
        }
    }

    /// Whether the key has been destroyed that opens what [`Vault::seal_for`] made.
    pub fn is_erased(&self, sealed: &[u8]) -> Result<bool, VaultError> {
        match sealed.first_chunk::<4>().map(|slot| Slot::from_bytes(*slot)) {
            None | Some(Slot::NONE) => Ok(false),
            Some(slot) => {
                let record = self.slots.record(slot).map_err(VaultError::Keys)?;
                Ok(Wrapping::is_destroyed(&record))
            }
        }
    }

    /// How many customers have a key.
    pub fn customers(&self) -> u64 {
        self.slots.customers() as u64
    }

    /// A row that is not sealed.
    pub fn plain(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        self.engine.get(table, key).map_err(|source| engine_failed(table, source))
    }

    /// Rows that are not sealed.
    pub fn plain_page(
        &self,
        table: Table,
        after: Option<&[u8]>,
        order: Order,
        limit: usize,
    ) -> Result<Page, VaultError> {
        self.engine.page(table, after, order, limit).map_err(|source| engine_failed(table, source))
    }

    /// How many rows a table has, whoever they belong to.
    pub fn count(&self, table: Table) -> Result<u64, VaultError> {
        let mut count = 0;
        let mut after = None;
        loop {
            let page = self.plain_page(table, after.as_deref(), Order::Ascending, PAGE_ROWS)?;
            count += page.pairs.len() as u64;
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(count),
            }
        }
    }

    /// Changes rows as somebody would who has the files and no key.
    #[cfg(test)]
    pub fn tamper(&mut self, batch: Batch) {
        self.engine.apply(batch).expect("memory does not refuse");
    }

    fn commit(&mut self, table: Table, batch: Batch) -> Result<(), VaultError> {
        self.engine
            .apply(batch)
            .and_then(|()| self.engine.flush())
            .map_err(|source| engine_failed(table, source))
    }

    /// The key of a row as it lies on disk, to page on from.
    pub fn disk_key(&self, table: Table, key: &RowKey) -> Vec<u8> {
        let mut disk_key = Vec::with_capacity(32);
        for part in &key.0 {
            match part {
                Part::Name(name) => {
                    let digest = self.naming.digest(&[table.name.as_bytes(), name.as_bytes()]);
                    disk_key.extend_from_slice(&digest[..DIGEST_BYTES]);
                }
                Part::Number(number) => disk_key.extend_from_slice(&number.to_be_bytes()),
                Part::Id(id) => disk_key.extend_from_slice(id),
            }
        }
        disk_key
    }

    fn key_for(&mut self, customer: Option<CustomerId>) -> Result<(Slot, SecretKey), VaultError> {
        match customer {
            Some(customer) => self.slots.find_or_add(customer.as_bytes()).map_err(VaultError::Keys),
            None => Ok((Slot::NONE, self.sealing.clone())),
        }
    }

    fn key_in(&self, slot: Slot) -> Result<Held, VaultError> {
        if slot == Slot::NONE {
            return Ok(Held::Key(self.sealing.clone()));
        }
        self.slots.read(slot).map_err(VaultError::Keys)
    }

    fn with_record(&self, table: Table, (key, value): Pair) -> Result<SealedRow, VaultError> {
        SealedRow::new(table, key, value, |slot| self.slots.record(slot).map_err(VaultError::Keys))
    }

    fn opener(&self) -> Opener<'_> {
        Opener { sealing: &self.sealing, wrapping: self.slots.wrapping() }
    }
}

fn engine_failed(table: Table, source: EngineError) -> VaultError {
    VaultError::Engine { table: table.name, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::memory::MemoryEngine;
    use std::sync::Arc;
    use uuid::Uuid;

    const PEOPLE: Table = Table { tag: 251, name: "people" };
    const LOG: Table = Table { tag: 252, name: "log" };
    const ONE: CustomerId = CustomerId::new(Uuid::from_u128(1));
    const TWO: CustomerId = CustomerId::new(Uuid::from_u128(2));

    /// An engine that two vaults can look into.
    #[derive(Clone, Default)]
    struct Shared(Arc<MemoryEngine>);

    impl KeyValue for Shared {
        fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
            self.0.get(table, key)
        }
        fn apply(&self, batch: Batch) -> Result<(), EngineError> {
            self.0.apply(batch)
        }
        fn page(
            &self,
            table: Table,
            after: Option<&[u8]>,
            order: Order,
            limit: usize,
        ) -> Result<Page, EngineError> {
            self.0.page(table, after, order, limit)
        }
        fn flush(&self) -> Result<(), EngineError> {
            self.0.flush()
        }
    }

    fn vault() -> (Vault, Shared) {
        let engine = Shared::default();
        let data_key = SecretKey::from_bytes(&[1; 32]).unwrap();
        let slots = KeySlots::in_memory(&data_key).unwrap();
        (Vault::new(Box::new(engine.clone()), slots, &data_key), engine)
    }

    fn put(
        vault: &mut Vault,
        table: Table,
        key: impl Into<RowKey>,
        customer: Option<CustomerId>,
        value: &str,
    ) {
        let mut changes = Changes::default();
        changes.put(table, key, customer, &value).unwrap();
        vault.write(changes).unwrap();
    }

    fn only_pair(engine: &Shared, table: Table) -> Pair {
        engine.page(table, None, Order::Ascending, 1).unwrap().pairs.remove(0)
    }

    #[test]
    fn a_row_keeps_its_name_its_customer_and_its_value() {
        let (mut vault, _) = vault();
        put(&mut vault, PEOPLE, "maya@example.com", Some(ONE), "likes tents");
        put(&mut vault, PEOPLE, "", None, "");
        let row = vault.get(PEOPLE, "maya@example.com").unwrap().unwrap();
        assert_eq!(row.key, RowKey::from("maya@example.com"));
        assert_eq!(row.customer, Some(ONE));
        assert_eq!(row.value::<String>(PEOPLE).unwrap(), "likes tents");
        let row = vault.get(PEOPLE, "").unwrap().unwrap();
        assert_eq!((row.customer, row.json), (None, b"\"\"".to_vec()));
        assert!(vault.get(LOG, "maya@example.com").unwrap().is_none(), "another table");
    }

    #[test]
    fn numbered_rows_come_in_order_from_both_ends() {
        let (mut vault, _) = vault();
        assert_eq!(vault.last_number(LOG).unwrap(), None);
        for number in [300, 2, 1 << 40, 7] {
            put(&mut vault, LOG, number, None, "line");
        }
        let numbers = |order| -> Vec<RowKey> {
            vault.page(LOG, None, order, 9).unwrap().rows.into_iter().map(|row| row.key).collect()
        };
        let expected = [2, 7, 300, 1 << 40].map(RowKey::from);
        assert_eq!(numbers(Order::Ascending), expected);
        assert_eq!(numbers(Order::Descending), expected.iter().rev().cloned().collect::<Vec<_>>());
        assert_eq!(vault.last_number(LOG).unwrap(), Some(1 << 40));
    }

    #[test]
    fn a_row_that_was_moved_or_changed_does_not_open() {
        let (mut vault, engine) = vault();
        put(&mut vault, PEOPLE, "a", Some(ONE), "for a");
        let (key, value) = only_pair(&engine, PEOPLE);
        let elsewhere = vault.disk_key(PEOPLE, &RowKey::from("b"));
        let mut changed = value.clone();
        *changed.last_mut().unwrap() ^= 1;
        let mut other_slot = value.clone();
        other_slot[1..5].copy_from_slice(&Slot::NONE.to_bytes());
        for (table, key, value, name) in [
            (PEOPLE, elsewhere, value.clone(), "b"),
            (PEOPLE, key.clone(), changed, "a"),
            (PEOPLE, key.clone(), other_slot, "a"),
            (PEOPLE, key.clone(), vec![1], "a"),
            (PEOPLE, key, vec![], "a"),
        ] {
            let mut batch = Batch::default();
            batch.put(table, key, value);
            engine.apply(batch).unwrap();
            let opened = vault.get(PEOPLE, name);
            assert!(matches!(opened, Err(VaultError::Damaged { table: "people" })), "row {name}");
        }
    }

    #[test]
    fn forgetting_removes_the_customers_rows_and_no_others() {
        let (mut vault, engine) = vault();
        for number in 0..1200 {
            let customer = if number % 3 == 0 { ONE } else { TWO };
            put(&mut vault, LOG, number, Some(customer), "line");
        }
        put(&mut vault, PEOPLE, "a", Some(ONE), "for a");
        let sealed = vault.seal_for(Some(ONE), b"part", b"kept elsewhere").unwrap();
        assert_eq!(vault.open_for(LOG, b"part", &sealed).unwrap(), Opened::Open(b"kept elsewhere".to_vec()));
        assert!(vault.open_for(LOG, b"other", &sealed).is_err());

        assert_eq!(vault.forget(ONE, &[LOG]).unwrap(), (true, 400));
        assert_eq!(vault.count(LOG).unwrap(), 800);
        assert_eq!(vault.open_for(LOG, b"part", &sealed).unwrap(), Opened::Erased);
        assert!(vault.get(PEOPLE, "a").unwrap().is_none(), "a row that was not removed yet");
        assert!(vault.page(PEOPLE, None, Order::Ascending, 9).unwrap().rows.is_empty());
        assert!(engine.page(PEOPLE, None, Order::Ascending, 9).unwrap().pairs.len() == 1);

        // A crash came between the key and the rows: once more removes the rest.
        assert_eq!(vault.forget(ONE, &[LOG, PEOPLE]).unwrap(), (false, 1));
        assert_eq!(vault.forget(ONE, &[LOG, PEOPLE]).unwrap(), (false, 0));

        put(&mut vault, PEOPLE, "a", Some(ONE), "back again");
        assert_eq!(vault.value::<String>(PEOPLE, "a").unwrap().as_deref(), Some("back again"));
    }

    #[test]
    fn a_value_that_does_not_read_is_named_without_being_quoted() {
        let (mut vault, _) = vault();
        put(&mut vault, PEOPLE, "a", None, "maya@example.com");
        let error = vault.value::<Vec<u8>>(PEOPLE, "a").unwrap_err();
        assert!(matches!(error, VaultError::Unreadable { .. }));
        assert!(!format!("{error} {error:?}").contains("maya"), "{error}");
    }
}
