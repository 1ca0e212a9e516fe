//! One yes to several.

use deskhand::desk::api::{Request, Who};
use serde_json::json;

use super::{MAREN, careful};
use crate::app::App;
use crate::office::{Office, replies_need_a_yes, without_a_model};

#[tokio::test]
async fn one_yes_to_several_is_for_one_kind_that_gives_nothing_away() {
    let office = Office::with(&[], |text| {
        let text = without_a_model(text);
        let rule = |kind: &str| {
            format!("[[policy.approvals]]\nwhen = {{ action = \"{kind}\" }}\nrole = \"manager\"\n")
        };
        format!("{text}\n{}{}{}", rule("task"), rule("note"), rule("reply"))
    })
    .await;
    let who = || Who::Query(MAREN.to_owned());
    for text in ["Call on Monday", "Call on Tuesday"] {
        let (text, due_at, owner) = (text.to_owned().into(), None, None);
        office.ask(Request::Task { who: who(), text, case: None, due_at, owner, now: false }).await.unwrap();
    }
    let text = "A note".to_owned().into();
    office.ask(Request::Note { who: who(), text, case: None, now: false }).await.unwrap();
    let mut app = App::start(&office).await;
    app.press("esc g p").await;
    app.shows("approvals · 3");
    // Who has waited longest stands first: the tasks, then the note.
    assert_eq!(app.text().matches("[ ]").count(), 3);
    app.press("j space").await;
    assert_eq!(app.text().matches("[ ]").count(), 1, "a box for the other task alone");
    app.press("space").await;
    app.shows("a task and a note are not decided at once");
    app.press("k * y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 2);
    assert!(office.created("notes").await.is_empty());
    app.shows("approvals · 1");
}

/// A box is for what can be marked, and the key is offered where there is one.
#[tokio::test]
async fn what_is_decided_by_itself_has_no_box() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a g p").await;
    app.shows("approvals · 1");
    for hidden in ["[ ]", "space marks several", "space mark"] {
        app.hides(hidden);
    }
    app.press("space").await;
    app.shows("is decided by itself");
}

/// What gives something away is known before anybody has looked at it: no yes to several takes it along.
#[tokio::test]
async fn what_gives_something_away_is_marked_with_no_other() {
    let office = careful("manager").await;
    for text in ["Call on Monday", "Refund 150 USD as goodwill", "Call on Tuesday"] {
        let (who, text) = (Who::Query(MAREN.to_owned()), text.to_owned().into());
        office
            .ask(Request::Task { who, text, case: None, due_at: None, owner: None, now: false })
            .await
            .unwrap();
    }
    let mut app = App::start(&office).await;
    app.press("esc g p").await;
    app.shows("approvals · 3");
    assert_eq!(app.text().matches("[ ]").count(), 2, "{}", app.text());
    app.press("*").await;
    app.shows("2 marked");
    app.press("y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 2);
    app.shows("approvals · 1");
    app.press("space").await;
    app.shows("this task is decided by itself: something is given away");
}

/// What is decided elsewhere is marked no more.
#[tokio::test]
async fn a_mark_goes_with_what_was_marked() {
    let office = careful("manager").await;
    for text in ["Call on Monday", "Call on Tuesday", "Call on Friday"] {
        let (who, text) = (Who::Query(MAREN.to_owned()), text.to_owned().into());
        office
            .ask(Request::Task { who, text, case: None, due_at: None, owner: None, now: false })
            .await
            .unwrap();
    }
    let mut app = App::start(&office).await;
    app.press("esc g p *").await;
    app.shows("3 marked: y approves all");
    let entry = app.model.outbox[1].id;
    office.ask(Request::Reject { entry, reason: "not then".to_owned() }).await.unwrap();
    app.settle().await;
    app.shows("2 marked");
    app.press("y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 2);
}

/// What has changed since it was asked for is decided by itself, however many are marked.
#[tokio::test]
async fn one_yes_to_several_stops_at_what_has_changed() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a t").await;
    app.type_text("Call the carrier").await;
    app.press("ctrl-s").await;
    let closed = json!({ "properties": { "hs_pipeline_stage": "4" } });
    assert_eq!(office.sandbox.hubspot("PATCH", "/crm/v3/objects/tickets/17701", Some(closed)).await.0, 200);
    app.press("g p").await;
    app.shows("✗ no, ");
    app.press("* y").await;
    app.shows("does not hold now: look at it by itself");
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty());
}
