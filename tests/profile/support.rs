//! A small world for profile tests: people written down in a few words, vendors that answer when told to, and a
//! repository in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use deskhand::domain::action::Write;
use deskhand::domain::agenda::PlannedCall;
use deskhand::domain::audit::{AuditEvent, Digest32};
use deskhand::domain::brief::{Brief, Purpose, StoredSuggestion};
use deskhand::domain::commerce::{Item, Order, OrderStatus};
use deskhand::domain::crm::{Case, Message, MessageFrom, Owner, Priority};
use deskhand::domain::customer::{MatchedBy, PossibleMatch};
use deskhand::domain::ids::{CustomerId, EntryId, IdempotencyKey, Source, SuggestionId};
use deskhand::domain::lead::Lead;
use deskhand::domain::outbox::{Entry, Written};
use deskhand::domain::profile::{Freshness, Profile, SourceState};
use deskhand::domain::queue::QueuedCase;
use deskhand::domain::record::{Found, OlderOrders, Record, RecordRef};
use deskhand::domain::{Currency, Email, EvidenceId, Lookup, Money, Phone};
use deskhand::ports::crm::{KeySupport, Look, Preflight, SetupStep};
use deskhand::ports::repository::{
    AuditRecord, AuditReport, DirectoryRow, Dossier, KeptAnswer, LinkDecision, StorageError, StorageReport,
    WireRecord,
};
use deskhand::ports::{
    Call, Clock, CrmClient, Finding, Listing, Page, PortError, Repository, StoreClient, Trouble,
};
use deskhand::profile::{Part, Profiles};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;
use uuid::Uuid;

pub fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

pub fn days_ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

pub fn acme() -> Source {
    Source::store("shopify", "acme")
}

pub fn hubspot() -> Source {
    Source::crm("hubspot")
}

pub fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

pub fn money(amount: &str, currency: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::new(currency).unwrap())
}

pub fn customer(number: u128) -> CustomerId {
    CustomerId::new(Uuid::from_u128(number))
}

/// A record in a few words; an empty e-mail or phone is none.
pub fn record(source: Source, kind: &str, id: &str, name: &str, mail: &str, phone: &str) -> Record {
    let mut record = Record::new(source, kind, id);
    record.name = Some(name.to_owned()).filter(|name| !name.is_empty());
    record.emails = Email::parse(mail).into_iter().collect();
    record.phones = Phone::parse(phone, "1").into_iter().collect();
    record.updated_at = Some(days_ago(3));
    record
}

pub fn shopper(id: &str, name: &str, mail: &str, phone: &str) -> Record {
    record(acme(), "customer", id, name, mail, phone)
}

pub fn contact(id: &str, name: &str, mail: &str, phone: &str) -> Record {
    record(hubspot(), "contact", id, name, mail, phone)
}

/// A paid order of one item.
pub fn order(number: u32, placed_days_ago: i64, total: Money) -> Order {
    Order {
        id: format!("gid://shopify/Order/{number}"),
        evidence: EvidenceId::new("order", &number.to_string()),
        source: acme(),
        number: format!("#{number}"),
        placed_at: days_ago(placed_days_ago),
        status: OrderStatus::Paid,
        test: false,
        guest: false,
        total,
        presentment: None,
        refunded: Money::zero(total.currency),
        net: total,
        discount: None,
        discount_codes: Vec::new(),
        cancelled_at: None,
        items: vec![Item {
            sku: Some("TENT-2".to_owned()),
            title: "Two-person tent".to_owned(),
            category: Some("Tents".to_owned()),
            quantity: 1,
            unit_price: Some(total),
        }],
        shipments: Vec::new(),
        refunds: Vec::new(),
        note: None,
        url: None,
    }
}

/// Case 77, open for two days, with one message.
pub fn open_case(subject: &str, from: MessageFrom, text: &str) -> Case {
    Case {
        id: "77".to_owned(),
        evidence: EvidenceId::new("case", "77"),
        source: hubspot(),
        subject: subject.to_owned(),
        status: "New".to_owned(),
        open: true,
        priority: Some(Priority::Medium),
        channel: Some("email".to_owned()),
        opened_at: Some(days_ago(2)),
        updated_at: Some(days_ago(2)),
        closed_at: None,
        attachments: None,
        asker: None,
        owner: None,
        messages: vec![Message { from, at: Some(days_ago(2)), text: text.to_owned() }],
        url: None,
    }
}

pub fn refunded(mut order: Order, amount: &str) -> Order {
    order.refunded = money(amount, order.total.currency.code());
    order.net = order.total.checked_sub(order.refunded).unwrap();
    let all = order.net.amount.is_zero();
    order.status = if all { OrderStatus::Refunded } else { OrderStatus::PartiallyRefunded };
    order
}

pub fn with_orders(mut record: Record, orders: Vec<Order>) -> Record {
    record.orders = orders;
    record
}

/// A source's part, read just now.
pub fn part(source: Source, records: Vec<Record>) -> Part {
    Part {
        state: SourceState {
            source,
            status: Freshness::Fresh,
            fetched_at: Some(now()),
            latency_ms: Some(1),
            error: None,
        },
        found: Found { records, ..Found::default() },
    }
}

/// What a vendor knows, and how it behaves.
pub struct Vendor {
    source: Source,
    pub records: Mutex<Vec<Record>>,
    pub asked: Mutex<Vec<Lookup>>,
    pub is_down: AtomicBool,
    /// What it knows by e-mail addresses cannot be read.
    pub fails_at_emails: AtomicBool,
    pub pages_fail: AtomicBool,
    /// Orders on a page.
    pub page: usize,
    /// Answers are held back until there is a permit; nothing: at once.
    pub gate: Option<Semaphore>,
    pub knows_orders: bool,
    /// Guest orders of who was found otherwise than by e-mail come as older orders.
    pub guests_are_older: bool,
}

impl Vendor {
    pub fn new(source: Source, records: Vec<Record>) -> Self {
        Self {
            knows_orders: source.name().is_some(),
            source,
            records: Mutex::new(records),
            asked: Mutex::default(),
            is_down: AtomicBool::new(false),
            fails_at_emails: AtomicBool::new(false),
            pages_fail: AtomicBool::new(false),
            page: 50,
            gate: None,
            guests_are_older: false,
        }
    }

    pub fn gated(mut self) -> Self {
        self.gate = Some(Semaphore::new(0));
        self
    }

    pub fn open(&self) {
        self.gate.as_ref().unwrap().add_permits(1);
    }

    pub fn set(&self, records: Vec<Record>) {
        *self.records.lock().unwrap() = records;
    }

    pub fn asked(&self) -> Vec<&'static str> {
        self.asked.lock().unwrap().iter().map(Lookup::kind).collect()
    }

    async fn answer(&self, lookup: &Lookup) -> Result<Found, PortError> {
        self.asked.lock().unwrap().push(lookup.clone());
        if let Some(gate) = &self.gate {
            gate.acquire().await.unwrap().forget();
        }
        let fails = matches!(lookup, Lookup::Email(_)) && self.fails_at_emails.load(Ordering::SeqCst);
        if fails || self.is_down.load(Ordering::SeqCst) {
            return Err(PortError::new(Trouble::Unreachable, format!("{} is down", self.source)).hint("wait"));
        }
        let fits = |record: &&Record| match lookup {
            Lookup::Email(email) => record.emails.contains(email),
            Lookup::Phone(phone) => record.phones.contains(phone),
            Lookup::OrderNumber(number) => {
                self.knows_orders && record.orders.iter().any(|order| order.number == format!("#{number}"))
            }
            Lookup::Name(name) => {
                record.name.as_ref().is_some_and(|n| n.to_lowercase().contains(&name.to_lowercase()))
            }
            Lookup::Record(reference) => record.reference() == *reference,
            Lookup::Customer(_) => panic!("a vendor knows no customer id"),
        };
        let mut records: Vec<Record> = self.records.lock().unwrap().iter().filter(fits).cloned().collect();
        if matches!(lookup, Lookup::Name(_)) && records.len() > 1 {
            let candidates = records.iter().map(|record| PossibleMatch {
                source: record.source.clone(),
                kind: record.kind.clone(),
                id: record.id.clone(),
                name: record.name.clone(),
                email: record.emails.first().map(|email| email.as_str().to_owned()),
                why: "same name".to_owned(),
            });
            return Ok(Found { candidates: candidates.collect(), ..Found::default() });
        }
        let mut older_orders = None;
        for record in &mut records {
            if record.orders.len() > self.page {
                record.orders.truncate(self.page);
                let cursor = self.page.to_string();
                older_orders = Some(OlderOrders { record: record.reference(), cursor });
            }
        }
        // As at Shopify: who was found otherwise than by e-mail may have guest orders, which come as older ones.
        if self.guests_are_older && !matches!(lookup, Lookup::Email(_)) {
            let email = records.first().and_then(|record| record.emails.first()).cloned();
            older_orders = older_orders.or(email.map(|email| OlderOrders {
                record: RecordRef {
                    source: self.source.clone(),
                    kind: "guest".to_owned(),
                    id: email.as_str().to_owned(),
                },
                cursor: "0".to_owned(),
            }));
        }
        Ok(Found { records, older_orders, ..Found::default() })
    }
}

#[async_trait]
impl StoreClient for Vendor {
    fn source(&self) -> &Source {
        &self.source
    }

    async fn find(&self, lookup: &Lookup, _: &Call) -> Result<Found, PortError> {
        self.answer(lookup).await
    }

    async fn older_orders(
        &self,
        from: &OlderOrders,
        _: &Call,
    ) -> Result<(Vec<Order>, Option<OlderOrders>), PortError> {
        if self.pages_fail.load(Ordering::SeqCst) {
            return Err(PortError::new(Trouble::Unreachable, "page lost"));
        }
        let records = self.records.lock().unwrap();
        let Some(record) = records.iter().find(|record| record.reference() == from.record) else {
            return Ok((Vec::new(), None));
        };
        let start: usize = from.cursor.parse().unwrap();
        let end = (start + self.page).min(record.orders.len());
        let next = (end < record.orders.len())
            .then(|| OlderOrders { record: from.record.clone(), cursor: end.to_string() });
        Ok((record.orders[start..end].to_vec(), next))
    }

    async fn list(&self, _: Option<&str>, _: &Call) -> Result<Page<Listing>, PortError> {
        Ok(Page::of(Vec::new(), None))
    }

    async fn check(&self) -> Vec<Finding> {
        Vec::new()
    }
}

#[async_trait]
impl CrmClient for Vendor {
    fn source(&self) -> &Source {
        &self.source
    }

    async fn find(&self, lookup: &Lookup, _: &Call) -> Result<Found, PortError> {
        self.answer(lookup).await
    }

    async fn list(&self, _: Option<&str>, _: &Call) -> Result<Page<Listing>, PortError> {
        Ok(Page::of(Vec::new(), None))
    }

    async fn owners(&self, _: &Call) -> Result<Vec<Owner>, PortError> {
        Ok(Vec::new())
    }

    async fn preflight(&self, _: &Write, _: &Call) -> Result<Preflight, PortError> {
        Err(not_here())
    }

    async fn key_support(&self, _: &Write, _: &Call) -> Result<KeySupport, PortError> {
        Err(not_here())
    }

    async fn write(&self, _: &Write, _: &IdempotencyKey, _: &Call) -> Result<Written, PortError> {
        Err(not_here())
    }

    async fn look(&self, _: &Write, _: &IdempotencyKey, _: &Call) -> Result<Look, PortError> {
        Err(not_here())
    }

    async fn set_up(&self, _: bool, _: &Call) -> Result<Vec<SetupStep>, PortError> {
        Err(not_here())
    }

    async fn check(&self) -> Vec<Finding> {
        Vec::new()
    }
}

fn not_here() -> PortError {
    PortError::new(Trouble::Refused, "profile tests write nothing")
}

/// A clock that stands until it is moved.
pub struct Hands(Mutex<Timestamp>);

impl Hands {
    pub fn pass(&self, duration: SignedDuration) {
        let mut at = self.0.lock().unwrap();
        *at += duration;
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A store, a CRM and what puts them together.
pub struct World {
    pub store: Arc<Vendor>,
    pub crm: Arc<Vendor>,
    pub repository: Arc<Memory>,
    pub clock: Arc<Hands>,
    pub profiles: Profiles,
}

impl World {
    pub fn new(shoppers: Vec<Record>, contacts: Vec<Record>) -> Self {
        Self::of(Vendor::new(acme(), shoppers), Vendor::new(hubspot(), contacts))
    }

    pub fn of(store: Vendor, crm: Vendor) -> Self {
        let (store, crm) = (Arc::new(store), Arc::new(crm));
        let repository = Arc::new(Memory::default());
        let clock = Arc::new(Hands(Mutex::new(now())));
        let next = AtomicU64::new(1);
        let profiles = Profiles {
            stores: vec![store.clone()],
            crm: Some(crm.clone()),
            repository: repository.clone(),
            clock: clock.clone(),
            new_id: Arc::new(move || customer(u128::from(next.fetch_add(1, Ordering::SeqCst)))),
            cache_ttl: Duration::from_secs(900),
            call: Call::INTERACTIVE,
            settling: Arc::default(),
        };
        Self { store, crm, repository, clock, profiles }
    }
}

/// A repository of which profiles need: dossiers, keys, links, directory.
#[derive(Default)]
pub struct Memory {
    pub dossiers: Mutex<BTreeMap<CustomerId, Dossier>>,
    pub decisions: Mutex<Vec<LinkDecision>>,
    pub directory: Mutex<BTreeMap<CustomerId, DirectoryRow>>,
}

type Stored<T> = Result<T, StorageError>;

fn elsewhere<T>() -> Stored<T> {
    Err(StorageError { what: "no part of a profile test".to_owned(), hint: None, source: None })
}

#[async_trait]
impl Repository for Memory {
    async fn customers_by_key(&self, lookup: &Lookup) -> Stored<Vec<CustomerId>> {
        let has = |record: &Record| match lookup {
            Lookup::Email(email) => record.emails.contains(email),
            Lookup::Phone(phone) => record.phones.contains(phone),
            Lookup::OrderNumber(number) => record.orders.iter().any(|o| o.number == format!("#{number}")),
            Lookup::Record(reference) => record.reference() == *reference,
            Lookup::Name(_) | Lookup::Customer(_) => false,
        };
        let dossiers = self.dossiers.lock().unwrap();
        let named = dossiers
            .values()
            .filter(|dossier| dossier.answers.iter().flat_map(|answer| &answer.found.records).any(has));
        Ok(named.map(|dossier| dossier.customer).collect())
    }
    async fn dossier(&self, customer: CustomerId) -> Stored<Option<Dossier>> {
        Ok(self.dossiers.lock().unwrap().get(&customer).cloned())
    }
    async fn put_dossier(&self, dossier: &Dossier) -> Stored<()> {
        // As on disk, where others have their turn meanwhile.
        tokio::task::yield_now().await;
        self.dossiers.lock().unwrap().insert(dossier.customer, dossier.clone());
        Ok(())
    }
    async fn forget(&self, customer: CustomerId) -> Stored<bool> {
        Ok(self.dossiers.lock().unwrap().remove(&customer).is_some())
    }
    async fn links(&self, customer: CustomerId) -> Stored<Vec<LinkDecision>> {
        let decisions = self.decisions.lock().unwrap();
        Ok(decisions.iter().filter(|decision| decision.customer == customer).cloned().collect())
    }
    async fn put_link(&self, decision: &LinkDecision) -> Stored<()> {
        let mut decisions = self.decisions.lock().unwrap();
        decisions.retain(|d| d.customer != decision.customer || d.record != decision.record);
        decisions.push(decision.clone());
        Ok(())
    }
    async fn customers_by_keys(&self, _: &[Lookup]) -> Stored<Vec<Vec<CustomerId>>> {
        elsewhere()
    }
    async fn directory_rows(&self, customers: &[CustomerId]) -> Stored<Vec<DirectoryRow>> {
        let rows = self.directory.lock().unwrap();
        Ok(customers.iter().filter_map(|customer| rows.get(customer).cloned()).collect())
    }
    // What `sync` has read is no part of a profile test: nobody has bought anything.
    async fn history(&self, _: CustomerId) -> Stored<Option<deskhand::domain::history::History>> {
        Ok(None)
    }
    async fn histories(&self, _: &[CustomerId]) -> Stored<Vec<deskhand::domain::history::History>> {
        Ok(Vec::new())
    }
    async fn history_page(
        &self,
        _: Option<CustomerId>,
        _: usize,
    ) -> Stored<Vec<deskhand::domain::history::History>> {
        elsewhere()
    }
    async fn predictions(&self, _: &[CustomerId]) -> Stored<Vec<deskhand::domain::prediction::Predictions>> {
        elsewhere()
    }
    async fn prediction_page(
        &self,
        _: Option<CustomerId>,
        _: usize,
    ) -> Stored<Vec<deskhand::domain::prediction::Predictions>> {
        elsewhere()
    }
    async fn put_predictions(&self, _: &[deskhand::domain::prediction::Predictions]) -> Stored<()> {
        elsewhere()
    }
    async fn written_scores(
        &self,
        _: &[CustomerId],
    ) -> Stored<Vec<deskhand::domain::score_fields::WrittenScores>> {
        Ok(Vec::new())
    }
    async fn tier_reviews(&self) -> Stored<Vec<deskhand::domain::score_fields::TierReview>> {
        elsewhere()
    }
    async fn put_scores(&self, _: &deskhand::ports::repository::ScoresBatch) -> Stored<()> {
        elsewhere()
    }
    async fn products(&self) -> Stored<Vec<deskhand::domain::history::Product>> {
        elsewhere()
    }
    async fn put_read(&self, _: &deskhand::ports::repository::ReadBatch) -> Stored<()> {
        elsewhere()
    }
    async fn brief(&self, _: CustomerId, _: Purpose) -> Stored<Option<Brief>> {
        elsewhere()
    }
    async fn put_brief(&self, _: &Brief, _: &[StoredSuggestion]) -> Stored<()> {
        elsewhere()
    }
    async fn suggestion(&self, _: SuggestionId) -> Stored<Option<StoredSuggestion>> {
        elsewhere()
    }
    async fn suggestions(&self, _: CustomerId) -> Stored<Vec<StoredSuggestion>> {
        elsewhere()
    }
    async fn put_suggestion(&self, _: &StoredSuggestion) -> Stored<()> {
        elsewhere()
    }
    async fn accept(&self, _: &Entry, _: &StoredSuggestion, _: &AuditEvent) -> Stored<bool> {
        elsewhere()
    }
    async fn accept_with_case(
        &self,
        _: &Entry,
        _: &StoredSuggestion,
        _: &[AuditEvent],
        _: &QueuedCase,
    ) -> Stored<bool> {
        elsewhere()
    }
    async fn entry(&self, _: EntryId) -> Stored<Option<Entry>> {
        elsewhere()
    }
    async fn entries(&self, _: usize) -> Stored<Vec<Entry>> {
        elsewhere()
    }
    async fn unfinished_entries(&self) -> Stored<Vec<Entry>> {
        elsewhere()
    }
    async fn move_entry(&self, _: &Entry, _: &Entry, _: &AuditEvent) -> Stored<bool> {
        elsewhere()
    }
    async fn append_audit(&self, _: &AuditEvent) -> Stored<u64> {
        elsewhere()
    }
    async fn audit_after(&self, _: u64, _: usize) -> Stored<Vec<AuditRecord>> {
        elsewhere()
    }
    async fn audit_tail(&self, _: usize) -> Stored<Vec<AuditRecord>> {
        elsewhere()
    }
    async fn verify_audit(&self) -> Stored<AuditReport> {
        elsewhere()
    }
    async fn put_wire(&self, _: &WireRecord) -> Stored<()> {
        elsewhere()
    }
    async fn wires(&self, _: Option<CustomerId>, _: usize) -> Stored<Vec<WireRecord>> {
        elsewhere()
    }
    async fn put_answer(
        &self,
        _: CustomerId,
        _: Digest32,
        _: &KeptAnswer,
        _: Option<Timestamp>,
    ) -> Stored<()> {
        elsewhere()
    }
    async fn answer(&self, _: CustomerId, _: Digest32) -> Stored<Option<KeptAnswer>> {
        elsewhere()
    }
    async fn put_draft(&self, _: CustomerId, _: &str, _: &str) -> Stored<()> {
        elsewhere()
    }
    async fn draft(&self, _: CustomerId, _: &str) -> Stored<Option<String>> {
        elsewhere()
    }
    async fn directory_page(&self, _: Option<CustomerId>, _: usize) -> Stored<Vec<DirectoryRow>> {
        elsewhere()
    }
    async fn directory_row(&self, customer: CustomerId) -> Stored<Option<DirectoryRow>> {
        Ok(self.directory.lock().unwrap().get(&customer).cloned())
    }
    async fn put_directory(&self, rows: &[DirectoryRow]) -> Stored<()> {
        let mut directory = self.directory.lock().unwrap();
        rows.iter().for_each(|row| {
            directory.insert(row.customer, row.clone());
        });
        Ok(())
    }
    async fn queue(&self) -> Stored<Vec<QueuedCase>> {
        elsewhere()
    }
    async fn put_queue(&self, _: &[QueuedCase], _: &[RecordRef]) -> Stored<()> {
        elsewhere()
    }
    async fn put_case(&self, _: &QueuedCase, _: &AuditEvent) -> Stored<()> {
        elsewhere()
    }
    async fn leads(&self) -> Stored<Vec<Lead>> {
        elsewhere()
    }
    async fn put_leads(&self, _: &[Lead], _: &[RecordRef]) -> Stored<()> {
        elsewhere()
    }
    async fn corrections(&self) -> Stored<Vec<deskhand::domain::triage::Correction>> {
        elsewhere()
    }
    async fn put_correction(&self, _: &deskhand::domain::triage::Correction, _: &[RecordRef]) -> Stored<()> {
        elsewhere()
    }
    async fn summary(
        &self,
        _: CustomerId,
        _: &EvidenceId,
    ) -> Stored<Option<deskhand::domain::summary::ThreadSummary>> {
        elsewhere()
    }
    async fn put_summary(&self, _: &deskhand::domain::summary::ThreadSummary) -> Stored<()> {
        elsewhere()
    }
    async fn agenda(&self) -> Stored<Vec<PlannedCall>> {
        elsewhere()
    }
    async fn put_agenda(&self, _: &[PlannedCall], _: &[RecordRef]) -> Stored<()> {
        elsewhere()
    }
    async fn setting(&self, _: &str) -> Stored<Option<String>> {
        elsewhere()
    }
    async fn put_setting(&self, _: &str, _: &str) -> Stored<()> {
        elsewhere()
    }
    async fn report(&self) -> Stored<StorageReport> {
        elsewhere()
    }
}

pub fn decision(customer: CustomerId, record: RecordRef, linked: bool) -> LinkDecision {
    LinkDecision { customer, record, linked, by: "rep@example.com".to_owned(), at: days_ago(1), reason: None }
}

/// The profile of these parts.
pub fn unified(parts: &[Part]) -> Profile {
    deskhand::profile::unify(customer(1), parts, &[], None)
}

/// Each record that belongs, and why.
pub fn matched(profile: &Profile) -> Vec<(String, MatchedBy)> {
    profile.identities.iter().map(|identity| (identity.reference(), identity.matched_by)).collect()
}
