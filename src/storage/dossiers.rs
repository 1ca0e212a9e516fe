//! What the vendors last answered about each customer, and the exact keys that lead there.

use super::directory;
use super::error::VaultError;
use super::keyvalue::Order;
use super::row::RowKey;
use super::tables::{DOSSIERS, EXACT_KEYS};
use super::vault::{Changes, Vault};
use crate::domain::ids::CustomerId;
use crate::domain::lookup::Lookup;
use crate::domain::record::RecordRef;
use crate::ports::repository::{DirectoryRow, Dossier};
use std::collections::BTreeSet;

/// Customers that one exact key can lead to; more would be a key that says nothing.
const MOST_CUSTOMERS: usize = 100;

/// The customers that an exact key leads to; none for a name, which is the directory's.
pub fn customers_by_key(vault: &Vault, lookup: &Lookup) -> Result<Vec<CustomerId>, VaultError> {
    let key = match lookup {
        Lookup::Email(email) => email_key(email.as_str()),
        Lookup::Phone(phone) => phone_key(phone.as_str()),
        Lookup::OrderNumber(number) => order_key(number),
        Lookup::Record(record) => record_key(&record.to_string()),
        Lookup::Name(_) => return Ok(Vec::new()),
        Lookup::Customer(customer) => {
            let known = vault.get(DOSSIERS, *customer.as_bytes())?.is_some()
                || directory::directory_row(vault, *customer)?.is_some();
            return Ok(known.then_some(*customer).into_iter().collect());
        }
    };
    let rows = vault.under(EXACT_KEYS, key.as_str(), Order::Ascending, MOST_CUSTOMERS)?;
    Ok(rows.into_iter().filter_map(|row| row.customer).collect())
}

/// What is cached of a customer.
pub fn dossier(vault: &Vault, customer: CustomerId) -> Result<Option<Dossier>, VaultError> {
    vault.value(DOSSIERS, *customer.as_bytes())
}

/// Replaces what is cached, and the exact keys with it.
pub fn put_dossier(vault: &mut Vault, dossier: &Dossier) -> Result<(), VaultError> {
    let before = self::dossier(vault, dossier.customer)?.map(|old| keys_of_dossier(&old)).unwrap_or_default();
    let row =
        directory::directory_row(vault, dossier.customer)?.map(|row| keys_of_row(&row)).unwrap_or_default();
    let mut changes = Changes::default();
    changes.put(DOSSIERS, *dossier.customer.as_bytes(), Some(dossier.customer), dossier)?;
    replace_keys(&mut changes, dossier.customer, &before, &keys_of_dossier(dossier), &row)?;
    // What was kept before parcels led anywhere has none of their keys yet.
    for key in keys_of_parcels(dossier).intersection(&before) {
        let id = *dossier.customer.as_bytes();
        changes.put(EXACT_KEYS, RowKey::from(key.as_str()).id(id), Some(dossier.customer), &())?;
    }
    vault.write(changes)
}

/// Writes the exact keys that are new and deletes those that are gone, unless something else still leads by them.
pub fn replace_keys(
    changes: &mut Changes,
    customer: CustomerId,
    before: &BTreeSet<String>,
    now: &BTreeSet<String>,
    kept: &BTreeSet<String>,
) -> Result<(), VaultError> {
    let id = *customer.as_bytes();
    for gone in before.difference(now).filter(|key| !kept.contains(*key)) {
        changes.delete(EXACT_KEYS, RowKey::from(gone.as_str()).id(id));
    }
    for new in now.difference(before).filter(|key| !kept.contains(*key)) {
        changes.put(EXACT_KEYS, RowKey::from(new.as_str()).id(id), Some(customer), &())?;
    }
    Ok(())
}

/// The exact keys that a dossier leads by.
pub fn keys_of_dossier(dossier: &Dossier) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for record in dossier.answers.iter().flat_map(|answer| &answer.found.records) {
        keys.insert(record_key(&record.reference().to_string()));
        keys.extend(record.emails.iter().map(|email| email_key(email.as_str())));
        keys.extend(record.phones.iter().map(|phone| phone_key(phone.as_str())));
        keys.extend(record.orders.iter().map(|order| order_key(&order.number)));
    }
    keys.extend(keys_of_parcels(dossier));
    keys
}

/// The exact keys of the parcels that a dossier knows.
fn keys_of_parcels(dossier: &Dossier) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for record in dossier.answers.iter().flat_map(|answer| &answer.found.records) {
        let shipments = record.orders.iter().flat_map(|order| &order.shipments);
        let numbers = shipments.filter_map(|shipment| shipment.tracking_number.as_deref());
        let parcels = numbers.filter_map(|number| RecordRef::of_parcel(&record.source, number));
        keys.extend(parcels.map(|parcel| record_key(&parcel.to_string())));
    }
    keys
}

/// The exact keys that a row of the directory leads by.
pub fn keys_of_row(row: &DirectoryRow) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for listing in &row.listings {
        keys.insert(record_key(&listing.record.to_string()));
        keys.extend(listing.emails.iter().map(|email| email_key(email.as_str())));
        keys.extend(listing.phones.iter().map(|phone| phone_key(phone.as_str())));
        keys.extend(listing.order_numbers.iter().map(|number| order_key(number)));
    }
    keys
}

fn email_key(email: &str) -> String {
    format!("email {email}")
}

fn phone_key(phone: &str) -> String {
    format!("phone {phone}")
}

/// Order numbers are the same with and without `#`, in capitals or not.
fn order_key(number: &str) -> String {
    format!("order {}", number.trim().trim_start_matches('#').to_lowercase())
}

fn record_key(record: &str) -> String {
    format!("record {record}")
}
