//! The queue: open cases kept here, read anew from the CRM, with what is known of the customers behind them.

use std::collections::{BTreeMap, HashMap, HashSet};

use futures::StreamExt;
use futures::stream;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::api::{Answer, DeskError, FailureKind, Notice, Queue, Reading, Trail, Who};
use super::briefs::zone;
use super::local::{Local, Tell};
use super::sources::{self, parked};
use super::{doctor, lookup, suggestions, sync};
use crate::copilot::facts::parcel_of;
use crate::copilot::triage::by_rules;
use crate::domain::audit::AuditKind;
use crate::domain::ids::CustomerId;
use crate::domain::profile::Profile;
use crate::domain::queue::{QueueRow, QueuedCase, Standing};
use crate::domain::record::RecordRef;
use crate::domain::triage::{Category, LabelChange};
use crate::ports::{Call, CaseListing, PortError};

/// What was read so long ago is good enough for whoever opens the queue again.
const YOUNG: SignedDuration = SignedDuration::from_secs(45);
/// How far a run reaches back behind the one before: the vendor's search trails behind what is written.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);
/// After so long everything is read again: a case that was deleted is told by nothing else.
const WHOLE_AGAIN: SignedDuration = SignedDuration::from_hours(12);
/// Pages of one run: a hundred thousand cases.
const MOST_PAGES: usize = 1_000;
/// Customers whose profiles are put together at once for the queue.
const AT_ONCE: usize = 3;
/// Customers whose profiles one request puts together, the most pressing first.
const MOST_CUSTOMERS: usize = 300;
/// Where it stands how far the queue was read.
const SETTING: &str = "queue/1";

/// How far the queue was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Read {
    /// Everything that changed before is in it.
    until: Option<Timestamp>,
    /// The last time when all open cases were read.
    whole_at: Option<Timestamp>,
}

/// The queue as it is kept here, once it was read from the storage.
#[derive(Default)]
pub(super) struct Kept {
    rows: BTreeMap<RecordRef, QueuedCase>,
    loaded: bool,
}

impl Kept {
    async fn load(&mut self, local: &Local) -> Result<(), DeskError> {
        if !self.loaded {
            let rows = local.parts.repository.queue().await?;
            self.rows = rows.into_iter().map(|row| (row.record.clone(), row)).collect();
            self.loaded = true;
        }
        Ok(())
    }
}

/// The queue. What the CRM cannot be asked for is told beside what is kept.
pub(super) async fn queue(local: &Local, id: u64, reading: Reading, tell: Tell) -> Result<Answer, DeskError> {
    let problem = match reading {
        Reading::Offline | Reading::AsIs => None,
        Reading::Cached => refresh(local, id, false, &tell).await?,
        Reading::Fresh => refresh(local, id, true, &tell).await?,
    };
    let mut kept = local.queue.lock().await;
    kept.load(local).await?;
    let now = local.parts.clock.now();
    let sla = &local.parts.sla;
    let rows = kept.rows.values().map(|row| QueueRow::new(row.clone(), sla, now)).collect();
    let me = match reading {
        Reading::Offline | Reading::AsIs => local.owners.get().cloned().unwrap_or_default(),
        _ => doctor::owners(local).await.unwrap_or_default(),
    };
    let me = suggestions::me_named(local, &me);
    let as_of = read_so_far(local).await?.until;
    Ok(Answer::Queue(Box::new(Queue { rows, as_of, me, problem })))
}

async fn read_so_far(local: &Local) -> Result<Read, DeskError> {
    let kept = local.parts.repository.setting(SETTING).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// How far the cases have been read.
pub(super) async fn trail(local: &Local) -> Result<Trail, DeskError> {
    Ok(Trail { what: "cases".to_owned(), until: read_so_far(local).await?.until, interrupted: false })
}

/// Reads what has changed, or everything; why it could not, in words. Rows are kept page by page.
async fn refresh(local: &Local, id: u64, whole: bool, tell: &Tell) -> Result<Option<String>, DeskError> {
    let _one_at_a_time = local.queue_reading.lock().await;
    let now = local.parts.clock.now();
    let read = read_so_far(local).await?;
    let is_young = read.until.is_some_and(|until| now.duration_since(until) < YOUNG);
    if is_young && !whole {
        return Ok(None);
    }
    let is_old = read.whole_at.is_none_or(|at| now.duration_since(at) > WHOLE_AGAIN);
    let since = match read.until {
        Some(until) if !whole && !is_old => until.checked_sub(OVERLAP).ok(),
        _ => None,
    };
    match pages(local, id, since, tell).await? {
        Ok(()) => {
            let whole_at = if since.is_none() { Some(now) } else { read.whole_at };
            let kept = serde_json::to_string(&Read { until: Some(now), whole_at }).unwrap_or_default();
            local.parts.repository.put_setting(SETTING, &kept).await?;
            Ok(None)
        }
        Err(error) => Ok(Some(error.what)),
    }
}

async fn pages(
    local: &Local,
    id: u64,
    since: Option<Timestamp>,
    tell: &Tell,
) -> Result<Result<(), PortError>, DeskError> {
    let crm = local.crm()?;
    let mut seen = HashSet::new();
    let mut cursor: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let page = match crm.cases(since, cursor.as_deref(), &Call::INTERACTIVE).await {
            Ok(page) => page,
            Err(error) => {
                sources::failed(local, crm.source(), &error.what).await;
                return Ok(Err(error));
            }
        };
        sources::succeeded(local, crm.source()).await;
        seen.extend(page.items.iter().map(|item| record(&item.case)));
        let readable = page.items.iter().map(|item| record(&item.case));
        parked::note(local, crm.source(), page.unreadable, readable).await?;
        take(local, page.items).await?;
        let done = seen.len() as u64;
        tell(Notice::Progress { request: id, what: "reading open cases".to_owned(), done, total: None });
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    if since.is_none() && cursor.is_none() {
        forget_others(local, &seen).await?;
    }
    Ok(Ok(()))
}

fn record(case: &crate::domain::crm::Case) -> RecordRef {
    RecordRef { source: case.source.clone(), kind: "case".to_owned(), id: case.id.clone() }
}

/// The rows of some cases, in their order; nothing where the queue has none.
pub(super) async fn rows_of(
    local: &Local,
    records: &[RecordRef],
) -> Result<Vec<Option<QueuedCase>>, DeskError> {
    let mut kept = local.queue.lock().await;
    kept.load(local).await?;
    Ok(records.iter().map(|record| kept.rows.get(record).cloned()).collect())
}

/// Keeps a page: open cases as rows, each with its customer; closed ones go.
pub(super) async fn take(local: &Local, items: Vec<CaseListing>) -> Result<(), DeskError> {
    let contacts = items.iter().filter_map(|item| item.contact.clone()).collect();
    let customers = sync::learn(local, contacts).await?;
    let mut kept = local.queue.lock().await;
    kept.load(local).await?;
    let (mut changed, mut gone) = (Vec::new(), Vec::new());
    for item in items {
        let key = record(&item.case);
        if !item.case.open {
            if kept.rows.remove(&key).is_some() {
                gone.push(key);
            }
            continue;
        }
        let row = row(item, kept.rows.get(&key), &customers);
        if kept.rows.get(&key) != Some(&row) {
            kept.rows.insert(key, row.clone());
            changed.push(row);
        }
    }
    keep(local, &changed, &gone).await
}

/// The row of a case: what a person said of it stays, and so does what is known of the customer.
fn row(
    item: CaseListing,
    before: Option<&QueuedCase>,
    customers: &HashMap<RecordRef, CustomerId>,
) -> QueuedCase {
    let (labels, labelled_by) = match before {
        Some(before) if before.labelled_by.contains('@') => {
            (before.labels.clone(), before.labelled_by.clone())
        }
        // What a model said of the same messages is said again for nothing.
        Some(before) if before.messages as usize == item.case.messages.len() => {
            (before.labels.clone(), before.labelled_by.clone())
        }
        _ => (by_rules(&item.case), "rules".to_owned()),
    };
    let mut row = QueuedCase::of(&item.case, labels, labelled_by);
    if let Some(contact) = item.contact {
        row.customer_id = customers.get(&contact.record).copied();
        row.name = contact.name;
        row.email = contact.emails.first().map(|email| email.as_str().to_owned());
        row.contact = Some(contact.record);
    }
    row.standing = before.and_then(|before| before.standing.clone());
    row
}

/// After everything was read, what was not among it is open no more.
async fn forget_others(local: &Local, seen: &HashSet<RecordRef>) -> Result<(), DeskError> {
    let mut kept = local.queue.lock().await;
    kept.load(local).await?;
    let gone: Vec<RecordRef> = kept.rows.keys().filter(|record| !seen.contains(record)).cloned().collect();
    gone.iter().for_each(|record| {
        kept.rows.remove(record);
    });
    keep(local, &[], &gone).await
}

async fn keep(local: &Local, changed: &[QueuedCase], gone: &[RecordRef]) -> Result<(), DeskError> {
    if changed.is_empty() && gone.is_empty() {
        return Ok(());
    }
    local.parts.repository.put_queue(changed, gone).await?;
    // Nobody listening is fine.
    let _ = local.told.send(Notice::Queue);
    Ok(())
}

/// Puts the profiles of those customers together of whom the queue knows nothing yet, the most pressing first.
pub(super) async fn fill(local: &Local, id: u64, tell: Tell) -> Result<Answer, DeskError> {
    let customers = unknown(local).await?;
    let total = u64::try_from(customers.len()).ok();
    let read = stream::iter(customers)
        .map(|customer| async move { lookup::one(local, &Who::Customer(customer)).await })
        .buffer_unordered(AT_ONCE);
    let mut read = std::pin::pin!(read);
    let mut done = 0;
    while let Some(profile) = read.next().await {
        done += 1;
        // What is shown follows the look-up by itself. Nothing is waited for here: the others of the stream would stand still.
        if let Err(error) = profile {
            // Who cannot be read now stays unknown; the queue is there all the same.
            tracing::debug!(kind = ?error.kind, "a customer of the queue was not read");
        }
        tell(Notice::Progress { request: id, what: "reading customers".to_owned(), done, total });
    }
    Ok(Answer::Done)
}

async fn unknown(local: &Local) -> Result<Vec<CustomerId>, DeskError> {
    let mut kept = local.queue.lock().await;
    kept.load(local).await?;
    let now = local.parts.clock.now();
    let without = kept.rows.values().filter(|row| row.standing.is_none());
    let mut rows: Vec<(f64, CustomerId)> = without
        .filter_map(|row| {
            let points = QueueRow::new(row.clone(), &local.parts.sla, now).rank.points;
            Some((points, row.customer_id?))
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut seen = HashSet::new();
    let customers = rows.into_iter().map(|(_, customer)| customer).filter(|customer| seen.insert(*customer));
    Ok(customers.take(MOST_CUSTOMERS).collect())
}

/// A profile was put together: what the queue shows of the customer follows it.
pub(super) async fn note(local: &Local, profile: &Profile) -> Result<(), DeskError> {
    let mut kept = local.queue.lock().await;
    if !kept.loaded {
        return Ok(());
    }
    let customer = profile.customer.id;
    let now = local.parts.clock.now();
    let mut changed = Vec::new();
    for row in kept.rows.values_mut().filter(|row| row.customer_id == Some(customer)) {
        let standing = standing(profile, row, now);
        if row.standing.as_ref() != Some(&standing) {
            row.standing = Some(standing);
            changed.push(row.clone());
        }
    }
    keep(local, &changed, &[]).await
}

/// What the queue shows of a customer beside one of their cases.
fn standing(profile: &Profile, row: &QueuedCase, now: Timestamp) -> Standing {
    let zone = zone(profile);
    let wants_money_back = row.labels.category == Category::ReturnRefund;
    let refunds = profile.orders.iter().flat_map(|order| &order.refunds);
    let is_settled = refunds.filter_map(|refund| refund.at).any(|at| Some(at) >= row.opened_at);
    Standing {
        tier: profile.scores.clv.as_ref().map(|clv| clv.tier),
        net: profile.totals.net,
        stuck_parcel: profile.orders.iter().any(|order| parcel_of(order, now, &zone).trouble.is_some()),
        open_refund: wants_money_back && !is_settled,
    }
}

/// A person puts the labels of a case right.
pub(super) async fn label(local: &Local, case: RecordRef, change: LabelChange) -> Result<Answer, DeskError> {
    let mut kept = local.queue.lock().await;
    kept.load(local).await?;
    let row = kept.rows.get_mut(&case).ok_or_else(|| {
        DeskError::new(FailureKind::NotFound, "the queue has no such case")
            .hint("`deskhand cases` lists the open ones")
    })?;
    let before = (row.labels.clone(), row.labelled_by.clone());
    row.labels = row.labels.clone().with(change);
    row.labelled_by = local.actor().to_owned();
    let row = row.clone();
    let detail = serde_json::json!({
        "case": case.to_string(), "before": before.0, "labelled_by": before.1, "after": row.labels,
        "words": row.words,
    });
    lookup::record(local, AuditKind::Labelled, row.customer_id, case.to_string(), detail).await?;
    keep(local, std::slice::from_ref(&row), &[]).await?;
    let row = QueueRow::new(row, &local.parts.sla, local.parts.clock.now());
    Ok(Answer::QueueRow(Box::new(row)))
}
