//! What policy does not let through by itself: it waits for a yes, a no has a reason.

use deskhand::domain::outbox::EntryState;

use crate::app::App;
use crate::office::{Office, without_a_model};

const MAREN: &str = "Maren Holloway";

/// A desk where every task needs a manager's yes, and `role` sits at it.
async fn careful(role: &str) -> Office {
    let role = format!("role = \"{role}\"");
    Office::with(&[], |text| {
        let text = without_a_model(text).replacen("role = \"support\"", &role, 1);
        format!("{text}\n[[policy.approvals]]\nwhen = {{ action = \"task\" }}\nrole = \"manager\"\n")
    })
    .await
}

#[tokio::test]
async fn a_yes_lets_it_go() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    app.shows("waits for the yes of a manager");
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty(), "nothing leaves without it");
    app.press("g p").await;
    app.shows("policy: every task needs a yes");
    app.press("y").await;
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
    app.press("y").await;
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
