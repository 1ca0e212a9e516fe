//! Names of people: after cues (greetings, sign-offs, titles, labels, kin), before what people do, by common given
//! names, and by their form (several capitalised words that are no words of any list).

mod cues;
mod endings;
mod form;
mod unspaced;

use std::collections::HashSet;

use super::super::fold::{is_caseless, is_unspaced, squeeze};
use super::super::kind::Kind;
use super::super::lexicon::Classes;
use super::super::tokens::{Folded, Reading, Token, TokenKind};
use super::{Finding, Found};
use cues::Cue;

/// Most words of one name.
const NAME_WORDS: usize = 5;

/// Classes of words that no name begins with.
const NO_NAME: Classes = Classes::WORD.or(Classes::BRAND).or(Classes::PLACE).or(Classes::MONTH);

/// Words that stand before or beside a value and name its kind; none of them is a name by its form.
const LABELS: Classes =
    Classes::ORDER.or(Classes::PHONE).or(Classes::CARD).or(Classes::BORN).or(Classes::SSN).or(Classes::LABEL);

/// Words of a name in a script without capitals, where nothing shows how far it goes.
const CASELESS_WORDS: usize = 2;

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
        let inside = unspaced::names(reading, index);
        if !inside.is_empty() {
            found.taken[index] = true;
            let finding = |(start, end)| Finding { start, end, kind: Kind::Person, sure: false };
            found.findings.extend(inside.into_iter().map(finding));
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

    fn word(&self, index: usize) -> Folded {
        let word = self.reading.get(index).is_some_and(Token::is_word);
        self.reading.folded(if word { index } else { usize::MAX })
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
        if self.reading.str(index).chars().all(is_unspaced) {
            return None;
        }
        match self.cue_before(index) {
            Cue::Strong => self
                .name_from(index, false)
                .map(|last| self.further(last))
                .or_else(|| self.titled(index))
                .or_else(|| self.introduced(index)),
            Cue::Weak => self
                .name_from(index, true)
                .map(|last| self.further(last))
                .filter(|last| !self.before_product(*last) && !self.is_acronym(index, *last))
                .or_else(|| if token.capital { None } else { self.by_form(index) }),
            Cue::None => self.by_form(index),
        }
    }

    /// `My name is Will Smith`: where a name must stand, two words with capitals are one, though both are words.
    fn introduced(&self, index: usize) -> Option<usize> {
        let next = self.next_word(index);
        let is_part = |at: usize| self.token(at).is_some_and(|t| self.may_be_called(t));
        let follows = self.token(next).is_some_and(|t| t.breaks == 0);
        let is_name = self.has(index, Classes::GIVEN.or(Classes::SURNAME))
            && self.has(next, Classes::GIVEN.or(Classes::SURNAME));
        (follows && is_part(index) && is_part(next) && is_name).then_some(next)
    }

    /// `Aoife Ní Bhriain`: a short word with a capital between two parts of a name is one, too.
    fn further(&self, last: usize) -> usize {
        let (short, end) = (last + 1, last + 2);
        let goes_on =
            |at: usize| self.token(at).is_some_and(|t| t.spaced && t.breaks == 0 && self.may_be_called(t));
        let is_short = self
            .reading
            .get(short)
            .is_some_and(|t| t.is_word() && t.capital && self.reading.str(short).chars().count() <= 3);
        if is_short && goes_on(short) && goes_on(end) && !self.has(end, NO_NAME) { end } else { last }
    }

    /// With a capital, and no word that names something else.
    fn may_be_called(&self, token: &Token) -> bool {
        let other = LABELS.or(Classes::GREETING).or(Classes::ORGANISATION).or(Classes::TITLE);
        token.is_word() && token.capital && !token.shouted && !token.has(other)
    }

    /// `Ms Long`, `Herr Kaiser`: after a title that only people have, a name may be any word.
    fn titled(&self, index: usize) -> Option<usize> {
        const TITLES: [&str; 21] = [
            "mr", "mrs", "ms", "mx", "miss", "dr", "prof", "herr", "herrn", "frau", "monsieur", "mme",
            "mlle", "sr", "sra", "srta", "signor", "signora", "dhr", "mevr", "mevrouw",
        ];
        let dot = usize::from(self.reading.before(index, 1).is_some_and(|t| t.is('.')));
        let title = index.checked_sub(1 + dot)?;
        let token = self.token(index).filter(|t| t.capital && !t.shouted && t.breaks == 0)?;
        let alone = !token.has(Classes::TITLE.or(Classes::GREETING).or(Classes::ORGANISATION))
            && self.reading.get(index + 1).is_none_or(|t| !t.is_word() || !t.capital || t.breaks > 0);
        (alone && TITLES.contains(&self.word(title).as_str())).then_some(index)
    }

    /// The token is written in a script without capitals.
    fn is_caseless(&self, index: usize) -> bool {
        self.reading.str(index).starts_with(is_caseless)
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
            if !token.is_word() || words >= CASELESS_WORDS && self.is_caseless(at) {
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
        if token.has(Classes::PARTICLE) && (!token.capital || self.leads_a_surname(at)) {
            return true;
        }
        // "Mei-ling": the second half of a hyphenated name.
        if begun && !token.capital && self.joins_by_hyphen(at) {
            return !token.has(Classes::WORD) || token.has(Classes::GIVEN) || token.end - token.start <= 3;
        }
        let initial = token.capital && self.reading.str(at).chars().count() == 1;
        if initial {
            return begun || self.reading.get(at + 1).is_some_and(|t| t.is('.') && !t.spaced);
        }
        let labels = token.has(LABELS.or(Classes::NAMED)) && !token.has(Classes::GIVEN.or(Classes::SURNAME));
        if labels
            || token.has(NO_NAME.or(Classes::GREETING).or(Classes::ORGANISATION))
            || !begun && token.has(Classes::KIN.or(Classes::TITLE))
        {
            // "April Stewart", "Rose": words that are given names as well.
            let name_too = !token.shouted && (token.capital || !cased);
            let mut next = self.next_word(at);
            if self.token(next).is_some_and(|t| t.is_word() && t.capital && t.end - t.start == 1) {
                next = self.next_word(next);
            }
            let hyphenated = next == at + 2
                && self.token(next).is_some_and(|t| !t.spaced && !t.capital && !t.has(Classes::WORD))
                && self.joins_by_hyphen(next);
            let surname_next = self
                .token(next)
                .is_some_and(|t| t.is_word() && (t.capital || !cased) && t.breaks == 0 && !t.has(NO_NAME));
            return if begun {
                // "John May": a surname that is a word, if the name ends with it.
                let ends = (token.capital || !cased)
                    && self.reading.get(at + 1).is_none_or(|t| {
                        !t.spaced
                            || t.breaks > 0
                            || t.is_word() && !t.capital
                            || matches!(t.kind, TokenKind::Mark(_))
                    });
                name_too
                    && ends
                    && (token.has(Classes::SURNAME.or(Classes::GIVEN).or(Classes::PLACE))
                        || !cased && token.capital)
                    && !token.has(Classes::ORGANISATION)
                    && self.given_before(at)
            } else if token.has(Classes::USUAL) && token.capital && !token.shouted {
                true
            } else {
                let closed = token.capital && self.closes(at);
                name_too && token.has(Classes::GIVEN) && (surname_next || hyphenated || closed)
            };
        }
        token.capital || !cased
    }

    /// A given name stands before the token, with initials between at most.
    fn given_before(&self, at: usize) -> bool {
        let mut back = 1;
        while let Some(token) = self.reading.before(at, back).filter(|_| back <= 5) {
            let initial = token.is('.') || token.is_word() && token.capital && token.end - token.start == 1;
            if !initial {
                return token.has(Classes::GIVEN);
            }
            back += 1;
        }
        false
    }

    /// `De Angelis`, `Le Roux`: a small word with a capital, before a word with one.
    fn leads_a_surname(&self, at: usize) -> bool {
        self.token(at + 1).is_some_and(|t| {
            t.is_word() && t.capital && t.spaced && t.breaks == 0 && !t.has(NO_NAME.or(LABELS))
        }) && (self.given_before(at) || self.reading.before(at, 1).is_some_and(|t| t.has(Classes::TITLE)))
    }

    fn joins_by_hyphen(&self, at: usize) -> bool {
        self.reading.get(at).is_some_and(|t| !t.spaced)
            && self.reading.before(at, 1).is_some_and(|t| t.is('-') || t.is('‐'))
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
}
