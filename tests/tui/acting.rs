//! From a suggestion to the CRM: accept, edit, take back, turn down, and what arrives.

use deskhand::domain::outbox::EntryState;
use serde_json::Value;

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "Maren Holloway";

/// The text of a note or task as the CRM has it.
fn body(made: &Value) -> &str {
    let properties = &made["properties"];
    properties["hs_note_body"].as_str().or(properties["hs_task_body"].as_str()).expect("a body")
}

/// Task 2: where is my order? Three keys after the search.
#[tokio::test]
async fn a_customer_is_answered_with_three_keys() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.type_text(MAREN).await;
    app.press("enter 1").await;
    for shown in
        ["#1133", "on its way", "rests on  case:17701 order:1133", "→ HubSpot note on contact 512001"]
    {
        app.shows(shown);
    }
    app.press("a").await;
    app.shows("leaves in 5 s");
    assert!(office.created("notes").await.is_empty(), "it can still be taken back");
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(body(&notes[0]).contains("order #1133") && body(&notes[0]).contains("machine-generated"));
    let tied = &notes[0]["associations"];
    assert!(tied.to_string().contains("512001") && tied.to_string().contains("17701"), "{tied}");
    app.shows("done just now as 30000000");
}

#[tokio::test]
async fn what_is_taken_back_in_time_never_leaves() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a u").await;
    app.shows("taken back, it has not left");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty() && office.created("tasks").await.is_empty());
    assert!(matches!(app.model.outbox[0].state, EntryState::Undone { .. }));
}

#[tokio::test]
async fn accepting_twice_writes_once() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a a").await;
    app.shows("accepted before: nothing is done twice");
    app.pass(5).await;
    app.press("a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1);
}

#[tokio::test]
async fn the_edited_text_arrives() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 e").await;
    app.type_text("P.S. The carrier has it in Portland. ").await;
    app.press("ctrl-s").await;
    app.shows("the draft is changed; a accepts it");
    app.press("a").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1);
    assert!(body(&notes[0]).contains("P.S. The carrier has it in Portland."), "{}", body(&notes[0]));
}

#[tokio::test]
async fn what_was_taken_back_is_edited_and_arrives_once() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a e").await;
    app.shows("accepted already: u takes it back");
    app.press("u e").await;
    app.type_text("Second thought: ").await;
    app.press("ctrl-s a").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(body(&notes[0]).contains("Second thought:"), "{}", body(&notes[0]));
    app.pass(60).await;
    assert_eq!(office.created("notes").await.len(), 1);
}

#[tokio::test]
async fn what_has_left_is_taken_back_by_a_write_that_is_asked_about() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a").await;
    app.pass(5).await;
    let id = office.created("notes").await[0]["id"].as_str().unwrap().to_owned();
    let note = format!("/crm/objects/2026-09/notes/{id}");
    app.press("g o u").await;
    app.shows("has left already");
    app.press("n").await;
    assert_eq!(office.sandbox.hubspot("GET", &note, None).await.0, 200, "a no changes nothing");
    app.press("u y").await;
    app.pass(1).await;
    assert_eq!(office.sandbox.hubspot("GET", &note, None).await.0, 404, "it is archived");
}

/// Task 22: two keys once the suggestion is chosen.
#[tokio::test]
async fn a_suggestion_is_turned_down_with_a_reason() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1").await;
    app.press("x 3").await;
    app.shows("dismissed: wrong channel");
    app.press("a").await;
    app.shows("dismissed before");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
}

#[tokio::test]
async fn a_reason_can_be_in_ones_own_words() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 x 6").await;
    // Letters are words here, whatever they do elsewhere.
    app.type_text("qa: she called us").await;
    app.press("enter").await;
    app.shows("dismissed: qa: she called us");
}

/// Task 21: four keys, with a look at what the suggestion rests on.
#[tokio::test]
async fn evidence_is_looked_at_before_accepting() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 v").await;
    app.shows("case:17701 · 1 of 2 · v next, esc back");
    app.press("esc a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1);
}

/// Task 20: the note of a call, and a task with a day.
#[tokio::test]
async fn a_call_is_logged_with_a_note_and_a_task_of_ones_own() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("n").await;
    app.type_text("Called: she needs it by Friday.").await;
    app.press("ctrl-s t").await;
    app.type_text("Send a replacement by express").await;
    app.press("tab ctrl-u").await;
    app.type_text("friday").await;
    app.press("ctrl-s").await;
    app.pass(5).await;
    let (notes, tasks) = (office.created("notes").await, office.created("tasks").await);
    assert_eq!((notes.len(), tasks.len()), (1, 1), "{}", app.text());
    assert!(body(&notes[0]).contains("Called: she needs it by Friday."));
    assert!(!body(&notes[0]).contains("machine-generated"), "a person wrote it: {}", body(&notes[0]));
    let task = &tasks[0]["properties"];
    assert_eq!(task["hs_task_subject"], "Send a replacement by express");
    assert!(task["hs_timestamp"].as_str().unwrap().starts_with("2026-11-27"), "{task}");
}

/// Task 20, off-line: what is typed while the CRM is away waits for it.
#[tokio::test]
async fn a_note_waits_for_a_crm_that_is_away() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    office.faults(&["hubspot:*:/=500"]).await;
    app.press("n").await;
    app.type_text("Called back.").await;
    app.press("ctrl-s").await;
    app.pass(5).await;
    app.shows("in the outbox");
    assert!(!app.model.outbox[0].state.is_final(), "{:?}", app.model.outbox[0].state);
    office.faults(&[]).await;
    for _ in 0..10 {
        app.pass(600).await;
    }
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1, "{:?}", app.model.outbox[0].state);
}

#[tokio::test]
async fn pasted_keys_act_on_nothing() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1").await;
    app.paste("aaayyyqqq\nu1x2").await;
    assert!(app.model.outbox.is_empty() && app.model.overlay.is_none() && !app.model.leaving);
    // Nor on a question, nor half-way through a sequence of keys.
    app.press("a g").await;
    app.paste("o").await;
    app.shows(MAREN);
    app.press("q").await;
    app.paste("kkk\n").await;
    assert!(!app.model.leaving, "the question is still open");
    app.press("esc u").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
}

#[tokio::test]
async fn a_draft_outlives_the_editor_and_the_app() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("n").await;
    app.type_text("half a sent").await;
    app.press("esc n").await;
    app.shows("half a sent");
    app.shows("your draft from before");
    app.type_text("ence").await;
    drop(app);
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("n").await;
    app.shows("half a sentence");
    app.press("ctrl-s").await;
    app.pass(5).await;
    assert!(body(&office.created("notes").await[0]).contains("half a sentence"));
    app.press("n").await;
    app.hides("half a sentence");
}

/// A day that is typed takes the place of the one that stood there, and what it is no day for leaves the field to be read.
/// From an open case the task is about that case, wherever the focus is.
#[tokio::test]
async fn a_task_takes_the_day_that_is_typed_and_the_case_it_was_begun_from() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g c enter 1 t").await;
    app.shows("becomes a task on the contact and on case:");
    app.type_text("Ask the carrier").await;
    app.press("tab").await;
    app.type_text("12/1").await;
    app.shows("→ Tue 12 Jan 2027, 17:00, not 1 Dec 2026");
    app.press("ctrl-u").await;
    app.type_text("frid").await;
    app.shows("due     frid");
    app.type_text("ay 10:00").await;
    app.shows("due     friday 10:00");
    app.press("ctrl-s").await;
    app.pass(5).await;
    let tasks = office.created("tasks").await;
    assert_eq!(tasks.len(), 1);
    assert!(tasks[0].to_string().contains("Ask the carrier"), "{}", tasks[0]);
    let entry = &app.model.outbox[0];
    assert!(matches!(&entry.write, deskhand::domain::action::Write::Task(task) if task.case.is_some()));
}

#[tokio::test]
async fn a_draft_that_is_saved_as_it_was_is_no_edit() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 e ctrl-s").await;
    app.shows("nothing changed");
    app.hides("the draft is changed");
    assert!(app.model.overlay.is_none());
}
