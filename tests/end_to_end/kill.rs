//! Killed by SIGKILL at every step that can be seen from outside; afterwards the CRM holds exactly one note.

use serde_json::json;

use super::crossing::{Crossing, Stop, Toll};
use super::emulated::{CASE, CONTACT, CUSTOMER, NOTES, TASKS, Vendors, audited, settled};
use super::program::Place;

/// Starts a command, kills it when the request is held, and says what is held.
fn killed_at(place: &Place, arguments: &[&str], stop: Stop) -> Stop {
    let running = place.start(arguments);
    stop.wait();
    running.kill();
    stop
}

/// What the crossing has seen go to the CRM.
fn requests(crossing: &Crossing) -> usize {
    ["GET", "POST"].iter().map(|method| crossing.passed(method, "/hubspot").len()).sum()
}

#[test]
fn an_accepted_note_is_written_once_with_its_ties_and_its_key() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    let entry = place.json(&["accept", &suggestion, "--now", "--json"]);
    assert_eq!((&entry["state"], &entry["already"]), (&json!("done"), &json!(false)));
    let note = vendors.has_exactly_one_note();
    assert_eq!(note["properties"]["deskhand_key"], entry["key"]);
    assert!(note["associations"].as_array().unwrap().contains(&json!({ "kind": "tickets", "id": CASE })));

    let again = place.json(&["accept", &suggestion, "--now", "--json"]);
    assert_eq!((&again["state"], &again["already"]), (&json!("done"), &json!(true)));
    assert_eq!(settled(&place).len(), 1);
    vendors.has_exactly_one_note();
    audited(&place, &[("accepted", 1), ("sending", 1), ("written", 1)]);
}

#[test]
fn killed_at_any_request_of_an_accept_the_next_process_ends_with_one_note() {
    let undisturbed = Vendors::new();
    let (place, suggestion) = undisturbed.place(0);
    place.json(&["accept", &suggestion, "--now", "--json"]);
    let requests = requests(&undisturbed.crossing);
    assert!(requests >= 2, "the account's properties, and the note");

    for request in 0..requests {
        for toll in [Toll::HeldBefore, Toll::HeldAfter] {
            let vendors = Vendors::new();
            let (place, suggestion) = vendors.place(0);
            let stop = vendors.crossing.nth(request, "*", "/hubspot", toll);
            let _held = killed_at(&place, &["accept", &suggestion, "--now", "--json"], stop);
            let mut entries = settled(&place);
            if entries.is_empty() {
                // It died while it read whether somebody had changed the case: nothing was accepted yet.
                assert!(vendors.created("notes").is_empty(), "request {request}");
                place.json(&["accept", &suggestion, "--now", "--json"]);
                entries = settled(&place);
            }
            assert_eq!((entries.len(), &entries[0]["state"]), (1, &json!("done")), "request {request}");
            vendors.has_exactly_one_note();
            let again = place.json(&["accept", &suggestion, "--now", "--json"]);
            assert_eq!(again["already"], true, "request {request}");
            vendors.has_exactly_one_note();
            audited(&place, &[("accepted", 1), ("written", 1)]);
        }
    }
}

#[test]
fn killed_at_any_request_of_a_reps_own_note_it_is_stored_and_written_once_or_neither() {
    let undisturbed = Vendors::new();
    let place = undisturbed.empty_place(0);
    let entry = place.json(&["note", CUSTOMER, "called back", "--now", "--json"]);
    assert_eq!(entry["state"], "done");
    assert_eq!(undisturbed.created("notes").len(), 1);
    let requests = requests(&undisturbed.crossing);

    let mut stored = 0;
    for request in 0..requests {
        let vendors = Vendors::new();
        let place = vendors.empty_place(0);
        let stop = vendors.crossing.nth(request, "*", "/hubspot", Toll::HeldAfter);
        let _held = killed_at(&place, &["note", CUSTOMER, "called back", "--now"], stop);
        let entries = settled(&place);
        assert!(entries.iter().all(|entry| entry["state"] == "done"), "{entries:?}");
        assert_eq!(vendors.created("notes").len(), entries.len(), "request {request}");
        stored += entries.len();
    }
    assert!(stored >= 1, "the last one was the note itself");
}

#[test]
fn killed_again_and_again_while_finding_out_it_still_ends_with_one() {
    for done_at_first in [false, true] {
        let vendors = Vendors::new();
        let (place, suggestion) = vendors.place(0);
        let toll = if done_at_first { Toll::HeldAfter } else { Toll::HeldBefore };
        let mut held = Vec::new();
        held.push(killed_at(
            &place,
            &["accept", &suggestion, "--now"],
            vendors.crossing.next("POST", NOTES, toll),
        ));
        // While it looks whether it happened: before the answer, and with the answer in hand.
        for toll in [Toll::HeldBefore, Toll::HeldAfter] {
            let stop = vendors.crossing.next("GET", "idProperty=deskhand_key", toll);
            held.push(killed_at(&place, &["outbox", "run"], stop));
        }
        assert_eq!(settled(&place)[0]["state"], "done");
        vendors.has_exactly_one_note();
        audited(&place, &[("accepted", 1), ("written", 1)]);
    }
}

#[test]
fn what_arrives_late_at_the_vendor_after_the_sender_died_is_not_doubled() {
    // The dead process's request arrives between the next one's look and its own attempt: the unique property
    // refuses the second, which is success.
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    let stop = vendors.crossing.next("POST", NOTES, Toll::HeldBefore);
    let late = killed_at(&place, &["accept", &suggestion, "--now"], stop);
    let second = vendors.crossing.next("POST", NOTES, Toll::HeldBefore);
    let next = place.start(&["outbox", "run", "--json"]);
    second.wait();
    assert_eq!(late.pass(), 201);
    assert!(second.pass() >= 400, "refused as duplicate");
    assert_eq!(next.ended().status, 0);
    assert_eq!(settled(&place)[0]["state"], "done");
    vendors.has_exactly_one_note();

    // It arrives after the next process has written.
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    let stop = vendors.crossing.next("POST", NOTES, Toll::HeldBefore);
    let late = killed_at(&place, &["accept", &suggestion, "--now"], stop);
    assert_eq!(settled(&place)[0]["state"], "done");
    assert!(late.pass() >= 400, "refused as duplicate");
    vendors.has_exactly_one_note();
}

#[test]
fn a_task_is_made_once_too() {
    let vendors = Vendors::new();
    let place = vendors.empty_place(0);
    let stop = vendors.crossing.next("POST", TASKS, Toll::HeldAfter);
    let _held = killed_at(&place, &["task", CUSTOMER, "call back", "--due", "2031-01-10", "--now"], stop);
    assert_eq!(settled(&place)[0]["state"], "done");
    let tasks = vendors.created("tasks");
    assert_eq!(tasks.len(), 1, "{tasks:#?}");
    assert_eq!(tasks[0]["associations"], json!([{ "kind": "contacts", "id": CONTACT }]));
}

#[test]
fn killed_in_the_undo_window_the_next_process_sends_it() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(1);
    let mut running = place.start(&["accept", &suggestion]);
    running.says("takes it back");
    running.kill();
    assert_eq!(settled(&place)[0]["state"], "done");
    vendors.has_exactly_one_note();
}

#[test]
fn taken_back_after_it_left_it_is_archived_once() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    place.json(&["accept", &suggestion, "--now", "--json"]);
    let note = vendors.has_exactly_one_note();
    let undo = place.json(&["undo", &suggestion, "--json"]);
    assert_eq!(undo["state"], "done");
    assert!(undo["effect"].as_str().unwrap().contains("archives"), "{undo}");
    place.json(&["undo", &suggestion, "--json"]);
    let archived = vendors.crossing.passed("DELETE", "/crm/objects/2026-09/notes/");
    assert_eq!(archived.len(), 1);
    assert!(archived[0].path.ends_with(note["id"].as_str().unwrap()));
}

#[test]
fn running_the_outbox_ends_only_when_what_is_in_flight_has_landed() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    let stop = vendors.crossing.next("POST", NOTES, Toll::HeldBefore);
    let _held = killed_at(&place, &["accept", &suggestion, "--now"], stop);
    // The process begins to send by itself as soon as it holds the storage; `run` must not end before.
    let stop = vendors.crossing.next("POST", NOTES, Toll::HeldAfter);
    let run = place.start(&["outbox", "run", "--json"]);
    stop.wait();
    stop.pass();
    let left = run.ended();
    assert_eq!(left.json()["entries"], json!([]));
    vendors.has_exactly_one_note();
}
