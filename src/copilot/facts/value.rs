//! Values that a slot can stand for, and how each is written.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::{Money, Worded};
use crate::phrasing::Locale;

/// A typed value of a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum SlotValue {
    /// An amount with its currency.
    Money(Money),
    /// A point in time; written as the day it falls on in the store's zone.
    Date(Timestamp),
    /// How many of something; the noun it counts, in the singular.
    Count(u64, &'static str),
    /// A span of time in whole days.
    Days(i64),
    /// A part of one, 0 to 1; written in percent.
    Share(f64),
    /// A state, in the program's words.
    State(&'static str),
    /// A text that the program or a vendor made: names, titles, numbers of orders.
    Text(String),
    /// The same with figures in it.
    Worded(Worded),
    /// What somebody wrote. It is quoted: none of its words is the program's to say.
    Quote(String),
    /// A day that somebody wrote of. It bears out nothing that is said of days.
    QuotedDay(Date),
}

impl SlotValue {
    /// In the one neutral way: for a model, which is told of no reader.
    pub fn write(&self, zone: &TimeZone) -> String {
        self.write_for(&Locale::default(), zone)
    }

    /// As it is written in a sentence for somebody.
    pub fn write_for(&self, reader: &Locale, zone: &TimeZone) -> String {
        match self {
            Self::Money(money) => reader.money(*money),
            Self::Date(at) => reader.day(day(*at, zone)),
            Self::QuotedDay(on) => reader.day(*on),
            Self::Count(count, _) => reader.count(i128::from(*count)),
            Self::Days(0) => "less than a day".to_owned(),
            Self::Days(1) => "1 day".to_owned(),
            Self::Days(days) => format!("{} days", reader.count(i128::from(*days))),
            Self::Share(share) => reader.percent(*share),
            Self::State(state) => (*state).to_owned(),
            Self::Text(text) | Self::Quote(text) => text.clone(),
            Self::Worded(words) => reader.worded(words),
        }
    }
}

/// The day a time falls on.
pub fn day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned_datetime(zone.clone()).date()
}

/// `12 Nov 2026`: readable everywhere, mistaken nowhere.
pub fn write_date(date: Date) -> String {
    Locale::default().day(date)
}

/// `1 day`, `12 days`.
pub fn write_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// A share in whole percent.
pub fn percent(share: f64) -> i64 {
    // Shares are within 0 and 1, so the cast keeps the value.
    #[expect(clippy::cast_possible_truncation, reason = "0 to 100")]
    let whole = (share.clamp(0.0, 1.0) * 100.0).round() as i64;
    whole
}

/// Whole days from one day to another; negative where the second is earlier.
pub fn days_between(from: Timestamp, to: Timestamp, zone: &TimeZone) -> i64 {
    let (from, to) = (day(from, zone), day(to, zone));
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
