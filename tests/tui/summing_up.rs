//! A thread in short, for whoever takes it over.

use serde_json::json;

use crate::app::App;
use crate::looks::looks;
use crate::office::Office;

async fn case(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g c enter").await;
    app.shows("‹ Maren Holloway · 1 of 19");
    app
}

/// Task 11: two keys, `enter` and `s`.
#[tokio::test]
async fn a_thread_is_told_in_its_own_words_with_the_messages_they_are_from() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("s").await;
    app.shows("In short: Where is my sleeping bag??");
    app.shows("message:17701.");
    app.shows("I have opened an inquiry with the carrier");
    app.shows("nothing of ours since");
    app.shows("0 struck");
    app.shows("the first summary of this thread");
    looks(&mut app, "summary");
    app.press("esc s").await;
    app.shows("nothing new since the last summary");
    app.press("esc").await;
    let mail = json!({
        "properties": {
            "hs_timestamp": crate::sandbox_support::now(),
            "hs_email_direction": "INCOMING_EMAIL", "hs_email_subject": "Re", "hs_email_text": "Could you call me today?",
        },
        "associations": [{ "to": { "id": "17701" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 224 }] }],
    });
    office.sandbox.hubspot("POST", "/crm/objects/2026-09/emails", Some(mail)).await;
    app.press("r s").await;
    app.shows("1 message, marked +");
    app.shows("+ “Could you call me today?”");
}

#[tokio::test]
async fn it_can_be_kept_as_an_internal_note() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("s a").await;
    app.shows("leaves in 5 s");
    app.pass(5).await;
    let notes = office.created("notes").await;
    let body = notes[0]["properties"]["hs_note_body"].as_str().expect("a body");
    assert!(
        body.contains("In short: Where is my sleeping bag??") && body.contains("message:17701."),
        "{body}"
    );
}

#[tokio::test]
async fn nobody_needs_to_be_reached_for_it() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    office.faults(&["*:*:/=500"]).await;
    app.press("s").await;
    app.shows("I have opened an inquiry with the carrier");
}
