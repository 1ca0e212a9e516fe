//! What one customer can be told of: what they left in the cart first, then what the model proposes and can be had.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Bought, MODEL, NextModel, Proposal};
use crate::domain::about;
use crate::domain::commerce::{Item, Order};
use crate::domain::profile::Profile;
use crate::domain::score::{Ground, NextProduct};
use crate::scoring::catalogue::Catalogue;
use crate::scoring::store_model::{StoreModel, day_of};

/// Products proposed at most.
const MOST_PRODUCTS: usize = 5;

/// What may be bought next, best first; nothing where the store's model knows no baskets.
///
/// What came back is not offered, nor what is still on its way or spoken of in an open case, nor what is out of stock; of
/// the cart that is told instead.
pub fn offer(
    profile: &Profile,
    model: &StoreModel,
    catalogue: &Catalogue,
    zone: &TimeZone,
    now: Timestamp,
) -> Option<Vec<NextProduct>> {
    let next = model.next.as_ref()?;
    let desk = Offering { next, catalogue, model: format!("{MODEL}-{}", model.number) };
    let past = Past::of(profile, catalogue, now);
    let mut products = desk.cart(profile);
    let mut offered: BTreeSet<String> = products.iter().map(|(key, _)| key.clone()).collect();
    offered.extend(past.returned.union(&past.unsettled).cloned());
    let bought = past.bought(next, zone);
    for proposal in next.propose(&bought, day_of(now, zone)) {
        if products.len() >= MOST_PRODUCTS {
            break;
        }
        let key = next.name(proposal.product);
        if offered.insert(key.to_owned())
            && let Some(product) = desk.product(&proposal, &past)
        {
            products.push((key.to_owned(), product));
        }
    }
    Some(products.into_iter().map(|(_, product)| product).collect())
}

/// What a customer bought.
struct Past<'a> {
    /// What was kept: item and when, the oldest first, by what tells it from others.
    kept: BTreeMap<String, (&'a Item, Vec<Timestamp>)>,
    /// What came back and was not bought again since.
    returned: BTreeSet<String>,
    /// What has not arrived yet, or an open case is about.
    unsettled: BTreeSet<String>,
}

impl<'a> Past<'a> {
    fn of(profile: &'a Profile, catalogue: &Catalogue, now: Timestamp) -> Self {
        let key = |item: &Item| catalogue.key(item.sku.as_deref(), &item.title);
        let unsettled = about::unsettled(profile, now).into_iter().flat_map(|order| &order.items).map(key);
        let mut past =
            Self { kept: BTreeMap::new(), returned: BTreeSet::new(), unsettled: unsettled.collect() };
        let mut orders: Vec<&Order> = profile.orders.iter().filter(|order| order.counts()).collect();
        orders.sort_by_key(|order| order.placed_at);
        for order in orders {
            let went_back =
                |item: &Item| order.refunds.iter().any(|refund| refund.items.contains(&item.title));
            for item in &order.items {
                let key = key(item);
                if went_back(item) {
                    past.returned.insert(key);
                } else {
                    past.returned.remove(&key);
                    let of_it = past.kept.entry(key).or_insert_with(|| (item, Vec::new()));
                    of_it.0 = item;
                    of_it.1.push(order.placed_at);
                }
            }
        }
        past
    }

    /// As the model takes it: products that it does not know say nothing.
    fn bought(&self, next: &NextModel, zone: &TimeZone) -> Vec<Bought> {
        let mut bought = Vec::new();
        for (key, (_, times)) in &self.kept {
            if let Some(product) = next.number(key) {
                bought.extend(times.iter().map(|at| Bought { day: day_of(*at, zone), product }));
            }
        }
        bought.sort_unstable();
        bought.dedup();
        bought
    }
}

/// From where products are offered.
struct Offering<'a> {
    next: &'a NextModel,
    catalogue: &'a Catalogue,
    model: String,
}

impl Offering<'_> {
    /// What was left in the newest cart.
    fn cart(&self, profile: &Profile) -> Vec<(String, NextProduct)> {
        let items = profile.carts.first().map_or(&[][..], |cart| &cart.items);
        let mut products: Vec<(String, NextProduct)> = Vec::new();
        for item in items {
            let key = self.catalogue.key(item.sku.as_deref(), &item.title);
            let is_there = self.catalogue.ware(&key).is_none_or(|ware| ware.can_be_had);
            let product = NextProduct {
                sku: item.sku.clone(),
                title: item.title.clone(),
                score: 1.0,
                reason: if is_there { "left in the cart" } else { "left in the cart, out of stock now" }
                    .to_owned(),
                ground: Some(Ground::Cart),
                model: self.model.clone(),
            };
            if products.len() < MOST_PRODUCTS && products.iter().all(|(known, _)| *known != key) {
                products.push((key, product));
            }
        }
        products
    }

    /// A proposal as it is told; nothing where it cannot be had, or nobody knows what it is called.
    fn product(&self, proposal: &Proposal, past: &Past<'_>) -> Option<NextProduct> {
        let key = self.next.name(proposal.product);
        let ware = self.catalogue.ware(key);
        let own = past.kept.get(key).map(|(item, _)| *item);
        if ware.is_some_and(|ware| !ware.can_be_had) {
            return None;
        }
        let (sku, title) = match (own, ware) {
            (Some(item), _) => (item.sku.clone(), item.title.clone()),
            (None, Some(ware)) => (ware.sku.clone(), ware.title.clone()),
            (None, None) => return None,
        };
        let called = |product: u32| {
            let key = self.next.name(product);
            let own = past.kept.get(key).map(|(item, _)| item.title.clone());
            own.or_else(|| self.catalogue.ware(key).map(|ware| ware.title.clone()))
                .unwrap_or_else(|| key.to_owned())
        };
        Some(NextProduct {
            sku,
            title,
            score: proposal.score,
            reason: proposal.why.in_words(called),
            ground: Some(proposal.why.ground()),
            model: self.model.clone(),
        })
    }
}
