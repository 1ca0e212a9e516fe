//! How much more or less is ordered at a time of the year than on average.
//!
//! Repeats of each day are held against what so many customers of such ages order on average, and that against its own
//! mean over the year around it, which takes the trend out (the ratio to a moving average: Makridakis, Wheelwright and
//! Hyndman, Forecasting, third edition, chapter 3). An index of a part of the year is drawn to one, the more so the fewer
//! orders told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Summary;
use super::history::{DAYS_A_WEEK, Orders};

/// Parts of a year.
const PARTS: usize = 24;
const DAYS_A_YEAR: f64 = 365.2425;
/// Half a year, whole days.
const HALF: usize = 182;
/// Days below which nothing is told of a season.
const FEWEST_DAYS: usize = 731;
/// Orders as expected of a part of the year before any is seen.
const AS_EXPECTED: f64 = 30.0;
/// By how much the logarithm of the likelihood of held-back weeks has to be better.
const CLEARLY: f64 = 4.0;

/// Indexes by parts of the year, one on average.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Season {
    parts: Vec<f64>,
}

/// Repeats of each day, and how many there would be if all days were alike.
struct Daily {
    first: i32,
    repeats: Vec<f64>,
    usual: Vec<f64>,
}

impl Season {
    /// Of the orders up to a day without the end of them, and of all: where the end bears out what came before it. That is
    /// so many days at least, and a year where two are left before it.
    pub fn borne_out(orders: &Orders, end: i32, held_out: i32) -> Option<(Self, Self)> {
        let (first, _) = orders.span()?;
        let a_year = (end - first + 1 - FEWEST_DAYS as i32).min(DAYS_A_YEAR as i32);
        let held_out = held_out.max(a_year);
        let before = Self::of(orders, end - held_out)?;
        let daily = Daily::of(orders, end)?;
        let from = usize::try_from(end - held_out + 1 - daily.first).ok()?;
        let weeks = from..daily.repeats.len();
        let gain =
            daily.likelihood(weeks.clone(), |day| before.index(day)) - daily.likelihood(weeks, |_| 1.0);
        if gain < CLEARLY {
            return None;
        }
        Some((before, Self::of(orders, end)?))
    }

    fn of(orders: &Orders, end: i32) -> Option<Self> {
        let daily = Daily::of(orders, end)?;
        let days = daily.repeats.len();
        let summed = |values: &[f64]| {
            let mut sums = vec![0.0];
            values.iter().for_each(|value| sums.push(sums[sums.len() - 1] + value));
            sums
        };
        let (repeats, usual) = (summed(&daily.repeats), summed(&daily.usual));
        let (mut seen, mut expected) = ([0.0; PARTS], [0.0; PARTS]);
        for day in HALF..days - HALF {
            let around = |sums: &[f64]| sums[day + HALF + 1] - sums[day - HALF];
            let trend = around(&repeats) / around(&usual).max(f64::MIN_POSITIVE);
            let part = part_of(daily.first + day as i32);
            seen[part] += daily.repeats[day];
            expected[part] += daily.usual[day] * trend;
        }
        let index = |(seen, expected): (f64, f64)| (seen + AS_EXPECTED) / (expected + AS_EXPECTED);
        let parts: Vec<f64> = seen.into_iter().zip(expected).map(index).collect();
        let mean = parts.iter().sum::<f64>() / PARTS as f64;
        Some(Self { parts: parts.into_iter().map(|part| part / mean).collect() })
    }

    fn index(&self, day: i32) -> f64 {
        self.parts.get(part_of(day)).copied().unwrap_or(1.0)
    }

    /// The mean index of so many weeks after a day.
    pub fn over(&self, until: i32, weeks: f64) -> f64 {
        let days = (weeks * DAYS_A_WEEK).round().max(1.0) as i32;
        // Whole years are as any other.
        let rest = days % 365;
        let sum: f64 = (1..=rest).map(|day| self.index(until + day)).sum();
        (sum + f64::from(days - rest)) / f64::from(days)
    }

    /// The same for each day up to which customers were summed up; of those where that is not told, one.
    pub fn of_each(this: Option<&Self>, customers: &[Summary], weeks: f64) -> BTreeMap<i32, f64> {
        let mut factors = BTreeMap::from([(0, 1.0)]);
        for until in customers.iter().map(|one| one.until) {
            factors.entry(until).or_insert_with(|| this.map_or(1.0, |season| season.over(until, weeks)));
        }
        factors
    }
}

fn part_of(day: i32) -> usize {
    let year = f64::from(day).rem_euclid(DAYS_A_YEAR) / DAYS_A_YEAR;
    ((year * PARTS as f64) as usize).min(PARTS - 1)
}

impl Daily {
    /// Nothing where less is known than tells of a season.
    fn of(orders: &Orders, end: i32) -> Option<Self> {
        let (first, _) = orders.span()?;
        let days = usize::try_from(end - first + 1).ok().filter(|days| *days >= FEWEST_DAYS)?;
        let (mut came, mut repeats) = (vec![0.0; days], vec![0.0; days]);
        let mut by_age = vec![0.0; days / 7 + 1];
        for customer in orders.iter() {
            let begun = customer.first_day();
            let ordered = customer.order_days().take_while(|day| *day <= end);
            for day in ordered {
                let at = (day - first).unsigned_abs() as usize;
                if day == begun {
                    came[at] += 1.0;
                } else {
                    repeats[at] += 1.0;
                    by_age[(day - begun).unsigned_abs() as usize / 7] += 1.0;
                }
            }
        }
        // Days that customers have spent at each age, in weeks.
        let mut spent: Vec<f64> = vec![0.0; by_age.len()];
        let mut so_old = 0.0;
        // Who came on a day has been of each age up to the end.
        for (day, count) in came.iter().enumerate().take(days - 1) {
            so_old += count;
            spent[(days - 1 - day) / 7] += so_old;
        }
        let rate: Vec<f64> = by_age.iter().zip(&spent).map(|(orders, days)| orders / days.max(1.0)).collect();
        let usual = (0..days).map(|day| (1..=day).map(|age| came[day - age] * rate[age / 7]).sum()).collect();
        Some(Self { first, repeats, usual })
    }

    /// Logarithm of the likelihood of how the repeats of some days fall to weeks, where each day has such an index.
    fn likelihood(&self, days: std::ops::Range<usize>, index: impl Fn(i32) -> f64) -> f64 {
        let expected: Vec<f64> =
            days.clone().map(|day| self.usual[day] * index(self.first + day as i32)).collect();
        let scale = self.repeats[days.clone()].iter().sum::<f64>() / expected.iter().sum::<f64>();
        let weeks = self.repeats[days].chunks(7).zip(expected.chunks(7));
        weeks
            .map(|(repeats, expected)| {
                let mean = (scale * expected.iter().sum::<f64>()).max(1e-9);
                repeats.iter().sum::<f64>() * mean.ln() - mean
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::OrdersBuilder;
    use super::*;

    /// A shop to which somebody new comes every third day, who orders every tenth day for half a year, if it is a day to
    /// order on.
    fn orders(years: i32, is_day: impl Fn(i32) -> bool) -> Orders {
        let mut builder = OrdersBuilder::default();
        for customer in 0..years * 365 / 3 {
            let begun = customer * 3;
            let days = (0..18).map(|order| begun + order * 10 + (customer * 7 + order * 3) % 10);
            let ordered = days.filter(|day| *day < years * 365 && (*day < begun + 10 || is_day(*day)));
            ordered.for_each(|day| builder.push(&customer.to_string(), day, 10.0));
        }
        builder.build()
    }

    /// All orders of the winter half, of the summer half every third.
    fn in_winter(day: i32) -> bool {
        !(91..274).contains(&(day % 365)) || day % 3 == 0
    }

    #[test]
    fn where_winter_is_busy_it_is_told_and_a_year_is_as_any_other() {
        let orders = orders(4, in_winter);
        let (_, season) = Season::borne_out(&orders, 4 * 365 - 1, 90).unwrap();
        let over = |day, weeks| season.over(4 * 365 + day, weeks);
        assert!(over(0, 8.0) > 1.3 && over(130, 8.0) < 0.7, "{} {}", over(0, 8.0), over(130, 8.0));
        assert!((over(0, 365.0 / 7.0) - 1.0).abs() < 1e-9);
        assert_eq!(Season::of_each(Some(&season), &[Summary::default()], 8.0)[&0], 1.0);
    }

    #[test]
    fn where_all_months_are_alike_or_little_is_known_there_is_none() {
        assert_eq!(Season::borne_out(&orders(4, |_| true), 4 * 365 - 1, 90), None);
        assert_eq!(Season::borne_out(&orders(2, in_winter), 2 * 365 - 1, 90), None);
    }
}
