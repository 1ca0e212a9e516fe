//! Who is found by what.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::cli_support::Desk;

#[test]
fn namesakes_are_listed_with_what_can_be_asked_for() {
    let desk = Desk::new();
    let output = desk.deskhand(&["lookup", "James Carter"]).assert().code(4).get_output().stdout.clone();
    let output = String::from_utf8(output).unwrap();
    let references: Vec<&str> = output
        .lines()
        .filter(|line| line.starts_with("shopify:"))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(references.len(), 2, "{output}");
    for reference in references {
        desk.deskhand(&["lookup", reference]).assert().code(0).stdout(contains("James Carter"));
    }
}

#[test]
fn a_name_is_found_off_line_and_while_no_vendor_answers() {
    let desk = Desk::new();
    desk.deskhand(&["lookup", "maren.holloway@example.com"]).assert().code(0);
    desk.deskhand(&["sync"]).assert().code(0);
    desk.deskhand(&["lookup", "maren holloway", "--offline"]).assert().code(0).stdout(contains("platinum"));
    // In the directory, and never read.
    desk.deskhand(&["lookup", "theo.vance@example.com", "--offline"])
        .assert()
        .code(3)
        .stderr(contains("the directory knows them"));
    desk.configure(|text| text.replace("http://127.0.0.1:", "http://127.0.0.1:1/"));
    desk.deskhand(&["lookup", "Maren Holloway"])
        .assert()
        .code(0)
        .stdout(contains("platinum"))
        .stderr(contains("shopify:trailhead is stale since").and(contains("the connection was refused")));
    desk.deskhand(&["lookup", "Theodore Vance"]).assert().code(5);
}

#[test]
fn the_other_half_under_another_address_is_a_possible_match() {
    let desk = Desk::new();
    let query = ["lookup", "ines.caldeira+shop@example.com", "--json"];
    assert_eq!(desk.json(&query, 0)["possible_matches"], serde_json::json!([]));
    desk.deskhand(&["sync"]).assert().code(0);
    let matches = desk.json(&query, 0)["possible_matches"].clone();
    let found = &matches.as_array().unwrap()[0];
    assert_eq!((&found["source"], &found["why"]), (&"hubspot".into(), &"same name".into()), "{matches}");
    let record = format!("hubspot/contact/{}", found["id"].as_str().unwrap());
    desk.deskhand(&["link", "ines.caldeira+shop@example.com", &record, "--dry-run"])
        .assert()
        .code(0)
        .stdout(contains("e-mail").and(contains(" → ")))
        .stderr(contains("nothing is linked yet"));
    let linked = desk.json(&["link", "ines.caldeira+shop@example.com", &record, "--json"], 0);
    assert_eq!(linked["identities"].as_array().unwrap().len(), 2);
    let links = |desk: &Desk| {
        let told = desk.deskhand(&["audit", "export"]).assert().code(0).get_output().stdout.clone();
        String::from_utf8(told).unwrap().matches("linked\"").count()
    };
    let before = links(&desk);
    desk.deskhand(&["link", "ines.caldeira+shop@example.com", "hubspot/contact/999999"])
        .assert()
        .code(3)
        .stderr(contains("nothing is linked: no customer has a record hubspot/contact/999999"));
    desk.deskhand(&["unlink", "ines.caldeira+shop@example.com", "hubspot/contact/512044"])
        .assert()
        .code(3)
        .stderr(contains("hubspot/contact/512044 is no part of this customer: nothing is written"));
    assert_eq!(links(&desk), before);
    // Two who are both known everywhere are two people.
    let namesake = desk.json(&["lookup", "james.carter@example.com", "--json"], 0);
    assert_eq!(namesake["possible_matches"], serde_json::json!([]));
}

/// The command finds whom the app's search finds; a script is given them to choose from, be it one.
#[test]
fn whom_nobody_is_found_by_exactly_the_directory_knows() {
    let desk = Desk::new();
    desk.deskhand(&["sync"]).assert().code(0);
    for (query, name) in [
        ("sorensen", "S\u{f8}rensen"),
        ("holloway, maren", "Maren Holloway"),
        ("Marenn Holoway", "Maren Holloway"),
        ("5550113", "Maren Holloway"),
    ] {
        desk.deskhand(&["lookup", query])
            .assert()
            .code(0)
            .stdout(contains(name))
            .stderr(contains("nobody is found by exactly that"));
        let listed = desk.json(&["lookup", query, "--json"], 4);
        let called: Vec<_> =
            listed["candidates"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert!(
            matches!(called.as_slice(), [one] if one.as_str().unwrap().contains(name)),
            "{query}: {listed}"
        );
    }
    desk.deskhand(&["lookup", "zzyzx qwrt"]).assert().code(3).stderr(contains("nobody found"));
}

/// An address or an order's number means one customer: who has nearly the same is offered, not shown.
#[test]
fn who_has_nearly_the_same_key_is_offered() {
    let desk = Desk::new();
    desk.deskhand(&["sync"]).assert().code(0);
    for (query, meant) in
        [("maren.holoway@example.com", "did you mean Maren Holloway"), ("104", "did you mean ")]
    {
        desk.deskhand(&["lookup", query])
            .assert()
            .code(3)
            .stdout("")
            .stderr(contains("nobody found").and(contains(meant)));
        let nobody = desk.json(&["lookup", query, "--json"], 3);
        assert_eq!(nobody["schema"], "deskhand.nobody/1");
    }
}

/// Numbers that no vendor is searched by, but that stand on the screen.
#[test]
fn a_customer_is_found_by_a_case_or_a_parcel_of_theirs() {
    let desk = Desk::new();
    desk.deskhand(&["lookup", "99999"]).assert().code(3).stderr(contains("looked in what is known here"));
    let found = desk.json(&["lookup", "17701", "--json"], 0);
    assert_eq!(found["customer"]["name"], "Maren Holloway", "{found}");
    let orders = found["orders"].as_array().expect("orders").iter();
    let shipments = orders.flat_map(|order| order["shipments"].as_array().expect("shipments"));
    let tracking = shipments.filter_map(|shipment| shipment["tracking_number"].as_str()).next();
    let tracking = tracking.expect("a tracking number").to_lowercase();
    let by_parcel = desk.json(&["lookup", &tracking, "--json"], 0);
    assert_eq!(by_parcel["customer"], found["customer"]);
    // An order's number means the order.
    desk.deskhand(&["lookup", "1133"]).assert().code(0).stdout(contains("Maren Holloway"));
    let labelled = desk.json(&["case", "triage", "17701", "--json"], 0);
    assert!(labelled.to_string().contains("17701"), "{labelled}");
    let one = |value: &Value| value["cases"].as_array().map(Vec::len);
    assert_eq!(one(&labelled), Some(1), "{labelled}");
}
