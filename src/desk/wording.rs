//! The questions of a page for a call, worded by a model through the gateway; where one falls, the built-in one stays.

use jiff::Timestamp;

use super::api::{DeskError, Reading};
use super::briefs::{Prompted, Said, zone};
use super::doctor;
use super::local::Local;
use super::model::{self, Asker, Lost, Whole};
use crate::copilot::asking::{self, Worded};
use crate::copilot::conversation::for_call;
use crate::copilot::facts::{Facts, Scope};
use crate::domain::Purpose;
use crate::domain::call::{Part, Topic, Wording};
use crate::domain::evidence::Evidence;
use crate::domain::profile::Profile;
use crate::gateway::{Gateway, Known};

/// A call whose questions a model words.
pub(super) struct Call<'a> {
    pub gateway: &'a Gateway,
    pub asker: Asker<'a>,
    /// Of whom the model is told.
    pub profile: &'a Profile,
    /// What identifies those who may be named in it.
    pub beside: Known,
    pub now: Timestamp,
}

/// The gateway, or why the built-in questions stay.
pub(super) fn gateway(local: &Local, reading: Reading, playbook_only: bool) -> Result<&Gateway, Lost> {
    if reading == Reading::Offline {
        return Err(Lost::unasked("off-line no model is asked"));
    }
    model::gateway(local, playbook_only)
}

impl Call<'_> {
    /// Puts the questions that stand the check in the place of the built-in ones, and what they rest on to the evidence.
    /// With what the model said, where it could be read: whoever keeps it can do the same again.
    ///
    /// # Errors
    /// The storage's. That the model fails leaves the built-in ones, and is said.
    pub async fn word(
        self,
        local: &Local,
        parts: &mut [Part],
        evidence: &mut Vec<Evidence>,
    ) -> Result<(Wording, Option<Said>), DeskError> {
        let colleagues = doctor::owners(local).await.unwrap_or_default();
        let known = model::known(local, self.profile, &colleagues).await?.and(self.beside.clone());
        let mut wording = Wording { model_asked: true, ..Wording::by_playbook(parts) };
        let kept = match self.asked(local, known.clone()).await {
            Err(lost) => {
                wording.why_not_llm = Some(lost.why);
                (wording.privacy, wording.usage) = (lost.privacy, lost.usage);
                None
            }
            Ok((worded, cited, said)) => {
                if !worded.is_any() {
                    let written = worded.verification.sentences;
                    let why = match written {
                        0 => "the model worded no question".to_owned(),
                        _ => format!("nothing of what the model wrote stood the check ({written} struck)"),
                    };
                    wording.why_not_llm = Some(why);
                }
                exchange(parts, &mut wording.engines, &worded, &model::label(&said.answer.model()));
                let is_new = |one: &Evidence| evidence.iter().all(|known| known.id != one.id);
                let new: Vec<Evidence> = cited.into_iter().filter(is_new).collect();
                evidence.extend(new);
                wording.verification = worded.verification;
                (wording.privacy, wording.usage) = (said.privacy, said.usage);
                let prompt = Prompted::of(&said.answer.prompt);
                Some(Said { text: said.text, known, may_write: false, prompt })
            }
        };
        Ok((wording, kept))
    }

    async fn asked(&self, local: &Local, known: Known) -> Result<(Worded, Vec<Evidence>, Whole), Lost> {
        let scope = Scope { purpose: Purpose::Sales, question: None };
        let facts = Facts::of(self.profile, scope, self.now, &zone(self.profile));
        let facts = facts.read_in(&local.parts.me.locale);
        let read = |said: &Whole| {
            let restore = |text: &str| said.answer.restore(text).map_err(|error| error.to_string());
            asking::read(&said.text, self.profile, &facts, &restore)
        };
        let question = for_call(self.profile.customer.id, &facts, known);
        let mut said = model::whole(local, self.gateway, self.asker, question.clone(), None).await?;
        let mut worded = read(&said);
        if worded.is_err() {
            // Servers without structured answers let a model write what it likes: once it is to put that right.
            let broken = Some(std::mem::take(&mut said.text));
            let again = model::whole(local, self.gateway, self.asker, question, broken).await;
            let again = again.map_err(|lost| Lost { usage: said.usage.and(&lost.usage), ..lost })?;
            worded = read(&again);
            said = Whole { usage: said.usage.and(&again.usage), ..again };
        }
        match worded {
            Ok(worded) => {
                let cited = facts.in_words(worded.questions.iter().flatten().flat_map(|one| &one.evidence));
                Ok((worded, cited, said))
            }
            Err(why) => Err(Lost { why, privacy: said.privacy, usage: said.usage, ..Lost::default() }),
        }
    }
}

/// Each in its place; one that is asked on the page already is left where it stands.
pub(super) fn exchange(parts: &mut [Part], engines: &mut [String], worded: &Worded, engine: &str) {
    let Some(asked) = parts.iter_mut().find(|part| part.topic == Topic::Ask) else { return };
    for (at, question) in worded.questions.iter().enumerate().take(engines.len()) {
        let Some(question) = question else { continue };
        let is_asked = asked.sentences.iter().any(|other| other.text == question.text);
        if !is_asked {
            asked.sentences[at] = question.clone();
            engine.clone_into(&mut engines[at]);
        }
    }
}
