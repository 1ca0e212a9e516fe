//! What win-backs bring: who was going quiet a while ago, those who may be won back held against the hold-out. Pure.
//!
//! Everybody counts for the part that they belong to, whether a win-back was offered to them or not (by intention to
//! treat): whoever is chosen to be won back is no fair sample. The interval of the difference of two shares is the one by
//! Wilson's intervals of both (method 10 of R. G. Newcombe, Interval estimation for the difference between independent
//! proportions, Statistics in Medicine 17, 1998, 873–890).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// 95 per cent of a normal distribution lie within so many standard deviations.
const DEVIATIONS: f64 = 1.959_964;

/// Of fewer in a part, chance alone decides.
pub const LEAST_TO_COMPARE: u64 = 20;

/// How many, and how many of them have ordered since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// Customers who were going quiet.
    pub customers: u64,
    /// Of them, those who have ordered since.
    pub ordered: u64,
}

/// What win-backs bring, so far.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// So many days ago they were going quiet.
    pub days: u32,
    /// Those who may be won back.
    pub may: Part,
    /// The hold-out, who get no win-back.
    pub held_out: Part,
    /// Win-backs that were accepted since for those who may be won back.
    pub win_backs: u64,
}

/// How many more of those who may be won back have ordered than of the hold-out, as a difference of shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// 0.03 is three points more.
    pub by: f64,
    /// Within these, in 95 of a hundred such cases.
    pub between: [f64; 2],
}

impl Part {
    /// Takes somebody in.
    pub fn add(&mut self, has_ordered: bool) {
        self.customers += 1;
        self.ordered += u64::from(has_ordered);
    }

    /// Which share has ordered; nothing of nobody.
    pub fn share(&self) -> Option<f64> {
        (self.customers > 0).then(|| self.ordered as f64 / self.customers as f64)
    }

    /// Wilson's interval of that share.
    fn interval(&self, share: f64) -> [f64; 2] {
        let (count, square) = (self.customers as f64, DEVIATIONS * DEVIATIONS);
        let middle = share + square / (2.0 * count);
        let reach = DEVIATIONS * (share * (1.0 - share) / count + square / (4.0 * count * count)).sqrt();
        [-1.0, 1.0].map(|side| (middle + side * reach) / (1.0 + square / count))
    }
}

impl Effect {
    /// The difference; nothing where one part has nobody.
    pub fn difference(&self) -> Option<Difference> {
        let (may, held_out) = (self.may.share()?, self.held_out.share()?);
        let ([may_low, may_high], [held_low, held_high]) =
            (self.may.interval(may), self.held_out.interval(held_out));
        let by = may - held_out;
        let below = (may - may_low).hypot(held_high - held_out);
        let above = (may_high - may).hypot(held_out - held_low);
        Some(Difference { by, between: [by - below, by + above] })
    }
}

impl Difference {
    /// Whether it is more than chance.
    pub fn is_told(&self) -> bool {
        let [low, high] = self.between;
        low > 0.0 || high < 0.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn effect(may: [u64; 2], held_out: [u64; 2]) -> Effect {
        let part = |[ordered, customers]: [u64; 2]| Part { customers, ordered };
        Effect { days: 60, may: part(may), held_out: part(held_out), win_backs: 0 }
    }

    /// The paper's examples (a), (c) and (d): 56/70 against 48/80, 6/7 against 2/7, 5/56 against 0/29.
    #[test]
    fn it_is_as_newcombe_published_it() {
        for (may, held_out, by, low, high) in [
            ([56, 70], [48, 80], 0.2, 0.0524, 0.3339),
            ([6, 7], [2, 7], 0.5714, 0.0582, 0.8062),
            ([5, 56], [0, 29], 0.0893, -0.0381, 0.1926),
        ] {
            let found = effect(may, held_out).difference().unwrap();
            let off = [found.by - by, found.between[0] - low, found.between[1] - high];
            assert!(off.iter().all(|off| off.abs() < 0.000_06), "{found:?}");
        }
    }

    #[test]
    fn of_nobody_nothing_is_told() {
        assert_eq!(effect([3, 5], [0, 0]).difference(), None);
        assert!(effect([56, 70], [48, 80]).difference().unwrap().is_told());
        assert!(!effect([5, 56], [0, 29]).difference().unwrap().is_told());
    }

    proptest! {
        #[test]
        fn the_difference_lies_within_and_turns_round(
            one in (1_u64..500).prop_flat_map(|all| (0..=all, Just(all))),
            other in (1_u64..500).prop_flat_map(|all| (0..=all, Just(all))),
        ) {
            let found = effect(one.into(), other.into()).difference().unwrap();
            let turned = effect(other.into(), one.into()).difference().unwrap();
            let [low, high] = found.between;
            prop_assert!(low <= found.by + 1e-9 && found.by <= high + 1e-9 && low >= -1.0 - 1e-9 && high <= 1.0 + 1e-9);
            prop_assert!((low + turned.between[1]).abs() < 1e-9 && (found.by + turned.by).abs() < 1e-9);
        }
    }
}
