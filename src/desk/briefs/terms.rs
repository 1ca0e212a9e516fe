//! What candidates are cut by beside the customer's situation: policy, and what was decided before.

use crate::copilot::candidates::{Decision, Terms, Verdict};
use crate::copilot::verify::still_takes_back;
use crate::desk::answers::Known;
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::desk::{days, tally};
use crate::domain::action::ActionKind;
use crate::domain::answer::{UnderWay, UnsentAnswer};
use crate::domain::basis::Basis;
use crate::domain::brief::{StoredSuggestion, SuggestionStatus};
use crate::domain::ids::CustomerId;
use crate::domain::outbox::EntryState;
use crate::domain::returns::{Excepted, Exception};
use crate::domain::{EvidenceId, PromiseRule};

/// Decisions that are looked at, the newest.
const MOST_DECISIONS: usize = 200;

/// What decides about the draft of an answer: the candidate, by the case.
const REPLY: &str = "reply";

/// The terms of today for one customer. No draft of another answer is wanted while one is under way, nor until the customer
/// writes again where a person says they have sent one.
pub(super) async fn terms(local: &Local, customer: CustomerId, known: &Known) -> Result<Terms, DeskError> {
    let repository = &local.parts.repository;
    let mut decisions = Vec::new();
    let mut exceptions = Vec::new();
    for stored in repository.suggestions(customer).await? {
        exceptions.extend(exceptions_of(local, &stored, &known.under_way).await?);
        // What a rep wrote was proposed by nobody.
        if stored.engine != "person"
            && let Some(decision) = decision(local, stored).await?
        {
            decisions.push(decision);
        }
    }
    decisions.sort_by_key(|decision: &Decision| std::cmp::Reverse(decision.at));
    decisions.truncate(MOST_DECISIONS);
    decisions.splice(0..0, known.said_sent.iter().map(answered));
    let approvals = local.parts.policy.approvals.clone();
    let mine = |rule: &&PromiseRule| rule.is_for(local.parts.me.role);
    let promises = local.parts.policy.promises.iter().filter(mine).cloned().collect();
    let returns = days::returns(local).await?;
    let office = local.parts.me.zone.iana_name().map(str::to_owned);
    Ok(Terms {
        approvals,
        office,
        case: None,
        promises,
        returns,
        decisions,
        tally: tally::read(local).await?,
        under_way: known.under_way.clone(),
        paying_back: Vec::new(),
        exceptions,
    })
}

/// The orders of a customer that may come back though their time is over: an exception was granted from here.
pub(in crate::desk) async fn granted_exceptions(
    local: &Local,
    customer: CustomerId,
) -> Result<Vec<EvidenceId>, DeskError> {
    let mut orders = Vec::new();
    for stored in local.parts.repository.suggestions(customer).await? {
        let asked = exceptions_of(local, &stored, &[]).await?;
        orders.extend(asked.into_iter().filter(|exception| exception.granted).map(|granted| granted.order));
    }
    Ok(orders)
}

/// The exceptions from the rule for what comes back that a suggestion asks for, as far as it was accepted and stands, and its
/// words still grant them.
async fn exceptions_of(
    local: &Local,
    stored: &StoredSuggestion,
    under_way: &[UnderWay],
) -> Result<Vec<Exception>, DeskError> {
    let suggestion = &stored.suggestion;
    let excepted = suggestion.excepted();
    let Some(case) = suggestion.case.as_ref().filter(|_| !excepted.is_empty()) else {
        return Ok(Vec::new());
    };
    let SuggestionStatus::Accepted { entry, .. } = local.actions.standing(stored.clone()).await?.status
    else {
        return Ok(Vec::new());
    };
    let entry = local.parts.repository.entry(entry).await?;
    let Some(entry) = entry.filter(|entry| !entry.state.came_to_nothing()) else { return Ok(Vec::new()) };
    // Whoever has edited it may have refused it.
    if !entry.write.words().is_some_and(still_takes_back) {
        return Ok(Vec::new());
    }
    let granted = !matches!(entry.state, EntryState::AwaitingApproval { .. });
    let unsent = under_way.iter().any(|answer| answer.evidence() == *case);
    let of_order = |Excepted { order, wish }| Exception { case: case.clone(), order, wish, granted, unsent };
    Ok(excepted.into_iter().map(of_order).collect())
}

/// An answer that was sent, as a decision about the draft of one.
fn answered(answer: &UnsentAnswer) -> Decision {
    Decision {
        candidate: Some(format!("{REPLY}-{}", answer.case)),
        action: ActionKind::Reply,
        case: Some(EvidenceId::new("case", &answer.case)),
        title: String::new(),
        reason: String::new(),
        at: answer.at,
        verdict: Verdict::Accepted,
        basis: Basis::default(),
    }
}

/// The decision about a suggestion, where there is one that came to something.
async fn decision(local: &Local, stored: StoredSuggestion) -> Result<Option<Decision>, DeskError> {
    let stored = local.actions.standing(stored).await?;
    let (at, verdict) = match stored.status {
        SuggestionStatus::Open => return Ok(None),
        SuggestionStatus::Dismissed { reason, at, .. } => (at, Verdict::Dismissed(reason)),
        SuggestionStatus::Accepted { entry, at } => {
            let entry = local.parts.repository.entry(entry).await?;
            match entry.map(|entry| entry.state) {
                // What somebody said no to is not asked for again as if nobody had.
                Some(EntryState::Rejected { at, by, reason }) => {
                    (at, Verdict::Dismissed(format!("rejected by {by}: {reason}")))
                }
                Some(state) if !came_to_nothing(&state) => (at, Verdict::Accepted),
                _ => return Ok(None),
            }
        }
    };
    let suggestion = stored.suggestion;
    Ok(Some(Decision {
        candidate: suggestion.grounds.candidate,
        action: suggestion.action,
        case: suggestion.case,
        title: suggestion.title,
        reason: suggestion.reason,
        at,
        verdict,
        basis: stored.basis,
    }))
}

fn came_to_nothing(state: &EntryState) -> bool {
    matches!(state, EntryState::Undone { .. } | EntryState::Dropped { .. })
}
