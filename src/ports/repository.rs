//! What is kept between runs. Every call that changes something returns after it is safe on disk.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Listing;
use crate::domain::agenda::PlannedCall;
use crate::domain::audit::{AuditEvent, AuditFault, Digest32};
use crate::domain::brief::{Brief, StoredSuggestion};
use crate::domain::evidence::EvidenceId;
use crate::domain::history::{History, Product};
use crate::domain::ids::{CustomerId, EntryId, Source, SuggestionId};
use crate::domain::lead::Lead;
use crate::domain::lookup::Lookup;
use crate::domain::outbox::Entry;
use crate::domain::prediction::Predictions;
use crate::domain::queue::QueuedCase;
use crate::domain::record::{Found, Record, RecordRef};
use crate::domain::score_fields::{TierReview, WrittenScores};
use crate::domain::summary::ThreadSummary;
use crate::domain::triage::Correction;

/// What is wrong with the storage, in words.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct StorageError {
    /// What failed and why; never a stored value.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
    /// The cause.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// One vendor's last good answer about a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CachedAnswer {
    /// Which account.
    pub source: Source,
    /// When it was read.
    pub fetched_at: Timestamp,
    /// How long it took.
    pub latency_ms: u64,
    /// What it said, all pages.
    pub found: Found,
}

/// All that is cached of one customer; the profile is computed from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Whose.
    pub customer: CustomerId,
    /// One per vendor account.
    pub answers: Vec<CachedAnswer>,
    /// Whom they turned out to be one with: by that id they are known since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub became: Option<CustomerId>,
    /// The ids of whoever turned out to be one with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<CustomerId>,
    /// The records that they had when they became another: whoever gets one of them back is who they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub had: Vec<RecordRef>,
}

impl Dossier {
    /// Of a customer who was never known by another id.
    pub fn of(customer: CustomerId, answers: Vec<CachedAnswer>) -> Self {
        Self { customer, answers, became: None, was: Vec::new(), had: Vec::new() }
    }

    /// The vendors' records of them that are kept.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.answers.iter().flat_map(|answer| &answer.found.records)
    }

    /// Whether any vendor's record of them is kept.
    pub fn has_records(&self) -> bool {
        self.records().next().is_some()
    }
}

/// A person's word on whether a record belongs to a customer. Survives every refresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDecision {
    /// Whose.
    pub customer: CustomerId,
    /// Which record.
    pub record: RecordRef,
    /// Belongs here, or does not.
    pub linked: bool,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why, where they said so.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What one model call sent and received, byte for byte.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct WireRecord {
    /// About whom.
    pub customer: CustomerId,
    /// When it left.
    pub at: Timestamp,
    /// Which model.
    pub model: String,
    /// What for: `brief support`, `ask`.
    pub purpose: String,
    /// The request body as it left; placeholders stand for what was masked.
    pub sent: String,
    /// The answer as it arrived.
    pub received: String,
    /// SHA-256 of the request body; the audit log has the same.
    pub digest: Digest32,
    /// Placeholders in the request, by type.
    pub masked: std::collections::BTreeMap<String, u32>,
    /// How it ended, in words: `answered`, `blocked: …`, `cut off`.
    pub outcome: String,
}

impl std::fmt::Debug for WireRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WireRecord({}, {})", self.digest, self.outcome)
    }
}

/// A model's answer, to be given again to the same prompt. Its placeholders stand for what was masked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// What the model said.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

impl std::fmt::Debug for KeptAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeptAnswer({})", self.at)
    }
}

/// A row of the directory: a customer and the records that are them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DirectoryRow {
    /// Who.
    pub customer: CustomerId,
    /// What the vendors list them under, one per record.
    pub listings: Vec<Listing>,
}

/// What was read of an account in one go, to be kept in one step with where the reading goes on.
#[derive(Clone, Default)]
pub struct ReadBatch {
    /// Rows of the directory that are new or other than before.
    pub directory: Vec<DirectoryRow>,
    /// Histories that are, whole.
    pub histories: Vec<History>,
    /// Products that are.
    pub products: Vec<Product>,
    /// Products that are sold no more.
    pub gone: Vec<Product>,
    /// The setting that tells where the reading goes on, and its value.
    pub mark: Option<(String, String)>,
}

/// What is known of scores at the CRM after some of them were written, to be kept in one step.
#[derive(Clone, Debug, Default)]
pub struct ScoresBatch {
    /// What was written of each customer, whole.
    pub written: Vec<WrittenScores>,
    /// Changes of tier that wait, or that a person has decided.
    pub reviews: Vec<TierReview>,
    /// Whose change of tier waits no more.
    pub settled: Vec<CustomerId>,
    /// Lines of the audit log that tell of it.
    pub audit: Vec<AuditEvent>,
}

/// One event of the audit log, opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Position, from 1.
    pub sequence: u64,
    /// The line's hash.
    pub hash: Digest32,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The event; nothing where the customer was erased.
    pub event: Option<AuditEvent>,
    /// About whom.
    pub customer: Option<CustomerId>,
}

/// Result of checking the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditReport {
    /// Lines read.
    pub lines: u64,
    /// Of them, of erased customers: still in the chain, no longer readable.
    pub erased: u64,
    /// The first fault, if any.
    pub fault: Option<AuditFault>,
    /// Hash of the last line.
    pub head: Option<Digest32>,
}

/// How the storage stands, for `doctor` and the status line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageReport {
    /// Where the data key lies: `the OS keyring`, `the file …`.
    pub data_key: String,
    /// Customers with a key.
    pub customers: u64,
    /// What was mended at opening, in words.
    pub recovered: Option<String>,
    /// Bytes on disk.
    pub bytes: u64,
}

/// Everything that is kept. One trait, implemented by the embedded storage and by its twin in memory.
#[async_trait]
pub trait Repository: Send + Sync {
    // Profiles.

    /// The customer that a query names by an exact key: e-mail, phone, order number, record. Names are the directory's.
    async fn customers_by_key(&self, lookup: &Lookup) -> Result<Vec<CustomerId>, StorageError>;
    /// What is cached of a customer.
    async fn dossier(&self, customer: CustomerId) -> Result<Option<Dossier>, StorageError>;
    /// Replaces what is cached, and with it the exact keys that lead to the customer.
    async fn put_dossier(&self, dossier: &Dossier) -> Result<(), StorageError>;
    /// Erases a customer: destroys the key, deletes rows and index entries. Returns whether there was one.
    async fn forget(&self, customer: CustomerId) -> Result<bool, StorageError>;
    /// Link decisions about a customer.
    async fn links(&self, customer: CustomerId) -> Result<Vec<LinkDecision>, StorageError>;
    /// Adds or replaces a decision about one record.
    async fn put_link(&self, decision: &LinkDecision) -> Result<(), StorageError>;

    // Briefs and suggestions.

    /// The last brief of a customer for a purpose.
    async fn brief(
        &self,
        customer: CustomerId,
        purpose: crate::domain::Purpose,
    ) -> Result<Option<Brief>, StorageError>;
    /// Keeps a brief and its suggestions.
    async fn put_brief(&self, brief: &Brief, suggestions: &[StoredSuggestion]) -> Result<(), StorageError>;
    /// One suggestion.
    async fn suggestion(&self, id: SuggestionId) -> Result<Option<StoredSuggestion>, StorageError>;
    /// All suggestions of a customer, newest first.
    async fn suggestions(&self, customer: CustomerId) -> Result<Vec<StoredSuggestion>, StorageError>;
    /// Replaces one suggestion (edited, dismissed).
    async fn put_suggestion(&self, suggestion: &StoredSuggestion) -> Result<(), StorageError>;

    // Outbox.

    /// Stores a new entry, the suggestion it came from and the audit line that says so, in one step. False, and
    /// nothing changed, where an entry with this id exists already.
    async fn accept(
        &self,
        entry: &Entry,
        suggestion: &StoredSuggestion,
        audit: &AuditEvent,
    ) -> Result<bool, StorageError>;
    /// The same where the queue follows: the case as it stands with the entry, in the same step.
    async fn accept_with_case(
        &self,
        entry: &Entry,
        suggestion: &StoredSuggestion,
        audit: &[AuditEvent],
        case: &QueuedCase,
    ) -> Result<bool, StorageError>;
    /// One entry.
    async fn entry(&self, id: EntryId) -> Result<Option<Entry>, StorageError>;
    /// All entries, newest first, at most `limit`.
    async fn entries(&self, limit: usize) -> Result<Vec<Entry>, StorageError>;
    /// Entries that are not final, oldest first.
    async fn unfinished_entries(&self) -> Result<Vec<Entry>, StorageError>;
    /// Replaces an entry if it is still as `expected` says, and appends the audit line that says so, in one
    /// step; false, and nothing changed, where somebody else moved it.
    async fn move_entry(
        &self,
        expected: &Entry,
        next: &Entry,
        audit: &AuditEvent,
    ) -> Result<bool, StorageError>;

    // Audit log.

    /// Appends an event; returns its position.
    async fn append_audit(&self, event: &AuditEvent) -> Result<u64, StorageError>;
    /// Events after position `after`, oldest first, at most `limit`.
    async fn audit_after(&self, after: u64, limit: usize) -> Result<Vec<AuditRecord>, StorageError>;
    /// The last `limit` events, newest first.
    async fn audit_tail(&self, limit: usize) -> Result<Vec<AuditRecord>, StorageError>;
    /// Checks the whole chain.
    async fn verify_audit(&self) -> Result<AuditReport, StorageError>;

    // Wiretap, drafts, directory, the rest.

    /// Keeps what a model call sent and received.
    async fn put_wire(&self, record: &WireRecord) -> Result<(), StorageError>;
    /// Model calls about a customer (nothing: about all), newest first, at most `limit`.
    async fn wires(
        &self,
        customer: Option<CustomerId>,
        limit: usize,
    ) -> Result<Vec<WireRecord>, StorageError>;
    /// Keeps a model's answer about a customer under the digest of what was asked; those before `oldest` go.
    async fn put_answer(
        &self,
        customer: CustomerId,
        asked: Digest32,
        answer: &KeptAnswer,
        oldest: Option<Timestamp>,
    ) -> Result<(), StorageError>;
    /// The answer that is kept to what was asked.
    async fn answer(&self, customer: CustomerId, asked: Digest32)
    -> Result<Option<KeptAnswer>, StorageError>;
    /// An unfinished text, by what it is for (`note`, or a suggestion's id); an empty one is deleted.
    async fn put_draft(&self, customer: CustomerId, what_for: &str, text: &str) -> Result<(), StorageError>;
    /// An unfinished text.
    async fn draft(&self, customer: CustomerId, what_for: &str) -> Result<Option<String>, StorageError>;
    /// One page of the directory in no particular order: rows after `after`, at most `limit`.
    async fn directory_page(
        &self,
        after: Option<CustomerId>,
        limit: usize,
    ) -> Result<Vec<DirectoryRow>, StorageError>;
    /// One customer's row.
    async fn directory_row(&self, customer: CustomerId) -> Result<Option<DirectoryRow>, StorageError>;
    /// Adds or replaces rows, and with them the exact keys that lead to the customers.
    async fn put_directory(&self, rows: &[DirectoryRow]) -> Result<(), StorageError>;
    /// The customers that each of several exact keys leads to, in their order.
    async fn customers_by_keys(&self, lookups: &[Lookup]) -> Result<Vec<Vec<CustomerId>>, StorageError>;
    /// The rows of those customers who have one.
    async fn directory_rows(&self, customers: &[CustomerId]) -> Result<Vec<DirectoryRow>, StorageError>;
    /// The history of one customer.
    async fn history(&self, customer: CustomerId) -> Result<Option<History>, StorageError>;
    /// The histories of those customers who have one.
    async fn histories(&self, customers: &[CustomerId]) -> Result<Vec<History>, StorageError>;
    /// One page of all histories, by customer: those after `after`, at most `limit`; none at the end.
    async fn history_page(
        &self,
        after: Option<CustomerId>,
        limit: usize,
    ) -> Result<Vec<History>, StorageError>;
    /// What was expected of those customers of whom anything was.
    async fn predictions(&self, customers: &[CustomerId]) -> Result<Vec<Predictions>, StorageError>;
    /// One page of all predictions, by customer: those after `after`, at most `limit`; none at the end.
    async fn prediction_page(
        &self,
        after: Option<CustomerId>,
        limit: usize,
    ) -> Result<Vec<Predictions>, StorageError>;
    /// Keeps predictions, each customer's whole.
    async fn put_predictions(&self, rows: &[Predictions]) -> Result<(), StorageError>;
    /// What was written to the CRM of the scores of those customers of whom any were.
    async fn written_scores(&self, customers: &[CustomerId]) -> Result<Vec<WrittenScores>, StorageError>;
    /// Changes of tier that were held, decided ones included, in no particular order.
    async fn tier_reviews(&self) -> Result<Vec<TierReview>, StorageError>;
    /// Keeps what was written and what waits, each customer's whole, in one step.
    async fn put_scores(&self, batch: &ScoresBatch) -> Result<(), StorageError>;
    /// What the stores sell, in no particular order.
    async fn products(&self) -> Result<Vec<Product>, StorageError>;
    /// Keeps what was read and where the reading goes on, in one step.
    async fn put_read(&self, batch: &ReadBatch) -> Result<(), StorageError>;
    /// The open cases of the queue, in no particular order.
    async fn queue(&self) -> Result<Vec<QueuedCase>, StorageError>;
    /// Adds or replaces open cases, and removes those that are open no more.
    async fn put_queue(&self, rows: &[QueuedCase], gone: &[RecordRef]) -> Result<(), StorageError>;
    /// Replaces an open case and appends the line of the audit log that tells why, in one step.
    async fn put_case(&self, row: &QueuedCase, audit: &AuditEvent) -> Result<(), StorageError>;
    /// The leads, in no particular order.
    async fn leads(&self) -> Result<Vec<Lead>, StorageError>;
    /// Adds or replaces leads, and removes those that are none any more.
    async fn put_leads(&self, rows: &[Lead], gone: &[RecordRef]) -> Result<(), StorageError>;
    /// The rep's open tasks, in no particular order.
    async fn agenda(&self) -> Result<Vec<PlannedCall>, StorageError>;
    /// Adds or replaces tasks, and removes those that are done or another's.
    async fn put_agenda(&self, rows: &[PlannedCall], gone: &[RecordRef]) -> Result<(), StorageError>;
    /// What people have put right of cases, in no particular order.
    async fn corrections(&self) -> Result<Vec<Correction>, StorageError>;
    /// Adds one or replaces that of the same case, and removes those of other cases that are too many. One that changes
    /// nothing removes that of its case.
    async fn put_correction(&self, one: &Correction, gone: &[RecordRef]) -> Result<(), StorageError>;
    /// The last summary of a thread.
    async fn summary(
        &self,
        customer: CustomerId,
        case: &EvidenceId,
    ) -> Result<Option<ThreadSummary>, StorageError>;
    /// Keeps a summary in the place of the one before.
    async fn put_summary(&self, summary: &ThreadSummary) -> Result<(), StorageError>;
    /// A small value that belongs to no customer: synchronisation cursors, token counts per day.
    async fn setting(&self, name: &str) -> Result<Option<String>, StorageError>;
    /// Sets such a value.
    async fn put_setting(&self, name: &str, value: &str) -> Result<(), StorageError>;
    /// How the storage stands.
    async fn report(&self) -> Result<StorageReport, StorageError>;
}
