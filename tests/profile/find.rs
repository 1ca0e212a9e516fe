//! Finding and fetching: who is asked what and when, what is kept, and what happens when vendors fail.

use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use deskhand::domain::customer::MatchedBy;
use deskhand::domain::profile::{Freshness, Profile, SourceState};
use deskhand::domain::{Lookup, Phone, Source};
use deskhand::profile::{Mode, Outcome, Pages, Partial};
use jiff::SignedDuration;

use crate::support::*;

async fn find(world: &World, query: Lookup, mode: Mode) -> Outcome {
    world.profiles.find(&query, mode, Pages::All, |_| {}).await.unwrap()
}

async fn found(world: &World, query: Lookup, mode: Mode) -> Profile {
    match find(world, query, mode).await {
        Outcome::One { profile, .. } => *profile,
        other => panic!("one customer expected, not {other:?}"),
    }
}

fn source<'a>(profile: &'a Profile, source: &Source) -> &'a SourceState {
    profile.sources.iter().find(|state| state.source == *source).unwrap()
}

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
    let Ok(Outcome::One { profile, .. }) = outcome else { panic!("one customer expected") };
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
    assert!(matches!(outcome, Ok(Outcome::One { .. })));
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen[0].profile.identities.len(), 1);
    assert_eq!(seen[0].waiting_for, [acme()]);
    assert_eq!(seen.last().unwrap().profile.identities.len(), 2);
}

#[tokio::test]
async fn searches_for_a_stranger_at_the_same_time_find_one_customer() {
    let world = World::new(
        vec![shopper("1", "Ana Reis", "ana@example.com", "5550104477")],
        vec![contact("9", "Ana Reis", "ana@example.com", "")],
    );
    let by_email = Lookup::Email(email("ana@example.com"));
    let by_phone = Lookup::Phone(Phone::parse("5550104477", "1").unwrap());
    let searches =
        [&by_email, &by_phone, &by_email, &by_phone].map(|query| found(&world, query.clone(), Mode::Cached));
    let profiles = futures::future::join_all(searches).await;
    let ids: Vec<_> = profiles.iter().map(|profile| profile.customer.id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
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
async fn a_vendor_that_fails_at_the_second_question_is_unread_and_stays_so_in_the_cache() {
    let buyer = shopper("1", "Ana Reis", "ana@example.com", "");
    let world = World::new(
        vec![with_orders(buyer, vec![order(1042, 5, money("10", "USD"))])],
        vec![contact("9", "Ana Reis", "ana@example.com", "")],
    );
    world.crm.fails_at_emails.store(true, Ordering::SeqCst);
    let query = Lookup::OrderNumber("1042".to_owned());
    for mode in [Mode::Fresh, Mode::Cached, Mode::Offline, Mode::Fresh] {
        let profile = found(&world, query.clone(), mode).await;
        let state = source(&profile, &hubspot());
        assert_eq!((state.status, state.fetched_at), (Freshness::Failed, None), "{mode:?}");
        assert!(
            state.error.is_some() && profile.crm_is_unread() && world.profiles.is_due(&profile),
            "{mode:?}"
        );
        assert!(profile.coverage.iter().any(|gap| gap.source == hubspot() && !gap.complete), "{mode:?}");
        assert_eq!(profile.crm_identity(), None);
    }
    world.crm.fails_at_emails.store(false, Ordering::SeqCst);
    let profile = found(&world, query, Mode::Fresh).await;
    assert!(profile.crm_identity().is_some() && !profile.crm_is_unread());
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
    let Outcome::One { profile, .. } = outcome else { panic!("one customer expected") };
    assert_eq!(profile.orders.len(), 430);
    assert_eq!(profile.totals.gross, Some(money("473", "USD")));
    assert!(!profile.totals.partial);
    assert_eq!(seen.into_inner().unwrap()[0], 50, "the first page shows at once");

    // Another first page: the older orders stay as they were read.
    let first = world.profiles.find(&query, Mode::Fresh, Pages::First, |_| {}).await.unwrap();
    let Outcome::One { profile, .. } = first else { panic!("one customer expected") };
    assert_eq!(profile.orders.len(), 430);
    assert!(!profile.totals.partial);
    assert!(
        profile.coverage.iter().any(|coverage| coverage.why.as_ref().unwrap().contains("as they were on"))
    );
}

#[tokio::test]
async fn what_lies_behind_the_first_page_is_said_until_it_is_read() {
    let orders: Vec<_> = (0u32..120).map(|n| order(2000 - n, n.into(), money("1", "USD"))).collect();
    let world = World::new(vec![with_orders(shopper("1", "Ana", "ana@example.com", ""), orders)], vec![]);
    let query = Lookup::Email(email("ana@example.com"));
    for (mode, pages, orders, older) in [
        (Mode::Fresh, Pages::First, 50, true),
        (Mode::Cached, Pages::All, 50, true),
        (Mode::Offline, Pages::All, 50, true),
        (Mode::Fresh, Pages::All, 120, false),
        (Mode::Cached, Pages::First, 120, false),
    ] {
        let outcome = world.profiles.find(&query, mode, pages, |_| {}).await.unwrap();
        let Outcome::One { profile, has_older } = outcome else { panic!("one customer expected") };
        assert_eq!((profile.orders.len(), has_older), (orders, older), "{mode:?} {pages:?}");
        assert_eq!(profile.totals.partial, older, "{mode:?} {pages:?}");
    }
}

#[tokio::test]
async fn guest_orders_are_found_from_a_phone_too() {
    let guest_order = order(1002, 9, money("5", "USD"));
    for (guests, identities, total) in [(vec![guest_order], 2, "15"), (vec![], 1, "10")] {
        for pages in [Pages::All, Pages::First] {
            let mut records = vec![with_orders(
                shopper("1", "Ana Reis", "ana@example.com", "5550104477"),
                vec![order(1001, 5, money("10", "USD"))],
            )];
            if !guests.is_empty() {
                let guest = record(acme(), "guest", "ana@example.com", "Ana Reis", "ana@example.com", "");
                records.push(with_orders(guest, guests.clone()));
            }
            let mut store = Vendor::new(acme(), records);
            store.guests_are_older = true;
            let world = World::of(store, Vendor::new(hubspot(), vec![]));
            let query = Lookup::Phone(Phone::parse("5550104477", "1").unwrap());
            let outcome = world.profiles.find(&query, Mode::Fresh, pages, |_| {}).await.unwrap();
            let Outcome::One { profile, .. } = outcome else { panic!("one customer expected") };
            assert_eq!(profile.identities.len(), identities, "{pages:?}");
            assert_eq!(profile.totals.gross, Some(money(total, "USD")), "{pages:?}");
            assert!(!profile.totals.partial, "{pages:?}");
        }
    }
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

/// Who has bought nothing and shares a telephone with a customer stays who they are, however often they are read.
#[tokio::test]
async fn who_shares_a_telephone_with_a_customer_stays_who_they_are() {
    let buyer = shopper("1", "Peter Voss", "peter@example.com", "5550104477");
    let buyer = with_orders(buyer, vec![order(1, 5, money("10", "USD")), order(2, 9, money("20", "USD"))]);
    let lead = contact("9", "Anna Voss", "anna@example.com", "5550104477");
    let his = contact("8", "Peter Voss", "peter@example.com", "5550104477");
    let world = World::new(vec![buyer], vec![his, lead]);
    let anna = Lookup::Email(email("anna@example.com"));
    let id = found(&world, anna.clone(), Mode::Fresh).await.customer.id;
    for query in [Lookup::Customer(id), anna.clone(), Lookup::Customer(id)] {
        for mode in [Mode::Fresh, Mode::Cached] {
            let profile = found(&world, query.clone(), mode).await;
            assert_eq!(profile.customer.id, id);
            assert_eq!(profile.customer.name.as_deref(), Some("Anna Voss"), "{query:?} {mode:?}");
            assert_eq!(matched(&profile).len(), 1, "{query:?} {mode:?}");
        }
    }
    // Nor does she become him when her own record is gone.
    world.crm.set(vec![]);
    assert!(!matches!(find(&world, Lookup::Customer(id), Mode::Fresh).await, Outcome::One { .. }));
}

/// The record that the customer's own was made one of at the vendor goes on with what facts tie to it.
#[tokio::test]
async fn a_linked_record_that_is_gone_takes_nothing_else_with_it() {
    let ours = shopper("1", "Ana Reis", "ana@example.com", "");
    let own = contact("9", "Ana Reis", "ana@example.com", "");
    let linked = contact("8", "A. R.", "work@example.org", "");
    let world = World::new(vec![ours], vec![own.clone(), linked.clone()]);
    let query = Lookup::Email(email("ana@example.com"));
    let id = found(&world, query.clone(), Mode::Fresh).await.customer.id;
    world.profiles.decide(&decision(id, linked.reference(), true)).await.unwrap();
    world.store.set(vec![shopper("7", "Ana Reis", "ana@example.com", "")]);
    let profile = found(&world, Lookup::Customer(id), Mode::Fresh).await;
    assert_eq!(profile.customer.id, id);
    assert!(matched(&profile).iter().any(|(record, _)| record == "shopify:acme/customer/7"), "{profile:?}");
}

#[tokio::test]
async fn who_is_taken_apart_again_is_known_by_the_id_of_before() {
    let theirs = contact("9", "A. R.", "work@example.org", "");
    let world = World::new(vec![shopper("1", "Ana Reis", "ana@example.com", "")], vec![theirs.clone()]);
    let query = Lookup::Email(email("ana@example.com"));
    let keeps = found(&world, query.clone(), Mode::Fresh).await.customer.id;
    let former = found(&world, Lookup::Email(email("work@example.org")), Mode::Fresh).await.customer.id;
    world.profiles.decide(&decision(keeps, theirs.reference(), true)).await.unwrap();
    let dossier = |id| world.repository.dossiers.lock().unwrap()[&id].clone();
    assert_eq!((dossier(former).became, dossier(keeps).was), (Some(keeps), vec![former]));

    world.profiles.decide(&decision(keeps, theirs.reference(), false)).await.unwrap();
    assert_eq!((dossier(former).became, dossier(keeps).was), (None, vec![]));
    for mode in [Mode::Cached, Mode::Fresh] {
        let apart = found(&world, Lookup::Record(theirs.reference()), mode).await;
        assert_eq!((apart.customer.id, matched(&apart).len()), (former, 1), "{mode:?}");
        let kept = found(&world, query.clone(), mode).await;
        assert_eq!((kept.customer.id, matched(&kept).len()), (keeps, 1), "{mode:?}");
    }
}

/// Whoever is linked brings along what belongs to them, and takes it along again.
#[tokio::test]
async fn a_link_that_is_taken_back_leaves_both_as_they_were() {
    for is_known in [true, false] {
        let hers = contact("9", "Anna Voss", "anna@example.com", "5550104477");
        let his = shopper("1", "Peter Voss", "peter@example.com", "5550104477");
        let his = with_orders(his, vec![order(1, 5, money("10", "USD"))]);
        let contact = contact("8", "Peter Voss", "peter@example.com", "5550104477");
        let world = World::new(vec![his.clone()], vec![contact, hers]);
        let query = |name: &str| Lookup::Email(email(&format!("{name}@example.com")));
        let anna = found(&world, query("anna"), Mode::Fresh).await;
        let id = anna.customer.id;
        let peter = if is_known { Some(found(&world, query("peter"), Mode::Fresh).await) } else { None };

        let joined = world.profiles.decide(&decision(id, his.reference(), true)).await.unwrap().unwrap();
        assert_eq!((joined.customer.id, joined.identities.len()), (id, 3));
        let parted = world.profiles.decide(&decision(id, his.reference(), false)).await.unwrap().unwrap();
        assert_eq!((&parted.customer, matched(&parted).len()), (&anna.customer, 1));
        // Who went is found by the directory at once, as who they were where they had an id.
        let rows: Vec<_> = world.repository.directory.lock().unwrap().values().cloned().collect();
        let listed = |id: &str| rows.iter().find(|row| row.listings.iter().any(|one| one.record.id == id));
        let (shop, crm) = (listed("1").expect("listed"), listed("8").expect("listed"));
        assert_eq!(shop.customer, crm.customer);
        assert!(peter.as_ref().is_none_or(|peter| peter.customer.id == shop.customer));
        for mode in [Mode::Cached, Mode::Fresh] {
            let again = found(&world, query("anna"), mode).await;
            assert_eq!((&again.customer, again.identities.len()), (&anna.customer, 1), "{mode:?}");
            let other = found(&world, query("peter"), mode).await;
            assert_eq!(other.identities.len(), 2, "{is_known} {mode:?}");
            assert!(peter.as_ref().is_none_or(|peter| peter.customer == other.customer), "{mode:?}");
        }
    }
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
