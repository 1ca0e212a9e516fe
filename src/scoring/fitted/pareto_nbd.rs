//! Pareto/NBD: customers order at rates of their own, and stop at a moment of their own.
//!
//! Schmittlein, Morrison and Colombo (1987), Counting Your Customers, Management Science 33(1): rates are
//! Gamma(*r*, *α*), rates of stopping Gamma(*s*, *β*). The likelihood in the form of Fader and Hardie (2005), A Note on
//! Deriving the Pareto/NBD Model, before its integral is written as hypergeometric functions.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::{digamma, ln_gamma};

use super::Fitted;
use super::history::{self, Summary};
use super::minimum::minimise;
use super::parallel::sums;
use super::prior::{Prior, penalty};
use super::quadrature::{self, Nodes};

/// Points over the moment of stopping: the likelihood is right to a thousandth of itself wherever the scales stand, and
/// to a millionth where they are alike.
const POINTS: usize = 16;
/// What is tried for the logarithms of *r*, *α*, *s*, *β*.
const BOUNDS: [(f64, f64); 4] = [(-9.0, 9.0), (-9.0, 12.0), (-9.0, 9.0), (-9.0, 12.0)];
/// What is usual in shops of whom studies have been published, in weeks.
const USUAL: [Prior; 4] = [Prior::around(0.6), Prior::around(10.0), Prior::around(0.5), Prior::around(10.0)];
/// Slope of the log-likelihood per customer at which the search ends; the integral's own error is below it.
const FLAT: f64 = 1e-6;

/// The parameters. *α* and *β* are in weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 4]", into = "[f64; 4]")]
pub struct ParetoNbd {
    /// Shape of the rates of ordering.
    pub r: f64,
    /// Their scale, weeks.
    pub alpha: f64,
    /// Shape of the rates of stopping.
    pub s: f64,
    /// Their scale, weeks.
    pub beta: f64,
    stopping: Nodes,
}

impl From<[f64; 4]> for ParetoNbd {
    fn from([r, alpha, s, beta]: [f64; 4]) -> Self {
        Self::new(r, alpha, s, beta)
    }
}

impl From<ParetoNbd> for [f64; 4] {
    fn from(model: ParetoNbd) -> Self {
        [model.r, model.alpha, model.s, model.beta]
    }
}

/// The likelihoods, as logarithms and without what both have in common, of having stayed until now and of having stopped
/// since the last order; slopes of their sum's logarithm by *r*, *α*, *s*, *β*.
struct Ways {
    stayed: f64,
    stopped: f64,
    slopes: [f64; 4],
}

impl Ways {
    fn together(&self) -> f64 {
        let larger = self.stayed.max(self.stopped);
        larger + ((self.stayed - larger).exp() + (self.stopped - larger).exp()).ln()
    }
}

impl ParetoNbd {
    /// With parameters that are known.
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Self {
        Self { r, alpha, s, beta, stopping: quadrature::even(POINTS) }
    }

    /// The most likely parameters; with what is usual as a prior, or without any.
    pub fn fit(customers: &[Summary], usual: bool) -> Fitted<Self> {
        let count = customers.len().max(1) as f64;
        let by_repeats = history::by_repeats(customers);
        let mean_age = customers.iter().map(|customer| customer.age).sum::<f64>() / count;
        let scale = (mean_age / 4.0).max(0.1).ln();
        let priors = usual.then_some(&USUAL[..]);
        let mut model = Self::new(1.0, 1.0, 1.0, 1.0);
        let found = minimise(&[0.0, scale, 0.0, scale], &BOUNDS, FLAT, |at, slopes| {
            model.set(at);
            let likelihood = model.log_likelihood(&by_repeats, customers, slopes);
            slopes.iter_mut().for_each(|slope| *slope = -*slope);
            let value = penalty(priors, at, slopes) - likelihood;
            slopes.iter_mut().for_each(|slope| *slope /= count);
            value / count
        });
        model.set(&found.at);
        let log_likelihood = model.log_likelihood(&by_repeats, customers, &mut [0.0; 4]);
        let (steps, converged) = (found.steps, found.converged);
        Fitted { model, log_likelihood, customers: customers.len(), steps, converged }
    }

    fn set(&mut self, logarithms: &[f64]) {
        [self.r, self.alpha, self.s, self.beta] = std::array::from_fn(|at| logarithms[at].exp());
    }

    /// The log-likelihood of all, and its slopes by the logarithms of the parameters.
    fn log_likelihood(&self, by_repeats: &[(f64, f64)], customers: &[Summary], slopes: &mut [f64]) -> f64 {
        let Self { r, alpha, s, beta, .. } = *self;
        let [mut sum, mut by_r, mut by_alpha, mut by_s, mut by_beta] = sums(customers, |one| {
            let ways = self.ways(one.repeats, one.recency, one.age);
            let [by_r, by_alpha, by_s, by_beta] = ways.slopes;
            [ways.together(), by_r, by_alpha, by_s, by_beta]
        });
        for (x, count) in by_repeats {
            sum += count * (ln_gamma(r + x) - ln_gamma(r) + r * alpha.ln() + s * beta.ln());
            by_r += count * (digamma(r + x) - digamma(r) + alpha.ln());
            by_alpha += count * r / alpha;
            by_s += count * beta.ln();
            by_beta += count * s / beta;
        }
        slopes.copy_from_slice(&[by_r * r, by_alpha * alpha, by_s * s, by_beta * beta]);
        sum
    }

    /// Having stayed: (α+T)^−(r+x) (β+T)^−s. Having stopped at a moment τ since the last order:
    /// s ∫ (α+τ)^−(r+x) (β+τ)^−(s+1) dτ from t_x to T.
    ///
    /// With m the smaller of α and β, L = m+t_x and y = (m+τ)/L the integrand falls as y^−(κ+1) at first, where
    /// κ+1 = (r+x)·L/(α+t_x) + (s+1)·L/(β+t_x), and never faster later on. So the points stand where y^−κ is evenly
    /// spread, and what is summed up there lies between 0 and 1 and is flat where α = β.
    fn ways(&self, repeats: u32, recency: f64, age: f64) -> Ways {
        let Self { r, alpha, s, beta, .. } = *self;
        let rx = r + f64::from(repeats);
        let (ln_a, ln_b) = ((alpha + age).ln(), (beta + age).ln());
        let stayed = -rx * ln_a - s * ln_b;
        let of_staying = [-ln_a, -rx / (alpha + age), -ln_b, -s / (beta + age)];
        if age <= recency {
            return Ways { stayed, stopped: f64::NEG_INFINITY, slopes: of_staying };
        }
        let (from_a, from_b) = (alpha + recency, beta + recency);
        let length = from_a.min(from_b);
        let fall = rx * length / from_a + (s + 1.0) * length / from_b;
        let kappa = fall - 1.0;
        let ln_end = ((age - recency) / length).ln_1p();
        let is_log = (kappa * ln_end).abs() < 1e-9;
        // ∫ y^−(κ+1) dy from 1 to the end.
        let span = if is_log { ln_end } else { -(-kappa * ln_end).exp_m1() / kappa };
        let [mut sum, mut ln_alpha, mut per_alpha, mut ln_beta, mut per_beta] = [0.0; 5];
        for (u, weight) in &self.stopping {
            let ln_y = if is_log { u * span } else { -(-kappa * span * u).ln_1p() / kappa };
            let gone_by = length * ln_y.exp_m1();
            let (more_a, more_b) = ((gone_by / from_a).ln_1p(), (gone_by / from_b).ln_1p());
            let density = weight * (fall * ln_y - rx * more_a - (s + 1.0) * more_b).exp();
            sum += density;
            ln_alpha += density * more_a;
            per_alpha += density / (from_a + gone_by);
            ln_beta += density * more_b;
            per_beta += density / (from_b + gone_by);
        }
        let stopped = (s * length * span * sum).ln() - rx * from_a.ln() - (s + 1.0) * from_b.ln();
        let of_stopping = [
            -from_a.ln() - ln_alpha / sum,
            -rx * per_alpha / sum,
            1.0 / s - from_b.ln() - ln_beta / sum,
            -(s + 1.0) * per_beta / sum,
        ];
        let has_stopped = 1.0 / (1.0 + (stayed - stopped).exp());
        let mixed = |at: usize| of_staying[at] + has_stopped * (of_stopping[at] - of_staying[at]);
        Ways { stayed, stopped, slopes: std::array::from_fn(mixed) }
    }

    /// Probability of still being a customer.
    pub fn alive(&self, customer: &Summary) -> f64 {
        let ways = self.ways(customer.repeats, customer.recency, customer.age);
        1.0 / (1.0 + (ways.stopped - ways.stayed).exp())
    }

    /// Probability of an order within so many weeks: what is missing to the likelihood of having been seen like this and
    /// then staying silent for so long, over that of having been seen like this.
    pub fn buys(&self, customer: &Summary, weeks: f64) -> f64 {
        let now = self.ways(customer.repeats, customer.recency, customer.age).together();
        let then = self.ways(customer.repeats, customer.recency, customer.age + weeks).together();
        (1.0 - (then - now).exp()).clamp(0.0, 1.0)
    }

    /// Expected days with an order within so many weeks. At *s* = 1, where the closed form is 0/0, its limit.
    pub fn orders(&self, customer: &Summary, weeks: f64) -> f64 {
        let rate = (self.r + f64::from(customer.repeats)) / (self.alpha + customer.age);
        let log = (weeks / (self.beta + customer.age)).ln_1p();
        let off = self.s - 1.0;
        let time = if (off * log).abs() < 1e-9 { log } else { -(-off * log).exp_m1() / off };
        self.alive(customer) * rate * (self.beta + customer.age) * time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(repeats: u32, recency: f64, age: f64) -> Summary {
        Summary { repeats, recency, age, ..Summary::default() }
    }

    fn published() -> ParetoNbd {
        ParetoNbd::new(0.553, 10.578, 0.606, 11.669)
    }

    #[test]
    fn slopes_are_those_of_the_likelihood() {
        let customers =
            [customer(0, 0.0, 10.0), customer(1, 3.0, 12.0), customer(40, 20.0, 30.0), customer(2, 9.0, 9.0)];
        let by_repeats = history::by_repeats(&customers);
        for at in [[-0.5, 1.4, -0.2, 0.9], [-0.5, 0.9, -0.2, 3.0]] {
            let value = |at: &[f64], slopes: &mut [f64]| {
                let mut model = ParetoNbd::new(1.0, 1.0, 1.0, 1.0);
                model.stopping = quadrature::even(64);
                model.set(at);
                model.log_likelihood(&by_repeats, &customers, slopes)
            };
            let mut slopes = [0.0; 4];
            value(&at, &mut slopes);
            for (unknown, slope) in slopes.iter().enumerate() {
                let near = |off: f64| {
                    let mut at = at;
                    at[unknown] += off;
                    value(&at, &mut [0.0; 4])
                };
                let measured = (near(1e-5) - near(-1e-5)) / 2e-5;
                assert!((measured - slope).abs() < 1e-4, "{unknown}: {measured} {slope}");
            }
        }
    }

    /// The integral by brute force, also where the two scales are far apart.
    #[test]
    fn few_points_are_as_good_as_many() {
        let seen = [(0, 0.0, 39.0), (3, 1.0, 39.0), (60, 20.0, 60.0), (1, 38.0, 39.0), (5, 10.0, 300.0)];
        let shops = [
            (0.553, 10.578, 0.606, 11.669),
            (0.6, 5.0, 50.0, 1000.0),
            (0.6, 5.0, 20.0, 400.0),
            (0.3, 1.0, 100.0, 8103.0),
            (3.0, 2000.0, 0.5, 2.0),
            (50.0, 900.0, 0.05, 1.0),
            (0.05, 0.5, 0.05, 700.0),
        ];
        for (r, alpha, s, beta) in shops {
            let model = ParetoNbd::new(r, alpha, s, beta);
            for (x, recency, age) in seen {
                let ways = model.ways(x, recency, age);
                let rx = model.r + f64::from(x);
                let steps = 400_000;
                let step = (age - recency) / f64::from(steps);
                let ln_density = |tau: f64| -rx * (alpha + tau).ln() - (s + 1.0) * (beta + tau).ln();
                let at_first = ln_density(recency);
                let of = |at: i32| (ln_density(recency + (f64::from(at) + 0.5) * step) - at_first).exp();
                let sum: f64 = (0..steps).map(of).sum();
                let exact = (s * sum * step).ln() + at_first;
                assert!(
                    (ways.stopped - exact).abs() < 1e-3,
                    "{model:?} {x} {recency}: {} {exact}",
                    ways.stopped
                );
            }
        }
    }

    #[test]
    fn nothing_jumps_at_the_closed_forms_pole() {
        let one = customer(2, 30.43, 38.86);
        let at = |s: f64| ParetoNbd::new(0.553, 10.578, s, 11.669).orders(&one, 39.0);
        assert!((at(1.0) - (at(1.0 - 1e-7) + at(1.0 + 1e-7)) / 2.0).abs() < 1e-10);
    }

    #[test]
    fn silence_makes_it_less_likely_that_somebody_is_there() {
        let model = published();
        let alive: Vec<f64> =
            [1.0, 10.0, 40.0].iter().map(|off| model.alive(&customer(4, 20.0, 20.0 + off))).collect();
        assert!(alive.windows(2).all(|pair| pair[0] > pair[1]) && alive[2] > 0.0, "{alive:?}");
        assert!(model.buys(&customer(4, 20.0, 21.0), 0.0).abs() < 1e-12);
        assert!(model.buys(&customer(4, 20.0, 21.0), 1e6) <= model.alive(&customer(4, 20.0, 21.0)) + 1e-9);
    }
}
