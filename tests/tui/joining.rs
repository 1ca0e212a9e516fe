//! Two customers who turn out to be one: what was accepted about either goes on.

use deskhand::desk::api::{Answer, Erasure, FailureKind, Lost, Reading, Request, Who};
use deskhand::domain::ids::Source;
use deskhand::domain::lead::Decision;
use deskhand::domain::record::RecordRef;
use serde_json::json;

use crate::app::App;
use crate::office::{Office, without_a_model};

/// A lead whom nobody has opened turns out, once it is looked whether the hand-over still holds, to be a customer of the
/// store: what waits is theirs then, by their name, and it is told who has the lead and who would.
#[tokio::test]
async fn a_lead_who_turns_out_to_be_somebody_known_keeps_what_waits_for_a_yes() {
    let office = Office::with(&[], |text| {
        let text = without_a_model(text).replacen("role = \"support\"", "role = \"manager\"", 1);
        format!("{text}\n[[policy.approvals]]\nwhen = {{ action = \"note\" }}\nrole = \"manager\"\n")
    })
    .await;
    office.ask(Request::Sync { since: None, full: false }).await.expect("the accounts are read");
    let known_to_the_store = json!({ "properties": {
        "firstname": "Bridget", "lastname": "Calloway", "email": "bridget.calloway@example.com",
        "phone": "+15035550142", "lifecyclestage": "lead", "hubspot_owner_id": "9586503",
    } });
    let path = "/crm/objects/2026-09/contacts";
    let (_, made) = office.sandbox.hubspot("POST", path, Some(known_to_the_store)).await;
    let lead = RecordRef {
        source: Source::crm("hubspot"),
        kind: "contact".to_owned(),
        id: made["id"].as_str().expect("an id").to_owned(),
    };
    office.ask(Request::Leads { reading: Reading::Fresh, known: None }).await.expect("the leads");
    let decision = Decision::Hand { to: "robin".to_owned(), context: "Call soon.".to_owned() };
    office.ask(Request::Decide { lead, decision, now: false }).await.expect("it waits");

    let mut app = App::start(&office).await;
    app.press("esc g p").await;
    for key in ["r", "down", "r", "up"] {
        app.press(key).await;
        app.shows("fields      Bridget Calloway");
        app.shows("note        Bridget Calloway");
        app.shows("still true  ✓ yes");
    }
    app.shows("owner       - Lee Nakata + Robin Hale");
    app.press("c").await;
    app.shows("‹ Bridget Calloway");
    app.shows("2 orders");
    app.press("esc").await;
    app.shows("2 for a yes");
    let who = || Who::Query("+15035550142".to_owned());
    let rehearsed = office.ask(Request::RehearseForget { who: who() }).await;
    let Ok(Answer::ForgetRehearsal(lost)) = rehearsed else { panic!("{rehearsed:?}") };
    let lost_words: Vec<String> = lost.iter().map(Lost::in_words).collect();
    assert_eq!(lost.len(), 2, "{lost_words:?}");
    assert!(
        lost_words.iter().all(|words| words.ends_with("waits for a yes: it goes with them")),
        "{lost_words:?}"
    );
    let forgotten = office.ask(Request::Forget { who: who() }).await;
    assert_eq!(forgotten, Ok(Answer::Forgotten(Erasure { forgotten: true, lost })));
    // Nobody is asked for a yes to what is no more.
    app.settle().await;
    app.shows("Nothing waits for a yes.");
    app.hides("for a yes  ");
}

/// What counts down would be lost with them without a word.
#[tokio::test]
async fn nobody_is_forgotten_of_whom_something_is_just_leaving() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    let who = || Who::Query("maren.holloway@example.com".to_owned());
    let note = Request::Note { who: who(), text: "Likes blue.".to_owned().into(), case: None, now: false };
    office.ask(note).await.expect("it is stored");
    let refused = office.ask(Request::Forget { who: who() }).await.expect_err("it is leaving");
    assert_eq!(refused.kind, FailureKind::NotYet);
    app.pass(6).await;
    assert_eq!(office.created("notes").await.len(), 1);
    let erased = Erasure { forgotten: true, lost: Vec::new() };
    assert_eq!(office.ask(Request::Forget { who: who() }).await, Ok(Answer::Forgotten(erased)));
}
