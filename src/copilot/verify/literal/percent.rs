//! Percentages: shares that the facts hold, or what the suggestion offers.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::{NUMBER, Rest, View, WORD_NUMBER, pattern};
use crate::copilot::facts::SlotValue;
use crate::copilot::tone;
use crate::copilot::verify::Voice;
use crate::copilot::verify::number::{self, Precision};
use crate::copilot::verify::sentence::Sentence;

static PERCENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?P<n>{NUMBER}|{WORD_NUMBER}) ?(?:%|per ?cent\b)")));

/// Each percentage.
pub fn check(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for captures in PERCENT.captures_iter(&lower) {
        let (Some(whole), Some(number)) = (captures.get(0), captures.name("n")) else { continue };
        let precision = Precision::before(sentence.before(whole.start()));
        let said = number::any_readings(number.as_str());
        let clause = sentence.clause_at(whole.start());
        let stands = view.near(sentence, whole.start()).any(|(name, value)| match value {
            SlotValue::Share(share) if is_called(name, clause) => {
                let exact = Decimal::try_from(share * 100.0).unwrap_or_default();
                said.iter().any(|said| (exact - said).abs() < Decimal::ONE || precision.fits(*said, exact))
            }
            _ => false,
        });
        let granted = match view.voice {
            Voice::Draft { granted: Some(percent) } => said.contains(&percent),
            _ => false,
        };
        let literal = &sentence.text[whole.range()];
        if !stands && !granted && !view.is_repeated(number.as_str(), sentence) {
            return Err(format!("`{literal}` does not stand in the evidence"));
        }
        rest.blank(whole.range());
    }
    Ok(())
}

/// Whether a share may be what its clause calls it: a risk is no rate of returns.
fn is_called(field: &str, clause: &str) -> bool {
    const RISK: &[&str] = &["risk", "churn", "leave", "leaving", "probability", "chance", "likely", "lose"];
    const RETURNS: &[&str] =
        &["refund", "refunds", "refunded", "return", "returns", "returned", "back", "return rate"];
    match field {
        "risk" => !tone::contains_any(clause, RETURNS),
        "return_rate" => !tone::contains_any(clause, RISK),
        _ => !tone::contains_any(clause, RISK) && !tone::contains_any(clause, RETURNS),
    }
}
