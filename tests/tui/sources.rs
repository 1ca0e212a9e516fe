//! How the sources stand: what is stuck and why, tried again or skipped with a reason, with no value shown.

use deskhand::desk::api::{
    Answer, FailureKind, LookupAnswer, ParkedId, Reading, Request, SourcesReport, Who,
};
use deskhand::domain::audit::AuditKind;
use deskhand::ports::{Clock, Verdict};
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::office::{Office, without_a_model};

/// One contact of the list comes in a form that nobody expects.
const ODD: &[&str] = &["hubspot:GET:/crm/objects/2026-09/contacts=odd*1"];

async fn report(office: &Office) -> SourcesReport {
    match office.ask(Request::Sources).await {
        Ok(Answer::Sources(report)) => *report,
        other => panic!("no report: {other:?}"),
    }
}

async fn synchronised(office: &Office) {
    let full = Request::Sync { since: None, full: true };
    let Ok(Answer::Sync(report)) = office.ask(full).await else { panic!("not read") };
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

async fn audited(office: &Office, kind: AuditKind) -> Vec<serde_json::Value> {
    let Ok(Answer::Audit(records)) = office.ask(Request::AuditTail { limit: 200 }).await else {
        panic!("the audit log can be read")
    };
    let events = records.into_iter().filter_map(|record| record.event);
    events.filter(|event| event.kind == kind).map(|event| event.detail).collect()
}

#[tokio::test]
async fn one_record_that_cannot_be_read_stops_no_other_and_is_parked() {
    let office = Office::with(ODD, |text| text).await;
    synchronised(&office).await;
    let SourcesReport { vendors, parked } = report(&office).await;
    let [parked] = parked.as_slice() else { panic!("{parked:?}") };
    assert!(matches!(&parked.id, ParkedId::Record(record) if record.kind == "contact"), "{:?}", parked.id);
    assert!(parked.fields.iter().any(|field| field.path == "id" && field.holds.starts_with("text, ")));
    for vendor in &vendors {
        assert_eq!(vendor.succeeded_at.map(|_| &vendor.failed), Some(&None), "{vendor:?}");
        assert!(vendor.trails[0].until.is_some() && !vendor.budgets.is_empty(), "{vendor:?}");
    }
    // Read as it should be, it is parked no more.
    synchronised(&office).await;
    assert!(report(&office).await.parked.is_empty());
}

#[tokio::test]
async fn a_customer_of_the_store_that_cannot_be_read_stops_no_other() {
    let office = Office::without_a_model().await;
    office.faults(&["shopify:GET:/_bulk/customers=odd"]).await;
    synchronised(&office).await;
    let parked = report(&office).await.parked;
    let [parked] = parked.as_slice() else { panic!("{parked:?}") };
    let ParkedId::Record(record) = &parked.id else { panic!("{parked:?}") };
    assert_eq!((record.source.as_str(), &*record.kind), ("shopify:trailhead", "customer"));
    assert!(record.id.chars().all(|c| c.is_ascii_digit()), "{record}");
    office.faults(&[]).await;
    office.ask(Request::ReadAgain { record: record.clone() }).await.expect("it is read");
    assert!(report(&office).await.parked.is_empty());
}

#[tokio::test]
async fn an_order_that_cannot_be_read_is_parked_and_read_alone_once_it_can_be() {
    let office = Office::without_a_model().await;
    office.faults(&["shopify:GET:/_bulk/orders=odd"]).await;
    synchronised(&office).await;
    let known = async |id: &str| {
        let page = office.repository.history_page(None, 10_000).await.unwrap();
        page.iter().flat_map(|history| &history.orders).any(|order| order.id == id)
    };
    let parked = report(&office).await.parked;
    let [parked] = parked.as_slice() else { panic!("{parked:?}") };
    let ParkedId::Record(record) = &parked.id else { panic!("{parked:?}") };
    assert_eq!((record.source.as_str(), &*record.kind), ("shopify:trailhead", "order"));
    assert!(!known(&record.id).await);
    let refused =
        office.ask(Request::ReadAgain { record: record.clone() }).await.expect_err("as odd as it was");
    assert_eq!(refused.kind, FailureKind::Failed);
    office.faults(&[]).await;
    office.ask(Request::ReadAgain { record: record.clone() }).await.expect("it is read");
    assert!(report(&office).await.parked.is_empty());
    assert!(known(&record.id).await, "models learn from it");
}

/// Task 30a: `g s`, `enter`, `r`: four keys.
#[tokio::test]
async fn what_is_stuck_is_opened_and_tried_again_in_four_keys() {
    let office = Office::with(ODD, |text| text).await;
    synchronised(&office).await;
    let mut app = App::start(&office).await;
    app.press("esc g s").await;
    app.shows("! 1 parked, it needs you");
    app.press("enter").await;
    app.shows("it has another form than expected");
    app.shows("values are hidden");
    app.hides("holloway");
    app.press("r").await;
    app.shows("parked no more");
    app.hides("it needs you");
    assert_eq!(audited(&office, AuditKind::Retried).await.len(), 1);
}

#[tokio::test]
async fn what_is_stuck_is_skipped_with_a_reason() {
    let office = Office::with(ODD, |text| text).await;
    synchronised(&office).await;
    let mut app = App::start(&office).await;
    app.press("esc g s x 3").await;
    app.hides("it needs you");
    let dropped = audited(&office, AuditKind::Dropped).await;
    assert_eq!(dropped[0]["reason"], "gone at the vendor");
    // The same record comes in the same form again: it was decided already.
    office.faults(ODD).await;
    synchronised(&office).await;
    assert!(report(&office).await.parked.is_empty());
}

#[tokio::test]
async fn a_parked_entry_tells_no_value_of_what_is_written() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 a").await;
    let (status, _) = office.sandbox.hubspot("DELETE", "/crm/objects/2026-09/contacts/512001", None).await;
    assert_eq!(status, 204);
    app.pass(5).await;
    app.press("g s enter").await;
    app.shows("reply on hubspot/contact/512001 · ");
    app.shows("note.body               text, ");
    app.hides("Hello");
    app.press("x 1").await;
    app.hides("it needs you");
    app.press("g o").await;
    app.shows("given up by sam.ibarra@example.com: done by hand at the vendor");
}

#[tokio::test]
async fn a_vendor_that_cannot_be_reached_is_told_with_what_was_known_before() {
    let office =
        Office::with(&[], |text| text.replacen("\"sandbox-token\"", "\"sandbox-token-60days\"", 1)).await;
    let mut app = App::start(&office).await;
    app.press("esc g s").await;
    app.shows("read_all_orders");
    app.shows("missing: orders older than 60 days");
    office.faults(&["*:*:/=500"]).await;
    app.pass(120).await;
    app.press("d").await;
    app.shows("✗ shopify:trailhead");
    app.shows("failed just now: the server failed");
    app.shows("read_all_orders");
    let Ok(Answer::Findings(findings)) = office.ask(Request::Doctor).await else { panic!("no findings") };
    assert!(findings.iter().any(|finding| finding.verdict == Verdict::Bad));
}

/// A token without the scope of the cases: nobody counts what it does not show, and the test names the scope.
#[tokio::test]
async fn without_the_scope_of_cases_they_are_unknown_and_the_scope_is_named() {
    let office = Office::with(&["hubspot:*:/crm/objects/2026-09/tickets=403"], without_a_model).await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.shows("Cases ?");
    app.press("c").await;
    app.shows("Cases are not shown: the token lacks the scope `tickets`.");
    app.shows("HubSpot does not show cases, so that they are not");
    app.hides("open case");
    app.press("g s").await;
    app.press("d").await;
    app.shows("missing: cases are not shown");
    app.shows("missing: cases cannot be changed");
    app.hides("✗ hubspot");
}

#[tokio::test]
async fn a_look_up_tells_how_the_vendors_stand() {
    let office = Office::without_a_model().await;
    let who = Who::Query("maren.holloway@example.com".to_owned());
    let request = Request::Lookup { who, reading: Reading::Fresh, all_pages: false };
    office.ask(request).await.expect("it is found");
    assert!(report(&office).await.vendors.iter().all(|vendor| vendor.succeeded_at.is_some()));
}

#[tokio::test]
async fn on_a_busy_day_the_last_success_is_kept_too() {
    let office = Office::without_a_model().await;
    for _ in 0..6 {
        let who = Who::Query("maren.holloway@example.com".to_owned());
        let request = Request::Lookup { who, reading: Reading::Fresh, all_pages: false };
        office.ask(request).await.expect("it is found");
        office.clock.forward(SignedDuration::from_secs(20));
    }
    let now = office.clock.now();
    let vendors = report(&office.restarted()).await.vendors;
    let is_late = |at: Timestamp| now.duration_since(at) > SignedDuration::from_mins(1);
    assert!(!vendors.iter().any(|vendor| vendor.succeeded_at.is_none_or(is_late)), "{vendors:?}");
}

#[tokio::test]
async fn what_comes_from_the_cache_is_not_called_read() {
    let office = Office::with(ODD, |text| text).await;
    synchronised(&office).await;
    let ParkedId::Record(record) = report(&office).await.parked[0].id.clone() else { panic!("a record") };
    let who = Who::Query(record.to_string());
    let request = Request::Lookup { who, reading: Reading::Fresh, all_pages: false };
    office.ask(request).await.expect("it is cached");
    // As it comes, somebody parks it again.
    office.faults(ODD).await;
    synchronised(&office).await;
    office.faults(&["hubspot:*:/=500"]).await;
    let error = office.ask(Request::ReadAgain { record }).await.expect_err("nobody was reached");
    assert_eq!(error.kind, FailureKind::Unreachable, "{error:?}");
    assert_eq!(report(&office).await.parked.len(), 1, "it stays parked");
    assert!(audited(&office, AuditKind::Retried).await.is_empty());
}

/// The age beside a source is that of its last answer, whatever it was asked.
#[tokio::test]
async fn a_source_that_has_answered_for_a_list_is_not_called_unasked() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g l").await;
    app.shows("Hamish McAllister");
    app.shows("● hubspot just now");
    office.faults(&["hubspot:*:/=500"]).await;
    app.press("r").await;
    app.shows("◌ hubspot stale");
}

/// A store that says nothing is no store in which nobody has ordered.
#[tokio::test]
async fn of_a_store_that_was_not_read_nothing_is_told() {
    let office = Office::with(&["shopify:*:/=500"], without_a_model).await;
    let mut app = App::start(&office).await;
    app.open_customer("maren.holloway@example.com").await;
    app.shows("‹ Maren Holloway");
    app.shows("orders not read");
    app.shows("The store has not told its orders and carts yet.");
    app.hides("no orders");
    app.hides("of 100");
    app.hides("no order yet");
    let who = Who::Query("maren.holloway@example.com".to_owned());
    let asked = Request::Lookup { who: who.clone(), reading: Reading::Cached, all_pages: true };
    let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = office.ask(asked).await else {
        panic!("she is found")
    };
    assert_eq!(profile.scores.lead, None);
    // What was kept of the store before is stale, and counts.
    office.faults(&[]).await;
    let asked = |reading| Request::Lookup { who: who.clone(), reading, all_pages: true };
    office.ask(asked(Reading::Fresh)).await.expect("she is read");
    office.faults(&["shopify:*:/=500"]).await;
    let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = office.ask(asked(Reading::Fresh)).await
    else {
        panic!("she is found")
    };
    assert!(profile.scores.clv.is_some() && profile.scores.lead.is_none());
}

/// A page for a call over a store that was not read asks nobody after a first order, whoever words its questions.
#[tokio::test]
async fn nobody_is_asked_after_a_first_order_where_the_store_was_not_read() {
    let office = Office::with(&["shopify:*:/=500"], |text| text).await;
    let who = Who::Query("maren.holloway@example.com".to_owned());
    let asked = Request::CallSheet { who, reading: Reading::Cached, playbook_only: false };
    let Ok(Answer::CallSheet(sheet)) = office.ask(asked).await else { panic!("there is a page") };
    let said: Vec<&str> =
        sheet.parts.iter().flat_map(|part| &part.sentences).map(|one| one.text.as_str()).collect();
    assert!(!said.iter().any(|text| text.contains("first order")), "{said:?}");
}
