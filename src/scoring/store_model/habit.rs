//! How a customer has ordered, as the models take it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::commerce::Order;
use crate::domain::evidence::EvidenceId;
use crate::domain::money::Currency;
use crate::domain::profile::Profile;
use crate::scoring::fitted::{DAYS_A_WEEK, Orders, OrdersBuilder, Summary};

/// Days since 1970-01-01 of a moment, by the store's calendar.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    // Between two dates of the calendar there are fewer days than an i32 holds.
    (at.to_zoned_datetime(zone.clone()).date() - epoch).get_days()
}

/// The orders of a customer in the currency that most of them are in; nothing where nothing was ordered that counts.
pub(super) fn orders(profile: &Profile) -> Option<(Currency, Vec<&Order>)> {
    let currency = profile.totals.by_currency.first()?.gross.currency;
    let is_of_it = |order: &&Order| order.counts() && order.total.currency == currency;
    Some((currency, profile.orders.iter().filter(is_of_it).collect()))
}

/// The same by days with an order.
pub(super) fn days(orders: &[&Order], zone: &TimeZone) -> Orders {
    let mut days = OrdersBuilder::default();
    for order in orders {
        let net = order.net.amount.to_f64().unwrap_or_default().max(0.0);
        days.push("", day_of(order.placed_at, zone), net);
    }
    days.build()
}

/// How a customer has ordered in the currency that most of their orders are in.
#[derive(Clone, Debug, PartialEq)]
pub struct Habit {
    /// Which currency.
    pub currency: Currency,
    /// In weeks and money of it.
    pub summary: Summary,
    /// Day of the first order, in days since 1970-01-01.
    pub first_day: i32,
    /// Day of the last one.
    pub last_day: i32,
    /// When the last one was placed.
    pub last_order_at: Timestamp,
    pub(super) first: EvidenceId,
    pub(super) last: EvidenceId,
}

impl Habit {
    /// Of a profile, today; nothing where nothing was ordered that counts.
    pub fn of(profile: &Profile, zone: &TimeZone, now: Timestamp) -> Option<Self> {
        let (currency, orders) = orders(profile)?;
        let first = orders.iter().min_by_key(|order| order.placed_at)?;
        let last = orders.iter().max_by_key(|order| order.placed_at)?;
        let days = days(&orders, zone);
        let today = day_of(now, zone).max(day_of(last.placed_at, zone));
        let (_, summary) = days.summaries(today).next()?;
        Some(Self {
            currency,
            summary,
            first_day: day_of(first.placed_at, zone),
            last_day: day_of(last.placed_at, zone),
            last_order_at: last.placed_at,
            first: first.evidence.clone(),
            last: last.evidence.clone(),
        })
    }

    /// The same after another order so many days from now, of such an amount, as of that day.
    #[must_use]
    pub fn after_order(&self, days: u32, amount: f64) -> Summary {
        let Summary { repeats, age, spent, until, .. } = self.summary;
        let age = age + f64::from(days) / DAYS_A_WEEK;
        // A second order of one day is the same occasion.
        let is_new = f64::from(days) + self.silent_days() >= 1.0;
        Summary {
            repeats: repeats + u32::from(is_new),
            recency: age,
            age,
            spent: spent + amount,
            until: until.saturating_add_unsigned(days),
            ..self.summary
        }
    }

    /// Days since the last order.
    pub fn silent_days(&self) -> f64 {
        (self.summary.age - self.summary.recency) * DAYS_A_WEEK
    }

    /// Days between two orders so far; nothing after a single one.
    pub fn gap_days(&self) -> Option<f64> {
        let repeats = self.summary.repeats;
        (repeats > 0).then(|| self.summary.recency * DAYS_A_WEEK / f64::from(repeats))
    }
}
