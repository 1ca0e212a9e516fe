//! Numbers with no unit that is understood.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::{NUMBER, Rest, View, WORD_NUMBER, fold, line, pattern};
use crate::copilot::facts::SlotValue;
use crate::copilot::tone;
use crate::copilot::verify::number::{self, Precision};
use crate::copilot::verify::sentence::Sentence;

static BARE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?:{NUMBER})|\b(?:{WORD_NUMBER})\b")));

/// Numbers with no unit that is understood: any value of the cited facts may bear them out.
pub fn check(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    singles(sentence, view)?;
    let lower = rest.lower.clone();
    for found in BARE.find_iter(&lower) {
        let said = number::any_readings(found.as_str());
        let precision = Precision::before(sentence.before(found.start()));
        let fits = |value: Decimal| said.iter().any(|said| precision.fits(*said, value));
        let in_values = view.near(sentence, found.start()).any(|(name, value)| match value {
            // What place something has is said by an ordinal.
            SlotValue::Count(..) if matches!(name, "place" | "quantity") => false,
            SlotValue::Money(money) => fits(money.amount),
            SlotValue::Count(count, _) => fits(Decimal::from(*count)),
            SlotValue::Text(text) => is_word_of(text, found.as_str()),
            SlotValue::Worded(words) => is_word_of(words.as_str(), found.as_str()),
            SlotValue::Share(_)
            | SlotValue::Days(_)
            | SlotValue::Date(_)
            | SlotValue::State(_)
            | SlotValue::Quote(_)
            | SlotValue::QuotedDay(_) => false,
        });
        let (clause, _) = sentence.clause_around(found.start());
        let pieces =
            view.near_facts(sentence, found.start()).into_iter().flat_map(|fact| line::meant(fact, clause));
        let as_quantity = pieces.into_iter().any(|line| fits(Decimal::from(line.quantity)));
        let as_title = beside_word(&lower, &found.range())
            .iter()
            .any(|pair| view.known_names().any(|name| tone::contains_phrase(&fold(name), pair)));
        // A number of named products is theirs, whatever else the number may be.
        let near = view.near_facts(sentence, found.start());
        if let Some(pieces) = line::pieces_of(&near, &sentence.lower[found.end()..])
            && !as_title
            && !pieces.into_iter().any(|count| fits(Decimal::from(count)))
        {
            return Err(format!("the number `{}` is not of what it counts", found.as_str()));
        }
        if !in_values && !as_quantity && !as_title && !view.is_repeated(found.as_str(), sentence) {
            return Err(format!("the number `{}` does not stand in the evidence", found.as_str()));
        }
        rest.blank(found.range());
    }
    Ok(())
}

/// Whether a number is a word of a text of the program's or the vendor's: `iPhone 15`.
fn is_word_of(text: &str, number: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word == number)
}

/// `One jacket`, `a single tin of wax`: of a line that has one piece.
fn singles(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    static ONE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(?:one|single) (?P<what>[^ ,.;]+(?: [^ ,.;]+){0,2})"));
    for captures in ONE.captures_iter(&sentence.lower) {
        let Some(what) = captures.name("what") else { continue };
        let near = view.near_facts(sentence, what.start());
        let stems = crate::copilot::verify::words::stems(what.as_str());
        let has_title =
            |title: &str| crate::copilot::verify::words::stems(title).iter().any(|stem| stems.contains(stem));
        let mut lines =
            near.iter().flat_map(|fact| &fact.lines).filter(|line| has_title(&line.title)).peekable();
        if lines.peek().is_some() && !lines.any(|line| line.quantity == 1) {
            return Err(format!("`one {}` does not stand in the evidence", what.as_str()));
        }
    }
    Ok(())
}

/// A number with the word before it and with the word after it: `ridgeback 2`.
fn beside_word(lower: &str, range: &Range<usize>) -> Vec<String> {
    let number = &lower[range.clone()];
    let before = lower[..range.start].split_whitespace().next_back();
    let after = lower[range.end..].split_whitespace().next();
    let before = before.map(|word| fold(&format!("{word} {number}")));
    let after = after.map(|word| fold(&format!("{number} {word}")));
    before.into_iter().chain(after).collect()
}
