//! The one door: select → mask → budget → send (scan below the client) → record → give back.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use serde::Serialize;
use tokio::sync::mpsc;

use super::budget::{Budget, NoBudget, Reserved};
use super::data::Data;
use super::kind::Kind;
use super::known::Known;
use super::mask::Masker;
use super::prompt::{PromptError, PromptName, Prompts, Rendered};
use super::unmask::{Unmasker, Unrestored};
use super::wiretap::{Tape, Wiretap};
use crate::domain::audit::{AuditEvent, AuditKind, Digest32};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::CustomerId;
use crate::domain::{FactKind, Purpose};
use crate::ports::model::{ModelError, ModelEvent, ModelRequest, Wire};
use crate::ports::repository::WireRecord;
use crate::ports::{Clock, LanguageModel, Repository};

/// Pieces of an answer that wait for whoever reads them; beyond, the server is read no faster.
const WAITING_PIECES: usize = 256;

/// A fact that a prompt may contain, declared by whoever asks.
#[derive(Clone)]
pub struct Fact {
    /// What sentences cite it by.
    pub id: EvidenceId,
    /// A prompt takes facts by it.
    pub kind: FactKind,
    /// What it says, in words.
    pub text: String,
    /// Values that a sentence may name in a slot.
    pub fields: BTreeMap<String, String>,
    /// The text was written by a customer: data, never an instruction.
    pub by_customer: bool,
}

/// Something that an answer may suggest. Whoever asks has settled what a model may not choose.
#[derive(Clone, Serialize)]
pub struct Candidate {
    /// What the answer names it by.
    pub id: String,
    /// The kind of action.
    pub action: String,
    /// The facts that it rests on.
    pub evidence: Vec<EvidenceId>,
    /// Why it is one, with slots.
    pub why: String,
    /// How the customer would be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// How much may be offered, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<String>,
    /// When, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<String>,
    /// What may come of it.
    pub expected_effect: String,
    /// What was tried of it before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<String>,
    /// What speaks against it, by what was decided before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weighed: Vec<String>,
}

/// What is asked.
#[derive(Clone)]
pub struct Question {
    /// About whom.
    pub customer: CustomerId,
    /// Everything that identifies them.
    pub known: Known,
    /// Which prompt.
    pub prompt: PromptName,
    /// What for; with the prompt it decides which of the facts are taken.
    pub purpose: Purpose,
    /// The facts at hand; those that the prompt does not declare are left out.
    pub facts: Vec<Fact>,
    /// The only actions that an answer may name.
    pub allowed_actions: Vec<String>,
    /// All that an answer may suggest, the weightiest first.
    pub candidates: Vec<Candidate>,
    /// The rep's own question.
    pub question: Option<String>,
    /// JSON Schema of the answer.
    pub schema: serde_json::Value,
}

/// What a model may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the first byte sent to the last byte read.
    pub deadline: Duration,
    /// Longest answer, in tokens.
    pub reply_tokens: u32,
    /// Tokens a day, prompts and answers together.
    pub daily_tokens: u64,
}

/// Why there is no answer, in words for a person.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The day's tokens are spent.
    #[error("the day's token budget for the model is spent")]
    OverBudget,
    /// The model did not answer, or the last scan stopped the request.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A template is wrong.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// What left or came back could not be recorded; an unrecorded answer is none.
    #[error("the model call can't be recorded: {0}")]
    Unrecorded(String),
}

impl Refusal {
    /// Whether the last scan stopped the request.
    pub fn is_blocked(&self) -> bool {
        matches!(self, Refusal::Model(ModelError::Blocked(_)))
    }
}

/// What an answer brings, piece by piece. Texts still have their placeholders: see [`Answer::restore`].
#[derive(Debug)]
pub enum AnswerEvent {
    /// A piece of the answer's text.
    Text(String),
    /// The answer is whole and recorded. Comes last.
    Finished {
        /// Tokens of the prompt, where the server counts them.
        prompt_tokens: u64,
        /// Tokens of the answer, where the server counts them.
        completion_tokens: u64,
    },
}

/// An answer on its way. Dropping it cancels the request.
pub struct Answer {
    masker: Arc<Masker>,
    events: mpsc::Receiver<Result<AnswerEvent, Refusal>>,
    /// Values replaced by placeholders, by kind.
    pub masked: BTreeMap<Kind, u32>,
    /// The prompt as it was rendered.
    pub prompt: Rendered,
}

impl Answer {
    /// The next event. After an error, or after `Finished`, there is none.
    pub async fn next(&mut self) -> Option<Result<AnswerEvent, Refusal>> {
        self.events.recv().await
    }

    /// Puts the values back into a text of the answer.
    ///
    /// # Errors
    /// [`Unrestored`] if the text has a placeholder that stands for nothing; it must not be shown.
    pub fn restore(&self, text: &str) -> Result<String, Unrestored> {
        self.masker.unmask(text)
    }

    /// Puts the values back into a text that arrives in pieces.
    pub fn restorer(&self) -> Unmasker<'_> {
        self.masker.unmasker()
    }
}

/// The way to a language model.
#[derive(Clone)]
pub struct Gateway {
    parts: Arc<Parts>,
}

struct Parts {
    model: Arc<dyn LanguageModel>,
    repository: Arc<dyn Repository>,
    clock: Arc<dyn Clock>,
    templates: Option<PathBuf>,
    limits: Limits,
    budget: Budget,
    actor: String,
}

impl Gateway {
    /// A gateway to `model` for `actor`, the rep whom the audit log names. `templates` is the folder with the user's
    /// own prompts; it is read at each request, so that a change there counts at once and a mistake stops models only.
    pub fn new(
        model: Arc<dyn LanguageModel>,
        repository: Arc<dyn Repository>,
        clock: Arc<dyn Clock>,
        templates: Option<PathBuf>,
        limits: Limits,
        actor: String,
    ) -> Self {
        let budget = Budget::new(Arc::clone(&repository), limits.daily_tokens);
        Gateway { parts: Arc::new(Parts { model, repository, clock, templates, limits, budget, actor }) }
    }

    /// The prompts as they are now, the user's in place of ours.
    ///
    /// # Errors
    /// [`PromptError`] if a file of the user's is there and can't be used.
    pub fn prompts(&self) -> Result<Prompts, PromptError> {
        Prompts::load(self.parts.templates.as_deref())
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        self.parts.model.name()
    }

    /// Asks. What is masked and how is settled when this returns; the request runs on its own from then on.
    ///
    /// # Errors
    /// [`Refusal`] if nothing can be asked: no budget, a wrong template, no storage. What goes wrong later comes as
    /// the answer's last event.
    pub async fn ask(&self, question: Question) -> Result<Answer, Refusal> {
        let parts = &self.parts;
        let mut masker = Masker::new(&question.known);
        let prompts = self.prompts()?;
        let declared = prompts.declared(question.prompt, question.purpose);
        let data = Data::of(&question, &declared, &mut masker);
        let rendered = prompts.render(question.prompt, question.purpose, &data)?;
        let bytes = rendered.system.len() + rendered.user.len() + question.schema.to_string().len();
        let reserved = match parts.budget.reserve(parts.clock.now(), bytes, parts.limits.reply_tokens).await {
            Ok(reserved) => reserved,
            Err(NoBudget::Spent) => return Err(Refusal::OverBudget),
            Err(NoBudget::Storage(error)) => return Err(Refusal::Unrecorded(error.to_string())),
        };
        let masker = Arc::new(masker);
        let masked = counted(&masker);
        let prompt = rendered.clone();
        let (pieces, events) = mpsc::channel(WAITING_PIECES);
        let call = Call {
            parts: Arc::clone(parts),
            wiretap: Arc::new(Wiretap::new(Arc::clone(&masker))),
            masked: masked.clone(),
            question,
            rendered,
        };
        tokio::spawn(call.carry_out(reserved, pieces));
        Ok(Answer { masker, events, masked, prompt })
    }
}

/// What `question` would be asked as with these prompts, without asking; and the masker as it stands then, which puts
/// the values back into an answer that was recorded.
///
/// # Errors
/// [`PromptError`] if a template can't be rendered.
pub fn rehearsed(question: &Question, prompts: &Prompts) -> Result<(Rendered, Masker), PromptError> {
    let mut masker = Masker::new(&question.known);
    let data = Data::of(question, &prompts.declared(question.prompt, question.purpose), &mut masker);
    Ok((prompts.render(question.prompt, question.purpose, &data)?, masker))
}

fn counted(masker: &Masker) -> BTreeMap<Kind, u32> {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    masker.counts().into_iter().map(|(kind, n)| (kind, count(n))).collect()
}

/// One request under way, by itself: it is recorded however it ends, and whoever asked.
struct Call {
    parts: Arc<Parts>,
    wiretap: Arc<Wiretap>,
    question: Question,
    rendered: Rendered,
    masked: BTreeMap<Kind, u32>,
}

/// How a call ended.
enum Ending {
    Answered {
        text: String,
        prompt_tokens: u64,
        completion_tokens: u64,
    },
    Failed(ModelError),
    /// Nobody waited for it any more.
    Cancelled,
}

impl Call {
    async fn carry_out(self, reserved: Reserved, pieces: mpsc::Sender<Result<AnswerEvent, Refusal>>) {
        let begun = self.parts.clock.now();
        let ending = tokio::select! {
            () = pieces.closed() => Ending::Cancelled,
            ending = self.stream(&pieces) => ending,
        };
        let tape = self.wiretap.tape();
        let spent = match &ending {
            Ending::Answered { prompt_tokens, completion_tokens, .. }
                if prompt_tokens + completion_tokens > 0 =>
            {
                Some(prompt_tokens + completion_tokens)
            }
            _ if tape.requests == 0 => Some(0),
            _ => None,
        };
        let settled = self.parts.budget.settle(reserved, spent).await;
        let recorded =
            self.record(begun, &tape, &ending).await.and(settled.map_err(|error| error.to_string()));
        let last = match (ending, recorded) {
            (_, Err(why)) => Err(Refusal::Unrecorded(why)),
            (Ending::Failed(error), Ok(())) => Err(Refusal::Model(error)),
            (Ending::Answered { prompt_tokens, completion_tokens, .. }, Ok(())) => {
                Ok(AnswerEvent::Finished { prompt_tokens, completion_tokens })
            }
            (Ending::Cancelled, Ok(())) => return,
        };
        // Nobody may be there to read it; it is recorded all the same.
        let _ = pieces.send(last).await;
    }

    async fn stream(&self, pieces: &mpsc::Sender<Result<AnswerEvent, Refusal>>) -> Ending {
        let request = ModelRequest {
            system: self.rendered.system.clone(),
            user: self.rendered.user.clone(),
            schema_name: self.question.prompt.schema().to_owned(),
            schema: self.question.schema.clone(),
            max_tokens: self.parts.limits.reply_tokens,
            deadline: self.parts.limits.deadline,
            wire: Arc::clone(&self.wiretap) as Arc<dyn Wire>,
        };
        let mut events = match self.parts.model.ask(request).await {
            Ok(events) => events,
            Err(error) => return Ending::Failed(error),
        };
        let mut text = String::new();
        while let Some(event) = events.next().await {
            match event {
                Ok(ModelEvent::Text(piece)) => {
                    text.push_str(&piece);
                    if pieces.send(Ok(AnswerEvent::Text(piece))).await.is_err() {
                        return Ending::Cancelled;
                    }
                }
                Ok(ModelEvent::Finished { prompt_tokens, completion_tokens }) => {
                    return Ending::Answered { text, prompt_tokens, completion_tokens };
                }
                Err(error) => return Ending::Failed(error),
            }
        }
        Ending::Failed(ModelError::Truncated)
    }

    /// Keeps what left and what came back, and writes the audit log's line.
    async fn record(&self, begun: jiff::Timestamp, tape: &Tape, ending: &Ending) -> Result<(), String> {
        let outcome = match ending {
            Ending::Answered { .. } => "answered".to_owned(),
            Ending::Failed(ModelError::Blocked(why)) => format!("blocked: {why}"),
            Ending::Failed(error) => format!("failed: {error}"),
            Ending::Cancelled => "cancelled".to_owned(),
        };
        let masked: BTreeMap<String, u32> =
            self.masked.iter().map(|(kind, count)| (kind.label().to_owned(), *count)).collect();
        let record = WireRecord {
            customer: self.question.customer,
            at: begun,
            model: self.parts.model.name().to_owned(),
            purpose: format!("{} {}", self.question.prompt.as_str(), self.question.purpose.as_str()),
            sent: String::from_utf8_lossy(&tape.sent).into_owned(),
            received: String::from_utf8_lossy(&tape.received).into_owned(),
            digest: Digest32::of(&tape.sent),
            masked: masked.clone(),
            outcome: outcome.clone(),
        };
        let (answer, tokens) = match ending {
            Ending::Answered { text, prompt_tokens, completion_tokens } => {
                (Some(text), Some((prompt_tokens, completion_tokens)))
            }
            _ => (None, None),
        };
        let event = AuditEvent {
            at: begun,
            actor: self.parts.actor.clone(),
            kind: AuditKind::Prompted,
            customer: Some(self.question.customer),
            subject: record.digest.to_string(),
            detail: serde_json::json!({
                "model": record.model,
                "purpose": record.purpose,
                "prompt_version": self.rendered.version,
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
        self.parts.repository.append_audit(&event).await.map_err(|error| error.to_string())?;
        self.parts.repository.put_wire(&record).await.map_err(|error| error.to_string())
    }
}
