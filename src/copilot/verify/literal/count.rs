//! Counts with their noun.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::{NUMBER, Rest, View, WORD_NUMBER, pattern};
use crate::copilot::facts::{Claim, FactKind, SlotValue};
use crate::copilot::tone;
use crate::copilot::verify::number::{self, Precision};
use crate::copilot::verify::sentence::Sentence;

static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?P<n>{NUMBER}|{WORD_NUMBER}|both|one|single|zero)(?: (?:open|paid|more|new|recent|closed|different|unanswered|earlier|other|cancelled|guest|refunded|returned|delivered))? (?P<noun>orders?|purchases?|cases?|tickets?|complaints?|messages?|mails|e-mails|parcels?|packages?|shipments?|items?|pieces?|products?|units?|pages?|views?|visits?|points?|bestellungen|commandes|pedidos)\b"
    ))
});

/// `12 orders`, `two open cases`.
pub fn check(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for captures in COUNT.captures_iter(&lower) {
        let (Some(whole), Some(number), Some(noun)) =
            (captures.get(0), captures.name("n"), captures.name("noun"))
        else {
            continue;
        };
        let said = number::any_readings(number.as_str());
        let precision = Precision::before(sentence.before(whole.start()));
        // `Between two orders` counts none.
        if sentence.before(whole.start()).trim_end().ends_with("between") {
            rest.blank(whole.start()..number.end());
            continue;
        }
        let (noun, kind) = counted(noun.as_str());
        let clause = sentence.clause_at(whole.start());
        let window_end = (whole.end() + 32).min(lower.len());
        let after = lower.get(whole.end()..window_end).unwrap_or_default();
        let around = format!("{} {after}", tail(sentence.before(whole.start()), 16));
        let with_refund = noun == "order"
            && tone::contains_any(
                &around,
                &[
                    "refunded",
                    "returned",
                    "sent back",
                    "with a refund",
                    "had a refund",
                    "got a refund",
                    "were refunded",
                    "refunds on",
                    "with refunds",
                    "returns on",
                ],
            )
            && !tone::contains_any(clause, &["net of", "after refunds", "less refunds"]);
        let in_all = noun == "order"
            && tone::contains_any(
                &sentence.lower,
                &["placed", "in all", "in total", "so far", "altogether", "ever", "lifetime"],
            );
        let by = (noun == "message").then(|| writer(sentence, whole.start(), after, view)).flatten();
        let is_whole =
            part_of_whole(sentence.before(whole.start())).or_else(|| part_behind(sentence, whole.range()));
        if let Some(part) = &is_whole
            && noun == "order"
            && (!with_refund || !has_refunds(part, view))
        {
            return Err(format!("nothing it cites tells of `{} of {}`", part, whole.as_str()));
        }
        let with_refund = with_refund && is_whole.is_none();
        let fits = |count: u64| said.iter().any(|said| precision.fits(*said, Decimal::from(count)));
        let in_values = view.near(sentence, whole.start()).any(|(name, value)| match value {
            SlotValue::Count(count, of) if *of == noun => {
                let is_meant = noun != "order" || (name == "orders_with_refund") == with_refund;
                fits(*count) && is_meant && by.is_none_or(|by| by == name)
            }
            _ => false,
        });
        let cited = kind.map_or(0, |kind| view.cited.iter().filter(|fact| fact.kind == kind).count() as u64);
        let literal = &sentence.text[whole.range()];
        let by_citing = cited > 0 && fits(cited) && !in_all && !with_refund_denied(view, with_refund);
        if !in_values && !by_citing && !view.is_repeated(literal, sentence) {
            return Err(format!("`{literal}` does not stand in the evidence"));
        }
        let start = whole.start();
        rest.blank(start..number.end());
    }
    Ok(())
}

/// The count of messages that is meant, where the clause says whose they are.
fn writer(sentence: &Sentence, at: usize, after: &str, view: &View<'_>) -> Option<&'static str> {
    const WROTE: &[&str] = &["sent", "written", "wrote", "send", "sends", "writes", "left", "messaged"];
    let before = sentence.before(at);
    let is_said = |words: &[&str]| tone::contains_any(before, words);
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let customers = ["customer", "she", "he", "they", "her", "his", "their", "client", "customer's"];
    let ours = ["we", "us", "our", "staff", "support", "team", "colleague"];
    let wrote = is_said(WROTE);
    if (wrote && is_said(&ours))
        || last == "our"
        || tone::contains_any(after, &["from us", "by us", "of ours"])
    {
        return Some("answers");
    }
    let of_customer =
        ["from her", "from him", "from them", "from the customer", "by the customer", "of hers"];
    let names = view.facts.iter().filter(|fact| fact.evidence.key() == "name").flat_map(|fact| &fact.names);
    let by_name =
        names.flat_map(|name| name.split_whitespace()).any(|name| is_said(&[&*name.to_lowercase()]));
    let is_theirs = (wrote && (by_name || is_said(&customers)))
        || ["her", "his", "their", "customer's"].contains(&last)
        || tone::contains_any(after, &of_customer);
    is_theirs.then_some("messages_by_customer")
}

/// The part, where what is counted is the whole of one: `one` before `of four orders`.
fn part_of_whole(before: &str) -> Option<String> {
    let mut words = before.split_whitespace().rev();
    let mut joint = words.next()?;
    if matches!(joint, "her" | "his" | "their" | "the" | "all") {
        joint = words.next()?;
    }
    if !matches!(joint, "of" | "in") {
        return None;
    }
    let part = words.find(|word| *word != "out")?;
    let is_number = number::WORDS.iter().any(|(word, _)| *word == part) || part.parse::<u64>().is_ok();
    is_number.then(|| part.to_owned())
}

/// The part behind its whole: `of four orders, one was refunded`.
fn part_behind(sentence: &Sentence, whole: Range<usize>) -> Option<String> {
    if !sentence.before(whole.start).trim().ends_with("of") {
        return None;
    }
    let part = sentence.lower[whole.end..].strip_prefix(", ")?.split_whitespace().next()?;
    let is_number = number::WORDS.iter().any(|(word, _)| *word == part) || part.parse::<u64>().is_ok();
    is_number.then(|| part.to_owned())
}

/// Whether so many orders had a refund.
fn has_refunds(part: &str, view: &View<'_>) -> bool {
    let said = number::any_readings(part);
    view.values().any(|(name, value)| match value {
        SlotValue::Count(count, _) => name == "orders_with_refund" && said.contains(&Decimal::from(*count)),
        _ => false,
    })
}

/// Orders cited as returned must all have a refund.
fn with_refund_denied(view: &View<'_>, with_refund: bool) -> bool {
    with_refund
        && view
            .cited
            .iter()
            .filter(|fact| fact.kind == FactKind::Order)
            .any(|fact| fact.claims.get(&Claim::Refunded) != Some(&true))
}

fn tail(text: &str, characters: usize) -> String {
    let skip = text.chars().count().saturating_sub(characters);
    text.chars().skip(skip).collect()
}

fn counted(noun: &str) -> (&'static str, Option<FactKind>) {
    match noun.trim_end_matches('s') {
        "order" | "purchase" => ("order", Some(FactKind::Order)),
        "case" | "ticket" | "complaint" => ("case", Some(FactKind::Case)),
        "message" | "mail" | "e-mail" => ("message", None),
        "parcel" | "package" | "shipment" => ("parcel", None),
        "page" => ("page", None),
        "view" => ("view", None),
        "visit" => ("visit", None),
        "point" => ("point", None),
        "refund" | "return" => ("refund", None),
        _ => ("piece", None),
    }
}

/// The noun right behind a place, as values count it: `order` for `purchases`.
pub fn noun_behind(sentence: &Sentence, at: usize) -> Option<&'static str> {
    static NOUN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^.(?: (?:open|paid|closed|other|unanswered|cancelled|refunded))? (orders?|purchases?|cases?|tickets?|messages?|parcels?|pages?|visits?|points?|refunds?|returns?)\b",
        )
    });
    let noun = NOUN.captures(&sentence.lower[at..])?.get(1)?.as_str();
    Some(counted(noun).0)
}
