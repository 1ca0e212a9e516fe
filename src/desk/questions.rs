//! A rep's question about a customer: answered by a model through the gateway, else by the playbook's own sentences.

use super::api::{Answer, DeskError, LookedUp, Notice, QuestionAnswer, Reading, Who};
use super::briefs::zone;
use super::local::{Local, Tell};
use super::model::{self, Asker, Listening, Lost, Spoken};
use super::{answers, days, doctor, lookup};
use crate::copilot::conversation::{Conversation, Heard, for_answer, knows_nothing};
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::lookups::{Looked, look_up};
use crate::copilot::playbook;
use crate::copilot::situation::Situation;
use crate::domain::action::Role;
use crate::domain::brief::{Privacy, Usage, Verification};
use crate::domain::profile::Profile;
use crate::domain::{FactKind, Purpose};
use crate::gateway::{Gateway, PromptName};

/// Requests that one question may take; all but the last may ask for look-ups.
const MOST_ROUNDS: usize = 3;

pub(super) async fn ask(
    local: &Local,
    id: u64,
    who: &Who,
    question: &str,
    again: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let profile = lookup::whole(local, who, Reading::Cached).await?;
    let (profile, _) = answers::with_said_sent(local, profile).await?;
    let asker = Asker { id, tell: &tell, again };
    let answer = match by_model(local, asker, &profile, question).await? {
        Ok(denied) if knows_nothing(&denied.sentences) => {
            unless_known(local, &profile, question, denied).await?
        }
        Ok(answer) => answer,
        Err(lost) => by_playbook(local, &profile, question, lost).await?,
    };
    Ok(Answer::Ask(answer))
}

/// Lets a model answer; the outer error is the storage's, the inner one leads to the playbook.
///
/// An answer that says nothing and asks for look-ups gets what they find as further facts and is asked again: each
/// time through the gateway, masked, budgeted, scanned and recorded like any other request.
async fn by_model(
    local: &Local,
    asker: Asker<'_>,
    profile: &Profile,
    question: &str,
) -> Result<Result<QuestionAnswer, Lost>, DeskError> {
    if playbook::is_private(question) {
        return Ok(Err(Lost::unasked("how to reach a customer is told to no model, so it is answered here")));
    }
    let Asker { id, tell, .. } = asker;
    let gateway = match model::gateway(local, false) {
        Ok(gateway) => gateway,
        Err(unasked) => return Ok(Err(unasked)),
    };
    let purpose = purpose(local);
    let scope = Scope { purpose, question: Some(question) };
    let mut facts = Facts::of(profile, scope, local.parts.clock.now(), &zone(profile))
        .read_in(&local.parts.me.locale)
        .returning(profile, days::returns(local).await?.as_ref());
    let colleagues = doctor::owners(local).await.unwrap_or_default();
    let known = model::known(local, profile, &colleagues).await?;
    let takes_lookups = takes_lookups(gateway, purpose);
    let mut lookups: Vec<LookedUp> = Vec::new();
    let mut before = Rounds::default();
    for round in 1..=MOST_ROUNDS {
        let may_look_up = takes_lookups && round < MOST_ROUNDS;
        let situation = Situation::of(profile, &facts, purpose);
        let asked = for_answer(profile.customer.id, purpose, &facts, known.clone(), question, may_look_up);
        let conversation = Conversation::new(&situation, &[]).answering();
        let conversation = if may_look_up { conversation.with_lookups() } else { conversation };
        let mut listening = match Listening::begin(local, gateway, asker, asked, conversation).await {
            Ok(listening) => listening,
            Err(unasked) => return Ok(Err(before.with(unasked))),
        };
        while let Some(heard) = listening.next().await {
            // That nothing is known is told once it is known that it stays so.
            if let Heard::Sentence(sentence) = heard
                && !knows_nothing(std::slice::from_ref(&sentence))
            {
                tell(Notice::Sentence { request: id, sentence });
            }
        }
        let spoken = match listening.end() {
            Ok(spoken) => spoken,
            Err(lost) => return Ok(Err(before.with(lost))),
        };
        if !spoken.answered.summary.is_empty() {
            return Ok(Ok(before.answered(profile, spoken, lookups)));
        }
        for lookup in &spoken.answered.lookups {
            let what = format!("looking up {}", facts.reader.worded(&lookup.in_words()));
            tell(Notice::Progress { request: id, what, done: round as u64, total: None });
            let key = (lookups.len() + 1).to_string();
            lookups.push(look_up(profile, &mut facts, lookup, &key).into());
        }
        before.add(spoken);
    }
    Ok(Err(before.with(Lost::unasked("the model asked for look-ups again and again and did not answer"))))
}

/// Whether the prompt declares what look-ups find; one of the user's that does not is never told of them.
fn takes_lookups(gateway: &Gateway, purpose: Purpose) -> bool {
    let declared = gateway.prompts().map(|prompts| prompts.declared(PromptName::Ask, purpose));
    declared.is_ok_and(|kinds| kinds.takes(FactKind::Lookup))
}

/// What the rounds before the last one came to.
#[derive(Default)]
struct Rounds {
    verification: Verification,
    privacy: Privacy,
    usage: Option<Usage>,
}

impl Rounds {
    fn add(&mut self, spoken: Spoken) {
        self.verification = self.struck(spoken.answered.verification);
        self.usage = Some(self.spent(&spoken.usage));
        self.privacy = self.masked(spoken.privacy);
    }

    /// Each round masks what the one before it did, and more: the fullest tells of all. One that was not asked masked
    /// nothing.
    fn masked(&self, privacy: Privacy) -> Privacy {
        if privacy.masked >= self.privacy.masked {
            return privacy;
        }
        Privacy { blocked: privacy.blocked, ..self.privacy.clone() }
    }

    fn struck(&self, mut verification: Verification) -> Verification {
        verification.sentences += self.verification.sentences;
        verification.dropped.splice(0..0, self.verification.dropped.iter().cloned());
        verification
    }

    fn spent(&self, usage: &Usage) -> Usage {
        self.usage.as_ref().map_or_else(|| usage.clone(), |before| before.and(usage))
    }

    fn answered(&self, profile: &Profile, spoken: Spoken, lookups: Vec<LookedUp>) -> QuestionAnswer {
        QuestionAnswer {
            customer_id: profile.customer.id,
            engine: spoken.engine,
            why_not_llm: None,
            sentences: spoken.answered.summary,
            lookups,
            verification: self.struck(spoken.answered.verification),
            privacy: self.masked(spoken.privacy),
            usage: self.spent(&spoken.usage),
        }
    }

    fn with(&self, lost: Lost) -> Lost {
        let verification = self.struck(lost.verification);
        let privacy = self.masked(lost.privacy);
        Lost { usage: self.spent(&lost.usage), verification, privacy, ..lost }
    }
}

impl From<Looked> for LookedUp {
    fn from(looked: Looked) -> Self {
        Self { id: looked.evidence, asked: looked.asked, found: looked.found }
    }
}

/// A model that finds nothing in what it is shown, which is not all, denies nothing that the playbook has checked: its
/// answer stands, as the playbook's.
async fn unless_known(
    local: &Local,
    profile: &Profile,
    question: &str,
    denied: QuestionAnswer,
) -> Result<QuestionAnswer, DeskError> {
    let dropped = denied.verification.dropped.clone();
    let sentences = u32::try_from(dropped.len()).unwrap_or(u32::MAX);
    let lost = Lost {
        why: "the model found no answer in what it is shown".to_owned(),
        verification: Verification { sentences, dropped, ..Verification::default() },
        privacy: denied.privacy.clone(),
        usage: denied.usage.clone(),
        shown: false,
    };
    let known = by_playbook(local, profile, question, lost).await?;
    Ok(if knows_nothing(&known.sentences) { denied } else { known })
}

/// Nothing is made up: what the playbook has checked of this customer and the question speaks of.
async fn by_playbook(
    local: &Local,
    profile: &Profile,
    question: &str,
    lost: Lost,
) -> Result<QuestionAnswer, DeskError> {
    let now = local.parts.clock.now();
    let returns = days::returns(local).await?;
    let reader = &local.parts.me.locale;
    let answered = playbook::answer(profile, question, now, &zone(profile), reader, returns.as_ref());
    let mut verification = answered.verification;
    verification.sentences += lost.verification.sentences;
    verification.dropped.extend(lost.verification.dropped);
    Ok(QuestionAnswer {
        customer_id: profile.customer.id,
        engine: "playbook".to_owned(),
        why_not_llm: Some(lost.why),
        sentences: answered.summary,
        lookups: answered.looked.into_iter().map(LookedUp::from).collect(),
        verification,
        privacy: lost.privacy,
        usage: lost.usage,
    })
}

/// Who sells may know what a visitor looked at; who serves, what was written.
fn purpose(local: &Local) -> Purpose {
    match local.parts.me.role {
        Role::Sales => Purpose::Sales,
        Role::Support | Role::Manager | Role::Admin => Purpose::Support,
    }
}
