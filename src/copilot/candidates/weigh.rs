//! What is learned from decisions: arithmetic on a candidate's weight that is told beside it, and the rate at which such
//! things were accepted. What serves a customer who waits is never weighed down.

use jiff::SignedDuration;

use super::history::{Decision, ReasonClass, Terms, Verdict};
use crate::copilot::situation::Situation;
use crate::domain::Worded;
use crate::domain::action::ActionKind;
use crate::domain::worded::worded;

/// Decisions of one kind, over all customers, below which nothing is concluded.
const ENOUGH: u32 = 5;
/// Turned down for this customer within so long counts.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Taken off for each one turned down for this customer, and at most.
const PER_DISMISSAL: i32 = 10;
const MOST_PER_CUSTOMER: i32 = 30;
/// Taken off where most of its kind are turned down everywhere.
const FOR_THE_SHOP: i32 = 10;

/// What an action's weight is changed by, and why.
#[derive(Debug, Default, PartialEq)]
pub struct Weighed {
    /// To be added; nought or less.
    pub by: i32,
    /// Each part of it in words: `-20: 2 of this kind were dismissed for this customer (wrong channel)`.
    pub why: Vec<Worded>,
}

impl Weighed {
    pub(super) fn lower(&mut self, by: i32, why: impl Into<Worded>) {
        self.by -= by;
        self.why.push(worded!("-{}: {}", by.to_string(), why.into()));
    }
}

/// What was learned of a kind of action, for this customer and over all.
pub fn learned(action: ActionKind, serves: bool, terms: &Terms, situation: &Situation<'_>) -> Weighed {
    let mut weighed = Weighed::default();
    if serves {
        return weighed;
    }
    let speaks_against = |decision: &&Decision| {
        let Verdict::Dismissed(reason) = &decision.verdict else { return false };
        decision.action == action
            && situation.facts.now.duration_since(decision.at) < REMEMBERED
            && ReasonClass::of(reason).speaks_against()
    };
    let against: Vec<&Decision> = terms.decisions.iter().filter(speaks_against).collect();
    if let Some(Decision { verdict: Verdict::Dismissed(reason), .. }) = against.first() {
        let count = i32::try_from(against.len()).unwrap_or(i32::MAX);
        let by = count.saturating_mul(PER_DISMISSAL).min(MOST_PER_CUSTOMER);
        let (kind, class) = (word(action), ReasonClass::of(reason).as_str());
        let why = match count {
            1 => format!("a {kind} was dismissed for this customer ({class})"),
            _ => format!("{count} of the kind {kind} were dismissed for this customer (the last: {class})"),
        };
        weighed.lower(by, why);
    }
    let counts = terms.tally.of(action);
    let (no, all) = (counts.turned_against(), counts.accepted + counts.all_dismissed());
    if no >= ENOUGH && no * 2 > all {
        let reason = counts.usual_reason().map_or("", ReasonClass::as_str);
        let kind = word(action);
        let why = format!("{no} of {all} of the kind {kind} were dismissed here, mostly as: {reason}");
        weighed.lower(FOR_THE_SHOP, why);
    }
    weighed
}

/// How often such a thing was accepted here, or that nobody knows yet.
pub fn rate(action: ActionKind, terms: &Terms) -> String {
    let counts = terms.tally.of(action);
    let all = counts.accepted + counts.all_dismissed();
    if all < ENOUGH {
        return "no history yet".to_owned();
    }
    format!("{} of {all} of the kind {} accepted here", counts.accepted, word(action))
}

fn word(action: ActionKind) -> String {
    action.as_str().replace('_', " ")
}
