//! The days that a question speaks of: `last month`, `in May`, `since 2024`, `between March and June 2025`.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use regex::{Captures, Regex};

use crate::copilot::lookups::Period;

const MONTH: &str = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const NUMBER: &str = "a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|couple of|few|\\d{1,3}";

/// One stretch of days, by its names.
fn span_pattern(tag: &str) -> String {
    let month = format!("(?:{MONTH})");
    [
        format!(r"(?P<iso{tag}>(?:19|20)\d\d-\d\d-\d\d)"),
        format!(r"(?P<day{tag}>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)? (?P<month{tag}>{month})(?: (?P<year{tag}>(?:19|20)\d\d))?"),
        format!(r"(?P<month2{tag}>{month}) (?P<day2{tag}>\d{{1,2}})(?:st|nd|rd|th)?(?: (?P<year2{tag}>(?:19|20)\d\d))?"),
        format!(r"(?:(?P<lastm{tag}>last|this) )?(?P<month3{tag}>{month})(?: (?:of )?(?P<year3{tag}>(?:19|20)\d\d))?"),
        format!(r"(?:q|quarter )(?P<quarter{tag}>[1-4])(?: (?:of )?(?P<year4{tag}>(?:19|20)\d\d))?"),
        format!(r"(?:the )?(?P<how{tag}>last|this|past|previous|current) (?P<unit{tag}>day|week|month|quarter|year|spring|summer|autumn|fall|winter)"),
        format!(r"(?:the )?(?:last|past|previous) (?P<count{tag}>{NUMBER}) (?P<units{tag}>day|week|month|year)s?"),
        format!(r"(?P<ago{tag}>{NUMBER}) (?P<unitago{tag}>day|week|month|year)s? ago"),
        format!(r"(?P<named{tag}>today|yesterday)"),
        format!(r"(?:the year )?(?P<year5{tag}>(?:19|20)\d\d)"),
    ]
    .join("|")
}

struct Patterns {
    between: Regex,
    since: Regex,
    before: Regex,
    within: Regex,
    bare: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let compile = |text: String| Regex::new(&text).expect("constant patterns; every test compiles them");
    let (one, two) = (span_pattern(""), span_pattern("_b"));
    Patterns {
        between: compile(format!(r" (?:between|from) (?:{one}) (?:and|to|until|till) (?P<second>{two}) ")),
        since: compile(format!(r" (?P<word>since|after|from|starting) (?:{one}) ")),
        before: compile(format!(r" (?P<word>before|until|till|up to|prior to) (?:{one}) ")),
        within: compile(format!(r" (?:in|during|within|on|for|of|this|last) (?:{one}) ")),
        bare: compile(format!(r" (?:{one}) ")),
    }
});

/// The period of a question in plain words, and the question without it.
pub fn period(text: &str, today: Date) -> (Period, String) {
    let patterns = &*PATTERNS;
    if let Some(found) = patterns.between.captures(text)
        && let (Some((from, _)), Some((_, to))) = (span(&found, "", today), span(&found, "_b", today))
        && from <= to
    {
        return (Period::between(from, to), without(text, &found));
    }
    if let Some(found) = patterns.since.captures(text)
        && let Some((first, last)) = span(&found, "", today)
    {
        let after = &found["word"] == "after";
        let from = if after { last.tomorrow().unwrap_or(last) } else { first };
        return (Period { from: Some(from), to: None }, without(text, &found));
    }
    if let Some(found) = patterns.before.captures(text)
        && let Some((first, last)) = span(&found, "", today)
    {
        let includes = matches!(&found["word"], "until" | "till" | "up to");
        let to = if includes { last } else { first.yesterday().unwrap_or(first) };
        return (Period { from: None, to: Some(to) }, without(text, &found));
    }
    for pattern in [&patterns.within, &patterns.bare] {
        for found in pattern.captures_iter(text) {
            // `may` alone is a verb, `10 march` no day of ours: a bare name of a month needs its year or a word before.
            let is_bare_month = std::ptr::eq(pattern, &patterns.bare)
                && found.name("month3").is_some()
                && found.name("year3").is_none()
                && found.name("lastm").is_none();
            if is_bare_month {
                continue;
            }
            if let Some((from, to)) = span(&found, "", today) {
                return (Period::between(from, to), without(text, &found));
            }
        }
    }
    (Period::default(), text.to_owned())
}

fn without(text: &str, found: &Captures<'_>) -> String {
    match found.get(0) {
        Some(whole) => format!("{} {}", &text[..whole.start()], &text[whole.end()..]),
        None => text.to_owned(),
    }
}

/// The first and the last day of what was found.
fn span(found: &Captures<'_>, tag: &str, today: Date) -> Option<(Date, Date)> {
    let get = |name: &str| found.name(&format!("{name}{tag}")).map(|m| m.as_str());
    if let Some(iso) = get("iso") {
        let day: Date = iso.parse().ok()?;
        return Some((day, day));
    }
    for (day, month, year) in [("day", "month", "year"), ("day2", "month2", "year2")] {
        if let (Some(day), Some(month)) = (get(day), get(month)) {
            let year = get(year).and_then(|year| year.parse().ok());
            return on(day.parse().ok()?, month_number(month)?, year, today).map(|day| (day, day));
        }
    }
    if let Some(name) = get("month3") {
        let month = month_number(name)?;
        let year = get("year3").and_then(|year| year.parse().ok());
        let is_over = get("lastm") == Some("last");
        let begun = today.month() > month || (today.month() == month && !is_over);
        let year = year.unwrap_or(if begun { today.year() } else { today.year() - 1 });
        return whole_month(year, month);
    }
    if let Some(number) = get("quarter") {
        let number: i8 = number.parse().ok()?;
        let given = get("year4").and_then(|year| year.parse().ok());
        let first_month = (number - 1) * 3 + 1;
        let year =
            given.unwrap_or(if today.month() >= first_month { today.year() } else { today.year() - 1 });
        return quarter(year, first_month);
    }
    if let (Some(how), Some(unit)) = (get("how"), get("unit")) {
        return by_unit(how, unit, today);
    }
    if let (Some(count), Some(unit)) = (get("count"), get("units")) {
        return Some((today.checked_sub(spanning(count, unit)?).ok()?, today));
    }
    if let (Some(count), Some(unit)) = (get("ago"), get("unitago")) {
        let day = today.checked_sub(spanning(count, unit)?).ok()?;
        return Some((day, day));
    }
    match (get("named"), get("year5")) {
        (Some("today"), _) => Some((today, today)),
        (Some(_), _) => today.yesterday().ok().map(|day| (day, day)),
        (_, Some(year)) => {
            let first = Date::new(year.parse().ok()?, 1, 1).ok()?;
            Some((first, first.last_of_year()))
        }
        _ => None,
    }
}

fn month_number(name: &str) -> Option<i8> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let place = NAMES.iter().position(|short| name.starts_with(short))?;
    i8::try_from(place + 1).ok()
}

/// A day of a year; without the year, the last such day that was.
fn on(day: i8, month: i8, year: Option<i16>, today: Date) -> Option<Date> {
    match year {
        Some(year) => Date::new(year, month, day).ok(),
        None => {
            let this = Date::new(today.year(), month, day).ok().filter(|day| *day <= today);
            this.or_else(|| Date::new(today.year() - 1, month, day).ok())
        }
    }
}

fn whole_month(year: i16, month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

fn quarter(year: i16, first_month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, first_month, 1).ok()?;
    Some((first, first.checked_add(2.months()).ok()?.last_of_month()))
}

fn by_unit(how: &str, unit: &str, today: Date) -> Option<(Date, Date)> {
    let is_now = matches!(how, "this" | "current");
    if how == "past" {
        return Some((today.checked_sub(spanning("one", unit)?).ok()?, today));
    }
    match unit {
        "day" => {
            let day = if is_now { today } else { today.yesterday().ok()? };
            Some((day, day))
        }
        "week" => {
            let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
            let first = if is_now { monday } else { monday.checked_sub(7.days()).ok()? };
            Some((first, first.checked_add(6.days()).ok()?))
        }
        "month" => {
            let first = today.first_of_month();
            let first = if is_now { first } else { first.checked_sub(1.month()).ok()? };
            Some((first, first.last_of_month()))
        }
        "quarter" => {
            let first = Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).ok()?;
            let first = if is_now { first } else { first.checked_sub(3.months()).ok()? };
            quarter(first.year(), first.month())
        }
        "year" => {
            let year = if is_now { today.year() } else { today.year() - 1 };
            let first = Date::new(year, 1, 1).ok()?;
            Some((first, first.last_of_year()))
        }
        season => {
            let first_month = match season {
                "spring" => 3,
                "summer" => 6,
                "winter" => 12,
                _ => 9,
            };
            // The last season that has begun; `last` is over, too.
            let begun = |year: i16| {
                let first = Date::new(year, first_month, 1).ok()?;
                let last = first.checked_add(2.months()).ok()?.last_of_month();
                Some((first, last)).filter(|(first, last)| *first <= today && (is_now || *last < today))
            };
            (0..3).find_map(|back| begun(today.year() - back))
        }
    }
}

fn spanning(count: &str, unit: &str) -> Option<Span> {
    let count: i64 = match count {
        "a" | "an" | "one" => 1,
        "two" | "couple of" => 2,
        "three" | "few" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "twelve" => 12,
        digits => digits.parse().ok()?,
    };
    Some(match unit {
        "day" => count.days(),
        "week" => count.weeks(),
        "month" => count.months(),
        "quarter" => (3 * count).months(),
        "year" => count.years(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;

    use super::*;
    use crate::domain::Worded;

    #[rstest]
    #[case(" orders last month ", "in Oct 2026", " orders ")]
    #[case(" orders this year ", "in 2026", " orders ")]
    #[case(" orders in 2025 ", "in 2025", " orders ")]
    #[case(" bought in may ", "in May 2026", " bought ")]
    #[case(" bought last december ", "in Dec 2025", " bought ")]
    #[case(" bought in december ", "in Dec 2025", " bought ")]
    #[case(" since march 2025 ", "since 1 Mar 2025", " ")]
    #[case(" since 2024 how many ", "since 1 Jan 2024", " how many ")]
    #[case(" after 2024 ", "since 1 Jan 2025", " ")]
    #[case(" before may 2025 ", "until 30 Apr 2025", " ")]
    #[case(" between march and june 2026 ", "from 1 Mar 2026 to 30 Jun 2026", " ")]
    #[case(" in the last 90 days ", "from 27 Aug 2026 to 25 Nov 2026", " ")]
    #[case(" in the past year ", "from 25 Nov 2025 to 25 Nov 2026", " ")]
    #[case(" in q1 2025 ", "from 1 Jan 2025 to 31 Mar 2025", " ")]
    #[case(" last week ", "from 16 Nov 2026 to 22 Nov 2026", " ")]
    #[case(" last summer ", "from 1 Jun 2026 to 31 Aug 2026", " ")]
    #[case(" on 3 may 2026 ", "on 3 May 2026", " ")]
    #[case(" on march 3rd ", "on 3 Mar 2026", " ")]
    #[case(" since 2026-02-01 ", "since 1 Feb 2026", " ")]
    #[case(" yesterday ", "on 24 Nov 2026", " ")]
    fn days_are_understood(#[case] text: &str, #[case] days: &str, #[case] rest: &str) {
        let (found, left) = period(text, date(2026, 11, 25));
        assert_eq!(found.in_words().as_ref().map(Worded::as_str), Some(days), "{text}");
        assert_eq!(left.split_whitespace().collect::<Vec<_>>(), rest.split_whitespace().collect::<Vec<_>>());
    }

    #[rstest]
    #[case(" may we write to her ")]
    #[case(" what was the last order ")]
    #[case(" where is order 1033 ")]
    #[case(" has she ever marched ")]
    fn what_names_no_days_names_none(#[case] text: &str) {
        assert_eq!(period(text, date(2026, 11, 25)), (Period::default(), text.to_owned()));
    }
}
