//! Prove that nothing personal left: what left about a customer, looked through again, and a file of it.

use crate::app::App;
use crate::office::Office;

/// Task 17: `w`, `Tab`; `o` writes it down.
#[tokio::test]
async fn what_left_is_proven_in_two_keys_and_written_down_with_a_third() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("w tab").await;
    app.shows("0 known values found in outgoing bytes");
    app.shows(" substitutions: ");
    app.resize(80, 24);
    app.shows("0 known values found in outgoing bytes");
    app.press("o").await;
    let (name, text) = app.exported.pop().expect("a file");
    assert!(name.starts_with("deskhand-wire-2026"), "{name}");
    let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["schema"], "deskhand.wire_proof/1");
    let call = &document["calls"][0];
    assert_eq!(call["known_values_found"], 0);
    assert!(call["substitutions"].as_u64() > Some(0) && call["sent"].as_str().unwrap().contains("_1]"));
    for private in ["Maren", "Holloway", "maren.holloway@example.com", "+12075550113"] {
        assert!(!text.contains(private), "{private}");
    }
}

#[tokio::test]
async fn without_a_call_there_is_nothing_to_write_down() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("w o").await;
    assert!(app.exported.is_empty() || app.exported[0].1.contains("\"calls\": []"), "{:?}", app.exported);
}

#[tokio::test]
async fn a_call_tells_enough_to_be_chosen() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("w").await;
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        app.resize(width, height);
        for told in ["brief support", "Maren Holloway", " facts ", " masked ", " tok", "sandbox-model"] {
            app.shows(told);
        }
    }
}
