//! What a fact is among others of its kind: the newest, the third, the dearest. A past that is cut knows no first and
//! no dearest, only a newest.

use std::collections::BTreeMap;

use crate::copilot::facts::value::SlotValue;
use crate::copilot::facts::{Claim, Fact};
use crate::domain::commerce::Order;
use crate::domain::crm::{Activity, Case};
use crate::domain::{EvidenceId, Profile};

/// Tells each order, case and activity its place among its like.
pub(super) fn rank(facts: &mut [Fact], profile: &Profile) {
    let counted: Vec<&Order> = profile.orders.iter().filter(|order| order.counts()).collect();
    let newest = counted.iter().max_by_key(|order| order.placed_at).map(|order| &order.evidence);
    let mut places: BTreeMap<&EvidenceId, u64> = BTreeMap::new();
    if !profile.totals.partial {
        number(&mut places, counted.iter().map(|order| (&order.evidence, order.placed_at)).collect());
        number(&mut places, profile.cases.iter().filter_map(|c| Some((&c.evidence, c.opened_at?))).collect());
    }
    let newest_case =
        profile.cases.iter().max_by_key(|case| case.opened_at).map(|case: &Case| &case.evidence);
    for fact in facts {
        match fact.evidence.kind() {
            "order" => {
                let id = &fact.evidence;
                let is_newest = newest == Some(id);
                if let Some(order) = counted.iter().find(|order| order.evidence == *id) {
                    sizes(fact, order, &counted, profile);
                }
                fact.claim(Claim::Latest, is_newest);
            }
            "case" => fact.claim(Claim::Latest, newest_case == Some(&fact.evidence)),
            _ => {
                let Some(activity) = profile.activities.iter().find(|a| a.evidence == fact.evidence) else {
                    continue;
                };
                fact.claim(Claim::Latest, is_newest_of_kind(activity, profile));
            }
        }
        if let Some(place) = places.get(&fact.evidence) {
            fact.also.push(("place", SlotValue::Count(*place, "place")));
        }
    }
}

/// Numbers by time, the oldest first.
fn number<'a, T: Ord>(places: &mut BTreeMap<&'a EvidenceId, u64>, mut dated: Vec<(&'a EvidenceId, T)>) {
    dated.sort_by(|one, other| one.1.cmp(&other.1));
    places.extend(dated.into_iter().zip(1..).map(|((id, _), place)| (id, place)));
}

/// Against the others in the same currency, and against the average.
fn sizes(fact: &mut Fact, order: &Order, counted: &[&Order], profile: &Profile) {
    let amount = order.total.amount;
    let others = || {
        let same = counted.iter().filter(|other| other.total.currency == order.total.currency);
        same.filter(|other| other.evidence != order.evidence).map(|other| other.total.amount)
    };
    if others().next().is_some() && !profile.totals.partial {
        fact.claim(Claim::Largest, others().all(|other| other < amount));
        fact.claim(Claim::Smallest, others().all(|other| other > amount));
    }
    let average = profile.totals.average_order_value.filter(|a| a.currency == order.total.currency);
    if let Some(average) = average {
        fact.claim(Claim::AboveAverage, amount > average.amount);
    }
}

fn is_newest_of_kind(activity: &Activity, profile: &Profile) -> bool {
    let same = profile.activities.iter().filter(|other| other.kind == activity.kind);
    same.max_by_key(|other| other.at).is_some_and(|newest| newest.evidence == activity.evidence)
}
