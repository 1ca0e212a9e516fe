//! Hours of the day as people write them: `at 10`, `um 10 Uhr`, `10:30`, `2pm`, `14h30`, `half past nine`, `at noon`.

use jiff::civil::{Date, Time};

use super::Seen;
use super::day::day;
use super::tokens::Token;
use super::vocabulary::{
    AFTER, AND, AROUND, AT, BEFORE, BEHIND_HOUR, CALLS, COUNTED, DUTCH, FRACTIONS_BEFORE, FRACTIONS_BEHIND,
    TO_DO, UNTIL, number,
};

/// Bare figures up to here are hours of the afternoon: nobody calls at three in the night.
const AFTERNOON: i32 = 6;
/// How far behind an hour the part of the day is looked for that it belongs to.
const REACH: usize = 4;
/// Articles, which count one of something.
const ARTICLES: &[&str] =
    &["a", "an", "ein", "eine", "einem", "einer", "einen", "un", "une", "una", "een", "um", "uma"];

/// What a text says of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// This one.
    At(Time),
    /// No clock shows it: `25:00`.
    NoHour,
    /// It stands where an hour would, and says none: `at 10ish`.
    Unread,
}

/// An hour, and which words name it.
#[derive(Clone, Debug)]
pub(super) struct Hour {
    pub clock: Clock,
    /// Where only a part of the day is named: when that ends.
    pub until: Option<Time>,
    pub words: std::ops::Range<usize>,
}

impl Hour {
    /// Whether only a part of the day is named.
    pub(super) fn is_part(&self) -> bool {
        self.until.is_some()
    }

    /// Whether it is a part of a day that is not over.
    pub(super) fn lasts(&self, on: Date, seen: &Seen) -> bool {
        self.until.is_some_and(|until| on.to_datetime(until) > seen.now)
    }
}

/// The hours that words name.
pub(super) fn hours(tokens: &[Token<'_>], seen: &Seen) -> Vec<Hour> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < tokens.len() {
        let before = from.checked_sub(1).map(|before| &tokens[before]);
        let exact = hour_at(&tokens[from..], before, seen);
        let exact = exact.map(|(clock, length)| (clock, None, length));
        let part = || part_of_day(&tokens[from..], before);
        let part = || part().map(|(begins, ends)| (Clock::At(begins), Some(ends), 1));
        let Some((clock, until, length)) = exact.or_else(part) else {
            from += 1;
            continue;
        };
        let (led, length) = match before.filter(|before| BETWEEN.contains(&before.word.as_str())) {
            Some(_) => (1, length + other_end(&tokens[from + length..], seen)),
            None => (0, length),
        };
        let led = if length > 1 { led } else { 0 };
        found.push(Hour { clock, until, words: from - led..from + length });
        from += length;
    }
    found
}

/// Before two hours, the first of which is meant.
const BETWEEN: &[&str] = &["between", "zwischen", "entre", "tra", "fra", "tussen"];

/// How many words name the hour until which it may be: `and 12 Uhr`.
fn other_end(tokens: &[Token<'_>], seen: &Seen) -> usize {
    let Some(and) = tokens.first().filter(|first| AND.contains(&first.word.as_str())) else { return 0 };
    let (has_stop, counts, ends_clause) = (false, false, false);
    let at =
        Token { word: "at".to_owned(), said: "at", place: and.place.clone(), has_stop, counts, ends_clause };
    hour_at(&tokens[1..], Some(&at), seen).map_or(0, |(_, length)| 1 + length)
}

/// How sure it is that a figure behind a word is an hour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Led {
    Not,
    /// An hour, or how many of something: `around 10`.
    Maybe,
    Surely,
}

fn led(before: Option<&Token<'_>>) -> Led {
    let Some(before) = before.filter(|before| !before.ends_clause) else { return Led::Not };
    let word = before.word.as_str();
    if AT.contains(&word) || before.said == "à" {
        return Led::Surely;
    }
    let leads = [AROUND, BEFORE, AFTER, UNTIL].into_iter().any(|leads| leads.contains(&word));
    if leads { Led::Maybe } else { Led::Not }
}

fn hour_at(tokens: &[Token<'_>], before: Option<&Token<'_>>, seen: &Seen) -> Option<(Clock, usize)> {
    let word = tokens.first()?.word.as_str();
    match word {
        "noon" | "midday" | "mittag" | "mittags" | "midi" | "mediodia" | "mezzogiorno" | "meio-dia" => {
            return Time::new(12, 0, 0, 0).ok().map(|time| (Clock::At(time), 1));
        }
        _ => {}
    }
    let led = led(before);
    fraction(tokens, before)
        .or_else(|| figure(tokens, led, seen))
        .or_else(|| (led == Led::Surely && stands_for_an_hour(tokens)).then_some((Clock::Unread, 1)))
}

/// `half past nine`, `Viertel nach 10`, `half tien`
fn fraction(tokens: &[Token<'_>], before: Option<&Token<'_>>) -> Option<(Clock, usize)> {
    let begins = |phrase: &[&str]| {
        tokens.len() > phrase.len() && phrase.iter().zip(tokens).all(|(one, token)| *one == token.word)
    };
    let is_dutch = before.is_some_and(|before| DUTCH.contains(&before.word.as_str()));
    let known = FRACTIONS_BEFORE.iter().find(|(phrase, _)| begins(phrase));
    let (length, minutes) = match known {
        Some((phrase, minutes)) => (phrase.len(), *minutes),
        None if begins(&["half"]) => (1, if is_dutch { -30 } else { 30 }),
        None => return None,
    };
    let hour = whole(&tokens[length].word).filter(|hour| (1..=12).contains(hour))?;
    let length = length + 1 + usize::from(sign_behind(tokens, length + 1));
    let is_late = afternoon(&tokens[length..]);
    Some((clock(60 * hour + minutes, is_late, true), length))
}

/// An hour in figures, or as a word: `10`, `10:30`, `2pm`, `14h30`, `at ten`, `dix heures et demie`.
fn figure(tokens: &[Token<'_>], led: Led, seen: &Seen) -> Option<(Clock, usize)> {
    let first = &tokens[0];
    let next = tokens.get(1).filter(|_| !first.ends_clause).map(|next| next.word.as_str());
    let is_word = !first.word.starts_with(|c: char| c.is_ascii_digit());
    if is_word && !(whole(&first.word).is_some() && (led == Led::Surely || sign_behind(tokens, 1))) {
        return None;
    }
    let begin = range(&first.word);
    let written = begin.as_deref().unwrap_or(&first.word);
    let (shown, half) = if is_word { (written, None) } else { with_half(written, next) };
    let (shown, sign) =
        if is_word { (shown, 2 * u8::from(sign_behind(tokens, 1))) } else { with_sign(shown, next) };
    let is_named = sign > 0 || half.is_some();
    let (hour, minute, is_clock) = figures(shown, led != Led::Not || is_named)?;
    let length = 1 + usize::from(half.is_some_and(|(_, apart)| apart)) + usize::from(sign == 2);
    if !(is_clock || is_named || is_bare_hour(tokens, led, seen)) {
        return None;
    }
    if hour > 23 || minute > 59 {
        // `49.90` is a price, `in 48h` a span.
        let is_one = shown.contains(':') || sign == 2 || led == Led::Surely && !shown.contains(['.', ',']);
        return is_one.then_some((Clock::NoHour, length));
    }
    let half = half.map(|(is_afternoon, _)| is_afternoon);
    if half.is_some() && !(1..=12).contains(&hour) {
        return Some((Clock::NoHour, length));
    }
    let (minutes, more) = minutes_behind(tokens, length, sign == 2 && minute == 0);
    let length = length + more;
    let is_late = half.or_else(|| afternoon(&tokens[length.min(tokens.len())..]));
    Some((clock(60 * hour + minute + minutes, is_late, !shown.starts_with('0')), length))
}

/// The first hour of two, with the sign of the second: `10-11am` is `10am`, `10-12` is `10`.
fn range(word: &str) -> Option<String> {
    let (begin, end) = word.split_once('-')?;
    let is_hour = |text: &str| text.starts_with(|c: char| c.is_ascii_digit()) && text.len() <= 7;
    let digits = end.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let is_range = is_hour(begin) && is_hour(end) && !end.contains('-') && !digits.is_empty();
    is_range.then(|| format!("{begin}{}", &end[digits.len()..]))
}

/// Whether a figure that nothing marks is an hour by what stands around it.
fn is_bare_hour(tokens: &[Token<'_>], led: Led, seen: &Seen) -> bool {
    let first = &tokens[0];
    if first.counts {
        return false;
    }
    let behind = tokens.get(1).filter(|_| !first.ends_clause);
    let word = behind.map(|behind| behind.word.as_str());
    match led {
        Led::Not => false,
        Led::Surely => !word.is_some_and(|word| COUNTED.contains(&word)),
        Led::Maybe => word.is_none_or(|word| {
            [BEHIND_HOUR, AND, CALLS, TO_DO].into_iter().any(|words| words.contains(&word))
                || day(&tokens[1..], Some(first), seen).is_some()
        }),
    }
}

/// `um 10 Uhr 30` and `dix heures et demie`: how many minutes are added behind the hour, and in how many words.
fn minutes_behind(tokens: &[Token<'_>], at: usize, may_be_figures: bool) -> (i32, usize) {
    let behind = tokens.get(at..).unwrap_or_default();
    let is_said = |phrase: &[&str]| {
        behind.len() >= phrase.len() && phrase.iter().zip(behind).all(|(one, token)| *one == token.word)
    };
    if let Some((phrase, minutes)) = FRACTIONS_BEHIND.iter().find(|(phrase, _)| is_said(phrase)) {
        return (*minutes, phrase.len());
    }
    let figures = behind.first().filter(|one| may_be_figures && one.word.len() == 2);
    match figures.and_then(|one| one.word.parse().ok()).filter(|minute| (0..60).contains(minute)) {
        Some(minute) => (minute, 1),
        None => (0, 0),
    }
}

/// The time so many minutes behind midnight, as it is meant: a bare `3` is in the afternoon.
fn clock(minutes: i32, is_late: Option<bool>, is_bare: bool) -> Clock {
    let hour = minutes / 60;
    let minutes = match is_late {
        Some(true) if hour < 12 => minutes + 12 * 60,
        Some(false) if hour == 12 => minutes - 12 * 60,
        None if is_bare && (1..=AFTERNOON).contains(&hour) => minutes + 12 * 60,
        _ => minutes,
    };
    let time = i8::try_from(minutes / 60).ok().zip(i8::try_from(minutes % 60).ok());
    let time = time.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    time.map_or(Clock::NoHour, Clock::At)
}

/// An hour as a figure or a word; what counts one of something is none.
fn whole(word: &str) -> Option<i32> {
    let number = number(word).filter(|_| !ARTICLES.contains(&word))?;
    i32::try_from(number).ok().filter(|hour| (0..=23).contains(hour))
}

/// `10ish`: figures of an hour that are none.
fn stands_for_an_hour(tokens: &[Token<'_>]) -> bool {
    let word = tokens[0].word.as_str();
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_ordinal = ["st", "nd", "rd", "th"].contains(&&word[digits..]);
    let is_led_by_figures = (1..=2).contains(&digits) && digits < word.len() && !is_ordinal;
    let is_counted = tokens.get(1).is_some_and(|next| COUNTED.contains(&next.word.as_str()));
    is_led_by_figures
        && word.len() <= 8
        && !tokens[0].counts
        && !is_counted
        && !word.contains(['.', '/', ','])
}

/// What stands before `am` or `pm`, whether that is the afternoon, and whether it stands apart.
fn with_half<'w>(word: &'w str, next: Option<&str>) -> (&'w str, Option<(bool, bool)>) {
    for (name, is_afternoon) in [("am", false), ("pm", true), ("a.m", false), ("p.m", true)] {
        if let Some(clock) = word.strip_suffix(name) {
            return (clock, Some((is_afternoon, false)));
        }
        // `10 am Freitag` is no morning.
        if next == Some(name) && !(name == "am" && word.len() > 5) {
            return (word, Some((is_afternoon, true)));
        }
    }
    (word, None)
}

/// What stands before `h`, `Uhr` and the like: 1 where that is written together, 2 where it stands apart.
fn with_sign<'w>(clock: &'w str, next: Option<&str>) -> (&'w str, u8) {
    for name in ["uhr", "h", "hs", "hrs"] {
        if let Some(clock) = clock.strip_suffix(name) {
            return (clock, 1);
        }
    }
    (clock, if next.is_some_and(|next| SIGNS.contains(&next)) { 2 } else { 0 })
}

const SIGNS: &[&str] = &["uhr", "h", "o'clock", "heures", "heure", "uur", "horas", "hs"];

fn sign_behind(tokens: &[Token<'_>], at: usize) -> bool {
    let is_apart = tokens.get(at - 1).is_some_and(|before| before.ends_clause);
    !is_apart && tokens.get(at).is_some_and(|next| SIGNS.contains(&next.word.as_str()))
}

/// Hour and minute, and whether they are written as a clock shows them.
fn figures(shown: &str, is_hour: bool) -> Option<(i32, i32, bool)> {
    let split = shown.split_once(':').or_else(|| shown.split_once('h'));
    let split = split.or_else(|| shown.split_once(['.', ',']).filter(|_| is_hour));
    let (hour, minute) = match split {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        Some(_) => return None,
        None => (shown, 0),
    };
    let hour = whole(hour).or_else(|| hour.parse().ok().filter(|_| hour.len() == 2))?;
    Some((hour, minute, split.is_some()))
}

/// Whether an hour belongs to the afternoon or evening, or to the morning: `a las 4 de la tarde`.
fn afternoon(behind: &[Token<'_>]) -> Option<bool> {
    behind.iter().take(REACH).find_map(|token| match token.word.as_str() {
        "afternoon" | "evening" | "nachmittag" | "nachmittags" | "abends" | "apres-midi" | "soir"
        | "tarde" | "noche" | "pomeriggio" | "sera" | "middags" | "avonds" | "noite" => Some(true),
        "morning" | "vormittags" | "morgens" | "matin" | "madrugada" | "mattina" | "manha" => Some(false),
        _ => None,
    })
}

/// Whether the first of some words is a part of a day: `Nachmittag`.
pub(super) fn begins_with_part_of_day(tokens: &[Token<'_>]) -> bool {
    part_of_day(tokens, None).is_some()
}

/// A part of the day begins when people work in it, and ends with their work: `tomorrow morning` from nine, `Friday
/// afternoon` from two to five.
fn part_of_day(tokens: &[Token<'_>], before: Option<&Token<'_>>) -> Option<(Time, Time)> {
    let behind = before.map(|before| before.word.as_str());
    let (begins, ends) = match tokens.first()?.word.as_str() {
        "morning" | "morgens" | "fruh" | "vormittag" | "vormittags" | "matin" | "mattina" | "ochtend" => {
            (9, 12)
        }
        // `amanhã de manhã`, `el lunes por la mañana`
        "manha" if behind == Some("de") => (9, 12),
        "manana" if behind == Some("la") => (9, 12),
        "afternoon" | "nachmittag" | "nachmittags" | "apres-midi" | "pomeriggio" => (14, 17),
        "tarde" if matches!(behind, Some("la" | "a")) => (14, 17),
        "evening" | "abend" | "abends" | "soir" | "avond" => (18, 21),
        _ => return None,
    };
    Time::new(begins, 0, 0, 0).ok().zip(Time::new(ends, 0, 0, 0).ok())
}
