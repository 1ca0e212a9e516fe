//! Looks in the directory for the other half of a customer whom a vendor does not know by any fact.
//!
//! Somebody who buys under one address and writes under another has a record in the store and one in the CRM that
//! nothing joins. Where both bear one name, a person is asked; nothing is joined here.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use super::api::DeskError;
use super::local::Local;
use crate::domain::customer::PossibleMatch;
use crate::domain::ids::{CustomerId, Source};
use crate::domain::profile::{Freshness, Profile};
use crate::ports::Listing;
use crate::profile::is_same_name;

/// Hits of the search that are looked at.
const MOST_HITS: usize = 20;
/// Of a name that more people have, none says anything.
const MOST_MATCHES: usize = 3;

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
            found.extend(row.listings.into_iter().map(candidate));
        }
    }
    if found.len() <= MOST_MATCHES {
        profile.possible_matches.extend(found);
    }
    Ok(())
}

/// Others in the directory who bear the name, whatever the accents and the order of its words.
async fn namesakes(local: &Local, name: &str, own: CustomerId) -> Vec<CustomerId> {
    local.directory_loaded.wait().await;
    let directory = local.directory.read().unwrap_or_else(PoisonError::into_inner);
    let hits = directory.search(name, MOST_HITS).into_iter();
    hits.filter(|hit| hit.id != own && is_same_name(&hit.name, name)).map(|hit| hit.id).collect()
}

fn candidate(listing: Listing) -> PossibleMatch {
    PossibleMatch {
        source: listing.record.source,
        kind: listing.record.kind,
        id: listing.record.id,
        name: listing.name,
        email: listing.emails.first().map(|email| email.as_str().to_owned()),
        why: "same name".to_owned(),
    }
}
