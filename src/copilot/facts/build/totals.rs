//! Sums over everything: how many orders, what they come to, how they are spaced.

use super::View;
use crate::copilot::facts::value::{SlotValue, write_days};
use crate::copilot::facts::{Claim, Fact, FactKind};
use crate::domain::profile::CurrencyTotals;
use crate::domain::record::Coverage;
use crate::domain::worded::{FigureValue, worded};
use crate::domain::{EvidenceId, Profile};
use crate::phrasing::counted;

/// Over all orders.
pub(super) fn of_all(profile: &Profile, view: View<'_>) -> Fact {
    let totals = &profile.totals;
    let mut fact = Fact::new(EvidenceId::new("totals", "all"), FactKind::Totals);
    // A source that was not read leaves its figures unknown, which is not nought.
    let orders_known = totals.orders > 0 || !profile.store_is_unread();
    let open = profile.open_cases().count() as u64;
    let cases_known = open > 0 || !profile.lacks(Coverage::CASES);
    if orders_known {
        fact.field("orders", SlotValue::Count(totals.orders.into(), "order"));
    }
    fact.maybe("gross", totals.gross.map(SlotValue::Money));
    fact.maybe("refunded", totals.refunded.map(SlotValue::Money));
    fact.maybe("net", totals.net.map(SlotValue::Money));
    fact.maybe("average", totals.average_order_value.map(SlotValue::Money));
    fact.maybe("return_rate", totals.return_rate.map(SlotValue::Share));
    fact.maybe("first_order_at", totals.first_order_at.map(SlotValue::Date));
    fact.maybe("last_order_at", totals.last_order_at.map(SlotValue::Date));
    fact.maybe("days_since_last_order", totals.last_order_at.map(|at| SlotValue::Days(view.days_since(at))));
    gaps(&mut fact, profile);
    last_against_average(&mut fact, profile);
    fact.maybe("customer_for", totals.first_order_at.map(|at| SlotValue::Days(view.days_since(at))));
    let refunded_orders =
        profile.orders.iter().filter(|o| o.counts() && !o.refunded.amount.is_zero()).count() as u64;
    if orders_known {
        fact.field("orders_with_refund", SlotValue::Count(refunded_orders, "order"));
    }
    fact.text = match (totals.orders, totals.net) {
        _ if !orders_known => worded!("Orders are not known: {}", profile.orders_unread_in_words()),
        (0, _) | (_, None) => "No orders".into(),
        (orders, Some(net)) => {
            let mut text = match totals.by_currency.as_slice() {
                [of_net, others @ ..] if !others.is_empty() => worded!(
                    "{} in {} currencies, net revenue {} of {} in {}",
                    counted(orders, "order"),
                    others.len() + 1,
                    net,
                    counted(of_net.orders, "order"),
                    net.currency.code(),
                ),
                _ => worded!("{}, net revenue {}", counted(orders, "order"), net),
            };
            if let Some(at) = totals.last_order_at {
                text.push(worded!(
                    ", last order {} ({} ago)",
                    view.date(at),
                    write_days(view.days_since(at))
                ));
            }
            if let Some(rate) = totals.return_rate.filter(|rate| *rate > 0.0) {
                text.push(worded!(", refunds on {} of orders", FigureValue::share(rate)));
            }
            text
        }
    };
    if totals.partial {
        fact.text.push("; partial: the history is cut");
    }
    if cases_known {
        fact.field("open_cases", SlotValue::Count(open, "case"));
        fact.text.push(worded!("; open cases: {}", open));
        fact.claim(Claim::Open, open > 0);
    } else {
        fact.text.push("; whether there are open cases is not known");
    }
    fact.claim(Claim::Partial, totals.partial);
    if orders_known {
        fact.claim(Claim::HasOrders, totals.orders > 0);
    }
    fact.claim(Claim::FirstOrder, totals.orders == 1 && !totals.partial);
    fact.claim(Claim::Refunded, totals.refunded.is_some_and(|m| !m.amount.is_zero()));
    fact
}

/// Days between one counted order and the next: on average and the longest; needs three orders.
fn gaps(fact: &mut Fact, profile: &Profile) {
    let gaps = profile.order_gaps();
    let (Some(average), Some(longest)) = (profile.average_gap(), gaps.iter().max()) else { return };
    if gaps.len() < 2 {
        return;
    }
    // One measure under both names.
    fact.field("usual_gap", SlotValue::Days(average));
    fact.field("mean_gap", SlotValue::Days(average));
    fact.field("longest_gap", SlotValue::Days(*longest));
}

/// How far the last counted order lies from the average, where it is of the same currency and there are several.
fn last_against_average(fact: &mut Fact, profile: &Profile) {
    let last = profile.orders.iter().filter(|order| order.counts()).max_by_key(|order| order.placed_at);
    let Some((last, average)) = last.zip(profile.totals.average_order_value) else { return };
    if profile.totals.orders < 2 || last.total.currency != average.currency {
        return;
    }
    fact.field("last_order", SlotValue::Money(last.total));
    let (field, difference) = match last.total.amount >= average.amount {
        true => ("above_average_by", last.total.checked_sub(average)),
        false => ("below_average_by", average.checked_sub(last.total)),
    };
    fact.maybe(field, difference.ok().filter(|money| !money.amount.is_zero()).map(SlotValue::Money));
}

/// Over the orders in one currency.
pub(super) fn in_currency(totals: &CurrencyTotals) -> Fact {
    let code = totals.gross.currency.code().to_owned();
    let mut fact = Fact::new(EvidenceId::new("totals", &code), FactKind::Totals);
    fact.text = worded!(
        "In {}: {}, net {}, refunded {}",
        &code,
        counted(totals.orders, "order"),
        totals.net,
        totals.refunded
    );
    fact.field("orders", SlotValue::Count(totals.orders.into(), "order"));
    fact.field("gross", SlotValue::Money(totals.gross));
    fact.field("refunded", SlotValue::Money(totals.refunded));
    fact.field("net", SlotValue::Money(totals.net));
    fact.field("currency", SlotValue::Text(code.clone()));
    fact.names.push(code);
    fact
}
