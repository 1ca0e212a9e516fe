//! Names of people: after cues (greetings, sign-offs, titles, labels, kin), before what people do, by common given
//! names, and by their form (several capitalised words that are no words of any list).

mod cues;

use std::collections::HashSet;

use super::super::fold::{is_unspaced, squeeze};
use super::super::kind::Kind;
use super::super::lexicon::Classes;
use super::super::tokens::{Reading, Token, TokenKind};
use super::Found;
use cues::Cue;

/// Most words of one name.
const NAME_WORDS: usize = 5;

/// Classes of words that no name begins with.
const NO_NAME: Classes = Classes::WORD.or(Classes::BRAND).or(Classes::PLACE).or(Classes::MONTH);

/// Names of people.
pub(super) fn persons(reading: &Reading<'_>, found: &mut Found) {
    let mut names = Vec::new();
    let mut index = 0;
    while index < reading.tokens.len() {
        let finder = Finder { reading, found };
        if found.is_taken(index) {
            index += 1;
            continue;
        }
        if let Some(last) = finder.name_here(index) {
            names.push((index, last));
            found.claim(reading, index, last, Kind::Person, false);
            index = last + 1;
        } else {
            index += 1;
        }
    }
    repeat(reading, found, &names);
}

/// Parts of names that were found are names wherever else they stand with a capital.
fn repeat(reading: &Reading<'_>, found: &mut Found, names: &[(usize, usize)]) {
    let mut parts = HashSet::new();
    for (first, last) in names {
        for index in *first..=*last {
            let token = &reading.tokens[index];
            if token.is_word() && token.end - token.start > 2 && !token.has(NO_NAME.or(Classes::PARTICLE)) {
                parts.insert(squeeze(reading.str(index)));
            }
        }
    }
    if parts.is_empty() {
        return;
    }
    for index in 0..reading.tokens.len() {
        let token = &reading.tokens[index];
        if token.is_word()
            && token.capital
            && !found.is_taken(index)
            && parts.contains(&squeeze(reading.str(index)))
        {
            let before_product = Finder { reading, found }.before_product(index);
            if !before_product {
                found.claim(reading, index, index, Kind::Person, false);
            }
        }
    }
}

struct Finder<'r, 't> {
    reading: &'r Reading<'t>,
    found: &'r Found,
}

impl Finder<'_, '_> {
    fn token(&self, index: usize) -> Option<&Token> {
        self.reading.get(index).filter(|_| !self.found.is_taken(index))
    }

    fn word(&self, index: usize) -> String {
        self.reading
            .get(index)
            .filter(|t| t.is_word() && t.end - t.start <= 24)
            .map(|_| squeeze(self.reading.str(index)))
            .unwrap_or_default()
    }

    fn has(&self, index: usize, classes: Classes) -> bool {
        self.reading.get(index).is_some_and(|t| t.has(classes) && t.is_word())
    }

    /// The last token of a name that begins here, if one does.
    fn name_here(&self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        if !token.is_word() || self.is_inside_word(index) {
            return None;
        }
        if token.is_word() && self.reading.str(index).chars().all(is_unspaced) {
            return self.honoured(index);
        }
        match self.cue_before(index) {
            Cue::Strong => self.name_from(index, false),
            Cue::Weak => self
                .name_from(index, true)
                .filter(|last| !self.before_product(*last) && !self.is_acronym(index, *last)),
            Cue::None => self.by_form(index),
        }
    }

    /// Joined to the token before: `Follow-up`, `don't`, `a.b`.
    fn is_inside_word(&self, index: usize) -> bool {
        let Some(token) = self.reading.get(index).filter(|t| !t.spaced) else { return false };
        token.breaks == 0
            && self.reading.before(index, 1).is_some_and(|t| {
                matches!(t.kind, TokenKind::Mark('-' | '\'' | '’' | '.' | '_' | '/' | '&' | '@' | '#' | '+'))
                    && !(t.is('\'')
                        && self
                            .reading
                            .before(index, 2)
                            .is_none_or(|b| t.spaced || matches!(b.kind, TokenKind::Mark(_))))
                    && !(t.is('.') && self.reading.before(index, 2).is_some_and(|b| b.has(Classes::TITLE)))
            })
    }

    /// `田中様`, `김민수님`: characters before an honorific.
    fn honoured(&self, index: usize) -> Option<usize> {
        const HONORIFICS: [&str; 12] =
            ["様", "さん", "さま", "氏", "君", "ちゃん", "先生", "女士", "小姐", "님", "씨", "先輩"];
        let text = self.reading.str(index);
        let inside = HONORIFICS
            .iter()
            .any(|h| text.strip_suffix(h).is_some_and(|name| (1..=8).contains(&name.chars().count())));
        let next = self.reading.get(index + 1).filter(|t| t.spaced && t.breaks == 0).is_some()
            && HONORIFICS.contains(&self.reading.str(index + 1));
        (inside || next && text.chars().count() <= 8).then_some(index)
    }

    /// The last token of a name from here. With `cased`, each word begins with a capital.
    fn name_from(&self, index: usize, cased: bool) -> Option<usize> {
        let mut last = None;
        let mut at = index;
        let mut words = 0;
        while words < NAME_WORDS {
            let Some(token) = self.token(at).filter(|t| t.breaks == 0 || at == index) else { break };
            if at > index && !token.spaced && !self.joins(at) {
                break;
            }
            if !token.is_word() {
                break;
            }
            if !self.fits_in_name(at, cased, last.is_some()) {
                break;
            }
            let particle = token.has(Classes::PARTICLE) && !token.capital;
            if particle && last.is_some() && !self.particle_leads_on(at, cased) {
                break;
            }
            if particle && last.is_none() && !self.particle_leads_on(at, cased) {
                break;
            }
            if !particle {
                last = Some(at);
            }
            words += 1;
            at = self.next_word(at);
        }
        let last = last?;
        let single = self.reading.str(last).chars().count() < 2 && last == index;
        (!single).then_some(last)
    }

    /// The next word of the name: after a space, a hyphen, an apostrophe, or the full stop of an initial.
    fn next_word(&self, at: usize) -> usize {
        let initial = self.reading.str(at).chars().count() <= 2 || self.has(at, Classes::TITLE);
        match self.reading.get(at + 1) {
            Some(t) if !t.spaced && (t.is('-') || t.is('\'') || t.is('’') || t.is('‐')) => at + 2,
            Some(t) if !t.spaced && t.is('.') && initial => at + 2,
            _ => at + 1,
        }
    }

    fn joins(&self, at: usize) -> bool {
        self.reading
            .before(at, 1)
            .is_some_and(|t| matches!(t.kind, TokenKind::Mark('-' | '\'' | '’' | '‐' | '.')))
    }

    fn particle_leads_on(&self, at: usize, cased: bool) -> bool {
        for next in at + 1..at + 4 {
            let Some(token) = self.token(next).filter(|t| t.is_word() && t.breaks == 0) else { return false };
            if !token.has(Classes::PARTICLE) || token.capital {
                return token.capital && !token.has(NO_NAME) || !cased && !token.has(NO_NAME);
            }
        }
        false
    }

    fn fits_in_name(&self, at: usize, cased: bool, begun: bool) -> bool {
        let token = &self.reading.tokens[at];
        if token.has(Classes::PARTICLE) && !token.capital {
            return true;
        }
        let initial = token.capital && self.reading.str(at).chars().count() == 1;
        if initial {
            return begun || self.reading.get(at + 1).is_some_and(|t| t.is('.') && !t.spaced);
        }
        if token.has(NO_NAME.or(Classes::GREETING).or(Classes::ORGANISATION))
            || !begun && token.has(Classes::KIN.or(Classes::TITLE))
        {
            // "April Stewart", "Rose": words that are given names as well.
            let name_too = !token.shouted && (token.capital || !cased);
            let next = self.next_word(at);
            let surname_next = self
                .token(next)
                .is_some_and(|t| t.is_word() && (t.capital || !cased) && t.breaks == 0 && !t.has(NO_NAME));
            return if begun {
                // "John May": a surname that is a word, if the name ends with it.
                let ends = token.capital
                    && self.reading.get(at + 1).is_none_or(|t| {
                        !t.spaced
                            || t.breaks > 0
                            || t.is_word() && !t.capital
                            || matches!(t.kind, TokenKind::Mark(_))
                    });
                name_too
                    && ends
                    && (token.has(Classes::SURNAME.or(Classes::GIVEN)) || !cased)
                    && !token.has(Classes::PLACE.or(Classes::ORGANISATION))
                    && self.reading.before(at, 1).is_some_and(|t| t.has(Classes::GIVEN))
            } else {
                name_too && token.has(Classes::GIVEN) && (surname_next || token.capital && self.closes(at))
            };
        }
        token.capital || !cased
    }

    /// Nothing but a mark or the end after the token.
    fn closes(&self, at: usize) -> bool {
        self.reading.get(at + 1).is_none_or(|t| t.breaks > 0 || matches!(t.kind, TokenKind::Mark(_)))
    }

    /// A capitalised common word follows: "Victoria Silk Scarf", "Oliver Chelsea Boots".
    fn before_product(&self, last: usize) -> bool {
        self.reading.get(last + 1).is_some_and(|t| {
            t.spaced
                && t.breaks == 0
                && (t.is_word()
                    && t.capital
                    && t.has(Classes::WORD.or(Classes::BRAND))
                    && !self.reading.tokens[last].shouted
                    || t.is_number() && t.end - t.start <= 2
                    || t.kind == TokenKind::Mixed && t.capital)
        })
    }

    /// A capitalised common word stands before: part of a product's or an organisation's name.
    fn after_product(&self, index: usize) -> bool {
        let Some(token) = self.reading.get(index).filter(|t| t.breaks == 0 && t.spaced) else { return false };
        !token.shouted
            && self.reading.before(index, 1).is_some_and(|t| {
                t.is_word()
                    && t.capital
                    && !t.shouted
                    && t.has(Classes::WORD.or(Classes::BRAND))
                    && !self.reading.begins_sentence(index - 1)
                    || t.kind == TokenKind::Mixed && t.capital
            })
    }

    /// Without a cue: what the name itself looks like.
    fn by_form(&self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        if !token.capital
            && token.has(Classes::GIVEN)
            && !token.has(NO_NAME.or(Classes::PARTICLE))
            && token.end - token.start >= 4
        {
            let surname = self
                .token(index + 1)
                .filter(|t| t.is_word() && t.spaced && t.breaks == 0 && t.classes == Classes::default());
            return Some(if surname.is_some() { index + 1 } else { index });
        }
        if !token.capital
            || token.has(Classes::GREETING.or(Classes::KIN).or(Classes::TITLE)) && !token.has(Classes::GIVEN)
        {
            return None;
        }
        let last = self.name_from(index, true)?;
        let negated = self.reading.get(last + 1).is_some_and(|t| !t.spaced && (t.is('\'') || t.is('’')))
            && self.word(last + 2) == "t";
        if negated
            || self.is_acronym(index, last)
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
        let shouted = words.iter().all(|i| self.reading.tokens[*i].shouted);
        let starts = self.reading.begins_sentence(index);
        let after = self.reading.get(last + 1);
        if full_words >= 2 {
            return (given || surname || !shouted && !self.is_title_case(index, last)).then_some(last);
        }
        let possessive =
            after.is_some_and(|t| !t.spaced && (t.is('\'') || t.is('’'))) && self.word(last + 2) == "s";
        let acts =
            self.has(last + 1, Classes::PERSON_VERB) && after.is_some_and(|t| t.breaks == 0 && !t.capital);
        let speaks =
            after.is_some_and(|t| t.is(':')) && (index == 0 || token.breaks > 0 || token.spaced && starts);
        if given && !token.has(NO_NAME) {
            return Some(last);
        }
        if given && token.has(NO_NAME) {
            return (acts || speaks).then_some(last);
        }
        if token.shouted || self.reading.str(index).chars().count() < 3 {
            return None;
        }
        let contact = self.beside_contact(last);
        let alone = self.is_alone(index, last);
        let surname_alone = surname && !starts;
        (acts || contact || alone || possessive && !starts || surname_alone || speaks && self.two_speakers())
            .then_some(last)
    }

    /// `ATM`, `LAM-BLK-S`: capitals that are no name of any list.
    fn is_acronym(&self, index: usize, last: usize) -> bool {
        let coded = |i: usize| {
            let token = &self.reading.tokens[i];
            !token.is_word()
                || token.shouted && !token.has(Classes::GIVEN.or(Classes::SURNAME))
                || token.end - token.start == 1
        };
        let hyphenated = (index..=last).any(|i| self.reading.tokens[i].is('-'));
        let shouted = self.reading.tokens[index].shouted;
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
            && self.reading.get(at).is_some_and(|t| t.breaks <= 1)
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
        let near =
            |i: usize| self.has(i, Classes::ORGANISATION) && self.reading.get(i).is_some_and(|t| t.capital);
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

/// Endings of surnames in many languages, on folded words.
fn is_surname_like(word: &str) -> bool {
    const ENDINGS: [&str; 58] = [
        "ski", "ska", "cki", "cka", "dzki", "wicz", "czyk", "czak", "szewski", "owski", "owska", "ewski",
        "enko", "chuk", "ova", "eva", "sson", "sdottir", "dottir", "ssen", "nsen", "rsen", "lsen", "tsen",
        "dsen", "gaard", "qvist", "kvist", "strom", "berg", "lund", "mann", "stein", "hauer", "meier",
        "mayer", "meyer", "oglu", "opoulos", "akis", "idis", "adze", "shvili", "yan", "ian", "escu", "eanu",
        "iou", "elli", "etti", "ucci", "acci", "uzzi", "inho", "eira", "ovic", "evic", "nen",
    ];
    let length = word.len();
    length >= 6 && ENDINGS.iter().any(|ending| length >= ending.len() + 2 && word.ends_with(ending))
        || length > 4 && (word.starts_with("mc") || word.ends_with("ez") && length > 5)
}
