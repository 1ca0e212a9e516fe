//! The directory: loaded in the background, searched as typed.

use std::sync::{PoisonError, Weak};

use super::api::{Answer, DeskError, Names, Notice, SearchHit};
use super::local::Local;
use super::{lookup, numbers};
use crate::directory::Entry;
use crate::domain::CustomerId;
use crate::ports::repository::{DirectoryRow, StorageError};

/// Rows read at a time while loading.
const ROWS_PER_PAGE: usize = 2_000;

/// Whom the directory knows by what was typed, and whoever has an open case of such a number before them.
pub(super) async fn search(
    local: &Local,
    query: &str,
    limit: usize,
    whole: bool,
) -> Result<Answer, DeskError> {
    if whole {
        local.directory_loaded.wait().await;
    }
    let mut hits = numbers::with_cases(local, query).await?;
    let ranges = |ranges: Vec<std::ops::Range<usize>>| ranges.into_iter().map(|r| (r.start, r.end)).collect();
    let directory = local.directory.read().unwrap_or_else(PoisonError::into_inner);
    hits.extend(directory.search(query, limit).into_iter().map(|hit| SearchHit {
        customer: hit.id,
        name: hit.name,
        company: hit.company,
        email: hit.email,
        phone: hit.phone,
        order_number: hit.order_number,
        case_number: None,
        last_activity: hit.last_activity,
        matched: hit.matched,
        name_ranges: ranges(hit.name_ranges),
        email_ranges: ranges(hit.email_ranges),
        tier: None,
    }));
    hits.truncate(limit);
    Ok(Answer::Search(hits))
}

pub(super) async fn names(local: &Local, customers: &[CustomerId]) -> Answer {
    let named = || {
        let directory = local.directory.read().unwrap_or_else(PoisonError::into_inner);
        let named = customers.iter().filter_map(|id| directory.get(id).map(|entry| (*id, entry.name)));
        named.collect::<Vec<_>>()
    };
    let mut known = named();
    if known.len() < customers.len() && !local.directory_loaded.initialized() {
        // Just started: who is missing may not have been read yet.
        local.directory_loaded.wait().await;
        known = named();
    }
    let unknown: Vec<_> =
        customers.iter().filter(|id| known.iter().all(|(named, _)| named != *id)).copied().collect();
    for customer in unknown {
        let Ok(today) = lookup::known_as(local, customer).await else { continue };
        let directory = local.directory.read().unwrap_or_else(PoisonError::into_inner);
        known.extend(directory.get(&today).map(|entry| (customer, entry.name)));
    }
    Answer::Names(Names(known))
}

/// Reads all rows that are kept, page by page; what is there can be searched meanwhile.
pub(super) async fn load(local: Weak<Local>) {
    load_pages(&local).await;
    if let Some(local) = local.upgrade() {
        // Nobody else sets it.
        let _ = local.directory_loaded.set(());
    }
}

async fn load_pages(local: &Weak<Local>) {
    let mut after = None;
    loop {
        let Some(local) = local.upgrade() else { return };
        let rows = match local.parts.repository.directory_page(after, ROWS_PER_PAGE).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(error = %error, "the directory cannot be loaded");
                return;
            }
        };
        let Some(last) = rows.last() else { break };
        after = Some(last.customer);
        let whole = rows.len() < ROWS_PER_PAGE;
        let customers = {
            let mut directory = local.directory.write().unwrap_or_else(PoisonError::into_inner);
            directory.extend(rows.into_iter().filter(|row| !row.listings.is_empty()).map(entry));
            directory.len()
        };
        let _ = local.told.send(Notice::Directory { customers });
        if whole {
            break;
        }
    }
}

/// One row as the index takes it: everything that any of its records says.
fn entry(row: DirectoryRow) -> Entry {
    let mut entry = Entry {
        id: row.customer,
        name: String::new(),
        other_names: Vec::new(),
        company: None,
        emails: Vec::new(),
        phones: Vec::new(),
        order_numbers: Vec::new(),
        last_activity: None,
        weight: 0,
    };
    for listing in row.listings {
        if let Some(name) = listing.name.filter(|name| !name.is_empty()) {
            if entry.name.is_empty() {
                entry.name = name;
            } else if name != entry.name && !entry.other_names.contains(&name) {
                entry.other_names.push(name);
            }
        }
        entry.company = entry.company.or(listing.company);
        for email in listing.emails.iter().map(|e| e.as_str().to_owned()) {
            if !entry.emails.contains(&email) {
                entry.emails.push(email);
            }
        }
        for phone in listing.phones.iter().map(|p| p.as_str().to_owned()) {
            if !entry.phones.contains(&phone) {
                entry.phones.push(phone);
            }
        }
        for number in listing.order_numbers {
            if !entry.order_numbers.contains(&number) {
                entry.order_numbers.push(number);
            }
        }
        entry.last_activity = entry.last_activity.max(listing.last_activity);
        entry.weight += 1;
    }
    if entry.name.is_empty() {
        entry.name = entry.emails.first().or(entry.phones.first()).cloned().unwrap_or_default();
    }
    entry
}

impl Local {
    /// How many customers the directory knows.
    pub(super) fn known_customers(&self) -> usize {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Takes into the index what became of others while a customer was settled: of whom nobody is left is found no more.
    pub(super) async fn index_moved(&self) -> Result<(), StorageError> {
        let moved = std::mem::take(&mut *self.parts.profiles.settling.lock().await);
        if moved.is_empty() {
            return Ok(());
        }
        let mut rows = self.parts.repository.directory_rows(&moved).await?;
        rows.retain(|row| !row.listings.is_empty());
        {
            let mut directory = self.directory.write().unwrap_or_else(PoisonError::into_inner);
            moved.iter().for_each(|customer| {
                directory.remove(customer);
            });
        }
        self.index(rows);
        Ok(())
    }

    /// Takes rows into the index, after they are stored.
    pub(super) fn index(&self, rows: Vec<DirectoryRow>) {
        let customers = {
            let mut directory = self.directory.write().unwrap_or_else(PoisonError::into_inner);
            directory.extend(rows.into_iter().map(entry));
            directory.len()
        };
        let _ = self.told.send(Notice::Directory { customers });
    }
}
