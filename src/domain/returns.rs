//! Until when goods may come back: the shop's own rules, and how an order stands towards them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commerce::{Order, OrderStatus, ShipmentStatus};

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
    /// How an order stands; nothing where it has not wholly arrived, or there is nothing left to send back.
    pub fn state(&self, order: &Order, now: Timestamp, zone: &TimeZone) -> Option<ReturnState> {
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

    /// In words: `returns within 30 days of the delivery; no final sale: gift card`.
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

impl ReturnState {
    /// Whether all of it may come back today.
    pub fn is_open(&self) -> bool {
        self.days_left >= 0 && self.final_sale.is_empty()
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
