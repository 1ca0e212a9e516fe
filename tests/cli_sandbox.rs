//! The commands by the real program against the emulated vendors: what works, and what is said where something
//! does not.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[allow(dead_code, reason = "shared with other tests of the command line, which use more of it")]
mod cli_support;

use std::fs::File;

use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use serde_json::{Value, json};

use cli_support::Desk;

/// What `doctor` says, each finding as `verdict about: what (hint)`.
fn findings(desk: &Desk, status: i32) -> String {
    let report = desk.json(&["doctor", "--json"], status);
    let line = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}: {} ({})\n", text("verdict"), text("about"), text("what"), text("hint"))
    };
    report["findings"].as_array().unwrap().iter().map(line).collect()
}

/// The value of the setting after a line, replaced.
fn after(text: &str, line: &str, old: &str, new: &str) -> String {
    let (before, rest) = text.split_once(line).expect("the line is there");
    format!("{before}{line}{}", rest.replacen(old, new, 1))
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

/// Nobody has asked to wait, so nobody waits; what is wrong is said as doctor says it.
#[test]
fn a_store_that_answers_in_no_json_is_said_to() {
    let desk = Desk::with_faults(&["shopify:POST:*=garbage"]);
    for list in ["cases", "leads", "calls"] {
        desk.deskhand(&[list])
            .assert()
            .code(0)
            .stderr(contains("it is not JSON").and(contains("wait").not()).and(contains("too many").not()));
    }
}

#[test]
fn a_refused_crm_is_told_once_with_what_to_do() {
    let desk = Desk::new();
    desk.configure(|text| after(&text, "[crm]", "\"sandbox-token\"", "\"wrong\""));
    let output = desk.deskhand(&["cases"]).assert().failure();
    let said = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert_eq!(said.matches("the CRM was not read").count(), 1, "{said}");
    assert!(said.contains("hint:") && said.contains("check `token` under [crm]"), "{said}");
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
fn a_refused_write_says_which_scope_it_takes() {
    let desk = Desk::with_faults(&["hubspot:PATCH:/=403", "hubspot:POST:/crm/objects/2026-09/notes=403"]);
    desk.deskhand(&["leads"]).assert().code(0);
    for (arguments, scope) in [
        (&["lead", "claim", "512046", "--yes", "--now"][..], "crm.objects.contacts.write"),
        (&["note", "hubspot/contact/512046", "called", "--now"], "crm.objects.contacts.write"),
        (&["case", "set", "17715", "--priority", "urgent", "--now"], "tickets"),
    ] {
        let said = contains("it takes the scope").and(contains(format!("`{scope}`, which")));
        desk.deskhand(arguments).assert().code(1).stdout(said);
    }
}

/// In plain text, too, what a vendor's trouble asks for is said.
#[test]
fn line_by_line_a_refused_crm_is_told_with_what_to_do() {
    let desk = Desk::new();
    desk.configure(|text| after(&text, "[crm]", "\"sandbox-token\"", "\"wrong\""));
    let wrong =
        contains("Attention: the CRM was not read: ").and(contains("  hint: check `token` under [crm]"));
    desk.deskhand(&["--plain"]).write_stdin("quit\n").assert().code(0).stdout(wrong);
    let desk =
        Desk::with_faults(&["hubspot:GET:/=403", "hubspot:POST:/crm/objects/2026-09/contacts/search=odd"]);
    desk.deskhand(&["--plain"]).write_stdin("leads\nquit\n").assert().code(0).stdout(
        contains("Attention: not read of ")
            .and(contains("Attention: owners could not be read"))
            .and(contains("Attention: 1 record of the CRM could not be read"))
            .and(contains("  hint: `sources` names each")),
    );
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

#[test]
fn whom_the_crm_was_not_read_for_is_no_stranger_to_it_at_the_next_command_either() {
    let desk = Desk::with_faults(&["hubspot:POST:*notes=500"]);
    for arguments in [&["note", "1133", "called"][..], &["note", "1133", "called"], &["task", "1133", "call"]]
    {
        desk.deskhand(arguments).assert().code(5).stderr(
            contains("hubspot could not be read, so it is not known which contact")
                .and(contains("create the contact").not()),
        );
        desk.deskhand(&["lookup", "1133", "--fresh"]).assert().code(0);
    }
    desk.deskhand(&["lookup", "1133", "--offline"]).assert().code(0).stdout(contains("failed"));
}

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

/// Whoever is named by the number of a case means that case.
#[test]
fn a_task_for_the_number_of_a_case_is_on_that_case_and_on_the_day_of_its_words() {
    let desk = Desk::new();
    desk.deskhand(&["cases"]).assert().code(0);
    let entry = desk.json(&["task", "17719", "Look for a spare pole on 3 December 2099", "--json"], 0);
    let effect = entry["effect"].as_str().unwrap();
    assert!(effect.contains("case 17719") && effect.contains("3 Dec 2099"), "{effect}");
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

/// The app without a screen: what is said at the prompt is done, and nothing but lines comes back.
#[test]
fn line_by_line_the_same_can_be_done_by_name() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    desk.deskhand(&["sync"]).assert().success();
    let said = "help\nsearch maren\nopen 1\njump\naccept 9\naccept 2\nundo\noutbox\nback\nquit\n";
    let output = desk.deskhand(&["--plain"]).write_stdin(said).assert().success();
    let output = output.get_output();
    let (out, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for shown in [
        "open cases",
        "accept N: put suggestion N into the outbox",
        "1. Maren Holloway",
        "Customer Maren Holloway",
        "Suggestion 1, ",
        "effect: HubSpot",
        "`jump` is nothing you can say here",
        "queued, leaves at",
        "undone",
    ] {
        assert!(out.contains(shown), "{shown:?} was not said:\n{out}\n{complaints}");
    }
    assert!(complaints.contains("there is no number 9"), "{complaints}");
    assert!(!out.contains('\u{1b}'), "nothing moves and nothing is coloured");
}

/// Whatever the app has can be said.
#[test]
fn cases_leads_calls_and_what_was_done_are_worked_through_line_by_line() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    desk.deskhand(&["sync"]).assert().success();
    let said = "sleep 1 2d or scan\ncases snoozed\nwake 1\nleads hamish\nclaim 1\nclaim 1\nundo\n\
        nurture 1 later\nnurture 1 later\ncalls\ndone 1\nopen 2\nlog called twice\nsources\ncases waiting\nopen 1\ncategory payment\n\
        priority high\nsummary\nwire\nopen 1\nactivity\naudit\ncommand leads --view mine\nquit\n";
    let output = desk.deskhand(&["--plain"]).write_stdin(said).assert().success();
    let output = output.get_output();
    let (out, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for shown in [
        ", when the parcel moves, or when the customer writes",
        "asleep, wakes",
        "awake; its sleep had not left yet",
        "1. Hamish McAllister, ",
        "it is Lee Nakata's: say that again to take it over",
        "Claim the lead Hamish McAllister",
        "Sent to nurture: later",
        "Done: Call the carrier about the held parcel",
        "Call Émilie Tremblay",
        "no day is named, so there is no follow-up task",
        "hubspot, queue: read up to",
        "0 parked",
        "is now: payment",
        "In short: ",
        "1 call of a language model, about the open customer",
        "substitution",
        " tokens out, ",
        "with placeholders for what identifies somebody",
        "of the audit log today",
        "snoozed, case 17701 sleeps, about Maren Holloway",
    ] {
        assert!(out.contains(shown), "{shown:?} was not said:\n{out}\n{complaints}");
    }
    for line in out.lines() {
        let late = line.split([' ', ',']).filter(|word| *word == "late").count();
        assert!(late < 2, "how late it is is said once: {line}");
    }
    assert!(!out.contains('\u{1b}') && complaints.is_empty(), "{complaints}");
}

/// What has left is asked about before it is taken back, a number may be the CRM's, and a word alone says how it is meant.
#[test]
fn line_by_line_nothing_is_taken_back_unasked_and_what_is_meant_is_found() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    desk.deskhand(&["sync"]).assert().success();
    let said = "answer\nstatus\nsnooze 1 2d\ncommand note maren.holloway@example.com hello --now\nundo\nundo\n\
        audit kind:snoozed\naudit colour:red\nopen 17713\nopen 17701\nquit\n";
    let output = desk.deskhand(&["--plain"]).write_stdin(said).assert().success();
    let output = output.get_output();
    let (out, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for shown in [
        "`reply` needs words behind it: reply N TEXT: answer case N in your own words",
        "`status` needs words behind it: status N STATUS, priority N PRIORITY",
        "Case 17713, ",
        "Case 17701, ",
        "of the audit log with kind:snoozed",
        ", parcel on its way, ",
    ] {
        assert!(out.contains(shown), "{shown:?} was not said:\n{out}\n{complaints}");
    }
    assert!(complaints.contains("there is no `colour:`"), "{complaints}");
    let asleep = out.lines().filter(|line| line.contains("wakes") && !line.contains("undone"));
    assert_eq!(asleep.count(), 1, "{out}");
    assert!(out.contains("has left already. Taking it back is a write of its own"), "{out}");
}

/// Whoever sells gets a brief to sell by; whom something is handed to is found as in the app; what is typed is read alike.
#[test]
fn what_is_typed_means_the_same_as_in_the_app() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    let maren = "maren.holloway@example.com";
    let made = desk.json(&["task", maren, "Call her", "--due", "15.12. um 14 Uhr", "--json"], 0);
    assert!(made.to_string().contains("-12-15T"), "{made}");
    desk.deskhand(&["task", maren, "Call her", "--due", "31 February at 3pm"])
        .assert()
        .code(2)
        .stderr(contains("there is no “31 February”"));
    desk.deskhand(&["lead", "hand", "512046", "--to", "robin", "--now"])
        .assert()
        .code(0)
        .stdout(contains("to Robin Hale"));
    desk.deskhand(&["lead", "hand", "512046", "--to", "robin", "--now"])
        .assert()
        .code(1)
        .stderr(contains("it is so already"));
    desk.deskhand(&["lead", "hand", "512046", "--to", "robin", "--context", "Call soon.", "--now"])
        .assert()
        .code(0)
        .stdout(contains("note"));
    desk.deskhand(&["lead", "hand", "512046", "--to", "example"]).assert().code(3);
    desk.deskhand(&["score", "use", "nonsense"])
        .assert()
        .code(2)
        .stderr(contains("a model is named by its number"));
    desk.deskhand(&["audit"]).assert().code(0).stdout(contains("written").and(contains("Maren Holloway")));
    desk.deskhand(&["audit", "tail", "--kind", "zzz"])
        .assert()
        .code(2)
        .stderr(contains("there is no kind `zzz`; there are viewed, linked, "));
    desk.deskhand(&["activity"]).assert().code(0).stdout(contains("Maren Holloway"));
    desk.deskhand(&["brief", maren, "--playbook"]).assert().code(0).stdout(contains("support brief"));
    desk.configure(|text| text.replace("role = \"support\"", "role = \"sales\""));
    desk.deskhand(&["brief", maren, "--playbook"]).assert().code(0).stdout(contains("sales brief"));
}

#[test]
fn a_case_is_shown_whole() {
    let desk = Desk::new();
    let shown = desk.json(&["case", "show", "17701", "--json", "--playbook"], 0);
    assert_eq!(
        (&shown["schema"], &shown["case"]["record"]),
        (&json!("deskhand.case/1"), &json!("hubspot/case/17701"))
    );
    assert_eq!(shown["messages"].as_array().map(Vec::len), Some(4), "{shown}");
    assert_eq!(shown["order"], json!({ "id": "order:1133", "found": shown["order"]["found"] }));
    assert_eq!(shown["brief"]["suggestions"][0]["action"], "reply", "{shown}");
    desk.deskhand(&["case", "show", "17701", "--playbook"]).assert().code(0).stdout(
        contains("Where is my sleeping bag??")
            .and(contains("THIRD message."))
            .and(contains("about order #1133")),
    );
    desk.deskhand(&["case", "show", "99"]).assert().code(3);
    // Nobody looks on: a line each, and nothing is cut.
    let listed = desk.deskhand(&["cases"]).assert().code(0).get_output().stdout.clone();
    let listed = String::from_utf8(listed).expect("text");
    let is_wide = listed.lines().any(|line| line.chars().count() > 80);
    assert!(listed.lines().count() == 19 && is_wide && listed.contains("配達について"), "{listed}");
}

/// What was read before a change of the case is no part of its page.
#[test]
fn a_case_is_shown_as_the_queue_knows_it() {
    let desk = Desk::new();
    desk.deskhand(&["case", "show", "17701", "--playbook"])
        .assert()
        .code(0)
        .stdout(contains("Waiting on us"));
    desk.deskhand(&["case", "set", "17701", "--priority", "low", "--now"]).assert().code(0);
    desk.deskhand(&["cases", "--fresh"]).assert().code(0);
    desk.deskhand(&["case", "show", "17701", "--playbook"])
        .assert()
        .code(0)
        .stdout(contains("case 17701 · Waiting on us · low priority"));
    let shown = desk.json(&["lookup", "maren.holloway@example.com", "--offline", "--json"], 0);
    let cases = shown["cases"].as_array().expect("cases");
    let case = cases.iter().find(|case| case["id"] == "17701").expect("the case");
    assert_eq!(case["priority"], "low", "it was read again: {case}");
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

/// Whoever has put a case to sleep last is told of that, and of nothing older.
#[test]
fn undo_without_a_name_tells_how_the_case_of_the_last_snooze_is_woken() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    desk.deskhand(&["note", "maren.holloway@example.com", "An older word", "--now"]).assert().code(0);
    desk.deskhand(&["case", "snooze", "17701", "2d", "--now"]).assert().code(0);
    desk.deskhand(&["undo"])
        .assert()
        .code(3)
        .stderr(contains("`deskhand case wake 17701` wakes it").and(contains("deskhand undo e-").not()));
    desk.deskhand(&["case", "wake", "17701", "--now"]).assert().code(0);
    desk.deskhand(&["undo"]).assert().code(3).stderr(contains("`deskhand case snooze 17701 WHEN`"));
}

#[test]
fn what_counts_down_is_undone_without_being_named_and_a_colleagues_lead_is_asked_about() {
    let desk = Desk::new();
    desk.deskhand(&["undo"]).assert().code(3).stderr(contains("nothing counts down any more"));
    desk.deskhand(&["lead", "claim", "512046"])
        .assert()
        .code(6)
        .stderr(contains("it is Lee Nakata's: nothing is written").and(contains("--yes takes it over")));
    desk.deskhand(&["lead", "claim", "512046", "--yes", "--now"]).assert().code(0);
    desk.deskhand(&["lead", "claim", "512046", "--now"])
        .assert()
        .code(1)
        .stderr(contains("nothing is written: the lead is yours already"));
    desk.deskhand(&["undo"]).assert().code(3).stderr(contains("undoes: HubSpot contact 512046"));
}

#[test]
fn a_case_sleeps_and_wakes_over_several_processes() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0).stdout(contains("tickets.deskhand_sleeps_until"));
    let listed = |arguments: &[&str]| {
        let rows = desk.json(&[&["cases", "--json"], arguments].concat(), 0)["cases"].clone();
        rows.as_array().expect("a list").iter().map(|row| row["record"].clone()).collect::<Vec<_>>()
    };
    let all = listed(&[]).len();
    desk.deskhand(&["case", "snooze", "17701", "whenever"])
        .assert()
        .code(2)
        .stderr(contains("`whenever` is nothing to wake at"));
    desk.deskhand(&["case", "wake", "17701", "--now"]).assert().code(1).stderr(contains("it does not sleep"));
    desk.deskhand(&["case", "snooze", "17701", "2d", "or", "scan", "--now"])
        .assert()
        .code(0)
        .stderr(contains(", when the parcel moves, or when the customer writes"))
        .stdout(contains("Waiting on contact"));
    assert_eq!(listed(&[]).len(), all - 1);
    assert_eq!(listed(&["--view", "snoozed"]), ["hubspot/case/17701"]);
    assert_eq!(listed(&["is:snoozed"]), ["hubspot/case/17701"]);
    let row = desk.json(&["cases", "--view", "snoozed", "--fresh", "--json"], 0)["cases"][0].clone();
    assert_eq!(
        (&row["snooze"]["rule"]["scan"], &row["status"]),
        (&json!(true), &json!("Waiting on contact"))
    );
    desk.deskhand(&["cases", "--view", "snoozed"]).assert().code(0).stdout(contains("asleep, wakes"));
    desk.deskhand(&["case", "wake", "17701", "--now"]).assert().code(0);
    assert_eq!(listed(&[]).len(), all);
    let row = desk.json(&["cases", "is:back", "--fresh", "--json"], 0)["cases"][0].clone();
    assert_eq!((&row["back"]["cause"], &row["status"]), (&json!("person"), &json!("Waiting on us")));
    let lines = desk.deskhand(&["audit", "tail"]).assert().code(0).get_output().stdout.clone();
    let lines = String::from_utf8(lines).expect("text");
    assert!(lines.contains("snoozed") && lines.contains("woken"), "{lines}");
}

#[test]
fn several_cases_sleep_only_with_a_yes() {
    let desk = Desk::new();
    desk.deskhand(&["case", "snooze", "17701,17704", "tomorrow", "9:00"])
        .assert()
        .code(0)
        .stderr(contains("nothing is written yet; --yes does it"));
    let asleep =
        |desk: &Desk| desk.json(&["cases", "is:snoozed", "--json"], 0)["cases"].as_array().map(Vec::len);
    assert_eq!(asleep(&desk), Some(0));
    let done = desk.json(&["case", "snooze", "17701,17704", "tomorrow", "9:00", "--yes", "--json"], 0);
    assert!(done["group"].is_string(), "{done}");
    assert_eq!(asleep(&desk), Some(2));
    desk.deskhand(&["case", "wake", "17701,17704", "--yes"]).assert().code(0);
    assert_eq!(asleep(&desk), Some(0));
}

/// Tasks and meetings in one list, in JSON told apart; a meeting is done like a task.
#[test]
fn the_days_calls_are_tasks_and_meetings() {
    let desk = Desk::new();
    desk.configure(|text| text.replace("undo_seconds = 5", "undo_seconds = 0"));
    // Whenever the day ends: what is due in two hours may be tomorrow's.
    let calls = || desk.json(&["calls", "--view", "week", "--json"], 0)["calls"].as_array().unwrap().clone();
    let kinds: Vec<Value> = calls().iter().map(|call| call["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "call").count(), 5);
    assert_eq!(kinds.iter().filter(|kind| **kind == "meeting").count(), 2);
    let meeting = calls().into_iter().find(|call| call["kind"] == "meeting").expect("a meeting");
    assert_eq!((&meeting["place"], &meeting["way"]), (&json!("Video call"), &json!("meeting")));
    assert!(meeting["due_at"].as_str() < meeting["ends_at"].as_str());
    let listed = desk.deskhand(&["calls", "--view", "week"]).assert().code(0);
    listed.stdout(contains("Repairs of the rental fleet · meeting · 30 min · Video call"));
    // Not before it has begun, unless somebody says so.
    let early = desk.deskhand(&["call", "done", "950001"]).assert().code(6);
    early.stderr(contains("this meeting begins ").and(contains("--yes says that it was held")));
    let said = "calls week way:meeting\ndone 1\nquit\n";
    let asked = desk.deskhand(&["--plain"]).write_stdin(said).assert().success();
    asked.stdout(contains("say `done 1` again if it was held").and(contains("queued").not()));
    desk.deskhand(&["call", "done", "950001", "--yes"]).assert().code(0);
    assert!(calls().iter().all(|call| call["title"] != "Repairs of the rental fleet"));
}

/// When and in which words the follow-up is to be, as in the app before it is accepted.
#[test]
fn the_follow_up_of_a_call_has_its_hour_and_can_be_put_otherwise() {
    let desk = Desk::new();
    let log = |text: &str, more: &[&str]| {
        let words = [&["call", "log", "maren.holloway@example.com", text, "--dry-run"], more].concat();
        desk.deskhand(&words).assert()
    };
    log("Likes blue.", &[]).code(0).stderr(contains("no day is named"));
    log("Call her tomorrow at 10:30. Likes blue.", &[])
        .code(0)
        .stderr(contains("follow-up: Call her, due ").and(contains(", 10:30")));
    log("Likes blue.", &["--follow-up", "friday 14:00", "--title", "Show her the blue ones"])
        .code(0)
        .stderr(contains("follow-up: Show her the blue ones, due Fri ").and(contains(", 14:00")));
    log("Don't call on Friday", &[]).code(0).stderr(contains("says when not to"));
    log("Not before Monday 9:30", &[])
        .code(0)
        .stdout(contains("HubSpot task on").and(contains("09:30")))
        .stderr(contains("due Mon ").and(contains(", 09:30")));
    log("Call her Friday at 25:00.", &[])
        .code(0)
        .stderr(contains(", 17:00").and(contains("“25:00” is no hour: 17:00 is taken")));
    log("Call her on 30 February.", &[]).code(0).stderr(contains("there is no “30 February”"));
    log("Likes blue.", &["--follow-up", "friday 25:00"]).code(2).stderr(contains("“25:00” is no hour"));
    log("Likes blue.", &["--follow-up", "whenever"])
        .code(2)
        .stderr(contains("`whenever` names no day to come"));
}

/// A list names leads by the id alone, and so may whoever asks for one; a day in the words makes a task.
#[test]
fn a_lead_is_found_by_its_id_and_come_back_to_on_the_day_that_it_names() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    desk.deskhand(&["leads"]).assert().code(0).stdout(contains("512046"));
    for find in [&["lookup", "512046"][..], &["call", "brief", "512046"]] {
        desk.deskhand(find).assert().code(0).stdout(contains("Hamish McAllister"));
    }
    let kept_warm = ["lead", "nurture", "512046", "--yes", "--now"];
    let nurture = |more: &[&str]| desk.deskhand(&[&kept_warm[..], more].concat()).assert().code(0);
    nurture(&["--reason", "asks to be reminded in two weeks"])
        .stdout(contains("task"))
        .stderr(contains("a task for you, due ").and(contains("“in two weeks”")));
    nurture(&["--reason", "asks to be reminded in May", "--no-follow-up"]).stderr(contains("a task").not());
}
