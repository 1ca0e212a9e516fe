//! What the vendor says. Lenient: everything may be absent, unknown words stay words.

use serde::{Deserialize, Deserializer};

use crate::vendors::http::Piece;

/// A denied field is null even where the schema says that it never is.
pub fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// A list with a cursor.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(bound = "T: Deserialize<'de>")]
pub struct Connection<T> {
    #[serde(default = "Vec::new", deserialize_with = "or_default")]
    pub nodes: Vec<Option<T>>,
    #[serde(default, deserialize_with = "or_default")]
    pub page_info: PageInfo,
}

impl<T> Default for Connection<T> {
    fn default() -> Self {
        Self { nodes: Vec::new(), page_info: PageInfo::default() }
    }
}

impl<T> Connection<T> {
    /// Where it goes on; nothing at the end.
    pub fn next(&self) -> Option<String> {
        self.page_info.end_cursor.clone().filter(|_| self.page_info.has_next_page)
    }

    /// The nodes that are there.
    pub fn into_nodes(self) -> impl Iterator<Item = T> {
        self.nodes.into_iter().flatten()
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct PageInfo {
    #[serde(deserialize_with = "or_default")]
    pub has_next_page: bool,
    pub end_cursor: Option<String>,
}

#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    pub amount: String,
    pub currency_code: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct MoneyBag {
    pub shop_money: Option<Amount>,
    pub presentment_money: Option<Amount>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct EmailAddress {
    pub email_address: Option<String>,
    pub marketing_state: Option<String>,
}

/// `marketingState` is the older name of `smsMarketingConsent.state`, and the one that all supported versions know.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct PhoneNumber {
    pub phone_number: Option<String>,
    pub marketing_state: Option<String>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(rename_all = "camelCase", default)]
pub struct MailingAddress {
    pub name: Option<String>,
    pub company: Option<String>,
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    pub province_code: Option<String>,
    pub zip: Option<String>,
    pub country: Option<String>,
    pub country_code_v2: Option<String>,
    pub phone: Option<String>,
}

/// A customer in short.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Hit {
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    pub display_name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub default_email_address: Option<EmailAddress>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Customer {
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    pub display_name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub locale: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub tags: Vec<String>,
    pub note: Option<String>,
    pub default_email_address: Option<EmailAddress>,
    pub default_phone_number: Option<PhoneNumber>,
    pub default_address: Option<MailingAddress>,
    pub first_order: Option<Connection<FirstOrder>>,
    pub orders: Option<Connection<Order>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct FirstOrder {
    pub created_at: Option<String>,
    pub customer_journey_summary: Option<Journey>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Journey {
    pub customer_order_index: Option<i64>,
    pub first_visit: Option<Visit>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Visit {
    pub occurred_at: Option<String>,
    pub source: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Order {
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    pub created_at: Option<String>,
    pub processed_at: Option<String>,
    pub cancelled_at: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub test: bool,
    pub note: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub display_financial_status: Option<String>,
    pub display_fulfillment_status: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub discount_codes: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub total_price_set: MoneyBag,
    pub total_refunded_set: Option<MoneyBag>,
    pub total_discounts_set: Option<MoneyBag>,
    #[serde(deserialize_with = "or_default")]
    pub line_items: Connection<LineItem>,
    #[serde(deserialize_with = "or_default")]
    pub refunds: Vec<Refund>,
    #[serde(deserialize_with = "or_default")]
    pub fulfillments: Vec<Fulfillment>,
    pub billing_address: Option<MailingAddress>,
    pub shipping_address: Option<MailingAddress>,
}

/// An order with whoever placed it: nobody for a guest.
#[derive(Deserialize)]
pub struct OrderOf<C> {
    #[serde(flatten)]
    pub order: Order,
    #[serde(default = "Option::default")]
    pub customer: Option<C>,
}

/// An order in short.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderHit {
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    pub email: Option<String>,
    pub customer: Option<Hit>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct LineItem {
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    pub name: Option<String>,
    pub title: Option<String>,
    pub variant_title: Option<String>,
    pub sku: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub quantity: i64,
    pub original_unit_price_set: Option<MoneyBag>,
    pub product: Option<Product>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Product {
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    pub product_type: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Refund {
    pub created_at: Option<String>,
    pub processed_at: Option<String>,
    pub note: Option<String>,
    pub total_refunded_set: Option<MoneyBag>,
    #[serde(deserialize_with = "or_default")]
    pub refund_line_items: Connection<RefundLineItem>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct RefundLineItem {
    pub line_item: Option<LineItem>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Fulfillment {
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub display_status: Option<String>,
    pub in_transit_at: Option<String>,
    pub delivered_at: Option<String>,
    pub estimated_delivery_at: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub tracking_info: Vec<TrackingInfo>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct TrackingInfo {
    pub company: Option<String>,
    pub number: Option<String>,
    pub url: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Checkout {
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub completed_at: Option<String>,
    pub customer: Option<Hit>,
    #[serde(deserialize_with = "or_default")]
    pub total_price_set: MoneyBag,
    #[serde(deserialize_with = "or_default")]
    pub line_items: Connection<LineItem>,
    pub abandoned_checkout_url: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Shop {
    pub name: Option<String>,
    pub currency_code: Option<String>,
    pub iana_timezone: Option<String>,
    pub shop_address: Option<MailingAddress>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct AppInstallation {
    #[serde(deserialize_with = "or_default")]
    pub access_scopes: Vec<AccessScope>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct AccessScope {
    #[serde(deserialize_with = "or_default")]
    pub handle: String,
}

// What each document brings.

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct FoundByIdentifier {
    pub customer: Option<Customer>,
    #[serde(deserialize_with = "or_default")]
    pub hits: Connection<Hit>,
    #[serde(deserialize_with = "or_default")]
    pub guests: Connection<OrderOf<Hit>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct FoundByName {
    #[serde(deserialize_with = "or_default")]
    pub hits: Connection<Hit>,
    #[serde(deserialize_with = "or_default")]
    pub best: Connection<Customer>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct FoundByOrder {
    #[serde(deserialize_with = "or_default")]
    pub orders: Connection<OrderHit>,
    #[serde(deserialize_with = "or_default")]
    pub best: Connection<OrderOf<Customer>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct OrdersUnderEmail {
    #[serde(deserialize_with = "or_default")]
    pub orders: Connection<OrderOf<Hit>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Checkouts {
    #[serde(deserialize_with = "or_default")]
    pub abandoned_checkouts: Connection<Checkout>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct AccountAnswer {
    pub shop: Option<Shop>,
    pub current_app_installation: Option<AppInstallation>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Customers {
    #[serde(deserialize_with = "or_default")]
    pub customers: Connection<Customer>,
}

/// A page of all customers, of whom one may be of another form.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Listed {
    #[serde(deserialize_with = "or_default")]
    pub customers: Connection<Piece<Customer>>,
}

// What surrounds every answer.

#[derive(Deserialize)]
pub struct Envelope<T> {
    #[serde(default = "Option::default")]
    pub data: Option<T>,
    #[serde(default)]
    pub errors: Option<Errors>,
    #[serde(default)]
    pub extensions: Option<Extensions>,
}

/// GraphQL errors are a list; errors below GraphQL (401, 403 …) are a text or an object.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Errors {
    List(Vec<GraphqlError>),
    Other(serde::de::IgnoredAny),
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct GraphqlError {
    #[serde(deserialize_with = "or_default")]
    pub message: String,
    #[serde(deserialize_with = "or_default")]
    pub path: Vec<serde_json::Value>,
    #[serde(deserialize_with = "or_default")]
    pub extensions: ErrorExtensions,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorExtensions {
    pub code: Option<String>,
    pub required_access: Option<String>,
    pub request_id: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Extensions {
    pub cost: Option<Cost>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Cost {
    pub requested_query_cost: Option<f64>,
    pub actual_query_cost: Option<f64>,
    pub throttle_status: Option<ThrottleStatus>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ThrottleStatus {
    pub maximum_available: f64,
    pub currently_available: f64,
    pub restore_rate: f64,
}
