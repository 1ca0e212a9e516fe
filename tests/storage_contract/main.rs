//! The repository's contract, held against the storage on disk and its twin in memory, and what holds of the
//! one on disk alone: nothing readable, nothing lost by kill -9.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod deciding;
mod disk;
mod forgetting;
mod histories;
mod models;
mod people;
mod worklists;

use std::path::Path;

use deskhand::domain::action::{ActionKind, Approval, NoteWrite, Write as CrmWrite};
use deskhand::domain::audit::{AuditEvent, AuditKind, Digest32};
use deskhand::domain::basis::Basis;
use deskhand::domain::brief::{Brief, Grounds, Sentence, StoredSuggestion, Suggestion, SuggestionStatus};
use deskhand::domain::ids::{CustomerId, EntryId, IdempotencyKey, Source, SuggestionId};
use deskhand::domain::outbox::{Entry, EntryState};
use deskhand::domain::record::{Found, Record, RecordRef};
use deskhand::domain::{Email, EvidenceId, Phone, Purpose};
use deskhand::ports::repository::{CachedAnswer, DirectoryRow, Dossier, KeptAnswer, WireRecord};
use deskhand::ports::{Listing, Repository};
use deskhand::storage::{KeySource, Keyring, OpenOptions, Storage};
use jiff::Timestamp;
use uuid::Uuid;

fn options(root: &Path) -> OpenOptions {
    let keys = KeySource { keyring: Keyring::Off, file: root.join("config/data.key") };
    OpenOptions { folder: root.join("storage"), keys }
}

async fn open(root: &Path) -> Storage {
    Storage::open(options(root)).await.unwrap()
}

/// Runs a test on the storage on disk and on its twin.
async fn on_both(test: impl AsyncFn(&dyn Repository)) {
    test(&Storage::in_memory().await).await;
    let root = tempfile::tempdir().unwrap();
    let storage = open(root.path()).await;
    test(&storage).await;
    storage.close().await;
}

fn maya() -> CustomerId {
    CustomerId::new(Uuid::from_u128(0x1_0001))
}

fn noah() -> CustomerId {
    CustomerId::new(Uuid::from_u128(0x1_0002))
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn phone(text: &str) -> Phone {
    Phone::parse(text, "1").unwrap()
}

fn contact(id: &str) -> RecordRef {
    RecordRef { source: Source::crm("hubspot"), kind: "contact".to_owned(), id: id.to_owned() }
}

fn dossier(customer: CustomerId, id: &str, emails: &[&str], phones: &[&str]) -> Dossier {
    let record = Record {
        name: Some("Maya Planted-Name".to_owned()),
        emails: emails.iter().map(|text| email(text)).collect(),
        phones: phones.iter().map(|text| phone(text)).collect(),
        ..Record::new(Source::crm("hubspot"), "contact", id)
    };
    let found = Found { records: vec![record], ..Found::default() };
    let answer = CachedAnswer { source: Source::crm("hubspot"), fetched_at: at(0), latency_ms: 120, found };
    Dossier::of(customer, vec![answer])
}

fn suggestion(number: u128, customer: CustomerId, second: i64) -> StoredSuggestion {
    let suggestion = Suggestion {
        id: SuggestionId::new(Uuid::from_u128(number)),
        action: ActionKind::Note,
        title: "Note the call".to_owned(),
        body: "Planted-Body asked for a refund".to_owned(),
        unsupported: Vec::new(),
        effect: "HubSpot note on contact 5571".to_owned(),
        channel: None,
        offer: None,
        timing: None,
        due_at: None,
        reason: "The parcel is late".to_owned(),
        evidence: vec![EvidenceId::new("case", "77")],
        confidence: 0.8,
        approval: Approval::default(),
        case: None,
        blocked: None,
        grounds: Grounds::default(),
    };
    StoredSuggestion {
        suggestion,
        customer_id: customer,
        engine: "playbook".to_owned(),
        write: note(),
        status: SuggestionStatus::Open,
        created_at: at(second),
        basis: Basis::default(),
        edited: false,
    }
}

fn note() -> CrmWrite {
    CrmWrite::Note(NoteWrite {
        contact: contact("5571"),
        account: None,
        case: None,
        body: "Planted-Body asked for a refund".to_owned(),
        at: at(1),
        machine_written: true,
    })
}

fn entry(number: u128, customer: CustomerId) -> Entry {
    let id = EntryId::new(Uuid::from_u128(number));
    Entry {
        id,
        key: IdempotencyKey::of(id),
        customer_id: customer,
        suggestion_id: Some(SuggestionId::new(Uuid::from_u128(number))),
        action: ActionKind::Note,
        title: "Note the call".to_owned(),
        write: note(),
        effect: "HubSpot note on contact 5571".to_owned(),
        state: EntryState::Queued { until: at(5) },
        attempts: 0,
        accepted_by: "rep@example.com".to_owned(),
        accepted_at: at(0),
        approved_by: None,
        approved_at: None,
        approved_over: None,
        edited_by: None,
        begun: None,
        needed: None,
        group: None,
    }
}

fn brief(customer: CustomerId, text: &str) -> Brief {
    let evidence = vec![EvidenceId::new("order", "1001")];
    Brief {
        customer_id: customer,
        purpose: Purpose::Support,
        case: None,
        engine: "playbook".to_owned(),
        why_not_llm: None,
        summary: vec![Sentence { text: text.to_owned(), evidence }],
        suggestions: Vec::new(),
        verification: Default::default(),
        privacy: Default::default(),
        usage: Default::default(),
        prompt_version: "1".to_owned(),
        locale: "en".to_owned(),
        said_sent: vec![at(0)],
        under_way: Vec::new(),
        paying_back: Vec::new(),
        created_at: at(0),
    }
}

fn event(customer: Option<CustomerId>, second: i64) -> AuditEvent {
    AuditEvent {
        at: at(second),
        actor: "rep@example.com".to_owned(),
        kind: AuditKind::Viewed,
        customer,
        subject: format!("view {second}"),
        detail: serde_json::json!({ "prompt": "Planted-Prompt" }),
    }
}

fn wire(customer: CustomerId, number: u8) -> WireRecord {
    WireRecord {
        customer,
        at: at(i64::from(number)),
        model: "sandbox".to_owned(),
        purpose: "brief support".to_owned(),
        sent: format!("Planted-Prompt {number}"),
        received: "{}".to_owned(),
        digest: Digest32::of(&[number]),
        masked: Default::default(),
        outcome: "answered".to_owned(),
    }
}

fn row(customer: CustomerId) -> DirectoryRow {
    let listing = Listing {
        record: contact("5571"),
        name: Some("Maya Planted-Name".to_owned()),
        company: None,
        emails: vec![email("maya@planted.example")],
        phones: vec![],
        order_numbers: vec!["1001".to_owned()],
        last_activity: Some(at(3)),
    };
    DirectoryRow { customer, listings: vec![listing] }
}

/// What was asked.
const ASKED: Digest32 = Digest32([7; 32]);

fn answer(second: i64) -> KeptAnswer {
    KeptAnswer { text: format!("said at {second}"), at: Timestamp::from_second(second).unwrap() }
}
