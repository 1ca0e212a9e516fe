//! Answers in JSON fit their schemas, and briefs have enough in them.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::cli_support::Desk;

#[test]
fn going_back_to_the_arithmetic_takes_its_number_and_is_said_by_whatever_needs_a_model() {
    let desk = Desk::new();
    desk.deskhand(&["score", "drift"]).assert().code(3).stderr(contains("no model has been fitted"));
    desk.deskhand(&["sync"]).assert().code(0);
    desk.deskhand(&["score", "fit"]).assert().code(0);
    desk.deskhand(&["score", "use"])
        .assert()
        .code(2)
        .stdout(contains("auto-1"))
        .stderr(contains("score use 1").and(contains("score use 0")));
    desk.deskhand(&["score", "drift"]).assert().code(0);
    desk.deskhand(&["score", "use", "0"]).assert().code(0);
    for arguments in [&["score", "drift"][..], &["score", "quiet"], &["score", "write", "--dry-run"]] {
        desk.deskhand(arguments).assert().code(3).stderr(
            contains("no model is in use").and(contains("score use 1")).and(contains("score models")),
        );
    }
}

#[test]
fn days_of_scores_are_the_stores_before_anybody_was_looked_up_and_after() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    desk.deskhand(&["sync"]).assert().code(0);
    desk.deskhand(&["score", "fit"]).assert().code(0);
    desk.deskhand(&["score", "write", "--yes"]).assert().code(0);
    desk.deskhand(&["lookup", "delphine"]).assert().code(0);
    let tried = desk.deskhand(&["score", "write", "--dry-run", "--json"]).assert().code(0);
    let tried: Value = serde_json::from_slice(&tried.get_output().stdout).expect("JSON");
    assert_eq!(tried["counts"]["fields_to_write"], 0, "{}", tried["differences"]);
}

/// Every kind of `--json` answer, in an order in which each has something to say; `SUGGESTION`, `ENTRY` and
/// `LINE` (of the audit log, with a brief) stand for the last ones that were printed.
const ANSWERS: &[(&str, i32, &str)] = &[
    ("sync --json", 0, "sync"),
    ("lookup ruth@basecamp-rentals.example.com --json", 0, "profile"),
    ("lookup kate.lindgren@example.com --json", 0, "profile"),
    ("lookup wren.gallagher@example.org --json", 0, "profile"),
    ("lookup anton.reiter@example.org --json", 0, "profile"),
    ("lookup maren.holloway@example.com --offline --json", 3, "nobody"),
    ("lookup nobody@nowhere.example.com --json", 3, "nobody"),
    ("lookup James Carter --json", 4, "candidates"),
    ("ask maren.holloway@example.com parcel? --json", 0, "answer"),
    ("brief maren.holloway@example.com --playbook --json", 0, "brief"),
    ("edit SUGGESTION --body Better. --json", 0, "suggestion"),
    ("dismiss SUGGESTION --reason known --json", 0, "suggestion"),
    ("note maren.holloway@example.com Called. --now --json", 6, "entry"),
    ("approvals --json", 0, "approvals"),
    ("activity --json", 0, "activity"),
    ("approve ENTRY --json", 0, "entry"),
    ("task maren.holloway@example.com Call --due friday --now --json", 0, "entry"),
    ("outbox --json", 0, "outbox"),
    ("audit tail --json", 0, "audit"),
    ("replay LINE --json", 0, "replay"),
    ("audit export", 0, "audit"),
    ("audit verify --json", 0, "audit_report"),
    ("link kate.lindgren@example.com hubspot/contact/512010 --json", 0, "profile"),
    ("links kate.lindgren@example.com --json", 0, "links"),
    ("unlink kate.lindgren@example.com hubspot/contact/512010 --reason two --json", 0, "profile"),
    ("doctor --json", 0, "doctor"),
    ("setup fields --json", 0, "setup"),
    ("forget maren.holloway@example.com --yes --json", 0, "forgotten"),
    ("calls --view all --json", 0, "calls"),
    ("config check --json", 0, "config_check"),
];

#[test]
fn every_answer_in_json_fits_the_schema_that_is_printed_for_it() {
    let desk = Desk::new();
    desk.configure(|text| {
        let text = text.replace("undo_seconds = 5", "undo_seconds = 0");
        text.replace("action = \"discount\", percent_over = 10", "action = \"note\"")
    });
    let (mut suggestion, mut entry, mut brief) = (String::new(), String::new(), String::new());
    for (line, status, name) in ANSWERS {
        let line = line.replace("SUGGESTION", &suggestion).replace("ENTRY", &entry).replace("LINE", &brief);
        let words: Vec<&str> = line.split_whitespace().collect();
        let output = desk.deskhand(&words).assert().code(*status).get_output().stdout.clone();
        let schema = desk.json(&["config", "schema", name], 0);
        let schema = jsonschema::validator_for(&schema).expect("a schema");
        let documents = serde_json::Deserializer::from_slice(&output).into_iter::<Value>();
        let documents: Vec<Value> = documents.collect::<Result<_, _>>().expect("JSON");
        assert!(!documents.is_empty(), "{line}");
        for document in documents {
            assert_eq!(document["schema"], format!("deskhand.{name}/1"), "{line}");
            let faults: Vec<String> = schema.iter_errors(&document).map(|fault| fault.to_string()).collect();
            assert_eq!(faults, Vec::<String>::new(), "{line}");
            if let Some(id) = document["suggestions"][0]["id"].as_str() {
                suggestion = id.to_owned();
            }
            if document["kind"] == "briefed" {
                brief = document["sequence"].to_string();
            }
            if let Some(id) = document["id"].as_str().filter(|id| id.starts_with("e-")) {
                entry = id.to_owned();
            }
        }
    }
}

#[test]
fn the_playbook_has_three_to_five_suggestions_where_nothing_is_the_matter_too() {
    let desk = Desk::new();
    for who in ["theo.vance@example.com", "samuel.okoro@example.com", "gloria.benavides@example.com"] {
        for purpose in ["support", "sales"] {
            let brief = desk.json(&["brief", who, "--playbook", "--json", "--purpose", purpose], 0);
            let suggestions = brief["suggestions"].as_array().unwrap().len();
            assert!((3..=5).contains(&suggestions), "{who} {purpose}: {brief}");
            assert_eq!(brief["verification"]["dropped"], serde_json::json!([]), "{who} {purpose}");
        }
    }
    let quiet = desk.json(&["brief", "theo.vance@example.com", "--playbook", "--json"], 0);
    let titles = quiet["suggestions"].as_array().unwrap().iter().map(|s| s["title"].as_str().unwrap());
    assert!(titles.collect::<Vec<_>>().contains(&"Call and ask how things are"), "{quiet}");
}
