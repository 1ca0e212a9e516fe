//! The model that is wanted, and what it is compared with.

use super::bg_nbd::BgNbd;
use super::blend::Blend;
use super::gamma_gamma::GammaGamma;
use super::history::{Orders, Summary};
use super::pareto_nbd::ParetoNbd;
use super::{Expectation, Fitted, parallel};

/// Which model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// BG/NBD with Gamma-Gamma, as published: no prior, and what is spent is learnt from repeats alone.
    BgNbd,
    /// Pareto/NBD with Gamma-Gamma, the same.
    ParetoNbd,
    /// What the shop's own history says is best.
    Auto,
}

/// A model fitted on the orders of a shop.
#[derive(Clone, Debug)]
pub enum Model {
    /// By BG/NBD.
    BgNbd {
        /// How often.
        counts: Fitted<BgNbd>,
        /// How much.
        spend: Fitted<GammaGamma>,
    },
    /// By Pareto/NBD.
    ParetoNbd {
        /// How often.
        counts: Fitted<ParetoNbd>,
        /// How much.
        spend: Fitted<GammaGamma>,
    },
    /// By both, as the shop's own history says.
    Auto(Box<Blend>),
}

impl Model {
    /// Fits it on the orders up to a day; the horizon, in days after it, is what [`Family::Auto`] learns for.
    pub fn fit(family: Family, orders: &Orders, end: i32, horizon_days: i32) -> Self {
        if family == Family::Auto {
            return Self::Auto(Box::new(Blend::fit(orders, end, horizon_days)));
        }
        let customers: Vec<Summary> = orders.summaries(end).map(|(_, summary)| summary).collect();
        let spend = spend_of_repeats(&customers);
        match family {
            Family::BgNbd => Self::BgNbd { counts: BgNbd::fit(&customers, false), spend },
            _ => Self::ParetoNbd { counts: ParetoNbd::fit(&customers, false), spend },
        }
    }

    /// What is expected of each customer within so many weeks.
    pub fn expect(&self, customers: &[Summary], weeks: f64) -> Vec<Expectation> {
        match self {
            Self::Auto(blend) => blend.expect(customers, weeks),
            Self::BgNbd { counts, spend } => {
                let dropout = counts.model.dropouts(customers);
                parallel::map(customers, |one| {
                    let orders = counts.model.orders(one, weeks, &dropout[&one.repeats]);
                    let (buys, alive) = (counts.model.buys(one, weeks), counts.model.alive(one));
                    Expectation { orders, buys, alive, revenue: orders * of_repeats(&spend.model, one) }
                })
            }
            Self::ParetoNbd { counts, spend } => parallel::map(customers, |one| {
                let (orders, buys) = (counts.model.orders(one, weeks), counts.model.buys(one, weeks));
                let alive = counts.model.alive(one);
                Expectation { orders, buys, alive, revenue: orders * of_repeats(&spend.model, one) }
            }),
        }
    }
}

/// As published, on repeats alone; where nobody paid for one, on all orders.
fn spend_of_repeats(customers: &[Summary]) -> Fitted<GammaGamma> {
    let again = customers.iter().filter(|one| one.repeats > 0 && one.mean_repeat() > 0.0);
    let repeats: Vec<(f64, f64)> = again.map(|one| (f64::from(one.repeats), one.mean_repeat())).collect();
    if !repeats.is_empty() {
        return GammaGamma::fit(&repeats, false);
    }
    let all: Vec<(f64, f64)> = customers.iter().map(|one| (one.orders(), one.mean_spent())).collect();
    GammaGamma::fit(&all, true)
}

/// Expected worth of an order; of who never came again that of all.
fn of_repeats(spend: &GammaGamma, customer: &Summary) -> f64 {
    spend.mean(f64::from(customer.repeats), customer.mean_repeat())
}

/// What everybody would come to who goes on as they did: at their own rate, each order worth their own mean. The
/// plainest guess, to compare with.
pub fn own_rate(customers: &[Summary], weeks: f64) -> Vec<Expectation> {
    let of = |one: &Summary| {
        let orders = f64::from(one.repeats) / one.age.max(1.0) * weeks;
        Expectation { orders, buys: -(-orders).exp_m1(), alive: 1.0, revenue: orders * one.mean_spent() }
    };
    customers.iter().map(of).collect()
}
