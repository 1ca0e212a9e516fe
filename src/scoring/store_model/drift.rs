//! How a model holds up: what customers look like now, and what came since the day up to which it was fitted.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evaluation::{Evaluation, Hits};
use super::{DRIFTED, HIGH_RISK, MOVED, OfCurrency, StoreModel};
use crate::domain::money::Currency;
use crate::domain::score::Tier;
use crate::scoring::fitted::measure::{Measures, Tenth};
use crate::scoring::fitted::{DAYS_A_WEEK, Future, Orders, Summary};

/// Days since the fit below which nothing can be said of what came.
const FEWEST_DAYS: i32 = 14;
/// Orders below which a difference may be chance.
const FEWEST_ORDERS: f64 = 50.0;
/// How far expected and real orders may lie apart.
const FAR_OFF: f64 = 0.25;
/// How far probabilities may lie from what happened on average.
const MISCALIBRATED: f64 = 0.1;

/// How a model of one currency holds up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drift {
    /// Customers with an order.
    pub customers: usize,
    /// How many belong to each tier now, as the model puts them: bronze, silver, gold, platinum.
    pub tiers: [usize; 4],
    /// How far each figure has moved since the fit.
    pub moved: Vec<Moved>,
    /// What came since; nothing as long as that is too little to say anything.
    pub since: Option<Since>,
    /// What is to be worried about, in words.
    pub warnings: Vec<String>,
}

/// How far a figure has moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// Which.
    pub what: String,
    /// Population stability index: 0.1 and more has moved, 0.25 and more is another population.
    pub index: f64,
}

/// What was expected of the customers of the day of the fit, and what they did since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Since {
    /// Days since.
    pub days: u32,
    /// Customers of that day.
    pub customers: usize,
    /// Their orders.
    pub orders: f64,
    /// The orders that were expected.
    pub expected_orders: f64,
    /// Their revenue.
    pub revenue: f64,
    /// The revenue that was expected.
    pub expected_revenue: f64,
    /// Area under the curve of who ordered; nothing where all did, or nobody.
    pub auc: Option<f64>,
    /// Mean squared error of the probability of an order.
    pub brier: f64,
    /// By tenths of that probability.
    pub calibration: Vec<Tenth>,
    /// Mean distance between probability and share.
    pub calibration_error: f64,
    /// Who was said to be likely to stay away over this time, and did.
    pub high_risk: Hits,
    /// Who was said to belong to the highest tier and belongs to it by what they have brought.
    pub platinum: Hits,
}

impl StoreModel {
    /// How it holds up on all orders up to today; nothing of a currency that it knows nothing of.
    pub fn drift(&self, currency: Currency, orders: &Orders, today: i32) -> Option<Drift> {
        let learnt = self.currencies.get(&currency)?;
        let customers: Vec<Summary> = orders.summaries(today).map(|(_, summary)| summary).collect();
        let expected = learnt.blend.expect(&customers, self.weeks());
        let mut tiers = [0; 4];
        for one in &expected {
            tiers[place(learnt.borders.tier(one.revenue, None))] += 1;
        }
        let moved = learnt.moved(&customers, &expected);
        let moved: Vec<Moved> = moved.into_iter().map(|(what, index)| Moved { what, index }).collect();
        let since = learnt.since(orders, day(self.until), today, self.weeks());
        let mut warnings = warnings(&moved, since.as_ref());
        warnings.extend(match &learnt.evaluation {
            Some(evaluation) => was_far_off(evaluation),
            None => {
                Some("how good it is cannot be told: too little was known to hold anything back".to_owned())
            }
        });
        Some(Drift { customers: customers.len(), tiers, moved, since, warnings })
    }
}

impl OfCurrency {
    fn since(&self, orders: &Orders, until: i32, today: i32, horizon: f64) -> Option<Since> {
        let days = today - until;
        let (customers, happened): (Vec<Summary>, Vec<Future>) = orders
            .summaries(until)
            .map(|(customer, summary)| (summary, customer.future(until, today)))
            .unzip();
        if days < FEWEST_DAYS || customers.is_empty() {
            return None;
        }
        let expected = self.blend.expect(&customers, f64::from(days) / DAYS_A_WEEK);
        let measures = Measures::of(&expected, &happened);
        let of_tier = self.blend.expect(&customers, horizon);
        let said = of_tier.iter().map(|one| self.borders.tier(one.revenue, None) == Tier::Platinum);
        let said: Vec<bool> = said.collect();
        let most = said.iter().filter(|said| **said).count();
        let mut revenue: Vec<f64> = happened.iter().map(|one| one.revenue).collect();
        revenue.sort_by(|one, other| other.total_cmp(one));
        // Who brought nothing is not among the best, however few bought.
        let border = most.checked_sub(1).map_or(f64::INFINITY, |last| revenue[last]).max(f64::MIN_POSITIVE);
        let best = happened.iter().map(|one| one.revenue >= border);
        let away = expected.iter().zip(&happened);
        Some(Since {
            days: days.unsigned_abs(),
            customers: customers.len(),
            orders: measures.orders,
            expected_orders: measures.expected_orders,
            revenue: measures.revenue,
            expected_revenue: measures.expected_revenue,
            auc: measures.can_tell().then_some(measures.auc),
            brier: measures.brier,
            calibration_error: measures.calibration_error,
            calibration: measures.calibration,
            high_risk: Hits::of(
                away.map(|(one, future)| (1.0 - one.buys >= HIGH_RISK, future.orders <= 0.0)),
            ),
            platinum: Hits::of(said.into_iter().zip(best)),
        })
    }
}

fn place(tier: Tier) -> usize {
    match tier {
        Tier::Bronze => 0,
        Tier::Silver => 1,
        Tier::Gold => 2,
        Tier::Platinum => 3,
    }
}

fn day(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}

/// What the end of the known time, which was held back, has shown of the model.
fn was_far_off(evaluation: &Evaluation) -> Option<String> {
    let is_enough = evaluation.buyers as f64 >= FEWEST_ORDERS;
    (is_enough && evaluation.orders_bias.abs() > FAR_OFF).then(|| {
        let percent = 100.0 * evaluation.orders_bias;
        let days = evaluation.days;
        format!("held against the last {days} days before the fit it expected {percent:+.0} % orders: take values with care")
    })
}

fn warnings(moved: &[Moved], since: Option<&Since>) -> Vec<String> {
    let mut warnings = Vec::new();
    for Moved { what, index } in moved.iter().filter(|moved| moved.index >= MOVED) {
        let far = if *index >= DRIFTED { "are those of another population" } else { "have moved" };
        warnings.push(format!("the customers' values of `{what}` {far} (index {index:.2})"));
    }
    let Some(since) = since else { return warnings };
    let off = since.expected_orders / since.orders.max(1.0) - 1.0;
    if since.orders.max(since.expected_orders) >= FEWEST_ORDERS && off.abs() > FAR_OFF {
        let (expected, came) = (since.expected_orders, since.orders);
        warnings.push(format!("{expected:.0} orders were expected since the fit and {came:.0} came"));
    }
    let is_enough = since.orders >= FEWEST_ORDERS;
    if is_enough && since.calibration_error > MISCALIBRATED {
        let percent = 100.0 * since.calibration_error;
        warnings.push(format!("probabilities of an order lie {percent:.0} points off what happened"));
    }
    warnings
}
