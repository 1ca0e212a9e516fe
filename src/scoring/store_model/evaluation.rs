//! How good a model was on the end of the known time, which it had not seen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::HIGH_RISK;
use crate::scoring::fitted::measure::{Measures, Tenth};
use crate::scoring::fitted::{Blend, DAYS_A_WEEK, Expectation, Future, Orders, Summary, own_rate};

/// Customers in that time below which nothing can be said.
const FEWEST: usize = 50;
/// Customers whose intervals are held against what came.
const MOST_INTERVALS: usize = 5_000;
/// The share of the customers with the highest expectation that is looked at.
const TOP: f64 = 0.25;

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evaluation {
    /// Days of the time that was held back.
    pub days: u32,
    /// Customers by its begin.
    pub customers: usize,
    /// Of them, those who ordered in it.
    pub buyers: usize,
    /// Root of the mean squared error of orders per customer.
    pub orders_rmse: f64,
    /// By how much all orders were expected too high; 0.1 is ten per cent.
    pub orders_bias: f64,
    /// The same of revenue.
    pub revenue_bias: f64,
    /// Area under the curve of who ordered.
    pub auc: f64,
    /// Mean squared error of the probability of an order.
    pub brier: f64,
    /// Gini coefficient of the revenue, as a share of the best possible.
    pub revenue_gini: f64,
    /// By tenths of the probability of an order, the least likely first.
    pub calibration: Vec<Tenth>,
    /// Mean distance between probability and share.
    pub calibration_error: f64,
    /// The share whose revenue lay within the interval of eight in ten.
    pub covered: f64,
    /// Who was said to be likely to stay away, and did.
    pub high_risk: Hits,
    /// Who was said to be among the quarter with the highest revenue, and was.
    pub top_quarter: Hits,
    /// What was reached by each customer's own rate: root of the mean squared error, Brier score, area, Gini.
    pub own_rate: [f64; 4],
}

/// How well a border tells two kinds of customers apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hits {
    /// How many were said to be of the kind.
    pub said: usize,
    /// How many were.
    pub were: usize,
    /// How many were both.
    pub both: usize,
}

impl Hits {
    /// Of pairs: said, was.
    pub fn of(pairs: impl Iterator<Item = (bool, bool)>) -> Self {
        let mut hits = Self::default();
        for (said, was) in pairs {
            hits.said += usize::from(said);
            hits.were += usize::from(was);
            hits.both += usize::from(said && was);
        }
        hits
    }

    /// The share of those who were said to be, that were; nothing where nobody was said to be.
    pub fn precision(&self) -> Option<f64> {
        (self.said > 0).then(|| self.both as f64 / self.said as f64)
    }

    /// The share of those who were, that were said to be; nothing where nobody was.
    pub fn recall(&self) -> Option<f64> {
        (self.were > 0).then(|| self.both as f64 / self.were as f64)
    }
}

impl Evaluation {
    /// What it comes to, for who knows nothing of such figures.
    pub fn in_words(&self) -> String {
        let expected: f64 =
            self.calibration.iter().map(|tenth| tenth.expected * tenth.customers as f64).sum();
        let mut words = format!(
            "Tried on the last {} days, which it had not seen: of {} customers it expected {expected:.0} to order, and {} did.",
            self.days, self.customers, self.buyers,
        );
        let of_a_hundred = |hits: &Hits| hits.precision().map(|share| format!("{:.0}", 100.0 * share));
        if let Some(stayed) = of_a_hundred(&self.high_risk) {
            words += &format!(" Of 100 whom it held likely to stay away, {stayed} did.");
        }
        if let Some(were) = of_a_hundred(&self.top_quarter) {
            words += &format!(" Of 100 whom it put among the best quarter, {were} were.");
        }
        words
    }

    /// Fits on all but the end of the time up to a day, as long as the horizon or half of what is known, and looks at
    /// that end. Nothing where there are too few customers, or all of them did the same.
    pub fn of(orders: &Orders, until: i32, horizon_days: i32) -> Option<Self> {
        let (first, _) = orders.span()?;
        let days = horizon_days.min((until - first) / 2);
        let begin = until - days;
        let (customers, happened): (Vec<Summary>, Vec<Future>) = orders
            .summaries(begin)
            .map(|(customer, summary)| (summary, customer.future(begin, until)))
            .unzip();
        if customers.len() < FEWEST || days < 1 {
            return None;
        }
        let weeks = f64::from(days) / DAYS_A_WEEK;
        let blend = Blend::fit(orders, begin, days);
        let expected = blend.expect(&customers, weeks);
        let measures = Measures::of(&expected, &happened);
        if !measures.can_tell() {
            return None;
        }
        let plain = Measures::of(&own_rate(&customers, weeks), &happened);
        let step = customers.len().div_ceil(MOST_INTERVALS);
        let looked_at = || customers.iter().zip(&expected).zip(&happened).step_by(step);
        let held = looked_at()
            .filter(|((one, expected), future)| blend.interval(one, expected).holds(future.revenue))
            .count();
        let away = expected.iter().zip(&happened);
        Some(Self {
            days: days.unsigned_abs(),
            customers: measures.customers,
            buyers: measures.buyers,
            orders_rmse: measures.orders_rmse,
            orders_bias: measures.orders_bias(),
            revenue_bias: measures.revenue_bias(),
            auc: measures.auc,
            brier: measures.brier,
            revenue_gini: measures.revenue_gini,
            calibration_error: measures.calibration_error,
            calibration: measures.calibration,
            covered: held as f64 / looked_at().count().max(1) as f64,
            high_risk: Hits::of(
                away.map(|(expected, future)| (1.0 - expected.buys >= HIGH_RISK, future.orders <= 0.0)),
            ),
            top_quarter: top_quarter(&expected, &happened),
            own_rate: [plain.orders_rmse, plain.brier, plain.auc, plain.revenue_gini],
        })
    }
}

fn top_quarter(expected: &[Expectation], happened: &[Future]) -> Hits {
    let border = |mut values: Vec<f64>| {
        let at = (((1.0 - TOP) * values.len() as f64) as usize).min(values.len() - 1);
        *values.select_nth_unstable_by(at, f64::total_cmp).1
    };
    let said = border(expected.iter().map(|one| one.revenue).collect());
    // Who brought nothing is not among the best, however few bought.
    let were = border(happened.iter().map(|one| one.revenue).collect()).max(f64::MIN_POSITIVE);
    Hits::of(expected.iter().zip(happened).map(|(one, future)| (one.revenue >= said, future.revenue >= were)))
}
