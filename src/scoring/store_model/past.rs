//! How a customer would have stood in the past.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::habit::{days, orders};
use super::scores::money;
use super::{OfCurrency, StoreModel, remember};
use crate::domain::history::History;
use crate::domain::profile::Profile;
use crate::domain::score::StoodThen;
use crate::scoring::fitted::{OrdersBuilder, Summary};

impl StoreModel {
    /// How a customer stood at the end of each of so many months and how they stand now, as this model sees it by the
    /// orders that had come by then; what went back later is taken off all the same. The oldest first, from the first
    /// order on; tiers change as they do from day to day, not before the margin is passed.
    pub fn looking_back(
        &self,
        profile: &Profile,
        zone: &TimeZone,
        history: Option<&History>,
        months: usize,
        now: Timestamp,
    ) -> Vec<StoodThen> {
        let Some((currency, orders)) = orders(profile) else { return Vec::new() };
        let Some(learnt) = self.currencies.get(&currency) else { return Vec::new() };
        let days = days(&orders, zone);
        let Some(customer) = days.iter().next() else { return Vec::new() };
        let today = now.to_zoned_datetime(zone.clone()).date();
        let mut builder = OrdersBuilder::knowing(&learnt.kinds);
        history.iter().for_each(|history| remember(&mut builder, "", history, currency, zone));
        let ways = builder.build();
        let of_day = |day: Date| {
            let traits = ways.iter().next().map(|ways| ways.traits(number(day))).unwrap_or_default();
            Some((day, Summary { traits, ..customer.summary(number(day))? }))
        };
        let seen: Vec<(Date, Summary)> =
            ends_of_months(today, months).into_iter().filter_map(of_day).collect();
        let mut tier = None;
        let stood = |(day, summary): (Date, Summary)| {
            let expected = learnt.blend.expect_one(&summary, self.weeks());
            tier = Some(learnt.borders.tier(expected.revenue, tier));
            let value = money(expected.revenue * self.kept(learnt, &summary), currency)?;
            Some(StoodThen { day, tier: tier?, value, risk: 1.0 - expected.buys })
        };
        seen.into_iter().filter_map(stood).collect()
    }

    fn kept(&self, learnt: &OfCurrency, summary: &Summary) -> f64 {
        learnt.blend.discount(summary, self.weeks(), self.settings.discount)
    }
}

/// The last days of so many months before a day, and that day.
fn ends_of_months(today: Date, months: usize) -> Vec<Date> {
    let first_of_this = today.first_of_month();
    let end = |before: usize| {
        let first = first_of_this.checked_sub(Span::new().months(i64::try_from(before).ok()?)).ok()?;
        first.yesterday().ok()
    };
    let mut ends: Vec<Date> = (0..months).rev().filter_map(end).collect();
    ends.push(today);
    ends
}

/// Days since 1970-01-01.
fn number(day: Date) -> i32 {
    (day - Date::constant(1970, 1, 1)).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_end_on_their_last_day_and_today_is_the_last() {
        let ends = ends_of_months(date(2026, 3, 31), 3);
        assert_eq!(ends, [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]);
        assert_eq!(number(date(1970, 1, 31)), 30);
    }
}
