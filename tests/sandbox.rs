//! The sandbox over loopback: what each emulated vendor answers, refuses and remembers.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

mod sandbox_support;

use futures::StreamExt;
use sandbox_support::Running;
use serde_json::{Value, json};

#[tokio::test]
async fn a_customer_is_found_by_email_with_orders_and_shipments() {
    let sandbox = Running::start(&[]).await;
    let query = "query Find($query: String!) {
        customers(first: 5, query: $query) { nodes { ...Who
            orders(first: 2, sortKey: CREATED_AT, reverse: true) {
                edges { cursor node { name totalPriceSet { shopMoney { amount currencyCode } }
                    fulfillments { displayStatus trackingInfo { number } } } }
                pageInfo { hasNextPage endCursor } } } } }
        fragment Who on Customer { id displayName mail: defaultEmailAddress { emailAddress marketingState }
            numberOfOrders }";
    let variables = json!({ "query": "email:\"Maren.Holloway@example.com\"" });
    let answer = sandbox.graphql(query, variables).await;
    let customer = &answer["data"]["customers"]["nodes"][0];
    assert_eq!(customer["displayName"], "Maren Holloway");
    assert_eq!(customer["mail"]["marketingState"], "SUBSCRIBED");
    assert_eq!(customer["numberOfOrders"], "8");
    let order = &customer["orders"]["edges"][0]["node"];
    assert_eq!(order["fulfillments"][0]["displayStatus"], "DELAYED");
    assert_eq!(order["totalPriceSet"]["shopMoney"], json!({ "amount": "450.5", "currencyCode": "USD" }));
    assert_eq!(customer["orders"]["pageInfo"]["hasNextPage"], true);
    assert!(answer["extensions"]["cost"]["requestedQueryCost"].as_i64().is_some_and(|cost| cost > 10));
}

#[tokio::test]
async fn orders_are_found_by_each_of_their_keys_guests_included() {
    let sandbox = Running::with_customers(300, &[]).await;
    let count = async |query: &str| {
        let answer = sandbox
            .graphql(
                "query($q: String) { orders(first: 250, query: $q) { nodes { id } } }",
                json!({ "q": query }),
            )
            .await;
        answer["data"]["orders"]["nodes"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(count("email:wren.gallagher@example.org").await, 3, "guest orders, whatever the case");
    assert_eq!(count("name:#1001").await, 1);
    assert_eq!(count("name:1001").await, 1);
    assert_eq!(count("name:1000001 OR name:#1001").await, 2, "a generated one and a fixture");
    assert_eq!(count("test:true").await, 1);
    assert_eq!(count("email:nobody@example.com").await, 0);
}

#[tokio::test]
async fn four_hundred_and_thirty_orders_come_in_pages() {
    let sandbox = Running::start(&[]).await;
    let query = "query($after: String) { customerByIdentifier(identifier: {emailAddress: \"ruth@basecamp-rentals.example.com\"}) {
        numberOfOrders orders(first: 200, after: $after, sortKey: PROCESSED_AT, reverse: true) {
            nodes { name processedAt } pageInfo { hasNextPage endCursor } } } }";
    let (mut names, mut after) = (Vec::new(), Value::Null);
    loop {
        let answer = sandbox.graphql(query, json!({ "after": after })).await;
        let orders = &answer["data"]["customerByIdentifier"]["orders"];
        names
            .extend(orders["nodes"].as_array().expect("nodes").iter().map(|order| order["name"].to_string()));
        if orders["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = orders["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(names.len(), 430);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 430);
}

#[tokio::test]
async fn what_graphql_can_not_serve_is_refused_in_the_vendors_words() {
    let sandbox = Running::start(&[]).await;
    for (query, code, words) in [
        (
            "{ customers(first: 1) { nodes { shoeSize } } }",
            "undefinedField",
            "Field 'shoeSize' doesn't exist on type 'Customer'",
        ),
        (
            "{ customers(first: 1, colour: \"red\") { nodes { id } } }",
            "argumentNotAccepted",
            "doesn't accept argument 'colour'",
        ),
        ("{ customer { id } }", "missingRequiredArguments", "missing required arguments: id"),
        ("{ customers(first: 1) }", "selectionMismatch", "Field must have selections"),
        ("query($x: Int) { shop { name } }", "variableNotUsed", "declared by anonymous query but not used"),
        ("{ customers(first: \"two\") { nodes { id } } }", "argumentLiteralsIncompatible", "invalid value"),
        ("{ customers { nodes { id } } }", "BAD_REQUEST", "you must provide one of first or last"),
        ("{ shop { name }", "parseError", "syntax error"),
    ] {
        let answer = sandbox.graphql(query, json!({})).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{query}: {answer}");
        assert!(error["message"].as_str().is_some_and(|message| message.contains(words)), "{query}: {error}");
    }
    let dear = "{ customers(first: 250) { nodes { orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } } } }";
    assert_eq!(
        sandbox.graphql(dear, json!({})).await["errors"][0]["extensions"]["code"],
        "MAX_COST_EXCEEDED"
    );
}

#[tokio::test]
async fn a_token_sees_what_its_scopes_allow() {
    let sandbox = Running::start(&[]).await;
    let query = "{ currentAppInstallation { accessScopes { handle } }
        customerByIdentifier(identifier: {emailAddress: \"theo.vance@example.com\"}) { numberOfOrders orders(first: 50) { nodes { name } } } }";
    let shown = |answer: &Value| {
        let orders = answer["data"]["customerByIdentifier"]["orders"]["nodes"].as_array().map(Vec::len);
        (orders, answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned))
    };
    assert_eq!(shown(&sandbox.graphql(query, json!({})).await), (Some(14), None));
    assert_eq!(shown(&sandbox.graphql_as("sandbox-token-60days", query, json!({})).await), (Some(0), None));
    let denied = sandbox.graphql_as("sandbox-token-customers", query, json!({})).await;
    assert_eq!(shown(&denied), (None, Some("ACCESS_DENIED".into())));
    let carts = "{ abandonedCheckouts(first: 1) { nodes { id abandonedCheckoutUrl } } }";
    let unlinked = sandbox.graphql_as("sandbox-token-no-cart-links", carts, json!({})).await;
    assert_eq!(unlinked["data"], Value::Null, "a required field that is refused nulls what is above it");
    assert_eq!(unlinked["errors"][0]["extensions"]["code"], "ACCESS_DENIED");
    let wrong = sandbox.graphql_as("wrong", query, json!({})).await;
    assert!(wrong["errors"].as_str().is_some_and(|text| text.starts_with("[API] Invalid API key")));
}

#[tokio::test]
async fn the_bucket_throttles_and_the_grant_expires() {
    let sandbox = Running::start(&[]).await;
    sandbox
        .aid("POST", "/knobs", Some(json!({ "bucket_points": 30, "restore_points": 0, "token_seconds": 0 })))
        .await;
    let query = "{ customers(first: 50) { nodes { id } } }";
    let mut codes = Vec::new();
    for _ in 0..4 {
        let answer = sandbox.graphql(query, json!({})).await;
        codes.push(answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned));
    }
    assert_eq!(codes.last(), Some(&Some("THROTTLED".to_owned())), "{codes:?}");
    assert_eq!(codes[0], None);

    let (id, secret) = deskhand::sandbox::SHOPIFY_CLIENT;
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let grant = sandbox.client.post(sandbox.url("/shopify/admin/oauth/access_token")).form(&form);
    let granted: Value = grant.send().await.expect("an answer").json().await.expect("JSON");
    let token = granted["access_token"].as_str().expect("a token");
    let expired = sandbox.graphql_as(token, "{ shop { name } }", json!({})).await;
    assert!(expired["errors"].is_string(), "a token of no seconds is refused: {expired}");
}

#[tokio::test]
async fn a_note_is_created_once_by_its_unique_key_and_found_by_association() {
    let sandbox = Running::start(&[]).await;
    let property = json!({ "name": "deskhand_key", "label": "deskhand key", "type": "string", "fieldType": "text",
        "groupName": "noteinformation", "hasUniqueValue": true });
    let (status, _) = sandbox.hubspot("POST", "/crm/properties/2026-09/notes", Some(property.clone())).await;
    assert_eq!(status, 201);
    let (status, again) = sandbox.hubspot("POST", "/crm/v3/properties/notes", Some(property)).await;
    assert_eq!((status, &again["category"]), (409, &json!("CONFLICT")));

    let find = json!({ "filterGroups": [{ "filters": [{ "propertyName": "email", "operator": "EQ", "value": "Maren.Holloway@example.com" }] }] });
    let (_, found) = sandbox.hubspot("POST", "/crm/objects/2026-09/contacts/search", Some(find)).await;
    assert_eq!(found["total"], 1);
    let contact = found["results"][0]["id"].as_str().expect("an id").to_owned();
    let note = json!({
        "properties": { "hs_timestamp": "2026-11-20T15:05:00.000Z", "hs_note_body": "Called.", "deskhand_key": "k-1" },
        "associations": [{ "to": { "id": contact }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202 }] }],
    });
    let (status, created) = sandbox.hubspot("POST", "/crm/objects/2026-09/notes", Some(note.clone())).await;
    assert_eq!(status, 201);
    let (status, refused) = sandbox.hubspot("POST", "/crm/v3/objects/notes", Some(note)).await;
    assert_eq!(status, 400);
    assert!(
        refused["message"].as_str().is_some_and(|text| text.contains("CONFLICTING_UNIQUE_VALUE")),
        "{refused}"
    );

    let by_key = "/crm/objects/2026-09/notes/k-1?idProperty=deskhand_key&associations=contacts&properties=hs_note_body";
    let (status, read) = sandbox.hubspot("GET", by_key, None).await;
    assert_eq!((status, &read["id"]), (200, &created["id"]));
    assert_eq!(
        read["associations"]["contacts"]["results"][0],
        json!({ "id": contact, "type": "note_to_contact" })
    );
    let inputs = json!({ "inputs": [{ "id": contact }] });
    let (_, tied) =
        sandbox.hubspot("POST", "/crm/associations/2026-09/contacts/notes/batch/read", Some(inputs)).await;
    let notes: Vec<&Value> =
        tied["results"][0]["to"].as_array().expect("ties").iter().map(|tie| &tie["toObjectId"]).collect();
    assert!(notes.contains(&&created["id"]), "{tied}");
    let journal = sandbox.aid("GET", "/journal", None).await;
    let created: Vec<&Value> = journal["created"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| &entry["written"]["kind"])
        .collect();
    assert_eq!(created, ["properties", "notes"]);
    sandbox.aid("POST", "/reset", None).await;
    assert_eq!(sandbox.aid("GET", "/journal", None).await["entries"], json!([]));
}

#[tokio::test]
async fn the_crm_refuses_what_does_not_fit() {
    let sandbox = Running::start(&[]).await;
    let contacts = "/crm/objects/2026-09/contacts";
    for (path, body, status, words) in [
        (contacts, json!({ "properties": { "shoe_size": "42" } }), 400, "PROPERTY_DOESNT_EXIST"),
        (contacts, json!({ "properties": { "lifecyclestage": "hero" } }), 400, "INVALID_OPTION"),
        (
            contacts,
            json!({ "properties": { "email": "maren.holloway@example.com" } }),
            409,
            "Existing ID: 512001",
        ),
        ("/crm/objects/2026-09/notes", json!({ "properties": { "hs_note_body": "x" } }), 400, "hs_timestamp"),
        (
            "/crm/objects/2026-09/tasks",
            json!({ "properties": { "hs_timestamp": "soon" } }),
            400,
            "INVALID_DATE",
        ),
        (
            "/crm/objects/2026-09/notes",
            json!({ "properties": { "hs_timestamp": "1700000000000", "hs_note_body": "x".repeat(65_537) } }),
            400,
            "TOO_LONG",
        ),
    ] {
        let (got, answer) = sandbox.hubspot("POST", path, Some(body)).await;
        assert_eq!(got, status, "{answer}");
        assert!(answer["message"].as_str().is_some_and(|message| message.contains(words)), "{answer}");
    }
    let note = json!({ "properties": { "hs_timestamp": "1700000000000" } });
    let (status, _) =
        sandbox.hubspot_as("sandbox-token-read", "POST", "/crm/v3/objects/notes", Some(note)).await;
    assert_eq!(status, 403);
    assert_eq!(sandbox.hubspot_as("wrong", "GET", "/crm/owners/2026-09", None).await.0, 401);
    assert_eq!(sandbox.hubspot("GET", "/crm/objects/2026-09/contacts/512015", None).await.0, 404, "archived");
}

#[tokio::test]
async fn the_search_index_trails_writes_but_reads_by_id_do_not() {
    let sandbox = Running::start(&[]).await;
    sandbox.aid("POST", "/knobs", Some(json!({ "search_lag_ms": 3_600_000 }))).await;
    let body = json!({ "properties": { "email": "new@example.com" } });
    let (_, created) = sandbox.hubspot("POST", "/crm/objects/2026-09/contacts", Some(body)).await;
    let find = json!({ "filterGroups": [{ "filters": [{ "propertyName": "email", "operator": "EQ", "value": "new@example.com" }] }] });
    let (_, found) = sandbox.hubspot("POST", "/crm/objects/2026-09/contacts/search", Some(find)).await;
    assert_eq!(found["total"], 0);
    let id = created["id"].as_str().expect("an id");
    assert_eq!(sandbox.hubspot("GET", &format!("/crm/objects/2026-09/contacts/{id}"), None).await.0, 200);
}

#[tokio::test]
async fn generated_customers_are_served_by_both_vendors_and_can_be_written_to() {
    let sandbox = Running::with_customers(2_000, &[]).await;
    let (_, first) = sandbox
        .hubspot(
            "GET",
            "/crm/objects/2026-09/contacts?limit=100&after=7000000000&properties=email,phone",
            None,
        )
        .await;
    let results = first["results"].as_array().expect("a list");
    assert_eq!(results.len(), 100);
    let contact =
        results.iter().find(|contact| contact["properties"]["phone"].is_string()).expect("one with a phone");
    let email = contact["properties"]["email"].as_str().expect("an address");
    let query = "query($e: String!) { customerByIdentifier(identifier: {emailAddress: $e}) { id numberOfOrders orders(first: 100) { nodes { id customer { id } } } } }";
    let mut both = 0;
    for contact in results {
        let answer = sandbox.graphql(query, json!({ "e": contact["properties"]["email"] })).await;
        let customer = &answer["data"]["customerByIdentifier"];
        let orders = customer["orders"]["nodes"].as_array().map_or(0, Vec::len);
        both += usize::from(customer.is_object());
        assert!(
            customer.is_null() || customer["numberOfOrders"].as_str() == Some(&orders.to_string()),
            "{customer}"
        );
    }
    assert!((80..100).contains(&both), "leads are not in the store: {both}");
    let phone = json!({ "filterGroups": [{ "filters": [{ "propertyName": "phone", "operator": "EQ", "value": contact["properties"]["phone"] }] }] });
    let (_, found) = sandbox.hubspot("POST", "/crm/objects/2026-09/contacts/search", Some(phone)).await;
    assert_eq!(found["results"][0]["id"], contact["id"]);

    let id = contact["id"].as_str().expect("an id");
    let change = json!({ "properties": { "city": "Elsewhere", "email": "moved@example.com" } });
    assert_eq!(
        sandbox.hubspot("PATCH", &format!("/crm/objects/2026-09/contacts/{id}"), Some(change)).await.0,
        200
    );
    let (_, read) = sandbox
        .hubspot(
            "GET",
            "/crm/objects/2026-09/contacts/moved@example.com?idProperty=email&properties=city",
            None,
        )
        .await;
    assert_eq!((&read["id"], &read["properties"]["city"]), (&json!(id), &json!("Elsewhere")));
    let old = format!("/crm/objects/2026-09/contacts/{email}?idProperty=email");
    assert_eq!(sandbox.hubspot("GET", &old, None).await.0, 404);
}

#[tokio::test]
async fn faults_strike_as_ordered() {
    let sandbox = Running::start(&[
        "hubspot:GET:/crm/owners=429*1",
        "hubspot:POST:/crm/objects/*/notes=cut*1",
        "shopify:*:/admin=garbage*1",
    ])
    .await;
    assert_eq!(sandbox.hubspot("GET", "/crm/owners/2026-09", None).await.0, 429);
    assert_eq!(sandbox.hubspot("GET", "/crm/owners/2026-09", None).await.0, 200);
    let note = json!({ "properties": { "hs_timestamp": "1700000000000", "hs_note_body": "once" } });
    let cut = sandbox
        .client
        .post(sandbox.url("/hubspot/crm/objects/2026-09/notes"))
        .bearer_auth("sandbox-token")
        .json(&note)
        .send()
        .await;
    let body = match cut {
        Ok(answer) => answer.bytes().await.map(|_| ()),
        Err(error) => Err(error),
    };
    assert!(body.is_err(), "the answer breaks off");
    let journal = sandbox.aid("GET", "/journal", None).await;
    assert_eq!(journal["created"].as_array().map(Vec::len), Some(1), "but the note was written");
    let shop = sandbox
        .client
        .post(sandbox.url("/shopify/admin/api/2026-10/graphql.json"))
        .header("X-Shopify-Access-Token", "sandbox-token");
    let text = shop
        .json(&json!({ "query": "{ shop { name } }" }))
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("text");
    assert!(serde_json::from_str::<Value>(&text).is_err());
    sandbox.aid("POST", "/faults", Some(json!({ "faults": ["*:*:/=silence"] }))).await;
    let silent = sandbox
        .client
        .get(sandbox.url("/hubspot/crm/owners/2026-09"))
        .timeout(std::time::Duration::from_millis(50))
        .send()
        .await;
    assert!(silent.is_err_and(|error| error.is_timeout()));
    sandbox.sandbox.stop().await;
}

#[tokio::test]
async fn the_model_streams_an_answer_in_the_wanted_schema_with_usage() {
    let sandbox = Running::start(&[]).await;
    let facts = json!({ "purpose": "support", "facts": [{ "id": "order:1001", "kind": "order", "text": "…", "fields": { "number": "#1001", "total": "$5.00" } }],
        "allowed_actions": ["note"] });
    let body = json!({
        "model": "sandbox-model", "stream": true, "stream_options": { "include_usage": true },
        "messages": [{ "role": "user", "content": facts.to_string() }], "response_format": { "type": "json_object" },
    });
    let request = sandbox
        .client
        .post(sandbox.url("/openai/v1/chat/completions"))
        .bearer_auth("sandbox-token")
        .json(&body);
    let mut stream = request.send().await.expect("an answer").bytes_stream();
    let mut text = String::new();
    while let Some(piece) = stream.next().await {
        text.push_str(&String::from_utf8_lossy(&piece.expect("a piece")));
    }
    let chunks: Vec<Value> =
        text.lines().filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok()).collect();
    let content: String =
        chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
    let answer: Value = serde_json::from_str(&content).expect("JSON");
    assert_eq!(answer["summary"][0]["evidence"], json!(["order:1001"]));
    assert!(answer["summary"][0]["text"].as_str().is_some_and(|text| text.contains("{order:1001.total}")));
    assert!(
        chunks.len() > 10 && chunks.last().is_some_and(|last| last["usage"]["completion_tokens"].is_u64())
    );
    assert!(text.trim_end().ends_with("data: [DONE]"));
}

#[tokio::test]
async fn the_configuration_names_every_vendor_and_holds_no_literal_secret() {
    let sandbox = Running::start(&[]).await;
    let configuration: toml::Table = sandbox.sandbox.configuration().parse().expect("TOML");
    let address = sandbox.sandbox.address().to_string();
    assert!(configuration["crm"]["base_url"].as_str().is_some_and(|url| url.contains(&address)));
    assert!(configuration["stores"][0]["token"]["command"].is_array());
    assert!(configuration["llm"]["api_key"]["command"].is_array());
}

#[test]
fn the_fixtures_hold_together() {
    let read = |file: &str| -> Vec<Value> {
        let path = format!("{}/fixtures/{file}.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&std::fs::read_to_string(path).expect("the fixture")).expect("a list")
    };
    let ids = |list: &[Value]| -> Vec<String> { list.iter().map(|one| one["id"].to_string()).collect() };
    let (customers, orders, products) =
        (read("shopify/customers"), read("shopify/orders"), read("shopify/products"));
    let variants =
        products.iter().flat_map(|product| product["variants"].as_array().cloned().unwrap_or_default());
    let skus: Vec<String> = variants.map(|variant| variant["sku"].to_string()).collect();
    for order in &orders {
        let owner = &order["customer"]["id"];
        assert!(
            owner.is_null() || ids(&customers).contains(&owner.to_string()),
            "{}: no {owner}",
            order["name"]
        );
        for line in order["lineItems"].as_array().into_iter().flatten() {
            assert!(skus.contains(&line["sku"].to_string()), "{}: no {line}", order["name"]);
        }
    }
    let kinds = [
        "contacts",
        "companies",
        "deals",
        "tickets",
        "emails",
        "notes",
        "tasks",
        "calls",
        "meetings",
        "leads",
    ];
    let all: Vec<(&str, Vec<Value>)> =
        kinds.iter().map(|kind| (*kind, read(&format!("hubspot/{kind}")))).collect();
    for (kind, list) in &all {
        let mut unique = ids(list);
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), list.len(), "ids of {kind}");
        for object in list {
            for (to, ties) in object["associations"].as_object().into_iter().flatten() {
                let known =
                    all.iter().find(|(kind, _)| kind == to).map(|(_, list)| ids(list)).expect("a known kind");
                for tie in ties["results"].as_array().into_iter().flatten() {
                    assert!(known.contains(&tie["id"].to_string()), "{kind} {}: no {to} {tie}", object["id"]);
                }
            }
        }
    }
    assert!(customers.len() >= 44 && all[0].1.len() >= 44);
}
