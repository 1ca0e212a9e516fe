//! Days by CLDR's patterns of a language, with the month's short name.

use icu_calendar::Gregorian;
use icu_datetime::fieldsets::enums::CompositeDateTimeFieldSet;
use icu_datetime::fieldsets::{YMD, YMDE};
use icu_datetime::input::{self, Time};
use icu_datetime::pattern::{DateTimePattern, FixedCalendarDateTimeNames};
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_locale_core::Locale;
use jiff::civil::{Date, DateTime};
use writeable::TryWriteable;

use super::without_marks;

/// The pattern of a month's short name that stands alone.
const MONTH: &str = "LLL";
/// What CLDR writes for November in a language of which it has no months.
const NAMELESS: &str = "M11";

type Names = FixedCalendarDateTimeNames<Gregorian, CompositeDateTimeFieldSet>;

/// How a language writes a month, a day, and a day with its time.
pub(super) struct Days {
    month: Option<Written>,
    day: Written,
    exactly: Written,
}

impl Days {
    /// Nothing where CLDR has no months of the language.
    pub(super) fn of(locale: &Locale) -> Option<Self> {
        let preferences = DateTimeFormatterPreferences::from(locale);
        let some_day = moment(jiff::civil::date(2026, 11, 5).at(17, 5, 0, 0))?;
        let pattern_of = |length: fn() -> YMD| {
            let formatter = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(preferences, length());
            Some(formatter.ok()?.format(&some_day).pattern().to_string())
        };
        let timed_pattern_of = |length: fn() -> YMDE| {
            let fields = length().with_time_hm();
            let formatter = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(preferences, fields);
            Some(formatter.ok()?.format(&some_day).pattern().to_string())
        };
        let day = with_name(pattern_of(YMD::medium)?, pattern_of(YMD::long)?);
        let exactly = with_name(timed_pattern_of(YMDE::medium)?, timed_pattern_of(YMDE::long)?);
        // Some write the month in figures as soon as the weekday stands beside it.
        let exactly = if names_month(&exactly) { exactly } else { format!("EEE, {day}, HH:mm") };
        let days = Self {
            month: Written::by(MONTH, preferences),
            day: Written::by(&day, preferences)?,
            exactly: Written::by(&exactly, preferences)?,
        };
        let november = days.day.write(&some_day)?;
        (!november.contains(NAMELESS)).then_some(days)
    }

    /// A day; nothing beyond the years that a calendar holds.
    pub(super) fn day(&self, date: Date) -> Option<String> {
        self.day.write(&moment(date.at(0, 0, 0, 0))?)
    }

    /// The short name of the month that a day is in.
    pub(super) fn month(&self, date: Date) -> Option<String> {
        self.month.as_ref()?.write(&moment(date.at(0, 0, 0, 0))?)
    }

    /// A day with its time.
    pub(super) fn exactly(&self, at: DateTime) -> Option<String> {
        self.exactly.write(&moment(at)?)
    }
}

/// A pattern with the names that it needs.
struct Written {
    pattern: DateTimePattern,
    names: Names,
}

impl Written {
    fn by(pattern: &str, preferences: DateTimeFormatterPreferences) -> Option<Self> {
        let pattern = DateTimePattern::try_from_pattern_str(pattern).ok()?;
        let mut names = Names::try_new(preferences).ok()?;
        names.include_for_pattern(&pattern).ok()?;
        Some(Self { pattern, names })
    }

    fn write(&self, at: &input::DateTime<Gregorian>) -> Option<String> {
        let formatter = self.names.with_pattern_unchecked(&self.pattern);
        let formatted = formatter.format(at);
        let written = formatted.try_write_to_string().ok()?;
        Some(without_marks(&written))
    }
}

/// The shorter pattern where it names the month; else the longer one with short names.
fn with_name(medium: String, long: String) -> String {
    if names_month(&medium) {
        return medium;
    }
    long.replace("MMMM", "MMM").replace("LLLL", "LLL").replace("EEEE", "EEE").replace("cccc", "ccc")
}

/// Whether the month is written as a name, or with the sign for one.
fn names_month(pattern: &str) -> bool {
    ["MMM", "LLL", "月"].iter().any(|sign| pattern.contains(sign))
}

fn moment(at: DateTime) -> Option<input::DateTime<Gregorian>> {
    let part = |part: i8| u8::try_from(part).ok();
    let date = input::Date::try_new_gregorian(at.year().into(), part(at.month())?, part(at.day())?).ok()?;
    let time = Time::try_new(part(at.hour())?, part(at.minute())?, 0, 0).ok()?;
    Some(input::DateTime { date, time })
}
