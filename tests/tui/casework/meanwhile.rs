//! What has been done to a case since it was seen is told before anything is written over it.

use deskhand::desk::api::{Answer, Reading, Request, Who};
use jiff::Timestamp;
use serde_json::json;

use super::{case, colleague_changes, ticket};
use crate::looks::looks;
use crate::office::{Office, replies_need_a_yes};

/// Task 13: two keys to resolve it.
#[tokio::test]
async fn what_a_colleague_did_meanwhile_is_told_before_anything_is_written() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    colleague_changes(&office, "17701").await;
    app.press("ctrl-s").await;
    app.shows("Changed since you saw it");
    app.shows("status: Waiting on us → Waiting on contact");
    looks(&mut app, "case_stopped");
    app.press("v").await;
    app.shows("next. Mine:");
    app.press("esc").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "nothing was written");
    // The draft is there, and the second time it goes through on purpose.
    app.press("A").await;
    app.shows("next. Mine:");
    colleague_changes_priority(&office).await;
    app.press("ctrl-s a").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1, "{}", app.text());
    app.press("A").await;
    app.hides("││ Mine:");
}

async fn colleague_changes_priority(office: &Office) {
    let changed = json!({ "properties": { "hs_ticket_priority": "LOW" } });
    office.sandbox.hubspot("PATCH", "/crm/objects/2026-09/tickets/17701", Some(changed)).await;
}

#[tokio::test]
async fn a_suggestion_is_not_accepted_over_what_a_colleague_did() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1").await;
    colleague_changes(&office, "17701").await;
    app.press("a").await;
    app.shows("Changed since you saw it");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
    app.press("a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1, "accepted twice, it goes through");
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// Whoever has closed a case means it to stay so, be it the rep themselves: a draft from before opens it knowingly.
#[tokio::test]
async fn a_suggestion_from_before_the_case_was_closed_opens_it_again_only_on_purpose() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S").await;
    app.type_text("closed").await;
    app.press("enter a").await;
    app.pass(6).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "4");
    app.press("1").await;
    app.shows("from before case 17701 was closed; R writes it again");
    app.press("a").await;
    app.shows("The case is closed: this opens it again");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "nothing was written");
    app.press("a").await;
    app.pass(6).await;
    assert_eq!(office.created("notes").await.len(), 1, "on purpose, it goes through");
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// A profile that was read again meanwhile, by a colleague's change or behind the app, hides nothing.
#[tokio::test]
async fn a_suggestion_is_held_against_what_it_was_written_over_and_not_against_a_later_reading() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1").await;
    colleague_changes(&office, "17701").await;
    let who = Who::Query("maren.holloway@example.com".to_owned());
    let again = Request::Lookup { who, reading: Reading::Fresh, all_pages: true };
    assert!(matches!(office.ask(again).await, Ok(Answer::Lookup(_))));
    app.press("a").await;
    app.shows("Changed since you saw it");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "nothing was written");
    app.press("a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1, "on purpose, it goes through");
}

/// What does not leave by itself disarms no look at the case before a write.
#[tokio::test]
async fn an_answer_that_waits_for_a_yes_lets_no_other_write_go_over_what_a_colleague_did() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.shows("waits for");
    app.press("P l").await;
    colleague_changes(&office, "17701").await;
    app.pass(60).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "HIGH", "{}", app.text());
}

/// What is written goes over how the case stands when it is accepted, not over how it was when it was proposed.
#[tokio::test]
async fn an_own_change_does_not_stop_a_draft_that_was_proposed_before_it() {
    let office = Office::without_a_model().await;
    // What was written here is told from a colleague's change by when: the desk's clock is the CRM's.
    office.clock.set(Timestamp::now());
    let mut app = case(&office).await;
    app.press("P l").await;
    app.pass(5).await;
    app.press("1 a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1, "{}", app.text());
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

#[tokio::test]
async fn own_changes_one_after_the_other_are_no_news() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    for keys in ["S c a", "K c", "O 1", "A ctrl-s"] {
        app.press(keys).await;
        app.pass(6).await;
        app.hides("changed meanwhile");
        app.hides("has changed");
    }
}

/// A moment after an own write a colleague's is still told from it.
#[tokio::test]
async fn a_colleagues_change_right_after_an_own_one_is_told() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S c a").await;
    app.pass(5).await;
    colleague_changes(&office, "17701").await;
    app.press("P l").await;
    app.shows("Somebody changed it");
    app.press("esc").await;
    app.pass(5).await;
    assert_ne!(ticket(&office, "17701").await["hs_ticket_priority"], "LOW");
}
