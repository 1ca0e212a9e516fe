//! What a customer has bought and left in a cart: the same, and read by the same rules, of a profile as of a history.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Bought, NextModel};
use crate::domain::about;
use crate::domain::commerce::{Item, OrderStatus};
use crate::domain::history::{History, PastLine};
use crate::domain::ids::Source;
use crate::domain::profile::Profile;
use crate::scoring::catalogue::Catalogue;
use crate::scoring::store_model::day_of;

/// Days in which what was bought may not have arrived, where it is not bought more often.
const FRESH: i32 = 30;
/// Days in which an open case may be about it.
const FRESH_WITH_A_CASE: i32 = 90;

/// One thing that was bought or lies in a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// What tells it from others.
    pub key: String,
    /// Its stock keeping unit.
    pub sku: Option<String>,
    /// What it is called there; a history does not keep that.
    pub title: Option<String>,
}

/// One thing that was bought.
struct Purchase {
    thing: Thing,
    day: i32,
    /// Nothing went back of its order.
    is_kept: bool,
}

/// What a customer has bought and left in a cart.
pub struct Past {
    /// Of orders that count, the oldest first.
    purchases: Vec<Purchase>,
    /// What lies in the newest cart.
    pub cart: Vec<Thing>,
    /// What is ordered and not paid, and what is known to be on its way or complained of: it is offered no second time.
    awaited: BTreeSet<String>,
    has_open_case: bool,
}

impl Past {
    /// Of a profile.
    pub fn of_profile(profile: &Profile, catalogue: &Catalogue, zone: &TimeZone, now: Timestamp) -> Self {
        let thing = |item: &Item| Thing {
            key: catalogue.key(item.sku.as_deref(), &item.title),
            sku: item.sku.clone(),
            title: Some(item.title.clone()),
        };
        let unpaid =
            profile.orders.iter().filter(|order| !order.test && order.status == OrderStatus::Pending);
        let awaited = about::unsettled(profile, now).into_iter().chain(unpaid);
        let mut purchases: Vec<Purchase> = profile
            .orders
            .iter()
            .filter(|order| order.counts())
            .flat_map(|order| order.items.iter().map(move |item| (order, item)))
            .map(|(order, item)| Purchase {
                thing: thing(item),
                day: day_of(order.placed_at, zone),
                is_kept: order.refunds.iter().all(|refund| refund.amount.amount.is_zero()),
            })
            .collect();
        purchases.sort_by_key(|purchase| purchase.day);
        Self {
            purchases,
            cart: profile.carts.first().map_or_else(Vec::new, |cart| cart.items.iter().map(thing).collect()),
            awaited: awaited.flat_map(|order| &order.items).map(|item| thing(item).key).collect(),
            has_open_case: profile.cases.iter().any(|case| case.open),
        }
    }

    /// Of a history, as of whichever day.
    pub fn of_history(history: &History, catalogue: &Catalogue, zone: &TimeZone) -> Self {
        let thing = |source: &Source, line: &PastLine| {
            let key = catalogue.key_of_line(source, line)?;
            Some(Thing { key, sku: line.sku.clone(), title: None })
        };
        let mut purchases = Vec::new();
        for order in history.orders.iter().filter(|order| order.counts()) {
            let (day, is_kept) = (day_of(order.placed_at, zone), order.refunded.is_zero());
            let things = order.lines.iter().filter_map(|line| thing(&order.source, line));
            purchases.extend(things.map(|thing| Purchase { thing, day, is_kept }));
        }
        purchases.sort_by_key(|purchase| purchase.day);
        let unpaid = history.orders.iter().filter(|order| order.unpaid && !order.cancelled && !order.test);
        let awaited =
            unpaid.flat_map(|order| order.lines.iter().filter_map(|line| thing(&order.source, line)));
        let cart = history.carts.last();
        Self {
            purchases,
            cart: cart.map_or_else(Vec::new, |cart| {
                cart.lines.iter().filter_map(|line| thing(&cart.source, line)).collect()
            }),
            awaited: awaited.map(|thing| thing.key).collect(),
            has_open_case: history.cases.iter().any(|case| case.closed_at.is_none()),
        }
    }

    /// As the model takes it: products that it does not know say nothing.
    pub fn bought(&self, next: &NextModel) -> Vec<Bought> {
        let known =
            |of_it: &Purchase| Some(Bought { day: of_it.day, product: next.number(&of_it.thing.key)? });
        let mut bought: Vec<Bought> = self.purchases.iter().filter_map(known).collect();
        bought.sort_unstable();
        bought.dedup();
        bought
    }

    /// What of it was bought last, by its key.
    pub fn last_of(&self, key: &str) -> Option<&Thing> {
        self.purchases.iter().rev().map(|of_it| &of_it.thing).find(|thing| thing.key == key)
    }

    /// Whether a product may be offered: what was bought only where it is bought again and again, kept the last time, and
    /// its time has come; what is called the same was bought under another key.
    pub fn may_offer(
        &self,
        key: &str,
        title: &str,
        next: &NextModel,
        catalogue: &Catalogue,
        today: i32,
    ) -> bool {
        if self.awaited.contains(key) {
            return false;
        }
        let mut of_it: Vec<&Purchase> =
            self.purchases.iter().filter(|of_it| of_it.thing.key == key).collect();
        of_it.dedup_by_key(|of_it| of_it.day);
        let Some(last) = self.purchases.iter().rev().find(|of_it| of_it.thing.key == key) else {
            let named = |thing: &Thing| {
                thing.title.clone().or_else(|| catalogue.ware(&thing.key).map(|w| w.title.clone()))
            };
            return !self
                .purchases
                .iter()
                .filter_map(|of_it| named(&of_it.thing))
                .any(|own| is_same_product(&own, title));
        };
        let days: Vec<i32> = of_it.iter().map(|of_it| of_it.day).collect();
        let Some(rhythm) = next.number(key).and_then(|product| next.bought_every(product, &days)) else {
            return false;
        };
        let fresh = match self.has_open_case {
            true => FRESH_WITH_A_CASE,
            false => (rhythm / 2).max(rhythm.min(FRESH)),
        };
        last.is_kept && today - last.day >= fresh
    }
}

/// Whether two titles name one product, whatever the size or colour behind the dash.
pub fn is_same_product(one: &str, other: &str) -> bool {
    let product = |title: &str| title.split(" - ").next().unwrap_or(title).trim().to_lowercase();
    product(one) == product(other)
}
