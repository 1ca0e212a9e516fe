//! Bulk operations against a shop that plays them by a script, and against the emulated one.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use deskhand::domain::history::PastOrder;
use deskhand::ports::{Call, Held, Holding, PortError, Portion, StoreClient, Trouble};
use serde_json::{Value, json};

use super::contract::contracts;
use super::sandbox::shop as sandbox;
use super::support::client;

/// How a shop goes about its operations.
#[derive(Default)]
struct Script {
    /// What it says of them when it is looked at, one after the other; the last again and again.
    states: VecDeque<Value>,
    /// What it refuses to start, by code.
    refusals: VecDeque<&'static str>,
    file: String,
    /// How often the file breaks off in the middle.
    cuts: usize,
    /// How often it is not there.
    gone: usize,
    /// Whether a part of it can be asked for.
    parts: bool,
    /// The range that it says to send, instead of the one that was asked for.
    range: Option<&'static str>,
    /// Bytes of the file that one answer brings at most, where a part was asked for.
    most: Option<usize>,
    /// The queries of the operations that were started.
    started: Vec<String>,
    /// The ranges that were asked for.
    ranges: Vec<Option<String>>,
}

type Shared = Arc<Mutex<Script>>;

/// A shop by a script, and its address.
async fn scripted(script: Script) -> (Shared, String) {
    let shared = Arc::new(Mutex::new(script));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state((Arc::clone(&shared), base.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (shared, base)
}

async fn answer(
    State((script, base)): State<(Shared, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut script = script.lock().unwrap();
    if method == Method::GET {
        assert!(!headers.contains_key("x-shopify-access-token"), "the file's address is all that it takes");
        assert_eq!(uri.path(), "/file");
        return file(&mut script, headers.get("range").map(|range| range.to_str().unwrap().to_owned()));
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    let text = body["query"].as_str().unwrap();
    let data = if text.contains("BulkRun") {
        let refused = script.refusals.pop_front();
        if refused.is_none() {
            script.started.push(body["variables"]["query"].as_str().unwrap().to_owned());
        }
        let operation = json!({ "id": format!("gid://shopify/BulkOperation/{}", script.started.len()),
            "status": "CREATED", "createdAt": "2026-11-01T00:00:00Z" });
        let errors: Vec<Value> =
            refused.iter().map(|code| json!({ "field": ["query"], "message": "no", "code": code })).collect();
        let operation = if refused.is_some() { Value::Null } else { operation };
        json!({ "bulkOperationRunQuery": { "bulkOperation": operation, "userErrors": errors } })
    } else if text.contains("BulkStatus") {
        let mut state = script.states.front().cloned().unwrap();
        if script.states.len() > 1 {
            script.states.pop_front();
        }
        for name in ["url", "partialDataUrl"] {
            if state[name] == "file" {
                state[name] = json!(format!("{base}/file"));
            }
        }
        json!({ "bulkOperation": state })
    } else {
        let scopes = ["read_customers", "read_orders", "read_all_orders", "read_products"];
        let scopes: Vec<Value> = scopes.iter().map(|handle| json!({ "handle": handle })).collect();
        json!({ "currentAppInstallation": { "accessScopes": scopes } })
    };
    Response::builder()
        .header("content-type", "application/json")
        .body(Body::from(json!({ "data": data }).to_string()))
        .unwrap()
}

fn file(script: &mut Script, range: Option<String>) -> Response {
    script.ranges.push(range.clone());
    if script.gone > 0 {
        script.gone -= 1;
        return Response::builder().status(StatusCode::FORBIDDEN).body(Body::empty()).unwrap();
    }
    let from = range.filter(|_| script.parts).map_or(0, |range| {
        range.strip_prefix("bytes=").unwrap().strip_suffix('-').unwrap().parse::<usize>().unwrap()
    });
    let length = script.file.len();
    if from >= length && from > 0 {
        let range = script.range.map_or_else(|| format!("bytes */{length}"), str::to_owned);
        let builder = Response::builder().status(StatusCode::RANGE_NOT_SATISFIABLE);
        return builder.header("content-range", range).body(Body::empty()).unwrap();
    }
    let until = script.most.filter(|_| from > 0).map_or(length, |most| length.min(from + most));
    let rest = Bytes::copy_from_slice(&script.file.as_bytes()[from..until]);
    let mut builder = Response::builder();
    if from > 0 {
        let range = format!("bytes {from}-{}/{length}", until - 1);
        builder = builder
            .status(StatusCode::PARTIAL_CONTENT)
            .header("content-range", script.range.map_or(range, str::to_owned));
    }
    if script.cuts == 0 {
        return builder.body(Body::from(rest)).unwrap();
    }
    script.cuts -= 1;
    let half = rest.slice(..rest.len() / 2);
    let broken = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut");
    builder.body(Body::from_stream(futures::stream::iter([Ok(half), Err(broken)]))).unwrap()
}

fn completed() -> VecDeque<Value> {
    VecDeque::from([state("COMPLETED", json!({ "url": "file" }))])
}

fn state(status: &str, changes: Value) -> Value {
    let mut state = json!({ "id": "gid://shopify/BulkOperation/1", "status": status, "errorCode": null,
        "createdAt": "2026-11-01T00:00:00Z", "rootObjectCount": "2", "url": null, "partialDataUrl": null });
    for (name, value) in changes.as_object().unwrap() {
        state[name] = value.clone();
    }
    state
}

fn order(id: usize) -> String {
    let money = |amount: &str| json!({ "shopMoney": { "amount": amount, "currencyCode": "EUR" } });
    let order = json!({
        "id": format!("gid://shopify/Order/{id}"), "name": format!("#{id}"), "createdAt": "2026-09-01T10:00:00Z",
        "processedAt": "2026-09-01T10:00:00Z", "cancelledAt": null, "test": false, "email": "ada@example.com",
        "sourceName": "web", "customer": { "id": "gid://shopify/Customer/7" }, "totalPriceSet": money("12.5"),
        "totalRefundedSet": money("2.5"), "totalDiscountsSet": money("0.0"),
    });
    format!("{}\n", order.to_string().replace('/', "\\/"))
}

fn line(id: usize, order: usize) -> String {
    let line = json!({ "id": format!("gid://shopify/LineItem/{id}"), "sku": "TENT", "quantity": 2,
        "product": { "id": "gid://shopify/Product/4", "productType": "Tents" },
        "__parentId": format!("gid://shopify/Order/{order}") });
    format!("{}\n", line.to_string().replace('/', "\\/"))
}

/// Reads until something has been read, or there is nothing more to ask for.
async fn on(shop: &impl StoreClient, holding: Holding, cursor: Option<String>) -> Result<Portion, PortError> {
    let mut cursor = cursor;
    loop {
        let portion = shop.read(holding, None, cursor.as_deref(), &Call::BACKGROUND).await?;
        let nothing = portion.held.is_empty() && portion.unreadable.is_empty() && portion.wait.is_none();
        match &portion.next {
            Some(next) if nothing => cursor = Some(next.clone()),
            _ => return Ok(portion),
        }
    }
}

/// All of a holding.
async fn all(shop: &impl StoreClient, holding: Holding) -> Result<Vec<Held>, PortError> {
    let (mut held, mut cursor) = (Vec::new(), None);
    loop {
        let portion = on(shop, holding, cursor).await?;
        held.extend(portion.held);
        if let Some(why) = portion.gave_up {
            return Err(why);
        }
        cursor = portion.next;
        if cursor.is_none() {
            return Ok(held);
        }
    }
}

/// The orders by id, with all lines put to them.
fn put_together(held: Vec<Held>) -> BTreeMap<String, PastOrder> {
    let mut orders = BTreeMap::new();
    let mut apart = Vec::new();
    for one in held {
        match one {
            Held::Order(_, order) => assert!(orders.insert(order.id.clone(), order).is_none(), "read twice"),
            Held::Lines(order, lines) => apart.push((order, lines)),
            other => panic!("{other:?}"),
        }
    }
    for (order, lines) in apart {
        orders.get_mut(&order).expect("its order came").lines.extend(lines);
    }
    orders
}

#[tokio::test]
async fn the_vendors_own_lines_are_read() {
    let Some(folder) = contracts() else { return };
    let text =
        std::fs::read_to_string(folder.join("payloads/shopify/graphql/bulk_operation_result.jsonl.json"));
    let payload: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let lines = payload["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
    let file: String = lines.map(|line| format!("{line}\n")).collect();
    let (_, base) = scripted(Script { states: completed(), file, ..Script::default() }).await;
    let held = all(&client(&base, "token"), Holding::Customers).await.unwrap();
    let [Held::Person(customer), Held::Lines(parent, lines)] = &held[..] else { panic!("{held:?}") };
    assert_eq!((&*customer.record.id, &**parent), ("8123456789012", "8123456789012"));
    assert_eq!(lines[0].id, "6012345678901");
}

#[tokio::test]
async fn lines_find_their_order_wherever_they_come_and_one_odd_line_spoils_no_other() {
    let odd = "{\"id\":\"gid:\\/\\/shopify\\/Order\\/9\",\"totalPriceSet\":\"Ada\"}\n<html>\n\n";
    let file = [line(1, 2), order(1), odd.to_owned(), order(2), line(2, 1), line(3, 7)].concat();
    let (_, base) = scripted(Script { states: completed(), file, ..Script::default() }).await;
    let portion = on(&client(&base, "token"), Holding::Orders, None).await.unwrap();
    assert!(portion.next.is_none() && portion.gave_up.is_none());
    let [Held::Order(owner, first), Held::Order(_, second), Held::Lines(parent, _)] = &portion.held[..]
    else {
        panic!("{:?}", portion.held)
    };
    assert_eq!(owner.record.as_ref().unwrap().to_string(), "shopify:acme/customer/7");
    assert_eq!((first.net().to_string(), &*first.number, first.guest), ("10.00 EUR".into(), "1", false));
    assert_eq!(first.lines[0].product.as_deref(), Some("4"));
    assert_eq!((first.lines.len(), second.lines.len(), &**parent), (1, 1, "7"));
    let ids: Vec<_> = portion.unreadable.iter().map(|odd| odd.id.as_deref()).collect();
    assert_eq!(ids, [Some("9"), None]);
    assert!(!format!("{:?}", portion.unreadable).contains("Ada"));
}

#[tokio::test]
async fn what_is_not_paid_is_known_to_be_so() {
    let with = |id, status: &str| {
        let nothing_back = order(id).replace("\"2.5\"", "\"0.0\"");
        nothing_back.replacen('{', &format!("{{\"displayFinancialStatus\":\"{status}\","), 1)
    };
    let file = [with(1, "PENDING"), with(2, "VOIDED"), with(3, "PAID"), order(4)].concat();
    let (_, base) = scripted(Script { states: completed(), file, ..Script::default() }).await;
    let orders = put_together(all(&client(&base, "token"), Holding::Orders).await.unwrap());
    let counted: Vec<&str> = orders.values().filter(|order| order.counts()).map(|order| &*order.id).collect();
    assert_eq!(counted, ["3", "4"]);
}

#[tokio::test]
async fn while_it_runs_it_is_waited_for_and_an_empty_one_brings_nothing() {
    let states = VecDeque::from([
        state("CREATED", json!({})),
        state("RUNNING", json!({ "rootObjectCount": "12" })),
        state("SOMETHING_NEW", json!({ "rootObjectCount": 12 })),
        state("COMPLETED", json!({})),
    ]);
    let (script, base) = scripted(Script { states, ..Script::default() }).await;
    let shop = client(&base, "token");
    let mut cursor = None;
    for expected in [Some(2), Some(12), Some(12)] {
        let portion = on(&shop, Holding::Carts, cursor).await.unwrap();
        assert!(portion.wait.is_some_and(|wait| wait <= Duration::from_secs(20)), "{portion:?}");
        assert_eq!(portion.expected, expected);
        cursor = portion.next;
    }
    let last = on(&shop, Holding::Carts, cursor).await.unwrap();
    assert!(last.next.is_none() && last.gave_up.is_none() && last.held.is_empty(), "{last:?}");
    assert_eq!(script.lock().unwrap().started.len(), 1);
}

#[tokio::test]
async fn a_file_that_breaks_off_is_gone_on_with_and_nothing_is_read_twice() {
    for parts in [true, false] {
        let file: String = (1..=900).flat_map(|id| [order(id), line(id, id)]).collect();
        let script = Script { states: completed(), file, cuts: 2, parts, ..Script::default() };
        let (script, base) = scripted(script).await;
        let orders = put_together(all(&client(&base, "token"), Holding::Orders).await.unwrap());
        assert_eq!(orders.len(), 900);
        assert!(orders.values().all(|order| order.lines.len() == 1));
        let script = script.lock().unwrap();
        assert_eq!(script.ranges.len(), 3, "{:?}", script.ranges);
    }
}

#[tokio::test]
async fn another_process_goes_on_in_the_file_where_one_ended() {
    let file: String = (1..=1_500).map(order).chain((1..=1_500).map(|id| line(id, id))).collect();
    let script = Script { states: completed(), file, parts: true, ..Script::default() };
    let (script, base) = scripted(script).await;
    let first = on(&client(&base, "token"), Holding::Orders, None).await.unwrap();
    let cursor = first.next.expect("there is more");
    assert!(!cursor.contains("http") && !cursor.contains("file"), "{cursor}");
    let mut held = first.held;
    let (shop, mut cursor) = (client(&base, "token"), Some(cursor));
    while cursor.is_some() {
        let portion = on(&shop, Holding::Orders, cursor).await.unwrap();
        held.extend(portion.held);
        cursor = portion.next;
    }
    let orders = put_together(held);
    assert!(orders.len() == 1_500 && orders.values().all(|order| order.lines.len() == 1));
    let script = script.lock().unwrap();
    assert_eq!(script.started.len(), 1, "the operation is not run again");
    assert!(script.ranges.len() == 2 && script.ranges[1].is_some(), "{:?}", script.ranges);
}

/// Reads the first portion of a file, and goes on in another process with what the shop has made of it.
async fn gone_on(change: impl FnOnce(&mut Script, usize)) -> (Vec<Held>, Result<usize, Trouble>, usize) {
    let file: String = (1..=1_500).map(order).chain((1..=1_500).map(|id| line(id, id))).collect();
    let script = Script { states: completed(), file, parts: true, ..Script::default() };
    let (script, base) = scripted(script).await;
    let first = on(&client(&base, "token"), Holding::Orders, None).await.unwrap();
    let mut cursor = first.next;
    let place: Value = serde_json::from_str(cursor.as_deref().unwrap()).unwrap();
    let offset = usize::try_from(place["offset"].as_u64().unwrap()).unwrap();
    change(&mut script.lock().unwrap(), offset);
    let (shop, mut held) = (client(&base, "token"), first.held);
    let mut rest = Ok(0);
    while cursor.is_some() && rest.is_ok() {
        match on(&shop, Holding::Orders, cursor.take()).await {
            Ok(portion) => {
                rest = rest.map(|count| count + portion.held.len());
                held.extend(portion.held);
                cursor = portion.next;
            }
            Err(error) => rest = Err(error.trouble),
        }
    }
    let started = script.lock().unwrap().started.len();
    (held, rest, started)
}

#[tokio::test]
async fn a_file_ends_only_where_it_says_that_it_is_as_long_as_what_was_read() {
    let (_, rest, started) = gone_on(|script, offset| script.file.truncate(offset)).await;
    assert_eq!((rest, started), (Ok(0), 1), "it ended with the portion");
    // Another file stands there, or one of which nobody knows how long it is: it is asked for anew.
    let (_, rest, started) = gone_on(|script, _| script.file = order(1)).await;
    assert_eq!((rest, started), (Ok(1), 2));
    let untold = |script: &mut Script, offset: usize| {
        script.file.truncate(offset);
        script.range = Some("bytes */*");
    };
    let (_, rest, started) = gone_on(untold).await;
    assert!(rest.is_ok_and(|count| count > 0) && started == 2);
}

#[tokio::test]
async fn a_part_of_a_file_that_is_not_the_one_asked_for_is_not_taken() {
    let (_, rest, _) = gone_on(|script, _| script.range = Some("bytes 7-99999/100000")).await;
    assert_eq!(rest, Err(Trouble::Unreachable));
    // One that is smaller than what was asked for is gone on with.
    let (held, rest, started) = gone_on(|script, _| script.most = Some(100_000)).await;
    assert!(rest.is_ok() && started == 1, "{rest:?}");
    let orders = put_together(held);
    assert!(orders.len() == 1_500 && orders.values().all(|order| order.lines.len() == 1));
}

#[tokio::test]
async fn an_operation_that_does_not_complete_is_begun_again_or_told() {
    let file = order(1);
    let failed = |code: &str| state("FAILED", json!({ "errorCode": code, "partialDataUrl": "file" }));
    let cases = [
        ("fails once", vec![failed("TIMEOUT"), completed()[0].clone()], Ok(1), 2),
        ("fails always", vec![failed("INTERNAL_SERVER_ERROR")], Err(Trouble::Unreachable), 3),
        ("is not permitted", vec![failed("ACCESS_DENIED")], Err(Trouble::Forbidden), 1),
        (
            "is cancelled",
            vec![state("CANCELING", json!({})), state("CANCELED", json!({}))],
            Err(Trouble::Unreachable),
            1,
        ),
        ("has expired", vec![state("EXPIRED", json!({})), completed()[0].clone()], Ok(1), 2),
        ("is not known", vec![Value::Null, completed()[0].clone()], Ok(1), 2),
    ];
    for (name, states, expected, started) in cases {
        let script = Script { states: states.into(), file: file.clone(), ..Script::default() };
        let (script, base) = scripted(script).await;
        let read = all(&client(&base, "token"), Holding::Orders).await;
        assert_eq!(read.map(|held| held.len()).map_err(|error| error.trouble), expected, "{name}");
        assert_eq!(script.lock().unwrap().started.len(), started, "{name}");
    }
    // What a failed one had got ready is given out before that is told.
    let script = Script { states: vec![failed("TIMEOUT")].into(), file, ..Script::default() };
    let (_, base) = scripted(script).await;
    let last = on(&client(&base, "token"), Holding::Orders, None).await.unwrap();
    assert_eq!((last.held.len(), last.gave_up.is_some()), (1, true));
}

#[tokio::test]
async fn a_shop_without_a_free_place_is_asked_again_and_one_that_says_no_is_not() {
    let script = Script {
        states: completed(),
        refusals: VecDeque::from(["LIMIT_REACHED", "OPERATION_IN_PROGRESS"]),
        file: order(1),
        ..Script::default()
    };
    let (script, base) = scripted(script).await;
    let shop = client(&base, "token");
    let first = on(&shop, Holding::Orders, None).await.unwrap();
    assert!(first.wait.is_some() && first.next.is_some());
    let second = on(&shop, Holding::Orders, first.next).await.unwrap();
    assert_eq!(on(&shop, Holding::Orders, second.next).await.unwrap().held.len(), 1);
    script.lock().unwrap().refusals.push_back("INVALID");
    let error = on(&shop, Holding::Orders, None).await.unwrap_err();
    assert_eq!(error.trouble, Trouble::Refused);
    assert!(error.what.contains("INVALID"), "{error}");
}

#[tokio::test]
async fn an_address_that_has_run_out_needs_another_operation_and_a_plain_one_is_not_asked() {
    let script = Script { states: completed(), file: order(1), gone: 1, ..Script::default() };
    let (script, base) = scripted(script).await;
    assert_eq!(all(&client(&base, "token"), Holding::Orders).await.unwrap().len(), 1);
    assert_eq!(script.lock().unwrap().started.len(), 2);
    let elsewhere = state("COMPLETED", json!({ "url": "http://files.example.com/file" }));
    let (_, base) = scripted(Script { states: vec![elsewhere].into(), ..Script::default() }).await;
    let error = all(&client(&base, "token"), Holding::Orders).await.unwrap_err();
    assert_eq!(error.trouble, Trouble::Garbled, "{error}");
    assert!(!error.what.contains("files.example.com"), "{error}");
}

#[tokio::test]
async fn all_orders_of_the_emulated_shop_come_whatever_goes_wrong_on_the_way() {
    let mut sums = Vec::new();
    for faults in
        [&[][..], &["shopify:GET:/_bulk=cut*2"], &["shopify:GET:/_bulk=500*1", "shopify:GET:/_bulk=429*1"]]
    {
        let (_sandbox, base) = sandbox(faults).await;
        let shop = client(&base, "sandbox-token");
        let orders = put_together(
            all(&shop, Holding::Orders).await.unwrap_or_else(|error| panic!("{faults:?}: {error}")),
        );
        assert!(orders.values().all(|order| !order.lines.is_empty()), "{faults:?}");
        let lines: usize = orders.values().map(|order| order.lines.len()).sum();
        sums.push((
            orders.len(),
            lines,
            orders.values().map(|order| order.total).sum::<rust_decimal::Decimal>(),
        ));
    }
    assert!(sums.iter().all(|sum| *sum == sums[0] && sum.0 > 500), "{sums:?}");
}

#[tokio::test]
async fn what_the_emulated_shop_sells_has_its_stock_and_what_scopes_leave_out_is_told() {
    let (_sandbox, base) = sandbox(&[]).await;
    let products = all(&client(&base, "sandbox-token"), Holding::Products).await.unwrap();
    let tent = products.iter().find_map(|held| match held {
        Held::Product(product) if product.id == "4101" => Some(product),
        _ => None,
    });
    let tent = tent.expect("it is for sale");
    assert_eq!(
        (&*tent.title, tent.category.as_deref(), tent.active),
        ("Ridgeback 2 Tent", Some("Tents"), true)
    );
    assert_eq!(tent.variants[0].sku.as_deref(), Some("NF-RB2-GRN"));
    assert_eq!(tent.variants[0].price.to_string(), "329.00");

    let portion = on(&client(&base, "sandbox-token-60days"), Holding::Orders, None).await.unwrap();
    assert!(portion.gap.is_some_and(|gap| gap.contains("read_all_orders")));
    let portion = on(&client(&base, "sandbox-token-customers"), Holding::Orders, None).await.unwrap();
    let why = portion.gave_up.expect("it is not shown");
    assert_eq!(why.trouble, Trouble::Forbidden);
    assert!(why.what.contains("read_orders"), "{why}");
}
