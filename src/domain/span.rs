//! How long something has been, or has left, in one unit: the same figure wherever it is said, never more than has passed.

use jiff::Timestamp;

/// Seconds.
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
/// A twelfth of a year.
const MONTH: u64 = 2_629_800;
const YEAR: u64 = 12 * MONTH;
/// Hours below which what is left of a time is told with its minutes.
pub const SHOWS_MINUTES: u64 = 10;

/// Whole days of 24 hours between two times: so many are told since the last order, wherever that is.
pub fn whole_days(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours().div_euclid(24)
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Unit {
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

impl Unit {
    /// How long ago something was: days from the first whole one on.
    pub fn of_age(seconds: u64) -> (u64, Self) {
        Self::of(seconds, DAY)
    }

    /// What is left of a time, or how long it is over: hours up to two days, since they decide what is done today.
    pub fn of_span(seconds: u64) -> (u64, Self) {
        Self::of(seconds, 2 * DAY)
    }

    fn of(seconds: u64, hours_end: u64) -> (u64, Self) {
        match seconds {
            0..HOUR => (seconds / 60, Self::Minute),
            _ if seconds < hours_end => (seconds / HOUR, Self::Hour),
            _ if seconds < 60 * DAY => (seconds / DAY, Self::Day),
            _ if seconds < 730 * DAY => ((seconds / MONTH).max(2), Self::Month),
            _ => ((seconds / YEAR).max(2), Self::Year),
        }
    }

    /// With its count: `1 min`, `3 h`, `1 day`, `2 months`.
    pub fn counted(self, count: u64) -> String {
        let (one, several) = match self {
            Self::Minute => ("min", "min"),
            Self::Hour => ("h", "h"),
            Self::Day => ("day", "days"),
            Self::Month => ("month", "months"),
            Self::Year => ("year", "years"),
        };
        format!("{count} {}", if count == 1 { one } else { several })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(59, "0 min", "0 min")]
    #[case(HOUR - 1, "59 min", "59 min")]
    #[case(2 * HOUR - 1, "1 h", "1 h")]
    #[case(DAY, "1 day", "24 h")]
    #[case(2 * DAY, "2 days", "2 days")]
    #[case(60 * DAY - 1, "59 days", "59 days")]
    #[case(60 * DAY, "2 months", "2 months")]
    #[case(900 * DAY, "2 years", "2 years")]
    fn nothing_is_said_to_be_longer_than_it_is(#[case] seconds: u64, #[case] age: &str, #[case] left: &str) {
        let said = |(count, unit): (u64, Unit)| unit.counted(count);
        assert_eq!(
            (said(Unit::of_age(seconds)).as_str(), said(Unit::of_span(seconds)).as_str()),
            (age, left)
        );
    }
}
