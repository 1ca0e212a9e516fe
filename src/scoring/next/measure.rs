//! How good lists of proposals were, once the future has arrived.
//!
//! Hit rate and mean reciprocal rank are as in common use. Over repeats and first purchases together a list that only
//! repeats looks good, so first purchases are told apart: Li, Jullien, Ariannezhad and de Rijke, A next basket
//! recommendation reality check (ACM TOIS 41(4), 2023).

use super::baskets::{Baskets, Bought, until};
use crate::scoring::fitted::parallel::map;

/// Proposals that are shown.
pub const SHOWN: usize = 5;
/// Places that are looked at for the first hit; further down is nowhere.
pub const FARTHEST: usize = 20;

/// What lists are judged by. Shares are of 1; no number where there was nobody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Customers who were known and bought something.
    pub customers: usize,
    /// The share of them of whom one of the five proposed was bought.
    pub hit_rate: f64,
    /// The mean of one over the place of the first one bought, nothing beyond the twentieth.
    pub mrr: f64,
    /// Customers who bought something for the first time.
    pub customers_with_new: usize,
    /// The share of them of whom one of the five was such a thing.
    pub new_hit_rate: f64,
}

/// What became of one list.
#[derive(Clone, Copy)]
struct Outcome {
    hit: bool,
    reciprocal: f64,
    /// Of who bought something new: whether such a thing was among the five.
    new_hit: Option<bool>,
}

impl Measures {
    /// Of what is proposed, best first, to who had bought something by the end of a day, and what they bought from
    /// there until another.
    pub fn of(
        baskets: &Baskets,
        end: i32,
        holdout_end: i32,
        propose: impl Fn(&[Bought]) -> Vec<u32> + Sync,
    ) -> Self {
        let people = held_out(baskets, end, holdout_end);
        let outcomes = map(&people, |(before, then)| outcome(before, then, &propose(before)));
        let count = |of: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| of(outcome)).count();
        let (customers, with_new) = (outcomes.len(), count(&|outcome| outcome.new_hit.is_some()));
        let share = |of: usize, all: usize| of as f64 / all as f64;
        Self {
            customers,
            hit_rate: share(count(&|outcome| outcome.hit), customers),
            mrr: outcomes.iter().map(|outcome| outcome.reciprocal).sum::<f64>() / customers as f64,
            customers_with_new: with_new,
            new_hit_rate: share(count(&|outcome| outcome.new_hit == Some(true)), with_new),
        }
    }
}

fn outcome(before: &[Bought], then: &[Bought], list: &[u32]) -> Outcome {
    let is_bought = |product: &u32| then.iter().any(|bought| bought.product == *product);
    let was_bought = |product: &u32| before.iter().any(|bought| bought.product == *product);
    let shown = &list[..list.len().min(SHOWN)];
    let has_new = then.iter().any(|bought| !was_bought(&bought.product));
    let hits_new = || shown.iter().any(|product| is_bought(product) && !was_bought(product));
    Outcome {
        hit: shown.iter().any(is_bought),
        reciprocal: reciprocal(list.iter().take(FARTHEST).position(is_bought)),
        new_hit: has_new.then(hits_new),
    }
}

/// One over a place that counts from nothing.
pub(super) fn reciprocal(at: Option<usize>) -> f64 {
    at.map_or(0.0, |at| 1.0 / (at as f64 + 1.0))
}

/// Who had bought something by a day and bought again until another: what before, what then.
pub(super) fn held_out(baskets: &Baskets, end: i32, holdout_end: i32) -> Vec<(&[Bought], &[Bought])> {
    let split = |of| {
        let (before, all) = (until(of, end), until(of, holdout_end));
        (before, all.get(before.len()..).unwrap_or_default())
    };
    baskets
        .iter()
        .map(|(_, of)| split(of))
        .filter(|(before, then)| !before.is_empty() && !then.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::BasketsBuilder;
    use super::*;

    /// Worked by hand: of a, the second of the list is bought, new; of b, the sixth, again; c never comes back.
    #[test]
    fn measures_are_as_defined() {
        let mut builder = BasketsBuilder::default();
        for (customer, day, product) in
            [("a", 0, "p0"), ("a", 9, "p1"), ("b", 0, "p5"), ("b", 9, "p5"), ("c", 0, "p2"), ("c", 30, "p3")]
        {
            builder.push(customer, day, product);
        }
        (2..5).for_each(|n| builder.push("d", 99, &format!("p{n}")));
        let measured = Measures::of(&builder.build(), 5, 10, |_| (0..6).collect());
        assert_eq!((measured.customers, measured.customers_with_new), (2, 1));
        assert_eq!((measured.hit_rate, measured.new_hit_rate), (0.5, 1.0));
        assert!((measured.mrr - (1.0 / 2.0 + 1.0 / 6.0) / 2.0).abs() < 1e-12);
    }
}
