//! The back-fill: reads through all that the accounts hold, page by page and beside each other, and goes on later where
//! it was interrupted. What is read and where it goes on are stored in one step.

mod past;
mod people;
mod standing;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::task::JoinSet;

pub(super) use people::learn;

use self::past::Past;
use self::standing::{OVERLAP, Run, Standing};
use super::api::{Answer, DeskError, FailureKind, Notice, SyncReport, SyncedHolding, Trail};
use super::days;
use super::local::{Local, Tell};
use super::sources::{self, parked};
use crate::domain::ids::Source;
use crate::domain::record::RecordRef;
use crate::ports::repository::ReadBatch;
use crate::ports::{Call, CrmClient, Held, Holding, Listing, PortError, Portion, StoreClient};

/// Portions that one run reads of one holding at most.
const MOST_PORTIONS: u32 = 100_000;

/// How often a store is asked for one record until it is there.
const MOST_ASKS: u32 = 30;
/// Records that one run parks of one holding at most: where more cannot be read, it is not they who are odd.
const MOST_PARKED: usize = 100;

/// An account that can be read through.
#[derive(Clone)]
enum Client {
    Store(Arc<dyn StoreClient>),
    Crm(Arc<dyn CrmClient>),
}

impl Client {
    /// All of the desk's.
    fn all(local: &Local) -> Vec<Self> {
        let stores = local.parts.stores.iter().cloned().map(Self::Store);
        stores.chain(local.parts.crm.iter().cloned().map(Self::Crm)).collect()
    }

    fn source(&self) -> &Source {
        match self {
            Self::Store(store) => store.source(),
            Self::Crm(crm) => crm.source(),
        }
    }

    fn holdings(&self) -> &'static [Holding] {
        match self {
            Self::Store(store) => store.holdings(),
            Self::Crm(crm) => crm.holdings(),
        }
    }

    async fn read(
        &self,
        holding: Holding,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> Result<Portion, PortError> {
        match self {
            Self::Store(store) => store.read(holding, since, cursor, &Call::BACKGROUND).await,
            Self::Crm(crm) => crm.read(holding, since, cursor, &Call::BACKGROUND).await,
        }
    }
}

/// Portions that are being asked for, each with the number of its reading. Dropped, nothing is asked for any more.
type Asking = JoinSet<(usize, Result<Portion, PortError>)>;

/// One holding of an account while it is read.
struct Reading {
    client: Client,
    account: Source,
    holding: Holding,
    standing: Standing,
    run: Run,
    portions: u32,
    expected: Option<u64>,
    /// Since when it is read; nothing while it waits for the people.
    since: Option<Instant>,
    spent: Duration,
    past: Past,
    report: SyncedHolding,
    /// Records that were parked.
    parked: usize,
    /// Where a run that is interrupted now goes on: behind all that was stored whole.
    safe: Option<String>,
    ended: bool,
}

impl Reading {
    async fn begin(
        local: &Local,
        client: Client,
        holding: Holding,
        since: Option<Timestamp>,
        full: bool,
    ) -> Result<Self, DeskError> {
        let account = client.source().clone();
        let kept = local.parts.repository.setting(&setting(&account, holding)).await?;
        let standing: Standing = kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        let run = standing.run(since, full, local.parts.clock.now());
        Ok(Self {
            safe: run.cursor.clone(),
            past: Past::new(account.clone(), run.since),
            report: SyncedHolding::new(account.clone(), holding),
            parked: 0,
            client,
            account,
            holding,
            standing,
            run,
            portions: 0,
            expected: None,
            since: None,
            spent: Duration::ZERO,
            ended: false,
        })
    }

    /// Whether it is asked for at once: the people, and what a store takes its time to get ready.
    fn is_first(&self) -> bool {
        self.holding.is_people() || (matches!(self.client, Client::Store(_)) && self.run.cursor.is_none())
    }

    /// Asks for the next portion, after a while where the vendor wants that.
    fn ask(&mut self, number: usize, wait: Option<Duration>, asking: &mut Asking) {
        self.since.get_or_insert_with(Instant::now);
        let (client, holding) = (self.client.clone(), self.holding);
        let (since, cursor) = (self.run.since, self.run.cursor.clone());
        asking.spawn(async move {
            if let Some(wait) = wait {
                tokio::time::sleep(wait).await;
            }
            (number, client.read(holding, since, cursor.as_deref()).await)
        });
    }

    /// Nothing is asked for meanwhile.
    fn pause(&mut self) {
        self.spent += self.since.take().map_or(Duration::ZERO, |since| since.elapsed());
    }

    fn end(&mut self) {
        self.pause();
        self.ended = true;
    }

    fn fail(&mut self, error: &PortError) {
        let why = error.to_string();
        self.report.problem = Some(format!("{}: {}", self.account, self.account.cause_alone(&why)));
        self.end();
    }

    /// The place behind a portion. Whether there is more to ask for.
    fn advance(&mut self, portion: &Portion) -> bool {
        self.run.cursor.clone_from(&portion.next);
        self.portions += u32::from(portion.wait.is_none());
        portion.next.is_some() && portion.gave_up.is_none() && self.portions < MOST_PORTIONS
    }

    /// Stores a portion and the place behind it.
    async fn take(&mut self, local: &Local, portion: Portion) -> Result<(), DeskError> {
        sources::succeeded(local, &self.account).await;
        let Portion { held, mut unreadable, next, expected, gap, gave_up, .. } = portion;
        self.expected = expected.or(self.expected);
        self.report.unreadable += unreadable.len() as u64;
        self.report.gap = gap.or(self.report.gap.take());
        if !self.holding.is_people() {
            self.past.note_unreadable(&unreadable);
        }
        unreadable.truncate(MOST_PARKED.saturating_sub(self.parked));
        self.parked += unreadable.len();
        let readable: Vec<RecordRef> = held.iter().filter_map(record_of).collect();
        parked::note(local, &self.account, unreadable, readable.into_iter()).await?;
        // Two that read the same stranger at once must not make two customers of them.
        let _settling = local.parts.profiles.settling.lock().await;
        let mut batch = ReadBatch::default();
        self.keep(local, held, &mut batch).await?;
        if next.is_none() && gave_up.is_none() {
            self.past.ended(local, self.holding, self.run.began_at, &mut batch).await?;
        }
        self.standing = match gave_up {
            Some(why) => {
                self.report.give_up(why);
                self.standing.given_up(&self.run)
            }
            None => {
                // Lines that still look for their order would be lost behind this place.
                if !self.past.has_orphans() || next.is_none() {
                    self.safe = next;
                }
                self.standing.after(&self.run, self.safe.clone())
            }
        };
        let kept = serde_json::to_string(&self.standing).unwrap_or_default();
        batch.mark = Some((setting(&self.account, self.holding), kept));
        local.parts.repository.put_read(&batch).await?;
        local.index(batch.directory);
        Ok(())
    }

    /// Puts what was read into the batch, and counts it.
    async fn keep(&mut self, local: &Local, held: Vec<Held>, batch: &mut ReadBatch) -> Result<(), DeskError> {
        if !self.holding.is_people() {
            let counted = self.past.keep(local, held, batch).await?;
            self.report.count(counted.read, counted.new, counted.changed);
            return Ok(());
        }
        let listings: Vec<Listing> = held.into_iter().filter_map(listing_of).collect();
        let read = listings.len() as u64;
        let settled = people::settle(local, listings).await?;
        self.report.count(read, settled.new, settled.altered);
        batch.directory = settled.changed;
        Ok(())
    }

    /// How far it is, for whoever waits.
    fn progress(&self, request: u64) -> Notice {
        let what = format!("{} {}", self.account, self.holding.in_words());
        // What has changed since is few, and vendors count more than they send.
        let total = self.expected.map(|expected| expected.max(self.report.read));
        Notice::Progress { request, what, done: self.report.read, total }
    }

    fn into_report(mut self) -> SyncedHolding {
        self.report.spent(self.spent);
        self.report
    }
}

/// What was read well, named as it would be where it could not be.
fn record_of(held: &Held) -> Option<RecordRef> {
    let named = |source: &Source, kind: &str, id: &str| {
        Some(RecordRef { source: source.clone(), kind: kind.to_owned(), id: id.to_owned() })
    };
    match held {
        Held::Person(listing) => Some(listing.record.clone()),
        Held::Order(_, order) => named(&order.source, "order", &order.id),
        Held::Cart(_, cart) => named(&cart.source, "cart", &cart.id),
        Held::Product(product) => named(&product.source, "product", &product.id),
        _ => None,
    }
}

/// In which holding a store has records of a kind that are looked for one by one.
fn holding_of(kind: &str) -> Option<Holding> {
    match kind {
        "order" => Some(Holding::Orders),
        "cart" => Some(Holding::Carts),
        "product" => Some(Holding::Products),
        _ => None,
    }
}

/// Reads one record of a store again, as a run reads all of them. Nothing where it is of a kind that is read otherwise;
/// else how many were read.
pub(super) async fn read_one(local: &Local, record: &RecordRef) -> Result<Option<u64>, DeskError> {
    let store = local.parts.stores.iter().find(|store| *store.source() == record.source);
    let (Some(store), Some(holding)) = (store, holding_of(&record.kind)) else { return Ok(None) };
    // What is being read meanwhile must not be read twice.
    let _alone = local.syncing.lock().await;
    let mut past = Past::new(record.source.clone(), None);
    let (mut cursor, mut read) = (None, 0);
    for _ in 0..MOST_ASKS {
        let portion = store.read_one(holding, &record.id, cursor.as_deref(), &Call::BACKGROUND).await?;
        if let Some(why) = portion.gave_up {
            return Err(why.into());
        }
        if let Some(odd) = portion.unreadable.first() {
            return Err(DeskError::new(FailureKind::Failed, format!("{record:?}: {}", odd.why))
                .hint("skip it, or change it at the store"));
        }
        {
            let _settling = local.parts.profiles.settling.lock().await;
            let mut batch = ReadBatch::default();
            read += past.keep(local, portion.held, &mut batch).await?.read;
            local.parts.repository.put_read(&batch).await?;
            local.index(batch.directory);
        }
        cursor = portion.next;
        if cursor.is_none() {
            return Ok(Some(read));
        }
        if let Some(wait) = portion.wait {
            tokio::time::sleep(wait).await;
        }
    }
    Err(DeskError::new(FailureKind::Unreachable, format!("{} takes too long to answer", record.source)))
}

fn listing_of(held: Held) -> Option<Listing> {
    match held {
        Held::Person(listing) => Some(listing),
        _ => None,
    }
}

/// People have the account's own name, as they were all that was read once.
fn setting(account: &Source, holding: Holding) -> String {
    if holding.is_people() {
        format!("sync {account}")
    } else {
        format!("sync {account} {}", holding.in_words())
    }
}

/// Whether the orders of all stores have been read to their end once, and nothing of them is half read.
pub(super) async fn has_all_orders(local: &Local) -> Result<bool, DeskError> {
    for store in &local.parts.stores {
        let kept = local.parts.repository.setting(&setting(store.source(), Holding::Orders)).await?;
        let standing: Standing = kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        if standing.complete_until.is_none() || standing.under_way.is_some() {
            return Ok(false);
        }
    }
    Ok(!local.parts.stores.is_empty())
}

/// How far the customers of an account have been read, and then what else of it trails behind them.
pub(super) async fn trails(local: &Local, account: &Source) -> Result<Vec<Trail>, DeskError> {
    let client = Client::all(local).into_iter().find(|client| client.source() == account);
    let mut trails: Vec<Trail> = Vec::new();
    for &holding in client.map_or(&[][..], |client| client.holdings()) {
        let kept = local.parts.repository.setting(&setting(account, holding)).await?;
        let standing: Option<Standing> = kept.and_then(|kept| serde_json::from_str(&kept).ok());
        let Standing { under_way, complete_until, .. } = match standing {
            // Not asked for yet, or not to be seen.
            None if !holding.is_people() => continue,
            standing => standing.unwrap_or_default(),
        };
        let (until, interrupted) = (complete_until, under_way.is_some());
        let is_behind = || trails.first().is_some_and(|people| is_behind(until, people.until));
        if holding.is_people() {
            trails.push(Trail { what: "customers".to_owned(), until, interrupted, on_opening: false });
        } else if interrupted || is_behind() {
            let what = holding.in_words().to_owned();
            trails.push(Trail { what, until, interrupted, on_opening: false });
        }
    }
    Ok(trails)
}

/// Whether something was read less far than the people, by more than lies between the ends of one run.
fn is_behind(until: Option<Timestamp>, people: Option<Timestamp>) -> bool {
    match (until, people) {
        (Some(until), Some(people)) => people.duration_since(until) > OVERLAP,
        (until, people) => people.is_some() && until.is_none(),
    }
}

/// Reads through all accounts at once, and stores one portion while the next is on its way; what belongs to people after
/// the people.
pub(super) async fn sync(
    local: &Local,
    id: u64,
    since: Option<Timestamp>,
    full: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    // Two at once would read the same twice; the second finds what the first has left.
    let _alone = local.syncing.lock().await;
    days::learn_zone(local).await?;
    let mut report = SyncReport::default();
    let mut readings = Vec::new();
    for client in Client::all(local) {
        report.read.insert(client.source().to_string(), 0);
        for holding in client.holdings() {
            readings.push(Reading::begin(local, client.clone(), *holding, since, full).await?);
        }
    }
    let (mut asking, mut later) = (Asking::new(), Vec::new());
    for (number, reading) in readings.iter_mut().enumerate() {
        if reading.is_first() {
            reading.ask(number, None, &mut asking);
        } else {
            later.push(number);
        }
    }
    while let Some(answered) = asking.join_next().await {
        let (number, portion) = answered.map_err(|_| {
            DeskError::new(FailureKind::Failed, "reading the accounts ended by a fault of the program")
                .hint("`deskhand sync` goes on where it ended")
        })?;
        let is_held_up = !readings[number].holding.is_people() && wait_for_people(&readings, number);
        let reading = &mut readings[number];
        match portion {
            Ok(portion) => {
                let more = reading.advance(&portion);
                if more && is_held_up {
                    reading.pause();
                    later.push(number);
                } else if more {
                    reading.ask(number, portion.wait, &mut asking);
                }
                reading.take(local, portion).await?;
                if !more {
                    reading.end();
                }
            }
            Err(error) => {
                sources::failed(local, &reading.account, &error.what).await;
                reading.fail(&error);
                if reading.holding.is_people() {
                    let account = reading.account.clone();
                    // Who did not answer for the people is not asked for the rest.
                    let theirs = later.extract_if(.., |number| readings[*number].account == account);
                    for number in theirs.collect::<Vec<_>>() {
                        readings[number].fail(&error);
                    }
                }
            }
        }
        tell(readings[number].progress(id));
        for number in later.extract_if(.., |number| !wait_for_people(&readings, *number)).collect::<Vec<_>>()
        {
            readings[number].ask(number, None, &mut asking);
        }
    }
    readings.into_iter().for_each(|reading| report.add(reading.into_report()));
    // Those from before may still be on their way into the index.
    local.directory_loaded.wait().await;
    report.customers = local.known_customers();
    Ok(Answer::Sync(report))
}

/// Whether the people of the same account are still being read.
fn wait_for_people(readings: &[Reading], number: usize) -> bool {
    let account = &readings[number].account;
    readings.iter().any(|other| other.account == *account && other.holding.is_people() && !other.ended)
}
