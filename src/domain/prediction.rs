//! What was expected of a customer, as it was said then: to be held against what came.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::CustomerId;
use super::money::Currency;
use super::score::Tier;

/// Predictions that are kept of one customer at most; the oldest go first.
const MOST: usize = 60;

/// One prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Prediction {
    /// When it was made.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// Number of the model that made it.
    pub model: u32,
    /// Of what the model looked at: the beginning of its SHA-256, in hexadecimal.
    pub features: String,
    /// Over how many days.
    pub horizon_days: u32,
    /// In which currency the value is.
    pub currency: Currency,
    /// Expected net revenue.
    pub value: f64,
    /// Expected days with an order.
    pub orders: f64,
    /// Probability of no order.
    pub risk: f64,
    /// Where that put the customer.
    pub tier: Tier,
}

/// All that is kept of a customer's predictions, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predictions {
    /// Whose.
    pub customer: CustomerId,
    /// What was said.
    pub made: Vec<Prediction>,
}

impl Predictions {
    /// None yet.
    pub fn of(customer: CustomerId) -> Self {
        Self { customer, made: Vec::new() }
    }

    /// The tier that the customer was put into last.
    pub fn tier(&self) -> Option<Tier> {
        self.made.last().map(|last| last.tier)
    }

    /// Adds one, unless the same model has looked at the same before. Whether it was added.
    pub fn add(&mut self, prediction: Prediction) -> bool {
        let is_known = self
            .made
            .last()
            .is_some_and(|last| last.model == prediction.model && last.features == prediction.features);
        if is_known {
            return false;
        }
        self.made.push(prediction);
        if self.made.len() > MOST {
            self.made.drain(..self.made.len() - MOST);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prediction(model: u32, features: &str) -> Prediction {
        Prediction {
            at: Timestamp::UNIX_EPOCH,
            model,
            features: features.to_owned(),
            horizon_days: 365,
            currency: Currency::new("USD").unwrap(),
            value: 10.0,
            orders: 0.5,
            risk: 0.6,
            tier: Tier::Gold,
        }
    }

    #[test]
    fn what_was_said_before_is_not_said_again_and_the_oldest_go_first() {
        let mut kept = Predictions::of(CustomerId::new(uuid::Uuid::nil()));
        assert!(kept.add(prediction(1, "a")) && !kept.add(prediction(1, "a")));
        assert!(kept.add(prediction(2, "a")) && kept.add(prediction(2, "b")));
        assert_eq!((kept.made.len(), kept.tier()), (3, Some(Tier::Gold)));
        for at in 0..100 {
            kept.add(prediction(3, &at.to_string()));
        }
        assert_eq!((kept.made.len(), kept.made[0].features.as_str()), (MOST, "40"));
    }
}
