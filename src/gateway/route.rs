//! From one question to one answer: the models in their order, each by cache, breaker, budget and request, until one
//! has answered.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::answers;
use super::breaker::{Resting, Showed};
use super::budget::{NoBudget, Reserved};
use super::call::{Asked, Call, Ending};
use super::door::{Parts, Refusal, Spent};
use super::flight::Flight;
use super::models::Entry;
use crate::domain::audit::Digest32;
use crate::ports::model::ModelError;
use crate::ports::repository::KeptAnswer;

/// The longest wait for the minute to have room again.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(5);

/// One question on its way through the models.
pub(super) struct Route {
    pub(super) parts: Arc<Parts>,
    pub(super) asked: Asked,
    /// What identifies the prompt.
    pub(super) digest: Digest32,
    /// What is kept of earlier answers does not count.
    pub(super) is_fresh: bool,
}

impl Route {
    /// Asks one model after the other until one has answered, or no other can help.
    pub(super) async fn fly(self, flight: Flight) {
        let mut refused = Vec::new();
        let question = &self.asked.question;
        for entry in self.parts.models.route(question.prompt, question.purpose) {
            match self.by(entry, &flight).await {
                Ok(spent) => return flight.land(Ok(spent)),
                Err(refusal) => {
                    let is_last = !refusal.another_model_may_help() || flight.is_shown();
                    refused.push((entry.name().to_owned(), refusal));
                    if is_last {
                        break;
                    }
                }
            }
        }
        flight.land(Err(Refusal::of_all(refused)));
    }

    async fn by(&self, entry: &Entry, flight: &Flight) -> Result<Spent, Refusal> {
        let key = answers::key(self.digest, entry.name());
        if let Some(kept) = self.kept(key).await {
            flight.begin(entry.name());
            flight.say(kept.text);
            return Ok(Spent { cached_at: Some(kept.at), ..Spent::default() });
        }
        let pass = entry.breaker.may_ask(self.parts.clock.now())?;
        let asked = self.ask(entry, flight, key).await;
        let (showed, error) = match &asked {
            Ok(_) => (Showed::Alive, None),
            Err(Refusal::Model(error)) => (Showed::by(error), Some(error)),
            Err(_) => (Showed::Nothing, None),
        };
        entry.breaker.note(pass, self.parts.clock.now(), showed, error);
        asked
    }

    async fn ask(&self, entry: &Entry, flight: &Flight, key: Digest32) -> Result<Spent, Refusal> {
        let parts = &self.parts;
        let model = &entry.model;
        let reserved = self.reserve(entry, flight).await?;
        flight.begin(entry.name());
        let call = Call::carry_out(&self.asked, model, flight, parts.clock.now()).await;
        let requests = call.requests();
        let (mut tokens, mut cost) = ((requests == 0).then_some(0), None);
        if let Ending::Answered { prompt_tokens, completion_tokens, .. } = call.ending {
            // What a server counts is the server's word: it may be anything.
            let counted = prompt_tokens.saturating_add(completion_tokens);
            if counted > 0 {
                tokens = Some(counted);
                cost = model.price.map(|price| price.of(prompt_tokens, completion_tokens));
            }
        }
        let settled = parts.budget.settle(parts.clock.now(), reserved, requests, tokens, cost).await;
        call.record(parts.repository.as_ref(), &parts.actor).await?;
        settled?;
        // Said once only: not to nobody.
        if !matches!(call.ending, Ending::Cancelled) {
            flight.warn(parts.budget.warnings(parts.clock.now()).await?);
        }
        match call.ending {
            Ending::Cancelled => Err(Refusal::Abandoned),
            Ending::Failed(error) => Err(Refusal::Model(error)),
            Ending::Answered { text, prompt_tokens, completion_tokens } => {
                self.keep(key, text).await;
                Ok(Spent { prompt_tokens, completion_tokens, cost, cached_at: None })
            }
        }
    }

    /// Sets aside what the request may cost; where only the minute is full, waits for it a little.
    async fn reserve(&self, entry: &Entry, flight: &Flight) -> Result<Reserved, Refusal> {
        let (parts, model) = (&self.parts, &entry.model);
        let longest = SignedDuration::try_from(model.deadline).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        let until = parts.clock.now().checked_add(longest).ok();
        loop {
            let now = parts.clock.now();
            let (bytes, reply) = (self.asked.bytes(), self.asked.reply_tokens);
            match parts.budget.reserve(now, bytes, reply, model.price).await {
                Err(NoBudget::Minute(wait))
                    if until.is_some_and(|until| until.duration_since(now) >= wait) =>
                {
                    tokio::select! {
                        () = flight.abandoned() => return Err(Refusal::Abandoned),
                        () = tokio::time::sleep(Duration::try_from(wait).unwrap_or_default()) => {}
                    }
                }
                reserved => return Ok(reserved?),
            }
        }
    }

    /// An answer that is kept; one that can't be read is none.
    async fn kept(&self, key: Digest32) -> Option<KeptAnswer> {
        let (parts, good_for) = (&self.parts, self.parts.limits.keep_answers);
        if self.is_fresh || good_for.is_zero() {
            return None;
        }
        let (repository, customer) = (parts.repository.as_ref(), self.asked.question.customer);
        let kept = answers::kept(repository, customer, key, parts.clock.now(), good_for).await;
        kept.unwrap_or_else(|error| {
            tracing::warn!(%error, "a kept answer can't be read");
            None
        })
    }

    /// An answer that can't be kept is given all the same.
    async fn keep(&self, key: Digest32, text: String) {
        let (parts, good_for) = (&self.parts, self.parts.limits.keep_answers);
        // Silence is not worth repeating.
        if good_for.is_zero() || text.trim().is_empty() {
            return;
        }
        let at = parts.clock.now();
        let oldest = at.checked_sub(SignedDuration::try_from(good_for).unwrap_or(SignedDuration::MAX));
        let (answer, customer) = (KeptAnswer { text, at }, self.asked.question.customer);
        if let Err(error) = parts.repository.put_answer(customer, key, &answer, oldest.ok()).await {
            tracing::warn!(%error, "an answer can't be kept");
        }
    }
}

impl Refusal {
    /// Whether another model could answer all the same.
    fn another_model_may_help(&self) -> bool {
        match self {
            Refusal::Model(error) => !matches!(error, ModelError::Blocked(_)),
            Refusal::Resting { .. } | Refusal::OverMonth => true,
            _ => false,
        }
    }

    /// Of one model its own, of several all of them by name.
    fn of_all(mut refused: Vec<(String, Refusal)>) -> Self {
        if refused.len() == 1 { refused.remove(0).1 } else { Refusal::All(refused) }
    }
}

impl From<Resting> for Refusal {
    fn from(resting: Resting) -> Self {
        Refusal::Resting { why: resting.why, seconds: resting.still.as_secs().max(1) }
    }
}

impl From<NoBudget> for Refusal {
    fn from(error: NoBudget) -> Self {
        match error {
            NoBudget::Minute(wait) => Refusal::OverMinute { seconds: wait.as_secs().max(1) },
            NoBudget::Day => Refusal::OverBudget,
            NoBudget::Month => Refusal::OverMonth,
            NoBudget::Storage(error) => error.into(),
        }
    }
}
