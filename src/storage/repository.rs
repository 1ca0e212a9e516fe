//! The repository port over the storage: a table of contents, the work is in one file per noun.

use super::error::VaultError;
use super::keyvalue::EngineError;
use super::tables::{AGENDA, LEADS, PRODUCTS, QUEUE, SEALED, SETTINGS, TIER_REVIEWS};
use super::thread::Storage;
use super::vault::{Changes, Vault};
use super::{
    answers, audit, corrections, directory, dossiers, drafts, histories, links, outbox, predictions,
    score_fields, suggestions, summaries, wires, worklists,
};
use crate::domain::Purpose;
use crate::domain::agenda::PlannedCall;
use crate::domain::audit::{AuditEvent, Digest32};
use crate::domain::brief::{Brief, StoredSuggestion};
use crate::domain::evidence::EvidenceId;
use crate::domain::history::{History, Product};
use crate::domain::ids::{CustomerId, EntryId, SuggestionId};
use crate::domain::lead::Lead;
use crate::domain::lookup::Lookup;
use crate::domain::outbox::Entry;
use crate::domain::prediction::Predictions;
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;
use crate::domain::score_fields::{TierReview, WrittenScores};
use crate::domain::summary::ThreadSummary;
use crate::domain::triage::Correction;
use crate::ports::Repository;
use crate::ports::repository::{
    AuditRecord, AuditReport, DirectoryRow, Dossier, KeptAnswer, LinkDecision, ReadBatch, ScoresBatch,
    StorageError, StorageReport, WireRecord,
};
use async_trait::async_trait;
use jiff::Timestamp;

type Answer<T> = Result<T, StorageError>;

#[async_trait]
impl Repository for Storage {
    async fn customers_by_key(&self, lookup: &Lookup) -> Answer<Vec<CustomerId>> {
        let lookup = lookup.clone();
        Ok(self.run(move |vault| dossiers::customers_by_key(vault, &lookup)).await?)
    }

    async fn dossier(&self, customer: CustomerId) -> Answer<Option<Dossier>> {
        Ok(self.run(move |vault| dossiers::dossier(vault, customer)).await?)
    }

    async fn put_dossier(&self, dossier: &Dossier) -> Answer<()> {
        let dossier = dossier.clone();
        Ok(self.run(move |vault| dossiers::put_dossier(vault, &dossier)).await?)
    }

    async fn forget(&self, customer: CustomerId) -> Answer<bool> {
        let (had_key, rows) = self.run(move |vault| vault.forget(customer, SEALED)).await?;
        tracing::info!(storage.rows = rows, "forgot a customer");
        Ok(had_key || rows > 0)
    }

    async fn links(&self, customer: CustomerId) -> Answer<Vec<LinkDecision>> {
        Ok(self.run(move |vault| links::links(vault, customer)).await?)
    }

    async fn put_link(&self, decision: &LinkDecision) -> Answer<()> {
        let decision = decision.clone();
        Ok(self.run(move |vault| links::put_link(vault, &decision)).await?)
    }

    async fn brief(&self, customer: CustomerId, purpose: Purpose) -> Answer<Option<Brief>> {
        Ok(self.run(move |vault| suggestions::brief(vault, customer, purpose)).await?)
    }

    async fn put_brief(&self, brief: &Brief, suggestions: &[StoredSuggestion]) -> Answer<()> {
        let (brief, suggestions) = (brief.clone(), suggestions.to_vec());
        Ok(self.run(move |vault| suggestions::put_brief(vault, &brief, &suggestions)).await?)
    }

    async fn suggestion(&self, id: SuggestionId) -> Answer<Option<StoredSuggestion>> {
        Ok(self.run(move |vault| suggestions::suggestion(vault, id)).await?)
    }

    async fn suggestions(&self, customer: CustomerId) -> Answer<Vec<StoredSuggestion>> {
        Ok(self.run(move |vault| suggestions::suggestions(vault, customer)).await?)
    }

    async fn put_suggestion(&self, suggestion: &StoredSuggestion) -> Answer<()> {
        let suggestion = suggestion.clone();
        Ok(self.run(move |vault| suggestions::put_suggestion(vault, &suggestion)).await?)
    }

    async fn accept(&self, entry: &Entry, suggestion: &StoredSuggestion, audit: &AuditEvent) -> Answer<bool> {
        let (entry, suggestion, audit) = (entry.clone(), suggestion.clone(), [audit.clone()]);
        let accept = move |vault: &mut Vault| outbox::accept(vault, &entry, &suggestion, &audit, |_| Ok(()));
        Ok(self.run(accept).await?)
    }

    async fn accept_with_case(
        &self,
        entry: &Entry,
        suggestion: &StoredSuggestion,
        audit: &[AuditEvent],
        case: &QueuedCase,
    ) -> Answer<bool> {
        let (entry, suggestion) = (entry.clone(), suggestion.clone());
        let (audit, case) = (audit.to_vec(), case.clone());
        let accept = move |vault: &mut Vault| {
            outbox::accept(vault, &entry, &suggestion, &audit, |changes| {
                worklists::change_row(changes, QUEUE, &case.record, case.customer_id, &case)
            })
        };
        Ok(self.run(accept).await?)
    }

    async fn entry(&self, id: EntryId) -> Answer<Option<Entry>> {
        Ok(self.run(move |vault| outbox::entry(vault, id)).await?)
    }

    async fn entries(&self, limit: usize) -> Answer<Vec<Entry>> {
        Ok(self.run(move |vault| outbox::entries(vault, limit)).await?)
    }

    async fn unfinished_entries(&self) -> Answer<Vec<Entry>> {
        Ok(self.run(|vault| outbox::unfinished_entries(vault)).await?)
    }

    async fn move_entry(&self, expected: &Entry, next: &Entry, audit: &AuditEvent) -> Answer<bool> {
        let (expected, next, audit) = (expected.clone(), next.clone(), audit.clone());
        Ok(self.run(move |vault| outbox::move_entry(vault, &expected, &next, &audit)).await?)
    }

    async fn append_audit(&self, event: &AuditEvent) -> Answer<u64> {
        let event = event.clone();
        Ok(self.run(move |vault| audit::append_audit(vault, &event)).await?)
    }

    async fn audit_after(&self, after: u64, limit: usize) -> Answer<Vec<AuditRecord>> {
        Ok(self.run(move |vault| audit::audit_after(vault, after, limit)).await?)
    }

    async fn audit_tail(&self, limit: usize) -> Answer<Vec<AuditRecord>> {
        Ok(self.run(move |vault| audit::audit_tail(vault, limit)).await?)
    }

    async fn verify_audit(&self) -> Answer<AuditReport> {
        Ok(self.run(|vault| audit::verify_audit(vault)).await?)
    }

    async fn put_wire(&self, record: &WireRecord) -> Answer<()> {
        let record = record.clone();
        Ok(self.run(move |vault| wires::put_wire(vault, &record)).await?)
    }

    async fn wires(&self, customer: Option<CustomerId>, limit: usize) -> Answer<Vec<WireRecord>> {
        Ok(self.run(move |vault| wires::wires(vault, customer, limit)).await?)
    }

    async fn put_answer(
        &self,
        customer: CustomerId,
        asked: Digest32,
        answer: &KeptAnswer,
        oldest: Option<Timestamp>,
    ) -> Answer<()> {
        let answer = answer.clone();
        Ok(self.run(move |vault| answers::put_answer(vault, customer, asked, &answer, oldest)).await?)
    }

    async fn answer(&self, customer: CustomerId, asked: Digest32) -> Answer<Option<KeptAnswer>> {
        Ok(self.run(move |vault| answers::answer(vault, customer, asked)).await?)
    }

    async fn put_draft(&self, customer: CustomerId, what_for: &str, text: &str) -> Answer<()> {
        let (what_for, text) = (what_for.to_owned(), text.to_owned());
        Ok(self.run(move |vault| drafts::put_draft(vault, customer, &what_for, &text)).await?)
    }

    async fn draft(&self, customer: CustomerId, what_for: &str) -> Answer<Option<String>> {
        let what_for = what_for.to_owned();
        Ok(self.run(move |vault| drafts::draft(vault, customer, &what_for)).await?)
    }

    async fn directory_page(&self, after: Option<CustomerId>, limit: usize) -> Answer<Vec<DirectoryRow>> {
        Ok(self.run(move |vault| directory::directory_page(vault, after, limit)).await?)
    }

    async fn directory_row(&self, customer: CustomerId) -> Answer<Option<DirectoryRow>> {
        Ok(self.run(move |vault| directory::directory_row(vault, customer)).await?)
    }

    async fn put_directory(&self, rows: &[DirectoryRow]) -> Answer<()> {
        let rows = rows.to_vec();
        Ok(self.run(move |vault| directory::put_directory(vault, &rows)).await?)
    }

    async fn customers_by_keys(&self, lookups: &[Lookup]) -> Answer<Vec<Vec<CustomerId>>> {
        let lookups = lookups.to_vec();
        let find = move |vault: &mut Vault| {
            lookups.iter().map(|lookup| dossiers::customers_by_key(vault, lookup)).collect()
        };
        Ok(self.run(find).await?)
    }

    async fn directory_rows(&self, customers: &[CustomerId]) -> Answer<Vec<DirectoryRow>> {
        let customers = customers.to_vec();
        let read = move |vault: &mut Vault| {
            let rows = customers.iter().map(|customer| directory::directory_row(vault, *customer));
            rows.filter_map(Result::transpose).collect()
        };
        Ok(self.run(read).await?)
    }

    async fn history(&self, customer: CustomerId) -> Answer<Option<History>> {
        Ok(self.run(move |vault| histories::history(vault, customer)).await?)
    }

    async fn histories(&self, customers: &[CustomerId]) -> Answer<Vec<History>> {
        let customers = customers.to_vec();
        let read = move |vault: &mut Vault| {
            let histories = customers.iter().map(|customer| histories::history(vault, *customer));
            histories.filter_map(Result::transpose).collect()
        };
        Ok(self.run(read).await?)
    }

    async fn history_page(&self, after: Option<CustomerId>, limit: usize) -> Answer<Vec<History>> {
        Ok(self.run(move |vault| histories::history_page(vault, after, limit)).await?)
    }

    async fn predictions(&self, customers: &[CustomerId]) -> Answer<Vec<Predictions>> {
        let customers = customers.to_vec();
        Ok(self.run(move |vault| predictions::of(vault, &customers)).await?)
    }

    async fn prediction_page(&self, after: Option<CustomerId>, limit: usize) -> Answer<Vec<Predictions>> {
        Ok(self.run(move |vault| predictions::page(vault, after, limit)).await?)
    }

    async fn put_predictions(&self, rows: &[Predictions]) -> Answer<()> {
        let rows = rows.to_vec();
        Ok(self.run(move |vault| predictions::put(vault, &rows)).await?)
    }

    async fn written_scores(&self, customers: &[CustomerId]) -> Answer<Vec<WrittenScores>> {
        let customers = customers.to_vec();
        Ok(self.run(move |vault| score_fields::of(vault, &customers)).await?)
    }

    async fn tier_reviews(&self) -> Answer<Vec<TierReview>> {
        Ok(self.run(|vault| worklists::rows(vault, TIER_REVIEWS)).await?)
    }

    async fn put_scores(&self, batch: &ScoresBatch) -> Answer<()> {
        let batch = batch.clone();
        Ok(self.run(move |vault| score_fields::put(vault, &batch)).await?)
    }

    async fn products(&self) -> Answer<Vec<Product>> {
        Ok(self.run(|vault| worklists::rows(vault, PRODUCTS)).await?)
    }

    async fn put_read(&self, batch: &ReadBatch) -> Answer<()> {
        let batch = batch.clone();
        Ok(self.run(move |vault| histories::put_read(vault, &batch)).await?)
    }

    async fn queue(&self) -> Answer<Vec<QueuedCase>> {
        Ok(self.run(|vault| worklists::rows(vault, QUEUE)).await?)
    }

    async fn put_queue(&self, rows: &[QueuedCase], gone: &[RecordRef]) -> Answer<()> {
        let (rows, gone) = (rows.to_vec(), gone.to_vec());
        let put = move |vault: &mut Vault| {
            worklists::put_rows(vault, QUEUE, &rows, |row| (&row.record, row.customer_id), &gone)
        };
        Ok(self.run(put).await?)
    }

    async fn put_case(&self, row: &QueuedCase, audit: &AuditEvent) -> Answer<()> {
        let (row, audit) = (row.clone(), audit.clone());
        let put = move |vault: &mut Vault| {
            worklists::put_row_told(vault, QUEUE, &row.record, row.customer_id, &row, &audit)
        };
        Ok(self.run(put).await?)
    }

    async fn leads(&self) -> Answer<Vec<Lead>> {
        Ok(self.run(|vault| worklists::rows(vault, LEADS)).await?)
    }

    async fn put_leads(&self, rows: &[Lead], gone: &[RecordRef]) -> Answer<()> {
        let (rows, gone) = (rows.to_vec(), gone.to_vec());
        let put = move |vault: &mut Vault| {
            worklists::put_rows(vault, LEADS, &rows, |row| (&row.record, row.customer_id), &gone)
        };
        Ok(self.run(put).await?)
    }

    async fn agenda(&self) -> Answer<Vec<PlannedCall>> {
        Ok(self.run(|vault| worklists::rows(vault, AGENDA)).await?)
    }

    async fn put_agenda(&self, rows: &[PlannedCall], gone: &[RecordRef]) -> Answer<()> {
        let (rows, gone) = (rows.to_vec(), gone.to_vec());
        let put = move |vault: &mut Vault| {
            worklists::put_rows(vault, AGENDA, &rows, |row| (&row.record, row.customer_id), &gone)
        };
        Ok(self.run(put).await?)
    }

    async fn corrections(&self) -> Answer<Vec<Correction>> {
        Ok(self.run(|vault| corrections::corrections(vault)).await?)
    }

    async fn put_correction(&self, one: &Correction, gone: &[RecordRef]) -> Answer<()> {
        let (one, gone) = (one.clone(), gone.to_vec());
        Ok(self.run(move |vault| corrections::put_correction(vault, &one, &gone)).await?)
    }

    async fn summary(&self, customer: CustomerId, case: &EvidenceId) -> Answer<Option<ThreadSummary>> {
        let case = case.clone();
        Ok(self.run(move |vault| summaries::summary(vault, customer, &case)).await?)
    }

    async fn put_summary(&self, summary: &ThreadSummary) -> Answer<()> {
        let summary = summary.clone();
        Ok(self.run(move |vault| summaries::put_summary(vault, &summary)).await?)
    }

    async fn setting(&self, name: &str) -> Answer<Option<String>> {
        let name = name.to_owned();
        Ok(self.run(move |vault| vault.value(SETTINGS, name.as_str())).await?)
    }

    async fn put_setting(&self, name: &str, value: &str) -> Answer<()> {
        let (name, value) = (name.to_owned(), value.to_owned());
        let write = move |vault: &mut Vault| {
            let mut changes = Changes::default();
            changes.put(SETTINGS, name.as_str(), None, &value)?;
            vault.write(changes)
        };
        Ok(self.run(write).await?)
    }

    async fn report(&self) -> Answer<StorageReport> {
        let customers = self.run(|vault| Ok(vault.customers())).await?;
        let opening = self.opening().clone();
        let recovered = opening.recovery.map(|recovery| recovery.to_string());
        let bytes = self.bytes_on_disk().await;
        Ok(StorageReport { data_key: opening.key_described, customers, recovered, bytes })
    }
}

impl From<VaultError> for StorageError {
    fn from(error: VaultError) -> Self {
        let hint = match &error {
            VaultError::Engine { source: EngineError::Disk(_), .. } | VaultError::Keys(_) => {
                "check that the disk has room and the storage folder can be written"
            }
            VaultError::Engine { .. } | VaultError::Damaged { .. } => {
                "run `deskhand doctor`; an export of the storage can be imported into a new folder"
            }
            VaultError::Unreadable { .. } => "was it written by another version of deskhand?",
            VaultError::NameTooLong { .. } => "use a shorter name",
            VaultError::Closed => "start deskhand again",
        };
        Self {
            what: error.to_string(),
            hint: Some(hint.to_owned()),
            source: std::error::Error::source(&error).is_some().then(|| Box::new(error).into()),
        }
    }
}
