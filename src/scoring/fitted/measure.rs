//! How good predictions were, once the future has arrived.
//!
//! The measures and their definitions are those in common use: bias, errors, rank correlations, area under the ROC
//! curve, Brier score, logarithmic loss, calibration by tenths and the Gini coefficient of revenue relative to that of
//! the best possible order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Expectation, Future};

/// What predictions are judged by. Shares are of 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    /// Customers.
    pub customers: usize,
    /// What they did.
    pub orders: f64,
    /// What was expected.
    pub expected_orders: f64,
    /// Mean absolute error of orders per customer.
    pub orders_mae: f64,
    /// Root of the mean squared error of orders per customer.
    pub orders_rmse: f64,
    /// Spearman's rank correlation of orders.
    pub orders_spearman: f64,
    /// How many ordered at all.
    pub buyers: usize,
    /// Area under the curve of who ordered, by the probability of it.
    pub auc: f64,
    /// Mean squared error of that probability.
    pub brier: f64,
    /// Mean logarithmic loss of it.
    pub log_loss: f64,
    /// By tenths of the probability, the least likely first.
    pub calibration: Vec<Tenth>,
    /// Mean distance between probability and share over the tenths.
    pub calibration_error: f64,
    /// What they brought.
    pub revenue: f64,
    /// What was expected.
    pub expected_revenue: f64,
    /// Mean absolute error of revenue per customer.
    pub revenue_mae: f64,
    /// Root of the mean squared error of revenue per customer.
    pub revenue_rmse: f64,
    /// Spearman's rank correlation of revenue.
    pub revenue_spearman: f64,
    /// Gini coefficient of the revenue in the order of what was expected, as a share of the best possible.
    pub revenue_gini: f64,
    /// Share of the revenue that the tenth with the highest expectation brought.
    pub revenue_top_tenth: f64,
}

/// A tenth of the customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tenth {
    /// How many.
    pub customers: usize,
    /// Their mean probability of an order.
    pub expected: f64,
    /// The share of them that ordered.
    pub happened: f64,
}

impl Measures {
    /// Of what was expected of customers and what they did, in the same order.
    pub fn of(expected: &[Expectation], happened: &[Future]) -> Self {
        let orders = Pairs::of(expected, happened, |one| one.orders, |one| one.orders);
        let revenue = Pairs::of(expected, happened, |one| one.revenue, |one| one.revenue);
        let buys = Pairs::of(expected, happened, |one| one.buys, |one| f64::from(u8::from(one.orders > 0.0)));
        let calibration = tenths(&buys);
        let count = expected.len().max(1) as f64;
        let off = |tenth: &Tenth| (tenth.expected - tenth.happened).abs() * tenth.customers as f64 / count;
        Self {
            customers: expected.len(),
            orders: orders.happened.iter().sum(),
            expected_orders: orders.expected.iter().sum(),
            orders_mae: orders.mae(),
            orders_rmse: orders.mse().sqrt(),
            orders_spearman: orders.spearman(),
            buyers: buys.happened.iter().filter(|one| **one > 0.0).count(),
            auc: buys.auc(),
            brier: buys.mse(),
            log_loss: buys.log_loss(),
            calibration_error: calibration.iter().map(off).sum(),
            calibration,
            revenue: revenue.happened.iter().sum(),
            expected_revenue: revenue.expected.iter().sum(),
            revenue_mae: revenue.mae(),
            revenue_rmse: revenue.mse().sqrt(),
            revenue_spearman: revenue.spearman(),
            revenue_gini: revenue.gini(),
            revenue_top_tenth: revenue.top_tenth(),
        }
    }

    /// Whether some ordered and some did not, and something was brought: else some figures are none.
    pub fn can_tell(&self) -> bool {
        self.buyers > 0 && self.buyers < self.customers && self.orders > 0.0 && self.revenue > 0.0
    }

    /// By how much the orders of all were expected too high; 0.1 is ten per cent.
    pub fn orders_bias(&self) -> f64 {
        self.expected_orders / self.orders - 1.0
    }

    /// The same of revenue.
    pub fn revenue_bias(&self) -> f64 {
        self.expected_revenue / self.revenue - 1.0
    }
}

/// How good chances were that something would happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chances {
    /// Mean squared error.
    pub brier: f64,
    /// Area under the curve; nothing where all of it happened, or nothing.
    pub auc: Option<f64>,
}

impl Chances {
    /// Of chances and whether it happened, in the same order.
    pub fn of(expected: &[f64], happened: &[bool]) -> Self {
        let happened = happened.iter().map(|one| f64::from(u8::from(*one))).collect();
        let pairs = Pairs { expected: expected.to_vec(), happened };
        Self { brier: pairs.mse(), auc: Some(pairs.auc()).filter(|auc| auc.is_finite()) }
    }
}

/// Two figures of each customer.
struct Pairs {
    expected: Vec<f64>,
    happened: Vec<f64>,
}

impl Pairs {
    fn of(
        expected: &[Expectation],
        happened: &[Future],
        one: impl Fn(&Expectation) -> f64,
        other: impl Fn(&Future) -> f64,
    ) -> Self {
        Self { expected: expected.iter().map(one).collect(), happened: happened.iter().map(other).collect() }
    }

    fn mean(&self, of: impl Fn(f64, f64) -> f64) -> f64 {
        let sum: f64 = self.expected.iter().zip(&self.happened).map(|(one, other)| of(*one, *other)).sum();
        sum / self.expected.len().max(1) as f64
    }

    fn mae(&self) -> f64 {
        self.mean(|expected, happened| (expected - happened).abs())
    }

    fn mse(&self) -> f64 {
        self.mean(|expected, happened| (expected - happened).powi(2))
    }

    fn log_loss(&self) -> f64 {
        self.mean(|expected, happened| {
            let likely = if happened > 0.0 { expected } else { 1.0 - expected };
            -likely.clamp(1e-6, 1.0).ln()
        })
    }

    fn spearman(&self) -> f64 {
        let ranked = Self { expected: ranks(&self.expected), happened: ranks(&self.happened) };
        let count = self.expected.len().max(1) as f64;
        // Ranks have the same mean whatever their ties.
        let mean = (count + 1.0) / 2.0;
        let spread = |ranks: &[f64]| ranks.iter().map(|rank| (rank - mean).powi(2)).sum::<f64>().sqrt();
        let together = ranked.mean(|one, other| (one - mean) * (other - mean)) * count;
        together / (spread(&ranked.expected) * spread(&ranked.happened))
    }

    /// Mann and Whitney's form of it.
    fn auc(&self) -> f64 {
        let ranks = ranks(&self.expected);
        let those = self.happened.iter().filter(|happened| **happened > 0.0).count() as f64;
        let others = self.happened.len() as f64 - those;
        let sum: f64 = ranks
            .iter()
            .zip(&self.happened)
            .filter(|(_, happened)| **happened > 0.0)
            .map(|(rank, _)| rank)
            .sum();
        (sum - those * (those + 1.0) / 2.0) / (those * others)
    }

    fn gini(&self) -> f64 {
        gini(&self.happened, &self.expected) / gini(&self.happened, &self.happened)
    }

    fn top_tenth(&self) -> f64 {
        let most = (self.happened.len() / 10).max(1);
        let sum: f64 = downwards(&self.expected).into_iter().take(most).map(|at| self.happened[at]).sum();
        sum / self.happened.iter().sum::<f64>()
    }
}

fn tenths(pairs: &Pairs) -> Vec<Tenth> {
    let mut upwards = downwards(&pairs.expected);
    upwards.reverse();
    let count = upwards.len();
    let tenth = |at: usize| &upwards[at * count / 10..(at + 1) * count / 10];
    let summed = |of: &[usize]| {
        let mean = |values: &[f64]| of.iter().map(|at| values[*at]).sum::<f64>() / of.len() as f64;
        Tenth { customers: of.len(), expected: mean(&pairs.expected), happened: mean(&pairs.happened) }
    };
    (0..10).map(tenth).filter(|of| !of.is_empty()).map(summed).collect()
}

/// Places from the highest value to the lowest; among equals the first first.
fn downwards(values: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    places.sort_by(|one, other| values[*other].total_cmp(&values[*one]));
    places
}

/// Ranks from 1 upwards; equals share the middle of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    places.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equals in places.chunk_by(|one, other| values[*one] == values[*other]) {
        let middle = before as f64 + (equals.len() as f64 + 1.0) / 2.0;
        equals.iter().for_each(|at| ranks[*at] = middle);
        before += equals.len();
    }
    ranks
}

/// How unevenly what happened is spread when customers stand in the order of a score.
fn gini(happened: &[f64], score: &[f64]) -> f64 {
    let all: f64 = happened.iter().sum();
    let count = happened.len() as f64;
    let (mut so_far, mut area) = (0.0, 0.0);
    for at in downwards(score) {
        so_far += happened[at];
        area += so_far / all;
    }
    area / count - (count + 1.0) / (2.0 * count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(rows: &[(f64, f64, f64, f64)]) -> Measures {
        let expected: Vec<Expectation> = rows
            .iter()
            .map(|(orders, buys, ..)| Expectation {
                orders: *orders,
                buys: *buys,
                alive: 1.0,
                revenue: orders * 10.0,
            })
            .collect();
        let happened: Vec<Future> = rows
            .iter()
            .map(|(_, _, orders, revenue)| Future { orders: *orders, revenue: *revenue })
            .collect();
        Measures::of(&expected, &happened)
    }

    #[test]
    fn a_perfect_prediction_is_told_as_one() {
        let perfect = measures(&[(0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 1.0, 10.0), (3.0, 1.0, 3.0, 30.0)]);
        assert_eq!((perfect.orders_bias(), perfect.orders_rmse, perfect.brier), (0.0, 0.0, 0.0));
        assert_eq!((perfect.auc, perfect.revenue_gini), (1.0, 1.0));
        assert!((perfect.orders_spearman - 1.0).abs() < 1e-12);
    }

    /// Worked by hand.
    #[test]
    fn measures_are_as_defined() {
        let measured = measures(&[
            (1.0, 0.8, 0.0, 0.0),
            (2.0, 0.6, 2.0, 30.0),
            (0.0, 0.1, 0.0, 0.0),
            (1.0, 0.8, 1.0, 5.0),
        ]);
        assert!((measured.orders_bias() - 1.0 / 3.0).abs() < 1e-12);
        assert!((measured.orders_mae - 0.25).abs() < 1e-12 && (measured.orders_rmse - 0.5).abs() < 1e-12);
        assert!((measured.brier - (0.64 + 0.16 + 0.01 + 0.04) / 4.0).abs() < 1e-12);
        // Of the four pairs of buyer and other: 0.6 over 0.8 lost, 0.6 over 0.1 won, 0.8 over 0.8 even, 0.8 over 0.1 won.
        assert!((measured.auc - 2.5 / 4.0).abs() < 1e-12);
        assert_eq!((measured.buyers, measured.revenue), (2, 35.0));
    }
}
