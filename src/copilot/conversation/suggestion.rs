//! From a suggestion of an answer to a proposal: what a model may decide is taken, checked and made inert; what it may
//! not (the kind, the recipient, the channel, the bounds of an offer, the change of a case) is the candidate's.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde_json::Value;

use super::words::{evidence, line, said};
use super::{echo, strangers};
use crate::copilot::candidates::{Bounds, Candidate, Picked, last_due, pick};
use crate::copilot::facts::{FactKind, day};
use crate::copilot::proposal::{CaseChange, Due, Proposal};
use crate::copilot::situation::Situation;
use crate::copilot::tone;
use crate::copilot::verify::{Restore, Voice, takes_nothing_back_late, verify};
use crate::domain::EvidenceId;
use crate::domain::action::{ActionKind, Offer};
use crate::domain::crm::Priority;
use crate::domain::text::{clean_block, clean_line};

/// Characters of a draft.
const LONGEST_BODY: usize = 4_000;
/// A task is due within this time.
const FARTHEST_DUE: SignedDuration = SignedDuration::from_hours(366 * 24);

/// The proposal that a suggestion amounts to.
///
/// # Errors
/// Why it was dropped, in words for a person.
pub(super) fn proposal(
    answer: &Value,
    situation: &Situation<'_>,
    candidates: &[Candidate],
    restore: Restore<'_>,
) -> Result<Proposal, String> {
    let cited = evidence(answer)?;
    let title = line(said(answer, "title"));
    let picked = pick(candidates, said(answer, "candidate"), said(answer, "action"), &title, &cited)?;
    let Picked { candidate, named } = picked;
    let mut proposal = Proposal::new(candidate.action, cited);
    proposal.candidate = Some(candidate.id.clone());
    proposal.title = title;
    proposal.body = clean_block(said(answer, "body"));
    proposal.reason = line(said(answer, "reason"));
    if proposal.body.chars().count() > LONGEST_BODY {
        return Err("its draft is longer than anybody reads".to_owned());
    }
    echo::refuse(&proposal.body)?;
    if named && (proposal.evidence.is_empty() || proposal.reason.is_empty()) {
        rest_on(&mut proposal, candidate);
    }
    if proposal.evidence.is_empty() {
        return Err("it cites no evidence".to_owned());
    }
    proposal.offer = offer(answer, candidate)?;
    proposal.confidence = answer["confidence"].as_f64().unwrap_or(0.5).clamp(0.0, 1.0);
    belong_to_case(&mut proposal, candidate, situation);
    time(&mut proposal, answer, picked, situation, restore);
    proposal.channel = channel(answer, candidate, situation);
    word_what_is_given(&mut proposal, candidate);
    let action = proposal.action;
    // An exception is worded by the program and needs a yes; nothing else lets goods back after their time.
    let may_except = candidate.settled_offer().is_some();
    let about: Vec<EvidenceId> = proposal.evidence.iter().chain(&candidate.evidence).cloned().collect();
    let admit = |text: &str| {
        strangers::refuse_text(text, action, situation)?;
        if may_except || action != ActionKind::Reply {
            return Ok(());
        }
        takes_nothing_back_late(text, &about, situation.facts)
    };
    let mut checked = proposal.checked_with(situation.facts, restore, &admit)?;
    checked.title = clean_line(&checked.title);
    checked.reason = line(&checked.reason);
    strangers::refuse(&checked, situation)?;
    refuse_selling(&checked, situation)?;
    if checked.action == ActionKind::Task && situation.has_task_like(&checked.title) {
        return Err("an open task on the record is about the same".to_owned());
    }
    Ok(checked)
}

/// What gives money or steps over a rule is worded by the program: a yes is to what it says.
fn word_what_is_given(proposal: &mut Proposal, candidate: &Candidate) {
    let words = candidate.words.as_ref().filter(|_| candidate.settled_offer().is_some());
    if let Some(words) = words {
        proposal.title.clone_from(&words.title);
        proposal.body.clone_from(&words.body);
        proposal.reason.clone_from(&words.reason);
        proposal.evidence.clone_from(&words.evidence);
    }
}

/// Reason and evidence of the candidate, where the answer gives none.
fn rest_on(proposal: &mut Proposal, candidate: &Candidate) {
    let more = candidate.evidence.iter().filter(|id| !proposal.evidence.contains(id)).cloned();
    let more: Vec<EvidenceId> = more.collect();
    proposal.evidence.extend(more);
    if proposal.reason.is_empty() {
        proposal.reason.clone_from(&candidate.why);
    }
}

/// What is offered, in percent: within the candidate's bounds, and the words are the program's.
fn offer(answer: &Value, candidate: &Candidate) -> Result<Option<Offer>, String> {
    let offer = &answer["offer"];
    let is_none = offer.is_null()
        || offer
            .as_str()
            .is_some_and(|text| matches!(text.trim().to_lowercase().as_str(), "" | "none" | "null"));
    let action = candidate.action;
    if let Some(settled) = candidate.settled_offer() {
        return Ok(Some(settled.clone()));
    }
    if is_none {
        return match action {
            ActionKind::Discount => Err("it is a discount and names no percentage".to_owned()),
            _ => Ok(None),
        };
    }
    let bounds: Bounds =
        candidate.offer.ok_or_else(|| format!("the action `{}` carries no offer", action.as_str()))?;
    let percent = match &offer["percent"] {
        Value::Number(number) => number.as_f64().and_then(Decimal::from_f64),
        Value::String(text) => text.trim().trim_end_matches('%').trim().parse().ok(),
        _ => offer.as_str().and_then(percent_in),
    };
    let percent = percent
        .filter(|percent| (Decimal::ONE..=Decimal::ONE_HUNDRED).contains(percent))
        .ok_or("its offer names no percentage from 1 to 100")?
        .normalize();
    bounds.admit(percent)?;
    Ok(Some(Offer {
        text: format!("{percent} % off the next order"),
        percent: Some(percent),
        ..Offer::default()
    }))
}

/// The one percentage that stands in a text.
fn percent_in(text: &str) -> Option<Decimal> {
    let (before, after) = text.split_once('%')?;
    let number = before.trim_end().rsplit(|c: char| !c.is_ascii_digit() && c != '.').next()?;
    (!after.contains('%')).then(|| number.parse().ok()).flatten()
}

/// Ties the proposal to the candidate's case; what is about anything, to the open case that it cites.
fn belong_to_case(proposal: &mut Proposal, candidate: &Candidate, situation: &Situation<'_>) {
    let open = |id: &EvidenceId| situation.profile.case(id).is_some_and(|case| case.open);
    proposal.case = match &candidate.case {
        Some(case) => Some(case.clone()),
        None => proposal.evidence.iter().find(|id| open(id)).cloned(),
    };
    if let Some(case) = proposal.case.clone().filter(|case| !proposal.evidence.contains(case)) {
        proposal.evidence.push(case);
    }
    if proposal.action == ActionKind::CaseUpdate {
        // What is written is the priority and nothing else, so the words are the program's.
        let id = proposal.case.as_ref().map_or_else(String::new, ToString::to_string);
        proposal.title = format!("Raise case {{{id}.number}} to high priority");
        proposal.body = format!("Priority of case {{{id}.number}}: to be set to high.");
        proposal.change = CaseChange { priority: Some(Priority::High) };
    }
}

/// When: as the candidate says, or later by the answer's date. What is about anything, or was named by its action alone,
/// goes by the answer's date or words where they can be believed, else it is for the next business day.
fn time(
    proposal: &mut Proposal,
    answer: &Value,
    picked: Picked<'_>,
    situation: &Situation<'_>,
    restore: Restore<'_>,
) {
    let Picked { candidate, named } = picked;
    let words = line(said(answer, "timing"));
    let due = due_of(&words);
    let makes_task =
        !matches!(proposal.action, ActionKind::Note | ActionKind::Reply | ActionKind::CaseUpdate);
    if named && !candidate.is_open_ended() {
        let case = candidate.case.as_ref().and_then(|case| situation.profile.case(case));
        let latest = case.and_then(|case| last_due(situation, case)).map(|(at, _)| at);
        // A day by which the customer needs something is not put off.
        let later = date(answer, situation).filter(|at| {
            candidate.due_at.is_some_and(|due| *at > due) && latest.is_none_or(|last| *at <= last)
        });
        proposal.due_at = later.or(candidate.due_at).filter(|_| makes_task);
        let day =
            later.map(|at| format!("by {}", situation.facts.reader.day(day(at, &situation.facts.zone))));
        proposal.timing = day.or_else(|| candidate.timing.clone());
        return;
    }
    if makes_task {
        proposal.due_at = date(answer, situation).or(Some(situation.due(due)));
    }
    let voice = Voice::Draft { granted: None };
    let checked = verify(&words, &proposal.evidence, situation.facts, voice, restore);
    // At five in the afternoon nothing is due today any more.
    let today_is_over = makes_task && due == Due(0) && !situation.is_still_today();
    proposal.timing = Some(match checked {
        Ok(_) if today_is_over => situation.timing(due),
        Ok(checked) if words.chars().count() <= 60 => line(&checked.text),
        _ if makes_task => situation.timing(due),
        _ => "now".to_owned(),
    });
}

/// The day that usual words for a time mean.
fn due_of(words: &str) -> Due {
    const TODAY: &[&str] =
        &["now", "today", "immediately", "asap", "at once", "right away", "within the hour"];
    const WEEK: &[&str] = &["week", "7 days", "few days", "later"];
    if tone::contains_any(words, TODAY) {
        Due(0)
    } else if tone::contains_any(words, &["next week"]) {
        Due(6)
    } else if tone::contains_any(words, WEEK) {
        Due(4)
    } else {
        Due(1)
    }
}

fn date(answer: &Value, situation: &Situation<'_>) -> Option<Timestamp> {
    let text = answer["due_at"].as_str()?.trim();
    let now = situation.facts.now;
    let at: Timestamp = text.parse().ok().or_else(|| {
        let day: jiff::civil::Date = text.parse().ok()?;
        let evening = day.at(17, 0, 0, 0).to_zoned_datetime(situation.facts.zone.clone()).ok()?;
        Some(evening.timestamp())
    })?;
    (at > now && at.duration_since(now) <= FARTHEST_DUE).then_some(at)
}

/// How to reach the customer: as the candidate says. What is about anything may name a way that there is.
fn channel(answer: &Value, candidate: &Candidate, situation: &Situation<'_>) -> Option<String> {
    if candidate.channel.is_some() || !candidate.is_open_ended() {
        return candidate.channel.clone();
    }
    let customer = &situation.profile.customer;
    let is_open = |channel: &&str| customer.ruled_out(channel).is_none();
    let given = answer["channel"].as_str().filter(is_open).filter(|channel| match *channel {
        "email" => !customer.emails.is_empty(),
        "phone" => !customer.phones.is_empty(),
        "case" => situation.case.is_some(),
        _ => false,
    });
    given.map(str::to_owned)
}

/// Nothing is sold to who has not agreed to it, is angry or waits for help, whatever the action is called.
fn refuse_selling(proposal: &Proposal, situation: &Situation<'_>) -> Result<(), String> {
    if situation.may_advertise() {
        return Ok(());
    }
    let of_product = |id: &EvidenceId| situation.facts.get(id).is_some_and(|f| f.kind == FactKind::Product);
    let sells = proposal.evidence.iter().any(of_product)
        || [&proposal.title, &proposal.body].iter().any(|text| tone::sells(text));
    if sells { Err("it sells to somebody who may not be advertised to now".to_owned()) } else { Ok(()) }
}
