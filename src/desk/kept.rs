//! A worklist of the CRM that is kept here: read anew page by page, its rows sealed for the customers behind them. What
//! a row is made of, each list says itself.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use futures::StreamExt;
use futures::future::ready;
use futures::stream;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, MutexGuard};

use super::api::{Answer, DeskError, Listed, Notice, Reading, Trail, Unread, Who};
use super::local::{Local, Tell};
use super::sources::{self, parked};
use super::{days, lookup, named, sync};
use crate::domain::action::Write;
use crate::domain::ids::CustomerId;
use crate::domain::outbox::EntryState;
use crate::domain::profile::{Freshness, Profile, SourceState};
use crate::domain::record::RecordRef;
use crate::ports::repository::StorageError;
use crate::ports::{Budget, Call, Listing, Page, PortError, Repository};

/// What was read so long ago is good enough for whoever opens the list again.
const YOUNG: SignedDuration = SignedDuration::from_secs(45);
/// How far a run reaches back behind the one before: the vendor's search trails behind what is written.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);
/// After so long everything is read again: a record that was deleted is told by nothing else.
const WHOLE_AGAIN: SignedDuration = SignedDuration::from_hours(12);
/// Pages of one run: a hundred thousand rows.
const MOST_PAGES: usize = 1_000;
/// Entries of the outbox that are looked through for own writes.
const LOOKED_THROUGH: usize = 200;
/// Customers whose profiles are put together at once.
const AT_ONCE: usize = 3;
/// After so many customers one upon another of whom a store could not be read, nobody waits for the others.
const MOST_IN_VAIN: usize = AT_ONCE;

/// Profiles that one run puts together where no account tells what may be asked in a day.
const MOST_UNMEASURED: usize = 1_000;
/// A run leaves one part in so many of the day's requests, so that the day's work stays possible.
const SPARED: u64 = 5;

/// A row of such a list, and how the list is read and kept.
pub(super) trait KeptRow: Clone + PartialEq + Send + Sync + 'static {
    /// A record as the CRM lists it.
    type Item: Send;
    /// Where it stands how far the list was read.
    const SETTING: &'static str;
    /// What it lists, in a word.
    const NAME: &'static str;
    /// What is done while it is read, in words.
    const READING: &'static str;
    /// What is told when rows have changed, come or gone.
    const TOLD: Notice;

    /// Where the desk keeps it.
    fn list(local: &Local) -> &List<Self>;

    /// Whose list it is, where it is one person's: what was read for another is not theirs.
    fn reader(_local: &Local) -> Option<&str> {
        None
    }

    /// All rows from the storage.
    fn load(storage: &dyn Repository) -> impl Future<Output = Result<Vec<Self>, StorageError>> + Send;

    /// Puts rows into the storage, and takes out those that are gone.
    fn store(
        storage: &dyn Repository,
        changed: &[Self],
        gone: &[RecordRef],
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// A page of the CRM's: all that belong to the list, or, after a moment, whatever has changed since.
    fn page(
        local: &Local,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> impl Future<Output = Result<Page<Self::Item>, PortError>> + Send;

    /// What a row is remembered by.
    fn record(&self) -> &RecordRef;

    /// The same of a record that is listed.
    fn listed(item: &Self::Item) -> RecordRef;

    /// Whom the directory learns of it.
    fn contact(item: &Self::Item) -> Option<Listing>;

    /// The row of a record, with what was known of it and the customer that each contact is; nothing where it does not
    /// belong to the list any more.
    fn row(
        item: Self::Item,
        before: Option<&Self>,
        customers: &HashMap<RecordRef, CustomerId>,
    ) -> Option<Self>;
}

/// A list as the desk holds it.
pub(super) struct List<R> {
    kept: Mutex<Kept<R>>,
    /// Held while the CRM is asked for it.
    reading: Mutex<()>,
}

impl<R> Default for List<R> {
    fn default() -> Self {
        let kept = Kept { rows: BTreeMap::new(), loaded: false, revision: 0 };
        Self { kept: Mutex::new(kept), reading: Mutex::default() }
    }
}

/// Its rows, once they were read from the storage.
pub(super) struct Kept<R> {
    pub rows: BTreeMap<RecordRef, R>,
    loaded: bool,
    /// Grows with every change; begins at the clock, so that no two desks name different rows by the same one.
    pub revision: u64,
}

impl<R: KeptRow> List<R> {
    /// Its rows, read from the storage if they were not yet.
    pub async fn lock(&self, local: &Local) -> Result<MutexGuard<'_, Kept<R>>, DeskError> {
        let mut kept = self.kept.lock().await;
        if !kept.loaded {
            let mut rows = R::load(local.parts.repository.as_ref()).await?;
            if !rows.is_empty() && !kept_read::<R>(local).await?.is_for::<R>(local) {
                let gone: Vec<RecordRef> = rows.drain(..).map(|row| row.record().clone()).collect();
                R::store(local.parts.repository.as_ref(), &[], &gone).await?;
            }
            kept.rows = rows.into_iter().map(|row| (row.record().clone(), row)).collect();
            kept.loaded = true;
            let clock = u64::try_from(local.parts.clock.now().as_microsecond()).unwrap_or(0);
            kept.revision = clock.max(kept.revision + 1);
        }
        Ok(kept)
    }

    /// The same, unless nobody has asked for it yet.
    pub async fn lock_loaded(&self) -> Option<MutexGuard<'_, Kept<R>>> {
        let kept = self.kept.lock().await;
        kept.loaded.then_some(kept)
    }

    /// Rows of whoever was erased are gone from the storage, and are forgotten here. What the CRM still has of them is work
    /// all the same: it is read whole the next time, as nothing of it changes.
    pub async fn read_anew(&self, local: &Local) -> Result<(), DeskError> {
        {
            let mut kept = self.kept.lock().await;
            (kept.rows, kept.loaded) = (BTreeMap::new(), false);
        }
        let read = Read { until: None, whole_at: None, ..kept_read::<R>(local).await? };
        put_read::<R>(local, &read).await
    }
}

impl<R: KeptRow> Kept<R> {
    /// Stores what has changed among the rows and tells of it.
    pub async fn keep(&mut self, local: &Local, changed: &[R], gone: &[RecordRef]) -> Result<(), DeskError> {
        if changed.is_empty() && gone.is_empty() {
            return Ok(());
        }
        self.revision += 1;
        if let Err(error) = R::store(local.parts.repository.as_ref(), changed, gone).await {
            // What is shown must be what is kept: it is read from the storage again.
            (self.rows, self.loaded) = (BTreeMap::new(), false);
            return Err(error.into());
        }
        // Nobody listening is fine.
        let _ = local.told.send(R::TOLD);
        Ok(())
    }

    /// A row has changed that was stored in the same step as something else.
    pub fn stored(&mut self, local: &Local, row: R) {
        self.revision += 1;
        self.rows.insert(row.record().clone(), row);
        // Nobody listening is fine.
        let _ = local.told.send(R::TOLD);
    }

    async fn drop_rows(&mut self, local: &Local, gone: Vec<RecordRef>) -> Result<(), DeskError> {
        gone.iter().for_each(|record| {
            self.rows.remove(record);
        });
        self.keep(local, &[], &gone).await
    }
}

/// Reads from the CRM what the reading asks for; why it could not.
pub(super) async fn refreshed<R: KeptRow>(
    local: &Local,
    id: u64,
    reading: Reading,
    tell: &Tell,
) -> Result<Option<PortError>, DeskError> {
    match reading {
        Reading::Offline | Reading::AsIs => Ok(None),
        Reading::Cached => refresh::<R>(local, id, false, tell).await,
        Reading::Fresh => refresh::<R>(local, id, true, tell).await,
    }
}

/// The list as it is kept, each row as it is shown, with why it could not be read again; nothing where `known` is how it
/// stands.
pub(super) async fn listed<R: KeptRow, T>(
    local: &Local,
    reading: Reading,
    known: Option<u64>,
    problem: Option<PortError>,
    shown: impl Fn(R) -> T,
) -> Result<Option<Listed<T>>, DeskError> {
    let me = named::me(local, reading).await?;
    let kept = R::list(local).lock(local).await?;
    if reading == Reading::AsIs && known == Some(kept.revision) {
        return Ok(None);
    }
    let rows = kept.rows.values().cloned().map(shown).collect();
    let revision = kept.revision;
    drop(kept);
    let Read { until: as_of, lacks, unread, .. } = read_so_far::<R>(local).await?;
    let unreadable = parked::count(local, &unread).await?;
    let zone = days::zone(local).await?;
    Ok(Some(Listed {
        rows,
        revision,
        as_of,
        me: me.name,
        me_is_unknown: me.is_unknown,
        zone,
        lacks,
        unreadable,
        hint: problem.as_ref().and_then(|problem| problem.hint.clone()),
        problem: problem.map(|problem| problem.what),
    }))
}

/// Whether something at that moment may be later than what was read: the vendor's search trails behind.
async fn may_lack<R: KeptRow>(local: &Local, at: Timestamp) -> Result<bool, DeskError> {
    let until = read_so_far::<R>(local).await?.until;
    Ok(until.and_then(|until| until.checked_sub(OVERLAP).ok()).is_none_or(|until| at >= until))
}

/// The records of a list that a write from here has changed so lately that the list may not tell it yet.
pub(super) async fn written_lately<R: KeptRow>(
    local: &Local,
    of_list: impl Fn(&Write) -> Option<RecordRef>,
) -> Result<Vec<RecordRef>, DeskError> {
    let mut written: Vec<RecordRef> = Vec::new();
    for entry in local.parts.repository.entries(LOOKED_THROUGH).await? {
        let EntryState::Done { at, .. } = &entry.state else { continue };
        let record = of_list(&entry.write).filter(|record| !written.contains(record));
        if let Some(record) = record
            && may_lack::<R>(local, *at).await?
        {
            written.push(record);
        }
    }
    Ok(written)
}

/// How far the list was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Read {
    /// Everything that changed before is in it.
    until: Option<Timestamp>,
    /// The last time when all of it was read.
    whole_at: Option<Timestamp>,
    /// What the account did not let be read the last time, in words.
    #[serde(default)]
    lacks: Option<String>,
    /// What came and could not be read.
    #[serde(default)]
    unread: Vec<RecordRef>,
    /// For whom it was read, where it is one person's.
    #[serde(default)]
    reader: Option<String>,
}

impl Read {
    fn is_for<R: KeptRow>(&self, local: &Local) -> bool {
        R::reader(local).is_none_or(|reader| self.reader.as_deref() == Some(reader))
    }
}

/// How far the list was read for whoever asks.
async fn read_so_far<R: KeptRow>(local: &Local) -> Result<Read, DeskError> {
    let kept = kept_read::<R>(local).await?;
    Ok(if kept.is_for::<R>(local) { kept } else { Read::default() })
}

/// How far it was read, whoever it was for.
async fn kept_read<R: KeptRow>(local: &Local) -> Result<Read, DeskError> {
    let kept = local.parts.repository.setting(R::SETTING).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

async fn put_read<R: KeptRow>(local: &Local, read: &Read) -> Result<(), DeskError> {
    let kept = serde_json::to_string(read).unwrap_or_default();
    Ok(local.parts.repository.put_setting(R::SETTING, &kept).await?)
}

/// Whether a record belongs to the list and could not be read.
pub(super) async fn is_unread<R: KeptRow>(local: &Local, record: &RecordRef) -> Result<bool, DeskError> {
    Ok(read_so_far::<R>(local).await?.unread.contains(record))
}

/// How far the list has been read.
pub(super) async fn trail<R: KeptRow>(local: &Local) -> Result<Trail, DeskError> {
    let until = read_so_far::<R>(local).await?.until;
    Ok(Trail { what: R::NAME.to_owned(), until, interrupted: false, on_opening: true })
}

/// Reads what has changed, or everything; why it could not. Rows are kept page by page.
async fn refresh<R: KeptRow>(
    local: &Local,
    id: u64,
    whole: bool,
    tell: &Tell,
) -> Result<Option<PortError>, DeskError> {
    let _one_at_a_time = R::list(local).reading.lock().await;
    let now = local.parts.clock.now();
    let read = read_so_far::<R>(local).await?;
    let before = read.clone();
    let is_young = read.until.is_some_and(|until| now.duration_since(until) < YOUNG);
    if is_young && !whole {
        return Ok(None);
    }
    let is_old = read.whole_at.is_none_or(|at| now.duration_since(at) > WHOLE_AGAIN);
    let since = match read.until {
        Some(until) if !whole && !is_old => until.checked_sub(OVERLAP).ok(),
        _ => None,
    };
    match pages::<R>(local, id, since, tell).await? {
        Ok(Pages { lacks, odd, readable }) => {
            let unread = match since {
                None => odd,
                Some(_) => {
                    let before = read.unread.into_iter().filter(|record| !readable.contains(record));
                    let mut unread: Vec<RecordRef> = before.collect();
                    let new = odd.into_iter().filter(|record| !unread.contains(record)).collect::<Vec<_>>();
                    unread.extend(new);
                    unread
                }
            };
            let whole_at = match since {
                None => Some(now),
                // What could not be read before is told by nothing that has changed since.
                Some(_) if read.lacks.is_some() && lacks.is_none() => None,
                Some(_) => read.whole_at,
            };
            let reader = R::reader(local).map(str::to_owned);
            let read = Read { until: Some(now), whole_at, lacks, unread, reader };
            // Whoever was erased meanwhile has it read whole again.
            if read_so_far::<R>(local).await? == before {
                put_read::<R>(local, &read).await?;
            }
            Ok(None)
        }
        Err(error) => Ok(Some(error)),
    }
}

/// What pages told beside their rows.
#[derive(Default)]
struct Pages {
    /// What the account does not let be read, in words.
    lacks: Option<String>,
    /// What came and could not be read.
    odd: Vec<RecordRef>,
    /// What could be.
    readable: HashSet<RecordRef>,
}

/// Reads page by page.
async fn pages<R: KeptRow>(
    local: &Local,
    id: u64,
    since: Option<Timestamp>,
    tell: &Tell,
) -> Result<Result<Pages, PortError>, DeskError> {
    let source = local.crm()?.source().clone();
    // Only what was there before can be found to be gone: what comes meanwhile may trail in the vendor's search.
    let before: Vec<RecordRef> = R::list(local).lock(local).await?.rows.keys().cloned().collect();
    let mut read = Pages::default();
    let mut cursor: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let page = match R::page(local, since, cursor.as_deref()).await {
            Ok(page) => page,
            Err(error) => {
                sources::failed(local, &source, &error.what).await;
                return Ok(Err(error));
            }
        };
        sources::succeeded(local, &source).await;
        read.readable.extend(page.items.iter().map(R::listed));
        let readable = page.items.iter().map(R::listed);
        read.odd.extend(page.unreadable.iter().map(|odd| parked::reference(&source, odd)));
        parked::note(local, &source, page.unreadable, readable).await?;
        take::<R>(local, page.items).await?;
        let done = (read.readable.len() + read.odd.len()) as u64;
        tell(Notice::Progress { request: id, what: R::READING.to_owned(), done, total: None });
        read.lacks = read.lacks.or(page.lacks);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    if since.is_none() && cursor.is_none() {
        // After everything was read, what was not among it does not belong to the list any more.
        let mut kept = R::list(local).lock(local).await?;
        // What came and could not be read is there all the same.
        let is_there = |record: &RecordRef| read.readable.contains(record) || read.odd.contains(record);
        let gone = before.into_iter().filter(|record| !is_there(record)).collect();
        kept.drop_rows(local, gone).await?;
    }
    Ok(Ok(read))
}

/// Keeps a page: what belongs to the list as rows, each with its customer; what does not any more goes.
pub(super) async fn take<R: KeptRow>(local: &Local, items: Vec<R::Item>) -> Result<(), DeskError> {
    let contacts = items.iter().filter_map(R::contact).collect();
    // Before the rows are held: whoever settles customers may be waiting for those.
    let customers = sync::learn(local, contacts).await?;
    let mut kept = R::list(local).lock(local).await?;
    let (mut changed, mut gone) = (Vec::new(), Vec::new());
    for item in items {
        let record = R::listed(&item);
        match R::row(item, kept.rows.get(&record), &customers) {
            Some(row) if kept.rows.get(&record) == Some(&row) => {}
            Some(row) => {
                kept.rows.insert(record, row.clone());
                changed.push(row);
            }
            None => gone.extend(kept.rows.remove(&record).map(|_| record)),
        }
    }
    kept.keep(local, &changed, &gone).await
}

/// Takes records off the list that the account has no more.
pub(super) async fn drop_gone<R: KeptRow>(local: &Local, gone: Vec<RecordRef>) -> Result<(), DeskError> {
    let mut kept = R::list(local).lock(local).await?;
    let gone: Vec<RecordRef> = gone.into_iter().filter(|record| kept.rows.remove(record).is_some()).collect();
    kept.keep(local, &[], &gone).await
}

/// Puts the profiles of some customers together, each once, in this order: as many as somebody asked for, else as many as
/// the day's requests allow ([`Allowance`]). At the vendors they stand back behind what somebody waits for, and whoever
/// leaves the list gives it up. What is shown follows each by itself. Whoever has named an end waits for it: an account that
/// takes longer than they would is not waited for time and again, nor is a store that cannot be read of anybody.
pub(super) async fn fill(
    local: &Local,
    id: u64,
    customers: impl IntoIterator<Item = CustomerId>,
    most: Option<usize>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let mut seen = HashSet::new();
    let customers: Vec<CustomerId> =
        customers.into_iter().filter(|customer| seen.insert(*customer)).collect();
    let is_asked_for = most.is_some();
    let (lacking, most) = (customers.len(), most.unwrap_or(customers.len()));
    let total = u64::try_from(lacking.min(most)).ok();
    let within = if is_asked_for { Call::INTERACTIVE.deadline } else { Call::BACKGROUND.deadline };
    let (began, is_enough) = (Instant::now(), AtomicBool::new(false));
    let may_go_on = |at: usize| {
        at < most && !is_enough.load(Ordering::Relaxed) && (is_asked_for || Allowance::of(local).lets(at))
    };
    let read = stream::iter(customers.into_iter().enumerate())
        .take_while(|(at, _)| ready(may_go_on(*at)))
        .map(|(_, customer)| customer)
        .map(|customer| async move { lookup::in_background(local, &Who::Customer(customer), within).await })
        .buffer_unordered(AT_ONCE);
    let mut read = std::pin::pin!(read);
    let (mut done, mut in_vain) = (0, 0);
    let mut unread: Option<Unread> = None;
    while let Some(profile) = read.next().await {
        done += 1;
        in_vain = if profile.as_ref().is_ok_and(|one| !a_store_failed(one)) { 0 } else { in_vain + 1 };
        // Whoever is limited gives up a little before the end.
        let is_long = is_asked_for && began.elapsed() >= within / 2;
        if is_long && profile.as_ref().map_or(true, lacks_a_source) {
            is_enough.store(true, Ordering::Relaxed);
        }
        // Nothing is waited for here: the others of the stream would stand still.
        if let Some(why) = why_unread(&profile) {
            unread.get_or_insert(Unread { customers: 0, why }).customers += 1;
        }
        if let Err(error) = profile {
            // Who cannot be read now stays unknown; the list is there all the same.
            tracing::debug!(kind = ?error.kind, "a customer of a list was not read");
        }
        tell(Notice::Progress { request: id, what: "reading customers".to_owned(), done, total });
        if is_asked_for && in_vain >= MOST_IN_VAIN {
            break;
        }
    }
    let left = (lacking as u64).saturating_sub(done);
    Ok(Answer::Filled { left, unread })
}

/// Why an account did not answer for a customer, in words; the CRM's word before a store's.
fn why_unread(profile: &Result<Profile, DeskError>) -> Option<String> {
    match profile {
        Ok(profile) => {
            let failed = profile.sources.iter().filter(|source| source.status == Freshness::Failed);
            failed.filter(|source| source.source.name().is_none()).find_map(|source| source.error.clone())
        }
        Err(error) => {
            let failed = || error.looked.iter().filter(|place| place.failed);
            failed().next_back().map(|place| place.what.clone())
        }
    }
}

fn a_store_failed(profile: &Profile) -> bool {
    let failed = |state: &SourceState| state.source.name().is_some() && state.status == Freshness::Failed;
    profile.sources.iter().any(failed)
}

/// Whether an account did not answer for it.
fn lacks_a_source(profile: &Profile) -> bool {
    let is_silent = |status| matches!(status, Freshness::Stale | Freshness::Failed);
    profile.sources.iter().any(|source| is_silent(source.status))
}

/// How far a run that nobody has named an end for may go.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Allowance {
    /// What is left of the day's requests of each account that tells it.
    Measured(Vec<Budget>),
    /// No account tells it.
    Unmeasured,
}

impl Allowance {
    /// As the accounts told last.
    fn of(local: &Local) -> Self {
        let budgets = local.accounts().flat_map(|source| local.budgets(source));
        let of_the_day: Vec<Budget> = budgets.filter(Budget::is_of_the_day).collect();
        if of_the_day.is_empty() { Self::Unmeasured } else { Self::Measured(of_the_day) }
    }

    /// Whether one more may be read after so many.
    fn lets(&self, read: usize) -> bool {
        match self {
            Self::Measured(budgets) => budgets.iter().all(|one| one.left.saturating_mul(SPARED) >= one.of),
            Self::Unmeasured => read < MOST_UNMEASURED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_leaves_a_fifth_of_the_days_requests() {
        let of_the_day = |left| Budget { what: Budget::TODAY.to_owned(), left, of: 10_000 };
        for (left, lets) in [(10_000, true), (2_000, true), (1_999, false), (0, false)] {
            assert_eq!(Allowance::Measured(vec![of_the_day(left)]).lets(5_000), lets, "{left}");
        }
        assert!(!Allowance::Measured(vec![of_the_day(9_000), of_the_day(100)]).lets(0));
        assert!(Allowance::Unmeasured.lets(MOST_UNMEASURED - 1));
        assert!(!Allowance::Unmeasured.lets(MOST_UNMEASURED));
    }
}
