//! When a case is to wake, as people type it: `2d`, `tonight`, `tomorrow 9:00`, `until monday`, `end of week`, `28 Nov`,
//! `scan`, `reply`, joined by `or`; and the same read back in words.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

use super::moment::zone_label;
use super::{Locale, Moment};
use crate::domain::snooze::WakeRule;

/// Of a case that is woken before the CRM was told that it sleeps.
pub const SLEEP_WITHDRAWN: &str = "awake; its sleep had not left yet, and nothing is written";
/// What is understood, for messages.
pub const WAKE_EXAMPLES: &str = "2d, 4h, tonight, tomorrow 9:00, monday, mon 14:00, next week, 28 Nov, scan (the \
                                 parcel moves), reply (the customer writes); several joined by `or`";

/// A day without a time begins when people come to work.
const MORNING: Time = jiff::civil::time(9, 0, 0, 0);
/// Nobody lets a case sleep longer: days.
const FURTHEST: i64 = 366;

/// A day without a year that is further away than so many days was a day of the last weeks.
const NEXT_YEARS: i64 = 300;

/// Parts of the day: when each begins, and when it is meant where it has begun already.
const PARTS: [(&str, Time, Time); 4] = [
    ("morning", MORNING, jiff::civil::time(11, 0, 0, 0)),
    ("afternoon", jiff::civil::time(14, 0, 0, 0), jiff::civil::time(17, 0, 0, 0)),
    ("evening", jiff::civil::time(18, 0, 0, 0), jiff::civil::time(21, 0, 0, 0)),
    ("night", jiff::civil::time(20, 0, 0, 0), jiff::civil::time(22, 0, 0, 0)),
];
/// The end of a working day.
const CLOSING: Time = jiff::civil::time(17, 0, 0, 0);
/// Words before a moment that say nothing of when it is.
const BEFORE: [&str; 7] = ["until ", "till ", "til ", "for ", "from ", "by ", "the "];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What was typed names nothing to wake at, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoWake(String);

/// Reads when a case is to wake, seen from now and in a zone.
///
/// # Errors
/// What is not understood or lies in the past, and what would be understood.
pub fn wake_rule(typed: &str, now: Timestamp, zone: &TimeZone) -> Result<WakeRule, NoWake> {
    let now = now.to_zoned_datetime(zone.clone());
    let text = typed.trim().to_lowercase();
    if text.is_empty() {
        return Err(NoWake(format!("say when it is to wake: {WAKE_EXAMPLES}")));
    }
    let mut rule = WakeRule::default();
    for part in text.split([',', ';', '|']).flat_map(|part| part.split(" or ")) {
        // `2d or` is about to be gone on with, and `or` in front joins nothing.
        let part = bare(part.trim().trim_start_matches("or ").trim_end_matches(" or").trim());
        match part {
            "" => {}
            "scan" | "parcel" | "parcel moves" | "tracking" => rule.scan = true,
            "reply" | "answer" | "customer" | "customer writes" | "customer replies" => {}
            _ => {
                let at = moment(part, &now)?;
                rule.at = Some(rule.at.map_or(at, |earlier| earlier.min(at)));
            }
        }
    }
    rule.zone = rule.at.and_then(|_| zone.iana_name().map(str::to_owned));
    Ok(rule)
}

/// A rule read back for whoever reads it, wherever they are: `Sat 28 Nov 2026, 09:00 (Europe/Berlin), when the parcel moves,
/// or when the customer writes`.
pub fn wake_in_words(rule: &WakeRule, locale: &Locale) -> String {
    in_words(rule, locale, |_, zone| format!(" ({})", zone.iana_name().unwrap_or("UTC")))
}

/// The same for the rep, with the short name of the zone where the rep's clock shows another time: `Sat 28 Nov 2026, 09:00
/// EST, or when the customer writes`.
pub fn wakes_in_words(rule: &WakeRule, moment: &Moment) -> String {
    in_words(rule, &moment.locale, |at, zone| zone_label(at, zone, &moment.zone).unwrap_or_default())
}

fn in_words(rule: &WakeRule, locale: &Locale, label: impl Fn(Timestamp, &TimeZone) -> String) -> String {
    let mut parts = Vec::new();
    if let Some(at) = rule.at {
        let named = rule.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let zone = named.unwrap_or(TimeZone::UTC);
        let said = at.to_zoned_datetime(zone.clone()).datetime();
        parts.push(format!("{}{}", locale.exactly(said), label(at, &zone)));
    }
    parts.extend(rule.scan.then(|| "when the parcel moves".to_owned()));
    let writes = "when the customer writes".to_owned();
    match parts.len() {
        0 => writes,
        _ => format!("{}, or {writes}", parts.join(", ")),
    }
}

/// Without the words before it that say nothing of when it is.
fn bare(mut text: &str) -> &str {
    while let Some(rest) = BEFORE.iter().find_map(|word| text.strip_prefix(word)) {
        text = rest.trim_start();
    }
    text
}

fn moment(text: &str, now: &ZonedDateTime) -> Result<Timestamp, NoWake> {
    let no_moment = || NoWake(format!("`{text}` is nothing to wake at; understood: {WAKE_EXAMPLES}"));
    let at = span(text)
        .map(|span| now.checked_add(span))
        .or_else(|| day_and_time(text, now).map(|civil| civil.to_zoned_datetime(now.time_zone().clone())))
        .ok_or_else(no_moment)?
        .map_err(|_| no_moment())?;
    if at <= *now {
        return Err(NoWake(format!("`{text}` is past")));
    }
    // A day just gone by is a slip, and not meant for next year.
    let has_year = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    if span(text).is_none() && !has_year && at > now.saturating_add(NEXT_YEARS.days()) {
        return Err(NoWake(format!("`{text}` is past; for next year's, say the year, too")));
    }
    let furthest = now.saturating_add(FURTHEST.days());
    if at > furthest {
        return Err(NoWake(format!("`{text}` is more than a year away")));
    }
    Ok(at.timestamp())
}

/// `2d`, `4h`, `90m`, `1w`, `in 2 days`, `an hour`, `three days from now`.
fn span(text: &str) -> Option<Span> {
    let text = text.strip_prefix("in ").unwrap_or(text).trim();
    let text = text.strip_suffix(" from now").unwrap_or(text).trim();
    if matches!(text, "half an hour" | "half hour") {
        return Span::new().try_minutes(30).ok();
    }
    let (number, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(end) if end > 0 => (text[..end].parse().ok()?, text[end..].trim()),
        _ => {
            let (number, unit) = text.split_once(' ')?;
            (number_word(number)?, unit.trim())
        }
    };
    if !(1..=FURTHEST * 24 * 60).contains(&number) {
        return None;
    }
    match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => Span::new().try_minutes(number).ok(),
        "h" | "hr" | "hrs" | "hour" | "hours" => Span::new().try_hours(number).ok(),
        "d" | "day" | "days" => Span::new().try_days(number).ok(),
        "w" | "week" | "weeks" => Span::new().try_weeks(number).ok(),
        "month" | "months" => Span::new().try_months(number).ok(),
        _ => None,
    }
}

fn number_word(word: &str) -> Option<i64> {
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    match word {
        "a" | "an" | "another" => Some(1),
        _ => (1..).zip(words).find_map(|(number, name)| (name == word).then_some(number)),
    }
}

/// A day, a time, or both. A time alone is the next one of the clock.
fn day_and_time(text: &str, now: &ZonedDateTime) -> Option<jiff::civil::DateTime> {
    let today = now.date();
    let words: Vec<&str> =
        text.split_whitespace().filter(|word| !matches!(*word, "at" | "on" | "in" | "the")).collect();
    match words.as_slice() {
        ["tonight"] => return Some(today.to_datetime(part_of_today("night", now.time())?)),
        ["this" | "today", part] | ["later", "this", part] => {
            if let Some(time) = part_of_today(part, now.time()) {
                return Some(today.to_datetime(time));
            }
        }
        ["tonight", rest @ ..] => {
            let time = time(rest).or_else(|| hour(rest))?;
            let of_evening = time
                .checked_add(12.hours())
                .ok()
                .filter(|_| time < Time::midnight().saturating_add(12.hours()));
            return Some(today.to_datetime(of_evening.unwrap_or(time)));
        }
        _ => {}
    }
    if let Some(time) = time(&words) {
        let day = if time > now.time() { today } else { today.tomorrow().ok()? };
        return Some(day.to_datetime(time));
    }
    // What follows the day is its time, in one word or two (`2 pm`), or stands before it.
    let behind = (1..=words.len()).rev().find_map(|length| {
        let (of_day, of_time) = words.split_at(length);
        let (day, closes) = day(of_day, today)?;
        let time = match of_time {
            [] if closes => CLOSING,
            [] => MORNING,
            // Behind a day a bare figure is an hour.
            rest => time(rest).or_else(|| hour(rest))?,
        };
        Some(day.to_datetime(time))
    });
    behind.or_else(|| {
        (1..words.len()).find_map(|length| {
            let (of_time, of_day) = words.split_at(length);
            Some(day(of_day, today)?.0.to_datetime(time(of_time)?))
        })
    })
}

/// When a part of today is meant that may have begun; nothing of a word that is no part. What is over is its end, which is past.
fn part_of_today(part: &str, now: Time) -> Option<Time> {
    let (_, begins, late) = PARTS.into_iter().find(|(name, ..)| *name == part)?;
    Some(if begins > now { begins } else { late })
}

/// A bare figure.
fn hour(words: &[&str]) -> Option<Time> {
    let [hour] = words else { return None };
    Time::new(hour.parse().ok()?, 0, 0, 0).ok()
}

/// `9:00`, `14.30`, `9am`, `2 pm`, `noon`, `afternoon`, `end of day`. A bare figure is none: it may be a day.
fn time(words: &[&str]) -> Option<Time> {
    match words {
        ["noon" | "midday" | "lunch"] => return Time::new(12, 0, 0, 0).ok(),
        ["midnight"] => return Some(Time::midnight()),
        ["eod" | "cob"] | ["end", "of", "day" | "today" | "business"] => return Some(CLOSING),
        [part] => {
            if let Some((_, begins, _)) = PARTS.into_iter().find(|(name, ..)| name == part) {
                return Some(begins);
            }
        }
        _ => {}
    }
    let text = words.concat();
    let (clock, half) = match text.strip_suffix("am").or_else(|| text.strip_suffix("pm")) {
        Some(clock) => (clock, Some(text.ends_with("pm"))),
        None => (text.as_str(), None),
    };
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        None if half.is_some() => (clock, 0),
        _ => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// A day, and whether it is meant as the end of something.
fn day(words: &[&str], today: Date) -> Option<(Date, bool)> {
    match words {
        ["end", "of", "week"] | ["eow"] => Some((friday(today)?, true)),
        ["end", "of", "next", "week"] => Some((friday(next_monday(today)?)?, true)),
        ["end", "of", "month"] | ["eom"] => Some((today.last_of_month(), true)),
        ["end", "of", "next", "month"] => Some((next_month(today)?.last_of_month(), true)),
        _ => Some((begun_day(words, today)?, false)),
    }
}

fn begun_day(words: &[&str], today: Date) -> Option<Date> {
    match words {
        ["today"] => Some(today),
        ["tomorrow" | "tmr" | "tmrw"] => today.tomorrow().ok(),
        ["day", "after", "tomorrow"] => today.checked_add(2.days()).ok(),
        ["next", "week"] => next_monday(today),
        ["next", "month"] => next_month(today),
        ["weekend"] | ["this", "weekend"] => today.nth_weekday(1, Weekday::Saturday).ok(),
        ["next", "week", name] | [name, "next", "week"] => {
            let monday = next_monday(today)?;
            monday.checked_add(i64::from(weekday(name)?.to_monday_zero_offset()).days()).ok()
        }
        ["next", name] if weekday(name).is_some() => {
            let monday = next_monday(today)?;
            monday.checked_add(i64::from(weekday(name)?.to_monday_zero_offset()).days()).ok()
        }
        ["this" | "coming", name] | [name] if weekday(name).is_some() => {
            today.nth_weekday(1, weekday(name)?).ok()
        }
        [date] => date.parse().ok(),
        [day, name] if day.starts_with(|c: char| c.is_ascii_digit()) => of_month(day, name, today),
        [name, day] => of_month(day, name, today),
        [day, name, year] => Date::new(year.parse().ok()?, month(name)?, number(day)?).ok(),
        _ => None,
    }
}

fn next_monday(today: Date) -> Option<Date> {
    today.nth_weekday(1, Weekday::Monday).ok()
}

fn next_month(today: Date) -> Option<Date> {
    today.first_of_month().checked_add(1.month()).ok()
}

/// Of the week of a day; of the next one at the weekend.
fn friday(day: Date) -> Option<Date> {
    if day.weekday() == Weekday::Friday { Some(day) } else { day.nth_weekday(1, Weekday::Friday).ok() }
}

/// The next such day of the calendar.
fn of_month(day: &str, name: &str, today: Date) -> Option<Date> {
    let (day, month) = (number(day)?, month(name)?);
    (today.year()..=today.year() + 1)
        .filter_map(|year| Date::new(year, month, day).ok())
        .find(|date| *date >= today)
}

/// `28`, `28.`, `28th`.
fn number(text: &str) -> Option<i8> {
    text.trim_end_matches(|c: char| c == '.' || c.is_ascii_alphabetic()).parse().ok()
}

/// By its name or a beginning of three letters or more.
fn month(text: &str) -> Option<i8> {
    let text = text.trim_end_matches('.');
    let at = MONTHS.iter().position(|name| text.len() >= 3 && name.starts_with(text))?;
    i8::try_from(at + 1).ok()
}

fn weekday(text: &str) -> Option<Weekday> {
    super::day::weekday(text.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// A Thursday, half past ten in New York.
    fn now() -> Timestamp {
        "2026-11-26T15:30:00Z".parse().unwrap()
    }

    fn new_york() -> TimeZone {
        TimeZone::get("America/New_York").unwrap()
    }

    fn here(at: Timestamp) -> String {
        at.to_zoned_datetime(new_york()).strftime("%a %F %H:%M").to_string()
    }

    #[rstest]
    #[case("2d", "Sat 2026-11-28 10:30")]
    #[case("4h", "Thu 2026-11-26 14:30")]
    #[case("90 min", "Thu 2026-11-26 12:00")]
    #[case("in 2 days", "Sat 2026-11-28 10:30")]
    #[case("1w", "Thu 2026-12-03 10:30")]
    #[case("tomorrow", "Fri 2026-11-27 09:00")]
    #[case("Tomorrow 9:00", "Fri 2026-11-27 09:00")]
    #[case("tomorrow at 2 pm", "Fri 2026-11-27 14:00")]
    #[case("today 17:00", "Thu 2026-11-26 17:00")]
    #[case("mon 14", "Mon 2026-11-30 14:00")]
    #[case("mon 14:00", "Mon 2026-11-30 14:00")]
    #[case("next tuesday", "Tue 2026-12-01 09:00")]
    #[case("thu", "Thu 2026-12-03 09:00")]
    #[case("next week", "Mon 2026-11-30 09:00")]
    #[case("28 Nov", "Sat 2026-11-28 09:00")]
    #[case("28th november 12:15", "Sat 2026-11-28 12:15")]
    #[case("nov 28 noon", "Sat 2026-11-28 12:00")]
    #[case("3 jan", "Sun 2027-01-03 09:00")]
    #[case("3 jan 2027", "Sun 2027-01-03 09:00")]
    #[case("2026-12-01", "Tue 2026-12-01 09:00")]
    #[case("2026-12-01 8:05", "Tue 2026-12-01 08:05")]
    #[case("14:00", "Thu 2026-11-26 14:00")]
    #[case("9:00", "Fri 2026-11-27 09:00")]
    #[case("12am", "Fri 2026-11-27 00:00")]
    #[case("mon or tomorrow", "Fri 2026-11-27 09:00")]
    #[case("until monday", "Mon 2026-11-30 09:00")]
    #[case("Until the end of the day", "Thu 2026-11-26 17:00")]
    #[case("end of day", "Thu 2026-11-26 17:00")]
    #[case("eod tomorrow", "Fri 2026-11-27 17:00")]
    #[case("end of the week", "Fri 2026-11-27 17:00")]
    #[case("end of next week", "Fri 2026-12-04 17:00")]
    #[case("end of month", "Mon 2026-11-30 17:00")]
    #[case("tonight", "Thu 2026-11-26 20:00")]
    #[case("tonight at 9", "Thu 2026-11-26 21:00")]
    #[case("this afternoon", "Thu 2026-11-26 14:00")]
    #[case("this evening", "Thu 2026-11-26 18:00")]
    #[case("this morning", "Thu 2026-11-26 11:00")]
    #[case("in the afternoon", "Thu 2026-11-26 14:00")]
    #[case("tomorrow afternoon", "Fri 2026-11-27 14:00")]
    #[case("monday morning", "Mon 2026-11-30 09:00")]
    #[case("until tomorrow 9", "Fri 2026-11-27 09:00")]
    #[case("2pm on friday", "Fri 2026-11-27 14:00")]
    #[case("until next week", "Mon 2026-11-30 09:00")]
    #[case("tuesday next week", "Tue 2026-12-01 09:00")]
    #[case("next month", "Tue 2026-12-01 09:00")]
    #[case("friday", "Fri 2026-11-27 09:00")]
    #[case("this friday", "Fri 2026-11-27 09:00")]
    #[case("the weekend", "Sat 2026-11-28 09:00")]
    #[case("the day after tomorrow", "Sat 2026-11-28 09:00")]
    #[case("in 3 hours", "Thu 2026-11-26 13:30")]
    #[case("for three hours", "Thu 2026-11-26 13:30")]
    #[case("half an hour", "Thu 2026-11-26 11:00")]
    #[case("a week from now", "Thu 2026-12-03 10:30")]
    #[case("in a month", "Sat 2026-12-26 10:30")]
    fn a_moment_is_read_in_the_zone(#[case] typed: &str, #[case] at: &str) {
        let rule = wake_rule(typed, now(), &new_york()).expect(typed);
        assert_eq!((here(rule.at.unwrap()).as_str(), rule.scan), (at, false));
        assert_eq!(rule.zone.as_deref(), Some("America/New_York"));
    }

    #[rstest]
    #[case("scan", false, true)]
    #[case("the parcel moves", false, true)]
    #[case("reply", false, false)]
    #[case("2d or scan", true, true)]
    #[case("scan or 2d or reply", true, true)]
    #[case("scan, mon 14:00", true, true)]
    #[case("until the parcel moves or until monday", true, true)]
    #[case("until the customer replies", false, false)]
    #[case("2d or", true, false)]
    #[case("SCAN OR REPLY", false, true)]
    fn what_may_happen_first_is_joined(#[case] typed: &str, #[case] has_time: bool, #[case] scan: bool) {
        let rule = wake_rule(typed, now(), &new_york()).expect(typed);
        assert_eq!((rule.at.is_some(), rule.scan), (has_time, scan));
    }

    #[rstest]
    #[case("", "say when it is to wake")]
    #[case("whenever", "`whenever` is nothing to wake at")]
    #[case("2d or whenever", "`whenever` is nothing to wake at")]
    #[case("0d", "nothing to wake at")]
    #[case("28", "nothing to wake at")]
    #[case("31 feb", "nothing to wake at")]
    #[case("25:00", "nothing to wake at")]
    #[case("2xh", "nothing to wake at")]
    #[case("today 9:00", "is past")]
    #[case("2026-11-01", "is past")]
    #[case("25 nov", "is past; for next year's")]
    #[case("60w", "more than a year away")]
    #[case("99999999999999999999d", "nothing to wake at")]
    fn what_is_not_understood_is_named(#[case] typed: &str, #[case] why: &str) {
        let said = wake_rule(typed, now(), &new_york()).unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    }

    #[rstest]
    #[case(
        "2d or scan",
        "Sat 28 Nov 2026, 10:30 (America/New_York), when the parcel moves, or when the customer writes"
    )]
    #[case("tomorrow", "Fri 27 Nov 2026, 09:00 (America/New_York), or when the customer writes")]
    #[case("scan", "when the parcel moves, or when the customer writes")]
    #[case("reply", "when the customer writes")]
    fn a_rule_is_read_back_in_words(#[case] typed: &str, #[case] words: &str) {
        let rule = wake_rule(typed, now(), &new_york()).unwrap();
        assert_eq!(wake_in_words(&rule, &Locale::default()), words);
    }

    /// What has begun is meant later; what is over is past.
    #[rstest]
    #[case("this afternoon", "2026-11-26T20:00:00Z", Some("Thu 2026-11-26 17:00"))]
    #[case("tonight", "2026-11-27T01:30:00Z", Some("Thu 2026-11-26 22:00"))]
    #[case("this afternoon", "2026-11-26T23:30:00Z", None)]
    #[case("end of week", "2026-11-28T15:00:00Z", Some("Fri 2026-12-04 17:00"))]
    #[case("end of day", "2026-11-26T23:00:00Z", Some("Fri 2026-11-27 17:00"))]
    fn a_part_of_the_day_is_ahead(#[case] typed: &str, #[case] now: &str, #[case] at: Option<&str>) {
        let rule = wake_rule(typed, now.parse().unwrap(), &new_york()).ok();
        assert_eq!(rule.and_then(|rule| rule.at).map(here).as_deref(), at);
    }

    #[test]
    fn the_rep_is_told_the_zone_only_where_their_clock_differs() {
        let rule = wake_rule("tomorrow", now(), &new_york()).unwrap();
        let moment = |zone: &str| {
            let zone = TimeZone::get(zone).unwrap();
            Moment { now: now(), zone, locale: Locale::default(), exact: false }
        };
        let there = wakes_in_words(&rule, &moment("America/New_York"));
        assert_eq!(there, "Fri 27 Nov 2026, 09:00, or when the customer writes");
        let elsewhere = wakes_in_words(&rule, &moment("Europe/Berlin"));
        assert_eq!(elsewhere, "Fri 27 Nov 2026, 09:00 EST, or when the customer writes");
    }

    #[test]
    fn a_day_over_the_change_of_the_clock_keeps_its_hour() {
        // In New York the clock went back on 1 November 2026.
        let now = "2026-10-31T14:00:00Z".parse().unwrap();
        let rule = wake_rule("2d", now, &new_york()).unwrap();
        assert_eq!(here(rule.at.unwrap()), "Mon 2026-11-02 10:00");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(typed in ".{0,40}") {
            if let Ok(rule) = wake_rule(&typed, now(), &new_york()) {
                prop_assert!(rule.at.is_none_or(|at| at > now()));
            }
        }

        #[test]
        fn words_around_figures_never_lead_into_the_past(
            day in "(until )?(today|tonight|tomorrow|mon|end of week|28 nov|in 2 days|3h|2026-12-0[1-9])",
            time in "( [0-2]?[0-9]:[0-5][0-9]| evening)?",
            more in "( or (scan|reply|5d))?",
        ) {
            if let Ok(rule) = wake_rule(&format!("{day}{time}{more}"), now(), &new_york()) {
                prop_assert!(rule.at.is_some_and(|at| at > now()));
            }
        }
    }
}
