//! What stands literally: quotations, addresses, dates, amounts, percentages, codes, spans of time, counts.
//!
//! Each kind is looked for in turn, in a file of its own; what was found is blanked, so that no later kind reads it
//! again. What remains is left to the checks of names and words.

pub mod amount;
mod bare;
mod carrier;
mod code;
mod count;
mod date;
mod difference;
mod label;
mod line;
mod percent;
mod quotation;
mod span;
mod title;

use std::ops::Range;

use regex::Regex;

use super::View;
use super::sentence::Sentence;
pub use count::noun_behind;
pub use label::check as check_label;
pub use quotation::without_own_words;

/// A number in digits.
const NUMBER: &str = r"\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?";
/// A number in words.
const WORD_NUMBER: &str = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|hundred|dozen|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|deux|trois|quatre|cinq|sept|huit|neuf|dix|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez";

/// What is left of a sentence when the checked literals are taken out; places stay as they were.
pub struct Rest {
    /// In lower case.
    pub lower: String,
    /// As written.
    pub text: String,
    found: bool,
}

impl Rest {
    /// Takes out what was checked.
    pub fn blank(&mut self, range: Range<usize>) {
        self.found = true;
        let spaces = " ".repeat(range.len());
        self.lower.replace_range(range.clone(), &spaces);
        self.text.replace_range(range, &spaces);
    }
}

/// A sentence of which nothing but titles of the evidence was read.
pub fn unread(sentence: &Sentence, view: &View<'_>) -> Rest {
    let mut rest = Rest { lower: sentence.lower.clone(), text: sentence.text.clone(), found: false };
    title::blank(view, &mut rest);
    rest
}

/// Checks all literals; gives back whether there were any, and the rest.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(bool, Rest), String> {
    let mut rest = Rest { lower: sentence.lower.clone(), text: sentence.text.clone(), found: false };
    quotation::check(sentence, view, &mut rest)?;
    quotation::addresses(sentence, view, &mut rest)?;
    carrier::check(sentence, view)?;
    title::blank(view, &mut rest);
    amount::magnitudes(sentence, view, &rest)?;
    date::check(sentence, view, &mut rest)?;
    amount::check(sentence, view, &mut rest)?;
    percent::check(sentence, view, &mut rest)?;
    code::check(sentence, view, &mut rest)?;
    span::check(sentence, view, &mut rest)?;
    count::check(sentence, view, &mut rest)?;
    bare::check(sentence, view, &mut rest)?;
    Ok((rest.found, rest))
}

/// A pattern of a kind of literal.
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant patterns; every test compiles them")
}

/// Letters and digits in lower case, single spaces.
pub(super) fn fold(text: &str) -> String {
    let spaced: String =
        text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
