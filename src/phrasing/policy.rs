//! Why policy asks for a yes, for whoever reads it.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Locale;
use crate::domain::{Currency, Money};

/// An amount or a percentage as a rule's own words have it: `140.00 USD`, `12.5 %`.
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    let figure = r"\b(?<number>\d+(?:\.(?<places>\d+))?) (?:(?<code>[A-Z]{3})\b|%)";
    Regex::new(figure).expect("the pattern stands above")
});

/// What a rule says of itself, with its amounts and percentages as the reader writes them. Records keep those words in
/// the neutral way, whoever asked and whoever decides.
pub fn policy_in_words(why: &str, locale: &Locale) -> String {
    let written = |found: &Captures<'_>| {
        let number = &found["number"];
        let amount =
            found.name("code").map(|code| Some((number.parse().ok()?, Currency::new(code.as_str()).ok()?)));
        let words = match amount {
            Some(amount) => amount.map(|(amount, currency)| locale.money(Money::new(amount, currency))),
            None => {
                let places = found.name("places").map_or(0, |places| places.len());
                number.parse().ok().map(|percent| locale.percents(percent, places))
            }
        };
        words.unwrap_or_else(|| found[0].to_owned())
    };
    FIGURE.replace_all(why, written).into_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("policy: 1400.00 USD is over the limit of 100", "policy: 1.400,00 USD is over the limit of 100")]
    #[case("policy: a discount over 12.5 % needs a yes", "policy: a discount over 12,5 % needs a yes")]
    #[case(
        "was 140.00 USD, over the limit of 100; now 80.00 USD, within it",
        "was 140,00 USD, over the limit of 100; now 80,00 USD, within it"
    )]
    #[case(
        "outside policy: return of order #1154 after its time",
        "outside policy: return of order #1154 after its time"
    )]
    #[case("policy: every task needs a yes", "policy: every task needs a yes")]
    fn a_rule_reads_as_its_reader_writes(#[case] why: &str, #[case] german: &str) {
        assert_eq!(policy_in_words(why, &Locale::named("de-DE").unwrap()), german);
    }
}
