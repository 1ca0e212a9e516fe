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
    assert_eq!(app.model.kept[0].effect, "HubSpot note on contact 512001 and case 17701");
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
