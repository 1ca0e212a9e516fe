//! When a case is to wake, as people type it: `2d`, `tonight`, `tomorrow 9:00`, `until monday`, `end of week`, `28 Nov`,
//! `scan`, `reply`, joined by `or`; and the same read back in words.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

use super::follow_up::{NotDue, NotTaken, Seen, day_typed, span as of_time};
use super::moment::zone_label;
use super::{Locale, Moment};
use crate::domain::snooze::WakeRule;

/// Of a case that is woken before the CRM was told that it sleeps.
pub const SLEEP_WITHDRAWN: &str = "awake; its sleep had not left yet, and nothing is written";
/// Moments as each language writes them.
const EXAMPLES: [(&str, &str); 7] = [
    ("en", "tonight, tomorrow 9:00, monday, mon 14:00, next week, 28 Nov"),
    ("de", "heute Abend, morgen 9 Uhr, Montag, Mo 14:00, nächste Woche, 28. Nov."),
    ("fr", "demain 9h, lundi, lundi 14h, la semaine prochaine, 28 novembre"),
    ("es", "mañana 9:00, lunes, lunes 14:00, la semana que viene, 28 de noviembre"),
    ("it", "domani 9:00, lunedì, lunedì 14:00, la settimana prossima, 28 novembre"),
    ("nl", "morgen 9:00, maandag, maandag 14:00, volgende week, 28 november"),
    ("pt", "amanhã 9h, segunda-feira, segunda-feira 14h, na próxima semana, 28 de novembro"),
];

/// What is understood, for messages, with moments as the reader writes them.
pub fn wake_examples(locale: &Locale) -> String {
    let known = EXAMPLES.iter().find(|(language, _)| locale.tag().get(..2) == Some(*language));
    let (_, moments) = known.unwrap_or(&EXAMPLES[0]);
    format!("2d, 4h, {moments}, scan (the parcel moves), reply (the customer writes); several joined by `or`")
}

/// A day without a time begins when people come to work.
const MORNING: Time = jiff::civil::time(9, 0, 0, 0);
/// Nobody lets a case sleep longer: days.
const FURTHEST: i64 = 366;

/// A day without a year that is further away than so many days was a day of the last weeks.
const NEXT_YEARS: i64 = 300;

/// The end of a working day.
const CLOSING: Time = jiff::civil::time(17, 0, 0, 0);
/// When a night begins, and when it is meant where it has begun already.
const NIGHT: (Time, i8, i8) = (jiff::civil::time(20, 0, 0, 0), 20, 22);
/// Words before a moment that say nothing of when it is.
const BEFORE: [&str; 9] = ["until ", "till ", "til ", "for ", "from ", "by ", "the ", "bis ", "ab "];

/// What is short for a moment, and the moment.
const SHORT: [(&str, &str); 20] = [
    ("eod", "17:00"),
    ("cob", "17:00"),
    ("end of day", "17:00"),
    ("end of the day", "17:00"),
    ("end of business", "17:00"),
    ("end of today", "today 17:00"),
    ("tmr", "tomorrow"),
    ("tmrw", "tomorrow"),
    ("eow", "end of week"),
    ("eom", "end of month"),
    ("midnight", "0:00"),
    ("lunch", "noon"),
    ("weekend", "saturday"),
    ("wochenende", "samstag"),
    ("another", "one"),
    ("half hour", "half an hour"),
    ("this morning", "today morning"),
    ("this afternoon", "today afternoon"),
    ("this evening", "today evening"),
    ("later today", "today"),
];

/// What was typed names nothing to wake at, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoWake(String);

/// Reads when a case is to wake, seen from now and in a zone.
///
/// # Errors
/// What is not understood or lies in the past, and what would be understood.
pub fn wake_rule(typed: &str, moment: &Moment, zone: &TimeZone) -> Result<WakeRule, NoWake> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(NoWake(format!("say when it is to wake: {}", wake_examples(&moment.locale))));
    }
    let seen = Moment { zone: zone.clone(), ..moment.clone() };
    let mut rule = WakeRule::default();
    for part in alternatives(typed) {
        match bare(part).to_lowercase().as_str() {
            "" => {}
            "scan" | "parcel" | "parcel moves" | "tracking" => rule.scan = true,
            "reply" | "answer" | "customer" | "customer writes" | "customer replies" | "customer answers" => {
            }
            _ => {
                let at = at(bare(part), &seen)?;
                rule.at = Some(rule.at.map_or(at, |earlier| earlier.min(at)));
            }
        }
    }
    rule.zone = rule.at.and_then(|_| zone.iana_name().map(str::to_owned));
    Ok(rule)
}

/// What `or` or a mark joins. `2d or` is about to be gone on with, and `or` in front joins nothing.
fn alternatives(typed: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), typed);
    let lower = |text: &str| text.to_ascii_lowercase();
    while let Some((at, length)) = [" or ", " oder ", ",", ";", "|"]
        .iter()
        .filter_map(|mark| Some((lower(rest).find(mark)?, mark.len())))
        .min()
    {
        found.push(&rest[..at]);
        // What one ends with, another may begin with.
        rest = if length > 1 { &rest[at + length - 1..] } else { &rest[at + 1..] };
    }
    found.push(rest);
    let alone = |part: &'_ str| -> (usize, usize) {
        let words = lower(part);
        let begin =
            if words.trim_start().starts_with("or ") { words.find("or ").map_or(0, |at| at + 3) } else { 0 };
        let end = words.trim_end().strip_suffix(" or").map_or(part.len(), str::len);
        (begin.min(end), end)
    };
    found
        .into_iter()
        .map(|part| {
            let (begin, end) = alone(part);
            part[begin..end].trim()
        })
        .collect()
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
    let led = |text: &str| {
        let begins =
            |word: &&&str| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        BEFORE.iter().find(begins).map(|word| word.len())
    };
    while let Some(length) = led(text) {
        text = text[length..].trim_start();
    }
    text
}

fn at(text: &str, seen: &Moment) -> Result<Timestamp, NoWake> {
    let now = seen.now.to_zoned_datetime(seen.zone.clone());
    let no_moment =
        || NoWake(format!("`{text}` is nothing to wake at; understood: {}", wake_examples(&seen.locale)));
    let past = || NoWake(format!("`{text}` is past"));
    let spelled = spelled_out(text, &now);
    let span = span(&spelled);
    let at = match span {
        Some(span) => now.checked_add(span),
        None => match day_typed(&spelled, &Seen::by(seen)) {
            Ok(day) => {
                let time = day.at.unwrap_or(if day.closes { CLOSING } else { MORNING });
                day.on.to_datetime(time).to_zoned_datetime(seen.zone.clone())
            }
            Err(NotDue::NotTaken(NotTaken::Past(_))) => return Err(past()),
            Err(_) => return Err(no_moment()),
        },
    };
    let at = at.map_err(|_| no_moment())?;
    if at <= now {
        return Err(past());
    }
    // A day just gone by is a slip, and not meant for next year.
    let has_year = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    if span.is_none() && !has_year && at > now.saturating_add(NEXT_YEARS.days()) {
        return Err(NoWake(format!("`{text}` is past; for next year's, say the year, too")));
    }
    let furthest = now.saturating_add(FURTHEST.days());
    if at > furthest {
        return Err(NoWake(format!("`{text}` is more than a year away")));
    }
    Ok(at.timestamp())
}

/// `2d`, `4h`, `90m`, `1w`, and what is written with a blank.
fn span(text: &str) -> Option<Span> {
    let end = text.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0);
    let unit = end.map(|end| (&text[..end], text[end..].trim().to_lowercase()));
    match unit.as_ref().map(|(number, unit)| (*number, unit.as_str())) {
        Some((number, "m")) => of_time(&format!("{number} min")),
        Some((number, "d")) => of_time(&format!("{number} days")),
        Some((number, "w")) => of_time(&format!("{number} weeks")),
        Some((number, unit)) => of_time(&format!("{number} {unit}")),
        None => of_time(text),
    }
}

/// A moment without what is short for it; a night is the one that comes.
fn spelled_out(text: &str, now: &ZonedDateTime) -> String {
    let lower = format!(" {} ", text.to_lowercase());
    if let Some(rest) = lower.trim().strip_prefix("tonight") {
        let time = rest.trim().trim_start_matches("at ").trim();
        let hour = time.split(|c: char| !c.is_ascii_digit()).next().and_then(|hour| hour.parse::<i8>().ok());
        let (begins, early, late) = NIGHT;
        return match hour {
            None if time.is_empty() => format!("today {}:00", if now.time() < begins { early } else { late }),
            Some(1..12) if !time.ends_with('m') => format!("today at {time} pm"),
            _ => format!("today at {time}"),
        };
    }
    let is_short = |short: &str| lower.contains(&format!(" {short} "));
    if !SHORT.iter().any(|(short, _)| is_short(short)) {
        return text.to_owned();
    }
    let spelled = SHORT.iter().fold(lower.clone(), |text, (short, whole)| {
        text.replace(&format!(" {short} "), &format!(" {whole} "))
    });
    spelled.trim().to_owned()
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

    fn read(typed: &str, now: Timestamp) -> Result<WakeRule, NoWake> {
        let moment = Moment { now, zone: TimeZone::UTC, locale: Locale::default(), exact: false };
        wake_rule(typed, &moment, &new_york())
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
    #[case("this morning", "Thu 2026-11-26 12:00")]
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
    // As a task's day is typed, in whatever language.
    #[case("1. Dez.", "Tue 2026-12-01 09:00")]
    #[case("1.12.", "Tue 2026-12-01 09:00")]
    #[case("30.11. 14:00", "Mon 2026-11-30 14:00")]
    #[case("mo 14:00", "Mon 2026-11-30 14:00")]
    #[case("Mo. 14:00", "Mon 2026-11-30 14:00")]
    #[case("morgen 9 Uhr", "Fri 2026-11-27 09:00")]
    #[case("nächste Woche", "Mon 2026-11-30 09:00")]
    #[case("Freitag um 10", "Fri 2026-11-27 10:00")]
    #[case("bis Freitag", "Fri 2026-11-27 09:00")]
    #[case("heute Abend", "Thu 2026-11-26 18:00")]
    #[case("in 2 Stunden", "Thu 2026-11-26 12:30")]
    #[case("in 3 Tagen", "Sun 2026-11-29 10:30")]
    #[case("Ende der Woche", "Fri 2026-11-27 17:00")]
    #[case("this week", "Fri 2026-11-27 17:00")]
    #[case("vendredi à 10h", "Fri 2026-11-27 10:00")]
    #[case("la semana que viene", "Mon 2026-11-30 09:00")]
    #[case("+3d", "Sun 2026-11-29 09:00")]
    #[case("+3d 10:30", "Sun 2026-11-29 10:30")]
    #[case("after Christmas", "Sun 2026-12-27 09:00")]
    fn a_moment_is_read_in_the_zone(#[case] typed: &str, #[case] at: &str) {
        let rule = read(typed, now()).expect(typed);
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
    #[case("until the customer answers", false, false)]
    #[case("Montag oder scan", true, true)]
    #[case("2d or", true, false)]
    #[case("SCAN OR REPLY", false, true)]
    fn what_may_happen_first_is_joined(#[case] typed: &str, #[case] has_time: bool, #[case] scan: bool) {
        let rule = read(typed, now()).expect(typed);
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
    #[case("scan the parcel monday", "nothing to wake at")]
    #[case("not friday", "nothing to wake at")]
    #[case("60w", "more than a year away")]
    #[case("99999999999999999999d", "nothing to wake at")]
    fn what_is_not_understood_is_named(#[case] typed: &str, #[case] why: &str) {
        let said = read(typed, now()).unwrap_err().to_string();
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
        let rule = read(typed, now()).unwrap();
        assert_eq!(wake_in_words(&rule, &Locale::default()), words);
    }

    #[test]
    fn examples_are_understood_in_each_language() {
        for (language, examples) in EXAMPLES {
            let known = wake_examples(&Locale::named(language).unwrap());
            assert!(known.contains(examples), "{known}");
            for example in examples.split(", ") {
                assert!(read(example, now()).is_ok_and(|rule| rule.at.is_some()), "{example}");
            }
        }
    }

    /// What has begun is meant later; what is over is past.
    #[rstest]
    #[case("this afternoon", "2026-11-26T20:00:00Z", Some("Thu 2026-11-26 17:00"))]
    #[case("tonight", "2026-11-27T01:30:00Z", Some("Thu 2026-11-26 22:00"))]
    #[case("this afternoon", "2026-11-26T23:30:00Z", None)]
    #[case("end of week", "2026-11-28T15:00:00Z", Some("Fri 2026-12-04 17:00"))]
    #[case("end of day", "2026-11-26T23:00:00Z", Some("Fri 2026-11-27 17:00"))]
    fn a_part_of_the_day_is_ahead(#[case] typed: &str, #[case] now: &str, #[case] at: Option<&str>) {
        let rule = read(typed, now.parse().unwrap()).ok();
        assert_eq!(rule.and_then(|rule| rule.at).map(here).as_deref(), at);
    }

    #[test]
    fn the_rep_is_told_the_zone_only_where_their_clock_differs() {
        let rule = read("tomorrow", now()).unwrap();
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
        let rule = read("2d", now).unwrap();
        assert_eq!(here(rule.at.unwrap()), "Mon 2026-11-02 10:00");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(typed in ".{0,40}") {
            if let Ok(rule) = read(&typed, now()) {
                prop_assert!(rule.at.is_none_or(|at| at > now()));
            }
        }

        #[test]
        fn words_around_figures_never_lead_into_the_past(
            day in "(until )?(today|tonight|tomorrow|mon|end of week|28 nov|in 2 days|3h|2026-12-0[1-9])",
            time in "( [0-2]?[0-9]:[0-5][0-9]| evening)?",
            more in "( or (scan|reply|5d))?",
        ) {
            if let Ok(rule) = read(&format!("{day}{time}{more}"), now()) {
                prop_assert!(rule.at.is_some_and(|at| at > now()));
            }
        }
    }
}
