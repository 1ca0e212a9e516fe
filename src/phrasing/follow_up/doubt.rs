//! What is doubtful of a day that was written: which of two it is, and whether its weekday is right.

use jiff::civil::{Date, Weekday};

use super::Seen;
use super::day::date;
use super::tokens::{Token, tokens};
use super::vocabulary::{FILLERS, abbreviated, weekday};
use crate::phrasing::Moment;

/// What is doubtful of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayDoubt {
    /// Figures that name another day as well: `12/1`.
    Either {
        /// As they were written.
        said: String,
        /// The day that they are taken for.
        on: Date,
        /// The other one.
        other: Date,
    },
    /// A date beside the name of another weekday: `Tue 2 Dec`, which is a Wednesday.
    Weekday {
        /// The date, which is taken.
        on: Date,
        /// The weekday that was written.
        said: Weekday,
    },
}

impl DayDoubt {
    /// In words: `“12/1” is read as 12 Jan 2027`, `2 Dec 2026 is a Wednesday, not a Tuesday`.
    pub fn in_words(&self, moment: &Moment) -> String {
        match self {
            Self::Either { said, on, .. } => format!("“{said}” is read as {}", moment.locale.day(*on)),
            Self::Weekday { on, said } => {
                let is = name(on.weekday());
                format!("{} is a {is}, not a {}", moment.locale.day(*on), name(*said))
            }
        }
    }

    /// Behind the day that is taken: `not 1 Dec 2026`, `not a Tuesday`.
    pub fn briefly(&self, moment: &Moment) -> String {
        match self {
            Self::Either { other, .. } => format!("not {}", moment.locale.day(*other)),
            Self::Weekday { said, .. } => format!("not a {}", name(*said)),
        }
    }
}

/// What is doubtful of the day that some words name.
pub fn day_doubt(text: &str, moment: &Moment) -> Option<DayDoubt> {
    let (tokens, seen) = (tokens(text), Seen::by(moment));
    let at = |at: usize| -> Option<DayDoubt> {
        // What leads the first word is not among them, and a weekday leads a date as `on` does.
        let before = at.checked_sub(1).map(|before| &tokens[before]).filter(|token| named(token).is_none());
        let before = Some(before.map_or("on", |token| token.word.as_str()));
        let (on, length) = date(&tokens[at..], before, &seen)?;
        either(&tokens[at..], before, on, &seen).or_else(|| {
            let said = weekday_beside(&tokens, at, length).filter(|said| *said != on.weekday())?;
            Some(DayDoubt::Weekday { on, said })
        })
    };
    (0..tokens.len()).find_map(at)
}

fn either(tokens: &[Token<'_>], before: Option<&str>, on: Date, seen: &Seen) -> Option<DayDoubt> {
    let first = tokens.first().filter(|first| first.word.contains('/'))?;
    let (other, _) = date(tokens, before, &Seen { month_first: !seen.month_first, ..*seen })?;
    (other != on).then(|| DayDoubt::Either { said: first.said.to_owned(), on, other })
}

/// The name of a weekday right before a date, or right behind it.
fn weekday_beside(tokens: &[Token<'_>], at: usize, length: usize) -> Option<Weekday> {
    let is_filler = |token: &&Token<'_>| FILLERS.contains(&token.word.as_str());
    let before = tokens[..at].iter().rev().find(|token| !is_filler(token)).and_then(named);
    before.or_else(|| tokens[at + length..].iter().find(|token| !is_filler(token)).and_then(named))
}

fn named(token: &Token<'_>) -> Option<Weekday> {
    weekday(&token.word, Some("on")).or_else(|| abbreviated(token.said))
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
