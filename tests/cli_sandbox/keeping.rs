//! What is read, and what is forgotten.

use predicates::prelude::*;
use predicates::str::contains;

use crate::cli_support::Desk;

#[test]
fn forgetting_takes_the_name_out_of_the_directory_too() {
    let desk = Desk::new();
    desk.deskhand(&["sync"]).assert().code(0);
    desk.deskhand(&["lookup", "maren.holloway@example.com"]).assert().code(0);
    let part = desk.deskhand(&["forget", "maren", "--yes"]).assert().code(4);
    part.stderr(contains("one customer fits in part").and(contains("by its reference")));
    desk.deskhand(&["forget", "Maren Holloway", "--yes"]).assert().code(0);
    for query in ["Maren Holloway", "maren.holloway@example.com"] {
        desk.deskhand(&["lookup", query, "--offline"]).assert().code(3);
    }
    desk.deskhand(&["audit", "verify"]).assert().code(0).stdout(contains("the chain is whole"));
}

/// What is open at the CRM is work, whoever was erased here.
#[test]
fn a_case_stays_in_the_queue_when_its_customer_is_forgotten() {
    let desk = Desk::new();
    let count = || desk.json(&["cases", "--json"], 0)["cases"].as_array().unwrap().len();
    let before = count();
    desk.deskhand(&["forget", "leonora.pike@example.org", "--yes"]).assert().code(0);
    assert_eq!(count(), before);
}

#[test]
fn a_second_sync_reads_what_has_changed_and_respects_what_was_taken_apart() {
    let desk = Desk::new();
    let first = desk.json(&["sync", "--json"], 0);
    let known = first["customers"].as_u64().unwrap();
    assert!(first["read"]["hubspot"].as_u64().unwrap() > 40 && known > 40, "{first}");
    let second = desk.json(&["sync", "--json"], 0);
    assert!(second["read"]["hubspot"].as_u64().unwrap() < 10, "{second}");
    assert!(second["read"]["shopify:trailhead"].as_u64().unwrap() < 10, "{second}");
    let profile = desk.json(&["lookup", "maren.holloway@example.com", "--json"], 0);
    let contact = profile["identities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|identity| identity["source"] == "hubspot")
        .map(|identity| format!("hubspot/contact/{}", identity["id"].as_str().unwrap()))
        .unwrap();
    desk.deskhand(&["unlink", "maren.holloway@example.com", &contact]).assert().code(0);
    let full = desk.json(&["sync", "--full", "--json"], 0);
    assert_eq!(full["read"], first["read"]);
    assert_eq!(full["customers"].as_u64().unwrap(), known + 1);
    let apart = desk.json(&["lookup", "maren.holloway@example.com", "--json"], 0);
    assert_eq!(apart["identities"].as_array().unwrap().len(), 1, "{apart}");
}
