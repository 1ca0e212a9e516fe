//! Days as people name them: `Thursday`, `in two weeks`, `Ende nächster Woche`, `7 January`, `15.12.`.

use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::{Span, ToSpan};

use super::Seen;
use super::hour::begins_with_part_of_day;
use super::tokens::{Token, tokens};
use super::vocabulary::{
    AFTER, BEFORE, BY, COMING, DATE_LEADS, Edge, FILLERS, Holiday, NEXT, NEXT_BEHIND, THIS, UNTIL, Unit,
    abbreviated, edge, month, named_holiday, number, season_begins, unit, weekday,
};

/// Nobody plans further ahead: days.
const FURTHEST: i64 = 366;
/// From this hour on nobody means the same day.
const END_OF_WORK: i8 = 17;
/// What leads a day that is typed by itself.
pub(super) const DUE: &str = "due";

/// A day, and the hour where the words name one by the way: `in two hours`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub on: Date,
    pub at: Option<Time>,
}

impl From<Date> for Named {
    fn from(on: Date) -> Self {
        Self { on, at: None }
    }
}

/// The day that the words begin with, and how many of them name it.
pub(super) fn day(tokens: &[Token<'_>], before: Option<&Token<'_>>, seen: &Seen) -> Option<(Named, usize)> {
    let words: Vec<&str> = tokens.iter().take(9).map(|token| token.word.as_str()).collect();
    let lead = before.map(|before| before.word.as_str());
    let today = seen.now.date();
    let of_day = |found: Option<(Date, usize)>| found.map(|(on, length)| (Named::from(on), length));
    of_day(close(&words, lead, today).map(|found| put_off(found, &words, tokens, today)))
        .or_else(|| ahead(&words, seen.now))
        .or_else(|| of_day(of_week(&words, lead, tokens, seen).map(|it| put_off(it, &words, tokens, today))))
        .or_else(|| of_day(calendar_week(&words, today)))
        .or_else(|| of_day(part(&words, today)))
        .or_else(|| of_day(part_of_month(tokens, lead, today)))
        .or_else(|| of_day(season(&words, lead, today)))
        .or_else(|| of_day(holiday(&words, lead, today)))
        .or_else(|| of_day(date(tokens, lead, seen)))
}

/// Today, tomorrow and the day after it.
fn close(words: &[&str], lead: Option<&str>, today: Date) -> Option<(Date, usize)> {
    let (days, length) = match *words {
        ["day", "after", "tomorrow", ..] | ["depois", "de", "amanha", ..] => (2, 3),
        ["pasado", "manana", ..] | ["apres", "demain", ..] => (2, 2),
        ["ubermorgen" | "apres-demain" | "dopodomani" | "overmorgen", ..] => (2, 1),
        ["today" | "tonight" | "heute" | "aujourd'hui" | "hoy" | "oggi" | "vandaag" | "hoje", ..] => (0, 1),
        // `am Morgen`, `guten Morgen`, `por la mañana` are hours of a day.
        ["morgen", ..] if matches!(lead, Some("am" | "guten" | "heute" | "jeden" | "gestern")) => {
            return None;
        }
        ["manana", ..] if matches!(lead, Some("la" | "esta")) => return None,
        ["tomorrow" | "morgen" | "demain" | "manana" | "domani" | "amanha", ..] => (1, 1),
        _ => return None,
    };
    Some((today.saturating_add(days.days()), length))
}

/// A day that so much time behind it makes another one: `today in a week`, `Montag in acht Tagen`, `Friday in two weeks`. On
/// that weekday itself it is counted from today.
fn put_off((on, length): (Date, usize), words: &[&str], tokens: &[Token<'_>], today: Date) -> (Date, usize) {
    let is_led =
        words.get(length).is_some_and(|word| matches!(*word, "in" | "dans" | "en" | "tra" | "fra" | "over"));
    if !is_led || tokens[length - 1].ends_clause {
        return (on, length);
    }
    let Some((Counted::Days(span), counted)) = counted(&words[length + 1..]) else { return (on, length) };
    let from = if on.weekday() == today.weekday() && length == 1 { today } else { on };
    let then = match span.get_days() {
        // `in acht Tagen`, `dans quinze jours`: a week, two weeks.
        8 => from.saturating_add(7.days()),
        15 => from.saturating_add(14.days()),
        _ => from.saturating_add(span),
    };
    (then, length + 1 + counted)
}

/// `KW 50`, `KW50`: the Monday of that week of the year (ISO 8601), this year's or the next one's.
fn calendar_week(words: &[&str], today: Date) -> Option<(Date, usize)> {
    let (week, length) = match *words {
        ["kw", week, ..] => (week.parse().ok()?, 2),
        [word, ..] => (word.strip_prefix("kw")?.parse().ok()?, 1),
        [] => return None,
    };
    let monday = |year: i16| Some(ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date());
    let is_ahead = |monday: &Date| monday.saturating_add(6.days()) >= today;
    let date = monday(today.year()).filter(is_ahead).or_else(|| monday(today.year() + 1))?;
    Some((date.max(today), length))
}

/// So long from now: `in 3 days`, `dans deux semaines`, `two weeks from now`.
fn ahead(words: &[&str], now: DateTime) -> Option<(Named, usize)> {
    let begin = match *words {
        ["daqui", "a", ..] | ["dentro", "de", ..] => 2,
        ["in" | "within" | "dans" | "en" | "em" | "tra" | "fra" | "over" | "binnen", ..] => 1,
        _ => 0,
    };
    let (span, length) = counted(&words[begin..])?;
    let length = begin + length;
    let is_from_now = matches!(words.get(length..), Some(["from", "now" | "today", ..]))
        || words.get(length) == Some(&"hence");
    match (begin, is_from_now) {
        (0, false) => return None,
        (0, true) => {}
        _ if is_from_now => return None,
        _ => {}
    }
    let length = length + if is_from_now { 2 } else { 0 };
    let named = match span {
        Counted::Time(span) => {
            let then = now.checked_add(span).ok()?;
            Named { on: then.date(), at: Some(Time::new(then.hour(), then.minute(), 0, 0).ok()?) }
        }
        Counted::Days(span) => now.date().checked_add(span).ok()?.into(),
        Counted::WorkingDays(number) => working_days(now.date(), number).into(),
    };
    let is_near = (named.on - now.date()).get_days() <= i32::try_from(FURTHEST).ok()?;
    is_near.then_some((named, length))
}

/// So much of time.
enum Counted {
    Time(Span),
    Days(Span),
    WorkingDays(i64),
}

fn counted(words: &[&str]) -> Option<(Counted, usize)> {
    let (number, begin) = match *words {
        ["half", "an", "hour", ..] | ["einer", "halben", "stunde", ..] => {
            return Some((Counted::Time(30.minutes()), 3));
        }
        ["a", "couple", "of", ..] => (2, 3),
        [first, ..] => (number(first).filter(|number| (1..=FURTHEST).contains(number))?, 1),
        [] => return None,
    };
    let (unit, length) = match *words.get(begin..)? {
        ["working" | "business", "day" | "days", ..] => (Unit::WorkingDay, begin + 2),
        [word, ..] => (unit(word)?, begin + 1),
        [] => return None,
    };
    let counted = match unit {
        Unit::Minute => Counted::Time(number.minutes()),
        Unit::Hour => Counted::Time(number.hours()),
        Unit::WorkingDay => Counted::WorkingDays(number),
        Unit::Day => Counted::Days(number.days()),
        Unit::Week => Counted::Days(number.weeks()),
        Unit::Fortnight => Counted::Days((2 * number).weeks()),
        Unit::Month => Counted::Days(number.months()),
        Unit::Year => Counted::Days(number.years()),
    };
    Some((counted, length))
}

pub(super) fn working_days(today: Date, number: i64) -> Date {
    let mut day = today;
    for _ in 0..number {
        day = day.saturating_add(1.day());
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.saturating_add(1.day());
        }
    }
    day
}

/// A week, a month or a year, or a part of one: `next week`, `end of next month`, `Mitte nächster Woche`.
fn part(words: &[&str], today: Date) -> Option<(Date, usize)> {
    if words.first() == Some(&"monatsende") {
        return Some((of_part(Edge::End, (Unit::Month, 0), today)?, 1));
    }
    let first = words.first()?;
    let Some(edge) = edge(first) else {
        let (unit, ahead, length) = period(words)?;
        let on = match ahead {
            0 => running(unit, today)?,
            _ => of_part(Edge::Begin, (unit, ahead), today)?,
        };
        return Some((on, length));
    };
    let skipped = words[1..].iter().take_while(|word| FILLERS.contains(word)).count();
    let begin = 1 + skipped;
    let (unit, ahead, length) = period(&words[begin..]).or_else(|| {
        let unit =
            unit(words.get(begin)?).filter(|unit| matches!(unit, Unit::Week | Unit::Month | Unit::Year))?;
        // `fin de semana`, `fine settimana`: Saturday and Sunday.
        let is_weekend = edge == Edge::End && matches!(words[begin], "semana" | "settimana");
        (!is_weekend).then_some((unit, 0, 1))
    })?;
    Some((of_part(edge, (unit, ahead), today)?, begin + length))
}

/// A month by its name, or a part of one: `end of November`, `mid-January`, `Anfang März 2027`, `in May`.
fn part_of_month(tokens: &[Token<'_>], lead: Option<&str>, today: Date) -> Option<(Date, usize)> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
    let (edge, name, begin) = match word(0).split_once('-') {
        Some((of, name)) => (edge(of)?, name, 1),
        None => match edge(word(0)) {
            Some(edge) => {
                let skipped = (1..3).take_while(|at| FILLERS.contains(&word(*at))).count();
                (edge, word(1 + skipped), 2 + skipped)
            }
            None if matches!(lead, Some("in" | "im" | "en" | "em")) => (Edge::Begin, word(0), 1),
            None => return None,
        },
    };
    let of_year = month(name).filter(|_| name != "may" || is_month(tokens.get(begin - 1)))?;
    let year = word(begin).parse().ok().filter(|year| (2000..2200).contains(year));
    let on = |year: i16| -> Option<Date> {
        let first = Date::new(year, of_year, 1).ok()?;
        match edge {
            Edge::Begin => Some(first),
            Edge::Middle => first.checked_add(14.days()).ok(),
            Edge::End => Some(first.last_of_month()),
        }
    };
    let date = match year {
        Some(year) => on(year)?,
        None => on(today.year()).filter(|date| *date >= today).or_else(|| on(today.year() + 1))?,
    };
    Some((date, begin + usize::from(year.is_some())))
}

/// What may stand behind a season that is a time.
const SEASON_GOES_ON: &[&str] = &[
    "again",
    "when",
    "once",
    "as",
    "for",
    "at",
    "with",
    "about",
    "on",
    "to",
    "and",
    "or",
    "if",
    "please",
    "then",
    "because",
    "since",
    "from",
    "by",
    "but",
    "he",
    "she",
    "they",
    "we",
    "i",
    "you",
    "it",
    "wieder",
    "nochmal",
    "noch",
    "wenn",
    "mit",
    "für",
    "fur",
    "und",
    "oder",
    "bitte",
    "er",
    "sie",
    "wir",
    "ich",
    "pour",
    "avec",
    "et",
    "de",
    "encore",
    "il",
    "elle",
    "nous",
    "y",
    "con",
    "para",
    "otra",
    "di",
    "per",
    "e",
    "weer",
    "met",
    "voor",
    "en",
    "com",
    "novamente",
];

/// A season, or a part of one, by the months of the northern half of the world: `in spring`, `early summer`, `im Frühjahr`,
/// `next autumn`, `au printemps prochain`.
fn season(words: &[&str], lead: Option<&str>, today: Date) -> Option<(Date, usize)> {
    let first = *words.first()?;
    let leads = |lead: &str| {
        let is_within = matches!(lead, "in" | "im" | "au" | "en" | "em" | "na" | "no" | "ab" | DUE);
        is_within || [BEFORE, UNTIL, BY].iter().any(|leads| leads.contains(&lead))
    };
    let (edge, begin) = match edge(first) {
        Some(edge) => (edge, 1),
        None if NEXT.contains(&first) => (Edge::Begin, 1),
        None if lead.is_some_and(leads) => (Edge::Begin, 0),
        None => return None,
    };
    let passed = words[begin..].iter().take_while(|word| FILLERS.contains(word) || NEXT.contains(word));
    let at = begin + passed.count();
    let begins = season_begins(words.get(at)?)?;
    let length = at + 1 + next_behind(&words[at + 1..]).unwrap_or(0);
    // `in winter jackets`, `the late summer sale`: goods are none.
    let goes_on = |word: &&str| SEASON_GOES_ON.contains(word) || word.parse::<i16>().is_ok();
    words.get(length).is_none_or(goes_on).then_some(())?;
    let on = |year: i16| -> Option<Date> {
        let first = Date::new(year, begins, 1).ok()?;
        match edge {
            Edge::Begin => Some(first),
            Edge::Middle => first.checked_add(1.month().days(14)).ok(),
            Edge::End => first.checked_add(3.months()).ok()?.checked_sub(1.day()).ok(),
        }
    };
    // Winter ends in the year after the one that it begins in.
    let years = [today.year() - 1, today.year(), today.year() + 1];
    let date = years.into_iter().filter_map(on).find(|date| *date >= today)?;
    Some((date, length))
}

/// A holiday behind a word that only a moment follows: `after Christmas`, `vor Ostern`, `in the new year`.
fn holiday(words: &[&str], lead: Option<&str>, today: Date) -> Option<(Date, usize)> {
    if lead == Some("in") && words.starts_with(&["the", "new", "year"]) {
        return Some((next_such(2, 1, today)?, 3));
    }
    if lead == Some("im") && words.starts_with(&["neuen", "jahr"]) {
        return Some((next_such(2, 1, today)?, 2));
    }
    let lead = lead?;
    let (name, length) = named_holiday(words)?;
    let is_over = AFTER.contains(&lead);
    let is_on = lead == "on" && matches!(name, Holiday::BlackFriday | Holiday::CyberMonday);
    let leads = |leads: &&[&str]| leads.contains(&lead);
    let is_moment = is_over || is_on || lead == DUE || [BEFORE, UNTIL, BY].iter().any(leads);
    is_moment.then_some(())?;
    // Of several days that which the word before it counts from: the day after Christmas is the 27th.
    let on = |year: i16| {
        let (first, last) = days_of(name, year)?;
        Some(if is_over { last } else { first })
    };
    let date = on(today.year()).filter(|date| *date >= today).or_else(|| on(today.year() + 1))?;
    Some((date, length))
}

/// The first and the last of its days.
fn days_of(holiday: Holiday, year: i16) -> Option<(Date, Date)> {
    let on = |month, day| Date::new(year, month, day).ok();
    match holiday {
        Holiday::Christmas => Some((on(12, 24)?, on(12, 26)?)),
        Holiday::NewYear => Some((on(12, 31)?, Date::new(year.checked_add(1)?, 1, 1).ok()?)),
        Holiday::Holidays => Some((on(12, 24)?, Date::new(year.checked_add(1)?, 1, 1).ok()?)),
        Holiday::Thanksgiving => {
            let day = thanksgiving(year)?;
            Some((day, day))
        }
        Holiday::BlackFriday => {
            let day = thanksgiving(year)?.checked_add(1.day()).ok()?;
            Some((day, day))
        }
        Holiday::CyberMonday => {
            let day = thanksgiving(year)?.checked_add(4.days()).ok()?;
            Some((day, day))
        }
        Holiday::Easter => {
            let sunday = easter(year)?;
            Some((sunday.checked_sub(2.days()).ok()?, sunday.checked_add(1.day()).ok()?))
        }
    }
}

/// The fourth Thursday of November.
fn thanksgiving(year: i16) -> Option<Date> {
    Date::new(year, 11, 1).ok()?.nth_weekday_of_month(4, Weekday::Thursday).ok()
}

/// Easter Sunday by the Gregorian reckoning (Meeus, Astronomical Algorithms, 1991, chapter 8).
fn easter(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let (a, b, c) = (year_number % 19, year_number / 100, year_number % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

/// The last day of the one that is running on which people work, or today where that is over: `this week`.
fn running(unit: Unit, today: Date) -> Option<Date> {
    let end = match unit {
        Unit::Week => in_week(today, 0, Weekday::Friday),
        Unit::Month => today.last_of_month(),
        Unit::Year => today.last_of_year(),
        _ => return None,
    };
    Some(end.max(today))
}

/// Whether words name the end of something: `end of next week`, `this month`.
pub(super) fn closes(words: &[Token<'_>]) -> bool {
    let is_end = |first: &Token<'_>| first.word == "monatsende" || edge(&first.word) == Some(Edge::End);
    words.first().is_some_and(is_end) || is_running(words)
}

/// So much time and nothing else: `in 2 days`, `drei Stunden`, `a week from now`.
pub(in crate::phrasing) fn span(text: &str) -> Option<Span> {
    let tokens = tokens(text);
    let words: Vec<&str> = tokens.iter().map(|token| token.word.as_str()).collect();
    let words = words.strip_suffix(&["from", "now"]).unwrap_or(&words);
    let led = matches!(words, ["in" | "for" | "dans" | "en" | "em" | "tra" | "fra" | "over" | "fur", ..]);
    let words = &words[usize::from(led)..];
    match counted(words)? {
        (Counted::Time(span) | Counted::Days(span), length) if length == words.len() => Some(span),
        _ => None,
    }
}

/// Whether words name the week or month that is running, and no day of it.
pub(super) fn is_running(words: &[Token<'_>]) -> bool {
    matches!(words, [this, noun] if THIS.contains(&&*this.word) && unit(&noun.word).is_some())
}

/// The week, month or year that is running, that comes, or the one behind it: how far ahead, and how many words name it.
fn period(words: &[&str]) -> Option<(Unit, i64, usize)> {
    let skipped = words.iter().take_while(|word| matches!(**word, "the" | "la" | "le" | "el" | "il")).count();
    let is_period = |unit: &Unit| matches!(unit, Unit::Week | Unit::Month | Unit::Year);
    let words = &words[skipped..];
    let (unit, ahead, length) = match *words {
        ["week", "after", "next", ..] => (Unit::Week, 2, 3),
        ["ubernachste" | "ubernachster" | "ubernachsten", noun, ..] => (unit(noun)?, 2, 2),
        [next, noun, ..] if NEXT.contains(&next) => (unit(noun)?, 1, 2),
        [this, noun, ..] if THIS.contains(&this) => (unit(noun)?, 0, 2),
        [noun, ..] => (unit(noun)?, 1, 1 + next_behind(&words[1..])?),
        [] => return None,
    };
    Some((unit, ahead, skipped + length)).filter(|(unit, ..)| is_period(unit))
}

/// How many words behind something say that it is the one that comes.
fn next_behind(words: &[&str]) -> Option<usize> {
    NEXT_BEHIND.iter().find(|phrase| words.starts_with(phrase)).map(|phrase| phrase.len())
}

fn of_part(edge: Edge, (unit, ahead): (Unit, i64), today: Date) -> Option<Date> {
    let on = |ahead: i64| -> Option<Date> {
        match unit {
            Unit::Week => {
                let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
                let days = match edge {
                    Edge::Begin => 0,
                    Edge::Middle => 2,
                    Edge::End => 4,
                };
                Some(monday.saturating_add((7 * ahead + days).days()))
            }
            Unit::Month => {
                let first = today.first_of_month().checked_add(ahead.months()).ok()?;
                match edge {
                    Edge::Begin => Some(first),
                    Edge::Middle => first.checked_add(14.days()).ok(),
                    Edge::End => Some(first.last_of_month()),
                }
            }
            Unit::Year => {
                let first = today.first_of_year().checked_add(ahead.years()).ok()?;
                match edge {
                    Edge::Begin => Some(first),
                    Edge::Middle => first.checked_add(6.months()).ok(),
                    Edge::End => Some(first.last_of_year()),
                }
            }
            _ => None,
        }
    };
    on(ahead).filter(|date| *date >= today).or_else(|| on(ahead + 1))
}

/// A day of the week: the next of its name, that of the week that is named with it, or the date that stands behind it.
fn of_week(words: &[&str], lead: Option<&str>, tokens: &[Token<'_>], seen: &Seen) -> Option<(Date, usize)> {
    let today = seen.now.date();
    let next = |day: Weekday| today.nth_weekday(1, day).unwrap_or(today);
    if let ["a" | "one", "week", "on" | "from", name, ..] = *words {
        return Some((next(weekday(name, Some("on"))?).saturating_add(7.days()), 4));
    }
    // `two weeks from Monday`
    if let Some((Counted::Days(span), length)) = counted(words)
        && let ["from", name, ..] = words[length..]
        && let Some(day) = weekday(name, Some("on"))
    {
        return Some((next(day).saturating_add(span), length + 2));
    }
    // `next week on Monday`
    if let Some((Unit::Week, ahead, length)) = period(words) {
        let skipped = words[length..].iter().take_while(|word| FILLERS.contains(word)).count();
        let day = weekday(words.get(length + skipped)?, Some("on"))?;
        return Some((in_week(today, ahead, day), length + skipped + 1));
    }
    let (first, begin) = match *words {
        [coming, name, ..] if COMING.contains(&coming) => (weekday(name, Some(coming))?, 2),
        [next, name, ..] if NEXT.contains(&next) => {
            return Some((in_week(today, 1, weekday(name, Some(next))?), 2));
        }
        // A day of sales is one of the year's, not of the week's.
        ["friday", ..] if lead == Some("black") => return None,
        ["monday", ..] if lead == Some("cyber") => return None,
        [name, ..] => (weekday(name, lead).or_else(|| short(tokens))?, 1),
        [] => return None,
    };
    let behind = &words[begin..];
    if matches!(*behind, ["week", ..]) && begin == 1 {
        return Some((next(first).saturating_add(7.days()), 2));
    }
    if behind.starts_with(&["en", "huit"]) {
        return Some((next(first).saturating_add(7.days()), begin + 2));
    }
    let skipped = behind.iter().take_while(|word| FILLERS.contains(word)).count();
    // `Friday this week`: the word that says which is one that may stand before a day as well.
    let mut weeks = (0..=skipped).filter_map(|skipped| Some((skipped, period(&behind[skipped..])?)));
    if let Some((skipped, (Unit::Week, ahead, length))) = weeks.next_back() {
        return Some((in_week(today, ahead, first), begin + skipped + length));
    }
    // `Friday 4 December`: the date is what was meant, whatever day it falls on.
    let dated = begin + skipped;
    if let Some((date, length)) = tokens.get(dated..).and_then(|rest| date(rest, Some("on"), seen)) {
        return Some((date, dated + length));
    }
    match next_behind(behind) {
        // `el lunes que viene` is the nearest.
        Some(length) if behind.first() != Some(&"que") => Some((in_week(today, 1, first), begin + length)),
        length => {
            let is_deadline = begin == 1 && lead.is_some_and(|lead| BY.contains(&lead) || lead == "ici");
            let on = if is_deadline { this_or_next(first, seen) } else { next(first) };
            Some((on, begin + length.unwrap_or(0)))
        }
    }
}

/// The nearest day of that name, in doubt the one on which it is written: whoever writes `by Friday` on a Friday may mean
/// that very day.
pub(super) fn this_or_next(day: Weekday, seen: &Seen) -> Date {
    let today = seen.now.date();
    let is_today = today.weekday() == day && seen.now.hour() < END_OF_WORK;
    if is_today { today } else { today.nth_weekday(1, day).unwrap_or(today) }
}

/// `Mo.`, `Tue.`: a short name with its full stop, which is none of `Fr. Kern`.
fn short(tokens: &[Token<'_>]) -> Option<Weekday> {
    let first = tokens.first().filter(|first| first.has_stop)?;
    let is_title =
        || tokens.get(1).is_some_and(|next| next.said.starts_with(char::is_uppercase)) && first.word == "fr";
    abbreviated(first.said).filter(|_| !is_title() || begins_with_part_of_day(&tokens[1..]))
}

fn in_week(today: Date, ahead: i64, day: Weekday) -> Date {
    let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    monday.saturating_add((7 * ahead + i64::from(day.to_monday_zero_offset())).days())
}

/// A day of the calendar: `2026-12-03`, `3.12.2026`, `15.12.`, `1/12`, `7 January`, `January 7th`, `the 7th`.
pub(super) fn date(tokens: &[Token<'_>], lead: Option<&str>, seen: &Seen) -> Option<(Date, usize)> {
    if let Some(written) = Written::read(tokens, lead) {
        return written.on(seen).map(|date| (date, written.length));
    }
    // `the 7th`, `am 7.`
    let first = tokens.first()?;
    let day = of_month(&first.word)?;
    let is_ordinal = first.word.ends_with(|c: char| c.is_ascii_alphabetic());
    let is_alone = is_ordinal && lead == Some("the")
        || first.has_stop && matches!(lead, Some("am" | "zum" | "den" | "bis"));
    is_alone.then(|| next_of_month(day, seen.now.date()).map(|date| (date, 1))).flatten()
}

/// How many words name a day that no calendar has: `30 February`, `31.11.`, `2026-02-30`.
pub(super) fn no_such_day(tokens: &[Token<'_>], before: Option<&Token<'_>>, seen: &Seen) -> Option<usize> {
    let written = Written::read(tokens, before.map(|before| before.word.as_str()))?;
    (written.looks_like_one() && written.on(seen).is_none()).then_some(written.length)
}

/// A day of the calendar as it was written, whether there is one or not.
struct Written {
    day: i16,
    month: i16,
    year: Option<i16>,
    /// Where day and month may be the other way round: `1/12`.
    by_stroke: bool,
    /// With the year in front: it can be nothing else.
    is_by_rule: bool,
    /// Behind a word that only dates follow, with what only dates end with: `am 32.12.`, `on 32 December`.
    is_marked: bool,
    /// How many words name it.
    length: usize,
}

impl Written {
    fn read(tokens: &[Token<'_>], lead: Option<&str>) -> Option<Self> {
        Self::by_rule(tokens)
            .or_else(|| Self::in_figures(tokens, lead))
            .or_else(|| Self::in_words(tokens, lead))
    }

    /// `2026-12-03`
    fn by_rule(tokens: &[Token<'_>]) -> Option<Self> {
        let mut parts = tokens.first()?.word.split('-');
        let mut figures = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits);
            part.and_then(|part| part.parse::<i16>().ok())
        };
        let (year, month, day) = (Some(figures(4)?), figures(2)?, figures(2)?);
        parts.next().is_none().then_some(Self {
            day,
            month,
            year,
            by_stroke: false,
            is_by_rule: true,
            is_marked: true,
            length: 1,
        })
    }

    /// Without a year only where words say that it is a date: `3.5 kg` and `1/2` are none.
    fn in_figures(tokens: &[Token<'_>], lead: Option<&str>) -> Option<Self> {
        let first = tokens.first()?;
        let sign = ['.', '/', '-'].into_iter().find(|sign| first.word.contains(*sign))?;
        let number = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() <= 4);
        let figures: Vec<i16> = first.word.split(sign).map(number).collect::<Option<_>>()?;
        let by_stroke = sign == '/';
        let is_led = lead.is_some_and(|lead| DATE_LEADS.contains(&lead));
        let is_marked = is_led && first.has_stop && sign == '.';
        let written =
            |day, month, year| Self { day, month, year, by_stroke, is_by_rule: false, is_marked, length: 1 };
        match *figures {
            [day, month] if sign != '-' => {
                let is_alone = by_stroke && tokens.len() == 1;
                let is_date = is_led || is_alone || sign == '.' && first.has_stop && tokens.len() > 1;
                is_date.then(|| written(day, month, None))
            }
            [day, month, year] => {
                let year = Some(if year < 100 { year + 2000 } else { year });
                Some(written(day, month, year))
            }
            _ => None,
        }
    }

    /// `7 January`, `7 de enero 2027`, `January the 7th`
    fn in_words(tokens: &[Token<'_>], lead: Option<&str>) -> Option<Self> {
        let is_led = lead.is_some_and(|lead| DATE_LEADS.contains(&lead) || lead == "the");
        let of_month = |word: &str| figure_of_day(word).filter(|day| is_led || (1..=31).contains(day));
        let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
        let named = |at: usize| month(word(at)).filter(|_| is_month(tokens.get(at)));
        let (day, month, length) = match of_month(word(0)) {
            Some(day) => {
                let skipped = usize::from(matches!(word(1), "of" | "de" | "di" | "van"));
                (day, named(1 + skipped)?, 2 + skipped)
            }
            None => {
                let month = named(0)?;
                let skipped = usize::from(word(1) == "the");
                (of_month(word(1 + skipped))?, month, 2 + skipped)
            }
        };
        let year = word(length).parse().ok().filter(|year| (2000..2200).contains(year));
        let length = length + usize::from(year.is_some());
        let (day, month) = (day.into(), month.into());
        Some(Self { day, month, year, by_stroke: false, is_by_rule: false, is_marked: is_led, length })
    }

    /// With its year, where one is; else the next such day.
    fn on(&self, seen: &Seen) -> Option<Date> {
        let on = |day: i16, month: i16| {
            let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
            match self.year {
                Some(year) => Date::new(year, month, day).ok(),
                None => next_such(day, month, seen.now.date()),
            }
        };
        match (self.by_stroke, seen.month_first) {
            (false, _) => on(self.day, self.month),
            (true, false) => on(self.day, self.month).or_else(|| on(self.month, self.day)),
            (true, true) => on(self.month, self.day).or_else(|| on(self.day, self.month)),
        }
    }

    /// `2.13.45` is a version or a price.
    fn looks_like_one(&self) -> bool {
        let is_near = (1..=31).contains(&self.day) && (1..=12).contains(&self.month);
        self.is_by_rule || self.is_marked || is_near
    }
}

/// `may` is a month where it is written as one.
fn is_month(token: Option<&Token<'_>>) -> bool {
    token.is_some_and(|token| token.word != "may" || token.said.starts_with('M'))
}

/// `28`, `28th`, `1er`, `7e`.
fn of_month(word: &str) -> Option<i8> {
    figure_of_day(word).filter(|day| (1..=31).contains(day))
}

/// The same whether a month has so many days or not.
fn figure_of_day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let is_ordinal = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th" | "er" | "e" | "º" | "°");
    digits.parse().ok().filter(|_| is_ordinal && !digits.is_empty())
}

fn next_such(day: i8, month: i8, today: Date) -> Option<Date> {
    (today.year()..=today.year() + 4)
        .filter_map(|year| Date::new(year, month, day).ok())
        .find(|date| *date >= today)
}

fn next_of_month(day: i8, today: Date) -> Option<Date> {
    let months = (0..=2).filter_map(|ahead: i64| today.first_of_month().checked_add(ahead.months()).ok());
    months.filter_map(|first| Date::new(first.year(), first.month(), day).ok()).find(|date| *date >= today)
}
