//! Candidates that no rule words: what the situation allows beside the rules' own, for a model to fill.

use rust_decimal::Decimal;

use super::bounds::Bounds;
use super::standing::{Standing, standing};
use super::weigh::{Weighed, learned};
use super::{Candidate, Terms, USUAL_OFFER, expected, id};
use super::{answer_first, case_first};
use crate::copilot::proposal::Due;
use crate::copilot::situation::{Situation, customer_id, totals_id};
use crate::domain::EvidenceId;
use crate::domain::action::ActionKind;
use crate::domain::crm::Priority;

/// A note and a task about anything, an answer to each open case, and each allowed kind that no rule has.
pub(super) fn all(
    situation: &Situation<'_>,
    terms: &Terms,
    allowed: &[ActionKind],
    ruled: &[Candidate],
) -> Vec<Candidate> {
    let has = |action: ActionKind| ruled.iter().any(|candidate| candidate.action == action);
    let mut list = Vec::new();
    for action in allowed.iter().copied() {
        match action {
            ActionKind::Reply => list.extend(replies(situation, terms, ruled)),
            ActionKind::CaseUpdate if !has(action) => list.extend(raise(situation, terms)),
            ActionKind::Note => list.push(anything(
                action,
                "Something is worth keeping for the next colleague.",
                "the next colleague sees how things stood",
                situation,
                terms,
            )),
            ActionKind::Task => list.push(anything(
                action,
                "Something has to be done that no other candidate names.",
                "it gets done",
                situation,
                terms,
            )),
            ActionKind::WinBack if !has(action) => list.extend(win_back(situation, terms)),
            // Beside the rules' own: what is sold need not be what they thought of.
            ActionKind::Opportunity | ActionKind::Discount => list.extend(selling(action, situation, terms)),
            _ => {}
        }
    }
    for candidate in &mut list {
        remember(candidate, situation, terms);
        let under_way = answer_first::held(candidate.action, candidate.case.as_ref(), terms);
        if let Some(why) = under_way.or_else(|| case_first::held(candidate.action, situation)) {
            candidate.standing = Standing::Held(why);
        }
    }
    list
}

/// What was decided of it before: as a whole where it is about one thing, by title where it is about anything.
fn remember(candidate: &mut Candidate, situation: &Situation<'_>, terms: &Terms) {
    let decided = terms.decisions.iter().filter(|d| d.candidate.as_ref() == Some(&candidate.id));
    if candidate.is_open_ended() {
        candidate.past = decided.map(|d| (d.title.clone(), standing(d, situation))).collect();
    } else if let Some(decision) = decided.into_iter().next() {
        candidate.standing = standing(decision, situation);
    }
}

/// How much something without a rule matters: less than anything that a rule names.
const WEIGHT: i32 = 5;

fn bare(action: ActionKind, about: Option<EvidenceId>, expects: &str, terms: &Terms) -> Candidate {
    Candidate {
        id: id(&action.as_str().replace('_', "-"), about.as_ref()),
        action,
        about,
        case: None,
        why: String::new(),
        evidence: Vec::new(),
        channel: None,
        offer: None,
        timing: None,
        due_at: None,
        expected: expected(expects, action, terms),
        tried: Vec::new(),
        weight: WEIGHT,
        weighed: Vec::new(),
        standing: Standing::Open,
        past: Vec::new(),
        words: None,
    }
}

fn anything(
    action: ActionKind,
    why: &str,
    expects: &str,
    situation: &Situation<'_>,
    terms: &Terms,
) -> Candidate {
    let mut candidate = bare(action, None, expects, terms);
    candidate.why = why.to_owned();
    match action {
        ActionKind::Task => due(&mut candidate, situation, Due(1)),
        _ => candidate.timing = Some("now".to_owned()),
    }
    candidate
}

/// An answer to each open case that no rule answers and that is not up to the customer.
fn replies(situation: &Situation<'_>, terms: &Terms, ruled: &[Candidate]) -> Vec<Candidate> {
    let is_ruled =
        |id: &EvidenceId| ruled.iter().any(|c| c.action == ActionKind::Reply && c.case.as_ref() == Some(id));
    let open = situation.profile.open_cases().filter(|case| situation.knows(&case.evidence));
    let unanswered = open.filter(|case| !is_ruled(&case.evidence) && !situation.is_up_to_customer(case));
    unanswered
        .map(|case| {
            let expects = "the customer knows where they stand";
            let mut candidate = bare(ActionKind::Reply, Some(case.evidence.clone()), expects, terms);
            candidate.case = Some(case.evidence.clone());
            candidate.why = format!("Case {{{}.number}} is still open.", case.evidence);
            candidate.evidence = vec![case.evidence.clone()];
            candidate.channel = situation.service_channel();
            candidate.timing = Some("now".to_owned());
            candidate
        })
        .collect()
}

fn raise(situation: &Situation<'_>, terms: &Terms) -> Option<Candidate> {
    let case = situation.case.filter(|case| case.priority < Some(Priority::High))?;
    let expects = "the case is answered before others";
    let mut candidate = bare(ActionKind::CaseUpdate, Some(case.evidence.clone()), expects, terms);
    // The same as the rule of this name proposes, where its condition holds: what was decided of the one holds for both.
    candidate.id = id("raise-the-priority", candidate.about.as_ref());
    candidate.case = Some(case.evidence.clone());
    candidate.why = format!("Case {{{}.number}} is still open.", case.evidence);
    candidate.evidence = vec![case.evidence.clone()];
    candidate.timing = Some("now".to_owned());
    Some(candidate)
}

/// Somebody who stays away but whom no rule counts as valuable.
fn win_back(situation: &Situation<'_>, terms: &Terms) -> Option<Candidate> {
    let totals = totals_id();
    let mut candidate = bare(ActionKind::WinBack, None, "another order from who stays away", terms);
    candidate.why = situation.fill(&[("t", &totals)], &["No order for {t.days_since_last_order}."])?;
    candidate.evidence = vec![totals];
    sold(&mut candidate, situation, terms, Some(USUAL_OFFER));
    Some(candidate)
}

fn selling(action: ActionKind, situation: &Situation<'_>, terms: &Terms) -> Option<Candidate> {
    let consent = customer_id("consent");
    let mut candidate = bare(action, None, "another order", terms);
    candidate.why = situation.fill(
        &[("c", &consent)],
        &["Consent to marketing by e-mail: {c.email}; by text message: {c.sms}."],
    )?;
    candidate.evidence = vec![consent];
    sold(&mut candidate, situation, terms, (action == ActionKind::Discount).then_some(USUAL_OFFER));
    Some(candidate)
}

fn sold(candidate: &mut Candidate, situation: &Situation<'_>, terms: &Terms, offer: Option<Decimal>) {
    candidate.offer = offer.map(|usual| Bounds::of(&terms.approvals, candidate.action, usual));
    candidate.channel = situation.marketing_channel();
    due(candidate, situation, Due(3));
    let Weighed { by, why } = learned(candidate.action, false, terms, situation);
    candidate.weight = (candidate.weight + by).max(1);
    candidate.weighed = why;
}

fn due(candidate: &mut Candidate, situation: &Situation<'_>, due: Due) {
    candidate.due_at = Some(situation.due(due));
    candidate.timing = Some(situation.timing(due));
}
