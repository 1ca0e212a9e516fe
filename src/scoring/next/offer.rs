//! What one customer can be told of: what they left in the cart first, then what the model proposes and can be had. The one
//! place that decides it: profile, page for a call and the CRM's field say what comes of it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::past::{Past, Thing};
use super::{MODEL, NextModel, Proposal};
use crate::domain::history::History;
use crate::domain::profile::Profile;
use crate::domain::score::{Ground, NextProduct};
use crate::scoring::catalogue::Catalogue;
use crate::scoring::store_model::{StoreModel, day_of};

/// Products proposed at most.
const MOST_PRODUCTS: usize = 5;

/// What may be bought next, best first; nothing where the store's model knows no baskets.
///
/// What was bought stands among it only where it is bought again and again; what came back does not, nor what is still on
/// its way or may be what an open case is about, nor what is out of stock; of the cart that is told instead, last.
pub fn offer(
    profile: &Profile,
    model: &StoreModel,
    catalogue: &Catalogue,
    zone: &TimeZone,
    now: Timestamp,
) -> Option<Vec<NextProduct>> {
    model.next.as_ref()?;
    Some(chosen(&Past::of_profile(profile, catalogue, zone, now), model, catalogue, day_of(now, zone)))
}

/// The same of whoever is not looked at, as of a day.
pub fn offer_by_history(
    history: &History,
    model: &StoreModel,
    catalogue: &Catalogue,
    zone: &TimeZone,
    today: i32,
) -> Vec<NextProduct> {
    chosen(&Past::of_history(history, catalogue, zone), model, catalogue, today)
}

/// What is chosen; of a model without baskets what lies in the cart.
fn chosen(past: &Past, model: &StoreModel, catalogue: &Catalogue, today: i32) -> Vec<NextProduct> {
    let desk = Offering { past, catalogue, model: format!("{MODEL}-{}", model.number) };
    let (mut products, out_of_stock): (Vec<_>, Vec<_>) =
        desk.cart().into_iter().partition(|(_, product)| !product.out_of_stock);
    let mut offered: BTreeSet<String> =
        products.iter().chain(&out_of_stock).map(|(key, _)| key.clone()).collect();
    if let Some(next) = &model.next {
        for proposal in next.propose(&past.bought(next), today) {
            if products.len() + out_of_stock.len() >= MOST_PRODUCTS {
                break;
            }
            let key = next.name(proposal.product);
            if !offered.contains(key)
                && let Some(product) = desk.product(&proposal, next)
                && past.may_offer(key, &product.title, next, catalogue, today)
            {
                offered.insert(key.to_owned());
                products.push((key.to_owned(), product));
            }
        }
    }
    products.into_iter().chain(out_of_stock).map(|(_, product)| product).collect()
}

/// From where products are offered.
struct Offering<'a> {
    past: &'a Past,
    catalogue: &'a Catalogue,
    model: String,
}

impl Offering<'_> {
    /// What was left in the newest cart.
    fn cart(&self) -> Vec<(String, NextProduct)> {
        let mut products: Vec<(String, NextProduct)> = Vec::new();
        for thing in &self.past.cart {
            let out_of_stock = self.catalogue.ware(&thing.key).is_some_and(|ware| !ware.can_be_had);
            let Some((sku, title)) = self.named(&thing.key, Some(thing)) else { continue };
            let product = NextProduct {
                sku,
                title,
                score: if out_of_stock { 0.0 } else { 1.0 },
                reason: if out_of_stock { "left in the cart, out of stock now" } else { "left in the cart" }
                    .to_owned(),
                ground: Some(Ground::Cart),
                model: self.model.clone(),
                out_of_stock,
            };
            if products.len() < MOST_PRODUCTS && products.iter().all(|(known, _)| *known != thing.key) {
                products.push((thing.key.clone(), product));
            }
        }
        products
    }

    /// A proposal as it is told; nothing where it cannot be had, or nobody knows what it is called.
    fn product(&self, proposal: &Proposal, next: &NextModel) -> Option<NextProduct> {
        let key = next.name(proposal.product);
        if self.catalogue.ware(key).is_some_and(|ware| !ware.can_be_had) {
            return None;
        }
        let (sku, title) = self.named(key, self.past.last_of(key))?;
        let called = |product: u32| {
            let key = next.name(product);
            self.named(key, self.past.last_of(key)).map_or_else(|| key.to_owned(), |(_, title)| title)
        };
        Some(NextProduct {
            sku,
            title,
            score: proposal.score,
            reason: proposal.why.in_words(called),
            ground: Some(proposal.why.ground()),
            model: self.model.clone(),
            out_of_stock: false,
        })
    }

    /// Stock keeping unit and name: as it was bought, else as the catalogue has it.
    fn named(&self, key: &str, own: Option<&Thing>) -> Option<(Option<String>, String)> {
        let ware = self.catalogue.ware(key);
        let own_sku = own.and_then(|thing| thing.sku.clone());
        let title = own.and_then(|thing| thing.title.clone()).or_else(|| ware.map(|ware| ware.title.clone()));
        let title = title.or_else(|| own_sku.clone())?;
        Some((own_sku.or_else(|| ware.and_then(|ware| ware.sku.clone())), title))
    }
}
