//! Abandoned checkouts and the links that bring customers back to them.

use std::collections::HashMap;

use serde_json::json;

use super::Shopify;
use super::convert::{self, Shop};
use super::queries::{CART_LINKS, CARTS, quoted};
use super::wire;
use crate::domain::commerce::Cart;
use crate::domain::customer::Email;
use crate::ports::{Call, PortError};

/// How many are read. The vendor can't search them by customer, so a search without an e-mail takes more.
const UNDER_AN_EMAIL: u32 = 10;
const OF_THE_SHOP: u32 = 50;

/// Abandoned checkouts of perhaps many people.
pub struct Checkouts {
    nodes: Vec<wire::Checkout>,
    /// Whether there are more than were read.
    pub more: bool,
}

impl Checkouts {
    /// Those of one customer, newest first.
    pub fn of(self, shop: &Shop<'_>, id: &str, email: Option<&Email>) -> Vec<Cart> {
        let is_theirs = |checkout: &wire::Checkout| {
            checkout.customer.as_ref().is_some_and(|customer| {
                let under = convert::email(customer.default_email_address.as_ref());
                convert::plain_id(&customer.id) == id || (under.is_some() && under.as_ref() == email)
            })
        };
        let theirs = self.nodes.into_iter().filter(is_theirs);
        let mut carts: Vec<Cart> = theirs.filter_map(|checkout| shop.cart(checkout)).collect();
        carts.sort_by_key(|cart| std::cmp::Reverse(cart.updated_at));
        carts
    }
}

impl Shopify {
    /// Checkouts found by an e-mail, each person's own to be picked out.
    pub(super) async fn carts_under(&self, email: &Email, call: &Call) -> Result<Checkouts, PortError> {
        self.carts(Some(quoted(email.as_str())), UNDER_AN_EMAIL, call).await
    }

    /// Checkouts found by these terms, or the newest of the shop.
    pub(super) async fn carts_among(
        &self,
        terms: Option<String>,
        call: &Call,
    ) -> Result<Checkouts, PortError> {
        self.carts(terms, OF_THE_SHOP, call).await
    }

    async fn carts(&self, search: Option<String>, first: u32, call: &Call) -> Result<Checkouts, PortError> {
        let variables = json!({ "search": search, "first": first });
        let (checkouts, links) = tokio::join!(
            self.api.ask::<wire::Checkouts>(&CARTS, variables.clone(), call),
            self.api.ask::<wire::Checkouts>(&CART_LINKS, variables, call),
        );
        let (checkouts, refusals) = checkouts?.into_data(&self.source, &CARTS)?;
        if refusals.denies(&["abandonedCheckouts"]) {
            return Err(refusals.to_error(&self.source, CARTS.subject));
        }
        // The links may be denied alone; the carts stand without them.
        let links = links.ok().and_then(|answer| answer.data).unwrap_or_default();
        let linked = links.abandoned_checkouts.into_nodes();
        let mut links: HashMap<String, String> =
            linked.filter_map(|one| Some((one.id, one.abandoned_checkout_url?))).collect();
        let more = checkouts.abandoned_checkouts.page_info.has_next_page;
        let mut nodes: Vec<_> = checkouts.abandoned_checkouts.into_nodes().collect();
        for checkout in &mut nodes {
            checkout.abandoned_checkout_url = links.remove(&checkout.id);
        }
        Ok(Checkouts { nodes, more })
    }
}
