//! A text as tokens: one pass that all recognisers share, so that the whole is linear in the text.

use super::fold::{fold_char, is_invisible};
use super::lexicon::{self, Classes, WordHash};

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TokenKind {
    /// Letters only.
    Word,
    /// Digits only.
    Number,
    /// Letters and digits.
    Mixed,
    /// One other character.
    Mark(char),
}

/// A piece of the text; offsets in bytes.
#[derive(Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: TokenKind,
    /// What the word list says.
    pub(super) classes: Classes,
    /// White space stands before it.
    pub(super) spaced: bool,
    /// Line breaks before it (255 at most).
    pub(super) breaks: u8,
    /// Begins with an upper-case letter, or with a letter of a script that has no case.
    pub(super) capital: bool,
    /// Two or more letters, all upper case.
    pub(super) shouted: bool,
}

impl Token {
    pub(super) fn is(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark(mark)
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    pub(super) fn is_number(&self) -> bool {
        self.kind == TokenKind::Number
    }

    pub(super) fn has(&self, classes: Classes) -> bool {
        self.classes.has(classes)
    }
}

/// A short word, folded, kept without an allocation: recognisers look at every word of a text.
pub(super) struct Folded {
    letters: [u8; Folded::LONGEST],
    length: usize,
}

impl Folded {
    /// Bytes; a longer word reads as empty, it is none that a list has.
    const LONGEST: usize = 28;

    fn of(word: &str) -> Self {
        let mut folded = Folded { letters: [0; Folded::LONGEST], length: 0 };
        let mut fits = true;
        for c in word.chars() {
            fold_char(c, |f| {
                if f.is_alphanumeric() {
                    fits &= folded.push(f);
                }
            });
        }
        if !fits {
            folded.length = 0;
        }
        folded
    }

    fn push(&mut self, c: char) -> bool {
        let Some(free) = self.letters.get_mut(self.length..self.length + c.len_utf8()) else { return false };
        self.length += c.encode_utf8(free).len();
        true
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

impl PartialEq<&str> for Folded {
    fn eq(&self, word: &&str) -> bool {
        self.as_str() == *word
    }
}

impl std::ops::Deref for Folded {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

/// A text and its tokens.
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token>,
    /// No letter of the text is a capital: its writer used none for names either.
    pub(super) lower: bool,
}

impl<'t> Reading<'t> {
    /// Reads `text` once.
    pub(super) fn of(text: &'t str) -> Self {
        let mut tokens = Vec::with_capacity(text.len() / 4 + 4);
        let mut open: Option<Open> = None;
        let (mut spaced, mut breaks) = (false, 0u8);
        let mut lower = true;
        for (at, c) in text.char_indices() {
            if c.is_alphanumeric() || is_joining(c) && open.is_some() {
                let word = open.get_or_insert_with(|| {
                    let opened = Open::at(at, c, spaced, breaks);
                    (spaced, breaks) = (false, 0);
                    opened
                });
                lower &= !word.push(c);
                continue;
            }
            if let Some(word) = open.take() {
                tokens.push(word.close(at));
            }
            if c == '\n' {
                breaks = breaks.saturating_add(1);
                spaced = true;
            } else if c.is_whitespace() || c == '>' && (breaks > 0 || tokens.is_empty()) {
                // A quoted line of an e-mail begins with ">": no part of what it says.
                spaced = true;
            } else if !is_invisible(c) {
                let end = at + c.len_utf8();
                let kind = TokenKind::Mark(c);
                let classes = Classes::default();
                tokens.push(Token {
                    start: at,
                    end,
                    kind,
                    classes,
                    spaced,
                    breaks,
                    capital: false,
                    shouted: false,
                });
                (spaced, breaks) = (false, 0);
            }
        }
        if let Some(word) = open.take() {
            tokens.push(word.close(text.len()));
        }
        Reading { text, tokens, lower }
    }

    /// Takes what the lists say from the words of a stretch; offsets in bytes.
    pub(super) fn silence(&mut self, start: usize, end: usize) {
        let first = self.tokens.partition_point(|token| token.end <= start);
        for token in self.tokens[first..].iter_mut().take_while(|token| token.start < end) {
            token.classes = Classes::default();
        }
    }

    /// The text of one token.
    pub(super) fn str(&self, index: usize) -> &'t str {
        self.tokens.get(index).map_or("", |token| &self.text[token.start..token.end])
    }

    /// The folded letters and digits of one token.
    pub(super) fn folded(&self, index: usize) -> Folded {
        Folded::of(self.str(index))
    }

    pub(super) fn get(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// The `back`th token before `index` (1 is its neighbour).
    pub(super) fn before(&self, index: usize, back: usize) -> Option<&Token> {
        index.checked_sub(back).and_then(|i| self.tokens.get(i))
    }

    /// Whether the token begins a sentence, a line or the text.
    pub(super) fn begins_sentence(&self, index: usize) -> bool {
        let Some(token) = self.get(index) else { return false };
        if token.breaks > 0 {
            return true;
        }
        let mut back = 1;
        while let Some(before) = self.before(index, back).filter(|_| back < 12) {
            match before.kind {
                TokenKind::Mark('"' | '\'' | '“' | '‘' | '«' | '(' | '¿' | '¡' | '>' | '*' | '„') => {
                    back += 1
                }
                TokenKind::Mark('.' | '!' | '?' | ':' | '…' | '。' | '！' | '？' | '-' | '•' | '|') => {
                    return true;
                }
                _ => return false,
            }
        }
        true
    }
}

/// Combining marks and invisible characters inside a word belong to it.
fn is_joining(c: char) -> bool {
    !c.is_ascii() && (is_invisible(c) || unicode_normalization::char::is_combining_mark(c))
}

struct Open {
    start: usize,
    letters: usize,
    digits: usize,
    upper: usize,
    capital: bool,
    spaced: bool,
    breaks: u8,
    hash: WordHash,
    ascii: bool,
}

impl Open {
    fn at(start: usize, first: char, spaced: bool, breaks: u8) -> Self {
        let capital = first.is_alphabetic() && !first.is_lowercase();
        Open {
            start,
            letters: 0,
            digits: 0,
            upper: 0,
            capital,
            spaced,
            breaks,
            hash: WordHash::new(),
            ascii: true,
        }
    }

    /// Takes a character; true if it is a capital.
    #[inline]
    fn push(&mut self, c: char) -> bool {
        let mut upper = false;
        self.ascii &= c.is_ascii();
        if c.is_ascii_digit() || !c.is_ascii() && c.is_numeric() {
            self.digits += 1;
        } else if c.is_alphabetic() {
            self.letters += 1;
            upper = c.is_uppercase();
            self.upper += usize::from(upper);
        }
        fold_char(c, |f| self.hash.push(f));
        upper
    }

    fn close(self, end: usize) -> Token {
        let kind = match (self.letters, self.digits) {
            (_, 0) => TokenKind::Word,
            (0, _) => TokenKind::Number,
            _ => TokenKind::Mixed,
        };
        let classes = if kind == TokenKind::Number {
            Classes::default()
        } else {
            lexicon::classes(self.hash, self.ascii)
        };
        Token {
            start: self.start,
            end,
            kind,
            classes,
            spaced: self.spaced,
            breaks: self.breaks,
            capital: self.capital,
            shouted: self.letters > 1 && self.upper == self.letters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_words_numbers_and_marks() {
        let reading = Reading::of("Hi Zoë,\n\ncall +44 20 or SO74");
        let pieces: Vec<&str> = (0..reading.tokens.len()).map(|i| reading.str(i)).collect();
        assert_eq!(pieces, ["Hi", "Zoë", ",", "call", "+", "44", "20", "or", "SO74"]);
        assert_eq!(reading.tokens[3].breaks, 2);
        assert!(reading.tokens[8].kind == TokenKind::Mixed);
        assert!(reading.begins_sentence(3) && !reading.begins_sentence(1));
    }
}
