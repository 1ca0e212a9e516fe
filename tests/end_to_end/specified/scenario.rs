//! Look up, brief, accept, exactly one note; killed in the middle, limited, away.

use std::sync::Arc;

use deskhand::domain::record::RecordRef;
use deskhand::domain::score_fields::{ScoreField, Values};
use deskhand::ports::{Call, CrmClient, Holding, SystemClock};
use deskhand::vendors::hubspot::{HubSpot, Settings};
use deskhand::vendors::shopify::{bulk, queries};
use futures::FutureExt;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::super::crossing::Toll;
use super::super::emulated::{NOTES, TASKS, audited, settled};
use super::super::program::Place;
use super::{Specified, facts};

/// Holds a document against the JSON Schema that the program itself prints for it.
#[track_caller]
fn fits(place: &Place, name: &str, document: &Value) {
    let schema = place.json(&["config", "schema", name]);
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    let faults: Vec<String> =
        validator.iter_errors(document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{name}: {faults:#?}");
}

/// A suggestion of a fresh brief, by what it does.
fn suggestion(place: &Place, action: &str) -> String {
    let brief = place.json(&["brief", facts::EMAIL, "--json", "--playbook"]);
    let suggestions = brief["suggestions"].as_array().expect("suggestions");
    let fits = |one: &&Value| one["action"] == action && one["approval"]["required"] == false;
    let found = suggestions.iter().find(fits).unwrap_or_else(|| panic!("no {action} in {suggestions:#?}"));
    found["id"].as_str().expect("an id").to_owned()
}

/// A judge that lets everything pass would prove nothing.
#[test]
fn the_servers_find_what_does_not_fit_the_specifications() {
    let Some(vendors) = Specified::vendors() else { return };
    let crm = |method: &str, path: &str, body: Option<Value>| {
        let before = vendors.faults().len();
        vendors.to_crm.ask_with(&[("authorization", "Bearer token")], method, path, body);
        vendors.faults()[before..].join("; ")
    };
    let note = |properties: Value| Some(json!({ "properties": properties }));
    let notes = "/crm/objects/2026-09/notes";
    assert_eq!(crm("POST", notes, note(json!({ "hs_timestamp": "2026-11-20T15:05:00.000Z" }))), "");
    assert_eq!(crm("GET", "/crm/objects/2026-09/contacts/90210?properties=email&properties=phone", None), "");
    for (method, path, body, words) in [
        ("GET", "/crm/v3/objects/contacts/90210", None, "has no GET /crm/v3"),
        ("PUT", notes, None, "has no PUT"),
        ("GET", "/crm/objects/2026-09/contacts/90210?property=email", None, "no parameter `property`"),
        ("GET", "/crm/objects/2026-09/contacts?limit=many", None, "`limit` can't be"),
        ("POST", notes, note(json!({ "hs_timestamp": 1_795_000_000 })), "hs_timestamp"),
        ("POST", notes, Some(json!({ "properties": {}, "association": [] })), "association"),
        ("POST", "/crm/objects/2026-09/notes/batch/read", Some(json!({ "inputs": [] })), "required"),
    ] {
        let fault = crm(method, path, body);
        assert!(fault.contains(words), "{method} {path}: {fault}");
    }
    for (query, variables, words) in [
        ("{ customers(first: 1) { nodes { email_address } } }", json!({}), "email_address"),
        ("query A($n: Int!) { customers(first: $n) { nodes { id } } }", json!({ "n": "one" }), "variables"),
        ("{ shop { name } }", json!({ "search": "x" }), "does not declare $search"),
    ] {
        let before = vendors.faults().len();
        vendors.shop(query, &variables);
        assert!(vendors.faults()[before..].join("; ").contains(words), "{query}: {:?}", vendors.faults());
    }
}

#[test]
fn every_query_that_can_be_sent_is_executed_with_its_variables() {
    let Some(vendors) = Specified::vendors() else { return };
    let variables = json!({
        "email": facts::EMAIL, "phone": facts::PHONE, "search": format!("email:\"{}\"", facts::EMAIL),
        "id": "gid://shopify/Customer/7001", "first": 10, "after": null, "withOrders": true,
        "query": bulk::queries::query(Holding::Orders, bulk::queries::Which::All),
    });
    for document in queries::ALL {
        for sizes in queries::Sizes::DOWNWARDS {
            let mut variables = queries::sized(variables.clone(), sizes);
            let declared = |name: &String| document.text.contains(&format!("${name}:"));
            variables.as_object_mut().expect("an object").retain(|name, _| declared(name));
            let answer = vendors.to_shop.ask(
                "POST",
                "/admin/api/2026-10/graphql.json",
                Some(json!({ "query": document.text, "variables": variables })),
            );
            assert!(answer["errors"].is_string(), "a token is needed: {answer}");
            let answer = vendors.shop(document.text, &variables);
            assert!(answer["errors"].is_null() && answer["data"].is_object(), "{}: {answer}", document.name);
        }
    }
    vendors.found_no_fault();
}

#[test]
fn a_customer_is_found_by_everything_that_names_them_and_has_both_halves() {
    let Some(vendors) = Specified::vendors() else { return };
    for query in [facts::EMAIL, facts::PHONE, facts::NAME, facts::ORDER, "hubspot/contact/90210"] {
        // A place of its own each, so that nothing comes from a cache.
        let place = vendors.place();
        let profile = place.json(&["lookup", query, "--json"]);
        fits(&place, "profile", &profile);
        assert_eq!(profile["customer"]["name"], facts::NAME, "{query}");
        assert_eq!(profile["customer"]["emails"], json!([facts::EMAIL]), "{query}");
        let sources: Vec<&Value> =
            profile["identities"].as_array().unwrap().iter().map(|identity| &identity["source"]).collect();
        assert_eq!(sources.len(), 2, "{query}: {sources:?}");
        assert_eq!(profile["orders"].as_array().map(Vec::len), Some(3), "{query}");
        assert_eq!(profile["totals"]["net"], json!({ "amount": "200.00", "currency": "USD" }), "{query}");
        assert_eq!(profile["orders"][0]["number"].as_str().map(|n| n.trim_start_matches('#')), Some("2042"));
        assert_eq!(profile["orders"][0]["shipments"][0]["tracking_number"], "1Z999", "{query}");
        assert_eq!(profile["cases"][0]["id"], facts::CASE, "{query}");
        assert_eq!(profile["cases"][0]["owner"], "Sam Ibarra", "{query}");
        assert_eq!(profile["deals"].as_array().map(Vec::len), Some(1), "{query}");
        assert_eq!(profile["carts"].as_array().map(Vec::len), Some(1), "{query}");
        assert!(profile["sources"].as_array().unwrap().iter().all(|source| source["status"] == "fresh"));
    }
    let place = vendors.place();
    assert_eq!(place.run(&["lookup", "nobody@nowhere.example.com"]).status, 3);
    let synchronised = place.json(&["sync", "--json"]);
    fits(&place, "sync", &synchronised);
    let holdings = synchronised["holdings"].as_array().unwrap();
    let read = |account: &str, holding: &str| {
        let is_it = |one: &&Value| one["account"] == account && one["holding"] == holding;
        holdings.iter().find(is_it).map(|one| (one["read"].as_u64(), one["problem"].clone()))
    };
    let store = holdings.iter().find(|one| one["holding"] == "orders").unwrap()["account"].as_str().unwrap();
    for (holding, count) in [("customers", 1), ("orders", 3), ("carts", 1)] {
        assert_eq!(read(store, holding), Some((Some(count), Value::Null)), "{holding}: {synchronised}");
    }
    vendors.found_no_fault();
}

#[test]
fn brief_accept_and_one_note_and_one_task_where_they_belong() {
    let Some(vendors) = Specified::vendors() else { return };
    let place = vendors.place();
    let brief = place.json(&["brief", facts::EMAIL, "--json", "--playbook"]);
    fits(&place, "brief", &brief);
    assert!(!brief["summary"].as_array().unwrap().is_empty());

    for (action, kind) in [("note", "notes"), ("task", "tasks")] {
        let suggestion = suggestion(&place, action);
        let entry = place.json(&["accept", &suggestion, "--now", "--json"]);
        fits(&place, "entry", &entry);
        assert_eq!(entry["state"], "done");
        place.json(&["accept", &suggestion, "--now", "--json"]);
        let created = vendors.crm.created(kind);
        assert_eq!(created.len(), 1, "{created:#?}");
        assert_eq!(created[0]["properties"]["deskhand_key"], entry["key"]);
        let tied = created[0]["associations"].as_array().unwrap();
        assert!(tied.contains(&json!({ "kind": "contacts", "id": facts::CONTACT })), "{tied:?}");
        assert!(tied.contains(&json!({ "kind": "tickets", "id": facts::CASE })), "{tied:?}");
    }

    let entry = place.json(&["note", facts::EMAIL, "called back", "--now", "--json"]);
    let id = entry["written"]["id"].as_str().expect("an id").to_owned();
    assert!(vendors.crm.has("notes", &id));
    assert_eq!(place.json(&["undo", entry["id"].as_str().unwrap(), "--json"])["state"], "done");
    assert!(!vendors.crm.has("notes", &id), "archived");
    audited(&place, &[("accepted", 3), ("written", 4)]);
    vendors.found_no_fault();
}

#[test]
fn a_case_is_put_to_sleep_and_woken_with_the_fields_that_setup_makes() {
    let Some(vendors) = Specified::vendors() else { return };
    let place = vendors.place();
    assert_eq!(place.run(&["setup", "fields"]).status, 0);
    let asleep = place.json(&["case", "snooze", facts::CASE, "2d or scan", "--now", "--json"]);
    fits(&place, "entry", &asleep);
    assert_eq!(asleep["state"], "done", "{asleep:#}");
    let rows = place.json(&["cases", "--view", "snoozed", "--json"]);
    fits(&place, "cases", &rows);
    assert_eq!(rows["cases"][0]["record"], format!("hubspot/case/{}", facts::CASE));
    let awake = place.json(&["case", "wake", facts::CASE, "--now", "--json"]);
    assert_eq!(awake["state"], "done", "{awake:#}");
    audited(&place, &[("snoozed", 1), ("woken", 1), ("written", 2)]);
    vendors.found_no_fault();
}

#[test]
fn killed_in_the_middle_of_the_write_there_is_one() {
    let Some(vendors) = Specified::vendors() else { return };
    for (toll, action, path, kind) in
        [(Toll::HeldBefore, "note", NOTES, "notes"), (Toll::HeldAfter, "task", TASKS, "tasks")]
    {
        let place = vendors.place();
        let suggestion = suggestion(&place, action);
        let stop = vendors.to_crm.next("POST", path, toll);
        let running = place.start(&["accept", &suggestion, "--now"]);
        stop.wait();
        running.kill();
        assert_eq!(settled(&place)[0]["state"], "done");
        assert_eq!(vendors.crm.created(kind).len(), 1);
        audited(&place, &[("accepted", 1), ("written", 1)]);
    }
    vendors.found_no_fault();
}

#[test]
fn an_answer_to_a_case_is_one_note_and_then_the_case_waits_for_the_customer() {
    let Some(vendors) = Specified::vendors() else { return };
    let place = vendors.place();
    let reply = ["case", "reply", facts::CASE, "I am asking the carrier.", "--now", "--json"];
    let entry = place.json(&reply);
    fits(&place, "entry", &entry);
    assert_eq!((&entry["state"], &entry["action"]), (&json!("done"), &json!("reply")));
    let notes = vendors.crm.created("notes");
    let [note] = notes.as_slice() else { panic!("{notes:#?}") };
    assert_eq!(note["properties"]["deskhand_key"], entry["key"]);
    assert!(note["properties"]["hs_note_body"].as_str().unwrap().contains("I am asking the carrier."));
    let tied = note["associations"].as_array().unwrap();
    assert!(tied.contains(&json!({ "kind": "contacts", "id": facts::CONTACT })), "{tied:?}");
    assert!(tied.contains(&json!({ "kind": "tickets", "id": facts::CASE })), "{tied:?}");
    assert_eq!(vendors.crm.property("tickets", facts::CASE, "hs_pipeline_stage"), "3");
    audited(&place, &[("accepted", 1), ("sending", 1), ("written", 1)]);
    vendors.found_no_fault();
}

#[test]
fn an_accepted_draft_of_an_answer_is_written_as_an_answer_in_own_words_is() {
    let Some(vendors) = Specified::vendors() else { return };
    let place = vendors.place();
    let suggestion = suggestion(&place, "reply");
    let entry = place.json(&["accept", &suggestion, "--now", "--json"]);
    fits(&place, "entry", &entry);
    assert_eq!((&entry["state"], &entry["write"]["write"]), (&json!("done"), &json!("reply")), "{entry:#}");
    let effect = entry["effect"].as_str().unwrap();
    assert!(effect.ends_with("for you to send; status → Waiting on contact"), "{effect}");
    let notes = vendors.crm.created("notes");
    let [note] = notes.as_slice() else { panic!("{notes:#?}") };
    assert_eq!(note["properties"]["deskhand_key"], entry["key"]);
    let body = note["properties"]["hs_note_body"].as_str().unwrap();
    assert!(body.contains("to be sent from here") && body.contains("machine-generated"), "{body}");
    assert_eq!(vendors.crm.property("tickets", facts::CASE, "hs_pipeline_stage"), "3");
    audited(&place, &[("accepted", 1), ("sending", 1), ("written", 1)]);
    vendors.found_no_fault();
}

#[test]
fn killed_at_any_write_of_an_answer_there_is_one_note_and_the_case_waits() {
    for (method, path) in [("POST", NOTES), ("PATCH", "/crm/objects/2026-09/tickets/")] {
        for toll in [Toll::HeldBefore, Toll::HeldAfter] {
            let Some(vendors) = Specified::vendors() else { return };
            let place = vendors.place();
            let stop = vendors.to_crm.next(method, path, toll);
            let running = place.start(&["case", "reply", facts::CASE, "I am asking the carrier.", "--now"]);
            stop.wait();
            running.kill();
            let entries = settled(&place);
            assert_eq!((entries.len(), &entries[0]["state"]), (1, &json!("done")), "{method} {entries:?}");
            assert_eq!(vendors.crm.created("notes").len(), 1, "{method}");
            assert_eq!(vendors.crm.property("tickets", facts::CASE, "hs_pipeline_stage"), "3", "{method}");
            audited(&place, &[("accepted", 1), ("written", 1)]);
            vendors.found_no_fault();
        }
    }
}

#[test]
fn a_request_of_a_dead_process_that_arrives_late_is_refused_as_duplicate() {
    let Some(vendors) = Specified::vendors() else { return };
    let place = vendors.place();
    let suggestion = suggestion(&place, "note");
    let late = vendors.to_crm.next("POST", NOTES, Toll::HeldBefore);
    let running = place.start(&["accept", &suggestion, "--now"]);
    late.wait();
    running.kill();
    let second = vendors.to_crm.next("POST", NOTES, Toll::HeldBefore);
    let next = place.start(&["outbox", "run"]);
    second.wait();
    assert_eq!((late.pass(), second.pass()), (201, 409));
    assert_eq!(next.ended().status, 0);
    assert_eq!(settled(&place)[0]["state"], "done");
    assert_eq!(vendors.crm.created("notes").len(), 1);
    vendors.found_no_fault();
}

#[test]
fn limits_are_waited_for_in_reading_and_writing() {
    let Some(vendors) = Specified::vendors() else { return };
    for limited in [Toll::Refused(429, &[("retry-after", "1")]), Toll::Refused(429, &[])] {
        let place = vendors.place();
        let _reading = vendors.to_crm.next("GET", "/contacts/", limited.clone());
        let _shop = vendors.to_shop.next("POST", "graphql.json", limited.clone());
        let profile = place.json(&["lookup", facts::EMAIL, "--json"]);
        assert!(profile["sources"].as_array().unwrap().iter().all(|source| source["status"] == "fresh"));
        let suggestion = suggestion(&place, "note");
        let before = vendors.crm.created("notes").len();
        let _writing = vendors.to_crm.next("POST", NOTES, limited);
        assert_eq!(place.json(&["accept", &suggestion, "--now", "--json"])["state"], "done");
        assert_eq!(vendors.crm.created("notes").len(), before + 1);
    }
    vendors.found_no_fault();
}

#[test]
fn an_outage_ends_with_5_or_answers_from_the_cache() {
    let Some(vendors) = Specified::vendors() else { return };
    let place = vendors.place();
    let away = super::Crossing::closed_before("http://127.0.0.1:1");
    place.configure(&away.url(""), &away.url(""), 0);
    let ended = place.run(&["lookup", facts::EMAIL]);
    assert_eq!((ended.status, ended.answer.as_str()), (5, ""), "{}", ended.errors);

    place.configure(&vendors.to_shop.url(""), &vendors.to_crm.url(""), 0);
    let known = place.json(&["lookup", facts::EMAIL, "--json"]);
    place.configure(&away.url(""), &away.url(""), 0);
    let cached = place.json(&["lookup", facts::EMAIL, "--fresh", "--json"]);
    fits(&place, "profile", &cached);
    assert_eq!(cached["orders"], known["orders"]);
    for source in cached["sources"].as_array().unwrap() {
        assert_eq!(source["status"], "stale");
        assert!(source["error"].as_str().unwrap().contains("refused"), "{source}");
    }
    // One vendor alone: the other half is there and fresh.
    place.configure(&vendors.to_shop.url(""), &away.url(""), 0);
    let half = place.json(&["lookup", facts::EMAIL, "--fresh", "--json"]);
    let status = |name: &str| {
        let sources = half["sources"].as_array().unwrap();
        sources.iter().find(|source| source["source"] == name).expect("a source")["status"].clone()
    };
    assert_eq!((status("shopify:trailhead"), status("hubspot")), (json!("fresh"), json!("stale")));
    vendors.found_no_fault();
}

#[test]
fn the_doctor_finds_both_accounts_in_health_and_says_what_is_not() {
    let Some(vendors) = Specified::vendors() else { return };
    let place = vendors.place();
    let report = place.json(&["doctor", "--json"]);
    let findings = report["findings"].as_array().expect("findings");
    for account in ["shopify:trailhead", "hubspot"] {
        let about: Vec<&Value> = findings.iter().filter(|finding| finding["about"] == account).collect();
        assert!(!about.is_empty() && about.iter().all(|finding| finding["verdict"] != "bad"), "{about:#?}");
    }
    let away = super::Crossing::closed_before("http://127.0.0.1:1");
    place.configure(&vendors.to_shop.url(""), &away.url(""), 0);
    let ended = place.run(&["doctor", "--json"]);
    assert_eq!(ended.status, 1);
    let report = ended.json();
    let crm = report["findings"].as_array().unwrap().iter().find(|finding| finding["about"] == "hubspot");
    assert_eq!(crm.expect("the CRM")["verdict"], "bad");
    vendors.found_no_fault();
}

/// A task is read by search, ended over how it stands, and opened again by undo.
#[test]
fn a_call_of_the_day_is_listed_and_done() {
    let Some(vendors) = Specified::vendors() else { return };
    let place = vendors.place();
    let task = ["task", facts::EMAIL, "Call back about the tent", "--due", "today", "--owner", "me"];
    let made = place.json(&[&task[..], &["--now", "--json"]].concat());
    let id = made["written"]["id"].as_str().expect("an id").to_owned();
    let calls = || place.json(&["calls", "--fresh", "--json"])["calls"].as_array().cloned().expect("calls");
    let listed = place.json(&["calls", "--json"]);
    fits(&place, "calls", &listed);
    assert_eq!(listed["calls"][0]["title"], "Call back about the tent");
    assert_eq!(listed["calls"][0]["record"], format!("hubspot/task/{id}"));
    let done = place.json(&["call", "done", &id, "--now", "--json"]);
    assert_eq!(done["entries"][0]["state"], "done", "{done:#}");
    assert_eq!(vendors.crm.property("tasks", &id, "hs_task_status"), "COMPLETED");
    assert!(calls().is_empty());
    assert_eq!(place.run(&["call", "done", &id]).status, 3, "it is open no more");
    let entry = done["entries"][0]["id"].as_str().expect("an id");
    assert_eq!(place.json(&["undo", entry, "--json"])["state"], "done");
    assert_eq!(vendors.crm.property("tasks", &id, "hs_task_status"), "NOT_STARTED");
    assert_eq!(calls().len(), 1);
    vendors.found_no_fault();
}

/// Scores: the fields are made, read and written in batches, and one that is gone is told apart.
#[test]
fn scores_are_made_read_and_written_as_the_vendor_has_it() {
    let Some(vendors) = Specified::vendors() else { return };
    let settings = Settings {
        base_url: Some(vendors.to_crm.url("").parse().expect("a URL")),
        api_version: "2026-09".to_owned(),
        token: Arc::new(|| async { Ok(SecretString::from("token")) }.boxed()),
        home_calling_code: "1".to_owned(),
    };
    let client = HubSpot::new(settings, Arc::new(SystemClock)).expect("a client");
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    runtime.block_on(async {
        let call = &Call::INTERACTIVE;
        let made = client.set_up(false, call).await.expect("steps");
        assert!(made.iter().all(|step| step.ready), "{made:?}");
        assert!(client.missing_score_fields(call).await.expect("known").is_empty());
        let contact = |id: &str| -> RecordRef { format!("hubspot/contact/{id}").parse().expect("a record") };
        let (here, gone) = (contact(facts::CONTACT), contact("1"));
        let mut values = Values::default();
        values.set(ScoreField::Value, "120.50");
        values.set(ScoreField::Tier, "gold");
        let changes = [(here.clone(), values.clone()), (gone.clone(), values.clone())];
        let refused = client.write_score_fields(&changes, call).await.expect("written");
        assert_eq!(refused.iter().map(|(contact, _)| contact).collect::<Vec<_>>(), [&gone]);
        let read = client.score_fields(&[here.clone(), gone], call).await.expect("read");
        assert_eq!(read, [(here.clone(), values)]);
        assert!(!client.cases_of(&[here], call).await.expect("cases").is_empty());
    });
    vendors.found_no_fault();
}
