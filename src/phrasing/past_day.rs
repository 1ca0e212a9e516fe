//! Days gone by as people type them: `2026-11-27`, `today`, `yesterday`, `friday`, `3d`, `-2w`.

use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};

use super::Moment;
use super::day::{days, weekday};

/// A day gone by, as typed; which one it is depends on the day of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastDay {
    /// This very day.
    On(Date),
    /// So many days before today.
    Ago(u32),
    /// The last day of this name; today where it is called so.
    Last(Weekday),
}

/// What was typed is no day gone by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no day gone by: write 2026-11-27, today, yesterday, friday, 3d or 2w")]
pub struct NoPastDay;

impl PastDay {
    /// The day meant, seen from `today`.
    pub fn seen_from(self, today: Date) -> Date {
        match self {
            Self::On(date) => date,
            Self::Ago(days) => today.saturating_sub(i64::from(days).days()),
            Self::Last(weekday) if today.weekday() == weekday => today,
            Self::Last(weekday) => today.nth_weekday(-1, weekday).unwrap_or(today),
        }
    }

    /// When that day began.
    pub fn begins_at(self, moment: &Moment) -> Timestamp {
        let day = self.seen_from(moment.now.to_zoned_datetime(moment.zone.clone()).date());
        day.to_zoned_datetime(moment.zone.clone()).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
    }
}

impl FromStr for PastDay {
    type Err = NoPastDay;

    fn from_str(text: &str) -> Result<Self, NoPastDay> {
        let text = text.trim().to_lowercase();
        if let Ok(date) = text.parse::<Date>() {
            return Ok(Self::On(date));
        }
        match text.as_str() {
            "today" => Ok(Self::Ago(0)),
            "yesterday" => Ok(Self::Ago(1)),
            name => match weekday(name) {
                Some(weekday) => Ok(Self::Last(weekday)),
                None => {
                    let span = name.strip_prefix('-').unwrap_or(name);
                    let span = Some(span).filter(|span| span.starts_with(|c: char| c.is_ascii_digit()));
                    days(span.ok_or(NoPastDay)?).map(Self::Ago).map_err(|_| NoPastDay)
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("friday", "2026-11-27")]
    #[case("thursday", "2026-11-26")]
    #[case("Sat", "2026-11-21")]
    #[case("today", "2026-11-27")]
    #[case("yesterday", "2026-11-26")]
    #[case("3d", "2026-11-24")]
    #[case("-3d", "2026-11-24")]
    #[case("2w", "2026-11-13")]
    #[case("2026-10-01", "2026-10-01")]
    fn a_day_gone_by_is_understood(#[case] typed: &str, #[case] meant: &str) {
        let friday = jiff::civil::date(2026, 11, 27);
        assert_eq!(typed.parse::<PastDay>().unwrap().seen_from(friday).to_string(), meant);
    }

    #[rstest]
    #[case("")]
    #[case("tomorrow")]
    #[case("+3d")]
    #[case("--3d")]
    #[case("3")]
    fn what_is_no_day_gone_by_is_refused(#[case] typed: &str) {
        assert_eq!(typed.parse::<PastDay>(), Err(NoPastDay));
    }
}
