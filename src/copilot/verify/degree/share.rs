//! Parts and wholes: `half of the orders`, `most orders`, `every order`, `none`.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::is_near;
use crate::copilot::facts::{Claim, Fact, FactKind, SlotValue};
use crate::copilot::tone;
use crate::copilot::verify::View;
use crate::copilot::verify::literal::Rest;
use crate::copilot::verify::sentence::Sentence;

static PART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?P<part>half|(?:a |one )?third|(?:a |one )?quarter|two thirds|three quarters|most|the majority)(?: of)?(?: (?:her|his|their|the|all))?(?: past| previous)? (?P<noun>orders?|purchases?)\b")
        .expect("constant pattern; every test compiles it")
});
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?P<all>every|each|all|both|none|neither)(?: (?:of|single|the|her|his|their|other|past|previous))* (?P<noun>orders?|purchases?|parcels?)\b")
        .expect("constant pattern; every test compiles it")
});

/// States that all orders can share.
const STATES: &[(Claim, &[&str])] = &[
    (Claim::Delivered, &["delivered", "arrived"]),
    (Claim::Shipped, &["shipped", "sent"]),
    (Claim::Refunded, &["refunded", "returned", "refund", "sent back"]),
    (Claim::Cancelled, &["cancelled", "canceled"]),
    (Claim::Paid, &["paid"]),
    (Claim::Late, &["late", "delayed", "overdue"]),
    (Claim::InTransit, &["in transit", "on its way", "on their way"]),
    (Claim::Guest, &["guest"]),
];

/// Checks parts and wholes of the orders.
pub(super) fn check(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> Result<bool, String> {
    let lower = rest.lower.clone();
    let mut checked = false;
    for captures in PART.captures_iter(&lower) {
        let (Some(whole), Some(part)) = (captures.get(0), captures.name("part")) else { continue };
        let (clause, _) = sentence.clause_around(whole.start());
        let of_refunds =
            tone::contains_any(clause, &["refund", "refunded", "returned", "refunds", "sent back", "return"]);
        let share = view.values().find_map(|(name, value)| match value {
            SlotValue::Share(share) if name == "return_rate" => Some(*share),
            _ => None,
        });
        let fits = share.is_some_and(|share| match part.as_str() {
            "half" => is_near(share, Decimal::from(50)),
            "two thirds" => is_near(share, Decimal::from(67)),
            "three quarters" => is_near(share, Decimal::from(75)),
            third if third.ends_with("third") => is_near(share, Decimal::from(33)),
            quarter if quarter.ends_with("quarter") => is_near(share, Decimal::from(25)),
            _ => share > 0.5,
        });
        if !(of_refunds && fits) {
            return Err(format!("nothing it cites tells of `{}`", whole.as_str()));
        }
        checked = true;
        rest.blank(part.range());
    }
    for captures in WHOLE.captures_iter(&lower) {
        let (Some(whole), Some(all)) = (captures.get(0), captures.name("all")) else { continue };
        let (clause, _) = sentence.clause_around(whole.start());
        let said =
            !matches!(all.as_str(), "none" | "neither") && !tone::contains_any(clause, &["not", "never"]);
        if !holds_of_all(clause, all.as_str(), said, view) {
            return Err(format!("nothing it cites tells of `{}`", whole.as_str()));
        }
        checked = true;
        rest.blank(all.range());
    }
    Ok(checked)
}

/// Whether all orders of the profile are as the clause says, and all of them are known.
fn holds_of_all(clause: &str, all: &str, said: bool, view: &View<'_>) -> bool {
    let is_order = |fact: &&Fact| fact.kind == FactKind::Order;
    let orders: Vec<&Fact> = view.facts.iter().filter(is_order).collect();
    let cited = view.cited.iter().filter(|fact| is_order(fact)).count();
    let count = view.facts.iter().find_map(|fact| match fact.fields.get("orders") {
        Some(SlotValue::Count(count, _)) if fact.evidence.key() == "all" => Some(*count as usize),
        _ => None,
    });
    let is_whole = match all {
        "both" | "neither" => cited == 2 && !tone::contains_any(clause, &["together", "combined"]),
        _ => cited == orders.len() && count.is_some_and(|count| count <= orders.len()),
    };
    // `Both orders together come to …`: the sum is checked as an amount.
    if all == "both" && cited == 2 && tone::contains_any(clause, &["together", "combined", "in all"]) {
        return true;
    }
    let mut states = STATES.iter().filter(|(_, words)| tone::contains_any(clause, words)).peekable();
    let any = states.peek().is_some();
    let of = || view.cited.iter().filter(|fact| fact.kind == FactKind::Order);
    is_whole && any && states.all(|(claim, _)| of().all(|fact| fact.claims.get(claim) == Some(&said)))
}
