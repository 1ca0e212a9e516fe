//! Fills the directory from all accounts, reading only.
//!
//! What was read is stored with the place where it goes on, so that the next run continues where this one ended,
//! however it ended. After a whole run the next one asks for what has changed since alone.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::api::{Answer, DeskError, Notice, SyncReport, Trail};
use super::local::{Local, Tell};
use super::sources::{self, parked};
use crate::domain::ids::{CustomerId, Source};
use crate::domain::lookup::Lookup;
use crate::domain::record::RecordRef;
use crate::ports::repository::DirectoryRow;
use crate::ports::{Call, Listing, Page, PortError};

/// Pages that one run reads of one account at most: ten million customers.
const MOST_PAGES: u32 = 100_000;
/// How far a run reaches back behind the begin of the one before: the vendors' search trails behind what is written.
const OVERLAP: SignedDuration = SignedDuration::from_mins(15);

/// How far one account has been read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Standing {
    /// A run that has not come to its end.
    under_way: Option<Run>,
    /// Everything that changed before has been read.
    complete_until: Option<Timestamp>,
}

/// One run over an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Run {
    began_at: Timestamp,
    /// Only what has changed since; nothing: all.
    since: Option<Timestamp>,
    /// Where it goes on; nothing at its begin.
    cursor: Option<String>,
}

impl Standing {
    /// The run to be made now: what was asked for, else the one that was interrupted, else what has changed since
    /// the last whole one.
    fn run(&self, since: Option<Timestamp>, full: bool, now: Timestamp) -> Run {
        let fresh = |since| Run { began_at: now, since, cursor: None };
        match (&self.under_way, self.complete_until) {
            _ if full || since.is_some() => fresh(since),
            (Some(interrupted), _) => interrupted.clone(),
            (None, until) => fresh(until.and_then(|until| until.checked_sub(OVERLAP).ok())),
        }
    }

    /// What stands after a page, with the place where the run goes on.
    fn after(&self, run: &Run, next: Option<String>) -> Self {
        if next.is_some() {
            let under_way = Some(Run { cursor: next, ..run.clone() });
            return Self { under_way, ..*self };
        }
        // A run that began to read later than the last one ended leaves a gap behind.
        let closes = run.since.is_none_or(|since| self.complete_until.is_some_and(|until| since <= until));
        let complete_until = if closes { Some(run.began_at) } else { self.complete_until };
        Self { under_way: None, complete_until }
    }
}

/// One account while it is read.
struct Reading {
    account: Source,
    standing: Standing,
    run: Run,
    pages: u32,
}

impl Reading {
    async fn begin(
        local: &Local,
        account: Source,
        since: Option<Timestamp>,
        full: bool,
    ) -> Result<Self, DeskError> {
        let kept = local.parts.repository.setting(&setting(&account)).await?;
        let standing: Standing = kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        let run = standing.run(since, full, local.parts.clock.now());
        Ok(Self { account, standing, run, pages: 0 })
    }

    /// Asks for the next page.
    async fn next(self, local: &Local) -> (Self, Result<Page<Listing>, PortError>) {
        let (since, cursor, call) = (self.run.since, self.run.cursor.as_deref(), &Call::BACKGROUND);
        let store = local.parts.stores.iter().find(|store| *store.source() == self.account);
        let page = match (store, &local.parts.crm, since) {
            (Some(store), _, None) => store.list(cursor, call).await,
            (Some(store), _, Some(since)) => store.list_changed(since, cursor, call).await,
            (None, Some(crm), None) => crm.list(cursor, call).await,
            (None, Some(crm), Some(since)) => crm.list_changed(since, cursor, call).await,
            (None, None, _) => Ok(Page::of(Vec::new(), None)),
        };
        (self, page)
    }

    /// Stores a page and the place behind it. Whether there is more to read.
    async fn take(&mut self, local: &Local, page: Page<Listing>) -> Result<bool, DeskError> {
        sources::succeeded(local, &self.account).await;
        let readable = page.items.iter().map(|listing| listing.record.clone());
        parked::note(local, &self.account, page.unreadable, readable).await?;
        learn(local, page.items).await?;
        self.pages += 1;
        let more = page.next.is_some();
        self.standing = self.standing.after(&self.run, page.next.clone());
        self.run.cursor = page.next;
        let kept = serde_json::to_string(&self.standing).unwrap_or_default();
        local.parts.repository.put_setting(&setting(&self.account), &kept).await?;
        Ok(more && self.pages < MOST_PAGES)
    }
}

fn setting(account: &Source) -> String {
    format!("sync {account}")
}

/// How far the customers of an account have been read.
pub(super) async fn trail(local: &Local, account: &Source) -> Result<Trail, DeskError> {
    let kept = local.parts.repository.setting(&setting(account)).await?;
    let standing: Standing = kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
    let (until, interrupted) = (standing.complete_until, standing.under_way.is_some());
    Ok(Trail { what: "customers".to_owned(), until, interrupted })
}

/// Reads all accounts at once, each page by page.
pub(super) async fn sync(
    local: &Local,
    id: u64,
    since: Option<Timestamp>,
    full: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let mut report = SyncReport::default();
    let mut pages = FuturesUnordered::new();
    for account in local.accounts() {
        report.read.insert(account.to_string(), 0);
        let reading = Reading::begin(local, account.clone(), since, full).await?;
        pages.push(reading.next(local));
    }
    while let Some((mut reading, page)) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                sources::failed(local, &reading.account, &error.what).await;
                report.problems.push(format!("{}: {error}", reading.account));
                continue;
            }
        };
        *report.read.entry(reading.account.to_string()).or_default() += page.items.len() as u64;
        if reading.take(local, page).await? {
            pages.push(reading.next(local));
        }
        tell(Notice::Progress {
            request: id,
            what: "reading customers".to_owned(),
            done: report.read.values().sum(),
            total: None,
        });
    }
    // Those from before may still be on their way into the index.
    local.directory_loaded.wait().await;
    report.customers = local.known_customers();
    Ok(Answer::Sync(report))
}

/// Keeps listings in the directory; gives the customer that each record is.
pub(super) async fn learn(
    local: &Local,
    listings: Vec<Listing>,
) -> Result<HashMap<RecordRef, CustomerId>, DeskError> {
    // Two that read the same stranger at once must not make two customers of them.
    let _settling = local.parts.profiles.settling.lock().await;
    let (rows, customers) = rows(local, listings).await?;
    local.parts.repository.put_directory(&rows).await?;
    local.index(rows);
    Ok(customers)
}

/// Puts each listing to its customer, known or new, and gives the rows that changed.
async fn rows(
    local: &Local,
    listings: Vec<Listing>,
) -> Result<(Vec<DirectoryRow>, HashMap<RecordRef, CustomerId>), DeskError> {
    let mut customers = HashMap::new();
    let mut rows: BTreeMap<CustomerId, DirectoryRow> = BTreeMap::new();
    let mut changed = Vec::new();
    for listing in listings {
        let customer = match owner(local, &rows, &listing).await? {
            Some(customer) => customer,
            None => CustomerId::new(uuid::Uuid::now_v7()),
        };
        customers.insert(listing.record.clone(), customer);
        let row = match rows.entry(customer) {
            Entry::Occupied(row) => row.into_mut(),
            Entry::Vacant(place) => {
                let known = local.parts.repository.directory_row(customer).await?;
                place.insert(known.unwrap_or(DirectoryRow { customer, listings: Vec::new() }))
            }
        };
        match row.listings.iter_mut().find(|known| known.record == listing.record) {
            Some(known) if *known == listing => continue,
            Some(known) => *known = listing,
            None => row.listings.push(listing),
        }
        if !changed.contains(&customer) {
            changed.push(customer);
        }
    }
    let changed = changed.into_iter().filter_map(|customer| rows.remove(&customer)).collect();
    Ok((changed, customers))
}

/// Whose listing it is: by its record, else by an e-mail. A phone alone is shared too often to join by unseen, and
/// a record that a person took apart from a customer stays apart.
async fn owner(
    local: &Local,
    rows: &BTreeMap<CustomerId, DirectoryRow>,
    listing: &Listing,
) -> Result<Option<CustomerId>, DeskError> {
    let repository = &local.parts.repository;
    let in_page = |is_it: &dyn Fn(&Listing) -> bool| {
        rows.values().find(|row| row.listings.iter().any(is_it)).map(|row| row.customer)
    };
    if let Some(customer) = in_page(&|known| known.record == listing.record) {
        return Ok(Some(customer));
    }
    if let Some(customer) =
        repository.customers_by_key(&Lookup::Record(listing.record.clone())).await?.first()
    {
        return Ok(Some(*customer));
    }
    for email in &listing.emails {
        let known = repository.customers_by_key(&Lookup::Email(email.clone())).await?;
        let in_page = in_page(&|known| known.emails.contains(email));
        for customer in in_page.into_iter().chain(known) {
            let decisions = repository.links(customer).await?;
            if !decisions.iter().any(|decision| decision.record == listing.record && !decision.linked) {
                return Ok(Some(customer));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 60 * minute).unwrap()
    }

    #[test]
    fn an_interrupted_run_goes_on_where_it_ended_and_a_whole_one_is_followed_by_what_changed() {
        let nothing = Standing::default();
        let first = nothing.run(None, false, at(0));
        assert_eq!((first.since, &first.cursor), (None, &None));
        let interrupted = nothing.after(&first, Some("page 2".to_owned()));
        let again = interrupted.run(None, false, at(50));
        assert_eq!((again.began_at, again.cursor.as_deref()), (at(0), Some("page 2")));
        let whole = interrupted.after(&again, None);
        assert_eq!((&whole.under_way, whole.complete_until), (&None, Some(at(0))));
        assert_eq!(whole.run(None, false, at(60)).since, Some(at(-15)));
        assert_eq!(whole.run(None, true, at(60)).since, None);
    }

    #[test]
    fn a_run_since_a_later_day_leaves_the_gap_before_it_to_be_read() {
        let whole = Standing { under_way: None, complete_until: Some(at(0)) };
        let later = whole.run(Some(at(30)), false, at(60));
        assert_eq!(whole.after(&later, None).complete_until, Some(at(0)));
        let earlier = whole.run(Some(at(-30)), false, at(60));
        assert_eq!(whole.after(&earlier, None).complete_until, Some(at(60)));
        let never = Standing::default();
        assert_eq!(never.after(&never.run(Some(at(-30)), false, at(60)), None), Standing::default());
    }
}
