//! Sums over a part: one year, the last ninety days, one category. They are meant only where the clause, or one before it,
//! says of what they are; and of two that are compared, each is the one that the clause calls so.

use std::sync::LazyLock;

use regex::Regex;

use super::View;
use super::sentence::Sentence;
use crate::copilot::facts::{Fact, FactKind, SlotValue};
use crate::copilot::tone;

/// What tells that everything is meant again.
const OVERALL: &[&str] = &[
    "average",
    "in all",
    "overall",
    "altogether",
    "lifetime",
    "so far in all",
    "usual",
    "usually",
    "all time",
    "open case",
    "open cases",
    "all orders",
    "ever",
];
/// Words of the year that goes on.
const THIS_YEAR: &[&str] = &["this year", "this year's", "so far this year", "year to date"];
/// Words of the one before.
const LAST_YEAR: &[&str] = &[
    "last year",
    "last year's",
    "the year before",
    "previous year",
    "a year ago",
    "a year earlier",
    "year-on-year",
    "year on year",
];
/// Words of the last ninety days.
const LAST_DAYS: &[&str] = &[
    "last 90 days",
    "past 90 days",
    "last ninety days",
    "past ninety days",
    "last three months",
    "past three months",
    "recent 90 days",
    "last 3 months",
    "past 3 months",
];
/// Words of the ninety before.
const DAYS_BEFORE: &[&str] = &[
    "90 days before",
    "90 before",
    "ninety days before",
    "ninety before",
    "previous 90 days",
    "previous ninety days",
    "90 days prior",
    "three months before",
    "three before",
    "previous three months",
    "preceding 90 days",
    "before that",
    "the 90 days earlier",
    "earlier 90 days",
];

/// Whether a fact is a sum over a part.
fn is_part(fact: &Fact) -> bool {
    let key = fact.evidence.key();
    fact.kind == FactKind::Totals
        && ["year.", "change.", "category.", "product."].iter().any(|part| key.starts_with(part))
}

/// Whether a sum is one that the clause at a place can mean.
pub(super) fn is_meant(fact: &Fact, sentence: &Sentence, at: usize, view: &View<'_>) -> bool {
    let number = sentence.clause_number(at);
    let parts = || view.cited.iter().copied().filter(|fact| is_part(fact));
    let named = |number: usize| {
        parts()
            .filter(|part| says(part, sentence, number, view))
            .map(|part| &part.evidence)
            .collect::<Vec<_>>()
    };
    let meant = (0..=number).rev().map(named).find(|named| !named.is_empty()).unwrap_or_default();
    if is_part(fact) {
        return meant.contains(&&fact.evidence);
    }
    meant.is_empty() || tone::contains_any(sentence.clause_at(at), OVERALL)
}

/// Whether any clause of a sentence says that it speaks of this part.
pub(super) fn is_said(part: &Fact, sentence: &Sentence, view: &View<'_>) -> bool {
    (0..sentence.clauses().len()).any(|clause| says(part, sentence, clause, view))
}

/// Whether a clause says of which part it speaks, in words or by the slot that names it.
fn says(part: &Fact, sentence: &Sentence, clause: usize, view: &View<'_>) -> bool {
    let (start, end) = sentence.clauses()[clause];
    let text = &sentence.lower[start..end];
    let slot = |fields: &[&str]| {
        sentence.slots().any(|(at, number)| {
            (start..end).contains(&at)
                && view
                    .slots
                    .get(number)
                    .is_some_and(|(id, field)| *id == part.evidence && fields.contains(&&**field))
        })
    };
    let key = part.evidence.key();
    if let Some(year) = key.strip_prefix("year.").and_then(|key| key.get(..4)) {
        let this = view.facts.today().year();
        return slot(&["year"])
            || says_year(text, year)
            || (year == this.to_string() && tone::contains_any(text, THIS_YEAR))
            || (year == (this - 1).to_string() && tone::contains_any(text, LAST_YEAR));
    }
    match key {
        _ if key.starts_with("change.year") => {
            tone::contains_any(text, THIS_YEAR) || tone::contains_any(text, LAST_YEAR)
        }
        _ if key.starts_with("change.") => {
            tone::contains_any(text, LAST_DAYS) || tone::contains_any(text, DAYS_BEFORE)
        }
        _ => slot(&["category", "product"]) || says_title(part, text, view),
    }
}

/// `In 2025`, but neither `since 2025` nor `10 March 2025`.
fn says_year(text: &str, year: &str) -> bool {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:\b(?:since|from|until|till|before|after)|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?|\d,?) $")
            .expect("constant pattern; every test compiles it")
    });
    tone::places(text, year).any(|at| !DAY.is_match(&text[..at]))
}

/// A word of its name that no other cited part's name has.
fn says_title(part: &Fact, text: &str, view: &View<'_>) -> bool {
    let said = super::words::stems(text);
    let stems =
        |fact: &Fact| fact.names.iter().flat_map(|name| super::words::stems(name)).collect::<Vec<_>>();
    let others = view.cited.iter().filter(|other| is_part(other) && other.evidence != part.evidence);
    let of_others: Vec<String> = others.flat_map(|other| stems(other)).collect();
    stems(part).iter().any(|stem| said.contains(stem) && !of_others.contains(stem))
}

/// Whether a value of a comparison is the one that its clause calls so: the word for it stands right behind the value,
/// else before it. Any other value is as good as the rest of the check says.
pub(super) fn may_be_called(field: &str, sentence: &Sentence, at: usize, view: &View<'_>) -> bool {
    let (now, before): (&[&str], &[&str]) = match field {
        "this_year" | "orders_this_year" | "last_year" | "orders_last_year" => (THIS_YEAR, LAST_YEAR),
        "last_90_days" | "orders_last_90_days" | "before_90_days" | "orders_before_90_days" => {
            (LAST_DAYS, DAYS_BEFORE)
        }
        "last_order" => {
            let last = ["last", "latest", "most recent", "newest"];
            let before = sentence.lower.get(..at).unwrap_or_default();
            return tone::contains_any(before, &last) && !tone::contains_any(before, &["first"]);
        }
        _ => return true,
    };
    let (clause, at) = sentence.clause_around(at);
    let (this, last) = (view.facts.today().year().to_string(), (view.facts.today().year() - 1).to_string());
    let years = std::ptr::eq(now, THIS_YEAR);
    let places = |words: &[&str], year: &str| -> Vec<usize> {
        let by_year = years.then_some(year);
        words.iter().copied().chain(by_year).flat_map(|word| tone::places(clause, word)).collect()
    };
    let (now, before) = (places(now, &this), places(before, &last));
    let nearest = |places: &[usize]| {
        let behind = places.iter().filter(|place| **place >= at).map(|place| (0, place - at)).min();
        behind.or_else(|| places.iter().map(|place| (1, at.saturating_sub(*place))).min())
    };
    let is_of_now = field.contains("this_year") || field.contains("last_90");
    match (nearest(&now), nearest(&before)) {
        (Some(now), Some(before)) => (now < before) == is_of_now,
        (Some(_), None) => is_of_now,
        (None, Some(_)) => !is_of_now,
        (None, None) => false,
    }
}

/// The amount of a cited fact in a field.
pub(super) fn amount(fact: &Fact, field: &str) -> Option<rust_decimal::Decimal> {
    match fact.fields.get(field)? {
        SlotValue::Money(money) => Some(money.amount),
        SlotValue::Count(count, _) => Some((*count).into()),
        _ => None,
    }
}
