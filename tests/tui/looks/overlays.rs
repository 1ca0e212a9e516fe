//! What lies above a screen: editor, reasons, palette, help, keys that may follow, leaving.

use super::looks;
use crate::app::App;
use crate::office::Office;

#[tokio::test]
async fn above_a_customer() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 e").await;
    looks(&mut app, "editor");
    app.press("esc 2 e").await;
    looks(&mut app, "editor_of_a_task");
    app.press("esc t ctrl-s").await;
    looks(&mut app, "editor_with_a_problem");
    app.press("esc x").await;
    looks(&mut app, "reasons");
    app.press("6").await;
    app.type_text("she is on holiday").await;
    looks(&mut app, "reason_of_ones_own");
    app.press("esc s").await;
    looks(&mut app, "question");
    app.press("esc :").await;
    looks(&mut app, "palette");
    app.type_text("wire").await;
    looks(&mut app, "palette_narrowed");
    app.press("esc ?").await;
    looks(&mut app, "help");
    app.press("esc g").await;
    looks(&mut app, "keys_that_may_follow");
    app.press("esc esc").await;
}

#[tokio::test]
async fn leaving() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 a 2 a q").await;
    looks(&mut app, "leaving");
    app.tap("enter");
    looks(&mut app, "leaving_when_sent");
}

#[tokio::test]
async fn too_small() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.resize(39, 9);
    app.shows("40×10 is the least; this is 39×9");
    app.resize(40, 10);
    app.shows("Find a customer");
}

#[tokio::test]
async fn what_can_be_copied() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("o y").await;
    looks(&mut app, "copy_which");
}

#[tokio::test]
async fn links() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("ines.caldeira+shop@example.com").await;
    app.press("f L").await;
    looks(&mut app, "before_a_link");
    app.press("esc").await;
    app.open_customer("Maren Holloway").await;
    app.press("W down").await;
    looks(&mut app, "why_one_person");
}
