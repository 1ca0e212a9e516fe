//! An exception from the shop's rule for what comes back, as it is offered: proposed, or granted in a person's own words.

use super::facts::Facts;
use super::situation::score_id;
use crate::domain::action::Offer;
use crate::domain::commerce::Order;
use crate::domain::returns::{Excepted, LateWish};

/// What is offered where an order comes back that the rule does not take back; nothing where it does.
pub fn offered(wish: LateWish, order: &Order, facts: &Facts) -> Option<Offer> {
    let tier = facts.slot(&score_id("clv"), "tier");
    let tier = tier.map_or_else(String::new, |tier| format!(", tier {tier}"));
    let of_order = |field| facts.slot(&order.evidence, field);
    let (wish, outside) = match (of_order("return_days_over"), of_order("final_sale")) {
        (Some(over), _) => (wish, format!("the time to return it ended {over} ago{tier}")),
        (None, Some(titles)) => (LateWish::FinalSale, format!("{titles} does not come back{tier}")),
        (None, None) => return None,
    };
    let text = wish.offered(&order.number);
    let excepted = vec![Excepted { order: order.evidence.clone(), wish }];
    Some(Offer { text, amount: Some(order.net), outside: Some(outside), excepted, ..Offer::default() })
}
