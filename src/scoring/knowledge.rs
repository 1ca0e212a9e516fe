//! What is known of a store's customers, so that one of them can be compared with the others. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use rust_decimal::prelude::ToPrimitive;

use super::{Catalogue, days_between, value};
use crate::domain::ids::CustomerId;
use crate::domain::money::Currency;
use crate::domain::profile::Profile;

/// Fewer customers than this say nothing about a store; a stated prior stands in.
const FEWEST_CUSTOMERS: usize = 20;
/// Expected net revenue a year of a small shop's customers, in units of a currency such as USD or EUR.
const PRIOR_VALUE: Quartiles = Quartiles { low: 40.0, middle: 100.0, high: 250.0 };
/// Orders a customer.
const PRIOR_ORDERS: Quartiles = Quartiles { low: 1.0, middle: 2.0, high: 4.0 };
/// Days since the last order.
const PRIOR_RECENCY: Quartiles = Quartiles { low: 45.0, middle: 120.0, high: 300.0 };
/// Days between two orders.
const PRIOR_GAP_DAYS: f64 = 120.0;

/// The values below which a quarter, a half and three quarters of the customers lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quartiles {
    /// A quarter lies below.
    pub low: f64,
    /// A half lies below.
    pub middle: f64,
    /// Three quarters lie below.
    pub high: f64,
}

impl Quartiles {
    /// Of some values, by linear interpolation between neighbours; nothing of none.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let at = |share: f64| {
            let place = share * last as f64;
            let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
            below + (above - below) * place.fract()
        };
        Some(Self { low: at(0.25), middle: at(0.5), high: at(0.75) })
    }

    /// Which quarter a value lies in: 1 the lowest, 4 the highest. A boundary belongs to the quarter above it.
    pub fn quarter(&self, value: f64) -> u8 {
        1 + [self.low, self.middle, self.high].iter().filter(|bound| value >= **bound).count() as u8
    }

    fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, middle: self.middle * factor, high: self.high * factor }
    }
}

/// Where a customer stands among the store's, in quarters from 1 (worst) to 4 (best).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How recently they ordered.
    pub recency: u8,
    /// How many orders they placed.
    pub frequency: u8,
    /// How much net revenue they brought, in their main currency.
    pub value: u8,
}

/// One customer as the store's statistics need them.
#[derive(Clone, Debug, PartialEq)]
struct Sample {
    currency: Currency,
    net: f64,
    expected: f64,
    orders: u32,
    last_order_at: Timestamp,
    gap_days: Option<f64>,
    products: BTreeSet<String>,
}

/// What is known of a store's customers: grows with every profile seen, a later profile replaces the earlier.
#[derive(Clone, Debug, Default)]
pub struct StoreKnowledge {
    samples: BTreeMap<CustomerId, Sample>,
    /// Product names by key, the last seen.
    titles: BTreeMap<String, (Option<String>, String)>,
    /// What the stores sell; nothing as long as that was not read.
    pub catalogue: Arc<Catalogue>,
}

impl StoreKnowledge {
    /// Learns from a profile; one without counted orders is forgotten again.
    pub fn learn(&mut self, profile: &Profile, now: Timestamp) {
        let id = profile.customer.id;
        let Some(habit) = value::Habit::of(profile, &Self::default(), now) else {
            self.forget(id);
            return;
        };
        let mut products = BTreeSet::new();
        for item in profile.orders.iter().filter(|order| order.counts()).flat_map(|order| &order.items) {
            let key = product_key(item.sku.as_deref(), &item.title);
            self.titles.insert(key.clone(), (item.sku.clone(), item.title.clone()));
            products.insert(key);
        }
        let sample = Sample {
            currency: habit.currency,
            net: profile.totals.net.and_then(|net| net.amount.to_f64()).unwrap_or_default(),
            expected: habit.expected_value(),
            orders: profile.totals.orders,
            last_order_at: habit.last_order_at,
            gap_days: habit.own_gap_days,
            products,
        };
        self.samples.insert(id, sample);
    }

    /// Forgets a customer.
    pub fn forget(&mut self, customer: CustomerId) {
        self.samples.remove(&customer);
    }

    /// Customers learned from.
    pub fn customers(&self) -> usize {
        self.samples.len()
    }

    /// Quartiles of expected net revenue in a currency, and whether they are the store's own (or the prior).
    pub fn expected_value(&self, currency: Currency) -> (Quartiles, bool) {
        let values = self.samples.values().filter(|s| s.currency == currency).map(|s| s.expected);
        own_or(values.collect(), prior_value(currency))
    }

    /// Days between two orders that are usual here.
    pub fn usual_gap_days(&self) -> f64 {
        let gaps: Vec<f64> = self.samples.values().filter_map(|sample| sample.gap_days).collect();
        let enough = gaps.len() >= FEWEST_CUSTOMERS;
        let own = Quartiles::of(gaps).filter(|_| enough);
        own.map_or(PRIOR_GAP_DAYS, |quartiles| quartiles.middle)
    }

    /// Where a customer stands; nothing without counted orders.
    pub fn standing(&self, profile: &Profile, now: Timestamp) -> Option<Standing> {
        let net = profile.totals.net?;
        let last = profile.totals.last_order_at?;
        let samples = || self.samples.values();
        let values = samples().filter(|sample| sample.currency == net.currency).map(|sample| sample.net);
        let (value, _) = own_or(values.collect(), prior_value(net.currency));
        let (orders, _) = own_or(samples().map(|s| f64::from(s.orders)).collect(), PRIOR_ORDERS);
        let recency = samples().map(|sample| days_between(sample.last_order_at, now));
        let (recency, _) = own_or(recency.collect(), PRIOR_RECENCY);
        Some(Standing {
            recency: 5 - recency.quarter(days_between(last, now)),
            frequency: orders.quarter(f64::from(profile.totals.orders)),
            value: value.quarter(net.amount.to_f64().unwrap_or_default()),
        })
    }

    /// Products that others who bought one of `owned` bought too: key, how many of them did, how many there are.
    pub(super) fn bought_together(
        &self,
        customer: CustomerId,
        owned: &BTreeSet<String>,
    ) -> Vec<(&str, u32, u32)> {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        let mut alike = 0;
        for (id, sample) in &self.samples {
            if *id == customer || sample.products.is_disjoint(owned) {
                continue;
            }
            alike += 1;
            for product in sample.products.iter().filter(|product| !owned.contains(*product)) {
                *counts.entry(product).or_default() += 1;
            }
        }
        counts.into_iter().map(|(product, count)| (product, count, alike)).collect()
    }

    /// Stock keeping unit and name of a product.
    pub(super) fn product(&self, key: &str) -> Option<&(Option<String>, String)> {
        self.titles.get(key)
    }
}

/// What tells products apart: the stock keeping unit, else the name.
pub(super) fn product_key(sku: Option<&str>, title: &str) -> String {
    sku.map(str::trim).filter(|sku| !sku.is_empty()).unwrap_or(title).to_lowercase()
}

/// A currency without decimals counts in units about a hundred times smaller.
fn prior_value(currency: Currency) -> Quartiles {
    PRIOR_VALUE.times(if currency.decimals() == 0 { 100.0 } else { 1.0 })
}

fn own_or(values: Vec<f64>, prior: Quartiles) -> (Quartiles, bool) {
    let enough = values.len() >= FEWEST_CUSTOMERS;
    Quartiles::of(values).filter(|_| enough).map_or((prior, false), |own| (own, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_neighbours_and_put_a_boundary_above() {
        let quartiles = Quartiles::of((1..=5).map(f64::from).collect()).unwrap();
        assert_eq!(quartiles, Quartiles { low: 2.0, middle: 3.0, high: 4.0 });
        let quarters: Vec<u8> = [0.0, 2.0, 2.9, 3.0, 4.0, 9.0].map(|v| quartiles.quarter(v)).to_vec();
        assert_eq!(quarters, [1, 2, 2, 3, 4, 4]);
        assert_eq!(Quartiles::of(Vec::new()), None);
    }
}
