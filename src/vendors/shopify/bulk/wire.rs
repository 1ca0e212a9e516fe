//! What bulk operations say, and what stands in their files. Lenient, as all that comes from the vendor.

use serde::Deserialize;

use super::super::wire::{Customer, Hit, LineItem, MoneyBag, or_default};

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Started {
    pub bulk_operation_run_query: Option<RunPayload>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct RunPayload {
    pub bulk_operation: Option<Operation>,
    #[serde(deserialize_with = "or_default")]
    pub user_errors: Vec<UserError>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct UserError {
    #[serde(deserialize_with = "or_default")]
    pub message: String,
    pub code: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Watched {
    pub bulk_operation: Option<Operation>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Operation {
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    #[serde(deserialize_with = "or_default")]
    pub status: String,
    pub error_code: Option<String>,
    pub created_at: Option<String>,
    pub root_object_count: Option<Count>,
    pub url: Option<String>,
    pub partial_data_url: Option<String>,
}

/// A whole number that is written as a text.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Count {
    Text(String),
    Number(u64),
}

impl Count {
    pub fn get(&self) -> Option<u64> {
        match self {
            Self::Text(text) => text.parse().ok(),
            Self::Number(number) => Some(*number),
        }
    }
}

/// Whether a line is of its own or hangs on another.
#[derive(Deserialize)]
pub struct Hanging {
    #[serde(rename = "__parentId")]
    pub parent: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkOrder {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    pub created_at: Option<String>,
    pub processed_at: Option<String>,
    pub cancelled_at: Option<String>,
    pub display_financial_status: Option<String>,
    pub display_fulfillment_status: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub test: bool,
    pub email: Option<String>,
    pub source_name: Option<String>,
    pub customer: Option<Hit>,
    pub total_price_set: MoneyBag,
    pub total_refunded_set: Option<MoneyBag>,
    pub total_discounts_set: Option<MoneyBag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkCheckout {
    pub id: String,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub completed_at: Option<String>,
    pub customer: Option<Hit>,
    pub total_price_set: MoneyBag,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkProduct {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub title: String,
    pub product_type: Option<String>,
    pub status: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub tracks_inventory: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkVariant {
    pub id: String,
    pub title: Option<String>,
    pub sku: Option<String>,
    pub price: Option<String>,
    pub inventory_policy: Option<String>,
    pub inventory_quantity: Option<i64>,
}

pub type BulkCustomer = Customer;
pub type BulkLine = LineItem;
