//! BG/NBD: customers order at rates of their own, and after each order stop with a probability of their own.
//!
//! Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2): rates are
//! Gamma(*r*, *α*), dropout probabilities Beta(*a*, *b*).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use statrs::function::gamma::{digamma, ln_gamma};

use super::history::Summary;
use super::minimum::minimise;
use super::parallel::sums;
use super::prior::{Prior, penalty};
use super::quadrature::{self, Nodes};
use super::{Fitted, history};

/// Points over the dropout probability.
const POINTS: usize = 16;
/// What is tried for the logarithms of *r*, *α*, *a*, *b*.
const BOUNDS: [(f64, f64); 4] = [(-9.0, 9.0), (-9.0, 12.0), (-9.0, 9.0), (-9.0, 9.0)];
/// What is usual in shops of whom studies have been published, in weeks.
const USUAL: [Prior; 4] = [Prior::around(0.5), Prior::around(8.0), Prior::around(0.6), Prior::around(2.5)];
/// Slope of the log-likelihood per customer at which the search ends.
const FLAT: f64 = 1e-7;

/// The parameters. *α* is in weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BgNbd {
    /// Shape of the rates.
    pub r: f64,
    /// Their scale, weeks.
    pub alpha: f64,
    /// First parameter of the dropout probabilities.
    pub a: f64,
    /// Second one.
    pub b: f64,
}

impl BgNbd {
    /// The most likely parameters; with what is usual as a prior, or without any.
    pub fn fit(customers: &[Summary], usual: bool) -> Fitted<Self> {
        let count = customers.len().max(1) as f64;
        let by_repeats = history::by_repeats(customers);
        let mean_age = customers.iter().map(|customer| customer.age).sum::<f64>() / count;
        let start = [0.0, (mean_age / 4.0).max(0.1).ln(), 0.0, 0.0];
        let priors = usual.then_some(&USUAL[..]);
        let found = minimise(&start, &BOUNDS, FLAT, |at, slopes| {
            let likelihood = Self::of(at).log_likelihood(&by_repeats, customers, slopes);
            slopes.iter_mut().for_each(|slope| *slope = -*slope);
            let value = penalty(priors, at, slopes) - likelihood;
            slopes.iter_mut().for_each(|slope| *slope /= count);
            value / count
        });
        let model = Self::of(&found.at);
        let log_likelihood = model.log_likelihood(&by_repeats, customers, &mut [0.0; 4]);
        let (steps, converged) = (found.steps, found.converged);
        Fitted { model, log_likelihood, customers: customers.len(), steps, converged }
    }

    fn of(logarithms: &[f64]) -> Self {
        let [r, alpha, a, b] = std::array::from_fn(|at| logarithms[at].exp());
        Self { r, alpha, a, b }
    }

    /// The log-likelihood of all, and its slopes by the logarithms of the parameters.
    ///
    /// What depends on the number of repeats alone is summed up by it. Of the two ways to have been silent since the
    /// last order the larger is taken out before they are added, as the authors do in their note on the numbers (Fader,
    /// Hardie and Lee 2005, Implementing the BG/NBD Model in Excel).
    fn log_likelihood(&self, by_repeats: &[(f64, f64)], customers: &[Summary], slopes: &mut [f64]) -> f64 {
        let Self { r, alpha, a, b } = *self;
        let [mut sum, mut by_r, mut by_alpha, mut by_a, mut by_b] = sums(customers, |one| {
            let rx = r + f64::from(one.repeats);
            let until_now = (alpha + one.age).ln();
            if one.repeats == 0 {
                return [-rx * until_now, -until_now, -rx / (alpha + one.age), 0.0, 0.0];
            }
            let bx = b + f64::from(one.repeats) - 1.0;
            let until_last = (alpha + one.recency).ln();
            let (stayed, left) = (-rx * until_now, (a / bx).ln() - rx * until_last);
            let larger = stayed.max(left);
            let (stayed, left) = ((stayed - larger).exp(), (left - larger).exp());
            let (is_here, is_gone) = (stayed / (stayed + left), left / (stayed + left));
            [
                larger + (stayed + left).ln(),
                -(is_here * until_now + is_gone * until_last),
                -rx * (is_here / (alpha + one.age) + is_gone / (alpha + one.recency)),
                is_gone / a,
                -is_gone / bx,
            ]
        });
        for (x, count) in by_repeats {
            let of_rate = ln_gamma(r + x) - ln_gamma(r) + r * alpha.ln();
            let of_dropout = ln_gamma(a + b) + ln_gamma(b + x) - ln_gamma(b) - ln_gamma(a + b + x);
            let both = digamma(a + b) - digamma(a + b + x);
            sum += count * (of_rate + of_dropout);
            by_r += count * (digamma(r + x) - digamma(r) + alpha.ln());
            by_alpha += count * r / alpha;
            by_a += count * both;
            by_b += count * (both + digamma(b + x) - digamma(b));
        }
        slopes.copy_from_slice(&[by_r * r, by_alpha * alpha, by_a * a, by_b * b]);
        sum
    }

    /// Probability of still being a customer. Of who has ordered once it is 1 by construction: no churn score.
    pub fn alive(&self, customer: &Summary) -> f64 {
        if customer.repeats == 0 {
            return 1.0;
        }
        let x = f64::from(customer.repeats);
        let silence = ((self.alpha + customer.age) / (self.alpha + customer.recency)).ln();
        let odds = (self.a / (self.b + x - 1.0)).ln() + (self.r + x) * silence;
        1.0 / (1.0 + odds.exp())
    }

    /// Probability of an order within so many weeks.
    pub fn buys(&self, customer: &Summary, weeks: f64) -> f64 {
        let shape = self.r + f64::from(customer.repeats);
        // Who is still a customer stays one until the next order.
        self.alive(customer) * -(-shape * (weeks / (self.alpha + customer.age)).ln_1p()).exp_m1()
    }

    /// Points over the dropout probability of customers with so many repeats who are still there.
    pub fn dropout(&self, repeats: u32) -> Nodes {
        quadrature::beta(POINTS, self.a, self.b + f64::from(repeats))
    }

    /// The same for all numbers of repeats that occur.
    pub fn dropouts<'a>(&self, customers: impl IntoIterator<Item = &'a Summary>) -> BTreeMap<u32, Nodes> {
        let mut dropouts = BTreeMap::new();
        for customer in customers {
            dropouts.entry(customer.repeats).or_insert_with(|| self.dropout(customer.repeats));
        }
        dropouts
    }

    /// Expected days with an order within so many weeks.
    ///
    /// The closed form has a pole at *a* = 1 where the value has none. It is the mean over the dropout probability *p*
    /// of (1 − (1 + p·weeks/(α+T))^−(r+x)) / p, which is smooth, so that mean is taken.
    pub fn orders(&self, customer: &Summary, weeks: f64, dropout: &Nodes) -> f64 {
        let shape = self.r + f64::from(customer.repeats);
        let ahead = weeks / (self.alpha + customer.age);
        let at = |p: f64| {
            if p * ahead < 1e-9 { shape * ahead } else { -(-shape * (p * ahead).ln_1p()).exp_m1() / p }
        };
        self.alive(customer) * dropout.iter().map(|(p, weight)| weight * at(*p)).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLISHED: BgNbd = BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

    fn customer(repeats: u32, recency: f64, age: f64) -> Summary {
        Summary { repeats, recency, age, ..Summary::default() }
    }

    fn orders(model: &BgNbd, customer: &Summary, weeks: f64) -> f64 {
        model.orders(customer, weeks, &model.dropout(customer.repeats))
    }

    /// Worked by hand in the paper's section 5 and the authors' spreadsheet.
    #[test]
    fn the_papers_customer_is_expected_to_order_so_often() {
        assert!((orders(&PUBLISHED, &customer(2, 30.43, 38.86), 39.0) - 1.226).abs() < 5e-4);
    }

    /// Formula (10) of the paper, with the hypergeometric function as its series.
    #[test]
    fn the_mean_over_dropout_is_the_closed_form() {
        for (x, recency, age, weeks) in [(0, 0.0, 20.0, 39.0), (2, 30.43, 38.86, 39.0), (26, 30.0, 31.0, 8.0)]
        {
            let one = customer(x, recency, age);
            let BgNbd { r, alpha, a, b } = PUBLISHED;
            let x = f64::from(x);
            let z = weeks / (alpha + age + weeks);
            let (mut term, mut series) = (1.0, 1.0);
            for n in 0..4000 {
                let n = f64::from(n);
                term *= (r + x + n) * (b + x + n) / ((a + b + x - 1.0 + n) * (n + 1.0)) * z;
                series += term;
            }
            let power = ((alpha + age) / (alpha + age + weeks)).powf(r + x);
            let closed = (a + b + x - 1.0) / (a - 1.0) * (1.0 - power * series) * PUBLISHED.alive(&one);
            assert!((orders(&PUBLISHED, &one, weeks) - closed).abs() < 1e-9 * closed.max(1.0), "{x}");
        }
    }

    #[test]
    fn nothing_jumps_where_the_closed_form_has_a_pole() {
        let one = customer(2, 30.43, 38.86);
        let at = |a: f64| orders(&BgNbd { a, ..PUBLISHED }, &one, 39.0);
        assert!((at(1.0) - (at(1.0 - 1e-7) + at(1.0 + 1e-7)) / 2.0).abs() < 1e-10);
    }

    #[test]
    fn slopes_are_those_of_the_likelihood() {
        let customers = [customer(0, 0.0, 10.0), customer(1, 3.0, 12.0), customer(7, 20.0, 30.0)];
        let by_repeats = history::by_repeats(&customers);
        let at = [-0.5, 1.4, -0.2, 0.9];
        let mut slopes = [0.0; 4];
        BgNbd::of(&at).log_likelihood(&by_repeats, &customers, &mut slopes);
        for (unknown, slope) in slopes.iter().enumerate() {
            let near = |off: f64| {
                let mut at = at;
                at[unknown] += off;
                BgNbd::of(&at).log_likelihood(&by_repeats, &customers, &mut [0.0; 4])
            };
            assert!(((near(1e-5) - near(-1e-5)) / 2e-5 - slope).abs() < 1e-6, "{unknown}");
        }
    }
}
