//! Scores: they add up, they move the right way, and they say what they rest on.

use deskhand::domain::background::{Background, Form, FormKind, Forms, Seniority, Workplace};
use deskhand::domain::commerce::{Item, Order, OrderStatus};
use deskhand::domain::customer::ConsentState;
use deskhand::domain::profile::Profile;
use deskhand::domain::score::{Factor, Scores, Tier};
use deskhand::profile::unify;
use deskhand::scoring::{StoreKnowledge, score};
use proptest::prelude::*;
use rust_decimal::prelude::ToPrimitive;

use crate::support::*;

fn buyer(id: u128, orders: Vec<Order>) -> Profile {
    let record = with_orders(shopper(&id.to_string(), "Ana", "ana@example.com", ""), orders);
    unify(customer(id), &[part(acme(), vec![record])], &[], None)
}

/// Orders of `amount` dollars, so many days ago.
fn orders(days: &[i64], amount: &str) -> Vec<Order> {
    days.iter().zip(1..).map(|(days, number)| order(number, *days, money(amount, "USD"))).collect()
}

fn scores(profile: &Profile) -> Scores {
    score(profile, &StoreKnowledge::default(), None, now())
}

fn risk(days: &[i64]) -> f64 {
    scores(&buyer(1, orders(days, "50"))).churn.unwrap().risk
}

fn sum(factors: &[Factor]) -> f64 {
    factors.iter().map(|factor| factor.points).sum()
}

#[test]
fn whose_orders_thin_out_is_at_risk_by_their_own_rhythm() {
    let monthly = [370, 340, 310, 280, 250, 220, 190, 160, 130];
    let yearly = [1225, 860, 495, 130];
    let regular = [250, 220, 190, 160, 130, 100, 70, 40, 10];
    assert!(risk(&monthly) > 0.6, "{}", risk(&monthly));
    assert!(risk(&yearly) < risk(&monthly), "130 days are nothing for who comes once a year");
    assert!(risk(&regular) < 0.15, "{}", risk(&regular));
    let churn = scores(&buyer(1, orders(&monthly, "50"))).churn.unwrap();
    assert!(churn.reason.starts_with("130 days since the last order, 3."), "{}", churn.reason);
}

#[test]
fn value_is_what_one_can_compute_by_hand() {
    // Three occasions in 300 days: rate (2 + 0.5) / (300/365 + 0.5) a year; gap (100·2 + 120) / 3; 100 days quiet.
    let clv = scores(&buyer(1, orders(&[300, 200, 100], "60.00"))).clv.unwrap();
    let rate = 2.5 / (300.0 / 365.0 + 0.5);
    let active = 1.0 / (1.0 + (1.5f64 * (100.0 / (320.0 / 3.0) - 2.5)).exp());
    assert_eq!(clv.value.amount.to_f64().unwrap(), (rate * 60.0 * active * 100.0).round() / 100.0);
    assert_eq!((clv.horizon_days, clv.model.as_str()), (365, "simple-1"));
    assert_eq!(
        clv.factors[0].evidence.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        ["order:1", "order:3"]
    );
}

#[test]
fn the_tier_is_the_quarter_among_the_stores_own_customers() {
    let mut store = StoreKnowledge::default();
    let mut tiers = Vec::new();
    let people: Vec<Profile> = (1..=40).map(|n| buyer(n, orders(&[90, 30], &format!("{n}0")))).collect();
    people.iter().for_each(|profile| store.learn(profile, now()));
    for profile in &people {
        tiers.push(score(profile, &store, None, now()).clv.unwrap().tier);
    }
    let count = |tier| tiers.iter().filter(|other| **other == tier).count();
    let each = [Tier::Bronze, Tier::Silver, Tier::Gold, Tier::Platinum].map(count);
    assert_eq!(each, [10; 4]);
    assert_eq!(store.standing(&people[39], now()).unwrap().value, 4);
    assert_eq!(store.standing(&people[0], now()).unwrap().value, 1);
    assert!(
        score(&people[0], &store, None, now()).clv.unwrap().reason.contains("among this store's customers")
    );
    assert!(scores(&people[0]).clv.unwrap().reason.contains("too few customers"));
}

#[test]
fn learning_twice_is_learning_once_and_a_customer_is_forgotten() {
    let mut store = StoreKnowledge::default();
    let profile = buyer(1, orders(&[90, 30], "10"));
    store.learn(&profile, now());
    store.learn(&profile, now());
    assert_eq!(store.customers(), 1);
    store.learn(&buyer(1, Vec::new()), now());
    assert_eq!(store.customers(), 0);
}

#[test]
fn who_has_not_ordered_is_a_lead_with_points_that_add_up() {
    let mut record = contact("9", "Ana", "ana@example.com", "");
    record.web.page_views = Some(86);
    record.web.visits = Some(2);
    record.web.last_seen_at = Some(days_ago(3));
    record.consent.email = Some(ConsentState::Subscribed);
    let scores = scores(&unified(&[part(hubspot(), vec![record])]));
    assert!(scores.clv.is_none() && scores.churn.is_none());
    let lead = scores.lead.unwrap();
    assert_eq!(lead.points, 25 + 6 + 18 + 5);
    assert_eq!(sum(&lead.factors), f64::from(lead.points));
    assert_eq!(
        lead.to_next_band.as_deref(),
        Some("hot is 6 more: an open deal +20 or a cart +15 or an enquiry by a form +10")
    );
    assert!(lead.fades.unwrap().contains("are gone in 27 days") && lead.basis.contains("prior"));
}

#[test]
fn where_a_lead_comes_from_counts_by_the_prior() {
    let mut record = contact("9", "Ana", "ana@example.com", "");
    let form = |kind, days| Some(Form { kind, at: days_ago(days) });
    record.background = Background {
        channel: Some("referral".to_owned()),
        seniority: Some(Seniority::Runs),
        workplace: Some(Workplace { employees: Some(38), known_since: Some(days_ago(50)), industry: None }),
        forms: Forms { sent: 2, first: form(FormKind::News, 40), last: form(FormKind::Enquiry, 2) },
        ..Background::default()
    };
    let lead = scores(&unified(&[part(hubspot(), vec![record])])).lead.unwrap();
    let said: Vec<(&str, f64)> = lead.factors.iter().map(|one| (one.what.as_str(), one.points)).collect();
    assert_eq!(
        said,
        [
            ("works for a known company", 3.0),
            ("10 to 49 work there", 3.0),
            ("owns or runs it by title", 5.0),
            ("enquired by a form", 10.0)
        ]
    );
    assert_eq!((lead.points, lead.factors[0].evidence[0].as_str()), (21, "customer:background"));
}

#[test]
fn what_speaks_against_a_lead_takes_points_and_all_add_up() {
    let mut record = contact("9", "Ana", "ana@example.com", "");
    record.web.visits = Some(1);
    record.web.last_seen_at = Some(days_ago(120));
    record.consent.email = Some(ConsentState::Unsubscribed);
    let lead = scores(&unified(&[part(hubspot(), vec![record])])).lead.unwrap();
    let points: Vec<f64> = lead.factors.iter().map(|factor| factor.points).collect();
    assert_eq!((points, lead.points), (vec![3.0, -10.0, -10.0, 17.0], 0));
    assert_eq!(sum(&lead.factors), 0.0);
    assert_eq!(lead.to_next_band.as_deref(), Some("warm is 47 more: a visit today +33 and an open deal +20"));
}

#[test]
fn cancelled_orders_make_no_customer() {
    let mut cancelled = order(1, 3, money("1000", "USD"));
    cancelled.status = OrderStatus::Cancelled;
    let scores = scores(&buyer(1, vec![cancelled]));
    assert!(scores.clv.is_none() && scores.lead.is_some());
}

#[test]
fn products_come_from_the_own_rhythm_and_from_others() {
    let with_item = |number, days, title: &str| {
        let mut order = order(number, days, money("10", "USD"));
        let item = Item { sku: None, title: title.to_owned(), ..order.items[0].clone() };
        order.items = vec![item];
        order.status = OrderStatus::Fulfilled;
        order
    };
    let mut store = StoreKnowledge::default();
    for id in 2..=5 {
        let both = vec![with_item(1, 40, "Gas canister"), with_item(2, 20, "Stove")];
        store.learn(&buyer(id, both), now());
    }
    let mut gas: Vec<Order> =
        [180, 120, 60].iter().zip(1..).map(|(days, n)| with_item(n, *days, "Gas canister")).collect();
    let products = score(&buyer(1, gas.clone()), &store, None, now()).next_products;
    let titles: Vec<&str> = products.iter().map(|product| product.title.as_str()).collect();
    assert_eq!(titles, ["Gas canister", "Stove"]);
    assert_eq!(products[0].reason, "bought 3 times, about every 60 days; last 60 days ago");
    assert_eq!(products[1].reason, "4 of 4 customers who bought the same bought it too");
    // The last one has not arrived yet.
    gas[2].status = OrderStatus::Paid;
    let products = score(&buyer(1, gas), &store, None, now()).next_products;
    assert!(products.iter().all(|product| product.title != "Gas canister"));
}

#[test]
fn a_value_says_which_orders_are_not_in_it() {
    let mut orders = orders(&[300, 200, 100], "60.00");
    orders.push(order(9, 50, money("80", "CAD")));
    let clv = scores(&buyer(1, orders)).clv.unwrap();
    assert!(clv.reason.ends_with("; orders in CAD are not in it"), "{}", clv.reason);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn factors_add_up_to_the_score(
        days in prop::collection::vec(0i64..2000, 1..20),
        cents in 1u32..1_000_000,
        back in 0u32..=100,
    ) {
        let total = format!("{}.{:02}", cents / 100, cents % 100);
        let refund = (f64::from(cents) * f64::from(back)) as u64 / 100;
        let refund = format!("{}.{:02}", refund / 100, refund % 100);
        let orders = orders(&days, &total).into_iter().map(|order| refunded(order, &refund)).collect();
        let scores = scores(&buyer(1, orders));
        let (clv, churn) = (scores.clv.unwrap(), scores.churn.unwrap());
        let value = clv.value.amount.to_f64().unwrap();
        prop_assert!((sum(&clv.factors) - value).abs() < 0.001 * (1.0 + value));
        prop_assert!(value >= 0.0 && value.is_finite());
        prop_assert!((0.0..=1.0).contains(&churn.risk));
        prop_assert!((sum(&churn.factors) - churn.risk).abs() < 1e-9);
    }

    #[test]
    fn risk_grows_with_silence(quiet in 1i64..600, more in 1i64..600) {
        prop_assert!(risk(&[quiet + 200, quiet + 100, quiet]) <= risk(&[quiet + more + 200, quiet + more + 100, quiet + more]));
    }
}

/// A store whose customers buy a bag and, by two in five, the strap that goes with it; and gas every forty days.
mod fitted {
    use deskhand::domain::commerce::Refund;
    use deskhand::domain::crm::MessageFrom;
    use deskhand::domain::history::{Product, Variant};
    use deskhand::domain::money::Currency;
    use deskhand::domain::score::{Ground, NextProduct, ScoreSettings};
    use deskhand::scoring::fitted::OrdersBuilder;
    use deskhand::scoring::next::BasketsBuilder;
    use deskhand::scoring::store_model::{StoreModel, day_of};
    use deskhand::scoring::{Catalogue, Fitted};
    use jiff::tz::TimeZone;

    use super::*;

    const WARES: [&str; 5] = ["Nightjar bag", "Strap", "Gas", "Map", "Mug"];

    fn catalogue(out_of_stock: &[&str]) -> Catalogue {
        let product = |title: &&str| Product {
            source: acme(),
            id: title.to_lowercase(),
            title: (*title).to_owned(),
            category: None,
            active: true,
            variants: vec![Variant {
                id: "1".to_owned(),
                title: None,
                sku: Some(title.to_uppercase()),
                price: 10.into(),
                stock: Some(if out_of_stock.contains(title) { 0 } else { 5 }),
            }],
            read_at: now(),
        };
        Catalogue::of(&WARES.iter().map(product).collect::<Vec<_>>())
    }

    fn store(out_of_stock: &[&str]) -> (StoreModel, StoreKnowledge) {
        let catalogue = catalogue(out_of_stock);
        let today = day_of(now(), &TimeZone::UTC);
        let (mut orders, mut baskets) = (OrdersBuilder::default(), BasketsBuilder::default());
        for customer in 0..200 {
            let name = format!("c{customer}");
            let mut buy = |days_ago: i32, title: &str| {
                orders.push(&name, today - days_ago, 10.0);
                baskets.push(&name, today - days_ago, &catalogue.key(None, title));
            };
            let begins = 150 + customer;
            match customer % 5 {
                0 | 1 => (0..4).for_each(|n| buy(begins - 40 * n, "Gas")),
                2 => buy(begins, "Map"),
                rest => {
                    buy(begins, "Nightjar bag");
                    if rest == 3 {
                        buy(begins - 12, "Strap");
                    }
                }
            }
        }
        let orders = [(Currency::new("EUR").unwrap(), orders.build())].into();
        let model = StoreModel::fit(3, &orders, today, ScoreSettings::default(), now()).unwrap();
        let mut knowledge = StoreKnowledge::default();
        knowledge.catalogue = catalogue.into();
        (model.with_next(&baskets.build(), today), knowledge)
    }

    fn bought(number: u32, days: i64, title: &str) -> Order {
        let mut order = order(number, days, money("10", "USD"));
        let item =
            Item { sku: Some(title.to_uppercase()), title: title.to_owned(), ..order.items[0].clone() };
        order.items = vec![item];
        order.status = OrderStatus::Fulfilled;
        order
    }

    fn products(profile: &Profile, out_of_stock: &[&str]) -> Vec<NextProduct> {
        let (model, knowledge) = store(out_of_stock);
        let fitted =
            Fitted { model: &model, zone: &TimeZone::UTC, before: None, history: None, held_out: false };
        score(profile, &knowledge, Some(&fitted), now()).next_products
    }

    fn of<'a>(products: &'a [NextProduct], title: &str) -> Option<&'a NextProduct> {
        products.iter().find(|product| product.title == title)
    }

    #[test]
    fn a_strap_goes_with_its_bag_and_says_how_often() {
        let products = products(&buyer(1, vec![bought(1, 5, "Nightjar bag")]), &[]);
        let strap = of(&products, "Strap").unwrap();
        assert_eq!(strap.reason, "40 of 80 who bought Nightjar bag bought it with that or within 60 days");
        assert_eq!((strap.ground, strap.model.as_str()), (Some(Ground::Together), "next-3"));
        assert_eq!(strap.sku.as_deref(), Some("STRAP"));
        assert!(of(&products, "Nightjar bag").is_none(), "nobody buys a second one");
    }

    #[test]
    fn gas_is_due_in_its_time() {
        let gas = [118, 78, 38].iter().zip(1..).map(|(days, n)| bought(n, *days, "Gas")).collect();
        let products = products(&buyer(1, gas), &[]);
        assert_eq!(products[0].title, "Gas");
        assert_eq!(products[0].reason, "bought 3 times, about every 40 days; last 38 days ago");
    }

    #[test]
    fn what_was_bought_stands_only_where_it_is_bought_again_and_again() {
        // Once, and others come back for it: in its time.
        let gas = |days| products(&buyer(1, vec![bought(1, days, "Gas")]), &[]);
        assert_eq!(of(&gas(45), "Gas").unwrap().ground, Some(Ground::Due));
        assert!(of(&gas(10), "Gas").is_none(), "they have just bought it");
        // Once, and nobody does.
        let map = vec![bought(1, 45, "Map"), bought(2, 40, "Nightjar bag")];
        assert!(of(&products(&buyer(1, map), &[]), "Map").is_none());
        // What goes with what they have is not told of it, where they have it.
        let strap = vec![bought(1, 45, "Nightjar bag"), bought(2, 40, "Strap")];
        assert!(of(&products(&buyer(1, strap), &[]), "Strap").is_none());
        // What is ordered and not paid yet.
        let mut ordered = bought(2, 2, "Strap");
        ordered.status = OrderStatus::Pending;
        let ordered = vec![bought(1, 5, "Nightjar bag"), ordered];
        assert!(of(&products(&buyer(1, ordered), &[]), "Strap").is_none());
    }

    #[test]
    fn what_is_out_of_stock_or_came_back_is_not_offered() {
        let bag = buyer(1, vec![bought(1, 5, "Nightjar bag")]);
        assert!(of(&products(&bag, &["Strap"]), "Strap").is_none());
        let mut back = bought(2, 3, "Strap");
        let items = vec!["Strap".to_owned()];
        back.refunds = vec![Refund { at: None, amount: money("10", "USD"), note: None, items }];
        let returner = buyer(1, vec![bought(1, 5, "Nightjar bag"), back]);
        assert!(of(&products(&returner, &[]), "Strap").is_none());
    }

    #[test]
    fn what_has_not_arrived_or_is_complained_of_is_not_offered_again() {
        let gas = |last: OrderStatus| -> Vec<Order> {
            let mut gas: Vec<Order> =
                [118, 78, 38].iter().zip(1..).map(|(days, n)| bought(n, *days, "Gas")).collect();
            gas[2].status = last;
            gas[2].number = "#1003".to_owned();
            gas
        };
        let offered = |profile: &Profile| of(&products(profile, &[]), "Gas").is_some();
        assert!(offered(&buyer(1, gas(OrderStatus::Fulfilled))));
        assert!(!offered(&buyer(1, gas(OrderStatus::Paid))), "nobody has got it yet");
        let mut complains = buyer(1, gas(OrderStatus::Fulfilled));
        complains.cases.push(open_case("Order #1003 leaks", MessageFrom::Customer, "It leaks."));
        assert!(!offered(&complains));
        complains.cases[0].open = false;
        assert!(offered(&complains));
    }

    #[test]
    fn what_nobody_has_bought_twice_is_not_offered_again() {
        let today = day_of(now(), &TimeZone::UTC);
        let mut baskets = BasketsBuilder::default();
        let mut orders = OrdersBuilder::default();
        // Few, and of late: that nobody has come back for a bag says little, but does not speak for it.
        for customer in 0..60 {
            let name = format!("c{customer}");
            let days_ago = 3 + customer % 20;
            orders.push(&name, today - days_ago, 10.0);
            let title = if customer < 12 { "Nightjar bag" } else { "Map" };
            baskets.push(&name, today - days_ago, &catalogue(&[]).key(None, title));
        }
        let orders = [(Currency::new("EUR").unwrap(), orders.build())].into();
        let model = StoreModel::fit(1, &orders, today, ScoreSettings::default(), now()).unwrap();
        let model = model.with_next(&baskets.build(), today);
        let mut knowledge = StoreKnowledge::default();
        knowledge.catalogue = catalogue(&[]).into();
        let fitted =
            Fitted { model: &model, zone: &TimeZone::UTC, before: None, history: None, held_out: false };
        let buyer = buyer(1, vec![bought(1, 20, "Nightjar bag")]);
        let products = score(&buyer, &knowledge, Some(&fitted), now()).next_products;
        assert!(of(&products, "Nightjar bag").is_none(), "{products:?}");
    }

    #[test]
    fn value_and_risk_name_the_currencies_that_they_do_not_look_at() {
        let (model, knowledge) = store(&[]);
        let fitted =
            Fitted { model: &model, zone: &TimeZone::UTC, before: None, history: None, held_out: false };
        let mut orders = orders(&[300, 200, 100], "60.00");
        for order in &mut orders {
            (order.total, order.net) = (money("60", "EUR"), money("60", "EUR"));
        }
        orders.push(order(9, 50, money("80", "CAD")));
        let scores = score(&buyer(1, orders), &knowledge, Some(&fitted), now());
        let (clv, churn) = (scores.clv.unwrap(), scores.churn.unwrap());
        assert!(clv.reason.contains("; orders in CAD are not in it"), "{}", clv.reason);
        assert!(churn.reason.ends_with("; orders in CAD are not in it"), "{}", churn.reason);
    }
}
