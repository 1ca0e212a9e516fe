//! A sentence by its clauses: each day that is named, with the hour, the verb and the word of refusal that belong to it.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::Seen;
use super::beside::beside;
use super::day::{DUE, Named, day, is_running, no_such_day, working_days};
use super::hour::{Clock, Hour, hours};
use super::tokens::{Token, tokens};
use super::vocabulary::{
    AFTER, AND, AROUND, ARTICLES, AT, AWAY, AWAY_UNTIL, BEFORE, BEFORE_AN_ORDER, BUT, BY, BY_THEN, CALLS,
    DONE, DONE_BY_ACCENT, FILLERS, GIVEN, GOODS, HAPPENS, HAS_SAID, IS, MODAL, MODAL_OF_ANOTHER, MUTUAL, NOT,
    NOT_NOT, NOTHING, ON_ITS_WAY, OVER, OVER_BEHIND, PARTED, TAKEN_TO_BE, THEIRS, TO_DO, TO_DO_ELSE, UNFIT,
    UNTIL, WANTS, WE, WHO, number, unit, weekday,
};

/// How far a word that says no reaches over an `and`: words.
const OVER_AND: usize = 3;
/// How far behind a day its hour is looked for first, and what may stand between a day and the word that says no to it.
pub(super) const NEAR: usize = 3;
/// Nobody jots down a longer sentence: words.
const LONGEST: usize = 200;

/// What is said to be done, from what weighs least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verb {
    /// It has been done.
    Done,
    /// It comes about by itself: `her parcel comes on Tuesday`.
    Happens,
    /// The day is what the words tell: `she is back on Monday`.
    Told,
    /// Somebody else is to do it: `she decides by Friday`.
    Theirs,
    /// Nothing is said of it.
    Unsaid,
    /// It is to be done.
    ToDo,
    /// Somebody is to be called.
    Call,
}

impl Verb {
    /// Whether it is to be done by ourselves.
    pub(super) fn is_ours(self) -> bool {
        self >= Self::ToDo
    }

    /// Whether it is to be done, by whomever.
    pub(super) fn is_to_do(self) -> bool {
        self.is_ours() || self == Self::Theirs
    }
}

/// A sentence, and the days and hours that it names.
pub(super) struct Sentence<'a> {
    pub tokens: Vec<Token<'a>>,
    pub mentions: Vec<Mention>,
    /// Hours that belong to no day.
    pub hours: Vec<Hour>,
    /// The words of a day that no calendar has.
    pub no_such_day: Option<Range<usize>>,
    clauses: Vec<usize>,
}

/// A day that is named.
pub(super) struct Mention {
    /// The words that name it, with `before` or `after` in front.
    pub words: Range<usize>,
    pub hour: Option<Hour>,
    pub verb: Verb,
    /// The day of that name.
    named: Date,
    /// Where its name begins.
    at: usize,
    lead: Lead,
    /// The word that says no to it.
    refusal: Option<usize>,
    clause: usize,
    /// How many days it is away from another one that is not found yet: `the day before`.
    beside: Option<i64>,
    /// Whether another day is counted from it.
    is_anchor: bool,
    /// Whether it is what its clause tells, and nothing is to be done: `her trip is on Friday`.
    pub is_told: bool,
    /// From when on somebody is there again who is away until then: `on holiday until 7 December`.
    back: Option<Date>,
}

/// What turns a day into another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    None,
    Before,
    After,
    Until,
}

impl Lead {
    fn of(word: &str) -> Self {
        let leads = [(BEFORE, Self::Before), (AFTER, Self::After), (UNTIL, Self::Until)];
        leads.iter().find(|(words, _)| words.contains(&word)).map_or(Self::None, |(_, lead)| *lead)
    }
}

impl Mention {
    /// The day that is meant. `not before Friday` may be Friday; `before Friday at 10` is on Friday, before that hour.
    pub(super) fn on(&self, today: Date) -> Date {
        if let Some(back) = self.back {
            return back;
        }
        match self.lead {
            _ if self.refusal.is_some() => self.named,
            Lead::Before if self.hour.is_none() => self.named.saturating_sub(1.day()).max(today),
            Lead::After => self.named.saturating_add(1.day()),
            _ => self.named,
        }
    }

    /// Whether it is the first day that may be: `not before Monday`.
    pub(super) fn is_earliest(&self) -> bool {
        self.refusal.is_some() && self.back.is_none() && matches!(self.lead, Lead::Before | Lead::Until)
    }

    /// The day of its name, where something is to be done on another one.
    pub(super) fn told(&self) -> Option<Date> {
        self.back.filter(|back| *back != self.named).map(|_| self.named)
    }

    /// The words that rule it out; `not before Friday` names the first day that may be.
    pub(super) fn ruled_out(&self) -> Option<Range<usize>> {
        (self.lead == Lead::None && self.refusal.is_some() && self.back.is_none()).then(|| self.said())
    }

    /// The words that name it, with the one that says no to what is before or after it.
    pub(super) fn said(&self) -> Range<usize> {
        let no = self.refusal.filter(|_| self.back.is_none()).unwrap_or(self.words.start);
        self.words.start.min(no)..self.words.end.max(no + 1)
    }

    /// Whether something may be done then.
    pub(super) fn is_open(&self) -> bool {
        self.beside.is_none() && !self.is_anchor && self.ruled_out().is_none() && self.verb != Verb::Done
    }

    /// How far other words are from it; of two as far the ones before it.
    fn gap(&self, words: &Range<usize>) -> (usize, bool) {
        match words.start >= self.words.end {
            true => (words.start - self.words.end, true),
            false => (self.words.start.saturating_sub(words.end), false),
        }
    }
}

impl<'a> Sentence<'a> {
    /// Reads a sentence; `before` is the last day that those before it name.
    pub(super) fn read(sentence: &'a str, before: Option<Date>, seen: &Seen) -> Self {
        let mut tokens = tokens(sentence);
        tokens.truncate(LONGEST);
        let (mentions, no_such_day) = mentions(&tokens, seen);
        let is_of_a_day = |hour: &Hour| {
            mentions.iter().any(|one| hour.words.start < one.words.end && one.at < hour.words.end)
        };
        let hours = hours(&tokens, seen).into_iter().filter(|hour| !is_of_a_day(hour)).collect();
        let mut read = Self { clauses: Vec::new(), tokens, mentions, hours, no_such_day };
        read.split();
        read.find_absences();
        read.give_hours_away();
        read.find_verbs(seen);
        read.rule_out(seen);
        read.find_days_of_saying();
        read.count_from_other_days(before, seen);
        read.give_hours_to_other_clauses();
        read
    }

    fn clause(&self, clause: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (0..self.tokens.len()).filter(move |at| self.clauses[*at] == clause)
    }

    fn word(&self, at: usize) -> &str {
        &self.tokens[at].word
    }

    /// A clause ends at a mark, before `but`, and before an `and` that another verb follows.
    fn split(&mut self) {
        let is_inside =
            |at: usize| self.mentions.iter().any(|one| one.words.start < at && at < one.words.end);
        let mut clause = 0;
        let mut clauses = Vec::with_capacity(self.tokens.len());
        for at in 0..self.tokens.len() {
            let is_apart = at > 0 && self.tokens[at - 1].ends_clause;
            let word = self.word(at);
            let begins = is_apart || BUT.contains(&word) || AND.contains(&word) && self.has_verb_behind(at);
            clause += usize::from(at > 0 && begins && !is_inside(at));
            clauses.push(clause);
        }
        self.mentions.iter_mut().for_each(|one| one.clause = clauses[one.at]);
        self.clauses = clauses;
    }

    /// Whether a verb stands behind a place, before the next mark or `and`.
    fn has_verb_behind(&self, at: usize) -> bool {
        let ends = |token: &Token<'_>| token.ends_clause;
        let rest = &self.tokens[at + 1..];
        let length = rest.iter().position(ends).map_or(rest.len(), |end| end + 1);
        let rest = rest[..length].iter().take_while(|token| !AND.contains(&token.word.as_str()));
        let mut verbs = rest.filter_map(verb);
        verbs.any(|verb| verb != Verb::Unsaid)
    }

    /// Each hour goes to the nearest day of its clause; one of the clock before a part of the day.
    fn give_hours_away(&mut self) {
        let mut hours = std::mem::take(&mut self.hours);
        hours.sort_by_key(Hour::is_part);
        for hour in hours {
            let clause = self.clauses[hour.words.start];
            let is_refused = self.is_refused(&hour);
            let of_clause = self.mentions.iter_mut().filter(|one| one.clause == clause);
            match of_clause.min_by_key(|one| (one.gap(&hour.words).0, !one.gap(&hour.words).1)) {
                Some(day) if !is_refused => {
                    let is_nearer =
                        |had: &Hour| !hour.is_part() && day.gap(&hour.words) < day.gap(&had.words);
                    if day.hour.as_ref().is_none_or(is_nearer) {
                        day.hour = Some(hour);
                    }
                }
                _ => self.hours.push(hour),
            }
        }
    }

    /// An hour in a clause without a day belongs to the open day before it, else to the one behind.
    fn give_hours_to_other_clauses(&mut self) {
        for hour in std::mem::take(&mut self.hours) {
            let is_none = self.is_refused(&hour) || self.verb_at(&hour) == Verb::Done;
            let wants = |one: &Mention| one.is_open() && one.hour.is_none() && !is_none;
            let before =
                self.mentions.iter().rposition(|one| one.words.end <= hour.words.start && wants(one));
            let behind =
                || self.mentions.iter().position(|one| one.words.start >= hour.words.end && wants(one));
            match before.or_else(behind) {
                Some(day) => self.mentions[day].hour = Some(hour),
                None => self.hours.push(hour),
            }
        }
    }

    /// `not at 10`
    pub(super) fn is_refused(&self, hour: &Hour) -> bool {
        let leads = |word: &str| AT.contains(&word) || FILLERS.contains(&word);
        let before = self.tokens[..hour.words.start].iter().rev().find(|one| !leads(&one.word));
        before.is_some_and(|one| NOT.contains(&one.word.as_str()) && !one.ends_clause)
    }

    /// `on holiday until 7 December`, `bis 15.12. im Urlaub`. Whoever is away until next week is there then, and whoever is
    /// away until Monday on Monday; a date is the last day of it.
    fn find_absences(&mut self) {
        let is_one = |one: &Mention| {
            let led = self.tokens[..one.at].iter().rev();
            let led = led.take_while(|token| !token.ends_clause);
            let mut led =
                led.skip_while(|token| is_one_of(FILLERS, token) || matches!(&*token.word, "al" | "a"));
            let is_until = led.next().is_some_and(|token| is_one_of(AWAY_UNTIL, token));
            let is_day = self.tokens[one.words.clone()].iter().all(|token| unit(&token.word).is_none());
            let is_away = self.says_away(one.clause);
            let before = self.clause(one.clause).take_while(|at| *at < one.at);
            let has_verb = before.filter_map(|at| self.verb_at_word(at)).any(|verb| verb > Verb::Unsaid);
            is_until && is_day && is_away && !has_verb
        };
        let back = |one: &Mention| if self.is_workday(one) { one.named } else { working_days(one.named, 1) };
        let found: Vec<_> = self.mentions.iter().map(|one| is_one(one).then(|| back(one))).collect();
        for (one, back) in self.mentions.iter_mut().zip(found) {
            one.back = back;
        }
    }

    fn says_away(&self, clause: usize) -> bool {
        let words: Vec<&str> = self.clause(clause).map(|at| self.word(at)).collect();
        let words = format!(" {} ", words.join(" "));
        !self.is_of_goods(clause) && AWAY.iter().any(|phrase| words.contains(&format!(" {phrase} ")))
    }

    /// `out of stock until 7 December`
    fn is_of_goods(&self, clause: usize) -> bool {
        self.clause(clause).any(|at| is_one_of(GOODS, &self.tokens[at]))
    }

    /// Whether a day is named by a working day's name and by no date.
    fn is_workday(&self, one: &Mention) -> bool {
        let is_weekday = |at: usize| {
            let before = at.checked_sub(1).map(|before| self.word(before));
            weekday(self.word(at), before).is_some()
        };
        let is_date = |at: usize| self.word(at).contains(|c: char| c.is_ascii_digit());
        let is_on_weekend = matches!(one.named.weekday(), Weekday::Saturday | Weekday::Sunday);
        !is_on_weekend && one.words.clone().any(is_weekday) && !one.words.clone().any(is_date)
    }

    /// `busy on Friday`; a parcel that is on its way on a Friday rules nothing out, nor does what is to be sent out.
    fn is_unfit(&self, at: usize) -> bool {
        let clause = self.clauses[at];
        let is_ours = |at: usize| self.verb_at_word(at).is_some_and(|verb| verb >= Verb::Unsaid);
        let is_sent = || {
            let is_somebody =
                at > 0 && (is_one_of(IS, &self.tokens[at - 1]) || is_one_of(MODAL, &self.tokens[at - 1]));
            !is_somebody && self.clause(clause).take_while(|before| *before < at).any(is_ours)
        };
        let of_goods = || is_one_of(ON_ITS_WAY, &self.tokens[at]) && (self.is_of_goods(clause) || is_sent());
        is_one_of(UNFIT, &self.tokens[at]) && !of_goods()
    }

    /// The verb that stands nearest in its clause; in a neighbouring clause without a day only one of what is to do, which
    /// goes before whatever is only told in its own.
    fn find_verbs(&mut self, seen: &Seen) {
        let is_of_a_day = |at: usize| self.mentions.iter().any(|one| one.words.contains(&at));
        let mut found = Vec::new();
        for one in &self.mentions {
            let is_modal = self.clause(one.clause).any(|at| MODAL.contains(&self.word(at)));
            let verbs = self.clause(one.clause).filter(|at| !is_of_a_day(*at));
            let verbs = verbs.filter_map(|at| Some((at, self.verb_at_word(at)?)));
            let nearest = verbs.min_by_key(|(at, verb)| (*verb == Verb::Unsaid, one.gap(&(*at..at + 1))));
            let said = nearest.map(|(_, verb)| verb);
            let is_told = said.is_none_or(|verb| verb == Verb::Unsaid) && self.is_what_is(one);
            let is_absence = |verb: &Verb| one.back.is_some() && *verb == Verb::Done;
            let nearest = nearest.filter(|(_, verb)| !is_told && !is_absence(verb));
            let otherwise = if is_told { Verb::Told } else { Verb::Unsaid };
            let own = match nearest {
                Some((_, Verb::Done)) if is_modal && self.is_by_another(one.clause) => otherwise,
                Some((at, Verb::Done)) if is_modal && self.is_awaited(at) => Verb::Happens,
                Some((_, Verb::Done)) if is_modal => Verb::ToDo,
                Some((_, Verb::Done)) if self.is_by(one) => Verb::Unsaid,
                Some((at, Verb::Unsaid)) if self.is_promise_of_another(at) => Verb::Theirs,
                Some((_, Verb::Unsaid)) => Verb::ToDo,
                Some((at, Verb::Theirs)) => self.ours_before(one, at).unwrap_or(Verb::Theirs),
                Some((at, Verb::Happens)) => self.happens(one, at),
                Some((at, Verb::ToDo)) if self.is_wish(at) && !self.is_deadline(one) => {
                    self.wished(one.clause)
                }
                Some((_, verb)) => verb,
                None if !is_told && self.begins_with_another(one.clause) => Verb::Theirs,
                None => otherwise,
            };
            let own = if matches!(own, Verb::Done) || own.is_ours() {
                own
            } else {
                self.ours_beside(one.clause).unwrap_or(own)
            };
            let is_over = one.named < seen.now.date() || self.is_said_to_be_over(&one.words);
            // `this week` tells of what has been as often as of what is to be.
            let is_running = is_running(&self.tokens[one.words.clone()])
                && !own.is_to_do()
                && one.at.checked_sub(1).is_none_or(|lead| self.word(lead) != DUE);
            found.push((if is_over || is_running { Verb::Done } else { own }, is_told || one.back.is_some()));
        }
        for (one, (verb, is_told)) in self.mentions.iter_mut().zip(found) {
            (one.verb, one.is_told) = (verb, is_told);
        }
    }

    /// `they measure the room on Wednesday`
    fn begins_with_another(&self, clause: usize) -> bool {
        let leads = |at: &usize| [AND, FILLERS].iter().any(|words| is_one_of(words, &self.tokens[*at]));
        self.clause(clause).find(|at| !leads(at)).is_some_and(|first| is_one_of(WHO, &self.tokens[first]))
    }

    /// `she promised photos by Thursday`
    fn is_promise_of_another(&self, at: usize) -> bool {
        is_one_of(HAS_SAID, &self.tokens[at]) && self.begins_with_another(self.clauses[at])
    }

    /// What is to be done by a clause without a day that stands beside one.
    fn ours_beside(&self, clause: usize) -> Option<Verb> {
        let has_no_day = |clause: &usize| self.mentions.iter().all(|one| one.clause != *clause);
        let beside = [clause.checked_sub(1), Some(clause + 1)].into_iter().flatten().filter(has_no_day);
        beside.map(|clause| self.verb_of_clause(clause)).max().filter(|verb| verb.is_ours())
    }

    /// `call her when the parcel comes on Thursday`: what is to be done in the clause of a day that tells, where it names no
    /// other day.
    fn ours_before(&self, one: &Mention, telling: usize) -> Option<Verb> {
        let is_alone = self.mentions.iter().filter(|other| other.clause == one.clause).count() == 1;
        let verbs =
            self.clause(one.clause).take_while(|at| *at < telling).filter_map(|at| self.verb_at_word(at));
        verbs.filter(|verb| is_alone && verb.is_ours()).max()
    }

    /// What comes about on a day; what has to by then (`must arrive by Friday`) is ours to see to.
    fn happens(&self, one: &Mention, at: usize) -> Verb {
        let must = |at: usize| is_one_of(MUST, &self.tokens[at]);
        if self.is_deadline(one) && self.clause(one.clause).any(must) {
            return Verb::ToDo;
        }
        let comes_back = || self.clause(one.clause).any(|at| is_one_of(TO_DO_ELSE, &self.tokens[at]));
        match self.ours_before(one, at) {
            Some(verb) => verb,
            None if self.is_of_goods(one.clause) || !comes_back() => Verb::Happens,
            None => Verb::Theirs,
        }
    }

    /// `will be delivered`: it comes about without us; what must be delivered does not.
    fn is_awaited(&self, at: usize) -> bool {
        let must = |at: usize| MODAL.contains(&self.word(at)) && !AWAITED_BY.contains(&self.word(at));
        is_one_of(GOODS_DONE, &self.tokens[at]) && !self.clause(self.clauses[at]).any(must)
    }

    fn is_wish(&self, at: usize) -> bool {
        is_one_of(WANTS, &self.tokens[at])
    }

    /// What is wished for on a day, and not by it: ours where the wish names something that is ours to do.
    fn wished(&self, clause: usize) -> Verb {
        let of_wish = |at: &usize| !self.is_wish(*at);
        let is_asked = |at: usize| match self.verb_at_word(at) {
            Some(Verb::Done) => self.clause(clause).any(|at| MODAL.contains(&self.word(at))),
            Some(verb) => verb >= Verb::Unsaid,
            None => false,
        };
        let is_ours = self.clause(clause).any(|at| is_one_of(WE, &self.tokens[at]));
        if is_ours || self.clause(clause).filter(of_wish).any(is_asked) { Verb::ToDo } else { Verb::Theirs }
    }

    /// Whether it is the last day for something: `by Friday`, `before Christmas`.
    fn is_deadline(&self, one: &Mention) -> bool {
        let led = self.tokens[..one.words.start].iter().rev().find(|token| !is_one_of(FILLERS, token));
        let is_until = |token: &Token<'_>| is_one_of(BY_THEN, token) && !token.ends_clause;
        one.lead == Lead::Before || self.is_by(one) || led.is_some_and(is_until)
    }

    /// `her trip is on Friday`, `is back on Monday`: the clause says what is on that day.
    fn is_what_is(&self, one: &Mention) -> bool {
        let from = one.at.saturating_sub(NEAR + 1);
        (from..one.at).any(|at| self.clauses[at] == one.clause && is_one_of(IS, &self.tokens[at]))
    }

    /// `delivered by Friday`
    fn is_by(&self, one: &Mention) -> bool {
        let before = self.tokens[..one.words.start].iter().rev().find(|one| !is_one_of(FILLERS, one));
        before.is_some_and(|before| is_one_of(BY, before) && !before.ends_clause)
    }

    /// `will be called by the carrier`: somebody else does it.
    fn is_by_another(&self, clause: usize) -> bool {
        let names_day = |at: usize| self.mentions.iter().any(|one| one.words.contains(&at));
        let leads_doer = |at: usize| {
            let behind = (at + 1..self.tokens.len()).find(|next| !is_one_of(FILLERS, &self.tokens[*next]));
            let is_whom = |next: usize| !names_day(next) && !BY_WHAT.contains(&self.word(next));
            BY_WHOM.contains(&self.word(at)) && !names_day(at) && behind.is_some_and(is_whom)
        };
        self.clause(clause).any(leads_doer)
    }

    /// What a clause says is to be done, or has been.
    fn verb_of_clause(&self, clause: usize) -> Verb {
        let verbs = || self.clause(clause).filter_map(|at| self.verb_at_word(at));
        match verbs().filter(|verb| verb.is_ours()).max() {
            Some(verb) => verb,
            None if verbs().any(|verb| verb == Verb::Done) => Verb::Done,
            None if verbs().any(|verb| verb == Verb::Theirs) => Verb::Theirs,
            None if verbs().any(|verb| verb == Verb::Unsaid) => Verb::ToDo,
            None => Verb::Unsaid,
        }
    }

    /// What the sentence says is to be done, or has been.
    pub(super) fn verb(&self) -> Verb {
        let clauses = self.clauses.last().map_or(0, |last| last + 1);
        (0..clauses).map(|clause| self.verb_of_clause(clause)).max().unwrap_or(Verb::Unsaid)
    }

    /// `nothing to do`
    pub(super) fn says_nothing_to_do(&self) -> bool {
        let words: Vec<&str> = self.tokens.iter().map(|token| token.word.as_str()).collect();
        NOTHING.iter().any(|phrase| words.windows(phrase.len()).any(|said| said == *phrase))
    }

    /// Some words of it as they stand in the text.
    pub(super) fn said(&self, text: &str, words: Range<usize>) -> String {
        super::words(text, &self.tokens[words])
    }

    /// What is to be done at an hour without a day.
    pub(super) fn verb_at(&self, hour: &Hour) -> Verb {
        self.verb_of_clause(self.clauses[hour.words.start])
    }

    /// What a word says is to be done; `had a call` tells of one that was.
    fn verb_at_word(&self, at: usize) -> Option<Verb> {
        if self.is_mutual(at) {
            return Some(Verb::Call);
        }
        if let Some(verb) = self.parted(at) {
            return Some(verb);
        }
        let is_done = |at: usize| is_one_of(DONE, &self.tokens[at]);
        let verb = verb(&self.tokens[at])?;
        let is_noun = verb == Verb::Call && at > 0 && {
            let led = at - usize::from(POSSESSIVES.contains(&self.word(at - 1)));
            led > 0 && self.clauses[led - 1] == self.clauses[at] && is_done(led - 1)
        };
        Some(match verb {
            _ if is_noun => Verb::Done,
            Verb::ToDo | Verb::Call if self.is_of_another(at) => Verb::Theirs,
            Verb::Theirs if self.is_of_us(at) => Verb::ToDo,
            verb => verb,
        })
    }

    /// `she will call`, `Kundin möchte am Freitag bestellen`: whoever does it stands before the verb, with what they want or
    /// are to; of a wish its own verb may stand behind it.
    fn is_of_another(&self, at: usize) -> bool {
        if self.is_wish(at) && !self.is_own_act(at) {
            return false;
        }
        let is_modal = |at: usize| is_one_of(MODAL_OF_ANOTHER, &self.tokens[at]) || self.is_wish(at);
        let mut has_modal = is_modal(at);
        let clause = self.clauses[at];
        for before in (0..at).rev().take_while(|before| self.clauses[*before] == clause) {
            let token = &self.tokens[before];
            let is_passed = [FILLERS, AND, BEFORE_AN_ORDER, LED_BY_MODAL, TAKEN_TO_BE]
                .iter()
                .any(|words| is_one_of(words, token));
            if is_one_of(WE, token) {
                return false;
            }
            if is_one_of(WHO, token) {
                return has_modal || token.word == "they" && before + 1 == at;
            }
            if is_modal(before) {
                has_modal = true;
            } else if self.verb_by_itself(before).is_some() {
                return false;
            } else if has_modal && !is_passed && !self.is_in_a_day(before) {
                // `Mara will call`
                return true;
            }
        }
        has_modal && is_modal(at) && self.is_wish(at) && !is_one_of(&["will"], &self.tokens[at])
    }

    fn is_in_a_day(&self, at: usize) -> bool {
        self.mentions.iter().any(|one| one.words.contains(&at))
            || self.hours.iter().any(|hour| hour.words.contains(&at))
    }

    /// What a word by itself says is to be done.
    fn verb_by_itself(&self, at: usize) -> Option<Verb> {
        verb(&self.tokens[at])
    }

    /// `I think about it`
    fn is_of_us(&self, at: usize) -> bool {
        at > 0 && self.clauses[at - 1] == self.clauses[at] && is_one_of(WE, &self.tokens[at - 1])
    }

    /// Whether what is wished for is something to do oneself: `wants to order`, `quiere pagar`, `möchte bestellen`.
    fn is_own_act(&self, at: usize) -> bool {
        let clause = self.clauses[at];
        let behind: Vec<usize> = self.clause(clause).filter(|behind| *behind > at).collect();
        let is_given = |at: usize| is_one_of(GIVEN, &self.tokens[at]);
        if behind.iter().any(|at| is_one_of(WE, &self.tokens[*at]) && self.word(*at) != "you") {
            return false;
        }
        let next = behind.first().copied();
        if let Some(to) = next.filter(|next| self.word(*next) == "to") {
            return behind.contains(&(to + 1)) && !is_given(to + 1);
        }
        let is_romance = |at: usize| {
            let word = self.word(at);
            word.len() > 3 && OWN_ENDINGS.iter().any(|end| word.ends_with(end)) && !is_given(at)
        };
        let is_infinitive = |at: usize| {
            let token = &self.tokens[at];
            token.word.len() > 3
                && token.word.ends_with('n')
                && token.said.starts_with(char::is_lowercase)
                && !is_given(at)
                && !self.is_in_a_day(at)
        };
        let is_english = |next: usize| {
            let is_noun = is_one_of(FILLERS, &self.tokens[next]) || is_one_of(ARTICLES, &self.tokens[next]);
            !is_noun && !is_given(next) && !self.is_in_a_day(next) && number(self.word(next)).is_none()
        };
        match self.word(at) {
            "veut" | "voudrait" | "quiere" | "vuole" | "quer" => next.is_some_and(is_romance),
            "will" if next.is_some_and(is_english) => true,
            _ => behind.last().copied().is_some_and(is_infinitive),
        }
    }

    /// `ruf ihn um 16 Uhr an`, at its first word; in the midst of a clause (`ich rufe ihn an`) its other part ends that.
    fn parted(&self, at: usize) -> Option<Verb> {
        let (_, parts, is_call) = PARTED.iter().find(|(verbs, ..)| is_one_of(verbs, &self.tokens[at]))?;
        let before = self.clause(self.clauses[at]).take_while(|before| *before < at);
        let is_first = before.into_iter().all(|before| is_one_of(BEFORE_AN_ORDER, &self.tokens[before]));
        let mut behind = self.clause(self.clauses[at]).filter(|behind| *behind > at);
        let is_whole = match is_first {
            true => parts.contains(&"") || behind.any(|behind| is_one_of(parts, &self.tokens[behind])),
            false => behind.next_back().is_some_and(|last| is_one_of(parts, &self.tokens[last])),
        };
        is_whole.then_some(if *is_call { Verb::Call } else { Verb::ToDo })
    }

    /// `wir hören uns`, at its last word.
    fn is_mutual(&self, at: usize) -> bool {
        MUTUAL.iter().any(|phrase| {
            let begin = (at + 1).checked_sub(phrase.len());
            begin.is_some_and(|begin| (begin..=at).map(|one| self.word(one)).eq(phrase.iter().copied()))
        })
    }

    fn is_said_to_be_over(&self, words: &Range<usize>) -> bool {
        let led = self.tokens[..words.start].iter().rev().find(|one| !FILLERS.contains(&one.word.as_str()));
        let behind = self.tokens.get(words.end).map(|behind| behind.word.as_str());
        led.is_some_and(|one| !one.ends_clause && OVER.contains(&one.word.as_str()))
            || behind.is_some_and(|word| OVER_BEHIND.contains(&word))
    }

    /// `promised on Monday to pay by Thursday`: it was said on the one, and is to be done by the other.
    fn find_days_of_saying(&mut self) {
        for at in 0..self.mentions.len() {
            let one = &self.mentions[at];
            let next = self.mentions.get(at + 1).filter(|next| next.is_open());
            let is_one = one.lead == Lead::None && self.stands_beside_what_was_said(one);
            if is_one && next.is_some_and(|next| self.is_to_be_by(one.words.end..next.at)) {
                self.mentions[at].verb = Verb::Done;
            }
        }
    }

    fn stands_beside_what_was_said(&self, one: &Mention) -> bool {
        let is_said = |token: &Token<'_>| is_one_of(HAS_SAID, token);
        let led = self.tokens[..one.words.start].iter().rev().find(|token| !is_one_of(FILLERS, token));
        let is_behind = self.tokens.get(one.words.end).is_some_and(is_said);
        is_behind && !self.tokens[one.words.end - 1].ends_clause
            || led.is_some_and(|led| is_said(led) && !led.ends_clause)
    }

    /// Whether words between two days say that something is to be by the second.
    fn is_to_be_by(&self, between: Range<usize>) -> bool {
        let lies_ahead = |token: &Token<'_>| is_one_of(BY_THEN, token) || is_to_do(token);
        self.tokens.get(between).is_some_and(|between| between.iter().any(lies_ahead))
    }

    /// `the day before` is counted from the day that is named before it, else from the one behind.
    fn count_from_other_days(&mut self, before: Option<Date>, seen: &Seen) {
        let today = seen.now.date();
        for at in 0..self.mentions.len() {
            let Some(days) = self.mentions[at].beside else { continue };
            let is_one = |one: &Mention| one.beside.is_none() && one.verb != Verb::Done;
            let earlier = self.mentions[..at].iter().rposition(is_one);
            let later = || self.mentions[at..].iter().position(is_one).map(|later| at + later);
            let anchor = earlier.or_else(later);
            let Some(from) = anchor.map(|anchor| self.mentions[anchor].named).or(before) else { continue };
            let mut hour = None;
            if let Some(anchor) = anchor {
                self.mentions[anchor].is_anchor = true;
                // `the day before the fair on 3 December at 10`: nothing is to be done on the day of the fair. In a
                // clause of its own (`meeting on 4 December at 10:30, send the agenda the day before`) it is the other's.
                if self.mentions[anchor].clause == self.mentions[at].clause {
                    hour = self.mentions[anchor].hour.take();
                }
            }
            let one = &mut self.mentions[at];
            one.hour = one.hour.take().or(hour);
            (one.beside, one.named) = (None, from.saturating_add(days.days()).max(today));
        }
    }

    /// The last day that it names, from which another sentence may count.
    pub(super) fn last_day(&self) -> Option<Date> {
        let named = self.mentions.iter().rfind(|one| one.beside.is_none() && one.verb != Verb::Done);
        named.map(|one| one.named)
    }

    /// The words of a day that is counted from one that is not named: `the day before`.
    pub(super) fn counted_from_none(&self) -> Option<Range<usize>> {
        let counted = |one: &&Mention| one.beside.is_some() && one.verb != Verb::Done;
        self.mentions.iter().find(counted).map(|one| one.words.clone())
    }

    fn rule_out(&mut self, seen: &Seen) {
        let no: Vec<Option<usize>> = self.mentions.iter().map(|one| self.ruling_out(one, seen)).collect();
        for (at, no) in no.iter().enumerate() {
            let Some(no) = *no else { continue };
            self.mentions[at].refusal = Some(no);
            // `Monday or Tuesday is impossible`
            for before in (1..=at).rev() {
                let (one, next) = (&self.mentions[before - 1], &self.mentions[before]);
                let between = &self.tokens[one.words.end..next.at.max(one.words.end)];
                let joins = |token: &Token<'_>| {
                    let word = token.word.as_str();
                    AND.contains(&word) || FILLERS.contains(&word) || UNFIT.contains(&word)
                };
                if one.clause != next.clause || between.is_empty() || !between.iter().all(joins) {
                    break;
                }
                self.mentions[before - 1].refusal = Some(no);
            }
        }
    }

    /// The word that says no to a day: `don't call before Friday`, `Friday is not possible`, `busy on Friday`.
    fn ruling_out(&self, one: &Mention, seen: &Seen) -> Option<usize> {
        let from = one.hour.as_ref().map_or(one.words.start, |hour| hour.words.start.min(one.words.start));
        for before in (0..from).rev().take_while(|before| self.clauses[*before] == one.clause) {
            let word = self.word(before);
            let is_far = AND.contains(&word) && from - before > OVER_AND;
            if self.is_condition(before) {
                break;
            }
            if BUT.contains(&word) || NOT_NOT.contains(&word) || is_far {
                break;
            }
            let is_unfit = self.is_unfit(before) && from - before <= NEAR;
            if is_unfit || self.says_no(before) {
                return Some(before);
            }
        }
        let near = one.hour.as_ref().filter(|hour| hour.words.start <= one.words.end + NEAR);
        let to = near.map_or(one.words.end, |hour| hour.words.end.max(one.words.end));
        if self.tokens[to - 1].ends_clause {
            return self.refusal_alone(one.clause + 1);
        }
        for behind in to..self.tokens.len().min(to + NEAR) {
            let word = self.word(behind);
            if self.is_unfit(behind) {
                return Some(behind);
            }
            if self.says_no(behind) {
                return (!self.is_of_what_follows(behind, seen)).then_some(behind);
            }
            if !TAKEN_TO_BE.contains(&word) || self.tokens[behind].ends_clause {
                return None;
            }
        }
        None
    }

    /// Whether a word that says no says so of a case that may be: `if she has not paid by Thursday`.
    fn is_condition(&self, no: usize) -> bool {
        let before = self.clause(self.clauses[no]).take_while(|before| *before < no);
        NOT.contains(&self.word(no)) && before.into_iter().any(|before| is_one_of(IF, &self.tokens[before]))
    }

    /// `Wednesday - no`
    fn refusal_alone(&self, clause: usize) -> Option<usize> {
        let mut words = self.clause(clause).peekable();
        let first = *words.peek()?;
        words.all(|at| NOT.contains(&self.word(at)) || UNFIT.contains(&self.word(at))).then_some(first)
    }

    /// `Friday, not Monday` and `Friday not Monday` say no to what follows.
    fn is_of_what_follows(&self, no: usize, seen: &Seen) -> bool {
        if self.tokens[no].ends_clause {
            return false;
        }
        let behind = &self.tokens[no + 1..];
        let next = no + 1 + behind.iter().take_while(|one| FILLERS.contains(&one.word.as_str())).count();
        let says_more = self.tokens.get(next).is_some_and(|one| NOT_NOT.contains(&one.word.as_str()));
        says_more
            || next < self.tokens.len()
                && day(&self.tokens[next..], Some(&self.tokens[next - 1]), seen).is_some()
    }

    /// Whether a word says no, and not to an hour: `not before 10`. `no` before a day is Portuguese for `on the`.
    fn says_no(&self, at: usize) -> bool {
        let behind = self.tokens.get(at + 1).map(|behind| behind.word.as_str());
        let is_preposition = self.word(at) == "no"
            && matches!(behind, Some("dia" | "proximo" | "sabado" | "domingo" | "fim" | "final"));
        NOT.contains(&self.word(at)) && !is_preposition && !self.is_of_an_hour(at)
    }

    fn is_of_an_hour(&self, no: usize) -> bool {
        let mut all = self.hours.iter().chain(self.mentions.iter().filter_map(|one| one.hour.as_ref()));
        all.any(|hour| hour.words.start > no && self.tokens[no + 1..hour.words.start].iter().all(leads_hour))
    }
}

/// The days that a sentence names, and where it names one that no calendar has.
fn mentions(tokens: &[Token<'_>], seen: &Seen) -> (Vec<Mention>, Option<Range<usize>>) {
    let (mut found, mut no_such) = (Vec::new(), None);
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        if let Some((named, length)) = day(&tokens[at..], before, seen) {
            found.push(mention(tokens, at, named, length));
            at += length;
        } else if let Some((days, length)) = beside(&words_from(tokens, at)) {
            let today = Named::from(seen.now.date());
            let words = at..at + length;
            found.push(Mention {
                words,
                beside: Some(days),
                lead: Lead::None,
                ..mention(tokens, at, today, length)
            });
            at += length;
        } else if let Some(length) = no_such_day(&tokens[at..], before, seen) {
            no_such = no_such.or(Some(at..at + length));
            at += length;
        } else {
            at += 1;
        }
    }
    (found, no_such)
}

fn words_from<'a>(tokens: &'a [Token<'_>], at: usize) -> Vec<&'a str> {
    tokens[at..].iter().take(4).map(|token| token.word.as_str()).collect()
}

fn mention(tokens: &[Token<'_>], at: usize, named: Named, length: usize) -> Mention {
    let led = tokens[..at].iter().rposition(|token| !FILLERS.contains(&token.word.as_str()));
    let led = led.filter(|led| !tokens[*led].ends_clause);
    let lead = led.map_or(Lead::None, |led| Lead::of(&tokens[led].word));
    let start = led.filter(|_| matches!(lead, Lead::Before | Lead::After)).unwrap_or(at);
    let words = start..at + length;
    let by_the_way = |time| Hour { clock: Clock::At(time), until: None, words: at..at + length };
    let hour = named.at.map(by_the_way);
    let (verb, named) = (Verb::Unsaid, named.on);
    let (refusal, clause, beside) = (None, 0, None);
    let (is_anchor, is_told, back) = (false, false, None);
    Mention { words, hour, verb, named, at, lead, refusal, clause, beside, is_anchor, is_told, back }
}

/// Words that make a call one that is spoken of: `missed my call`.
const POSSESSIVES: &[&str] = &["a", "an", "the", "my", "our", "his", "her", "their"];

/// Before whoever does what is done.
const BY_WHOM: &[&str] = &["by", "von", "par", "por"];
/// Behind such a word, by what means it is done.
const BY_WHAT: &[&str] = &[
    "phone",
    "telephone",
    "telefono",
    "email",
    "e-mail",
    "mail",
    "mel",
    "post",
    "courrier",
    "correo",
    "sms",
];

/// What a word says is to be done; [`Verb::Unsaid`] where it says so in the absence of others.
fn verb(token: &Token<'_>) -> Option<Verb> {
    let lists = [
        (CALLS, Verb::Call),
        (TO_DO, Verb::ToDo),
        (DONE, Verb::Done),
        (THEIRS, Verb::Theirs),
        (HAPPENS, Verb::Happens),
        (TO_DO_ELSE, Verb::Unsaid),
    ];
    let is_accented = DONE_BY_ACCENT.iter().any(|word| token.said.to_lowercase() == *word);
    let listed = || lists.iter().find(|(words, _)| is_one_of(words, token)).map(|(_, verb)| *verb);
    if is_accented { Some(Verb::Done) } else { listed() }
}

/// What tells of goods that somebody else brings.
const GOODS_DONE: &[&str] = &[
    "delivered",
    "shipped",
    "dispatched",
    "geliefert",
    "verschickt",
    "versandt",
    "livre",
    "livree",
    "entregado",
    "entregada",
    "consegnato",
    "consegnata",
    "geleverd",
    "bezorgd",
    "entregue",
];
/// Verbs with which it is only awaited.
const AWAITED_BY: &[&str] = &["be", "will", "werden", "wird", "etre", "ser", "essere"];
/// Before what may be.
const IF: &[&str] = &["if", "unless", "wenn", "falls", "sofern", "si", "se", "als", "indien"];
/// With these something has to be.
const MUST: &[&str] =
    &["must", "has", "have", "needs", "wants", "muss", "soll", "doit", "debe", "deve", "moet"];
/// What may stand between somebody and what they do.
const LED_BY_MODAL: &[&str] =
    &["to", "not", "also", "only", "zu", "then", "if", "dann", "auch", "a", "de", "te", "please"];
/// The ends of verbs in Romance languages that are not bent.
const OWN_ENDINGS: &[&str] = &["ar", "er", "ir", "re", "rla", "rlo", "rle", "rsi", "rci", "rnos"];

/// Whether a word says that something is to be done.
pub(super) fn is_to_do(token: &Token<'_>) -> bool {
    verb(token).is_some_and(|verb| verb != Verb::Done)
}

fn is_one_of(words: &[&str], token: &Token<'_>) -> bool {
    words.contains(&token.word.as_str())
}

fn leads_hour(token: &Token<'_>) -> bool {
    [FILLERS, AT, AROUND, BEFORE, AFTER, UNTIL].iter().any(|words| is_one_of(words, token))
}
