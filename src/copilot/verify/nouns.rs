//! What a noun implies of the record that it is of: who waits for a tent has not got it, a refund for a jacket was paid for
//! that one, and what a cart holds lies in it.

use std::sync::LazyLock;

use regex::Regex;

use super::View;
use super::scope;
use super::sentence::Sentence;
use super::states::is_question;
use crate::copilot::facts::{Claim, Fact, FactKind};
use crate::copilot::tone;

/// Somebody waits for what is named behind it.
static WAITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:waiting|waits|wait) (?:for|on)\b|\bawait(?:s|ing)\b")
        .expect("constant pattern; every test compiles it")
});
/// A refund that was made, for what is named behind it.
static REFUND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\brefunds?(?: [a-z]+){0,3}? (?:for|on|of|covers?|covered|concerned|concerns)\b")
        .expect("constant pattern; every test compiles it")
});
/// A cart and what is said to lie in it.
static HOLDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:cart|basket)\b[^,;.]*?\b(?:holds?|contains?|has|with|of|includes?|for)\b|\b(?:in|into) (?:her|his|their|the) (?:cart|basket)\b")
        .expect("constant pattern; every test compiles it")
});

/// What says that a refund is only wished for.
const WISHED: &[&str] = &[
    "ask",
    "asks",
    "asked",
    "asking",
    "want",
    "wants",
    "wanted",
    "request",
    "requests",
    "requested",
    "demand",
    "demands",
    "demanded",
    "would",
    "if",
    "whether",
    "no",
    "not",
    "never",
    "without",
    "expects",
    "hopes",
];

/// Refuses what a named record does not bear out.
pub(super) fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    if is_question(sentence) {
        return Ok(());
    }
    let of_orders = |from: usize, claim: Claim, wrong: bool| {
        let orders = named_behind(sentence, from, view, FactKind::Order);
        !orders.is_empty() && orders.iter().all(|order| order.claims.get(&claim) == Some(&wrong))
    };
    for found in WAITS.find_iter(&sentence.lower) {
        // `The tent is what she waits for.`
        let (start, end) = sentence.clauses()[sentence.clause_number(found.start())];
        let is_last = !sentence.lower[found.end()..end].contains(char::is_alphanumeric);
        if of_orders(if is_last { start } else { found.end() }, Claim::Delivered, true) {
            return Err("it waits for what has arrived".to_owned());
        }
    }
    for found in REFUND.find_iter(&sentence.lower) {
        let is_wished = tone::contains_any(sentence.before(found.start()), WISHED);
        if !is_wished && of_orders(found.end(), Claim::Refunded, false) {
            return Err("nothing it cites tells of a refund for that".to_owned());
        }
    }
    let has_cart = view.cited.iter().any(|fact| fact.kind == FactKind::Cart);
    let denies = |at: usize| tone::contains_any(sentence.before(at), &["not", "no", "never"]);
    for found in HOLDS.find_iter(&sentence.lower).filter(|found| has_cart && !denies(found.end())) {
        let (start, end) = sentence.clauses()[sentence.clause_number(found.start())];
        let from = if found.as_str().starts_with("in") { start } else { found.end() };
        let of_cart = is_named_in((from, end), sentence, view, FactKind::Cart);
        if !of_cart && is_named_in((from, end), sentence, view, FactKind::Product) {
            return Err("the cart does not hold that".to_owned());
        }
    }
    Ok(())
}

/// The facts of a kind that the rest of a clause names by number or title.
fn named_behind<'a>(sentence: &Sentence, from: usize, view: &View<'a>, kind: FactKind) -> Vec<&'a Fact> {
    let at =
        if sentence.clauses().iter().any(|clause| clause.0 == from) { from } else { from.saturating_sub(1) };
    let (_, end) = sentence.clauses()[sentence.clause_number(at)];
    let Some(rest) = sentence.lower.get(from..end) else { return Vec::new() };
    let is_meant = |fact: &&Fact| fact.kind == kind && scope::is_written(fact, rest, view);
    view.cited.iter().copied().filter(is_meant).collect()
}

/// Whether a stretch names a fact of this kind by a word of its titles.
fn is_named_in((start, end): (usize, usize), sentence: &Sentence, view: &View<'_>, kind: FactKind) -> bool {
    let said = super::words::stems(sentence.lower.get(start..end).unwrap_or_default());
    let is_said = |name: &String| super::words::stems(name).iter().any(|stem| said.contains(stem));
    view.cited.iter().any(|fact| fact.kind == kind && fact.names.iter().any(is_said))
}
