//! What waits for a yes is put into other words before.

use deskhand::desk::api::{Answer, DraftEdit, Reading, Request, Who};
use deskhand::domain::audit::AuditKind;
use deskhand::domain::{Purpose, Suggestion};

use super::{MAREN, careful};
use crate::app::App;
use crate::office::{Office, replies_need_a_yes};

/// What is promised in an edit before the yes is asked about, as in own words.
#[tokio::test]
async fn a_promise_in_an_edit_before_the_yes_needs_a_word() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a g p e").await;
    app.type_text(" Wir erstatten Ihnen den Betrag.").await;
    app.press("ctrl-s").await;
    app.shows("it promises something that no policy");
    app.press("ctrl-s").await;
    app.hides("Edit the draft");
    app.shows("Wir erstatten Ihnen den Betrag.");
    app.shows("⚠ unproven");
    app.shows("vouched for by whoever asked");
    let Ok(Answer::Audit(lines)) = office.ask(Request::AuditTail { limit: 50 }).await else { panic!() };
    let events: Vec<_> = lines.iter().filter_map(|line| line.event.as_ref()).collect();
    assert!(events.iter().any(|event| event.detail["after"]["unsupported"][0]["mark"] == "vouched"));
}

/// The rule that an exception is from asks for the yes that it waits for; it is no reason to refuse milder words.
#[tokio::test]
async fn the_words_of_an_exception_are_edited_before_the_yes() {
    let office = Office::without_a_model().await;
    let who = Who::Query("Leopold Harcourt".to_owned());
    let brief = Request::Brief {
        who,
        purpose: Purpose::Support,
        case: None,
        reading: Reading::Cached,
        playbook_only: false,
        again: false,
    };
    let Ok(Answer::Brief(brief)) = office.ask(brief).await else { panic!("no brief") };
    let is_exception = |one: &&Suggestion| one.offer.as_ref().is_some_and(|offer| offer.outside.is_some());
    let exception = brief.suggestions.iter().find(is_exception).expect("an exception");
    let accept = Request::Accept { suggestion: exception.id, now: true };
    let Ok(Answer::Accepted(accepted)) = office.ask(accept).await else { panic!("not accepted") };
    let entry = accepted.entry;
    assert!(entry.need().is_some_and(|need| need.why.starts_with("outside policy")), "{:?}", entry.state);
    let amend = |body: &str| {
        let edit = DraftEdit { body: Some(body.to_owned()), ..DraftEdit::default() };
        office.ask(Request::Amend { entry: entry.id, edit })
    };
    let milder =
        "Hello Leopold,\n\nWe can take the jacket back as an exception. You will get a label from me.";
    let Ok(Answer::Entry(amended)) = amend(milder).await else { panic!("it waits for a yes already") };
    assert_eq!(amended.need(), entry.need());
    let more = "Hello Leopold,\n\nWe can take the jacket back as an exception, and you will get a voucher of 50 USD.";
    let refused = amend(more).await.unwrap_err();
    assert!(refused.what.contains("no policy allows"), "{}", refused.what);
}

#[tokio::test]
async fn it_can_be_edited_before_the_yes() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p e").await;
    app.type_text("Changed by who says yes. ").await;
    app.press("ctrl-s").await;
    app.shows("Changed by who says yes.");
    app.press("enter y").await;
    app.pass(5).await;
    let tasks = office.created("tasks").await;
    assert_eq!(tasks.len(), 1);
    assert!(tasks[0].to_string().contains("Changed by who says yes."), "{}", tasks[0]);
    let Ok(Answer::Audit(lines)) = office.ask(Request::AuditTail { limit: 50 }).await else { panic!() };
    let edited =
        lines.iter().filter_map(|line| line.event.as_ref()).find(|event| event.kind == AuditKind::Edited);
    assert!(edited.is_some_and(|event| event.detail["before"] != event.detail["after"]));
}
