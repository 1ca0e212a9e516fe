//! The desk's talk with a language model: one question through the gateway, its answer listened to as it comes.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::api::DeskError;
use super::local::Local;
use crate::copilot::conversation::{Answered, Conversation, Heard};
use crate::domain::brief::{Dropped, Privacy, Usage, Verification};
use crate::domain::crm::Owner;
use crate::domain::profile::Profile;
use crate::gateway::{Answer, AnswerEvent, Gateway, Known, Question, Refusal, Rendered};
use crate::ports::model::ModelError;

/// What a model said, checked.
pub(super) struct Spoken {
    /// What stood the check, and what did not.
    pub answered: Answered,
    /// The answer as it came, placeholders and all.
    pub text: String,
    /// What was masked.
    pub privacy: Privacy,
    /// What it cost.
    pub usage: Usage,
    /// The prompt as it was asked.
    pub prompt: Rendered,
}

/// A model that did not answer in a way that can be shown, so that the playbook does.
#[derive(Default)]
pub(super) struct Lost {
    /// Why, in words.
    pub why: String,
    /// What it wrote all the same, all of it struck.
    pub verification: Verification,
    /// What was masked.
    pub privacy: Privacy,
    /// What it cost.
    pub usage: Usage,
    /// Whether parts of it had been told already.
    pub shown: bool,
}

impl Lost {
    /// Nothing was asked.
    pub fn unasked(why: impl Into<String>) -> Self {
        Self { why: why.into(), ..Self::default() }
    }
}

/// An answer on its way. Dropping it cancels the request.
pub(super) struct Listening<'a> {
    local: &'a Local,
    answer: Answer,
    conversation: Option<Conversation<'a>>,
    text: String,
    waiting: VecDeque<Heard>,
    begun: Timestamp,
    outcome: Option<Result<Spoken, Lost>>,
}

impl<'a> Listening<'a> {
    /// Asks.
    ///
    /// # Errors
    /// Nothing could be asked: no budget, a wrong template, no storage.
    pub async fn begin(
        local: &'a Local,
        gateway: &Gateway,
        question: Question,
        conversation: Conversation<'a>,
    ) -> Result<Self, Lost> {
        let begun = local.parts.clock.now();
        let answer = gateway.ask(question).await.map_err(|refusal| Lost::unasked(refusal.to_string()))?;
        let (text, waiting) = (String::new(), VecDeque::new());
        Ok(Self { local, answer, conversation: Some(conversation), text, waiting, begun, outcome: None })
    }

    /// The next part that stood the check; nothing at the end.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some(heard) = self.waiting.pop_front() {
                return Some(heard);
            }
            if self.outcome.is_some() {
                return None;
            }
            match self.answer.next().await {
                Some(Ok(AnswerEvent::Text(piece))) => self.hear(&piece),
                Some(Ok(AnswerEvent::Finished { prompt_tokens, completion_tokens })) => {
                    self.finish(prompt_tokens, completion_tokens);
                }
                Some(Err(refusal)) => self.give_up(refusal.to_string(), refusal.is_blocked()),
                None => self.give_up(Refusal::from(ModelError::Truncated).to_string(), false),
            }
        }
    }

    /// What the answer came to. Asked before its end, it counts as cut off.
    pub fn end(self) -> Result<Spoken, Lost> {
        self.outcome.unwrap_or_else(|| Err(Lost::unasked(ModelError::Truncated.to_string())))
    }

    fn hear(&mut self, piece: &str) {
        let Some(conversation) = &mut self.conversation else { return };
        self.text.push_str(piece);
        let answer = &self.answer;
        let restore = |text: &str| answer.restore(text).map_err(|error| error.to_string());
        match conversation.hear(piece, &restore) {
            Ok(heard) => self.waiting.extend(heard),
            Err(overlong) => self.give_up(overlong.to_string(), false),
        }
    }

    fn finish(&mut self, prompt_tokens: u64, completion_tokens: u64) {
        let Some(conversation) = self.conversation.take() else { return };
        let answer = &self.answer;
        let restore = |text: &str| answer.restore(text).map_err(|error| error.to_string());
        let (heard, answered) = conversation.end(&restore);
        self.waiting.extend(heard);
        let usage = Usage { prompt_tokens, completion_tokens, latency_ms: self.taken() };
        let privacy = self.privacy(false);
        let shown = !answered.proposals.is_empty();
        self.outcome = Some(if answered.summary.is_empty() && answered.lookups.is_empty() {
            let why = match answered.verification.sentences {
                0 => "the model's answer holds nothing in the form that was asked for".to_owned(),
                written => format!("nothing of what the model wrote stood the check ({written} struck)"),
            };
            Err(Lost { verification: struck(answered, &why), why, privacy, usage, shown })
        } else {
            let text = std::mem::take(&mut self.text);
            let prompt = self.answer.prompt.clone();
            Ok(Spoken { answered, text, privacy, usage, prompt })
        });
    }

    fn give_up(&mut self, why: String, blocked: bool) {
        self.waiting.clear();
        let answered = self.conversation.take().map(Conversation::given_up).unwrap_or_default();
        let usage = Usage { latency_ms: self.taken(), ..Usage::default() };
        let shown = !answered.summary.is_empty() || !answered.proposals.is_empty();
        let verification = struck(answered, &why);
        self.outcome = Some(Err(Lost { verification, why, privacy: self.privacy(blocked), usage, shown }));
    }

    fn taken(&self) -> u64 {
        taken(self.local, self.begun)
    }

    fn privacy(&self, blocked: bool) -> Privacy {
        privacy(&self.answer, blocked)
    }
}

/// An answer that is read once it is whole.
pub(super) struct Whole {
    /// Puts the values back.
    pub answer: Answer,
    /// As it came, placeholders and all.
    pub text: String,
    /// What was masked.
    pub privacy: Privacy,
    /// What it cost.
    pub usage: Usage,
}

/// Asks, and waits for the whole answer.
///
/// # Errors
/// Nothing could be asked, or the answer did not come to its end.
pub(super) async fn whole(local: &Local, gateway: &Gateway, question: Question) -> Result<Whole, Lost> {
    let begun = local.parts.clock.now();
    let mut answer = gateway.ask(question).await.map_err(|refusal| Lost::unasked(refusal.to_string()))?;
    let mut text = String::new();
    let refusal = loop {
        match answer.next().await {
            Some(Ok(AnswerEvent::Text(piece))) => text.push_str(&piece),
            Some(Ok(AnswerEvent::Finished { prompt_tokens, completion_tokens })) => {
                let usage = Usage { prompt_tokens, completion_tokens, latency_ms: taken(local, begun) };
                let privacy = privacy(&answer, false);
                return Ok(Whole { answer, text, privacy, usage });
            }
            Some(Err(refusal)) => break refusal,
            None => break Refusal::from(ModelError::Truncated),
        }
    };
    let usage = Usage { latency_ms: taken(local, begun), ..Usage::default() };
    let privacy = privacy(&answer, refusal.is_blocked());
    Err(Lost { why: refusal.to_string(), privacy, usage, ..Lost::default() })
}

/// Milliseconds since a question was asked.
fn taken(local: &Local, begun: Timestamp) -> u64 {
    let taken = local.parts.clock.now().duration_since(begun).as_millis();
    u64::try_from(taken).unwrap_or(0)
}

fn privacy(answer: &Answer, blocked: bool) -> Privacy {
    let by_type = answer.masked.iter().map(|(kind, count)| (kind.label().to_owned(), *count)).collect();
    Privacy { masked: answer.masked.values().sum(), by_type, blocked }
}

/// All that was heard, struck: what one engine wrote is not shown under another's name.
fn struck(answered: Answered, why: &str) -> Verification {
    let mut verification = answered.verification;
    let sentences = answered.summary.into_iter().map(|sentence| sentence.text);
    let titles = answered.proposals.into_iter().map(|proposal| proposal.title);
    let lost = sentences.chain(titles).map(|text| Dropped { text, why: why.to_owned() });
    verification.dropped.extend(lost);
    let written = u32::try_from(verification.dropped.len()).unwrap_or(u32::MAX);
    Verification { sentences: written, kept: 0, unchecked: 0, dropped: verification.dropped }
}

/// What is known of a customer and must not leave: of the profile, of the records under it, of colleagues.
pub(super) async fn known(
    local: &Local,
    profile: &Profile,
    colleagues: &[Owner],
) -> Result<Known, DeskError> {
    let dossier = local.parts.repository.dossier(profile.customer.id).await?;
    let answers = dossier.iter().flat_map(|dossier| &dossier.answers);
    let records: Vec<_> = answers.flat_map(|answer| &answer.found.records).collect();
    Ok(Known::of(profile, &records, colleagues))
}

/// The gateway, or why the playbook answers without it.
pub(super) fn gateway(local: &Local, playbook_only: bool) -> Result<&Gateway, Lost> {
    if playbook_only {
        return Err(Lost::unasked("the playbook was asked for"));
    }
    local.parts.gateway.as_ref().ok_or_else(|| Lost::unasked("no language model is configured"))
}

/// The name that a model's work is labelled with.
pub(super) fn label(gateway: &Gateway) -> String {
    format!("llm:{}", gateway.model())
}
