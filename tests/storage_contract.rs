//! The repository's contract, held against the storage on disk and its twin in memory, and what holds of the
//! one on disk alone: nothing readable, nothing lost by kill -9.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use deskhand::domain::action::{ActionKind, Approval, NoteWrite, Write as CrmWrite};
use deskhand::domain::audit::{AuditEvent, AuditFault, AuditKind, Digest32};
use deskhand::domain::basis::Basis;
use deskhand::domain::brief::{
    Brief, Grounds, Sentence, StoredSuggestion, Suggestion, SuggestionStatus, Verification,
};
use deskhand::domain::crm::Case;
use deskhand::domain::history::{History, PastOrder, Product};
use deskhand::domain::ids::{CustomerId, EntryId, IdempotencyKey, Source, SuggestionId};
use deskhand::domain::lead::{Course, Lead};
use deskhand::domain::outbox::{Entry, EntryState, Written};
use deskhand::domain::queue::QueuedCase;
use deskhand::domain::record::{Found, Record, RecordRef};
use deskhand::domain::summary::ThreadSummary;
use deskhand::domain::triage::{Category, Correction, LabelChange, Labels, Mood, Urgency};
use deskhand::domain::{Currency, Email, EvidenceId, Lookup, Phone, Purpose};
use deskhand::ports::repository::{
    CachedAnswer, DirectoryRow, Dossier, KeptAnswer, LinkDecision, ReadBatch, WireRecord,
};
use deskhand::ports::{Listing, Repository};
use deskhand::storage::{KeySource, Keyring, OpenOptions, Storage};
use jiff::Timestamp;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
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

fn done(mut entry: Entry) -> Entry {
    let written = Written::made("900", None);
    entry.state = EntryState::Done { at: at(9), written };
    entry
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

#[tokio::test]
async fn a_dossier_is_found_by_its_exact_keys_until_they_change() {
    on_both(async |repository| {
        let first = dossier(maya(), "5571", &["maya@example.com", "m@example.com"], &["+15550100001"]);
        repository.put_dossier(&first).await.unwrap();
        let same_phone = dossier(noah(), "5572", &["noah@example.com"], &["+15550100001"]);
        repository.put_dossier(&same_phone).await.unwrap();
        assert_eq!(repository.dossier(maya()).await.unwrap(), Some(first));

        let found = async |lookup: Lookup| {
            let mut customers = repository.customers_by_key(&lookup).await.unwrap();
            customers.sort();
            customers
        };
        assert_eq!(found(Lookup::Email(email("maya@example.com"))).await, [maya()]);
        assert_eq!(found(Lookup::Phone(phone("+15550100001"))).await, [maya(), noah()]);
        assert_eq!(found(Lookup::Record(contact("5572"))).await, [noah()]);
        assert_eq!(found(Lookup::Customer(noah())).await, [noah()]);
        assert_eq!(found(Lookup::Customer(CustomerId::new(Uuid::nil()))).await, []);
        assert_eq!(found(Lookup::Name("Maya".to_owned())).await, []);

        let changed = dossier(maya(), "5571", &["maya@example.com"], &["+15550100009"]);
        repository.put_dossier(&changed).await.unwrap();
        assert_eq!(found(Lookup::Email(email("maya@example.com"))).await, [maya()]);
        assert_eq!(found(Lookup::Email(email("m@example.com"))).await, []);
        assert_eq!(found(Lookup::Phone(phone("+15550100001"))).await, [noah()]);
        assert_eq!(found(Lookup::Phone(phone("+15550100009"))).await, [maya()]);
        assert_eq!(repository.dossier(maya()).await.unwrap(), Some(changed));
    })
    .await;
}

#[tokio::test]
async fn the_last_decision_about_a_record_holds() {
    on_both(async |repository| {
        let decision = |id: &str, linked, second| LinkDecision {
            customer: maya(),
            record: contact(id),
            linked,
            by: "rep@example.com".to_owned(),
            at: at(second),
            reason: None,
        };
        repository.put_link(&decision("1", true, 1)).await.unwrap();
        repository.put_link(&decision("2", true, 2)).await.unwrap();
        repository.put_link(&decision("1", false, 3)).await.unwrap();
        let expected = [decision("2", true, 2), decision("1", false, 3)];
        assert_eq!(repository.links(maya()).await.unwrap(), expected);
        assert_eq!(repository.links(noah()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_brief_replaces_the_one_before_and_suggestions_stay() {
    on_both(async |repository| {
        let (older, newer, other) =
            (suggestion(9, maya(), 1), suggestion(3, maya(), 2), suggestion(5, noah(), 3));
        repository.put_brief(&brief(maya(), "first"), std::slice::from_ref(&older)).await.unwrap();
        repository.put_brief(&brief(maya(), "second"), std::slice::from_ref(&newer)).await.unwrap();
        repository.put_brief(&brief(noah(), "third"), &[other]).await.unwrap();
        let kept = repository.brief(maya(), Purpose::Support).await.unwrap();
        assert_eq!(kept, Some(brief(maya(), "second")));
        assert_eq!(repository.brief(maya(), Purpose::Sales).await.unwrap(), None);
        assert_eq!(repository.suggestions(maya()).await.unwrap(), [newer.clone(), older]);

        let dismissed = StoredSuggestion {
            status: SuggestionStatus::Dismissed { reason: "not now".to_owned(), at: at(4), by: None },
            ..newer
        };
        repository.put_suggestion(&dismissed).await.unwrap();
        assert_eq!(repository.suggestion(dismissed.suggestion.id).await.unwrap(), Some(dismissed));
        assert_eq!(repository.suggestions(maya()).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_entry_is_accepted_once_and_moved_only_by_who_saw_it_last() {
    on_both(async |repository| {
        let accepted = StoredSuggestion {
            status: SuggestionStatus::Accepted { entry: entry(1, maya()).id, at: at(0) },
            ..suggestion(1, maya(), 0)
        };
        assert!(repository.accept(&entry(1, maya()), &accepted, &event(None, 0)).await.unwrap());
        let again = Entry { title: "another".to_owned(), ..entry(1, maya()) };
        assert!(!repository.accept(&again, &suggestion(1, maya(), 0), &event(None, 0)).await.unwrap());
        assert_eq!(repository.entry(again.id).await.unwrap(), Some(entry(1, maya())));
        assert_eq!(repository.suggestion(accepted.suggestion.id).await.unwrap(), Some(accepted));
        assert!(
            repository.accept(&entry(2, noah()), &suggestion(2, noah(), 1), &event(None, 0)).await.unwrap()
        );
        assert!(
            repository.accept(&entry(3, maya()), &suggestion(3, maya(), 2), &event(None, 0)).await.unwrap()
        );

        let sending = Entry {
            state: EntryState::Sending { since: at(6), keyed: true },
            attempts: 1,
            ..entry(2, noah())
        };
        assert!(repository.move_entry(&entry(2, noah()), &sending, &event(None, 1)).await.unwrap());
        assert!(
            !repository.move_entry(&entry(2, noah()), &done(sending.clone()), &event(None, 1)).await.unwrap()
        );
        let other = Entry { id: entry(3, maya()).id, ..sending.clone() };
        assert!(!repository.move_entry(&sending, &other, &event(None, 1)).await.unwrap(), "another entry");
        let ids = |entries: Vec<Entry>| entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
        let [one, two, three] = [1, 2, 3].map(|number| entry(number, maya()).id);
        assert_eq!(ids(repository.unfinished_entries().await.unwrap()), [one, two, three]);

        assert!(repository.move_entry(&sending, &done(sending.clone()), &event(None, 1)).await.unwrap());
        assert_eq!(ids(repository.unfinished_entries().await.unwrap()), [one, three]);
        assert_eq!(ids(repository.entries(2).await.unwrap()), [three, two]);
        assert_eq!(ids(repository.entries(9).await.unwrap()), [three, two, one]);
        assert_eq!(repository.entry(two).await.unwrap(), Some(done(sending)));
        let told = repository.audit_after(0, 99).await.unwrap();
        assert_eq!(told.len(), 5, "three accepts and two moves; what changed nothing says nothing");
        assert_eq!(repository.verify_audit().await.unwrap().fault, None);
    })
    .await;
}

#[tokio::test]
async fn the_audit_log_numbers_its_events_and_reads_from_both_ends() {
    on_both(async |repository| {
        assert_eq!(repository.verify_audit().await.unwrap().lines, 0);
        for second in 1..=1201 {
            let customer = (second % 2 == 0).then(maya);
            let sequence = repository.append_audit(&event(customer, second)).await.unwrap();
            assert_eq!(sequence, second as u64);
        }
        let after = repository.audit_after(3, 2).await.unwrap();
        assert_eq!(after.iter().map(|record| record.sequence).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(after[0].event, Some(event(Some(maya()), 4)));
        assert_eq!(after[0].customer, Some(maya()));
        let tail = repository.audit_tail(2).await.unwrap();
        assert_eq!(tail.iter().map(|record| record.sequence).collect::<Vec<_>>(), [1201, 1200]);
        assert_eq!(tail[0].at_ms, at(1201).as_millisecond());
        let report = repository.verify_audit().await.unwrap();
        assert_eq!((report.lines, report.erased, report.fault), (1201, 0, None));
        assert_eq!(report.head, Some(tail[0].hash));
    })
    .await;
}

#[tokio::test]
async fn model_calls_are_listed_for_all_and_for_one_newest_first() {
    on_both(async |repository| {
        for number in 1..=4 {
            let customer = if number == 2 { noah() } else { maya() };
            repository.put_wire(&wire(customer, number)).await.unwrap();
        }
        let all = repository.wires(None, 3).await.unwrap();
        assert_eq!(all, [wire(maya(), 4), wire(maya(), 3), wire(noah(), 2)]);
        let mayas = repository.wires(Some(maya()), 9).await.unwrap();
        assert_eq!(mayas, [wire(maya(), 4), wire(maya(), 3), wire(maya(), 1)]);
        assert_eq!(repository.wires(Some(noah()), 9).await.unwrap(), [wire(noah(), 2)]);
    })
    .await;
}

#[tokio::test]
async fn drafts_and_settings_keep_the_last_text() {
    on_both(async |repository| {
        repository.put_draft(maya(), "note", "Dear").await.unwrap();
        repository.put_draft(maya(), "note", "Dear Maya").await.unwrap();
        repository.put_draft(noah(), "note", "Hello").await.unwrap();
        assert_eq!(repository.draft(maya(), "note").await.unwrap().as_deref(), Some("Dear Maya"));
        assert_eq!(repository.draft(maya(), "task").await.unwrap(), None);
        repository.put_draft(maya(), "note", "").await.unwrap();
        assert_eq!(repository.draft(maya(), "note").await.unwrap(), None);
        assert_eq!(repository.draft(noah(), "note").await.unwrap().as_deref(), Some("Hello"));

        assert_eq!(repository.setting("cursor").await.unwrap(), None);
        repository.put_setting("cursor", "abc").await.unwrap();
        repository.put_setting("cursor", "def").await.unwrap();
        assert_eq!(repository.setting("cursor").await.unwrap().as_deref(), Some("def"));
    })
    .await;
}

#[tokio::test]
async fn the_directory_is_read_in_pages_without_gaps_or_doubles() {
    on_both(async |repository| {
        let ids: Vec<CustomerId> = (1..=2500).map(|n| CustomerId::new(Uuid::from_u128(n << 60))).collect();
        let rows: Vec<DirectoryRow> = ids.iter().map(|id| row(*id)).collect();
        repository.put_directory(&rows).await.unwrap();
        repository.put_directory(&rows[..10]).await.unwrap();
        repository.forget(ids[700]).await.unwrap();
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = repository.directory_page(after, 400).await.unwrap();
            after = page.last().map(|row| row.customer);
            let length = page.len();
            seen.extend(page.into_iter().map(|row| row.customer));
            if length < 400 {
                break;
            }
        }
        let expected: Vec<CustomerId> = ids.iter().copied().filter(|id| *id != ids[700]).collect();
        assert_eq!(seen, expected);
    })
    .await;
}

fn order(id: &str, second: i64) -> PastOrder {
    PastOrder {
        source: Source::store("shopify", "acme"),
        id: id.to_owned(),
        number: format!("1{id}"),
        placed_at: at(second),
        currency: Currency::new("EUR").unwrap(),
        total: "29.90".parse().unwrap(),
        refunded: "0".parse().unwrap(),
        discount: "0".parse().unwrap(),
        cancelled: false,
        test: false,
        guest: false,
        channel: None,
        lines: Vec::new(),
        owner: None,
        unpaid: false,
    }
}

fn history(customer: CustomerId, orders: &[&str]) -> History {
    let mut history = History::of(customer);
    for (second, id) in (0..).zip(orders) {
        history.orders.push(order(id, second));
    }
    history
}

#[tokio::test]
async fn histories_are_kept_with_where_the_reading_goes_on_and_forgotten_with_the_customer() {
    on_both(async |repository| {
        let product = |id: &str| Product {
            source: Source::store("shopify", "acme"),
            id: id.to_owned(),
            title: "Tent".to_owned(),
            category: None,
            active: true,
            variants: Vec::new(),
            read_at: at(0),
        };
        let batch = ReadBatch {
            directory: vec![row(maya())],
            histories: vec![history(maya(), &["1"]), history(noah(), &["2"])],
            products: vec![product("7"), product("8")],
            gone: Vec::new(),
            mark: Some(("sync shopify:acme orders".to_owned(), "line 2".to_owned())),
        };
        repository.put_read(&batch).await.unwrap();
        assert_eq!(repository.setting("sync shopify:acme orders").await.unwrap().as_deref(), Some("line 2"));
        assert!(repository.directory_rows(&[noah(), maya()]).await.unwrap() == [row(maya())]);
        let changed = history(maya(), &["1", "3"]);
        let later = ReadBatch {
            histories: vec![changed.clone()],
            products: vec![product("7")],
            gone: vec![product("8")],
            ..ReadBatch::default()
        };
        repository.put_read(&later).await.unwrap();
        assert_eq!(repository.history(maya()).await.unwrap(), Some(changed.clone()));
        assert_eq!(repository.histories(&[noah(), maya()]).await.unwrap()[1], changed);
        assert_eq!(repository.products().await.unwrap(), [product("7")]);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.history(maya()).await.unwrap(), None);
        assert_eq!(repository.history_page(None, 10).await.unwrap(), [history(noah(), &["2"])]);
    })
    .await;
}

#[tokio::test]
async fn all_histories_are_read_in_pages_without_gaps_or_doubles() {
    on_both(async |repository| {
        let ids: Vec<CustomerId> = (1..=1200).map(|n| CustomerId::new(Uuid::from_u128(n << 60))).collect();
        let histories = ids.iter().map(|id| history(*id, &["1", "2"])).collect();
        repository.put_read(&ReadBatch { histories, ..ReadBatch::default() }).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = repository.history_page(after, 250).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.customer);
            seen.extend(page.iter().map(|history| history.customer));
        }
        assert_eq!(seen, ids);
    })
    .await;
}

/// What was asked.
const ASKED: Digest32 = Digest32([7; 32]);

fn answer(second: i64) -> KeptAnswer {
    KeptAnswer { text: format!("said at {second}"), at: Timestamp::from_second(second).unwrap() }
}

#[tokio::test]
async fn a_models_answer_is_found_by_what_was_asked_until_it_is_too_old() {
    on_both(async |repository| {
        let other = Digest32([8; 32]);
        repository.put_answer(maya(), ASKED, &answer(10), None).await.unwrap();
        assert_eq!(repository.answer(maya(), ASKED).await.unwrap(), Some(answer(10)));
        assert_eq!(repository.answer(maya(), other).await.unwrap(), None);
        assert_eq!(repository.answer(noah(), ASKED).await.unwrap(), None, "another customer's");
        let oldest = Some(answer(11).at);
        repository.put_answer(noah(), other, &answer(12), oldest).await.unwrap();
        assert_eq!(repository.answer(maya(), ASKED).await.unwrap(), Some(answer(10)), "not noah's to remove");
        repository.put_answer(maya(), other, &answer(12), oldest).await.unwrap();
        assert_eq!(repository.answer(maya(), ASKED).await.unwrap(), None);
        assert_eq!(repository.answer(maya(), other).await.unwrap(), Some(answer(12)));
    })
    .await;
}

#[tokio::test]
async fn forgetting_erases_a_customer_everywhere_and_the_audit_log_still_verifies() {
    on_both(async |repository| {
        for (customer, number, id) in [(maya(), 1, "5571"), (noah(), 2, "5572")] {
            let address = format!("shared{number}@example.com");
            repository.put_dossier(&dossier(customer, id, &[&address], &["+15550100001"])).await.unwrap();
            repository.put_brief(&brief(customer, "text"), &[]).await.unwrap();
            repository
                .accept(&entry(number, customer), &suggestion(number, customer, 0), &event(Some(customer), 1))
                .await
                .unwrap();
            repository.append_audit(&event(None, 2)).await.unwrap();
            repository.put_wire(&wire(customer, 1)).await.unwrap();
            repository.put_draft(customer, "note", "Dear").await.unwrap();
            repository.put_answer(customer, ASKED, &answer(1), None).await.unwrap();
            repository.put_directory(&[row(customer)]).await.unwrap();
        }
        assert!(repository.forget(maya()).await.unwrap());
        assert!(!repository.forget(maya()).await.unwrap(), "nobody is left to forget");

        assert_eq!(repository.dossier(maya()).await.unwrap(), None);
        let by_phone = Lookup::Phone(phone("+15550100001"));
        assert_eq!(repository.customers_by_key(&by_phone).await.unwrap(), [noah()]);
        assert_eq!(repository.brief(maya(), Purpose::Support).await.unwrap(), None);
        assert_eq!(repository.suggestions(maya()).await.unwrap(), []);
        assert_eq!(repository.entry(entry(1, maya()).id).await.unwrap(), None);
        assert_eq!(repository.unfinished_entries().await.unwrap(), [entry(2, noah())]);
        assert_eq!(repository.wires(None, 9).await.unwrap(), [wire(noah(), 1)]);
        assert_eq!(repository.wires(Some(maya()), 9).await.unwrap(), []);
        assert_eq!(repository.draft(maya(), "note").await.unwrap(), None);
        assert_eq!(repository.answer(maya(), ASKED).await.unwrap(), None);
        assert_eq!(repository.answer(noah(), ASKED).await.unwrap(), Some(answer(1)));
        assert!(repository.directory_page(None, 9).await.unwrap() == [row(noah())]);

        let report = repository.verify_audit().await.unwrap();
        assert_eq!((report.lines, report.erased, report.fault), (4, 1, None));
        let log = repository.audit_after(0, 9).await.unwrap();
        assert_eq!((log[0].customer, &log[0].event), (Some(maya()), &None), "says whose it was, not what");
        assert_eq!(log[2].event, Some(event(Some(noah()), 1)));
        assert_eq!(repository.report().await.unwrap().customers, 1);

        repository.put_wire(&wire(maya(), 7)).await.unwrap();
        assert_eq!(repository.wires(Some(maya()), 9).await.unwrap(), [wire(maya(), 7)], "known again");
    })
    .await;
}

#[tokio::test]
async fn everything_is_there_after_reopening_and_says_where_its_key_lies() {
    let root = tempfile::tempdir().unwrap();
    let storage = open(root.path()).await;
    let mut big = dossier(maya(), "5571", &["maya@example.com"], &[]);
    big.answers[0].found.records[0].note = Some("n".repeat(3_000_000));
    storage.put_dossier(&big).await.unwrap();
    storage.append_audit(&event(Some(maya()), 1)).await.unwrap();
    storage.close().await;

    let storage = open(root.path()).await;
    assert_eq!(storage.dossier(maya()).await.unwrap(), Some(big));
    assert_eq!(storage.append_audit(&event(Some(maya()), 2)).await.unwrap(), 2);
    assert_eq!(storage.verify_audit().await.unwrap().fault, None::<AuditFault>);
    let report = storage.report().await.unwrap();
    assert!(report.data_key.contains("data.key"), "{}", report.data_key);
    assert_eq!(report.recovered, None);
    assert!(report.bytes > 3_000_000);
}

/// Every file of a folder, with its path relative to it.
fn files_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files
                .extend(files_in(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            files.push((name, bytes));
        }
    }
    files
}

#[tokio::test]
async fn nothing_that_identifies_anybody_lies_readable_in_the_folder() {
    let root = tempfile::tempdir().unwrap();
    let storage = open(root.path()).await;
    let planted = dossier(maya(), "5571", &["maya@planted.example"], &["+15550109999"]);
    storage.put_dossier(&planted).await.unwrap();
    storage.put_brief(&brief(maya(), "Planted-Body"), &[suggestion(1, maya(), 0)]).await.unwrap();
    storage.accept(&entry(1, maya()), &suggestion(1, maya(), 0), &event(None, 0)).await.unwrap();
    storage.append_audit(&event(Some(maya()), 1)).await.unwrap();
    storage.append_audit(&event(None, 1)).await.unwrap();
    storage.put_wire(&wire(maya(), 1)).await.unwrap();
    storage.put_draft(maya(), "planted-draft", "Planted-Body").await.unwrap();
    storage.put_directory(&[row(maya())]).await.unwrap();
    storage.put_setting("planted-setting", "planted-value").await.unwrap();
    storage.close().await;

    let files = files_in(&root.path().join("storage"));
    assert!(files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 5_000, "the rows are there");
    for needle in ["planted", "maya", "rep@example", "15550109999", "5571", "contact", "refund", "1001"] {
        for needle in [needle.to_lowercase(), needle.to_uppercase()] {
            for (name, bytes) in &files {
                let lower = bytes.to_ascii_lowercase();
                let needle_lower = needle.to_ascii_lowercase();
                // Four digits turn up in random bytes; longer words do not.
                let found = needle.len() > 4
                    && lower.windows(needle.len()).any(|w| w == needle_lower.as_bytes())
                    || bytes.windows(needle.len() + 2).any(|w| w == format!("\"{needle}\"").as_bytes());
                assert!(!found, "`{needle}` is readable in `{name}`");
                assert!(!name.to_lowercase().contains(&needle_lower), "`{needle}` is a part of `{name}`");
            }
        }
    }
}

/// Run again by the test below in a process of its own, which is then killed: accepts entries without end and
/// prints the number of each once it is stored.
#[tokio::test]
async fn accepts_until_killed() {
    let Some(root) = std::env::var_os("STORAGE_CONTRACT_ROOT") else { return };
    let storage = open(Path::new(&root)).await;
    for number in 1.. {
        storage
            .accept(&entry(number, maya()), &suggestion(number, maya(), 0), &event(Some(maya()), 1))
            .await
            .unwrap();
        writeln!(std::io::stderr(), "stored {number}").unwrap();
    }
}

#[tokio::test]
async fn what_was_accepted_survives_kill_9() {
    let root = tempfile::tempdir().unwrap();
    let mut stored = 0;
    for round in 1..=3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "accepts_until_killed", "--nocapture"])
            .env("STORAGE_CONTRACT_ROOT", root.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        for line in lines.by_ref().take(20 * round) {
            let number = line.unwrap().strip_prefix("stored ").unwrap().parse::<u128>().unwrap();
            stored = stored.max(number);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it printed between the last line read and its death counts, too.
        for line in lines.map_while(Result::ok) {
            let number = line.strip_prefix("stored ").and_then(|number| number.parse().ok());
            stored = stored.max(number.unwrap_or(0));
        }

        let storage = open(root.path()).await;
        for number in 1..=stored {
            let id = entry(number, maya()).id;
            assert_eq!(storage.entry(id).await.unwrap(), Some(entry(number, maya())), "round {round}");
            let suggestion_id = suggestion(number, maya(), 0).suggestion.id;
            assert!(storage.suggestion(suggestion_id).await.unwrap().is_some());
        }
        assert!(storage.unfinished_entries().await.unwrap().len() as u128 >= stored);
        let log = storage.verify_audit().await.unwrap();
        assert_eq!(log.fault, None);
        let entries = storage.entries(usize::MAX).await.unwrap().len() as u64;
        assert_eq!(log.lines, entries, "an entry and its audit line are stored together");
        storage.close().await;
    }
    assert!(stored >= 60);
}

fn queued(id: &str, customer: CustomerId) -> QueuedCase {
    let case = Case {
        id: id.to_owned(),
        evidence: EvidenceId::new("case", id),
        source: Source::crm("hubspot"),
        subject: "Where is it".to_owned(),
        status: "New".to_owned(),
        open: true,
        priority: None,
        channel: None,
        opened_at: Some(at(0)),
        updated_at: Some(at(0)),
        closed_at: None,
        attachments: None,
        asker: None,
        owner: None,
        messages: Vec::new(),
        url: None,
    };
    let labels = Labels {
        category: Category::OrderStatus,
        mood: Mood::Neutral,
        urgency: Urgency::Normal,
        language: None,
    };
    QueuedCase { customer_id: Some(customer), ..QueuedCase::of(&case, labels, "rules".to_owned()) }
}

#[tokio::test]
async fn the_queue_holds_what_is_open_and_forgets_with_the_customer() {
    on_both(async |repository| {
        let (first, second) = (queued("1", maya()), queued("2", noah()));
        repository.put_queue(&[first.clone(), second.clone()], &[]).await.unwrap();
        let changed = QueuedCase { subject: "Where is it now".to_owned(), ..first.clone() };
        repository.put_queue(std::slice::from_ref(&changed), &[]).await.unwrap();
        let mut rows = repository.queue().await.unwrap();
        rows.sort_by(|a, b| a.record.cmp(&b.record));
        assert_eq!(rows, [changed, second.clone()]);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.queue().await.unwrap(), std::slice::from_ref(&second));
        repository.put_queue(&[], std::slice::from_ref(&second.record)).await.unwrap();
        assert_eq!(repository.queue().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_case_is_kept_with_the_line_that_tells_what_was_done_to_it() {
    on_both(async |repository| {
        let before = queued("1", maya());
        repository.put_queue(std::slice::from_ref(&before), &[]).await.unwrap();
        let changed = QueuedCase { subject: "Where is it now".to_owned(), ..before };
        let told = AuditEvent { kind: AuditKind::Sent, ..event(Some(maya()), 1) };
        repository.put_case(&changed, &told).await.unwrap();
        assert_eq!(repository.queue().await.unwrap(), [changed]);
        let lines = repository.audit_tail(10).await.unwrap();
        assert_eq!(lines.into_iter().filter_map(|line| line.event).collect::<Vec<_>>(), [told]);
    })
    .await;
}

#[tokio::test]
async fn the_leads_are_kept_and_forgotten_with_the_customer() {
    let lead = |id: &str, customer| Lead {
        record: RecordRef { source: Source::crm("hubspot"), kind: "contact".to_owned(), id: id.to_owned() },
        customer_id: Some(customer),
        name: Some("Somebody".to_owned()),
        email: None,
        company: None,
        status: None,
        course: Course::Open,
        source: None,
        first_seen_at: Some(at(0)),
        last_activity_at: None,
        contacted_at: None,
        called_at: None,
        owner: None,
        owner_id: None,
        score: None,
        orders: None,
        silent: None,
        url: None,
    };
    on_both(async |repository| {
        let (first, second) = (lead("1", maya()), lead("2", noah()));
        repository.put_leads(&[first.clone(), second.clone()], &[]).await.unwrap();
        let changed = Lead { status: Some("NEW".to_owned()), ..first.clone() };
        repository.put_leads(std::slice::from_ref(&changed), &[]).await.unwrap();
        let mut rows = repository.leads().await.unwrap();
        rows.sort_by(|a, b| a.record.cmp(&b.record));
        assert_eq!(rows, [changed, second.clone()]);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.leads().await.unwrap(), std::slice::from_ref(&second));
        repository.put_leads(&[], std::slice::from_ref(&second.record)).await.unwrap();
        assert_eq!(repository.leads().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn corrections_are_kept_one_a_case_and_forgotten_with_the_customer() {
    let correction = |id: &str, customer, category| Correction {
        case: RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: id.to_owned() },
        customer: Some(customer),
        by: "sam@example.com".to_owned(),
        at: at(0),
        words: "Where is it".to_owned(),
        change: LabelChange { category: Some(category), ..LabelChange::default() },
    };
    on_both(async |repository| {
        let first = correction("1", maya(), Category::Praise);
        let second = correction("2", noah(), Category::Other);
        repository.put_correction(&first, &[]).await.unwrap();
        repository.put_correction(&second, &[]).await.unwrap();
        let changed = correction("1", maya(), Category::Account);
        repository.put_correction(&changed, &[]).await.unwrap();
        let mut rows = repository.corrections().await.unwrap();
        rows.sort_by(|a, b| a.case.cmp(&b.case));
        assert_eq!(rows, [changed, second.clone()]);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.corrections().await.unwrap(), std::slice::from_ref(&second));
        let third = correction("3", noah(), Category::Other);
        repository.put_correction(&third, std::slice::from_ref(&second.case)).await.unwrap();
        assert_eq!(repository.corrections().await.unwrap(), [third]);
    })
    .await;
}

#[tokio::test]
async fn the_last_summary_of_a_thread_is_kept_and_forgotten_with_the_customer() {
    let summary = |messages| ThreadSummary {
        customer_id: maya(),
        case: EvidenceId::new("case", "1"),
        subject: "Where is it".to_owned(),
        engine: "playbook".to_owned(),
        why_not_llm: None,
        lines: Vec::new(),
        messages,
        new_messages: None,
        before_at: None,
        verification: Verification::default(),
        created_at: at(0),
    };
    on_both(async |repository| {
        let case = EvidenceId::new("case", "1");
        repository.put_summary(&summary(1)).await.unwrap();
        repository.put_summary(&summary(2)).await.unwrap();
        assert_eq!(repository.summary(maya(), &case).await.unwrap(), Some(summary(2)));
        assert_eq!(repository.summary(noah(), &case).await.unwrap(), None);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.summary(maya(), &case).await.unwrap(), None);
    })
    .await;
}
