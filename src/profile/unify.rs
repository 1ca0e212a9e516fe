//! One profile out of the vendors' answers. Pure: the same answers in any order give the same profile.
//!
//! Which records are one person is decided in `links`, whose field counts in `fields`, sums in `totals`. Records
//! stand in this order of precedence: stores before the CRM, customers and contacts before guests and leads,
//! more orders before fewer, then by source and id.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::commerce::{Cart, Order};
use crate::domain::crm::{Activity, Asker, Case, Deal, DealOutcome};
use crate::domain::customer::{Email, Identity, MatchedBy, PossibleMatch};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{CustomerId, Source};
use crate::domain::lookup::Lookup;
use crate::domain::profile::{Freshness, Profile, SourceState};
use crate::domain::record::{Coverage, Found, Record, RecordRef};
use crate::domain::score::Scores;
use crate::ports::repository::{CachedAnswer, LinkDecision};

use super::totals::totals;
use super::{fields, likeness, links};

/// One source's part: what it said, and how fresh that is. A failed source said nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Where it comes from and how old it is.
    pub state: SourceState,
    /// What the source said.
    pub found: Found,
}

impl Part {
    /// A part out of the cache.
    pub fn cached(answer: &CachedAnswer, status: Freshness, error: Option<String>) -> Self {
        let state = SourceState {
            source: answer.source.clone(),
            status,
            fetched_at: Some(answer.fetched_at),
            latency_ms: Some(answer.latency_ms),
            error,
        };
        Self { state, found: answer.found.clone() }
    }
}

/// Records that the query itself named, and by what.
pub(super) type Named = BTreeMap<RecordRef, MatchedBy>;

/// The profile of a customer.
///
/// Without a query (a profile out of the cache) the customer is the largest group of linked records.
/// `links` are the decisions about this customer. Scores are left empty: they are computed from the profile.
pub fn unify(
    customer: CustomerId,
    parts: &[Part],
    links: &[LinkDecision],
    query: Option<&Lookup>,
) -> Profile {
    let gathered = Gathered::from(parts);
    let named = query.map(|query| gathered.named_by(query)).unwrap_or_default();
    profile(customer, &gathered, parts, links, &named, &[])
}

/// All records of all parts, each once, in order of precedence.
pub(super) struct Gathered {
    pub(super) records: Vec<Record>,
}

impl Gathered {
    pub(super) fn from(parts: &[Part]) -> Self {
        Self::of(parts.iter().flat_map(|part| &part.found.records))
    }

    pub(super) fn of<'a>(all: impl Iterator<Item = &'a Record>) -> Self {
        let mut by_reference: BTreeMap<RecordRef, Record> = BTreeMap::new();
        for record in all {
            let record = with_guest_email(record.clone());
            match by_reference.remove(&record.reference()) {
                None => by_reference.insert(record.reference(), record),
                Some(known) => by_reference.insert(record.reference(), join(known, record)),
            };
        }
        let mut records: Vec<Record> = by_reference.into_values().collect();
        records.sort_by_cached_key(precedence);
        Self { records }
    }

    fn named_by(&self, query: &Lookup) -> Named {
        let matching = |record: &&Record| names(query, record);
        let named = self.records.iter().filter(matching);
        named.map(|record| (record.reference(), matched_by(query))).collect()
    }

    /// The records that nobody unlinked, grouped by person.
    pub(super) fn people(&self, links: &[LinkDecision]) -> Vec<Vec<&Record>> {
        let unlinked = |record: &&Record| links::is_unlinked(links, &record.reference());
        let kept: Vec<&Record> = self.records.iter().filter(|record| !unlinked(record)).collect();
        links::groups(&kept)
    }

    /// The records that are the customer, in order of precedence: each group that the query names or a person
    /// linked; without either the largest of those that are theirs by what is `known` of them. Whoever only shares a
    /// telephone with them came in the same answers and is somebody else, however much they have bought.
    pub(super) fn belonging(&self, links: &[LinkDecision], named: &Named, known: &[&Record]) -> Vec<&Record> {
        let people = self.people(links);
        let is_named = |group: &Vec<&Record>| group.iter().any(|r| named.contains_key(&r.reference()));
        let is_linked = |group: &Vec<&Record>| group.iter().any(|r| links::is_linked(links, &r.reference()));
        // A telephone alone is shared too often to tell whose a group is.
        let is_strong = |fact: MatchedBy| matches!(fact, MatchedBy::Email | MatchedBy::Order);
        let is_read_again = |record: &Record| known.iter().any(|one| one.reference() == record.reference());
        let is_tied =
            |record: &Record| known.iter().any(|one| links::shared_fact(one, record).is_some_and(is_strong));
        let has_known = |group: &[&Record]| group.iter().any(|record| is_read_again(record));
        let is_theirs = |group: &[&Record]| {
            known.is_empty() || has_known(group) || group.iter().any(|record| is_tied(record))
        };
        let largest = people
            .iter()
            .enumerate()
            .filter(|(_, group)| is_theirs(group))
            .max_by_key(|(at, group)| (has_known(group), group.len(), orders_of(group), Reverse(*at)))
            .map(|(at, _)| at);
        // What was linked stands for the customer as long as all of it is there.
        let is_here = |record: &RecordRef| self.records.iter().any(|one| one.reference() == *record);
        let mut linked = links.iter().filter(|link| links::is_linked(links, &link.record));
        let is_linked_whole = people.iter().any(is_linked) && linked.all(|link| is_here(&link.record));
        let nothing_named = !people.iter().any(is_named) && !is_linked_whole;
        let mut belonging: Vec<&Record> = people
            .iter()
            .enumerate()
            .filter(|(at, group)| {
                is_named(group) || is_linked(group) || (nothing_named && largest == Some(*at))
            })
            .flat_map(|(_, group)| group.iter().copied())
            .collect();
        belonging.sort_by_cached_key(|record| precedence(record));
        belonging
    }
}

fn orders_of(group: &[&Record]) -> usize {
    group.iter().map(|record| record.orders.len()).sum()
}

/// How a query that names a record is shown as the reason of its belonging.
pub(super) fn matched_by(query: &Lookup) -> MatchedBy {
    match query {
        Lookup::Email(_) => MatchedBy::Email,
        Lookup::Phone(_) => MatchedBy::Phone,
        Lookup::OrderNumber(_) | Lookup::Name(_) | Lookup::Record(_) | Lookup::Customer(_) => {
            MatchedBy::Query
        }
    }
}

/// Whether the query names the record by what is seen on it.
pub(super) fn names(query: &Lookup, record: &Record) -> bool {
    match query {
        Lookup::Email(email) => record.emails.contains(email),
        Lookup::Phone(phone) => record.phones.contains(phone),
        Lookup::OrderNumber(number) => {
            let bare = |text: &str| text.trim().trim_start_matches('#').to_lowercase();
            record.orders.iter().any(|order| bare(&order.number) == bare(number))
        }
        Lookup::Name(name) => {
            let has = record.name.as_deref().map(likeness::words).unwrap_or_default();
            likeness::words(name).is_subset(&has)
        }
        Lookup::Record(reference) => record.reference() == *reference,
        Lookup::Customer(_) => false,
    }
}

fn with_guest_email(mut record: Record) -> Record {
    if record.kind == "guest"
        && let Some(email) = Email::parse(&record.id)
        && !record.emails.contains(&email)
    {
        record.emails.push(email);
    }
    record
}

fn precedence(record: &Record) -> (bool, u8, Reverse<usize>, RecordRef) {
    let kind = match record.kind.as_str() {
        "customer" | "contact" => 0,
        "lead" => 1,
        _ => 2,
    };
    (record.source.name().is_none(), kind, Reverse(record.orders.len()), record.reference())
}

/// Two readings of one record: the newer one's fields, and what hangs on either.
pub(super) fn join(a: Record, b: Record) -> Record {
    let rank = |record: &Record| {
        (record.updated_at, record.orders.len(), record.cases.len() + record.activities.len())
    };
    let (mut newer, older) = if rank(&b) > rank(&a) { (b, a) } else { (a, b) };
    add_missing(&mut newer.orders, older.orders, |order| order.id.clone());
    add_missing(&mut newer.carts, older.carts, |cart| cart.id.clone());
    add_missing(&mut newer.cases, older.cases, |case| case.id.clone());
    add_missing(&mut newer.deals, older.deals, |deal| deal.id.clone());
    add_missing(&mut newer.activities, older.activities, |activity| activity.evidence.as_str().to_owned());
    newer
}

fn add_missing<T>(kept: &mut Vec<T>, more: Vec<T>, id: impl Fn(&T) -> String) {
    let known: BTreeSet<String> = kept.iter().map(&id).collect();
    kept.extend(more.into_iter().filter(|item| !known.contains(&id(item))));
}

/// The profile of the records that belong to the customer; `known`: those that were theirs when they were last read.
pub(super) fn profile(
    customer: CustomerId,
    gathered: &Gathered,
    parts: &[Part],
    links: &[LinkDecision],
    named: &Named,
    known: &[&Record],
) -> Profile {
    let belonging = gathered.belonging(links, named, known);
    let coverage = coverage(parts);
    let partial = coverage.iter().any(cuts_orders);

    let mut orders = once(&belonging, |r| &r.orders, |order| (order.source.clone(), order.id.clone()));
    orders.sort_by(|a, b| (b.placed_at, &a.source, &a.id).cmp(&(a.placed_at, &b.source, &b.id)));
    let mut carts = once(&belonging, |r| &r.carts, |cart| (cart.source.clone(), cart.id.clone()));
    carts.sort_by(|a, b| (b.updated_at, &a.source, &a.id).cmp(&(a.updated_at, &b.source, &b.id)));
    let mut cases = once(&belonging, |r| &r.cases, |case| (case.source.clone(), case.id.clone()));
    cases.iter_mut().for_each(|case| case.asker = asker(&belonging, case));
    cases.sort_by_cached_key(|case| (!case.open, Reverse(age_of_case(case)), case.id.clone()));
    let mut deals = once(&belonging, |r| &r.deals, |deal| (deal.source.clone(), deal.id.clone()));
    deals.sort_by_cached_key(|deal| {
        (deal.outcome != DealOutcome::Open, Reverse(deal.updated_at.or(deal.close_at)), deal.id.clone())
    });
    let mut activities = once(
        &belonging,
        |r| &r.activities,
        |activity| (activity.source.clone(), activity.evidence.as_str().to_owned()),
    );
    activities.sort_by_cached_key(|activity| (Reverse(activity.at), activity.evidence.clone()));

    make_unique(&mut orders);
    make_unique(&mut carts);
    make_unique(&mut cases);
    make_unique(&mut deals);
    make_unique(&mut activities);

    Profile {
        customer: fields::customer(customer, &belonging),
        identities: identities(&belonging, links, named),
        possible_matches: possible_matches(gathered, &belonging, parts, links),
        conflicts: fields::conflicts(&belonging),
        coverage,
        totals: totals(&orders, partial),
        orders,
        carts,
        cases,
        deals,
        activities,
        scores: Scores::default(),
        sources: sources(parts),
        store_zone: None,
    }
}

/// What hangs on the records, each thing once although two records may both have it.
fn once<T: Clone>(
    records: &[&Record],
    field: impl Fn(&Record) -> &[T],
    key: impl Fn(&T) -> (Source, String),
) -> Vec<T> {
    let mut seen = BTreeSet::new();
    let all = records.iter().flat_map(|record| field(record));
    all.filter(|item| seen.insert(key(item))).cloned().collect()
}

/// Whose case it is, of several records that are one customer.
fn asker(belonging: &[&Record], case: &Case) -> Option<Asker> {
    let is_it = |one: &Case| one.source == case.source && one.id == case.id;
    let has_it = |record: &&&Record| record.source == case.source && record.cases.iter().any(is_it);
    let record = belonging.iter().find(has_it)?;
    Some(Asker { record: record.reference(), email: record.emails.first().cloned() })
}

fn age_of_case(case: &Case) -> Option<Timestamp> {
    case.updated_at.or(case.opened_at)
}

/// Why each record belongs: what the query named, a person's word, else the strongest fact shared.
fn identities(belonging: &[&Record], links: &[LinkDecision], named: &Named) -> Vec<Identity> {
    let reason = |at: usize, record: &Record| {
        let reference = record.reference();
        let by_query = named.get(&reference).copied();
        if by_query == Some(MatchedBy::Query) && named.len() == 1 {
            return MatchedBy::Query;
        }
        let others = belonging.iter().enumerate().filter(|(other, _)| *other != at);
        let facts: Vec<MatchedBy> =
            others.filter_map(|(_, other)| links::shared_fact(record, other)).collect();
        let strongest = [MatchedBy::Email, MatchedBy::Order, MatchedBy::Phone]
            .into_iter()
            .find(|fact| facts.contains(fact));
        strongest
            .or_else(|| links::is_linked(links, &reference).then_some(MatchedBy::Link))
            .or(by_query)
            .unwrap_or(MatchedBy::Query)
    };
    belonging
        .iter()
        .enumerate()
        .map(|(at, record)| Identity {
            source: record.source.clone(),
            kind: record.kind.clone(),
            id: record.id.clone(),
            url: record.url.clone(),
            matched_by: reason(at, record),
        })
        .collect()
}

/// What looks alike and does not belong: vendors' candidates, unlinked records, other records in hand.
fn possible_matches(
    gathered: &Gathered,
    belonging: &[&Record],
    parts: &[Part],
    links: &[LinkDecision],
) -> Vec<PossibleMatch> {
    let belongs: BTreeSet<RecordRef> = belonging.iter().map(|record| record.reference()).collect();
    let mut matches: BTreeMap<String, PossibleMatch> = BTreeMap::new();
    for candidate in parts.iter().flat_map(|part| &part.found.candidates) {
        matches.entry(candidate.reference()).or_insert_with(|| candidate.clone());
    }
    for record in &gathered.records {
        let alike = likeness::why_alike(record, belonging.iter().copied());
        let why = match links::decision(links, &record.reference()).filter(|link| !link.linked) {
            Some(link) => {
                let day = link.at.strftime("%Y-%m-%d");
                let alike = alike.map(|alike| format!("{alike}; ")).unwrap_or_default();
                format!("{alike}unlinked on {day} by {}", link.by)
            }
            None => alike.unwrap_or_else(|| "found by the same query".to_owned()),
        };
        matches.insert(record.reference().to_string(), candidate_of(record, why));
    }
    let belongs: BTreeSet<String> = belongs.iter().map(ToString::to_string).collect();
    matches.into_values().filter(|candidate| !belongs.contains(&candidate.reference())).collect()
}

/// A record as a candidate that a person can decide on.
pub(super) fn candidate_of(record: &Record, why: String) -> PossibleMatch {
    PossibleMatch {
        source: record.source.clone(),
        kind: record.kind.clone(),
        id: record.id.clone(),
        name: record.name.clone(),
        email: record.emails.first().map(|email| email.as_str().to_owned()),
        why,
    }
}

/// What each source shows of the past; a source that failed shows nothing, and older orders may be on their way.
fn coverage(parts: &[Part]) -> Vec<Coverage> {
    let mut coverage: Vec<Coverage> = Vec::new();
    for part in parts {
        let source = &part.state.source;
        coverage.extend(part.found.coverage.iter().cloned());
        if part.state.status == Freshness::Failed {
            let why = "nothing could be read, and nothing is cached".to_owned();
            coverage.push(Coverage {
                source: source.clone(),
                since: None,
                complete: false,
                why: Some(why),
                of: None,
            });
        }
        let cut_is_said = part.found.coverage.iter().any(cuts_orders);
        if let Some(older) = &part.found.older_orders
            && !cut_is_said
        {
            let record = part.found.records.iter().find(|record| record.reference() == older.record);
            let since = record.and_then(|record| record.orders.iter().map(|order| order.placed_at).min());
            let why = "older orders exist and are not read yet".to_owned();
            coverage.push(Coverage {
                source: source.clone(),
                since,
                complete: false,
                why: Some(why),
                of: None,
            });
        }
    }
    // One question may have shown all and another not: then not all is shown.
    let cut: BTreeSet<Source> = coverage.iter().filter(|e| !e.complete).map(|e| e.source.clone()).collect();
    coverage.retain(|entry| !entry.complete || entry.why.is_some() || !cut.contains(&entry.source));
    coverage.sort_by_cached_key(|entry| {
        (entry.source.name().is_none(), entry.source.clone(), entry.since, entry.why.clone())
    });
    coverage.dedup();
    coverage
}

/// Whether a store's orders are cut, so that no sum is a lifetime's. A gap elsewhere (carts, say) leaves a store's
/// entry complete, with a remark.
fn cuts_orders(coverage: &Coverage) -> bool {
    coverage.source.name().is_some() && !coverage.complete
}

fn sources(parts: &[Part]) -> Vec<SourceState> {
    let mut states: Vec<SourceState> = parts.iter().map(|part| part.state.clone()).collect();
    states.sort_by_cached_key(|state| (state.source.name().is_none(), state.source.clone()));
    states
}

/// Something that evidence points at.
trait Evident {
    fn evidence(&mut self) -> &mut EvidenceId;
    fn place(&self) -> (&Source, &str);
}

macro_rules! evident {
    ($($kind:ty),*) => {$(
        impl Evident for $kind {
            fn evidence(&mut self) -> &mut EvidenceId {
                &mut self.evidence
            }
            fn place(&self) -> (&Source, &str) {
                (&self.source, &self.id)
            }
        }
    )*};
}
evident!(Order, Cart, Case, Deal, Activity);

/// Makes evidence ids unique: things of the same id are told apart by their account's name, then by the vendor's
/// id, then by a number. All of them change, so that an id never silently points at another thing.
fn make_unique<T: Evident>(items: &mut [T]) {
    let account = |source: &Source| source.name().unwrap_or(source.kind()).to_owned();
    qualify(items, |item| account(item.place().0));
    qualify(items, |item| item.place().1.rsplit('/').next().unwrap_or_default().to_owned());
    let mut taken: BTreeSet<EvidenceId> = BTreeSet::new();
    for item in items {
        let id = item.evidence().clone();
        let mut unique = id.clone();
        let mut number = 2;
        while !taken.insert(unique.clone()) {
            unique = EvidenceId::new(id.kind(), &format!("{}.{number}", id.key()));
            number += 1;
        }
        *item.evidence() = unique;
    }
}

/// Adds a qualifier to every id that several things have.
fn qualify<T: Evident>(items: &mut [T], qualifier: impl Fn(&T) -> String) {
    let mut count: BTreeMap<EvidenceId, u32> = BTreeMap::new();
    for item in items.iter_mut() {
        *count.entry(item.evidence().clone()).or_default() += 1;
    }
    for item in items {
        let id = item.evidence().clone();
        if count[&id] > 1 {
            let qualifier = qualifier(item);
            *item.evidence() = EvidenceId::new(id.kind(), &format!("{}.{qualifier}", id.key()));
        }
    }
}
