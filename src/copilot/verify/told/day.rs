//! When goods arrived or left, as a person tells it: a day that the order does not have.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::aside;
use super::compiled;
use crate::copilot::facts::{Fact, FactKind, SlotValue, day};
use crate::copilot::verify::View;
use crate::copilot::verify::dates::{self, Found, Meant};
use crate::copilot::verify::promise::own::days;
use crate::copilot::verify::sentence::Sentence;

/// Goods that have arrived.
pub static ARRIVED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:delivered|arrived|reached you|you (?:\w+ )?(?:received|got)|got to you|geliefert|zugestellt|angekommen|eingetroffen|bei (?:ihnen|dir) an|(?:haben|hast) (?:sie|du)\b.*\b(?:erhalten|bekommen)|(?:sie|du) (?:haben|hast)\b.*\b(?:erhalten|bekommen)|livrée?s?|arrivée?s?|vous avez reçu|entregad[oa]s?|entregó|entregaron|llegó|llegaron|llegado|recibió|consegnat[oaie]|arrivat[oaie]|bezorgd|geleverd|aangekomen|entregues?|chegou|chegaram)\b",
    )
});

/// Goods that have left.
pub static LEFT: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:shipped|dispatched|(?:was|were|been) sent|left (?:us|our|the warehouse)|verschickt|versandt|versendet|abgeschickt|expédiée?s?|envoyée?s?|partie?s?|enviad[oa]s?|envió|enviaron|spedit[oaie]|inviat[oaie]|verzonden|verstuurd)\b",
    )
});

/// Before a day that is another's, or a border and no day of its own: `the order of 20 Nov`, `by 25 Nov`.
static OF_ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?:\b(?:of|from|placed|ordered|bought|paid|by|until|before|after|since|between|than|vom|von|bestellt(?: am)?|bis|vor|nach|seit|spätestens|du|depuis|avant|après|jusqu'au|del|desde|antes del?|después del?|hasta|dal|prima del?|dopo|van|voor|na|sinds|tot|de|do)(?: on| the| dem| den| el| le| il)?) $",
    )
});

/// Verbs of who tells or learns of a delivery: their day is none of its own.
const TELLS: &str = r"(?:check|look|call|phon|ask|inform|confirm|report|notic|learn|contact)\w*|told|tells?|wrote|written|writes?|says?|said|see|saw|seen|hear|heard|read|found|spoke|(?:nach)?(?:gesehen|geschaut|gefragt)|sehe|gesagt|mitgeteilt|bestätigt|erfahren|telefoniert|geprüft|vois|vu|dit|confirmée?|vérifié|appris|appelé|veo|visto|dijo|dicho|confirm(?:ó|ado)|informó|comprob(?:é|ado)|vedo|detto|confermato|controllato|zie|gezien|gezegd|bevestigd|gecontroleerd";

/// Before such a day: `UPS told me today`.
static TOLD_ON: LazyLock<Regex> = LazyLock::new(|| {
    let between = r"me|us|you|them|him|her|again|just|up|here|uns|mir|ihnen|nos|le|on|at|am|el|il|op|(?:with|by|from|mit|von|avec|con|met) (?:(?:the|our|your|dem|der) )?[\p{L}-]+|the (?:carrier|tracking|parcel|order)";
    compiled(&format!(r"\b(?:{TELLS})(?: (?:{between}))* $"))
});

/// Behind such a day: `today I see`, `heute hat UPS bestätigt`.
static TELLS_THEN: LazyLock<Regex> = LazyLock::new(|| {
    let who = r"(?:(?:i|we|they|he|she|ich|wir|the|our|your|je|nous|der|hat|habe|haben|have|has) ){0,2}(?:\p{L}+ )?";
    compiled(&format!(r"^,? {who}(?:{TELLS})\b"))
});

/// A clause that does nothing but give a day: `On 25 Nov,`.
static GIVES_A_DAY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"^\W*(?:(?:and|but|und|et|mais|y|pero) )?(?:on|at|in|am|an|im|le|el|il|op|em|no|à|den)\b")
});

/// Refuses a day of delivery or shipping that none of the orders at hand has.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let kinds: [(&Regex, &str, &[&'static str]); 2] = [
        (&ARRIVED, "delivered", &["delivered_at", "part_delivered_at"]),
        (&LEFT, "shipped", &["shipped_at"]),
    ];
    for (number, &(start, end)) in sentence.clauses().iter().enumerate() {
        let clause = &sentence.lower[start..end];
        for (words, what, fields) in kinds {
            let is_told = words.is_match(clause)
                && !kinds.iter().any(|(other, name, _)| *name != what && other.is_match(clause));
            if !is_told || aside::is_soft(clause) || aside::is_of_another(clause) {
                continue;
            }
            let known = known_days(view.near_facts(sentence, start), fields, view);
            let told = told_days(sentence, number, view);
            if let (false, Some(true_day)) = (told.is_empty(), known.last())
                && !known.iter().any(|day| told.iter().any(|meant| meant.covers(*day)))
            {
                return Err(format!("it was {what} on {}", view.facts.reader.day(*true_day)));
            }
        }
    }
    Ok(())
}

/// The days that orders have, the last one last; none where one of them came in several parcels, of which one alone is known.
fn known_days(facts: Vec<&Fact>, fields: &[&'static str], view: &View<'_>) -> Vec<Date> {
    let orders: Vec<&Fact> = facts.into_iter().filter(|fact| fact.kind == FactKind::Order).collect();
    if orders.iter().any(|order| order.fields.contains_key("parcels")) {
        return Vec::new();
    }
    let values = orders.iter().flat_map(|order| fields.iter().filter_map(|field| order.fields.get(field)));
    let mut days: Vec<Date> = values
        .filter_map(|value| match value {
            SlotValue::Date(at) => Some(day(*at, &view.facts.zone)),
            _ => None,
        })
        .collect();
    days.sort_unstable();
    days
}

/// The days that a clause names as its own; where it names none, those of a short clause before it: `On 25 Nov, it arrived`.
fn told_days(sentence: &Sentence, number: usize, view: &View<'_>) -> Vec<Meant> {
    let today = view.facts.today();
    let of = |number: usize| {
        let (start, end) = sentence.clauses()[number];
        let clause = &sentence.lower[start..end];
        let english = days::in_english(clause, today);
        let mut own = dates::find(&english, today);
        let is_whole = |found: &Found| {
            let rest = [&english[..found.range.start], &english[found.range.end..]];
            rest.iter().all(|rest| !rest.contains(char::is_alphanumeric))
        };
        let gives = GIVES_A_DAY.is_match(clause) || own.first().is_some_and(is_whole);
        let is_short = clause.split_whitespace().count() <= 4;
        own.retain(|found| {
            let (before, behind) = (&english[..found.range.start], &english[found.range.end..]);
            let is_of_goods = ARRIVED.is_match(before) || LEFT.is_match(before);
            let is_told_then = TOLD_ON.is_match(before) || (!is_of_goods && TELLS_THEN.is_match(behind));
            !OF_ANOTHER.is_match(before) && !is_told_then
        });
        (own.into_iter().map(|found| found.meant).collect::<Vec<_>>(), gives && is_short)
    };
    let (own, _) = of(number);
    match number.checked_sub(1).map(of) {
        Some((before, true)) if own.is_empty() => before,
        _ => own,
    }
}
