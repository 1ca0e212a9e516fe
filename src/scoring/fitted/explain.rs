//! What moved an expectation away from that of a typical customer, so that the parts add up to it.
//!
//! A customer differs from a typical one in how many orders they placed over which time, how long they have been silent,
//! what an order of theirs is worth and how they buy. What each of these does depends on the others; so each is given its
//! mean effect over all orders in which the four can be put on (Shapley, 1953, A Value for n-Person Games; for
//! predictions: Štrumbelj and Kononenko, 2014, Knowledge and Information Systems 41). The sum is exact.

use super::history::Summary;

/// The parts of an expectation, in its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// What is expected of a typical customer.
    pub typical: f64,
    /// Because of how many orders they placed over which time.
    pub rhythm: f64,
    /// Because of the time since the last one.
    pub silence: f64,
    /// Because of what an order of theirs is worth.
    pub worth: f64,
    /// Because of how they buy.
    pub traits: f64,
}

impl Parts {
    /// The expectation itself.
    pub fn sum(&self) -> f64 {
        self.typical + self.rhythm + self.silence + self.worth + self.traits
    }

    /// The parts of one figure of the customers that [`between`] made, in their order.
    pub fn of(figures: &[f64; MIXES]) -> Self {
        let part = |one: usize| {
            let without = (0..MIXES).filter(|mix| mix & one == 0);
            without.map(|mix| WEIGHTS[mix.count_ones() as usize] * (figures[mix | one] - figures[mix])).sum()
        };
        Self {
            typical: figures[0],
            rhythm: part(RHYTHM),
            silence: part(SILENCE),
            worth: part(WORTH),
            traits: part(TRAITS),
        }
    }
}

const RHYTHM: usize = 1;
const SILENCE: usize = 2;
const WORTH: usize = 4;
const TRAITS: usize = 8;
/// How many customers stand between a typical and a real one.
pub const MIXES: usize = 16;
/// In which share of all orders exactly so many of the other three stand before one: k! (3 − k)! / 4!.
const WEIGHTS: [f64; 4] = [1.0 / 4.0, 1.0 / 12.0, 1.0 / 12.0, 1.0 / 4.0];

/// From a typical customer to the real one: with none, some and all of what tells them apart.
pub fn between(typical: &Summary, customer: &Summary) -> [Summary; MIXES] {
    std::array::from_fn(|mix| {
        let from = |part: usize| if mix & part == 0 { typical } else { customer };
        let Summary { repeats, recency, .. } = *from(RHYTHM);
        let silent = from(SILENCE);
        let worth = from(WORTH).mean_spent();
        let spent = worth * (f64::from(repeats) + 1.0);
        let age = recency + (silent.age - silent.recency);
        Summary {
            repeats,
            recency,
            age,
            spent,
            first_spent: worth,
            traits: from(TRAITS).traits,
            until: customer.until,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::fitted::Traits;

    #[test]
    fn the_parts_add_up_and_who_differs_in_nothing_has_none() {
        let typical = Summary {
            repeats: 0,
            recency: 0.0,
            age: 30.0,
            spent: 40.0,
            first_spent: 40.0,
            ..Summary::default()
        };
        let traits = Traits { discounted: 0.5, ..Traits::default() };
        let customer = Summary {
            repeats: 6,
            recency: 35.0,
            age: 49.0,
            spent: 700.0,
            first_spent: 90.0,
            traits,
            until: 20_000,
        };
        let mixes = between(&typical, &customer);
        assert_eq!((mixes[0].repeats, mixes[15].repeats), (0, 6));
        assert!((mixes[15].age - 49.0).abs() < 1e-12 && (mixes[15].spent - 700.0).abs() < 1e-9);
        let of = |one: &Summary| {
            let kept = 1.0 - f64::from(one.traits.discounted);
            kept * one.orders() / (1.0 + one.age - one.recency) * one.mean_spent()
        };
        let parts = Parts::of(&mixes.each_ref().map(of));
        assert!((parts.sum() - of(&customer)).abs() < 1e-9, "{parts:?}");
        assert!(parts.rhythm > 0.0 && parts.silence > 0.0 && parts.worth > 0.0, "{parts:?}");
        assert!(parts.traits < 0.0, "{parts:?}");
        let none = Parts::of(&between(&typical, &typical).each_ref().map(of));
        assert!(
            none.rhythm.abs() + none.silence.abs() + none.worth.abs() + none.traits.abs() < 1e-12,
            "{none:?}"
        );
    }
}
