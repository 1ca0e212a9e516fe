//! What a sentence with nothing to check speaks of, and whether its evidence is of that kind.

use crate::copilot::facts::{Fact, FactKind};
use crate::copilot::tone;

use FactKind::{
    Activity, Cart, Case, Conflict, Consent, Coverage, Customer, Deal, Lookup, Order, Product, Score, Totals,
    Web,
};

/// Words and the kinds of fact that can bear them out. All topics of a sentence need a kind.
const TOPICS: &[(&[&str], &[FactKind])] = &[
    (&["cart", "carts", "basket", "checkout"], &[Cart]),
    (
        &["parcel", "parcels", "package", "shipment", "shipping", "carrier", "tracking", "delivery"],
        &[Order, Case],
    ),
    (
        &["order", "orders", "ordered", "purchase", "purchases", "bought", "buys", "buying", "returns"],
        &[Order, Totals, Case, Activity, Score, Cart, Web, Lookup],
    ),
    (
        &[
            "case",
            "cases",
            "ticket",
            "tickets",
            "complaint",
            "complains",
            "message",
            "messages",
            "writes",
            "wrote",
            "asks",
            "asked",
            "answer",
            "reply",
            "angry",
            "upset",
            "frustrated",
            "annoyed",
            "disappointed",
            "unhappy",
            "thankful",
            "urgent",
            "impatient",
            "issue",
            "problem",
        ],
        &[Case, Activity, Order, Lookup],
    ),
    (&["deal", "deals", "negotiation", "contract", "quote", "offer"], &[Deal, Activity]),
    (
        &["call", "called", "phone", "note", "notes", "task", "tasks", "e-mail", "email"],
        &[Activity, Case, Consent, Customer],
    ),
    (
        &["churn", "risk", "lifetime", "tier", "score", "valuable", "value", "loyal"],
        &[Score, Totals, Order, Customer],
    ),
    (&["marketing", "newsletter", "consent", "subscribed", "advertising"], &[Consent, Activity, Customer]),
    (&["site", "browsing", "pages", "visits", "visited", "lead"], &[Web, Score]),
    (&["disagree", "disagrees", "conflict", "conflicting", "sources"], &[Conflict]),
    (&["partial", "incomplete", "history", "missing"], &[Coverage, Totals, Order, Case]),
];

/// Words that speak of the customer as such; they count only where nothing more particular is named.
const CUSTOMER: &[&str] =
    &["customer", "client", "person", "company", "buyer", "known", "they", "who", "profile"];

/// Refuses a sentence whose evidence is of another kind than it speaks of, or that speaks of nothing.
pub fn check(text: &str, cited: &[&Fact]) -> Result<(), String> {
    let mut topics = TOPICS.iter().filter(|(words, _)| tone::contains_any(text, words)).peekable();
    if topics.peek().is_none() {
        let about_customer = tone::contains_any(text, CUSTOMER)
            && cited
                .iter()
                .any(|fact| matches!(fact.kind, Customer | Totals | Score | Coverage | Activity | Product));
        return if about_customer || !is_latin(text) {
            Ok(())
        } else {
            Err("there is nothing in it that its evidence could bear out".to_owned())
        };
    }
    let borne_out = topics.any(|(_, kinds)| cited.iter().any(|fact| kinds.contains(&fact.kind)));
    if borne_out { Ok(()) } else { Err("its evidence is of another kind than it speaks of".to_owned()) }
}

fn is_latin(text: &str) -> bool {
    tone::foreign_writing(text).is_none()
}
