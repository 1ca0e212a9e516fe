//! Briefs and pages for calls built again from the audit log: the same profile, the same rules or the same answer of the
//! model; with what was asked and what became of the suggestions.

mod asked;
mod fate;
mod find;
mod page;

use serde::{Deserialize, Serialize};

use super::zone;
use crate::copilot::candidates::{self, Candidate, Terms};
use crate::copilot::conversation::{Answered, Conversation, Overlong, for_brief};
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::playbook::{self, RULES_VERSION};
use crate::copilot::proposal::Proposal;
use crate::copilot::situation::Situation;
use crate::copilot::under_way::sentences;
use crate::desk::api::{Answer, Asked, DeskError, FailureKind, LineOrSuggestion, ReplayReport};
use crate::desk::local::Local;
use crate::domain::audit::Digest32;
use crate::domain::brief::{Brief, Sentence};
use crate::domain::profile::Profile;
use crate::gateway::{self, Gateway, Known, Masker, Prompts, Rendered};
use crate::phrasing::Locale;
use find::Kept;
pub(in crate::desk) use page::{RecordedPage, record as record_page};

/// What the audit log keeps of a brief, enough to write it again.
#[derive(Serialize, Deserialize)]
pub(super) struct Recorded {
    pub profile: Profile,
    pub zone: Option<String>,
    pub brief: Brief,
    /// What a model said; absent where the playbook wrote.
    #[serde(default)]
    pub said: Option<Said>,
    /// What the candidates were cut by.
    #[serde(default)]
    pub terms: Terms,
}

/// A model's answer, and what has to be known to read it as it was read then.
#[derive(Serialize, Deserialize)]
pub(in crate::desk) struct Said {
    /// The answer with its placeholders.
    pub text: String,
    /// What was masked; the placeholders are numbered by it.
    pub known: Known,
    /// Whether anything could be suggested.
    pub may_write: bool,
    /// What was asked.
    pub prompt: Prompted,
}

/// A prompt by its digest; its bytes lie in the line of the request.
#[derive(Serialize, Deserialize)]
pub(in crate::desk) struct Prompted {
    pub version: String,
    pub digest: Digest32,
}

impl Prompted {
    pub(in crate::desk) fn of(rendered: &Rendered) -> Self {
        Self { version: rendered.version.clone(), digest: rendered.digest() }
    }
}

/// Writes a recorded brief or page again from the profile of then, and compares.
pub(in crate::desk) async fn replay(local: &Local, what: LineOrSuggestion) -> Result<Answer, DeskError> {
    let sequence = match what {
        LineOrSuggestion::Line(sequence) => sequence,
        LineOrSuggestion::Suggestion(id) => find::line_of(local, id).await?,
    };
    let (recorded, actor) = match find::kept(local, sequence).await? {
        (Kept::Brief(recorded), actor) => (*recorded, actor),
        (Kept::Page(page), actor) => {
            let report = page::replayed(local, sequence, *page, actor).await?;
            return Ok(Answer::Replay(Box::new(report)));
        }
    };
    let (differences, asked) = match &recorded.said {
        Some(said) => by_model(local, sequence, &recorded, said).await?,
        None => (by_playbook(&recorded), None),
    };
    let decisions = fate::of_all(local, &recorded.brief).await?;
    let identical = differences.is_empty();
    let (brief, page) = (Some(recorded.brief), None);
    let report = ReplayReport { sequence, identical, differences, actor, asked, brief, page, decisions };
    Ok(Answer::Replay(Box::new(report)))
}

/// The prompts as they are now; without a model, ours.
fn prompts(local: &Local) -> Result<Prompts, DeskError> {
    let prompts = local.parts.gateway.as_ref().map_or_else(|| Prompts::load(None), Gateway::prompts);
    prompts.map_err(wrong_prompt)
}

fn wrong_prompt(error: gateway::PromptError) -> DeskError {
    DeskError::new(FailureKind::Failed, error.to_string())
}

fn by_playbook(recorded: &Recorded) -> Vec<String> {
    let (profile, brief) = (&recorded.profile, &recorded.brief);
    let (zone, reader) = (zone(profile), reader(brief));
    let again = playbook::write(profile, brief.purpose, brief.created_at, &zone, &reader, &recorded.terms);
    let mut differences = Vec::new();
    if brief.prompt_version != RULES_VERSION {
        differences.push(format!("rules: {} then, {RULES_VERSION} now", brief.prompt_version));
    }
    differences.extend(compared(recorded, &again.summary, &again.proposals));
    differences
}

async fn by_model(
    local: &Local,
    sequence: u64,
    recorded: &Recorded,
    said: &Said,
) -> Result<(Vec<String>, Option<Asked>), DeskError> {
    let (profile, brief) = (&recorded.profile, &recorded.brief);
    let scope = Scope { purpose: brief.purpose, question: None };
    let facts = Facts::of(profile, scope, brief.created_at, &zone(profile)).read_in(&reader(brief));
    let facts = facts.allowing(&recorded.terms.promises).returning(profile, recorded.terms.returns.as_ref());
    let facts = facts.worked_in(recorded.terms.office.as_deref());
    let situation = Situation::about(profile, &facts, brief.purpose, recorded.terms.case.as_ref());
    let situation = situation.with_exceptions(&recorded.terms.exceptions);
    let candidates = if said.may_write { candidates::all(&situation, &recorded.terms) } else { Vec::new() };
    let question = for_brief(brief.customer_id, brief.purpose, &facts, said.known.clone(), &candidates);
    let (rendered, masker) = gateway::rehearsed(&question, &prompts(local)?).map_err(wrong_prompt)?;
    let (asked, mut differences) =
        asked::compared(local, sequence, brief.customer_id, said, &rendered).await?;
    match heard_again(&situation, &candidates, &masker, &said.text) {
        Err(Overlong) => differences.push("the answer would be refused now: it is too long".to_owned()),
        Ok(again) => {
            differences.extend(compared(recorded, &again.summary, &again.proposals));
            if brief.verification != again.verification {
                differences.push("the check strikes other sentences, or for other reasons".to_owned());
            }
        }
    }
    Ok((differences, Some(asked)))
}

/// Who it was written for then, whoever reads it now.
fn reader(brief: &Brief) -> Locale {
    Locale::named(&brief.locale).unwrap_or_default()
}

/// The recorded answer, read by the rules of now.
fn heard_again(
    situation: &Situation<'_>,
    candidates: &[Candidate],
    masker: &Masker,
    text: &str,
) -> Result<Answered, Overlong> {
    let restore = |text: &str| masker.unmask(text).map_err(|error| error.to_string());
    let mut conversation = Conversation::new(situation, candidates);
    conversation.hear(text, &restore)?;
    Ok(conversation.end(&restore).1)
}

fn compared(recorded: &Recorded, summary: &[Sentence], proposals: &[Proposal]) -> Vec<String> {
    let (then, profile) = (&recorded.brief, &recorded.profile);
    let mut differences = Vec::new();
    let mut summary = summary.to_vec();
    summary.splice(0..0, sentences(&then.under_way, &then.paying_back, profile, &reader(then)));
    if then.summary != summary {
        differences.push("the summary's sentences differ".to_owned());
    }
    let before = then.suggestions.iter().map(|s| {
        (
            (&s.grounds.candidate, s.action, &s.title, &s.body, &s.unsupported),
            (&s.reason, &s.evidence, &s.offer, s.due_at),
        )
    });
    let now = proposals.iter().map(|p| {
        (
            (&p.candidate, p.action, &p.title, &p.body, &p.unsupported),
            (&p.reason, &p.evidence, &p.offer, p.due_at),
        )
    });
    if !before.eq(now) {
        differences.push("the suggestions differ".to_owned());
    }
    differences
}
