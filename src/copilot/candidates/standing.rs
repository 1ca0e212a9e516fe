//! Whether a candidate may be proposed: what was decided holds until something that it rested on changes.

use jiff::{SignedDuration, Timestamp};

use super::history::{Decision, ReasonClass, Verdict};
use crate::copilot::facts::{SlotValue, day};
use crate::copilot::situation::Situation;
use crate::domain::EvidenceId;
use crate::domain::basis::{Aspect, Basis, Point};
use crate::domain::crm::MessageFrom;

/// How long what was accepted is not proposed again, and how long a wrong time stays wrong.
const HOLDS_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How a candidate stands towards what was decided before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has decided about it.
    Open,
    /// It was decided, and something has changed since; what was decided and what changed, in words.
    Back(String),
    /// It was decided, and that holds; in words.
    Held(String),
}

impl Standing {
    /// Whether it may be proposed.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Held(_))
    }
}

/// How a decision stands today.
pub fn standing(decision: &Decision, situation: &Situation<'_>) -> Standing {
    let date = |at: Timestamp| day_in_words(at, situation);
    let (word, changes) = match &decision.verdict {
        Verdict::Accepted => {
            (format!("accepted on {}", date(decision.at)), changes(decision, situation, false))
        }
        Verdict::Dismissed(reason) => {
            let what = format!("dismissed on {} ({reason})", date(decision.at));
            (what, changes(decision, situation, true))
        }
    };
    let age = situation.facts.now.duration_since(decision.at);
    let is_over = age >= HOLDS_FOR;
    match &decision.verdict {
        Verdict::Accepted if is_over => Standing::Open,
        Verdict::Dismissed(reason) if is_over && ReasonClass::of(reason) == ReasonClass::WrongTime => {
            Standing::Back(format!("{word}; back because {} days have passed since", age.as_hours() / 24))
        }
        _ if changes.is_empty() => Standing::Held(word),
        _ => Standing::Back(format!("{word}; back because {}", changes.join(" and "))),
    }
}

/// What has changed since, in words. Of what was accepted only what the customer or the parcel did: that a stage or a
/// score moves is what was hoped for.
fn changes(decision: &Decision, situation: &Situation<'_>, all: bool) -> Vec<String> {
    if decision.basis.0.is_empty() {
        return written_since(decision, situation).into_iter().collect();
    }
    let now = Basis::of(situation.profile, decision.basis.ids());
    let changed = now.changed_since(&decision.basis);
    let matters = |point: &&&Point| all || matches!(point.aspect, Aspect::Messages | Aspect::Order);
    changed.iter().filter(matters).map(|point| in_words(point, situation)).collect()
}

/// What has changed of the things that a basis speaks of, in words.
pub fn changed_since(basis: &Basis, situation: &Situation<'_>) -> Vec<String> {
    let now = Basis::of(situation.profile, basis.ids());
    now.changed_since(basis).into_iter().map(|point| in_words(point, situation)).collect()
}

/// For a decision of which only the case is known.
fn written_since(decision: &Decision, situation: &Situation<'_>) -> Option<String> {
    let at = last_message(situation, decision.case.as_ref()?).filter(|at| *at > decision.at)?;
    Some(format!("the customer wrote on {}", day_in_words(at, situation)))
}

fn last_message(situation: &Situation<'_>, case: &EvidenceId) -> Option<Timestamp> {
    let messages = situation.profile.case(case)?.messages.iter();
    messages.filter(|message| message.from != MessageFrom::Staff).filter_map(|message| message.at).max()
}

fn day_in_words(at: Timestamp, situation: &Situation<'_>) -> String {
    situation.facts.reader.day(day(at, &situation.facts.zone))
}

fn in_words(point: &Point, situation: &Situation<'_>) -> String {
    let date = |at: Timestamp| day_in_words(at, situation);
    let profile = situation.profile;
    let key = point.about.key();
    match point.aspect {
        Aspect::Messages => last_message(situation, &point.about).map_or_else(
            || "the customer wrote".to_owned(),
            |at| format!("the customer wrote on {}", date(at)),
        ),
        Aspect::Open if point.value == "true" => format!("case {key} was opened again"),
        Aspect::Open => format!("case {key} was closed"),
        Aspect::Order => {
            let state = situation.facts.get(&point.about).and_then(|fact| match fact.fields.get("status") {
                Some(SlotValue::State(state)) => Some(*state),
                _ => None,
            });
            let number = profile.order(&point.about).map_or(key, |order| order.number.as_str());
            state.map_or_else(
                || format!("order {number} stands otherwise"),
                |state| format!("order {number} is {state} now"),
            )
        }
        Aspect::Cart => {
            let cart = profile.carts.iter().find(|cart| cart.evidence == point.about);
            cart.map_or_else(
                || "the cart changed".to_owned(),
                |cart| format!("the cart changed on {}", date(cart.updated_at)),
            )
        }
        Aspect::Deal => {
            let deal = profile.deals.iter().find(|deal| deal.evidence == point.about);
            deal.map_or_else(
                || "the deal changed".to_owned(),
                |deal| format!("the deal {} changed (stage {})", deal.name, deal.stage),
            )
        }
        Aspect::Orders => match profile.totals.last_order_at {
            Some(at) => format!("the orders changed, the last is of {}", date(at)),
            None => "the orders changed".to_owned(),
        },
        Aspect::Score => match key {
            "clv" => format!("the tier is {} now", point.value),
            "churn" => format!("the churn risk is {} now", point.value),
            _ => format!("the lead score is {} now", point.value),
        },
        Aspect::Consent => "the consent to marketing changed".to_owned(),
        Aspect::Conflict => "the sources say something else now".to_owned(),
        Aspect::Record => "the record changed".to_owned(),
    }
}
