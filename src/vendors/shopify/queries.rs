//! The GraphQL documents that are sent, all of them: Admin API 2026-10.
//!
//! Sizes are variables, so that a query that a shop finds too dear can be sent again smaller. Orders are left
//! out by a variable too: their connections are non-null, so that a token without `read_orders` would lose
//! the customer with them. Each document is held against the vendor's schema in `tests/shopify.rs`.

use serde_json::{Value, json};

use super::bulk::queries::{RUN as BULK_RUN, STATUS as BULK_STATUS};

/// A document and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Document {
    /// For spans; also the operation's place in what was learned of costs.
    pub name: &'static str,
    /// What stands in messages: `the customer`.
    pub subject: &'static str,
    /// GraphQL.
    pub text: &'static str,
    /// Points that it is thought to cost until the vendor has said.
    pub points: f64,
}

/// How much one query asks for. The vendor refuses queries above 1,000 points.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Orders a page.
    pub orders: u32,
    /// Guest orders a page.
    pub guest_orders: u32,
    /// Lines an order.
    pub lines: u32,
}

impl Sizes {
    /// From the usual to the smallest, each tried where the one before was too dear.
    pub const DOWNWARDS: [Self; 3] = [
        Self { orders: 50, guest_orders: 50, lines: 20 },
        Self { orders: 50, guest_orders: 10, lines: 8 },
        Self { orders: 20, guest_orders: 5, lines: 5 },
    ];
}

/// Adds sizes to a query's variables. Those that a document does not declare the vendor passes over.
pub fn sized(mut variables: Value, sizes: Sizes) -> Value {
    variables["orders"] = json!(sizes.orders);
    variables["guestOrders"] = json!(sizes.guest_orders);
    variables["lines"] = json!(sizes.lines);
    variables
}

macro_rules! order_fragment {
    () => {
        "
fragment Money on MoneyBag {
  shopMoney { amount currencyCode }
  presentmentMoney { amount currencyCode }
}
fragment OrderFields on Order {
  id
  name
  createdAt
  processedAt
  cancelledAt
  test
  note
  email
  displayFinancialStatus
  displayFulfillmentStatus
  discountCodes
  totalPriceSet { ...Money }
  totalRefundedSet { ...Money }
  totalDiscountsSet { ...Money }
  lineItems(first: $lines) {
    nodes {
      name
      sku
      quantity
      originalUnitPriceSet { ...Money }
      product { productType }
    }
    pageInfo { hasNextPage }
  }
  refunds(first: 10) {
    createdAt
    processedAt
    note
    totalRefundedSet { ...Money }
    refundLineItems(first: 5) { nodes { lineItem { name } } }
  }
  fulfillments(first: 10) {
    createdAt
    updatedAt
    displayStatus
    inTransitAt
    deliveredAt
    estimatedDeliveryAt
    trackingInfo(first: 5) { company number url }
  }
}"
    };
}

macro_rules! address_fragment {
    () => {
        "
fragment AddressFields on MailingAddress {
  name
  company
  address1
  address2
  city
  province
  provinceCode
  zip
  country
  countryCodeV2
  phone
}"
    };
}

macro_rules! hit_fragment {
    () => {
        "
fragment Hit on Customer {
  id
  displayName
  firstName
  lastName
  defaultEmailAddress { emailAddress }
}"
    };
}

macro_rules! customer_fragment {
    () => {
        "
fragment CustomerFields on Customer {
  id
  displayName
  firstName
  lastName
  createdAt
  updatedAt
  locale
  tags
  note
  numberOfOrders
  defaultEmailAddress { emailAddress marketingState }
  defaultPhoneNumber { phoneNumber marketingState }
  defaultAddress { ...AddressFields }
  firstOrder: orders(first: 1, sortKey: PROCESSED_AT, reverse: false) @include(if: $withOrders) {
    nodes {
      createdAt
      customerJourneySummary {
        customerOrderIndex
        firstVisit { occurredAt source }
      }
    }
  }
  orders(first: $orders, sortKey: PROCESSED_AT, reverse: true) @include(if: $withOrders) {
    nodes { ...OrderFields }
    pageInfo { hasNextPage endCursor }
  }
}"
    };
}

/// The customer with this e-mail, look-alikes, and orders under the e-mail without a customer.
pub const FIND_BY_EMAIL: Document = Document {
    name: "shopify.find_by_email",
    subject: "the customer",
    points: 600.0,
    text: concat!(
        "query FindByEmail(
  $email: String!
  $search: String!
  $orders: Int!
  $guestOrders: Int!
  $lines: Int!
  $withOrders: Boolean!
) {
  customer: customerByIdentifier(identifier: {emailAddress: $email}) { ...CustomerFields }
  hits: customers(first: 5, query: $search, sortKey: RELEVANCE) { nodes { ...Hit } }
  guests: orders(first: $guestOrders, query: $search, sortKey: PROCESSED_AT, reverse: true)
    @include(if: $withOrders) {
    nodes {
      ...OrderFields
      phone
      billingAddress { ...AddressFields }
      shippingAddress { ...AddressFields }
      customer { ...Hit }
    }
    pageInfo { hasNextPage endCursor }
  }
}",
        customer_fragment!(),
        address_fragment!(),
        order_fragment!(),
        hit_fragment!()
    ),
};

/// The customer with this phone number, and others who have it somewhere.
pub const FIND_BY_PHONE: Document = Document {
    name: "shopify.find_by_phone",
    subject: "the customer",
    points: 400.0,
    text: concat!(
        "query FindByPhone($phone: String!, $search: String!, $orders: Int!, $lines: Int!, $withOrders: Boolean!) {
  customer: customerByIdentifier(identifier: {phoneNumber: $phone}) { ...CustomerFields }
  hits: customers(first: 5, query: $search, sortKey: RELEVANCE) { nodes { ...Hit } }
}",
        customer_fragment!(),
        address_fragment!(),
        order_fragment!(),
        hit_fragment!()
    ),
};

/// The first ten customers of this name in short, and the first of them in full.
pub const FIND_BY_NAME: Document = Document {
    name: "shopify.find_by_name",
    subject: "the customer",
    points: 700.0,
    text: concat!(
        "query FindByName($search: String!, $orders: Int!, $lines: Int!, $withOrders: Boolean!) {
  hits: customers(first: 10, query: $search, sortKey: RELEVANCE) { nodes { ...Hit } }
  best: customers(first: 1, query: $search, sortKey: RELEVANCE) { nodes { ...CustomerFields } }
}",
        customer_fragment!(),
        address_fragment!(),
        order_fragment!(),
        hit_fragment!()
    ),
};

/// Orders of this number in short, and the first of them with its customer in full.
pub const FIND_BY_ORDER: Document = Document {
    name: "shopify.find_by_order",
    subject: "the order",
    points: 700.0,
    text: concat!(
        "query FindByOrder($search: String!, $orders: Int!, $lines: Int!, $withOrders: Boolean!) {
  orders: orders(first: 5, query: $search, sortKey: PROCESSED_AT, reverse: true) {
    nodes { id name email customer { ...Hit } }
  }
  best: orders(first: 1, query: $search, sortKey: PROCESSED_AT, reverse: true) {
    nodes {
      ...OrderFields
      phone
      billingAddress { ...AddressFields }
      shippingAddress { ...AddressFields }
      customer { ...CustomerFields }
    }
  }
}",
        customer_fragment!(),
        address_fragment!(),
        order_fragment!(),
        hit_fragment!()
    ),
};

/// One customer by id.
pub const FIND_BY_ID: Document = Document {
    name: "shopify.find_by_id",
    subject: "the customer",
    points: 400.0,
    text: concat!(
        "query FindById($id: ID!, $orders: Int!, $lines: Int!, $withOrders: Boolean!) {
  customer(id: $id) { ...CustomerFields }
}",
        customer_fragment!(),
        address_fragment!(),
        order_fragment!()
    ),
};

/// A page of a customer's older orders.
pub const OLDER_ORDERS: Document = Document {
    name: "shopify.older_orders",
    subject: "the older orders",
    points: 400.0,
    text: concat!(
        "query OlderOrders($id: ID!, $after: String, $orders: Int!, $lines: Int!) {
  customer(id: $id) {
    defaultEmailAddress { emailAddress }
    orders(first: $orders, after: $after, sortKey: PROCESSED_AT, reverse: true) {
      nodes { ...OrderFields }
      pageInfo { hasNextPage endCursor }
    }
  }
}",
        order_fragment!()
    ),
};

/// A page of orders under an e-mail, of which those without a customer are a guest's.
pub const GUEST_ORDERS: Document = Document {
    name: "shopify.guest_orders",
    subject: "the guest orders",
    points: 400.0,
    text: concat!(
        "query GuestOrders($search: String!, $after: String, $orders: Int!, $lines: Int!) {
  orders(first: $orders, after: $after, query: $search, sortKey: PROCESSED_AT, reverse: true) {
    nodes { ...OrderFields customer { id } }
    pageInfo { hasNextPage endCursor }
  }
}",
        order_fragment!()
    ),
};

/// Abandoned checkouts. Their links are asked for apart: a denial there would take the rest with it.
pub const CARTS: Document = Document {
    name: "shopify.carts",
    subject: "the abandoned carts",
    points: 120.0,
    text: "query Carts($search: String, $first: Int!) {
  abandonedCheckouts(first: $first, query: $search, sortKey: CREATED_AT, reverse: true) {
    nodes {
      id
      createdAt
      updatedAt
      completedAt
      customer { id defaultEmailAddress { emailAddress } }
      totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
      lineItems(first: 10) {
        nodes {
          title
          variantTitle
          sku
          quantity
          originalUnitPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
          product { productType }
        }
      }
    }
    pageInfo { hasNextPage }
  }
}",
};

/// The links that bring customers back to their checkouts; since 2027 only for apps with all protected fields.
pub const CART_LINKS: Document = Document {
    name: "shopify.cart_links",
    subject: "the links of abandoned carts",
    points: 20.0,
    text: "query CartLinks($search: String, $first: Int!) {
  abandonedCheckouts(first: $first, query: $search, sortKey: CREATED_AT, reverse: true) {
    nodes { id abandonedCheckoutUrl }
  }
}",
};

/// What the shop is and what the token may see.
pub const ACCOUNT: Document = Document {
    name: "shopify.account",
    subject: "the shop",
    points: 5.0,
    text: "query Account {
  shop { name currencyCode ianaTimezone shopAddress { countryCodeV2 } }
  currentAppInstallation { accessScopes { handle } }
}",
};

/// A page of all customers, or of those whom a search names.
pub const LIST: Document = Document {
    name: "shopify.list",
    subject: "the customers",
    points: 200.0,
    text: "query List($after: String, $search: String, $withOrders: Boolean!) {
  customers(first: 250, after: $after, query: $search, sortKey: ID) {
    nodes {
      id
      displayName
      firstName
      lastName
      updatedAt
      defaultEmailAddress { emailAddress }
      defaultPhoneNumber { phoneNumber }
      defaultAddress { company phone countryCodeV2 }
      orders(first: 5, sortKey: PROCESSED_AT, reverse: true) @include(if: $withOrders) {
        nodes { name createdAt }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}",
};

/// One customer's protected fields, for `doctor`: without the vendor's approval they are hidden.
pub const PROTECTED: Document = Document {
    name: "shopify.protected_fields",
    subject: "the protected customer data",
    points: 5.0,
    text: "query Protected {
  customers(first: 1) {
    nodes {
      firstName
      defaultEmailAddress { emailAddress }
      defaultPhoneNumber { phoneNumber }
      defaultAddress { address1 }
    }
  }
}",
};

/// Every document that this program can send.
pub const ALL: [Document; 14] = [
    FIND_BY_EMAIL,
    FIND_BY_PHONE,
    FIND_BY_NAME,
    FIND_BY_ORDER,
    FIND_BY_ID,
    OLDER_ORDERS,
    GUEST_ORDERS,
    CARTS,
    CART_LINKS,
    ACCOUNT,
    LIST,
    PROTECTED,
    BULK_RUN,
    BULK_STATUS,
];

/// A value in the vendor's search syntax, quoted.
pub fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

/// A name as search terms that must all occur. Lower case, since `OR` and `NOT` are operators; operators'
/// signs are escaped.
pub fn name_terms(name: &str) -> String {
    let mut terms = Vec::new();
    for word in name.to_lowercase().split_whitespace() {
        let word = word.trim_start_matches('-');
        let mut term = String::with_capacity(word.len());
        for c in word.chars() {
            if matches!(c, ':' | '\\' | '(' | ')' | '"' | '\'') {
                term.push('\\');
            }
            term.push(c);
        }
        if !term.is_empty() {
            terms.push(term);
        }
    }
    terms.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_cannot_be_broken_out_of() {
        assert_eq!(quoted(r#"a" OR email:*"#), r#""a\" OR email:*""#);
        assert_eq!(quoted(r"back\slash"), r#""back\\slash""#);
        assert_eq!(name_terms("Ada  OR (email:x) -Bell O'Neil"), r"ada or \(email\:x\) bell o\'neil");
        assert_eq!(name_terms("山田 太郎"), "山田 太郎");
    }
}
