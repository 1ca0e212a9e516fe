//! Dates, and which of them are dates of birth.

use super::super::fold::squeeze;
use super::super::kind::Kind;
use super::super::lexicon::Classes;
use super::super::tokens::{Reading, TokenKind};
use super::Found;
use super::numbers::cued;

/// A date in a text.
struct Date {
    last: usize,
    /// Four digits, or two as they were written.
    year: Option<u32>,
}

/// Years that living customers are born in but shops did not ship in.
const YEARS_OF_BIRTH: std::ops::RangeInclusive<u32> = 1900..=2009;

/// Dates after "born", "DOB" and the like, and full dates with a year that is no order's.
pub(super) fn dates_of_birth(reading: &Reading<'_>, found: &mut Found) {
    let mut index = 0;
    while index < reading.tokens.len() {
        let token = &reading.tokens[index];
        let candidate = token.is_number()
            || token.has(Classes::MONTH)
            || token.kind == TokenKind::Mixed && ordinal(reading, index).is_some();
        let glued = index > 0
            && !token.spaced
            && (matches!(reading.tokens[index - 1].kind, TokenKind::Mark('#' | '-' | '/'))
                || reading.tokens[index - 1].is('.')
                    && reading.before(index, 2).is_some_and(|t| t.is_number()));
        if !candidate || glued || found.is_taken(index) {
            index += 1;
            continue;
        }
        let Some(date) = date_at(reading, index) else {
            index += 1;
            continue;
        };
        let born = cued(reading, index, 6, Classes::BORN, Classes::BOUGHT.or(Classes::ORDER));
        let bought = cued(reading, index, 4, Classes::BOUGHT.or(Classes::ORDER), Classes::BORN);
        let old = date.year.is_some_and(|y| YEARS_OF_BIRTH.contains(&y) || (30..=99).contains(&y));
        if born || old && !bought {
            found.claim(reading, index, date.last, Kind::DateOfBirth, false);
        }
        index = date.last + 1;
    }
}

/// Day, month and year separated by marks, whatever their order.
pub(super) fn is_date_like(groups: &[String], marks: &[char]) -> bool {
    let sizes: Vec<usize> = groups.iter().map(String::len).collect();
    let value = |i: usize| groups[i].parse::<u32>().unwrap_or(u32::MAX);
    let marked = marks.len() == 2 && marks[0] == marks[1];
    match sizes.as_slice() {
        [1..=2, 1..=2, 4] => marked && value(0) <= 31 && value(1) <= 31 && (1900..=2100).contains(&value(2)),
        [1..=2, 1..=2, 2] => marked && value(0) <= 31 && value(1) <= 31,
        [4, 1..=2, 1..=2, ..] => (1900..=2100).contains(&value(0)) && value(1) <= 12 && value(2) <= 31,
        _ => false,
    }
}

fn date_at(reading: &Reading<'_>, index: usize) -> Option<Date> {
    numeric_date(reading, index).or_else(|| worded_date(reading, index))
}

/// `21.04.1952`, `1952-04-21`, `4/21/52`, `21. 4. 1952`.
fn numeric_date(reading: &Reading<'_>, index: usize) -> Option<Date> {
    let number = |i: usize| reading.get(i).filter(|t| t.is_number()).map(|_| squeeze(reading.str(i)));
    let mark = |i: usize| {
        reading.get(i).filter(|t| !t.spaced && (t.is('.') || t.is('/') || t.is('-'))).map(|t| t.kind)
    };
    let groups = [number(index)?, number(index + 2)?, number(index + 4)?];
    let marks = [mark(index + 1)?, mark(index + 3)?];
    if marks[0] != marks[1] || !is_date_like(&groups, &['.', '.']) {
        return None;
    }
    // Not the head of a longer number.
    let longer = reading.get(index + 5).is_some_and(|t| {
        !t.spaced
            && (t.is('-') || t.is('.'))
            && reading.get(index + 6).is_some_and(|n| n.is_number() && !n.spaced)
    });
    if longer {
        return None;
    }
    let year = if groups[0].len() == 4 { &groups[0] } else { &groups[2] };
    Some(Date { last: index + 4, year: year.parse().ok() })
}

/// `21 January 1987`, `January 21st, 1987`, `3. März 1975`, `21 de enero de 1987`.
fn worded_date(reading: &Reading<'_>, index: usize) -> Option<Date> {
    let month =
        |i: usize| reading.get(i).is_some_and(|t| t.has(Classes::MONTH) && t.is_word() && t.breaks == 0);
    let day = |i: usize| {
        reading.get(i).is_some_and(|t| t.is_number() && t.end - t.start <= 2) || ordinal(reading, i).is_some()
    };
    let skip = |i: usize| {
        let filler = reading.get(i).is_some_and(|t| t.is(',') || t.is('.') || t.is('-') || t.is('/'));
        let of = ["de", "of", "del", "the"].iter().any(|w| reading.str(i).eq_ignore_ascii_case(w));
        if filler || of { i + 1 } else { i }
    };
    let second = skip(index + 1);
    let month_first = reading.get(index).is_some_and(|t| t.has(Classes::MONTH) && t.is_word());
    if !(day(index) && month(second) || month_first && day(second)) {
        return None;
    }
    let mut last = second;
    let after = skip(last + 1);
    let year = reading
        .get(after)
        .filter(|t| t.is_number() && t.breaks == 0 && matches!(t.end - t.start, 4))
        .and_then(|_| squeeze(reading.str(after)).parse().ok());
    if year.is_some() {
        last = after;
    }
    Some(Date { last, year })
}

/// `7th`, `21st`, `1er`.
fn ordinal(reading: &Reading<'_>, index: usize) -> Option<u32> {
    let token = reading.get(index)?;
    let text = reading.str(index);
    if token.end - token.start > 4 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic());
    let ending = text[digits.len()..].to_ascii_lowercase();
    matches!(ending.as_str(), "st" | "nd" | "rd" | "th" | "er" | "e").then(|| digits.parse().ok())?
}
