//! Whether what is scored still looks as it did when the model was fitted.
//!
//! Population stability index: with the reference cut into tenths, Σ (now − then) · ln(now / then) over the shares of each.
//! Below 0.1 nothing has changed, above 0.25 it is another population (Siddiqi, 2006, Credit Risk Scorecards, chapter 9).

use serde::{Deserialize, Serialize};

/// Parts that a reference is cut into at most.
const PARTS: usize = 10;
/// A share below which it is taken as this: an empty part would be infinitely far.
const LEAST_SHARE: f64 = 1e-4;
/// From here on something has moved.
pub const MOVED: f64 = 0.1;
/// From here on it is another population.
pub const DRIFTED: f64 = 0.25;

/// How the values of one figure were spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// What it is of: `orders`, `days since the last order`, `churn risk`.
    pub what: String,
    /// Where one part ends and the next begins: strictly rising.
    borders: Vec<f64>,
    /// The share in each part, one more than there are borders.
    shares: Vec<f64>,
}

impl Spread {
    /// Of values, cut so that each part holds as many as can be: where many are alike, there are fewer parts.
    pub fn of(what: &str, values: &[f64]) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let mut borders: Vec<f64> = Vec::new();
        for part in 1..PARTS {
            let Some(border) = sorted.get(sorted.len() * part / PARTS).copied() else { break };
            let rises = borders.last().is_none_or(|last| border > *last) && border > sorted[0];
            borders.extend(rises.then_some(border));
        }
        let shares = shares(&sorted, &borders);
        Self { what: what.to_owned(), borders, shares }
    }

    /// How far the values of today have moved away; nothing of none.
    pub fn index(&self, now: &[f64]) -> Option<f64> {
        if now.is_empty() || self.shares.iter().sum::<f64>() <= 0.0 {
            return None;
        }
        let now = shares(now, &self.borders);
        let of = |(then, now): (&f64, &f64)| {
            let (then, now) = (then.max(LEAST_SHARE), now.max(LEAST_SHARE));
            (now - then) * (now / then).ln()
        };
        Some(self.shares.iter().zip(&now).map(of).sum())
    }
}

/// The share of the values in each part; a value on a border belongs to the part above.
fn shares(values: &[f64], borders: &[f64]) -> Vec<f64> {
    let mut counts = vec![0.0; borders.len() + 1];
    for value in values.iter().filter(|value| value.is_finite()) {
        counts[borders.partition_point(|border| border <= value)] += 1.0;
    }
    let all: f64 = counts.iter().sum();
    counts.iter().map(|count| count / f64::max(all, 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(count: u32, of: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..count).map(|at| of(f64::from(at) / f64::from(count))).collect()
    }

    #[test]
    fn the_same_again_has_not_moved_and_a_shift_has() {
        let spread = Spread::of("days", &values(1000, |share| share));
        assert!(spread.index(&values(500, |share| share)).unwrap() < 0.001);
        assert!(spread.index(&values(500, |share| share * 0.9)).unwrap() > MOVED);
        assert!(spread.index(&values(500, |share| share * 0.3)).unwrap() > DRIFTED);
        assert_eq!(spread.index(&[]), None);
    }

    /// Worked by hand: halves that become 0.6 and 0.4 are 0.1·ln 1.2 − 0.1·ln 0.8.
    #[test]
    fn the_index_is_the_one_of_the_formula() {
        let spread = Spread::of("bought", &[0.0, 0.0, 1.0, 1.0]);
        assert_eq!(spread.borders, [1.0]);
        let index = spread.index(&[0.0, 0.0, 0.0, 1.0, 1.0]).unwrap();
        assert!((index - (0.1 * 1.2_f64.ln() - 0.1 * 0.8_f64.ln())).abs() < 1e-12);
    }

    #[test]
    fn all_alike_is_one_part() {
        let spread = Spread::of("orders", &[1.0; 50]);
        assert_eq!(spread.index(&[1.0; 3]), Some(0.0));
        assert!(Spread::of("orders", &[]).index(&[1.0]).is_none());
    }
}
