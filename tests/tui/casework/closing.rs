//! No case is closed over a customer who waits without a word.

use deskhand::desk::api::{Answer, Request};
use deskhand::domain::casework::{CaseAt, CaseDeed, CaseValues, Consent};
use deskhand::domain::ids::Source;
use deskhand::domain::record::RecordRef;

use super::{case, queue, ticket};
use crate::looks::looks;
use crate::office::Office;

/// What is put out of sight although somebody waits for it is named before.
#[tokio::test]
async fn many_that_nobody_has_answered_are_not_closed_without_a_word() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space S c").await;
    app.shows("nobody has answered what the customer wrote last");
    app.press("esc").await;
}

/// One case, too, with one more key; where nobody waits nothing is asked.
#[tokio::test]
async fn one_that_nobody_has_answered_is_not_closed_without_a_word() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S c").await;
    app.shows("What will happen");
    looks(&mut app, "closing_an_unanswered_case");
    app.press("esc").await;
    app.pass(60).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "nothing is written");
    assert!(app.model.outbox.is_empty());
    // An answer that nobody has sent yet is one that they wait for.
    app.press("1 a").await;
    app.pass(5).await;
    app.press("S c").await;
    app.shows("is still to be sent");
    app.press("esc M").await;
    app.press("S c").await;
    app.shows("leaves in 5 s");
}

/// What the face has not heard of the desk has.
#[tokio::test]
async fn the_desk_closes_no_case_over_a_customer_who_waits_unless_that_was_said() {
    let office = Office::without_a_model().await;
    let app = queue(&office).await;
    drop(app);
    let record =
        RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: "17701".to_owned() };
    let close = |status: &str, consent| {
        let values = CaseValues { status: Some(status.to_owned()), ..CaseValues::default() };
        let cases = vec![CaseAt { record: record.clone(), seen: None }];
        let deed = CaseDeed::Change(values);
        office.ask(Request::WorkCases { cases, deed, consent, vouches: false, now: false })
    };
    let done = |answer| match answer {
        Ok(Answer::Casework(done)) => done,
        other => panic!("{other:?}"),
    };
    let held = done(close("closed", Consent::Go).await);
    assert!(held.is_held() && held.lacks() == ["nobody has answered what the customer wrote last"]);
    let entries = done(close("waiting on contact", Consent::Go).await).entries;
    assert_eq!(entries.len(), 1, "it stays in sight");
    assert_eq!(done(close("closed", Consent::Knowing).await).entries.len(), 1);
}
