//! The client against answers as the vendor writes them.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use deskhand::domain::commerce::OrderStatus;
use deskhand::domain::customer::ConsentState;
use deskhand::domain::lookup::Lookup;
use deskhand::ports::{Call, StoreClient, Trouble, Verdict};
use deskhand::vendors::shopify::{Credentials, Shopify};
use serde_json::{Value, json};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::support::{Fixed, client, client_with, email, secret, settings};

/// A shop that answers each document by a function of its operation's name and variables.
async fn shop(answer: impl Fn(&str, &Value) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    let respond = move |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        let text = body["query"].as_str().expect("a query").trim_start_matches("query ");
        let name = text.split(|c: char| !c.is_alphanumeric()).next().expect("a name");
        answer(name, &body["variables"])
    };
    Mock::given(path("/admin/api/2026-10/graphql.json")).respond_with(respond).mount(&server).await;
    server
}

fn data(data: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "data": data, "extensions": { "cost": {
        "requestedQueryCost": 120, "actualQueryCost": 30, "throttleStatus": {
            "maximumAvailable": 2000.0, "currentlyAvailable": 1970, "restoreRate": 100.0 } } } }))
}

fn errors(errors: Value, data: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "errors": errors, "data": data }))
}

fn denied(path: Value, scope: &str) -> Value {
    let required = format!("`{scope}` access scope.");
    json!({ "message": format!("Access denied. Required access: {required}"), "path": path,
        "extensions": { "code": "ACCESS_DENIED", "requiredAccess": required } })
}

fn account() -> ResponseTemplate {
    let scopes = ["read_customers", "read_orders", "read_all_orders", "read_products"];
    let scopes: Vec<Value> = scopes.iter().map(|handle| json!({ "handle": handle })).collect();
    data(json!({
        "shop": { "name": "Acme", "currencyCode": "EUR", "ianaTimezone": "Europe/Berlin",
            "shopAddress": { "countryCodeV2": "DE" } },
        "currentAppInstallation": { "accessScopes": scopes },
    }))
}

/// Answers for everything but the customer.
fn beside(name: &str) -> ResponseTemplate {
    match name {
        "Account" => account(),
        _ => data(json!({ "abandonedCheckouts": { "nodes": [] } })),
    }
}

fn customer(changes: Value) -> Value {
    let mut customer = json!({
        "id": "gid://shopify/Customer/77", "displayName": "Ada Example", "firstName": "Ada", "lastName": "Example",
        "createdAt": "2025-01-02T03:04:05Z", "updatedAt": "2026-10-01T00:00:00Z", "locale": "de",
        "tags": ["vip"], "note": null,
        "defaultEmailAddress": { "emailAddress": "ada@example.com", "marketingState": "UNSUBSCRIBED" },
        "defaultPhoneNumber": null,
        "defaultAddress": { "address1": "Weg 1", "city": "Berlin", "countryCodeV2": "DE", "phone": "030 901820" },
        "firstOrder": { "nodes": [] },
        "orders": { "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } },
    });
    for (name, value) in changes.as_object().expect("an object") {
        customer[name] = value.clone();
    }
    customer
}

fn found(customer: Value) -> Value {
    json!({ "customer": customer, "hits": { "nodes": [] },
        "guests": { "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } } })
}

fn bag(amount: &str, currency: &str) -> Value {
    json!({ "shopMoney": { "amount": amount, "currencyCode": currency },
        "presentmentMoney": { "amount": amount, "currencyCode": currency } })
}

fn order(id: u32, changes: Value) -> Value {
    let mut order = json!({
        "id": format!("gid://shopify/Order/{id}"), "name": format!("#{id}"), "createdAt": "2026-09-01T10:00:00Z",
        "processedAt": "2026-09-01T09:59:59Z", "cancelledAt": null, "test": false, "note": null,
        "email": "ada@example.com", "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "UNFULFILLED",
        "discountCodes": [], "totalPriceSet": bag("120.5", "EUR"), "totalRefundedSet": bag("0.0", "EUR"),
        "totalDiscountsSet": bag("0.0", "EUR"),
        "lineItems": { "nodes": [], "pageInfo": { "hasNextPage": false } }, "refunds": [], "fulfillments": [],
    });
    for (name, value) in changes.as_object().expect("an object") {
        order[name] = value.clone();
    }
    order
}

fn with_orders(orders: Vec<Value>) -> Value {
    customer(json!({ "orders": { "nodes": orders, "pageInfo": { "hasNextPage": false } } }))
}

async fn find(client: &Shopify) -> deskhand::domain::record::Found {
    client.find(&email("ada@example.com"), &Call::INTERACTIVE).await.expect("found")
}

async fn fail(client: &Shopify) -> deskhand::ports::PortError {
    client.find(&email("ada@example.com"), &Call::INTERACTIVE).await.expect_err("an error")
}

#[tokio::test]
async fn a_lookup_by_email_waits_for_one_round_trip_only() {
    // Nothing is answered before all four requests are there.
    let barrier = Arc::new(tokio::sync::Barrier::new(4));
    let names = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&names);
    let handler = move |body: String| {
        let (barrier, seen) = (Arc::clone(&barrier), Arc::clone(&seen));
        async move {
            let name = ["FindByEmail", "CartLinks", "Carts", "Account"]
                .into_iter()
                .find(|name| body.contains(&format!("query {name}")))
                .unwrap_or("?");
            seen.lock().expect("a list").push(name);
            barrier.wait().await;
            let answer = match name {
                "FindByEmail" => json!({ "data": found(customer(json!({}))) }),
                "Account" => json!({ "data": { "shop": { "name": "Acme" } } }),
                _ => json!({ "data": { "abandonedCheckouts": { "nodes": [] } } }),
            };
            axum::Json(answer)
        }
    };
    let router = axum::Router::new().route("/admin/api/2026-10/graphql.json", axum::routing::post(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let answer = find(&client(&base, "token")).await;
    serving.abort();
    assert_eq!(answer.records[0].id, "77");
    let mut names = names.lock().expect("a list").clone();
    names.sort_unstable();
    assert_eq!(names, ["Account", "CartLinks", "Carts", "FindByEmail"]);
}

#[tokio::test]
async fn orders_are_read_to_the_cent_and_the_state() {
    let orders = vec![
        order(
            1,
            json!({ "totalRefundedSet": bag("20.25", "EUR"), "displayFinancialStatus": "PARTIALLY_REFUNDED" }),
        ),
        order(2, json!({ "cancelledAt": "2026-09-02T00:00:00Z", "displayFinancialStatus": "REFUNDED" })),
        order(
            3,
            json!({ "totalPriceSet": { "shopMoney": { "amount": "100.0", "currencyCode": "EUR" },
            "presentmentMoney": { "amount": "16000.0", "currencyCode": "JPY" } } }),
        ),
        order(4, json!({ "createdAt": "2026-09-03T00:00:00Z", "processedAt": "2019-05-06T00:00:00Z" })),
        order(
            5,
            json!({ "displayFulfillmentStatus": "FULFILLED", "fulfillments": [{
            "createdAt": "2026-09-01T12:00:00Z", "displayStatus": "IN_TRANSIT", "inTransitAt": "2026-09-02T12:00:00Z",
            "trackingInfo": [
                { "company": "DHL", "number": "JJD1", "url": "https://dhl.example.com/JJD1" },
                { "company": "DHL", "number": "JJD2", "url": "javascript:alert(1)" }] }] }),
        ),
        order(6, json!({ "test": true })),
        order(7, json!({ "totalPriceSet": bag("many", "EUR") })),
        order(8, json!({ "displayFinancialStatus": "VOIDED", "displayFulfillmentStatus": "FULFILLED" })),
        order(9, json!({ "displayFinancialStatus": "PENDING" })),
        order(10, json!({ "displayFinancialStatus": "PENDING", "displayFulfillmentStatus": "FULFILLED" })),
        order(11, json!({ "displayFinancialStatus": "AUTHORIZED" })),
    ];
    let answer = found(with_orders(orders));
    let server = shop(move |name, _| match name {
        "FindByEmail" => data(answer.clone()),
        name => beside(name),
    })
    .await;
    let found = find(&client(&server.uri(), "token")).await;
    let orders = &found.records[0].orders;
    let order = |id: &str| orders.iter().find(|order| order.id == id).expect("an order");
    let one = order("1");
    assert_eq!((one.total.to_string(), one.refunded.to_string()), ("120.50 EUR".into(), "20.25 EUR".into()));
    assert_eq!((one.net.to_string(), one.status), ("100.25 EUR".into(), OrderStatus::PartiallyRefunded));
    assert_eq!((one.evidence.as_str(), one.number.as_str()), ("order:1", "#1"));
    assert_eq!(one.placed_at.to_string(), "2026-09-01T10:00:00Z");
    assert_eq!((order("2").status, order("2").counts()), (OrderStatus::Cancelled, false));
    assert_eq!(order("3").presentment.map(|money| money.to_string()), Some("16000 JPY".into()));
    assert_eq!(order("1").presentment, None);
    assert_eq!(order("4").placed_at.to_string(), "2019-05-06T00:00:00Z");
    let shipments = &order("5").shipments;
    let urls: Vec<_> = shipments.iter().map(|shipment| shipment.url.as_deref()).collect();
    assert_eq!(urls, [Some("https://dhl.example.com/JJD1"), None]);
    assert!(!order("6").counts());
    for unpaid in ["8", "9"] {
        assert_eq!((order(unpaid).status, order(unpaid).counts()), (OrderStatus::Pending, false));
    }
    for (bought, status) in [("10", OrderStatus::Fulfilled), ("11", OrderStatus::Paid)] {
        assert_eq!((order(bought).status, order(bought).counts()), (status, true));
    }
    assert!(orders.iter().all(|order| order.id != "7"));
    let gap = &found.coverage[0];
    assert_eq!((gap.complete, gap.why.as_deref()), (false, Some("1 orders could not be read")));
    let record = &found.records[0];
    assert_eq!(record.consent.email, Some(ConsentState::Unsubscribed));
    assert_eq!(record.phones[0].as_str(), "+4930901820");
}

#[tokio::test]
async fn orders_under_the_email_without_a_customer_are_a_guests() {
    let of = |id: u64| json!({ "id": format!("gid://shopify/Customer/{id}"), "displayName": "Other" });
    let guests = json!([
        order(1, json!({ "customer": null, "billingAddress": { "name": "A. Example" } })),
        order(2, json!({ "customer": of(77) })),
        order(3, json!({ "customer": of(88) })),
        order(4, json!({ "customer": null, "email": "other@example.com" })),
    ]);
    let with = |customer: Value| {
        let mut answer = found(customer);
        answer["guests"] =
            json!({ "nodes": guests, "pageInfo": { "hasNextPage": true, "endCursor": "next" } });
        answer
    };
    for (customer, kinds) in [(customer(json!({})), vec!["customer", "guest"]), (Value::Null, vec!["guest"])]
    {
        let answer = with(customer);
        let server = shop(move |name, variables| match name {
            "FindByEmail" => data(answer.clone()),
            "GuestOrders" => {
                assert_eq!(variables["after"], "next");
                data(json!({ "orders": { "nodes": [order(9, json!({ "customer": null }))] } }))
            }
            name => beside(name),
        })
        .await;
        let client = client(&server.uri(), "token");
        let found = find(&client).await;
        let found_kinds: Vec<_> = found.records.iter().map(|record| record.kind.as_str()).collect();
        assert_eq!(found_kinds, kinds);
        let guest = found.records.last().expect("a guest");
        assert_eq!((guest.id.as_str(), guest.name.as_deref()), ("ada@example.com", Some("A. Example")));
        let ids: Vec<_> = guest.orders.iter().map(|order| (order.id.as_str(), order.guest)).collect();
        assert_eq!(ids, [("1", true)]);
        let others: Vec<_> = found.candidates.iter().map(|one| one.id.as_str()).collect();
        assert!(others.contains(&"88"), "{others:?}");
        let next = found.older_orders.expect("another page");
        let (older, end) = client.older_orders(&next, &Call::BACKGROUND).await.expect("older");
        assert_eq!((older[0].id.as_str(), older[0].guest, end), ("9", true, None));
    }
}

#[tokio::test]
async fn what_people_wrote_is_inert() {
    let answer = found(customer(json!({
        "displayName": "Ada\u{1b}[31m\u{202e} Example", "note": "line\u{1b}]0;title\u{7}one\nline two",
        "tags": ["\u{0}vip"], "defaultAddress": { "address1": "Weg\r\n1" },
    })));
    let server = shop(move |name, _| match name {
        "FindByEmail" => data(answer.clone()),
        name => beside(name),
    })
    .await;
    let found = find(&client(&server.uri(), "token")).await;
    let record = &found.records[0];
    assert_eq!(record.name.as_deref(), Some("Ada Example"));
    assert_eq!(record.note.as_deref(), Some("lineone\nline two"));
    assert_eq!(record.tags, ["vip"]);
    assert_eq!(record.address.as_ref().map(|address| address.one_line()), Some("Weg 1".into()));
}

#[tokio::test]
async fn hidden_fields_are_absent_and_no_failure() {
    let mut answer = found(customer(json!({
        "displayName": "77", "firstName": null, "lastName": null, "defaultEmailAddress": null,
        "defaultAddress": null, "tags": null,
    })));
    answer["hits"] = Value::Null;
    let server = shop(move |name, _| match name {
        "FindByEmail" => {
            let hidden = json!({ "message": "This app is not approved to use the email field.",
                "path": ["customer", "defaultEmailAddress"], "extensions": { "code": "ACCESS_DENIED" } });
            errors(json!([hidden]), answer.clone())
        }
        name => beside(name),
    })
    .await;
    let found = find(&client(&server.uri(), "token")).await;
    let record = &found.records[0];
    assert_eq!((record.id.as_str(), record.name.as_deref(), record.emails.len()), ("77", None, 0));
    assert_eq!(record.consent.email, None);
}

#[tokio::test]
async fn denied_links_leave_the_carts() {
    let server = shop(|name, _| match name {
        "FindByEmail" => data(found(customer(json!({})))),
        "Carts" => data(json!({ "abandonedCheckouts": { "nodes": [
            { "id": "gid://shopify/AbandonedCheckout/1", "createdAt": "2026-09-01T00:00:00Z",
              "updatedAt": "2026-09-02T00:00:00Z", "completedAt": null, "totalPriceSet": bag("10", "EUR"),
              "customer": { "id": "gid://shopify/Customer/77" }, "lineItems": { "nodes": [] } },
            { "id": "gid://shopify/AbandonedCheckout/2", "createdAt": "2026-09-01T00:00:00Z",
              "completedAt": null, "totalPriceSet": bag("10", "EUR"),
              "customer": { "id": "gid://shopify/Customer/78" }, "lineItems": { "nodes": [] } },
            { "id": "gid://shopify/AbandonedCheckout/3", "createdAt": "2026-09-01T00:00:00Z",
              "completedAt": "2026-09-01T00:00:00Z", "totalPriceSet": bag("10", "EUR"),
              "customer": { "id": "gid://shopify/Customer/77" }, "lineItems": { "nodes": [] } },
        ] } })),
        "CartLinks" => errors(json!([denied(json!(["abandonedCheckouts"]), "")]), Value::Null),
        name => beside(name),
    })
    .await;
    let found = find(&client(&server.uri(), "token")).await;
    let carts: Vec<_> =
        found.records[0].carts.iter().map(|cart| (cart.id.as_str(), cart.url.is_none())).collect();
    assert_eq!(carts, [("1", true)]);
    assert!(found.coverage.iter().all(|coverage| coverage.complete));
}

#[tokio::test]
async fn a_query_that_is_too_dear_is_made_smaller() {
    let sizes = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sizes);
    let server = shop(move |name, variables| match name {
        "FindByEmail" => {
            let (orders, lines) = (variables["orders"].as_u64(), variables["lines"].as_u64());
            seen.lock().expect("a list").push((orders, lines));
            if lines > Some(5) {
                let code = json!({ "code": "MAX_COST_EXCEEDED", "cost": 2052, "maxCost": 1000 });
                errors(json!([{ "message": "Query cost is 2052", "extensions": code }]), Value::Null)
            } else {
                data(found(customer(json!({}))))
            }
        }
        name => beside(name),
    })
    .await;
    let client = client(&server.uri(), "token");
    assert_eq!(find(&client).await.records.len(), 1);
    assert_eq!(sizes.lock().expect("a list").len(), 3);
    assert_eq!(find(&client).await.records.len(), 1);
    assert_eq!(sizes.lock().expect("a list").len(), 4, "what was learned is kept");
}

#[tokio::test]
async fn a_throttled_query_is_waited_for_as_long_as_the_points_take() {
    let asked = Mutex::new(0);
    let server = shop(move |name, _| match name {
        "FindByEmail" => {
            let mut asked = asked.lock().expect("a count");
            *asked += 1;
            if *asked > 2 {
                return data(found(customer(json!({}))));
            }
            let cost = json!({ "requestedQueryCost": 752, "actualQueryCost": null, "throttleStatus": {
                "maximumAvailable": 1000.0, "currentlyAvailable": 118, "restoreRate": 50_000.0 } });
            let code = json!({ "message": "Throttled", "extensions": { "code": "THROTTLED" } });
            ResponseTemplate::new(200)
                .set_body_json(json!({ "errors": [code], "extensions": { "cost": cost } }))
        }
        name => beside(name),
    })
    .await;
    assert_eq!(find(&client(&server.uri(), "token")).await.records[0].id, "77");
}

#[tokio::test]
async fn refusals_are_put_into_words_without_anyones_data() {
    type Case = (fn() -> ResponseTemplate, Trouble, &'static str);
    let cases: [Case; 6] = [
        (
            || errors(json!([denied(json!(["customer"]), "read_customers")]), json!({ "customer": null })),
            Trouble::Forbidden,
            "`read_customers`",
        ),
        (
            || errors(json!([{ "message": "Field 'x' doesn't exist on type 'Customer'" }]), Value::Null),
            Trouble::Refused,
            "Field 'x' doesn't exist",
        ),
        (
            || errors(json!([{ "message": "bad value ada@example.com" }]), Value::Null),
            Trouble::Refused,
            "no reason given",
        ),
        (|| ResponseTemplate::new(402).set_body_string("{}"), Trouble::Refused, "frozen"),
        (
            || ResponseTemplate::new(404).insert_header("x-request-id", "r-1"),
            Trouble::NotFound,
            "(request id r-1)",
        ),
        (|| ResponseTemplate::new(200).set_body_string("{}"), Trouble::Garbled, "neither data nor error"),
    ];
    for (answer, trouble, words) in cases {
        let server = shop(move |name, _| match name {
            "FindByEmail" => answer(),
            name => beside(name),
        })
        .await;
        let error = fail(&client(&server.uri(), "token")).await;
        assert_eq!(error.trouble, trouble, "{error}");
        assert!(error.what.contains(words), "{error}");
        assert!(!format!("{error:?}").contains("ada@"), "{error:?}");
    }
}

/// A shop whose tokens are granted and then, some of them, refused.
async fn granting_shop(good: &'static str, seconds: u64) -> MockServer {
    let server = MockServer::start().await;
    let granted = Mutex::new(0);
    let grant = move |_: &Request| {
        let mut granted = granted.lock().expect("a count");
        *granted += 1;
        ResponseTemplate::new(200).set_body_json(
            json!({ "access_token": format!("token-{granted}"), "scope": "read_orders", "expires_in": seconds }),
        )
    };
    Mock::given(path("/admin/oauth/access_token")).respond_with(grant).mount(&server).await;
    let answer = move |request: &Request| {
        if request.headers["x-shopify-access-token"] != good {
            return ResponseTemplate::new(401).set_body_json(json!({ "errors": "[API] Invalid API key" }));
        }
        let body = String::from_utf8_lossy(&request.body);
        if body.contains("query FindByEmail") { data(found(customer(json!({})))) } else { beside("") }
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

async fn grants(server: &MockServer) -> usize {
    let requests = server.received_requests().await.expect("recorded");
    requests.iter().filter(|request| request.url.path() == "/admin/oauth/access_token").count()
}

fn by_client() -> Credentials {
    Credentials::Client { id: "id".into(), secret: secret("s") }
}

#[tokio::test]
async fn one_grant_serves_all_who_wait_and_a_refused_token_is_renewed_once() {
    let server = granting_shop("token-1", 86_399).await;
    let client = client_with(&server.uri(), by_client());
    let (one, two) = tokio::join!(find(&client), find(&client));
    assert_eq!((one.records.len(), two.records.len(), grants(&server).await), (1, 1, 1));

    let server = granting_shop("token-2", 86_399).await;
    let client = client_with(&server.uri(), by_client());
    assert_eq!(find(&client).await.records.len(), 1);
    assert_eq!(grants(&server).await, 2);

    let server = granting_shop("never", 86_399).await;
    let client = client_with(&server.uri(), by_client());
    assert_eq!(fail(&client).await.trouble, Trouble::Unauthorized);
}

#[tokio::test]
async fn a_granted_token_is_renewed_before_it_expires() {
    struct Moving(Mutex<jiff::Timestamp>);
    impl deskhand::ports::Clock for Moving {
        fn now(&self) -> jiff::Timestamp {
            *self.0.lock().expect("a time")
        }
    }
    let server = MockServer::start().await;
    let token = json!({ "access_token": "t", "expires_in": 86_399 });
    let grant = ResponseTemplate::new(200).set_body_json(token);
    Mock::given(path("/admin/oauth/access_token")).respond_with(grant).mount(&server).await;
    Mock::given(any()).respond_with(data(json!({ "customers": { "nodes": [] } }))).mount(&server).await;
    let start: jiff::Timestamp = "2026-10-01T00:00:00Z".parse().expect("a time");
    let clock = Arc::new(Moving(Mutex::new(start)));
    let client = Shopify::new(settings(&server.uri(), by_client()), clock.clone()).expect("a client");
    for (minutes, grants_by_then) in [(0, 1), (60, 1), (23 * 60 + 54, 1), (23 * 60 + 56, 2)] {
        let now = start.checked_add(jiff::SignedDuration::from_mins(minutes)).expect("a time");
        *clock.0.lock().expect("a time") = now;
        client.list(None, &Call::BACKGROUND).await.expect("a page");
        assert_eq!(grants(&server).await, grants_by_then, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn doctor_sees_version_clock_scopes_and_silence() {
    let server = shop(|name, _| {
        let answer = match name {
            "Account" => data(json!({ "shop": { "name": "Acme" },
                "currentAppInstallation": { "accessScopes": [{ "handle": "read_customers" }] } })),
            "Protected" => errors(
                json!([denied(json!(["customers", "nodes", 0, "firstName"]), "")]),
                json!({ "customers": { "nodes": [{ "firstName": null }] } }),
            ),
            _ => errors(json!([denied(json!(["abandonedCheckouts"]), "read_orders")]), Value::Null),
        };
        answer
            .insert_header("x-shopify-api-version", "2027-01")
            .insert_header("date", "Wed, 21 Oct 2026 07:28:00 GMT")
    })
    .await;
    let ahead = Arc::new(Fixed("2026-10-21T07:38:00Z".parse().expect("a time")));
    let client =
        Shopify::new(settings(&server.uri(), Credentials::Token(secret("t"))), ahead).expect("a client");
    let findings = client.check().await;
    let says = |verdict: Verdict, words: &str| {
        findings.iter().any(|finding| finding.verdict == verdict && finding.what.contains(words))
    };
    assert!(says(Verdict::Good, "answers as Acme"));
    assert!(says(Verdict::Bad, "`read_orders`"));
    assert!(says(Verdict::Warning, "version 2027-01 answers instead of 2026-10"));
    assert!(says(Verdict::Warning, "protected customer data"));
    assert!(says(Verdict::Warning, "s ahead of shopify:acme"), "{findings:?}");

    let nobody = super::support::client("http://127.0.0.1:9", "t").check().await;
    assert_eq!((nobody.len(), nobody[0].verdict), (1, Verdict::Bad));
    assert!(nobody[0].what.contains("refused"), "{nobody:?}");
}

#[tokio::test]
async fn a_page_of_the_vendors_own_example_is_listed() {
    let Some(folder) = super::contract::contracts() else { return };
    let file = folder.join("payloads/shopify/graphql/customer_by_email.response.json");
    let text = std::fs::read_to_string(file).expect("the vendor's example");
    let example: Value = serde_json::from_str(&text).expect("JSON");
    let server = shop(move |name, _| match name {
        "List" => ResponseTemplate::new(200).set_body_json(example.clone()),
        name => beside(name),
    })
    .await;
    let page = client(&server.uri(), "token").list(None, &Call::BACKGROUND).await.expect("a page");
    let row = &page.items[0];
    assert_eq!(row.record.to_string(), "shopify:acme/customer/8123456789012");
    assert_eq!(row.name.as_deref(), Some("Zoë Müller"));
    assert_eq!(row.phones[0].as_str(), "+4930901820");
    assert_eq!(page.next, None);
}

#[tokio::test]
async fn namesakes_are_candidates_and_nobody_is_chosen() {
    let hit = |id: u32, name: &str| {
        json!({ "id": format!("gid://shopify/Customer/{id}"), "displayName": name, "firstName": name,
            "defaultEmailAddress": { "emailAddress": format!("a{id}@example.com") } })
    };
    for (hits, records, candidates) in [
        (vec![hit(77, "Ada Example"), hit(78, "ada example")], 0, 2),
        (vec![hit(77, "Ada Example"), hit(78, "Ada Examples")], 1, 1),
        (vec![hit(77, "Ada Example")], 1, 0),
        (vec![hit(78, "Adam Example"), hit(79, "Adah Example")], 0, 2),
        (vec![], 0, 0),
    ] {
        let server = shop(move |name, _| match name {
            "FindByName" => data(json!({ "hits": { "nodes": hits },
                "best": { "nodes": if hits.is_empty() { vec![] } else { vec![customer(json!({}))] } } })),
            name => beside(name),
        })
        .await;
        let client = client(&server.uri(), "token");
        let found =
            client.find(&Lookup::Name("Ada Example".into()), &Call::INTERACTIVE).await.expect("found");
        assert_eq!((found.records.len(), found.candidates.len()), (records, candidates));
    }
}

#[tokio::test]
async fn silence_beside_the_customer_does_not_hold_them_up() {
    let server = shop(|name, _| match name {
        "FindByEmail" => data(found(customer(json!({})))),
        "Carts" => beside("Carts").set_delay(Duration::from_secs(60)),
        name => beside(name),
    })
    .await;
    let mut settings = settings(&server.uri(), Credentials::Token(secret("t")));
    settings.limits.interactive_attempt = Duration::from_millis(100);
    settings.limits.attempts = 1;
    let client = Shopify::new(settings, Arc::new(deskhand::ports::SystemClock)).expect("a client");
    let found = find(&client).await;
    assert_eq!(found.records[0].id, "77");
    assert!(
        found
            .coverage
            .iter()
            .any(|gap| gap.why.as_deref().is_some_and(|why| why.contains("abandoned carts")))
    );
}
