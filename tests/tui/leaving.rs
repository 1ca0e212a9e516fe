//! Leaving while something has not left yet, approvals, links, and a desk that goes away.

use deskhand::domain::outbox::EntryState;

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "Maren Holloway";

#[tokio::test]
async fn leaving_with_nothing_on_its_way_asks_nothing() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("ctrl-q").await;
    assert!(app.model.leaving);
}

#[tokio::test]
async fn what_has_not_left_can_be_stayed_with() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a q").await;
    app.shows("Not everything has left yet");
    app.press("esc u").await;
    assert!(!app.model.leaving);
    app.press("q").await;
    assert!(app.model.leaving && app.model.kept.is_empty());
}

#[tokio::test]
async fn what_has_not_left_can_be_kept_and_is_named() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a q k").await;
    assert!(app.model.leaving);
    assert_eq!(app.model.kept.len(), 1);
    let note = "HubSpot note on contact 512001 and case 17701, for you to send";
    assert_eq!(app.model.kept[0].effect, format!("{note}; status → Waiting on contact"));
    assert!(matches!(app.model.kept[0].state, EntryState::Queued { .. }));
}

#[tokio::test]
async fn what_has_not_left_can_be_sent_before_leaving() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a q").await;
    app.tap("enter");
    app.shows("leaves as soon as they are sent");
    assert!(!app.model.leaving);
    app.pass(5).await;
    assert!(app.model.leaving && app.model.kept.is_empty());
    assert_eq!(office.created("notes").await.len(), 1);
}

#[tokio::test]
async fn a_signal_leaves_and_names_what_is_kept() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a").await;
    app.take(deskhand::tui::msg::Msg::Terminated);
    assert!(app.model.leaving && app.model.kept.len() == 1);
}

#[tokio::test]
async fn leaving_in_the_same_breath_loses_nothing_that_was_accepted() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    for key in ["1", "a", "q"] {
        app.tap(key);
    }
    assert!(!app.model.leaving, "the acceptance is not stored yet");
    app.settle().await;
    app.shows("Not everything has left yet");
    app.press("k").await;
    assert!(app.model.leaving);
    assert_eq!(app.model.kept.len(), 1);
}

#[tokio::test]
async fn going_back_in_the_same_breath_keeps_what_was_accepted() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    for key in ["1", "a", "ctrl-o"] {
        app.tap(key);
    }
    app.settle().await;
    app.shows("leaves in 5 s");
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1);
}

#[tokio::test]
async fn a_draft_is_kept_to_its_last_letter_even_where_the_editor_is_left_at_once() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    for key in ["n", "H", "e", "l", "l", "o", "esc"] {
        app.tap(key);
    }
    app.tap("n");
    app.shows("Hello");
    app.tap("esc");
    app.settle().await;
    let mut later = App::start(&office).await;
    later.open_customer(MAREN).await;
    later.press("n").await;
    later.shows("Hello");
}

#[tokio::test]
async fn a_brief_that_was_left_is_written_when_one_comes_back() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.press("/").await;
    app.type_text(MAREN).await;
    app.tap("enter");
    app.tap("ctrl-o");
    app.settle().await;
    app.press("esc ctrl-y").await;
    app.shows("sentences hold");
}
