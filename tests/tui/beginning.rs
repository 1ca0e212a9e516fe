//! The very first start says in three lines what to press, and never again.

use crate::app::App;
use crate::office::Office;

const FIRST: &str = "there 1 picks an action, a accepts";

#[tokio::test]
async fn the_first_start_says_what_to_press_until_keys_are_pressed() {
    let office = Office::without_a_model().await;
    office.forget_the_welcome().await;
    let mut app = App::start(&office).await;
    app.resize(80, 24);
    app.shows(FIRST);
    app.shows("finds any customer: half a name, an e-mail, a phone, an order");
    app.shows(": does anything by name; ctrl-q leaves");
    app.press("m a").await;
    app.shows(FIRST);
    app.press("r").await;
    app.hides(FIRST);
    drop(app);
    let app = App::start(&office).await;
    app.hides(FIRST);
}

#[tokio::test]
async fn whoever_goes_on_does_not_need_it_any_more() {
    let office = Office::without_a_model().await;
    office.forget_the_welcome().await;
    let mut app = App::start(&office).await;
    app.shows(FIRST);
    app.press("esc").await;
    app.press("g").await;
    app.press("o").await;
    app.hides(FIRST);
    app.press("esc").await;
    app.hides(FIRST);
}

#[tokio::test]
async fn whoever_has_decided_something_here_is_not_told() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 a").await;
    drop(app);
    office.forget_the_welcome().await;
    let app = App::start(&office).await;
    app.hides(FIRST);
}
