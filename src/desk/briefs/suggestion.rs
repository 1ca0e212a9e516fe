//! From a proposal to a suggestion that can be accepted: the exact write, checked at the CRM, and policy's verdict.

use crate::copilot::candidates::{Candidate, Standing};
use crate::copilot::proposal::Proposal;
use crate::copilot::shortfall::{Writer, shortfalls};
use crate::copilot::{Hand, confidence, plan};
use crate::desk::local::Local;
use crate::desk::suggestions;
use crate::domain::Worded;
use crate::domain::action::{ActionKind, NoteWrite, Write, verdict};
use crate::domain::basis::Basis;
use crate::domain::brief::{Grounds, StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::ids::{Source, SuggestionId};
use crate::domain::money::Money;
use crate::domain::profile::Profile;
use crate::domain::record::RecordRef;
use crate::phrasing::Locale;
use crate::ports::Call;
use crate::ports::crm::Preflight;

/// A proposal of `engine` with its id, its effect and the verdict of policy. `candidates` are those that it was made
/// from.
pub(super) async fn suggestion(
    local: &Local,
    profile: &Profile,
    proposal: &Proposal,
    candidates: &[Candidate],
    hand: &Hand,
    engine: &str,
) -> StoredSuggestion {
    let candidate = candidates.iter().find(|candidate| Some(&candidate.id) == proposal.candidate.as_ref());
    let now = local.parts.clock.now();
    let planned = plan(proposal, profile, hand, now);
    let (effect, blocked) = match (&planned, &local.parts.crm) {
        (Err(why), _) => (format!("nothing: {why}"), Some(why.clone())),
        (Ok(_), None) => {
            ("nothing: no CRM is configured".to_owned(), Some("no CRM is configured".to_owned()))
        }
        (Ok(write), Some(crm)) => match crm.preflight(write, &Call::INTERACTIVE).await {
            Ok(Preflight { effect, problems }) => {
                let blocked = (!problems.is_empty()).then(|| problems.join("; "));
                (suggestions::effect(local, write, &effect), blocked)
            }
            Err(error) => (suggestions::unchecked(local, write, &error), None),
        },
    };
    let lacks = lacks(profile, proposal, engine);
    let suggestion = Suggestion {
        id: SuggestionId::new(uuid::Uuid::now_v7()),
        action: proposal.action,
        title: proposal.title.clone(),
        body: proposal.body.clone(),
        unsupported: proposal.unsupported.clone(),
        effect,
        channel: proposal.channel.clone(),
        offer: proposal.offer.clone(),
        timing: proposal.timing.clone(),
        due_at: proposal.due_at,
        reason: proposal.reason.clone(),
        evidence: proposal.evidence.clone(),
        confidence: confidence::weighed(proposal, profile, &lacks),
        approval: verdict(&local.parts.policy.approvals, proposal.action, proposal.offer.as_ref()),
        case: proposal.case.clone(),
        blocked,
        grounds: Grounds {
            lacks,
            cost: cost(profile, proposal),
            ..candidate
                .map(|candidate| grounds(candidate, proposal, &local.parts.me.locale))
                .unwrap_or_default()
        },
    };
    let write = planned.unwrap_or_else(|_| nowhere(profile, proposal, now));
    StoredSuggestion {
        suggestion,
        customer_id: profile.customer.id,
        engine: engine.to_owned(),
        write,
        status: SuggestionStatus::Open,
        created_at: now,
        basis: basis(profile, proposal, candidate),
        edited: false,
    }
}

fn grounds(candidate: &Candidate, proposal: &Proposal, reader: &Locale) -> Grounds {
    let read = |words: &[Worded]| words.iter().map(|one| reader.worded(one)).collect();
    Grounds {
        candidate: Some(candidate.id.clone()),
        expected_effect: Some(candidate.expected.clone()),
        tried: read(&candidate.tried),
        weighed: read(&candidate.weighed),
        back_because: match candidate.standing_of(&proposal.title) {
            Standing::Back(why) => Some(why.clone()),
            Standing::Open | Standing::Held(_) => None,
        },
        lacks: Vec::new(),
        cost: None,
    }
}

/// What the draft of an answer lacks.
fn lacks(profile: &Profile, proposal: &Proposal, engine: &str) -> Vec<String> {
    let case = proposal.case.as_ref().and_then(|case| profile.case(case));
    match case.filter(|_| proposal.action == ActionKind::Reply) {
        Some(case) => {
            let writer = if engine == "playbook" { Writer::Playbook } else { Writer::Model };
            shortfalls(&proposal.body, profile, case, writer)
        }
        None => Vec::new(),
    }
}

/// What the offer costs on an order as the customer usually places them.
fn cost(profile: &Profile, proposal: &Proposal) -> Option<Money> {
    proposal.offer.as_ref()?.cost(profile.totals.average_order_value)
}

/// How everything stands that the proposal is about and cites.
fn basis(profile: &Profile, proposal: &Proposal, candidate: Option<&Candidate>) -> Basis {
    let of_candidate = candidate.into_iter().flat_map(|c| c.about.iter().chain(&c.evidence));
    Basis::of(profile, of_candidate.chain(&proposal.case).chain(&proposal.evidence))
}

/// What stands for the write of a blocked suggestion, which is never carried out.
fn nowhere(profile: &Profile, proposal: &Proposal, at: jiff::Timestamp) -> Write {
    let contact = RecordRef {
        source: Source::crm("none"),
        kind: "contact".to_owned(),
        id: profile.customer.id.to_string(),
    };
    Write::Note(NoteWrite {
        account: None,
        contact,
        case: None,
        body: proposal.body.clone(),
        at,
        machine_written: true,
    })
}
