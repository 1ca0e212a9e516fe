//! Until when goods may come back: the shop's own rules, and how an order stands towards them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commerce::{Order, OrderStatus, ShipmentStatus};
use super::evidence::EvidenceId;

/// The rules of a shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Returns {
    /// Days after the delivery; the day of the delivery is day 0.
    pub days: u32,
    /// The rules as customers read them.
    pub text: Option<String>,
    /// What does not come back: words of titles and categories, in lower case.
    #[serde(default)]
    pub final_sale: Vec<String>,
    /// In which zone the store's days end: an IANA name; nothing until the store was read.
    #[serde(default)]
    pub zone: Option<String>,
}

/// What is granted against the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LateWish {
    /// Goods come back for the money.
    Return,
    /// Goods come back for others.
    Exchange,
    /// Goods come back that were sold for good.
    FinalSale,
}

impl LateWish {
    fn as_str(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Exchange => "exchange",
            Self::FinalSale => "final sale",
        }
    }

    /// How it is offered: `return of order #1001 after its time`.
    pub fn offered(self, order: &str) -> String {
        let goes = if self == Self::FinalSale { "back" } else { "after its time" };
        format!("{} of order {order} {goes}", self.as_str())
    }

    /// What is offered in such words.
    pub fn of_offer(text: &str) -> Option<Self> {
        let begins =
            |wish: &Self| text.strip_prefix(wish.as_str()).is_some_and(|rest| rest.starts_with(" of "));
        [Self::Return, Self::Exchange, Self::FinalSale].into_iter().find(begins)
    }
}

/// What an order is offered against the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Excepted {
    /// The order.
    pub order: EvidenceId,
    /// What is granted of it.
    pub wish: LateWish,
}

/// An exception from them that was asked for from here, by an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The case whose answer grants it.
    pub case: EvidenceId,
    /// The order that it is for.
    pub order: EvidenceId,
    /// What it grants.
    pub wish: LateWish,
    /// Whether it is decided on, or still waits for a yes.
    pub granted: bool,
    /// Whether the customer has not been sent that answer yet.
    pub unsent: bool,
}

/// How a delivered order stands towards them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnState {
    /// The last day on which it may come back, in the store's zone.
    pub until: Date,
    /// Days until then; below zero: days since.
    pub days_left: i32,
    /// Titles of what does not come back at all.
    pub final_sale: Vec<String>,
}

impl Returns {
    /// How an order stands; nothing where it has not wholly arrived, or there is nothing left to send back. Days end in
    /// the store's zone, in `otherwise` where that is not known.
    pub fn state(&self, order: &Order, now: Timestamp, otherwise: &TimeZone) -> Option<ReturnState> {
        let named = self.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let zone = named.as_ref().unwrap_or(otherwise);
        let day = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date();
        let until = day(delivered_at(order)?).checked_add(i64::from(self.days).days()).ok()?;
        let days_left = day(now).until(until).ok()?.get_days();
        let is_final = |text: &str| self.final_sale.iter().any(|word| text.to_lowercase().contains(word));
        let final_sale = order
            .items
            .iter()
            .filter(|item| is_final(&item.title) || item.category.as_deref().is_some_and(is_final))
            .map(|item| item.title.clone())
            .collect();
        Some(ReturnState { until, days_left, final_sale })
    }

    /// In words: `returns within 30 days of the delivery; not: gift card`.
    pub fn in_words(&self) -> String {
        let mut words = format!("returns within {} days of the delivery", self.days);
        if !self.final_sale.is_empty() {
            words.push_str(&format!("; not: {}", self.final_sale.join(", ")));
        }
        if let Some(text) = &self.text {
            words.push_str(&format!("; “{text}”"));
        }
        words
    }
}

/// When the last parcel of an order arrived, where all of them have.
fn delivered_at(order: &Order) -> Option<Timestamp> {
    let is_over = matches!(
        order.status,
        OrderStatus::Cancelled | OrderStatus::Refunded | OrderStatus::PartiallyFulfilled
    );
    let live = || order.shipments.iter().filter(|one| one.status != ShipmentStatus::Cancelled);
    let has_arrived = !is_over && live().all(|one| one.delivered_at.is_some());
    live().filter_map(|one| one.delivered_at).max().filter(|_| has_arrived)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::commerce::{Item, Shipment};
    use crate::domain::{Currency, EvidenceId, Money, Source};

    fn order(delivered: &[Option<&str>], title: &str) -> Order {
        let money = Money::zero(Currency::new("USD").unwrap());
        let shipment = |at: &Option<&str>| Shipment {
            status: ShipmentStatus::Delivered,
            carrier: None,
            tracking_number: None,
            url: None,
            shipped_at: None,
            estimated_delivery_at: None,
            delivered_at: at.map(|at| at.parse().unwrap()),
            updated_at: None,
        };
        let item = Item { sku: None, title: title.to_owned(), category: None, quantity: 1, unit_price: None };
        Order {
            id: "1".to_owned(),
            evidence: EvidenceId::new("order", "1"),
            source: Source::store("shopify", "acme"),
            number: "#1".to_owned(),
            placed_at: "2026-10-20T12:00:00Z".parse().unwrap(),
            status: OrderStatus::Fulfilled,
            test: false,
            guest: false,
            total: money,
            presentment: None,
            refunded: money,
            net: money,
            discount: None,
            discount_codes: Vec::new(),
            cancelled_at: None,
            items: vec![item],
            shipments: delivered.iter().map(shipment).collect(),
            refunds: Vec::new(),
            note: None,
            url: None,
        }
    }

    fn rule(zone: Option<&str>) -> Returns {
        let final_sale = vec!["gift card".to_owned()];
        Returns { days: 30, text: None, final_sale, zone: zone.map(str::to_owned) }
    }

    #[test]
    fn days_end_in_the_stores_zone() {
        // Ten at night on the 27th in New York, the 28th in UTC.
        let late = order(&[Some("2026-10-28T02:00:00Z")], "Tent");
        let now = "2026-11-27T12:00:00Z".parse().unwrap();
        let of = |zone| rule(zone).state(&late, now, &TimeZone::UTC).unwrap();
        assert_eq!((of(None).until.day(), of(None).days_left), (27, 0));
        assert_eq!(
            (of(Some("America/New_York")).until.day(), of(Some("America/New_York")).days_left),
            (26, -1)
        );
    }

    #[test]
    fn only_what_has_wholly_arrived_can_come_back_and_not_what_is_sold_for_good() {
        let now = "2026-11-01T12:00:00Z".parse().unwrap();
        let state = |delivered: &[Option<&str>], title: &str| {
            rule(None).state(&order(delivered, title), now, &TimeZone::UTC)
        };
        let tent = state(&[Some("2026-10-28T02:00:00Z")], "Tent").unwrap();
        assert!(tent.days_left >= 0 && tent.final_sale.is_empty(), "{tent:?}");
        assert!(state(&[Some("2026-10-28T02:00:00Z"), None], "Tent").is_none());
        assert!(state(&[], "Tent").is_none());
        let card = state(&[Some("2026-10-28T02:00:00Z")], "A Gift Card").unwrap();
        assert_eq!(card.final_sale, ["A Gift Card"]);
    }
}
