//! Spans of days, as filters and in words.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::copilot::facts::day;
use crate::domain::Worded;
use crate::domain::worded::{FigureValue, worded};

/// Days from the first to the last, both in it; an end that is absent is open. Days end in the store's zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Period {
    /// From one day to another.
    pub fn between(from: Date, to: Date) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    /// Whether it takes in everything.
    pub fn is_all(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Whether a time falls into it.
    pub fn covers(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let day = day(at, zone);
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// `in 2025`, `in May 2026`, `on 3 May 2026`, `since 1 Mar 2026`; nothing where it takes in everything.
    pub fn in_words(&self) -> Option<Worded> {
        Some(match (self.from, self.to) {
            (None, None) => return None,
            (Some(from), None) => worded!("since {}", from),
            (None, Some(to)) => worded!("until {}", to),
            (Some(from), Some(to)) if from == to => worded!("on {}", from),
            (Some(from), Some(to)) if is_year(from, to) => format!("in {}", from.year()).into(),
            (Some(from), Some(to)) if is_month(from, to) => worded!("in {}", FigureValue::Month(from)),
            (Some(from), Some(to)) => worded!("from {} to {}", from, to),
        })
    }
}

fn is_year(from: Date, to: Date) -> bool {
    from == from.first_of_year() && to == from.last_of_year()
}

fn is_month(from: Date, to: Date) -> bool {
    from == from.first_of_month() && to == from.last_of_month()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_says_itself_in_the_fewest_words() {
        let words = |from, to| Period { from, to }.in_words().map(|words| words.to_string());
        assert_eq!(words(None, None), None);
        let (new_year, sylvester) = (date(2025, 1, 1), date(2025, 12, 31));
        assert_eq!(words(Some(new_year), Some(sylvester)).as_deref(), Some("in 2025"));
        assert_eq!(words(Some(new_year), Some(date(2025, 1, 31))).as_deref(), Some("in Jan 2025"));
        assert_eq!(words(Some(new_year), Some(new_year)).as_deref(), Some("on 1 Jan 2025"));
        assert_eq!(words(Some(new_year), None).as_deref(), Some("since 1 Jan 2025"));
        assert_eq!(
            words(Some(new_year), Some(date(2025, 2, 3))).as_deref(),
            Some("from 1 Jan 2025 to 3 Feb 2025")
        );
    }

    #[test]
    fn days_end_in_the_stores_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(-5));
        let at: Timestamp = "2026-01-01T03:00:00Z".parse().expect("a time");
        let old_year = Period::between(date(2025, 1, 1), date(2025, 12, 31));
        assert!(old_year.covers(at, &zone) && !old_year.covers(at, &TimeZone::UTC));
    }
}
