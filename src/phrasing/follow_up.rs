//! Days and hours that people name in what they jot down: `call back on Thursday at 10`, `in 3 days`, `nächste Woche`,
//! `le 7 janvier`; and those that they rule out.

mod beside;
mod clause;
mod day;
mod doubt;
mod hour;
mod language;
mod needed;
#[cfg(test)]
mod planning;
#[cfg(test)]
mod tests;
mod title;
mod tokens;
mod vocabulary;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Day, Moment};
use clause::{NEAR, Sentence, Verb};
use day::DUE;
pub(super) use day::span;
pub use doubt::{DayDoubt, day_doubt};
use hour::{Clock, Hour, begins_with_part_of_day, hours};
pub use needed::{Needed, needed};
use tokens::{Token, tokens};
use vocabulary::{AT, FILLERS, abbreviated, month};

/// What a text says of when to follow up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowsUp {
    /// On a day that it names.
    On(Jotted),
    /// It says only when not: `Friday is impossible`.
    NotOn(String),
    /// It names a day that no calendar has: `30 February`.
    NoSuchDay(String),
    /// It counts from a day that it does not name: `the day before`.
    FromNoDay(String),
    /// It names no day.
    Unsaid,
}

impl FollowsUp {
    /// Why there is nothing to follow up, in words: `no day is named`. Of no use where there is.
    pub fn why_none(&self) -> String {
        match self {
            Self::NotOn(words) => format!("“{words}” says when not to"),
            Self::NoSuchDay(words) => format!("there is no “{words}”"),
            Self::FromNoDay(words) => format!("“{words}” counts from a day that is not named"),
            Self::On(_) | Self::Unsaid => "no day is named".to_owned(),
        }
    }
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
    /// What stands there for an hour, and why it is not taken.
    pub not_taken: Option<NotTaken>,
    /// Whether it is the first day that may be, not the one that was asked for: `not before Monday`.
    pub is_earliest: bool,
    /// The days of whatever else is to be done, as they were written: there is one task for a text.
    pub left_out: Vec<(String, Date)>,
    /// What else the text says.
    pub rest: String,
    /// Whether the words say something of the day: `her trip is on Friday`.
    pub is_told: bool,
    /// The day that the words name, where it is due on another one: `on holiday until 7 December`.
    pub told: Option<Date>,
    /// Whether an hour is named and no day.
    pub is_by_hour: bool,
}

/// An hour that a text names, and that nothing can be done at.
#[derive(Clone, PartialEq, Eq)]
pub enum NotTaken {
    /// No clock shows it: `25:00`.
    NoHour(String),
    /// It was today, before now.
    Past(String),
    /// What stands there is not understood: `10ish`.
    Unread(String),
}

impl NotTaken {
    /// Why, in words: `“25:00” is no hour`.
    pub fn in_words(&self) -> String {
        match self {
            Self::NoHour(words) => format!("“{words}” is no hour"),
            Self::Past(words) => format!("“{words}” is past"),
            Self::Unread(words) => format!("the hour “{words}” is not understood"),
        }
    }
}

impl std::fmt::Debug for NotTaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoHour(_) => "NoHour",
            Self::Past(_) => "Past",
            Self::Unread(_) => "Unread",
        })
    }
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

    /// That another hour is taken than what was written, what is doubtful of the day, and what is left out: `“25:00” is no
    /// hour: 17:00 is taken`, `“12/1” is read as 12 Jan 2027`, `“Thursday” is left out: one task a call`.
    pub fn remark(&self, moment: &Moment) -> Option<String> {
        let unnamed = || (self.is_earliest && self.at.is_none()).then(|| "no hour is named".to_owned());
        let why = self.not_taken.as_ref().map(NotTaken::in_words).or_else(unnamed);
        let hour = why.map(|why| format!("{why}: {} is taken", moment.hour(self.due_at(moment))));
        let others: Vec<String> = self.left_out.iter().map(|(words, _)| format!("“{words}”")).collect();
        let is = if others.len() == 1 { "is" } else { "are" };
        let left_out =
            (!others.is_empty()).then(|| format!("{} {is} left out: one task a call", others.join(", ")));
        let doubt = day_doubt(&self.words, moment).map(|doubt| doubt.in_words(moment));
        let remarks: Vec<String> = hour.into_iter().chain(doubt).chain(left_out).collect();
        (!remarks.is_empty()).then(|| remarks.join("; "))
    }

    /// What a task for it is called: the sentence that names the day, without the words of the day, which would be untrue
    /// the day after. Where they stand amid others the date takes their place.
    pub fn title(&self, moment: &Moment) -> String {
        title::of(self, moment)
    }

    /// Whether the other is due at another time.
    fn is_apart_from(&self, other: &Self) -> bool {
        self.on != other.on || self.at.is_some() && other.at.is_some() && self.at != other.at
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

/// What a text names for what is still to be done: the first day on which we are to do something ourselves, however early
/// others are of which it only tells; else the first on which somebody else is to; else the last one named. Days that are
/// over are none, nor is one on which something comes about of which nothing is to be made.
pub fn follow_up(text: &str, seen: &Seen) -> FollowsUp {
    match read(text, seen) {
        (FollowsUp::On(_), Verb::Happens) => FollowsUp::Unsaid,
        (follows_up, _) => follows_up,
    }
}

/// The day to come that a text names, whoever does something then, or nobody: `your parcel comes on Tuesday`.
pub fn day_named(text: &str, seen: &Seen) -> Option<Date> {
    match read(text, seen).0 {
        FollowsUp::On(jotted) => Some(jotted.on),
        FollowsUp::NotOn(_) | FollowsUp::NoSuchDay(_) | FollowsUp::FromNoDay(_) | FollowsUp::Unsaid => None,
    }
}

/// What a text names, and what is to be done then.
fn read(text: &str, seen: &Seen) -> (FollowsUp, Verb) {
    let mut before: Option<(&str, Verb)> = None;
    let mut chosen: Option<(Verb, Jotted)> = None;
    let (mut no_such_day, mut ruled_out, mut from_no_day) = (None, None, None);
    let mut last_day = None;
    let mut to_do: Vec<Jotted> = Vec::new();
    // The first sentence that says what is to be done, and on no day.
    let mut undated: Option<&str> = None;
    let mut is_nothing_to_do = false;
    for said in sentences(text) {
        let sentence = Sentence::read(said, last_day, seen);
        last_day = sentence.last_day().or(last_day);
        for (verb, jotted) in jotted(said, &sentence, seen) {
            let (what, is_joined) = what(before.map(|(said, _)| said), said, &jotted);
            let verb = before.filter(|_| is_joined).map_or(verb, |(_, before)| verb.max(before));
            let is_better = chosen.as_ref().is_none_or(|(best, known)| {
                let has_hour = known.on == jotted.on && known.at.is_none() && jotted.at.is_some();
                match (verb.is_ours(), best.is_ours()) {
                    (true, true) => has_hour || jotted.on < known.on,
                    (true, false) => true,
                    (false, true) => has_hour && verb == Verb::Unsaid,
                    (false, false) if verb == Verb::Theirs && *best == verb => {
                        has_hour || jotted.on < known.on
                    }
                    (false, false) => has_hour || verb >= *best,
                }
            });
            if verb.is_to_do() {
                to_do.push(jotted.clone());
            }
            if is_better {
                chosen = Some((verb, Jotted { what, ..jotted }));
            }
        }
        no_such_day =
            no_such_day.or_else(|| sentence.no_such_day.clone().map(|words| sentence.said(said, words)));
        let refused = || sentence.mentions.iter().find_map(clause::Mention::ruled_out);
        ruled_out = ruled_out.or_else(|| refused().map(|words| sentence.said(said, words)));
        let counted = || sentence.counted_from_none().map(|words| sentence.said(said, words));
        from_no_day = from_no_day.or_else(counted);
        if sentence.mentions.is_empty() && sentence.verb().is_ours() {
            undated = undated.or(Some(said));
        }
        is_nothing_to_do |= sentence.says_nothing_to_do();
        before = Some((said, sentence.verb()));
    }
    if let Some((verb, jotted)) = chosen.as_mut().filter(|(verb, _)| *verb < Verb::Unsaid) {
        if let Some(said) = undated {
            trimmed(said).clone_into(&mut jotted.what);
            (jotted.is_told, *verb) = (false, Verb::ToDo);
        } else if is_nothing_to_do {
            *verb = Verb::Happens;
        }
    }
    match (chosen, no_such_day, ruled_out) {
        (Some((verb, jotted)), ..) => {
            let others = to_do.into_iter().filter(|other| other.is_apart_from(&jotted));
            let left_out = others.map(|other| (other.words, other.on)).collect();
            let rest = title::rest(text, &jotted.what);
            (FollowsUp::On(Jotted { left_out, rest, ..jotted }), verb)
        }
        (None, Some(words), _) => (FollowsUp::NoSuchDay(words), Verb::Unsaid),
        (None, None, Some(words)) => (FollowsUp::NotOn(words), Verb::Unsaid),
        (None, None, None) => (from_no_day.map_or(FollowsUp::Unsaid, FollowsUp::FromNoDay), Verb::Unsaid),
    }
}

/// What a task is called that nobody has named, and what else the text says: `Follow up: Likes the new tent`.
pub fn untitled(text: &str) -> (String, String) {
    let (line, rest) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
    if line.chars().count() <= SHORT_LINE {
        return (format!("Follow up: {line}"), rest.trim().to_owned());
    }
    let first = sentences(text).next().unwrap_or_default();
    (format!("Follow up: {}", first.trim_end_matches(['.', ' '])), title::rest(text, first))
}

/// Columns of a line that is a title as it is; of a longer one its first sentence is.
const SHORT_LINE: usize = 60;

/// Why nothing is due by what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDue {
    /// It names no day to come.
    NoDay,
    /// It names one that no calendar has.
    NoSuchDay(String),
    /// Its hour is none.
    NotTaken(NotTaken),
}

impl NotDue {
    /// In words that follow what was typed, or the part of it that is wrong.
    pub fn in_words(&self) -> String {
        match self {
            Self::NoDay => "names no day to come".to_owned(),
            Self::NoSuchDay(words) => format!("there is no “{words}”"),
            Self::NotTaken(hour) => hour.in_words(),
        }
    }
}

/// When something is due by a day that was typed, with or without its hour: `friday`, `+3d`, `28 Nov 10:30`.
///
/// # Errors
/// It names no day to come, or no hour of it.
pub fn due_typed(text: &str, moment: &Moment) -> Result<Timestamp, NotDue> {
    if let Some(day) = day_alone(text) {
        return Ok(day.due_at(moment));
    }
    let jotted = jotted_typed(text, &Seen::by(moment))?;
    match jotted.not_taken {
        Some(hour) => Err(NotDue::NotTaken(hour)),
        None => Ok(jotted.due_at(moment)),
    }
}

/// A day that was typed.
pub(super) struct Typed {
    pub on: Date,
    /// The hour, where one is named.
    pub at: Option<Time>,
    /// Whether it is the end of something: `end of the month`.
    pub closes: bool,
}

/// A day that was typed as it is where something is due, and nothing beside it.
///
/// # Errors
/// It names no day to come, or no hour of it, or says something else as well.
pub(super) fn day_typed(text: &str, seen: &Seen) -> Result<Typed, NotDue> {
    if let Some(day) = day_alone(text) {
        return Ok(Typed { on: day.seen_from(seen.now.date()), at: None, closes: false });
    }
    let jotted = jotted_typed(text, seen)?;
    let rest = jotted.words.split(" … ").fold(text.to_owned(), |rest, words| rest.replacen(words, "", 1));
    match jotted.not_taken {
        Some(hour) => Err(NotDue::NotTaken(hour)),
        None if says_something(&rest) => Err(NotDue::NoDay),
        None => Ok(Typed { on: jotted.on, at: jotted.at, closes: day::closes(&tokens(&jotted.words)) }),
    }
}

/// One of the days that are read without regard to anything beside them.
fn day_alone(text: &str) -> Option<Day> {
    text.trim().parse::<Day>().ok().filter(|_| !text.trim().contains(' '))
}

fn jotted_typed(text: &str, seen: &Seen) -> Result<Jotted, NotDue> {
    let text = text.trim();
    // `+3d 10:30`
    if let Some((first, rest)) = text.split_once(' ').filter(|(first, _)| first.starts_with('+')) {
        let day = first.parse::<Day>().map_err(|_| NotDue::NoDay)?;
        let tokens = tokens(rest);
        let hour = hours(&tokens, seen).into_iter().next().ok_or(NotDue::NoDay)?;
        let said = words(rest, &tokens[hour.words.clone()]);
        let of_hour = on(day.seen_from(seen.now.date()), Some(&hour), &said, seen);
        return Ok(Jotted { words: format!("{first} {said}"), ..of_hour });
    }
    let read = |text: &str| follow_up(&format!("{DUE} {text}"), seen);
    match read(text) {
        // Behind a day a bare figure is its hour: `mon 14`.
        FollowsUp::On(jotted) => Ok(with_bare_hour(text, &jotted, seen).unwrap_or(jotted)),
        FollowsUp::NoSuchDay(words) => Err(NotDue::NoSuchDay(words)),
        FollowsUp::Unsaid => at_hour(text, seen).ok_or(NotDue::NoDay),
        FollowsUp::NotOn(_) | FollowsUp::FromNoDay(_) => Err(NotDue::NoDay),
    }
}

fn with_bare_hour(text: &str, day: &Jotted, seen: &Seen) -> Option<Jotted> {
    let (before, last) = text.rsplit_once(' ')?;
    let is_bare = last.len() <= 2 && last.bytes().all(|byte| byte.is_ascii_digit());
    if !is_bare || day.at.is_some() || day.not_taken.is_some() || !before.ends_with(&day.words) {
        return None;
    }
    let hour = format!("at {last}");
    let tokens = tokens(&hour);
    let hour = hours(&tokens, seen).into_iter().next()?;
    let words = format!("{} {last}", day.words);
    let of_hour = on(day.on, Some(&hour), last, seen);
    Some(Jotted { words, ..of_hour })
}

/// An hour by itself is the next one of the clock: `14:00`, `in the afternoon`.
fn at_hour(text: &str, seen: &Seen) -> Option<Jotted> {
    let tokens = tokens(text);
    let found = hours(&tokens, seen);
    let [hour] = found.as_slice() else { return None };
    let Clock::At(at) = hour.clock else { return None };
    let words = words(text, &tokens[hour.words.clone()]);
    if says_something(&text.replacen(&words, "", 1)) {
        return None;
    }
    let today = seen.now.date();
    let is_ahead = at > seen.now.time() || hour.lasts(today, seen);
    let day = if is_ahead { today } else { today.saturating_add(1.day()) };
    Some(on(day, Some(hour), &words, seen))
}

/// The sentence that names the day; where it says nothing else, with the one that it belongs to, and whether it does.
fn what(before: Option<&str>, sentence: &str, jotted: &Jotted) -> (String, bool) {
    let rest = sentence.replacen(&jotted.words, "", 1);
    // `do not call before Wednesday` is a sentence of its own, `not before Wednesday` is not.
    let says_what = jotted.is_earliest && tokens(&jotted.words).iter().any(clause::is_to_do);
    match before.filter(|_| !says_what && !says_something(&rest)) {
        Some(before) => (format!("{} {}", before.trim(), trimmed(sentence)), true),
        None => (trimmed(sentence).to_owned(), false),
    }
}

/// Whether words say more than what leads a day.
fn says_something(text: &str) -> bool {
    let says = |token: &Token<'_>| {
        let word = token.word.as_str();
        !FILLERS.contains(&word) && !AT.contains(&word) && !matches!(word, "by" | "until" | "till" | "bis")
    };
    tokens(text).iter().any(says)
}

/// A sentence without the mark that ends it.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches(['.', ' ', ';', ','])
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
    let is_end = |at: &usize| is_end(at) && !is_short_day_of_more(&line[..*at], &line[at + 2..]);
    let ends = ends.map(|(at, _)| at).filter(is_end).chain([line.len()]);
    let mut begin = 0;
    ends.map(|end| {
        // `Rückruf Mo.` is a day by its full stop alone; `Fr. Kern` is a woman.
        let is_day = short_day(&line[..end]).is_some_and(|day| day != Weekday::Friday);
        let stop = usize::from(is_day && line[end..].starts_with('.'));
        let sentence = &line[begin..end + stop];
        begin = (end + 2).min(line.len());
        sentence
    })
    .collect()
}

/// The day whose short name a text ends with: `Termin Mo`.
fn short_day(before: &str) -> Option<Weekday> {
    let name = before.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    abbreviated(name)
}

/// Whether the full stop between two parts belongs to the short name of a day: `Mo. 10h`, `Mon. at 10`, `Fr. Nachmittag`.
fn is_short_day_of_more(before: &str, behind: &str) -> bool {
    let goes_on = behind.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    short_day(before).is_some() && (goes_on || begins_with_part_of_day(&tokens(behind)))
}

/// Whether the full stop between two parts belongs to a figure: `am 7. Januar`, `am 3.12. vereinbart`, `3.12. Rückruf`.
fn is_inside(before: &str, behind: &str) -> bool {
    let goes_on = behind.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_uppercase());
    let is_month = tokens(behind).first().is_some_and(|token| month(&token.word).is_some());
    let before = tokens(before);
    let last = before.last().map_or("", |token| token.word.as_str());
    let lead = before.len().checked_sub(2).map_or("", |at| before[at].word.as_str());
    let is_date = last.contains('.') || matches!(lead, "am" | "den" | "zum" | "bis" | "vom");
    goes_on || is_month || is_date && !before.iter().any(clause::is_to_do)
}

/// The days of a sentence on which something may be done, each with what; an hour without a day is the next one of the
/// clock, where something is to be done then.
fn jotted(text: &str, sentence: &Sentence<'_>, seen: &Seen) -> Vec<(Verb, Jotted)> {
    let open = sentence.mentions.iter().filter(|one| one.is_open());
    let open = open.map(|one| {
        let mut day = one.said();
        let is_led = |day: &std::ops::Range<usize>| {
            day.start > 0 && matches!(&*sentence.tokens[day.start - 1].word, "do" | "does" | "please")
        };
        while one.is_earliest() && is_led(&day) {
            day.start -= 1;
        }
        let hour = one.hour.as_ref();
        let words = match hour.map(|hour| hour.words.clone()) {
            None => sentence.said(text, day),
            Some(hour) if hour.start <= day.end + NEAR && day.start <= hour.end + NEAR => {
                sentence.said(text, day.start.min(hour.start)..day.end.max(hour.end))
            }
            Some(hour) => format!("{} … {}", sentence.said(text, day), sentence.said(text, hour)),
        };
        let of_hour = hour.map_or_else(String::new, |hour| sentence.said(text, hour.words.clone()));
        let on = on(one.on(seen.now.date()), hour, &of_hour, seen);
        let (is_earliest, is_told, told) = (one.is_earliest(), one.is_told, one.told());
        (one.verb, Jotted { words, is_earliest, is_told, told, ..on })
    });
    let open: Vec<_> = open.collect();
    let names_no_day =
        sentence.no_such_day.is_none() && sentence.mentions.iter().all(|one| one.ruled_out().is_none());
    if open.is_empty() && names_no_day {
        return by_hour_alone(text, sentence, seen).into_iter().collect();
    }
    open
}

/// On a day, at an hour where that can be.
fn on(on: Date, hour: Option<&Hour>, words: &str, seen: &Seen) -> Jotted {
    let (at, not_taken) = match hour.map(|hour| hour.clock) {
        None => (None, None),
        // It has begun, and lasts.
        Some(Clock::At(at))
            if on.to_datetime(at) <= seen.now && hour.is_some_and(|hour| hour.lasts(on, seen)) =>
        {
            (hour.and_then(|hour| hour.until), None)
        }
        Some(Clock::At(at)) if on.to_datetime(at) <= seen.now => {
            (None, Some(NotTaken::Past(words.to_owned())))
        }
        Some(Clock::At(at)) => (Some(at), None),
        Some(Clock::NoHour) => (None, Some(NotTaken::NoHour(words.to_owned()))),
        Some(Clock::Unread) => (None, Some(NotTaken::Unread(words.to_owned()))),
    };
    Jotted {
        what: String::new(),
        on,
        at,
        words: words.to_owned(),
        not_taken,
        is_earliest: false,
        left_out: Vec::new(),
        rest: String::new(),
        is_told: false,
        told: None,
        is_by_hour: false,
    }
}

fn by_hour_alone(text: &str, sentence: &Sentence<'_>, seen: &Seen) -> Option<(Verb, Jotted)> {
    let is_to_do = |hour: &&Hour| sentence.verb_at(hour).is_to_do() && !sentence.is_refused(hour);
    let hour = sentence.hours.iter().find(is_to_do)?;
    let Clock::At(at) = hour.clock else { return None };
    let today = seen.now.date();
    let is_ahead = at > seen.now.time() || hour.lasts(today, seen);
    let day = if is_ahead { today } else { today.saturating_add(1.day()) };
    let words = sentence.said(text, hour.words.clone());
    Some((sentence.verb_at(hour), Jotted { is_by_hour: true, ..on(day, Some(hour), &words, seen) }))
}

/// Some words as they stand in a text.
fn words(text: &str, tokens: &[Token<'_>]) -> String {
    let ends = tokens.first().zip(tokens.last());
    ends.map_or_else(String::new, |(first, last)| text[first.place.start..last.place.end].to_owned())
}
