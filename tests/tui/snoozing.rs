//! Cases put to sleep, read back in the store's zone, woken by time, parcel, customer or key.

use deskhand::desk::api::{Answer, DeskError, EntryOrSuggestion, Reading, Request};
use deskhand::domain::audit::{AuditEvent, AuditKind};
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::outbox::{Entry, EntryState};
use deskhand::domain::queue::QueuedCase;
use deskhand::domain::snooze::{WakeCause, WakeRule};
use deskhand::ports::Clock;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::App;
use crate::looks::looks;
use crate::office::Office;

async fn queue(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g c").await;
    app.shows("All 19");
    app
}

async fn ticket(office: &Office, id: &str) -> Value {
    let properties = "hs_pipeline_stage,deskhand_sleeps_until,deskhand_wake_rule";
    let path = format!("/crm/objects/2026-09/tickets/{id}?properties={properties}");
    office.sandbox.hubspot("GET", &path, None).await.1["properties"].clone()
}

async fn kept(office: &Office, id: &str) -> QueuedCase {
    let rows = office.repository.queue().await.expect("the queue is kept");
    rows.into_iter().find(|row| row.record.id == id).expect("a row")
}

/// Task 14: two keys and what is typed.
#[tokio::test]
async fn a_case_sleeps_until_its_parcel_moves_or_two_days_have_passed() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("z").await;
    app.shows("Case 17701: sleeps until when?");
    looks(&mut app, "snooze_asked");
    app.type_text("2d or scan").await;
    app.shows(" EST, when the parcel moves,");
    looks(&mut app, "snooze_typed");
    app.press("enter").await;
    app.shows("asleep; wakes");
    app.shows("All 18");
    app.shows("Snoozed 1");
    app.hides("Maren Holloway  ");
    let row = kept(&office, "17701").await;
    let snooze = row.snooze.expect("it sleeps");
    assert_eq!((snooze.by.as_str(), snooze.status.as_str()), ("sam.ibarra@example.com", "Waiting on us"));
    assert!(snooze.rule.scan && snooze.parcel.is_some(), "{snooze:?}");
    app.pass(5).await;
    let told = ticket(&office, "17701").await;
    assert_eq!(told["hs_pipeline_stage"], "3", "it waits at the CRM: {told}");
    assert!(told["deskhand_sleeps_until"].as_str().is_some_and(|until| until.contains('T')), "{told}");
    assert!(told["deskhand_wake_rule"].as_str().is_some_and(|rule| rule.contains("when the parcel moves")));
    app.press("shift-tab").await;
    app.shows("☾ 47 h");
    looks(&mut app, "snoozed");
}

#[tokio::test]
async fn undo_brings_it_back_while_it_has_not_left() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("z").await;
    app.type_text("tomorrow").await;
    app.press("enter").await;
    app.shows("All 18");
    app.press("u").await;
    app.shows("All 19");
    app.pass(60).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "nothing was written");
    let row = kept(&office, "17701").await;
    assert!(row.snooze.is_none() && row.back.is_none());
}

/// A stop can come between what is taken back and the case.
#[tokio::test]
async fn what_was_taken_back_when_everything_stopped_does_not_sleep_on() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("z").await;
    app.type_text("3d").await;
    app.press("enter").await;
    app.shows("All 18");
    let entry = app.model.outbox.first().expect("an entry").clone();
    drop(app);
    let undone = Entry { state: EntryState::Undone { at: office.clock.now(), by: None }, ..entry.clone() };
    let line = AuditEvent {
        at: office.clock.now(),
        actor: "sam.ibarra@example.com".to_owned(),
        kind: AuditKind::Undone,
        customer: None,
        subject: entry.id.to_string(),
        detail: Value::Null,
    };
    assert!(office.repository.move_entry(&entry, &undone, &line).await.unwrap());
    let office = office.restarted();
    let mut app = App::start(&office).await;
    app.press("esc g c").await;
    app.shows("All 19");
}

#[tokio::test]
async fn several_sleep_with_one_yes_and_are_back_with_one_undo() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space z").await;
    app.shows("2 cases: sleeps until when?");
    app.type_text("mon 14:00 or reply").await;
    app.press("enter").await;
    app.shows("What will happen: 2 of 2");
    looks(&mut app, "snooze_bulk");
    assert!(kept(&office, "17701").await.snooze.is_none(), "nobody has said yes");
    app.press("a").await;
    app.shows("All 17");
    app.press("u").await;
    app.shows("All 19");
}

/// What is taken back is as it was: in its place, and no news.
#[tokio::test]
async fn what_is_back_by_an_undo_stands_where_it_stood_and_is_not_called_new() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    let order = |app: &App<'_>| -> Vec<String> {
        let lines = app.text().lines().map(str::to_owned).collect::<Vec<_>>();
        lines.iter().skip(2).take(12).map(|line| line.chars().take(40).collect()).collect()
    };
    app.press("j j").await;
    let before = order(&app);
    app.press("k z").await;
    app.type_text("2d").await;
    app.press("enter").await;
    app.shows("All 18");
    app.press("u j").await;
    app.shows("All 19");
    app.hides("new case");
    assert_eq!(order(&app), before);
}

#[tokio::test]
async fn what_is_not_understood_says_what_is() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("z").await;
    app.type_text("whenever").await;
    app.shows("`whenever` is nothing to wake at; understood: 2d, 4h");
    looks(&mut app, "snooze_wrong");
    app.press("enter").await;
    app.shows("sleeps until when?");
    app.press("esc").await;
    app.shows("All 19");
}

#[tokio::test]
async fn it_wakes_when_its_time_has_come_and_says_so_quietly() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("z").await;
    app.type_text("4h").await;
    app.press("enter").await;
    app.pass(5).await;
    office.clock.forward(SignedDuration::from_hours(3));
    app.pass(60).await;
    app.shows("All 18");
    app.pass(3600).await;
    app.shows("All 19");
    app.shows("1 back from sleep");
    let row = kept(&office, "17701").await;
    assert_eq!(row.back.expect("it is back").cause, WakeCause::Time);
    app.press("f").await;
    app.type_text("is:back").await;
    app.press("enter").await;
    app.shows("back: time is up");
    looks(&mut app, "snooze_back");
    // Whoever works on it has seen it.
    app.press("P l").await;
    app.hides("back: time is up");
}

#[tokio::test]
async fn it_wakes_when_the_parcel_moves() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("z").await;
    app.type_text("scan").await;
    app.press("enter").await;
    app.pass(5).await;
    let customer = kept(&office, "17701").await.customer_id.expect("a customer");
    let mut dossier = office.repository.dossier(customer).await.unwrap().expect("a dossier");
    let orders = dossier.answers.iter_mut().flat_map(|answer| &mut answer.found.records);
    for shipment in orders.flat_map(|record| &mut record.orders).flat_map(|order| &mut order.shipments) {
        shipment.updated_at = Some(crate::sandbox_support::now());
    }
    office.repository.put_dossier(&dossier).await.unwrap();
    // Whoever looks at the queue has the stores asked, too.
    app.pass(61).await;
    app.shows("All 19");
    assert_eq!(kept(&office, "17701").await.back.unwrap().cause, WakeCause::Parcel);
    app.press("enter").await;
    app.shows("☼ back: parcel moved");
}

#[tokio::test]
async fn no_scan_is_promised_of_a_parcel_that_has_arrived() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("3 j").await;
    app.shows("▎!     -47 h Simone Achterberg");
    app.press("z").await;
    app.hides("no scan is to come");
    app.type_text("2d").await;
    app.hides("no scan is to come");
    app.type_text(" or scan").await;
    app.shows("its parcel is delivered already, so that no scan is to come");
    looks(&mut app, "snooze_delivered");
}

#[tokio::test]
async fn it_wakes_when_the_customer_writes_whatever_its_rule() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("z").await;
    app.type_text("5d").await;
    app.press("enter").await;
    app.pass(5).await;
    let mail = json!({
        "properties": {
            "hs_timestamp": crate::sandbox_support::now() + SignedDuration::from_secs(60),
            "hs_email_direction": "INCOMING_EMAIL", "hs_email_subject": "Re", "hs_email_text": "Still nothing here.",
        },
        "associations": [{ "to": { "id": "17701" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 224 }] }],
    });
    let (status, made) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/emails", Some(mail)).await;
    assert_eq!(status, 201, "{made}");
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.unwrap();
    app.settle().await;
    assert_eq!(kept(&office, "17701").await.back.expect("it is back").cause, WakeCause::Customer);
    app.shows("All 19");
}

#[tokio::test]
async fn an_open_case_sleeps_and_is_woken_with_the_same_key() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("enter z").await;
    app.type_text("3d").await;
    app.press("enter").await;
    app.shows("☾ asleep, wakes");
    app.pass(5).await;
    app.shows("Waiting on contact");
    looks(&mut app, "case_asleep");
    app.press("z").await;
    app.shows("☼ back: woken");
    app.pass(5).await;
    let told = ticket(&office, "17701").await;
    assert_eq!((told["hs_pipeline_stage"].as_str(), &told["deskhand_wake_rule"]), (Some("2"), &Value::Null));
}

/// A case that waited for the customer already is put to sleep without a change at a CRM that has no fields for that; it is
/// woken again by undo all the same.
#[tokio::test]
async fn a_sleep_that_changed_nothing_at_the_crm_can_be_taken_back() {
    let office = Office::without_a_model().await;
    let waiting = json!({ "properties": { "hs_pipeline_stage": "3" } });
    office.sandbox.hubspot("PATCH", "/crm/objects/2026-09/tickets/17701", Some(waiting)).await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.expect("a queue");
    sleep_for(&office, 3).await;
    let mut app = App::start(&office).await;
    app.pass(6).await;
    let entry = app.model.outbox.first().expect("an entry").clone();
    assert_eq!((entry.state.word(), kept(&office, "17701").await.snooze.is_some()), ("done", true));
    let undone = office.ask(Request::Undo { what: EntryOrSuggestion::Entry(entry.id) }).await;
    assert!(undone.is_ok(), "{undone:?}");
    app.pass(6).await;
    assert!(kept(&office, "17701").await.snooze.is_none());
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// What has not left need not be written twice.
#[tokio::test]
async fn waking_what_still_counts_down_writes_nothing() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("enter z").await;
    app.type_text("3d").await;
    app.press("enter").await;
    app.shows("☾ asleep, wakes");
    app.press("z").await;
    app.shows("awake; its sleep had not left yet");
    app.hides("☾ asleep");
    app.pass(60).await;
    let states: Vec<&str> = app.model.outbox.iter().map(|entry| entry.state.word()).collect();
    assert_eq!(states, ["undone"]);
    let told = ticket(&office, "17701").await;
    assert_eq!((told["hs_pipeline_stage"].as_str(), &told["deskhand_wake_rule"]), (Some("2"), &Value::Null));
    let row = kept(&office, "17701").await;
    assert_eq!((row.snooze, row.status.as_str()), (None, "Waiting on us"));
}

/// A sleep that was written is woken at the CRM, whatever counts down above it.
#[tokio::test]
async fn waking_below_a_second_sleep_that_counts_down_wakes_the_first() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    sleep_for(&office, 2).await;
    app.pass(5).await;
    office.clock.forward(SignedDuration::from_secs(60));
    let second = sleep_for(&office, 4).await;
    let cases = vec![CaseAt { record: kept(&office, "17701").await.record, seen: None }];
    let request =
        Request::WorkCases { cases, deed: CaseDeed::Wake, consent: Consent::Go, vouches: false, now: false };
    let Ok(Answer::Casework(done)) = office.ask(request).await else { panic!("nothing was done") };
    assert_ne!(done.entries[0].id, second.id);
    app.pass(5).await;
    let told = ticket(&office, "17701").await;
    assert_eq!((told["hs_pipeline_stage"].as_str(), &told["deskhand_wake_rule"]), (Some("2"), &Value::Null));
    assert!(kept(&office, "17701").await.snooze.is_none());
}

#[tokio::test]
async fn waking_can_be_taken_back_too() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("enter z").await;
    app.type_text("3d").await;
    app.press("enter").await;
    app.pass(5).await;
    app.press("z").await;
    assert!(kept(&office, "17701").await.snooze.is_none());
    app.press("u").await;
    app.shows("☾ asleep, wakes");
    app.pass(60).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

#[tokio::test]
async fn a_closed_case_is_left_alone() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    let closed = json!({ "properties": { "hs_pipeline_stage": "4" } });
    office.sandbox.hubspot("PATCH", "/crm/objects/2026-09/tickets/17701", Some(closed)).await;
    app.press("z").await;
    app.type_text("2d").await;
    app.press("enter").await;
    app.shows("it is closed");
    assert!(app.model.outbox.is_empty());
}

#[tokio::test]
async fn nobody_needs_to_be_reached_for_it() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    // Once the stages were read they are known.
    app.press("S esc").await;
    office.faults(&["hubspot:*:/=500"]).await;
    app.press("z").await;
    app.type_text("2d or scan").await;
    app.press("enter").await;
    app.shows("All 18");
    let entry = app.model.outbox.first().expect("an entry").clone();
    let deskhand::domain::action::Write::CaseUpdate(change) = &entry.write else { panic!("{entry:?}") };
    assert_eq!(change.status.as_deref(), Some("Waiting on contact"));
}

/// Puts case 17701 to sleep for some days, beside the app.
async fn sleep_for(office: &Office, days: i64) -> Entry {
    let at = Some(office.clock.now() + SignedDuration::from_hours(24 * days));
    let deed = CaseDeed::Snooze(WakeRule { at, ..WakeRule::default() });
    let cases = vec![CaseAt { record: kept(office, "17701").await.record, seen: None }];
    let request = Request::WorkCases { cases, deed, consent: Consent::Go, vouches: false, now: false };
    let Ok(Answer::Casework(done)) = office.ask(request).await else { panic!("nothing was done") };
    done.entries.into_iter().next().expect("an entry")
}

async fn undone(office: &Office, entry: &Entry) -> Result<Answer, DeskError> {
    office.ask(Request::Undo { what: EntryOrSuggestion::Entry(entry.id) }).await
}

#[tokio::test]
async fn a_second_sleep_takes_the_place_of_one_that_counts_down() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    let first = sleep_for(&office, 2).await;
    let second = sleep_for(&office, 4).await;
    app.pass(5).await;
    let told = ticket(&office, "17701").await["deskhand_wake_rule"].clone();
    let state = |id| app.model.outbox.iter().find(|entry| entry.id == id).map(|entry| entry.state.word());
    assert_eq!((state(first.id), state(second.id)), (Some("undone"), Some("done")), "one write: {told}");
    let asleep = kept(&office, "17701").await.snooze.expect("it sleeps");
    assert_eq!((asleep.entry, asleep.status.as_str()), (second.id, "Waiting on us"));
}

#[tokio::test]
async fn an_older_sleep_is_not_taken_back_from_under_a_newer_one() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    let first = sleep_for(&office, 2).await;
    app.pass(5).await;
    office.clock.forward(SignedDuration::from_secs(60));
    let second = sleep_for(&office, 4).await;
    app.pass(5).await;
    let refused = undone(&office, &first).await.expect_err("it counts no more");
    assert!(refused.what.contains("case 17701 was put to sleep anew since"), "{refused:?}");
    assert!(refused.hint.is_some_and(|hint| hint.contains(&second.id.to_string())));
    assert_eq!(kept(&office, "17701").await.snooze.expect("it sleeps").entry, second.id);
    // Once the later one is taken back, it is the last word again.
    undone(&office, &second).await.expect("taken back");
    app.pass(5).await;
    undone(&office, &first).await.expect("taken back, too");
}

/// What waits in a case is read before it is put out of sight.
#[tokio::test]
async fn what_waits_is_told_before_a_case_sleeps() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("z").await;
    app.shows("! the customer wrote ");
    app.press("esc space space z").await;
    app.shows("! of 2 of these the customer waits for an answer");
}
