//! The playbook says nothing untrue where a source is silent, an order is on its way in parts, or the work is in hand.

use deskhand::copilot::candidates::Terms;
use deskhand::copilot::facts::Facts;
use deskhand::copilot::playbook::{self, Written};
use deskhand::domain::action::ActionKind;
use deskhand::domain::agenda::Regard;
use deskhand::domain::call::Topic;
use deskhand::domain::commerce::{OrderStatus, Shipment, ShipmentStatus};
use deskhand::domain::crm::{Activity, ActivityKind, Deal, DealOutcome};
use deskhand::domain::profile::Freshness;
use deskhand::domain::record::Coverage;
use deskhand::domain::{EvidenceId, Profile, Purpose};
use deskhand::phrasing::Locale;
use deskhand::profile::unify;
use jiff::tz::TimeZone;

use crate::profile_support::{
    acme, contact, customer, days_ago, hubspot, money, now, order, part, shopper, with_orders,
};

fn parcel(status: ShipmentStatus) -> Shipment {
    Shipment {
        status,
        carrier: Some("UPS".to_owned()),
        tracking_number: Some("1Z999AA10123456784".to_owned()),
        url: None,
        shipped_at: Some(days_ago(12)),
        delivered_at: (status == ShipmentStatus::Delivered).then(|| days_ago(9)),
        estimated_delivery_at: None,
        updated_at: Some(days_ago(9)),
    }
}

/// Somebody with one order, whose parcel stands so.
fn ada(status: OrderStatus, parcels: ShipmentStatus, activities: Vec<Activity>) -> Profile {
    let mut one = order(1042, 14, money("129.00", "USD"));
    one.status = status;
    one.shipments = vec![parcel(parcels)];
    let store = with_orders(shopper("12", "Ada Example", "ada@example.com", ""), vec![one]);
    let mut crm = contact("5571", "Ada Example", "ada@example.com", "");
    crm.activities = activities;
    unify(customer(1), &[part(acme(), vec![store]), part(hubspot(), vec![crm])], &[], None)
}

/// The same with a source that failed and has nothing cached.
pub fn without(profile: &str, source_is_store: bool) -> Profile {
    let mut one = order(1042, 14, money("129.00", "USD"));
    one.shipments = vec![parcel(ShipmentStatus::InTransit)];
    let mut store = part(acme(), vec![with_orders(shopper("12", profile, "ada@example.com", ""), vec![one])]);
    let mut crm = part(hubspot(), vec![contact("5571", profile, "ada@example.com", "")]);
    let silent = if source_is_store { &mut store } else { &mut crm };
    silent.found.records.clear();
    silent.state.status = Freshness::Failed;
    unify(customer(1), &[store, crm], &[], None)
}

fn write(profile: &Profile, purpose: Purpose) -> Written {
    let written =
        playbook::write(profile, purpose, now(), &TimeZone::UTC, &Locale::default(), &Terms::default());
    assert!(written.faults.is_empty() && written.verification.dropped.is_empty(), "{:?}", written.faults);
    written
}

/// Every word that a rep would read.
fn words(written: &Written) -> String {
    let sentences = written.summary.iter().map(|sentence| sentence.text.clone());
    let proposals = written.proposals.iter().map(|p| format!("{}\n{}\n{}", p.title, p.body, p.reason));
    sentences.chain(proposals).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_a_silent_crm_would_know_is_not_stated() {
    for purpose in [Purpose::Support, Purpose::Sales] {
        let written = write(&without("Ada Example", false), purpose);
        let first = "HubSpot could not be read, so that cases, deals and notes are not known.";
        assert_eq!(written.summary[0].text, first);
        let words = words(&written);
        for untrue in ["not complained", "open case", "before they ask", "Nothing needs"] {
            assert!(!words.contains(untrue), "{untrue}: {words}");
        }
    }
}

/// The same, where the CRM answers and does not show some kinds of records.
fn without_kinds(kinds: &[&str]) -> Profile {
    let mut one = order(1042, 14, money("129.00", "USD"));
    one.shipments = vec![parcel(ShipmentStatus::InTransit)];
    let store =
        part(acme(), vec![with_orders(shopper("12", "Ada Example", "ada@example.com", ""), vec![one])]);
    let mut crm = part(hubspot(), vec![contact("5571", "Ada Example", "ada@example.com", "")]);
    crm.found.coverage = kinds
        .iter()
        .map(|kind| Coverage {
            source: hubspot(),
            since: None,
            complete: false,
            why: Some(format!("{kind} are not shown: the token lacks a scope")),
            of: Some((*kind).to_owned()),
        })
        .collect();
    unify(customer(1), &[store, crm], &[], None)
}

/// A token that may see customers and no orders: there may be many.
#[test]
fn of_a_store_that_shows_no_orders_none_are_denied() {
    let store = {
        let mut store = part(acme(), vec![shopper("12", "Ada Example", "ada@example.com", "")]);
        let why = "orders are not shown: the token lacks the scope `read_orders`".to_owned();
        let of = Some(Coverage::ORDERS.to_owned());
        store.found.coverage =
            vec![Coverage { source: acme(), since: None, complete: false, why: Some(why), of }];
        store
    };
    let crm = part(hubspot(), vec![contact("5571", "Ada Example", "ada@example.com", "")]);
    let profile = unify(customer(1), &[store, crm], &[], None);
    assert!(profile.store_is_unread() && !profile.is_store_heard());
    for purpose in [Purpose::Support, Purpose::Sales] {
        let written = write(&profile, purpose);
        let first = "The store acme does not show orders, so that they are not known.";
        assert_eq!(written.summary[0].text, first);
        let words = words(&written).to_lowercase();
        for untrue in ["no order", "first order", "has not ordered", "never ordered"] {
            assert!(!words.contains(untrue), "{untrue}: {words}");
        }
    }
    let facts = Facts::all(&profile, "", now(), &TimeZone::UTC);
    let all = facts.get(&EvidenceId::new("totals", "all")).expect("totals");
    assert!(
        all.text.as_str().starts_with("Orders are not known: the store does not show them"),
        "{}",
        all.text
    );
    let nobodys = unify(customer(1), &[part(acme(), Vec::new())], &[], None);
    assert!(nobodys.is_store_heard(), "a store that shows all is heard");
}

#[test]
fn of_what_the_crm_does_not_show_no_count_is_stated() {
    for purpose in [Purpose::Support, Purpose::Sales] {
        for (kinds, first) in [
            (&[Coverage::CASES][..], "HubSpot does not show cases, so that they are not known."),
            (
                &[Coverage::CASES, Coverage::DEALS],
                "HubSpot does not show cases and deals, so that they are not known.",
            ),
        ] {
            let written = write(&without_kinds(kinds), purpose);
            assert_eq!(written.summary[0].text, first);
            let words = words(&written);
            for untrue in ["not complained", "open case", "before they ask", "Nothing needs"] {
                assert!(!words.contains(untrue), "{untrue}: {words}");
            }
        }
    }
    let without_notes = without_kinds(&[Coverage::NOTES]);
    let facts = Facts::all(&without_notes, "", now(), &TimeZone::UTC);
    let activities = facts.get(&EvidenceId::new("totals", "activities")).expect("calls");
    assert!(!activities.fields.contains_key("notes") && activities.fields.contains_key("calls"));
    assert_eq!(activities.text, "On record: 0 calls; open tasks: 0; notes are not known");
    let written = words(&write(&without_notes, Purpose::Support));
    assert!(written.contains("before they ask"), "cases are known: {written}");
}

/// An answer in a case that is not shown may be newer than all that is.
#[test]
fn when_somebody_heard_from_us_is_not_known_without_the_cases() {
    let note = Activity {
        id: "9".to_owned(),
        evidence: EvidenceId::new("note", "9"),
        source: hubspot(),
        kind: ActivityKind::Note,
        at: Some(days_ago(2)),
        author: None,
        title: None,
        text: "Call: she likes the tent.".to_owned(),
        done: None,
        way: None,
        machine_written: false,
        cases: Vec::new(),
    };
    let internal = Activity { text: "Check the stock before calling.".to_owned(), ..note.clone() };
    let mut noted = without_kinds(&[]);
    noted.activities.push(internal);
    assert_eq!(Regard::of(&noted, None, now()).last_touch_at, None, "colleagues write for each other");
    for (kind, is_known) in [(Coverage::CASES, false), (Coverage::CALLS, false), (Coverage::NOTES, true)] {
        let mut profile = without_kinds(&[kind]);
        profile.activities.push(note.clone());
        assert_eq!(Regard::of(&profile, None, now()).last_touch_at.is_some(), is_known, "{kind}");
    }
}

#[test]
fn what_a_silent_store_would_know_is_not_stated() {
    for purpose in [Purpose::Support, Purpose::Sales] {
        let written = write(&without("Ada Example", true), purpose);
        let first = "The store acme could not be read, so that orders and carts are not known.";
        assert_eq!(written.summary[0].text, first);
        let words = words(&written);
        for untrue in ["No order", "no order", "0 orders"] {
            assert!(!words.contains(untrue), "{untrue}: {words}");
        }
    }
}

#[test]
fn an_order_of_which_a_part_arrived_is_partly_shipped() {
    let written =
        write(&ada(OrderStatus::PartiallyFulfilled, ShipmentStatus::Delivered, vec![]), Purpose::Support);
    let words = words(&written);
    assert!(words.contains("part of it was delivered on 11 Nov 2026, the rest has not left"), "{words}");
    assert!(!words.contains("1042 was delivered") && !words.contains("turned out"), "{words}");
}

#[test]
fn an_order_that_arrived_is_called_delivered_and_asked_about() {
    let written = write(&ada(OrderStatus::Fulfilled, ShipmentStatus::Delivered, vec![]), Purpose::Support);
    let words = words(&written);
    assert!(!words.contains("is shipped"), "{words}");
    assert!(words.contains("Ask how order #1042 turned out"), "{words}");
    let on_its_way =
        write(&ada(OrderStatus::Fulfilled, ShipmentStatus::OutForDelivery, vec![]), Purpose::Sales);
    assert!(!self::words(&on_its_way).contains("turned out"));
}

#[test]
fn an_open_task_is_not_proposed_again() {
    let task = |done| Activity {
        id: "9".to_owned(),
        evidence: EvidenceId::new("task", "9"),
        source: hubspot(),
        kind: ActivityKind::Task,
        at: Some(days_ago(-1)),
        author: None,
        title: Some("Call the carrier about the held parcel".to_owned()),
        text: String::new(),
        done: Some(done),
        way: None,
        machine_written: false,
        cases: Vec::new(),
    };
    let asks_carrier = |done| {
        let profile = ada(OrderStatus::Fulfilled, ShipmentStatus::InTransit, vec![task(done)]);
        let written = write(&profile, Purpose::Support);
        written.proposals.iter().any(|p| p.action == ActionKind::Task && p.title.contains("carrier"))
    };
    assert!(asks_carrier(true) && !asks_carrier(false));
}

#[test]
fn an_open_deal_is_called_about_and_nothing_says_that_all_is_well() {
    let mut profile = ada(OrderStatus::Fulfilled, ShipmentStatus::Delivered, vec![]);
    profile.deals = vec![Deal {
        id: "44101".to_owned(),
        evidence: EvidenceId::new("deal", "44101"),
        source: hubspot(),
        name: "Summer camp outfitting".to_owned(),
        stage: "Contract sent".to_owned(),
        outcome: DealOutcome::Open,
        amount: Some(money("12400.00", "USD")),
        close_at: Some(days_ago(-16)),
        owner: None,
        updated_at: Some(days_ago(2)),
        url: None,
    }];
    let written = write(&profile, Purpose::Sales);
    assert_eq!(written.proposals[0].title, "Call about the deal Summer camp outfitting");
    assert!(!words(&written).contains("Nothing needs doing"));
}

/// The page for a call: each part has something to say, and every sentence stands its check.
#[test]
fn the_page_for_a_call_says_nothing_that_fails_its_check() {
    let profiles = [
        ada(OrderStatus::PartiallyFulfilled, ShipmentStatus::Delivered, vec![]),
        ada(OrderStatus::Fulfilled, ShipmentStatus::Failure, vec![]),
        ada(OrderStatus::Fulfilled, ShipmentStatus::InTransit, vec![]),
        without("Ada Example", true),
        without("Ada Example", false),
    ];
    for profile in &profiles {
        let sheet = playbook::call_sheet(profile, now(), &TimeZone::UTC, &Locale::default());
        assert!(sheet.verification.dropped.is_empty(), "{:?}", sheet.verification.dropped);
        let part = |topic| sheet.parts.iter().find(|part| part.topic == topic);
        for topic in [Topic::Who, Topic::Offer, Topic::Avoid] {
            assert!(part(topic).is_some(), "{topic:?}");
        }
        assert_eq!(part(Topic::Ask).map(|part| part.sentences.len()), Some(3));
        let said = || sheet.parts.iter().flat_map(|part| &part.sentences);
        assert!(said().all(|said| !said.evidence.is_empty()));
        // A name bears nothing out but itself.
        let by_name = said().filter(|said| said.evidence.iter().any(|id| id.as_str() == "customer:name"));
        for said in by_name {
            assert!(said.text.starts_with("On record as"), "{}", said.text);
        }
        assert!(said().all(|said| !said.text.contains("number of open cases")));
    }
}
