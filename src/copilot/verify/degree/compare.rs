//! Comparisons: an order with the average, with another order; a year with the year before.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::trend;
use crate::copilot::facts::{Claim, Fact, FactKind, SlotValue};
use crate::copilot::tone;
use crate::copilot::verify::View;
use crate::copilot::verify::literal::Rest;
use crate::copilot::verify::number;
use crate::copilot::verify::scope::is_written;
use crate::copilot::verify::sentence::Sentence;

static THAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?P<how>more|larger|bigger|higher|greater|above|better|less|smaller|lower|fewer|cheaper|below)\b(?P<between>[^.;]*?)\b(?:than|the average|average)\b")
        .expect("constant pattern; every test compiles it")
});

const GREATER: &[&str] = &["more", "larger", "bigger", "higher", "greater", "above"];

/// Checks comparisons; a number behind `than` is how exactly an amount is meant, and checked there.
pub(super) fn check(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> Result<bool, String> {
    let lower = rest.lower.clone();
    let mut checked = false;
    for captures in THAN.captures_iter(&lower) {
        let (Some(whole), Some(how)) = (captures.get(0), captures.name("how")) else { continue };
        if whole.as_str().ends_with("than") && is_number(sentence.lower[whole.end()..].trim_start()) {
            rest.blank(whole.range());
            continue;
        }
        let said = GREATER.contains(&how.as_str());
        let what = (whole.start(), whole.end());
        if compared(sentence, what, view) != Some(said) {
            return Err(format!("nothing it cites tells that it is `{}`", whole.as_str().trim()));
        }
        checked = true;
        rest.blank(whole.range());
    }
    Ok(checked)
}

/// Whether a text begins with an amount, a count or a span.
fn is_number(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().trim_matches([',', '.']);
    let digits = first.trim_start_matches(['$', '€', '£', '¥']);
    let is_slot = first.starts_with(|c: char| ('\u{e000}'..'\u{f8ff}').contains(&c));
    let is_year = digits.len() == 4 && digits.starts_with("20") && text.trim_end_matches('.').len() == 4;
    let in_words = number::WORDS.iter().any(|(word, _)| *word == first)
        || matches!(first, "a" | "an" | "once" | "twice" | "usd" | "eur");
    !is_year && (is_slot || in_words || digits.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether what stands before is the greater; nothing where that can't be told.
fn compared(sentence: &Sentence, (start, end): (usize, usize), view: &View<'_>) -> Option<bool> {
    let behind = &sentence.lower[end..];
    let orders: Vec<&Fact> = view.cited.iter().copied().filter(|fact| fact.kind == FactKind::Order).collect();
    let of_average = sentence.lower[..end].ends_with("average")
        || tone::contains_any(behind.get(..behind.len().min(40)).unwrap_or(behind), &["average", "usual"]);
    if of_average {
        let named = view.scopes.get(sentence.clause_number(start)).filter(|named| !named.is_empty());
        let order = named.map_or_else(|| orders.first().copied(), |named| named.first().copied());
        return match order {
            Some(order) => order.claims.get(&Claim::AboveAverage).copied(),
            None => last_against_average(sentence, start, view),
        };
    }
    let total = |text: &str| {
        let by_number = orders.iter().find(|order| {
            order.names.first().is_some_and(|n| tone::contains_phrase(text, n.trim_start_matches('#')))
        });
        // A product stands for its order where there is no other in it.
        let by_title = || orders.iter().find(|order| order.lines.len() == 1 && is_written(order, text, view));
        let order = by_number.or_else(by_title)?;
        match order.fields.get("total") {
            Some(SlotValue::Money(money)) => Some(*money),
            _ => None,
        }
    };
    if let (Some(one), Some(other)) = (total(&sentence.lower[..start]), total(behind)) {
        return (one.currency == other.currency && one.amount != other.amount)
            .then_some(one.amount > other.amount);
    }
    years(sentence, end, view).or_else(|| trend::risen(sentence, view).filter(|_| of_time(sentence)))
}

/// Whether the last order is above the average, where the clause speaks of it and the sums tell.
fn last_against_average(sentence: &Sentence, at: usize, view: &View<'_>) -> Option<bool> {
    let is_last =
        tone::contains_any(sentence.lower.get(..at)?, &["last order", "latest order", "last purchase"]);
    let has = |field: &str| view.cited.iter().any(|fact| fact.fields.contains_key(field));
    match (is_last, has("above_average_by"), has("below_average_by")) {
        (true, true, false) => Some(true),
        (true, false, true) => Some(false),
        _ => None,
    }
}

/// Whether a span of time is compared with an earlier one.
fn of_time(sentence: &Sentence) -> bool {
    tone::contains_any(&sentence.lower, &["year", "days", "months", "before", "quarter"])
}

/// `more in 2026 than in 2025`, `than last year`.
fn years(sentence: &Sentence, end: usize, view: &View<'_>) -> Option<bool> {
    let today = view.facts.today();
    let year = |text: &str| -> Option<i16> {
        if tone::contains_any(text, &["last year", "the year before"]) {
            return Some(today.year() - 1);
        }
        if tone::contains_any(text, &["this year"]) {
            return Some(today.year());
        }
        text.split(|c: char| !c.is_ascii_digit()).find(|w| w.len() == 4 && w.starts_with("20"))?.parse().ok()
    };
    let before = year(&sentence.lower[..end]).unwrap_or_else(|| today.year());
    let behind = year(&sentence.lower[end..])?;
    let by_orders = tone::contains_any(&sentence.lower, &["orders", "ordered", "often"]);
    let figure = |year: i16| -> Option<Decimal> {
        let fact = view.cited.iter().find(|fact| fact.evidence.key() == format!("year.{year}"))?;
        match fact.fields.get(if by_orders { "orders" } else { "net" }) {
            Some(SlotValue::Money(money)) => Some(money.amount),
            Some(SlotValue::Count(count, _)) => Some(Decimal::from(*count)),
            _ => None,
        }
    };
    let (one, other) = (figure(before)?, figure(behind)?);
    (one != other).then_some(one > other)
}
