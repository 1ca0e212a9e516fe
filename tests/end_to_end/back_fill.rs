//! The back-fill, killed by SIGKILL: nothing is lost, and the next run goes on.

use serde_json::Value;

use super::crossing::Toll;
use super::emulated::Vendors;

/// What a run read of a holding of the store: all, of it new, of it changed.
fn read(report: &Value, holding: &str) -> (u64, u64, u64) {
    let holdings = report["holdings"].as_array().expect("holdings");
    let of_it = |one: &&Value| one["holding"] == holding;
    let one = holdings.iter().find(of_it).unwrap_or_else(|| panic!("no {holding}: {report}"));
    assert!(one["problem"].is_null() && one["gap"].is_null(), "{one}");
    let count = |name: &str| one[name].as_u64().expect("a number");
    (count("read"), count("new"), count("changed"))
}

const HOLDINGS: [&str; 7] = ["customers", "products", "orders", "carts", "contacts", "cases", "deals"];

#[test]
fn killed_in_the_middle_of_a_file_the_next_run_goes_on_behind_what_was_stored() {
    // The file breaks off half-way, and nobody answers whoever asks for the rest.
    let rest = ["shopify:GET:/_bulk/orders=cut*1", "shopify:GET:/_bulk/orders=silence"];
    let vendors = Vendors::with_customers(400, &rest);
    let place = vendors.straight_place();
    let mut running = place.start(&["sync"]);
    let is_some = |line: &str| {
        let count = line.split("orders: ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        count.is_some_and(|count: u64| count > 0)
    };
    while !is_some(&running.says("orders: ")) {}
    running.kill();

    vendors.faults(&[]);
    let second = place.json(&["sync", "--json"]);
    assert_eq!(vendors.bulk_operations("orders("), 1, "it went on with the operation of the first");
    let (went_on, new, _) = read(&second, "orders");
    let whole = place.json(&["sync", "--full", "--json"]);
    let (all, new_to_the_last, changed) = read(&whole, "orders");
    assert!(went_on > 0 && went_on < all, "{went_on} of {all}");
    assert_eq!((went_on, new_to_the_last, changed), (new, 0, 0), "read once, and nothing missed");
}

#[test]
fn killed_at_any_request_the_next_run_ends_with_all() {
    let undisturbed = Vendors::with_customers(0, &[]);
    let place = undisturbed.empty_place(0);
    let first = place.json(&["sync", "--json"]);
    // Four operations, each started, looked at and read, and at least one look at the account.
    for request in (0..13).step_by(3) {
        let vendors = Vendors::with_customers(0, &[]);
        let place = vendors.empty_place(0);
        let stop = vendors.crossing.nth(request, "*", "/shopify", Toll::HeldAfter);
        let running = place.start(&["sync"]);
        stop.wait();
        running.kill();
        place.json(&["sync", "--json"]);
        let whole = place.json(&["sync", "--full", "--json"]);
        for holding in HOLDINGS {
            let (all, new, changed) = read(&whole, holding);
            assert_eq!((all, new, changed), (read(&first, holding).0, 0, 0), "{holding}, request {request}");
        }
    }
}
