//! Models of how the customers of a store go on buying, fitted on all its orders. Pure.
//!
//! `history` is what they are fitted on. `bg_nbd` and `pareto_nbd` say how often somebody orders until they stop
//! coming, `gamma_gamma` what an order of theirs is worth; `blend` holds both against what happened at the end of the
//! calibration period and learns there how to put them together, `boosted` what else tells who orders and how often, as
//! `traits` of how they buy. `model` is whichever of them is wanted, `measure`
//! says how good predictions were. `season` is how much is ordered at which time of the year. Below them `minimum`, `quadrature`, `logistic` and `parallel`. Time is in weeks, as in the published studies.

mod bg_nbd;
mod blend;
mod boosted;
pub mod explain;
mod gamma_gamma;
mod history;
mod interval;
pub(super) mod logistic;
pub mod measure;
mod minimum;
mod model;
pub(super) mod parallel;
mod pareto_nbd;
mod prior;
mod quadrature;
mod season;
mod traits;

pub use bg_nbd::BgNbd;
pub use blend::{Blend, Dropouts, Learnt};
pub use gamma_gamma::GammaGamma;
pub use history::{Customer, DAYS_A_WEEK, Future, Orders, OrdersBuilder, Summary};
pub use interval::Interval;
pub(super) use minimum::minimise;
pub use model::{Family, Model, own_rate};
pub use pareto_nbd::ParetoNbd;
pub use traits::{Kinds, Traits, Way};

use serde::{Deserialize, Serialize};

/// Parameters with how well they bear out what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted<M> {
    /// The parameters.
    pub model: M,
    /// Natural logarithm of the likelihood of all that was seen.
    pub log_likelihood: f64,
    /// On how many customers.
    pub customers: usize,
    /// Steps of the search.
    pub steps: usize,
    /// Whether it found a peak. Where customers never stop coming, or all buy alike, the likelihood has none and
    /// the parameters stand at the edge of what is tried; predictions are sound all the same.
    pub converged: bool,
}

/// What is expected of a customer over a horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expectation {
    /// Days with an order.
    pub orders: f64,
    /// Probability of any.
    pub buys: f64,
    /// Probability of still being a customer now.
    pub alive: f64,
    /// Net revenue.
    pub revenue: f64,
}
