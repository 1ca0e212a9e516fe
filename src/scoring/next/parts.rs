//! All that speaks for a product, of one customer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::after::After;
use super::baskets::Bought;
use super::habit;
use super::popular::Popular;
use super::rhythm::{Rhythm, days_by_product};

/// What is learnt from a store's baskets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Parts {
    pub(super) popular: Popular,
    pub(super) after: After,
    pub(super) rhythm: Rhythm,
}

/// What speaks for a product, each a probability.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Voices {
    /// That a basket holds it.
    pub(super) popular: f64,
    /// That it follows on what they bought, beyond the usual.
    pub(super) after: f64,
    /// That it is due again within the horizon.
    pub(super) due: f64,
    /// That one of their own baskets holds it.
    pub(super) habit: f64,
}

/// A product that may be proposed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) product: u32,
    pub(super) voices: Voices,
    /// The days on which they bought it, the oldest first.
    pub(super) days: Vec<i32>,
    /// Their baskets with it.
    pub(super) baskets: u32,
    /// What it follows on most, and how many bought both.
    pub(super) follows: Option<(u32, u32)>,
}

impl Parts {
    /// Of what customers bought by the end of a day.
    pub(super) fn fit(customers: &[&[Bought]], products: usize, end: i32) -> Self {
        Self {
            popular: Popular::fit(customers, products, end),
            after: After::fit(customers, products),
            rhythm: Rhythm::fit(customers, products, end),
        }
    }

    /// What may be proposed to who bought this, on a day. What they are done with is left out.
    pub(super) fn candidates(&self, of: &[Bought], now: i32, horizon: i32) -> Vec<Candidate> {
        let mut found: BTreeMap<u32, Candidate> = BTreeMap::new();
        let own = days_by_product(of);
        for ((product, days), (_, share, baskets)) in own.iter().zip(habit::shares(of, now)) {
            let of_it = found.entry(*product).or_insert_with(|| self.candidate(*product));
            of_it.voices.due = self.rhythm.due(*product, days, now, horizon);
            of_it.voices.habit = share;
            (of_it.days, of_it.baskets) = (days.clone(), baskets);
        }
        let mut strongest: BTreeMap<u32, f64> = BTreeMap::new();
        for (product, days) in &own {
            let weight = self.after.weight(days.last().map_or(0, |last| now - last));
            for follower in self.after.followers(*product) {
                let says = weight * f64::from(follower.strength);
                let of_it = found.entry(follower.product).or_insert_with(|| self.candidate(follower.product));
                // As if each of what they bought spoke for itself.
                of_it.voices.after = 1.0 - (1.0 - of_it.voices.after) * (1.0 - says);
                let most = strongest.entry(follower.product).or_default();
                if says > *most {
                    *most = says;
                    of_it.follows = Some((*product, follower.buyers));
                }
            }
        }
        for product in &self.popular.first {
            found.entry(*product).or_insert_with(|| self.candidate(*product));
        }
        let is_open =
            |of_it: &Candidate| of_it.days.is_empty() || !self.rhythm.is_done(of_it.product, &of_it.days);
        found.into_values().filter(is_open).collect()
    }

    fn candidate(&self, product: u32) -> Candidate {
        let voices = Voices { popular: self.popular.share(product), ..Voices::default() };
        Candidate { product, voices, days: Vec::new(), baskets: 0, follows: None }
    }
}
