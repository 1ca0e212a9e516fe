//! What a customer may buy next, learnt from the baskets of a whole store. Pure.
//!
//! `baskets` is what it is learnt from. Four things speak, each as a probability: `popular` (what is bought lately, the
//! fallback), `after` (what others bought after the same, with time), `rhythm` (what is bought again, by its own
//! rhythm) and `habit` (what lies in the customer's own baskets). `parts` lets them speak of one customer, `model`
//! weighs them by what happened at the end of the known time, where popularity alone is one of the candidates;
//! `measure` says how good a list was, `why` why a product stands in it; `offer` makes of it what a customer can be told of,
//! by what `past` has of them.

mod after;
mod baskets;
mod habit;
pub mod measure;
mod model;
mod offer;
mod parts;
mod past;
mod popular;
mod rhythm;
#[cfg(test)]
mod simulated;
mod why;

pub use baskets::{Baskets, BasketsBuilder, Bought};
pub use model::{Learnt, NextModel, Proposal, Weights};
pub(super) use offer::offer;
pub use offer::offer_by_history;
pub(super) use past::is_same_product;
pub use why::Why;

/// Name of the method; a store's models have their numbers behind it.
pub const MODEL: &str = "next";
/// Days ahead that proposals speak of, where nobody says otherwise.
pub const HORIZON_DAYS: i32 = 30;

/// What is left of a weight after so many days.
fn decay(days: i32, half_life: f64) -> f64 {
    (-f64::from(days.max(0)) / half_life).exp2()
}
