//! The directory: loaded in the background, searched as typed, filled by synchronisation.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{PoisonError, Weak};

use jiff::Timestamp;

use super::api::{Answer, DeskError, Notice, SearchHit, SyncReport};
use super::local::{Local, Tell};
use crate::directory::Entry;
use crate::domain::ids::{CustomerId, Source};
use crate::ports::repository::DirectoryRow;
use crate::ports::{Call, Listing, Page, PortError};

/// Rows read at a time while loading.
const ROWS_PER_PAGE: usize = 2_000;
/// Pages that one synchronisation reads of one account at most: ten million customers.
const MOST_PAGES: usize = 100_000;

pub(super) fn search(local: &Local, query: &str, limit: usize) -> Answer {
    let directory = local.directory.read().unwrap_or_else(PoisonError::into_inner);
    let ranges = |ranges: Vec<std::ops::Range<usize>>| ranges.into_iter().map(|r| (r.start, r.end)).collect();
    let hits = directory.search(query, limit).into_iter().map(|hit| SearchHit {
        customer: hit.id,
        name: hit.name,
        company: hit.company,
        email: hit.email,
        phone: hit.phone,
        order_number: hit.order_number,
        last_activity: hit.last_activity,
        matched: hit.matched,
        name_ranges: ranges(hit.name_ranges),
        email_ranges: ranges(hit.email_ranges),
        tier: None,
    });
    Answer::Search(hits.collect())
}

/// Reads all rows that are kept, page by page; what is there can be searched meanwhile.
pub(super) async fn load(local: Weak<Local>) {
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
            directory.extend(rows.into_iter().map(entry));
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
        company: None,
        emails: Vec::new(),
        phones: Vec::new(),
        order_numbers: Vec::new(),
        last_activity: None,
        weight: 0,
    };
    for listing in row.listings {
        if entry.name.is_empty() {
            entry.name = listing.name.unwrap_or_default();
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

/// Fills the directory from all accounts, page by page. What was read is stored with its cursor, so that the
/// next run goes on where this one ended, however it ended.
pub(super) async fn sync(
    local: &Local,
    id: u64,
    since: Option<Timestamp>,
    full: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let mut known = Known::load(local).await?;
    let mut report = SyncReport::default();
    let accounts: Vec<Source> = local.accounts().cloned().collect();
    for account in accounts {
        let setting = format!("sync cursor {account}");
        if full {
            local.parts.repository.put_setting(&setting, "").await?;
        }
        let mut cursor = local.parts.repository.setting(&setting).await?.filter(|c| !c.is_empty());
        let read = report.read.entry(account.to_string()).or_default();
        for _ in 0..MOST_PAGES {
            let page = match list(local, &account, cursor.as_deref()).await {
                Ok(page) => page,
                Err(error) => {
                    report.problems.push(format!("{account}: {error}"));
                    break;
                }
            };
            *read += page.items.len() as u64;
            let recent = |l: &Listing| since.is_none_or(|since| l.last_activity.is_none_or(|at| at >= since));
            let rows = known.take(page.items.into_iter().filter(recent).collect());
            local.parts.repository.put_directory(&rows).await?;
            local.index(rows);
            local.parts.repository.put_setting(&setting, page.next.as_deref().unwrap_or_default()).await?;
            tell(Notice::Progress {
                request: id,
                what: format!("reading customers of {account}"),
                done: *read,
                total: None,
            });
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
    report.customers = local.directory.read().unwrap_or_else(PoisonError::into_inner).len();
    Ok(Answer::Sync(report))
}

async fn list(local: &Local, account: &Source, cursor: Option<&str>) -> Result<Page<Listing>, PortError> {
    if let Some(store) = local.parts.stores.iter().find(|s| s.source() == account) {
        return store.list(cursor, &Call::BACKGROUND).await;
    }
    match &local.parts.crm {
        Some(crm) => crm.list(cursor, &Call::BACKGROUND).await,
        None => Ok(Page { items: Vec::new(), next: None }),
    }
}

/// The rows known so far, and which exact key leads to which: as hashes, so that a million fit.
struct Known {
    by_key: HashMap<u64, CustomerId>,
    rows: HashMap<CustomerId, Vec<Listing>>,
}

impl Known {
    async fn load(local: &Local) -> Result<Self, DeskError> {
        let mut known = Self { by_key: HashMap::new(), rows: HashMap::new() };
        let mut after = None;
        loop {
            let rows = local.parts.repository.directory_page(after, ROWS_PER_PAGE).await?;
            let Some(last) = rows.last() else { return Ok(known) };
            after = Some(last.customer);
            for row in rows {
                for listing in &row.listings {
                    known.learn(listing, row.customer);
                }
                known.rows.insert(row.customer, row.listings);
            }
        }
    }

    /// Puts each listing to its customer, known or new, and gives the rows that changed.
    fn take(&mut self, listings: Vec<Listing>) -> Vec<DirectoryRow> {
        let mut changed = Vec::new();
        for listing in listings {
            let owner = keys(&listing).find_map(|key| self.by_key.get(&key).copied());
            let customer = owner.unwrap_or_else(|| CustomerId::new(uuid::Uuid::now_v7()));
            self.learn(&listing, customer);
            let row = self.rows.entry(customer).or_default();
            match row.iter_mut().find(|known| known.record == listing.record) {
                Some(known) if *known == listing => continue,
                Some(known) => *known = listing,
                None => row.push(listing),
            }
            if !changed.contains(&customer) {
                changed.push(customer);
            }
        }
        let row = |customer| DirectoryRow {
            customer,
            listings: self.rows.get(&customer).cloned().unwrap_or_default(),
        };
        changed.into_iter().map(row).collect()
    }

    fn learn(&mut self, listing: &Listing, customer: CustomerId) {
        for key in keys(listing) {
            self.by_key.entry(key).or_insert(customer);
        }
    }
}

/// What identifies a listing: its record and its e-mails. A phone alone is shared too often to merge by unseen.
fn keys(listing: &Listing) -> impl Iterator<Item = u64> {
    let mut keys = vec![hash(&("record", listing.record.to_string()))];
    keys.extend(listing.emails.iter().map(|email| hash(&("email", email.as_str()))));
    keys.into_iter()
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
