//! What a store knows: orders, refunds, shipments, carts, products.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::EvidenceId;
use super::ids::Source;
use super::money::Money;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Placed, not paid (yet); does not count.
    Pending,
    /// Paid, nothing shipped.
    Paid,
    /// Some of it shipped.
    PartiallyFulfilled,
    /// All of it shipped.
    Fulfilled,
    /// Money went back in part.
    PartiallyRefunded,
    /// All of the money went back.
    Refunded,
    /// Called off; does not count.
    Cancelled,
}

/// How far a parcel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentStatus {
    /// Label made, not handed over.
    LabelCreated,
    /// Handed over or on its way.
    InTransit,
    /// On the last vehicle.
    OutForDelivery,
    /// Arrived.
    Delivered,
    /// A delivery was tried in vain.
    AttemptedDelivery,
    /// Something went wrong at the carrier.
    Failure,
    /// Called off.
    Cancelled,
    /// The vendor does not say.
    Unknown,
}

/// A parcel or what the store ships as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shipment {
    /// How far it is.
    pub status: ShipmentStatus,
    /// Carrier as the store names it.
    pub carrier: Option<String>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// Where it can be followed.
    pub url: Option<String>,
    /// When it was handed over or its label made.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub shipped_at: Option<Timestamp>,
    /// When it arrived.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub delivered_at: Option<Timestamp>,
    /// When the store expects it to arrive.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub estimated_delivery_at: Option<Timestamp>,
    /// Last change that the store knows of.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub updated_at: Option<Timestamp>,
}

/// One line of an order or cart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// Product (and variant) name.
    pub title: String,
    /// Product type or category.
    pub category: Option<String>,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece before discounts.
    pub unit_price: Option<Money>,
}

/// Money that went back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refund {
    /// When.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub at: Option<Timestamp>,
    /// How much, in the shop's currency.
    pub amount: Money,
    /// Reason or note as the store keeps it.
    pub note: Option<String>,
    /// Titles of what came back.
    pub items: Vec<String>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// The vendor's id.
    pub id: String,
    /// What points at it: `order:1001`.
    pub evidence: EvidenceId,
    /// Which store.
    pub source: Source,
    /// What people call it: `#1001`.
    pub number: String,
    /// When it was placed.
    #[schemars(with = "super::Rfc3339")]
    pub placed_at: Timestamp,
    /// Where it stands.
    pub status: OrderStatus,
    /// Made to try the shop; does not count.
    pub test: bool,
    /// Placed without an account.
    pub guest: bool,
    /// What was charged in the shop's currency: shipping and tax in, discounts out.
    pub total: Money,
    /// What the customer saw, where that was another currency.
    pub presentment: Option<Money>,
    /// What went back, in the shop's currency.
    pub refunded: Money,
    /// `total` less `refunded`.
    pub net: Money,
    /// Discounts given, in the shop's currency.
    pub discount: Option<Money>,
    /// Discount codes used.
    pub discount_codes: Vec<String>,
    /// When it was called off.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub cancelled_at: Option<Timestamp>,
    /// What was bought.
    pub items: Vec<Item>,
    /// How it was sent.
    pub shipments: Vec<Shipment>,
    /// What went back, one by one.
    pub refunds: Vec<Refund>,
    /// Note that the customer left with the order.
    pub note: Option<String>,
    /// Where a browser shows it.
    pub url: Option<String>,
}

impl Order {
    /// Whether it counts as business: paid, neither cancelled nor a test.
    pub fn counts(&self) -> bool {
        !self.test && !matches!(self.status, OrderStatus::Cancelled | OrderStatus::Pending)
    }
}

/// A cart or checkout that was left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cart {
    /// The vendor's id.
    pub id: String,
    /// What points at it: `cart:…`.
    pub evidence: EvidenceId,
    /// Which store.
    pub source: Source,
    /// Last change.
    #[schemars(with = "super::Rfc3339")]
    pub updated_at: Timestamp,
    /// What it would cost.
    pub value: Money,
    /// What lies in it.
    pub items: Vec<Item>,
    /// Link that brings the customer back to it; a secret between shop and customer.
    pub url: Option<String>,
}
