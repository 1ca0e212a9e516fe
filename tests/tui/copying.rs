//! What is chosen can be copied, whole or any one field of it.

use deskhand::tui::msg::Msg;

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "Maren Holloway";

#[tokio::test]
async fn any_field_of_what_is_chosen_is_copied_with_one_more_key() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("o y").await;
    app.shows("Copy which");
    app.press("o").await;
    assert_eq!(app.copied, ["#1133"]);
    app.press("y t").await;
    app.press("y e").await;
    assert_eq!(app.copied.last().unwrap(), "maren.holloway@example.com");
    app.press("c y s").await;
    app.press("b 1 y d").await;
    assert!(app.copied.last().unwrap().contains("Maren"), "{:?}", app.copied);
    assert_eq!(app.copied.len(), 5, "{:?}", app.copied);
}

#[tokio::test]
async fn where_y_says_yes_the_fields_are_behind_g() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a g o").await;
    app.press("g Y").await;
    app.shows("Copy which");
    app.press("d").await;
    assert!(app.copied.last().unwrap().contains("Maren"), "{:?}", app.copied);
}

#[tokio::test]
async fn what_was_sent_is_called_copied_once_the_system_has_it() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("o Y").await;
    app.shows("the chosen line sent to the terminal's clipboard");
    app.take(Msg::Copied("the chosen line".to_owned()));
    app.shows("the chosen line copied");
    app.hides("sent to the terminal");
}

#[tokio::test]
async fn where_there_is_nothing_to_copy_it_is_said() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g o y").await;
    app.press("g Y").await;
    app.shows("there is nothing to copy here");
    assert!(app.copied.is_empty());
}
