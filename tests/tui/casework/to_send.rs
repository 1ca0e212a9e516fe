//! Answers that stand at the CRM for a person to send, until they have.

use deskhand::desk::api::{Answer, EntryOrSuggestion, Reading, Request};
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::ids::EntryId;
use deskhand::domain::outbox::{Entry, EntryState};
use serde_json::json;

use super::{case, line_about, queue};
use crate::app::App;
use crate::office::Office;

/// Somebody at the shop writes to the customer from the CRM.
async fn shop_writes(office: &Office, case: &str) {
    let at = (crate::sandbox_support::now() + jiff::SignedDuration::from_secs(60)).to_string();
    let mail = json!({
        "properties": {
            "hs_timestamp": at, "hs_email_direction": "EMAIL", "hs_email_subject": "Re: your order",
            "hs_email_text": "It is on its way.",
        },
        "associations": [{ "to": { "id": case },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 224 }] }],
    });
    let (status, made) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/emails", Some(mail)).await;
    assert_eq!(status, 201, "{made}");
}

/// What stands at the CRM for a person to send has a view, a mark and a key of its own.
#[tokio::test]
async fn an_answer_that_a_person_has_still_to_send_is_listed_until_they_say_that_they_have() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.shows("noted at the CRM");
    app.press("esc").await;
    app.shows("To send 1");
    app.press("shift-tab").await;
    app.shows("✎ answer unsent, by sam.ibarra@example.com");
    app.press("M").await;
    app.shows("case 17701 · Maren Holloway: its answer is sent, you say");
    app.shows("Nothing left to send.");
    app.hides("takes the filter away");
    app.press("u").await;
    app.shows("case 17701 · Maren Holloway: its answer is still to be sent");
    app.shows("✎ answer unsent");
    app.press("M enter").await;
    drop(app);

    // What was said outlives the program, and the thread says it, too.
    let office = office.restarted();
    let mut app = queue(&office).await;
    app.hides("To send 1");
    app.open_customer("Maren Holloway").await;
    app.press("c").await;
    app.shows("#17701 · Waiting on contact");
    app.hides("noted at the CRM");
    app.shows("your answer · sent outside by you");
}

/// What a colleague's deskhand has noted stands in the customer's notes alone: they are read again when their case has
/// changed, each time, and the row follows without being opened.
#[tokio::test]
async fn what_a_colleague_has_noted_is_listed_without_its_case_being_opened() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.hides("To send");
    let colleague = office.colleague("kim.doyle@example.com").await;
    let reply = Request::WorkCases {
        cases: vec![CaseAt { record: "hubspot/case/17701".parse().unwrap(), seen: None }],
        deed: CaseDeed::Reply("I am looking into it.".to_owned()),
        consent: Consent::Despite,
        vouches: false,
        now: true,
    };
    let Ok(Answer::Casework(done)) = colleague.ask(reply).await else { panic!("not answered") };
    let entry = done.entries.first().expect("an entry").id;
    colleague.ask(Request::AwaitEntry { entry }).await.expect("it is noted");
    app.press("r").await;
    app.shows("To send 1");
    app.press("shift-tab").await;
    app.shows("✎ answer unsent, by kim.doyle@example.com");
    app.press("tab").await;

    colleague.ask(Request::Undo { what: EntryOrSuggestion::Entry(entry) }).await.expect("it is taken back");
    colleague.ask(Request::AwaitEntry { entry: entry.compensation() }).await.expect("it is gone");
    app.press("r").await;
    app.hides("To send");
}

/// Wherever one stands with the customer, the key that was named does what it says.
#[tokio::test]
async fn that_an_answer_was_sent_is_said_from_any_pane() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("M").await;
    app.shows("no answer is to be sent here");
    app.press("1 a").await;
    app.pass(6).await;
    app.press("o M").await;
    app.shows("its answer is sent, you say");
}

/// What is done next is meant for the case that the last thing was done to, wherever it stands by then.
#[tokio::test]
async fn the_cursor_stays_with_the_case_that_was_answered() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("m").await;
    app.type_text("photo").await;
    app.press("enter a").await;
    app.pass(6).await;
    app.press("M").await;
    app.shows("case 17701 · Maren Holloway: its answer is sent, you say");
}

#[tokio::test]
async fn an_answer_is_no_more_to_be_sent_once_the_shop_has_written() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.press("esc").await;
    app.shows("To send 1");
    shop_writes(&office, "17701").await;
    office.ask(Request::RereadCases { cases: vec!["hubspot/case/17701".parse().unwrap()] }).await.unwrap();
    app.settle().await;
    app.hides("To send 1");
}

#[tokio::test]
async fn an_answer_that_was_taken_back_is_no_more_to_be_sent() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.press("u y").await;
    app.pass(5).await;
    app.press("esc").await;
    app.hides("To send 1");
    app.press("M").await;
    app.shows("no answer is to be sent here");
}

/// However much was done since.
#[tokio::test]
async fn an_old_answer_that_is_taken_back_is_no_more_to_be_sent() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.press("esc").await;
    app.shows("To send 1");
    let answer = app.model.outbox[0].clone();
    let suggestion = office.repository.suggestion(answer.suggestion_id.unwrap()).await.unwrap().unwrap();
    for number in 0..600_u128 {
        let id = EntryId::new(uuid::Uuid::from_u128(u128::MAX - number));
        let newer =
            Entry { id, state: EntryState::Undone { at: answer.accepted_at, by: None }, ..answer.clone() };
        office.repository.accept(&newer, &suggestion, &line_about(&newer)).await.unwrap();
    }
    let what = EntryOrSuggestion::Entry(answer.id);
    office.ask(Request::Undo { what }).await.expect("it is taken back by a write of its own");
    app.pass(5).await;
    let Ok(Answer::Queue(_)) = office.ask(Request::Queue { reading: Reading::AsIs, known: None }).await
    else {
        panic!("the queue can be read")
    };
    app.settle().await;
    app.hides("To send 1");
}
