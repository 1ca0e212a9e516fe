//! Degrees: first and last, largest, second, most, every, more than. Each compares with others, so the cited facts
//! must know how they compare; what they don't know is left to the check of words, which has no such words.

mod compare;
mod share;
mod trend;

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::literal::Rest;
use super::sentence::Sentence;
use super::states::NEGATIONS;
use super::{View, Voice};
use crate::copilot::facts::{Claim, Fact, FactKind, SlotValue};
use crate::copilot::tone;

struct Patterns {
    rank: Regex,
    ordinal: Regex,
    several: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let compile = |pattern: &str| Regex::new(pattern).expect("constant patterns; every test compiles them");
    Patterns {
        rank: compile(
            r"\b(?P<rank>first-ever|first|earliest|oldest|last|latest|newest|most recent|largest|biggest|highest|most expensive|priciest|dearest|smallest|lowest|cheapest|least expensive)(?: (?:ever|single|open|paid|known))?(?: (?P<noun>orders?|purchases?|cases?|tickets?|messages?|mails?|notes?|calls?|tasks?|parcels?|deals?|carts?|answers?|repl(?:y|ies)|amounts?))?",
        ),
        ordinal: compile(
            r"\b(?P<n>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))(?: (?:open|paid|big|large))? (?P<noun>orders?|purchases?|cases?|tickets?|complaints?|messages?|mails?|parcels?|reminders?|requests?|deals?|calls?|refunds?|times?)\b",
        ),
        several: compile(
            r"\b(?P<n>several|multiple|many|numerous|a few|various|a couple of|dozens of)(?: (?:open|paid|past|earlier|previous|other))? (?P<noun>orders?|purchases?|cases?|tickets?|complaints?|messages?|parcels?|items?|pieces?|visits?|pages?|refunds?|returns?)\b",
        ),
    }
});

/// Checks all degrees; what is borne out is blanked. Says whether there was any.
pub(super) fn check(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> Result<bool, String> {
    let mut checked = ranks(sentence, rest, view)?;
    checked |= ordinals(sentence, rest, view)?;
    checked |= several(sentence, rest, view)?;
    checked |= times(sentence, rest, view)?;
    checked |= earlier(sentence, rest, view);
    if view.voice == Voice::Statement {
        duties(sentence)?;
    }
    checked |= share::check(sentence, rest, view)?;
    checked |= trend::check(sentence, rest, view)?;
    longest(sentence, view)?;
    // A draft may say that something takes longer than wished; it makes nothing of the past.
    if !matches!(view.voice, Voice::Draft { .. }) {
        checked |= compare::check(sentence, rest, view)?;
    }
    Ok(checked)
}

/// What a rank says of a fact.
fn rank_claim(rank: &str) -> Claim {
    match rank {
        "first" | "first-ever" | "earliest" | "oldest" => Claim::FirstOrder,
        "last" | "latest" | "newest" | "most recent" => Claim::Latest,
        "smallest" | "lowest" | "cheapest" | "least expensive" => Claim::Smallest,
        _ => Claim::Largest,
    }
}

/// Sentences about "the first" of what has no order: `first name`, `last year`.
const NO_RANK_AFTER: &[&str] = &[
    "name",
    "seen",
    "visit",
    "step",
    "week",
    "month",
    "year",
    "night",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "contact",
    "of all",
    "update",
    "scan",
    "90",
    "ninety",
    "three",
    "3 months",
];

fn ranks(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> Result<bool, String> {
    let lower = rest.lower.clone();
    let mut checked = false;
    for captures in PATTERNS.rank.captures_iter(&lower) {
        let (Some(whole), Some(rank)) = (captures.get(0), captures.name("rank")) else { continue };
        let behind = lower[rank.end()..].trim_start();
        let bounded = !lower[rank.end()..].starts_with(char::is_alphanumeric);
        if !bounded || NO_RANK_AFTER.iter().any(|word| behind.starts_with(word)) {
            rest.blank(rank.range());
            continue;
        }
        if behind.starts_with("time") {
            return Err("nothing it cites tells how often it was before".to_owned());
        }
        let claim = rank_claim(rank.as_str());
        let noun = captures.name("noun").map_or("", |noun| noun.as_str().trim_end_matches('s'));
        let denied = tone::contains_any(sentence.before(whole.start()), NEGATIONS);
        if holds(claim, noun, whole.start(), sentence, view) == denied {
            if view.is_repeated(rank.as_str(), sentence) {
                continue;
            }
            return Err(format!("nothing it cites tells that it is the {}", rank.as_str()));
        }
        checked = true;
        rest.blank(rank.range());
    }
    Ok(checked)
}

/// Whether a cited fact is first, last, largest among its like; sums know the first and the last day by themselves.
fn holds(claim: Claim, noun: &str, at: usize, sentence: &Sentence, view: &View<'_>) -> bool {
    let kind = match noun {
        "order" | "purchase" | "parcel" => Some(FactKind::Order),
        "case" | "ticket" => Some(FactKind::Case),
        "note" | "call" | "task" => Some(FactKind::Activity),
        _ => None,
    };
    let near = view.near_facts(sentence, at);
    if matches!(noun, "message" | "mail" | "answer" | "reply" | "replie") {
        let is_answer = !matches!(noun, "message" | "mail");
        let answered = near.iter().any(|fact| fact.claims.get(&Claim::Answered) == Some(&true));
        let waits = tone::contains_any(sentence.clause_at(at), &["waiting", "waits", "waited", "without"]);
        if is_answer && claim == Claim::FirstOrder && answered && waits {
            return false;
        }
        return near.iter().any(|fact| matches!(fact.kind, FactKind::Case | FactKind::Lookup));
    }
    let of_kind = |fact: &&&Fact| kind.is_none_or(|kind| fact.kind == kind);
    // That there was only one order is another thing than which was the first.
    let singles = near.iter().filter(|fact| !matches!(fact.kind, FactKind::Totals | FactKind::Lookup));
    let known: Vec<bool> =
        singles.filter(of_kind).filter_map(|fact| fact.claims.get(&claim).copied()).collect();
    let named = view.scopes.get(sentence.clause_number(at)).is_some_and(|named| !named.is_empty());
    if !known.is_empty() {
        return if named { known.iter().all(|holds| *holds) } else { known.contains(&true) };
    }
    let in_sums = matches!(claim, Claim::FirstOrder | Claim::Latest)
        && kind.is_none_or(|kind| kind == FactKind::Order)
        && near.iter().any(|fact| matches!(fact.kind, FactKind::Totals | FactKind::Lookup));
    let of_case = noun.is_empty()
        && matches!(claim, Claim::FirstOrder | Claim::Latest)
        && near.iter().any(|fact| fact.kind == FactKind::Case);
    let derived = near.iter().any(|fact| match claim {
        Claim::Largest => {
            ["largest", "category.1", "product.1"].iter().any(|key| fact.evidence.key().starts_with(key))
        }
        Claim::Smallest => fact.evidence.key().starts_with("smallest"),
        Claim::FirstOrder => fact.fields.contains_key("first_seen"),
        _ => fact.fields.contains_key("last_seen"),
    });
    in_sums || of_case || derived
}

/// `the third order`, `a second message`.
fn ordinals(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> Result<bool, String> {
    const WORDS: [&str; 9] =
        ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let lower = rest.lower.clone();
    let mut checked = false;
    for captures in PATTERNS.ordinal.captures_iter(&lower) {
        let (Some(whole), Some(number), Some(noun)) =
            (captures.get(0), captures.name("n"), captures.name("noun"))
        else {
            continue;
        };
        let place = WORDS.iter().position(|word| *word == number.as_str()).map(|place| place as u64 + 2);
        let digits = number.as_str().trim_end_matches(char::is_alphabetic).parse().ok();
        let place = place.or(digits);
        let kind = match noun.as_str().trim_end_matches('s') {
            "order" | "purchase" => Some(FactKind::Order),
            "case" | "ticket" | "complaint" => Some(FactKind::Case),
            _ => None,
        };
        let is_message = matches!(noun.as_str().trim_end_matches('s'), "message" | "mail");
        let near = view.near_facts(sentence, whole.start());
        let fits = near.iter().filter(|fact| Some(fact.kind) == kind || is_message).any(|fact| {
            fact.values().any(|(name, value)| match (name, value) {
                ("place", SlotValue::Count(at, _)) => !is_message && Some(*at) == place,
                ("messages_by_customer", SlotValue::Count(all, _)) => is_message && Some(*all) >= place,
                _ => false,
            })
        });
        if !fits && !view.is_repeated(whole.as_str(), sentence) {
            return Err(format!("nothing it cites tells that it is the {}", whole.as_str()));
        }
        checked = true;
        rest.blank(number.range());
    }
    Ok(checked)
}

/// `several orders`: three at least; `many`: five; `a few`: two to five.
fn several(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> Result<bool, String> {
    let lower = rest.lower.clone();
    let mut checked = false;
    for captures in PATTERNS.several.captures_iter(&lower) {
        let (Some(whole), Some(word), Some(noun)) =
            (captures.get(0), captures.name("n"), captures.name("noun"))
        else {
            continue;
        };
        let (least, most) = match word.as_str() {
            "a couple of" => (2, 2),
            "a few" => (2, 5),
            "many" | "numerous" => (5, u64::MAX),
            "dozens of" => (24, u64::MAX),
            _ => (2, u64::MAX),
        };
        let noun = match noun.as_str().trim_end_matches('s') {
            "purchase" => "order",
            "ticket" | "complaint" => "case",
            "item" => "piece",
            other => other,
        };
        let counted = view.near(sentence, whole.start()).any(|(name, value)| match value {
            SlotValue::Count(count, of) => {
                let is_refund = matches!(noun, "refund" | "return");
                let fits = if is_refund {
                    name == "orders_with_refund"
                } else {
                    *of == noun && name != "orders_with_refund"
                };
                fits && (least..=most).contains(count)
            }
            _ => false,
        });
        let kind = match noun {
            "order" => Some(FactKind::Order),
            "case" => Some(FactKind::Case),
            _ => None,
        };
        let cited = view.cited.iter().filter(|fact| Some(fact.kind) == kind).count() as u64;
        if !counted && !(least..=most).contains(&cited) && !view.is_repeated(whole.as_str(), sentence) {
            return Err(format!("nothing it cites tells of `{}`", whole.as_str()));
        }
        checked = true;
        rest.blank(word.range());
    }
    Ok(checked)
}

/// `has written twice`: as many messages of the customer.
fn times(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> Result<bool, String> {
    const OFTEN: [(&str, u64); 4] = [("once", 1), ("twice", 2), ("three times", 3), ("four times", 4)];
    const WROTE: &[&str] = &["written", "wrote", "messaged", "mailed", "asked", "contacted"];
    let mut checked = false;
    for (words, often) in OFTEN {
        let lower = rest.lower.clone();
        for at in tone::places(&lower, words) {
            let messages = view.near(sentence, at).any(|(name, value)| {
                name == "messages_by_customer"
                    && matches!(value, SlotValue::Count(count, _) if *count == often)
            });
            // `Ordered twice in 2025`: as many orders.
            let ordered = tone::contains_any(&sentence.lower, &["ordered", "bought", "purchased"])
                && view.near(sentence, at).any(|(name, value)| {
                    name.starts_with("orders")
                        && name != "orders_with_refund"
                        && matches!(value, SlotValue::Count(count, _) if *count == often)
                });
            if ordered {
                rest.blank(at..at + words.len());
                checked = true;
                continue;
            }
            let more_often = sentence.before(at).trim_end().ends_with("more than")
                && view.near(sentence, at).any(|(name, value)| {
                    name == "messages_by_customer"
                        && matches!(value, SlotValue::Count(count, _) if *count > often)
                });
            if (messages || more_often) && tone::contains_any(sentence.clause_at(at), WROTE) {
                rest.blank(at..at + words.len());
                checked = true;
            }
        }
    }
    Ok(checked)
}

/// `The earlier case`, `her previous order`: there is a later one. `Wrote again`: at least twice.
fn earlier(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> bool {
    static EARLIER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?P<word>earlier|previous|prior|older) (?P<noun>order|purchase|case|ticket)\b|\b(?:wrote|written|messaged|asked) (?P<again>again)\b")
            .expect("constant pattern; every test compiles it")
    });
    let lower = rest.lower.clone();
    let mut checked = false;
    for captures in EARLIER.captures_iter(&lower) {
        let Some(whole) = captures.get(0) else { continue };
        let near = view.near_facts(sentence, whole.start());
        let holds = |fact: &&Fact| match captures.name("noun").map(|noun| noun.as_str()) {
            Some(noun) => {
                let kind =
                    if matches!(noun, "order" | "purchase") { FactKind::Order } else { FactKind::Case };
                fact.kind == kind && fact.claims.get(&Claim::Latest) == Some(&false)
            }
            None => matches!(fact.fields.get("messages_by_customer"), Some(SlotValue::Count(2.., _))),
        };
        if let Some(word) = captures.name("word").or(captures.name("again"))
            && near.iter().any(holds)
        {
            rest.blank(word.range());
            checked = true;
        }
    }
    checked
}

/// The longest of what there was needs its length: which it was, and when, no fact tells.
fn longest(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:day|week|month|year)s?\b").expect("constant pattern; every test compiles it")
    });
    let by_slot = view.slots.iter().any(|(_, field)| field == "longest_gap");
    let mut places = tone::places(&sentence.lower, "longest");
    match places.find(|at| !by_slot && !LENGTH.is_match(sentence.clause_at(*at))) {
        Some(_) => Err("nothing it cites tells of the longest".to_owned()),
        None => Ok(()),
    }
}

/// What the customer has to do stands in no profile.
fn duties(sentence: &Sentence) -> Result<(), String> {
    static DUTY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:customer|client|she|he|they) (?:is|are|has|have) to [a-z]+|\b(?:customer|client|she|he|they) (?:must|ought|should) [a-z]+")
            .expect("constant pattern; every test compiles it")
    });
    let found = DUTY.find(&sentence.lower).filter(|found| !found.as_str().ends_with("should have"));
    let asks =
        |at: usize| tone::contains_any(&sentence.lower[..at], &["asks", "asked", "says", "writes", "time"]);
    match found {
        Some(found) if !asks(found.start()) && !sentence.attributes() => {
            Err(format!("nothing it cites tells of a duty: `{}`", found.as_str()))
        }
        _ => Ok(()),
    }
}

/// A part of all orders, as a number.
fn is_near(share: f64, said: Decimal) -> bool {
    let exact = Decimal::try_from(share * 100.0).unwrap_or_default();
    (exact - said).abs() < Decimal::from(3)
}
