//! Gamma-Gamma: what an order is worth varies around a mean of the customer's own, and these means vary.
//!
//! Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42(4), and Fader and Hardie (2013), The
//! Gamma-Gamma Model of Monetary Value: orders are Gamma(*p*, *ν*), and *ν* is Gamma(*q*, *γ*).

use serde::{Deserialize, Serialize};
use statrs::function::gamma::{digamma, ln_gamma};

use super::Fitted;
use super::minimum::minimise;
use super::parallel::sums;
use super::prior::{Prior, penalty};

/// What is tried for the logarithms of *p*, *q*, *γ*. Below *q* = 1 the mean over all customers is infinite, and near it a
/// few large orders make it anything; *q* is 1.5 at least.
const BOUNDS: [(f64, f64); 3] = [(-6.0, 9.0), (0.405, 9.0), (-9.0, 25.0)];
/// What is usual of *p* and *q*; *γ* is money, of which nothing is usual.
const USUAL: [Prior; 2] = [Prior::around(4.0), Prior::around(4.0)];
/// Slope of the log-likelihood per customer at which the search ends.
const FLAT: f64 = 1e-7;
/// Below, a variance is as good as infinite.
const LEAST_SHAPE: f64 = 0.5;

/// The parameters. *γ* is in the currency of the orders.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GammaGamma {
    /// Shape of a customer's orders.
    pub p: f64,
    /// Shape of how customers differ.
    pub q: f64,
    /// Their scale, money.
    pub gamma: f64,
}

impl GammaGamma {
    /// The most likely parameters of customers with so many orders of such a mean; with what is usual as a prior, or
    /// without any. Means that are not above nothing are left out.
    pub fn fit(customers: &[(f64, f64)], usual: bool) -> Fitted<Self> {
        let customers: Vec<(f64, f64)> =
            customers.iter().copied().filter(|(count, mean)| *count > 0.0 && *mean > 0.0).collect();
        let count = customers.len().max(1) as f64;
        let mean = customers.iter().map(|(_, mean)| mean).sum::<f64>() / count;
        let start = [1.0, 1.0, mean.max(1e-6).ln()];
        let priors = usual.then_some(&USUAL[..]);
        let found = minimise(&start, &BOUNDS, FLAT, |at, slopes| {
            let likelihood = Self::of(at).log_likelihood(&customers, slopes);
            slopes.iter_mut().for_each(|slope| *slope = -*slope);
            let value = penalty(priors, at, slopes) - likelihood;
            slopes.iter_mut().for_each(|slope| *slope /= count);
            value / count
        });
        let model = Self::of(&found.at);
        let log_likelihood = model.log_likelihood(&customers, &mut [0.0; 3]);
        let (steps, converged) = (found.steps, found.converged);
        Fitted { model, log_likelihood, customers: customers.len(), steps, converged }
    }

    fn of(logarithms: &[f64]) -> Self {
        let [p, q, gamma] = std::array::from_fn(|at| logarithms[at].exp());
        Self { p, q, gamma }
    }

    fn log_likelihood(&self, customers: &[(f64, f64)], slopes: &mut [f64]) -> f64 {
        let Self { p, q, gamma } = *self;
        let (ln_gamma_q, digamma_q, ln_scale) = (ln_gamma(q), digamma(q), gamma.ln());
        let [sum, by_p, by_q, by_gamma] = sums(customers, |(x, mean)| {
            let px = p * x;
            let (ln_mean, ln_x, ln_all) = (mean.ln(), x.ln(), (gamma + x * mean).ln());
            let of_shapes = ln_gamma(px + q) - ln_gamma(px) - ln_gamma_q;
            let of_money = q * ln_scale + (px - 1.0) * ln_mean + px * ln_x - (px + q) * ln_all;
            let both = digamma(px + q);
            [
                of_shapes + of_money,
                x * (both - digamma(px) + ln_mean + ln_x - ln_all),
                both - digamma_q + ln_scale - ln_all,
                q / gamma - (px + q) / (gamma + x * mean),
            ]
        });
        slopes.copy_from_slice(&[by_p * p, by_q * q, by_gamma * gamma]);
        sum
    }

    /// Expected worth of an order of somebody with so many orders of such a mean: between that mean and the one of all,
    /// the nearer to their own the more they have ordered.
    pub fn mean(&self, orders: f64, mean: f64) -> f64 {
        (self.gamma + orders * mean.max(0.0)) * self.p / (self.p * orders + self.q - 1.0)
    }

    /// How far from it they may lie. After what was seen ν is Gamma(*px* + *q*, *γ* + *xz*), of which the moments of *p*/ν
    /// and *p*/ν² follow; where they are infinite, the widest that can be reckoned with.
    pub fn spread(&self, orders: f64, mean: f64) -> Spread {
        let shape = self.p * orders + self.q;
        let scale = self.gamma + orders * mean.max(0.0);
        let (first, second) = (shape - 1.0, (shape - 2.0).max(LEAST_SHAPE));
        let square = scale * scale / (first * second);
        Spread { within: self.p * square, between: self.p * self.p * square / first }
    }
}

/// How far what somebody pays may lie from the expected worth of an order: variances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Of one order around the customer's own mean.
    pub within: f64,
    /// Of that mean, as far as it is not known.
    pub between: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_those_of_the_likelihood() {
        let customers = [(1.0, 30.0), (4.0, 12.5), (2.0, 200.0)];
        let at = [0.9, 1.1, 3.0];
        let mut slopes = [0.0; 3];
        GammaGamma::of(&at).log_likelihood(&customers, &mut slopes);
        for (unknown, slope) in slopes.iter().enumerate() {
            let near = |off: f64| {
                let mut at = at;
                at[unknown] += off;
                GammaGamma::of(&at).log_likelihood(&customers, &mut [0.0; 3])
            };
            assert!(((near(1e-5) - near(-1e-5)) / 2e-5 - slope).abs() < 1e-6, "{unknown}");
        }
    }

    #[test]
    fn the_more_orders_the_nearer_to_the_own_mean() {
        let model = GammaGamma { p: 6.25, q: 3.74, gamma: 15.44 };
        let of_all = model.p * model.gamma / (model.q - 1.0);
        let means: Vec<f64> = [1.0, 5.0, 500.0].iter().map(|orders| model.mean(*orders, 100.0)).collect();
        assert!(of_all < means[0] && means.windows(2).all(|pair| pair[0] < pair[1]) && means[2] < 100.0);
        assert!(means[2] > 99.0);
    }
}
