//! What the lines of a bulk operation's file mean to us.

use jiff::Timestamp;

use super::super::convert::{Shop, line, money, placed_at, plain_id, shop_money, status, time};
use super::wire::{BulkCheckout, BulkLine, BulkOrder, BulkProduct, BulkVariant};
use crate::domain::Email;
use crate::domain::commerce::OrderStatus;
use crate::domain::history::{PastCart, PastLine, PastOrder, Product, Variant};
use crate::domain::record::RecordRef;
use crate::domain::text::clean_line;
use crate::ports::{Held, Owner};

impl Shop<'_> {
    /// An order; nothing where it has no readable time or total.
    pub(super) fn past_order(&self, wire: BulkOrder) -> Option<Held> {
        let total = money(wire.total_price_set.shop_money.as_ref())?;
        let amount = |bag: Option<&_>| {
            shop_money(bag).filter(|money| money.currency == total.currency).map(|money| money.amount)
        };
        let owner = Owner {
            record: wire.customer.as_ref().map(|customer| self.customer_ref(&customer.id)),
            email: email(wire.email.as_deref()),
        };
        let (cancelled, refunded) = (wire.cancelled_at.is_some(), amount(wire.total_refunded_set.as_ref()));
        let refunded = refunded.unwrap_or_default();
        let status = status(
            wire.display_financial_status.as_deref(),
            wire.display_fulfillment_status.as_deref(),
            cancelled,
            total.amount,
            refunded,
        );
        let order = PastOrder {
            source: self.source.clone(),
            id: plain_id(&wire.id),
            number: clean_line(&wire.name).trim_start_matches('#').to_owned(),
            placed_at: whole_seconds(placed_at(wire.created_at.as_deref(), wire.processed_at.as_deref())?),
            currency: total.currency,
            total: total.amount,
            refunded,
            discount: amount(wire.total_discounts_set.as_ref()).unwrap_or_default(),
            cancelled,
            test: wire.test,
            guest: wire.customer.is_none(),
            channel: line(wire.source_name),
            lines: Vec::new(),
            owner: wire.customer.as_ref().map(|customer| plain_id(&customer.id)),
            unpaid: status == OrderStatus::Pending,
        };
        Some(Held::Order(owner, order))
    }

    /// An abandoned checkout, or that it was bought after all; nothing where it has no readable time or value.
    pub(super) fn past_cart(&self, wire: BulkCheckout) -> Option<Held> {
        let customer = wire.customer.as_ref();
        let address = customer.and_then(|customer| customer.default_email_address.as_ref());
        let owner = Owner {
            record: customer.map(|customer| self.customer_ref(&customer.id)),
            email: address.and_then(|address| email(address.email_address.as_deref())),
        };
        let id = plain_id(&wire.id);
        if wire.completed_at.is_some() {
            return Some(Held::CartBought(owner, id));
        }
        let updated_at = time(wire.updated_at.as_deref()).or(time(wire.created_at.as_deref()))?;
        let cart = PastCart {
            source: self.source.clone(),
            id,
            updated_at: whole_seconds(updated_at),
            value: money(wire.total_price_set.shop_money.as_ref())?,
            lines: Vec::new(),
        };
        Some(Held::Cart(owner, cart))
    }

    /// A product without its variants.
    pub(super) fn product(&self, wire: &BulkProduct, read_at: Timestamp) -> Product {
        Product {
            source: self.source.clone(),
            id: plain_id(&wire.id),
            title: clean_line(&wire.title),
            category: line(wire.product_type.clone()),
            active: wire.status.as_deref().is_none_or(|status| status == "ACTIVE"),
            variants: Vec::new(),
            read_at,
        }
    }

    fn customer_ref(&self, gid: &str) -> RecordRef {
        RecordRef { source: self.source.clone(), kind: "customer".to_owned(), id: plain_id(gid) }
    }
}

/// One line of an order or checkout.
pub fn past_line(wire: BulkLine) -> PastLine {
    let product = wire.product;
    PastLine {
        id: plain_id(&wire.id),
        product: product.as_ref().map(|product| plain_id(&product.id)).filter(|id| !id.is_empty()),
        sku: line(wire.sku),
        category: product.and_then(|product| line(product.product_type)),
        quantity: u32::try_from(wire.quantity).unwrap_or(0),
    }
}

/// One form of a product. What is sold beyond its stock is never out of it.
pub fn variant(wire: BulkVariant, counted: bool) -> Variant {
    let limited = counted && wire.inventory_policy.as_deref() != Some("CONTINUE");
    Variant {
        id: plain_id(&wire.id),
        title: line(wire.title).filter(|title| title != "Default Title"),
        sku: line(wire.sku),
        price: wire.price.and_then(|price| price.trim().parse().ok()).unwrap_or_default(),
        stock: wire.inventory_quantity.filter(|_| limited),
    }
}

fn email(text: Option<&str>) -> Option<Email> {
    Email::parse(&clean_line(text?))
}

fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
