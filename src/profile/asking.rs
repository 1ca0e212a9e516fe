//! One vendor while it is being asked: what it was asked, what it said, what that makes of its part.

use std::collections::HashSet;
use std::sync::Arc;

use futures::future::BoxFuture;
use jiff::Timestamp;

use crate::domain::commerce::Order;
use crate::domain::customer::Email;
use crate::domain::ids::Source;
use crate::domain::lookup::Lookup;
use crate::domain::profile::{Freshness, SourceState};
use crate::domain::record::{Coverage, Found, OlderOrders, Record, RecordRef};
use crate::ports::repository::CachedAnswer;
use crate::ports::{Call, Clock, CrmClient, PortError, StoreClient, Trouble};

use super::unify::{self, Part};

/// How the remark on a record that is no longer there ends.
const GONE: &str = "and is gone: deleted, merged or out of reach";
/// Pages of older orders read at most; more would be a vendor that never ends.
const MOST_PAGES: u32 = 2_000;

/// A store or the CRM.
#[derive(Clone)]
pub(super) enum Vendor {
    Store(Arc<dyn StoreClient>),
    Crm(Arc<dyn CrmClient>),
}

impl Vendor {
    pub(super) fn source(&self) -> &Source {
        match self {
            Self::Store(store) => store.source(),
            Self::Crm(crm) => crm.source(),
        }
    }

    pub(super) fn is_store(&self) -> bool {
        matches!(self, Self::Store(_))
    }

    async fn find(&self, lookup: &Lookup, call: &Call) -> Result<Found, PortError> {
        match self {
            Self::Store(store) => store.find(lookup, call).await,
            Self::Crm(crm) => crm.find(lookup, call).await,
        }
    }

    async fn older_orders(&self, from: &OlderOrders, call: &Call) -> Result<OlderPage, PortError> {
        match self {
            Self::Store(store) => store.older_orders(from, call).await,
            Self::Crm(_) => Ok((Vec::new(), None)),
        }
    }
}

type OlderPage = (Vec<Order>, Option<OlderOrders>);

/// One thing a vendor is asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Question {
    Find(Lookup),
    Older(OlderOrders),
}

/// What came back.
pub(super) enum Answer {
    Found(Lookup, Result<Found, PortError>),
    Older(OlderOrders, Result<OlderPage, PortError>),
}

/// An answer, from whom and when.
pub(super) struct Event {
    pub(super) vendor: usize,
    pub(super) answer: Answer,
    pub(super) at: Timestamp,
}

/// Asks one question. Ends at the call's deadline at the latest, whatever the client does.
pub(super) fn ask(
    at: usize,
    vendor: Vendor,
    question: Question,
    call: Call,
    clock: Arc<dyn Clock>,
) -> BoxFuture<'static, Event> {
    Box::pin(async move {
        let answer = match question {
            Question::Find(lookup) => {
                let found = within(call, vendor.source(), vendor.find(&lookup, &call)).await;
                Answer::Found(lookup, found)
            }
            Question::Older(from) => {
                let page = within(call, vendor.source(), vendor.older_orders(&from, &call)).await;
                Answer::Older(from, page)
            }
        };
        Event { vendor: at, answer, at: clock.now() }
    })
}

async fn within<T>(
    call: Call,
    source: &Source,
    answer: impl Future<Output = Result<T, PortError>>,
) -> Result<T, PortError> {
    tokio::time::timeout(call.deadline, answer).await.unwrap_or_else(|_| {
        let seconds = call.deadline.as_secs();
        Err(PortError::new(Trouble::Unreachable, format!("{source} did not answer within {seconds} s")))
    })
}

/// A vendor and everything it was asked and said in one search.
pub(super) struct Asking {
    pub(super) vendor: Vendor,
    pub(super) cached: Option<CachedAnswer>,
    pub(super) asked: HashSet<Lookup>,
    in_flight: Vec<Question>,
    found: Found,
    /// Where older orders go on, for each record that has more, and every such place there was.
    older: Vec<OlderOrders>,
    older_seen: Vec<OlderOrders>,
    answers: u32,
    pages: u32,
    error: Option<PortError>,
    started_at: Timestamp,
    answered_at: Timestamp,
}

impl Asking {
    pub(super) fn new(vendor: Vendor, now: Timestamp) -> Self {
        Self {
            vendor,
            cached: None,
            asked: HashSet::new(),
            in_flight: Vec::new(),
            found: Found::default(),
            older: Vec::new(),
            older_seen: Vec::new(),
            answers: 0,
            pages: 0,
            error: None,
            started_at: now,
            answered_at: now,
        }
    }

    /// Notes that a question is on its way.
    pub(super) fn sent(&mut self, question: &Question) {
        if let Question::Find(lookup) = question {
            self.asked.insert(lookup.clone());
        }
        self.in_flight.push(question.clone());
    }

    pub(super) fn is_idle(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// Whether a question is on its way that finds whoever has the e-mail address or is the record.
    pub(super) fn is_asked_by_strong_fact(&self) -> bool {
        self.in_flight
            .iter()
            .any(|question| matches!(question, Question::Find(Lookup::Email(_) | Lookup::Record(_))))
    }

    /// Whether pages of guest orders under the address are read or being read.
    pub(super) fn reads_guest_orders(&self, email: &Email) -> bool {
        self.older_seen.iter().any(|older| is_guest(&older.record, email))
    }

    pub(super) fn was_asked(&self) -> bool {
        !self.asked.is_empty()
    }

    pub(super) fn error(&self) -> Option<&PortError> {
        self.error.as_ref()
    }

    /// What was said in this search.
    pub(super) fn found(&self) -> &Found {
        &self.found
    }

    /// Takes what was found; returns the pages that could be read next.
    pub(super) fn take_found(
        &mut self,
        lookup: &Lookup,
        found: Result<Found, PortError>,
        at: Timestamp,
    ) -> Option<OlderOrders> {
        self.settle(&Question::Find(lookup.clone()), at);
        match found {
            Err(error) => {
                self.error.get_or_insert(error);
                None
            }
            Ok(found) => {
                self.answers += 1;
                found.records.into_iter().for_each(|record| self.add(record));
                for candidate in found.candidates {
                    if !self.found.candidates.iter().any(|known| known.reference() == candidate.reference()) {
                        self.found.candidates.push(candidate);
                    }
                }
                for coverage in found.coverage {
                    if !self.found.coverage.contains(&coverage) {
                        self.found.coverage.push(coverage);
                    }
                }
                // By the address guest orders are read from their start: no other way is needed to them.
                if let Lookup::Email(email) = lookup {
                    self.older.retain(|older| !is_guest(&older.record, email));
                }
                // Asked twice about the same record, its older orders are still read once.
                let older = found.older_orders.filter(|older| !self.older_seen.contains(older))?;
                self.goes_on(older.clone());
                Some(older)
            }
        }
    }

    /// Takes a page of older orders; returns where it goes on.
    pub(super) fn take_older(
        &mut self,
        from: &OlderOrders,
        page: Result<OlderPage, PortError>,
        at: Timestamp,
    ) -> Option<OlderOrders> {
        self.settle(&Question::Older(from.clone()), at);
        self.pages += 1;
        match page {
            Err(error) => {
                self.error.get_or_insert(error);
                None
            }
            Ok((orders, next)) => {
                self.older.retain(|older| older != from);
                self.add_orders(&from.record, orders);
                let next = next?;
                if self.older_seen.contains(&next) || self.pages >= MOST_PAGES {
                    let what =
                        format!("{} gives page after page of older orders without end", self.vendor.source());
                    self.error.get_or_insert(PortError::new(Trouble::Garbled, what));
                }
                self.goes_on(next.clone());
                self.error.is_none().then_some(next)
            }
        }
    }

    fn goes_on(&mut self, older: OlderOrders) {
        self.older_seen.push(older.clone());
        self.older.push(older);
    }

    /// A guest whose orders all lie on later pages has no record yet.
    fn add_orders(&mut self, reference: &RecordRef, orders: Vec<Order>) {
        if orders.is_empty() {
            return;
        }
        let known = self.found.records.iter().position(|record| record.reference() == *reference);
        let at = known.unwrap_or_else(|| {
            let RecordRef { source, kind, id } = reference.clone();
            self.found.records.push(Record::new(source, &kind, id));
            self.found.records.len() - 1
        });
        let record = &mut self.found.records[at];
        for order in orders {
            if !record.orders.iter().any(|known| known.id == order.id) {
                record.orders.push(order);
            }
        }
    }

    fn settle(&mut self, question: &Question, at: Timestamp) {
        if let Some(place) = self.in_flight.iter().position(|other| other == question) {
            self.in_flight.swap_remove(place);
        }
        self.answered_at = at;
    }

    fn add(&mut self, record: Record) {
        match self.found.records.iter().position(|known| known.reference() == record.reference()) {
            None => self.found.records.push(record),
            Some(at) => {
                let known = self.found.records.swap_remove(at);
                self.found.records.push(unify::join(known, record));
            }
        }
    }

    /// The part of the profile that this vendor gives now; nothing while it has not said anything.
    pub(super) fn part(&self) -> Option<Part> {
        let has_records = !self.found.records.is_empty();
        let is_waiting = !self.is_idle() || !self.was_asked();
        // Who answered one question with nobody and failed at the next has not said that there is nobody.
        if has_records || (self.answers > 0 && !is_waiting && self.error.is_none()) {
            return Some(self.fresh());
        }
        let error = self.error.as_ref().filter(|_| !is_waiting).map(in_words);
        match (&self.cached, error) {
            (Some(cached), None) => Some(Part::cached(cached, Freshness::Cached, None)),
            (Some(cached), error) => Some(Part::cached(cached, Freshness::Stale, error)),
            (None, Some(error)) => Some(self.failed(error)),
            (None, None) => None,
        }
    }

    fn fresh(&self) -> Part {
        let mut found = self.found.clone();
        found.older_orders = self.older.last().cloned();
        if let Some(cached) = &self.cached {
            keep_older_orders(&mut found, cached);
            if self.is_idle() {
                say_what_is_gone(&mut found, cached);
            }
        }
        Part { state: self.state(Freshness::Fresh, self.error.as_ref().map(in_words)), found }
    }

    fn failed(&self, error: String) -> Part {
        let state = SourceState { fetched_at: None, ..self.state(Freshness::Failed, Some(error)) };
        // Whom it named as alike before it failed may be decided on all the same.
        Part { state, found: Found { candidates: self.found.candidates.clone(), ..Found::default() } }
    }

    fn state(&self, status: Freshness, error: Option<String>) -> SourceState {
        let took = self.answered_at.as_millisecond() - self.started_at.as_millisecond();
        SourceState {
            source: self.vendor.source().clone(),
            status,
            fetched_at: Some(self.answered_at),
            latency_ms: Some(u64::try_from(took).unwrap_or(0)),
            error,
        }
    }
}

fn is_guest(record: &RecordRef, email: &Email) -> bool {
    record.kind == "guest" && record.id == email.as_str()
}

/// An error for a person: what failed and what to do.
pub(super) fn in_words(error: &PortError) -> String {
    match &error.hint {
        Some(hint) => format!("{}; {hint}", error.what),
        None => error.what.clone(),
    }
}

/// Orders behind the last page that was read stay as they are cached.
fn keep_older_orders(found: &mut Found, cached: &CachedAnswer) {
    let Some(older) = &found.older_orders else { return };
    let Some(record) = found.records.iter_mut().find(|record| record.reference() == older.record) else {
        return;
    };
    let Some(known) = cached.found.records.iter().find(|record| record.reference() == older.record) else {
        return;
    };
    let Some(oldest) = record.orders.iter().map(|order| order.placed_at).min() else { return };
    let read: HashSet<String> = record.orders.iter().map(|order| order.id.clone()).collect();
    let kept: Vec<Order> = known
        .orders
        .iter()
        .filter(|order| order.placed_at <= oldest && !read.contains(&order.id))
        .cloned()
        .collect();
    if kept.is_empty() {
        return;
    }
    record.orders.extend(kept);
    if cached.found.older_orders.is_none() {
        found.older_orders = None;
        let why = format!(
            "orders placed before {} are as they were on {}",
            oldest.strftime("%Y-%m-%d"),
            cached.fetched_at.strftime("%Y-%m-%d")
        );
        found.coverage.push(Coverage {
            source: cached.source.clone(),
            since: None,
            complete: true,
            why: Some(why),
            of: None,
        });
    }
}

/// A record that was there the last time and is not any more is gone from this source, and that is said.
fn say_what_is_gone(found: &mut Found, cached: &CachedAnswer) {
    for gone in &cached.found.records {
        let is_there = found.records.iter().any(|record| record.reference() == gone.reference());
        // A guest's orders move to the customer record as soon as there is one.
        if is_there || gone.kind == "guest" {
            continue;
        }
        let why = format!(
            "{} {} was there on {} {GONE}",
            gone.kind,
            gone.id.rsplit('/').next().unwrap_or_default(),
            cached.fetched_at.strftime("%Y-%m-%d")
        );
        found.coverage.push(Coverage {
            source: cached.source.clone(),
            since: None,
            complete: true,
            why: Some(why),
            of: None,
        });
    }
    // Said until something is there again.
    if found.records.is_empty() && cached.found.records.is_empty() {
        let said = cached
            .found
            .coverage
            .iter()
            .filter(|entry| entry.why.as_ref().is_some_and(|why| why.ends_with(GONE)));
        found.coverage.extend(said.cloned());
    }
}
