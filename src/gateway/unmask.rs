//! The way back: placeholders in an answer become values again.

use super::kind::Kind;
use super::mask::Masker;
use super::placeholder::{self, LONGEST};

/// An answer names a placeholder that stands for nothing. It must not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the model's answer has a placeholder that stands for no value, so it is not shown")]
pub struct Unrestored;

impl Masker {
    /// Replaces placeholders by their values.
    ///
    /// # Errors
    /// [`Unrestored`] if one of them stands for nothing.
    pub fn unmask(&self, text: &str) -> Result<String, Unrestored> {
        let mut out = String::with_capacity(text.len());
        let mut byte = 0;
        for reference in placeholder::find(text) {
            let value = reference.names.and_then(|(kind, number): (Kind, usize)| self.value(kind, number));
            out.push_str(&text[byte..reference.start]);
            out.push_str(value.ok_or(Unrestored)?);
            byte = reference.end;
        }
        out.push_str(&text[byte..]);
        Ok(out)
    }

    /// Unmasks a text that arrives in pieces.
    pub fn unmasker(&self) -> Unmasker<'_> {
        Unmasker { masker: self, held: String::new(), inside_word: false }
    }
}

/// Restores a stream: emits what is certain, holds back what may be the beginning of a placeholder.
pub struct Unmasker<'m> {
    masker: &'m Masker,
    held: String,
    /// What was given out last ends inside a word that goes on in what is held: no placeholder begins in the rest of it.
    inside_word: bool,
}

impl Unmasker<'_> {
    /// Takes the next piece and gives back what is certain by now, restored.
    ///
    /// # Errors
    /// [`Unrestored`] if a placeholder stands for nothing.
    pub fn feed(&mut self, piece: &str) -> Result<String, Unrestored> {
        self.held.push_str(piece);
        let cut = certain(&self.held);
        let rest = self.held.split_off(cut);
        let ready = std::mem::replace(&mut self.held, rest);
        let restored = self.restore(&ready)?;
        if let Some(last) = ready.chars().next_back() {
            self.inside_word = last.is_alphanumeric();
        }
        Ok(restored)
    }

    /// The end of the stream: what was held back, restored.
    ///
    /// # Errors
    /// As [`Unmasker::feed`].
    pub fn finish(self) -> Result<String, Unrestored> {
        self.restore(&self.held)
    }

    fn restore(&self, text: &str) -> Result<String, Unrestored> {
        let begun = if self.inside_word {
            text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())
        } else {
            0
        };
        let (word, rest) = text.split_at(begun);
        Ok(word.to_owned() + &self.masker.unmask(rest)?)
    }
}

/// How much of `text`, which may go on, can be restored now: up to a place that no placeholder reaches across.
fn certain(text: &str) -> usize {
    let mut floor = text.len().saturating_sub(2 * LONGEST);
    while !text.is_char_boundary(floor) {
        floor -= 1;
    }
    // A word stays whole, unless it is longer than any placeholder.
    let word: usize =
        text[..floor].chars().rev().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    if word <= LONGEST && text[floor..].starts_with(char::is_alphanumeric) {
        floor -= word;
    }
    // A reference that is complete before the floor stays whole.
    let references = placeholder::find(text);
    if let Some(across) = references.iter().find(|r| r.start < floor && floor < r.end) {
        floor = across.start;
    }
    // The last character that can be in no placeholder at all: everything up to it is decided.
    let tail = &text[floor..];
    let mut cut = floor;
    for (offset, c) in tail.char_indices() {
        if matches!(c, '.' | ',' | ';' | '!' | '?' | '(' | ')' | '"' | '/' | '=' | '|' | '。' | '、') {
            cut = floor + offset + c.len_utf8();
        }
    }
    cut
}
