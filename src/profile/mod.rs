//! Finds a customer, brings the vendors' halves together into one profile, and keeps it.
//!
//! [`Profiles::find`] is the way in: cache, vendors, unify, cache. `fetch` asks all vendors at once, `unify` makes one
//! profile of what they say (pure), `owners` tells which customer known here that is. Guarantees: a vendor that
//! fails leaves its part marked and never empties the rest; what merely looks alike is never joined; a person's
//! word on a link outlives every refresh. Scores are left empty here: they are computed from the profile.

mod asking;
mod fetch;
mod fields;
mod former;
mod given_names;
mod histories;
mod keep;
mod likeness;
mod links;
mod outcome;
mod owners;
mod rehearse;
mod together;
mod totals;
mod unify;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::Lookup;
use crate::domain::customer::PossibleMatch;
use crate::domain::ids::{CustomerId, Source};
use crate::domain::profile::{Freshness, Profile, SourceState};
use crate::domain::record::{Found, RecordRef};
use crate::ports::repository::{Dossier, LinkDecision};
use crate::ports::{Call, Clock, CrmClient, Repository, StoreClient};

pub use likeness::is_same_name;
pub use outcome::{Looked, Mode, Outcome, Pages, Partial, ProfileError};
pub use rehearse::Rehearsal;
pub use together::together;
pub use totals::totals;
pub use unify::{Part, unify};

use asking::Vendor;
use fetch::Fetch;
use owners::Owner;

/// What a source is said to be that nobody asked.
const OFFLINE: &str = "not asked: working off-line";
/// What a source is said to be of which nothing is kept: whether it knows the customer is not known.
const UNREAD: &str = "not read yet, or it did not answer when the rest was read";

/// Puts profiles together out of the configured vendors and the cache.
#[derive(Clone)]
pub struct Profiles {
    /// The configured stores.
    pub stores: Vec<Arc<dyn StoreClient>>,
    /// The CRM, where one is configured.
    pub crm: Option<Arc<dyn CrmClient>>,
    /// Where profiles, keys and link decisions are kept.
    pub repository: Arc<dyn Repository>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Makes the id of a customer seen for the first time: UUID version 7, so that ids sort by time.
    pub new_id: Arc<dyn Fn() -> CustomerId + Send + Sync>,
    /// How old a cached answer may be before it is due for a refresh.
    pub cache_ttl: Duration,
    /// Who waits, and how long for each vendor call.
    pub call: Call,
    /// Held while it is settled which customer somebody is: two searches at once must not both see a stranger.
    pub settling: Arc<tokio::sync::Mutex<Moved>>,
}

/// Customers whose rows in the directory became others while somebody else was settled: of whom nobody is left, or who were
/// let apart. Whoever keeps an index of the rows takes them from here.
pub type Moved = Vec<CustomerId>;

impl Profiles {
    /// Finds whom the query names.
    ///
    /// `progress` is called with what is known whenever a vendor has answered; the last word is the outcome.
    /// Names are answered by the vendors alone: the directory turns a name known here into a customer id before.
    ///
    /// # Errors
    /// Only of the storage; vendors that fail are part of the outcome.
    pub async fn find(
        &self,
        query: &Lookup,
        mode: Mode,
        pages: Pages,
        progress: impl Fn(Partial) + Send + Sync,
    ) -> Result<Outcome, ProfileError> {
        if mode != Mode::Fresh {
            let known = self.known(query).await?;
            match (known.as_slice(), mode) {
                ([one], _) if mode == Mode::Offline || !self.may_mean_another(query) => {
                    return Ok(self.cached_outcome(one, mode, query));
                }
                ([], Mode::Offline) => return Ok(Outcome::Nobody(vec![self.not_cached(query).await?])),
                (several, Mode::Offline) => return Ok(Outcome::Many(self.candidates(several))),
                _ => {}
            }
        }
        let mut fetch = Fetch::new(self, query, pages);
        fetch.run(&progress).await?;
        self.conclude(fetch, query).await
    }

    /// The cached profile of a customer, at once and however old; nothing where nothing is cached.
    ///
    /// # Errors
    /// Only of the storage.
    pub async fn cached(&self, customer: CustomerId) -> Result<Option<Outcome>, ProfileError> {
        let query = Lookup::Customer(customer);
        let known = self.known(&query).await?;
        Ok(known.first().map(|owner| self.cached_outcome(owner, Mode::Cached, &query)))
    }

    /// Whether a profile should be read again: a source is missing, failed or older than the time to live.
    pub fn is_due(&self, profile: &Profile) -> bool {
        self.vendors().any(|vendor| {
            let state = profile.sources.iter().find(|state| state.source == *vendor.source());
            state.is_none_or(|state| match state.status {
                Freshness::Stale | Freshness::Failed => true,
                Freshness::Fresh | Freshness::Cached => state.fetched_at.is_none_or(|at| !self.is_young(at)),
            })
        })
    }

    /// Keeps a person's word on a record and returns the profile that follows from it.
    ///
    /// The first link of a customer also pins the record it was linked to, so that the two stay together without
    /// any fact in common. A record that has a customer of its own here brings it along; the smaller id wins, so
    /// the profile may come back under another id. Nothing where nothing is left of the customer.
    ///
    /// # Errors
    /// Only of the storage.
    pub async fn decide(&self, decision: &LinkDecision) -> Result<Option<Profile>, ProfileError> {
        let customer = decision.customer;
        let before = Owner::load(self.repository.as_ref(), customer).await?;
        if decision.linked {
            self.pin(decision, &before).await?;
        }
        self.repository.put_link(decision).await?;
        let is_here = before.records().any(|record| record.reference() == decision.record);
        let query = Lookup::Customer(customer);
        if decision.linked && !is_here {
            let outcome = self.find(&query, Mode::Fresh, Pages::All, |_| {}).await?;
            return Ok(match outcome {
                Outcome::One { profile, .. } => Some(*profile),
                _ => None,
            });
        }
        let owner = Owner::load(self.repository.as_ref(), customer).await?;
        let parts = self.cached_parts(&owner, Mode::Cached);
        let profile = unify(customer, &parts, &owner.links, None);
        let listed = self.repository.directory_row(customer).await?;
        self.keep(customer, &parts, &profile, &[]).await?;
        if !decision.linked {
            self.part_past(decision, &before, listed).await?;
        }
        Ok((!profile.identities.is_empty()).then_some(profile))
    }

    /// What a link needs beside itself: see [`Profiles::decide`].
    async fn pin(&self, decision: &LinkDecision, before: &Owner) -> Result<(), ProfileError> {
        let mine: Vec<RecordRef> = before.records().map(|record| record.reference()).collect();
        let has_link = mine.iter().any(|record| links::is_linked(&before.links, record));
        if let Some(first) = mine.first().filter(|_| !has_link) {
            let pin = LinkDecision { record: first.clone(), ..decision.clone() };
            self.repository.put_link(&pin).await?;
        }
        // A customer of its own who was once taken apart from this one is not apart any more.
        let query = Lookup::Record(decision.record.clone());
        for other in self.repository.customers_by_key(&query).await? {
            let theirs = self.repository.links(other).await?;
            for record in mine.iter().filter(|record| links::is_unlinked(&theirs, record)) {
                let again = LinkDecision { customer: other, record: record.clone(), ..decision.clone() };
                self.repository.put_link(&again).await?;
            }
        }
        Ok(())
    }

    fn vendors(&self) -> impl Iterator<Item = Vendor> + '_ {
        let stores = self.stores.iter().cloned().map(Vendor::Store);
        stores.chain(self.crm.iter().cloned().map(Vendor::Crm))
    }

    /// The customers with something cached that a query names by an exact key.
    async fn known(&self, query: &Lookup) -> Result<Vec<Owner>, ProfileError> {
        let ids = match query {
            Lookup::Customer(id) => vec![*id],
            query => self.repository.customers_by_key(query).await?,
        };
        let mut known = Vec::new();
        for id in ids {
            let owner = Owner::load(self.repository.as_ref(), id).await?;
            if owner.records().next().is_some() {
                known.push(owner);
            }
        }
        Ok(known)
    }

    /// Why off-line nobody is found: not known here, or known by the directory's row alone.
    async fn not_cached(&self, query: &Lookup) -> Result<Looked, ProfileError> {
        let is_listed = !self.repository.customers_by_key(query).await?.is_empty();
        let (what, why_maybe) = if is_listed {
            ("the directory knows them, but the profile has not been read yet".to_owned(), "")
        } else {
            (format!("looked for the {} in what is cached", query.kind()), ": the vendors were not asked")
        };
        let why_maybe = format!("working off-line{why_maybe}");
        Ok(Looked { place: "cache".to_owned(), what, why_maybe, failed: false })
    }

    /// Two stores can have an order of the same number: a cached one is not enough to know who is meant.
    fn may_mean_another(&self, query: &Lookup) -> bool {
        matches!(query, Lookup::OrderNumber(_)) && self.stores.len() > 1
    }

    fn is_young(&self, fetched_at: Timestamp) -> bool {
        self.clock.now().duration_since(fetched_at).unsigned_abs() <= self.cache_ttl
    }

    fn cached_outcome(&self, owner: &Owner, mode: Mode, query: &Lookup) -> Outcome {
        let profile = Box::new(self.cached_profile(owner, mode, query));
        Outcome::One { profile, has_older: owner.has_older_orders() }
    }

    fn cached_profile(&self, owner: &Owner, mode: Mode, query: &Lookup) -> Profile {
        let parts = self.cached_parts(owner, mode);
        unify(owner.dossier.customer, &parts, &owner.links, Some(query))
    }

    /// Each source's part as it is kept; a source of which nothing is kept is unread, not empty.
    fn cached_parts(&self, owner: &Owner, mode: Mode) -> Vec<Part> {
        let mut parts = self.kept_parts(owner, mode);
        let why = if mode == Mode::Offline { OFFLINE } else { UNREAD };
        let missing: Vec<Source> = self
            .vendors()
            .map(|vendor| vendor.source().clone())
            .filter(|source| !parts.iter().any(|part| part.state.source == *source))
            .collect();
        parts.extend(missing.into_iter().map(|source| Part {
            state: SourceState {
                source,
                status: Freshness::Failed,
                fetched_at: None,
                latency_ms: None,
                error: Some(why.to_owned()),
            },
            found: Found::default(),
        }));
        parts
    }

    fn kept_parts(&self, owner: &Owner, mode: Mode) -> Vec<Part> {
        let answers = owner.dossier.answers.iter().map(|answer| {
            if mode == Mode::Offline && !self.is_young(answer.fetched_at) {
                Part::cached(answer, Freshness::Stale, Some(OFFLINE.to_owned()))
            } else {
                Part::cached(answer, Freshness::Cached, None)
            }
        });
        answers.collect()
    }

    fn candidates(&self, owners: &[Owner]) -> Vec<PossibleMatch> {
        let first = |owner: &Owner| {
            let profile =
                self.cached_profile(owner, Mode::Offline, &Lookup::Customer(owner.dossier.customer));
            let main = profile.identities.into_iter().next()?;
            let records = unify::Gathered::from(&self.cached_parts(owner, Mode::Offline)).records;
            let record =
                records.into_iter().find(|record| record.reference().to_string() == main.reference())?;
            Some(unify::candidate_of(&record, "known here under the same key".to_owned()))
        };
        owners.iter().filter_map(first).collect()
    }

    /// What a finished search means: one, several, nobody, or not known.
    async fn conclude(&self, mut fetch: Fetch<'_>, query: &Lookup) -> Result<Outcome, ProfileError> {
        let mut moved = self.settling.lock().await;
        // Another search may have settled the same customer since the last answer came.
        fetch.recognise().await?;
        let people = fetch.people_named();
        let namesakes = fetch.namesakes();
        if people.len() + namesakes.len() > 1 || (people.is_empty() && !namesakes.is_empty()) {
            let why = format!("fits the {}", query.kind());
            let mut candidates: Vec<PossibleMatch> =
                people.iter().map(|record| unify::candidate_of(record, why.clone())).collect();
            candidates.extend(namesakes);
            return Ok(Outcome::Many(candidates));
        }
        if let Some(profile) = fetch.profile() {
            self.settle(&fetch, &profile, &mut moved).await?;
            return Ok(Outcome::One { profile: Box::new(profile), has_older: fetch.has_older_orders() });
        }
        let candidates: Vec<PossibleMatch> =
            fetch.vendors.iter().flat_map(|asking| asking.found().candidates.clone()).collect();
        if !candidates.is_empty() {
            return Ok(Outcome::Many(candidates));
        }
        let looked = keep::looked(&fetch, query);
        if fetch.vendors.iter().any(|asking| asking.error().is_some()) {
            return Ok(Outcome::Unreachable(looked));
        }
        self.let_go(&fetch).await?;
        Ok(Outcome::Nobody(looked))
    }

    /// Nobody has the customer any more: what was cached of them goes too.
    async fn let_go(&self, fetch: &Fetch<'_>) -> Result<(), ProfileError> {
        for owner in fetch.owners.iter() {
            let empty = Dossier { answers: Vec::new(), ..owner.dossier.clone() };
            self.repository.put_dossier(&empty).await?;
        }
        Ok(())
    }
}
