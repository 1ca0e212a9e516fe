//! What `score` says, as JSON and for people.

use std::time::Instant;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::scoring::fitted::measure::{Measures, Tenth};
use crate::scoring::fitted::{BgNbd, Expectation, Fitted, GammaGamma, Learnt, Model, Orders, ParetoNbd};

/// On what a model was fitted, and how long that took.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Run {
    /// Customers who had ordered by the last day.
    pub customers: usize,
    /// Their days with an order by then.
    pub orders: u64,
    /// The last day.
    #[schemars(with = "String")]
    pub calibration_end: Date,
    /// From the beginning of the file to here.
    pub seconds: f64,
}

impl Run {
    pub(super) fn of(orders: &Orders, end: i32, begun: Instant) -> Self {
        let (customers, orders) = orders.summaries(end).fold((0, 0), |(customers, orders), (_, summary)| {
            (customers + 1, orders + u64::from(summary.repeats) + 1)
        });
        let calibration_end = date_of(end);
        Self { customers, orders, calibration_end, seconds: begun.elapsed().as_secs_f64() }
    }
}

/// The date of a day since 1970-01-01.
pub(super) fn date_of(day: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(day))
}

/// What was fitted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FitReport {
    /// `bgnbd`, `paretonbd` or `auto`.
    pub model: &'static str,
    /// By the names of the literature; times are in weeks.
    pub parameters: Parameters,
    /// Natural logarithm; of `auto` the better one of the two.
    pub log_likelihood: f64,
    /// Whether the search ended at a peak of the likelihood. Where customers never stop coming there is none, and
    /// the parameters stand at the edge of what is tried.
    pub converged: bool,
    /// What an order is worth.
    pub spend: Spend,
    /// What the end of the known time taught `auto`; nothing where it was too short or the shop too small.
    pub learnt: Option<Taught>,
    /// On what, and how long it took.
    #[serde(flatten)]
    pub run: Run,
}

/// The parameters of the models of how often.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Parameters {
    /// Of BG/NBD.
    BgNbd(BgNbdParameters),
    /// Of Pareto/NBD.
    ParetoNbd(ParetoNbdParameters),
    /// Of both.
    Both {
        /// BG/NBD's.
        bgnbd: BgNbdParameters,
        /// Pareto/NBD's.
        paretonbd: ParetoNbdParameters,
    },
}

/// Of BG/NBD.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct BgNbdParameters {
    /// Shape of the rates of ordering.
    pub r: f64,
    /// Their scale, weeks.
    pub alpha: f64,
    /// First parameter of the dropout probabilities.
    pub a: f64,
    /// Second one.
    pub b: f64,
}

/// Of Pareto/NBD.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct ParetoNbdParameters {
    /// Shape of the rates of ordering.
    pub r: f64,
    /// Their scale, weeks.
    pub alpha: f64,
    /// Shape of the rates of stopping.
    pub s: f64,
    /// Their scale, weeks.
    pub beta: f64,
}

/// Gamma-Gamma.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Spend {
    /// Shape of a customer's orders.
    pub p: f64,
    /// Shape of how customers differ.
    pub q: f64,
    /// Their scale, money.
    pub gamma: f64,
    /// Natural logarithm.
    pub log_likelihood: f64,
    /// Customers it was fitted on: those who came again, of `auto` all who spent.
    pub customers: usize,
}

/// What the end of the known time taught.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Taught {
    /// How long that end was.
    pub weeks: f64,
    /// Customers in it.
    pub customers: usize,
    /// Their orders in it.
    pub orders: f64,
    /// How much BG/NBD has to say about how often; the rest is Pareto/NBD's.
    pub lean_to_bgnbd: f64,
    /// By what expected orders are multiplied.
    pub level: f64,
    /// By what the expected worth of an order is multiplied.
    pub spend_level: f64,
}

impl FitReport {
    pub(super) fn of(model: &Model, run: Run) -> Self {
        let name = name(model);
        match model {
            Model::BgNbd { counts, spend } => Self {
                model: name,
                parameters: Parameters::BgNbd((&counts.model).into()),
                log_likelihood: counts.log_likelihood,
                converged: counts.converged && spend.converged,
                spend: spend.into(),
                learnt: None,
                run,
            },
            Model::ParetoNbd { counts, spend } => Self {
                model: name,
                parameters: Parameters::ParetoNbd((&counts.model).into()),
                log_likelihood: counts.log_likelihood,
                converged: counts.converged && spend.converged,
                spend: spend.into(),
                learnt: None,
                run,
            },
            Model::Auto(blend) => Self {
                model: name,
                parameters: Parameters::Both {
                    bgnbd: (&blend.bg_nbd.model).into(),
                    paretonbd: (&blend.pareto_nbd.model).into(),
                },
                log_likelihood: blend.bg_nbd.log_likelihood.max(blend.pareto_nbd.log_likelihood),
                converged: blend.bg_nbd.converged && blend.pareto_nbd.converged && blend.spend.converged,
                spend: (&blend.spend).into(),
                learnt: blend.learnt.as_ref().map(Taught::from),
                run,
            },
        }
    }
}

fn name(model: &Model) -> &'static str {
    match model {
        Model::BgNbd { .. } => "bgnbd",
        Model::ParetoNbd { .. } => "paretonbd",
        Model::Auto(_) => "auto",
    }
}

impl From<&BgNbd> for BgNbdParameters {
    fn from(model: &BgNbd) -> Self {
        let BgNbd { r, alpha, a, b } = *model;
        Self { r, alpha, a, b }
    }
}

impl From<&ParetoNbd> for ParetoNbdParameters {
    fn from(model: &ParetoNbd) -> Self {
        let ParetoNbd { r, alpha, s, beta, .. } = *model;
        Self { r, alpha, s, beta }
    }
}

impl From<&Fitted<GammaGamma>> for Spend {
    fn from(fitted: &Fitted<GammaGamma>) -> Self {
        let GammaGamma { p, q, gamma } = fitted.model;
        Self { p, q, gamma, log_likelihood: fitted.log_likelihood, customers: fitted.customers }
    }
}

impl From<&Learnt> for Taught {
    fn from(learnt: &Learnt) -> Self {
        let Learnt { weeks, customers, orders, lean, level, spend_level, .. } = *learnt;
        Self { weeks, customers, orders, lean_to_bgnbd: lean, level, spend_level }
    }
}

/// How good a model is, beside each customer's own rate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EvalReport {
    /// `bgnbd`, `paretonbd` or `auto`.
    pub model: &'static str,
    /// The last day of what it is held against.
    #[schemars(with = "String")]
    pub holdout_end: Date,
    /// How good it is.
    pub measures: MeasuresReport,
    /// How good it is to say that everybody goes on at their own rate.
    pub baseline: MeasuresReport,
    /// On what it was fitted, and how long all took.
    #[serde(flatten)]
    pub run: Run,
}

impl EvalReport {
    pub(super) fn of(
        model: &Model,
        run: Run,
        holdout_end: Date,
        measures: &Measures,
        baseline: &Measures,
    ) -> Self {
        Self {
            model: name(model),
            holdout_end,
            measures: MeasuresReport::from(measures),
            baseline: MeasuresReport::from(baseline),
            run,
        }
    }
}

/// Measures of predictions. What cannot be computed (nobody bought, say) is null.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeasuresReport {
    /// Days with an order in the hold-out, of all.
    pub actual_orders: f64,
    /// Expected ones.
    pub expected_orders: f64,
    /// By how many per cent that is too high.
    pub orders_bias_pct: Option<f64>,
    /// Mean absolute error of orders per customer.
    pub orders_mae: f64,
    /// Root of the mean squared error of orders per customer.
    pub orders_rmse: f64,
    /// Spearman's rank correlation of orders.
    pub orders_spearman: Option<f64>,
    /// Who ordered at all.
    pub actual_buyers: usize,
    /// Area under the ROC curve of who ordered, by the probability of it.
    pub auc: Option<f64>,
    /// Mean squared error of that probability.
    pub brier: f64,
    /// Mean logarithmic loss of it.
    pub log_loss: f64,
    /// Mean distance of probability and share over the tenths.
    pub calibration_error: f64,
    /// By tenths of the probability, the least likely first.
    pub calibration: Vec<TenthReport>,
    /// Net revenue in the hold-out, of all.
    pub actual_revenue: f64,
    /// Expected.
    pub expected_revenue: f64,
    /// By how many per cent that is too high.
    pub revenue_bias_pct: Option<f64>,
    /// Mean absolute error of revenue per customer.
    pub revenue_mae: f64,
    /// Root of the mean squared error of revenue per customer.
    pub revenue_rmse: f64,
    /// Spearman's rank correlation of revenue.
    pub revenue_spearman: Option<f64>,
    /// Gini coefficient of revenue in the order expected, as a share of the best possible.
    pub revenue_gini: Option<f64>,
    /// Share of the revenue that the tenth with the highest expectation brought.
    pub revenue_top_tenth: Option<f64>,
}

/// A tenth of the customers, by their probability of an order.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct TenthReport {
    /// How many.
    pub customers: usize,
    /// Mean probability.
    pub expected: f64,
    /// Share that ordered.
    pub happened: f64,
}

/// A figure where there is one: nobody bought, or all did, and some are not defined.
fn known(figure: f64) -> Option<f64> {
    figure.is_finite().then_some(figure)
}

impl From<&Measures> for MeasuresReport {
    fn from(of: &Measures) -> Self {
        Self {
            actual_orders: of.orders,
            expected_orders: of.expected_orders,
            orders_bias_pct: known(100.0 * of.orders_bias()),
            orders_mae: of.orders_mae,
            orders_rmse: of.orders_rmse,
            orders_spearman: known(of.orders_spearman),
            actual_buyers: of.buyers,
            auc: known(of.auc),
            brier: of.brier,
            log_loss: of.log_loss,
            calibration_error: of.calibration_error,
            calibration: of.calibration.iter().map(TenthReport::from).collect(),
            actual_revenue: of.revenue,
            expected_revenue: of.expected_revenue,
            revenue_bias_pct: known(100.0 * of.revenue_bias()),
            revenue_mae: of.revenue_mae,
            revenue_rmse: of.revenue_rmse,
            revenue_spearman: known(of.revenue_spearman),
            revenue_gini: known(of.revenue_gini),
            revenue_top_tenth: known(of.revenue_top_tenth),
        }
    }
}

impl From<&Tenth> for TenthReport {
    fn from(tenth: &Tenth) -> Self {
        let Tenth { customers, expected, happened } = *tenth;
        Self { customers, expected, happened }
    }
}

/// What is expected of each customer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Predictions {
    /// `bgnbd`, `paretonbd` or `auto`.
    pub model: &'static str,
    /// The last day that was looked at.
    #[schemars(with = "String")]
    pub calibration_end: Date,
    /// How many days from there.
    pub horizon_days: i32,
    /// One for each customer who had ordered by then.
    pub predictions: Vec<Prediction>,
}

impl Predictions {
    pub(super) fn of(
        model: &Model,
        calibration_end: Date,
        horizon_days: i32,
        predictions: Vec<Prediction>,
    ) -> Self {
        Self { model: name(model), calibration_end, horizon_days, predictions }
    }
}

/// What is expected of a customer over the horizon.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Prediction {
    /// As the file calls them.
    pub customer_id: String,
    /// Days with an order.
    pub expected_orders: f64,
    /// Probability of any.
    pub p_buy: f64,
    /// Probability of still being a customer at its beginning.
    pub p_alive: f64,
    /// Net revenue.
    pub expected_revenue: f64,
}

impl Prediction {
    pub(super) fn of(customer_id: &str, expected: &Expectation) -> Self {
        let Expectation { orders, buys, alive, revenue } = *expected;
        Self {
            customer_id: customer_id.to_owned(),
            expected_orders: orders,
            p_buy: buys,
            p_alive: alive,
            expected_revenue: revenue,
        }
    }
}
