//! A rep's question about a customer: answered by a model through the gateway, else by the playbook's own sentences.

use super::api::{Answer, DeskError, Notice, QuestionAnswer, Reading, Who};
use super::briefs::zone;
use super::local::{Local, Tell};
use super::model::{self, Listening, Lost};
use super::{doctor, lookup};
use crate::copilot::conversation::{Conversation, Heard, for_answer};
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::playbook::{self, Situation};
use crate::domain::Purpose;
use crate::domain::action::Role;
use crate::domain::profile::Profile;

pub(super) async fn ask(
    local: &Local,
    id: u64,
    who: &Who,
    question: &str,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let profile = lookup::whole(local, who, Reading::Cached).await?;
    let answer = match by_model(local, id, &profile, question, &tell).await? {
        Ok(answer) => answer,
        Err(lost) => by_playbook(local, &profile, question, lost),
    };
    Ok(Answer::Ask(answer))
}

/// Lets a model answer; the outer error is the storage's, the inner one leads to the playbook.
async fn by_model(
    local: &Local,
    id: u64,
    profile: &Profile,
    question: &str,
    tell: &Tell,
) -> Result<Result<QuestionAnswer, Lost>, DeskError> {
    let gateway = match model::gateway(local, false) {
        Ok(gateway) => gateway,
        Err(unasked) => return Ok(Err(unasked)),
    };
    let purpose = purpose(local);
    let scope = Scope { purpose, question: Some(question) };
    let facts = Facts::of(profile, scope, local.parts.clock.now(), &zone(profile));
    let situation = Situation::of(profile, &facts, purpose);
    let colleagues = doctor::owners(local).await.unwrap_or_default();
    let known = model::known(local, profile, &colleagues).await?;
    let asked = for_answer(profile.customer.id, purpose, &facts, known, question);
    let conversation = Conversation::new(&situation, &[]);
    let mut listening = match Listening::begin(local, gateway, asked, conversation).await {
        Ok(listening) => listening,
        Err(unasked) => return Ok(Err(unasked)),
    };
    while let Some(heard) = listening.next().await {
        if let Heard::Sentence(sentence) = heard {
            tell(Notice::Sentence { request: id, sentence });
        }
    }
    Ok(listening.end().map(|spoken| QuestionAnswer {
        customer_id: profile.customer.id,
        engine: model::label(gateway),
        why_not_llm: None,
        sentences: spoken.answered.summary,
        verification: spoken.answered.verification,
        privacy: spoken.privacy,
        usage: spoken.usage,
    }))
}

/// Nothing is made up: what the playbook has checked of this customer and the question speaks of.
fn by_playbook(local: &Local, profile: &Profile, question: &str, lost: Lost) -> QuestionAnswer {
    let now = local.parts.clock.now();
    let answered = playbook::answer(profile, question, now, &zone(profile));
    let mut verification = answered.verification;
    verification.sentences += lost.verification.sentences;
    verification.dropped.extend(lost.verification.dropped);
    QuestionAnswer {
        customer_id: profile.customer.id,
        engine: "playbook".to_owned(),
        why_not_llm: Some(lost.why),
        sentences: answered.summary,
        verification,
        privacy: lost.privacy,
        usage: lost.usage,
    }
}

/// Who sells may know what a visitor looked at; who serves, what was written.
fn purpose(local: &Local) -> Purpose {
    match local.parts.me.role {
        Role::Sales => Purpose::Sales,
        Role::Support | Role::Manager | Role::Admin => Purpose::Support,
    }
}
