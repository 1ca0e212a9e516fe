//! Words of the program's with figures in them that every reader's language writes in its own way.
//!
//! The text itself is written in the neutral way, which prompts and records have; beside it stands where in it a figure is
//! and what it means. How a reader's language writes it is [`crate::phrasing::Locale::worded`]'s to know.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::money::Money;

static ISO_DAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b\d{4}-\d{2}-\d{2}\b").expect("the pattern stands above"));

/// What a figure in a text means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureValue {
    /// An amount with its currency.
    Money(Money),
    /// So many percent, written whole.
    Percent(f64),
    /// A number with one place behind the point.
    Tenths(f64),
    /// A day.
    #[schemars(with = "String")]
    Day(Date),
    /// A day of the next weeks, by its name.
    #[schemars(with = "String")]
    NearDay(Date),
    /// The month that a day is in, with its year.
    #[schemars(with = "String")]
    Month(Date),
}

/// A figure in a text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// The byte of the text with which it begins.
    pub from: u32,
    /// The byte behind it.
    pub to: u32,
    /// What it means.
    pub value: FigureValue,
}

/// Words with figures in them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worded {
    text: String,
    figures: Vec<Figure>,
}

/// What stands in a gap of a template.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// Words, or a figure that is written the same everywhere: a number of pieces or days.
    Words(Cow<'a, str>),
    /// A figure.
    Figure(FigureValue),
    /// Words with figures in them.
    Worded(Worded),
}

/// Fills the gaps `{}` of a template, as `format!` does, and keeps where its figures are.
macro_rules! worded {
    ($template:literal $(, $piece:expr)* $(,)?) => {
        $crate::domain::Worded::of($template, [$($crate::domain::worded::Piece::from($piece)),*])
    };
}
pub(crate) use worded;

impl FigureValue {
    /// A share of one.
    pub fn share(share: f64) -> Self {
        Self::Percent((100.0 * share.clamp(0.0, 1.0)).round())
    }
}

impl fmt::Display for FigureValue {
    /// In the neutral way.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(money) => money.fmt(f),
            Self::Percent(percent) => write!(f, "{percent:.0} %"),
            Self::Tenths(number) => write!(f, "{number:.1}"),
            Self::Day(day) => day.strftime("%-d %b %Y").fmt(f),
            Self::NearDay(day) => day.strftime("%a %-d %b").fmt(f),
            Self::Month(day) => day.strftime("%b %Y").fmt(f),
        }
    }
}

impl Worded {
    /// A template with its gaps `{}` filled in their order.
    pub fn of<'a>(template: &str, pieces: impl IntoIterator<Item = Piece<'a>>) -> Self {
        let mut worded = Self::default();
        let mut between = template.split("{}");
        worded.push_words(between.next().unwrap_or_default());
        let mut pieces = pieces.into_iter();
        for words in between {
            let piece = pieces.next();
            debug_assert!(piece.is_some(), "a gap of `{template}` has nothing to stand in it");
            piece.into_iter().for_each(|piece| worded.push(piece));
            worded.push_words(words);
        }
        debug_assert!(pieces.next().is_none(), "`{template}` has too few gaps");
        worded
    }

    /// Words and figures that were kept apart, as records have them.
    pub fn kept(text: &str, figures: &[Figure]) -> Self {
        Self { text: text.to_owned(), figures: figures.to_vec() }
    }

    /// Words that were stored with days in them as ISO 8601 writes them: `unlinked on 2026-11-24`.
    pub fn with_iso_days(text: &str) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let figure = |found: regex::Match<'_>| {
            let value = FigureValue::Day(found.as_str().parse().ok()?);
            Some(Figure { from: place(found.start()), to: place(found.end()), value })
        };
        Self { text: text.to_owned(), figures: ISO_DAY.find_iter(text).filter_map(figure).collect() }
    }

    /// Several, with words between each two.
    pub fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut all = Self::default();
        for (at, part) in parts.into_iter().enumerate() {
            all.push_words(if at == 0 { "" } else { between });
            all.push(part);
        }
        all
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds to the end.
    pub fn push<'a>(&mut self, piece: impl Into<Piece<'a>>) {
        match piece.into() {
            Piece::Words(words) => self.push_words(&words),
            Piece::Figure(value) => {
                let from = self.end();
                self.push_words(&value.to_string());
                self.figures.push(Figure { from, to: self.end(), value });
            }
            Piece::Worded(other) => {
                let by = self.end();
                let moved = |one: Figure| Figure { from: one.from + by, to: one.to + by, value: one.value };
                self.text.push_str(&other.text);
                self.figures.extend(other.figures.into_iter().map(moved));
            }
        }
    }

    fn push_words(&mut self, words: &str) {
        self.text.push_str(words);
    }

    fn end(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    /// In the neutral way.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text in the neutral way, and the figures in it: as records keep them.
    pub fn into_parts(self) -> (String, Vec<Figure>) {
        (self.text, self.figures)
    }

    /// What stands before the first such word, with the figures in it.
    #[must_use]
    pub fn before(&self, word: &str) -> Self {
        let end = self.text.find(word).unwrap_or(self.text.len());
        let text = self.text[..end].trim_end().to_owned();
        let figures = self.figures.iter().filter(|one| one.to as usize <= text.len()).copied().collect();
        Self { text, figures }
    }

    /// With every figure as somebody writes it. Where the figures are not those of the text, the text as it is.
    pub fn written(&self, write: impl Fn(&FigureValue) -> String) -> String {
        let mut text = String::with_capacity(self.text.len() + 8);
        let mut at = 0;
        for figure in &self.figures {
            let (from, to) = (figure.from as usize, figure.to as usize);
            let Some(words) = self.text.get(at..from).filter(|_| self.text.get(from..to).is_some()) else {
                return self.text.clone();
            };
            text.push_str(words);
            text.push_str(&write(&figure.value));
            at = to;
        }
        text.push_str(&self.text[at..]);
        text
    }
}

impl fmt::Display for Worded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq<&str> for Worded {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl From<&str> for Worded {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<String> for Worded {
    fn from(text: String) -> Self {
        Self { text, figures: Vec::new() }
    }
}

impl<'a> From<&'a str> for Piece<'a> {
    fn from(words: &'a str) -> Self {
        Self::Words(words.into())
    }
}

impl<'a> From<&'a String> for Piece<'a> {
    fn from(words: &'a String) -> Self {
        Self::Words(words.into())
    }
}

impl<'a> From<&&'a str> for Piece<'a> {
    fn from(words: &&'a str) -> Self {
        Self::Words((*words).into())
    }
}

impl From<String> for Piece<'_> {
    fn from(words: String) -> Self {
        Self::Words(words.into())
    }
}

impl From<FigureValue> for Piece<'_> {
    fn from(value: FigureValue) -> Self {
        Self::Figure(value)
    }
}

impl From<Money> for Piece<'_> {
    fn from(money: Money) -> Self {
        Self::Figure(FigureValue::Money(money))
    }
}

impl From<Date> for Piece<'_> {
    fn from(day: Date) -> Self {
        Self::Figure(FigureValue::Day(day))
    }
}

impl From<Worded> for Piece<'_> {
    fn from(worded: Worded) -> Self {
        Self::Worded(worded)
    }
}

/// Numbers that are written the same everywhere: whole, and without marks between their digits.
macro_rules! whole {
    ($($number:ty)*) => {$(
        impl From<$number> for Piece<'_> {
            fn from(number: $number) -> Self {
                number.to_string().into()
            }
        }
    )*};
}
whole!(u32 u64 i64 usize);

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Currency;

    fn eur(amount: &str) -> Money {
        Money::new(amount.parse().unwrap(), Currency::new("EUR").unwrap())
    }

    #[test]
    fn a_figure_keeps_its_place_wherever_its_words_are_put() {
        let rhythm = worded!("{} orders a year at {}", FigureValue::Tenths(1.25), eur("80"));
        let mut all = worded!("Über {}: {}", "Ada", rhythm);
        all.push(worded!("; since {}, {}", date(2026, 11, 5), FigureValue::share(0.424)));
        assert_eq!(all.as_str(), "Über Ada: 1.2 orders a year at 80.00 EUR; since 5 Nov 2026, 42 %");
        let marked = all.written(|figure| format!("<{figure}>"));
        assert_eq!(marked, "Über Ada: <1.2> orders a year at <80.00 EUR>; since <5 Nov 2026>, <42 %>");
        let first = all.before(";");
        assert_eq!(first.as_str(), "Über Ada: 1.2 orders a year at 80.00 EUR");
        assert_eq!(first.written(|_| "#".to_owned()), "Über Ada: # orders a year at #");
    }

    #[test]
    fn days_in_stored_words_are_figures() {
        let stored = Worded::with_iso_days("unlinked on 2026-11-24 by x-2026-13-01, twice");
        assert_eq!(
            stored.written(|figure| format!("<{figure}>")),
            "unlinked on <24 Nov 2026> by x-2026-13-01, twice"
        );
        assert_eq!(stored.as_str(), "unlinked on 2026-11-24 by x-2026-13-01, twice");
    }

    #[test]
    fn what_a_record_kept_is_the_same_again() {
        let worded = worded!("{} an order", eur("80"));
        let (text, figures) = worded.clone().into_parts();
        let json = serde_json::to_string(&figures).unwrap();
        let figures: Vec<Figure> = serde_json::from_str(&json).unwrap();
        assert_eq!(Worded::kept(&text, &figures), worded);
    }

    proptest! {
        /// Whatever stands in a record, it is shown and nothing breaks.
        #[test]
        fn figures_that_are_not_of_the_text_leave_it(text in ".{0,12}", from in 0u32..20, to in 0u32..20) {
            let value = FigureValue::Tenths(1.0);
            let again = Figure { from: 0, to: 1, value };
            let shown = Worded::kept(&text, &[Figure { from, to, value }, again]).written(|_| "#".to_owned());
            prop_assert!(shown == text || shown.contains('#'));
        }
    }
}
