//! Working cases: status, priority, owner, answers, macros, many at once, and what a colleague did meanwhile.

mod answering;
mod choosing;
mod closing;
mod filling_in;
mod many;
mod meanwhile;
mod reading;
mod sent_and_taken_back;
mod taking_back;
mod to_send;

use deskhand::domain::audit::{AuditEvent, AuditKind};
use deskhand::domain::outbox::{Entry, EntryState};
use serde_json::{Value, json};

use crate::app::App;
use crate::office::Office;

/// The app with the most pressing case open: Maren Holloway's 17701.
async fn case(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g c enter").await;
    app.shows("‹ Maren Holloway · 1 of 19");
    app
}

async fn queue(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g c").await;
    app
}

async fn ticket(office: &Office, id: &str) -> Value {
    let path = format!(
        "/crm/objects/2026-09/tickets/{id}?properties=hs_pipeline_stage,hs_ticket_priority,hubspot_owner_id"
    );
    office.sandbox.hubspot("GET", &path, None).await.1["properties"].clone()
}

/// A colleague answers and puts the case to where it waits for the customer.
async fn colleague_changes(office: &Office, id: &str) {
    let changed = json!({ "properties": { "hs_pipeline_stage": "3" } });
    let path = format!("/crm/objects/2026-09/tickets/{id}");
    let (status, _) = office.sandbox.hubspot("PATCH", &path, Some(changed)).await;
    assert_eq!(status, 200);
}

fn note_body(note: &Value) -> &str {
    note["properties"]["hs_note_body"].as_str().expect("a body")
}

/// Puts an entry into another state, as the worker does.
async fn moved(office: &Office, entry: &Entry, state: EntryState) -> Entry {
    let next = Entry { state, ..entry.clone() };
    assert!(office.repository.move_entry(entry, &next, &line_about(&next)).await.unwrap());
    next
}

fn line_about(entry: &Entry) -> AuditEvent {
    AuditEvent {
        at: crate::sandbox_support::now(),
        actor: "deskhand".to_owned(),
        kind: AuditKind::Written,
        customer: Some(entry.customer_id),
        subject: entry.id.to_string(),
        detail: Value::Null,
    }
}
