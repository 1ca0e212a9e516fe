//! An exception from the return window in own words waits for the same yes as one that is proposed.

use deskhand::desk::api::{Answer, DraftEdit, Reading, Request, Who};
use deskhand::domain::brief::{Brief, Suggestion};
use deskhand::domain::casework::Casework;
use deskhand::domain::ids::{EntryId, SuggestionId};
use deskhand::domain::outbox::Entry;
use deskhand::domain::{EvidenceId, Purpose};
use deskhand::ports::Clock;
use jiff::ToSpan;

use super::answer;
use crate::app::App;
use crate::office::{Office, without_a_model};
use crate::under_way::brief_of;

const LEOPOLD: &str = "Leopold Harcourt";
const CASE: &str = "17718";
const EXCEPTION: &str = "return of order #1154 after its time";

/// Answers Leopold Harcourt, whose time to return order #1154 is over.
async fn answered(office: &Office, words: &str, vouches: bool) -> Result<Casework, String> {
    answer(office, CASE, words, vouches).await
}

/// What waits for a manager because of the words.
async fn waits(office: &Office, words: &str) -> Entry {
    let done = answered(office, words, true).await.expect("somebody stands for it");
    let entry = done.entries.into_iter().next().expect("an entry");
    let need = entry.need().unwrap_or_else(|| panic!("{words}: {:?}", entry.state));
    assert!(need.why.starts_with("outside policy: the time to return it ended "), "{words}: {need:?}");
    entry
}

#[tokio::test]
async fn own_words_that_take_goods_back_after_their_time_wait_for_a_yes() {
    for (words, offered) in [
        ("I take the jacket back all the same, as an exception.", EXCEPTION),
        ("Hello Leopold, as an exception we accept the return of order #1154. Sam", EXCEPTION),
        ("I am sending you the return label for the jacket.", EXCEPTION),
        ("You may send order #1154 back all the same.", EXCEPTION),
        ("I take order #1154 back, as an exception.", EXCEPTION),
        ("As an exception, I exchange the jacket.", "exchange of order #1154 after its time"),
        (
            "I take the jacket back, and we pay 9 USD back for the label.",
            "return of order #1154 after its time, 9.00 USD back",
        ),
    ] {
        let office = Office::without_a_model().await;
        let refused = answered(&office, words, false).await.expect_err("it is asked about");
        let objection = ["what the shop's rule no longer takes", "pay 9 usd back"];
        assert!(objection.iter().any(|why| refused.contains(why)), "{words}: {refused}");
        assert!(refused.contains("then it waits for a yes, yours or a manager's"), "{words}: {refused}");
        let entry = waits(&office, words).await;
        assert_eq!(entry.need().and_then(|need| need.offer.as_deref()), Some(offered), "{words}");
        assert!(office.created("notes").await.is_empty(), "{words}");
    }
}

#[tokio::test]
async fn words_that_grant_nothing_wait_for_nobody() {
    let office = Office::without_a_model().await;
    let words = "The time to return the jacket is over. I am asking what we can do.";
    let done = answered(&office, words, false).await.expect("it promises nothing");
    assert!(done.entries[0].need().is_none(), "{:?}", done.entries);
}

/// In the app it is said before, and the manager reads what is offered and of which order.
#[tokio::test]
async fn an_exception_in_own_words_is_told_to_who_writes_it_and_to_who_says_yes() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(LEOPOLD).await;
    app.press("c enter A").await;
    app.type_text("I take the jacket back all the same, as an exception. ").await;
    app.press("ctrl-s").await;
    app.shows("no longer takes");
    app.shows("then it waits for a");
    app.press("ctrl-s").await;
    app.pass(6).await;
    assert!(office.created("notes").await.is_empty(), "{}", app.text());
    app.press("g p").await;
    app.shows(EXCEPTION);
    app.shows("outside policy: the time to return it ended");
    app.shows("Order #1154");
}

/// An edit that grants it waits, too: of a draft that is open, and of an answer that already waits.
#[tokio::test]
async fn an_edit_that_grants_an_exception_waits_for_a_yes() {
    let office = Office::without_a_model().await;
    let brief = brief_of(&office, LEOPOLD, true).await;
    let is_refusal = |one: &&Suggestion| one.offer.is_none() && one.body.starts_with("Hello");
    let draft =
        brief.suggestions.iter().find(is_refusal).unwrap_or_else(|| panic!("{:?}", brief.suggestions));
    let body = Some("Hello Leopold,\n\nwe take the jacket back all the same.".to_owned());
    let edit = DraftEdit { body, vouches: true, ..DraftEdit::default() };
    let edited = office.ask(Request::Edit { suggestion: draft.id, edit }).await;
    let Ok(Answer::Suggestion(edited)) = edited else { panic!("not edited") };
    assert!(edited.suggestion.approval.required, "{:?}", edited.suggestion.approval);
    assert_eq!(edited.suggestion.offer.as_ref().map(|offer| &*offer.text), Some(EXCEPTION));
}

/// Once a manager has said yes, the label is proposed, and words about the way back need no second one.
#[tokio::test]
async fn what_was_granted_in_own_words_is_granted() {
    let office = Office::without_a_model().await;
    let entry = waits(&office, "I take the jacket back all the same, as an exception.").await.id;
    let brief = granted(&office, entry).await;
    let first = &brief.suggestions[0];
    assert_eq!(first.title, "Send the label for order #1154", "{:?}", brief.suggestions);
    assert!(first.evidence.contains(&EvidenceId::new("case", CASE)), "{first:?}");
    let next = answered(&office, "I am sending you the return label for the jacket.", false).await;
    assert!(next.as_ref().is_ok_and(|done| done.entries[0].need().is_none()), "{next:?}");
}

/// What is proposed once a manager has said yes to an entry and it has left.
async fn granted(office: &Office, entry: EntryId) -> Brief {
    office.ask(Request::Approve { entry, despite: true }).await.expect("a yes");
    office.clock.set(office.clock.now() + 6.seconds());
    office.ask(Request::RunOutbox).await.expect("it leaves");
    let who = Who::Query(LEOPOLD.to_owned());
    let (purpose, reading) = (Purpose::Support, Reading::Cached);
    let wanted = Request::Brief { who, purpose, case: None, reading, playbook_only: true, again: true };
    let Ok(Answer::Brief(brief)) = office.ask(wanted).await else { panic!("no brief") };
    *brief
}

/// The draft that refuses to take order #1154 back, saved with each of these words; what it offers then.
async fn saved(office: &Office, words: &[&str]) -> (SuggestionId, Option<String>) {
    let brief = brief_of(office, LEOPOLD, true).await;
    let is_refusal = |one: &&Suggestion| one.offer.is_none() && one.body.starts_with("Hello");
    let draft = brief.suggestions.iter().find(is_refusal).expect("a refusal");
    let orders: Vec<&EvidenceId> = draft.evidence.iter().filter(|id| id.kind() == "order").collect();
    assert!(orders.len() == 1, "{:?}", draft.evidence);
    let mut offer = None;
    for words in words {
        let body = Some(format!("Hello Leopold,\n\n{words}"));
        let edit = DraftEdit { body, vouches: true, ..DraftEdit::default() };
        let edited = office.ask(Request::Edit { suggestion: draft.id, edit }).await;
        let Ok(Answer::Suggestion(edited)) = edited else { panic!("not edited") };
        assert!(edited.suggestion.approval.required, "{words}: {:?}", edited.suggestion.approval);
        offer = edited.suggestion.offer.map(|offer| offer.text);
    }
    (draft.id, offer)
}

async fn accepted(office: &Office, suggestion: SuggestionId) -> EntryId {
    let accept = Request::Accept { suggestion, now: true };
    let Ok(Answer::Accepted(accepted)) = office.ask(accept).await else { panic!("not accepted") };
    assert!(accepted.entry.need().is_some(), "{:?}", accepted.entry.state);
    accepted.entry.id
}

/// A draft cites the order that the case is about; what it grants of another one is granted of that one.
#[tokio::test]
async fn what_a_draft_grants_of_another_order_is_granted_of_that_one() {
    let office = Office::without_a_model().await;
    let words = "As an exception we accept the return of order #1153.";
    let (draft, offer) = saved(&office, &[words, &format!("{words} Best, Sam"), words]).await;
    assert_eq!(offer.as_deref(), Some("return of order #1153 after its time"));
    let entry = accepted(&office, draft).await;
    let brief = granted(&office, entry).await;
    let labels: Vec<&str> =
        brief.suggestions.iter().map(|one| &*one.title).filter(|title| title.contains("label")).collect();
    assert_eq!(labels, ["Send the label for order #1153"], "{:?}", brief.suggestions);
    let next = answered(&office, "I am sending you the return label for order #1153.", false).await;
    assert!(next.as_ref().is_ok_and(|done| done.entries[0].need().is_none()), "{next:?}");
    let other = answered(&office, "As an exception we accept the return of order #1154.", false).await;
    assert!(other.as_ref().is_err_and(|refused| refused.contains("no longer takes")), "{other:?}");
}

#[tokio::test]
async fn one_answer_grants_what_it_says_of_each_order() {
    let office = Office::without_a_model().await;
    let words =
        "As an exception we accept the return of order #1153. We accept the return of order #1154, too.";
    let entry = waits(&office, words).await;
    let offered = entry.need().and_then(|need| need.offer.clone()).unwrap_or_default();
    for order in ["#1153", "#1154"] {
        assert_eq!(
            offered.matches(&format!("return of order {order} after its time")).count(),
            1,
            "{offered}"
        );
    }
    let brief = granted(&office, entry.id).await;
    let label = &brief.suggestions[0];
    assert!(label.title.starts_with("Send the labels for orders #115"), "{:?}", brief.suggestions);
    for order in ["#1153", "#1154"] {
        assert!(label.title.contains(order) && label.body.contains(&format!("order {order} (")), "{label:?}");
        let words = format!("I am sending you the return label for order {order}.");
        let next = answered(&office, &words, false).await;
        assert!(next.as_ref().is_ok_and(|done| done.entries[0].need().is_none()), "{next:?}");
    }
}

/// What was sold for good comes back by one yes as well, however often its draft is saved.
#[tokio::test]
async fn a_final_sale_that_was_granted_is_granted() {
    let final_sale = |text: String| {
        let changed =
            without_a_model(text).replace("final_sale = [\"gift card\"]", "final_sale = [\"lofoten\"]");
        assert!(changed.contains("lofoten"), "{changed}");
        changed
    };
    let office = Office::with(&[], final_sale).await;
    let words = "We take the jacket back all the same.";
    let (draft, offer) = saved(&office, &[words, &format!("{words} Best, Sam"), words]).await;
    assert_eq!(offer.as_deref(), Some("final sale of order #1154 back"));
    let entry = accepted(&office, draft).await;
    let brief = granted(&office, entry).await;
    let label = &brief.suggestions[0];
    assert_eq!(label.title, "Send the label for order #1154", "{:?}", brief.suggestions);
    assert!(label.body.contains("comes back though it was sold for good: that is decided"), "{}", label.body);
    let next = answered(&office, "I am sending you the return label for the jacket.", false).await;
    assert!(next.as_ref().is_ok_and(|done| done.entries[0].need().is_none()), "{next:?}");
}
