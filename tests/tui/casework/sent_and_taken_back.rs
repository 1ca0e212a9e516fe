//! An answer that somebody has said was sent is taken back by a second word alone: its customer has it.

use deskhand::desk::api::{Answer, EntryOrSuggestion, FailureKind, Reading, Request};
use deskhand::domain::audit::AuditKind;
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::ids::EntryId;
use deskhand::domain::outbox::EntryState;
use deskhand::domain::queue::QueuedCase;
use deskhand::tui::overlay::{Overlay, Question};
use jiff::SignedDuration;

use crate::app::App;
use crate::office::Office;
use crate::under_way::brief_of;

const CASE: &str = "hubspot/case/17701";
const HAS_IT: &str = "that it was sent: the customer has it";

/// The answer to a case in own words, which stands at the CRM and was sent, its rep says.
async fn said_to_be_sent(office: &Office) -> EntryId {
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.expect("a queue");
    let reply = Request::WorkCases {
        cases: vec![CaseAt { record: CASE.parse().unwrap(), seen: None }],
        deed: CaseDeed::Reply("I am looking into it.".to_owned()),
        consent: Consent::Despite,
        vouches: false,
        now: true,
    };
    let Ok(Answer::Casework(done)) = office.ask(reply).await else { panic!("not answered") };
    let entry = done.entries.first().expect("an entry").id;
    office.ask(Request::AwaitEntry { entry }).await.expect("it is noted");
    office.ask(Request::SayAnswerSent { case: CASE.parse().unwrap() }).await.expect("it is to be sent");
    entry
}

async fn row(office: &Office) -> QueuedCase {
    let Ok(Answer::Queue(queue)) = office.ask(Request::QueueOf { cases: vec![CASE.parse().unwrap()] }).await
    else {
        panic!("no queue")
    };
    queue.rows.into_iter().next().expect("the case").case
}

/// Nobody is left with a part of it: the customer waits again, for no answer that is written, and nothing was sent.
async fn is_as_before(office: &Office) {
    let row = row(office).await;
    assert_eq!((&row.said_sent, &row.to_send), (&None, &None));
    assert!(row.waiting_since.is_some(), "{row:?}");
    let brief = brief_of(office, "Maren Holloway", true).await;
    assert!(brief.under_way.is_empty() && brief.said_sent.is_empty(), "{:?}", brief.summary);
}

#[tokio::test]
async fn what_was_said_to_be_sent_is_taken_back_by_a_second_word() {
    let office = Office::without_a_model().await;
    let entry = said_to_be_sent(&office).await;
    assert!(row(&office).await.said_sent.is_some());
    let what = EntryOrSuggestion::Entry(entry);
    let refused = office.ask(Request::Undo { what }).await.expect_err("the customer has it");
    assert_eq!(refused.kind, FailureKind::NotPermitted);
    assert!(refused.what.starts_with("you said on ") && refused.what.ends_with(HAS_IT), "{}", refused.what);
    let hint = refused.hint.expect("a way on");
    assert!(hint.contains("--despite") && hint.contains("case sent 17701 --undo"), "{hint}");
    assert!(row(&office).await.said_sent.is_some(), "nothing was done");
    let Ok(Answer::Entry(back)) = office.ask(Request::UndoDespite { what }).await else { panic!("refused") };
    office.ask(Request::AwaitEntry { entry: back.id }).await.expect("it is archived");
    is_as_before(&office).await;
}

/// As long as the note stands at the CRM, its customer has it: the word goes once the note has.
#[tokio::test]
async fn what_was_said_to_be_sent_stands_until_the_note_is_gone() {
    let office = Office::without_a_model().await;
    let entry = said_to_be_sent(&office).await;
    office.faults(&["hubspot:DELETE:/crm/objects/*/notes=403"]).await;
    let what = EntryOrSuggestion::Entry(entry);
    let Ok(Answer::Entry(back)) = office.ask(Request::UndoDespite { what }).await else { panic!("refused") };
    let Ok(Answer::Entry(stuck)) = office.ask(Request::AwaitEntry { entry: back.id }).await else { panic!() };
    assert!(matches!(stuck.state, EntryState::Parked { .. }), "{:?}", stuck.state);
    let before = row(&office).await;
    assert!(before.said_sent.is_some() && before.to_send.is_none() && before.waiting_since.is_none());
    assert!(!brief_of(&office, "Maren Holloway", true).await.said_sent.is_empty());
    let again = office.ask(Request::Undo { what }).await;
    assert!(matches!(again, Ok(Answer::Entry(same)) if same.id == back.id), "it is under way");
    office.faults(&[]).await;
    office.ask(Request::Retry { entry: back.id }).await.expect("it is tried again");
    office.ask(Request::AwaitEntry { entry: back.id }).await.expect("it is archived");
    is_as_before(&office).await;
    let Ok(Answer::Audit(log)) = office.ask(Request::AuditTail { limit: 50 }).await else { panic!("no log") };
    let said = log.iter().filter_map(|line| line.event.as_ref()).filter(|told| told.kind == AuditKind::Sent);
    assert_eq!(said.map(|told| told.detail["taken_back"] == true).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn what_nobody_says_any_more_is_taken_back_all_the_same() {
    let office = Office::without_a_model().await;
    let entry = said_to_be_sent(&office).await;
    office.faults(&["hubspot:DELETE:/crm/objects/*/notes=500"]).await;
    let what = EntryOrSuggestion::Entry(entry);
    let Ok(Answer::Entry(back)) = office.ask(Request::UndoDespite { what }).await else { panic!("refused") };
    office.ask(Request::SayAnswerUnsent { case: CASE.parse().unwrap() }).await.expect("it was not sent");
    office.faults(&[]).await;
    office.clock.forward(SignedDuration::from_hours(1));
    office.ask(Request::RunOutbox).await.expect("it is written");
    office.ask(Request::AwaitEntry { entry: back.id }).await.expect("it is archived");
    is_as_before(&office).await;
}

#[tokio::test]
async fn who_takes_it_back_in_the_app_reads_that_the_customer_has_it() {
    let office = Office::without_a_model().await;
    said_to_be_sent(&office).await;
    let mut app = App::start(&office).await;
    app.press("esc g o u").await;
    app.shows("has left already");
    app.shows("But you said on");
    app.press("y").await;
    app.pass(6).await;
    is_as_before(&office).await;
}

#[tokio::test]
async fn what_was_said_is_told_in_the_question_it_was_asked_for() {
    let office = Office::without_a_model().await;
    let what = EntryOrSuggestion::Entry(said_to_be_sent(&office).await);
    let mut app = App::start(&office).await;
    app.press("esc g o").await;
    app.tap("u");
    app.tap("esc");
    let other = Question::new("Another one?".to_owned(), "taking back", vec![Request::Undo { what }]);
    app.model.overlay = Some(Overlay::Question(other));
    app.settle().await;
    let Some(Overlay::Question(open)) = &app.model.overlay else { panic!("nothing is asked") };
    assert_eq!((open.words.as_str(), &open.requests), ("Another one?", &vec![Request::Undo { what }]));
}
