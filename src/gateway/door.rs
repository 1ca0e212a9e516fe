//! The one door: select → mask → join or fly (cache, breaker, budget, send with a scan below the client, record) → give
//! back.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::answers;
use super::budget::{Allowance, Budget, Spending};
use super::call::Asked;
use super::data::Data;
use super::flight::{Ear, Flights};
use super::kind::Kind;
use super::known::Known;
use super::mask::Masker;
use super::models::Models;
use super::prompt::{PromptError, PromptName, Prompts, Rendered};
use super::route::Route;
use super::unmask::{Unmasker, Unrestored};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::CustomerId;
use crate::domain::{FactKind, Money, Purpose};
use crate::ports::model::ModelError;
use crate::ports::repository::StorageError;
use crate::ports::{Clock, Repository};

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
    /// What a draft may promise, in words of policy.
    pub may_promise: Vec<String>,
    /// The rep's own question.
    pub question: Option<String>,
    /// JSON Schema of the answer.
    pub schema: serde_json::Value,
}

/// What models may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest answer, in tokens.
    pub reply_tokens: u32,
    /// Requests in any minute; without it, as many as are asked.
    pub requests_per_minute: Option<u32>,
    /// Tokens a day (UTC), prompts and answers together.
    pub daily_tokens: u64,
    /// Money a month (UTC); without it, as much as is asked.
    pub monthly: Option<Money>,
    /// How long an answer is given again to the same prompt; zero is never.
    pub keep_answers: Duration,
}

/// Why there is no answer, in words for a person.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// The minute's requests are used up.
    #[error("the minute's requests to the model are used up; the next is free in {seconds} s")]
    OverMinute {
        /// Until then.
        seconds: i64,
    },
    /// The day's tokens are spent.
    #[error("the day's token budget for the model is spent")]
    OverBudget,
    /// The month's money is spent.
    #[error("the month's budget for the model is spent")]
    OverMonth,
    /// The model did not answer, or the last scan stopped the request.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The model failed several times in a row and is left alone.
    #[error("{why}; it is asked again in {seconds} s")]
    Resting {
        /// What it failed with last.
        why: ModelError,
        /// Until then.
        seconds: i64,
    },
    /// No model of several answered: each with its reason.
    #[error("{}", in_words(.0))]
    All(Vec<(String, Refusal)>),
    /// A template is wrong.
    #[error(transparent)]
    Prompt(Arc<PromptError>),
    /// What left or came back could not be recorded; an unrecorded answer is none.
    #[error("the model call can't be recorded: {0}")]
    Unrecorded(String),
    /// Nobody waited for it any more.
    #[error("the question was taken back")]
    Abandoned,
}

fn in_words(refused: &[(String, Refusal)]) -> String {
    let each: Vec<String> = refused.iter().map(|(model, why)| format!("{model}: {why}")).collect();
    each.join("; ")
}

impl From<PromptError> for Refusal {
    fn from(error: PromptError) -> Self {
        Refusal::Prompt(Arc::new(error))
    }
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        Refusal::Unrecorded(error.to_string())
    }
}

impl Refusal {
    /// Whether the last scan stopped the request.
    pub fn is_blocked(&self) -> bool {
        match self {
            Refusal::Model(error) => matches!(error, ModelError::Blocked(_)),
            Refusal::All(refused) => refused.iter().any(|(_, refusal)| refusal.is_blocked()),
            _ => false,
        }
    }
}

/// What an answer brings, piece by piece. Texts still have their placeholders: see [`Answer::restore`].
#[derive(Debug)]
pub enum AnswerEvent {
    /// A piece of the answer's text.
    Text(String),
    /// Another model begins anew: what came so far counts for nothing.
    Restarted,
    /// A budget is nearly spent; in words for a person.
    Warning(String),
    /// The answer is whole and recorded. Comes last.
    Finished(Spent),
}

/// What an answer cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Tokens of the prompt, where the server counts them.
    pub prompt_tokens: u64,
    /// Tokens of the answer, where the server counts them.
    pub completion_tokens: u64,
    /// In money, where the model has a price and the server counts.
    pub cost: Option<Money>,
    /// When the answer was first given, where it is given again.
    pub cached_at: Option<Timestamp>,
}

/// An answer on its way. Dropping it cancels the request, unless others wait for the same.
pub struct Answer {
    masker: Arc<Masker>,
    ear: Ear,
    /// Values replaced by placeholders, by kind.
    pub masked: BTreeMap<Kind, u32>,
    /// The prompt as it was rendered.
    pub prompt: Rendered,
}

impl Answer {
    /// The next event. After an error, or after `Finished`, there is none.
    pub async fn next(&mut self) -> Option<Result<AnswerEvent, Refusal>> {
        self.ear.next().await
    }

    /// The model that speaks, or has spoken.
    pub fn model(&self) -> String {
        self.ear.model()
    }

    /// A part of the answer is shown: from now on no other model may begin anew where this one fails.
    pub fn show(&self) {
        self.ear.show();
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

/// How a question is asked.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// What is kept of earlier answers does not count.
    pub is_fresh: bool,
    /// An answer to the same question that could not be read: the model is to put it right.
    pub broken: Option<String>,
}

/// The way to the language models.
#[derive(Clone)]
pub struct Gateway {
    parts: Arc<Parts>,
}

/// What the gateway is put together from.
pub(super) struct Parts {
    pub(super) models: Models,
    pub(super) repository: Arc<dyn Repository>,
    pub(super) clock: Arc<dyn Clock>,
    templates: Option<PathBuf>,
    pub(super) limits: Limits,
    pub(super) budget: Budget,
    flights: Flights,
    pub(super) actor: String,
}

impl Gateway {
    /// A gateway to `models` for `actor`, the rep whom the audit log names. `templates` is the folder with the user's
    /// own prompts; it is read at each request, so that a change there counts at once and a mistake stops models only.
    pub fn new(
        models: Models,
        repository: Arc<dyn Repository>,
        clock: Arc<dyn Clock>,
        templates: Option<PathBuf>,
        limits: Limits,
        actor: String,
    ) -> Self {
        let Limits { requests_per_minute, daily_tokens, monthly, .. } = limits;
        let allowance = Allowance { requests_per_minute, daily_tokens, monthly };
        let budget = Budget::new(Arc::clone(&repository), allowance);
        let flights = Flights::default();
        let parts = Parts { models, repository, clock, templates, limits, budget, flights, actor };
        Gateway { parts: Arc::new(parts) }
    }

    /// The prompts as they are now, the user's in place of ours.
    ///
    /// # Errors
    /// [`PromptError`] if a file of the user's is there and can't be used.
    pub fn prompts(&self) -> Result<Prompts, PromptError> {
        Prompts::load(self.parts.templates.as_deref())
    }

    /// The names of all models, in their order.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        self.parts.models.names()
    }

    /// The name of the model that is asked first for this.
    pub fn model_for(&self, prompt: PromptName, purpose: Purpose) -> &str {
        self.parts.models.route(prompt, purpose).first().map_or("", |entry| entry.name())
    }

    /// What is spent, and of how much.
    ///
    /// # Errors
    /// The count can't be read.
    pub async fn spending(&self) -> Result<Spending, StorageError> {
        self.parts.budget.spending(self.parts.clock.now(), self.parts.models.currency()).await
    }

    /// Asks. What is masked and how is settled when this returns; the request runs on its own from then on. Where the
    /// same is being asked already, its answer is listened to.
    ///
    /// # Errors
    /// [`Refusal`] if nothing can be asked: a wrong template. What goes wrong later comes as the answer's last event.
    pub async fn ask(&self, question: Question) -> Result<Answer, Refusal> {
        self.ask_so(question, Manner::default()).await
    }

    /// The same in a [`Manner`].
    ///
    /// # Errors
    /// As [`Gateway::ask`].
    pub async fn ask_so(&self, question: Question, manner: Manner) -> Result<Answer, Refusal> {
        let parts = &self.parts;
        let mut masker = Masker::new(&question.known);
        let prompts = self.prompts()?;
        let declared = prompts.declared(question.prompt, question.purpose);
        let data = Data::of(&question, &declared, &mut masker);
        let rendered = prompts.render(question.prompt, question.purpose, &data)?;
        let masker = Arc::new(masker);
        let masked = counted(&masker);
        let prompt = rendered.clone();
        let Manner { is_fresh, broken } = manner;
        let reply_tokens = parts.limits.reply_tokens;
        let digest =
            answers::digest(question.customer, &rendered, &question.schema, reply_tokens, broken.as_deref());
        // What is asked anew must not be given an answer that is kept.
        let (ear, flight) = parts.flights.join(if is_fresh { answers::key(digest, "anew") } else { digest });
        if let Some(flight) = flight {
            let (masker, masked) = (Arc::clone(&masker), masked.clone());
            let asked = Asked { question, rendered, masker, masked, broken, reply_tokens };
            let route = Route { parts: Arc::clone(parts), asked, digest, is_fresh };
            tokio::spawn(route.fly(flight));
        }
        Ok(Answer { masker, ear, masked, prompt })
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
