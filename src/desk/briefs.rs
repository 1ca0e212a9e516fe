//! Briefs: written from the profile, kept with their suggestions, recorded so that each can be rebuilt.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::api::{Answer, DeskError, FailureKind, Notice, QuestionAnswer, Reading, ReplayReport, Who};
use super::local::{Local, Tell};
use super::{lookup, suggestions};
use crate::copilot::plan;
use crate::copilot::playbook::{self, Proposal, RULES_VERSION, Written};
use crate::domain::action::judge;
use crate::domain::audit::AuditKind;
use crate::domain::brief::{
    Brief, Privacy, StoredSuggestion, Suggestion, SuggestionStatus, Usage, Verification,
};
use crate::domain::ids::{CustomerId, SuggestionId};
use crate::domain::profile::Profile;
use crate::domain::{EvidenceId, Purpose};
use crate::ports::Call;

/// How a brief is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub purpose: Purpose,
    pub reading: Reading,
    pub playbook_only: bool,
    pub again: bool,
}

/// What the audit log keeps of a brief, enough to write it again.
#[derive(Serialize, Deserialize)]
struct Recorded {
    profile: Profile,
    zone: Option<String>,
    brief: Brief,
}

pub(super) async fn brief(
    local: &Local,
    id: u64,
    who: &Who,
    wanted: Wanted,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let profile = lookup::one_read(local, who, wanted.reading).await?;
    if !wanted.again
        && wanted.reading != Reading::Fresh
        && let Some(kept) = kept(local, &profile, wanted.purpose).await?
    {
        return Ok(Answer::Brief(Box::new(kept)));
    }
    let now = local.parts.clock.now();
    let written = playbook::write(&profile, wanted.purpose, now, &zone(&profile));
    for sentence in &written.summary {
        tell(Notice::Sentence { request: id, sentence: sentence.clone() });
    }
    let owner = suggestions::owner_me(local).await;
    let mut stored = Vec::new();
    for proposal in &written.proposals {
        stored.push(suggestion(local, &profile, proposal, owner.clone()).await);
    }
    for one in &stored {
        tell(Notice::Suggestion { request: id, suggestion: Box::new(one.suggestion.clone()) });
    }
    let why_not_llm = (local.parts.model.is_some() && !wanted.playbook_only)
        .then(|| "this version writes briefs by the playbook alone".to_owned());
    let brief = Brief {
        customer_id: profile.customer.id,
        purpose: wanted.purpose,
        engine: "playbook".to_owned(),
        why_not_llm,
        summary: written.summary,
        suggestions: stored.iter().map(|s| s.suggestion.clone()).collect(),
        verification: written.verification,
        privacy: Privacy::default(),
        usage: Usage::default(),
        prompt_version: RULES_VERSION.to_owned(),
        created_at: now,
    };
    local.parts.repository.put_brief(&brief, &stored).await?;
    let recorded = Recorded { zone: profile.customer.time_zone.clone(), profile, brief: brief.clone() };
    let detail = serde_json::to_value(&recorded).map_err(|error| {
        DeskError::new(FailureKind::Failed, format!("the brief cannot be recorded: {error}"))
    })?;
    let subject = wanted.purpose.as_str().to_owned();
    lookup::record(local, AuditKind::Briefed, Some(brief.customer_id), subject, detail).await?;
    Ok(Answer::Brief(Box::new(brief)))
}

/// The last brief, where it was written after everything that is known now was read and is still undecided.
async fn kept(local: &Local, profile: &Profile, purpose: Purpose) -> Result<Option<Brief>, DeskError> {
    let Some(brief) = local.parts.repository.brief(profile.customer.id, purpose).await? else {
        return Ok(None);
    };
    let changed = profile.sources.iter().any(|s| s.fetched_at.is_some_and(|at| at > brief.created_at));
    for suggestion in &brief.suggestions {
        let stored = local.parts.repository.suggestion(suggestion.id).await?;
        if stored.is_none_or(|s| s.status != SuggestionStatus::Open) {
            return Ok(None);
        }
    }
    Ok((!changed && !brief.suggestions.is_empty()).then_some(brief))
}

/// A proposal with its id, the exact write, and the verdict of policy.
async fn suggestion(
    local: &Local,
    profile: &Profile,
    proposal: &Proposal,
    owner: Option<String>,
) -> StoredSuggestion {
    let now = local.parts.clock.now();
    let planned = plan(proposal, profile, owner, now);
    let (effect, blocked) = match (&planned, &local.parts.crm) {
        (Err(why), _) => (format!("nothing: {why}"), Some(why.clone())),
        (Ok(_), None) => {
            ("nothing: no CRM is configured".to_owned(), Some("no CRM is configured".to_owned()))
        }
        (Ok(write), Some(crm)) => match crm.preflight(write, &Call::INTERACTIVE).await {
            Ok(preflight) if preflight.problems.is_empty() => (preflight.effect, None),
            Ok(preflight) => (preflight.effect, Some(preflight.problems.join("; "))),
            Err(error) => (format!("{} on {} (not checked: {error})", write.kind(), write.target()), None),
        },
    };
    let suggestion = Suggestion {
        id: SuggestionId::new(uuid::Uuid::now_v7()),
        action: proposal.action,
        title: proposal.title.clone(),
        body: proposal.body.clone(),
        effect,
        channel: proposal.channel.clone(),
        offer: proposal.offer.clone(),
        timing: proposal.timing.clone(),
        due_at: proposal.due_at,
        reason: proposal.reason.clone(),
        evidence: proposal.evidence.clone(),
        confidence: proposal.confidence,
        approval: judge(&local.parts.policy.approvals, proposal.action, proposal.offer.as_ref()),
        case: proposal.case.clone(),
        blocked,
    };
    let write = planned.unwrap_or_else(|_| nowhere(profile, proposal, now));
    StoredSuggestion {
        suggestion,
        customer_id: profile.customer.id,
        engine: "playbook".to_owned(),
        write,
        status: SuggestionStatus::Open,
        created_at: now,
    }
}

/// What stands for the write of a blocked suggestion, which is never carried out.
fn nowhere(profile: &Profile, proposal: &Proposal, at: jiff::Timestamp) -> crate::domain::action::Write {
    use crate::domain::action::{NoteWrite, Write};
    use crate::domain::ids::Source;
    use crate::domain::record::RecordRef;
    let contact = RecordRef {
        source: Source::crm("none"),
        kind: "contact".to_owned(),
        id: profile.customer.id.to_string(),
    };
    Write::Note(NoteWrite { contact, case: None, body: proposal.body.clone(), at, machine_written: true })
}

fn zone(profile: &Profile) -> TimeZone {
    profile.customer.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

/// Without a model nothing is made up: the checked sentences that the playbook has for this customer are the answer.
pub(super) async fn ask(
    local: &Local,
    _id: u64,
    who: &Who,
    question: &str,
    _tell: Tell,
) -> Result<Answer, DeskError> {
    let profile = lookup::one(local, who).await?;
    let now = local.parts.clock.now();
    let Written { summary, .. } = playbook::write(&profile, Purpose::Support, now, &zone(&profile));
    let asked: Vec<String> = words(question);
    let mut sentences: Vec<_> = summary
        .iter()
        .filter(|s| {
            let said = words(&s.text);
            asked.iter().any(|word| said.contains(word) || s.evidence.iter().any(|e| e.kind() == word))
        })
        .cloned()
        .collect();
    if sentences.is_empty() {
        sentences = summary;
    }
    let kept = u32::try_from(sentences.len()).unwrap_or(u32::MAX);
    Ok(Answer::Ask(QuestionAnswer {
        customer_id: profile.customer.id,
        engine: "playbook".to_owned(),
        why_not_llm: Some(
            "the playbook answers from what it has checked; it does not read questions".to_owned(),
        ),
        sentences,
        verification: Verification { sentences: kept, kept, ..Verification::default() },
    }))
}

/// Words that carry meaning, lower case, without a plural's ending.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    words.map(|word| word.to_lowercase().trim_end_matches('s').to_owned()).collect()
}

/// Writes a recorded brief again from the profile of then, and compares.
pub(super) async fn replay(local: &Local, sequence: u64) -> Result<Answer, DeskError> {
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
    let recorded: Recorded = serde_json::from_value(event.detail).map_err(|error| {
        DeskError::new(FailureKind::Failed, format!("the line was written by another version: {error}"))
    })?;
    let brief = recorded.brief;
    let again = playbook::write(&recorded.profile, brief.purpose, brief.created_at, &zone(&recorded.profile));
    let differences = differences(&brief, &again);
    Ok(Answer::Replay(Box::new(ReplayReport {
        sequence,
        identical: differences.is_empty(),
        differences,
        brief,
    })))
}

fn differences(then: &Brief, again: &Written) -> Vec<String> {
    let mut differences = Vec::new();
    if then.prompt_version != RULES_VERSION {
        differences.push(format!("rules: {} then, {RULES_VERSION} now", then.prompt_version));
    }
    if then.summary != again.summary {
        differences.push("the summary's sentences differ".to_owned());
    }
    let said = |title: &str, body: &str, reason: &str, evidence: &[EvidenceId]| {
        (title.to_owned(), body.to_owned(), reason.to_owned(), evidence.to_vec())
    };
    let before: Vec<_> =
        then.suggestions.iter().map(|s| said(&s.title, &s.body, &s.reason, &s.evidence)).collect();
    let now: Vec<_> =
        again.proposals.iter().map(|p| said(&p.title, &p.body, &p.reason, &p.evidence)).collect();
    if before != now {
        differences.push("the suggestions differ".to_owned());
    }
    differences
}

pub(super) async fn wires(
    local: &Local,
    customer: Option<CustomerId>,
    limit: usize,
) -> Result<Answer, DeskError> {
    Ok(Answer::Wires(local.parts.repository.wires(customer, limit).await?))
}
