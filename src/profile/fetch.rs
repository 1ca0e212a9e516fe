//! Asks all vendors at once and puts together what comes, as it comes.
//!
//! Everybody is asked the query itself first. What an answer reveals is then asked where it was not asked yet:
//! an e-mail address at the other vendors (with the CRM still busy on a phone, name or order number at the same
//! time, so that the longest chain is one store call and two CRM calls), records that a person linked, records
//! that were there the last time, and a phone where a vendor knows nobody yet. Dropping the future drops every call.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::domain::Lookup;
use crate::domain::customer::{Email, Phone, PossibleMatch};
use crate::domain::ids::{CustomerId, Source};
use crate::domain::profile::Profile;
use crate::domain::record::{Record, RecordRef};

use super::asking::{Answer, Asking, Event, Question, ask};
use super::outcome::{Pages, Partial, ProfileError};
use super::owners::Owners;
use super::unify::{self, Gathered, Named, Part};
use super::{Profiles, likeness, links};

/// Questions to one vendor in one search at most: a record with dozens of addresses must not use up a rate limit.
const MOST_QUESTIONS: usize = 8;

/// One search.
pub(super) struct Fetch<'a> {
    profiles: &'a Profiles,
    query: &'a Lookup,
    pages: Pages,
    pub(super) vendors: Vec<Asking>,
    pub(super) owners: Owners,
    pub(super) named: Named,
    /// The customer's id, new where nobody here is them.
    id: CustomerId,
}

impl<'a> Fetch<'a> {
    pub(super) fn new(profiles: &'a Profiles, query: &'a Lookup, pages: Pages) -> Self {
        let now = profiles.clock.now();
        let vendors = profiles.vendors().map(|vendor| Asking::new(vendor, now)).collect();
        let named = Named::new();
        let id = (profiles.new_id)();
        Self { profiles, query, pages, vendors, owners: Owners::default(), named, id }
    }

    /// Asks until there is nothing left to ask.
    pub(super) async fn run(
        &mut self,
        progress: &(dyn Fn(Partial) + Send + Sync),
    ) -> Result<(), ProfileError> {
        let repository = self.profiles.repository.as_ref();
        match self.query {
            Lookup::Customer(id) => self.owners.add(repository, *id).await?,
            query => {
                if let [only] = repository.customers_by_key(query).await?.as_slice() {
                    self.owners.add(repository, *only).await?;
                    self.forget_owner_of_another_record();
                }
            }
        }
        self.take_over_cache();
        let mut running = FuturesUnordered::new();
        let mut questions = self.first_questions();
        questions.extend(self.linked_records());
        self.report(progress);
        loop {
            for (at, question) in questions.drain(..) {
                let asking = &mut self.vendors[at];
                asking.sent(&question);
                let clock = self.profiles.clock.clone();
                running.push(ask(at, asking.vendor.clone(), question, self.profiles.call, clock));
            }
            let Some(event) = running.next().await else { break };
            questions.extend(self.take(event));
            self.recognise().await?;
            questions.extend(self.further_questions());
            self.report(progress);
        }
        Ok(())
    }

    /// A record that its former customer no longer has is looked for as somebody else.
    fn forget_owner_of_another_record(&mut self) {
        if let Lookup::Record(reference) = self.query
            && links::is_unlinked(&self.owners.links(), reference)
        {
            self.owners = Owners::default();
        }
    }

    fn take_over_cache(&mut self) {
        for asking in &mut self.vendors {
            asking.cached = self.owners.cached(asking.vendor.source());
        }
    }

    /// The query itself for everybody; for a customer known here what each vendor is likeliest to find them by.
    fn first_questions(&self) -> Vec<(usize, Question)> {
        let Lookup::Customer(_) = self.query else {
            let query = Question::Find(self.query.clone());
            return (0..self.vendors.len()).map(|at| (at, query.clone())).collect();
        };
        let known = self.known();
        let email = known.iter().find_map(|record| record.emails.first());
        let phone = known.iter().find_map(|record| record.phones.first());
        let question = |asking: &Asking| {
            let source = asking.vendor.source();
            let own = known.iter().find(|record| record.source == *source);
            match own {
                Some(record) => Some(
                    record
                        .emails
                        .first()
                        .map_or(Lookup::Record(record.reference()), |e| Lookup::Email(e.clone())),
                ),
                None => email.cloned().map(Lookup::Email).or(phone.cloned().map(Lookup::Phone)),
            }
        };
        let questions = self.vendors.iter().enumerate();
        questions.filter_map(|(at, asking)| Some((at, Question::Find(question(asking)?)))).collect()
    }

    /// Records that a person linked, which no fact may lead to.
    fn linked_records(&self) -> Vec<(usize, Question)> {
        let decisions = self.owners.links();
        let linked: BTreeSet<&RecordRef> = decisions
            .iter()
            .map(|link| &link.record)
            .filter(|record| links::is_linked(&decisions, record))
            .collect();
        let mut questions = Vec::new();
        for (at, asking) in self.vendors.iter().enumerate() {
            for record in linked.iter().filter(|record| record.source == *asking.vendor.source()) {
                let lookup = Lookup::Record((*record).clone());
                let is_here = asking.found().records.iter().any(|known| known.reference() == **record);
                if !is_here && !asking.asked.contains(&lookup) && lookup != *self.query {
                    questions.push((at, Question::Find(lookup)));
                }
            }
        }
        questions
    }

    /// Takes an answer; returns the pages to read next.
    fn take(&mut self, event: Event) -> Option<(usize, Question)> {
        let asking = &mut self.vendors[event.vendor];
        let older = match event.answer {
            Answer::Found(lookup, found) => {
                let records = found.iter().flat_map(|found| &found.records);
                let is_query = lookup == *self.query;
                for record in
                    records.filter(|r| is_query || is_fact(self.query) && unify::names(self.query, r))
                {
                    self.named.insert(record.reference(), unify::matched_by(self.query));
                }
                asking.take_found(&lookup, found, event.at)
            }
            Answer::Older(from, page) => asking.take_older(&from, page, event.at),
        };
        older.filter(|_| self.pages == Pages::All).map(|older| (event.vendor, Question::Older(older)))
    }

    /// Finds the customers known here whom the records in hand belong to.
    pub(super) async fn recognise(&mut self) -> Result<(), ProfileError> {
        let mine: Vec<Record> = self.fresh_records();
        if mine.is_empty() {
            return Ok(());
        }
        let repository = self.profiles.repository.as_ref();
        if self.owners.recognise(repository, &mine, &self.named).await? {
            self.take_over_cache();
        }
        Ok(())
    }

    /// The customer's records as far as vendors answered; none while it is open who is meant.
    fn fresh_records(&self) -> Vec<Record> {
        let is_open = self.named.is_empty() && self.owners.winner().is_none();
        if is_open || self.people_named().len() > 1 {
            return Vec::new();
        }
        let fresh = Gathered::of(self.vendors.iter().flat_map(|asking| &asking.found().records));
        fresh.belonging(&self.owners.links(), &self.named, &self.known()).into_iter().cloned().collect()
    }

    fn further_questions(&self) -> Vec<(usize, Question)> {
        let mine = self.fresh_records();
        let cached: Vec<&Record> =
            self.vendors.iter().filter_map(|v| v.cached.as_ref()).flat_map(|c| &c.found.records).collect();
        let known = || mine.iter().chain(cached.iter().copied());
        let emails: BTreeSet<&Email> = known().flat_map(|record| &record.emails).collect();
        let phones: BTreeSet<&Phone> = known().flat_map(|record| &record.phones).collect();

        let mut questions = self.linked_records();
        for (at, asking) in self.vendors.iter().enumerate() {
            let source = asking.vendor.source();
            let own: Vec<&Record> = mine.iter().filter(|record| record.source == *source).collect();
            let mut lookups: Vec<Lookup> = Vec::new();
            // At a store an address also finds guest orders, which hang on no record.
            let may_ask = asking.vendor.is_store() || !asking.is_asked_by_strong_fact();
            for email in emails.iter().filter(|_| may_ask) {
                let is_here = if asking.vendor.is_store() {
                    self.pages == Pages::All && asking.reads_guest_orders(email)
                } else {
                    own.iter().any(|record| record.emails.contains(email))
                };
                if !is_here {
                    lookups.push(Lookup::Email((*email).clone()));
                }
            }
            let of_source = cached.iter().filter(|record| record.source == *source && record.kind != "guest");
            for record in of_source.map(|record| record.reference()).filter(|_| asking.is_idle()) {
                if !own.iter().any(|known| known.reference() == record) {
                    lookups.push(Lookup::Record(record));
                }
            }
            if own.is_empty() && asking.is_idle() && lookups.iter().all(|l| asking.asked.contains(l)) {
                lookups.extend(phones.iter().map(|phone| Lookup::Phone((*phone).clone())));
            }
            lookups.retain(|lookup| !asking.asked.contains(lookup));
            // A vendor that cannot be reached is not asked again in the same search.
            lookups.truncate(if asking.error().is_some() {
                0
            } else {
                MOST_QUESTIONS.saturating_sub(asking.asked.len())
            });
            questions.extend(lookups.into_iter().map(|lookup| (at, Question::Find(lookup))));
        }
        let mut unique: Vec<(usize, Question)> = Vec::new();
        for question in questions {
            if !unique.contains(&question) {
                unique.push(question);
            }
        }
        unique
    }

    fn report(&self, progress: &(dyn Fn(Partial) + Send + Sync)) {
        if let Some(profile) = self.profile().filter(|_| self.namesakes().is_empty()) {
            let waiting = self.vendors.iter().filter(|asking| !asking.is_idle() || !asking.was_asked());
            let waiting_for: Vec<Source> = waiting.map(|asking| asking.vendor.source().clone()).collect();
            progress(Partial { profile, waiting_for, has_older: self.has_older_orders() });
        }
    }

    /// Whether a store has older orders than those in hand.
    pub(super) fn has_older_orders(&self) -> bool {
        self.parts().iter().any(|part| part.found.older_orders.is_some())
    }

    /// Each vendor's part as it stands.
    pub(super) fn parts(&self) -> Vec<Part> {
        self.vendors.iter().filter_map(Asking::part).collect()
    }

    /// The records that were theirs when they were last read.
    fn known(&self) -> Vec<&Record> {
        self.owners.iter().flat_map(|owner| owner.records()).collect()
    }

    /// The id that the customer has.
    pub(super) fn customer(&self) -> CustomerId {
        self.owners.winner().unwrap_or(self.id)
    }

    /// The profile as far as it is known; nothing while it is open who is meant.
    pub(super) fn profile(&self) -> Option<Profile> {
        let is_open = self.named.is_empty() && self.owners.winner().is_none();
        let parts = self.parts();
        let gathered = Gathered::from(&parts);
        if is_open || self.people_named().len() > 1 {
            return None;
        }
        let links = self.owners.links();
        let profile = unify::profile(self.customer(), &gathered, &parts, &links, &self.named, &self.known());
        (!profile.identities.is_empty()).then_some(profile)
    }

    /// The first record of each person whom the query names.
    pub(super) fn people_named(&self) -> Vec<Record> {
        let fresh = Gathered::of(self.vendors.iter().flat_map(|asking| &asking.found().records));
        let people = fresh.people(&self.owners.links());
        let named = people.into_iter().filter(|p| p.iter().any(|r| self.named.contains_key(&r.reference())));
        named.filter_map(|person| person.first().map(|record| (*record).clone())).collect()
    }

    /// Further hits of a name, one of each person, who are none of those found.
    pub(super) fn namesakes(&self) -> Vec<PossibleMatch> {
        let Lookup::Name(name) = self.query else { return Vec::new() };
        let wanted = likeness::words(name);
        let records = || self.vendors.iter().flat_map(|asking| &asking.found().records);
        let mut emails: BTreeSet<String> =
            records().flat_map(|record| &record.emails).map(|email| email.as_str().to_owned()).collect();
        let known: BTreeSet<String> = records().map(|record| record.reference().to_string()).collect();
        let mut namesakes = BTreeMap::new();
        for candidate in self.vendors.iter().flat_map(|asking| &asking.found().candidates) {
            let has = candidate.name.as_deref().map(likeness::words).unwrap_or_default();
            let email = candidate.email.as_deref().map(str::to_lowercase);
            let is_known = known.contains(&candidate.reference())
                || email.as_ref().is_some_and(|email| !emails.insert(email.clone()));
            if wanted.is_subset(&has) && !is_known {
                namesakes.insert(candidate.reference(), candidate.clone());
            }
        }
        namesakes.into_values().collect()
    }
}

/// Whether a record can be held against the query by itself, whoever found it.
fn is_fact(query: &Lookup) -> bool {
    matches!(query, Lookup::Email(_) | Lookup::Phone(_) | Lookup::Record(_))
}
