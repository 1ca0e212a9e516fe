//! What a person tells of the order that they answer for, in tables by language (`told/*.txt`): claims that the facts
//! contradict are objected to, everyday sentences that are none are not.
//!
//! Each line has the states in which it is tried, `!` where it is objected to or `=` where it goes, and the words. `N`: order
//! #1042 has not left. `T`: it is on its way with UPS. `U`: it left with UPS, and nobody knows more. `D`: it arrived on 20 Nov
//! and may come back until 20 Dec. `R`: the same, and 30 of its 129 USD were refunded. `E`: it arrived so long ago that the time
//! to return it is over. Order #1001 went with DHL and came to 80 USD. It is 24 Nov.

use deskhand::copilot::facts::Facts;
use deskhand::copilot::verify::{contradicted, unallowed_promises};
use deskhand::domain::commerce::{Item, Order, OrderStatus, Shipment, ShipmentStatus};
use deskhand::domain::customer::ConsentState;
use deskhand::domain::{EvidenceId, Profile, Returns};
use jiff::{Timestamp, tz::TimeZone};

use crate::conversation::ada;
use crate::profile_support::{money, refunded};

const TABLES: [&str; 5] = [
    include_str!("told/english.txt"),
    include_str!("told/german.txt"),
    include_str!("told/french.txt"),
    include_str!("told/spanish.txt"),
    include_str!("told/others.txt"),
];

fn at(moment: &str) -> Timestamp {
    moment.parse().expect("a moment")
}

fn in_state(state: char) -> Profile {
    let mut profile = ada("Hello, where is my order?", ConsentState::Subscribed);
    let tracked = |order: &mut Order, carrier: &str, number: &str| {
        for parcel in &mut order.shipments {
            parcel.carrier = Some(carrier.to_owned());
            parcel.tracking_number = Some(number.to_owned());
        }
    };
    let order = |profile: &mut Profile, number: &str| -> usize {
        profile.orders.iter().position(|order| order.number == number).expect("the order")
    };
    let earlier = order(&mut profile, "#1001");
    tracked(&mut profile.orders[earlier], "DHL", "JD014600003828892011");
    let place = order(&mut profile, "#1042");
    let one = &mut profile.orders[place];
    let item = |title: &str, quantity: u32, price: &str| Item {
        sku: None,
        title: title.to_owned(),
        category: None,
        quantity,
        unit_price: Some(money(price, "USD")),
    };
    one.items = vec![item("Boots", 1, "99.00"), item("Strap", 2, "15.00")];
    one.status = OrderStatus::Fulfilled;
    let delivered_at = match state {
        'T' | 'U' => None,
        'E' => Some(at("2026-10-01T12:00:00Z")),
        _ => Some(at("2026-11-20T12:00:00Z")),
    };
    match state {
        'N' => {
            one.status = OrderStatus::Paid;
            one.shipments.clear();
        }
        'T' | 'U' | 'D' | 'R' | 'E' => {
            let status = match state {
                'T' => ShipmentStatus::InTransit,
                'U' => ShipmentStatus::Unknown,
                _ => ShipmentStatus::Delivered,
            };
            one.shipments = vec![Shipment { status, delivered_at, ..one.shipments[0].clone() }];
            if state == 'R' {
                *one = refunded(one.clone(), "30.00");
            }
        }
        other => panic!("no state {other}"),
    }
    profile
}

/// What is objected to in words about an order in some state.
fn objections(state: char, text: &str) -> Vec<String> {
    let profile = in_state(state);
    let returns = Returns { days: 30, text: None, final_sale: Vec::new(), zone: None };
    let facts = Facts::all(&profile, text, at("2026-11-24T12:00:00Z"), &TimeZone::UTC)
        .returning(&profile, Some(&returns));
    let is_named = |number: &&&str| text.contains(**number);
    let mut spoken_of: Vec<&str> = ["1042", "1001"].iter().filter(is_named).copied().collect();
    if spoken_of.is_empty() {
        spoken_of.push("1042");
    }
    let orders = spoken_of.into_iter().map(|number| EvidenceId::new("order", number));
    let evidence: Vec<EvidenceId> = orders.chain([EvidenceId::new("case", "77")]).collect();
    let promises = unallowed_promises(text, &evidence, &facts).into_iter();
    promises.chain(contradicted(text, &evidence, &facts)).map(|one| one.why).collect()
}

#[test]
fn what_is_not_so_is_objected_to_and_everyday_sentences_are_not() {
    let lines = TABLES.iter().flat_map(|table| table.lines()).filter(|line| !line.trim().is_empty());
    let mut wrong = Vec::new();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let (head, text) = line.split_once(' ').expect("states and words");
        let is_objected_to = head.ends_with('!');
        assert!(is_objected_to || head.ends_with('='), "{line}");
        for state in head.trim_end_matches(['!', '=']).chars() {
            let found = objections(state, text);
            if found.is_empty() == is_objected_to {
                wrong.push(format!("{state} {text} {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
