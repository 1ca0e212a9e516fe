//! The whole client against the emulated shop.

use std::time::Duration;

use deskhand::domain::Phone;
use deskhand::domain::commerce::OrderStatus;
use deskhand::domain::lookup::Lookup;
use deskhand::ports::{Call, StoreClient, Trouble, Verdict};
use deskhand::sandbox::{self, Sandbox};
use deskhand::vendors::shopify::Credentials;

use super::support::{client, client_with, email, secret};

pub async fn shop(faults: &[&str]) -> (Sandbox, String) {
    let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
    let now = jiff::Timestamp::now();
    let options = sandbox::Options {
        model_tokens_per_second: None,
        port: None,
        customers: 0,
        seed: 1,
        latency: Duration::ZERO,
        faults,
        now,
    };
    let sandbox = sandbox::start(options).await.expect("a sandbox");
    let base = format!("http://{}/shopify", sandbox.address());
    (sandbox, base)
}

#[tokio::test]
async fn finds_by_every_kind_of_query() {
    let (_sandbox, base) = shop(&[]).await;
    let client = client(&base, "sandbox-token");
    let lookups = [
        email("Maren.Holloway@example.com"),
        Lookup::Phone(Phone::parse("(207) 555-0113", "1").expect("a phone")),
        Lookup::Name("maren holloway".into()),
        Lookup::Record("shopify:acme/customer/6001".parse().expect("a record")),
    ];
    for lookup in lookups {
        let found = client.find(&lookup, &Call::INTERACTIVE).await.expect("found");
        let record = &found.records[0];
        assert_eq!(record.id, "6001", "{lookup:?}");
        assert_eq!(record.name.as_deref(), Some("Maren Holloway"));
        assert_eq!(record.emails[0].as_str(), "maren.holloway@example.com");
        assert_eq!(record.phones[0].as_str(), "+12075550113");
        assert_eq!(record.url.as_deref(), Some("https://admin.shopify.com/store/acme/customers/6001"));
        assert!(!record.orders.is_empty(), "{lookup:?}");
        assert!(record.orders.is_sorted_by_key(|order| std::cmp::Reverse(order.placed_at)));
        assert!(found.coverage.iter().all(|coverage| coverage.complete), "{:?}", found.coverage);
        let number = record.orders[0].number.clone();
        let by_order =
            client.find(&Lookup::OrderNumber(number.clone()), &Call::INTERACTIVE).await.expect("found");
        assert_eq!(by_order.records[0].id, "6001", "{number}");
    }
}

#[tokio::test]
async fn nobody_is_an_empty_answer() {
    let (_sandbox, base) = shop(&[]).await;
    let client = client(&base, "sandbox-token");
    for lookup in [
        email("nobody@nowhere.example.com"),
        Lookup::Name("Nobody Atall".into()),
        Lookup::OrderNumber("999999".into()),
        Lookup::Record("shopify:acme/customer/1".parse().expect("a record")),
        Lookup::Record("hubspot/contact/1".parse().expect("a record")),
    ] {
        let found = client.find(&lookup, &Call::INTERACTIVE).await.expect("an answer");
        assert!(found.records.is_empty() && found.candidates.is_empty(), "{lookup:?}");
    }
}

#[tokio::test]
async fn hundreds_of_orders_come_page_by_page_each_once() {
    let (_sandbox, base) = shop(&[]).await;
    let client = client(&base, "sandbox-token");
    let mut most = 0;
    for id in 6001..6060_u32 {
        let lookup = Lookup::Record(format!("shopify:acme/customer/{id}").parse().expect("a record"));
        let found = client.find(&lookup, &Call::INTERACTIVE).await.expect("an answer");
        let Some(record) = found.records.first() else { continue };
        let mut orders = record.orders.clone();
        let mut next = found.older_orders.clone();
        while let Some(from) = next {
            let (older, then) = client.older_orders(&from, &Call::BACKGROUND).await.expect("older orders");
            orders.extend(older);
            next = then;
        }
        let mut ids: Vec<_> = orders.iter().map(|order| order.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), orders.len(), "{id}");
        most = most.max(orders.len());
    }
    assert!(most >= 430, "{most}");
}

#[tokio::test]
async fn the_directory_lists_everybody_once() {
    let (_sandbox, base) = shop(&[]).await;
    let client = client(&base, "sandbox-token");
    let page = client.list(None, &Call::BACKGROUND).await.expect("a page");
    assert!(page.items.len() >= 40 && page.next.is_none());
    let maren = page.items.iter().find(|row| row.record.id == "6001").expect("listed");
    assert_eq!(maren.name.as_deref(), Some("Maren Holloway"));
    assert!(!maren.order_numbers.is_empty() && maren.last_activity.is_some());
}

#[tokio::test]
async fn what_scopes_leave_out_is_said() {
    let (_sandbox, base) = shop(&[]).await;
    let lookup = email("maren.holloway@example.com");

    let found = client(&base, "sandbox-token-60days").find(&lookup, &Call::INTERACTIVE).await.expect("found");
    let coverage = &found.coverage[0];
    assert!(!coverage.complete && coverage.since.is_some());
    assert!(coverage.why.as_deref().is_some_and(|why| why.contains("read_all_orders")));

    let blind = client(&base, "sandbox-token-customers");
    let found = blind.find(&lookup, &Call::INTERACTIVE).await.expect("found");
    assert_eq!(found.records[0].id, "6001");
    assert!(found.records[0].orders.is_empty());
    assert!(
        found.coverage.iter().any(|gap| gap.why.as_deref().is_some_and(|why| why.contains("read_orders")))
    );
    assert_eq!(found.coverage.len(), 1, "{:?}", found.coverage);
    let error =
        blind.find(&Lookup::OrderNumber("1042".into()), &Call::INTERACTIVE).await.expect_err("forbidden");
    assert_eq!(error.trouble, Trouble::Forbidden);
    assert!(error.what.contains("read_orders"), "{error}");

    let findings = blind.check().await;
    assert!(
        findings
            .iter()
            .any(|finding| finding.verdict == Verdict::Bad && finding.what.contains("read_orders"))
    );
}

#[tokio::test]
async fn a_wrong_token_and_the_clients_grant() {
    let (_sandbox, base) = shop(&[]).await;
    let error =
        client(&base, "wrong").find(&email("a@example.com"), &Call::INTERACTIVE).await.expect_err("401");
    assert_eq!(error.trouble, Trouble::Unauthorized);
    assert!(!error.to_string().contains("wrong "), "{error}");

    let (id, secret_text) = sandbox::SHOPIFY_CLIENT;
    let granted = client_with(&base, Credentials::Client { id: id.into(), secret: secret(secret_text) });
    let found = granted.find(&email("maren.holloway@example.com"), &Call::INTERACTIVE).await.expect("found");
    assert_eq!(found.records[0].id, "6001");

    let refused = client_with(&base, Credentials::Client { id: id.into(), secret: secret("nonsense") });
    let error = refused.find(&email("a@example.com"), &Call::INTERACTIVE).await.expect_err("no grant");
    assert_eq!(error.trouble, Trouble::Unauthorized);
    assert!(error.hint.is_some_and(|hint| hint.contains("Dev Dashboard")));
}

#[tokio::test]
async fn carts_come_with_their_links() {
    let (_sandbox, base) = shop(&[]).await;
    let client = client(&base, "sandbox-token");
    let lookup = Lookup::Record("shopify:acme/customer/6005".parse().expect("a record"));
    let by_id = client.find(&lookup, &Call::INTERACTIVE).await.expect("found");
    let lookup = Lookup::Email(by_id.records[0].emails[0].clone());
    let by_email = client.find(&lookup, &Call::INTERACTIVE).await.expect("found");
    for found in [by_id, by_email] {
        let cart = &found.records[0].carts[0];
        assert_eq!(cart.id, "3303");
        assert!(cart.url.as_deref().is_some_and(|url| url.starts_with("https://")), "{:?}", cart.url);
        assert!(!cart.items.is_empty());
    }
}

#[tokio::test]
async fn faults_of_the_vendor_are_survived_or_said() {
    let lookup = email("maren.holloway@example.com");
    for fault in ["429*1", "500*1", "cut*1", "garbage*1", "silence*1"] {
        let (_sandbox, base) = shop(&[&format!("shopify:POST:/admin/api={fault}")]).await;
        let found = client(&base, "sandbox-token").find(&lookup, &Call::INTERACTIVE).await;
        let found = found.unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!(found.records[0].id, "6001", "{fault}");
    }
    let short = Call { deadline: Duration::from_millis(1200), ..Call::INTERACTIVE };
    for (fault, trouble) in [
        ("429", Trouble::Limited { retry_after: Some(Duration::from_secs(1)) }),
        ("500", Trouble::Unreachable),
        ("cut", Trouble::Unreachable),
        ("garbage", Trouble::Garbled),
        ("silence", Trouble::Unreachable),
    ] {
        let (_sandbox, base) = shop(&[&format!("shopify:POST:/admin/api={fault}")]).await;
        let error = client(&base, "sandbox-token").find(&lookup, &short).await.expect_err(fault);
        assert_eq!(error.trouble, trouble, "{fault}: {error}");
        assert!(!error.may_have_happened);
        assert!(!error.to_string().contains("maren"), "{error}");
    }
}

#[tokio::test]
async fn every_fixture_customer_is_read() {
    let (_sandbox, base) = shop(&[]).await;
    let client = client(&base, "sandbox-token");
    let listed = client.list(None, &Call::BACKGROUND).await.expect("a page").items;
    let (mut statuses, mut presentment, mut guests) = (std::collections::BTreeSet::new(), 0, 0);
    for row in listed {
        let Some(address) = row.emails.first() else { continue };
        let found = client.find(&Lookup::Email(address.clone()), &Call::INTERACTIVE).await.expect("found");
        assert!(found.records.iter().any(|record| record.id == row.record.id), "{:?}", row.record);
        for order in found.records.iter().flat_map(|record| &record.orders) {
            assert_eq!(order.net, order.total.checked_sub(order.refunded).expect("one currency"));
            statuses.insert(format!("{:?}", order.status));
            presentment += usize::from(order.presentment.is_some());
            guests += usize::from(order.guest);
            if order.status == OrderStatus::Cancelled {
                assert!(!order.counts());
            }
        }
    }
    println!("{statuses:?}, {presentment} in other currencies, {guests} by guests");
    assert!(statuses.len() >= 4 && presentment > 0);
}
