//! What was read of orders, carts, cases and deals, put to the customers whose it is.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::super::api::DeskError;
use super::super::local::Local;
use super::people::{self, Settled};
use crate::domain::CustomerId;
use crate::domain::history::{Change, History, PastLine, Product};
use crate::domain::ids::Source;
use crate::domain::lookup::Lookup;
use crate::domain::record::RecordRef;
use crate::ports::repository::{DirectoryRow, ReadBatch};
use crate::ports::{Held, Holding, Listing, Owner};

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
    /// Whose each order or cart is that this run has read; a digest of its id stands for it. Nobody's are there too.
    owners: HashMap<u64, Option<CustomerId>>,
    /// Whether those of earlier runs stand there as well.
    knows_earlier: bool,
    /// Lines whose order or cart has not come yet, by its id.
    orphans: HashMap<String, Vec<PastLine>>,
    /// What the store sold before, once it was looked up.
    products: Option<HashMap<String, Product>>,
}

impl Past {
    /// Nothing was read yet.
    pub fn new(account: Source) -> Self {
        Self {
            account,
            owners: HashMap::new(),
            knows_earlier: false,
            orphans: HashMap::new(),
            products: None,
        }
    }

    /// Whether lines wait for what they hang on.
    pub fn has_orphans(&self) -> bool {
        !self.orphans.is_empty()
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
        let mut histories = Histories::load(local, customers.values().copied()).await?;
        let mut counted = Counted::default();
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
                    self.owners.insert(digest(&order.id), customer);
                    order.lines.extend(self.orphans.remove(&order.id).unwrap_or_default());
                    let change = histories.change(customer, |history| history.put_order(order));
                    if change == Change::New {
                        bought.extend(owner);
                    }
                    counted.count(change);
                }
                Held::Cart(_, mut cart) => {
                    self.owners.insert(digest(&cart.id), customer);
                    cart.lines.extend(self.orphans.remove(&cart.id).unwrap_or_default());
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
                            .change(*customer, |history| put_lines(history, &self.account, &parent, &lines));
                    }
                    None => self.orphans.entry(parent).or_default().extend(lines),
                },
                Held::Case(contacts, case) => {
                    let theirs = contacts.iter().filter_map(|contact| customers.get(contact));
                    counted.count(histories.change_all(theirs, |history| history.put_case(case.clone())));
                }
                Held::Deal(contacts, deal) => {
                    let theirs = contacts.iter().filter_map(|contact| customers.get(contact));
                    counted.count(histories.change_all(theirs, |history| history.put_deal(deal.clone())));
                }
                Held::Person(_) => {}
            }
        }
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
            let is_read = |id: &str| batch.products.iter().any(|product| product.id == id);
            let known = local.parts.repository.products().await?.into_iter();
            let gone = known.filter(|product| {
                product.source == self.account && product.read_at < began_at && !is_read(&product.id)
            });
            batch.gone = gone.collect();
        }
        Ok(())
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
struct Histories {
    all: BTreeMap<CustomerId, (History, bool)>,
}

impl Histories {
    async fn load(local: &Local, customers: impl Iterator<Item = CustomerId>) -> Result<Self, DeskError> {
        let mut wanted: Vec<CustomerId> = customers.collect();
        wanted.sort();
        wanted.dedup();
        let known = local.parts.repository.histories(&wanted).await?;
        let mut all: BTreeMap<CustomerId, (History, bool)> =
            wanted.into_iter().map(|customer| (customer, (History::of(customer), false))).collect();
        all.extend(known.into_iter().map(|history| (history.customer, (history, false))));
        Ok(Self { all })
    }

    fn get(&self, customer: CustomerId) -> Option<&History> {
        self.all.get(&customer).map(|(history, _)| history)
    }

    /// Changes a customer's; of nobody nothing is kept.
    fn change(
        &mut self,
        customer: Option<CustomerId>,
        change: impl FnOnce(&mut History) -> Change,
    ) -> Change {
        let Some((history, changed)) = customer.and_then(|customer| self.all.get_mut(&customer)) else {
            return Change::Same;
        };
        let change = change(history);
        *changed |= change != Change::Same;
        change
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
        self.all.into_values().filter_map(|(history, changed)| changed.then_some(history)).collect()
    }
}

fn put_lines(history: &mut History, account: &Source, parent: &str, lines: &[PastLine]) -> Change {
    let of_order = history.put_lines(account, parent, lines);
    of_order.or_else(|| history.put_cart_lines(account, parent, lines)).unwrap_or(Change::Same)
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
