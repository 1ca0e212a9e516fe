//! Between which amounts the revenue of a customer will probably lie.
//!
//! Who orders at all does so about as often as a negative binomial with the customer's own shape says, and pays about what
//! Gamma-Gamma says; the revenue of such a customer is taken as a gamma distribution with the same mean and variance
//! (moments of a compound distribution: Klugman, Panjer and Willmot, Loss Models, chapter 9). Who does not order brings
//! nothing, and that counts in full.

use statrs::distribution::{ContinuousCDF, Gamma};

use super::Expectation;
use super::gamma_gamma::GammaGamma;
use super::history::Summary;

/// Share of the cases below the lower end and above the upper one.
const TAIL: f64 = 0.1;
/// Steps in which the mean of who orders at all is found; each halves the error.
const STEPS: usize = 60;
/// How much more often than once is told from once.
const LEAST_MORE: f64 = 1e-6;

/// Two amounts between which eight of ten such customers end up, and one of ten on either side at most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// The lower end; nothing where it is no rarity that they do not order.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Of a customer of whom this is expected. `shape`: of the rates of ordering, before anything of them was seen.
    /// `level`: by what the worth of an order is multiplied.
    pub fn of(
        expected: &Expectation,
        customer: &Summary,
        shape: f64,
        spend: &GammaGamma,
        level: f64,
    ) -> Self {
        let buys = expected.buys.clamp(0.0, 1.0);
        if buys <= 0.0 || expected.revenue <= 0.0 {
            return Self::default();
        }
        let (orders, spread) =
            of_buyers((expected.orders / buys).max(1.0), shape + f64::from(customer.repeats));
        let worth = spend.spread(customer.orders(), customer.mean_spent());
        let each = expected.revenue / expected.orders;
        let (within, between) = (worth.within * level * level, worth.between * level * level);
        let mean = orders * each;
        let variance = orders * within + spread * (each * each + between) + orders * orders * between;
        let Ok(revenue) = Gamma::new(mean * mean / variance, mean / variance) else { return Self::default() };
        let at = |share: f64| {
            let of_buyers = (share - (1.0 - buys)) / buys;
            if of_buyers <= 0.0 { 0.0 } else { revenue.inverse_cdf(of_buyers) }
        };
        Self { low: at(TAIL), high: at(1.0 - TAIL) }
    }

    /// Whether it lies there.
    pub fn holds(&self, revenue: f64) -> bool {
        (self.low..=self.high).contains(&revenue.max(0.0))
    }
}

/// Mean and variance of the orders of who orders at all, by that mean and the shape of a negative binomial.
fn of_buyers(mean: f64, shape: f64) -> (f64, f64) {
    // Who orders about once orders once: there is nothing to be found, and nearly nothing to divide by.
    if mean <= 1.0 + LEAST_MORE {
        return (mean, mean - 1.0);
    }
    let any = |all: f64| -(-shape * (all / shape).ln_1p()).exp_m1();
    let (mut low, mut high) = (0.0, mean);
    for _ in 0..STEPS {
        let middle = (low + high) / 2.0;
        let is_low = middle / any(middle) < mean;
        if is_low { low = middle } else { high = middle }
    }
    let all = high;
    let square = (all + all * all / shape + all * all) / any(all);
    (mean, (square - mean * mean).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEND: GammaGamma = GammaGamma { p: 6.25, q: 3.74, gamma: 15.44 };

    fn interval(repeats: u32, orders: f64, buys: f64) -> Interval {
        let customer = Summary {
            repeats,
            recency: 20.0,
            age: 30.0,
            spent: 35.0 * f64::from(repeats + 1),
            first_spent: 35.0,
            ..Summary::default()
        };
        let revenue = orders * SPEND.mean(customer.orders(), customer.mean_spent());
        let expected = Expectation { orders, buys, alive: buys, revenue };
        Interval::of(&expected, &customer, 0.243, &SPEND, 1.0)
    }

    #[test]
    fn what_is_expected_of_a_buyer_lies_between_its_ends() {
        let often = interval(20, 12.0, 0.97);
        assert!(often.low > 0.0 && often.low < 12.0 * 34.0 && often.high > 12.0 * 34.0, "{often:?}");
    }

    #[test]
    fn who_may_well_stay_away_may_bring_nothing_and_who_surely_does_brings_nothing() {
        let seldom = interval(0, 0.3, 0.2);
        assert!(seldom.low == 0.0 && seldom.high > 0.0, "{seldom:?}");
        assert_eq!(interval(0, 0.02, 0.015), Interval::default());
        assert_eq!(interval(0, 0.0, 0.0), Interval::default());
    }

    /// Where the expected orders are the probability of any, whoever orders does so once.
    #[test]
    fn who_orders_exactly_once_has_an_interval_too() {
        for repeats in [0, 1, 7] {
            for buys in [0.11, 0.5, 0.999] {
                let once = interval(repeats, buys, buys);
                assert!(once.high > 0.0 && once.high < 500.0 && once.low <= once.high, "{once:?}");
            }
        }
        let (_, variance) = of_buyers(1.0 + 2e-6, 0.243);
        assert!(variance < 0.01, "{variance}");
    }

    #[test]
    fn the_mean_of_buyers_is_the_one_that_was_asked_for() {
        for (mean, shape) in [(1.0, 0.3), (1.4, 0.243), (7.0, 2.0), (300.0, 40.0)] {
            let (found, variance) = of_buyers(mean, shape);
            assert!((found - mean).abs() < 1e-9 && variance >= 0.0 && variance.is_finite(), "{mean} {shape}");
        }
    }
}
