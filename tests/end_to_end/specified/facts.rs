//! One customer whom the store and the CRM both know, in the vendors' own words.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Who it is.
pub const EMAIL: &str = "ingrid.solberg@example.com";
pub const NAME: &str = "Ingrid Solberg";
pub const PHONE: &str = "+14155550132";
/// The latest of the orders.
pub const ORDER: &str = "#2042";
/// The records at the CRM.
pub const CONTACT: &str = "90210";
pub const CASE: &str = "4711";
pub const OWNER: &str = "301";

/// So many hours ago.
pub fn moment(hours: i64) -> String {
    let at = Timestamp::now() - SignedDuration::from_hours(hours);
    format!("{:.0}", Timestamp::from_second(at.as_second()).expect("a moment"))
}

/// What the shop knows. Lists are kept oldest first.
pub fn shop() -> Value {
    let orders = json!([
        order(2040, "80.00", "0.00", 2000),
        order(2041, "45.50", "45.50", 900),
        order(2042, "120.00", "0.00", 30)
    ]);
    let customer = json!({
        "id": "gid://shopify/Customer/7001", "displayName": NAME, "firstName": "Ingrid", "lastName": "Solberg",
        "locale": "en", "tags": ["vip"], "note": null, "numberOfOrders": "3",
        "defaultEmailAddress": { "emailAddress": EMAIL, "marketingState": "SUBSCRIBED" },
        "defaultPhoneNumber": { "phoneNumber": PHONE, "marketingState": "NOT_SUBSCRIBED" },
        "defaultAddress": { "name": NAME, "company": null, "address1": "9 Harbour Steps", "address2": null,
            "city": "Portland", "province": "Oregon", "provinceCode": "OR", "zip": "97205",
            "country": "United States", "countryCodeV2": "US", "phone": PHONE },
        "orders": orders,
    });
    let mut loose = orders.as_array().expect("a list").clone();
    for order in &mut loose {
        order["customer"] = customer.clone();
    }
    let cart = json!({
        "id": "gid://shopify/AbandonedCheckout/5001", "completedAt": null, "customer": customer,
        "totalPriceSet": money("64.00"),
        "lineItems": [{ "title": "Head lamp", "variantTitle": null, "sku": "HL-1", "quantity": 1,
            "originalUnitPriceSet": money("64.00"), "product": { "productType": "Lights" } }],
        "abandonedCheckoutUrl": "https://shop.example/recover/5001",
    });
    let scopes = ["read_customers", "read_orders", "read_all_orders", "read_products"];
    let scopes: Vec<Value> = scopes.iter().map(|handle| json!({ "handle": handle })).collect();
    json!({
        "customers": [customer], "orders": loose, "abandonedCheckouts": [cart],
        "shop": { "name": "Solid Outdoor", "currencyCode": "USD", "ianaTimezone": "America/Los_Angeles",
            "shopAddress": { "countryCodeV2": "US" } },
        "currentAppInstallation": { "accessScopes": scopes },
    })
}

fn money(amount: &str) -> Value {
    let money = json!({ "amount": amount, "currencyCode": "USD" });
    json!({ "shopMoney": money, "presentmentMoney": money })
}

fn order(number: u32, total: &str, refunded: &str, hours_ago: i64) -> Value {
    let refunds = if refunded == "0.00" {
        json!([])
    } else {
        json!([{ "createdAt": moment(hours_ago - 20), "processedAt": moment(hours_ago - 20), "note": null,
            "totalRefundedSet": money(refunded), "refundLineItems": [{ "lineItem": { "name": "Trail shoes" } }] }])
    };
    json!({
        "id": format!("gid://shopify/Order/{number}"), "name": format!("#{number}"), "email": EMAIL,
        "createdAt": moment(hours_ago), "processedAt": moment(hours_ago), "cancelledAt": null, "test": false,
        "note": null, "displayFinancialStatus": if refunded == "0.00" { "PAID" } else { "REFUNDED" },
        "displayFulfillmentStatus": "FULFILLED", "discountCodes": [], "phone": PHONE,
        "totalPriceSet": money(total), "totalRefundedSet": money(refunded), "totalDiscountsSet": money("0.00"),
        "lineItems": [{ "name": "Trail shoes", "sku": "TS-9", "quantity": 1,
            "originalUnitPriceSet": money(total), "product": { "productType": "Shoes" } }],
        "refunds": refunds,
        "fulfillments": [{ "createdAt": moment(hours_ago - 6), "updatedAt": moment(hours_ago - 5),
            "displayStatus": "IN_TRANSIT", "inTransitAt": moment(hours_ago - 6), "deliveredAt": null,
            "estimatedDeliveryAt": null,
            "trackingInfo": [{ "company": "UPS", "number": "1Z999", "url": "https://track.example/1Z999" }] }],
        "customerJourneySummary": { "customerOrderIndex": 0,
            "firstVisit": { "occurredAt": moment(hours_ago + 2), "source": "google" } },
    })
}

/// An object at the CRM: kind and id.
pub type Name = (&'static str, &'static str);

/// What the CRM knows: objects with their properties, and who hangs on whom.
pub fn crm() -> (Vec<(Name, Value)>, Vec<[Name; 2]>) {
    let objects = vec![
        (
            ("contacts", CONTACT),
            json!({ "email": EMAIL, "firstname": "Ingrid", "lastname": "Solberg", "phone": "(415) 555-0132",
            "company": "Solberg Guiding", "hubspot_owner_id": OWNER, "lifecyclestage": "customer" }),
        ),
        (("companies", "88001"), json!({ "name": "Solberg Guiding", "domain": "guiding.example" })),
        (
            ("tickets", CASE),
            json!({ "subject": "Where is my order #2042?", "content": "It should have been here on Monday.",
            "hs_pipeline": "0", "hs_pipeline_stage": "1", "hs_ticket_priority": "HIGH", "createdate": moment(20),
            "hs_lastmodifieddate": moment(18), "hubspot_owner_id": OWNER }),
        ),
        (
            ("deals", "66001"),
            json!({ "dealname": "Season equipment", "amount": "900", "dealstage": "open", "pipeline": "default",
            "deal_currency_code": "USD", "createdate": moment(300), "hs_lastmodifieddate": moment(200) }),
        ),
        (
            ("notes", "33001"),
            json!({ "hs_note_body": "<p>Prefers the phone.</p>", "hs_timestamp": moment(400) }),
        ),
        (
            ("calls", "22001"),
            json!({ "hs_call_title": "Sizes", "hs_call_body": "Asked about sizes.", "hs_timestamp": moment(300) }),
        ),
        (
            ("emails", "11001"),
            json!({ "hs_email_subject": "Re: Where is my order", "hs_email_text": "We are looking into it.",
            "hs_email_direction": "EMAIL", "hs_timestamp": moment(18) }),
        ),
    ];
    let contact = ("contacts", CONTACT);
    let ties = vec![
        [contact, ("companies", "88001")],
        [contact, ("tickets", CASE)],
        [contact, ("deals", "66001")],
        [contact, ("notes", "33001")],
        [contact, ("calls", "22001")],
        [("tickets", CASE), ("emails", "11001")],
        [contact, ("emails", "11001")],
    ];
    (objects, ties)
}
