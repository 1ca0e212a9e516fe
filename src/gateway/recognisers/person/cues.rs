//! What the words before a name say: greetings, sign-offs, titles, labels, kin, "my name is".

use super::super::super::lexicon::Classes;
use super::super::super::tokens::TokenKind;
use super::{Finder, NAME_WORDS};

/// What the words before a name say.
pub(super) enum Cue {
    /// What follows is a name, in whatever case.
    Strong,
    /// What follows is a name if it has a capital.
    Weak,
    /// Nothing.
    None,
}

impl Finder<'_, '_> {
    /// What the words before speak for.
    pub(super) fn cue_before(&self, index: usize) -> Cue {
        let token = &self.reading.tokens[index];
        let mut back = 1;
        let mut colon = false;
        let mut comma = false;
        while let Some(before) = self.reading.before(index, back) {
            match before.kind {
                TokenKind::Mark(':' | '：') => colon = true,
                TokenKind::Mark(',' | '.' | '!' | '-' | '–' | '—') => comma = true,
                TokenKind::Mark('"' | '“' | '*' | '(' | '_' | '>') => {}
                _ => break,
            }
            back += 1;
            if back > 6 {
                return Cue::None;
            }
        }
        let Some(before) = self.reading.before(index, back) else { return Cue::None };
        let at = index - back;
        let breaks: u32 = (at + 1..=index).map(|i| u32::from(self.reading.tokens[i].breaks)).sum();
        let dot_only =
            comma && !colon && back == 2 && self.reading.before(index, 1).is_some_and(|t| t.is('.'));
        let direct = back == 1 && breaks == 0;
        if before.has(Classes::TITLE)
            && breaks == 0
            && (direct || dot_only)
            && (before.capital
                || dot_only
                || token.capital
                || self.reading.lower && !token.has(Classes::WORD))
        {
            return Cue::Strong;
        }
        if colon && breaks <= 1 && before.has(Classes::LABEL) {
            return if breaks == 0 || token.capital { Cue::Strong } else { Cue::None };
        }
        if before.has(Classes::GREETING) && breaks == 0 && !colon && !dot_only {
            // "Hei, nimeni on …": after a comma a sentence may follow as well.
            return if self.is_addressed(index, if comma { 2 } else { NAME_WORDS }) {
                Cue::Strong
            } else {
                Cue::Weak
            };
        }
        if before.has(Classes::NAMED) && breaks == 0 && direct {
            return Cue::Strong;
        }
        if before.has(Classes::SIGNOFF) && !colon && (breaks > 0 || self.ends_text_after_name(index)) {
            return Cue::Strong;
        }
        if breaks > 0 && !direct {
            return Cue::None;
        }
        if (direct || comma && !dot_only) && breaks == 0 {
            let introduced = before.has(Classes::INTRODUCES.or(Classes::LABEL));
            if introduced && let Some(cue) = self.self_introduced(at, comma) {
                return cue;
            }
            if before.has(Classes::KIN) && !colon && token.capital {
                return Cue::Weak;
            }
        }
        if direct && before.has(Classes::LABEL) && token.capital {
            return Cue::Weak;
        }
        Cue::None
    }

    /// `my name is`, `hi im`, `ich bin`, and the like end at `at`.
    fn self_introduced(&self, at: usize, comma: bool) -> Option<Cue> {
        let words = [self.word(at.wrapping_sub(2)), self.word(at.wrapping_sub(1)), self.word(at)];
        let before = |n: usize| self.reading.before(at, n).is_some();
        let two = if before(1) { words[1].as_str() } else { "" };
        let three = if before(2) { words[0].as_str() } else { "" };
        if comma {
            return None;
        }
        // "nimeni on", "a nevem", "jmenuji se": the word for a name and one that joins.
        let joins = ["is", "ist", "est", "es", "e", "on", "er", "ar", "to", "je", "se", "este", "jest"];
        if joins.contains(&words[2].as_str()) && before(1) && self.has(at - 1, Classes::NAMED) {
            return Some(Cue::Strong);
        }
        let apostrophe = self.reading.before(at, 1).is_some_and(|t| t.is('\'') || t.is('’'));
        let greeted = (1..=4)
            .any(|n| self.reading.before(at, n).is_some_and(|t| t.has(Classes::GREETING) && t.is_word()));
        let strong = matches!(
            (two, words[2].as_str()),
            ("name", "is")
                | ("names", "is")
                | ("name", "ist")
                | ("me", "llamo")
                | ("mi", "chiamo")
                | ("m", "appelle")
                | ("nombre", "es")
                | ("nome", "e")
                | ("naam", "is")
                | ("jag", "heter")
                | ("jeg", "hedder")
                | ("jeg", "heter")
                | ("nazywam", "sie")
                | ("ich", "heisse")
                | ("imie", "to")
                | ("nom", "est")
                | ("benim", "adim")
                | ("is", "called")
                | ("is", "named")
                | ("by", "name")
        ) || matches!(
            words[2].as_str(),
            "named" | "called" | "heisse" | "namens" | "llamada" | "llamado" | "nimeni" | "اسمي"
        ) || (words[2] == "im"
            || words[2] == "its"
            || words[2] == "soy"
            || words[2] == "sono"
            || words[2] == "jestem")
            && greeted
            || apostrophe && words[2] == "m" && greeted
            || apostrophe && words[2] == "s" && self.word(at.wrapping_sub(2)) == "name";
        if strong {
            return Some(Cue::Strong);
        }
        let weak =
            matches!(
                (two, words[2].as_str()),
                ("i", "am")
                    | ("this", "is")
                    | ("we", "are")
                    | ("navn", "er")
                    | ("namn", "ar")
                    | ("wir", "sind")
                    | ("ich", "bin")
                    | ("hier", "ist")
                    | ("je", "suis")
                    | ("ik", "ben")
                    | ("eu", "sou")
                    | ("io", "sono")
                    | ("jag", "ar")
                    | ("jeg", "er")
                    | ("it", "is")
                    | ("under", "")
                    | ("behalf", "of")
                    | ("attention", "of")
                    | ("care", "of")
                    | ("known", "as")
            ) || matches!(words[2].as_str(), "im" | "soy" | "sono" | "jestem" | "olen" | "sou" | "hier")
                || apostrophe && matches!(words[2].as_str(), "m" | "s")
                || three == "in" && two == "care" && words[2] == "of"
                || self.has(at, Classes::LABEL)
                    && (words[2] == "a" || words[2] == "to")
                    && self.has(at.wrapping_sub(1), Classes::LABEL)
                || matches!(words[2].as_str(), "a" | "di" | "auf" | "to" | "is" | "an")
                    && self.has(at.wrapping_sub(1), Classes::LABEL)
                    && words[1] != "customer";
        weak.then_some(Cue::Weak)
    }

    /// After a greeting: what follows the name is a comma, an exclamation mark, a line break or the end.
    fn is_addressed(&self, index: usize, words: usize) -> bool {
        let mut at = index;
        for _ in 0..words {
            match self.reading.get(at + 1) {
                None => return true,
                Some(t)
                    if t.breaks > 0
                        || matches!(t.kind, TokenKind::Mark(',' | '!' | '.' | ':' | ';' | '-' | '–')) =>
                {
                    return true;
                }
                Some(t) if t.is_word() => at += 1,
                Some(_) => return false,
            }
        }
        false
    }

    /// After "thanks": one to four words, and then the text or the line ends.
    fn ends_text_after_name(&self, index: usize) -> bool {
        let mut at = index;
        for _ in 0..4 {
            let next = self.reading.get(at + 1);
            match next {
                None => return true,
                Some(t) if t.breaks > 0 => return true,
                Some(t) if t.is('.') => return self.reading.get(at + 2).is_none_or(|t| t.breaks > 0),
                Some(t) if t.is_word() || t.is('-') || t.is('\'') => at += 1,
                Some(_) => return false,
            }
        }
        false
    }
}
