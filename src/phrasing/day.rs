//! Dates as people type them: `2026-11-27`, `today`, `tomorrow`, `friday`, `+3d`, `+2w`.

use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};

use super::Moment;

/// A day, as typed; which one it is depends on the day of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// This very day.
    On(Date),
    /// So many days from today.
    In(u32),
    /// The next day of this name, never today.
    Next(Weekday),
}

/// What was typed is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no day: write 2026-11-27, today, tomorrow, friday, +3d or +2w")]
pub struct NoDay;

/// Nobody plans further ahead: days.
const FURTHEST: u32 = 3660;

impl Day {
    /// When a task is due that names no day, as it would be typed: tomorrow, or on Monday where that is no weekday.
    pub fn usual(moment: &Moment) -> (Self, &'static str) {
        let today = moment.now.to_zoned_datetime(moment.zone.clone()).date();
        match Self::In(1).seen_from(today).weekday() {
            Weekday::Saturday | Weekday::Sunday => (Self::Next(Weekday::Monday), "monday"),
            _ => (Self::In(1), "tomorrow"),
        }
    }

    /// The day meant, seen from `today`. Never fails for days that were parsed; a date beyond the calendar's end
    /// becomes its last.
    pub fn seen_from(self, today: Date) -> Date {
        match self {
            Self::On(date) => date,
            Self::In(days) => today.saturating_add(i64::from(days).days()),
            Self::Next(weekday) => today.nth_weekday(1, weekday).unwrap_or(today),
        }
    }

    /// When something due on that day is due: at five in the afternoon, or where that is past at the day's end.
    pub fn due_at(self, moment: &Moment) -> Timestamp {
        let day = self.seen_from(moment.now.to_zoned_datetime(moment.zone.clone()).date());
        let at = |hour, minute| {
            let time = day.at(hour, minute, 0, 0);
            // A calendar's very last day has no instant in some zones; nobody plans for it.
            time.to_zoned_datetime(moment.zone.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
        };
        let afternoon = at(17, 0);
        if afternoon > moment.now { afternoon } else { at(23, 59) }
    }

    /// When that day ends.
    pub fn ends_at(self, moment: &Moment) -> Timestamp {
        let day = self.seen_from(moment.now.to_zoned_datetime(moment.zone.clone()).date());
        let next = day.tomorrow().and_then(|next| next.to_zoned_datetime(moment.zone.clone()));
        next.map_or(Timestamp::MAX, |next| next.timestamp())
    }

    /// When that day begins.
    pub fn begins_at(self, moment: &Moment) -> Timestamp {
        let day = self.seen_from(moment.now.to_zoned_datetime(moment.zone.clone()).date());
        day.to_zoned_datetime(moment.zone.clone()).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
    }
}

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        let text = text.trim().to_lowercase();
        if let Ok(date) = text.parse::<Date>() {
            return Ok(Self::On(date));
        }
        if let Some(span) = text.strip_prefix('+') {
            return days(span).map(Self::In);
        }
        match text.as_str() {
            "today" => Ok(Self::In(0)),
            "tomorrow" => Ok(Self::In(1)),
            name => weekday(name).map(Self::Next).ok_or(NoDay),
        }
    }
}

pub(super) fn days(span: &str) -> Result<u32, NoDay> {
    let (number, unit) = span.split_at_checked(span.len().saturating_sub(1)).ok_or(NoDay)?;
    let days_each = match unit {
        "d" => 1,
        "w" => 7,
        _ => return Err(NoDay),
    };
    let days = number.parse::<u32>().ok().and_then(|number| number.checked_mul(days_each));
    days.filter(|days| *days <= FURTHEST).ok_or(NoDay)
}

/// By its English name or a beginning of it that is three letters or longer.
pub(super) fn weekday(text: &str) -> Option<Weekday> {
    let names = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    if text.len() < 3 {
        return None;
    }
    names.into_iter().find(|(name, _)| name.starts_with(text)).map(|(_, weekday)| weekday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    // A Tuesday.
    const TODAY: Date = jiff::civil::date(2026, 11, 24);

    #[rstest]
    #[case("2026-12-01", "2026-12-01")]
    #[case("today", "2026-11-24")]
    #[case(" Tomorrow ", "2026-11-25")]
    #[case("friday", "2026-11-27")]
    #[case("tue", "2026-12-01")]
    #[case("+3d", "2026-11-27")]
    #[case("+2w", "2026-12-08")]
    fn a_day_is_understood(#[case] typed: &str, #[case] meant: &str) {
        let day: Day = typed.parse().unwrap();
        assert_eq!(day.seen_from(TODAY).to_string(), meant);
    }

    #[rstest]
    #[case("today", "2026-11-24T10:00:00Z", "2026-11-24T16:00:00Z")]
    #[case("today", "2026-11-24T18:00:00Z", "2026-11-24T22:59:00Z")]
    #[case("tomorrow", "2026-11-24T23:30:00Z", "2026-11-26T16:00:00Z")]
    fn a_task_is_due_in_the_afternoon_where_the_rep_is(
        #[case] typed: &str,
        #[case] now: &str,
        #[case] due: &str,
    ) {
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
        let moment =
            Moment { now: now.parse().unwrap(), zone, locale: super::super::Locale::default(), exact: false };
        assert_eq!(typed.parse::<Day>().unwrap().due_at(&moment).to_string(), due);
    }

    /// Nobody works on a task on Saturday because it was written on Friday.
    #[rstest]
    #[case("2026-11-24T10:00:00Z", "tomorrow", "2026-11-25")]
    #[case("2026-11-27T10:00:00Z", "monday", "2026-11-30")]
    #[case("2026-11-28T10:00:00Z", "monday", "2026-11-30")]
    #[case("2026-11-29T10:00:00Z", "tomorrow", "2026-11-30")]
    fn a_task_without_a_day_is_due_on_the_next_weekday(
        #[case] now: Timestamp,
        #[case] typed: &str,
        #[case] due: Date,
    ) {
        let locale = super::super::Locale::default();
        let moment = Moment { now, zone: jiff::tz::TimeZone::UTC, locale, exact: false };
        let today = now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        let (day, words) = Day::usual(&moment);
        assert_eq!((day.seen_from(today), words), (due, typed));
        assert_eq!(words.parse::<Day>(), Ok(day));
    }

    #[rstest]
    #[case("")]
    #[case("+")]
    #[case("+d")]
    #[case("+3ü")]
    #[case("+99999d")]
    #[case("2026-02-30")]
    #[case("fr")]
    #[case("yesterday")]
    fn what_is_no_day_is_refused(#[case] typed: &str) {
        assert_eq!(typed.parse::<Day>(), Err(NoDay));
    }
}
