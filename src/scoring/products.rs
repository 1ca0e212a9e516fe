//! What may be bought next. Pure.
//!
//! Three reasons, each with a score from 0 to 1 that only orders them: left in the newest cart (0.8), bought before and
//! due again by its own rhythm (up to 0.9), bought by others who bought the same (their share, up to 0.7).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::knowledge::{StoreKnowledge, product_key};
use super::next::is_same_product;
use super::{MODEL, days_between, value};
use crate::domain::about;
use crate::domain::commerce::Item;
use crate::domain::profile::Profile;
use crate::domain::score::{Ground, NextProduct};

/// Products proposed at most.
const MOST_PRODUCTS: usize = 5;
/// Fewer others than this are an accident.
const FEWEST_BUYERS: u32 = 2;

/// Proposals, best first.
pub(super) fn next_products(profile: &Profile, store: &StoreKnowledge, now: Timestamp) -> Vec<NextProduct> {
    let mut proposals: BTreeMap<String, NextProduct> = BTreeMap::new();
    let mut propose = |key: String, product: NextProduct| {
        let better = proposals.get(&key).is_none_or(|known| known.score < product.score);
        if better {
            proposals.insert(key, product);
        }
    };
    let named = |item: &Item| (item.sku.clone(), item.title.clone());
    let bought = purchases(profile);
    let unsettled = unsettled(profile, now);
    for (key, (item, times)) in bought.iter().filter(|(key, _)| !unsettled.contains(*key)) {
        if let Some((score, reason)) = due_again(times, now) {
            propose(key.clone(), product(named(item), score, reason, Ground::Due));
        }
    }
    if let Some(cart) = profile.carts.first() {
        for item in &cart.items {
            let reason = "left in the cart".to_owned();
            let key = product_key(item.sku.as_deref(), &item.title);
            propose(key, product(named(item), 0.8, reason, Ground::Cart));
        }
    }
    let owned: BTreeSet<String> = bought.keys().cloned().collect();
    for (key, buyers, alike) in store.bought_together(profile.customer.id, &owned) {
        let Some(ware) = store.product(key).filter(|_| buyers >= FEWEST_BUYERS) else { continue };
        // Another size or colour of what they have is no other product.
        if bought.values().any(|(item, _)| is_same_product(&item.title, &ware.1)) {
            continue;
        }
        let share = f64::from(buyers) / f64::from(alike);
        let reason = format!("{buyers} of {alike} customers who bought the same bought it too");
        propose(key.to_owned(), product(ware.clone(), 0.7 * share, reason, Ground::Together));
    }
    let mut proposals: Vec<NextProduct> = proposals.into_values().collect();
    proposals.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.title.cmp(&b.title)));
    proposals.truncate(MOST_PRODUCTS);
    proposals
}

fn product(item: (Option<String>, String), score: f64, reason: String, ground: Ground) -> NextProduct {
    let (sku, title) = item;
    NextProduct {
        sku,
        title,
        score,
        reason,
        ground: Some(ground),
        model: MODEL.to_owned(),
        out_of_stock: false,
    }
}

/// What was bought and kept, with the times, oldest first.
fn purchases(profile: &Profile) -> BTreeMap<String, (&Item, Vec<Timestamp>)> {
    let mut purchases: BTreeMap<String, (&Item, Vec<Timestamp>)> = BTreeMap::new();
    let kept = profile.orders.iter().rev().filter(|order| order.counts());
    for order in kept {
        let went_back = |item: &Item| order.refunds.iter().any(|refund| refund.items.contains(&item.title));
        for item in order.items.iter().filter(|item| !went_back(item)) {
            let key = product_key(item.sku.as_deref(), &item.title);
            let times = &mut purchases.entry(key).or_insert_with(|| (item, Vec::new())).1;
            if times.last() != Some(&order.placed_at) {
                times.push(order.placed_at);
            }
        }
    }
    purchases
}

/// What is still on its way, or an open case speaks of.
fn unsettled(profile: &Profile, now: Timestamp) -> BTreeSet<String> {
    let items = about::unsettled(profile, now).into_iter().flat_map(|order| &order.items);
    items.map(|item| product_key(item.sku.as_deref(), &item.title)).collect()
}

/// A product bought more than once, from half its own rhythm on; not proposed any more after three times of it.
fn due_again(times: &[Timestamp], now: Timestamp) -> Option<(f64, String)> {
    let mut gaps: Vec<f64> = times.windows(2).map(|pair| days_between(pair[0], pair[1])).collect();
    gaps.sort_by(f64::total_cmp);
    let gap = value::median(&gaps)?.max(1.0);
    let since = days_between(*times.last()?, now);
    let due = since / gap;
    let count = times.len();
    (0.5..=3.0).contains(&due).then(|| {
        let reason = format!("bought {count} times, about every {gap:.0} days; last {since:.0} days ago");
        (0.9 * due.min(1.0), reason)
    })
}
