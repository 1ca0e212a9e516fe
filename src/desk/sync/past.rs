//! What was read of orders, carts, cases and deals, put to the customers whose it is.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use super::super::api::DeskError;
use super::super::local::Local;
use super::people::{self, Settled};
use crate::domain::CustomerId;
use crate::domain::history::{self, Change, Filling, History, PastDeal, PastLine, PastOrder, Product};
use crate::domain::ids::Source;
use crate::domain::lookup::Lookup;
use crate::domain::record::RecordRef;
use crate::ports::repository::{DirectoryRow, ReadBatch};
use crate::ports::{Held, Holding, Listing, Owner, Unreadable};

/// Histories that are read at a time to learn whose orders are known.
const PAGE: usize = 1_000;

/// What came of a portion.
#[derive(Default)]
pub struct Counted {
    /// How many were read.
    pub read: u64,
    /// Of them, not known before.
    pub new: u64,
    /// Of them, known otherwise.
    pub changed: u64,
}

impl Counted {
    fn count(&mut self, change: Change) {
        self.read += 1;
        self.note(change);
    }

    fn note(&mut self, change: Change) {
        match change {
            Change::New => self.new += 1,
            Change::Changed => self.changed += 1,
            Change::Same => {}
        }
    }
}

/// The past that a run reads of one account.
pub struct Past {
    account: Source,
    /// Only what has changed since is read; nothing: all.
    since: Option<Timestamp>,
    /// Whose each order or cart is that this run has read; a digest of its id stands for it. Nobody's are there too.
    owners: HashMap<u64, Option<CustomerId>>,
    /// Whether those of earlier runs stand there as well.
    knows_earlier: bool,
    /// Lines whose order or cart has not come yet, by its id.
    orphans: HashMap<String, Vec<PastLine>>,
    /// What the store sold before, once it was looked up.
    products: Option<HashMap<String, Product>>,
    /// What came and could not be read, by its id; nothing where not even that could be.
    unreadable: HashSet<Option<String>>,
}

impl Past {
    /// Nothing was read yet.
    pub fn new(account: Source, since: Option<Timestamp>) -> Self {
        Self {
            account,
            since,
            owners: HashMap::new(),
            knows_earlier: false,
            orphans: HashMap::new(),
            products: None,
            unreadable: HashSet::new(),
        }
    }

    /// Whether lines wait for what they hang on.
    pub fn has_orphans(&self) -> bool {
        !self.orphans.is_empty()
    }

    /// Remembers what came and could not be read.
    pub fn note_unreadable(&mut self, unreadable: &[Unreadable]) {
        self.unreadable.extend(unreadable.iter().map(|odd| odd.id.clone()));
    }

    /// Lets lines wait for what they hang on. A file that is read anew brings them again.
    fn leave(&mut self, parent: String, lines: &[PastLine]) {
        history::put_lines(self.orphans.entry(parent).or_default(), lines);
    }

    /// Gives an order or cart the lines that have waited for it.
    fn give(&mut self, parent: &str, lines: &mut Vec<PastLine>) {
        history::put_lines(lines, &self.orphans.remove(parent).unwrap_or_default());
    }

    /// Puts what was read into the batch. Only who holds `settling` may call it.
    pub async fn keep(
        &mut self,
        local: &Local,
        held: Vec<Held>,
        batch: &mut ReadBatch,
    ) -> Result<Counted, DeskError> {
        let mut customers = self.customers(local, &held, batch).await?;
        customers.extend(self.owners_of_lines(local, &held).await?);
        let mut histories = Histories::default();
        histories.load(local, customers.values().copied()).await?;
        let before = self.earlier_owners(local, &held, &customers, &histories).await?;
        histories.load(local, before.into_iter()).await?;
        let mut counted = Counted::default();
        // Whose orders are others than before, and the record by which that was told.
        let mut bought: BTreeMap<CustomerId, RecordRef> = BTreeMap::new();
        for one in held {
            let owner = owner_of(&one).and_then(|record| Some((*customers.get(&record)?, record)));
            let customer = owner.as_ref().map(|(customer, _)| *customer);
            match one {
                Held::Product(product) => {
                    counted.count(self.change_of(local, &product).await?);
                    batch.products.push(product);
                }
                Held::Order(_, mut order) => {
                    let before = self.owners.insert(digest(&order.id), customer).flatten();
                    self.give(&order.id, &mut order.lines);
                    let moved_from = before.filter(|before| {
                        customer.is_some_and(|now| histories.hand_on(*before, now, &order.source, &order.id))
                    });
                    let change = histories.fill(customer, |filling| filling.put_order(order));
                    if let Some((customer, record)) = owner
                        && (change == Change::New || moved_from.is_some())
                    {
                        bought.extend(moved_from.map(|before| (before, record.clone())));
                        bought.insert(customer, record);
                    }
                    counted.count(if moved_from.is_some() { Change::Changed } else { change });
                }
                Held::Cart(_, mut cart) => {
                    self.owners.insert(digest(&cart.id), customer);
                    self.give(&cart.id, &mut cart.lines);
                    counted.count(histories.change(customer, |history| history.put_cart(cart)));
                }
                Held::CartBought(_, id) => {
                    // Its lines are of no use any more.
                    self.owners.insert(digest(&id), None);
                    self.orphans.remove(&id);
                    let account = &self.account;
                    counted.count(histories.change(customer, |history| history.remove_cart(account, &id)));
                }
                Held::Lines(parent, lines) => match self.owners.get(&digest(&parent)) {
                    Some(customer) => {
                        histories
                            .fill(*customer, |filling| put_lines(filling, &self.account, &parent, &lines));
                    }
                    None => self.leave(parent, &lines),
                },
                Held::Case(contacts, case) => {
                    let theirs = contacts.iter().filter_map(|contact| customers.get(contact));
                    counted.count(histories.change_all(theirs, |history| history.put_case(case.clone())));
                }
                Held::Deal(contacts, deal) => {
                    let theirs = || contacts.iter().filter_map(|contact| customers.get(contact));
                    let first = theirs().next();
                    counted.count(histories.change_all(theirs(), |history| {
                        let background = deal.background.clone().filter(|_| first == Some(&history.customer));
                        history.put_deal(PastDeal { background, ..deal.clone() })
                    }));
                }
                Held::Person(_) => {}
            }
        }
        histories.put_in_order();
        self.number(local, &bought, &histories, batch).await?;
        batch.histories = histories.into_changed();
        Ok(counted)
    }

    /// What is new of a product, apart from when it was read.
    async fn change_of(&mut self, local: &Local, product: &Product) -> Result<Change, DeskError> {
        if self.products.is_none() {
            let known = local.parts.repository.products().await?.into_iter();
            let ours = known.filter(|product| product.source == self.account);
            self.products = Some(ours.map(|product| (product.id.clone(), product)).collect());
        }
        let known = self.products.as_ref().and_then(|products| products.get(&product.id));
        Ok(match known {
            None => Change::New,
            Some(known) if Product { read_at: product.read_at, ..known.clone() } == *product => Change::Same,
            Some(_) => Change::Changed,
        })
    }

    /// A run came to its end. What is sold no more is what a whole reading did not bring.
    pub async fn ended(
        &mut self,
        local: &Local,
        holding: Holding,
        began_at: Timestamp,
        batch: &mut ReadBatch,
    ) -> Result<(), DeskError> {
        if !self.orphans.is_empty() {
            tracing::debug!(count = self.orphans.len(), "lines of orders that did not come");
        }
        if holding == Holding::Products {
            let known = local.parts.repository.products().await?;
            batch.gone = self.gone(known, began_at, &batch.products);
        }
        Ok(())
    }

    /// Products of this store that a run since `began_at` did not bring. What came and could not be read is still
    /// sold; where something came that does not even say what it is, nothing is taken to be gone.
    fn gone(&self, known: Vec<Product>, began_at: Timestamp, read: &[Product]) -> Vec<Product> {
        if self.unreadable.contains(&None) {
            return Vec::new();
        }
        let read: HashSet<&str> = read.iter().map(|product| product.id.as_str()).collect();
        let has_come =
            |id: &String| read.contains(id.as_str()) || self.unreadable.contains(&Some(id.clone()));
        let is_gone = |product: &Product| {
            product.source == self.account && product.read_at < began_at && !has_come(&product.id)
        };
        known.into_iter().filter(is_gone).collect()
    }

    /// The customer behind each owner that is named; who is not known yet is put into the batch.
    async fn customers(
        &self,
        local: &Local,
        held: &[Held],
        batch: &mut ReadBatch,
    ) -> Result<HashMap<RecordRef, CustomerId>, DeskError> {
        let mut owners: BTreeMap<RecordRef, Option<&Owner>> = BTreeMap::new();
        for one in held {
            if let Some(record) = owner_of(one) {
                owners.entry(record).or_insert_with(|| named_owner(one));
            }
            if let Held::Case(contacts, _) | Held::Deal(contacts, _) = one {
                owners.extend(contacts.iter().map(|contact| (contact.clone(), None)));
            }
        }
        let records: Vec<RecordRef> = owners.keys().cloned().collect();
        let lookups: Vec<Lookup> = records.iter().cloned().map(Lookup::Record).collect();
        let known = local.parts.repository.customers_by_keys(&lookups).await?;
        let mut customers = HashMap::new();
        let mut strangers = Vec::new();
        for (record, known) in records.into_iter().zip(known) {
            let owner = owners.get(&record).copied().flatten();
            match (known.first(), owner) {
                (Some(customer), _) => {
                    customers.insert(record, *customer);
                }
                (None, Some(owner)) => {
                    let stranger = listing(record.clone(), owner);
                    let is_guest = owner.record.is_none();
                    let known = people::owner(local, &BTreeMap::new(), &stranger).await?.filter(|_| is_guest);
                    match known {
                        // A guest under a known address needs no record of their own.
                        Some(customer) => {
                            customers.insert(record, customer);
                        }
                        None => strangers.push(stranger),
                    }
                }
                // A contact that the CRM did not list: archived.
                (None, None) => {}
            }
        }
        let Settled { changed, customers: settled, .. } = people::settle(local, strangers).await?;
        batch.directory.extend(changed);
        customers.extend(settled);
        Ok(customers)
    }

    /// The same of the orders and carts that lines hang on. Those of earlier runs are looked for once, where needed.
    async fn owners_of_lines(
        &mut self,
        local: &Local,
        held: &[Held],
    ) -> Result<HashMap<RecordRef, CustomerId>, DeskError> {
        let parents = || {
            held.iter().filter_map(|one| match one {
                Held::Lines(parent, _) => Some(parent.as_str()),
                _ => None,
            })
        };
        let is_unknown =
            |owners: &HashMap<u64, _>| parents().any(|parent| !owners.contains_key(&digest(parent)));
        if !self.knows_earlier && is_unknown(&self.owners) {
            self.read_earlier(local).await?;
        }
        let line_of = |parent: &str| {
            let customer = self.owners.get(&digest(parent)).copied().flatten()?;
            let record =
                RecordRef { source: self.account.clone(), kind: "line".to_owned(), id: parent.to_owned() };
            Some((record, customer))
        };
        Ok(parents().filter_map(line_of).collect())
    }

    /// Other customers who have had an order that stands in none of its owner's: a store that makes one customer of
    /// two gives the orders of the one to the other. Earlier runs are looked through only where it may be so: an
    /// order that was placed after the last run is new anyway.
    async fn earlier_owners(
        &mut self,
        local: &Local,
        held: &[Held],
        customers: &HashMap<RecordRef, CustomerId>,
        histories: &Histories,
    ) -> Result<Vec<CustomerId>, DeskError> {
        let newcomers: Vec<(&PastOrder, CustomerId)> = held
            .iter()
            .filter_map(|one| match one {
                Held::Order(_, order) => Some((order, *customers.get(&owner_of(one)?)?)),
                _ => None,
            })
            .filter(|(order, customer)| !histories.has_order(*customer, order))
            .collect();
        let may_be_known =
            |(order, _): &(&PastOrder, _)| self.since.is_none_or(|since| order.placed_at < since);
        if !self.knows_earlier && newcomers.iter().any(may_be_known) {
            self.read_earlier(local).await?;
        }
        let before = |(order, now): (&PastOrder, CustomerId)| {
            self.owners.get(&digest(&order.id)).copied().flatten().filter(|before| *before != now)
        };
        Ok(newcomers.into_iter().filter_map(before).collect())
    }

    async fn read_earlier(&mut self, local: &Local) -> Result<(), DeskError> {
        self.knows_earlier = true;
        let mut after = None;
        loop {
            let page = local.parts.repository.history_page(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.customer);
            for history in &page {
                let orders = history.orders.iter().map(|order| (&order.source, &order.id));
                let carts = history.carts.iter().map(|cart| (&cart.source, &cart.id));
                for (_, id) in orders.chain(carts).filter(|(source, _)| **source == self.account) {
                    self.owners.entry(digest(id)).or_insert(Some(history.customer));
                }
            }
        }
    }

    /// Lets customers be found by the numbers of their newest orders.
    async fn number(
        &self,
        local: &Local,
        bought: &BTreeMap<CustomerId, RecordRef>,
        histories: &Histories,
        batch: &mut ReadBatch,
    ) -> Result<(), DeskError> {
        let settled: Vec<CustomerId> = batch.directory.iter().map(|row| row.customer).collect();
        let others: Vec<CustomerId> =
            bought.keys().copied().filter(|customer| !settled.contains(customer)).collect();
        let others = local.parts.repository.directory_rows(&others).await?;
        for row in &mut batch.directory {
            self.number_row(row, bought, histories);
        }
        let renumbered = others.into_iter().filter_map(|mut row| {
            let changed = self.number_row(&mut row, bought, histories);
            changed.then_some(row)
        });
        batch.directory.extend(renumbered.collect::<Vec<_>>());
        Ok(())
    }

    /// Whether the row is other than before.
    fn number_row(
        &self,
        row: &mut DirectoryRow,
        bought: &BTreeMap<CustomerId, RecordRef>,
        histories: &Histories,
    ) -> bool {
        let customer = row.customer;
        let (Some(record), Some(history)) = (bought.get(&customer), histories.get(customer)) else {
            return false;
        };
        let of_store = |listing: &&mut Listing| listing.record.source == self.account;
        let is_it = row.listings.iter().position(|listing| listing.record == *record);
        let listing = match is_it {
            Some(at) => Some(&mut row.listings[at]),
            None => row.listings.iter_mut().find(of_store),
        };
        let Some(listing) = listing else { return false };
        let numbers = history.newest_numbers(&self.account);
        let last = history.orders.last().map(|order| order.placed_at);
        let last_activity = listing.last_activity.max(last);
        let changed = listing.order_numbers != numbers || listing.last_activity != last_activity;
        (listing.order_numbers, listing.last_activity) = (numbers, last_activity);
        changed
    }
}

/// Histories of those of whom a portion tells.
#[derive(Default)]
struct Histories {
    /// Each with whether it was changed.
    all: BTreeMap<CustomerId, (Filling, bool)>,
}

impl Histories {
    /// Adds those of further customers.
    async fn load(
        &mut self,
        local: &Local,
        customers: impl Iterator<Item = CustomerId>,
    ) -> Result<(), DeskError> {
        let mut wanted: Vec<CustomerId> =
            customers.filter(|customer| !self.all.contains_key(customer)).collect();
        wanted.sort();
        wanted.dedup();
        let known = local.parts.repository.histories(&wanted).await?;
        wanted.into_iter().map(History::of).chain(known).for_each(|history| self.add(history));
        Ok(())
    }

    fn add(&mut self, history: History) {
        self.all.insert(history.customer, (Filling::of(history), false));
    }

    fn has_order(&self, customer: CustomerId, order: &PastOrder) -> bool {
        self.all.get(&customer).is_some_and(|(filling, _)| filling.has_order(&order.source, &order.id))
    }

    /// Puts an order of one customer to another, with the lines that are known of it. Whether there was one.
    fn hand_on(&mut self, from: CustomerId, to: CustomerId, source: &Source, id: &str) -> bool {
        if from == to || !self.all.contains_key(&to) {
            return false;
        }
        let Some((filling, changed)) = self.all.get_mut(&from) else { return false };
        let Some(order) = filling.take_order(source, id) else { return false };
        *changed = true;
        self.fill(Some(to), |filling| filling.put_order(order));
        true
    }

    fn get(&self, customer: CustomerId) -> Option<&History> {
        self.all.get(&customer).map(|(filling, _)| filling.history())
    }

    /// Puts all orders to their order again.
    fn put_in_order(&mut self) {
        self.all.values_mut().for_each(|(filling, _)| filling.put_in_order());
    }

    /// Changes the orders of a customer; of nobody nothing is kept.
    fn fill(&mut self, customer: Option<CustomerId>, change: impl FnOnce(&mut Filling) -> Change) -> Change {
        let Some((filling, changed)) = customer.and_then(|customer| self.all.get_mut(&customer)) else {
            return Change::Same;
        };
        let change = change(filling);
        *changed |= change != Change::Same;
        change
    }

    /// Changes what else is kept of a customer.
    fn change(
        &mut self,
        customer: Option<CustomerId>,
        change: impl FnOnce(&mut History) -> Change,
    ) -> Change {
        self.fill(customer, |filling| filling.change(change))
    }

    /// Changes those of several in the same way; what comes of the first is what is told.
    fn change_all<'a>(
        &mut self,
        customers: impl Iterator<Item = &'a CustomerId>,
        change: impl Fn(&mut History) -> Change,
    ) -> Change {
        let changes: Vec<Change> = customers.map(|customer| self.change(Some(*customer), &change)).collect();
        changes.first().copied().unwrap_or(Change::Same)
    }

    fn into_changed(self) -> Vec<History> {
        let changed = self.all.into_values().filter_map(|(filling, changed)| changed.then_some(filling));
        changed.map(Filling::into_history).collect()
    }
}

fn put_lines(filling: &mut Filling, account: &Source, parent: &str, lines: &[PastLine]) -> Change {
    match filling.put_lines(account, parent, lines) {
        Some(change) => change,
        None => {
            filling.change(|history| history.put_cart_lines(account, parent, lines).unwrap_or(Change::Same))
        }
    }
}

/// The record that an order or cart belongs to; a guest's is named by the address. Nothing where nobody is told.
fn owner_of(held: &Held) -> Option<RecordRef> {
    match held {
        Held::Order(owner, order) => owner_record(owner, &order.source),
        Held::Cart(owner, cart) => owner_record(owner, &cart.source),
        Held::CartBought(owner, _) => owner.record.clone(),
        _ => None,
    }
}

fn owner_record(owner: &Owner, source: &Source) -> Option<RecordRef> {
    let guest = || {
        let id = owner.email.as_ref()?.as_str().to_owned();
        Some(RecordRef { source: source.clone(), kind: "guest".to_owned(), id })
    };
    owner.record.clone().or_else(guest)
}

fn named_owner(held: &Held) -> Option<&Owner> {
    match held {
        Held::Order(owner, _) | Held::Cart(owner, _) | Held::CartBought(owner, _) => Some(owner),
        _ => None,
    }
}

/// What is known of an owner who was never listed.
fn listing(record: RecordRef, owner: &Owner) -> Listing {
    Listing {
        record,
        name: None,
        company: None,
        emails: owner.email.iter().cloned().collect(),
        phones: Vec::new(),
        order_numbers: Vec::new(),
        last_activity: None,
    }
}

/// A number that stands for an id: most are numbers themselves.
fn digest(id: &str) -> u64 {
    id.parse().unwrap_or_else(|_| {
        let hash = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        id.bytes().fold(0xcbf2_9ce4_8422_2325, hash)
    })
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;
    use uuid::Uuid;

    use super::*;
    use crate::domain::money::Currency;

    fn store() -> Source {
        Source::store("shopify", "acme")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).unwrap()
    }

    fn line(id: &str) -> PastLine {
        PastLine { id: id.to_owned(), product: None, sku: None, category: None, quantity: 1 }
    }

    fn order(id: &str, lines: Vec<PastLine>) -> PastOrder {
        PastOrder {
            source: store(),
            id: id.to_owned(),
            number: id.to_owned(),
            placed_at: at(0),
            currency: Currency::new("EUR").unwrap(),
            total: Decimal::TEN,
            refunded: Decimal::ZERO,
            discount: Decimal::ZERO,
            cancelled: false,
            test: false,
            guest: false,
            channel: None,
            lines,
            owner: None,
            unpaid: false,
        }
    }

    #[test]
    fn lines_that_a_file_brings_again_are_given_once() {
        let mut past = Past::new(store(), None);
        past.leave("1".to_owned(), &[line("a"), line("b")]);
        past.leave("1".to_owned(), &[line("a")]);
        let mut lines = vec![line("b"), line("c")];
        past.give("1", &mut lines);
        let mut ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["a", "b", "c"]);
        assert!(!past.has_orphans());
    }

    #[test]
    fn an_order_that_the_store_gives_to_another_customer_stands_there_alone() {
        let (ada, grace) = (CustomerId::new(Uuid::from_u128(1)), CustomerId::new(Uuid::from_u128(2)));
        let mut histories = Histories::default();
        let mut of_ada = History::of(ada);
        of_ada.orders.push(order("1", vec![line("a")]));
        histories.add(of_ada);
        assert!(!histories.hand_on(ada, grace, &store(), "1"), "it is not lost where nobody takes it");
        histories.add(History::of(grace));
        assert!(!histories.hand_on(ada, ada, &store(), "1"));
        assert!(!histories.hand_on(ada, grace, &store(), "2"));
        assert!(histories.hand_on(ada, grace, &store(), "1"));
        histories.fill(Some(grace), |filling| filling.put_order(order("1", Vec::new())));
        let changed = histories.into_changed();
        assert_eq!(changed.len(), 2, "both are stored");
        assert!(changed[0].orders.is_empty());
        assert_eq!(changed[1].orders, [order("1", vec![line("a")])]);
    }

    #[test]
    fn a_product_that_came_and_could_not_be_read_is_still_sold() {
        let product = |id: &str, second| Product {
            source: store(),
            id: id.to_owned(),
            title: id.to_owned(),
            category: None,
            active: true,
            variants: Vec::new(),
            read_at: at(second),
        };
        let odd = |id: Option<&str>| Unreadable {
            kind: "product",
            id: id.map(str::to_owned),
            why: String::new(),
            fields: Vec::new(),
        };
        let known = || vec![product("1", 0), product("2", 0), product("3", 0), product("4", 10)];
        let mut past = Past::new(store(), None);
        past.note_unreadable(&[odd(Some("2"))]);
        let gone: Vec<String> =
            past.gone(known(), at(5), &[product("1", 9)]).into_iter().map(|product| product.id).collect();
        assert_eq!(gone, ["3"]);
        past.note_unreadable(&[odd(None)]);
        assert!(past.gone(known(), at(5), &[]).is_empty(), "it may be any of them");
    }
}
