//! Customers and contacts: each put to the customer of the directory that it is.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::super::api::DeskError;
use super::super::local::Local;
use crate::domain::CustomerId;
use crate::domain::lookup::Lookup;
use crate::domain::record::RecordRef;
use crate::ports::Listing;
use crate::ports::repository::DirectoryRow;

/// What came of listings.
#[derive(Default)]
pub struct Settled {
    /// Rows that are other than before.
    pub changed: Vec<DirectoryRow>,
    /// The customer that each record is.
    pub customers: HashMap<RecordRef, CustomerId>,
    /// Records that were not known.
    pub new: u64,
    /// Records that were known otherwise.
    pub altered: u64,
}

/// Keeps listings in the directory; gives the customer that each record is.
pub(in super::super) async fn learn(
    local: &Local,
    listings: Vec<Listing>,
) -> Result<HashMap<RecordRef, CustomerId>, DeskError> {
    // Two that read the same stranger at once must not make two customers of them.
    let _settling = local.parts.profiles.settling.lock().await;
    let Settled { changed, customers, .. } = settle(local, listings).await?;
    local.parts.repository.put_directory(&changed).await?;
    local.index(changed);
    Ok(customers)
}

/// Puts each listing to its customer, known or new. Nothing is stored, and only who holds `settling` may call it.
pub async fn settle(local: &Local, listings: Vec<Listing>) -> Result<Settled, DeskError> {
    let mut settled = Settled::default();
    let mut rows: BTreeMap<CustomerId, DirectoryRow> = BTreeMap::new();
    let mut changed = Vec::new();
    for mut listing in listings {
        let customer = match owner(local, &rows, &listing).await? {
            Some(customer) => customer,
            None => CustomerId::new(uuid::Uuid::now_v7()),
        };
        settled.customers.insert(listing.record.clone(), customer);
        let row = match rows.entry(customer) {
            Entry::Occupied(row) => row.into_mut(),
            Entry::Vacant(place) => {
                let known = local.parts.repository.directory_row(customer).await?;
                place.insert(known.unwrap_or(DirectoryRow { customer, listings: Vec::new() }))
            }
        };
        let place = row.listings.iter_mut().find(|known| known.record == listing.record);
        if let Some(known) = &place {
            // A reading without orders says nothing of them.
            if listing.order_numbers.is_empty() {
                listing.order_numbers.clone_from(&known.order_numbers);
            }
            listing.last_activity = listing.last_activity.max(known.last_activity);
        }
        match place {
            Some(known) if *known == listing => continue,
            Some(known) => {
                settled.altered += 1;
                *known = listing;
            }
            None => {
                settled.new += 1;
                row.listings.push(listing);
            }
        }
        if !changed.contains(&customer) {
            changed.push(customer);
        }
    }
    settled.changed = changed.into_iter().filter_map(|customer| rows.remove(&customer)).collect();
    Ok(settled)
}

/// Whose listing it is: by its record, else by an e-mail. A phone alone is shared too often to join by unseen, and
/// a record that a person took apart from a customer stays apart.
pub async fn owner(
    local: &Local,
    rows: &BTreeMap<CustomerId, DirectoryRow>,
    listing: &Listing,
) -> Result<Option<CustomerId>, DeskError> {
    let repository = &local.parts.repository;
    let in_page = |is_it: &dyn Fn(&Listing) -> bool| {
        rows.values().find(|row| row.listings.iter().any(is_it)).map(|row| row.customer)
    };
    if let Some(customer) = in_page(&|known| known.record == listing.record) {
        return Ok(Some(customer));
    }
    if let Some(customer) =
        repository.customers_by_key(&Lookup::Record(listing.record.clone())).await?.first()
    {
        return Ok(Some(*customer));
    }
    for email in &listing.emails {
        let known = repository.customers_by_key(&Lookup::Email(email.clone())).await?;
        let in_page = in_page(&|known| known.emails.contains(email));
        for customer in in_page.into_iter().chain(known) {
            let decisions = repository.links(customer).await?;
            if !decisions.iter().any(|decision| decision.record == listing.record && !decision.linked) {
                return Ok(Some(customer));
            }
        }
    }
    Ok(None)
}
