//! What lies in a customer's own baskets.
//!
//! The frequency of a product in the customer's own past, recent baskets counting more, is the strongest single signal
//! of what a next basket holds where people buy the same again: Hu, He, Gao and Zhang, Modeling personalized item
//! frequency information for next-basket recommendation (SIGIR 2020), whose neighbours are left to `after` here.

use super::baskets::{Bought, by_day};
use super::decay;

/// Days after which a basket counts half.
const HALF_LIFE: f64 = 120.0;
/// Baskets that everybody is credited with before anything is seen, so that a single one does not say "always".
const PRIOR_BASKETS: f64 = 1.0;

/// The shares of a customer's baskets that held each product: (product, share, baskets with it).
pub(super) fn shares(of: &[Bought], end: i32) -> Vec<(u32, f64, u32)> {
    let all: f64 = by_day(of).map(|basket| decay(end - basket[0].day, HALF_LIFE)).sum();
    let mut bought: Vec<Bought> = of.to_vec();
    bought.sort_unstable_by_key(|bought| (bought.product, bought.day));
    let share = |of: &[Bought]| {
        let weight: f64 = of.iter().map(|bought| decay(end - bought.day, HALF_LIFE)).sum();
        let count = u32::try_from(of.len()).unwrap_or(u32::MAX);
        (of[0].product, weight / (all + PRIOR_BASKETS), count)
    };
    bought.chunk_by(|one, next| one.product == next.product).map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_of_the_own_baskets_recent_ones_counting_more() {
        let bought = |day, product| Bought { day, product };
        let shares = shares(&[bought(0, 7), bought(120, 3), bought(120, 7)], 120);
        assert_eq!(shares, [(3, 1.0 / 2.5, 1), (7, 1.5 / 2.5, 2)]);
    }
}
