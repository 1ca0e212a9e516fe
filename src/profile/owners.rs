//! Which customer known here a set of records is.
//!
//! Whoever has one of the records, else whoever has one of the e-mail addresses. Several customers who turn
//! out to be one by facts become the one with the smallest id, which is the one first seen (ids sort by time);
//! the others' decisions go over to it and their cache is emptied, so that every key leads to the one. Customers
//! whom a person took apart stay apart whatever facts they share.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::domain::ids::CustomerId;
use crate::domain::lookup::Lookup;
use crate::domain::record::{Record, RecordRef};
use crate::ports::Repository;
use crate::ports::repository::{CachedAnswer, Dossier, LinkDecision, StorageError};

use super::links;
use super::unify::Named;

/// A customer known here, with what is stored of them.
#[derive(Clone)]
pub(super) struct Owner {
    pub(super) dossier: Dossier,
    pub(super) links: Vec<LinkDecision>,
}

impl Owner {
    pub(super) async fn load(
        repository: &dyn Repository,
        customer: CustomerId,
    ) -> Result<Self, StorageError> {
        let dossier = repository.dossier(customer).await?;
        let dossier = dossier.unwrap_or_else(|| Dossier::of(customer, Vec::new()));
        Ok(Self { dossier, links: repository.links(customer).await? })
    }

    pub(super) fn records(&self) -> impl Iterator<Item = &Record> {
        self.dossier.records()
    }

    /// Whether a store had more orders when it was read than were read.
    pub(super) fn has_older_orders(&self) -> bool {
        self.dossier.answers.iter().any(|answer| answer.found.older_orders.is_some())
    }

    fn is_apart_from(&self, other: &Owner) -> bool {
        let unlinks =
            |a: &Owner, b: &Owner| b.records().any(|r| links::is_unlinked(&a.links, &r.reference()));
        unlinks(self, other) || unlinks(other, self)
    }
}

/// The customers that the records in hand are, the one whose id wins first.
#[derive(Default)]
pub(super) struct Owners {
    owners: BTreeMap<CustomerId, Owner>,
    /// Records of customers whom a person took apart from whom is looked for.
    apart: Vec<LinkDecision>,
}

impl Owners {
    /// The id that wins.
    pub(super) fn winner(&self) -> Option<CustomerId> {
        self.owners.keys().next().copied()
    }

    /// Those whose id does not.
    pub(super) fn losers(&self) -> impl Iterator<Item = &Owner> {
        self.owners.values().skip(1)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Owner> {
        self.owners.values()
    }

    /// All decisions that hold for the customer.
    pub(super) fn links(&self) -> Vec<LinkDecision> {
        self.owners.values().flat_map(|owner| &owner.links).chain(&self.apart).cloned().collect()
    }

    /// What is to be remembered of being apart.
    pub(super) fn apart(&self) -> &[LinkDecision] {
        &self.apart
    }

    /// What a source said the last time about any of them.
    pub(super) fn cached(&self, source: &crate::domain::Source) -> Option<CachedAnswer> {
        let answers = self.owners.values().flat_map(|owner| &owner.dossier.answers);
        let mut of_source = answers.filter(|answer| answer.source == *source).cloned();
        let mut joined = of_source.next()?;
        for other in of_source {
            joined.fetched_at = joined.fetched_at.min(other.fetched_at);
            joined.found.records.extend(other.found.records);
            joined.found.candidates.extend(other.found.candidates);
            joined.found.coverage.extend(other.found.coverage);
            joined.found.older_orders = joined.found.older_orders.or(other.found.older_orders);
        }
        Some(joined)
    }

    /// Adds a customer whom the query names by id.
    pub(super) async fn add(
        &mut self,
        repository: &dyn Repository,
        customer: CustomerId,
    ) -> Result<(), StorageError> {
        if let Entry::Vacant(vacant) = self.owners.entry(customer) {
            vacant.insert(Owner::load(repository, customer).await?);
        }
        Ok(())
    }

    /// Adds the customers who have these records or their e-mail addresses. Returns whether any is new.
    pub(super) async fn recognise(
        &mut self,
        repository: &dyn Repository,
        records: &[Record],
        named: &Named,
    ) -> Result<bool, StorageError> {
        let mut ids = Vec::new();
        for record in records {
            ids.extend(repository.customers_by_key(&Lookup::Record(record.reference())).await?);
        }
        if ids.is_empty() && self.owners.is_empty() {
            for email in records.iter().flat_map(|record| &record.emails) {
                ids.extend(repository.customers_by_key(&Lookup::Email(email.clone())).await?);
            }
        }
        ids.sort();
        ids.dedup();
        let mut is_new = false;
        for id in ids {
            if self.owners.contains_key(&id) {
                continue;
            }
            let owner = Owner::load(repository, id).await?;
            let wanted: Vec<&RecordRef> = named.keys().collect();
            let unlinks = |reference: &RecordRef| links::is_unlinked(&owner.links, reference);
            if !wanted.is_empty() && wanted.iter().all(|reference| unlinks(reference)) {
                self.stay_apart_from(&owner, &wanted);
            } else if !self.owners.values().any(|other| other.is_apart_from(&owner)) {
                self.owners.insert(id, owner);
                is_new = true;
            }
        }
        Ok(is_new)
    }

    /// Who was unlinked from a customer is somebody else: that customer's records are not theirs.
    fn stay_apart_from(&mut self, owner: &Owner, wanted: &[&RecordRef]) {
        let Some(word) = wanted.iter().find_map(|reference| links::decision(&owner.links, reference)) else {
            return;
        };
        for record in owner.records().map(Record::reference) {
            if !self.apart.iter().any(|link| link.record == record) {
                self.apart.push(LinkDecision { record, ..word.clone() });
            }
        }
    }
}
