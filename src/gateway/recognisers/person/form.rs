//! Names without a cue: what the name itself looks like, and what stands around it.

use super::super::super::kind::Kind;
use super::super::super::lexicon::Classes;
use super::super::super::tokens::{Token, TokenKind};
use super::endings::is_surname_like;
use super::{Finder, LABELS, NO_NAME};

impl Finder<'_, '_> {
    /// Without a cue: what the name itself looks like.
    pub(super) fn by_form(&self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        if self.is_caseless(index) {
            return self.caseless(index);
        }
        if !token.capital {
            return self.in_small_letters(index);
        }
        let labels = token.has(LABELS.or(Classes::GREETING).or(Classes::KIN).or(Classes::TITLE));
        if labels && !token.has(Classes::GIVEN.or(Classes::SURNAME)) {
            return None;
        }
        let last = self.name_from(index, true)?;
        let negated = self.reading.get(last + 1).is_some_and(|t| !t.spaced && (t.is('\'') || t.is('’')))
            && self.word(last + 2) == "t";
        if negated
            || self.is_acronym(index, last)
            || self.is_code(last)
            || self.before_product(last)
            || self.after_product(index)
            || self.is_organisation(index, last)
        {
            return None;
        }
        let words: Vec<usize> = (index..=last).filter(|i| self.reading.tokens[*i].is_word()).collect();
        let full_words = words
            .iter()
            .filter(|i| self.reading.str(**i).chars().count() > 1 && !self.has(**i, Classes::PARTICLE))
            .count();
        let given = words.iter().any(|i| self.has(*i, Classes::GIVEN));
        let surname = words.iter().any(|i| self.has(*i, Classes::SURNAME) || is_surname_like(&self.word(*i)));
        if full_words >= 2 {
            let shouted = words.iter().all(|i| self.reading.tokens[*i].shouted);
            return (given || surname || !shouted && !self.is_title_case(index, last)).then_some(last);
        }
        self.single(index, last, given, surname).then_some(last)
    }

    /// Whether one word with a capital is a name, by what is known of it and what stands around it.
    fn single(&self, index: usize, last: usize, given: bool, surname: bool) -> bool {
        let token = &self.reading.tokens[index];
        let starts = self.reading.begins_sentence(index);
        let after = self.reading.get(last + 1);
        let acts =
            self.has(last + 1, Classes::PERSON_VERB) && after.is_some_and(|t| t.breaks == 0 && !t.capital);
        let speaks =
            after.is_some_and(|t| t.is(':')) && (index == 0 || token.breaks > 0 || token.spaced && starts);
        if given {
            return !token.has(NO_NAME) || acts || speaks || self.is_usual(index);
        }
        if token.shouted || self.reading.str(index).chars().count() < 3 {
            return false;
        }
        let possessive =
            after.is_some_and(|t| !t.spaced && (t.is('\'') || t.is('’'))) && self.word(last + 2) == "s";
        acts || self.beside_contact(last)
            || self.is_alone(index, last)
            || !starts && (possessive || surname || self.is_told(index) || self.in_apposition(last))
            || self.beside_a_name(index)
            || speaks && self.two_speakers()
    }

    /// A word or a place that is more often a name, and no place here: not "in Austin".
    fn is_usual(&self, index: usize) -> bool {
        let token = &self.reading.tokens[index];
        let placed = token.has(Classes::PLACE)
            && index > 0
            && token.breaks == 0
            && self.has(index - 1, Classes::NEAR_PLACE);
        token.has(Classes::USUAL) && !token.shouted && !placed
    }

    /// "ask Mio to", "we met Latika": something is done to a person.
    fn is_told(&self, index: usize) -> bool {
        let token = &self.reading.tokens[index];
        let said_to = |i: usize| ["to", "with", "for"].contains(&self.word(i).as_str());
        let direct = index > 0 && self.has(index - 1, Classes::TOLD) && self.word(index - 1) != "by";
        let spoken = index > 1
            && said_to(index - 1)
            && ["spoke", "speak", "speaking", "talked", "talk", "talking", "spoken"]
                .contains(&self.word(index - 2).as_str());
        token.breaks == 0 && token.spaced && !token.has(Classes::SURNAME.or(LABELS)) && (direct || spoken)
    }

    /// "for Zulfa, my daughter".
    fn in_apposition(&self, last: usize) -> bool {
        self.reading.get(last + 1).is_some_and(|t| t.is(','))
            && ["my", "his", "her", "our", "their"].contains(&self.word(last + 2).as_str())
            && self.has(last + 3, Classes::KIN)
    }

    /// "Grace and Maksim": joined to a name that was found just before.
    fn beside_a_name(&self, index: usize) -> bool {
        let joined = index >= 2
            && (["and", "und", "et", "y", "e", "en", "i", "och", "og"]
                .contains(&self.word(index - 1).as_str())
                || self.reading.tokens[index - 1].is('&'));
        joined
            && self
                .found
                .findings
                .last()
                .is_some_and(|f| f.kind == Kind::Person && f.end == self.reading.tokens[index - 2].end)
    }

    /// A given name without a capital: alone where it is no thing's name, and with the surname after it.
    fn in_small_letters(&self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        let surname = self.small_surname(index);
        if token.has(NO_NAME.or(LABELS).or(Classes::PARTICLE).or(Classes::KIN).or(Classes::TITLE)) {
            // "frank freud"
            return surname.filter(|_| self.reading.lower && token.has(Classes::USUAL));
        }
        let length = token.end - token.start;
        if token.has(Classes::GIVEN) {
            // "the luna silk pillowcase", "2 x dakota belt": what has an article or a number is a thing.
            let thing = index > 0
                && token.breaks == 0
                && (["the", "a", "an", "my", "your", "our", "this", "that", "new", "x"]
                    .contains(&self.word(index - 1).as_str())
                    || self.reading.tokens[index - 1].is_number());
            let known = length >= 4 && !thing
                || length >= 3 && surname.is_some_and(|s| self.reading.lower || self.is_surname(s));
            return known.then(|| surname.unwrap_or(index));
        }
        // "aputsiaq williams": a word of no list before a surname, where nobody uses capitals.
        let unlisted = token.classes == Classes::default() || token.classes == Classes::SURNAME;
        let unknown = self.reading.lower && length >= 4 && unlisted;
        surname.filter(|s| unknown && self.is_surname(*s))
    }

    /// The word after `index`, past an initial, if it may be a surname without a capital.
    fn small_surname(&self, index: usize) -> Option<usize> {
        let mut at = index + 1;
        if self.word(at).len() == 1 {
            at += 1 + usize::from(self.reading.get(at + 1).is_some_and(|t| t.is('.') && !t.spaced));
        }
        let token = self.token(at).filter(|t| t.is_word() && t.spaced && t.breaks == 0 && !t.capital)?;
        let plain = token.classes == Classes::default()
            && token.end - token.start >= 3
            && !self.reading.tokens[index].has(Classes::WORD);
        (plain || self.is_surname(at)).then_some(at)
    }

    fn is_surname(&self, at: usize) -> bool {
        self.reading.get(at).is_some_and(|t| {
            !t.has(NO_NAME.or(LABELS))
                && (t.has(Classes::SURNAME.or(Classes::GIVEN)) || is_surname_like(&self.word(at)))
        })
    }

    /// A given name in a script without capitals, with the word after it where a name ends there.
    fn caseless(&self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        if !token.has(Classes::GIVEN) || token.has(NO_NAME) {
            return None;
        }
        let next = self.token(index + 1).filter(|t| t.is_word() && t.spaced && t.breaks == 0);
        let named =
            next.is_some_and(|t| t.has(Classes::GIVEN.or(Classes::SURNAME)) || self.closes(index + 1));
        Some(if named { index + 1 } else { index })
    }

    /// `ORD-2021`: letters that a number is joined to.
    fn is_code(&self, last: usize) -> bool {
        let joined = |i: usize| self.reading.get(i).is_some_and(|t| !t.spaced);
        joined(last + 1)
            && joined(last + 2)
            && self.reading.tokens[last + 1].is('-')
            && !self.reading.tokens[last + 2].is_word()
    }

    /// `ATM`, `LAM-BLK-S`: capitals that are no name of any list.
    pub(super) fn is_acronym(&self, index: usize, last: usize) -> bool {
        let coded = |i: usize| {
            let token = &self.reading.tokens[i];
            !token.is_word()
                || token.shouted && !token.has(Classes::GIVEN.or(Classes::SURNAME))
                || token.end - token.start == 1
        };
        let hyphenated = (index..=last).any(|i| self.reading.tokens[i].is('-'));
        let shouted = self.reading.tokens[index].shouted;
        // "LAM-BLK-S": a code, though "Lam" is a name.
        let short = |i: usize| self.reading.tokens[i].end - self.reading.tokens[i].start <= 4;
        if hyphenated && (index..=last).any(|i| self.reading.tokens[i].is_word() && short(i) && coded(i)) {
            return shouted;
        }
        shouted
            && (hyphenated || index == last && self.reading.str(index).len() <= 4)
            && (index..=last).all(coded)
    }

    /// A line or a last sentence that is only the name.
    fn is_alone(&self, index: usize, last: usize) -> bool {
        let begins = self.reading.begins_sentence(index) && index > 0;
        let ends = self.reading.get(last + 1).is_none();
        let previous_stops = self
            .reading
            .before(index, 1)
            .is_some_and(|t| matches!(t.kind, TokenKind::Mark('.' | '!' | '?' | ',' | '-')))
            || self.reading.tokens[index].breaks > 0;
        begins && ends && previous_stops
    }

    /// `Name (mail@…)`, `Name <mail@…>`, `Name, +44 …`.
    fn beside_contact(&self, last: usize) -> bool {
        let mark = self
            .reading
            .get(last + 1)
            .is_some_and(|t| matches!(t.kind, TokenKind::Mark('(' | '<' | ',' | '/' | '[')));
        let at = if mark { last + 2 } else { last + 1 };
        at < self.reading.tokens.len()
            && self.found.is_taken(at)
            && !self.reading.tokens[last].has(LABELS)
            && self.reading.get(at).is_some_and(|t| t.breaks == 1 || t.breaks == 0 && mark)
    }

    fn two_speakers(&self) -> bool {
        self.reading.tokens.len() < 200
            && self
                .reading
                .tokens
                .windows(2)
                .filter(|w| {
                    w[0].is_word() && w[0].capital && w[1].is(':') && !w[1].spaced && !w[0].has(NO_NAME)
                })
                .count()
                >= 2
    }

    fn is_organisation(&self, index: usize, last: usize) -> bool {
        let after = self.reading.get(last + 1);
        let near = |i: usize| {
            self.has(i, Classes::ORGANISATION)
                && self.reading.get(i).is_some_and(|t| t.capital && (t.breaks == 0 || i == index))
        };
        near(last + 1)
            || after.is_some_and(|t| t.is('&') || t.is(',')) && near(last + 2)
            || (index..=last).any(near)
            || self.reading.before(index, 1).is_some_and(|t| t.is('&'))
            || self.word(index.wrapping_sub(1)) == "at" && index > 0 && !self.has(index, Classes::GIVEN)
    }

    /// In a headline every word has a capital: no sign of a name.
    fn is_title_case(&self, index: usize, last: usize) -> bool {
        let neighbour = |i: Option<&Token>| {
            i.is_some_and(|t| {
                t.is_word() && t.capital && !t.shouted && t.has(Classes::WORD) && t.breaks == 0 && t.spaced
            })
        };
        let before = index
            .checked_sub(1)
            .and_then(|i| self.reading.get(i))
            .filter(|_| self.reading.tokens[index].spaced && self.reading.tokens[index].breaks == 0);
        neighbour(before) && index > 1 && !self.reading.begins_sentence(index - 1)
            || neighbour(self.reading.get(last + 1))
    }
}
