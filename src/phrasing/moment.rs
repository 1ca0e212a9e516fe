//! Points in time as people say them, in the rep's time zone and language.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Day, Locale};
use crate::domain::span::{SHOWS_MINUTES, Unit};

/// Now and here; everything that is shown of time is seen from it, and every value is written as it is here.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// The rep's time zone.
    pub zone: TimeZone,
    /// How the rep's language writes values.
    pub locale: Locale,
    /// Ages and spans are said as the day and time that they lead to.
    pub exact: bool,
}

impl Moment {
    /// The day: `21 Nov 2026`.
    pub fn day(&self, at: Timestamp) -> String {
        self.locale.day(self.here(at).date())
    }

    /// The same moment elsewhere, where that is known.
    #[must_use]
    pub fn elsewhere(&self, zone: Option<TimeZone>) -> Self {
        Self { zone: zone.unwrap_or_else(|| self.zone.clone()), ..self.clone() }
    }

    /// Day and time: `Thu 26 Nov 2026, 17:00`.
    pub fn exactly(&self, at: Timestamp) -> String {
        self.locale.exactly(self.here(at))
    }

    /// The same with the short name of the zone, for what is read elsewhere, too: `Thu 26 Nov 2026, 17:00 CET`.
    pub fn exactly_there(&self, at: Timestamp) -> String {
        format!("{}{}", self.exactly(at), at.to_zoned_datetime(self.zone.clone()).strftime(" %Z"))
    }

    /// The same, with the short name of the rep's zone where another one shows another time: `Thu 26 Nov 2026, 17:00 CET`.
    pub fn exactly_beside(&self, at: Timestamp, other: Option<&TimeZone>) -> String {
        let label = other.and_then(|other| zone_label(at, &self.zone, other));
        format!("{}{}", self.exactly(at), label.unwrap_or_default())
    }

    /// The time of the day: `17:00:05`.
    pub fn time(&self, at: Timestamp) -> String {
        self.here(at).strftime("%H:%M:%S").to_string()
    }

    /// The time of the day, to the minute: `17:00`.
    pub fn hour(&self, at: Timestamp) -> String {
        self.here(at).strftime("%H:%M").to_string()
    }

    /// How many days from today that is: 0 today, less than 0 before.
    pub fn days_until(&self, at: Timestamp) -> i64 {
        (self.here(at).date() - self.here(self.now).date()).get_days().into()
    }

    /// When today ends.
    pub fn day_ends(&self) -> Timestamp {
        Day::In(0).ends_at(self)
    }

    /// The day, and the time to the minute: `26 Nov 2026 17:00`.
    pub fn minute(&self, at: Timestamp) -> String {
        format!("{} {}", self.day(at), self.hour(at))
    }

    fn here(&self, at: Timestamp) -> DateTime {
        at.to_zoned_datetime(self.zone.clone()).datetime()
    }

    /// How long until then, or how long it is past: `2 h 5 min`, `3 days late`.
    pub fn until(&self, at: Timestamp) -> String {
        if self.exact {
            return self.exactly(at);
        }
        let seconds = at.as_second() - self.now.as_second();
        let left = seconds.unsigned_abs();
        let span = match Unit::of_span(left) {
            (minutes, Unit::Minute) => Unit::Minute.counted(minutes.max(1)),
            (hours, Unit::Hour) if hours < SHOWS_MINUTES => format!("{hours} h {} min", left / 60 % 60),
            (count, unit) => unit.counted(count),
        };
        if seconds > 0 { span } else { format!("{span} late") }
    }

    /// How long ago something was that a vendor dates. Their clocks may be ahead of ours: it has happened all the same.
    pub fn since(&self, at: Timestamp) -> String {
        self.ago(at.min(self.now))
    }

    /// How long ago, or in how long: `3 min ago`, `in 2 days`.
    pub fn ago(&self, at: Timestamp) -> String {
        if self.exact {
            return self.exactly(at);
        }
        let seconds = self.now.as_second() - at.as_second();
        let distance = seconds.unsigned_abs();
        if distance < 45 {
            return if seconds >= 0 { "just now".to_owned() } else { format!("in {distance} s") };
        }
        let span = match Unit::of_age(distance) {
            (minutes, Unit::Minute) => Unit::Minute.counted(minutes.max(1)),
            (count, unit) => unit.counted(count),
        };
        if seconds >= 0 { format!("{span} ago") } else { format!("in {span}") }
    }
}

/// ` CET`: the short name that a zone has at that time, where the clocks of another show another time; nothing where they
/// show the same.
pub(super) fn zone_label(at: Timestamp, zone: &TimeZone, other: &TimeZone) -> Option<String> {
    let differs = zone.to_offset(at) != other.to_offset(at);
    differs.then(|| at.to_zoned_datetime(zone.clone()).strftime(" %Z").to_string())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "just now")]
    #[case(90, "1 min ago")]
    #[case(7_300, "2 h ago")]
    #[case(86_400, "1 day ago")]
    #[case(60 * 86_400, "2 months ago")]
    #[case(96 * 86_400, "3 months ago")]
    #[case(730 * 86_400, "2 years ago")]
    #[case(900 * 86_400, "2 years ago")]
    #[case(-5, "in 5 s")]
    #[case(-172_800, "in 2 days")]
    fn an_age_is_said_in_one_unit(#[case] seconds_ago: i64, #[case] said: &str) {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let moment = Moment { now, zone: TimeZone::UTC, locale: Locale::default(), exact: false };
        assert_eq!(moment.ago(Timestamp::from_second(now.as_second() - seconds_ago).unwrap()), said);
    }

    #[test]
    fn a_day_ends_where_the_rep_is() {
        let now: Timestamp = "2026-11-26T23:30:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let moment = Moment { now, zone, locale: Locale::default(), exact: false };
        assert_eq!(moment.day_ends().to_string(), "2026-11-27T23:00:00Z");
        assert_eq!(moment.days_until(moment.day_ends()), 1, "midnight is tomorrow's");
        assert_eq!(moment.days_until(now), 0);
        assert_eq!(moment.days_until("2026-11-26T22:59:00Z".parse().unwrap()), -1);
        assert_eq!(moment.minute(now), "27 Nov 2026 00:30");
    }

    #[test]
    fn a_zone_is_named_where_clocks_differ_and_nowhere_else() {
        let zone = |name: &str| TimeZone::get(name).unwrap();
        let now: Timestamp = "2026-11-26T16:00:00Z".parse().unwrap();
        let moment = Moment { now, zone: zone("Europe/Berlin"), locale: Locale::default(), exact: false };
        let beside = |name: &str| moment.exactly_beside(now, Some(&zone(name)));
        assert_eq!(beside("America/New_York"), "Thu 26 Nov 2026, 17:00 CET");
        assert_eq!(beside("Europe/Paris"), "Thu 26 Nov 2026, 17:00", "its clocks show the same");
        assert_eq!(moment.exactly_beside(now, None), "Thu 26 Nov 2026, 17:00");
        // London and Lisbon differ from Berlin, not from each other.
        assert_eq!(zone_label(now, &zone("Europe/London"), &zone("Europe/Lisbon")), None);
    }

    #[test]
    fn on_demand_an_age_is_the_day_and_the_time() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let moment = Moment { now, zone: TimeZone::UTC, locale: Locale::default(), exact: true };
        assert_eq!(moment.ago(now), moment.exactly(now));
        assert_eq!(moment.until(now), moment.exactly(now));
    }
}
