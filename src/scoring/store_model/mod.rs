//! What the customers of a store were learnt to do: models of each currency, with all that is needed to use them, to say
//! why, and to see whether they still hold. Pure.
//!
//! `evaluation` says how good it was on the end of the known time that it had not seen, `tiers` puts values into tiers,
//! `stability` sees whether customers still look as they did, `scores` words what is expected of one customer, `quiet` tells
//! who of high value is about to stay away.

mod drift;
mod evaluation;
mod habit;
mod past;
mod quiet;
mod scores;
mod stability;
mod tiers;
mod ways;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fitted::{Blend, DAYS_A_WEEK, Expectation, Kinds, Orders, Summary, Traits};
use super::lead::{Deals, LeadModel};
use super::next::{self, Baskets, NextModel};
use crate::domain::audit::Digest32;
use crate::domain::money::Currency;
use crate::domain::score::{ScoreSettings, TierRule};
pub use drift::{Drift, Moved, Since};
pub use evaluation::{Evaluation, Hits};
pub use habit::{Habit, day_of};
pub use scores::Scored;
pub use stability::{DRIFTED, MOVED, Spread};
pub use tiers::Borders;
pub use ways::remember;

/// Customers with an order below which nothing is learnt of a currency.
pub const FEWEST_CUSTOMERS: usize = 20;
/// A risk from which on somebody is likely to stay away.
pub const HIGH_RISK: f64 = 0.66;

/// What was learnt of a store up to a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoreModel {
    /// Which of the store's models it is, from 1.
    pub number: u32,
    /// When it was fitted.
    pub fitted_at: Timestamp,
    /// The last day that was looked at.
    pub until: Date,
    /// How.
    pub settings: ScoreSettings,
    /// SHA-256 of all orders that it was fitted on.
    pub digest: Digest32,
    /// By currency.
    pub currencies: BTreeMap<Currency, OfCurrency>,
    /// What they buy next; nothing in a model of an older version.
    #[serde(default)]
    pub next: Option<NextModel>,
    /// What won and lost deals have taught of leads; nothing in a model of an older version.
    #[serde(default)]
    pub leads: Option<LeadModel>,
}

/// What was learnt of the customers who pay in one currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfCurrency {
    /// Customers with an order.
    pub customers: usize,
    /// Days with an order, by customer.
    pub orders: usize,
    /// A typical customer: the medians.
    pub typical: Summary,
    /// Which channels and categories are told apart.
    #[serde(default)]
    pub kinds: Kinds,
    /// The models.
    pub blend: Blend,
    /// Where tiers begin.
    pub borders: Borders,
    /// How good it was on time that it had not seen; nothing where there was too little of it.
    pub evaluation: Option<Evaluation>,
    /// How figures and scores were spread when it was fitted.
    pub spreads: Vec<Spread>,
}

impl StoreModel {
    /// Fits it on all orders up to a day, given in days since 1970-01-01. Currencies of too few customers are left out;
    /// nothing where none is left.
    pub fn fit(
        number: u32,
        orders: &BTreeMap<Currency, Orders>,
        until: i32,
        settings: ScoreSettings,
        now: Timestamp,
    ) -> Option<Self> {
        let mut digest = Sha256::new();
        let mut currencies = BTreeMap::new();
        for (currency, orders) in orders {
            digest.update(currency.code());
            orders.digest(&mut digest);
            if let Some(learnt) = OfCurrency::fit(orders, until, settings) {
                currencies.insert(*currency, learnt);
            }
        }
        let until = Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(until));
        let digest = Digest32(digest.finalize().into());
        (!currencies.is_empty()).then_some(Self {
            number,
            fitted_at: now,
            until,
            settings,
            digest,
            currencies,
            next: None,
            leads: None,
        })
    }

    /// The same with what customers buy next, learnt from their baskets up to that day.
    #[must_use]
    pub fn with_next(self, baskets: &Baskets, until: i32) -> Self {
        Self { next: Some(NextModel::fit(baskets, until, next::HORIZON_DAYS)), ..self }
    }

    /// The same with what closed deals teach of leads.
    #[must_use]
    pub fn with_leads(self, deals: Deals) -> Self {
        Self { leads: Some(LeadModel::fit(deals)), ..self }
    }

    /// What scores call it.
    pub fn name(&self) -> String {
        format!("auto-{}", self.number)
    }
}

impl OfCurrency {
    fn fit(orders: &Orders, until: i32, settings: ScoreSettings) -> Option<Self> {
        let customers: Vec<Summary> = orders.summaries(until).map(|(_, summary)| summary).collect();
        if customers.len() < FEWEST_CUSTOMERS {
            return None;
        }
        let days = i32::try_from(settings.horizon_days).unwrap_or(i32::MAX);
        let weeks = f64::from(settings.horizon_days) / DAYS_A_WEEK;
        let blend = Blend::fit(orders, until, days);
        let expected = blend.expect(&customers, weeks);
        let values = expected.iter().map(|one| (one.revenue, one.buys)).collect();
        let borders = match settings.tiers {
            TierRule::Shares(shares) => Borders::by_shares(values, shares, settings.margin)?,
            TierRule::Amounts([silver, gold, platinum]) => {
                Borders { silver, gold, platinum, margin: settings.margin }
            }
        };
        Some(Self {
            customers: customers.len(),
            orders: customers.iter().map(|one| one.repeats as usize + 1).sum(),
            typical: typical(&customers),
            kinds: orders.kinds().clone(),
            borders,
            evaluation: Evaluation::of(orders, until, days),
            spreads: FIGURES.iter().filter_map(|figure| figure.spread(&customers, &expected)).collect(),
            blend,
        })
    }

    /// How far each figure has moved since it was fitted: what, population stability index.
    pub fn moved(&self, customers: &[Summary], expected: &[Expectation]) -> Vec<(String, f64)> {
        let of = |spread: &Spread| {
            let figure = FIGURES.into_iter().find(|figure| figure.what == spread.what)?;
            Some((spread.what.clone(), spread.index(&figure.values(customers, expected))?))
        };
        self.spreads.iter().filter_map(of).collect()
    }
}

/// A figure that is watched.
#[derive(Clone, Copy)]
struct Figure {
    what: &'static str,
    of: fn(&Summary, &Expectation) -> f64,
}

const FIGURES: [Figure; 9] = [
    Figure { what: "orders", of: |one, _| one.orders() },
    Figure { what: "days since the last order", of: |one, _| (one.age - one.recency) * DAYS_A_WEEK },
    Figure { what: "days since the first order", of: |one, _| one.age * DAYS_A_WEEK },
    Figure { what: "an order's worth", of: |one, _| one.mean_spent() },
    Figure { what: "part taken off", of: |one, _| f64::from(one.traits.discounted) },
    Figure { what: "part that went back", of: |one, _| f64::from(one.traits.refunded) },
    Figure { what: "cases within a year", of: |one, _| f64::from(one.traits.cases) },
    Figure { what: "expected value", of: |_, one| one.revenue },
    Figure { what: "churn risk", of: |_, one| 1.0 - one.buys },
];

impl Figure {
    fn values(self, customers: &[Summary], expected: &[Expectation]) -> Vec<f64> {
        customers.iter().zip(expected).map(|(one, expected)| (self.of)(one, expected)).collect()
    }

    /// Nothing of a figure that is the same for all.
    fn spread(self, customers: &[Summary], expected: &[Expectation]) -> Option<Spread> {
        let values = self.values(customers, expected);
        let tells = values.iter().any(|value| value != &values[0]);
        tells.then(|| Spread::of(self.what, &values))
    }
}

/// The middle of each figure.
fn typical(customers: &[Summary]) -> Summary {
    let middle = |of: &dyn Fn(&Summary) -> f64| {
        let mut values: Vec<f64> = customers.iter().map(of).collect();
        let at = values.len() / 2;
        *values.select_nth_unstable_by(at, f64::total_cmp).1
    };
    let repeats = middle(&|one| f64::from(one.repeats));
    let recency = if repeats > 0.0 { middle(&|one| one.recency) } else { 0.0 };
    let worth = middle(&Summary::mean_spent);
    Summary {
        repeats: repeats as u32,
        recency,
        age: recency + middle(&|one| one.age - one.recency),
        spent: worth * (repeats + 1.0),
        first_spent: worth,
        traits: Traits::of(std::array::from_fn(|at| middle(&|one| one.traits.figures()[at]))),
        until: 0,
    }
}

#[cfg(test)]
mod tests;
