//! One person is a set of links: a possible match becomes part of the customer after both were seen side by side, and
//! leaves with a reason.

use deskhand::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use deskhand::domain::action::Write;
use deskhand::domain::audit::AuditKind;
use deskhand::domain::lookup::Lookup;
use deskhand::domain::record::RecordRef;

use crate::app::App;
use crate::office::Office;

const INES: &str = "ines.caldeira+shop@example.com";
const MAREN: &str = "Maren Holloway";

async fn reasons(office: &Office, kind: AuditKind) -> Vec<String> {
    let Ok(Answer::Audit(records)) = office.ask(Request::AuditTail { limit: 200 }).await else {
        panic!("the audit log can be read")
    };
    let events = records.into_iter().filter_map(|record| record.event).filter(|event| event.kind == kind);
    events.filter_map(|event| event.detail["reason"].as_str().map(str::to_owned)).collect()
}

/// Task 8: `:`, "link", `Enter`, `a`; `u` takes it back.
#[tokio::test]
async fn a_look_alike_is_seen_beside_the_customer_linked_and_taken_back() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(INES).await;
    app.press(":").await;
    app.type_text("link").await;
    app.press("enter").await;
    app.shows("hubspot/contact/512042 and this customer");
    for shown in ["this customer", "the record", "≠ e-mail", "≠ name", "same name", " → ", "u takes it back"]
    {
        app.shows(shown);
    }
    app.press("esc f").await;
    app.hides("a person linked it");
    app.press("L a").await;
    app.shows("hubspot/contact/512042  a person linked it");
    app.hides("look-alike");
    app.press("u").await;
    app.hides("a person linked it");
    app.shows("look-alike");
}

/// Who is linked may bring others along; with the link the brief goes as well.
#[tokio::test]
async fn whom_a_link_brings_along_is_said_and_taken_back_with_what_was_written_of_them() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("anna.voss@example.com").await;
    app.shows("no orders");
    app.press("L").await;
    app.shows("with it    hubspot/contact/512043");
    app.shows("called     Peter Voss, from then on");
    app.press("a").await;
    app.shows("2 orders since");
    app.press("u").await;
    app.shows("no orders");
    app.hides("2 orders since");
    app.hides("Peter Voss");
}

/// Task 9: `:`, "why one person", `Enter`, the record, `x`, a reason, `Enter`.
#[tokio::test]
async fn a_record_is_taken_away_with_a_reason_after_what_ties_it_was_seen() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press(":").await;
    app.type_text("why one person").await;
    app.press("enter").await;
    app.shows("Why one person · ");
    app.shows("● shopify:trailhead/customer/");
    app.shows("same e-mail: maren.holloway@example.com");
    app.press("down").await;
    app.shows("without it: ");
    app.press("x").await;
    app.type_text("another Maren").await;
    app.press("enter").await;
    app.press("f").await;
    app.hides("hubspot/contact/512001  same e-mail");
    assert_eq!(reasons(&office, AuditKind::Unlinked).await, ["another Maren"]);
    // It stays so, whatever is read.
    let full = Request::Sync { since: None, full: true };
    office.ask(full).await.expect("all is read");
    app.press("r").await;
    app.hides("hubspot/contact/512001  same e-mail");
}

#[tokio::test]
async fn leaving_changes_nothing_and_what_the_sums_become_is_right() {
    let office = Office::without_a_model().await;
    let who = Who::Query("maren.holloway@example.com".to_owned());
    office
        .ask(Request::Lookup { who: who.clone(), reading: Reading::Fresh, all_pages: true })
        .await
        .expect("it is found");
    let Ok(Answer::Links(graph)) = office.ask(Request::LinkGraph { who: who.clone() }).await else {
        panic!("no links")
    };
    let of = |kind: &str| graph.links.iter().find(|link| link.record.kind == kind).expect("a record");
    let (store, crm) = (of("customer"), of("contact"));
    assert_eq!(crm.without.as_ref().map(|totals| totals.orders), Some(graph.totals.orders));
    assert!(store.without.as_ref().is_some_and(|totals| totals.orders < graph.totals.orders), "{graph:?}");
    let Ok(Answer::Links(again)) = office.ask(Request::LinkGraph { who }).await else { panic!("no links") };
    assert_eq!(again.links.len(), graph.links.len(), "nothing was kept");
}

/// The last thing done is taken back first, whatever it was.
#[tokio::test]
async fn what_is_accepted_after_a_link_is_taken_back_before_it() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(INES).await;
    app.press("f L a").await;
    app.shows("a person linked it");
    app.press("n").await;
    app.type_text("Same person as before.").await;
    app.press("ctrl-s").await;
    app.shows("leaves in 5 s");
    app.press("u").await;
    app.shows("taken back, it has not left");
    app.shows("a person linked it");
    app.press("u").await;
    app.hides("a person linked it");
}

/// Who asks from another record than the customer's main one is answered there, and under the address that they wrote from.
#[tokio::test]
async fn a_case_of_a_linked_record_is_answered_on_that_record() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("jcarter.leeds@example.org").await;
    app.press("L").await;
    app.press("a").await;
    app.press("a").await;
    app.press("c y e").await;
    assert_eq!(app.copied, ["jcarter.leeds@example.org"]);
    let note = Request::Note {
        who: Who::Query("17703".to_owned()),
        text: "Receipt came by post.".to_owned().into(),
        case: None,
        now: true,
    };
    let Ok(Answer::Accepted(accepted)) = office.ask(note).await else { panic!("it is written") };
    assert!(
        matches!(&accepted.entry.write, Write::Note(note) if note.contact.id == "512007"),
        "{:?}",
        accepted.entry
    );
}

/// What models read of two accounts is one history while they are linked.
#[tokio::test]
async fn the_past_that_scores_are_made_of_goes_with_the_records() {
    let office = Office::without_a_model().await;
    office.ask(Request::Sync { since: None, full: false }).await.expect("it is read");
    let mut two = Vec::new();
    for history in office.repository.history_page(None, 1_000).await.unwrap() {
        let rows = office.repository.directory_rows(&[history.customer]).await.unwrap();
        let listed = rows.iter().flat_map(|row| &row.listings).map(|listing| &listing.record);
        let records: Vec<_> = listed.filter(|record| record.kind == "customer").collect();
        if let ([record], true) = (&records[..], history.orders.iter().all(|order| !order.guest)) {
            two.push(((*record).clone(), history.orders.len()));
        }
    }
    two.retain(|(_, orders)| *orders > 1);
    let [(here, some), (there, others)] = &two[..2] else { panic!("nobody has ordered twice") };
    for record in [here, there] {
        let who = Who::Query(record.to_string());
        let request = Request::Lookup { who, reading: Reading::Fresh, all_pages: true };
        office.ask(request).await.expect("it is found");
    }
    let orders_of = async |record: &RecordRef| {
        let owner = office.repository.customers_by_key(&Lookup::Record(record.clone())).await.unwrap()[0];
        (owner, office.repository.history(owner).await.unwrap().map_or(0, |history| history.orders.len()))
    };
    let all: usize = two.iter().map(|(_, orders)| orders).sum();

    let who = Who::Query(here.to_string());
    let link = Request::Link { who: who.clone(), record: there.clone(), reason: None };
    office.ask(link).await.expect("linked");
    assert_eq!(orders_of(here).await, orders_of(there).await);
    assert_eq!(orders_of(here).await.1, some + others);

    office.ask(Request::Unlink { who, record: there.clone(), reason: None }).await.expect("unlinked");
    let (one, other) = (orders_of(here).await, orders_of(there).await);
    assert_ne!(one.0, other.0);
    assert_eq!((one.1, other.1), (*some, *others));
    let page = office.repository.history_page(None, 1_000).await.unwrap();
    assert!(page.iter().map(|history| history.orders.len()).sum::<usize>() >= all, "nothing is lost");

    // What is read again finds all where it is.
    office.ask(Request::Sync { since: None, full: true }).await.expect("it is read");
    assert_eq!((orders_of(here).await, orders_of(there).await), (one, other));
}

/// Two who merely bear one name are offered when they are asked for, before anybody has searched for them.
#[tokio::test]
async fn whoever_bears_the_same_name_is_offered() {
    let office = Office::without_a_model().await;
    let body = serde_json::json!({ "properties": {
        "firstname": "Maren", "lastname": "Holloway", "email": "maren.elsewhere@example.org"
    } });
    let (status, made) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/contacts", Some(body)).await;
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().expect("an id").to_owned();
    let mut app = App::start(&office).await;
    app.press("esc g c enter").await;
    app.shows("Maren Holloway · 1 of 19");
    app.press("L").await;
    app.shows(&format!("hubspot/contact/{id} and this customer"));
    app.hides("maren.elsewhere@example.org · ");
    app.press("a").await;
    app.shows("maren.elsewhere@example.org · ");
    app.press("u").await;
    app.hides("maren.elsewhere@example.org · ");
}

/// Whoever is looked for in the audit log is found by the line that made them one.
#[tokio::test]
async fn a_link_is_found_in_the_audit_log_by_the_customers_name() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(INES).await;
    app.press("L a u").await;
    app.press("g a f").await;
    app.type_text("customer:caldeira kind:unlinked\n").await;
    app.shows("hubspot/contact/512042 from In");
    app.press("f ctrl-u").await;
    app.type_text("customer:caldeira kind:linked\n").await;
    app.shows("hubspot/contact/512042 to In");
}

/// A household shares a telephone: its people are two, and the number is what one is offered by.
#[tokio::test]
async fn who_shares_a_telephone_alone_is_offered_and_never_joined() {
    let office = Office::without_a_model().await;
    office.ask(Request::Sync { since: None, full: true }).await.unwrap();
    let mut app = App::start(&office).await;
    app.open_customer("Peter Voss").await;
    app.press("f").await;
    app.shows("hubspot/contact/512043");
    app.hides("hubspot/contact/512044");
    app.press("L").await;
    app.shows("hubspot/contact/512044 and this customer");
    app.shows("same phone");
    app.press("a").await;
    app.shows("hubspot/contact/512044  a person linked it");
    app.press("u").await;
    app.hides("hubspot/contact/512044  a person linked it");
    let who = Who::Query("Anna Voss".to_owned());
    let one = office.ask(Request::Lookup { who, reading: Reading::Fresh, all_pages: true }).await;
    let Ok(Answer::Lookup(one)) = one else { panic!("{one:?}") };
    assert!(!format!("{one:?}").contains("512043"), "{one:?}");
}

/// Who turns out to be somebody else is one by themselves, in the directory too.
#[tokio::test]
async fn whom_a_telephone_tied_is_let_go_once_the_given_name_says_otherwise() {
    let office = Office::without_a_model().await;
    office.ask(Request::Sync { since: None, full: true }).await.unwrap();
    let read = async || {
        let who = Who::Query("Bridget Calloway".to_owned());
        let request = Request::Lookup { who, reading: Reading::Fresh, all_pages: true };
        let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = office.ask(request).await else {
            panic!("she is found")
        };
        let records: Vec<String> = profile.identities.iter().map(|identity| identity.reference()).collect();
        (profile.customer.id, records)
    };
    let contact: RecordRef = "hubspot/contact/512014".parse().unwrap();
    let (customer, records) = read().await;
    assert!(records.contains(&contact.to_string()), "{records:?}");
    let change = serde_json::json!({ "properties": { "firstname": "Walter" } });
    let (status, changed) =
        office.sandbox.hubspot("PATCH", "/crm/objects/2026-09/contacts/512014", Some(change)).await;
    assert_eq!(status, 200, "{changed}");
    let (again, records) = read().await;
    assert_eq!(again, customer);
    assert!(!records.contains(&contact.to_string()), "{records:?}");
    let owners = office.repository.customers_by_key(&Lookup::Record(contact)).await.unwrap();
    assert!(owners.len() == 1 && owners[0] != customer, "{owners:?}");
}
