//! Spans of time: one that the facts hold, or from a date of theirs until now.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::date::stands_as_date;
use super::label::{self, DATE_LABELS};
use super::{NUMBER, Rest, View, WORD_NUMBER, pattern};
use crate::copilot::facts::{SlotValue, days_between};
use crate::copilot::tone;
use crate::copilot::verify::number::{self, Precision};
use crate::copilot::verify::sentence::Sentence;
use crate::copilot::verify::words::speech;
use crate::copilot::verify::{Voice, promise};

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<n>{NUMBER}|{WORD_NUMBER}|\ban?\b|\bone\b|\b(?:over|within|in|for) the (?:next|coming)|\bthe)[ -](?P<business>business |working )?(?P<unit>hour|day|week|month|year)s?\b"
    ))
});

/// `6 days`, `two weeks`, `a year`: a span that the facts hold, or from a date of theirs until now.
pub fn check(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for captures in SPAN.captures_iter(&lower) {
        let (Some(whole), Some(number), Some(unit)) =
            (captures.get(0), captures.name("n"), captures.name("unit"))
        else {
            continue;
        };
        let tail = lower[whole.end()..].trim_start();
        // `The day after it was placed`; any other `the day` is no span.
        if number.as_str() == "the" && !(unit.as_str() == "day" && tail.starts_with("after")) {
            continue;
        }
        if promise::is_promised(sentence, whole.start(), view) {
            rest.blank(whole.range());
            continue;
        }
        let said = match number.as_str() {
            "a" | "an" | "the" => vec![Decimal::ONE],
            next if next.ends_with(" next") || next.ends_with(" coming") => vec![Decimal::ONE],
            other => number::any_readings(other),
        };
        let precision = Precision::before(sentence.before(whole.start()));
        // What is ago lies between a day and now.
        let is_ago = lower[whole.end()..].trim_start().starts_with("ago");
        let by = speech::speaker_at(sentence, whole.start(), view);
        let fields: Vec<&str> = view
            .near(sentence, whole.start())
            .filter(|(name, _)| speech::may_date(by, name) && !(is_ago && BETWEEN.contains(name)))
            .filter_map(|(name, value)| {
                span_fits(value, unit.as_str(), &said, precision, view).then_some(name)
            })
            .collect();
        let literal = &sentence.text[whole.range()];
        let before = sentence.before(whole.start()).trim_end();
        let plans = matches!(view.voice, Voice::Draft { .. })
            && (captures.name("business").is_some()
                || ["in", "within", "for", "every"].iter().any(|w| before.ends_with(w)));
        if fields.is_empty()
            && !plans
            && !view.is_repeated(literal, sentence)
            && !stands_as_date(literal, view)
        {
            return Err(format!("`{literal}` does not stand in the evidence"));
        }
        let within = before.ends_with("within").then_some(TAKEN);
        if let Some(wanted) = behind(lower[whole.end()..].trim_start()).or(within.filter(|_| !plans)) {
            if !fields.iter().any(|field| wanted.contains(field)) {
                return Err(format!("`{literal}` does not stand in the evidence"));
            }
        } else if !fields.is_empty() && !view.is_repeated(literal, sentence) {
            label::check_any(DATE_LABELS, sentence, whole.start(), &fields)
                .map_err(|label| format!("`{literal}` is not {label}"))?;
        }
        // `five days later`: the word behind belongs to the span.
        let tail = &lower[whole.end()..];
        let word = tail.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let end = match behind(tail.trim_start()) {
            Some(_) => whole.end() + (tail.len() - tail.trim_start().len()) + word.len(),
            None => whole.end(),
        };
        rest.blank(whole.start()..end);
    }
    Ok(())
}

/// Spans that end on another day than today.
const BETWEEN: &[&str] = &[
    "days_to_deliver",
    "days_in_transit",
    "took",
    "cancelled_after",
    "horizon",
    "usual_gap",
    "mean_gap",
    "longest_gap",
    "window",
    "closes_in",
];

/// Spans from one day of a fact to another.
const TAKEN: &[&str] = &["days_to_deliver", "days_in_transit", "took", "cancelled_after", "horizon"];

/// The spans that the word right behind one allows: `five days later`, `a week late`.
fn behind(text: &str) -> Option<&'static [&'static str]> {
    let begins = |words: &[&str]| words.iter().any(|word| tone::places(text, word).next() == Some(0));
    if begins(&["later", "after"]) {
        Some(TAKEN)
    } else if begins(&["late", "overdue", "too late", "behind"]) {
        Some(&["days_late", "expected_at"])
    } else {
        None
    }
}

fn span_fits(value: &SlotValue, unit: &str, said: &[Decimal], precision: Precision, view: &View<'_>) -> bool {
    let days = match value {
        SlotValue::Days(days) => *days,
        SlotValue::Date(at) if unit == "hour" => {
            let hours = view.facts.now.duration_since(*at).as_hours().abs();
            return hours <= 72
                && said.iter().any(|said| (Decimal::from(hours) - said).abs() <= Decimal::ONE);
        }
        SlotValue::Date(at) => days_between(*at, view.facts.now, &view.facts.zone).abs(),
        _ => return false,
    };
    let length = match unit {
        "day" => Decimal::ONE,
        "week" => Decimal::from(7),
        "month" => Decimal::new(3044, 2),
        "year" => Decimal::new(36525, 2),
        _ => return false,
    };
    let exact = Decimal::from(days) / length;
    // Nobody counts half weeks: rounded down, or up where little is missing (four days are no week).
    let is_nearly = |said: Decimal| said == exact.round() && (said - exact) * Decimal::from(6) <= said;
    said.iter().any(|said| is_nearly(*said) || *said == exact.floor() || precision.fits(*said, exact))
}
