//! Status, priority, owner and label: chosen by a letter, by a name that is typed, or behind an action.

use super::{case, queue, ticket};
use crate::looks::looks;
use crate::office::Office;

#[tokio::test]
async fn a_status_is_changed_with_a_letter_and_can_be_taken_back() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S").await;
    app.shows("Case 17701: Which status?");
    looks(&mut app, "case_status");
    app.press("c a").await;
    app.shows("leaves in 5 s");
    app.press("u").await;
    app.pass(60).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "taken back");
    app.press("S o").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
    app.shows("Waiting on contact");
}

/// Whoever types a name instead of its letter gets what is called so, and no other key of the screen.
#[tokio::test]
async fn the_name_of_a_choice_can_be_typed_whole() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S").await;
    app.type_text("closed\n").await;
    app.shows("“Closed” is chosen already: the rest of its name does nothing");
    app.shows("nobody has answered what the customer wrote last");
    app.press("a").await;
    assert!(app.model.overlay.is_none());
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "4");
    assert_eq!(app.model.outbox.len(), 1);
    // Before the list has come, too.
    app.type_text("Pmedium\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "MEDIUM");
    app.type_text("Snew\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "1");
    assert_eq!((app.model.outbox.len(), app.model.overlay.is_none()), (3, true));
    // A letter that goes on no name is a key as ever.
    app.press("u").await;
    assert!(app.asked().contains("the case goes back to how it was"), "{}", app.text());
}

/// Names that begin alike are typed until they part.
#[tokio::test]
async fn of_names_that_begin_alike_the_typed_one_is_taken() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("S").await;
    app.type_text("waiting on contact\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
    app.shows("All 19");
}

/// The yes to what will happen to several is a yes, also where its letter would go on the name that was chosen.
#[tokio::test]
async fn a_yes_behind_a_chosen_name_is_no_letter_of_it() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space O p").await;
    app.shows("What will happen");
    app.press("a").await;
    app.hides("What will happen");
    app.type_text("t").await;
    app.shows("the rest of its name does nothing");
    assert_eq!(app.model.outbox.len(), 2);
}

/// A letter of none of the names begins to be typed; several cases are looked at before all the same.
#[tokio::test]
async fn a_choice_is_found_by_a_part_of_its_name() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S").await;
    app.type_text("tact").await;
    app.hides("closes it");
    app.press("backspace backspace backspace backspace").await;
    app.shows("closes it");
    app.type_text("tact\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// What is typed behind an action's words goes into what it opens.
#[tokio::test]
async fn an_action_is_given_what_is_typed_behind_its_words() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press(":").await;
    app.type_text("give to robin\n").await;
    app.shows("Who gets it?");
    app.shows("Robin Hale");
    app.hides("lee.nakata");
    app.press("enter").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hubspot_owner_id"], "9586501");
    app.press(":").await;
    app.type_text("status closed\n").await;
    app.shows("closes it");
    app.hides("as it is");
    app.press("esc :").await;
    app.type_text("priority urgent\n\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "URGENT");
    app.press(":").await;
    app.type_text("snooze until monday\n").await;
    app.shows("wakes Mon 30 Nov 2026, 09:00");
    app.press("esc :").await;
    app.type_text("note Called her at noon\n").await;
    app.shows("Called her at noon");
}

#[tokio::test]
async fn priority_and_owner_are_changed_from_the_queue() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("P l").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "LOW");
    app.press("O").await;
    app.shows("Who gets it?");
    app.press("enter").await;
    app.pass(5).await;
    let owner = ticket(&office, "17701").await["hubspot_owner_id"].clone();
    assert!(owner.is_string(), "{owner}");
}

/// Whoever presses enter at once leaves things as they are.
#[tokio::test]
async fn a_choice_begins_where_the_case_stands() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    let before = ticket(&office, "17701").await["hs_pipeline_stage"].clone();
    app.press("S enter").await;
    app.pass(5).await;
    assert!(app.model.outbox.is_empty(), "{}", app.text());
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], before);
}

#[tokio::test]
async fn a_category_is_put_right_with_one_key() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("c i").await;
    app.shows("praise put right by sam.ibarra@example.com");
    app.press("enter K t").await;
    app.shows("case 17701 · Maren Holloway: other");
}
