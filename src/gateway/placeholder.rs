//! The grammar of placeholders: how they are written, and in how many ways a model may give them back.
//!
//! Written: `[EMAIL_1]`. Read: any case and any of the usual brackets, white space, line breaks, invisible characters
//! and markdown (`*`, `_`, `~`, `` ` ``, `\`) anywhere inside; without brackets where the label is in upper case
//! (`PERSON 1`, `EMAIL_2`) or joined by `_`.

use std::fmt::Write;

use super::fold::{fold_char, is_invisible};
use super::kind::Kind;

/// Longest stretch that is looked at for one placeholder, in bytes.
pub(super) const LONGEST: usize = 96;

/// Something in a text that reads as a placeholder; offsets in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) start: usize,
    pub(super) end: usize,
    /// `None`: a label that is none of ours, or one without a number.
    pub(super) names: Option<(Kind, usize)>,
}

/// Appends a placeholder.
pub(super) fn write(out: &mut String, kind: Kind, number: usize) {
    let _ = write!(out, "[{}_{number}]", kind.label());
}

/// Whether a placeholder put for the range would be read together with the brackets around it: `[a@b.de]`.
pub(super) fn is_bracketed(text: &str, start: usize, end: usize) -> bool {
    let after = text[end..].chars().take(LONGEST).find(|c| !is_filler(*c));
    text[..start].ends_with('[') && after == Some(']')
}

/// All references in `text`, in order.
pub(super) fn find(text: &str) -> Vec<Reference> {
    let mut references = Vec::new();
    let mut at = 0;
    while let Some(next) = next_candidate(text, at) {
        if let Some(reference) = read_at(text, next) {
            at = reference.end;
            references.push(reference);
        } else {
            at = next + text[next..].chars().next().map_or(1, char::len_utf8);
        }
    }
    references
}

/// Where the next reference might begin, from `at` on.
fn next_candidate(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at;
    // Nearly all of a text is ASCII that begins no label: bytes are looked at first.
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            if begins_a_label(&bytes[at..bytes.len().min(at + 2)]) && !follows_a_word(text, at) {
                return Some(at);
            }
            // Within a word none begins.
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        } else if byte.is_ascii() {
            if matches!(byte, b'[' | b'<' | b'{') {
                return Some(at);
            }
            at += 1;
        } else {
            let c = text[at..].chars().next()?;
            if closing(c).is_some() || ('Ａ'..='ｚ').contains(&c) && !follows_a_word(text, at) {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }
    None
}

/// Whether a letter or digit stands right before.
fn follows_a_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
}

/// The bracket that closes `open`.
fn closing(open: char) -> Option<char> {
    Some(match open {
        '[' => ']',
        '<' => '>',
        '{' => '}',
        '［' => '］',
        '【' => '】',
        '〔' => '〕',
        '〈' => '〉',
        '《' => '》',
        '「' => '」',
        '＜' => '＞',
        '｛' => '｝',
        '⟨' => '⟩',
        '‹' => '›',
        '«' => '»',
        _ => return None,
    })
}

/// Whether the character may stand inside a placeholder and means nothing.
fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || is_invisible(c)
        || matches!(c, '*' | '_' | '~' | '`' | '\\' | '-' | '–' | '‑' | ':' | '#' | '＿')
}

fn read_at(text: &str, at: usize) -> Option<Reference> {
    let first = text[at..].chars().next()?;
    match closing(first) {
        Some(close) => bracketed(text, at, first, close),
        None if may_be_label(text, at) => bare(text, at),
        None => None,
    }
}

/// Letters and digits of a candidate, and whether it was written as ours are.
struct Label {
    letters: String,
    digits: String,
    underscore: bool,
    upper: bool,
}

impl Label {
    fn named(&self) -> Option<(Kind, usize)> {
        let kind = Kind::from_letters(&self.letters)?;
        Some((kind, self.digits.parse().ok()?))
    }
}

fn bracketed(text: &str, at: usize, open: char, close: char) -> Option<Reference> {
    let mut label = Label { letters: String::new(), digits: String::new(), underscore: false, upper: true };
    // Doubled brackets belong to it only if nothing stands between them.
    let mut depth = text[at..].chars().take(LONGEST).take_while(|c| *c == open).count();
    let mut end = None;
    for (offset, c) in text[at..].char_indices().skip(depth) {
        if offset > LONGEST {
            break;
        }
        if c == close {
            depth -= 1;
            if depth == 0 {
                end = Some(at + offset + c.len_utf8());
                break;
            }
        } else if c.is_alphanumeric() {
            if !push(&mut label, c) {
                return None;
            }
        } else if is_filler(c) {
            label.underscore |= matches!(c, '_' | '＿');
        } else {
            return None;
        }
    }
    let end = end?;
    if let Some(names) = label.named() {
        return Some(Reference { start: at, end, names: Some(names) });
    }
    // One of our labels without a number, or a label in our manner that is none of ours.
    let ours = Kind::from_letters(&label.letters).is_some() && label.upper;
    let like_ours = label.upper && label.underscore && label.letters.len() > 2 && !label.digits.is_empty();
    (ours || like_ours).then_some(Reference { start: at, end, names: None })
}

/// Takes one letter or digit; false if it can't belong to a label.
fn push(label: &mut Label, c: char) -> bool {
    let mut fits = true;
    fold_char(c, |f| match f {
        'a'..='z' if label.digits.is_empty() && label.letters.len() < 24 => {
            label.upper &= c.is_uppercase();
            label.letters.push(f.to_ascii_uppercase());
        }
        '0'..='9' if !label.letters.is_empty() && label.digits.len() < 9 => label.digits.push(f),
        _ => fits = false,
    });
    fits
}

/// Whether the first two letters are those of a label; that sorts out nearly all words. A letter before anything else
/// may be the first of a label with something put into it.
fn begins_a_label(letters: &[u8]) -> bool {
    let second = letters.get(1).map(u8::to_ascii_lowercase).filter(u8::is_ascii_alphabetic);
    matches!(
        (letters.first().map(u8::to_ascii_lowercase), second),
        (Some(b'p' | b'e' | b'a' | b'c' | b'i' | b'd' | b'u' | b'o' | b'h' | b'l' | b'n'), None)
            | (Some(b'p'), Some(b'e' | b'h'))
            | (Some(b'e'), Some(b'm'))
            | (Some(b'a'), Some(b'd'))
            | (Some(b'c'), Some(b'r'))
            | (Some(b'i'), Some(b'b' | b'p'))
            | (Some(b'd'), Some(b'a'))
            | (Some(b'u'), Some(b's' | b'r'))
            | (Some(b'o'), Some(b'r'))
            | (Some(b'h'), Some(b'a'))
            | (Some(b'l'), Some(b'i'))
            | (Some(b'n'), Some(b'a'))
    )
}

/// Whether the letters from here on may be a label: keeps prose from being looked at twice.
fn may_be_label(text: &str, at: usize) -> bool {
    let word = &text.as_bytes()[at..];
    let length = word.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if length < word.len() && !word[length].is_ascii() {
        return true;
    }
    let letters = &word[..length];
    let upper = letters.iter().all(u8::is_ascii_uppercase);
    if !upper
        && word.get(length).is_none_or(|b| !matches!(b, b'_' | b'*' | b'\\' | b'~' | b'`' | b' ' | b'-'))
    {
        return false;
    }
    Kind::ALL.into_iter().any(|kind| {
        let label = kind.label().as_bytes();
        label.len() >= length && label[..length].eq_ignore_ascii_case(letters)
    })
}

/// `PERSON_1`, `PERSON 1`, `person_1`, `**EMAIL** 2` without brackets.
fn bare(text: &str, at: usize) -> Option<Reference> {
    let mut label = Label { letters: String::new(), digits: String::new(), underscore: false, upper: true };
    let mut end = at;
    let mut fillers = 0;
    for (offset, c) in text[at..].char_indices() {
        if offset > LONGEST {
            return None;
        }
        if c.is_alphanumeric() {
            let digit = c.is_numeric();
            if !digit && !label.digits.is_empty() {
                return None;
            }
            if digit && label.digits.is_empty() && Kind::from_letters(&label.letters).is_none() {
                return None;
            }
            if !push(&mut label, c) {
                return None;
            }
            end = at + offset + c.len_utf8();
            fillers = 0;
        } else if is_filler(c) && label.digits.is_empty() && fillers < 4 {
            if c == '\n' {
                return None;
            }
            label.underscore |= matches!(c, '_' | '＿');
            fillers += 1;
        } else {
            break;
        }
    }
    let names = label.named()?;
    (label.upper || label.underscore).then_some(Reference { start: at, end, names: Some(names) })
}
