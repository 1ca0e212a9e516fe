//! Scores written to the CRM, killed by SIGKILL at every request: the next run ends where it would have, and nobody's own
//! word is written over.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::crossing::Toll;
use super::emulated::{CONTACT, Vendors, audited};
use super::program::Place;

const FIELDS: &str = "properties=ai_predicted_clv_score&properties=ai_customer_tier&properties=ai_churn_risk&properties=ai_scored_at";

/// Everybody is in the lowest tier: whoever was in another one changes over.
const NOBODY_IS_GOLD: &str = "\n[scores]\nrefit_days = 0\ntiers = { by = \"amount\", silver = 1000000, gold = 2000000, platinum = 3000000 }\n";

/// A place that has read everything and fitted a model, and vendors that have the fields.
fn scored() -> (Vendors, Place) {
    static SCORED: OnceLock<Place> = OnceLock::new();
    let scored = SCORED.get_or_init(|| {
        let vendors = Vendors::new();
        let place = vendors.empty_place(0);
        place.json(&["sync", "--json"]);
        place.json(&["score", "fit", "--json"]);
        place
    });
    let vendors = Vendors::new();
    let place = scored.twin(&vendors.crossing.url("/shopify"), &vendors.crossing.url("/hubspot"), 0);
    place.json(&["setup", "fields", "--json"]);
    (vendors, place)
}

/// What the contact says of their scores.
fn says(vendors: &Vendors) -> Value {
    vendors.hubspot("GET", &format!("/crm/objects/2026-09/contacts/{CONTACT}?{FIELDS}"), None)["properties"]
        .clone()
}

fn requests(vendors: &Vendors) -> usize {
    ["GET", "POST"].iter().map(|method| vendors.crossing.passed(method, "/hubspot").len()).sum()
}

#[test]
fn a_try_tells_and_exports_what_a_run_then_writes_and_audits() {
    let (_vendors, place) = scored();
    let file = place.home().join("difference.csv");
    let file_name = file.to_str().expect("a path");
    let models = place.json(&["score", "models", "--json"]);
    assert_eq!(models["models"][0]["leads"]["basis"], "stated prior: 1 closed deal, 100 are needed");
    let tried = place.json(&["score", "write", "--dry-run", "--json", "--export", file_name]);
    assert_eq!((&tried["schema"], &tried["dry_run"]), (&json!("deskhand.score_write/1"), &json!(true)));
    let fields = tried["counts"]["fields_to_write"].as_u64().expect("a number");
    assert!(fields > 50 && tried["counts"]["fields_written"] == 0, "{}", tried["counts"]);
    let rows = std::fs::read_to_string(&file).expect("a file");
    assert!(rows.starts_with("customer_id,contact,field,before,after,outcome\n"), "{rows}");
    assert_eq!(rows.lines().count() as u64, fields + 1);
    assert!(!rows.contains('@'), "customers stand there by their ids alone");

    // Nobody can be asked: what would be written is told, and nothing is.
    let unasked = place.run(&["score", "write"]);
    assert_eq!(unasked.status, 6, "{}", unasked.errors);
    let told = format!("{fields} fields of");
    assert!(unasked.errors.contains(&told) && unasked.errors.contains("--yes"), "{}", unasked.errors);
    let written = place.json(&["score", "write", "--yes", "--json"]);
    assert_eq!(written["counts"]["fields_written"], fields, "{}", written["counts"]);
    let again = place.json(&["score", "write", "--yes", "--json"]);
    assert_eq!((&again["counts"]["fields_written"], &again["differences"]), (&json!(0), &json!([])));
    let contacts = written["counts"]["contacts_written"].as_u64().expect("a number");
    audited(&place, &[("scores_written", contacts as usize + 1)]);
}

/// Days are counted in the store's zone from the first sync on: whoever is looked up afterwards is scored as before.
#[test]
fn a_look_up_changes_nothing_of_what_was_scored_and_written() {
    let (_vendors, place) = scored();
    place.json(&["score", "write", "--yes", "--json"]);
    place.json(&["lookup", "delphine.roux@example.com", "--json"]);
    let again = place.json(&["score", "write", "--dry-run", "--json"]);
    assert_eq!((&again["counts"]["fields_to_write"], &again["differences"]), (&json!(0), &json!([])));
}

#[test]
fn in_phase_observe_only_a_try_goes_through() {
    let (vendors, place) = scored();
    let text = std::fs::read_to_string(place.configuration()).expect("a configuration");
    let text = text.replace("[policy]", "[policy]\nphase = \"observe\"");
    std::fs::write(place.configuration(), text).expect("it can be written");
    let refused = place.run(&["score", "write"]);
    assert_eq!(refused.status, 6, "{}", refused.errors);
    assert!(refused.errors.contains("--dry-run"), "{}", refused.errors);
    let file = place.home().join("difference.json");
    let tried =
        place.json(&["score", "write", "--dry-run", "--json", "--export", file.to_str().expect("a path")]);
    assert!(tried["counts"]["fields_to_write"].as_u64() > Some(50), "{}", tried["counts"]);
    let exported: Value = serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
    assert_eq!(exported, tried);
    assert_eq!(says(&vendors)["ai_customer_tier"], Value::Null);
}

#[test]
fn killed_at_any_request_the_next_run_ends_with_all() {
    let (undisturbed, place) = scored();
    let before = requests(&undisturbed);
    place.json(&["score", "write", "--yes", "--json"]);
    let (wanted, last) = (says(&undisturbed), requests(&undisturbed));
    assert!(wanted["ai_customer_tier"].is_string() && last - before >= 3, "{wanted}, {before} to {last}");
    for request in 0..last - before {
        for toll in [Toll::HeldBefore, Toll::HeldAfter] {
            let (vendors, place) = scored();
            let stop = vendors.crossing.nth(request, "*", "/hubspot", toll);
            let running = place.start(&["score", "write", "--yes"]);
            stop.wait();
            running.kill();
            drop(stop);
            place.json(&["score", "write", "--yes", "--json"]);
            let now = says(&vendors);
            assert_eq!(now["ai_customer_tier"], wanted["ai_customer_tier"], "request {request}");
            assert_eq!(now["ai_predicted_clv_score"], wanted["ai_predicted_clv_score"], "request {request}");
            let again = place.json(&["score", "write", "--dry-run", "--json"]);
            assert_eq!(again["differences"], json!([]), "request {request}");
        }
    }
}

#[test]
fn a_tier_that_changes_waits_for_whom_a_case_is_open() {
    let (vendors, place) = scored();
    place.json(&["score", "write", "--yes", "--json"]);
    let tier = says(&vendors)["ai_customer_tier"].clone();
    assert_ne!(tier, "bronze");
    let text = std::fs::read_to_string(place.configuration()).expect("a configuration");
    std::fs::write(place.configuration(), text + NOBODY_IS_GOLD).expect("it can be written");
    place.json(&["score", "fit", "--json"]);
    let written = place.json(&["score", "write", "--yes", "--json"]);
    assert!(written["counts"]["waiting"].as_u64() > Some(0), "{}", written["counts"]);
    assert!(written["counts"]["contacts_written"].as_u64() > Some(0), "{}", written["counts"]);
    assert_eq!(says(&vendors)["ai_customer_tier"], tier);

    let waiting = place.json(&["score", "reviews", "--json"]);
    let reviews = waiting["reviews"].as_array().expect("reviews");
    let of_contact =
        reviews.iter().find(|one| one["case"]["record"] == "hubspot/case/17701").expect("a review");
    assert_eq!((&of_contact["before"], &of_contact["after"]), (&tier, &json!("bronze")), "{of_contact}");
    let customer = of_contact["customer"].as_str().expect("an id");
    place.json(&["score", "reviews", "yes", customer, "--json"]);
    assert_eq!(says(&vendors)["ai_customer_tier"], "bronze");
    assert_eq!(place.run(&["score", "reviews", "no", customer]).status, 3, "it waits no more");
}

#[test]
fn a_write_is_taken_back_after_it_was_shown_and_a_kill_in_between_is_gone_on_from() {
    let (vendors, place) = scored();
    let before = says(&vendors);
    assert_eq!(place.run(&["score", "undo"]).status, 3, "nothing was written yet");
    let fields = place.json(&["score", "write", "--yes", "--json"])["counts"]["fields_written"].clone();
    let tried = place.json(&["score", "undo", "--json"]);
    assert_eq!((&tried["dry_run"], &tried["undo"]), (&json!(true), &json!(true)));
    assert_eq!(tried["counts"]["fields_to_write"], fields);
    assert!(says(&vendors)["ai_customer_tier"].is_string(), "it was only shown");

    let stop =
        vendors.crossing.next("POST", "/hubspot/crm/objects/2026-09/contacts/batch/update", Toll::HeldAfter);
    let running = place.start(&["score", "undo", "--yes"]);
    stop.wait();
    running.kill();
    drop(stop);
    place.json(&["score", "undo", "--yes", "--json"]);
    let is_empty = |value: &Value| value.as_str().is_none_or(str::is_empty);
    assert!(is_empty(&before["ai_customer_tier"]) && is_empty(&says(&vendors)["ai_customer_tier"]));
    assert!(is_empty(&says(&vendors)["ai_scored_at"]));
    assert_eq!(place.run(&["score", "undo", "--yes"]).status, 3, "once is enough");

    place.json(&["score", "write", "--yes", "--json"]);
    let told = place.json(&["score", "undo", "--yes", "--json"]);
    assert_eq!(told["counts"]["fields_written"], fields);
    assert!(is_empty(&says(&vendors)["ai_customer_tier"]));
    assert!(place.run(&["audit", "export"]).answer.contains("\"taken_back\":true"));
}

#[test]
fn names_are_exported_only_where_they_are_asked_for_and_the_audit_log_says_so() {
    let (_vendors, place) = scored();
    place.json(&["score", "run", "--json"]);
    let plain = place.run(&["score", "export"]).answer;
    assert!(plain.lines().count() > 1 && !plain.contains('@'), "{plain}");
    audited(&place, &[("exported", 0)]);
    let named = place.run(&["score", "export", "--names"]).answer;
    assert!(named.lines().next().is_some_and(|heads| heads.ends_with(",tier,name,email")), "{named}");
    assert!(named.contains("@example.com"), "{named}");
    audited(&place, &[("exported", 1)]);
    assert_eq!(place.run(&["score", "export", "--names", "--format", "influx"]).status, 2);
}
