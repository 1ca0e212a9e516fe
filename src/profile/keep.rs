//! What a search leaves behind: the cache, the directory's row, and the words about a search in vain.

use jiff::Timestamp;

use crate::domain::Lookup;
use crate::domain::ids::{CustomerId, Source};
use crate::domain::profile::{Freshness, Profile};
use crate::domain::record::Record;
use crate::ports::Listing;
use crate::ports::repository::{CachedAnswer, DirectoryRow, Dossier, LinkDecision};

use super::asking::{Asking, in_words};
use super::fetch::Fetch;
use super::outcome::{Looked, ProfileError};
use super::unify::{Gathered, Part};
use super::{Moved, Profiles, former, links};

impl Profiles {
    /// Keeps a found customer, and lets customers who turned out to be the same go over to them.
    pub(super) async fn settle(
        &self,
        fetch: &Fetch<'_>,
        profile: &Profile,
        moved: &mut Moved,
    ) -> Result<(), ProfileError> {
        let customer = profile.customer.id;
        let own = self.repository.links(customer).await?;
        let inherited = fetch.owners.losers().flat_map(|loser| &loser.links).chain(fetch.owners.apart());
        for link in inherited {
            if links::decision(&own, &link.record).is_none() {
                self.repository.put_link(&LinkDecision { customer, ..link.clone() }).await?;
            }
        }
        let losers: Vec<CustomerId> = fetch.owners.losers().map(|loser| loser.dossier.customer).collect();
        if !losers.is_empty() {
            self.join_pasts(customer, &losers).await?;
        }
        for loser in fetch.owners.losers() {
            let emptied = former::emptied(loser, customer);
            self.repository.put_dossier(&emptied).await?;
            let row = DirectoryRow { customer: emptied.customer, listings: Vec::new() };
            self.repository.put_directory(&[row]).await?;
            moved.push(emptied.customer);
        }
        let listed = self.repository.directory_row(customer).await?;
        let joined = fetch.owners.losers().flat_map(|loser| &loser.dossier.was).chain(&losers);
        self.keep(customer, &fetch.parts(), profile, &joined.copied().collect::<Vec<_>>()).await?;
        self.let_apart(fetch, profile, listed, moved).await
    }

    /// Records that were the customer's the last time, and that facts tie to them no more, as where a given name has been
    /// put right, are customers of their own, with what they have bought.
    async fn let_apart(
        &self,
        fetch: &Fetch<'_>,
        profile: &Profile,
        listed: Option<DirectoryRow>,
        moved: &mut Moved,
    ) -> Result<(), ProfileError> {
        let customer = profile.customer.id;
        let Some(before) = fetch.owners.iter().find(|owner| owner.dossier.customer == customer) else {
            return Ok(());
        };
        let belongs = |record: &Record| {
            let reference = record.reference().to_string();
            profile.identities.iter().any(|identity| identity.reference() == reference)
        };
        let in_hand = Gathered::from(&fetch.parts()).records;
        let were_theirs =
            |record: &&Record| before.records().any(|own| own.reference() == record.reference());
        for record in in_hand.iter().filter(|record| !belongs(record)).filter(were_theirs) {
            let reference = record.reference();
            if links::decision(&before.links, &reference).is_some() {
                continue;
            }
            let going = std::slice::from_ref(&reference);
            self.part_records(customer, going, before, listed.as_ref()).await?;
            let theirs = self.repository.customers_by_key(&Lookup::Record(reference)).await?;
            if theirs.is_empty() {
                let own = CustomerId::new(uuid::Uuid::now_v7());
                let row = DirectoryRow { customer: own, listings: vec![listing(record)] };
                self.repository.put_directory(&[row]).await?;
                moved.push(own);
            }
            moved.extend(theirs);
        }
        Ok(())
    }

    /// Writes the cache and the directory's row: the records that belong, and the others as candidates, so that no
    /// key of a stranger leads here. `joined`: who has turned out to be one with them.
    pub(super) async fn keep(
        &self,
        customer: CustomerId,
        parts: &[Part],
        profile: &Profile,
        joined: &[CustomerId],
    ) -> Result<(), ProfileError> {
        let belongs = |record: &Record| {
            let reference = record.reference().to_string();
            profile.identities.iter().any(|identity| identity.reference() == reference)
        };
        let mut answers = Vec::new();
        for part in parts.iter().filter(|part| part.state.status != Freshness::Failed) {
            let source = &part.state.source;
            let Some(fetched_at) = part.state.fetched_at else { continue };
            let mut found = part.found.clone();
            found.records.retain(&belongs);
            found.candidates =
                profile.possible_matches.iter().filter(|m| m.source == *source).cloned().collect();
            let latency_ms = part.state.latency_ms.unwrap_or_default();
            answers.push(CachedAnswer { source: source.clone(), fetched_at, latency_ms, found });
        }
        let before = self.repository.dossier(customer).await?;
        let mut was = before.map(|before| before.was).unwrap_or_default();
        was.extend(joined);
        self.repository.put_dossier(&Dossier { was, ..Dossier::of(customer, answers) }).await?;
        let records = Gathered::from(parts).records;
        let mut listings: Vec<Listing> =
            records.iter().filter(|record| belongs(record)).map(listing).collect();
        // A source that said nothing this time takes nothing back.
        let failed = |source: &Source| {
            parts.iter().any(|p| p.state.source == *source && p.state.status == Freshness::Failed)
        };
        let before = self.repository.directory_row(customer).await?;
        listings.extend(before.into_iter().flat_map(|row| row.listings).filter(|l| failed(&l.record.source)));
        self.repository.put_directory(&[DirectoryRow { customer, listings }]).await?;
        Ok(())
    }
}

/// What the directory knows a record by.
pub(super) fn listing(record: &Record) -> Listing {
    let mut orders: Vec<_> = record.orders.iter().collect();
    orders.sort_by_key(|order| std::cmp::Reverse(order.placed_at));
    Listing {
        record: record.reference(),
        name: record.name.clone(),
        company: record.company.clone(),
        emails: record.emails.clone(),
        phones: record.phones.clone(),
        order_numbers: orders.into_iter().map(|order| order.number.clone()).collect(),
        last_activity: last_activity(record),
    }
}

fn last_activity(record: &Record) -> Option<Timestamp> {
    let orders = record.orders.iter().map(|order| order.placed_at);
    let cases = record.cases.iter().filter_map(|case| case.updated_at);
    orders.chain(cases).chain(record.web.last_seen_at).chain(record.updated_at).max()
}

/// Where was looked in vain, and why somebody may be there all the same.
pub(super) fn looked(fetch: &Fetch<'_>, query: &Lookup) -> Vec<Looked> {
    fetch.vendors.iter().map(|asking| looked_at(asking, query)).collect()
}

fn looked_at(asking: &Asking, query: &Lookup) -> Looked {
    let place = asking.vendor.source().to_string();
    let kind = query.kind();
    if let Some(error) = asking.error() {
        let why_maybe = "it could not be asked".to_owned();
        return Looked { place, what: in_words(error), why_maybe, failed: true };
    }
    let gaps: Vec<&str> =
        asking.found().coverage.iter().filter_map(|coverage| coverage.why.as_deref()).collect();
    let usual = match (asking.vendor.is_store(), query) {
        (true, Lookup::OrderNumber(_)) => "the order is another store's, or deleted",
        (true, _) => "they may have ordered under another address, as a guest, or in another store",
        (false, Lookup::OrderNumber(_)) => "a CRM knows people, not orders",
        (false, _) => "there may be no contact, or one under another address",
    };
    let why_maybe = if gaps.is_empty() { usual.to_owned() } else { format!("{usual}; {}", gaps.join("; ")) };
    let what = match asking.vendor.is_store() {
        true => format!("looked for the {kind} among customers and guest orders"),
        false => format!("looked for the {kind} among contacts"),
    };
    Looked { place, what, why_maybe, failed: false }
}
