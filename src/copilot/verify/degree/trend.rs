//! Trends: that something rose or fell is told by the facts that compare one span of time with another.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use crate::copilot::facts::Fact;
use crate::copilot::tone;
use crate::copilot::verify::View;
use crate::copilot::verify::literal::Rest;
use crate::copilot::verify::period;
use crate::copilot::verify::sentence::Sentence;

static TREND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:spending|spend|revenue|sales|business|orders|purchases|net)\b(?: [^ ,.;]+){0,3}? (?P<way>up|down|rose|risen|grew|grown|growing|increased|rising|fell|fallen|falling|dropped|declined|declining|decreased|shrank|shrunk|shrinking)\b")
        .expect("constant pattern; every test compiles it")
});

const UP: &[&str] = &["up", "rose", "risen", "grew", "grown", "growing", "increased", "rising"];

/// Checks what is said to rise or fall.
pub(super) fn check(sentence: &Sentence, rest: &mut Rest, view: &View<'_>) -> Result<bool, String> {
    let lower = rest.lower.clone();
    let mut checked = false;
    for captures in TREND.captures_iter(&lower) {
        let Some(way) = captures.name("way") else { continue };
        // `Add up to` is a sum.
        if lower[way.end()..].starts_with(" to") && matches!(way.as_str(), "up" | "down") {
            continue;
        }
        let said = UP.contains(&way.as_str());
        if risen(sentence, view) != Some(said) {
            return Err(format!("nothing it cites tells that it went `{}`", way.as_str()));
        }
        checked = true;
        rest.blank(way.range());
    }
    Ok(checked)
}

/// Whether what the sentence compares with what was before it has become more; nothing where the cited facts don't
/// tell, or tell both.
pub(super) fn risen(sentence: &Sentence, view: &View<'_>) -> Option<bool> {
    let compares = |fact: &&&Fact| fact.evidence.key().starts_with("change.");
    let all: Vec<&Fact> = view.cited.iter().filter(compares).copied().collect();
    let named: Vec<&Fact> =
        all.iter().copied().filter(|fact| period::is_said(fact, sentence, view)).collect();
    let by_orders = tone::contains_any(&sentence.lower, &["orders", "ordered", "often", "purchases"]);
    let pair = |fact: &Fact| -> Option<(Decimal, Decimal)> {
        let fields = match (fact.evidence.key().starts_with("change.year"), by_orders) {
            (true, true) => ["orders_this_year", "orders_last_year"],
            (true, false) => ["this_year", "last_year"],
            (false, true) => ["orders_last_90_days", "orders_before_90_days"],
            (false, false) => ["last_90_days", "before_90_days"],
        };
        Some((period::amount(fact, fields[0])?, period::amount(fact, fields[1])?))
    };
    let pairs = if named.is_empty() { all } else { named };
    let ways: Vec<Option<bool>> = pairs
        .into_iter()
        .map(|fact| pair(fact).filter(|(now, then)| now != then).map(|(now, then)| now > then))
        .collect();
    let first = *ways.first()?;
    first.filter(|_| ways.iter().all(|way| *way == first))
}
