//! The back-fill: reads through all that the accounts hold, page by page and beside each other, and goes on later where
//! it was interrupted. What is read and where it goes on are stored in one step.

mod past;
mod people;
mod standing;

use std::time::{Duration, Instant};

use futures::stream::{FuturesUnordered, StreamExt};
use jiff::Timestamp;

pub(super) use people::learn;

use self::past::Past;
use self::standing::{Run, Standing};
use super::api::{Answer, DeskError, Notice, SyncReport, SyncedHolding, Trail};
use super::local::{Local, Tell};
use super::sources::{self, parked};
use crate::domain::ids::Source;
use crate::domain::record::RecordRef;
use crate::ports::repository::ReadBatch;
use crate::ports::{Call, Held, Holding, Listing, PortError, Portion};

/// Portions that one run reads of one holding at most.
const MOST_PORTIONS: u32 = 100_000;

/// One holding of an account while it is read.
struct Reading {
    account: Source,
    holding: Holding,
    standing: Standing,
    run: Run,
    /// Until the vendor wants to be asked again.
    wait: Option<Duration>,
    portions: u32,
    expected: Option<u64>,
    spent: Duration,
    past: Past,
    report: SyncedHolding,
    /// Where a run that is interrupted now goes on: behind all that was stored whole.
    safe: Option<String>,
}

impl Reading {
    async fn begin(
        local: &Local,
        account: Source,
        holding: Holding,
        since: Option<Timestamp>,
        full: bool,
    ) -> Result<Self, DeskError> {
        let kept = local.parts.repository.setting(&setting(&account, holding)).await?;
        let standing: Standing = kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        let run = standing.run(since, full, local.parts.clock.now());
        Ok(Self {
            safe: run.cursor.clone(),
            past: Past::new(account.clone()),
            report: SyncedHolding::new(account.clone(), holding),
            account,
            holding,
            standing,
            run,
            wait: None,
            portions: 0,
            expected: None,
            spent: Duration::ZERO,
        })
    }

    /// Asks for the next portion.
    async fn next(mut self, local: &Local) -> (Self, Result<Portion, PortError>) {
        let asked = Instant::now();
        if let Some(wait) = self.wait.take() {
            tokio::time::sleep(wait).await;
        }
        let (since, cursor, call) = (self.run.since, self.run.cursor.as_deref(), &Call::BACKGROUND);
        let store = local.parts.stores.iter().find(|store| *store.source() == self.account);
        let portion = match (store, &local.parts.crm) {
            (Some(store), _) => store.read(self.holding, since, cursor, call).await,
            (None, Some(crm)) => crm.read(self.holding, since, cursor, call).await,
            (None, None) => Ok(Portion::default()),
        };
        self.spent += asked.elapsed();
        (self, portion)
    }

    /// Stores a portion and the place behind it. Whether there is more to read.
    async fn take(&mut self, local: &Local, portion: Portion) -> Result<bool, DeskError> {
        let began = Instant::now();
        sources::succeeded(local, &self.account).await;
        let Portion { held, unreadable, next, wait, expected, gap, gave_up } = portion;
        self.wait = wait;
        self.expected = expected.or(self.expected);
        self.report.unreadable += unreadable.len() as u64;
        self.report.gap = gap.or(self.report.gap.take());
        if self.holding.is_people() {
            let readable: Vec<RecordRef> = held.iter().filter_map(record_of).collect();
            parked::note(local, &self.account, unreadable, readable.into_iter()).await?;
        }
        // Two that read the same stranger at once must not make two customers of them.
        let _settling = local.parts.profiles.settling.lock().await;
        let mut batch = ReadBatch::default();
        self.keep(local, held, &mut batch).await?;
        if next.is_none() && gave_up.is_none() {
            self.past.ended(local, self.holding, self.run.began_at, &mut batch).await?;
        }
        let more = next.is_some() && gave_up.is_none();
        self.standing = match gave_up {
            Some(why) => {
                self.report.give_up(why);
                self.standing.given_up()
            }
            None => {
                // Lines that still look for their order would be lost behind this place.
                if !self.past.has_orphans() || next.is_none() {
                    self.safe = next.clone();
                }
                self.standing.after(&self.run, self.safe.clone())
            }
        };
        self.run.cursor = next;
        let kept = serde_json::to_string(&self.standing).unwrap_or_default();
        batch.mark = Some((setting(&self.account, self.holding), kept));
        local.parts.repository.put_read(&batch).await?;
        local.index(batch.directory);
        self.portions += u32::from(self.wait.is_none());
        self.spent += began.elapsed();
        Ok(more && self.portions < MOST_PORTIONS)
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

fn record_of(held: &Held) -> Option<RecordRef> {
    match held {
        Held::Person(listing) => Some(listing.record.clone()),
        _ => None,
    }
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

/// How far the customers of an account have been read.
pub(super) async fn trail(local: &Local, account: &Source) -> Result<Trail, DeskError> {
    let kept = local.parts.repository.setting(&setting(account, Holding::Customers)).await?;
    let standing: Standing = kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
    let (until, interrupted) = (standing.complete_until, standing.under_way.is_some());
    Ok(Trail { what: "customers".to_owned(), until, interrupted })
}

/// What is read of which account. Of a store all is begun at once, since it takes its time to get things ready.
fn holdings(local: &Local) -> Vec<(Source, Holding)> {
    let stores = local.parts.stores.iter().map(|store| (store.source(), store.holdings()));
    let crm = local.parts.crm.iter().map(|crm| (crm.source(), crm.holdings()));
    let each = |(account, holdings): (&Source, &'static [Holding])| {
        let account = account.clone();
        holdings.iter().map(move |holding| (account.clone(), *holding))
    };
    stores.chain(crm).flat_map(each).collect()
}

/// Reads all accounts at once, each page by page; what belongs to people after the people.
pub(super) async fn sync(
    local: &Local,
    id: u64,
    since: Option<Timestamp>,
    full: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let mut report = SyncReport::default();
    let (mut asked, mut later) = (FuturesUnordered::new(), Vec::new());
    let mut without_people: Vec<Source> = Vec::new();
    for (account, holding) in holdings(local) {
        report.read.insert(account.to_string(), 0);
        let is_store = local.parts.stores.iter().any(|store| *store.source() == account);
        let reading = Reading::begin(local, account.clone(), holding, since, full).await?;
        if holding.is_people() {
            without_people.push(account);
        }
        if holding.is_people() || (is_store && reading.run.cursor.is_none()) {
            asked.push(reading.next(local));
        } else {
            later.push(reading);
        }
    }
    while let Some((mut reading, portion)) = asked.next().await {
        let more = match portion {
            Ok(portion) => reading.take(local, portion).await?,
            Err(error) => {
                sources::failed(local, &reading.account, &error.what).await;
                reading.report.problem = Some(format!("{}: {error}", reading.account));
                false
            }
        };
        tell(reading.progress(id));
        match (more, reading.holding.is_people()) {
            (true, false) if without_people.contains(&reading.account) => later.push(reading),
            (true, _) => asked.push(reading.next(local)),
            (false, true) => {
                without_people.retain(|account| *account != reading.account);
                report.add(reading.into_report());
            }
            (false, false) => report.add(reading.into_report()),
        }
        for reading in later.extract_if(.., |reading| !without_people.contains(&reading.account)) {
            asked.push(reading.next(local));
        }
    }
    // Those from before may still be on their way into the index.
    local.directory_loaded.wait().await;
    report.holdings.sort_by(|one, other| (&one.account, one.holding).cmp(&(&other.account, other.holding)));
    report.customers = local.known_customers();
    Ok(Answer::Sync(report))
}
