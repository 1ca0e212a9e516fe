//! Street addresses of several countries: a core (street and number) and what follows it (unit, post code, town).

mod tail;
mod vietnam;

use super::super::fold::squeeze;
use super::super::kind::Kind;
use super::super::lexicon::Classes;
use super::super::tokens::{Reading, Token, TokenKind};
use super::Found;

/// Endings of one-word street names: German, Dutch, Scandinavian, Finnish.
const STREET_ENDINGS: [&str; 52] = [
    "strasse",
    "str",
    "weg",
    "gasse",
    "allee",
    "platz",
    "ring",
    "damm",
    "ufer",
    "chaussee",
    "steig",
    "stieg",
    "hof",
    "markt",
    "promenade",
    "graben",
    "kamp",
    "berg",
    "bruecke",
    "brucke",
    "straat",
    "laan",
    "dreef",
    "steeg",
    "baan",
    "boulevard",
    "gracht",
    "kade",
    "plein",
    "singel",
    "pad",
    "dijk",
    "plantsoen",
    "hage",
    "grand",
    "gatan",
    "vagen",
    "stigen",
    "torget",
    "vej",
    "gade",
    "vaenge",
    "alle",
    "veien",
    "vegen",
    "gata",
    "katu",
    "tie",
    "kuja",
    "polku",
    "utca",
    "raitti",
];

/// How many words a street's name may have.
const STREET_WORDS: usize = 6;

/// Street addresses.
pub(super) fn addresses(reading: &Reading<'_>, found: &mut Found) {
    let mut index = 0;
    while index < reading.tokens.len() {
        if found.is_taken(index) {
            index += 1;
            continue;
        }
        let finder = Finder { reading, found };
        let Some((first, core)) = finder.core(index) else {
            index += 1;
            continue;
        };
        let last = finder.tail(core);
        found.claim(reading, first, last, Kind::Address, false);
        index = last + 1;
    }
}

/// Whether a word of five letters or more ends like a street.
fn has_street_ending(word: &str) -> bool {
    if !word.is_ascii() {
        return ends_with_any(squeeze(word).as_bytes());
    }
    // Folding an ASCII word is putting it in lower case; the longest ending decides how much of it.
    let mut buffer = [0; 16];
    let tail = &word.as_bytes()[word.len().saturating_sub(buffer.len())..];
    for (folded, byte) in buffer.iter_mut().zip(tail) {
        *folded = byte.to_ascii_lowercase();
    }
    ends_with_any(&buffer[..tail.len()])
}

fn ends_with_any(word: &[u8]) -> bool {
    STREET_ENDINGS.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending.as_bytes()))
}

/// Reads from one place; nothing is claimed before it is an address.
struct Finder<'r, 't> {
    reading: &'r Reading<'t>,
    found: &'r Found,
}

impl Finder<'_, '_> {
    fn token(&self, index: usize) -> Option<&Token> {
        self.reading.get(index).filter(|_| !self.found.is_taken(index))
    }

    /// The token if it stands on the same line as the one before.
    fn same_line(&self, index: usize) -> Option<&Token> {
        self.token(index).filter(|t| t.breaks == 0)
    }

    fn has(&self, index: usize, classes: Classes) -> bool {
        self.token(index).is_some_and(|t| t.has(classes) && t.is_word())
    }

    /// Written with a capital; where the writer uses none at all, any word that is not a usual one.
    fn capital(&self, token: &Token) -> bool {
        token.capital || self.reading.lower && token.is_word() && !token.has(Classes::WORD.or(Classes::ORDER))
    }

    /// A capitalised word, or one of the small words between them.
    fn is_name_word(&self, index: usize) -> bool {
        self.same_line(index).is_some_and(|t| t.is_word() && (self.capital(t) || t.has(Classes::PARTICLE)))
    }

    /// A house number: `12`, `12a`, `221B`.
    fn is_house_number(&self, index: usize) -> bool {
        self.token(index).is_some_and(|t| {
            let text = self.reading.str(index);
            let digits = text.chars().take_while(|c| c.is_numeric()).count();
            let letters = text.chars().count() - digits;
            match t.kind {
                TokenKind::Number => digits <= 6,
                TokenKind::Mixed => (1..=5).contains(&digits) && letters <= 1,
                _ => false,
            }
        })
    }

    /// The end of a house number with its continuations: `8-9`, `9/7`, `34/04`, `12 a`.
    fn number_end(&self, index: usize) -> usize {
        let mut last = index;
        for _ in 0..3 {
            let joined =
                self.same_line(last + 1).is_some_and(|t| !t.spaced && (t.is('-') || t.is('/') || t.is('–')));
            let next = self.same_line(last + 2).is_some_and(|t| {
                !t.spaced && (t.is_number() || t.end - t.start <= 3) && !matches!(t.kind, TokenKind::Mark(_))
            });
            if !joined || !next {
                break;
            }
            last += 2;
        }
        let single_letter =
            self.same_line(last + 1).is_some_and(|t| t.is_word() && t.end - t.start == 1 && t.spaced)
                && self.reading.get(last + 2).is_none_or(|t| t.is(',') || t.breaks > 0);
        if single_letter { last + 1 } else { last }
    }

    fn core(&self, index: usize) -> Option<(usize, usize)> {
        let token = self.token(index)?;
        let glued = !token.spaced
            && self.reading.before(index, 1).is_some_and(|t| {
                matches!(t.kind, TokenKind::Mark('#' | '-' | '/' | '.' | '$' | '€' | '£' | '_' | '\'' | '’'))
                    || !matches!(t.kind, TokenKind::Mark(_))
            })
            && token.breaks == 0;
        if glued {
            return None;
        }
        if self.reading.str(index).eq_ignore_ascii_case("the") {
            return self.corner(index + 1).map(|last| (index, last));
        }
        let address_like = !matches!(token.kind, TokenKind::Mark(_))
            && (self.capital(token)
                || token.kind != TokenKind::Word
                || token.has(Classes::STREET_BEFORE.or(Classes::STREET_AFTER))
                || self.reading.lower && token.has(Classes::UNIT.or(Classes::PO))
                || self.ends_like_street(index)
                || self.reading.str(index).len() <= 2);
        if !address_like {
            return None;
        }
        let core = self
            .post_box(index)
            .or_else(|| self.vietnamese(index))
            .or_else(|| self.number_first(index))
            .or_else(|| self.type_first(index))
            .or_else(|| self.compound(index))
            .or_else(|| self.unit_first(index))
            .or_else(|| self.corner(index))
            .or_else(|| self.type_between(index))
            .or_else(|| self.name_number_code(index))
            .or_else(|| self.placed(index))
            .or_else(|| self.ship(index))
            .map(|last| (index, last));
        core.or_else(|| self.cued(index).map(|last| (index, last)))
    }

    /// `P.O. Box 104`, `PSC 6293, Box 8158`, `H.No. 642`.
    fn post_box(&self, index: usize) -> Option<usize> {
        let is = |i: usize, word: &str| self.reading.str(i).eq_ignore_ascii_case(word);
        if self.reading.str(index).len() > 2 && !self.has(index, Classes::PO) {
            return None;
        }
        let dot = |i: usize| self.same_line(i).is_some_and(|t| t.is('.'));
        let number = |i: usize| self.same_line(i).is_some_and(Token::is_number);
        let box_at = if is(index, "p") && dot(index + 1) && is(index + 2, "o") {
            index + 3 + usize::from(dot(index + 3))
        } else if is(index, "po") {
            index + 1
        } else if is(index, "h") && dot(index + 1) && is(index + 2, "no") {
            index + 2
        } else if self.has(index, Classes::PO) && self.capital(self.token(index)?) {
            index
        } else {
            return None;
        };
        let mut next = box_at + 1;
        while self.same_line(next).is_some_and(|t| t.is('.') || t.is(':') || t.is('#')) {
            next += 1;
        }
        if !number(next) {
            return None;
        }
        let more = self.same_line(next + 1).is_some_and(|t| t.is(','))
            && self.has(next + 2, Classes::PO)
            && number(next + 3);
        Some(if more { next + 3 } else { next })
    }

    /// `12 Elm Street`, `82, rue Bonneau`, `12 Gartenstraße`.
    fn number_first(&self, index: usize) -> Option<usize> {
        if !self.is_house_number(index) {
            return None;
        }
        let mut at = self.number_end(index) + 1;
        // A second number: post code or plot before the house number.
        if self.is_house_number(at) && self.same_line(at).is_some() {
            at = self.number_end(at) + 1;
        }
        if self.same_line(at).is_some_and(|t| t.is(',')) {
            at += 1;
            let street = self.has(at, Classes::STREET_BEFORE) || self.ends_like_street(at);
            if !street {
                // "08, Dhillon Street"
                let plain = self.street_after(at)?;
                return Some(plain);
            }
        }
        self.same_line(at)?;
        if let Some(last) = self.post_box(at) {
            return Some(last);
        }
        if self.has(at, Classes::STREET_BEFORE) {
            let from = if self.same_line(at + 1).is_some_and(|t| t.is('.')) { at + 2 } else { at + 1 };
            if let Some(last) = self.name_words(from) {
                let number = last + 1;
                let numbered = self.same_line(number).is_some() && self.is_house_number(number);
                return Some(if numbered { self.number_end(number) } else { last });
            }
        }
        if let Some(last) = self.compound(at).or_else(|| self.type_between(at)) {
            return Some(last);
        }
        if self.reading.str(index).len() >= 2
            && let Some(last) = self.name_and_number(at).filter(|last| {
                self.goes_on(*last)
                    || self.street_follows(*last)
                    || self.is_led(index)
                    || self.after_cue(index)
            })
        {
            return Some(last);
        }
        if self.ends_like_street(at) && self.reading.get(at).is_some_and(|t| self.capital(t)) {
            return Some(at);
        }
        self.street_after(at)
    }

    /// Capitalised words that end with a word for street; the index of that word.
    fn street_after(&self, at: usize) -> Option<usize> {
        let mut last = at;
        let mut end = None;
        for n in 0..STREET_WORDS {
            let token = if n == 0 { self.token(last)? } else { self.same_line(last)? };
            if token.is('\'') || token.is('’') || token.is('-') || token.is('.') && n > 0 {
                last += 1;
                if self.same_line(last).is_none() {
                    break;
                }
                continue;
            }
            if !token.is_word() && token.kind != TokenKind::Mixed {
                break;
            }
            let plain = token.has(Classes::PLAIN_STREET);
            let street = token.has(Classes::STREET_AFTER) && (self.capital(token) || plain) && n > 0;
            if street {
                end = Some(last);
            } else if !self.capital(token) && !token.has(Classes::PARTICLE) {
                break;
            }
            last += 1;
            if self.same_line(last).is_none() {
                break;
            }
        }
        let end = end?;
        let after = self.same_line(end + 1);
        let goes_on = after.is_some_and(|t| {
            t.is_word()
                && t.capital
                && t.spaced
                && t.has(Classes::WORD)
                && !t.has(Classes::UNIT.or(Classes::STREET_AFTER))
        });
        // All common words and a product noun after them: "3 Blue Mountain Tents".
        let all_common = (at..end).all(|i| self.has(i, Classes::WORD));
        (!(goes_on && all_common)).then_some(end)
    }

    /// One to five words of a name, the last one capitalised.
    fn name_words(&self, from: usize) -> Option<usize> {
        let mut last = None;
        for at in from..from + STREET_WORDS {
            let Some(token) = self.same_line(at) else { break };
            if last.is_some() && self.marks_a_number(at) {
                break;
            }
            if token.is_word() && (self.capital(token) || token.has(Classes::PARTICLE))
                || token.kind == TokenKind::Mixed && token.capital
            {
                if token.has(Classes::WORD)
                    && token.capital
                    && last.is_some()
                    && self.reading.begins_sentence(at)
                {
                    break;
                }
                if self.capital(token) || self.is_name_word(at + 1) {
                    last = Some(at);
                } else {
                    break;
                }
            } else if !(matches!(token.kind, TokenKind::Mark('-' | '\'' | '’'))
                || token.is('.') && self.short_before(at))
                || last.is_none()
            {
                break;
            }
        }
        last
    }

    /// `No. 5`, `Nr. 62`, `n° 3`: the word or sign before a house number.
    fn marks_a_number(&self, index: usize) -> bool {
        if !self.has(index, Classes::NUMBER_MARK) {
            return false;
        }
        let mut at = index + 1;
        while self.same_line(at).is_some_and(|t| matches!(t.kind, TokenKind::Mark('.' | '/' | 'º' | '°'))) {
            at += 1;
        }
        self.same_line(at).is_some_and(Token::is_number)
    }

    /// A full stop after an abbreviation.
    fn short_before(&self, dot: usize) -> bool {
        let short = self
            .reading
            .before(dot, 1)
            .is_some_and(|t| t.is_word() && self.reading.text[t.start..t.end].chars().count() <= 4);
        let next = self.reading.get(dot + 1).is_some_and(|t| {
            t.breaks == 0 && (t.capital || !matches!(t.kind, TokenKind::Mark(_)) || t.is(','))
        });
        short && next
    }

    /// `Via Roma 12`, `ul. Długa 5`, `Incrocio Leonardi, 8`, `C/ Mayor 3`.
    fn type_first(&self, index: usize) -> Option<usize> {
        let short = self.reading.str(index).eq_ignore_ascii_case("c")
            && self.same_line(index + 1).is_some_and(|t| t.is('/') && !t.spaced);
        if !self.has(index, Classes::STREET_BEFORE) && !short {
            return None;
        }
        let dot = self.same_line(index + 1).is_some_and(|t| t.is('.') || t.is('/'));
        let abbreviation = dot || self.reading.str(index).chars().count() <= 2;
        if !self.capital(self.token(index)?) && !abbreviation && !self.after_cue(index) {
            return None;
        }
        let last = self.name_words(index + 1 + usize::from(dot))?;
        let comma = usize::from(self.same_line(last + 1).is_some_and(|t| t.is(',')));
        let number = last + 1 + comma;
        if self.same_line(number).is_some() && self.is_house_number(number) {
            return Some(self.number_end(number));
        }
        if self.marks_a_number(number) {
            let mut at = number + 1;
            while self.same_line(at).is_some_and(|t| matches!(t.kind, TokenKind::Mark('.' | '/' | 'º' | '°')))
            {
                at += 1;
            }
            if self.same_line(at).is_some() && self.is_house_number(at) {
                return Some(self.number_end(at));
            }
        }
        // Without a number only where someone says that it is an address, or where a post code follows.
        (self.after_cue(index) || self.leads_to_a_code(last)).then_some(last)
    }

    fn ends_like_street(&self, index: usize) -> bool {
        self.token(index).is_some_and(|t| {
            t.is_word()
                && t.end - t.start >= 5
                && !t.has(Classes::WORD)
                && has_street_ending(self.reading.str(index))
        })
    }

    /// `Gartenstraße 12a`, `Am Alten Markt 3`, `Marie-Krause-Straße 3-3`, `Lange Straße 5`.
    fn compound(&self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        if !token.is_word() || !self.capital(token) && !self.ends_like_street(index) {
            return None;
        }
        let mut at = index;
        for _ in 0..STREET_WORDS {
            self.token(at).filter(|t| t.is_word() && (t.breaks == 0 || at == index))?;
            let whole = |at: usize| STREET_ENDINGS.contains(&self.reading.folded(at).as_str());
            if self.ends_like_street(at)
                || at > index
                    && self.reading.get(at + 1).is_some_and(|t| t.is_number() || t.is('.'))
                    && whole(at)
            {
                let dot = usize::from(self.same_line(at + 1).is_some_and(|t| t.is('.')));
                let number = at + 1 + dot;
                if self.same_line(number).is_some_and(|t| t.spaced || dot == 1)
                    && self.is_house_number(number)
                {
                    return Some(self.number_end(number));
                }
            }
            let hyphen = self.same_line(at + 1).is_some_and(|t| t.is('-') && !t.spaced);
            at += if hyphen { 2 } else { 1 };
            let next = self.same_line(at)?;
            if !next.is_word() || !(self.capital(next) || next.has(Classes::PARTICLE) || hyphen) {
                return None;
            }
        }
        None
    }

    /// `Studio 7, Caroline Fork`, `Flat 4, Rose House`.
    fn unit_first(&self, index: usize) -> Option<usize> {
        if !self.has(index, Classes::UNIT) || !self.reading.lower && !self.token(index)?.capital {
            return None;
        }
        let last = self.unit(index)?;
        if self.has(last + 1, Classes::PO)
            && let Some(end) = self.unit(last + 1)
        {
            // "Unit 8505 Box 9220": a military address.
            return Some(end);
        }
        let next = self.reading.get(last + 1)?;
        let separated = next.is(',') || next.breaks > 0;
        let from = if next.is(',') { last + 2 } else { last + 1 };
        let follows = separated && self.token(from).is_some_and(|t| self.capital(t) || t.is_number());
        let strong = ["apt", "suite", "apartment"].contains(&self.reading.folded(index).as_str());
        (follows && self.segment(from).is_some_and(|s| s.name || s.number) || strong).then_some(last)
    }

    /// `Apt. 344`, `Suite 577`, `Piano 8`: the last token of it.
    fn unit(&self, index: usize) -> Option<usize> {
        if !self.has(index, Classes::UNIT.or(Classes::PO)) {
            return None;
        }
        let mut at = index + 1;
        while self.same_line(at).is_some_and(|t| t.is('.') || t.is('#') || t.is(':')) {
            at += 1;
        }
        let token = self.same_line(at)?;
        let single = token.is_word() && token.capital && token.end - token.start == 1;
        (self.is_house_number(at) || single).then(|| self.number_end(at))
    }

    /// `the corner of A and B`.
    fn corner(&self, index: usize) -> Option<usize> {
        if !self.reading.str(index).eq_ignore_ascii_case("corner")
            || !self.reading.str(index + 1).eq_ignore_ascii_case("of")
        {
            return None;
        }
        let and = (index + 2..index + 10).find(|i| self.reading.str(*i).eq_ignore_ascii_case("and"))?;
        let mut last = and;
        while self.same_line(last + 1).is_some_and(|t| {
            (t.is_word() || t.is_number())
                && (t.capital || !t.has(Classes::WORD) || t.has(Classes::STREET_AFTER.or(Classes::PARTICLE)))
        }) && last < and + 5
        {
            last += 1;
        }
        (last > and).then_some(last)
    }

    /// `Béke utca 220`, `Árpád fejedelem útja 62`, `Brankova ulica 99`: the type stands between name and number.
    fn type_between(&self, index: usize) -> Option<usize> {
        if !self.capital(self.token(index)?) {
            return None;
        }
        for at in index + 1..index + STREET_WORDS {
            let token = self.same_line(at)?;
            if !token.is_word() && !token.is('-') {
                return None;
            }
            let dot = usize::from(self.same_line(at + 1).is_some_and(|t| t.is('.')));
            let number = at + 1 + dot;
            if self.same_line(number).is_some_and(|t| t.spaced)
                && self.is_house_number(number)
                && token.has(Classes::STREET_BETWEEN)
            {
                return Some(self.number_end(number));
            }
            // Between them one small word at most: "fejedelem".
            let plain = !token.has(Classes::WORD) || token.capital || token.has(Classes::PARTICLE);
            if !plain || !self.capital(token) && at > index + 1 {
                return None;
            }
        }
        None
    }

    /// A name that is not made of usual words alone, and a house number: `Hoge Wei 32`.
    fn name_and_number(&self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        if !token.is_word() || !self.capital(token) || token.has(Classes::ORDER.or(Classes::MONTH)) {
            return None;
        }
        let last = self.name_words(index)?;
        let number = last + 1;
        self.same_line(number).filter(|t| t.spaced)?;
        let named = (index..=last).any(|i| {
            self.reading.tokens[i].is_word()
                && !self.has(i, Classes::WORD.or(Classes::BRAND).or(Classes::ORDER).or(Classes::PARTICLE))
        });
        // "Messenger Bag le January 13": a day.
        let dated = (index..=last).any(|i| self.has(i, Classes::MONTH));
        (named && !dated && self.is_house_number(number)).then(|| self.number_end(number))
    }

    /// `Feddehof 6⏎7305RK⏎Hoogersmilde`: a name and a number, and a post code after a comma or a line break.
    fn name_number_code(&self, index: usize) -> Option<usize> {
        let end = self.name_and_number(index)?;
        let after = self.reading.get(end + 1)?;
        let from = if after.is(',') {
            end + 2
        } else if after.breaks == 1 {
            end + 1
        } else {
            return None;
        };
        self.is_post_code(from).then_some(end)
    }

    /// After a street and its number comes more of an address: a unit, or a line or a part with a name or a number.
    fn goes_on(&self, last: usize) -> bool {
        if self.unit(last + 1).is_some() {
            return true;
        }
        let Some(next) = self.reading.get(last + 1) else { return false };
        let from = if next.is(',') { last + 2 } else { last + 1 };
        (next.is(',') || next.breaks == 1)
            && self.token(from).is_some_and(|t| !t.has(Classes::ORDER))
            && self.segment(from).is_some_and(|s| s.number || s.name)
    }

    /// A post code comes next, or after the name of a town: `, Harsova, 767426`.
    fn leads_to_a_code(&self, last: usize) -> bool {
        let after = |last: usize| {
            let next = self.reading.get(last + 1)?;
            let from = if next.is(',') { last + 2 } else { last + 1 };
            (next.is(',') && next.breaks == 0 || next.breaks == 1).then_some(from)
        };
        let Some(from) = after(last) else { return false };
        self.is_post_code(from)
            || self
                .segment(from)
                .is_some_and(|s| s.name && after(s.last).is_some_and(|code| self.is_post_code(code)))
    }

    /// A preposition of places stands before the token.
    fn is_led(&self, index: usize) -> bool {
        let token = self.reading.get(index).filter(|t| t.breaks == 0 && t.spaced);
        token.is_some() && index > 0 && self.has(index - 1, Classes::LEADS)
    }

    /// "Hoge Wei 32 street", "77 Příční 1429 St.": the word for a street after the whole.
    fn street_follows(&self, last: usize) -> bool {
        self.same_line(last + 1).is_some_and(|t| t.has(Classes::PLAIN_STREET))
    }

    /// "at Kamaufova 8a", or a line that is only that, above a line that begins with a number.
    fn placed(&self, index: usize) -> Option<usize> {
        let led = self.is_led(index);
        if led && let Some(last) = self.named_street(index) {
            return Some(last);
        }
        let begins = self.token(index)?.breaks > 0;
        let last = self.name_and_number(index)?;
        let next = self.reading.get(last + 1);
        let stops = next
            .is_none_or(|t| t.breaks > 0 || matches!(t.kind, TokenKind::Mark(',' | '.' | ';' | ')' | '?')));
        let above_a_number = next.is_some_and(|t| t.breaks == 1 && (t.is_number() || t.is('+') || t.is('(')));
        let long = self.reading.str(index).chars().count() >= 3;
        (led && stops && long || begins && above_a_number || self.street_follows(last)).then_some(last)
    }

    /// "on Ane Flats Street": a street without a number, where a preposition leads to it.
    fn named_street(&self, index: usize) -> Option<usize> {
        let last = self.street_after(index)?;
        let street = self.reading.get(last).is_some_and(|t| t.capital && t.has(Classes::PLAIN_STREET))
            && self.reading.str(last).len() > 2;
        let product =
            self.same_line(last + 1).is_some_and(|t| t.is_word() && t.capital && t.has(Classes::WORD));
        (street && !product).then_some(last)
    }

    /// A post code: four to six digits, or a short mixture with digits.
    fn is_post_code(&self, index: usize) -> bool {
        // "411 21", "NR0V 7ZN", "H-2567"
        let digits = |i: usize, n: usize| {
            self.token(i)
                .is_some_and(|t| t.is_number() && t.end - t.start == n && (t.breaks == 0 || i == index))
        };
        if digits(index, 3) && digits(index + 1, 2)
            || self.reading.str(index).len() == 1
                && self.same_line(index + 1).is_some_and(|t| t.is('-'))
                && digits(index + 2, 4)
        {
            return true;
        }
        self.token(index).is_some_and(|t| {
            let length = t.end - t.start;
            match t.kind {
                TokenKind::Number => (4..=8).contains(&length),
                TokenKind::Mixed => {
                    (3..=8).contains(&length)
                        && (self.reading.lower
                            || t.capital
                            || self.reading.str(index).starts_with(|c: char| c.is_numeric()))
                }
                _ => false,
            }
        })
    }
}
