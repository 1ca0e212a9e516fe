//! Moving about: evidence and back, what a left screen was reading, sizes, the mouse.

use deskhand::desk::api::{Reading, Request, Who};
use deskhand::tui::msg::Msg;

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "Maren Holloway";

#[tokio::test]
async fn esc_goes_back_from_evidence_to_where_it_is_cited() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.resize(80, 24);
    app.open_customer(MAREN).await;
    app.press("1 v v").await;
    app.shows("order:1133 · 2 of 2");
    app.press("esc").await;
    app.shows("Answer: where is order");
    app.shows("‹ Maren Holloway");
    app.press("esc").await;
    app.shows("Find a customer");
}

#[tokio::test]
async fn what_a_left_screen_was_reading_is_no_longer_waited_for() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    let who = Who::Query(MAREN.to_owned());
    let late = office.ask(Request::Lookup { who, reading: Reading::Cached, all_pages: false }).await;
    app.type_text(MAREN).await;
    app.tap("enter");
    let asked: Vec<u64> = app.model.out.in_flight.iter().map(|asked| asked.request).collect();
    assert_eq!(asked.len(), 2, "the cache and the vendors are asked");
    app.cancelled.clear();
    app.tap("esc");
    assert_eq!(app.cancelled, asked);
    app.settle().await;
    let before = app.text();
    app.take(Msg::Answered { request: asked[1], result: late });
    app.settle().await;
    assert_eq!(app.text(), before, "a late answer of a left screen is dropped");
}

#[tokio::test]
async fn forward_leads_to_where_the_user_came_back_from() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("g o").await;
    app.shows("‹ outbox");
    app.press("esc").await;
    app.shows("‹ Maren Holloway");
    app.press("ctrl-y").await;
    app.shows("‹ outbox");
}

/// Task 17: two keys to the bytes that left.
#[tokio::test]
async fn what_left_for_the_model_is_two_keys_away() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("w tab").await;
    app.shows(": 10 PERSON, 8 URL");
    app.shows("[PERSON_1]");
    // Every byte, none of them hers.
    let mut seen = String::new();
    loop {
        let before = app.text();
        app.press("pgdn").await;
        seen.push_str(&before);
        if app.text() == before {
            break;
        }
    }
    assert!(seen.contains("#1133") && seen.contains("← what came back"), "{seen}");
    let bytes = seen.replace("‹ Maren Holloway", "").replace("brief support  Maren Holloway", "");
    for private in ["Holloway", "holloway", "12075550113", "Wharf Street"] {
        assert!(!bytes.contains(private), "{private} left");
    }
}

#[tokio::test]
async fn narrow_and_wide_keep_the_focus() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("l j j").await;
    app.resize(80, 24);
    let narrow = app.text();
    assert!(narrow.contains("▎"), "{narrow}");
    for (width, height) in [(200, 60), (80, 24)] {
        app.resize(width, height);
    }
    assert_eq!(app.text(), narrow);
    app.resize(30, 8);
    app.shows("40×10 is the least");
    app.resize(80, 24);
    assert_eq!(app.text(), narrow);
}

#[tokio::test]
async fn the_mouse_chooses_suggestions_tabs_and_keys_and_scrolls() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.resize(120, 50);
    app.open_customer(MAREN).await;
    app.resize(120, 50);
    app.click("Check back on case").await;
    app.press("a").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1, "the clicked suggestion is the chosen one");
    app.click("Facts ─").await;
    app.shows("Prefers e-mail. Hikes with two dogs.");
    app.click("Orders 8").await;
    app.wheel_down("#1096").await;
    app.shows("▎✓ #1065");
    app.click("? help").await;
    app.shows("╭ Keys ─");
}
