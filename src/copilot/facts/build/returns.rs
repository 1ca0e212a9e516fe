//! Until when goods may come back: on each order that has arrived, and the rule as a fact of its own.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::copilot::facts::value::{SlotValue, write_days};
use crate::copilot::facts::{Fact, FactKind, Facts};
use crate::domain::about::order_of;
use crate::domain::returns::ReturnState;
use crate::domain::worded::worded;
use crate::domain::{EvidenceId, Profile, Returns};

/// Days after which nobody asks any more whether an order may come back, but in a case about it.
const FORGOTTEN_AFTER: i32 = 180;

/// Notes on each order among the facts how it stands, and adds the rule where one of them is concerned.
pub fn returns(facts: &mut Facts, profile: &Profile, returns: &Returns) {
    let mut is_concerned = false;
    let about = profile.open_cases().filter_map(|case| order_of(profile, case));
    let asked_for: Vec<&EvidenceId> = about.map(|(order, _)| &order.evidence).collect();
    for order in &profile.orders {
        let state = returns.state(order, facts.now, &facts.zone);
        let is_asked_for = asked_for.contains(&&order.evidence);
        let is_told = |state: &ReturnState| is_asked_for || state.days_left > -FORGOTTEN_AFTER;
        let Some(state) = state.filter(is_told) else { continue };
        let day = SlotValue::Date(last_moment(state.until, &facts.zone, facts.now));
        let days = i64::from(state.days_left.abs());
        let Some(fact) = facts.get_mut(&order.evidence) else { continue };
        is_concerned = true;
        if order.net.amount > Decimal::ZERO {
            fact.field("refundable", SlotValue::Money(order.net));
        }
        if !state.final_sale.is_empty() {
            let titles = state.final_sale.join(", ");
            fact.text.push(worded!("; does not come back: {}", &titles));
            fact.field("final_sale", SlotValue::Text(titles));
        } else if state.days_left >= 0 {
            fact.text.push(worded!("; may come back until {}, {} left", state.until, write_days(days)));
            fact.field("return_until", day);
            fact.field("return_days_left", SlotValue::Days(days));
        } else {
            fact.text.push(worded!(
                "; the time to return it ended on {}, {} ago",
                state.until,
                write_days(days)
            ));
            fact.field("return_ended", day);
            fact.field("return_days_over", SlotValue::Days(days));
        }
    }
    if is_concerned {
        let mut fact = Fact::new(EvidenceId::new("policy", "returns"), FactKind::Policy);
        fact.text = worded!("The shop's rule: {}", returns.in_words());
        fact.field("days", SlotValue::Days(i64::from(returns.days)));
        facts.add(fact);
    }
}

/// A moment of that day, which a slot writes as the day.
fn last_moment(day: Date, zone: &TimeZone, now: Timestamp) -> Timestamp {
    let last = day.at(23, 59, 59, 0).to_zoned_datetime(zone.clone());
    last.map_or(now, |last| last.timestamp())
}
