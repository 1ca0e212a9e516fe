//! Looks in the directory for the other half of a customer whom a vendor does not know by any fact.
//!
//! Somebody who buys under one address and writes under another has a record in the store and one in the CRM that
//! nothing joins. Where both bear one name, a person is asked; nothing is joined here.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use super::api::{Answer, DeskError, FailureKind, LookupAnswer, Who};
use super::local::Local;
use super::lookup;
use crate::domain::customer::PossibleMatch;
use crate::domain::ids::{CustomerId, Source};
use crate::domain::lookup::Lookup;
use crate::domain::profile::{Freshness, Profile};
use crate::ports::Listing;
use crate::profile::{Mode, Outcome, Pages, is_same_name};

/// Hits of the search that are looked at.
const MOST_HITS: usize = 20;
/// Of a name that more people have, none says anything.
const MOST_MATCHES: usize = 3;
/// What they have in common.
const SAME: &str = "same name";
/// The same of people who may share no more than a household or a switchboard.
pub(super) const SAME_PHONE: &str = "same phone";

/// Adds customers of the same name who are known to those accounts alone that do not know this one.
pub(super) async fn add(local: &Local, profile: &mut Profile) -> Result<(), DeskError> {
    let Some(name) = profile.customer.name.clone() else { return Ok(()) };
    let mine: BTreeSet<&Source> = profile.identities.iter().map(|identity| &identity.source).collect();
    let lacking = |source: &Source| {
        let failed = profile.sources.iter().any(|s| s.source == *source && s.status == Freshness::Failed);
        !mine.contains(source) && !failed
    };
    if !local.accounts().any(lacking) {
        return Ok(());
    }
    let known = |listing: &Listing| {
        let reference = listing.record.to_string();
        profile.possible_matches.iter().any(|known| known.reference() == reference)
    };
    let mut found = Vec::new();
    for customer in namesakes(local, &name, profile.customer.id).await {
        let Some(row) = local.parts.repository.directory_row(customer).await? else { continue };
        // Somebody whom an account knows beside this one is somebody else.
        if row.listings.iter().all(|listing| lacking(&listing.record.source) && !known(listing)) {
            found.extend(row.listings.into_iter().map(|listing| candidate(listing, SAME)));
        }
    }
    if found.len() <= MOST_MATCHES {
        profile.possible_matches.extend(found);
    }
    Ok(())
}

/// Everybody who bears the customer's name or looks like them, for a person who wants to link one: the directory's and the
/// vendors', and of the account that knows the customer, too.
pub(super) async fn asked_for(local: &Local, who: &Who) -> Result<Answer, DeskError> {
    let profile = lookup::one(local, who).await?;
    let mut found = profile.possible_matches.clone();
    found.extend(on_the_same_phone(local, &profile).await?);
    let Some(name) = profile.customer.name.clone() else {
        if found.is_empty() {
            let what = "the customer has no name, so nobody is known to bear it";
            return Err(DeskError::new(FailureKind::NotFound, what)
                .hint("`deskhand link` links any record by its name"));
        }
        return Ok(told(&profile, found));
    };
    for customer in namesakes(local, &name, profile.customer.id).await {
        let row = local.parts.repository.directory_row(customer).await?;
        found.extend(row.into_iter().flat_map(|row| row.listings).map(|listing| candidate(listing, SAME)));
    }
    let query = Lookup::Name(name.clone());
    match local.parts.profiles.find(&query, Mode::Fresh, Pages::First, |_| {}).await? {
        Outcome::Many(many) => {
            let same =
                |one: &PossibleMatch| one.name.as_ref().is_some_and(|of_it| is_same_name(of_it, &name));
            found.extend(
                many.into_iter().filter(same).map(|one| PossibleMatch { why: SAME.to_owned(), ..one }),
            );
        }
        Outcome::One { profile: other, .. } => {
            let email = other.customer.emails.first().map(|email| email.as_str().to_owned());
            found.extend(other.identities.into_iter().map(|identity| PossibleMatch {
                source: identity.source,
                kind: identity.kind,
                id: identity.id,
                name: other.customer.name.clone(),
                email: email.clone(),
                why: SAME.to_owned(),
            }));
        }
        Outcome::Nobody(_) | Outcome::Unreachable(_) => {}
    }
    Ok(told(&profile, found))
}

/// Each once, without the customer's own records.
fn told(profile: &Profile, mut found: Vec<PossibleMatch>) -> Answer {
    let mut told: BTreeSet<String> = profile.identities.iter().map(|identity| identity.reference()).collect();
    found.retain(|one| told.insert(one.reference()));
    let candidates = found.into_iter().map(lookup::candidate).collect();
    Answer::Lookup(LookupAnswer::Many { candidates })
}

/// Others in the directory who have a phone of the customer's.
async fn on_the_same_phone(local: &Local, profile: &Profile) -> Result<Vec<PossibleMatch>, DeskError> {
    let repository = &local.parts.repository;
    let mut found = Vec::new();
    for phone in &profile.customer.phones {
        for customer in repository.customers_by_key(&Lookup::Phone(phone.clone())).await? {
            let row =
                repository.directory_row(customer).await?.filter(|row| row.customer != profile.customer.id);
            let listings = row.into_iter().flat_map(|row| row.listings);
            let theirs = listings.filter(|listing| listing.phones.contains(phone));
            found.extend(theirs.map(|listing| candidate(listing, SAME_PHONE)));
        }
    }
    Ok(found)
}

/// Others in the directory who bear the name, whatever the accents and the order of its words.
async fn namesakes(local: &Local, name: &str, own: CustomerId) -> Vec<CustomerId> {
    local.directory_loaded.wait().await;
    let directory = local.directory.read().unwrap_or_else(PoisonError::into_inner);
    let hits = directory.search(name, MOST_HITS).into_iter();
    hits.filter(|hit| hit.id != own && is_same_name(&hit.name, name)).map(|hit| hit.id).collect()
}

fn candidate(listing: Listing, why: &str) -> PossibleMatch {
    PossibleMatch {
        source: listing.record.source,
        kind: listing.record.kind,
        id: listing.record.id,
        name: listing.name,
        email: listing.emails.first().map(|email| email.as_str().to_owned()),
        why: why.to_owned(),
    }
}
