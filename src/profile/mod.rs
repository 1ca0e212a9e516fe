//! Assembling a profile.

mod fields;
mod likeness;
mod links;
mod totals;
mod unify;

pub use totals::totals;
pub use unify::{Part, unify};
