//! Placeholders: from a text to its masked form, and what stands behind each.

use std::collections::HashMap;

use super::fold::squeeze;
use super::kind::Kind;
use super::known::{Certainty, Known, KnownMatcher};
use super::layer::{self, Layer};
use super::placeholder;
use super::recognisers;
use super::tokens::Reading;

/// A masked stretch of a text; offsets in characters of the text that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

/// A text with its identifying values replaced.
#[derive(Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text with placeholders.
    pub text: String,
    /// What was replaced, in order, not overlapping.
    pub spans: Vec<Span>,
}

impl std::fmt::Debug for Masked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Masked").field("spans", &self.spans.len()).finish_non_exhaustive()
    }
}

/// Masks the texts of one request; a value keeps its placeholder through all of them.
pub struct Masker {
    pub(super) matcher: KnownMatcher,
    numbers: HashMap<(Kind, String), usize>,
    /// Values by kind; the place is the number in the placeholder, less one.
    values: HashMap<Kind, Vec<String>>,
    counts: HashMap<Kind, usize>,
}

impl std::fmt::Debug for Masker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Masker").field("placeholders", &self.numbers.len()).finish_non_exhaustive()
    }
}

/// What stands in one place, before it gets a placeholder. Offsets in bytes.
struct Hit {
    start: usize,
    end: usize,
    kind: Kind,
    key: Option<String>,
    value: Option<String>,
}

impl Hit {
    /// Takes in everything up to the next white space on both sides.
    fn widen(&mut self, text: &str) {
        self.start = text[..self.start]
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        self.end += text[self.end..].find(char::is_whitespace).unwrap_or(text.len() - self.end);
    }

    fn plain(start: usize, end: usize, kind: Kind) -> Self {
        Hit { start, end, kind, key: None, value: None }
    }
}

impl Masker {
    /// A masker for a request about the customer whose values are `known`.
    pub fn new(known: &Known) -> Self {
        Masker {
            matcher: KnownMatcher::new(known),
            numbers: HashMap::new(),
            values: HashMap::new(),
            counts: HashMap::new(),
        }
    }

    /// Replaces every identifying value in `text` by a placeholder.
    pub fn mask(&mut self, text: &str) -> Masked {
        let hits = self.find(text);
        let mut out = String::with_capacity(text.len());
        let mut spans = Vec::with_capacity(hits.len());
        let (mut byte, mut character) = (0, 0);
        for hit in hits {
            let plain = &text[byte..hit.start];
            out.push_str(plain);
            character += plain.chars().count();
            let written = &text[hit.start..hit.end];
            let end = character + written.chars().count();
            spans.push(Span { start: character, end, kind: hit.kind });
            let number = self.number(&hit, written);
            placeholder::write(&mut out, hit.kind, number);
            *self.counts.entry(hit.kind).or_default() += 1;
            (byte, character) = (hit.end, end);
        }
        out.push_str(&text[byte..]);
        Masked { text: out, spans }
    }

    /// How many stretches were masked so far, by kind.
    pub fn counts(&self) -> std::collections::BTreeMap<Kind, usize> {
        self.counts.iter().map(|(kind, count)| (*kind, *count)).collect()
    }

    /// The value behind a placeholder.
    pub(super) fn value(&self, kind: Kind, number: usize) -> Option<&str> {
        self.values.get(&kind)?.get(number.checked_sub(1)?).map(String::as_str)
    }

    /// Everything in `text` that gets a placeholder, in order, not overlapping.
    fn find(&self, text: &str) -> Vec<Hit> {
        let reading = Reading::of(text);
        let mut hits: Vec<Hit> = self
            .matcher
            .find(&reading, Certainty::Likely)
            .into_iter()
            .map(|hit| Hit {
                start: hit.start,
                end: hit.end,
                kind: hit.kind,
                key: Some(hit.key),
                value: hit.value,
            })
            .collect();
        hits.extend(recognisers::find_all(&reading).into_iter().map(|f| Hit::plain(f.start, f.end, f.kind)));
        hits.extend(placeholder::find(text).into_iter().map(|p| Hit::plain(p.start, p.end, Kind::Literal)));
        if text.contains(['%', '\\', '&']) {
            // Before parts of what is encoded are taken for something else.
            hits.extend(
                self.left_in(text).into_iter().map(|(start, end, kind)| Hit::plain(start, end, kind)),
            );
        }
        let mut hits = merge(hits);
        for round in 1..=layer::DEPTH {
            let mut more = self.uncovered(text, &hits);
            if more.is_empty() {
                break;
            }
            if round == layer::DEPTH {
                // One glued to the next and the next: whatever is left of the word goes with it.
                more.iter_mut().for_each(|hit| hit.widen(text));
            }
            hits.extend(more);
            hits = merge(hits);
        }
        // "[a@b.de]": a bracket of the text's own must not become one of the placeholder's.
        let brackets: Vec<Hit> = hits
            .iter()
            .filter(|hit| placeholder::is_bracketed(text, hit.start, hit.end))
            .map(|hit| Hit::plain(hit.start - 1, hit.start, Kind::Literal))
            .collect();
        if !brackets.is_empty() {
            hits.extend(brackets);
            hits = merge(hits);
        }
        hits
    }

    /// What only shows in what is left: encoded, or glued to a value that gets a placeholder.
    fn uncovered(&self, text: &str, hits: &[Hit]) -> Vec<Hit> {
        let glued = (0..hits.len()).any(|place| is_glued(text, hits, place));
        if !glued && !text.contains(['%', '\\', '&']) && Layer::decoded(text).is_none() {
            return Vec::new();
        }
        let ranges = hits.iter().map(|hit| (hit.start, hit.end));
        let veiled = Layer::veiled(text, ranges, |out, number| placeholder::write(out, hits[number].kind, 1));
        let typed = placeholder::find(&veiled.text).into_iter().map(|p| (p.start, p.end, Kind::Literal));
        self.left_in(&veiled.text)
            .into_iter()
            .chain(typed)
            .map(|(start, end, kind)| {
                let (start, end) = veiled.origin(start, end);
                Hit::plain(start, end, kind)
            })
            .filter(|more| {
                let next = hits.partition_point(|hit| hit.end < more.end);
                hits.get(next).is_none_or(|hit| more.start < hit.start)
            })
            .collect()
    }

    fn number(&mut self, hit: &Hit, written: &str) -> usize {
        let key = hit.key.clone().unwrap_or_else(|| key(hit.kind, written));
        let values = self.values.entry(hit.kind).or_default();
        *self.numbers.entry((hit.kind, key)).or_insert_with(|| {
            values.push(hit.value.clone().unwrap_or_else(|| written.to_owned()));
            values.len()
        })
    }
}

/// Characters beside a value that are looked at for digits.
const NEAR: usize = 4;

/// Whether letters, or digits a little way off, stand by the edges of a value, and are no value themselves: what they
/// are may show without it only.
fn is_glued(text: &str, hits: &[Hit], place: usize) -> bool {
    let hit = &hits[place];
    let from = place.checked_sub(1).map_or(0, |before| hits[before].end);
    let to = hits.get(place + 1).map_or(text.len(), |after| after.start);
    let beside = |c: char, spaced: &mut bool| {
        *spaced |= c.is_whitespace() || matches!(c, '\'' | '’');
        c.is_numeric() || c.is_alphabetic() && !*spaced
    };
    let (mut before, mut after) = (false, false);
    text[from..hit.start].chars().rev().take(NEAR).any(|c| beside(c, &mut before))
        || text[hit.end..to].chars().take(NEAR).any(|c| beside(c, &mut after))
}

/// What all writings of a recognised value have in common.
fn key(kind: Kind, written: &str) -> String {
    match kind {
        Kind::Literal | Kind::Url => written.to_owned(),
        Kind::Phone => {
            let digits: String = squeeze(written).chars().filter(char::is_ascii_digit).collect();
            let bare = digits.trim_start_matches('0');
            bare[bare.len().saturating_sub(8)..].to_owned()
        }
        Kind::Email => match written.rsplit_once(['@', '＠', '﹫']) {
            Some((local, domain)) => {
                squeeze(local.split('+').next().unwrap_or(local)) + "@" + &squeeze(domain)
            }
            None => squeeze(written),
        },
        _ => squeeze(written),
    }
}

/// Sorts hits and joins those that overlap, so that everything any of them covers is masked.
/// The joint takes kind and value from the longest; of equal ones from the first, and known values come first.
fn merge(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.retain(|hit| hit.start < hit.end);
    hits.sort_by_key(|hit| hit.start);
    let mut merged: Vec<(Hit, usize)> = Vec::with_capacity(hits.len());
    for hit in hits {
        let length = hit.end - hit.start;
        match merged.last_mut() {
            Some((last, longest)) if hit.start < last.end => {
                let end = last.end.max(hit.end);
                let grows = end > last.end;
                if length > *longest {
                    let start = last.start;
                    *longest = length;
                    let whole = hit.start == start && hit.end == end;
                    *last = Hit { start, end, ..hit };
                    if !whole {
                        (last.key, last.value) = (None, None);
                    }
                } else if grows {
                    last.end = end;
                    (last.key, last.value) = (None, None);
                }
            }
            _ => merged.push((hit, length)),
        }
    }
    merged.into_iter().map(|(hit, _)| hit).collect()
}
