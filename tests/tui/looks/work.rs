//! Outbox, approvals, audit log, wire view, sources.

use jiff::Timestamp;

use super::looks;
use crate::app::App;
use crate::office::{Office, without_a_model};

#[tokio::test]
async fn the_outbox() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g o").await;
    looks(&mut app, "outbox_empty");
    app.open_customer("Maren Holloway").await;
    app.press("1 a").await;
    app.pass(5).await;
    app.press("2 a u 3 a").await;
    app.press("g o enter").await;
    looks(&mut app, "outbox_queued_done_taken_back");
    office.faults(&["hubspot:*:/=garbage"]).await;
    app.pass(5).await;
    looks(&mut app, "outbox_in_doubt");
}

#[tokio::test]
async fn what_the_crm_refuses_is_parked() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 a").await;
    // The contact goes away while the note waits.
    let (status, _) = office.sandbox.hubspot("DELETE", "/crm/objects/2026-09/contacts/512001", None).await;
    assert_eq!(status, 204);
    app.pass(5).await;
    app.press("g o enter").await;
    looks(&mut app, "outbox_parked");
}

#[tokio::test]
async fn approvals() {
    let office = Office::with(&[], |text| {
        format!(
            "{}\n[[policy.approvals]]\nwhen = {{ action = \"task\" }}\nrole = \"manager\"\n",
            without_a_model(text)
        )
    })
    .await;
    let mut app = App::start(&office).await;
    app.press("esc g p").await;
    looks(&mut app, "approvals_empty");
    app.open_customer("Maren Holloway").await;
    app.press("2 a").await;
    looks(&mut app, "waits_for_a_yes");
    app.press("g p").await;
    looks(&mut app, "approvals");
}

#[tokio::test]
async fn audit_log_and_wire_view() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 a").await;
    app.pass(5).await;
    app.pass(60).await;
    app.press("g a V").await;
    looks(&mut app, "audit_verified");
    app.press("j enter").await;
    looks(&mut app, "audit_line");
    app.press("g w").await;
    looks(&mut app, "wire_view");
    app.press("tab p").await;
    looks(&mut app, "wire_view_raw");
}

#[tokio::test]
async fn sources() {
    let office = Office::open().await;
    // What is said of the vendors' clocks depends on the machine's.
    office.clock.set(Timestamp::now());
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("g s").await;
    looks(&mut app, "sources");
    office.faults(&["shopify:*:/=500"]).await;
    app.press("d").await;
    looks(&mut app, "sources_with_findings");
}

#[tokio::test]
async fn sources_with_something_stuck() {
    let office = Office::with(&["hubspot:GET:/crm/objects/2026-09/contacts=odd*1"], |text| {
        let read_only = text.replacen("\"sandbox-token\"", "\"sandbox-token-60days\"", 1);
        without_a_model(read_only)
    })
    .await;
    office.clock.set(Timestamp::from_second(Timestamp::now().as_second()).unwrap());
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    // By the real clock, at which a draft may say another thing in the evening.
    app.press("n").await;
    app.type_text("Called about the bag.").await;
    app.press("ctrl-s").await;
    let (status, _) = office.sandbox.hubspot("DELETE", "/crm/objects/2026-09/contacts/512001", None).await;
    assert_eq!(status, 204);
    app.pass(5).await;
    app.press("g s").await;
    looks(&mut app, "sources_stuck");
    app.press("down enter").await;
    looks(&mut app, "sources_stuck_unfolded");
}

#[tokio::test]
async fn what_was_done_today() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g y").await;
    looks(&mut app, "activity_empty");
    app.open_customer("Maren Holloway").await;
    // One after the other: what leaves together is numbered by the CRM as it comes.
    app.press("1 x 3 2 a").await;
    app.pass(5).await;
    app.press("3 a").await;
    app.pass(5).await;
    app.press("g y").await;
    looks(&mut app, "activity");
}

/// A manager's, with what everybody did.
#[tokio::test]
async fn everybodys_activity() {
    let manager = |text| without_a_model(text).replace("role = \"support\"", "role = \"manager\"");
    let office = Office::with(&[], manager).await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    // One after the other: what leaves together is numbered by the CRM as it comes.
    app.press("1 x 3 2 a").await;
    app.pass(5).await;
    app.press("3 a").await;
    app.pass(5).await;
    app.press("g y v").await;
    looks(&mut app, "activity_everybodys");
}
