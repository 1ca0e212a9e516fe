//! What `doctor` finds and says.

use std::fs::File;

use predicates::str::{contains, is_empty};
use serde_json::Value;

use super::after;
use crate::cli_support::Desk;

/// What `doctor` says, each finding as `verdict about: what (hint)`.
fn findings(desk: &Desk, status: i32) -> String {
    let report = desk.json(&["doctor", "--json"], status);
    let line = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}: {} ({})\n", text("verdict"), text("about"), text("what"), text("hint"))
    };
    report["findings"].as_array().unwrap().iter().map(line).collect()
}

const TOKEN: &str = r#"{ command = ["echo", "sandbox-token"] }"#;

#[test]
fn doctor_is_content_and_says_where_the_data_key_lies() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0).stdout(contains("notes.deskhand_key"));
    let said = findings(&desk, 0);
    assert!(said.lines().all(|line| line.starts_with("good ")), "{said}");
    assert!(said.contains("the data key lies in") && said.contains("data.key"), "{said}");
}

#[test]
fn a_missing_key_takes_away_the_model_and_nothing_else() {
    let desk = Desk::new();
    desk.configure(|text| after(&text, "[llm]", TOKEN, r#"{ env = "NOT_SET" }"#));
    desk.deskhand(&["lookup", "maren.holloway@example.com"]).assert().code(0).stderr(is_empty());
    let said = findings(&desk, 1);
    assert!(said.contains("bad model: no key: environment variable NOT_SET is not set"), "{said}");
    assert!(said.contains("good shopify:trailhead") && said.contains("good hubspot"), "{said}");
}

#[test]
fn doctor_names_the_scope_that_is_missing_and_what_that_takes_away() {
    let desk = Desk::new();
    desk.configure(|text| {
        let text = after(&text, "[[stores]]", "\"sandbox-token\"", "\"sandbox-token-60days\"");
        after(&text, "[crm]", "\"sandbox-token\"", "\"sandbox-token-read\"")
    });
    let said = findings(&desk, 0);
    for part in [
        "lacks the scope `read_all_orders`: orders older than 60 days",
        "lacks the scope `crm.objects.contacts.write`: notes and tasks cannot be written",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn doctor_tests_the_vendors_even_where_another_process_keeps_the_storage() {
    let desk = Desk::new();
    desk.deskhand(&["outbox"]).assert().code(0);
    // A process that holds the storage and answers nobody.
    let lock = File::options().append(true).open(desk.storage().join("lock")).expect("the lock is there");
    lock.lock().expect("nobody else holds it");
    let said = findings(&desk, 1);
    assert!(said.contains("bad storage") && said.contains("held by another process"), "{said}");
    assert!(said.contains("end the other deskhand"), "{said}");
    assert!(said.contains("good shopify:trailhead") && said.contains("good model"), "{said}");
}

#[test]
fn doctor_says_what_is_wrong_with_a_token_and_with_an_address() {
    let desk = Desk::new();
    desk.configure(|text| text.replace("\"sandbox-token\"", "\"wrong\""));
    let said = findings(&desk, 1);
    assert_eq!(said.matches("the token is wrong, expired or revoked").count(), 2, "{said}");
    assert!(said.contains("the server refused the key (check `llm.api_key`)"), "{said}");
    desk.configure(|text| {
        let elsewhere = |line: &str| match line.starts_with("base_url") {
            true => "base_url = \"http://127.0.0.1:1/v1\"".to_owned(),
            false => line.to_owned(),
        };
        text.lines().map(elsewhere).collect::<Vec<_>>().join("\n")
    });
    let said = findings(&desk, 1);
    assert_eq!(said.matches("the connection was refused").count(), 2, "{said}");
    assert!(said.contains("the server cannot be reached"), "{said}");
}

/// Lists are read by searches, which may fail where reads do not.
#[test]
fn doctor_tries_searches_and_knows_whose_trouble_it_is() {
    let desk = Desk::with_faults(&["hubspot:POST:/crm/objects/2026-09/contacts/search=403"]);
    let said = findings(&desk, 1);
    assert!(said.contains("bad hubspot: leads cannot be listed: hubspot refused a test search"), "{said}");
    assert!(said.contains("it takes the scope `crm.objects.contacts.read`"), "{said}");
    assert!(said.contains("nothing was written for this test"), "{said}");
    let desk = Desk::with_faults(&["hubspot:POST:/=500"]);
    let said = findings(&desk, 1);
    assert!(said.contains("leads, cases, calls cannot be listed: hubspot did not answer"), "{said}");
    assert!(said.contains("whether notes may be written is not known"), "{said}");
    let desk = Desk::with_faults(&["hubspot:GET:/=500"]);
    let said = findings(&desk, 1);
    assert!(said.contains("the trouble is theirs: try again later"), "{said}");
    assert!(!said.contains("check the network"), "{said}");
}

#[test]
fn doctor_lists_what_is_parked_and_each_can_be_tried_again_or_skipped() {
    let desk = Desk::with_faults(&["hubspot:GET:/crm/objects/2026-09/contacts=odd*1"]);
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    desk.deskhand(&["sync"]).assert().code(0);
    let said = findings(&desk, 1);
    assert!(said.contains("good hubspot: customers read up to just now; "), "{said}");
    assert!(said.contains("points left"), "{said}");
    let parked =
        said.lines().find(|line| line.starts_with("bad parked: hubspot/contact/")).expect("it is told");
    assert!(parked.contains("has another form than expected"), "{said}");
    let report = desk.json(&["doctor", "--json"], 1);
    let record = report["parked"][0]["id"]["record"].as_str().expect("its name").to_owned();
    assert_eq!(report["parked"][0]["fields"][1]["holds"], "number", "{report}");
    assert_eq!(report["sources"][1]["trails"][0]["what"], "customers", "{report}");
    desk.deskhand(&["sync", "retry", &record]).assert().code(0);
    desk.deskhand(&["sync", "skip", &record, "--reason", "gone"])
        .assert()
        .code(3)
        .stderr(contains("not parked"));
    let said = findings(&desk, 0);
    assert!(!said.contains("parked"), "{said}");
}

/// HubSpot hardly ever says which scope is missing: what its documentation says stands beside each field.
#[test]
fn a_field_that_cannot_be_made_says_which_scope_it_takes() {
    let desk = Desk::with_faults(&["hubspot:POST:/crm/properties=403"]);
    let refused = desk.deskhand(&["setup", "fields"]).assert().code(1);
    let shown = String::from_utf8_lossy(&refused.get_output().stdout).into_owned();
    for scope in ["crm.schemas.notes.write", "crm.schemas.tasks.write", "crm.schemas.contacts.write"] {
        assert!(shown.contains(scope), "{scope}: {shown}");
    }
}
