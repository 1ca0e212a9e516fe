//! What belongs to a customer, what they are called, and what they spent: the pure part.

use deskhand::domain::commerce::OrderStatus;
use deskhand::domain::customer::{ConsentState, MatchedBy};
use deskhand::domain::profile::Profile;
use deskhand::domain::record::{Coverage, Record};
use deskhand::domain::{Lookup, Phone, Source};
use deskhand::profile::{Part, unify};
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::support::*;

fn both(shopper: Record, contact: Record) -> Vec<Part> {
    vec![part(acme(), vec![shopper]), part(hubspot(), vec![contact])]
}

fn fields(profile: &Profile) -> Vec<&str> {
    profile.conflicts.iter().map(|conflict| conflict.field.as_str()).collect()
}

// Linking.

#[test]
fn a_different_letter_case_in_the_email_is_the_same_person() {
    let profile = unified(&both(
        shopper("1", "Ana Reis", "Ana.Reis@Example.com", ""),
        contact("9", "ana reis ", "ana.reis@example.com", ""),
    ));
    let by_email = |reference: &str| (reference.to_owned(), MatchedBy::Email);
    assert_eq!(matched(&profile), [by_email("shopify:acme/customer/1"), by_email("hubspot/contact/9")]);
    assert_eq!(fields(&profile), [""; 0], "letter case and outer spaces are no conflict");
    assert_eq!(profile.customer.emails, [email("ana.reis@example.com")]);
}

#[test]
fn a_phone_written_three_ways_is_one_person() {
    let beta = Source::store("shopify", "beta");
    let parts = [
        part(acme(), vec![shopper("1", "Ana Reis", "ana@example.com", "(555) 010-4477")]),
        part(
            beta.clone(),
            vec![record(beta, "customer", "7", "Ana Reis", "a.reis@example.org", "555.010.4477")],
        ),
        part(hubspot(), vec![contact("9", "Ana Reis", "", "+1 555 010 4477")]),
    ];
    let profile = unified(&parts);
    assert!(matched(&profile).iter().all(|(_, by)| *by == MatchedBy::Phone));
    assert_eq!(profile.identities.len(), 3);
    assert_eq!(profile.customer.phones, [Phone::parse("+15550104477", "1").unwrap()]);
}

#[test]
fn two_people_on_one_phone_stay_two() {
    let parts = both(
        shopper("1", "Ana Reis", "ana@example.com", "5550104477"),
        contact("9", "Bruno Costa", "bruno@example.com", "5550104477"),
    );
    let profile = unified(&parts);
    assert_eq!(profile.identities.len(), 1);
    assert_eq!(profile.possible_matches[0].why, "same phone");
}

/// A household or a switchboard shares a number: the given name tells its people apart, whatever else they have.
#[test]
fn a_phone_links_where_the_given_names_do_not_contradict() {
    let linked = [("Ana Reis", ""), ("Ana Costa", "ana@example.org"), ("A. Reis", "a@example.org"), ("", "")];
    let apart = [("Bruno Costa", ""), ("Bruno Reis", "bruno@example.com"), ("B. Reis", "")];
    for (names, count) in [(&linked[..], 2), (&apart[..], 1)] {
        for (name, mail) in names {
            let parts = both(
                shopper("1", "Ana Reis", "ana@example.com", "5550104477"),
                contact("9", name, mail, "5550104477"),
            );
            let profile = unified(&parts);
            assert_eq!(profile.identities.len(), count, "{name}");
            assert!(count == 2 || profile.possible_matches[0].why == "same phone", "{name}");
        }
    }
}

/// Whoever may be either of two people on one number is linked to neither; who is clearly one of them is.
#[test]
fn nobody_is_linked_by_way_of_a_record_without_a_name() {
    let ana = shopper("1", "Ana Reis", "ana@example.com", "5550104477");
    let others = |name: &str| {
        vec![
            contact("8", "Bruno Reis", "bruno@example.com", "5550104477"),
            contact("9", name, "", "5550104477"),
        ]
    };
    let belong = |name: &str| {
        let parts = [part(acme(), vec![ana.clone()]), part(hubspot(), others(name))];
        let query = Lookup::Email(email("ana@example.com"));
        unify(customer(1), &parts, &[], Some(&query)).identities.len()
    };
    assert_eq!(belong(""), 1);
    assert_eq!(belong("Ana Reis"), 2);
    assert_eq!(belong("A. Reis"), 2);
    assert_eq!(belong("Bruno"), 1);
}

#[test]
fn namesakes_are_candidates_and_never_joined() {
    let parts = both(
        shopper("1", "Ana Reis", "ana@example.com", "5550104477"),
        contact("9", "Ana Reis", "reis@example.org", "5550109999"),
    );
    let profile = unify(customer(1), &parts, &[], Some(&Lookup::Email(email("ana@example.com"))));
    assert_eq!(profile.identities.len(), 1);
    assert_eq!(profile.possible_matches.len(), 1);
    assert_eq!(profile.possible_matches[0].why, "same name");
}

#[test]
fn links_are_transitive_but_never_through_an_unlinked_record() {
    let mut middle = contact("9", "Ana Reis", "ana@example.com", "");
    middle.emails.push(email("a.reis@example.org"));
    let beta = Source::store("shopify", "beta");
    let far = record(beta.clone(), "customer", "7", "A. Reis", "a.reis@example.org", "");
    let parts = [
        part(acme(), vec![shopper("1", "Ana Reis", "ana@example.com", "")]),
        part(beta, vec![far]),
        part(hubspot(), vec![middle.clone()]),
    ];
    assert_eq!(unified(&parts).identities.len(), 3);
    let apart = [decision(customer(1), middle.reference(), false)];
    let query = Lookup::Email(email("ana@example.com"));
    let profile = unify(customer(1), &parts, &apart, Some(&query));
    assert_eq!(matched(&profile), [("shopify:acme/customer/1".to_owned(), MatchedBy::Email)]);
    let unlinked = profile.possible_matches.iter().find(|m| m.id == "9").unwrap();
    assert_eq!(unlinked.why, "same e-mail, same name; unlinked on 2026-11-19 by rep@example.com");
}

#[test]
fn guest_orders_under_the_same_email_belong_and_count_once() {
    let guest_order = |number| {
        let mut order = order(number, 10, money("20", "USD"));
        order.guest = true;
        order
    };
    let guest = with_orders(
        record(acme(), "guest", "ana@example.com", "A. Reis", "", ""),
        vec![guest_order(1002), guest_order(1003)],
    );
    // The store lists one of them under the customer too.
    let own = with_orders(shopper("1", "Ana Reis", "ana@example.com", ""), vec![guest_order(1003)]);
    let profile = unified(&[part(acme(), vec![guest, own])]);
    assert_eq!(profile.identities.len(), 2);
    assert_eq!(profile.orders.len(), 2);
    assert_eq!(profile.totals.gross, Some(money("40", "USD")));
}

// Fields and conflicts.

#[test]
fn sources_that_disagree_are_both_shown() {
    let mut ours = shopper("1", "María Núñez", "maria@example.com", "5550104477");
    let mut theirs = contact("9", "Maria Nunez", "maria@example.com", "5550109999");
    ours.consent.email = Some(ConsentState::Subscribed);
    theirs.consent.email = Some(ConsentState::Unsubscribed);
    let profile = unified(&both(ours, theirs));
    assert_eq!(fields(&profile), ["customer.name", "customer.phones", "customer.consent.email"]);
    let values: Vec<&str> = profile.conflicts[0].values.iter().map(|value| value.value.as_str()).collect();
    assert_eq!(values, ["María Núñez", "Maria Nunez"], "accents are a difference, and both stay as written");
    assert_eq!(profile.conflicts[0].values[1].source, hubspot());
    assert_eq!(profile.customer.name.as_deref(), Some("María Núñez"), "the store's");
    assert_eq!(profile.customer.consent.email, Some(ConsentState::Unsubscribed), "the strictest");
}

#[test]
fn what_one_source_lacks_is_no_conflict() {
    let mut theirs = contact("9", "", "ana@example.com", "");
    theirs.locale = Some("en".to_owned());
    theirs.note = Some("calls before noon".to_owned());
    let mut ours = shopper("1", "Ana Reis", "ana@example.com", "5550104477");
    ours.locale = Some("en-US".to_owned());
    ours.note = Some("likes tea".to_owned());
    let profile = unified(&both(ours, theirs));
    assert_eq!(fields(&profile), [""; 0]);
    assert_eq!(profile.customer.note.as_deref(), Some("likes tea\n\ncalls before noon"), "no note is lost");
}

#[test]
fn two_stores_with_the_same_order_number_have_different_evidence() {
    let beta = Source::store("shopify", "beta");
    let mut other = order(1001, 4, money("5", "USD"));
    other.source = beta.clone();
    let ours = with_orders(
        shopper("1", "Ana", "ana@example.com", ""),
        vec![order(1001, 5, money("5", "USD")), order(1002, 3, money("5", "USD"))],
    );
    let theirs =
        with_orders(record(beta.clone(), "customer", "1", "Ana", "ana@example.com", ""), vec![other]);
    let profile = unified(&[part(acme(), vec![ours]), part(beta, vec![theirs])]);
    let evidence: Vec<&str> = profile.orders.iter().map(|order| order.evidence.as_str()).collect();
    assert_eq!(evidence, ["order:1002", "order:1001.beta", "order:1001.acme"]);
}

// Money.

#[test]
fn refunds_are_subtracted_and_cancelled_and_test_orders_do_not_count() {
    let mut cancelled = order(1003, 3, money("1000", "USD"));
    cancelled.status = OrderStatus::Cancelled;
    let mut test = order(1004, 2, money("1000", "USD"));
    test.test = true;
    let orders = vec![
        order(1001, 30, money("100.10", "USD")),
        refunded(order(1002, 20, money("50.20", "USD")), "20.10"),
        refunded(order(1005, 10, money("30.00", "USD")), "30.00"),
        cancelled,
        test,
    ];
    let profile =
        unified(&[part(acme(), vec![with_orders(shopper("1", "Ana", "ana@example.com", ""), orders)])]);
    let totals = &profile.totals;
    assert_eq!(totals.orders, 3, "refunded ones included");
    assert_eq!(totals.gross, Some(money("180.30", "USD")));
    assert_eq!(totals.refunded, Some(money("50.10", "USD")));
    assert_eq!(totals.net, Some(money("130.20", "USD")));
    assert_eq!(totals.average_order_value, Some(money("60.10", "USD")));
    assert_eq!(totals.return_rate, Some(2.0 / 3.0));
    assert_eq!((totals.first_order_at, totals.last_order_at), (Some(days_ago(30)), Some(days_ago(10))));
    assert_eq!(profile.orders.len(), 5, "what does not count is still shown");
    assert!(!totals.partial);
}

#[test]
fn currencies_stand_apart_and_the_one_with_most_orders_speaks() {
    let orders = vec![
        order(1, 9, money("9000", "JPY")),
        order(2, 8, money("1200", "JPY")),
        order(3, 1, money("500.00", "EUR")),
    ];
    let profile =
        unified(&[part(acme(), vec![with_orders(shopper("1", "Ana", "ana@example.com", ""), orders)])]);
    assert_eq!(profile.totals.orders, 3);
    assert_eq!(profile.totals.gross.unwrap().to_string(), "10200 JPY");
    let sums: Vec<String> = profile.totals.by_currency.iter().map(|sums| sums.net.to_string()).collect();
    assert_eq!(sums, ["10200 JPY", "500.00 EUR"]);
}

#[test]
fn without_orders_there_are_no_sums() {
    let totals = unified(&[part(hubspot(), vec![contact("9", "Ana", "ana@example.com", "")])]).totals;
    assert_eq!((totals.orders, totals.gross, totals.return_rate), (0, None, None));
}

#[test]
fn a_cut_past_makes_every_sum_partial() {
    let mut cut = part(acme(), vec![shopper("1", "Ana", "ana@example.com", "")]);
    let why = |why: &str| Some(why.to_owned());
    let gap = Coverage {
        source: acme(),
        since: None,
        complete: true,
        why: why("carts need another scope"),
        of: None,
    };
    cut.found.coverage = vec![gap.clone()];
    assert!(!unified(std::slice::from_ref(&cut)).totals.partial, "carts are no orders");
    cut.found.coverage =
        vec![Coverage { since: Some(days_ago(60)), complete: false, why: why("older orders: scope"), ..gap }];
    assert!(unified(&[cut]).totals.partial);
}

// Properties.

/// Records with few addresses and numbers among many people, so that they meet.
fn records() -> impl Strategy<Value = Vec<Record>> {
    let mail =
        prop::sample::select(vec!["", "a@example.com", "b@example.com", "c@example.com", "d@example.org"]);
    let phone = prop::sample::select(vec!["", "5550104477", "5550104478"]);
    let name = prop::sample::select(vec!["", "Ana Reis", "Bruno Costa", "Ana Costa"]);
    let orders = subsequence((1..=6).collect::<Vec<u32>>(), 0..=3);
    let one = (mail, phone, name, orders, any::<bool>());
    prop::collection::vec(one, 1..7).prop_map(|people| {
        let people = people.into_iter().enumerate();
        people
            .map(|(at, (mail, phone, name, orders, is_store))| {
                let id = at.to_string();
                if !is_store {
                    return contact(&id, name, mail, phone);
                }
                let currency = if at % 2 == 0 { "USD" } else { "EUR" };
                let of = |n: u32| refunded(order(n, n.into(), money(&format!("{n}.10"), currency)), "0.05");
                with_orders(shopper(&id, name, mail, phone), orders.into_iter().map(of).collect())
            })
            .collect()
    })
}

fn parts_of(records: Vec<Record>) -> Vec<Part> {
    let (ours, theirs) = records.into_iter().partition(|record| record.source == acme());
    vec![part(acme(), ours), part(hubspot(), theirs)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn unify_does_not_depend_on_order(records in records(), rotation in 0usize..7) {
        let profile = unified(&parts_of(records.clone()));
        let mut turned = records;
        let by = rotation % turned.len();
        turned.rotate_left(by);
        turned.reverse();
        let mut parts = parts_of(turned);
        parts.reverse();
        prop_assert_eq!(unified(&parts), profile);
    }

    #[test]
    fn unify_of_what_belongs_is_the_same_profile(records in records()) {
        let mut profile = unified(&parts_of(records.clone()));
        let belongs = |record: &Record| {
            profile.identities.iter().any(|identity| identity.reference() == record.reference().to_string())
        };
        let again = unified(&parts_of(records.into_iter().filter(|record| belongs(record)).collect()));
        profile.possible_matches.clear();
        prop_assert_eq!(again, profile);
    }

    #[test]
    fn totals_are_sums_and_evidence_is_unique(records in records()) {
        let profile = unified(&parts_of(records));
        let mut count = 0;
        for sums in &profile.totals.by_currency {
            let of_currency = || profile.orders.iter().filter(|o| o.counts() && o.total.currency == sums.gross.currency);
            let gross: rust_decimal::Decimal = of_currency().map(|order| order.total.amount).sum();
            let net: rust_decimal::Decimal = of_currency().map(|order| order.net.amount).sum();
            prop_assert_eq!(sums.gross.amount, gross);
            prop_assert_eq!(sums.net.amount, net);
            count += sums.orders;
        }
        prop_assert_eq!(count, profile.totals.orders);
        let ids: std::collections::BTreeSet<_> = profile.orders.iter().map(|order| &order.evidence).collect();
        prop_assert_eq!(ids.len(), profile.orders.len());
    }
}
