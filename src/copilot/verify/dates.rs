//! Days as people write them: `2026-11-12`, `12 Nov`, `November 12th, 2026`, `11/12/2026`, `yesterday`, `last Tuesday`.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

/// Days.
const HALF_A_YEAR: usize = 183;

/// What a date literal can mean.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    /// One of these days.
    Days(Vec<Date>),
    /// Any day from the first to the last.
    Between(Date, Date),
    /// A day and a month of whatever year.
    DayOfYear(i8, i8),
    /// A month of whatever year.
    Month(i8),
}

impl Meant {
    /// Whether a day is meant.
    pub fn covers(&self, date: Date) -> bool {
        match self {
            Self::Days(days) => days.contains(&date),
            Self::Between(from, to) => *from <= date && date <= *to,
            Self::DayOfYear(month, day) => date.month() == *month && date.day() == *day,
            Self::Month(month) => date.month() == *month,
        }
    }

    /// Whether it can be a day that is not over; one of whatever year is within half a year of today.
    pub fn is_ahead(&self, today: Date) -> bool {
        match self {
            Self::Days(days) => days.iter().any(|day| *day >= today),
            Self::Between(_, to) => *to >= today,
            Self::DayOfYear(..) | Self::Month(_) => {
                today.series(1.day()).take(HALF_A_YEAR).any(|date| self.covers(date))
            }
        }
    }
}

/// A date literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What it can mean.
    pub meant: Meant,
    /// Whether it is said from today's point of view: `yesterday`, `Thursday`.
    pub relative: bool,
}

/// Names of months in English, German, French, Spanish, Italian, Dutch and Portuguese as a pattern.
const MONTH: &str = r"(jan(?:uary|uar|uari|vier|eiro)?|jän(?:ner)?|feb(?:ruary|ruar|ruari|rero|braio)?|f[ée]v(?:rier|ereiro)?|mar(?:ch|s|zo|ço)?|mär(?:z)?|maart|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|may(?:o)?|maio?|mei|maggio|june?|junio?|junho|juin|giugno|july?|julio?|julho|juil(?:let|l)?|luglio|aug(?:ust|ustus)?|août|agosto|sept?(?:ember|embre|iembre)?|settembre|setembro|o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|nov(?:ember|embre|embro|iembre)?|de[cz](?:ember|embre|embro)?|déc(?:embre)?|dic(?:iembre|embre)|enero|gennaio)\b\.?";

/// Short names that are words of their own, or beginnings of some: they are months between a day and a year alone.
const SHORT_MONTH: &str = r"(janv|févr|mrt|ene|gen|mag|giu|lug|ago|set|ott|out|dic)\b\.?";

/// How each month's names begin; the first that fits decides.
const BEGINNINGS: &[(&str, i8)] = &[
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("mar", 3),
    ("mär", 3),
    ("maa", 3),
    ("mrt", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("mei", 5),
    ("mag", 5),
    ("juil", 7),
    ("jui", 6),
    ("jun", 6),
    ("giu", 6),
    ("jul", 7),
    ("lug", 7),
    ("aug", 8),
    ("aoû", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("out", 10),
    ("nov", 11),
    ("dec", 12),
    ("déc", 12),
    ("dez", 12),
    ("dic", 12),
];

/// Whether a text in lower case begins with a month's name.
pub fn begins_with_month(lower: &str) -> bool {
    PATTERNS.leading_month.is_match(lower)
}

/// Whether a word in lower case is a month's short name, which a point may follow within a date.
pub fn is_short_month(lower: &str) -> bool {
    let patterns = &*PATTERNS;
    lower.chars().count() <= 5
        && (patterns.leading_month.is_match(lower) || patterns.short_month.is_match(lower))
}

struct Patterns {
    iso: Regex,
    numeric: Regex,
    day_month: Regex,
    day_short_month: Regex,
    short_month: Regex,
    month_day: Regex,
    month_year: Regex,
    month: Regex,
    leading_month: Regex,
    part_of_month: Regex,
    year: Regex,
    relative: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let compile =
        |pattern: String| Regex::new(&pattern).expect("constant patterns; every test compiles them");
    Patterns {
        iso: compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:t[0-9:.]+z?)?\b".to_owned()),
        numeric: compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})\b".to_owned()),
        day_month: compile(format!(r"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?: of| de)? {MONTH}(?:,?(?: de)? (\d{{4}})\b)?")),
        day_short_month: compile(format!(r"\b(\d{{1,2}})\.?(?: de)? {SHORT_MONTH}(?: de)? (\d{{4}})\b")),
        short_month: compile(format!("^{SHORT_MONTH}$")),
        month_day: compile(format!(r"\b{MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}})\b)?")),
        month_year: compile(format!(r"\b{MONTH} (\d{{4}})\b")),
        month: compile(format!(r"\b(?:in|since|until|last|this|of|for|im|seit|en|depuis|desde|nel) {MONTH}")),
        leading_month: compile(format!(r"^{MONTH}")),
        part_of_month: compile(format!(
            r"\b(early(?: in)?|beginning of|start of|mid|middle of|late(?: in)?|end of|anfang|mitte|ende|début|fin|finales de|principios de)[ -]{MONTH}(?:,? (\d{{4}})\b)?"
        )),
        year: compile(r"\b(?:in|since|from|until|of|during) ((?:19|20)\d{2})\b".to_owned()),
        relative: compile(
            r"\b(?:the day before yesterday|yesterday|today|tonight|this morning|tomorrow|(?:(?:last|next|this|coming) )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:last|this|next) (?:week|month|year))\b"
                .to_owned(),
        ),
    }
});

/// All date literals of a text in lower case, in order; they don't overlap.
pub fn find(lower: &str, today: Date) -> Vec<Found> {
    let patterns = &*PATTERNS;
    let mut found: Vec<Found> = Vec::new();
    let mut add = |range: Range<usize>, meant: Option<Meant>, relative: bool| {
        let free = !found.iter().any(|f| f.range.start < range.end && range.start < f.range.end);
        if let (Some(meant), true) = (meant, free) {
            found.push(Found { range, meant, relative });
        }
    };
    for c in patterns.iso.captures_iter(lower) {
        let days = date(number(&c, 1), number(&c, 2), number(&c, 3)).into_iter().collect();
        add(whole(&c), Some(Meant::Days(days)), false);
    }
    for c in patterns.numeric.captures_iter(lower) {
        let (a, b, mut year) = (number(&c, 1), number(&c, 2), number(&c, 3));
        if year < 100 {
            year += 2000;
        }
        // Both orders are in use; the cited fact decides which was meant.
        let days = [date(year, b, a), date(year, a, b)].into_iter().flatten().collect();
        add(whole(&c), Some(Meant::Days(days)), false);
    }
    for c in patterns.day_month.captures_iter(lower) {
        add(whole(&c), of_year(month(&c[2]), number(&c, 1), c.get(3)), false);
    }
    for c in patterns.day_short_month.captures_iter(lower) {
        add(whole(&c), of_year(month(&c[2]), number(&c, 1), c.get(3)), false);
    }
    for c in patterns.part_of_month.captures_iter(lower) {
        add(whole(&c), part_of_month(&c, today), false);
    }
    for c in patterns.month_year.captures_iter(lower) {
        add(whole(&c), month_of(number(&c, 2), month(&c[1])), false);
    }
    for c in patterns.month_day.captures_iter(lower) {
        add(whole(&c), of_year(month(&c[1]), number(&c, 2), c.get(3)), false);
    }
    for c in patterns.month.captures_iter(lower) {
        let range = c.get(1).map_or(0..0, |name| name.range());
        add(range, Some(Meant::Month(month(&c[1]))), false);
    }
    for c in patterns.year.captures_iter(lower) {
        let year = number(&c, 1);
        let span = date(year, 1, 1).zip(date(year, 12, 31));
        add(whole(&c), span.map(|(from, to)| Meant::Between(from, to)), false);
    }
    // `Over the next year` is how long, not when.
    let is_span = |at: usize| {
        ["over the ", "within the ", "in the ", "for the "].iter().any(|w| lower[..at].ends_with(w))
    };
    for c in
        patterns.relative.find_iter(lower).filter(|c| !(c.as_str().starts_with("next") && is_span(c.start())))
    {
        add(c.range(), relative(c.as_str(), today), true);
    }
    found.sort_by_key(|f| f.range.start);
    found
}

fn whole(captures: &Captures<'_>) -> Range<usize> {
    captures.get(0).map_or(0..0, |m| m.range())
}

fn number(captures: &Captures<'_>, group: usize) -> i16 {
    captures.get(group).and_then(|m| m.as_str().parse().ok()).unwrap_or(0)
}

fn month(name: &str) -> i8 {
    BEGINNINGS.iter().find(|(beginning, _)| name.starts_with(beginning)).map_or(0, |(_, month)| *month)
}

/// `early November`: its first ten days, in the year named or the one nearest behind today or at hand.
fn part_of_month(captures: &Captures<'_>, today: Date) -> Option<Meant> {
    let month = month(&captures[2]);
    let days = match &captures[1] {
        "mid" | "middle of" | "mitte" => (9, 21),
        early
            if early.starts_with("early")
                || matches!(early, "beginning of" | "start of" | "anfang" | "début" | "principios de") =>
        {
            (1, 11)
        }
        _ => (20, 31),
    };
    let years = match captures.get(3).and_then(|year| year.as_str().parse().ok()) {
        Some(year) => vec![year],
        None => (today.year() - 2..=today.year() + 1).collect(),
    };
    let first = |year: i16| Date::new(year, month, 1).ok();
    let all = years
        .into_iter()
        .filter_map(first)
        .flat_map(|first| (days.0..=days.1).filter_map(move |day| Date::new(first.year(), month, day).ok()));
    Some(Meant::Days(all.collect()))
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A day of a stated year, or of any.
fn of_year(month: i8, day: i16, year: Option<regex::Match<'_>>) -> Option<Meant> {
    match year.and_then(|year| year.as_str().parse().ok()) {
        Some(year) => Some(Meant::Days(date(year, month.into(), day).into_iter().collect())),
        None => Some(Meant::DayOfYear(month, i8::try_from(day).ok()?)),
    }
}

fn month_of(year: i16, month: i8) -> Option<Meant> {
    let first = Date::new(year, month, 1).ok()?;
    Some(Meant::Between(first, first.last_of_month()))
}

fn relative(text: &str, today: Date) -> Option<Meant> {
    let shifted = |days: i64| today.checked_add(days.days()).ok();
    let single = |days: i64| Some(Meant::Days(vec![shifted(days)?]));
    match text {
        "today" | "tonight" | "this morning" => return single(0),
        "yesterday" => return single(-1),
        "the day before yesterday" => return single(-2),
        "tomorrow" => return single(1),
        _ => {}
    }
    let (which, unit) = text.rsplit_once(' ').map_or(("", text), |(which, unit)| (which, unit));
    let steps = match which {
        "last" => -1,
        "next" => 1,
        _ => 0,
    };
    match unit {
        "week" => {
            let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
            let from = monday.checked_add((7 * steps).days()).ok()?;
            Some(Meant::Between(from, from.checked_add(6.days()).ok()?))
        }
        "month" => {
            let first = today.first_of_month().checked_add(steps.months()).ok()?;
            Some(Meant::Between(first, first.last_of_month()))
        }
        "year" => {
            let first = today.first_of_year().checked_add(steps.years()).ok()?;
            Some(Meant::Between(first, first.last_of_year()))
        }
        name => {
            let weekday = weekday(name)?;
            // A bare name is the nearest such day behind or ahead.
            let days = (-7..=7).filter_map(shifted).filter(|date| date.weekday() == weekday);
            let days = days.filter(|date| match which {
                "last" => *date < today,
                "next" | "coming" => *date > today,
                _ => true,
            });
            Some(Meant::Days(days.collect()))
        }
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_in_the_usual_forms() {
        // A Tuesday.
        let today = date(2026, 11, 24);
        let day = date(2026, 11, 12);
        for text in [
            "on 2026-11-12",
            "on 12 nov 2026",
            "on 12 november",
            "on november 12th, 2026",
            "nov 12",
            "12.11.2026",
            "11/12/2026",
            "in november 2026",
            "in november",
            "this month",
            "in 2026",
            "the 12th of november",
        ] {
            let found = find(text, today);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].meant.covers(day), "{text}");
            assert!(!found[0].meant.covers(date(2025, 10, 13)), "{text}");
        }
    }

    #[test]
    fn what_is_written_for_a_reader_is_read_back() {
        let today = date(2026, 11, 24);
        for tag in [
            "en", "en-US", "en-GB", "de", "de-AT", "fr", "fr-CA", "es", "es-MX", "it", "nl", "pt-BR", "pt-PT",
        ] {
            let locale = crate::phrasing::Locale::named(tag).unwrap();
            for day in date(2026, 1, 1).series(1.day()).take_while(|day| day.year() == 2026) {
                let written = locale.day(day);
                let found = find(&written.to_lowercase(), today);
                assert_eq!(found.len(), 1, "{tag}: {written}: {found:?}");
                assert_eq!(found[0].meant, Meant::Days(vec![day]), "{tag}: {written}");
                assert_eq!(found[0].range.len(), written.trim_end_matches('.').len(), "{tag}: {written}");
            }
        }
    }

    #[test]
    fn short_names_that_are_words_are_months_in_dates_alone() {
        let today = date(2026, 11, 24);
        assert!(find("5 days ago 2026; set out 12 items; 3 ago", today).is_empty());
        assert!(is_short_month("janv") && is_short_month("set") && !is_short_month("items"));
    }

    #[test]
    fn relative_days_are_counted_from_today() {
        let today = date(2026, 11, 24);
        for (text, day) in [
            ("yesterday", date(2026, 11, 23)),
            ("tomorrow", date(2026, 11, 25)),
            ("last tuesday", date(2026, 11, 17)),
            ("on friday", date(2026, 11, 20)),
            ("next friday", date(2026, 11, 27)),
            ("last week", date(2026, 11, 16)),
            ("last month", date(2026, 10, 31)),
        ] {
            let found = find(text, today);
            assert!(found.len() == 1 && found[0].relative && found[0].meant.covers(day), "{text}: {found:?}");
        }
        assert!(!find("last tuesday", today)[0].meant.covers(today));
        assert!(find("may be late; march on; 12 items", today).is_empty());
    }
}
