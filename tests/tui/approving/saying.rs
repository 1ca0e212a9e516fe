//! A yes and a no: what is read before, and what follows.

use deskhand::desk::api::Request;
use deskhand::domain::action::Write;
use deskhand::domain::audit::{AuditEvent, AuditKind};
use deskhand::domain::outbox::{Entry, EntryState};
use deskhand::ports::Clock;
use serde_json::{Value, json};

use super::{MAREN, careful};
use crate::app::App;
use crate::office::{Office, replies_need_a_yes, without_a_model};

#[tokio::test]
async fn a_yes_lets_it_go() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    app.shows("waits for a yes: yours or a manager's");
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty(), "nothing leaves without it");
    app.press("g p").await;
    app.shows("policy: every task needs a yes");
    app.press("enter y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
    assert!(app.model.outbox[0].approved_by.is_some());
}

#[tokio::test]
async fn a_no_has_a_reason_and_nothing_leaves() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p n 4").await;
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty());
    let EntryState::Rejected { reason, .. } = &app.model.outbox[0].state else {
        panic!("{:?}", app.model.outbox[0].state)
    };
    assert_eq!(reason, "wrong customer");
}

#[tokio::test]
async fn on_one_machine_a_yes_is_a_second_confirmation_and_called_so() {
    let office = careful("support").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p").await;
    app.shows("on this machine a second confirmation, not a second person");
    app.press("enter y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
}

#[tokio::test]
async fn where_all_is_read_only_nothing_is_accepted() {
    let office = Office::with(&[], |text| without_a_model(text).replace("\"suggest\"", "\"observe\"")).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a").await;
    app.shows("read only");
    app.shows("`observe`");
    app.pass(600).await;
    assert!(office.created("notes").await.is_empty());
}

/// Task 26: two keys to the list, two for each, and what is decided is read before it is.
#[tokio::test]
async fn each_says_who_asked_why_what_it_rests_on_and_what_it_would_write() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p").await;
    app.shows("asked by    you · ");
    app.shows("policy: every task needs a yes · yours or a manager's");
    app.shows("rests on");
    app.shows("✓ yes, ");
    app.shows("(new) + ");
    app.press("enter y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
    app.shows("Nothing waits for a yes.");
}

/// Whoever decides reads what it rests on to its end.
#[tokio::test]
async fn what_it_rests_on_is_read_to_its_end() {
    let office = careful("manager").await;
    let subject =
        format!("Where is my sleeping bag {}by the very end", "and why does nobody know ".repeat(6));
    let changed = json!({ "properties": { "subject": subject } });
    assert_eq!(office.sandbox.hubspot("PATCH", "/crm/v3/objects/tickets/17701", Some(changed)).await.0, 200);
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p enter G").await;
    app.shows("the very end»");
}

/// Whoever says yes to a colleague's answer is told whose it is to send.
#[tokio::test]
async fn an_answer_is_for_who_asked_to_send_whoever_says_yes() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a").await;
    let own = app.model.outbox[0].clone();
    assert!(matches!(own.write, Write::Reply(_)), "{own:?}");
    let theirs = Entry { accepted_by: "robin.hale@example.com".to_owned(), ..own.clone() };
    let line = AuditEvent {
        at: office.clock.now(),
        actor: theirs.accepted_by.clone(),
        kind: AuditKind::Accepted,
        customer: Some(own.customer_id),
        subject: own.id.to_string(),
        detail: Value::Null,
    };
    assert!(office.repository.move_entry(&own, &theirs, &line).await.unwrap());
    app.press("esc g p enter").await;
    app.shows("robin.hale@example.com to send");
    app.press("Y").await;
    let copied = app.copied.last().expect("what is written");
    assert!(copied.contains("for robin.hale@example.com to send"), "{copied}");
    app.press("e").await;
    app.hides("for you to send");
    app.press("esc").await;
    office.ask(Request::Approve { entry: own.id, despite: true }).await.unwrap();
    app.settle().await;
    app.pass(5).await;
    app.shows("noted: robin.hale@example.com is to send it to the customer");
    app.hides("for you to send");
}
