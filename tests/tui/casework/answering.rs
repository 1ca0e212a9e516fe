//! Answers to a case, in own words or by an accepted draft, and what stands in their way.

use deskhand::desk::api::{Answer, FailureKind, Request};
use deskhand::domain::action::Write;
use deskhand::domain::audit::AuditKind;
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::ids::Source;
use deskhand::domain::record::RecordRef;
use serde_json::json;

use super::{case, note_body, queue, ticket};
use crate::looks::looks;
use crate::office::{Office, replies_need_a_yes, without_a_model};

#[tokio::test]
async fn an_answer_is_a_note_to_be_sent_and_a_change_of_status() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.shows("Answer to case 17701");
    app.shows("Hello Maren");
    app.type_text("P.S. I called them. ").await;
    app.press("ctrl-s").await;
    app.shows("leaves in 5 s");
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1);
    let body = note_body(&notes[0]);
    assert!(body.contains("Answer to the customer, to be sent from here"), "{body}");
    assert!(body.contains("P.S. I called them."), "{body}");
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3", "it waits for the customer");
    let Write::Reply(_) = &app.model.outbox[0].write else { panic!("{:?}", app.model.outbox[0]) };
    // Once it is written, taking it back archives the note.
    app.press("u y").await;
    app.pass(1).await;
    let id = notes[0]["id"].as_str().unwrap();
    let path = format!("/crm/objects/2026-09/notes/{id}");
    assert_eq!(office.sandbox.hubspot("GET", &path, None).await.0, 404);
}

/// Whoever is faster than the draft has it in the editor once it comes.
#[tokio::test]
async fn an_answer_begins_with_the_draft_that_comes_after_it() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.tap("enter");
    app.tap("A");
    app.settle().await;
    app.shows("Answer to case 17701");
    app.shows("Hello Maren");
    app.shows("not answered");
}

/// What was written before an own answer does not pass for what is known after it.
#[tokio::test]
async fn a_brief_from_before_an_own_answer_says_so() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.hides("from before your answer");
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s").await;
    app.shows("from before your answer; R writes it again");
    app.press("u").await;
    app.hides("from before your answer");
}

/// What was put into a draft is not lost because something else was done to its case.
#[tokio::test]
async fn an_edited_draft_outlives_what_is_done_to_its_case() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 e").await;
    app.type_text("Dear Maren, a word of my own. ").await;
    app.press("ctrl-s").await;
    app.shows("a word of my own");
    app.press("n").await;
    app.type_text("She sounded upset.").await;
    app.press("ctrl-s").await;
    app.pass(6).await;
    app.press("esc enter 1").await;
    app.shows("a word of my own");
    app.press("P u").await;
    app.pass(6).await;
    app.press("esc enter 1").await;
    app.shows("a word of my own");
    // Another is asked for, and another comes.
    app.press("R 1").await;
    app.hides("a word of my own");
}

/// A promise is held against policy, whatever can be read of the case.
#[tokio::test]
async fn a_promise_in_a_case_that_nothing_is_known_of_is_refused() {
    let office = Office::without_a_model().await;
    let app = case(&office).await;
    drop(app);
    let made = json!({
        "properties": { "subject": "Another one", "hs_pipeline": "0", "hs_pipeline_stage": "1" },
        "associations": [{
            "to": { "id": "512001" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 16 }]
        }]
    });
    let (status, ticket) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/tickets", Some(made)).await;
    assert_eq!(status, 201, "{ticket}");
    let id = ticket["id"].as_str().expect("an id").to_owned();
    let record = RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id };
    office.ask(Request::RereadCases { cases: vec![record.clone()] }).await.expect("it is read");
    office.faults(&["hubspot:*:*=500"]).await;
    let request = Request::WorkCases {
        cases: vec![CaseAt { record, seen: None }],
        deed: CaseDeed::Reply("We will refund you 500 EUR today.".to_owned()),
        consent: Consent::Go,
        vouches: false,
        now: false,
    };
    let refused = office.ask(request).await.expect_err("nobody allows it");
    assert_eq!(refused.kind, FailureKind::NotPermitted, "{refused:?}");
}

/// Task 2: three keys from the queue, and the case waits for the customer.
#[tokio::test]
async fn an_accepted_draft_is_a_note_to_be_sent_and_a_change_of_status() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1").await;
    app.shows("status → Waiting on contact");
    app.press("a").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1);
    assert!(note_body(&notes[0]).contains("Answer to the customer, to be sent from here"));
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3", "it waits for the customer");
}

/// Two reps never answer twice without knowing it.
#[tokio::test]
async fn an_answer_that_was_not_sent_stands_in_the_thread_and_stops_a_second_one() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s").await;
    app.shows("your answer · leaves in 5 s");
    // Before it has left, and by an accepted draft as by own words.
    app.press("1 a").await;
    app.shows("An answer is under way");
    app.shows("Yours would");
    looks(&mut app, "case_answered");
    app.press("esc").await;
    app.pass(5).await;
    app.shows("your answer · noted at the CRM, which does not send");
    app.press("A").await;
    app.type_text("Again: ").await;
    app.press("ctrl-s").await;
    app.shows("noted at the CRM");
    app.shows("An answer is under way");
    app.press("esc").await;
    app.pass(60).await;
    assert_eq!(office.created("notes").await.len(), 1, "no second one");
    app.press("A ctrl-s a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 2, "on purpose, it goes through");
}

/// The editor opens with the case, and what was typed before is in it.
#[tokio::test]
async fn what_is_typed_before_the_case_has_come_is_part_of_the_answer() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.tap("enter");
    for key in ["A", "x", "a", "q"] {
        app.tap(key);
    }
    app.settle().await;
    app.shows("Answer to case");
    app.shows("xaq");
}

#[tokio::test]
async fn a_promise_of_ones_own_is_held_against_policy_and_asked_about_once() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("We will refund you 100 USD. ").await;
    app.press("ctrl-s").await;
    app.shows("no policy allows");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "nothing is written yet");
    app.press("ctrl-s").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1, "{}", app.text());
    assert!(note_body(&notes[0]).contains("We will refund you 100 USD."));
    let Ok(Answer::Audit(lines)) = office.ask(Request::AuditTail { limit: 50 }).await else { panic!() };
    let edited =
        lines.iter().filter_map(|line| line.event.as_ref()).find(|event| event.kind == AuditKind::Edited);
    let vouched = &edited.expect("the audit log tells").detail["after"]["unsupported"][0];
    assert_eq!(vouched["mark"], "vouched", "{vouched}");
}

/// The line of keys says what ending the editor does, by what is written and what policy makes of it, and how to leave.
#[tokio::test]
async fn an_editor_says_what_its_keys_do() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.resize(80, 24);
    for (keys, does) in [
        ("A", "ctrl-s write (5 s to take back)"),
        ("n", "ctrl-s write (5 s to take back)"),
        ("t", "ctrl-s write (5 s to take back)"),
        ("C", "ctrl-s note and task of it"),
        ("1 e", "ctrl-s keep the change"),
    ] {
        app.press(keys).await;
        app.shows(does);
        app.shows("esc leave, the draft stays");
        app.press("esc").await;
    }
    app.press("x 6").await;
    app.shows("enter turn it down");

    let careful = Office::with(&[], replies_need_a_yes).await;
    let mut app = case(&careful).await;
    app.press("A").await;
    app.shows("ctrl-s ask for a yes");
    app.press("esc n").await;
    app.shows("ctrl-s write (5 s to take back)");

    let read_only = |text: String| without_a_model(text).replace("\"suggest\"", "\"observe\"");
    let office = Office::with(&[], read_only).await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.shows("ctrl-s not written: read only");
}

/// The key that answers a case does so from the queue, too, for one case at a time.
#[tokio::test]
async fn a_case_is_answered_from_the_queue() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("A").await;
    app.shows("Answer to case 17701");
    app.press("esc esc space space A").await;
    app.shows("own words answer one case");
}
