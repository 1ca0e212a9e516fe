//! Briefs built again from the audit log: the same profile, the same rules or the same answer of the model.

use serde::{Deserialize, Serialize};

use super::decided::LeftOut;
use super::zone;
use crate::copilot::conversation::{Answered, Conversation, Overlong, for_brief};
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::playbook::{self, Proposal, RULES_VERSION, Situation};
use crate::desk::api::{Answer, DeskError, FailureKind, ReplayReport};
use crate::desk::local::Local;
use crate::domain::action::ActionKind;
use crate::domain::audit::AuditKind;
use crate::domain::brief::{Brief, Sentence};
use crate::domain::profile::Profile;
use crate::gateway::{self, Gateway, Known, Prompts};

/// What the audit log keeps of a brief, enough to write it again.
#[derive(Serialize, Deserialize)]
pub(super) struct Recorded {
    pub profile: Profile,
    pub zone: Option<String>,
    pub brief: Brief,
    /// What a model said; absent where the playbook wrote.
    #[serde(default)]
    pub said: Option<Said>,
    /// What was proposed and left out, since the rep had decided it before.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
}

/// A model's answer, and what has to be known to read it as it was read then.
#[derive(Serialize, Deserialize)]
pub(super) struct Said {
    /// The answer with its placeholders.
    pub text: String,
    /// What was masked; the placeholders are numbered by it.
    pub known: Known,
    /// What the answer could name.
    pub allowed: Vec<ActionKind>,
}

/// Writes a recorded brief again from the profile of then, and compares.
pub(in crate::desk) async fn replay(local: &Local, sequence: u64) -> Result<Answer, DeskError> {
    let recorded = recorded(local, sequence).await?;
    let differences = match &recorded.said {
        Some(said) => by_model(&recorded, said, &prompts(local)?),
        None => by_playbook(&recorded),
    };
    let identical = differences.is_empty();
    let brief = recorded.brief;
    Ok(Answer::Replay(Box::new(ReplayReport { sequence, identical, differences, brief })))
}

/// The prompts as they are now; without a model, ours.
fn prompts(local: &Local) -> Result<Prompts, DeskError> {
    let prompts = local.parts.gateway.as_ref().map_or_else(|| Prompts::load(None), Gateway::prompts);
    prompts.map_err(|error| DeskError::new(FailureKind::Failed, error.to_string()))
}

async fn recorded(local: &Local, sequence: u64) -> Result<Recorded, DeskError> {
    let records = local.parts.repository.audit_after(sequence.saturating_sub(1), 1).await?;
    let record = records.into_iter().find(|r| r.sequence == sequence);
    let record =
        record.ok_or_else(|| DeskError::new(FailureKind::NotFound, "the audit log has no such line"))?;
    let event = record.event.ok_or_else(|| {
        DeskError::new(
            FailureKind::NotFound,
            "that line is of a customer who was erased: it can no longer be read",
        )
    })?;
    if event.kind != AuditKind::Briefed {
        return Err(DeskError::new(FailureKind::BadRequest, "that line is no brief")
            .hint("`deskhand audit tail` shows which lines are `briefed`"));
    }
    serde_json::from_value(event.detail).map_err(|error| {
        DeskError::new(FailureKind::Failed, format!("the line was written by another version: {error}"))
    })
}

fn by_playbook(recorded: &Recorded) -> Vec<String> {
    let brief = &recorded.brief;
    let again = playbook::write(&recorded.profile, brief.purpose, brief.created_at, &zone(&recorded.profile));
    let mut differences = Vec::new();
    if brief.prompt_version != RULES_VERSION {
        differences.push(format!("rules: {} then, {RULES_VERSION} now", brief.prompt_version));
    }
    differences.extend(compared(recorded, &again.summary, &again.proposals));
    differences
}

fn by_model(recorded: &Recorded, said: &Said, prompts: &Prompts) -> Vec<String> {
    let brief = &recorded.brief;
    let Ok(again) = heard_again(recorded, said, prompts) else {
        return vec!["the answer would be refused now: it is too long".to_owned()];
    };
    let mut differences = compared(recorded, &again.summary, &again.proposals);
    if brief.verification != again.verification {
        differences.push("the check strikes other sentences, or for other reasons".to_owned());
    }
    differences
}

/// The recorded answer, read by the rules of now.
fn heard_again(recorded: &Recorded, said: &Said, prompts: &Prompts) -> Result<Answered, Overlong> {
    let (profile, brief) = (&recorded.profile, &recorded.brief);
    let scope = Scope { purpose: brief.purpose, question: None };
    let facts = Facts::of(profile, scope, brief.created_at, &zone(profile));
    let situation = Situation::of(profile, &facts, brief.purpose);
    let question = for_brief(brief.customer_id, brief.purpose, &facts, said.known.clone(), &said.allowed);
    let masker = gateway::masker_of(&question, prompts);
    let restore = |text: &str| masker.unmask(text).map_err(|error| error.to_string());
    let mut conversation = Conversation::new(&situation, &said.allowed);
    conversation.hear(&said.text, &restore)?;
    Ok(conversation.end(&restore).1)
}

fn compared(recorded: &Recorded, summary: &[Sentence], proposals: &[Proposal]) -> Vec<String> {
    let then = &recorded.brief;
    let mut differences = Vec::new();
    if then.summary != summary {
        differences.push("the summary's sentences differ".to_owned());
    }
    let before = then.suggestions.iter().map(|s| (s.action, &s.title, &s.body, &s.reason, &s.evidence));
    let now = proposals.iter().filter(|p| !recorded.left_out.contains(&LeftOut::of(p)));
    let now = now.map(|p| (p.action, &p.title, &p.body, &p.reason, &p.evidence));
    if !before.eq(now) {
        differences.push("the suggestions differ".to_owned());
    }
    differences
}
