//! The process dies at every write to its storage, before it and right behind it, once and twice. Whatever was
//! accepted is done once, and every step stands in the log.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use deskhand::actions::{Actions, CaseBack, Follow, Observer, Policy, Worker};
use deskhand::copilot::triage::by_rules;
use deskhand::domain::EvidenceId;
use deskhand::domain::action::{ActionKind, Approval, NoteWrite, Phase, Write};
use deskhand::domain::agenda::PlannedCall;
use deskhand::domain::audit::{AuditEvent, AuditKind, Digest32};
use deskhand::domain::basis::Basis;
use deskhand::domain::brief::{Brief, Grounds, Purpose, StoredSuggestion, Suggestion, SuggestionStatus};
use deskhand::domain::crm::{Case, Owner};
use deskhand::domain::ids::{CustomerId, EntryId, IdempotencyKey, Source, SuggestionId};
use deskhand::domain::lead::Lead;
use deskhand::domain::lookup::Lookup;
use deskhand::domain::outbox::{Entry, EntryState, Written};
use deskhand::domain::queue::QueuedCase;
use deskhand::domain::record::{Found, RecordRef};
use deskhand::domain::snooze::{Snooze, WakeRule};
use deskhand::ports::crm::{KeySupport, Look, Preflight, SetupStep};
use deskhand::ports::repository::{
    AuditRecord, AuditReport, DirectoryRow, Dossier, KeptAnswer, LinkDecision, StorageError, StorageReport,
    WireRecord,
};
use deskhand::ports::{
    Call, Clock, CrmClient, Finding, Listing, Page, PortError, Repository, SystemClock, Trouble,
};
use deskhand::storage::Storage;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// A clock that tests set.
#[derive(Default)]
pub struct Hand(AtomicI64);

impl Hand {
    /// Turns it on by so many seconds.
    pub fn turn(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// A clock that stands at the machine's time.
    pub fn at_the_machines() -> Self {
        Self(AtomicI64::new(SystemClock.now().as_second()))
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).expect("a moment")
    }
}

/// When a process dies.
#[derive(Clone, Copy, Debug)]
struct Death {
    /// The write to its storage at which it does, from 0.
    at: i64,
    /// Whether that write is still made.
    written: bool,
}

/// The storage of a process that dies: from then on nothing is stored and nothing is read.
struct Mortal {
    storage: Storage,
    death: Death,
    writes: AtomicI64,
}

impl Mortal {
    fn gone() -> StorageError {
        StorageError { what: "the process is dead".to_owned(), hint: None, source: None }
    }

    fn is_dead(&self) -> bool {
        self.writes.load(Ordering::SeqCst) > self.death.at
    }

    fn alive(&self) -> Result<(), StorageError> {
        if self.is_dead() { Err(Self::gone()) } else { Ok(()) }
    }

    /// A write; whether it is made, and whether the process lives to hear of it.
    fn write(&self) -> (bool, bool) {
        let before = self.writes.fetch_add(1, Ordering::SeqCst);
        (before < self.death.at || (before == self.death.at && self.death.written), before < self.death.at)
    }
}

/// Reads pass while the process lives; writes pass and kill as ordered.
macro_rules! mortal {
    (reads { $($read:ident($($r:ident: $rt:ty),*) -> $ro:ty;)* } writes { $($write:ident($($w:ident: $wt:ty),*) -> $wo:ty;)* }) => {
        #[async_trait]
        impl Repository for Mortal {
            $(async fn $read(&self, $($r: $rt),*) -> Result<$ro, StorageError> {
                self.alive()?;
                self.storage.$read($($r),*).await
            })*
            $(async fn $write(&self, $($w: $wt),*) -> Result<$wo, StorageError> {
                let (made, heard) = self.write();
                if !made {
                    return Err(Self::gone());
                }
                let answer = self.storage.$write($($w),*).await?;
                if heard { Ok(answer) } else { Err(Self::gone()) }
            })*
        }
    };
}

mortal! {
    reads {
    customers_by_key(lookup: &Lookup) -> Vec<CustomerId>;
    dossier(customer: CustomerId) -> Option<Dossier>;
    links(customer: CustomerId) -> Vec<LinkDecision>;
    brief(customer: CustomerId, purpose: Purpose) -> Option<Brief>;
    suggestion(id: SuggestionId) -> Option<StoredSuggestion>;
    suggestions(customer: CustomerId) -> Vec<StoredSuggestion>;
    entry(id: EntryId) -> Option<Entry>;
    entries(limit: usize) -> Vec<Entry>;
    unfinished_entries() -> Vec<Entry>;
    audit_after(after: u64, limit: usize) -> Vec<AuditRecord>;
    audit_tail(limit: usize) -> Vec<AuditRecord>;
    verify_audit() -> AuditReport;
    wires(customer: Option<CustomerId>, limit: usize) -> Vec<WireRecord>;
    draft(customer: CustomerId, what_for: &str) -> Option<String>;
    answer(customer: CustomerId, asked: Digest32) -> Option<KeptAnswer>;
    directory_page(after: Option<CustomerId>, limit: usize) -> Vec<DirectoryRow>;
    directory_row(customer: CustomerId) -> Option<DirectoryRow>;
    customers_by_keys(lookups: &[Lookup]) -> Vec<Vec<CustomerId>>;
    directory_rows(customers: &[CustomerId]) -> Vec<DirectoryRow>;
    history(customer: CustomerId) -> Option<deskhand::domain::history::History>;
    histories(customers: &[CustomerId]) -> Vec<deskhand::domain::history::History>;
    history_page(after: Option<CustomerId>, limit: usize) -> Vec<deskhand::domain::history::History>;
    predictions(customers: &[CustomerId]) -> Vec<deskhand::domain::prediction::Predictions>;
    prediction_page(after: Option<CustomerId>, limit: usize) -> Vec<deskhand::domain::prediction::Predictions>;
    written_scores(customers: &[CustomerId]) -> Vec<deskhand::domain::score_fields::WrittenScores>;
    tier_reviews() -> Vec<deskhand::domain::score_fields::TierReview>;
    products() -> Vec<deskhand::domain::history::Product>;
    queue() -> Vec<QueuedCase>;
    leads() -> Vec<Lead>;
    agenda() -> Vec<PlannedCall>;
    corrections() -> Vec<deskhand::domain::triage::Correction>;
    summary(customer: CustomerId, case: &EvidenceId) -> Option<deskhand::domain::summary::ThreadSummary>;
    setting(name: &str) -> Option<String>;
    report() -> StorageReport;
    }
    writes {
    put_dossier(dossier: &Dossier) -> ();
    forget(customer: CustomerId) -> bool;
    put_link(decision: &LinkDecision) -> ();
    put_brief(brief: &Brief, suggestions: &[StoredSuggestion]) -> ();
    put_suggestion(suggestion: &StoredSuggestion) -> ();
    accept(entry: &Entry, suggestion: &StoredSuggestion, audit: &AuditEvent) -> bool;
    accept_with_case(entry: &Entry, suggestion: &StoredSuggestion, audit: &[AuditEvent], case: &QueuedCase) -> bool;
    move_entry(expected: &Entry, next: &Entry, audit: &AuditEvent) -> bool;
    append_audit(event: &AuditEvent) -> u64;
    put_wire(record: &WireRecord) -> ();
    put_answer(customer: CustomerId, asked: Digest32, answer: &KeptAnswer, oldest: Option<Timestamp>) -> ();
    put_draft(customer: CustomerId, what_for: &str, text: &str) -> ();
    put_directory(rows: &[DirectoryRow]) -> ();
    put_predictions(rows: &[deskhand::domain::prediction::Predictions]) -> ();
    put_scores(batch: &deskhand::ports::repository::ScoresBatch) -> ();
    put_read(batch: &deskhand::ports::repository::ReadBatch) -> ();
    put_queue(rows: &[QueuedCase], gone: &[RecordRef]) -> ();
    put_case(row: &QueuedCase, audit: &AuditEvent) -> ();
    put_leads(rows: &[Lead], gone: &[RecordRef]) -> ();
    put_agenda(rows: &[PlannedCall], gone: &[RecordRef]) -> ();
    put_correction(one: &deskhand::domain::triage::Correction, gone: &[RecordRef]) -> ();
    put_summary(summary: &deskhand::domain::summary::ThreadSummary) -> ();
    put_setting(name: &str, value: &str) -> ();
    }
}

/// How the CRM answers a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Done, and says so.
    Plain,
    /// Done, and the first answer is lost.
    DoneUnheard,
    /// Not done the first time, and nobody can tell.
    LostOnTheWay,
}

/// A CRM that counts what it was made to write.
struct Ledger {
    keyed: bool,
    manner: Manner,
    clock: Arc<Hand>,
    written: Mutex<Vec<IdempotencyKey>>,
    asked: Mutex<Vec<Timestamp>>,
}

/// How long a write may be unseen where there is no key.
const SETTLE: Duration = Duration::from_secs(10);

impl Ledger {
    fn count(&self) -> usize {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[async_trait]
impl CrmClient for Ledger {
    fn source(&self) -> &Source {
        static SOURCE: std::sync::LazyLock<Source> = std::sync::LazyLock::new(|| Source::crm("hubspot"));
        &SOURCE
    }

    async fn write(&self, _: &Write, key: &IdempotencyKey, _: &Call) -> Result<Written, PortError> {
        let first = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.push(self.clock.now());
            asked.len() == 1
        };
        let lost = || PortError::new(Trouble::Unreachable, "the answer broke off").in_doubt();
        if first && self.manner == Manner::LostOnTheWay {
            return Err(lost());
        }
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        // A key that the vendor keeps is refused as duplicate, which is success.
        if !(self.keyed && written.contains(key)) {
            written.push(key.clone());
        }
        if first && self.manner == Manner::DoneUnheard {
            return Err(lost());
        }
        Ok(Written::made("901", None))
    }

    async fn look(&self, _: &Write, key: &IdempotencyKey, _: &Call) -> Result<Look, PortError> {
        if !self.keyed {
            let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            let since = asked.last().map(|last| self.clock.now().duration_since(*last));
            assert!(since.is_none_or(|since| since.unsigned_abs() >= SETTLE), "looked before it can be seen");
        }
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let found = Look::Found(Written::made("901", None));
        Ok(if written.contains(key) { found } else { Look::Absent })
    }

    async fn key_support(&self, _: &Write, _: &Call) -> Result<KeySupport, PortError> {
        Ok(if self.keyed { KeySupport::Unique } else { KeySupport::Associations { settle: SETTLE } })
    }

    async fn find(&self, _: &Lookup, _: &Call) -> Result<Found, PortError> {
        Ok(Found::default())
    }

    async fn list(&self, _: Option<&str>, _: &Call) -> Result<Page<Listing>, PortError> {
        Ok(Page::of(Vec::new(), None))
    }

    async fn owners(&self, _: &Call) -> Result<Vec<Owner>, PortError> {
        Ok(Vec::new())
    }

    async fn preflight(&self, _: &Write, _: &Call) -> Result<Preflight, PortError> {
        Ok(Preflight { effect: String::new(), problems: Vec::new() })
    }

    async fn set_up(&self, _: bool, _: &Call) -> Result<Vec<SetupStep>, PortError> {
        Ok(Vec::new())
    }

    async fn check(&self) -> Vec<Finding> {
        Vec::new()
    }
}

/// Decisions and the outbox over a repository, as one process has them.
pub fn process(
    repository: Arc<dyn Repository>,
    crm: Arc<dyn CrmClient>,
    clock: Arc<Hand>,
) -> (Actions, Worker) {
    let nobody: Observer = Arc::new(|_| {});
    let worker = Worker::new(Arc::clone(&repository), Some(crm), clock.clone(), Arc::clone(&nobody));
    let policy = Policy {
        phase: Phase::Suggest,
        undo_window: SignedDuration::from_secs(5),
        approvals: Vec::new(),
        promises: Vec::new(),
        returns: None,
    };
    (Actions::new(repository, clock, worker.clone(), nobody, policy), worker)
}

/// A suggested note on a contact.
pub fn suggested(contact: &str, at: Timestamp) -> StoredSuggestion {
    let write = Write::Note(NoteWrite {
        contact: format!("hubspot/contact/{contact}").parse().expect("a record"),
        account: None,
        case: None,
        body: "Called about the parcel.".to_owned(),
        at,
        machine_written: false,
    });
    let suggestion = Suggestion {
        id: SuggestionId::new(Uuid::from_u128(7)),
        action: ActionKind::Note,
        title: "Note the call".to_owned(),
        body: "Called about the parcel.".to_owned(),
        unsupported: Vec::new(),
        effect: format!("HubSpot note on contact {contact}"),
        channel: None,
        offer: None,
        timing: None,
        due_at: None,
        reason: "it was called about".to_owned(),
        evidence: Vec::new(),
        confidence: 1.0,
        approval: Approval::default(),
        case: None,
        blocked: None,
        grounds: Grounds::default(),
    };
    StoredSuggestion {
        suggestion,
        customer_id: CustomerId::new(Uuid::from_u128(1)),
        engine: "playbook".to_owned(),
        write,
        status: SuggestionStatus::Open,
        created_at: at,
        basis: Basis::default(),
        edited: false,
    }
}

/// How often the log says something.
pub async fn said(storage: &dyn Repository, kind: AuditKind) -> usize {
    let log = storage.audit_after(0, 1000).await.expect("a log");
    log.iter().filter(|line| line.event.as_ref().is_some_and(|event| event.kind == kind)).count()
}

/// One life of a process: accepts, and works until it dies or nothing is left. Whether it died.
async fn live(
    storage: &Storage,
    death: Death,
    crm: &Arc<Ledger>,
    clock: &Arc<Hand>,
    id: SuggestionId,
) -> bool {
    let mortal = Arc::new(Mortal { storage: storage.clone(), death, writes: AtomicI64::new(0) });
    let (actions, worker) = process(mortal.clone(), crm.clone(), clock.clone());
    // Refused by a dead storage or not: what counts is what is stored.
    let _ = actions.accept(id, None, "rep@example.com", true).await;
    for _ in 0..20 {
        if mortal.is_dead() || worker.run_due().await.is_err() {
            break;
        }
        match mortal.unfinished_entries().await {
            Ok(left) if !left.is_empty() => clock.turn(60),
            _ => break,
        }
    }
    mortal.is_dead()
}

const IMMORTAL: Death = Death { at: i64::MAX, written: false };

async fn dies(keyed: bool, manner: Manner, deaths: &[Death]) -> bool {
    let clock = Arc::new(Hand::at_the_machines());
    let storage = Storage::in_memory().await;
    let stored = suggested("5571", clock.now());
    let id = stored.suggestion.id;
    storage.put_suggestion(&stored).await.expect("it is stored");
    let ledger =
        Ledger { keyed, manner, clock: clock.clone(), written: Mutex::default(), asked: Mutex::default() };
    let crm = Arc::new(ledger);
    let mut last_died = false;
    for death in deaths {
        last_died = live(&storage, *death, &crm, &clock, id).await;
        clock.turn(1);
    }
    live(&storage, IMMORTAL, &crm, &clock, id).await;

    let told = format!("keyed: {keyed}, {manner:?}, {deaths:?}");
    assert_eq!(crm.count(), 1, "{told}");
    let entries = storage.entries(9).await.expect("entries");
    assert!(matches!(entries[..], [Entry { state: EntryState::Done { .. }, .. }]), "{told}: {entries:?}");
    assert_eq!(storage.verify_audit().await.expect("a report").fault, None, "{told}");
    for kind in [AuditKind::Accepted, AuditKind::Written] {
        assert_eq!(said(&storage, kind).await, 1, "{kind:?}, {told}");
    }
    last_died
}

#[tokio::test]
async fn whenever_it_dies_what_was_accepted_is_done_once_and_every_step_is_in_the_log() {
    for keyed in [true, false] {
        for manner in [Manner::Plain, Manner::DoneUnheard, Manner::LostOnTheWay] {
            for written in [false, true] {
                let mut deaths = 0;
                while dies(keyed, manner, &[Death { at: deaths, written }]).await {
                    for second in 0.. {
                        let both = [Death { at: deaths, written }, Death { at: second, written }];
                        if !dies(keyed, manner, &both).await {
                            break;
                        }
                    }
                    deaths += 1;
                }
                assert!(deaths >= 3, "accepted, sending and done are three writes, here {deaths}");
            }
        }
    }
}

/// One life of a process that accepts, takes back what is written and accepts once more. Whether it died.
async fn live_twice(
    storage: &Storage,
    death: Death,
    crm: &Arc<Ledger>,
    clock: &Arc<Hand>,
    id: SuggestionId,
) -> bool {
    let mortal = Arc::new(Mortal { storage: storage.clone(), death, writes: AtomicI64::new(0) });
    let (actions, worker) = process(mortal.clone(), crm.clone(), clock.clone());
    for step in 0..3 {
        let _ = match step {
            1 => actions.take_back(EntryId::of(id, 0), CaseBack::Leave, "rep@example.com").await.map(drop),
            _ => actions.accept(id, None, "rep@example.com", true).await.map(drop),
        };
        for _ in 0..20 {
            if mortal.is_dead() || worker.run_due().await.is_err() {
                break;
            }
            match mortal.unfinished_entries().await {
                Ok(left) if !left.is_empty() => clock.turn(60),
                _ => break,
            }
        }
    }
    mortal.is_dead()
}

#[tokio::test]
async fn whenever_it_dies_what_is_accepted_anew_is_written_once_more_and_no_oftener() {
    for written in [false, true] {
        for at in 0.. {
            let clock = Arc::new(Hand::at_the_machines());
            let storage = Storage::in_memory().await;
            let stored = suggested("5571", clock.now());
            let id = stored.suggestion.id;
            storage.put_suggestion(&stored).await.expect("it is stored");
            let (written_keys, asked) = (Mutex::default(), Mutex::default());
            let (keyed, manner) = (true, Manner::Plain);
            let ledger = Ledger { keyed, manner, clock: clock.clone(), written: written_keys, asked };
            let crm = Arc::new(ledger);
            let died = live_twice(&storage, Death { at, written }, &crm, &clock, id).await;
            live_twice(&storage, IMMORTAL, &crm, &clock, id).await;
            assert_eq!(crm.count(), 3, "the note, what takes it back, and the note anew: {at}, {written}");
            for (kind, times) in [(AuditKind::Accepted, 2), (AuditKind::Undone, 1), (AuditKind::Written, 3)] {
                assert_eq!(said(&storage, kind).await, times, "{kind:?}: {at}, {written}");
            }
            if !died {
                assert!(at >= 9, "three entries of three writes each, here {at}");
                break;
            }
        }
    }
}

/// A case of the queue.
fn queued(at: Timestamp) -> QueuedCase {
    let case = Case {
        id: "77".to_owned(),
        evidence: EvidenceId::new("case", "77"),
        source: Source::crm("hubspot"),
        subject: "Where is it".to_owned(),
        status: "New".to_owned(),
        open: true,
        priority: None,
        channel: None,
        opened_at: Some(at),
        updated_at: None,
        closed_at: None,
        attachments: None,
        asker: None,
        owner: None,
        messages: Vec::new(),
        url: None,
    };
    QueuedCase::of(&case, by_rules(&case), "rules".to_owned())
}

/// Whether the CRM is to be told that the case sleeps, and whether it does.
async fn dies_as_a_case_is_put_to_sleep(death: Death) -> (bool, bool) {
    let clock = Arc::new(Hand::at_the_machines());
    let storage = Storage::in_memory().await;
    let ledger = Ledger {
        keyed: true,
        manner: Manner::Plain,
        clock: clock.clone(),
        written: Mutex::default(),
        asked: Mutex::default(),
    };
    let mortal = Arc::new(Mortal { storage: storage.clone(), death, writes: AtomicI64::new(0) });
    let (actions, _) = process(mortal, Arc::new(ledger), clock.clone());
    let (stored, mut case) = (suggested("5571", clock.now()), queued(clock.now()));
    case.put_to_sleep(Snooze {
        rule: WakeRule::default(),
        by: "rep@example.com".to_owned(),
        since: clock.now(),
        entry: EntryId::new(Uuid::from_bytes(*stored.suggestion.id.as_bytes())),
        status: case.status.clone(),
        messages: 0,
        heard: false,
        parcel: None,
        before: None,
    });
    let told = AuditEvent {
        at: clock.now(),
        actor: "rep@example.com".to_owned(),
        kind: AuditKind::Snoozed,
        customer: None,
        subject: case.record.to_string(),
        detail: serde_json::Value::Null,
    };
    let follow = Follow { case, told: Some(told) };
    let _ = actions.enqueue_in(None, stored, Some(&follow), "rep@example.com", true).await;
    let is_told = !storage.entries(9).await.expect("entries").is_empty();
    let sleeps = storage.queue().await.expect("the queue").iter().any(|case| case.snooze.is_some());
    assert_eq!(said(&storage, AuditKind::Snoozed).await, usize::from(sleeps));
    assert_eq!(storage.verify_audit().await.expect("a report").fault, None);
    (is_told, sleeps)
}

#[tokio::test]
async fn whenever_it_dies_a_case_sleeps_just_if_the_crm_is_to_be_told() {
    for at in 0..4 {
        for written in [false, true] {
            let (is_told, sleeps) = dies_as_a_case_is_put_to_sleep(Death { at, written }).await;
            assert_eq!(is_told, sleeps, "{at}, {written}");
            assert_eq!(sleeps, at > 0 || written, "{at}, {written}");
        }
    }
}
