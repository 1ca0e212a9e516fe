//! What stands in a thread, and the ways from case to case.

use deskhand::desk::api::{Reading, Request};
use serde_json::json;

use super::{case, colleague_changes, queue};
use crate::app::App;
use crate::looks::looks;
use crate::office::Office;

/// What colleagues say among themselves stands in the thread, and is told from what the customer has read.
#[tokio::test]
async fn a_note_on_a_case_stands_in_its_thread_as_internal() {
    let office = Office::without_a_model().await;
    let on_the_ticket_alone = json!({
        "properties": { "hs_timestamp": crate::sandbox_support::now() - jiff::SignedDuration::from_hours(48),
            "hs_note_body": "Carrier promised to call back.", "hubspot_owner_id": "9586501" },
        "associations": [{ "to": { "id": "17701" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 228 }] }],
    });
    let (status, made) =
        office.sandbox.hubspot("POST", "/crm/objects/2026-09/notes", Some(on_the_ticket_alone)).await;
    assert_eq!(status, 201, "{made}");
    let mut app = case(&office).await;
    app.resize(120, 60);
    app.shows("Internal note by Robin Hale");
    app.shows("Carrier promised to call back.");
    app.press("n").await;
    app.type_text("She sounded upset.").await;
    app.press("ctrl-s").await;
    app.shows("Internal note by sam.ibarra@example.com, on its way");
    app.pass(5).await;
    app.press("r").await;
    app.shows("Internal note by sam.ibarra@example.com · ");
    app.shows("She sounded upset.");
    looks(&mut app, "case_notes");
    // What was said last is read first.
    let text = app.text();
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not shown:\n{text}"));
    assert!(place("She sounded upset.") < place("THIRD message"), "{text}");
    assert!(place("THIRD message") < place("Carrier promised to call back."), "{text}");
}

/// Nobody here needs the number of a card that a customer has sent.
#[tokio::test]
async fn of_a_card_in_a_thread_the_last_four_digits_are_shown() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.resize(200, 120);
    app.press("esc g c f").await;
    app.type_text("agnes").await;
    app.press("enter enter").await;
    app.shows("charge my card");
    app.shows("•••• 1111");
    app.hides("4111 1111");
}

/// The queue may know of a change that the page has not read yet.
#[tokio::test]
async fn a_case_is_read_again_as_it_is_opened_where_the_queue_is_ahead_of_it() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("esc").await;
    colleague_changes(&office, "17701").await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.expect("the queue");
    app.settle().await;
    app.press("f").await;
    app.type_text("17701").await;
    app.press("enter enter").await;
    app.shows("#17701 · Waiting on contact");
    app.hides("#17701 · Waiting on us");
}

/// The number of a case leads to it from the search.
#[tokio::test]
async fn the_number_of_a_case_is_searched_for() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("/").await;
    app.type_text("1770").await;
    app.shows("case 17701");
    app.type_text("1").await;
    app.press("enter").await;
    app.shows("Maren Holloway");
    app.shows("THIRD message.");
}

#[tokio::test]
async fn one_key_leads_to_the_next_case_and_escape_to_the_queue() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("]").await;
    app.shows("· 2 of 19");
    app.hides("Maren Holloway ·");
    app.press("[").await;
    app.shows("Maren Holloway · 1 of 19");
    app.press("[").await;
    app.shows("this is the first case of the view");
    app.press("] ] esc").await;
    app.shows("All 19");
}
