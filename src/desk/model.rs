//! The desk's talk with a language model: one question through the gateway, its answer listened to as it comes.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::api::{DeskError, Notice};
use super::local::{Local, Tell};
use crate::copilot::conversation::{Answered, Conversation, Heard, LONGEST_ANSWER, Overlong};
use crate::domain::brief::{Dropped, Privacy, Usage, Verification};
use crate::domain::crm::Owner;
use crate::domain::profile::Profile;
use crate::gateway::{Answer, AnswerEvent, Gateway, Known, Manner, Question, Rendered, Spent};
use crate::ports::model::ModelError;

/// What a model said, checked.
pub(super) struct Spoken {
    /// Who said it: `llm:MODEL`.
    pub engine: String,
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

/// Who asks, and how.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    /// The request's number.
    pub id: u64,
    /// Hears what is to be known beside the answer.
    pub tell: &'a Tell,
    /// An answer that is kept does not count.
    pub again: bool,
}

/// An answer on its way. Dropping it cancels the request.
pub(super) struct Listening<'a> {
    local: &'a Local,
    gateway: &'a Gateway,
    question: Question,
    asker: Asker<'a>,
    answer: Answer,
    conversation: Option<Conversation<'a>>,
    text: String,
    waiting: VecDeque<Heard>,
    begun: Timestamp,
    usage: Usage,
    /// A part of the answer stood the check and was given out.
    is_shown: bool,
    /// The model was asked to put its answer right.
    is_mended: bool,
    /// The answer that was read last is one of earlier.
    is_kept: bool,
    outcome: Option<Result<Spoken, Lost>>,
}

/// What is said of an answer that nothing could be read of.
const UNREADABLE: &str = "the model's answer holds nothing in the form that was asked for";

impl<'a> Listening<'a> {
    /// Asks.
    ///
    /// # Errors
    /// Nothing could be asked: a wrong template.
    pub async fn begin(
        local: &'a Local,
        gateway: &'a Gateway,
        asker: Asker<'a>,
        question: Question,
        conversation: Conversation<'a>,
    ) -> Result<Self, Lost> {
        let begun = local.parts.clock.now();
        let manner = Manner { is_fresh: asker.again, broken: None };
        let answer = gateway.ask_so(question.clone(), manner).await;
        let answer = answer.map_err(|refusal| Lost::unasked(refusal.to_string()))?;
        Ok(Self {
            local,
            gateway,
            question,
            asker,
            answer,
            conversation: Some(conversation),
            text: String::new(),
            waiting: VecDeque::new(),
            begun,
            usage: Usage::default(),
            is_shown: false,
            is_mended: false,
            is_kept: false,
            outcome: None,
        })
    }

    /// The name that the work of the model that speaks is labelled with.
    pub fn engine(&self) -> String {
        label(&self.answer.model())
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
                Some(Ok(AnswerEvent::Restarted)) => self.start_over(),
                Some(Ok(AnswerEvent::Warning(what))) => {
                    (self.asker.tell)(Notice::Warning { request: self.asker.id, what });
                }
                Some(Ok(AnswerEvent::Finished(spent))) => {
                    self.is_kept = spent.cached_at.is_some();
                    self.count(spent);
                    if self.can_be_mended() { self.mend().await } else { self.finish() }
                }
                Some(Err(refusal)) => {
                    let why = match self.is_mended {
                        true => format!("{UNREADABLE}, and it could not be asked again: {refusal}"),
                        false => refusal.to_string(),
                    };
                    self.give_up(why, refusal.is_blocked());
                }
                None => self.give_up(ModelError::Truncated.to_string(), false),
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
            Ok(heard) => self.give_out(heard),
            Err(overlong) => self.give_up(overlong.to_string(), false),
        }
    }

    /// What is given out stays: no other model may begin anew now.
    fn give_out(&mut self, heard: Vec<Heard>) {
        if heard.is_empty() {
            return;
        }
        self.is_shown = true;
        self.answer.show();
        if self.usage.first_sentence_ms.is_none() && heard.iter().any(|one| matches!(one, Heard::Sentence(_)))
        {
            self.usage.first_sentence_ms = Some(self.taken());
        }
        self.waiting.extend(heard);
    }

    /// Another model begins; nobody is to see two models' work side by side.
    fn start_over(&mut self) {
        if self.is_shown {
            return self.give_up(ModelError::Truncated.to_string(), false);
        }
        self.text.clear();
        if let Some(conversation) = &mut self.conversation {
            conversation.start_over();
        }
    }

    /// Adds what an answer cost; a mended one cost both.
    fn count(&mut self, spent: Spent) {
        let usage = Usage::from(spent);
        let first_sentence_ms = self.usage.first_sentence_ms;
        let all = if self.is_mended { self.usage.and(&usage) } else { usage };
        self.usage = Usage { first_sentence_ms, ..all };
    }

    /// Servers without structured answers let a model write what it likes: once it is asked to put that right. An answer
    /// of earlier does not count, or nothing would be read until it is too old to be kept.
    fn can_be_mended(&self) -> bool {
        let is_broken = self.conversation.as_ref().is_some_and(|conversation| !conversation.has_form());
        is_broken && (!self.is_mended || self.is_kept) && !self.is_shown && !self.text.trim().is_empty()
    }

    async fn mend(&mut self) {
        let is_fresh = self.asker.again || self.is_mended;
        self.is_mended = true;
        let broken = Some(self.text.clone());
        self.start_over();
        let manner = Manner { is_fresh, broken };
        match self.gateway.ask_so(self.question.clone(), manner).await {
            Ok(answer) => self.answer = answer,
            Err(refusal) => self.give_up(format!("{UNREADABLE}; {refusal}"), refusal.is_blocked()),
        }
    }

    fn finish(&mut self) {
        let Some(conversation) = self.conversation.take() else { return };
        let answer = &self.answer;
        let restore = |text: &str| answer.restore(text).map_err(|error| error.to_string());
        let (heard, answered) = conversation.end(&restore);
        self.give_out(heard);
        let usage = Usage { latency_ms: self.taken(), ..self.usage.clone() };
        let privacy = self.privacy(false);
        let shown = !answered.proposals.is_empty();
        self.outcome = Some(if answered.summary.is_empty() && answered.lookups.is_empty() {
            let why = match answered.verification.sentences {
                0 => UNREADABLE.to_owned(),
                written => format!("nothing of what the model wrote stood the check ({written} struck)"),
            };
            Err(Lost { verification: struck(answered, &why), why, privacy, usage, shown })
        } else {
            let text = std::mem::take(&mut self.text);
            let (engine, prompt) = (self.engine(), self.answer.prompt.clone());
            Ok(Spoken { engine, answered, text, privacy, usage, prompt })
        });
    }

    fn give_up(&mut self, why: String, blocked: bool) {
        self.waiting.clear();
        let answered = self.conversation.take().map(Conversation::given_up).unwrap_or_default();
        let usage = Usage { latency_ms: self.taken(), ..self.usage.clone() };
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

/// Asks, and waits for the whole answer. `broken` is one to the same question that could not be read.
///
/// # Errors
/// Nothing could be asked, or the answer did not come to its end.
pub(super) async fn whole(
    local: &Local,
    gateway: &Gateway,
    asker: Asker<'_>,
    question: Question,
    broken: Option<String>,
) -> Result<Whole, Lost> {
    let begun = local.parts.clock.now();
    let answer = gateway.ask_so(question, Manner { is_fresh: asker.again, broken }).await;
    let mut answer = answer.map_err(|refusal| Lost::unasked(refusal.to_string()))?;
    let mut text = String::new();
    let (why, blocked) = loop {
        match answer.next().await {
            Some(Ok(AnswerEvent::Text(piece))) if text.len() + piece.len() > LONGEST_ANSWER => {
                break (Overlong.to_string(), false);
            }
            Some(Ok(AnswerEvent::Text(piece))) => text.push_str(&piece),
            Some(Ok(AnswerEvent::Restarted)) => text.clear(),
            Some(Ok(AnswerEvent::Warning(what))) => {
                (asker.tell)(Notice::Warning { request: asker.id, what });
            }
            Some(Ok(AnswerEvent::Finished(spent))) => {
                let usage = Usage { latency_ms: taken(local, begun), ..Usage::from(spent) };
                let privacy = privacy(&answer, false);
                return Ok(Whole { answer, text, privacy, usage });
            }
            Some(Err(refusal)) => break (refusal.to_string(), refusal.is_blocked()),
            None => break (ModelError::Truncated.to_string(), false),
        }
    };
    let usage = Usage { latency_ms: taken(local, begun), ..Usage::default() };
    let privacy = privacy(&answer, blocked);
    Err(Lost { why, privacy, usage, ..Lost::default() })
}

impl From<Spent> for Usage {
    fn from(spent: Spent) -> Self {
        let Spent { prompt_tokens, completion_tokens, cost, cached_at } = spent;
        Usage { prompt_tokens, completion_tokens, cost, cached_at, ..Usage::default() }
    }
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
pub(super) fn label(model: &str) -> String {
    format!("llm:{model}")
}
