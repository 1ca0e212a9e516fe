//! A text taken apart: literals and slots, sentences, clauses, words.

use std::ops::Range;

use super::Restore;
use crate::copilot::tone;
use crate::domain::EvidenceId;

/// First character that stands for a slot while a text is read; texts are cleaned of private characters before.
const FIRST_SLOT: u32 = 0xe000;
const MOST_SLOTS: usize = 512;

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// As written, placeholders restored.
    Literal(String),
    /// Names a value of a fact.
    Slot {
        /// Of which fact.
        id: EvidenceId,
        /// Which value.
        field: String,
    },
}

/// Splits a text into literals and slots. Braces that hold anything else are an error: what looks like a slot and
/// is none would reach the reader as such.
pub fn parse(text: &str, restore: Restore<'_>) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        push(&mut parts, &rest[..open], restore)?;
        let inner_and_rest = rest[open..].trim_start_matches('{');
        let close = inner_and_rest.find('}').ok_or("it has a slot that does not end")?;
        let inner = inner_and_rest[..close].trim();
        let (id, field) = inner.rsplit_once('.').ok_or_else(|| format!("`{{{inner}}}` is not a slot"))?;
        let id: EvidenceId = id.trim().parse().map_err(|_| format!("`{{{inner}}}` is not a slot"))?;
        parts.push(Part::Slot { id, field: field.trim().to_owned() });
        rest = inner_and_rest[close..].trim_start_matches('}');
    }
    push(&mut parts, rest, restore)?;
    if parts.len() > MOST_SLOTS {
        return Err("it has too many slots".to_owned());
    }
    Ok(parts)
}

fn push(parts: &mut Vec<Part>, literal: &str, restore: Restore<'_>) -> Result<(), String> {
    if literal.contains('}') {
        return Err("it has a brace that belongs to no slot".to_owned());
    }
    if !literal.is_empty() {
        let restored = restore(literal)?;
        parts.push(Part::Literal(restored.chars().filter(|c| !is_slot(*c)).collect()));
    }
    Ok(())
}

fn is_slot(c: char) -> bool {
    (FIRST_SLOT..FIRST_SLOT + MOST_SLOTS as u32).contains(&u32::from(c))
}

/// One sentence; each slot is one private character.
#[derive(Debug)]
pub struct Sentence {
    /// As written.
    pub text: String,
    /// The same in lower case, of the same length in bytes.
    pub lower: String,
    clauses: Vec<(usize, usize)>,
}

/// The sentences of a text.
pub fn split(parts: &[Part]) -> Vec<Sentence> {
    let mut shape = String::new();
    let mut slots = 0;
    for part in parts {
        match part {
            Part::Literal(text) => shape.push_str(&normalise(text)),
            Part::Slot { .. } => {
                shape.extend(char::from_u32(FIRST_SLOT + slots));
                slots += 1;
            }
        }
    }
    let mut sentences: Vec<Sentence> =
        ranges(&shape).into_iter().map(|range| Sentence::new(&shape[range])).collect();
    sentences.retain(|sentence| !sentence.text.trim().is_empty());
    sentences
}

/// A text cut where its sentences end, before anything is filled in; what stands in braces is not cut.
pub fn pieces(text: &str) -> Vec<&str> {
    let mut shape = text.to_owned();
    let mut from = 0;
    while let Some(open) = shape[from..].find('{').map(|at| from + at) {
        let line = shape[open..].find('\n').map_or(shape.len(), |at| open + at);
        let Some(close) = shape[open..line].find('}').map(|at| open + at + 1) else { break };
        shape.replace_range(open..close, &"x".repeat(close - open));
        from = close;
    }
    ranges(&shape).into_iter().map(|range| &text[range]).collect()
}

/// From where to where each sentence goes, in bytes; together they are the whole.
fn ranges(shape: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut characters = shape.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let ends = match c {
            '\n' | '。' | '！' | '？' => true,
            '.' if next.is_none_or(char::is_whitespace) => !is_abbreviation(&shape[..at], &shape[at + 1..]),
            '!' | '?' | '؟' if next.is_none_or(char::is_whitespace) => true,
            '؟' => next.is_some_and(char::is_alphabetic),
            '.' | '!' | '?' => lacks_blank(&shape[..at], next),
            _ => false,
        };
        if ends {
            let end = at + c.len_utf8();
            ranges.push(start..end);
            start = end;
        }
    }
    ranges.push(start..shape.len());
    ranges
}

/// `we look into it.We will refund you`: a blank was forgotten between two sentences. A link has its signs within.
fn lacks_blank(before: &str, next: Option<char>) -> bool {
    let is_link = || before.rsplit(char::is_whitespace).next().is_some_and(|word| word.contains("://"));
    next.is_some_and(char::is_uppercase) && before.ends_with(char::is_lowercase) && !is_link()
}

/// `no.`, `Nov.`, `Mr.`, the point behind a German day (`3. November`) end no sentence.
fn is_abbreviation(before: &str, behind: &str) -> bool {
    let is_day = before.ends_with(|c: char| c.is_ascii_digit())
        && super::dates::begins_with_month(&behind.trim_start().to_lowercase());
    if is_day {
        return true;
    }
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    // `5 janv. 2026`, `5 de set. de 2026`.
    let day = before.trim_end_matches(char::is_alphabetic).trim_end().trim_end_matches("de").trim_end();
    let year = behind.trim_start().trim_start_matches("de ");
    let is_digit = |c: char| c.is_ascii_digit();
    if day.trim_end_matches('.').ends_with(is_digit)
        && year.starts_with(is_digit)
        && super::dates::is_short_month(&word)
    {
        return true;
    }
    matches!(
        &*word,
        "no" | "nr"
            | "mr"
            | "mrs"
            | "ms"
            | "dr"
            | "st"
            | "approx"
            | "e"
            | "g"
            | "i"
            | "jan"
            | "feb"
            | "mar"
            | "apr"
            | "jun"
            | "jul"
            | "aug"
            | "sep"
            | "sept"
            | "oct"
            | "nov"
            | "dec"
            | "vs"
            | "incl"
    )
}

/// The nought of each script whose digits follow it in order.
const NOUGHTS: [char; 17] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{ff10}',
    '\u{1d7ce}',
];

/// Digits and signs of other scripts in their usual form; typographic spaces and apostrophes plain; what has no width
/// and would hide a word from the check is left out.
fn normalise(text: &str) -> String {
    let plain = text.chars().map(|c| match c {
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' => ' ',
        '’' | '‘' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        '٫' => '.',
        '٬' => ',',
        other => digit(other).unwrap_or(other),
    });
    plain.filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')).collect()
}

fn digit(c: char) -> Option<char> {
    NOUGHTS.iter().find_map(|nought| {
        let value = u32::from(c).checked_sub(u32::from(*nought)).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    })
}

impl Sentence {
    fn new(text: &str) -> Self {
        // Lower case that keeps every place where it was.
        let lower: String = text
            .chars()
            .map(|c| {
                let mut lower = c.to_lowercase();
                match (lower.next(), lower.next()) {
                    (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
                    _ => c,
                }
            })
            .collect();
        let clauses = clauses(&lower);
        Self { text: text.to_owned(), lower, clauses }
    }

    /// The clause that a place lies in, in lower case.
    pub fn clause_at(&self, at: usize) -> &str {
        let found = self.clauses.iter().find(|(start, end)| (*start..*end).contains(&at));
        found.map_or(&self.lower, |(start, end)| &self.lower[*start..*end])
    }

    /// The clause that a place lies in, in lower case, and the place within it.
    pub fn clause_around(&self, at: usize) -> (&str, usize) {
        let (start, end) = self.clauses[self.clause_number(at)];
        (&self.lower[start..end], at - start)
    }

    /// Which clause a place lies in, counted from the first.
    pub fn clause_number(&self, at: usize) -> usize {
        let found = self.clauses.iter().position(|(start, end)| (*start..*end).contains(&at));
        found.unwrap_or(self.clauses.len() - 1)
    }

    /// From where to where each clause goes, in bytes.
    pub fn clauses(&self) -> &[(usize, usize)] {
        &self.clauses
    }

    /// The clause that a place lies in, up to that place, in lower case.
    pub fn before(&self, at: usize) -> &str {
        let found = self.clauses.iter().find(|(start, end)| (*start..*end).contains(&at));
        found.map_or("", |(start, _)| &self.lower[*start..at])
    }

    /// Places and numbers (within the whole text) of the slots.
    pub fn slots(&self) -> impl Iterator<Item = (usize, usize)> {
        self.text
            .char_indices()
            .filter(|(_, c)| is_slot(*c))
            .map(|(at, c)| (at, (u32::from(c) - FIRST_SLOT) as usize))
    }

    /// Whether it says that it repeats somebody's words.
    pub fn attributes(&self) -> bool {
        tone::contains_any(&self.lower, ATTRIBUTING)
    }
}

/// Verbs that make a statement somebody's word.
const ATTRIBUTING: &[&str] = &[
    "says",
    "said",
    "writes",
    "wrote",
    "asks",
    "asked",
    "asking",
    "claims",
    "claimed",
    "wants",
    "wanted",
    "reports",
    "reported",
    "mentions",
    "mentioned",
    "complains",
    "complained",
    "according to",
    "demands",
    "demanded",
    "threatens",
    "threatened",
    "requests",
    "requested",
    "expects",
    "hopes",
    "states",
    "stated",
    "told",
    "tells",
    "describes",
    "needs",
    "noted",
    "notes",
    "message",
    "messages",
    "subject",
    "question",
    "request",
    "report",
    "complaint",
    "wishes",
    "would like",
    "offered",
    "offers",
    "explained",
    "plans",
];

/// Borders between clauses: what stands in one says nothing about the other.
fn clauses(lower: &str) -> Vec<(usize, usize)> {
    const WORDS: &[&str] = &[
        " and ",
        " but ",
        " while ",
        " whereas ",
        " though ",
        " although ",
        " which ",
        " und ",
        " aber ",
        " et ",
        " mais ",
        " y ",
        " pero ",
    ];
    let mut borders = vec![0];
    let bytes = lower.as_bytes();
    for (at, c) in lower.char_indices() {
        // A comma or point within a number is none.
        let in_number =
            bytes.get(at + 1).is_some_and(u8::is_ascii_digit) && at > 0 && bytes[at - 1].is_ascii_digit();
        // `Total refunds: 40 USD` calls the value behind the colon.
        let begins_value = |c: char| c.is_ascii_digit() || "$€£¥".contains(c) || is_slot(c);
        let calls = c == ':' && lower[at + 1..].trim_start().starts_with(begins_value);
        let spaced = matches!(c, ',' | ';' | ':' | '(' | ')') && !in_number && !calls;
        if spaced || matches!(c, '–' | '—' | '、') {
            borders.push(at);
        }
    }
    for word in WORDS {
        borders.extend(lower.match_indices(word).map(|(at, _)| at));
    }
    borders.sort_unstable();
    borders.dedup();
    borders.push(lower.len());
    borders.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
