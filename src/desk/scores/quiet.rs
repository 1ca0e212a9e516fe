//! Customers of high value who are going quiet, looked up in the history of all.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, PoisonError};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::holdout;
use super::predict::summed_up;
use super::{in_use, ready, zone};
use crate::desk::api::{Answer, DeskError, FailureKind, Listed, Notice, Reading};
use crate::desk::days;
use crate::desk::local::{Local, Tell};
use crate::domain::history::History;
use crate::domain::ids::CustomerId;
use crate::domain::money::Currency;
use crate::domain::quiet::{ALERT_DAYS, Quiet, QuietRow};
use crate::scoring::fitted::Summary;
use crate::scoring::store_model::{StoreModel, day_of};

/// Histories read at a time.
const PAGE: usize = 1_000;
/// Rows that are kept: those with the most at stake.
const MOST: usize = 1_000;
/// What was found so long ago is good enough, unless somebody asks for all to be looked through again.
const KEPT: SignedDuration = SignedDuration::from_mins(15);

/// What was found.
pub(in crate::desk) struct Found {
    /// By which model.
    model: u32,
    /// Told of so many days before.
    within: u32,
    at: Timestamp,
    /// Names these rows.
    revision: u64,
    /// With the most at stake first.
    rows: Vec<One>,
    /// How many there are, those that are not kept included.
    all: usize,
}

/// One of them.
struct One {
    customer: CustomerId,
    quiet: Quiet,
    /// As of the last `sync`.
    has_open_case: bool,
    /// Gets no win-back.
    held_out: bool,
}

/// Who is going quiet, with the most at stake first. `within`: told of so many days before they would be given up.
pub(in crate::desk) async fn quiet(
    local: &Local,
    id: u64,
    reading: Reading,
    known: Option<u64>,
    within: Option<u32>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    ready(local).await?;
    let model = in_use(local).await?;
    let within = within.unwrap_or(ALERT_DAYS);
    let now = local.parts.clock.now();
    let is_good = |found: &Found| {
        let is_young = now.duration_since(found.at) < KEPT;
        (found.model, found.within) == (model.number, within) && is_young && reading != Reading::Fresh
    };
    let mut kept = local.model.quiet.lock().await;
    let found = match kept.take().filter(is_good) {
        Some(found) => found,
        None => {
            let what = "looking through the history".to_owned();
            tell(Notice::Progress { request: id, what, done: 0, total: None });
            look_through(local, &model, within).await?
        }
    };
    let found = kept.insert(found);
    if reading == Reading::AsIs && known == Some(found.revision) {
        return Ok(Answer::AsKnown);
    }
    let open = with_open_case(local).await?;
    let rows = named(local, found, open.as_ref());
    let more = found.all - rows.len();
    let lacks = (more > 0).then(|| format!("{more} more are going quiet, with less at stake"));
    let (revision, as_of) = (found.revision, Some(found.at));
    drop(kept);
    let zone = days::zone(local).await?;
    Ok(Answer::Quiet(Box::new(Listed {
        rows,
        revision,
        as_of,
        me: None,
        me_is_unknown: false,
        zone,
        lacks,
        unreadable: 0,
        problem: None,
        hint: None,
    })))
}

/// Whose cases are open, as the queue knows; nothing where nobody has asked for the queue yet.
async fn with_open_case(local: &Local) -> Result<Option<HashSet<CustomerId>>, DeskError> {
    let queue = local.queue.lock(local).await?;
    let customers = queue.rows.values().filter_map(|case| case.customer_id).collect();
    Ok((!queue.rows.is_empty()).then_some(customers))
}

/// As rows, with what the directory calls them now.
fn named(local: &Local, found: &Found, with_open_case: Option<&HashSet<CustomerId>>) -> Vec<QuietRow> {
    let directory = local.directory.read().unwrap_or_else(PoisonError::into_inner);
    let row = |One { customer, quiet, has_open_case, held_out }: &One| {
        let name = directory.get(customer).map(|entry| entry.name).filter(|name| !name.is_empty());
        let is_open = with_open_case.map_or(*has_open_case, |open| open.contains(customer));
        QuietRow::new(*customer, name, quiet.clone(), *held_out, is_open)
    };
    found.rows.iter().map(row).collect()
}

/// Has all looked through again: somebody was erased.
pub(in crate::desk) async fn forget_quiet(local: &Local) {
    *local.model.quiet.lock().await = None;
}

async fn look_through(local: &Local, model: &Arc<StoreModel>, within: u32) -> Result<Found, DeskError> {
    let (zone, at) = (zone(local).await?, local.parts.clock.now());
    let (mut rows, mut all) = (Vec::new(), 0);
    let mut after = None;
    loop {
        let page = local.parts.repository.history_page(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.customer);
        let (model, zone) = (Arc::clone(model), zone.clone());
        let work = move || of_page(&model, &page, &zone, within, at);
        let found = tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| DeskError::new(FailureKind::Failed, "the history could not be looked through"))?;
        all += found.len();
        rows.extend(found);
        if rows.len() > 2 * MOST {
            keep_the_most(&mut rows);
        }
    }
    keep_the_most(&mut rows);
    let customers: Vec<CustomerId> = rows.iter().map(|row| row.customer).collect();
    let alone = holdout::among(local, &customers).await?;
    rows.iter_mut().for_each(|row| row.held_out = alone.contains(&row.customer));
    let revision = u64::try_from(at.as_microsecond()).unwrap_or(0);
    Ok(Found { model: model.number, within, at, revision, rows, all })
}

fn keep_the_most(rows: &mut Vec<One>) {
    rows.sort_by(|one, other| {
        let by_stake = other.quiet.at_stake.amount.cmp(&one.quiet.at_stake.amount);
        by_stake.then_with(|| one.customer.cmp(&other.customer))
    });
    rows.truncate(MOST);
}

/// Those of a page. Most customers are of no high value, which is told of all at once.
fn of_page(model: &StoreModel, page: &[History], zone: &TimeZone, within: u32, now: Timestamp) -> Vec<One> {
    let today = day_of(now, zone);
    let mut by_currency: BTreeMap<Currency, (Vec<&History>, Vec<Summary>)> = BTreeMap::new();
    for history in page {
        if let Some((currency, summary)) = summed_up(model, history, zone, today) {
            let (customers, summaries) = by_currency.entry(currency).or_default();
            customers.push(history);
            summaries.push(summary);
        }
    }
    let mut found = Vec::new();
    for (currency, (customers, summaries)) in by_currency {
        let valuable = model.high_value(currency, &summaries);
        let of_value = customers.iter().zip(&summaries).zip(valuable).filter(|(_, valuable)| *valuable);
        found.extend(of_value.filter_map(|((history, summary), _)| {
            let orders = history.orders.iter().filter(|order| order.counts() && order.currency == currency);
            let last = orders.map(|order| order.placed_at).max()?;
            let quiet = model.quiet(currency, summary, today, within, last, now)?;
            let has_open_case = history.cases.iter().any(|case| case.closed_at.is_none());
            Some(One { customer: history.customer, quiet, has_open_case, held_out: false })
        }));
    }
    found
}
