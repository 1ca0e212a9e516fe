//! The customer's own values, found in every way they may be written.
//!
//! Values and text are squeezed to folded letters and digits (`fold::squeeze`), so that case, diacritics, look-alike
//! letters, spacing, punctuation and line breaks make no difference; one Aho-Corasick automaton then finds all values
//! in one pass. Whether a hit is the value or only the same letters is decided by where it begins and ends, and, for
//! names that are also common words ("May", "Will"), by what stands around it.

mod patterns;
mod person;

use std::collections::HashSet;

use aho_corasick::AhoCorasick;
use serde::{Deserialize, Serialize};

use super::fold::{fold_char, is_invisible, is_unspaced, squeeze};
use super::kind::Kind;
use super::lexicon::Classes;
use super::tokens::{Reading, TokenKind};
use patterns::{Pattern, Rule};

/// Everything of one customer that identifies them, as the vendors have it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// Full names.
    #[serde(deserialize_with = "list_or_null")]
    pub names: Vec<String>,
    /// E-mail addresses.
    #[serde(deserialize_with = "list_or_null")]
    pub emails: Vec<String>,
    /// Phone numbers in any writing.
    #[serde(deserialize_with = "list_or_null")]
    pub phones: Vec<String>,
    /// Postal addresses: one string each, parts separated by commas or line breaks.
    #[serde(deserialize_with = "list_or_null")]
    pub addresses: Vec<String>,
    /// Companies.
    #[serde(deserialize_with = "list_or_null")]
    pub companies: Vec<String>,
    /// Names in social networks, with or without `@`.
    #[serde(deserialize_with = "list_or_null")]
    pub handles: Vec<String>,
}

/// Absent is `null` elsewhere in what deskhand reads and writes, so it is understood here too.
fn list_or_null<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

impl std::fmt::Debug for Known {
    /// Counts only: the values are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known")
            .field("names", &self.names.len())
            .field("emails", &self.emails.len())
            .field("phones", &self.phones.len())
            .field("addresses", &self.addresses.len())
            .field("companies", &self.companies.len())
            .field("handles", &self.handles.len())
            .finish()
    }
}

/// Where a known value stands in a text.
pub(super) struct KnownHit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// Equal for all writings of one value.
    pub(super) key: String,
    /// The value as the vendors have it.
    pub(super) value: Option<String>,
}

/// How sure a hit has to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// For masking: common words count where the context speaks for a name.
    Likely,
    /// For the last scan: common words do not count, they are English in a prompt.
    Certain,
}

/// Finds known values.
pub(super) struct KnownMatcher {
    patterns: Vec<Pattern>,
    automaton: Option<AhoCorasick>,
    /// Squeezed parts of names, to see that a common word stands beside another part.
    parts: HashSet<String>,
}

impl KnownMatcher {
    /// Prepares the search for `known`.
    pub(super) fn new(known: &Known) -> Self {
        let patterns = patterns::of(known);
        let parts = patterns.iter().filter(|p| p.is_name_part()).map(|p| p.squeezed.clone()).collect();
        let automaton = (!patterns.is_empty()).then(|| {
            AhoCorasick::new(patterns.iter().map(|p| p.squeezed.as_bytes()))
                .expect("the limit of two thousand million states is beyond any customer's values")
        });
        KnownMatcher { patterns, automaton, parts }
    }

    /// All hits in `reading`, in no order, possibly overlapping.
    pub(super) fn find(&self, reading: &Reading<'_>, certainty: Certainty) -> Vec<KnownHit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let squeezed = Squeezed::of(reading.text);
        let mut hits = Vec::new();
        for found in automaton.find_overlapping_iter(&squeezed.letters) {
            let pattern = &self.patterns[found.pattern().as_usize()];
            let (start, end) = squeezed.range(reading.text, found.start(), found.end());
            let Some((start, end)) =
                self.judge(pattern, reading, &squeezed, found.start(), start, end, certainty)
            else {
                continue;
            };
            hits.push(KnownHit {
                start,
                end,
                kind: pattern.kind,
                key: pattern.key.clone(),
                value: pattern.value.clone(),
            });
        }
        hits
    }

    #[expect(clippy::too_many_arguments, reason = "one question about one hit")]
    fn judge(
        &self,
        pattern: &Pattern,
        reading: &Reading<'_>,
        squeezed: &Squeezed,
        at: usize,
        start: usize,
        end: usize,
        certainty: Certainty,
    ) -> Option<(usize, usize)> {
        let text = reading.text;
        let edges = || begins_word(text, start) && ends_word(text, end);
        match &pattern.rule {
            Rule::Inside => Some((start, end)),
            Rule::Phone { prefixes } => phone_range(text, squeezed, at, start, end, prefixes),
            Rule::Word => edges().then_some((start, end)),
            Rule::Initials => {
                let separated = text[start..end].chars().any(|c| !c.is_alphanumeric());
                (separated && edges()).then_some((start, end))
            }
            Rule::Name => {
                if edges() {
                    return Some((start, end));
                }
                // Genitives and plurals: "Annas Bestellung", "the Lees".
                let genitive =
                    text[end..].chars().next().is_some_and(|c| c == 's') && ends_word(text, end + 1);
                (genitive && begins_word(text, start)).then_some((start, end))
            }
            Rule::CommonName => {
                // "… in May. Will you …" is no name across the end of a sentence.
                let stops = text[start..end].char_indices().any(|(i, c)| {
                    matches!(c, '.' | '!' | '?')
                        && text[start..start + i].chars().rev().take_while(|c| c.is_alphabetic()).count() > 2
                });
                (!stops && edges()).then_some((start, end))
            }
            Rule::Capital => {
                let capital = text[start..].chars().next().is_some_and(|c| !c.is_lowercase());
                (capital && edges()).then_some((start, end))
            }
            Rule::Code => {
                let index = token_at(reading, start)?;
                let ordered = (1..=2).any(|back| {
                    reading.before(index, back).is_some_and(|t| t.is('#') || t.has(Classes::ORDER))
                });
                (edges() && !ordered).then_some((start, end))
            }
            Rule::AtSign => {
                let tagged = text[..start].ends_with(['@', '＠']);
                (tagged && ends_word(text, end)).then_some((start, end))
            }
            Rule::CommonWord => {
                if certainty == Certainty::Certain || !edges() {
                    return None;
                }
                let index = token_at(reading, start)?;
                self.common_word_is_name(reading, index).then_some((start, end))
            }
        }
    }

    /// Whether a word that is also a name stands for the person here.
    fn common_word_is_name(&self, reading: &Reading<'_>, index: usize) -> bool {
        let Some(token) = reading.get(index) else { return false };
        let next = reading.get(index + 1).filter(|t| t.breaks == 0);
        let previous = reading.before(index, 1).filter(|_| token.breaks == 0);
        if self.stands_beside_a_part(reading, index) {
            return true;
        }
        let alone = (index == 0 || token.breaks > 0)
            && reading.get(index + 1).is_none_or(|t| {
                t.breaks > 0
                    || (t.is(',') || t.is('.')) && {
                        reading.get(index + 2).is_none_or(|after| after.breaks > 0)
                    }
            });
        if alone {
            return token.capital || index > 0;
        }
        let closed = next.is_none_or(|t| matches!(t.kind, TokenKind::Mark(_)));
        if introduced(reading, index)
            && (token.capital && !token.shouted || closed || follows_a_name(reading, index + 1))
        {
            return true;
        }
        if !token.capital || token.shouted {
            return false;
        }
        if token.has(Classes::MONTH.or(Classes::PLACE)) {
            let dated = next.is_some_and(|t| t.is_number()) || previous.is_some_and(|t| t.is_number());
            const BEFORE_TIME_OR_PLACE: [&str; 22] = [
                "in", "since", "by", "until", "till", "last", "next", "this", "of", "early", "late", "mid",
                "on", "for", "before", "after", "during", "from", "to", "at", "end", "th",
            ];
            let named = previous.is_some_and(|t| {
                BEFORE_TIME_OR_PLACE.contains(&squeeze(&reading.text[t.start..t.end]).as_str())
            });
            if dated || named {
                return false;
            }
        }
        if reading.begins_sentence(index) {
            const AFTER_A_VERB: [&str; 34] = [
                "you", "i", "we", "it", "this", "that", "the", "my", "your", "his", "her", "our", "their",
                "there", "they", "he", "she", "be", "not", "a", "an", "to", "of", "all", "someone", "anyone",
                "these", "those", "for", "in", "on", "is", "out", "up",
            ];
            return !next.is_some_and(|t| {
                t.is_word() && AFTER_A_VERB.contains(&squeeze(&reading.text[t.start..t.end]).as_str())
            });
        }
        true
    }

    fn stands_beside_a_part(&self, reading: &Reading<'_>, index: usize) -> bool {
        let part = |i: usize| {
            reading.get(i).is_some_and(|t| t.is_word() && self.parts.contains(&squeeze(reading.str(i))))
        };
        let comma = |i: usize| reading.get(i).is_some_and(|t| t.is(',') || t.is('-'));
        part(index + 1)
            || index >= 1 && part(index - 1)
            || comma(index + 1) && part(index + 2)
            || index >= 2 && comma(index - 1) && part(index - 2)
    }
}

/// A greeting, a title, a sign-off or "my name is" stands before the token.
pub(super) fn introduced(reading: &Reading<'_>, index: usize) -> bool {
    let mut back = 1;
    while reading
        .before(index, back)
        .is_some_and(|t| t.is(',') || t.is('.') || t.is('!') || t.is('\'') || t.is('-'))
    {
        back += 1;
    }
    let Some(before) = reading.before(index, back) else { return false };
    if before.has(Classes::GREETING.or(Classes::TITLE).or(Classes::SIGNOFF).or(Classes::KIN))
        && before.is_word()
    {
        return true;
    }
    let word = |n: usize| {
        reading.before(index, n).map(|t| squeeze(&reading.text[t.start..t.end])).unwrap_or_default()
    };
    matches!(
        (word(2).as_str(), word(1).as_str()),
        (_, "im")
            | ("i", "am")
            | ("name", "is")
            | ("this", "is")
            | ("ich", "bin")
            | ("me", "llamo")
            | ("je", "suis")
    )
}

fn follows_a_name(reading: &Reading<'_>, index: usize) -> bool {
    const AFTER_A_NAME: [&str; 6] = ["here", "again", "and", "from", "speaking", "writing"];
    AFTER_A_NAME.contains(&squeeze(reading.str(index)).as_str())
}

/// The token that covers the byte offset.
fn token_at(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let index = reading.tokens.partition_point(|token| token.end <= at);
    (index < reading.tokens.len()).then_some(index)
}

/// Folded letters and digits of a text, and for each byte of them where its character begins in the text.
struct Squeezed {
    letters: Vec<u8>,
    origins: Vec<usize>,
}

impl Squeezed {
    fn of(text: &str) -> Self {
        let mut letters = Vec::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            fold_char(c, |f| {
                if f.is_ascii_alphanumeric() {
                    letters.push(f as u8);
                    origins.push(at);
                } else if !f.is_ascii() && f.is_alphanumeric() {
                    let mut buffer = [0; 4];
                    for byte in f.encode_utf8(&mut buffer).bytes() {
                        letters.push(byte);
                        origins.push(at);
                    }
                }
            });
        }
        Squeezed { letters, origins }
    }

    /// The range of the text that the squeezed range stands for.
    fn range(&self, text: &str, from: usize, to: usize) -> (usize, usize) {
        let start = self.origins.get(from).copied().unwrap_or(text.len());
        let last = to.checked_sub(1).and_then(|i| self.origins.get(i)).copied().unwrap_or(start);
        let mut end = last;
        for (n, c) in text[last..].chars().enumerate() {
            if n > 0 && !is_invisible(c) && !unicode_normalization::char::is_combining_mark(c) {
                break;
            }
            end += c.len_utf8();
        }
        (start, end)
    }
}

/// A phone's national part was found: take in trunk zero, country code and brackets before it.
fn phone_range(
    text: &str,
    squeezed: &Squeezed,
    at: usize,
    start: usize,
    end: usize,
    prefixes: &[String],
) -> Option<(usize, usize)> {
    let length = end - start;
    let digit_before =
        |i: usize| i > 0 && squeezed.letters[i - 1].is_ascii_digit() && near(squeezed, i - 1, i);
    let mut from = at;
    for prefix in prefixes {
        let fits = squeezed.letters[..at].ends_with(prefix.as_bytes())
            && near_all(squeezed, at - prefix.len(), at)
            && !digit_before(at - prefix.len());
        if fits {
            from = at - prefix.len();
            break;
        }
    }
    let embedded = from == at && digit_before(at) && squeezed.origins[at - 1] + 1 == start
        || text[end..].starts_with(|c: char| c.is_ascii_digit());
    if embedded && length < 8 {
        return None;
    }
    let mut first = squeezed.origins.get(from).copied().unwrap_or(start);
    while let Some(c) = text[..first].chars().next_back().filter(|c| matches!(c, '+' | '(' | '＋' | '（')) {
        first -= c.len_utf8();
    }
    Some((first, end))
}

/// Neighbours in the squeezed text that are not far from each other in the text.
fn near(squeezed: &Squeezed, left: usize, right: usize) -> bool {
    squeezed.origins.get(right).zip(squeezed.origins.get(left)).is_some_and(|(r, l)| r - l <= 5)
}

fn near_all(squeezed: &Squeezed, from: usize, to: usize) -> bool {
    (from..to).all(|i| near(squeezed, i, i + 1))
}

/// A value may begin here: before it stands no letter or digit of the same word.
fn begins_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().rev().find(|c| !is_invisible(*c));
    let here = text[at..].chars().next();
    word_edge(before, here)
}

/// A value may end here.
fn ends_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().find(|c| !is_invisible(*c));
    word_edge(before, after)
}

fn word_edge(left: Option<char>, right: Option<char>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return true };
    if !left.is_alphanumeric() || !right.is_alphanumeric() {
        return true;
    }
    let arabic_or_hebrew = |c: char| matches!(c, '\u{590}'..='\u{6ff}' | '\u{750}'..='\u{77f}');
    left.is_numeric() != right.is_numeric()
        || left.is_lowercase() && right.is_uppercase()
        || is_unspaced(left)
        || is_unspaced(right)
        || arabic_or_hebrew(left) && arabic_or_hebrew(right)
}
