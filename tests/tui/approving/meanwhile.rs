//! What has changed since it was asked for is asked about before a yes.

use deskhand::desk::api::{Answer, FailureKind, LookupAnswer, Reading, Request, Who};
use serde_json::json;

use super::{MAREN, careful};
use crate::app::App;
use crate::office::{Office, replies_need_a_yes};

#[tokio::test]
async fn what_has_changed_since_is_asked_about_first() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    let case = json!({ "properties": { "hs_pipeline_stage": "4" } });
    let of_maren = case_of(&office).await;
    let (status, answer) =
        office.sandbox.hubspot("PATCH", &format!("/crm/v3/objects/tickets/{of_maren}"), Some(case)).await;
    assert_eq!(status, 200, "{answer}");
    app.press("g p").await;
    app.shows("✗ no, ");
    app.shows("was closed");
    app.press("y").await;
    app.shows("Say yes all the same?");
    app.press("esc").await;
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty());
    app.press("y y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
}

/// What was said yes to after a question is not stopped again as it leaves.
#[tokio::test]
async fn a_yes_to_an_answer_goes_over_how_its_case_stands_then() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a").await;
    app.shows("waits for a yes: yours or a manager's");
    let changed = json!({ "properties": { "hs_ticket_priority": "LOW" } });
    let path = format!("/crm/v3/objects/tickets/{}", case_of(&office).await);
    assert_eq!(office.sandbox.hubspot("PATCH", &path, Some(changed)).await.0, 200);
    app.press("g p").await;
    app.shows("somebody changed case 17701 since");
    app.press("y").await;
    app.shows("Say yes all the same?");
    app.press("y").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1, "{}", app.text());
}

/// The open case of the customer.
async fn case_of(office: &Office) -> String {
    let who = Who::Query(MAREN.to_owned());
    let found = office.ask(Request::Lookup { who, reading: Reading::Cached, all_pages: false }).await;
    let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = found else { panic!("{found:?}") };
    profile.open_cases().next().expect("an open case").id.clone()
}

#[tokio::test]
async fn what_cannot_be_checked_is_not_called_true() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    office.faults(&["hubspot:*:/=500"]).await;
    app.press("g p").await;
    app.shows("? not known, ");
    app.press("y").await;
    app.shows("Nobody could check");
}

/// What two have asked for is written once, unless somebody wants it twice.
#[tokio::test]
async fn what_was_written_for_somebody_else_meanwhile_is_not_still_true() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    let mut asked = Vec::new();
    for _ in 0..2 {
        let (who, text) = (Who::Query(MAREN.to_owned()), "Call on Monday".to_owned().into());
        let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: false };
        let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
        asked.push(accepted.entry.id);
    }
    assert_ne!(asked[0], asked[1]);
    office.ask(Request::Approve { entry: asked[0], despite: false }).await.expect("it is true");
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
    let refused = office.ask(Request::Approve { entry: asked[1], despite: false }).await.unwrap_err();
    assert!(refused.what.contains("it would be done twice"), "{}", refused.what);
    office.ask(Request::Approve { entry: asked[1], despite: true }).await.expect("all the same");
}

/// Nobody says yes to two answers to one case without knowing it.
#[tokio::test]
async fn a_yes_to_one_of_two_answers_to_a_case_asks_about_the_other() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.press("esc g c enter").await;
    app.press("1 a").await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s").await;
    app.shows("An answer is under way");
    app.shows("waits for a yes: yours or a manager's");
    app.press("a g p").await;
    app.shows("approvals · 2");
    let both: Vec<_> = app.model.outbox.iter().map(|entry| entry.id).collect();
    for entry in &both {
        let refused = office.ask(Request::Approve { entry: *entry, despite: false }).await.unwrap_err();
        assert_eq!(refused.kind, FailureKind::NotPermitted);
        assert!(refused.what.contains("the customer would read two"), "{}", refused.what);
    }
    app.press("enter y").await;
    app.shows("the customer would read two");
    app.shows("Say yes all the same?");
    app.press("esc").await;
    app.pass(600).await;
    assert!(office.created("notes").await.is_empty(), "neither is sent by accident");

    // Of two that are decided about at once, the first is found by the second.
    office.ask(Request::Reject { entry: both[0], reason: "not this one".to_owned() }).await.unwrap();
    office.ask(Request::Approve { entry: both[1], despite: false }).await.expect("it is alone now");
}

/// The second of two who ask for the same waits behind the first, and whoever says yes is told.
#[tokio::test]
async fn what_waits_for_somebody_else_already_is_not_still_true() {
    let office = careful("manager").await;
    let mut asked = Vec::new();
    for note in ["Likes blue", "Likes blue", "Likes green"] {
        let (who, text) = (Who::Query(MAREN.to_owned()), note.to_owned().into());
        let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: false };
        let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
        asked.push(accepted.entry.id);
        office.clock.forward(jiff::SignedDuration::from_secs(60));
    }
    let refused = office.ask(Request::Approve { entry: asked[1], despite: false }).await.unwrap_err();
    assert!(refused.what.contains("waits for a yes as well: it would be done twice"), "{}", refused.what);
    for entry in [asked[0], asked[2]] {
        office.ask(Request::Approve { entry, despite: false }).await.expect("nobody else asks for it");
    }
    let refused = office.ask(Request::Approve { entry: asked[1], despite: false }).await.unwrap_err();
    assert!(refused.what.contains("is on its way: it would be done twice"), "{}", refused.what);
}
