//! Logistic regression with a ridge, around what is believed already.

use serde::{Deserialize, Serialize};

use super::minimum::minimise;
use super::parallel::sums;

/// Standard deviations beyond which a feature says no more.
const FARTHEST: f64 = 4.0;
/// Slope per row at which the search ends.
const FLAT: f64 = 1e-7;

/// Corrects log-odds by features. `N` features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub struct Logistic<const N: usize> {
    level: f64,
    weights: [f64; N],
    means: [f64; N],
    spreads: [f64; N],
}

/// As it is kept in a file.
#[derive(Serialize, Deserialize)]
struct Kept {
    level: f64,
    weights: Vec<f64>,
    means: Vec<f64>,
    spreads: Vec<f64>,
}

impl<const N: usize> TryFrom<Kept> for Logistic<N> {
    type Error = &'static str;

    fn try_from(kept: Kept) -> Result<Self, Self::Error> {
        let of = |list: Vec<f64>| <[f64; N]>::try_from(list).map_err(|_| "another number of features");
        Ok(Self {
            level: kept.level,
            weights: of(kept.weights)?,
            means: of(kept.means)?,
            spreads: of(kept.spreads)?,
        })
    }
}

impl<const N: usize> From<Logistic<N>> for Kept {
    fn from(model: Logistic<N>) -> Self {
        let Logistic { level, weights, means, spreads } = model;
        Self { level, weights: weights.into(), means: means.into(), spreads: spreads.into() }
    }
}

/// One observation.
#[derive(Clone, Copy, Debug)]
pub struct Row<const N: usize> {
    /// What may matter.
    pub features: [f64; N],
    /// Log-odds that are believed before.
    pub believed: f64,
    /// Whether it happened.
    pub happened: bool,
}

impl<const N: usize> Logistic<N> {
    /// Learns how far from what is believed the odds are. Every weight of the standardised features is held back as if
    /// it had been nothing in `ridge` rows.
    pub fn fit(rows: &[Row<N>], ridge: f64) -> Self {
        let count = rows.len().max(1) as f64;
        let means = sums(rows, |row| row.features).map(|sum| sum / count);
        let squares =
            sums(rows, |row| std::array::from_fn::<f64, N, _>(|at| (row.features[at] - means[at]).powi(2)));
        let spreads = squares.map(|sum| (sum / count).sqrt().max(1e-9));
        let mut this = Self { level: 0.0, weights: [0.0; N], means, spreads };
        let found = minimise(&vec![0.0; N + 1], &vec![(-20.0, 20.0); N + 1], FLAT, |at, slopes| {
            this.level = at[0];
            this.weights.copy_from_slice(&at[1..]);
            let [loss, by_level] = sums(rows, |row| [this.loss(row), this.off(row)]);
            let by_weight =
                sums(rows, |row| this.standard(&row.features).map(|feature| feature * this.off(row)));
            slopes[0] = by_level / count;
            for ((slope, by_weight), weight) in slopes[1..].iter_mut().zip(by_weight).zip(this.weights) {
                *slope = (by_weight + ridge * weight) / count;
            }
            let held_back = ridge * this.weights.iter().map(|weight| weight * weight).sum::<f64>() / 2.0;
            (loss + held_back) / count
        });
        this.level = found.at[0];
        this.weights.copy_from_slice(&found.at[1..]);
        this
    }

    /// Probability of something with these features of which such log-odds are believed.
    pub fn probability(&self, features: &[f64; N], believed: f64) -> f64 {
        sigmoid(self.log_odds(features, believed))
    }

    /// The same as log-odds.
    pub fn log_odds(&self, features: &[f64; N], believed: f64) -> f64 {
        let parts = self.standard(features).into_iter().zip(self.weights);
        believed + self.level + parts.map(|(feature, weight)| feature * weight).sum::<f64>()
    }

    fn standard(&self, features: &[f64; N]) -> [f64; N] {
        let one = |at: usize| (features[at] - self.means[at]) / self.spreads[at];
        std::array::from_fn(|at| one(at).clamp(-FARTHEST, FARTHEST))
    }

    /// Minus the log-likelihood of a row.
    fn loss(&self, row: &Row<N>) -> f64 {
        let odds = self.log_odds(&row.features, row.believed);
        let against = if row.happened { -odds } else { odds };
        // ln(1 + e^against) without overflow.
        against.max(0.0) + (-against.abs()).exp().ln_1p()
    }

    /// How much too likely a row is held.
    fn off(&self, row: &Row<N>) -> f64 {
        self.probability(&row.features, row.believed) - f64::from(u8::from(row.happened))
    }
}

/// The probability of log-odds.
pub fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log-odds of a probability, within what a double can tell from never and always.
pub fn log_odds(probability: f64) -> f64 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(of: impl Fn(u32) -> (f64, bool)) -> Vec<Row<1>> {
        let row = |at: u32| {
            let (feature, happened) = of(at);
            Row { features: [feature], believed: 0.0, happened }
        };
        (0..1000).map(row).collect()
    }

    #[test]
    fn what_matters_is_learnt_and_what_does_not_is_left() {
        // Of the upper half three quarters happen, of the lower one quarter.
        let rows = rows(|at| (f64::from(at % 2), (at % 2 == 1) == (at / 2 % 4 != 0)));
        let learnt = Logistic::fit(&rows, 1.0);
        assert!((learnt.probability(&[1.0], 0.0) - 0.75).abs() < 0.01);
        assert!((learnt.probability(&[0.0], 0.0) - 0.25).abs() < 0.01);
    }

    #[test]
    fn a_strong_ridge_leaves_what_is_believed_but_for_its_level() {
        let rows = rows(|at| (f64::from(at % 2), at % 5 == 0));
        let learnt = Logistic::fit(&rows, 1e9);
        assert!((learnt.probability(&[1.0], 0.0) - 0.2).abs() < 1e-3);
        assert!((learnt.probability(&[0.0], 0.0) - 0.2).abs() < 1e-3);
    }
}
