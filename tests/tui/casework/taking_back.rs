//! What was done to a case is taken back, before it has left and after.

use deskhand::domain::outbox::EntryState;
use serde_json::json;

use super::{case, colleague_changes, moved, ticket};
use crate::office::Office;

#[tokio::test]
async fn an_answer_that_was_taken_back_stands_in_no_ones_way() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s u").await;
    app.hides("your answer");
    app.press("1 a").await;
    app.shows("your answer · leaves in 5 s");
    app.pass(5).await;
    app.press("u y").await;
    app.pass(5).await;
    app.hides("your answer");
}

/// Before it has left and after it: what the rep wrote is theirs, and the program's draft does not replace it.
#[tokio::test]
async fn the_words_of_an_answer_that_was_taken_back_are_in_the_editor_again() {
    for (leaves_in, undo) in [(0, "u"), (5, "u y")] {
        let office = Office::without_a_model().await;
        let mut app = case(&office).await;
        app.press("A").await;
        app.type_text("Mine: ").await;
        app.press("ctrl-s").await;
        app.pass(leaves_in).await;
        app.press(undo).await;
        app.pass(5).await;
        app.press("A").await;
        app.shows("││ Mine:");
        // Sent after all, the draft has ended.
        app.press("ctrl-s").await;
        app.pass(5).await;
        app.press("A").await;
        app.hides("││ Mine:");
    }
}

/// What was begun since is kept.
#[tokio::test]
async fn an_answer_that_was_begun_since_is_not_lost_to_one_that_is_taken_back() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s A").await;
    app.type_text("Second: ").await;
    app.press("esc u A").await;
    app.shows("││ Second:");
}

/// All on the screen as it stands, without asking for anything.
#[tokio::test]
async fn a_draft_that_was_written_and_taken_back_is_open_again() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.shows("#17701 · Waiting on contact");
    app.shows("send it yourself, then press M");
    app.press("u y").await;
    app.pass(5).await;
    app.shows("#17701 · Waiting on us");
    app.hides("changed meanwhile");
    app.hides("done 0 s");
    app.press("u").await;
    app.shows("there is nothing to take back");
    app.press("1 a").await;
    app.pass(5).await;
    app.shows("#17701 · Waiting on contact");
    app.hides("changed meanwhile");
    assert_eq!(office.created("notes").await.len(), 2, "{}", app.text());
}

/// Whatever it was answered by, an undo of what was written takes the status back as well.
#[tokio::test]
async fn a_written_answer_is_taken_back_with_the_status_that_it_brought() {
    for by in ["own words", "a macro", "a suggestion"] {
        let office = Office::without_a_model().await;
        let mut app = case(&office).await;
        match by {
            "own words" => {
                app.press("A").await;
                app.type_text("It is on its way.").await;
                app.press("ctrl-s").await;
            }
            "a macro" => {
                app.press("m").await;
                app.type_text("addr").await;
                app.press("enter a").await;
            }
            _ => app.press("1 a").await,
        }
        app.pass(5).await;
        assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3", "{by}: {}", app.text());
        app.press("u").await;
        assert!(app.asked().contains("has left already"), "{}", app.text());
        app.press("y").await;
        let effect = &app.model.outbox[0].effect;
        assert!(effect.contains("case 17701: Waiting on contact → Waiting on us"), "{effect}");
        app.pass(5).await;
        assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "{by}: {}", app.text());
        let note = office.created("notes").await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/crm/objects/2026-09/notes/{note}");
        assert_eq!(office.sandbox.hubspot("GET", &path, None).await.0, 404, "{by}: the note is archived");
    }
}

/// A status that somebody has changed since stays, and the undo says so.
#[tokio::test]
async fn a_status_that_was_changed_since_stays_as_an_answer_is_taken_back() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("It is on its way.").await;
    app.press("ctrl-s").await;
    app.pass(5).await;
    let closed = json!({ "properties": { "hs_pipeline_stage": "4" } });
    let path = "/crm/objects/2026-09/tickets/17701";
    assert_eq!(office.sandbox.hubspot("PATCH", path, Some(closed)).await.0, 200);
    app.press("u y").await;
    let effect = &app.model.outbox[0].effect;
    assert!(effect.contains("case 17701 stays as it is: its status is Closed by now"), "{effect}");
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "4");
}

/// After it has left, taking back is a write of its own, over how it stands then.
#[tokio::test]
async fn a_change_that_has_left_is_put_back_by_a_write_of_its_own() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    let before = ticket(&office, "17701").await;
    app.press("S c a").await;
    app.pass(5).await;
    assert_ne!(ticket(&office, "17701").await["hs_pipeline_stage"], before["hs_pipeline_stage"]);
    app.press("P u").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "URGENT");
    app.press("u").await;
    assert!(app.asked().contains("the case goes back to how it was"), "{}", app.text());
    app.press("y").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], before["hs_ticket_priority"]);
    app.press("u y").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], before["hs_pipeline_stage"]);
    app.press("u").await;
    app.shows("there is nothing to take back");
}

#[tokio::test]
async fn what_a_colleague_did_since_is_not_put_back() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S c a").await;
    app.pass(5).await;
    colleague_changes(&office, "17701").await;
    app.press("u y").await;
    app.pass(5).await;
    app.shows("nothing was written");
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// What is on its way cannot be taken back now, and can in a moment: what was decided before it stays as it is.
#[tokio::test]
async fn what_is_just_leaving_is_taken_back_once_it_has_left() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    let before = ticket(&office, "17701").await;
    app.press("P u").await;
    app.pass(5).await;
    app.press("S c a").await;
    let queued = app.model.outbox[0].clone();
    let now = crate::sandbox_support::now();
    for state in [
        EntryState::InDoubt { look_at: now, why: "no answer".to_owned() },
        EntryState::Sending { since: now, keyed: false },
    ] {
        let leaving = moved(&office, &queued, state).await;
        app.press("u").await;
        app.shows("it is on its way to the CRM right now");
        moved(&office, &leaving, queued.state.clone()).await;
    }
    app.pass(5).await;
    assert_ne!(ticket(&office, "17701").await["hs_pipeline_stage"], before["hs_pipeline_stage"]);
    app.press("u").await;
    assert!(app.asked().contains("has left already"), "{}", app.text());
    app.press("y").await;
    app.pass(5).await;
    let after = ticket(&office, "17701").await;
    assert_eq!(after["hs_pipeline_stage"], before["hs_pipeline_stage"]);
    assert_eq!(after["hs_ticket_priority"], "URGENT", "what was decided before is not touched");
}
