//! From a proposal to a suggestion that can be accepted: the exact write, checked at the CRM, and policy's verdict.

use crate::copilot::plan;
use crate::copilot::playbook::Proposal;
use crate::desk::local::Local;
use crate::domain::action::{ActionKind, Approval, ApprovalRule, NoteWrite, Write, judge};
use crate::domain::brief::{StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::ids::{Source, SuggestionId};
use crate::domain::profile::Profile;
use crate::domain::record::RecordRef;
use crate::ports::Call;

/// A proposal of `engine` with its id, its effect and the verdict of policy. `owner` is the rep's id at the CRM.
pub(super) async fn suggestion(
    local: &Local,
    profile: &Profile,
    proposal: &Proposal,
    owner: Option<String>,
    engine: &str,
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
        approval: approval(&local.parts.policy.approvals, proposal),
        case: proposal.case.clone(),
        blocked,
    };
    let write = planned.unwrap_or_else(|_| nowhere(profile, proposal, now));
    StoredSuggestion {
        suggestion,
        customer_id: profile.customer.id,
        engine: engine.to_owned(),
        write,
        status: SuggestionStatus::Open,
        created_at: now,
    }
}

/// Policy's verdict. Whatever the action is called: what gives a percentage away is a discount, too.
fn approval(rules: &[ApprovalRule], proposal: &Proposal) -> Approval {
    let offer = proposal.offer.as_ref();
    let verdict = judge(rules, proposal.action, offer);
    if verdict.required || offer.is_none() {
        return verdict;
    }
    judge(rules, ActionKind::Discount, offer)
}

/// What stands for the write of a blocked suggestion, which is never carried out.
fn nowhere(profile: &Profile, proposal: &Proposal, at: jiff::Timestamp) -> Write {
    let contact = RecordRef {
        source: Source::crm("none"),
        kind: "contact".to_owned(),
        id: profile.customer.id.to_string(),
    };
    Write::Note(NoteWrite { contact, case: None, body: proposal.body.clone(), at, machine_written: true })
}
