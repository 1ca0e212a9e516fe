//! Who of high value is going quiet: whose order is due, or who will be given up soon if nothing comes.
//!
//! High value is told by what was expected of somebody when they ordered last, since silence itself takes from it. Who was
//! never expected back does not go quiet, and who was given up long ago is not there to be kept any more.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::scores::none_for;
use super::{HIGH_RISK, OfCurrency, StoreModel};
use crate::domain::money::{Currency, Money};
use crate::domain::quiet::{ALERT_DAYS, Quiet};
use crate::domain::score::{NextOrder, Tier};
use crate::domain::span::whole_days;
use crate::scoring::fitted::{Customer, DAYS_A_WEEK, Dropouts, Orders, Summary, parallel};

/// From this tier on somebody is of high value.
const HIGH_VALUE: Tier = Tier::Gold;
/// Days after an order that are no silence yet.
const FRESH: u32 = 14;
/// Days of silence beyond which nobody is given up any more.
const FARTHEST: u32 = 3650;
/// Probabilities of the next order: a quarter, a half, three quarters.
const QUARTERS: [f64; 3] = [0.25, 0.5, 0.75];
/// Rounds down to the same day, with what the search for a day may be too late (`Blend::orders_within`).
const WITHIN_THE_DAY: f64 = 0.4;

impl StoreModel {
    /// Which of some customers who pay in one currency were of high value when they ordered last; all at once, since
    /// most are not.
    pub fn high_value(&self, currency: Currency, customers: &[Summary]) -> Vec<bool> {
        let Some(learnt) = self.currencies.get(&currency) else { return vec![false; customers.len()] };
        let then: Vec<Summary> = customers.iter().map(when_they_ordered_last).collect();
        let expected = learnt.blend.expect(&then, self.weeks());
        expected.iter().map(|one| learnt.borders.tier(one.revenue, None) >= HIGH_VALUE).collect()
    }

    /// Who was going quiet on a day, of those who pay in one currency, and whether they have ordered since, by the end of another.
    /// Both are days since 1970-01-01.
    pub fn were_quiet<'a>(
        &self,
        currency: Currency,
        orders: &'a Orders,
        then: i32,
        today: i32,
    ) -> Vec<(&'a str, bool)> {
        let Some(learnt) = self.currencies.get(&currency) else { return Vec::new() };
        let (customers, summaries): (Vec<Customer<'a>>, Vec<Summary>) = orders.summaries(then).unzip();
        let valuable = self.high_value(currency, &summaries);
        let of_value = customers.into_iter().zip(summaries).zip(valuable).filter(|(_, valuable)| *valuable);
        let of_value: Vec<(Customer<'a>, Summary)> = of_value.map(|(one, _)| one).collect();
        let same: Vec<Summary> = of_value.iter().map(|(_, summary)| *summary).collect();
        let dropout = learnt.blend.dropouts(&same);
        let goes_quiet = |summary: &Summary| self.goes_quiet(learnt, &dropout, summary, ALERT_DAYS);
        let were_quiet = parallel::map(&same, goes_quiet);
        let quiet = of_value.into_iter().zip(were_quiet).filter(|(_, was_quiet)| *was_quiet);
        quiet.map(|((customer, _), _)| (customer.name, customer.future(then, today).orders > 0.0)).collect()
    }

    /// Whether a customer is going quiet, summed up by a day that is given in days since 1970-01-01: of high value, with
    /// an order that is due or a risk that passes [`HIGH_RISK`] within so many days, or did so no longer ago than that. Right
    /// after an order nobody is quiet, unless the next one is due already.
    pub fn quiet(
        &self,
        currency: Currency,
        customer: &Summary,
        today: i32,
        within: u32,
        last_order_at: Timestamp,
        now: Timestamp,
    ) -> Option<Quiet> {
        let learnt = self.currencies.get(&currency)?;
        let then = when_they_ordered_last(customer);
        let dropout = learnt.blend.dropouts(std::slice::from_ref(customer));
        let expected = learnt.blend.expect_of(&then, self.weeks(), &dropout);
        let tier = learnt.borders.tier(expected.revenue, None);
        if tier < HIGH_VALUE || !self.goes_quiet(learnt, &dropout, customer, within) {
            return None;
        }
        let silent = silent_days(customer);
        let risk_after = |days: u32| self.risk_after(learnt, &dropout, customer, days);
        let last_day = today.saturating_sub(silent.cast_signed());
        let next_order = learnt.next_order(customer, last_day);
        let given_up = first_day(FARTHEST, |days| risk_after(days) >= HIGH_RISK);
        let kept = learnt.blend.discount(&then, self.weeks(), self.settings.discount);
        let value = Decimal::from_f64(expected.revenue * kept)?.round_dp(currency.decimals());
        let risk = risk_after(silent);
        // By the whole per cents that are shown, so that it adds up for who looks.
        let percent = Decimal::from_f64((100.0 * risk).round())?;
        let at_stake = (value * percent / Decimal::ONE_HUNDRED).round_dp(currency.decimals());
        Some(Quiet {
            tier,
            value: Money::new(value, currency),
            risk,
            horizon_days: self.settings.horizon_days,
            at_stake: Money::new(at_stake, currency),
            last_order_at,
            next_order,
            given_up_at: given_up.and_then(|days| noon(last_day.checked_add_unsigned(days)?)),
            why: why(customer, whole_days(last_order_at, now)),
            model: self.name(),
            as_of: now,
        })
    }

    /// Whether somebody of high value is going quiet: the same without the days and the money, which take much longer.
    fn goes_quiet(&self, learnt: &OfCurrency, dropout: &Dropouts, customer: &Summary, within: u32) -> bool {
        let is_risky_after = |days: u32| self.risk_after(learnt, dropout, customer, days) >= HIGH_RISK;
        let silent = silent_days(customer);
        let is_told_in_time = || silent >= FRESH && is_risky_after(silent.saturating_add(within));
        let was_given_up_before = || {
            silent.checked_sub(within.saturating_add(1)).is_some_and(is_risky_after)
                && is_risky_after(FARTHEST)
        };
        (learnt.is_due(customer, silent) || is_told_in_time()) && !is_risky_after(0) && !was_given_up_before()
    }

    /// The risk of no order over the horizon after so many days of silence.
    fn risk_after(&self, learnt: &OfCurrency, dropout: &Dropouts, customer: &Summary, days: u32) -> f64 {
        let age = customer.recency + f64::from(days) / DAYS_A_WEEK;
        let then = Summary { age, until: 0, ..*customer };
        1.0 - learnt.blend.expect_of(&then, self.weeks(), dropout).buys
    }
}

impl OfCurrency {
    /// When the next order was to be expected, seen from the day of the last one, in days since 1970-01-01.
    pub(super) fn next_order(&self, customer: &Summary, last_day: i32) -> Option<NextOrder> {
        let then = when_they_ordered_last(customer);
        let at = |probability: f64| {
            let days = (self.blend.orders_within(&then, probability)? * DAYS_A_WEEK).round();
            noon(last_day.saturating_add(days as i32))
        };
        let [from, expected, until] = QUARTERS;
        Some(NextOrder { expected_at: at(expected)?, from: at(from)?, until: at(until) })
    }

    /// Whether the day on which it was to be expected has come after so many days of silence. Days are whole there: what is
    /// due before the next noon is due.
    fn is_due(&self, customer: &Summary, silent: u32) -> bool {
        let weeks = (f64::from(silent) + WITHIN_THE_DAY) / DAYS_A_WEEK;
        self.blend.orders_by(&when_they_ordered_last(customer), weeks) >= QUARTERS[1]
    }
}

fn when_they_ordered_last(customer: &Summary) -> Summary {
    // Whatever the season: a risk that goes up with silence is not to go down with spring.
    Summary { age: customer.recency, until: 0, ..*customer }
}

fn silent_days(customer: &Summary) -> u32 {
    ((customer.age - customer.recency) * DAYS_A_WEEK).round().max(0.0) as u32
}

/// The first day on which something is so that stays so; nothing where it is not by the last one.
fn first_day(last: u32, is_so: impl Fn(u32) -> bool) -> Option<u32> {
    if !is_so(last) {
        return None;
    }
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low.midpoint(high);
        if is_so(middle) { high = middle } else { low = middle + 1 }
    }
    Some(high)
}

/// The middle of a day, which is the same day nearly everywhere.
fn noon(day: i32) -> Option<Timestamp> {
    let date = Date::constant(1970, 1, 1).checked_add(Span::new().try_days(day).ok()?).ok()?;
    TimeZone::UTC.to_timestamp(date.at(12, 0, 0, 0)).ok()
}

fn why(customer: &Summary, silent: i64) -> String {
    let repeats = customer.repeats;
    let rhythm = if repeats == 0 {
        "one order so far".to_owned()
    } else {
        let gap = customer.recency * DAYS_A_WEEK / f64::from(repeats);
        format!("{} orders, on average every {}", repeats.saturating_add(1), days_in_words(gap))
    };
    format!("{rhythm}, {}", none_for(silent))
}

fn days_in_words(days: f64) -> String {
    let days = days.round().max(0.0);
    format!("{days:.0} {}", if days == 1.0 { "day" } else { "days" })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::OnceLock;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::score::ScoreSettings;
    use crate::scoring::fitted::OrdersBuilder;

    const TODAY: i32 = 900;

    fn usd() -> Currency {
        Currency::new("USD").unwrap()
    }

    /// A shop where some come once, some stop after a while and the others order every month for more money.
    fn model() -> &'static StoreModel {
        static MODEL: OnceLock<StoreModel> = OnceLock::new();
        MODEL.get_or_init(|| {
            let mut orders = OrdersBuilder::default();
            for at in 0..300_i32 {
                let first = at * 37 % 400;
                let until = match at % 3 {
                    0 => first,
                    1 => first + 200,
                    _ => TODAY,
                };
                let mut day = first;
                while day <= until {
                    orders.push(&at.to_string(), day, f64::from(30 + at % 60));
                    day += 24 + at % 7 * 3;
                }
            }
            let orders = BTreeMap::from([(usd(), orders.build())]);
            StoreModel::fit(1, &orders, TODAY, ScoreSettings::default(), Timestamp::UNIX_EPOCH).unwrap()
        })
    }

    /// So many orders, 30 days apart, then so many days of silence.
    fn monthly(orders: u32, silent: f64) -> Summary {
        let recency = f64::from(orders - 1) * 30.0 / DAYS_A_WEEK;
        let spent = 75.0 * f64::from(orders);
        Summary {
            repeats: orders - 1,
            recency,
            age: recency + silent / DAYS_A_WEEK,
            spent,
            first_spent: 75.0,
            ..Summary::default()
        }
    }

    fn quiet(customer: &Summary) -> Option<Quiet> {
        told_of(usd(), customer, ALERT_DAYS)
    }

    fn told_of(currency: Currency, customer: &Summary, within: u32) -> Option<Quiet> {
        let now = noon(TODAY).unwrap();
        let last = now - jiff::SignedDuration::from_hours(24 * i64::from(silent_days(customer)));
        model().quiet(currency, customer, TODAY, within, last, now)
    }

    #[test]
    fn who_orders_every_month_goes_quiet_after_a_month_or_two_and_is_given_up_after_long() {
        assert_eq!(quiet(&monthly(14, 3.0)), None, "the last order was three days ago");
        let due = quiet(&monthly(14, 60.0)).unwrap();
        assert!(due.tier >= Tier::Gold && due.is_overdue(noon(TODAY).unwrap()), "{due:?}");
        assert_eq!(due.why, "14 orders, on average every 30 days, none for 60 days");
        assert_eq!(Some(due.last_order_at), noon(TODAY - 60));
        assert_eq!(quiet(&monthly(14, 3000.0)), None, "given up long ago");
        let other = Currency::new("EUR").unwrap();
        assert_eq!(told_of(other, &monthly(14, 60.0), 45), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn what_is_told_of_somebody_fits_together(orders in 1_u32..25, silent in 0.0..400.0_f64) {
            let customer = monthly(orders, silent.round());
            let Some(quiet) = quiet(&customer) else { return Ok(()) };
            prop_assert_eq!(model().high_value(usd(), &[customer]), [true]);
            let (value, stake) = (quiet.value.amount, quiet.at_stake.amount);
            prop_assert!(Decimal::ZERO <= stake && stake <= value, "{:?}", quiet);
            let next = quiet.next_order.unwrap();
            prop_assert!(quiet.last_order_at <= next.from && next.from <= next.expected_at);
            prop_assert!(next.until.is_none_or(|until| next.expected_at <= until));
            let today = noon(TODAY).unwrap();
            let is_told_in_time = quiet.given_up_at.is_some_and(|at| {
                at.duration_since(today).as_hours().abs() <= 24 * i64::from(ALERT_DAYS)
            });
            prop_assert!(quiet.is_overdue(today) || is_told_in_time, "{:?}", quiet);
            prop_assert!(quiet.is_overdue(today) || silent_days(&customer) >= FRESH, "{:?}", quiet);
        }

        #[test]
        fn what_is_due_is_what_the_search_for_its_day_finds(orders in 1_u32..25, silent in 0.0..400.0_f64) {
            let (customer, learnt) = (monthly(orders, silent.round()), &model().currencies[&usd()]);
            let silent = silent_days(&customer);
            let next = learnt.next_order(&customer, TODAY - silent.cast_signed());
            let is_due = next.is_some_and(|next| Some(next.expected_at) <= noon(TODAY));
            // Half a day is rounded up, to the day on which it is told.
            let is_soon = learnt.is_due(&customer, silent + 1);
            let agrees = if learnt.is_due(&customer, silent) { is_due } else { !is_due || is_soon };
            prop_assert!(agrees, "{:?}", customer);
        }

        #[test]
        fn on_the_day_of_giving_up_the_risk_is_high_and_the_day_before_it_is_not(
            orders in 2_u32..25, silent in 20.0..200.0_f64
        ) {
            let customer = monthly(orders, silent.round());
            let Some(given_up) = quiet(&customer).and_then(|quiet| quiet.given_up_at) else { return Ok(()) };
            let last_day = TODAY - silent_days(&customer).cast_signed();
            let days = given_up.duration_since(noon(last_day).unwrap()).as_hours() / 24;
            let days = u32::try_from(days).unwrap();
            let learnt = &model().currencies[&usd()];
            let dropout = learnt.blend.dropouts(&[customer]);
            let risk_after = |days| model().risk_after(learnt, &dropout, &customer, days);
            prop_assert!(risk_after(days) >= HIGH_RISK);
            prop_assert!(days == 0 || risk_after(days - 1) < HIGH_RISK);
        }

        #[test]
        fn more_days_of_warning_tell_of_no_fewer(orders in 2_u32..25, silent in 0.0..300.0_f64, more in 0_u32..90) {
            let customer = monthly(orders, silent.round());
            let wide = told_of(usd(), &customer, ALERT_DAYS + more);
            prop_assert!(quiet(&customer).is_none() || wide.is_some());
        }
    }
}
