//! A fixture's order: what follows from its lines is worked out when it is first asked for, since most never are.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::complete::{self, Catalogue};

/// An order that lies here.
pub struct KeptOrder {
    /// As the fixture gives it, with its dates and whose it is.
    given: Value,
    /// How many orders its customer had before; nothing for a guest's.
    before: Option<usize>,
    whole: OnceLock<Value>,
}

impl KeptOrder {
    /// As a fixture gives it.
    pub fn new(given: Value, before: Option<usize>) -> Self {
        Self { given, before, whole: OnceLock::new() }
    }

    /// One to which nothing is to be added.
    pub fn whole(order: Value) -> Self {
        Self { given: order.clone(), before: None, whole: OnceLock::from(order) }
    }

    /// What is known of it without working anything out: id, name, dates, whose it is.
    pub fn head(&self) -> &Value {
        &self.given
    }

    /// All of it.
    pub fn get(&self, catalogue: &Catalogue, shop_currency: &str) -> &Value {
        self.whole.get_or_init(|| {
            let mut order = self.given.clone();
            complete::order(&mut order, catalogue, shop_currency);
            if let (Some(before), Some(journey)) =
                (self.before, order["customerJourneySummary"].as_object_mut())
            {
                journey.entry("customerOrderIndex").or_insert(json!(before));
            }
            order
        })
    }
}
