//! The sandbox over loopback, and held against the vendors' specifications.

mod sandbox_support;

use sandbox_support::{Running, now};
use serde_json::{Value, json};

#[tokio::test]
async fn a_customer_is_found_by_email_with_orders_and_shipments() {
    let sandbox = Running::start(&[]).await;
    let answer = sandbox
        .graphql(
            "query Find($query: String!) { customers(first: 5, query: $query) { nodes { ...Who orders(first: 2, sortKey: CREATED_AT, reverse: true) {
                edges { cursor node { name totalPriceSet { shopMoney { amount currencyCode } } fulfillments { displayStatus trackingInfo { number } } } }
                pageInfo { hasNextPage endCursor } } } } }
             fragment Who on Customer { id displayName mail: defaultEmailAddress { emailAddress marketingState } numberOfOrders }",
            json!({ "query": "email:\"Maren.Holloway@example.com\"" }),
        )
        .await;
    let customer = &answer["data"]["customers"]["nodes"][0];
    assert_eq!(customer["displayName"], "Maren Holloway");
    assert_eq!(customer["mail"]["marketingState"], "SUBSCRIBED");
    assert_eq!(customer["numberOfOrders"], "8");
    let order = &customer["orders"]["edges"][0]["node"];
    assert_eq!(order["fulfillments"][0]["displayStatus"], "DELAYED");
    assert_eq!(order["totalPriceSet"]["shopMoney"], json!({ "amount": "450.5", "currencyCode": "USD" }));
    assert_eq!(customer["orders"]["pageInfo"]["hasNextPage"], true);
    assert!(answer["extensions"]["cost"]["requestedQueryCost"].as_i64().is_some_and(|cost| cost > 10));
    let _ = now();
    let _: Value = answer;
}
