//! What follows the core of an address (unit, post code, town), and addresses that only a cue gives away.

use super::super::super::lexicon::Classes;
use super::super::super::tokens::TokenKind;
use super::Finder;

/// Small words inside the names of towns.
const JOINTS: [&str; 20] = [
    "in", "im", "an", "am", "der", "bei", "ob", "na", "nad", "pod", "v", "upon", "on", "sur", "sous", "en",
    "les", "lès", "aan", "de",
];

/// Some words and numbers up to a comma, a line break or an end.
pub(super) struct Segment {
    pub(super) last: usize,
    /// Has a house number or a post code.
    pub(super) number: bool,
    /// Has a capitalised word that is no common word.
    pub(super) name: bool,
    words: usize,
}

impl Finder<'_, '_> {
    /// Whether someone says that an address comes: "address is", "deliver to", "lives at", "Adresse:".
    pub(super) fn after_cue(&self, index: usize) -> bool {
        let mut words = 0;
        let mut direct = false;
        for back in 1..=9 {
            let Some(token) = self.reading.before(index, back) else { return false };
            match token.kind {
                TokenKind::Mark(':') => direct = true,
                TokenKind::Mark(_) => {}
                _ => {
                    if token.has(Classes::ADDRESS) {
                        return words <= 5;
                    }
                    let joint = token.has(Classes::JOINT);
                    if words == 0 && !joint && !direct {
                        return false;
                    }
                    words += 1;
                }
            }
        }
        false
    }

    /// After a cue: anything that has a name and a number is taken for an address.
    pub(super) fn cued(&self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        let begins =
            token.is_number() && self.is_house_number(index) || token.is_word() && self.capital(token);
        // "delivered 29 Jan 2026"
        let is_day = token.is_number() && self.has(index + 1, Classes::MONTH);
        if !begins || is_day || token.has(Classes::ORDER) || !self.after_cue(index) {
            return None;
        }
        let mut last = None;
        let (mut number, mut name) = (false, false);
        let mut at = index;
        for n in 0..5 {
            let Some(segment) = self.segment(at) else { break };
            if n > 0 && !segment.number && !segment.name {
                break;
            }
            number |= segment.number;
            name |= segment.name;
            if segment.number || segment.name {
                last = Some((segment.last, number && name));
            }
            let after = self.reading.get(segment.last + 1);
            match after {
                Some(t) if t.is(',') && t.breaks == 0 => at = segment.last + 2,
                Some(t) if t.breaks == 1 => at = segment.last + 1,
                _ => break,
            }
        }
        last.filter(|(_, whole)| *whole).map(|(last, _)| last)
    }

    /// A stretch of capitalised words and numbers on one line.
    pub(super) fn segment(&self, from: usize) -> Option<Segment> {
        let mut segment = Segment { last: from, number: false, name: false, words: 0 };
        let mut any = false;
        let mut open = false;
        for at in from..from + 12 {
            let Some(token) = self.token(at).filter(|t| t.breaks == 0 || at == from) else { break };
            match token.kind {
                TokenKind::Word => {
                    let in_name = token.has(Classes::PARTICLE)
                        && (self.is_name_word(at + 1) || any && self.joined_back(at));
                    let hyphenated = at > from && self.joined_back(at);
                    // "an der Thaya", "in Oberösterreich", "na Krki": in the name of a town after its code.
                    let in_town = any
                        && segment.number
                        && JOINTS.contains(&self.reading.str(at))
                        && self.is_name_word(at + 1);
                    if in_town {
                        continue;
                    }
                    if !self.capital(token) && !in_name && !hyphenated {
                        break;
                    }
                    let led_by = (self.joined_on(at)
                        || self.is_name_word(at + 1)
                            && !self.has(at + 1, Classes::WORD)
                            && self.follows_a_break(at))
                        || ["north", "south", "east", "west", "new", "port", "lake", "united", "old"]
                            .contains(&self.reading.folded(at).as_str())
                            && self.is_name_word(at + 1);
                    let after_code = at > from
                        && segment.number
                        && !self.reading.before(at, 1).is_some_and(|t| t.is_word());
                    // "Torre Del Lago", "Den Helder", "Murska Sobota": more of a town's name after its code.
                    let of_a_town = segment.number
                        && (segment.name || self.is_name_word(at + 1))
                        && !token.has(Classes::ORDER)
                        && at > from;
                    let particle = token.has(Classes::PARTICLE) && self.is_name_word(at + 1);
                    let common = !led_by
                        && !particle
                        && !of_a_town
                        && !after_code
                        && token.has(Classes::WORD)
                        && !token.has(
                            Classes::STREET_AFTER
                                .or(Classes::STREET_BEFORE)
                                .or(Classes::UNIT)
                                .or(Classes::PLACE)
                                .or(Classes::GIVEN),
                        );
                    if common
                        && self.capital(token)
                        && !hyphenated
                        && !token.shouted
                        && token.end - token.start > 2
                    {
                        break;
                    }
                    segment.name |= self.capital(token) && !common;
                    segment.words += 1;
                    segment.last = at;
                    any = true;
                }
                TokenKind::Number | TokenKind::Mixed => {
                    let length = token.end - token.start;
                    if length > 8 || token.kind == TokenKind::Mixed && !token.capital && length > 7 {
                        break;
                    }
                    segment.number = true;
                    segment.last = at;
                    any = true;
                }
                TokenKind::Mark('(') if any && self.same_line(at + 2).is_some_and(|t| t.is(')')) => {
                    open = true
                }
                TokenKind::Mark(')') if open => {
                    segment.last = at;
                    open = false;
                }
                TokenKind::Mark('-' | '\'' | '’' | '/' | '–') if any => {}
                TokenKind::Mark('.') if any && self.short_before(at) => {}
                _ => break,
            }
        }
        any.then_some(segment)
    }

    /// `Grand-Leez`: joined to the next word by a hyphen.
    fn joined_on(&self, index: usize) -> bool {
        self.same_line(index + 1).is_some_and(|t| t.is('-') && !t.spaced) && self.is_name_word(index + 2)
    }

    /// Right after a comma or a line break.
    fn follows_a_break(&self, index: usize) -> bool {
        self.reading.get(index).is_some_and(|t| t.breaks == 1)
            || self.reading.before(index, 1).is_some_and(|t| t.is(','))
    }

    /// A line with a state, or with the name of a country, begins at the token.
    fn leads_to_a_place(&self, index: usize) -> bool {
        self.reading.get(index).is_some_and(|t| t.breaks == 1)
            && (self.state_and_code(index).is_some()
                || self.segment(index).is_some_and(|s| self.is_place_line(index, s.last)))
    }

    /// Ends with the name of a country or a large town.
    fn ends_in_a_place(&self, from: usize, last: usize) -> bool {
        last - from < 4 && self.has(last, Classes::PLACE)
    }

    pub(super) fn joined_back(&self, index: usize) -> bool {
        self.reading.get(index).is_some_and(|t| !t.spaced)
            && self.reading.before(index, 1).is_some_and(|t| t.is('-') || t.is('\'') || t.is('’'))
    }

    /// Everything that belongs to the address after its core.
    pub(super) fn tail(&self, core: usize) -> usize {
        let mut last = core;
        let mut after_unit =
            (1..=2).any(|back| self.reading.before(core, back).is_some_and(|t| t.has(Classes::UNIT)));
        for _ in 0..10 {
            if let Some(end) = self.military(last + 1).or_else(|| self.state_and_code(last + 1)) {
                last = end;
                continue;
            }
            let Some(next) = self.reading.get(last + 1) else { break };
            let (from, separated) = match next.kind {
                TokenKind::Mark(',') if next.breaks == 0 => (last + 2, true),
                // "113.⏎H-2567": the full stop of an ordinal.
                TokenKind::Mark('.')
                    if self.reading.tokens[last].is_number()
                        && self.reading.get(last + 2).is_some_and(|t| t.breaks == 1)
                        && self.is_post_code(last + 2) =>
                {
                    (last + 2, true)
                }
                TokenKind::Mark('.')
                    if self
                        .reading
                        .get(last + 2)
                        .is_some_and(|t| t.breaks == 0 && (t.has(Classes::UNIT) || t.is(','))) =>
                {
                    (last + 2, false)
                }
                TokenKind::Mark('-' | '–' | '/') if next.spaced => (last + 2, true),
                TokenKind::Mark(_) => break,
                _ if next.breaks == 1 => (last + 1, true),
                _ if next.breaks == 0 => (last + 1, false),
                _ => break,
            };
            let Some(first) = self.token(from) else { break };
            if first.is(',') || first.breaks > 1 {
                break;
            }
            if let Some(end) = self.unit(from) {
                last = end;
                after_unit = true;
                continue;
            }
            // "Flat 5⏎Rosemary Square": a street without a number after its unit.
            if after_unit
                && separated
                && let Some(street) = self.street_after(from)
            {
                last = street;
                after_unit = false;
                continue;
            }
            let Some(segment) = self.segment(from) else { break };
            let after = self.reading.get(segment.last + 1);
            let line_end = after.is_none_or(|t| {
                t.breaks > 0 || matches!(t.kind, TokenKind::Mark(',' | '.' | ';' | '?' | '!' | ')' | '"'))
            });
            let new_line = first.breaks > 0;
            let keep = if new_line {
                let next_has_number = after.is_some_and(|t| t.breaks == 1)
                    && self.segment(segment.last + 1).is_some_and(|s| s.number);
                let comma_number = after.is_some_and(|t| t.is(','))
                    && self.segment(segment.last + 2).is_some_and(|s| s.number);
                self.is_post_code(from) && segment.name
                    || segment.number && (from..=segment.last).any(|i| self.has(i, Classes::PLACE))
                    || segment.name && self.leads_to_a_place(segment.last + 1)
                    || line_end
                        && (segment.number && segment.words <= 6
                            || segment.name && (next_has_number || comma_number || self.is_post_code(last)))
                    || self.is_place_line(from, segment.last)
            } else if separated {
                segment.number
                    || segment.name
                        && (line_end
                            || self.ends_in_a_place(from, segment.last)
                            || self.state_and_code(segment.last + 1).is_some())
            } else {
                self.is_post_code(from)
                    || after_unit && segment.name && !first.has(Classes::WORD)
                    || segment.name && !first.has(Classes::WORD) && (line_end || segment.number)
            };
            if !keep || segment.number && self.is_order_like(from) {
                break;
            }
            last = segment.last;
            after_unit = false;
        }
        last
    }

    /// `APO AP 99241`: the line of an American military post office.
    fn military(&self, index: usize) -> Option<usize> {
        let from = index + usize::from(self.reading.get(index).is_some_and(|t| t.is(',')));
        let one_of =
            |i: usize, words: [&str; 3]| words.iter().any(|w| self.reading.str(i).eq_ignore_ascii_case(w));
        let office = one_of(from, ["APO", "FPO", "DPO"]) && one_of(from + 1, ["AA", "AE", "AP"]);
        (office && self.same_line(from + 2).is_some_and(|t| t.is_number() && t.end - t.start == 5))
            .then_some(from + 2)
    }

    /// `USNS Sekerková⏎FPO AA 65728`: a ship, above the line of its post office.
    pub(super) fn ship(&self, index: usize) -> Option<usize> {
        const SHIPS: [&str; 6] = ["USNS", "USS", "USCGC", "USNV", "HMS", "HMCS"];
        let ship = SHIPS.iter().any(|ship| self.reading.str(index).eq_ignore_ascii_case(ship));
        let office = (index + 2..index + 5).find(|i| self.reading.get(*i).is_some_and(|t| t.breaks == 1))?;
        if ship { self.military(office) } else { None }
    }

    /// `, CO⏎ 46381`, ` / MS`, ` (NA)`: a state in short form, with the code after it.
    fn state_and_code(&self, index: usize) -> Option<usize> {
        let mark = self.reading.get(index).filter(|t| t.breaks <= 1)?;
        if !(mark.is(',') || mark.is('/') && mark.spaced || mark.is('(')) {
            return None;
        }
        let state = self.same_line(index + 1).filter(|t| {
            (t.is_word() && (t.shouted || self.reading.lower) || t.is_number() && mark.breaks == 1)
                && t.end - t.start <= 3
        })?;
        if state.has(Classes::WORD) && !mark.is('/') {
            return None;
        }
        if mark.is('(') {
            return self.same_line(index + 2).is_some_and(|t| t.is(')')).then_some(index + 2);
        }
        let code = index + 2 + usize::from(self.same_line(index + 2).is_some_and(|t| t.is(',')));
        let coded = self.token(code).is_some_and(|t| t.breaks <= 1) && self.is_post_code(code);
        Some(if coded { code } else { index + 1 })
    }

    pub(super) fn is_place_line(&self, from: usize, to: usize) -> bool {
        (from..=to).any(|i| self.has(i, Classes::PLACE))
            && self.reading.get(to + 1).is_none_or(|t| t.breaks > 0)
    }

    pub(super) fn is_order_like(&self, index: usize) -> bool {
        self.has(index, Classes::ORDER) && !self.has(index, Classes::STREET_AFTER.or(Classes::UNIT))
    }
}
