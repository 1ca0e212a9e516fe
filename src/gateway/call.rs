//! One request to one model: sent, listened to, and recorded however it ends.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt;
use jiff::Timestamp;

use super::door::{Question, Refusal};
use super::flight::Flight;
use super::kind::Kind;
use super::mask::Masker;
use super::models::Model;
use super::prompt::Rendered;
use super::wiretap::{Tape, Wiretap};
use crate::domain::audit::{AuditEvent, AuditKind, Digest32};
use crate::ports::Repository;
use crate::ports::model::{ModelError, ModelEvent, ModelRequest, Wire};
use crate::ports::repository::WireRecord;

/// What is asked of whichever model.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) rendered: Rendered,
    pub(super) masker: Arc<Masker>,
    pub(super) masked: BTreeMap<Kind, u32>,
    /// An answer that could not be read and is to be put right.
    pub(super) broken: Option<String>,
    pub(super) reply_tokens: u32,
}

impl Asked {
    /// About as many bytes as leave.
    pub(super) fn bytes(&self) -> usize {
        let broken = self.broken.as_ref().map_or(0, String::len);
        self.rendered.system.len()
            + self.rendered.user.len()
            + self.question.schema.to_string().len()
            + broken
    }
}

/// How a request ended.
pub(super) enum Ending {
    /// With an answer; tokens are 0 where the server does not count.
    Answered { text: String, prompt_tokens: u64, completion_tokens: u64 },
    /// Without one.
    Failed(ModelError),
    /// Nobody waited for it any more.
    Cancelled,
}

/// A request that has ended.
pub(super) struct Call<'a> {
    asked: &'a Asked,
    model: &'a str,
    begun: Timestamp,
    tape: Tape,
    pub(super) ending: Ending,
}

impl<'a> Call<'a> {
    /// Asks, and says what the model says as it comes. Dropped by nobody: the flight's end cancels it.
    pub(super) async fn carry_out(
        asked: &'a Asked,
        model: &'a Model,
        flight: &Flight,
        begun: Timestamp,
    ) -> Self {
        let wiretap = Arc::new(Wiretap::new(Arc::clone(&asked.masker)));
        let wire = Arc::clone(&wiretap) as Arc<dyn Wire>;
        let ending = tokio::select! {
            () = flight.abandoned() => Ending::Cancelled,
            ending = stream(asked, model, wire, flight) => ending,
        };
        Self { asked, model: model.client.name(), begun, tape: wiretap.tape(), ending }
    }

    /// Requests that left: several where the server was not reached, or understood less than was asked.
    pub(super) fn requests(&self) -> u32 {
        self.tape.requests
    }

    /// Keeps what left and what came back, and writes the audit log's line.
    ///
    /// # Errors
    /// It can't be kept.
    pub(super) async fn record(&self, repository: &dyn Repository, actor: &str) -> Result<(), Refusal> {
        let Self { asked, tape, .. } = self;
        let outcome = match &self.ending {
            Ending::Answered { .. } => "answered".to_owned(),
            Ending::Failed(ModelError::Blocked(why)) => format!("blocked: {why}"),
            Ending::Failed(error) => format!("failed: {error}"),
            Ending::Cancelled => "cancelled".to_owned(),
        };
        let masked: BTreeMap<String, u32> =
            asked.masked.iter().map(|(kind, count)| (kind.label().to_owned(), *count)).collect();
        let record = WireRecord {
            customer: asked.question.customer,
            at: self.begun,
            model: self.model.to_owned(),
            purpose: format!("{} {}", asked.question.prompt.as_str(), asked.question.purpose.as_str()),
            sent: String::from_utf8_lossy(&tape.sent).into_owned(),
            received: String::from_utf8_lossy(&tape.received).into_owned(),
            digest: Digest32::of(&tape.sent),
            masked: masked.clone(),
            outcome: outcome.clone(),
        };
        let (answer, tokens) = match &self.ending {
            Ending::Answered { text, prompt_tokens, completion_tokens } => {
                (Some(text), Some((prompt_tokens, completion_tokens)))
            }
            _ => (None, None),
        };
        let event = AuditEvent {
            at: self.begun,
            actor: actor.to_owned(),
            kind: AuditKind::Prompted,
            customer: Some(asked.question.customer),
            subject: record.digest.to_string(),
            detail: serde_json::json!({
                "model": record.model,
                "purpose": record.purpose,
                "prompt_version": asked.rendered.version,
                "requests": tape.requests,
                "sent": record.sent,
                "answer": answer,
                "received_cut": tape.cut,
                "masked": masked,
                "leak": tape.leak.as_ref().map(super::scan::Leak::by_label),
                "tokens": tokens,
                "outcome": outcome,
            }),
        };
        repository.append_audit(&event).await?;
        repository.put_wire(&record).await?;
        Ok(())
    }
}

async fn stream(asked: &Asked, model: &Model, wire: Arc<dyn Wire>, flight: &Flight) -> Ending {
    let request = ModelRequest {
        system: asked.rendered.system.clone(),
        user: asked.rendered.user.clone(),
        broken: asked.broken.clone(),
        schema_name: asked.question.prompt.schema().to_owned(),
        schema: asked.question.schema.clone(),
        max_tokens: asked.reply_tokens,
        deadline: model.deadline,
        wire,
    };
    let mut events = match model.client.ask(request).await {
        Ok(events) => events,
        Err(error) => return Ending::Failed(error),
    };
    let mut text = String::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(ModelEvent::Text(piece)) => {
                text.push_str(&piece);
                flight.say(piece);
            }
            Ok(ModelEvent::Finished { prompt_tokens, completion_tokens }) => {
                return Ending::Answered { text, prompt_tokens, completion_tokens };
            }
            Err(error) => return Ending::Failed(error),
        }
    }
    Ending::Failed(ModelError::Truncated)
}
