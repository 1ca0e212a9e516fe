//! What a draft may promise: nothing, unless policy allows it, and then within bounds that an order is held against.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::Role;
use super::money::Currency;

/// What can be promised to a customer. A discount is none of them: it is an offer, which approvals judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// Money back.
    Refund,
    /// Credit to be spent in the shop: store credit, a voucher, a gift card.
    StoreCredit,
    /// The same again.
    Replacement,
    /// Sending something back at the shop's expense.
    ReturnLabel,
    /// Shipping at the shop's expense.
    FreeShipping,
    /// A day on which something will have arrived.
    DeliveryDate,
}

impl Promise {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Refund,
        Self::StoreCredit,
        Self::Replacement,
        Self::ReturnLabel,
        Self::FreeShipping,
        Self::DeliveryDate,
    ];

    /// The word as the configuration spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::StoreCredit => "store_credit",
            Self::Replacement => "replacement",
            Self::ReturnLabel => "return_label",
            Self::FreeShipping => "free_shipping",
            Self::DeliveryDate => "delivery_date",
        }
    }

    /// Whether an amount is promised.
    pub fn is_money(self) -> bool {
        matches!(self, Self::Refund | Self::StoreCredit)
    }
}

/// Lets drafts promise something. Every bound given must hold; one rule that allows a promise is enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PromiseRule {
    /// What.
    pub promise: Promise,
    /// At most so much, in the order's currency: of money what is promised, of a replacement what the order came to.
    #[serde(with = "rust_decimal::serde::str_option", default)]
    #[schemars(with = "Option<String>")]
    pub up_to: Option<Decimal>,
    /// At most this part of what the order came to.
    #[serde(with = "rust_decimal::serde::str_option", default)]
    #[schemars(with = "Option<String>")]
    pub percent_up_to: Option<Decimal>,
    /// Only for orders in this currency.
    pub currency: Option<Currency>,
    /// Only so many days after the delivery, or the order where it has not arrived; for a delivery, at most so many
    /// days from today.
    pub within_days: Option<u32>,
    /// Only by somebody who may do at least what this role may.
    pub role: Option<Role>,
}

impl PromiseRule {
    /// Whether somebody in a role may make it.
    pub fn is_for(&self, role: Role) -> bool {
        self.role.is_none_or(|least| role >= least)
    }

    /// In words: `refund: up to 50 USD, within 30 days`.
    pub fn in_words(&self) -> String {
        let mut words = format!("{}:", self.promise.as_str());
        let mut bound = |bound: String| {
            let comma = if words.ends_with(':') { "" } else { "," };
            // Writing into a text cannot fail.
            let _ = write!(words, "{comma} {bound}");
        };
        if let Some(most) = self.up_to {
            let currency =
                self.currency.map_or("in the order's currency".to_owned(), |c| c.code().to_owned());
            bound(format!("up to {} {currency}", most.normalize()));
        } else if let Some(currency) = self.currency {
            bound(format!("only for orders in {}", currency.code()));
        }
        if let Some(percent) = self.percent_up_to {
            bound(format!("up to {} % of the order's total", percent.normalize()));
        }
        match (self.promise, self.within_days) {
            (_, None) => {}
            (Promise::DeliveryDate, Some(days)) => bound(format!("at most {days} days from today")),
            (_, Some(days)) => bound(format!("within {days} days of the delivery or the order")),
        }
        if self.promise == Promise::DeliveryDate {
            bound("naming the day".to_owned());
        } else {
            bound("naming the one order that it is for".to_owned());
        }
        words
    }
}
