//! What bulk operations are asked for, and the documents that start and watch them.
//!
//! An operation takes a query with at most five connections, two deep, and pages through them by itself. Each is held
//! against the vendor's schema in `tests/shopify`.

use jiff::Timestamp;

use super::super::queries::{Document, quoted};
use crate::ports::Holding;

/// Starts an operation.
pub const RUN: Document = Document {
    name: "shopify.bulk_run",
    subject: "all records at once",
    points: 10.0,
    text: "mutation BulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id status createdAt }
    userErrors { field message code }
  }
}",
};

/// How an operation stands.
pub const STATUS: Document = Document {
    name: "shopify.bulk_status",
    subject: "how far all records are",
    points: 1.0,
    text: "query BulkStatus($id: ID!) {
  bulkOperation(id: $id) {
    id
    status
    errorCode
    createdAt
    rootObjectCount
    url
    partialDataUrl
  }
}",
};

/// The scope that a holding needs.
pub fn scope(holding: Holding) -> &'static str {
    match holding {
        Holding::Orders | Holding::Carts => "read_orders",
        Holding::Products => "read_products",
        _ => "read_customers",
    }
}

/// Which records of a holding are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// All.
    All,
    /// What has changed since a moment.
    Since(Timestamp),
    /// The one of that id.
    One(&'a str),
}

/// The query for a holding.
pub fn query(holding: Holding, which: Which<'_>) -> String {
    let (list, fields) = match holding {
        Holding::Orders => ("orders", ORDER),
        Holding::Carts => ("abandonedCheckouts", CHECKOUT),
        Holding::Products => ("products", PRODUCT),
        _ => ("customers", CUSTOMER),
    };
    let searched = |words: String| format!(", query: {}", quoted(&words));
    let search = match which {
        Which::All => String::new(),
        Which::Since(since) => searched(format!("updated_at:>={}", quoted(&since.to_string()))),
        Which::One(id) => searched(format!("id:{id}")),
    };
    format!("{{\n  {list}(sortKey: ID{search}) {{ edges {{ node {{{fields}}} }} }}\n}}")
}

const CUSTOMER: &str = "
    id
    displayName
    firstName
    lastName
    updatedAt
    defaultEmailAddress { emailAddress }
    defaultPhoneNumber { phoneNumber }
    defaultAddress { company phone countryCodeV2 }
  ";

const ORDER: &str = "
    id
    name
    createdAt
    processedAt
    cancelledAt
    displayFinancialStatus
    displayFulfillmentStatus
    test
    email
    sourceName
    customer { id }
    totalPriceSet { shopMoney { amount currencyCode } }
    totalRefundedSet { shopMoney { amount currencyCode } }
    totalDiscountsSet { shopMoney { amount currencyCode } }
    lineItems { edges { node { id sku quantity product { id productType } } } }
  ";

const CHECKOUT: &str = "
    id
    createdAt
    updatedAt
    completedAt
    customer { id defaultEmailAddress { emailAddress } }
    totalPriceSet { shopMoney { amount currencyCode } }
    lineItems { edges { node { id sku quantity product { id productType } } } }
  ";

const PRODUCT: &str = "
    id
    title
    productType
    status
    tracksInventory
    variants { edges { node { id title sku price inventoryPolicy inventoryQuantity } } }
  ";
