//! Candidates: what could be done for a customer now, before anybody words it.
//!
//! They come from the situation (what is open, what the scores say), from policy and consent, and from what was tried
//! and decided before. A candidate settles what a model may not choose: the kind of action, what it is about, on which
//! channel, how much may be offered, when. The model ranks candidates and words them; the playbook takes the weightiest
//! in their own words. Pure.

mod answer_first;
mod bounds;
mod call_agreed;
mod case_first;
mod channels;
mod common;
mod history;
mod menu;
mod open_ended;
mod pick;
mod refund_first;
mod replies;
mod returns;
mod rule;
mod sales;
mod service;
mod standing;
mod tried;
mod weigh;

use jiff::Timestamp;
use rust_decimal::Decimal;

pub use bounds::Bounds;
pub use history::{Counts, Decision, ReasonClass, Tally, Terms, Verdict};
pub use menu::allowed_actions;
pub use pick::{Picked, pick};
pub use replies::{MISSING_PARCEL, RETURN};
pub use service::last_due;
pub use standing::{Standing, changed_since};

use super::proposal::Proposal;
use super::situation::{Situation, is_like};
use crate::domain::action::{ActionKind, Offer};
use crate::domain::{EvidenceId, Worded};
use rule::Rule;

/// What is offered by the program itself, in percent, where a rule names no figure of its own.
const USUAL_OFFER: Decimal = Decimal::TEN;

/// One thing that could be done.
#[derive(Clone)]
pub struct Candidate {
    /// What answers name it by: `reply-77`, `win-back`; the same as long as it is about the same.
    pub id: String,
    /// What kind of action.
    pub action: ActionKind,
    /// The case, order, cart, deal or product that it is about.
    pub about: Option<EvidenceId>,
    /// The open case that it belongs to.
    pub case: Option<EvidenceId>,
    /// Why it is one, with slots.
    pub why: String,
    /// What that rests on.
    pub evidence: Vec<EvidenceId>,
    /// How to reach the customer; where something is sold, only where they agreed.
    pub channel: Option<String>,
    /// How much may be offered; nothing where nothing may.
    pub offer: Option<Bounds>,
    /// When, in words.
    pub timing: Option<String>,
    /// When a task is due.
    pub due_at: Option<Timestamp>,
    /// What may come of it, and how often such a thing was accepted here.
    pub expected: String,
    /// What was tried of it before, in words.
    pub tried: Vec<Worded>,
    /// How much it matters; what was learned is in it.
    pub weight: i32,
    /// What was learned, each part in words.
    pub weighed: Vec<Worded>,
    /// Whether it was decided before, and whether that holds.
    pub standing: Standing,
    /// For what is about anything: how earlier suggestions of it stand, by their titles.
    pub past: Vec<(String, Standing)>,
    /// In the program's own words; nothing where only a model words it.
    pub words: Option<Proposal>,
}

/// All candidates, the weightiest first, those included that a decision holds back.
pub fn all(situation: &Situation<'_>, terms: &Terms) -> Vec<Candidate> {
    let allowed = allowed_actions(situation, true);
    let tables = [returns::RULES, service::RULES, sales::RULES, common::RULES];
    let mut rules: Vec<&Rule> = tables.into_iter().flatten().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.weight(situation.purpose)));
    let ruled = rules.into_iter().filter(|rule| rule.weight(situation.purpose) > 0);
    let mut candidates: Vec<Candidate> =
        ruled.filter_map(|rule| by_rule(rule, situation, terms, &allowed)).collect();
    let more = open_ended::all(situation, terms, &allowed, &candidates);
    candidates.extend(more);
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.weight));
    candidates
}

/// The kinds of action that candidates are open for, each once, the weightiest first.
pub fn actions<'a>(candidates: impl IntoIterator<Item = &'a Candidate>) -> Vec<ActionKind> {
    let mut actions = Vec::new();
    for candidate in candidates.into_iter().filter(|candidate| candidate.standing.is_open()) {
        if !actions.contains(&candidate.action) {
            actions.push(candidate.action);
        }
    }
    actions
}

fn by_rule(
    rule: &Rule,
    situation: &Situation<'_>,
    terms: &Terms,
    allowed: &[ActionKind],
) -> Option<Candidate> {
    let mut words = (rule.then)(situation)?;
    let forbidden = words.is_marketing() && !situation.may_advertise();
    let in_hand = words.action == ActionKind::Task && situation.has_task_like(&words.title);
    if forbidden || in_hand || !allowed.contains(&words.action) {
        return None;
    }
    let about = about(&words);
    let id = id(&rule.name.replace(' ', "-"), about.as_ref());
    words.candidate = Some(id.clone());
    let usual = words.offer.as_ref().and_then(|offer| offer.percent);
    let offer = usual.map(|usual| Bounds::of(&terms.approvals, words.action, usual));
    // What serves somebody who waits is not weighed down by what was turned down elsewhere.
    let serves = words.case.is_some()
        || situation.stuck.is_some_and(|(order, _)| Some(&order.evidence) == about.as_ref());
    let mut weighed = weigh::learned(words.action, serves, terms, situation);
    let tried = tried::tried(&words, situation, terms);
    weighed.by += tried.weighed.by;
    weighed.why.extend(tried.weighed.why);
    let decided = terms.decisions.iter().find(|decision| is_about(decision, &id, &words));
    case_first::weigh(words.action, situation, &mut weighed);
    let under_way = answer_first::held(words.action, words.case.as_ref(), terms);
    let under_way = under_way.or_else(|| refund_first::held(&words, situation, terms));
    let first = under_way.or_else(|| case_first::held(words.action, situation));
    let agreed = first.or_else(|| call_agreed::held(&words, situation));
    let enough = agreed.or_else(|| channels::held(&words, situation)).or(tried.enough);
    let standing = match (decided.map(|decision| standing::standing(decision, situation)), enough) {
        (Some(held @ Standing::Held(_)), _) => held,
        (_, Some(enough)) => Standing::Held(enough),
        (standing, None) => standing.unwrap_or(Standing::Open),
    };
    Some(Candidate {
        id,
        action: words.action,
        about,
        case: words.case.clone(),
        why: words.reason.clone(),
        evidence: words.evidence.clone(),
        channel: words.channel.clone(),
        offer,
        timing: words.timing.clone(),
        due_at: words.due_at,
        expected: expected(rule.expected, words.action, terms),
        tried: tried.words,
        weight: (rule.weight(situation.purpose) + weighed.by).max(1),
        weighed: weighed.why,
        standing,
        past: Vec::new(),
        words: Some(words),
    })
}

fn expected(what: &str, action: ActionKind, terms: &Terms) -> String {
    format!("{what}; {}", weigh::rate(action, terms))
}

impl Candidate {
    /// Whether it is about anything: only a model says what.
    pub fn is_open_ended(&self) -> bool {
        self.words.is_none() && self.about.is_none()
    }

    /// What it gives, where there is nothing to choose: money back, an exception. A model has no say in it.
    pub fn settled_offer(&self) -> Option<&Offer> {
        self.words.as_ref()?.offer.as_ref().filter(|offer| !offer.is_discount())
    }

    /// How a suggestion of it with this title stands towards what was decided before.
    pub fn standing_of(&self, title: &str) -> &Standing {
        let same = self.past.iter().find(|(decided, _)| is_like(decided, title));
        same.map_or(&self.standing, |(_, standing)| standing)
    }
}

/// Whether a decision was about this candidate. What was decided before candidates had ids is known by its words.
fn is_about(decision: &Decision, id: &str, words: &Proposal) -> bool {
    match &decision.candidate {
        Some(decided) => decided == id,
        None => {
            decision.action == words.action
                && decision.case == words.case
                && (is_like(&decision.title, &words.title) || decision.reason == words.reason)
        }
    }
}

/// `reply-77`: what, and the key of what it is about.
fn id(name: &str, about: Option<&EvidenceId>) -> String {
    about.map_or_else(|| name.to_owned(), |about| format!("{name}-{}", about.key()))
}

/// The thing that a proposal is about: its case, else the first thing that it cites.
fn about(words: &Proposal) -> Option<EvidenceId> {
    let is_thing =
        |id: &&EvidenceId| matches!(id.kind(), "case" | "order" | "cart" | "deal" | "product" | "conflict");
    words.case.clone().or_else(|| words.evidence.iter().find(is_thing).cloned())
}
