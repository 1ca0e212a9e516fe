//! Days and hours that people name in what they jot down: `call back on Thursday at 10`, `in 3 days`, `nächste Woche`,
//! `le 7 janvier`; and those that they rule out.

mod day;
mod hour;
#[cfg(test)]
mod tests;
mod tokens;
mod vocabulary;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Day, Moment};
use day::{Named, day};
use hour::hour;
use tokens::{Token, tokens};
use vocabulary::{
    AFTER, AND, AT, BEFORE, BUT, DONE, FILLERS, NOT, NOT_NOT, OVER, OVER_BEHIND, TAKEN_TO_BE, TO_DO, month,
};

/// How far a word that says no reaches over an `and`: words.
const OVER_AND: usize = 3;
/// How far behind a day its hour is looked for first, and what may stand between a day and the word that says no to it.
const NEAR: usize = 3;

/// What a text says of when to follow up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowsUp {
    /// On a day that it names.
    On(Jotted),
    /// It says only when not: `not before Friday`.
    NotOn(String),
    /// It names no day.
    Unsaid,
}

/// What is to be done, as it was jotted down, and by when.
#[derive(Clone, PartialEq, Eq)]
pub struct Jotted {
    /// The sentence that names the day.
    pub what: String,
    /// That day.
    pub on: Date,
    /// The hour, where one is named.
    pub at: Option<Time>,
    /// As it was written: `Thursday at 10`.
    pub words: String,
}

impl std::fmt::Debug for Jotted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Jotted({}, {:?})", self.on, self.at)
    }
}

impl Jotted {
    /// When it is due: at its hour, else as whatever is due on that day.
    pub fn due_at(&self, moment: &Moment) -> Timestamp {
        let at = self.at.and_then(|at| self.on.to_datetime(at).to_zoned_datetime(moment.zone.clone()).ok());
        let ahead = at.map(|at| at.timestamp()).filter(|at| *at > moment.now);
        ahead.unwrap_or_else(|| Day::On(self.on).due_at(moment))
    }
}

/// From where a text is read.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The date and time where the writer is.
    pub now: DateTime,
    /// Whether `1/12` is the twelfth of January.
    pub month_first: bool,
}

impl Seen {
    /// From where the rep is, who writes dates as their language does.
    pub fn by(moment: &Moment) -> Self {
        let now = moment.now.to_zoned_datetime(moment.zone.clone()).datetime();
        Self { now, month_first: moment.locale.month_comes_first() }
    }

    /// From a moment in some place, where the day comes first.
    pub fn at(moment: Timestamp, zone: TimeZone) -> Self {
        Self { now: moment.to_zoned_datetime(zone).datetime(), month_first: false }
    }
}

/// What a text names for what is still to be done: the day of a sentence which says that something is to be done, else the
/// last one named. Days that are over are none.
pub fn follow_up(text: &str, seen: &Seen) -> FollowsUp {
    let mut before: Option<&str> = None;
    let (mut named, mut ruled_out) = (Vec::new(), None);
    for sentence in sentences(text) {
        match in_sentence(sentence, seen) {
            FollowsUp::On(jotted) => named.push(Jotted { what: what(before, sentence, &jotted), ..jotted }),
            FollowsUp::NotOn(words) => ruled_out = ruled_out.or(Some(words)),
            FollowsUp::Unsaid => {}
        }
        before = Some(sentence);
    }
    let chosen = named.iter().find(|one| is_to_do(&tokens(&one.what))).or(named.last()).cloned();
    match (chosen, ruled_out) {
        (Some(jotted), _) => FollowsUp::On(jotted),
        (None, Some(words)) => FollowsUp::NotOn(words),
        (None, None) => FollowsUp::Unsaid,
    }
}

/// When something is due by a day that was typed, with or without its hour: `friday`, `+3d`, `28 Nov 10:30`.
pub fn due_typed(text: &str, moment: &Moment) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(day) = text.parse::<Day>().ok().filter(|_| !text.contains(' ')) {
        return Some(day.due_at(moment));
    }
    // `+3d 10:30`
    if let Some((first, rest)) = text.split_once(' ')
        && first.starts_with('+')
        && let (Ok(day), Some((at, ..))) = (first.parse::<Day>(), hour(&tokens(rest)))
    {
        let on = day.seen_from(Seen::by(moment).now.date());
        return Some(Jotted { what: String::new(), on, at: Some(at), words: String::new() }.due_at(moment));
    }
    match in_sentence(&format!("by {text}"), &Seen::by(moment)) {
        FollowsUp::On(jotted) => Some(jotted.due_at(moment)),
        _ => None,
    }
}

/// The sentence that names the day; where it says nothing else, with the one that it belongs to.
fn what(before: Option<&str>, sentence: &str, jotted: &Jotted) -> String {
    let trimmed = |text: &str| text.trim_end_matches(['.', ' ', ';', ',']).to_owned();
    let is_bare = {
        let rest = sentence.replacen(&jotted.words, "", 1);
        let says = |token: &Token<'_>| {
            let word = token.word.as_str();
            !FILLERS.contains(&word)
                && !AT.contains(&word)
                && !matches!(word, "by" | "until" | "till" | "bis")
        };
        !tokens(&rest).iter().any(says)
    };
    match before.filter(|_| is_bare) {
        Some(before) => format!("{} {}", before.trim(), trimmed(sentence)),
        None => trimmed(sentence),
    }
}

/// Lines, and their sentences; a full stop inside a date ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(sentences_of_line).map(str::trim).filter(|part| !part.is_empty())
}

fn sentences_of_line(line: &str) -> Vec<&str> {
    let is_end = |at: &usize| match line[..*at].chars().last() {
        Some(last) if last.is_ascii_digit() => !is_inside(&line[..*at], &line[at + 2..]),
        _ => true,
    };
    let ends = line.match_indices(['.', '!', '?']).filter(|(at, _)| line[at + 1..].starts_with(' '));
    let ends = ends.map(|(at, _)| at).filter(is_end).chain([line.len()]);
    let mut begin = 0;
    ends.map(|end| {
        let sentence = &line[begin..end];
        begin = (end + 2).min(line.len());
        sentence
    })
    .collect()
}

/// Whether the full stop between two parts belongs to a figure: `am 7. Januar`, `am 3.12. vereinbart`, `3.12. Rückruf`.
fn is_inside(before: &str, behind: &str) -> bool {
    let goes_on = behind.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_uppercase());
    let is_month = tokens(behind).first().is_some_and(|token| month(&token.word).is_some());
    let before = tokens(before);
    let last = before.last().map_or("", |token| token.word.as_str());
    let lead = before.len().checked_sub(2).map_or("", |at| before[at].word.as_str());
    let is_date = last.contains('.') || matches!(lead, "am" | "den" | "zum" | "bis" | "vom");
    goes_on || is_month || is_date && !is_to_do(&before)
}

fn is_to_do(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| TO_DO.contains(&token.word.as_str()))
}

fn in_sentence(sentence: &str, seen: &Seen) -> FollowsUp {
    let tokens = tokens(sentence);
    let is_over = tokens.iter().any(|token| DONE.contains(&token.word.as_str())) && !is_to_do(&tokens);
    let mut ruled_out = None;
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        let Some((named, length)) = day(&tokens[at..], before, seen) else {
            at += 1;
            continue;
        };
        let (from, to) = (begin(&tokens, at), at + length);
        let is_past = is_over || named.on < seen.now.date() || is_said_to_be_over(&tokens, at, to);
        if let Some(no) = ruling_out(&tokens, at, to, seen) {
            let (from, to) = (from.min(no), to.max(no + 1));
            ruled_out = ruled_out.or_else(|| Some(said(sentence, &tokens[from..to])));
        } else if !is_past {
            return FollowsUp::On(jotted(sentence, &tokens, [from, at, to], named, seen));
        }
        at = to;
    }
    match ruled_out {
        Some(words) => FollowsUp::NotOn(words),
        None => by_hour_alone(sentence, &tokens, seen).map_or(FollowsUp::Unsaid, FollowsUp::On),
    }
}

/// Where what is said of a day begins: with `before` or `after` in front of it.
fn begin(tokens: &[Token<'_>], at: usize) -> usize {
    let led = tokens[..at].iter().rposition(|token| !FILLERS.contains(&token.word.as_str()));
    let turns = |word: &str| BEFORE.contains(&word) || AFTER.contains(&word);
    led.filter(|led| turns(&tokens[*led].word) && !tokens[*led].ends_clause).unwrap_or(at)
}

fn jotted(
    sentence: &str,
    tokens: &[Token<'_>],
    [from, at, to]: [usize; 3],
    named: Named,
    seen: &Seen,
) -> Jotted {
    let lead = if from < at { tokens[from].word.as_str() } else { "" };
    let on = if BEFORE.contains(&lead) {
        named.on.saturating_sub(1.day()).max(seen.now.date())
    } else if AFTER.contains(&lead) {
        named.on.saturating_add(1.day())
    } else {
        named.on
    };
    let named_hour = named.at.map(|at| (at, from, to)).or_else(|| {
        let behind = hour(&tokens[to..]).map(|(at, begin, length)| (at, to + begin, to + begin + length));
        let before = || hour(&tokens[..from]).map(|(at, begin, length)| (at, begin, begin + length));
        behind.or_else(before)
    });
    // `before Friday` with an hour is on Friday, before that hour.
    let on = if BEFORE.contains(&lead) && named_hour.is_some() { named.on } else { on };
    let words = match named_hour {
        None => said(sentence, &tokens[from..to]),
        Some((_, begin, end)) if begin <= to + NEAR && from <= end + NEAR => {
            said(sentence, &tokens[from.min(begin)..to.max(end)])
        }
        Some((_, begin, end)) => {
            format!("{} … {}", said(sentence, &tokens[from..to]), said(sentence, &tokens[begin..end]))
        }
    };
    Jotted { what: String::new(), on, at: named_hour.map(|(at, ..)| at), words }
}

/// An hour without a day is the next one of the clock, where something is to be done then.
fn by_hour_alone(sentence: &str, tokens: &[Token<'_>], seen: &Seen) -> Option<Jotted> {
    let is_over = tokens.iter().any(|token| DONE.contains(&token.word.as_str()));
    if is_over || !is_to_do(tokens) {
        return None;
    }
    let (at, begin, length) = hour(tokens)?;
    if ruling_out(tokens, begin, begin + length, seen).is_some() {
        return None;
    }
    let today = seen.now.date();
    let on = if at > seen.now.time() { today } else { today.saturating_add(1.day()) };
    let words = said(sentence, &tokens[begin..begin + length]);
    Some(Jotted { what: String::new(), on, at: Some(at), words })
}

fn said(sentence: &str, tokens: &[Token<'_>]) -> String {
    let (first, last) = (tokens.first(), tokens.last());
    first
        .zip(last)
        .map_or_else(String::new, |(first, last)| sentence[first.place.start..last.place.end].to_owned())
}

fn is_said_to_be_over(tokens: &[Token<'_>], at: usize, to: usize) -> bool {
    let before = at.checked_sub(1).map(|before| tokens[before].word.as_str());
    let behind = tokens.get(to).map(|behind| behind.word.as_str());
    before.is_some_and(|word| OVER.contains(&word)) || behind.is_some_and(|word| OVER_BEHIND.contains(&word))
}

/// The word that says no to the day between two places: `don't call before Friday`, `Friday is not possible`.
fn ruling_out(tokens: &[Token<'_>], at: usize, to: usize, seen: &Seen) -> Option<usize> {
    for before in (0..at).rev() {
        let word = tokens[before].word.as_str();
        let is_far = AND.contains(&word) && at - before > OVER_AND;
        if tokens[before].ends_clause || BUT.contains(&word) || NOT_NOT.contains(&word) || is_far {
            break;
        }
        if NOT.contains(&word) && !is_preposition(tokens, before) {
            return Some(before);
        }
    }
    if tokens[to - 1].ends_clause {
        return None;
    }
    for behind in to..tokens.len().min(to + NEAR) {
        let word = tokens[behind].word.as_str();
        if NOT.contains(&word) && !is_preposition(tokens, behind) {
            // `Friday, not Monday` and `Friday not Monday` say no to what follows.
            let skipped =
                tokens[behind + 1..].iter().take_while(|one| FILLERS.contains(&one.word.as_str())).count();
            let next = behind + 1 + skipped;
            let says_more = tokens.get(next).is_some_and(|one| NOT_NOT.contains(&one.word.as_str()));
            let is_of_next =
                next < tokens.len() && day(&tokens[next..], Some(&tokens[next - 1]), seen).is_some();
            return (!is_of_next && !says_more).then_some(behind);
        }
        if !TAKEN_TO_BE.contains(&word) || tokens[behind].ends_clause {
            return None;
        }
    }
    None
}

/// `no` before a day is Portuguese for `on the`.
fn is_preposition(tokens: &[Token<'_>], at: usize) -> bool {
    let behind = tokens.get(at + 1).map(|behind| behind.word.as_str());
    tokens[at].word == "no"
        && matches!(behind, Some("dia" | "proximo" | "sabado" | "domingo" | "fim" | "final"))
}
