use super::*;
use crate::scoring::fitted::{OrdersBuilder, Traits, Way};

/// A shop of so many customers, the same every time: some come once, some every five weeks, some did and stopped.
fn shop(customers: u32) -> Orders {
    let mut orders = OrdersBuilder::default();
    for at in 0..customers {
        let name = format!("customer {at}");
        let first = (at * 37 % 300) as i32;
        let worth = f64::from(20 + at * 7 % 90);
        let last = match at % 4 {
            0 => first,
            1 => first + 120,
            _ => 700,
        };
        let mut day = first;
        while day <= last {
            orders.push(&name, day, worth + f64::from((at + day.unsigned_abs()) % 9));
            day += 28 + (at % 5) as i32 * 4;
        }
    }
    orders.build()
}

fn fitted(customers: u32) -> Option<StoreModel> {
    let currency = Currency::new("USD").unwrap();
    let orders = BTreeMap::from([(currency, shop(customers))]);
    let settings = ScoreSettings { horizon_days: 180, ..ScoreSettings::default() };
    StoreModel::fit(3, &orders, 700, settings, "2026-11-26T09:00:00Z".parse().unwrap())
}

#[test]
fn a_store_is_learnt_kept_and_read_again_the_same() {
    let model = fitted(400).unwrap();
    assert_eq!((model.name().as_str(), model.until), ("auto-3", Date::constant(1971, 12, 2)));
    let learnt = model.currencies.values().next().unwrap();
    assert_eq!(learnt.customers, 400);
    let evaluation = learnt.evaluation.as_ref().unwrap();
    assert!(evaluation.auc > 0.8 && evaluation.own_rate[2] > 0.5, "{evaluation:?}");
    assert!(evaluation.high_risk.precision().unwrap() > 0.8, "{evaluation:?}");
    let kept = serde_json::to_string(&model).unwrap();
    let read: StoreModel = serde_json::from_str(&kept).unwrap();
    let (one, other) = (learnt, read.currencies.values().next().unwrap());
    let customer = Summary {
        repeats: 3,
        recency: 20.0,
        age: 30.0,
        spent: 200.0,
        first_spent: 40.0,
        ..Summary::default()
    };
    assert_eq!(one.blend.expect_one(&customer, 26.0), other.blend.expect_one(&customer, 26.0));
}

#[test]
fn the_same_data_has_the_same_digest_and_other_data_another() {
    assert_eq!(fitted(60).unwrap().digest, fitted(60).unwrap().digest);
    assert_ne!(fitted(60).unwrap().digest, fitted(61).unwrap().digest);
}

#[test]
fn of_too_few_customers_nothing_is_learnt_and_of_few_nothing_is_claimed() {
    assert_eq!(fitted(FEWEST_CUSTOMERS as u32 - 1), None);
    let few = fitted(30).unwrap();
    assert!(few.currencies.values().all(|learnt| learnt.evaluation.is_none()));
}

#[test]
fn nothing_has_moved_on_the_day_of_the_fit() {
    let model = fitted(200).unwrap();
    let learnt = model.currencies.values().next().unwrap();
    let customers: Vec<Summary> = shop(200).summaries(700).map(|(_, summary)| summary).collect();
    let expected = learnt.blend.expect(&customers, model.weeks());
    let moved = learnt.moved(&customers, &expected);
    assert_eq!(moved.len(), 6);
    assert!(moved.iter().all(|(_, index)| *index < 0.01), "{moved:?}");
    // Half a year later, without an order since.
    let later: Vec<Summary> = customers.iter().map(|one| Summary { age: one.age + 26.0, ..*one }).collect();
    let moved = learnt.moved(&later, &learnt.blend.expect(&later, model.weeks()));
    let silence = moved.iter().find(|(what, _)| what == "days since the last order").unwrap();
    assert!(silence.1 > DRIFTED, "{moved:?}");
}

/// A shop where all begin alike, and who buys for less comes back half as often.
fn shop_with_bargains(customers: u32, discount: f64) -> Orders {
    let mut orders = OrdersBuilder::default();
    for at in 0..customers {
        let name = format!("customer {at}");
        let is_bargain = at % 2 == 0;
        let way = Way { discounted: if is_bargain { discount } else { 0.0 }, ..Way::default() };
        let first = (at * 37 % 500) as i32;
        let worth = |order: i32| f64::from(30 + at * 7 % 90 + (at + order.unsigned_abs() * 5) % 9);
        orders.push_way(&name, first, worth(0), &way);
        // One in five of the ones, four in five of the others.
        if (at / 2) % 5 < if is_bargain { 1 } else { 4 } {
            let gap = 60 + (at * 13 % 90) as i32;
            (1..8).for_each(|order| orders.push_way(&name, first + gap * order, worth(order), &way));
        }
    }
    orders.build()
}

#[test]
fn how_somebody_buys_is_learnt_where_it_matters_and_told() {
    let orders = shop_with_bargains(300, 0.4);
    let learnt =
        OfCurrency::fit(&orders, 700, ScoreSettings { horizon_days: 180, ..ScoreSettings::default() });
    let learnt = learnt.unwrap();
    assert!(learnt.blend.learnt.as_ref().unwrap().looks_at_traits());
    let of = |discounted| {
        let traits = Traits { discounted, ..Traits::default() };
        let new = Summary { age: 2.0, spent: 50.0, first_spent: 50.0, traits, ..Summary::default() };
        learnt.blend.expect_one(&new, 26.0)
    };
    let (bargain, other) = (of(0.4), of(0.0));
    assert!(bargain.buys + 0.2 < other.buys, "{bargain:?} {other:?}");
    assert!(bargain.orders < other.orders, "{bargain:?} {other:?}");
    // On time that it had not seen, that is better than without.
    let blind = OfCurrency::fit(
        &shop_with_bargains(300, 0.0),
        700,
        ScoreSettings { horizon_days: 180, ..ScoreSettings::default() },
    );
    let (seeing, blind) =
        (learnt.evaluation.as_ref().unwrap().brier, blind.unwrap().evaluation.unwrap().brier);
    assert!(seeing < 0.95 * blind, "{seeing} {blind}");
    let words = learnt.traits_in_words(&Traits { discounted: 0.4, cases: 2.0, ..Traits::default() });
    assert_eq!(words.as_str(), "40 % off on average, 2 cases within a year");
}

#[test]
fn where_it_does_not_matter_nothing_is_learnt_of_it() {
    let model = fitted(400).unwrap();
    let learnt = model.currencies.values().next().unwrap();
    assert!(!learnt.blend.learnt.as_ref().unwrap().looks_at_traits());
}
