//! Cases and calls on the command line, by the real program against the emulated vendors.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[allow(dead_code, reason = "shared with other tests of the command line, which use more of it")]
mod cli_support;

use std::collections::BTreeSet;

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use cli_support::Desk;

/// Maren's case, and another's.
const CASE: &str = "17701";
const MAREN: &str = "maren.holloway@example.com";

/// A case of the queue as it is printed.
fn case(desk: &Desk, id: &str) -> Value {
    let queue = desk.json(&["cases", "--json"], 0);
    let cases = queue["cases"].as_array().expect("cases");
    cases.iter().find(|case| case["record"] == format!("hubspot/case/{id}")).cloned().unwrap_or(Value::Null)
}

fn open_cases(desk: &Desk) -> Vec<String> {
    let queue = desk.json(&["cases", "--json"], 0);
    let id = |case: &Value| {
        case["record"].as_str().and_then(|record| record.rsplit('/').next()).map(str::to_owned)
    };
    queue["cases"].as_array().expect("cases").iter().filter_map(id).collect()
}

#[test]
fn a_case_is_changed_with_one_command_and_what_fits_nothing_is_said() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    let entry = desk.json(&["case", "set", CASE, "--priority", "urgent", "--now", "--json"], 0);
    assert_eq!((&entry["state"], &entry["action"]), (&"done".into(), &"case_update".into()), "{entry}");
    desk.deskhand(&["cases", "--fresh"]).assert().code(0);
    assert_eq!(case(&desk, CASE)["priority"], "urgent");
    desk.deskhand(&["case", "set", "99999", "--priority", "low"])
        .assert()
        .code(3)
        .stderr(contains("no open case is called `99999`").and(contains("deskhand cases")));
    desk.deskhand(&["case", "set", CASE, "--status", "nonsense", "--now"])
        .assert()
        .code(2)
        .stderr(contains("one of: New, Waiting on us"));
    desk.deskhand(&["case", "set", CASE, "--priority", "soon"]).assert().code(2);
}

#[test]
fn several_cases_are_shown_before_anything_is_written_and_taken_back_together() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    let two = open_cases(&desk)[..2].join(",");
    let set = ["case", "set", &two, "--priority", "low"];
    desk.deskhand(&set).assert().code(0).stderr(contains("nothing is written yet; --yes does it"));
    assert_eq!(desk.json(&["outbox", "--json"], 0)["entries"], serde_json::json!([]));
    let dry = desk.json(&[&set[..], &["--json"]].concat(), 0);
    assert_eq!(dry["cases"].as_array().map(Vec::len), Some(2), "{dry}");
    let done = desk.json(&[&set[..], &["--yes", "--json"]].concat(), 0);
    let group = done["group"].as_str().expect("a group").to_owned();
    desk.deskhand(&["undo", &group, "--all"]).assert().code(0);
    let entries = desk.json(&["outbox", "--json"], 0)["entries"].clone();
    let states: Vec<&Value> = entries.as_array().unwrap().iter().map(|entry| &entry["state"]).collect();
    assert_eq!(states, ["undone", "undone"], "{entries}");
}

#[test]
fn an_answer_in_own_words_and_one_by_a_macro_become_notes_on_the_case() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    // Standard input, as a script would.
    desk.deskhand(&["case", "reply", CASE, "-", "--dry-run"])
        .write_stdin("Read from elsewhere.")
        .assert()
        .code(0)
        .stdout(contains("Read from elsewhere."));
    // Whoever is greeted by another name is told before it goes out, and by nobody's mistake after.
    let astray = ["case", "reply", CASE, "Hello Mallory, I am asking the carrier."];
    let greets = || contains("it greets Mallory, the customer is Maren Holloway");
    desk.deskhand(&[&astray[..], &["--dry-run"]].concat()).assert().code(0).stdout(greets());
    desk.deskhand(&[&astray[..], &["--now"]].concat()).assert().code(6).stderr(greets());
    let entry = desk.json(&["case", "reply", CASE, "I am asking the carrier.", "--now", "--json"], 0);
    assert_eq!((&entry["state"], &entry["action"]), (&"done".into(), &"reply".into()), "{entry}");
    assert!(entry["effect"].as_str().unwrap().contains("case 17701"), "{entry}");
    for promise in ["Wir erstatten Ihnen den Betrag.", "You will have your money back by Friday."] {
        desk.deskhand(&["case", "reply", CASE, promise, "--despite", "--now"])
            .assert()
            .code(6)
            .stderr(contains("no policy allows").and(contains("--unproven")));
    }
    // Nobody has sent it yet, and a second one would come on top of it.
    desk.deskhand(&["case", "reply", CASE, "The carrier looks for it.", "--now"])
        .assert()
        .code(1)
        .stdout(contains("noted at the CRM").and(contains("| I am asking the carrier.")))
        .stderr(contains("an answer to the case is under way").and(contains("--despite")));
    desk.deskhand(&["lookup", "Maren Holloway"]).assert().code(0).stdout(contains("noted at the CRM"));
    // What would happen all the same is said, and not done.
    desk.deskhand(&["case", "reply", CASE, "The carrier looks for it.", "--despite", "--dry-run"])
        .assert()
        .code(0)
        .stdout(contains("| The carrier looks for it."))
        .stderr(contains("nothing is written yet"));
    desk.deskhand(&["--plain"])
        .write_stdin("cases sleeping\nopen 1\nreply The carrier looks for it.\nreply Wir erstatten Ihnen den Betrag. --despite\nquit\n")
        .assert()
        .code(0)
        .stdout(contains("yours would be a second one").and(contains("--despite goes through")))
        .stderr(contains("no policy allows"));
    desk.json(&["case", "reply", CASE, "The carrier looks for it.", "--now", "--despite", "--json"], 0);
    let other = open_cases(&desk).into_iter().find(|id| id != CASE).expect("another case");
    desk.deskhand(&["case", "macro", &other, "photo", "--dry-run"])
        .assert()
        .code(0)
        .stdout(contains("photo of the item"));
    let entry = desk.json(&["case", "macro", &other, "photo", "--now", "--json"], 0);
    assert_eq!(entry["state"], "done", "{entry}");
    desk.deskhand(&["case", "macro", &other, "no such macro"]).assert().failure().stderr(contains("macro"));
}

/// Whose something is does not change because the CRM cannot be asked; and of who was never known, nothing is said.
#[test]
fn while_the_crm_cannot_be_reached_the_rep_is_who_they_were() {
    let desk = Desk::new();
    desk.deskhand(&["calls", "--view", "all"]).assert().code(0);
    let mine = |desk: &Desk| desk.json(&["cases", "--view", "mine", "--json"], 0)["cases"].clone();
    let before = mine(&desk);
    assert!(before.as_array().is_some_and(|cases| !cases.is_empty()), "{before}");
    let away = |text: String| {
        let lines =
            text.lines().map(|line| match line.starts_with("base_url") && line.contains("/hubspot") {
                true => "base_url = \"http://127.0.0.1:9/hubspot\"".to_owned(),
                false => line.to_owned(),
            });
        lines.collect::<Vec<String>>().join("\n")
    };
    desk.configure(away);
    let not_there = || contains("is no owner's at the CRM").not();
    let calls = desk.deskhand(&["calls", "--view", "all"]).assert().code(0).stderr(not_there());
    assert!(!calls.get_output().stdout.is_empty());
    let records = |cases: &Value| {
        let cases = cases.as_array().cloned().unwrap_or_default();
        cases.iter().map(|case| case["record"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(records(&mine(&desk)), records(&before));
    // Nobody has ever asked who is who there.
    let new = Desk::new();
    new.configure(away);
    new.deskhand(&["calls", "--offline"]).assert().stderr(not_there());
    new.deskhand(&["calls"]).assert().failure().stderr(not_there());
}

/// Whom a colleague has called has heard from us.
#[test]
fn a_lead_with_a_logged_call_has_heard_from_us() {
    let desk = Desk::new();
    let leads = desk.json(&["leads", "--limit", "100", "--json"], 0);
    let lena =
        leads["leads"].as_array().unwrap().iter().find(|lead| lead["record"] == "hubspot/contact/512018");
    let lena = lena.expect("a lead");
    assert!(lena["contacted_at"].is_string() && lena["due"].is_null(), "{lena}");
}

/// Who was called has heard from us as soon as that is written down; what colleagues note for each other changes nothing.
#[test]
fn a_lead_that_was_called_waits_for_nobody() {
    let desk = Desk::new();
    let lead = |name: &str| {
        let leads = desk.json(&["leads", "--limit", "100", "--json"], 0)["leads"].clone();
        let leads = leads.as_array().cloned().unwrap_or_default();
        leads.into_iter().find(|lead| lead["name"] == name).expect("a lead")
    };
    const NOOR: &str = "Noor van Dijk";
    assert!(lead(NOOR)["due"].is_object() && lead(NOOR)["called_at"].is_null(), "{}", lead(NOOR));
    desk.deskhand(&["note", "512049", "Check the stock before calling.", "--now"]).assert().code(0);
    assert!(lead(NOOR)["due"].is_object(), "{}", lead(NOOR));
    let said = "Talked to Noor, wants the M size. Call back on Thursday at 10.";
    desk.deskhand(&["call", "log", "512049", said, "--now"]).assert().code(0);
    assert!(lead(NOOR)["due"].is_null() && lead(NOOR)["called_at"].is_string(), "{}", lead(NOOR));
    let note = desk.json(&["lookup", "512049", "--json", "--fresh"], 0)["activities"].to_string();
    assert!(note.contains("Call: Talked to Noor"), "{note}");
    // What was promised is a call, too.
    let calls = desk.json(&["calls", "--view", "all", "way:call", "--json"], 0)["calls"].clone();
    let back = calls.as_array().and_then(|calls| calls.iter().find(|call| call["name"] == NOOR).cloned());
    let back = back.expect("a call back");
    assert_eq!(back["way"], "call", "{back}");
    assert!(back["regard"]["last_touch_at"].is_string(), "{back}");
}

/// A contact of another form than expected is no lead that can be shown, but it is told that it is there.
#[test]
fn a_lead_that_could_not_be_read_is_counted_until_it_is() {
    let desk = Desk::with_faults(&["hubspot:POST:/crm/objects/2026-09/contacts/search=odd*1"]);
    desk.deskhand(&["leads"]).assert().code(0).stdout(contains("Darius Osei").not()).stderr(
        contains("1 record of the CRM could not be read: missing here, or as before")
            .and(contains("`deskhand doctor` names each")),
    );
    let leads = desk.json(&["leads", "--offline", "--json"], 0);
    assert_eq!(leads["unreadable"], 1, "{leads}");
    desk.deskhand(&["sync", "retry", "hubspot/contact/512010"]).assert().code(0);
    desk.deskhand(&["leads", "--offline"])
        .assert()
        .code(0)
        .stdout(contains("Darius Osei"))
        .stderr(contains("could not be read").not());
}

#[test]
fn a_score_without_the_deals_says_so() {
    let desk = Desk::with_faults(&["hubspot:POST:/crm/objects/2026-09/deals/batch/read=odd"]);
    desk.deskhand(&["leads", "lena"])
        .assert()
        .code(0)
        .stdout(contains("22 pages seen +11, deals were not read"));
    let leads = desk.json(&["leads", "lena", "--offline", "--json"], 0);
    assert_eq!(leads["leads"][0]["score"]["lacks"], "deals were not read", "{leads}");
    desk.deskhand(&["lookup", "lena.sorensen@example.com", "--offline"])
        .assert()
        .stdout(contains("1 of the deals could not be read"));
}

/// A search is answered and nothing else is: who they are is listed, and what is not known is said to be.
#[test]
fn leads_of_whom_nothing_else_is_read_say_what_failed() {
    for (fault, why) in [("500", "the server failed"), ("403", "hubspot refused the contact")] {
        let desk = Desk::with_faults(&[&format!("hubspot:GET:/={fault}")]);
        desk.deskhand(&["leads"])
            .assert()
            .code(0)
            .stdout(
                contains("not scored: hubspot was not read")
                    .and(contains("agreed to e-mail +5, the CRM was not read"))
                    .and(contains("store not read").not())
                    .and(contains("not looked up").not()),
            )
            .stderr(
                contains("not read of 6 customers: hubspot ")
                    .and(contains(why))
                    .and(contains("owners could not be read: they are shown by their numbers")),
            );
    }
}

#[test]
fn a_label_that_was_put_right_stays_right() {
    let desk = Desk::new();
    let labelled = desk.json(&["case", "label", CASE, "praise", "--json"], 0);
    assert_eq!(labelled["cases"][0]["labels"]["category"], "praise", "{labelled}");
    desk.deskhand(&["cases", "--fresh"]).assert().code(0);
    let case = case(&desk, CASE);
    assert_eq!(case["labels"]["category"], "praise", "{case}");
    assert_eq!(case["labelled_by"], "sam.ibarra@example.com", "{case}");
    desk.deskhand(&["case", "label", CASE, "weather"]).assert().code(2);
    desk.deskhand(&["case", "label", CASE]).assert().code(2);
    let felt = ["case", "label", CASE, "--mood", "worried", "--urgency", "low", "--language", "de", "--json"];
    let labels = &desk.json(&felt, 0)["cases"][0]["labels"];
    let want = json!({ "category": "praise", "mood": "worried", "urgency": "low", "language": "de" });
    assert_eq!(*labels, want);
    desk.deskhand(&["case", "label", CASE, "--language", "german"]).assert().code(2);
    // What was decided last is named, whatever was written before.
    desk.deskhand(&["note", MAREN, "An older word", "--now"]).assert().code(0);
    desk.deskhand(&["case", "label", CASE, "--mood", "happy"]).assert().code(0);
    let takes_back = format!("`deskhand case label {CASE} --undo` takes it back");
    let hint = || desk.deskhand(&["undo"]).assert().code(3);
    hint().stderr(contains(takes_back.clone()).and(contains("deskhand undo e-").not()));
    let told = desk.deskhand(&["case", "label", CASE, "--undo"]).assert().code(0);
    hint().stderr(contains("deskhand undo e-").and(contains(takes_back).not()));
    told.stdout(contains("praise")).stdout(contains("put right by sam.ibarra@example.com"));
    desk.deskhand(&["case", "label", CASE, "--undo"]).assert().code(3);
    desk.deskhand(&["case", "label", CASE, "praise", "--undo"]).assert().code(2);
}

#[test]
fn a_call_is_prepared_on_one_page_off_line_too() {
    let desk = Desk::new();
    desk.deskhand(&["call", "brief", MAREN]).assert().code(0).stdout(contains("Maren Holloway"));
    let sheet = desk.json(&["call", "brief", MAREN, "--offline", "--json"], 0);
    assert_eq!(sheet["schema"], "deskhand.call/1");
    let schema = desk.json(&["config", "schema", "call"], 0);
    let faults: Vec<String> = jsonschema::validator_for(&schema)
        .expect("a schema")
        .iter_errors(&sheet)
        .map(|fault| fault.to_string())
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    assert!(sheet["parts"].as_array().map_or(0, Vec::len) >= 5, "{sheet}");
    desk.deskhand(&["call", "brief", "nobody@nowhere.example.com"]).assert().code(3);
}

/// The page says by whom the questions are worded; what the playbook asks is never called a model's.
#[test]
fn the_questions_of_a_call_are_worded_by_a_model_where_one_is_asked() {
    let desk = Desk::new();
    let by = |arguments: &[&str]| -> (Vec<String>, Value) {
        let sheet = desk.json(&[&["call", "brief", "--json"], arguments].concat(), 0);
        let parts = sheet["parts"].as_array().expect("parts");
        let asked = parts.iter().find(|part| part["topic"] == "ask").expect("questions");
        let engines = sheet["questions"]["engines"].as_array().expect("who worded each");
        assert_eq!(asked["sentences"].as_array().map(Vec::len), Some(engines.len()), "{sheet}");
        assert_eq!(sheet["engine"], "playbook");
        (engines.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(), sheet)
    };
    let model = "llm:sandbox-model".to_owned();
    for about in [&[MAREN][..], &["--company", "98702"], &["--deal", "44101"]] {
        let (engines, sheet) = by(about);
        assert!(engines.contains(&model), "{about:?}: {}", sheet["questions"]);
        assert_eq!(sheet["questions"]["why_not_llm"], Value::Null);
        let (engines, sheet) = by(&[about, &["--playbook"]].concat());
        assert!(engines.iter().all(|engine| engine == "playbook"), "{sheet}");
        assert_eq!(sheet["questions"]["why_not_llm"], "the playbook was asked for");
    }
    let (engines, sheet) = by(&[MAREN, "--offline"]);
    assert!(engines.iter().all(|engine| engine == "playbook"), "{sheet}");
    let told = desk.deskhand(&["call", "brief", MAREN]).assert().code(0);
    told.stdout(contains("What would help you most with case 17701?"))
        .stdout(contains("questions by model sandbox-model"));
    let told = desk.deskhand(&["call", "brief", MAREN, "--playbook"]).assert().code(0);
    told.stdout(contains("What would settle case 17701")).stdout(contains("by model").not());
    let failing = Desk::with_faults(&["openai:*:/=500"]);
    let told = failing.deskhand(&["call", "brief", MAREN]).assert().code(0);
    told.stdout(contains("What would settle case 17701")).stdout(contains("questions by the playbook: "));
}

#[test]
fn a_call_with_a_company_or_about_a_deal_is_prepared_by_name_or_id() {
    let desk = Desk::new();
    let company = desk.json(&["call", "brief", "--company", "basecamp rentals", "--json"], 0);
    assert_eq!(
        (&company["schema"], &company["kind"]),
        (&json!("deskhand.account_call/1"), &json!("company"))
    );
    assert_eq!(company["people"].as_array().map(Vec::len), Some(2), "{company}");
    let by_id = desk.json(&["call", "brief", "--company", "98702", "--json"], 0);
    // Expected values move by a cent from one second to the next.
    let rests_on = |sheet: &Value| {
        let parts = sheet["parts"].as_array().expect("parts").clone();
        let sentences =
            parts.iter().flat_map(|part| part["sentences"].as_array().cloned().unwrap_or_default());
        sentences.map(|sentence| sentence["evidence"].clone()).collect::<Vec<_>>()
    };
    assert!(rests_on(&company).len() > 5, "{company}");
    assert_eq!(rests_on(&by_id), rests_on(&company));
    let deal = desk.json(&["call", "brief", "--deal", "44101", "--json"], 0);
    let schema = desk.json(&["config", "schema", "account_call"], 0);
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    for sheet in [&company, &deal, &desk.json(&["call", "brief", "--company", "northshore", "--json"], 0)] {
        let faults: Vec<String> = schema.iter_errors(sheet).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
    }
    let told = desk.deskhand(&["call", "brief", "--deal", "44101"]).assert().code(0);
    told.stdout(contains("Contract sent")).stdout(contains("missing"));
    desk.deskhand(&["call", "brief", "--company", "no such firm"]).assert().code(3);
    let by_name = desk.json(&["call", "brief", "--company", "Northshore Clinic", "--json"], 0);
    assert_eq!((&by_name["name"], &by_name["record"]), (&json!("Northshore Clinic"), &Value::Null));
    assert_eq!(by_name["people"][0]["name"], json!("Katarina Lindgren-Holm"), "{by_name}");
    assert!(rests_on(&by_name).len() > 5, "{by_name}");
    desk.deskhand(&["call", "brief", "--deal", "1"]).assert().code(3);
    desk.deskhand(&["call", "brief", "--company", " "]).assert().code(2);
    desk.deskhand(&["call", "brief"]).assert().code(2);
    desk.deskhand(&["call", "brief", "--company", "basecamp", "--deal", "44101"]).assert().code(2);
}

/// What advises to create the contact would make a second one.
#[test]
fn where_the_crm_can_not_be_read_nobody_is_told_to_create_the_contact() {
    let desk = Desk::with_faults(&["hubspot:*:/crm/objects=500"]);
    let refused = desk.deskhand(&["note", MAREN, "Called about the bag"]).assert().code(5);
    let refused = refused.stderr(contains("hubspot could not be read")).stderr(contains("doctor"));
    assert!(!String::from_utf8_lossy(&refused.get_output().stderr).contains("create the contact"));
    assert_eq!(desk.json(&["outbox", "--json"], 0)["entries"], json!([]));
}

#[test]
fn what_came_of_a_call_is_a_note_and_a_follow_up_of_the_day_that_was_named() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    let said = "Wants the larger tent. Call back on friday about the price.";
    desk.deskhand(&["call", "log", MAREN, said, "--dry-run"])
        .assert()
        .code(0)
        .stdout(contains("HubSpot note").and(contains("HubSpot task")))
        .stderr(contains("follow-up: "));
    assert_eq!(desk.json(&["outbox", "--json"], 0)["entries"], serde_json::json!([]));
    let queued = desk.json(&["call", "log", MAREN, said, "--now", "--json"], 0);
    let entries = queued["entries"].as_array().expect("entries");
    let kinds: Vec<&Value> = entries.iter().map(|entry| &entry["action"]).collect();
    assert_eq!(kinds, ["note", "task"], "{queued}");
    assert!(entries.iter().all(|entry| entry["state"] == "done"), "{queued}");
    let alone = desk.json(&["call", "log", MAREN, "Nothing to do.", "--no-follow-up", "--now", "--json"], 0);
    assert_eq!(alone["entries"].as_array().map(Vec::len), Some(1), "{alone}");
}

#[test]
fn an_answer_that_is_to_be_sent_is_listed_until_a_person_says_that_it_was() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    desk.deskhand(&["case", "reply", CASE, "We are looking into it.", "--now"]).assert().code(0);
    let to_send = || desk.json(&["cases", "--view", "to-send", "--json"], 0)["cases"].clone();
    assert_eq!(to_send()[0]["to_send"]["by"], "sam.ibarra@example.com", "{}", to_send());
    desk.deskhand(&["case", "show", CASE]).assert().code(0).stdout(
        contains("noted at the CRM, which does not send it")
            .and(contains("▸ "))
            .and(contains("about order #1133")),
    );
    desk.deskhand(&["cases", "is:unsent"]).assert().code(0).stdout(contains("answer unsent, by"));
    desk.deskhand(&["case", "sent", CASE]).assert().code(0).stdout(contains("answer unsent").not());
    assert_eq!(to_send(), json!([]));
    // The day's calls and the page for one say so, too.
    let call = desk.deskhand(&["call", "brief", MAREN, "--playbook"]).assert().code(0);
    call.stdout(contains("An answer in case").not());
    let touched = || {
        let calls = desk.json(&["calls", "--view", "all", "--json"], 0)["calls"].clone();
        let of_maren = |call: &&Value| call["email"] == MAREN;
        calls.as_array().and_then(|calls| calls.iter().find(of_maren).cloned()).unwrap_or_default()["regard"]
            ["last_touch_at"]
            .clone()
    };
    let today = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(30);
    let heard: jiff::Timestamp = serde_json::from_value(touched()).expect("a moment");
    assert!(heard > today, "{heard}");
    assert_eq!(case(&desk, CASE)["waiting_since"], Value::Null, "what is said to be sent stops the clock");
    let brief = || desk.json(&["brief", MAREN, "--playbook", "--json"], 0);
    let sent = brief();
    assert!(!sent["summary"].to_string().contains("waiting for an answer"), "{sent}");
    let is_reply = |suggestion: &Value| suggestion["action"] == "reply";
    assert!(!sent["suggestions"].as_array().expect("suggestions").iter().any(is_reply), "{sent}");
    desk.deskhand(&["case", "sent", CASE]).assert().code(3).stderr(contains("no answer to this case"));
    desk.deskhand(&["case", "sent", CASE, "--undo"]).assert().code(0).stdout(contains("answer unsent, by"));
    assert_eq!(to_send().as_array().map(Vec::len), Some(1));
    assert_ne!(case(&desk, CASE)["waiting_since"], Value::Null);
    assert!(brief()["summary"].to_string().contains("waiting for an answer"), "the kept brief was of before");
}

/// The list that was just worked on tells of what was written.
#[test]
fn a_case_that_was_closed_is_gone_from_the_list_at_once() {
    let desk = Desk::new();
    assert!(open_cases(&desk).contains(&"17703".to_owned()));
    desk.deskhand(&["case", "set", "17703", "--status", "closed", "--now", "--yes"]).assert().code(0);
    assert!(!open_cases(&desk).contains(&"17703".to_owned()), "{:?}", open_cases(&desk));
}

/// What stands at the CRM is to be sent from whatever machine, though its outbox knows nothing of it.
#[test]
fn an_own_answer_is_to_be_sent_on_another_storage_as_well() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    desk.deskhand(&["case", "reply", CASE, "We are looking into it.", "--now"]).assert().code(0);
    std::fs::remove_dir_all(desk.storage()).unwrap();
    desk.deskhand(&["lookup", MAREN]).assert().code(0);
    let to_send = || desk.json(&["cases", "--view", "to-send", "--json"], 0)["cases"].clone();
    assert_eq!(to_send()[0]["to_send"]["by"], "sam.ibarra@example.com", "{}", to_send());
    desk.deskhand(&["case", "sent", CASE]).assert().code(0);
    assert_eq!(to_send(), json!([]));
}

/// What a colleague's deskhand has noted is known by the next reading of the list, whoever is known here already.
#[test]
fn what_a_colleague_has_noted_is_to_be_sent_once_the_queue_is_read_again() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    let to_send = || desk.json(&["cases", "--fresh", "--view", "to-send", "--json"], 0)["cases"].clone();
    assert_eq!(to_send(), json!([]));
    let aside = desk.home.path().join("aside");
    std::fs::rename(desk.storage(), &aside).unwrap();
    desk.configure(|text| text.replace("sam.ibarra@", "kim.doyle@"));
    desk.deskhand(&["case", "reply", CASE, "We are looking into it.", "--now"]).assert().code(0);
    std::fs::remove_dir_all(desk.storage()).unwrap();
    std::fs::rename(&aside, desk.storage()).unwrap();
    desk.configure(|text| text);
    let listed = to_send();
    assert_eq!(listed[0]["to_send"]["by"], "kim.doyle@example.com", "{listed}");
    // Nothing is overtaken any more: nobody is read once more.
    let rows = desk.json(&["cases", "--fresh", "--json"], 0)["cases"].clone();
    let is_overtaken = |row: &Value| row["is_overtaken"] != json!(false);
    assert!(!rows.as_array().expect("cases").iter().any(is_overtaken), "{rows}");
}

#[test]
fn a_label_is_put_right_by_its_place_or_by_its_name() {
    let desk = Desk::new();
    for arguments in
        [["case", "label", CASE, "praise"].as_slice(), &["case", "label", CASE, "--category", "payment"]]
    {
        desk.deskhand(arguments).assert().code(0);
    }
    assert_eq!(case(&desk, CASE)["labels"]["category"], "payment");
    desk.deskhand(&["case", "label", CASE, "praise", "--category", "payment"]).assert().code(2);
}

/// Colleagues are told on the case; the customer is not.
#[test]
fn a_note_on_a_case_is_internal() {
    let desk = Desk::new();
    let entry = desk.json(&["case", "note", CASE, "She sounded upset.", "--now", "--json"], 0);
    assert_eq!((&entry["state"], &entry["action"]), (&"done".into(), &"note".into()), "{entry}");
    // A colleague who looks now reads it, however new what is kept of the customer is.
    let profile = desk.json(&["lookup", MAREN, "--json"], 0);
    assert!(profile.to_string().contains("She sounded upset."), "{profile}");
    let task = desk.json(&["task", MAREN, "Ask the carrier", "--case", CASE, "--now", "--json"], 0);
    assert_eq!(task["write"]["case"], format!("hubspot/case/{CASE}"), "{task}");
    assert!(entry["effect"].as_str().unwrap().contains("case 17701"), "{entry}");
    let shown = desk.json(&["case", "show", CASE, "--fresh", "--playbook", "--json"], 0);
    assert_eq!(shown["notes"][0]["text"], "She sounded upset.", "{}", shown["notes"]);
    assert!(!shown["messages"].to_string().contains("upset"));
    desk.deskhand(&["case", "show", CASE, "--playbook"])
        .assert()
        .code(0)
        .stdout(contains("Internal note").and(contains("She sounded upset.")));
    desk.deskhand(&["--plain"])
        .write_stdin("cases\nopen 17701\nquit\n")
        .assert()
        .code(0)
        .stdout(contains("Internal note"));
    desk.deskhand(&["case", "note", "99999", "Nobody's."]).assert().code(3);
    desk.deskhand(&["case", "note", CASE, "  "]).assert().code(2);
}

/// Whoever looks, in whichever way: of a card's number the last four digits are left.
#[test]
fn a_card_in_a_thread_is_cut_to_its_last_four_digits() {
    let desk = Desk::new();
    let cut = || contains("•••• 1111").and(contains("4111 1111").not());
    desk.deskhand(&["case", "show", "17708", "--playbook"]).assert().code(0).stdout(cut());
    desk.deskhand(&["lookup", "agnes.whitmore@example.com", "--json"]).assert().code(0).stdout(cut());
    desk.deskhand(&["--plain"]).write_stdin("cases\nopen 17708\nquit\n").assert().code(0).stdout(cut());
}

/// What people type: whom to assign a case to, its own number without a screen, and a usual word for its stage.
#[test]
fn usual_words_change_a_case_by_its_own_number() {
    let desk = Desk::new();
    desk.deskhand(&["--plain"])
        .write_stdin("cases\nstatus 17715 pending\nquit\n")
        .assert()
        .code(0)
        .stdout(contains("case 17715, ").and(contains(": Which tent for Patagonia in April?")));
    let entry = desk.json(&["case", "assign", "17715", "me", "--now", "--json"], 0);
    assert_eq!(entry["state"], "done", "{entry}");
}

/// Whose token may not read pipelines: which cases are open is told by their date of closing, and what is missing is said.
#[test]
fn where_stages_may_not_be_read_closed_cases_stay_away_and_it_is_said() {
    let open = |desk: &Desk| -> BTreeSet<String> { open_cases(desk).into_iter().collect() };
    let desk = Desk::with_faults(&["hubspot:GET:/crm/pipelines=403"]);
    assert_eq!(open(&desk), open(&Desk::new()), "the same that are open where stages are known");
    desk.deskhand(&["cases"])
        .assert()
        .code(0)
        .stderr(contains("case stages could not be read: closed ones may be here"))
        .stdout(contains("Where is my sleeping bag??"));
    let doctor = desk.json(&["doctor", "--json"], 0);
    let findings = doctor["findings"].as_array().expect("findings");
    let lack = findings.iter().find(|finding| finding["lacks"]["scope"] == "tickets").expect("a lack");
    assert_eq!(lack["verdict"], "warning", "{lack}");
    assert!(lack["what"].as_str().unwrap().contains("told by their date of closing"), "{lack}");
    // What needs the stages says so; what does not goes on.
    desk.deskhand(&["case", "set", CASE, "--status", "Closed", "--now"])
        .assert()
        .code(1)
        .stdout(contains("hubspot refused the pipelines of tickets"));
    let entry = desk.json(&["case", "set", CASE, "--priority", "urgent", "--now", "--json"], 0);
    assert_eq!(entry["state"], "done", "{entry}");
}

/// An answer that is written by hand is the rep's own word; what it says that is plainly somebody else's order, or not so, is
/// asked about before.
#[test]
fn an_own_answer_is_held_against_what_is_known() {
    let desk = Desk::new();
    let answer = |text: &str| desk.deskhand(&["case", "reply", CASE, text, "--dry-run"]).assert().code(0);
    answer("Your order #1119 is on its way.").stdout(contains("#1119 is no order of this customer's"));
    answer("Your order #1133 was delivered on 24 November.").stdout(contains("⚠"));
    for fine in [
        "Your order #1133 is on its way.",
        "I have asked the carrier about #1133 today.",
        "Thank you, Maren.",
    ] {
        answer(fine).stdout(contains("⚠").not());
    }
}

/// Who closes a case over a customer who waits is told so, and does it knowingly.
#[test]
fn a_case_that_nobody_has_answered_is_closed_knowingly() {
    let desk = Desk::new();
    const WAITS: &str = "nobody has answered what the customer wrote last";
    desk.deskhand(&["case", "set", CASE, "--status", "closed", "--now"])
        .assert()
        .code(6)
        .stderr(contains(WAITS).and(contains("nothing is written")).and(contains("--yes closes it")));
    assert_eq!(case(&desk, CASE)["status"], "Waiting on us");
    desk.deskhand(&["--plain"])
        .write_stdin("cases\nstatus 17715 closed\nstatus 17715 closed\nquit\n")
        .assert()
        .code(0)
        .stdout(contains(WAITS).and(contains("say that again to close it all the same")))
        .stdout(contains("status → Closed"));
    desk.deskhand(&["case", "set", CASE, "--status", "closed", "--yes", "--now"])
        .assert()
        .code(0)
        .stderr(contains(format!("mind: {WAITS}")));
    desk.deskhand(&["cases", "--fresh"]).assert().code(0);
    assert!(!open_cases(&desk).contains(&CASE.to_owned()));
}

fn without_a_model(text: String) -> String {
    let (before, behind) = text.split_once("[llm]").expect("a model");
    let (_, rest) = behind.split_once("[policy]").expect("a policy");
    format!("{before}[policy]{rest}")
}

/// Sara writes Arabic, which the playbook has no words for.
#[test]
fn a_draft_in_another_language_than_the_customers_is_accepted_knowingly() {
    const SARA: &str = "sara.alhassan@example.com";
    const FOREIGN: &str = "the draft is written in English, the customer writes Arabic";
    let desk = Desk::new();
    desk.configure(without_a_model);
    let brief = desk.json(&["brief", SARA, "--json"], 0);
    let suggestions = brief["suggestions"].as_array().expect("suggestions");
    let reply = suggestions.iter().position(|one| one["action"] == "reply").expect("an answer");
    let id = suggestions[reply]["id"].as_str().expect("an id");
    desk.deskhand(&["accept", id]).assert().code(6).stderr(
        contains(FOREIGN).and(contains("nothing is written")).and(contains("--yes accepts it as it is")),
    );
    let accept = format!("accept {}", reply + 1);
    let lines = |said: &str| format!("search {SARA}\nopen 1\n{said}\nquit\n");
    desk.deskhand(&["--plain"])
        .write_stdin(lines(&format!("{accept}\nbrief\n{accept}")))
        .assert()
        .code(0)
        .stdout(
            contains(format!("{FOREIGN}: the playbook has no words for it: say `{accept}` again")).count(2),
        );
    assert_eq!(desk.json(&["outbox", "--json"], 0)["entries"], json!([]));
    desk.deskhand(&["--plain"])
        .write_stdin(lines(&format!("{accept}\n{accept}")))
        .assert()
        .code(0)
        .stdout(contains(FOREIGN).count(1));
    assert_eq!(desk.json(&["outbox", "--json"], 0)["entries"].as_array().map(Vec::len), Some(1));
    // A second answer.
    desk.deskhand(&["accept", id, "--yes", "--despite", "--now"]).assert().code(0);
}

#[test]
fn a_draft_in_the_customers_language_is_accepted_without_a_question() {
    let desk = Desk::new();
    desk.configure(without_a_model);
    let brief = desk.json(&["brief", "sara.alhassan@example.com", "--json"], 0);
    let suggestions = brief["suggestions"].as_array().expect("suggestions");
    let reply = suggestions.iter().find(|one| one["action"] == "reply").expect("an answer");
    let id = reply["id"].as_str().expect("an id");
    let arabic = "شكرا على رسالتك. سنرد عليك غدا.";
    desk.deskhand(&["edit", id, "--body", arabic, "--unproven"]).assert().code(0);
    desk.deskhand(&["accept", id, "--now"]).assert().code(0);
}
