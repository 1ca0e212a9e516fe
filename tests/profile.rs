//! Profiles as a whole: who is found, what belongs to them, what they are worth, and what happens when vendors fail.

mod profile_support;

use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use deskhand::domain::commerce::OrderStatus;
use deskhand::domain::customer::{ConsentState, MatchedBy};
use deskhand::domain::profile::{Freshness, Profile};
use deskhand::domain::record::{Coverage, Record};
use deskhand::domain::{Lookup, Phone, Source};
use deskhand::profile::{Mode, Outcome, Pages, Part, Partial, unify};
use jiff::SignedDuration;
use profile_support::*;
use proptest::prelude::*;
use proptest::sample::subsequence;

fn unified(parts: &[Part]) -> Profile {
    unify(customer(1), parts, &[], None)
}

fn both(shopper: Record, contact: Record) -> Vec<Part> {
    vec![part(acme(), vec![shopper]), part(hubspot(), vec![contact])]
}

fn matched(profile: &Profile) -> Vec<(String, MatchedBy)> {
    profile.identities.iter().map(|identity| (identity.reference(), identity.matched_by)).collect()
}

fn fields(profile: &Profile) -> Vec<&str> {
    profile.conflicts.iter().map(|conflict| conflict.field.as_str()).collect()
}

async fn find(world: &World, query: Lookup, mode: Mode) -> Outcome {
    world.profiles.find(&query, mode, Pages::All, |_| {}).await.unwrap()
}

async fn found(world: &World, query: Lookup, mode: Mode) -> Profile {
    match find(world, query, mode).await {
        Outcome::One(profile) => *profile,
        other => panic!("one customer expected, not {other:?}"),
    }
}

fn source<'a>(profile: &'a Profile, source: &Source) -> &'a deskhand::domain::profile::SourceState {
    profile.sources.iter().find(|state| state.source == *source).unwrap()
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
    // Somebody without an address of their own, or of the same family name, is linked by the fact.
    for (name, mail) in [("Bruno Costa", ""), ("Bruno Reis", "bruno@example.com")] {
        let parts = both(
            shopper("1", "Ana Reis", "ana@example.com", "5550104477"),
            contact("9", name, mail, "5550104477"),
        );
        assert_eq!(unified(&parts).identities.len(), 2, "{name}");
    }
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
    let gap = Coverage { source: acme(), since: None, complete: false, why: why("carts need another scope") };
    cut.found.coverage = vec![gap.clone()];
    assert!(!unified(std::slice::from_ref(&cut)).totals.partial, "carts are no orders");
    cut.found.coverage = vec![Coverage { since: Some(days_ago(60)), why: why("older orders: scope"), ..gap }];
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

// Finding and fetching.

#[tokio::test]
async fn an_email_finds_both_halves_and_keeps_them() {
    let world = World::new(
        vec![with_orders(
            shopper("1", "Ana Reis", "ana@example.com", ""),
            vec![order(1, 5, money("10", "USD"))],
        )],
        vec![contact("9", "Ana Reis", "ana@example.com", "")],
    );
    let query = Lookup::Email(email("ana@example.com"));
    let profile = found(&world, query.clone(), Mode::Cached).await;
    assert_eq!(profile.identities.len(), 2);
    assert!(profile.sources.iter().all(|state| state.status == Freshness::Fresh));
    assert_eq!((world.store.asked(), world.crm.asked()), (vec!["e-mail address"], vec!["e-mail address"]));

    let cached = found(&world, query, Mode::Cached).await;
    assert!(cached.sources.iter().all(|state| state.status == Freshness::Cached));
    assert_eq!(world.store.asked().len(), 1, "answered from the cache");
    assert_eq!((cached.customer, cached.totals), (profile.customer.clone(), profile.totals.clone()));
    assert!(!world.profiles.is_due(&profile));
    world.clock.pass(SignedDuration::from_mins(16));
    assert!(world.profiles.is_due(&profile));
    let row = world.repository.directory.lock().unwrap()[&profile.customer.id].clone();
    assert_eq!(row.listings.len(), 2);
    assert_eq!(row.listings[0].order_numbers, ["#1"]);
}

#[tokio::test]
async fn an_order_number_leads_to_the_crm_by_the_email_on_it() {
    let buyer = shopper("1", "Ana Reis", "ana@example.com", "");
    let world = World::new(
        vec![with_orders(buyer, vec![order(1042, 5, money("10", "USD"))])],
        vec![contact("9", "Ana Reis", "ana@example.com", "")],
    );
    let profile = found(&world, Lookup::OrderNumber("1042".to_owned()), Mode::Fresh).await;
    let reference = |text: &str| text.to_owned();
    assert_eq!(
        matched(&profile),
        [
            (reference("shopify:acme/customer/1"), MatchedBy::Query),
            (reference("hubspot/contact/9"), MatchedBy::Email)
        ]
    );
    assert_eq!(world.crm.asked(), ["order number", "e-mail address"]);
}

#[tokio::test]
async fn the_crm_is_asked_by_email_while_it_still_looks_for_the_phone() {
    let store = Vendor::new(acme(), vec![shopper("1", "Ana Reis", "ana@example.com", "5550104477")]);
    let crm = Vendor::new(hubspot(), vec![contact("9", "Ana Reis", "ana@example.com", "")]).gated();
    let world = World::of(store, crm);
    let query = Lookup::Phone(Phone::parse("5550104477", "1").unwrap());
    let searching = world.profiles.find(&query, Mode::Fresh, Pages::All, |_| {});
    let opening = async {
        while world.crm.asked().len() < 2 {
            tokio::task::yield_now().await;
        }
        world.crm.open();
        world.crm.open();
    };
    let (outcome, ()) = tokio::join!(searching, opening);
    let Ok(Outcome::One(profile)) = outcome else { panic!("one customer expected") };
    assert_eq!(profile.identities.len(), 2);
    assert_eq!(world.crm.asked(), ["phone number", "e-mail address"]);
}

#[tokio::test]
async fn what_arrives_first_is_shown_first() {
    let store = Vendor::new(acme(), vec![shopper("1", "Ana Reis", "ana@example.com", "")]).gated();
    let crm = Vendor::new(hubspot(), vec![contact("9", "Ana Reis", "ana@example.com", "")]).gated();
    let world = World::of(store, crm);
    let seen: Mutex<Vec<Partial>> = Mutex::default();
    let query = Lookup::Email(email("ana@example.com"));
    let searching = world.profiles.find(&query, Mode::Fresh, Pages::All, |partial| {
        seen.lock().unwrap().push(partial);
    });
    let opening = async {
        world.crm.open();
        while seen.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        world.store.open();
    };
    let (outcome, ()) = tokio::join!(searching, opening);
    assert!(matches!(outcome, Ok(Outcome::One(_))));
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen[0].profile.identities.len(), 1);
    assert_eq!(seen[0].waiting_for, [acme()]);
    assert_eq!(seen.last().unwrap().profile.identities.len(), 2);
}

#[tokio::test]
async fn a_vendor_that_never_answers_is_given_up_at_its_deadline() {
    let store = Vendor::new(acme(), vec![]).gated();
    let mut world =
        World::of(store, Vendor::new(hubspot(), vec![contact("9", "Ana", "ana@example.com", "")]));
    world.profiles.call.deadline = Duration::ZERO;
    let profile = found(&world, Lookup::Email(email("ana@example.com")), Mode::Fresh).await;
    assert_eq!(source(&profile, &acme()).status, Freshness::Failed);
    assert_eq!(source(&profile, &acme()).error.as_deref(), Some("shopify:acme did not answer within 0 s"));
    assert!(profile.totals.partial, "orders may be there");
    assert!(profile.coverage.iter().any(|coverage| coverage.source == acme() && !coverage.complete));
}

#[tokio::test]
async fn a_failed_vendor_keeps_its_cached_part_and_says_so() {
    let world = World::new(
        vec![with_orders(shopper("1", "Ana", "ana@example.com", ""), vec![order(1, 5, money("10", "USD"))])],
        vec![contact("9", "Ana", "ana@example.com", "")],
    );
    let query = Lookup::Email(email("ana@example.com"));
    found(&world, query.clone(), Mode::Fresh).await;
    world.clock.pass(SignedDuration::from_hours(1));
    world.store.is_down.store(true, Ordering::SeqCst);
    let profile = found(&world, query.clone(), Mode::Fresh).await;
    let state = source(&profile, &acme());
    assert_eq!((state.status, state.fetched_at), (Freshness::Stale, Some(now())));
    assert_eq!(state.error.as_deref(), Some("shopify:acme is down; wait"));
    assert_eq!(source(&profile, &hubspot()).status, Freshness::Fresh);
    assert_eq!(profile.totals.net, Some(money("10", "USD")));

    let offline = found(&world, query, Mode::Offline).await;
    assert_eq!(source(&offline, &acme()).status, Freshness::Stale);
    assert_eq!(source(&offline, &hubspot()).status, Freshness::Cached, "read just now");
}

#[tokio::test]
async fn nobody_is_not_the_same_as_nobody_reached() {
    let world = World::new(vec![], vec![]);
    let query = Lookup::Email(email("nobody@example.com"));
    let Outcome::Nobody(looked) = find(&world, query.clone(), Mode::Fresh).await else {
        panic!("nobody expected")
    };
    assert_eq!(looked.len(), 2);
    assert!(looked[0].why_maybe.contains("guest"));
    world.crm.is_down.store(true, Ordering::SeqCst);
    assert!(matches!(find(&world, query.clone(), Mode::Fresh).await, Outcome::Unreachable(_)));
    assert!(matches!(find(&world, query, Mode::Offline).await, Outcome::Nobody(_)));
}

#[tokio::test]
async fn a_record_deleted_at_one_vendor_disappears_from_there_alone() {
    let world = World::new(
        vec![with_orders(shopper("1", "Ana", "ana@example.com", ""), vec![order(1, 5, money("10", "USD"))])],
        vec![contact("9", "Ana", "ana@example.com", "")],
    );
    let query = Lookup::Email(email("ana@example.com"));
    let id = found(&world, query.clone(), Mode::Fresh).await.customer.id;
    world.crm.set(vec![]);
    for _ in 0..2 {
        let profile = found(&world, query.clone(), Mode::Fresh).await;
        assert_eq!(profile.customer.id, id);
        assert_eq!(matched(&profile).len(), 1);
        let said = profile.coverage.iter().find(|coverage| coverage.source == hubspot()).unwrap();
        assert!(said.why.as_ref().unwrap().starts_with("contact 9 was there on 2026-11-20 and is gone"));
    }
    world.store.set(vec![]);
    assert!(matches!(find(&world, Lookup::Customer(id), Mode::Fresh).await, Outcome::Nobody(_)));
    assert!(matches!(find(&world, Lookup::Customer(id), Mode::Offline).await, Outcome::Nobody(_)));
}

#[tokio::test]
async fn four_hundred_and_thirty_orders_are_all_read() {
    let orders: Vec<_> = (0u32..430).map(|n| order(2000 - n, n.into(), money("1.10", "USD"))).collect();
    let world = World::new(vec![with_orders(shopper("1", "Ana", "ana@example.com", ""), orders)], vec![]);
    let seen: Mutex<Vec<usize>> = Mutex::default();
    let query = Lookup::Email(email("ana@example.com"));
    let note = |partial: Partial| seen.lock().unwrap().push(partial.profile.orders.len());
    let outcome = world.profiles.find(&query, Mode::Fresh, Pages::All, note).await.unwrap();
    let Outcome::One(profile) = outcome else { panic!("one customer expected") };
    assert_eq!(profile.orders.len(), 430);
    assert_eq!(profile.totals.gross, Some(money("473", "USD")));
    assert!(!profile.totals.partial);
    assert_eq!(seen.into_inner().unwrap()[0], 50, "the first page shows at once");

    // Another first page: the older orders stay as they were read.
    let first = world.profiles.find(&query, Mode::Fresh, Pages::First, |_| {}).await.unwrap();
    let Outcome::One(profile) = first else { panic!("one customer expected") };
    assert_eq!(profile.orders.len(), 430);
    assert!(!profile.totals.partial);
    assert!(
        profile.coverage.iter().any(|coverage| coverage.why.as_ref().unwrap().contains("as they were on"))
    );
}

#[tokio::test]
async fn a_lost_page_makes_the_sums_partial() {
    let orders: Vec<_> = (0u32..120).map(|n| order(2000 - n, n.into(), money("1", "USD"))).collect();
    let world = World::new(vec![with_orders(shopper("1", "Ana", "ana@example.com", ""), orders)], vec![]);
    world.store.pages_fail.store(true, Ordering::SeqCst);
    let profile = found(&world, Lookup::Email(email("ana@example.com")), Mode::Fresh).await;
    assert_eq!(profile.orders.len(), 50);
    assert!(profile.totals.partial);
    assert_eq!(source(&profile, &acme()).error.as_deref(), Some("page lost"));
}

#[tokio::test]
async fn a_name_that_two_people_have_is_a_list() {
    let world = World::new(
        vec![shopper("1", "Ana Reis", "ana@example.com", "")],
        vec![
            contact("9", "Ana Reis", "reis@example.org", ""),
            contact("8", "Ana Reis", "ana@example.com", ""),
        ],
    );
    let Outcome::Many(people) = find(&world, Lookup::Name("ana reis".to_owned()), Mode::Fresh).await else {
        panic!("two people expected")
    };
    let references: Vec<String> = people.iter().map(|person| person.reference()).collect();
    assert_eq!(references, ["shopify:acme/customer/1", "hubspot/contact/9"], "one line a person");
    assert!(world.repository.dossiers.lock().unwrap().is_empty());
}

#[tokio::test]
async fn one_vendor_alone_is_enough() {
    let mut world = World::new(vec![shopper("1", "Ana Reis", "ana@example.com", "")], vec![]);
    world.profiles.crm = None;
    let profile = found(&world, Lookup::Name("Ana Reis".to_owned()), Mode::Fresh).await;
    assert_eq!(matched(&profile), [("shopify:acme/customer/1".to_owned(), MatchedBy::Query)]);
    assert_eq!(profile.sources.len(), 1);
}

// Decisions.

#[tokio::test]
async fn an_unlink_survives_every_refresh_and_a_link_takes_it_back() {
    let stranger = contact("9", "Ana Reis", "ana@example.com", "");
    let world = World::new(vec![shopper("1", "Ana Reis", "ana@example.com", "")], vec![stranger.clone()]);
    let query = Lookup::Email(email("ana@example.com"));
    let id = found(&world, query.clone(), Mode::Fresh).await.customer.id;
    let unlinked = world.profiles.decide(&decision(id, stranger.reference(), false)).await.unwrap().unwrap();
    assert_eq!(matched(&unlinked).len(), 1);
    for mode in [Mode::Cached, Mode::Fresh, Mode::Fresh] {
        let profile = found(&world, query.clone(), mode).await;
        assert_eq!(profile.customer.id, id);
        assert_eq!(matched(&profile).len(), 1, "{mode:?}");
        assert_eq!(profile.possible_matches.len(), 1, "{mode:?}");
    }
    // Looked at by itself, the record is somebody else, who does not take the first one's records.
    let other = found(&world, Lookup::Record(stranger.reference()), Mode::Cached).await;
    assert_ne!(other.customer.id, id);
    assert_eq!(matched(&other), [("hubspot/contact/9".to_owned(), MatchedBy::Query)]);
    let again = found(&world, query.clone(), Mode::Fresh).await;
    assert_eq!((again.customer.id, matched(&again).len()), (id, 1));

    let linked = world.profiles.decide(&decision(id, stranger.reference(), true)).await.unwrap().unwrap();
    assert_eq!((linked.customer.id, matched(&linked).len()), (id, 2));
}

#[tokio::test]
async fn a_link_joins_what_no_fact_does() {
    let ours = shopper("1", "Ana Reis", "ana@example.com", "");
    let theirs = contact("9", "A. R.", "work@example.org", "");
    let world = World::new(vec![ours], vec![theirs.clone()]);
    let query = Lookup::Email(email("ana@example.com"));
    let id = found(&world, query.clone(), Mode::Fresh).await.customer.id;
    world.profiles.decide(&decision(id, theirs.reference(), true)).await.unwrap();
    for query in [query, Lookup::Email(email("work@example.org")), Lookup::Customer(id)] {
        let profile = found(&world, query, Mode::Fresh).await;
        assert_eq!(profile.customer.id, id);
        assert_eq!(matched(&profile)[1], ("hubspot/contact/9".to_owned(), MatchedBy::Link));
    }
}

#[tokio::test]
async fn two_customers_who_turn_out_to_be_one_keep_the_older_id() {
    let world = World::new(
        vec![shopper("1", "Ana Reis", "ana@example.com", "")],
        vec![contact("9", "Ana Reis", "work@example.org", "")],
    );
    let first = found(&world, Lookup::Email(email("work@example.org")), Mode::Fresh).await.customer.id;
    let second = found(&world, Lookup::Email(email("ana@example.com")), Mode::Fresh).await.customer.id;
    assert!(first < second);
    let mut joined = contact("9", "Ana Reis", "work@example.org", "");
    joined.emails.push(email("ana@example.com"));
    world.crm.set(vec![joined]);
    let profile = found(&world, Lookup::Email(email("ana@example.com")), Mode::Fresh).await;
    assert_eq!((profile.customer.id, profile.identities.len()), (first, 2));
    assert!(world.repository.dossiers.lock().unwrap()[&second].answers.is_empty());
}

#[tokio::test]
async fn an_address_changed_at_the_vendor_still_leads_to_the_same_record() {
    let world = World::new(vec![], vec![contact("9", "Ana Reis", "ana@example.com", "")]);
    let id = found(&world, Lookup::Email(email("ana@example.com")), Mode::Fresh).await.customer.id;
    world.crm.set(vec![contact("9", "Ana Reis", "new@example.com", "")]);
    let profile = found(&world, Lookup::Customer(id), Mode::Fresh).await;
    assert_eq!((profile.customer.id, profile.customer.emails), (id, vec![email("new@example.com")]));
}

#[test]
fn a_search_can_run_on_another_thread() {
    fn is_send<T: Send>(_: T) {}
    let world = World::new(vec![], vec![]);
    let query = Lookup::Name("x".to_owned());
    is_send(world.profiles.find(&query, Mode::Fresh, Pages::All, |_| {}));
}
