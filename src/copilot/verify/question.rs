//! Questions to a customer: what they may be asked with, what they presume, and what is not the shop's to know.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::sentence::{Sentence, pieces};
use super::words::stems;
use super::{View, promise};
use crate::copilot::facts::{Claim, FactKind};
use crate::copilot::tone;

/// Characters of a question that can be said in one breath.
const LONGEST: usize = 180;

/// Words that ask and say nothing by themselves; none tells of an event, a cause or a feeling that there was.
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "can", "could", "should", "might", "need", "want", "wish", "prefer", "like", "plan", "planning", "help",
    "helpful", "useful", "use", "serve", "suit", "work", "decide", "decision", "matter", "important", "clear",
    "unclear", "think", "consider", "look", "choose", "question", "open", "settle", "answer", "step", "next", "idea",
    "hear", "talk", "tell", "call", "else", "best", "most", "better", "improve", "happy", "find", "keep", "expect",
    "discuss", "explain", "contact", "involve", "involved",
];

static ASKED_WITH: LazyLock<HashSet<String>> =
    LazyLock::new(|| ASKING.iter().flat_map(|word| stems(word)).collect());

/// Names of kinds of fact that judge what they name.
const JUDGING: &[&str] = &["complaint", "refund", "return"];

/// Words by which one speaks of what one has got; `would` makes it a wish.
const HAVING: &[&str] =
    &["like", "liked", "use", "used", "using", "serve", "serves", "suit", "suits", "work", "works", "happy"];

/// What no shop asks for.
#[rustfmt::skip]
const PRIVATE: &[&str] = &[
    "card", "cards", "credit card", "debit", "cvv", "cvc", "iban", "bic", "bank", "account number", "account details",
    "payment details", "payment data", "security code", "pin", "password", "passwords", "passcode", "login", "username",
    "passport", "identity", "id card", "social security", "driving licence", "licence number", "tax number", "signature",
    "birthday", "birth", "born", "age", "old are you", "health", "healthy", "ill", "illness", "sick", "disease", "condition",
    "diagnosis", "medication", "medicine", "medical", "doctor", "hospital", "allergy", "allergies", "pregnant",
    "pregnancy", "disability", "disabled", "weight", "religion", "religious", "faith", "church", "political",
    "politics", "vote", "union", "ethnicity", "ethnic", "race", "nationality", "sexual", "gender", "married", "divorced",
    "husband", "wife", "partner", "children", "kids", "family", "income", "salary", "earn", "debt", "debts", "wealth",
    "criminal", "live alone", "home alone",
];

/// The statement that a question would presume, which is checked in its place.
///
/// # Errors
/// It is no question, or more than one.
pub(super) fn as_statement(text: &str) -> Result<String, String> {
    let text = text.trim();
    let asked = text.strip_suffix(['?', '？']).ok_or("it asks nothing")?;
    let sentences = pieces(text).into_iter().filter(|piece| !piece.trim().is_empty()).count();
    if sentences > 1 || asked.ends_with(['?', '？', '.', '!']) {
        return Err("it is more than one question".to_owned());
    }
    Ok(format!("{asked}."))
}

/// The question again, filled in.
///
/// # Errors
/// It is too long to be asked in one breath.
pub(super) fn asked(filled: &str) -> Result<String, String> {
    let asked = filled.strip_suffix('.').unwrap_or(filled);
    if asked.chars().count() > LONGEST {
        return Err("it is too long to be asked in one breath".to_owned());
    }
    Ok(format!("{asked}?"))
}

/// Whether a word is one to ask with.
pub(super) fn asks_with(stem: &str) -> bool {
    ASKED_WITH.contains(stem)
}

/// What a kind of fact is called, without what would be presumed of it.
pub(super) fn topics<'a>(names: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    names.iter().copied().filter(|name| !JUDGING.contains(name))
}

/// Refuses what gives something away, asks for what is private, or takes for granted that something was received.
pub(super) fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    if promise::smells(sentence) {
        return Err("it speaks of something given away or of what is to come".to_owned());
    }
    if let Some(private) = PRIVATE.iter().find(|word| tone::contains_phrase(&sentence.lower, word)) {
        return Err(format!("it asks for what is not the shop's to know: `{private}`"));
    }
    let has = tone::contains_any(&sentence.lower, HAVING) && !tone::contains_phrase(&sentence.lower, "would");
    let is_theirs = view.cited.iter().all(|fact| match fact.kind {
        FactKind::Order => fact.claims.get(&Claim::Delivered) == Some(&true),
        FactKind::Cart | FactKind::Product => false,
        _ => true,
    });
    if has && !is_theirs {
        return Err("it takes for granted that something was received".to_owned());
    }
    Ok(())
}
