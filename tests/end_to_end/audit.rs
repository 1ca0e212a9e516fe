//! The audit log after real work, tampered with on the disk by somebody who has the files: `audit verify` names the
//! line.

use super::emulated::{CUSTOMER, Vendors};
use super::program::Place;

/// The audit log's rows in the engine: this tag, then the line's number, big-endian.
const AUDIT: u8 = 5;

fn key(line: u64) -> Vec<u8> {
    [&[AUDIT][..], &line.to_be_bytes()].concat()
}

/// A place with a log of several lines.
fn worked() -> (Vendors, Place) {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(0);
    place.json(&["lookup", CUSTOMER, "--json"]);
    place.json(&["accept", &suggestion, "--now", "--json"]);
    place.json(&["note", CUSTOMER, "called back", "--now", "--json"]);
    (vendors, place)
}

/// Changes the rows on disk, with no process on the storage.
fn tamper(place: &Place, change: impl FnOnce(&sled::Db)) {
    let rows = sled::open(place.storage().join("rows")).expect("the rows");
    change(&rows);
    rows.flush().expect("the disk");
}

#[track_caller]
fn fault(place: &Place) -> (i64, String) {
    let ended = place.run(&["audit", "verify", "--json"]);
    assert_eq!(ended.status, 1, "{}", ended.errors);
    let report = ended.json();
    assert_eq!(report["valid"], false);
    (report["line"].as_i64().expect("a line"), report["fault"].as_str().expect("words").to_owned())
}

#[test]
fn it_holds_after_real_work_and_goes_on_after_every_process() {
    let (_vendors, place) = worked();
    let report = place.json(&["audit", "verify", "--json"]);
    assert_eq!(report["valid"], true);
    assert!(report["lines"].as_u64().unwrap() >= 8, "{report}");
}

#[test]
fn a_changed_line_is_named() {
    let (_vendors, place) = worked();
    tamper(&place, |rows| {
        let mut line = rows.get(key(3)).unwrap().expect("line 3").to_vec();
        *line.last_mut().unwrap() ^= 1;
        rows.insert(key(3), line).unwrap();
    });
    let (line, words) = fault(&place);
    assert_eq!(line, 3);
    assert!(words.contains("line 3 was changed"), "{words}");
    let told = place.run(&["audit", "verify"]);
    assert!(told.status == 1 && told.errors.contains("line 3 was changed"), "{}", told.errors);
}

#[test]
fn a_removed_line_is_named() {
    let (_vendors, place) = worked();
    tamper(&place, |rows| drop(rows.remove(key(4)).unwrap().expect("line 4")));
    let (line, words) = fault(&place);
    assert_eq!(line, 4);
    assert!(words.contains("line 4 is missing"), "{words}");
}

#[test]
fn reordered_lines_are_named() {
    let (_vendors, place) = worked();
    tamper(&place, |rows| {
        let (two, three) = (rows.get(key(2)).unwrap().unwrap(), rows.get(key(3)).unwrap().unwrap());
        rows.insert(key(2), three).unwrap();
        rows.insert(key(3), two).unwrap();
    });
    let (line, _) = fault(&place);
    assert_eq!(line, 2);
}
