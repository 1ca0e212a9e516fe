//! Several processes on one storage: one holds it, the others work through its socket, and when it dies one of them
//! takes over. There is never a second storage and never a bare lock error.

use serde_json::json;

use super::crossing::Toll;
use super::emulated::{CUSTOMER, NOTES, Vendors, audited, settled};
use super::program::{Ended, Place, Running};

/// A process that holds the storage: it waits in an undo window of an hour.
fn holder(place: &Place, suggestion: &str) -> Running {
    let mut holder = place.start(&["accept", suggestion, "--json"]);
    holder.says("takes it back");
    holder
}

#[track_caller]
fn in_good_order(ended: &Ended) {
    assert_eq!(ended.status, 0, "{}", ended.errors);
    assert!(!ended.errors.contains("lock") && !ended.errors.contains("error"), "{}", ended.errors);
}

#[test]
fn a_second_process_works_through_the_first() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(3600);
    let holder = holder(&place, &suggestion);
    for arguments in [
        &["lookup", CUSTOMER, "--json"][..],
        &["note", CUSTOMER, "through the socket", "--now", "--json"],
        &["audit", "verify", "--json"],
        &["doctor", "--json"],
        &["outbox", "run", "--json"],
    ] {
        in_good_order(&place.run(arguments));
    }
    assert_eq!(vendors.created("notes").len(), 1, "the second's; the first's is in its window");
    assert_eq!(place.storages(), 1);
    place.json(&["undo", &suggestion, "--json"]);
    in_good_order(&holder.ended());
    assert_eq!(vendors.created("notes").len(), 1);
}

/// The log names who did a thing: nobody does it through a process that acts as somebody else.
#[test]
fn nobody_acts_in_another_persons_name() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(3600);
    let holder = holder(&place, &suggestion);
    let own = std::fs::read_to_string(place.configuration()).unwrap();
    std::fs::write(place.configuration(), own.replace("sam.ibarra@", "robin.hale@")).unwrap();
    let refused = place.run(&["note", CUSTOMER, "of somebody else", "--now", "--json"]);
    assert_eq!(refused.status, 1, "{}", refused.errors);
    for words in ["acts as sam.ibarra@example.com", "would act as robin.hale@example.com", "end it"] {
        assert!(refused.errors.contains(words), "{words}: {}", refused.errors);
    }
    std::fs::write(place.configuration(), own).unwrap();
    place.json(&["undo", &suggestion, "--json"]);
    in_good_order(&holder.ended());
    assert!(vendors.created("notes").is_empty());
    audited(&place, &[("accepted", 1), ("undone", 1)]);
}

#[test]
fn taken_back_by_another_process_in_the_undo_window_the_crm_hears_nothing() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(3600);
    let waiting = holder(&place, &suggestion);
    let undone = place.json(&["undo", &suggestion, "--json"]);
    assert_eq!(undone["state"], "undone");
    assert_eq!(waiting.ended().json()["state"], "undone");
    // Also for a process with no window at all.
    place.configure(&vendors.crossing.url("/shopify"), &vendors.crossing.url("/hubspot"), 0);
    assert_eq!(settled(&place)[0]["state"], "undone");
    assert!(vendors.crossing.passed("POST", NOTES).is_empty());
    audited(&place, &[("accepted", 1), ("undone", 1), ("sending", 0)]);
}

#[test]
fn when_the_holder_is_killed_the_one_that_waits_takes_over_and_goes_on_waiting() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(3600);
    let holder = holder(&place, &suggestion);
    let mut second = place.start(&["note", CUSTOMER, "of the second", "--json"]);
    second.says("takes it back");
    holder.kill();

    // A third works through the second now, or through nobody for a moment.
    let outbox = place.json(&["outbox", "--json"]);
    let entries = outbox["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "{outbox}");
    assert!(entries.iter().all(|entry| entry["state"] == "queued"), "{outbox}");
    let of_second = entries.iter().find(|entry| entry["suggestion_id"] != suggestion.as_str()).unwrap();
    place.json(&["undo", of_second["id"].as_str().unwrap(), "--json"]);
    let ended = second.ended();
    in_good_order(&ended);
    assert_eq!(ended.json()["state"], "undone");
    assert_eq!(place.storages(), 1);
    audited(&place, &[("accepted", 2), ("undone", 1)]);
}

#[test]
fn when_the_holder_is_killed_while_it_writes_the_next_one_finds_out_unasked() {
    for toll in [Toll::HeldAfter, Toll::HeldBefore] {
        let vendors = Vendors::new();
        let (place, suggestion) = vendors.place(3600);
        let stop = vendors.crossing.next("POST", NOTES, toll);
        let holder = place.start(&["accept", &suggestion, "--now", "--json"]);
        stop.wait();
        let mut second = place.start(&["note", CUSTOMER, "of the second", "--json"]);
        second.says("takes it back");
        let looks = vendors.crossing.next("GET", "idProperty=deskhand_key", Toll::HeldBefore);
        holder.kill();
        looks.wait();
        looks.pass();
        let left = place.json(&["outbox", "run", "--json"]);
        assert_eq!(left["entries"].as_array().map(Vec::len), Some(1), "the second's own: {left}");
        vendors.has_exactly_one_note();
        place.json(&["undo", left["entries"][0]["id"].as_str().unwrap(), "--json"]);
        in_good_order(&second.ended());
        audited(&place, &[("accepted", 2), ("written", 1)]);
    }
}

#[test]
fn many_at_once_share_one_storage() {
    let vendors = Vendors::new();
    let place = vendors.empty_place(0);
    let all: Vec<Running> = (0..6).map(|_| place.start(&["lookup", CUSTOMER, "--json"])).collect();
    let customers: Vec<_> = all
        .into_iter()
        .map(|one| {
            let ended = one.ended();
            in_good_order(&ended);
            ended.json()["customer"]["id"].clone()
        })
        .collect();
    assert_eq!(place.storages(), 1);
    assert!(customers.iter().all(|customer| *customer == customers[0]), "one customer: {customers:?}");
}

#[test]
fn accepted_by_several_at_once_it_is_written_once() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    let all: Vec<Running> =
        (0..4).map(|_| place.start(&["accept", &suggestion, "--now", "--json"])).collect();
    let first = all.into_iter().map(Running::ended).filter(|ended| {
        in_good_order(ended);
        ended.json()["already"] == json!(false)
    });
    assert_eq!(first.count(), 1, "one accepted it, the others were told");
    assert_eq!(settled(&place)[0]["state"], "done");
    vendors.has_exactly_one_note();
    audited(&place, &[("accepted", 1), ("written", 1)]);
}
