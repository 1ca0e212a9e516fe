//! What is bought lately: the fallback, and what the rest has to be better than.

use serde::{Deserialize, Serialize};

use super::baskets::{Bought, by_day};
use super::decay;

/// Days after which a basket counts half.
const HALF_LIFE: f64 = 60.0;
/// Days that the words speak of.
pub(super) const LATELY: i32 = 90;
/// Products that are looked at beside a customer's own.
const MOST: usize = 40;

/// How often each product lies in a basket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Popular {
    /// By product: the share of the baskets, recent ones counting more.
    shares: Vec<f32>,
    /// By product: customers who bought it lately.
    lately: Vec<u32>,
    /// Customers who bought anything lately.
    pub(super) buyers: u32,
    /// The products with the greatest shares, from the first down.
    pub(super) first: Vec<u32>,
}

impl Popular {
    /// Of what customers bought by the end of a day.
    pub(super) fn fit(customers: &[&[Bought]], products: usize, end: i32) -> Self {
        let mut weights = vec![0.0; products];
        let mut lately = vec![0; products];
        let mut counted_of = vec![usize::MAX; products];
        let (mut all, mut buyers) = (0.0, 0);
        for (at, of) in customers.iter().enumerate() {
            buyers += u32::from(of.last().is_some_and(|last| end - last.day < LATELY));
            for basket in by_day(of) {
                let age = end - basket[0].day;
                let weight = decay(age, HALF_LIFE);
                all += weight;
                for product in basket.iter().map(|bought| bought.product as usize) {
                    weights[product] += weight;
                    if age < LATELY && counted_of[product] != at {
                        counted_of[product] = at;
                        lately[product] += 1;
                    }
                }
            }
        }
        let shares: Vec<f32> = weights.iter().map(|weight| (weight / f64::max(all, 1e-9)) as f32).collect();
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut first: Vec<u32> = (0..products).filter(|at| shares[*at] > 0.0).map(number).collect();
        first.sort_by(|one, other| shares[*other as usize].total_cmp(&shares[*one as usize]));
        first.truncate(MOST);
        Self { shares, lately, buyers, first }
    }

    /// The probability that a basket holds a product.
    pub(super) fn share(&self, product: u32) -> f64 {
        self.shares.get(product as usize).copied().map_or(0.0, f64::from)
    }

    /// How many customers bought it lately.
    pub(super) fn lately(&self, product: u32) -> u32 {
        self.lately.get(product as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recent_basket_counts_more_and_a_customer_is_counted_once() {
        let bought = |day, product| Bought { day, product };
        let (one, other) = ([bought(0, 0), bought(60, 1), bought(119, 1)], [bought(0, 0)]);
        let popular = Popular::fit(&[&one, &other], 3, 120);
        assert_eq!(popular.first, [1, 0]);
        // Baskets at 120, 60, 1 and 120 days of age: 0.25 + 0.5 + 0.99 + 0.25.
        let all = 0.25 + 0.5 + (-1.0f64 / 60.0).exp2() + 0.25;
        assert!((popular.share(0) - 0.5 / all).abs() < 1e-6);
        assert_eq!((popular.share(2), popular.share(9)), (0.0, 0.0));
        assert_eq!((popular.buyers, popular.lately(1), popular.lately(0)), (1, 1, 0));
    }
}
