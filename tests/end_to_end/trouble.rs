//! Vendors in trouble: limits, failures, silence, outage. Waited for, looked up, or said; never twice.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::crossing::{Crossing, Toll};
use super::emulated::{CUSTOMER, NOTES, Vendors, audited, settled};
use super::program::Place;

fn moment(value: &Value) -> Timestamp {
    value.as_str().unwrap_or_else(|| panic!("a moment: {value}")).parse().expect("RFC 3339")
}

/// The one entry of the outbox.
fn entry(place: &Place) -> Value {
    let outbox = place.json(&["outbox", "--json"]);
    assert_eq!(outbox["entries"].as_array().map(Vec::len), Some(1), "{outbox}");
    outbox["entries"][0].clone()
}

#[test]
fn asked_to_come_back_it_waits_and_writes_once() {
    for toll in [Toll::Refused(429, &[("retry-after", "1")]), Toll::Refused(429, &[])] {
        let vendors = Vendors::new();
        let (place, suggestion) = vendors.place(0);
        let _limited = vendors.crossing.next("POST", NOTES, toll);
        let entry = place.json(&["accept", &suggestion, "--now", "--json"]);
        assert_eq!((&entry["state"], &entry["attempts"]), (&json!("done"), &json!(1)), "one sending");
        assert_eq!(vendors.crossing.passed("POST", NOTES).len(), 2);
        vendors.has_exactly_one_note();
    }
}

#[test]
fn asked_to_wait_longer_than_an_attempt_may_take_it_stays_queued_for_that_long() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    let _limited = vendors.crossing.next("POST", NOTES, Toll::Refused(429, &[("retry-after", "40")]));
    let mut running = place.start(&["accept", &suggestion, "--now", "--json"]);
    running.says("waiting");
    running.interrupt();
    let ended = running.ended();
    assert!(ended.errors.contains("left in the outbox"), "{}", ended.errors);
    let entry = ended.json();
    assert_eq!(entry["state"], "waiting");
    assert!(entry["why"].as_str().unwrap().contains("asks to wait 40 s"), "{entry}");
    let waits = moment(&entry["until"]).duration_since(moment(&entry["accepted_at"]));
    assert!(waits.as_secs() >= 40, "{entry}");

    let left = place.json(&["outbox", "run", "--json"]);
    assert_eq!(left["entries"][0]["state"], "waiting", "not before its time");
    assert_eq!(vendors.crossing.passed("POST", NOTES).len(), 1);
}

#[test]
fn the_days_allowance_is_waited_for_by_the_hour() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    vendors.faults(&["hubspot:POST:/crm/objects/*/notes=429-daily*1"]);
    let mut running = place.start(&["accept", &suggestion, "--now", "--json"]);
    running.says("waiting");
    running.interrupt();
    let entry = running.ended().json();
    assert!(entry["why"].as_str().unwrap().contains("day's allowance"), "{entry}");
    let waits = moment(&entry["until"]).duration_since(moment(&entry["accepted_at"]));
    assert!(waits.as_hours() >= 1, "{entry}");
    let id = entry["id"].as_str().unwrap();
    assert_eq!(place.json(&["outbox", "retry", id, "--json"])["state"], "done");
    vendors.has_exactly_one_note();
}

/// Whatever the answer to the note's request is, it is looked up before anything is sent again.
#[test]
fn a_failed_answer_is_looked_up_and_ends_with_one_note() {
    for fault in ["500*1", "cut*1", "garbage*1", "silence*1"] {
        let vendors = Vendors::new();
        let (place, suggestion) = vendors.place(0);
        vendors.faults(&[&format!("hubspot:POST:/crm/objects/*/notes={fault}")]);
        let entry = place.json(&["accept", &suggestion, "--now", "--json"]);
        assert_eq!(entry["state"], "done", "{fault}");
        vendors.has_exactly_one_note();
        assert!(!vendors.crossing.passed("GET", "idProperty=deskhand_key").is_empty(), "{fault}");
        audited(&place, &[("accepted", 1), ("in_doubt", 1), ("written", 1)]);
    }
}

#[test]
fn done_but_said_otherwise_it_is_still_one() {
    for toll in [
        Toll::DoneButSays(500, &[]),
        Toll::DoneButSays(502, &[]),
        Toll::DoneButSays(503, &[("retry-after", "1")]),
        Toll::DoneButSays(408, &[]),
    ] {
        let vendors = Vendors::new();
        let (place, suggestion) = vendors.place(0);
        let _lied_to = vendors.crossing.next("POST", NOTES, toll);
        assert_eq!(place.json(&["accept", &suggestion, "--now", "--json"])["state"], "done");
        vendors.has_exactly_one_note();
        assert_eq!(vendors.crossing.passed("POST", NOTES).len(), 1, "looked up, not sent again");
    }
}

#[test]
fn the_search_index_is_not_asked_and_may_lag() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    vendors.knob("search_lag_ms", 3_600_000);
    let stop = vendors.crossing.next("POST", NOTES, Toll::HeldAfter);
    let running = place.start(&["accept", &suggestion, "--now"]);
    stop.wait();
    running.kill();
    assert_eq!(settled(&place)[0]["state"], "done");
    vendors.has_exactly_one_note();
}

#[test]
fn a_long_outage_is_said_and_survived() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    let away = Crossing::closed_before(vendors.crossing.url(""));
    place.configure(&away.url("/shopify"), &away.url("/hubspot"), 0);
    let mut running = place.start(&["accept", &suggestion, "--now", "--json"]);
    running.says("the connection was refused");
    running.interrupt();
    let accepted = running.ended().json();
    assert_eq!(accepted["state"], "waiting");
    assert!(accepted["until"].as_str() > accepted["accepted_at"].as_str());
    place.run(&["outbox", "run"]);
    assert_eq!(entry(&place)["state"], "waiting", "with a reason, for as long as it takes");

    away.open();
    let id = accepted["id"].as_str().unwrap();
    assert_eq!(place.json(&["outbox", "retry", id, "--json"])["state"], "done");
    vendors.has_exactly_one_note();
}

#[test]
fn a_note_can_be_written_down_while_the_crm_is_away() {
    let vendors = Vendors::new();
    let place = vendors.empty_place(0);
    place.json(&["lookup", CUSTOMER, "--json"]);
    let away = Crossing::closed_before(vendors.crossing.url(""));
    place.configure(&away.url("/shopify"), &away.url("/hubspot"), 3600);
    let mut running = place.start(&["note", CUSTOMER, "called back", "--json"]);
    running.says("takes it back");
    running.kill();
    assert_eq!(entry(&place)["state"], "queued");
}

/// An account without the unique property, before `setup fields`.
#[test]
fn without_a_key_at_the_vendor_a_doubtful_note_is_not_sent_again_blindly() {
    for toll in [Toll::HeldAfter, Toll::HeldBefore] {
        let vendors = Vendors::without_the_key_property();
        let (place, suggestion) = vendors.place(0);
        let stop = vendors.crossing.next("POST", NOTES, toll);
        let running = place.start(&["accept", &suggestion, "--now"]);
        stop.wait();
        running.kill();
        let left = place.json(&["outbox", "run", "--json"]);
        let entry = &left["entries"][0];
        assert_eq!(entry["state"], "in_doubt");
        // Past the attempt's own deadline and the vendor's lag: fifteen seconds and ten.
        let waits = moment(&entry["look_at"]).duration_since(moment(&entry["accepted_at"]));
        assert!(waits.as_secs() >= 25, "{entry}");
        assert_eq!(vendors.crossing.passed("POST", NOTES).len(), 1);
    }
}
