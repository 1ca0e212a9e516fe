//! What the door's tests need: a storage that keeps what the gateway records, and streams as model servers send them.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use deskhand::domain::Purpose;
use deskhand::domain::agenda::PlannedCall;
use deskhand::domain::audit::{AuditEvent, Digest32};
use deskhand::domain::brief::{Brief, StoredSuggestion};
use deskhand::domain::ids::{CustomerId, EntryId, SuggestionId};
use deskhand::domain::lead::Lead;
use deskhand::domain::lookup::Lookup;
use deskhand::domain::outbox::Entry;
use deskhand::domain::queue::QueuedCase;
use deskhand::domain::record::RecordRef;
use deskhand::ports::Repository;
use deskhand::ports::repository::{
    AuditRecord, AuditReport, DirectoryRow, Dossier, KeptAnswer, LinkDecision, StorageError, StorageReport,
    WireRecord,
};
use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wiremock::ResponseTemplate;

type Stored<T> = Result<T, StorageError>;

/// Some customer.
pub fn customer() -> CustomerId {
    CustomerId::new(uuid::Uuid::from_u128(1))
}

/// A server-sent event with a piece of text.
pub fn text(piece: &str) -> String {
    chunk(serde_json::json!([{"index": 0, "delta": {"content": piece}, "finish_reason": null}]), None)
}

/// The events that end an answer.
pub fn finished(reason: &str) -> String {
    finished_with(reason, 120, 30)
}

/// The same, with the server's count of tokens.
pub fn finished_with(reason: &str, prompt_tokens: u64, completion_tokens: u64) -> String {
    let last = chunk(serde_json::json!([{"index": 0, "delta": {}, "finish_reason": reason}]), None);
    let total = prompt_tokens.saturating_add(completion_tokens);
    let usage = serde_json::json!({
        "prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens, "total_tokens": total });
    last + &chunk(serde_json::json!([]), Some(usage)) + "data: [DONE]\n\n"
}

fn chunk(choices: serde_json::Value, usage: Option<serde_json::Value>) -> String {
    let chunk = serde_json::json!({
        "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "test-model",
        "choices": choices, "usage": usage,
    });
    format!("data: {chunk}\n\n")
}

/// An answer of these events.
pub fn streamed(events: &[String]) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(events.concat(), "text/event-stream; charset=utf-8")
}

/// A server that takes a request, answers with `begin`, and then says nothing more and keeps the connection.
pub async fn silent(begin: &'static str) -> (String, tokio::sync::oneshot::Receiver<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("bound");
    let (closed, on_close) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        let Ok((mut socket, _)) = listener.accept().await else { return };
        let mut buffer = [0; 4096];
        let mut seen = Vec::new();
        while !seen.ends_with(b"}") {
            let Ok(read @ 1..) = socket.read(&mut buffer).await else { return };
            seen.extend_from_slice(&buffer[..read]);
        }
        let _ = socket.write_all(begin.as_bytes()).await;
        while matches!(socket.read(&mut buffer).await, Ok(1..)) {}
        let _ = closed.send(());
    });
    (format!("http://{address}/v1"), on_close)
}

/// The beginning of an answer that goes on with silence.
pub const BEGUN: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n\
                     31\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n\r\n";

/// Keeps what the gateway records.
#[derive(Default)]
pub struct Kept {
    pub wires: Mutex<Vec<WireRecord>>,
    pub audit: Mutex<Vec<AuditEvent>>,
    pub settings: Mutex<std::collections::BTreeMap<String, String>>,
    pub answers: Mutex<HashMap<(CustomerId, String), KeptAnswer>>,
    pub recorded: tokio::sync::Notify,
    /// Records nothing and says so.
    pub broken: bool,
}

impl Kept {
    /// The day's count of tokens.
    pub fn tokens(&self) -> Option<u64> {
        let settings = self.settings.lock().expect("no test thread panicked");
        let counted = settings.iter().find(|(name, _)| name.starts_with("model_tokens"));
        counted.and_then(|(_, count)| count.parse().ok())
    }
}

fn not_asked<T>() -> Stored<T> {
    panic!("the gateway has no business here")
}

#[async_trait]
impl Repository for Kept {
    async fn append_audit(&self, event: &AuditEvent) -> Stored<u64> {
        if self.broken {
            return Err(StorageError { what: "the disk is full".into(), hint: None, source: None });
        }
        self.audit.lock().expect("no test thread panicked").push(event.clone());
        Ok(1)
    }
    async fn put_wire(&self, record: &WireRecord) -> Stored<()> {
        self.wires.lock().expect("no test thread panicked").push(record.clone());
        self.recorded.notify_one();
        Ok(())
    }
    async fn corrections(&self) -> Stored<Vec<deskhand::domain::triage::Correction>> {
        not_asked()
    }
    async fn put_correction(&self, _: &deskhand::domain::triage::Correction, _: &[RecordRef]) -> Stored<()> {
        not_asked()
    }
    async fn summary(
        &self,
        _: CustomerId,
        _: &deskhand::domain::EvidenceId,
    ) -> Stored<Option<deskhand::domain::summary::ThreadSummary>> {
        not_asked()
    }
    async fn put_summary(&self, _: &deskhand::domain::summary::ThreadSummary) -> Stored<()> {
        not_asked()
    }
    async fn setting(&self, name: &str) -> Stored<Option<String>> {
        Ok(self.settings.lock().expect("no test thread panicked").get(name).cloned())
    }
    async fn put_setting(&self, name: &str, value: &str) -> Stored<()> {
        self.settings.lock().expect("no test thread panicked").insert(name.into(), value.into());
        Ok(())
    }
    async fn customers_by_keys(&self, _: &[Lookup]) -> Stored<Vec<Vec<CustomerId>>> {
        not_asked()
    }
    async fn directory_rows(&self, _: &[CustomerId]) -> Stored<Vec<DirectoryRow>> {
        not_asked()
    }
    async fn history(&self, _: CustomerId) -> Stored<Option<deskhand::domain::history::History>> {
        not_asked()
    }
    async fn histories(&self, _: &[CustomerId]) -> Stored<Vec<deskhand::domain::history::History>> {
        not_asked()
    }
    async fn history_page(
        &self,
        _: Option<CustomerId>,
        _: usize,
    ) -> Stored<Vec<deskhand::domain::history::History>> {
        not_asked()
    }
    async fn predictions(&self, _: &[CustomerId]) -> Stored<Vec<deskhand::domain::prediction::Predictions>> {
        not_asked()
    }
    async fn prediction_page(
        &self,
        _: Option<CustomerId>,
        _: usize,
    ) -> Stored<Vec<deskhand::domain::prediction::Predictions>> {
        not_asked()
    }
    async fn put_predictions(&self, _: &[deskhand::domain::prediction::Predictions]) -> Stored<()> {
        not_asked()
    }
    async fn written_scores(
        &self,
        _: &[CustomerId],
    ) -> Stored<Vec<deskhand::domain::score_fields::WrittenScores>> {
        not_asked()
    }
    async fn tier_reviews(&self) -> Stored<Vec<deskhand::domain::score_fields::TierReview>> {
        not_asked()
    }
    async fn put_scores(&self, _: &deskhand::ports::repository::ScoresBatch) -> Stored<()> {
        not_asked()
    }
    async fn products(&self) -> Stored<Vec<deskhand::domain::history::Product>> {
        not_asked()
    }
    async fn put_read(&self, _: &deskhand::ports::repository::ReadBatch) -> Stored<()> {
        not_asked()
    }
    async fn queue(&self) -> Stored<Vec<QueuedCase>> {
        not_asked()
    }
    async fn put_queue(&self, _: &[QueuedCase], _: &[RecordRef]) -> Stored<()> {
        not_asked()
    }
    async fn put_case(&self, _: &QueuedCase, _: &AuditEvent) -> Stored<()> {
        not_asked()
    }
    async fn leads(&self) -> Stored<Vec<Lead>> {
        not_asked()
    }
    async fn put_leads(&self, _: &[Lead], _: &[RecordRef]) -> Stored<()> {
        not_asked()
    }
    async fn agenda(&self) -> Stored<Vec<PlannedCall>> {
        not_asked()
    }
    async fn put_agenda(&self, _: &[PlannedCall], _: &[RecordRef]) -> Stored<()> {
        not_asked()
    }
    async fn customers_by_key(&self, _: &Lookup) -> Stored<Vec<CustomerId>> {
        not_asked()
    }
    async fn dossier(&self, _: CustomerId) -> Stored<Option<Dossier>> {
        not_asked()
    }
    async fn put_dossier(&self, _: &Dossier) -> Stored<()> {
        not_asked()
    }
    async fn forget(&self, _: CustomerId) -> Stored<bool> {
        not_asked()
    }
    async fn links(&self, _: CustomerId) -> Stored<Vec<LinkDecision>> {
        not_asked()
    }
    async fn put_link(&self, _: &LinkDecision) -> Stored<()> {
        not_asked()
    }
    async fn brief(&self, _: CustomerId, _: Purpose) -> Stored<Option<Brief>> {
        not_asked()
    }
    async fn put_brief(&self, _: &Brief, _: &[StoredSuggestion]) -> Stored<()> {
        not_asked()
    }
    async fn suggestion(&self, _: SuggestionId) -> Stored<Option<StoredSuggestion>> {
        not_asked()
    }
    async fn suggestions(&self, _: CustomerId) -> Stored<Vec<StoredSuggestion>> {
        not_asked()
    }
    async fn put_suggestion(&self, _: &StoredSuggestion) -> Stored<()> {
        not_asked()
    }
    async fn accept(&self, _: &Entry, _: &StoredSuggestion, _: &AuditEvent) -> Stored<bool> {
        not_asked()
    }
    async fn accept_with_case(
        &self,
        _: &Entry,
        _: &StoredSuggestion,
        _: &[AuditEvent],
        _: &QueuedCase,
    ) -> Stored<bool> {
        not_asked()
    }
    async fn entry(&self, _: EntryId) -> Stored<Option<Entry>> {
        not_asked()
    }
    async fn entries(&self, _: usize) -> Stored<Vec<Entry>> {
        not_asked()
    }
    async fn unfinished_entries(&self) -> Stored<Vec<Entry>> {
        not_asked()
    }
    async fn move_entry(&self, _: &Entry, _: &Entry, _: &AuditEvent) -> Stored<bool> {
        not_asked()
    }
    async fn audit_after(&self, _: u64, _: usize) -> Stored<Vec<AuditRecord>> {
        not_asked()
    }
    async fn audit_tail(&self, _: usize) -> Stored<Vec<AuditRecord>> {
        not_asked()
    }
    async fn verify_audit(&self) -> Stored<AuditReport> {
        not_asked()
    }
    async fn wires(&self, _: Option<CustomerId>, _: usize) -> Stored<Vec<WireRecord>> {
        not_asked()
    }
    async fn put_answer(
        &self,
        customer: CustomerId,
        asked: Digest32,
        answer: &KeptAnswer,
        oldest: Option<Timestamp>,
    ) -> Stored<()> {
        let mut answers = self.answers.lock().expect("no test thread panicked");
        answers.retain(|_, kept| oldest.is_none_or(|oldest| kept.at >= oldest));
        answers.insert((customer, asked.to_string()), answer.clone());
        Ok(())
    }
    async fn answer(&self, customer: CustomerId, asked: Digest32) -> Stored<Option<KeptAnswer>> {
        let answers = self.answers.lock().expect("no test thread panicked");
        Ok(answers.get(&(customer, asked.to_string())).cloned())
    }
    async fn put_draft(&self, _: CustomerId, _: &str, _: &str) -> Stored<()> {
        not_asked()
    }
    async fn draft(&self, _: CustomerId, _: &str) -> Stored<Option<String>> {
        not_asked()
    }
    async fn directory_page(&self, _: Option<CustomerId>, _: usize) -> Stored<Vec<DirectoryRow>> {
        not_asked()
    }
    async fn directory_row(&self, _: CustomerId) -> Stored<Option<DirectoryRow>> {
        not_asked()
    }
    async fn put_directory(&self, _: &[DirectoryRow]) -> Stored<()> {
        not_asked()
    }
    async fn report(&self) -> Stored<StorageReport> {
        not_asked()
    }
}
