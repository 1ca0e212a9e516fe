//! Counts with their noun.

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
        let fits = |count: u64| said.iter().any(|said| precision.fits(*said, Decimal::from(count)));
        let in_values = view.values().any(|(name, value)| match value {
            SlotValue::Count(count, of) if *of == noun => {
                fits(*count) && (noun != "order" || (name == "orders_with_refund") == with_refund)
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
