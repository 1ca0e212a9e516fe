//! One person is a set of links: a possible match becomes part of the customer with one key, and leaves with one.

use crate::app::App;
use crate::office::Office;

#[tokio::test]
async fn a_possible_match_is_linked_and_unlinked_again() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("ines.caldeira+shop@example.com").await;
    app.press("f").await;
    app.shows("? 1 looks alike");
    app.click("? look-alike").await;
    app.press("L").await;
    app.shows("hubspot/contact/512042  a person linked it");
    app.hides("look-alike");
    app.click("hubspot/contact/512042").await;
    app.press("U").await;
    app.shows("hubspot/contact/512042 is not this customer?");
    app.press("y").await;
    app.hides("a person linked it");
}
