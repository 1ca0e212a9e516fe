//! Customers and their panes: the stories that the sandbox knows.

use super::looks;
use crate::app::App;
use crate::office::Office;

#[tokio::test]
async fn a_regular_whose_parcel_is_stuck() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    looks(&mut app, "maren_brief");
    app.press("1").await;
    looks(&mut app, "maren_suggestion_chosen");
    app.press("a").await;
    looks(&mut app, "maren_accepted");
    app.pass(5).await;
    looks(&mut app, "maren_done");
    app.pass(60).await;
    app.press("o enter").await;
    looks(&mut app, "maren_orders");
    app.press("c").await;
    looks(&mut app, "maren_cases");
    app.press("l").await;
    looks(&mut app, "maren_timeline");
    app.press("f").await;
    looks(&mut app, "maren_facts");
    app.press("b p").await;
    looks(&mut app, "maren_for_sales");
    app.press("s").await;
    app.type_text("Where is the last order?").await;
    app.press("enter").await;
    looks(&mut app, "maren_question_answered");
}

#[tokio::test]
async fn without_a_model_the_playbook_writes() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    for (query, name) in [
        ("Maren Holloway", "maren_by_the_playbook"),
        // Only in the CRM: page views, no order.
        ("Lena Sørensen", "lead_without_orders"),
        // Only in the store, without an account there.
        ("quietbuyer77@example.net", "customer_without_a_name"),
        ("Caleb Winslow", "full_cart_unsubscribed"),
        ("山田", "japanese"),
        ("sara.alhassan@example.com", "arabic"),
        ("Juno", "emoji"),
    ] {
        app.open_customer(query).await;
        looks(&mut app, name);
    }
}

#[tokio::test]
async fn guests_currencies_and_conflicts() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("wren.gallagher@example.org").await;
    looks(&mut app, "guest");
    app.open_customer("anton.reiter@example.org").await;
    looks(&mut app, "deleted_at_the_store");
    app.open_customer("Émilie Tremblay").await;
    app.press("f").await;
    looks(&mut app, "two_currencies");
    app.open_customer("kate.lindgren@example.com").await;
    app.press("f end").await;
    looks(&mut app, "conflicting_names");
    app.open_customer("ines.caldeira+shop@example.com").await;
    app.press("f end").await;
    looks(&mut app, "look_alike");
}

#[tokio::test]
async fn text_that_means_harm() {
    let office = Office::open().await;
    let mut app = App::start(&office).await;
    app.open_customer("Victor Halloran").await;
    looks(&mut app, "instructions_in_a_case");
    app.open_customer("Mallory Finch").await;
    app.press("c").await;
    looks(&mut app, "hostile_case");
    app.press("f end").await;
    looks(&mut app, "hostile_note");
}

#[tokio::test]
async fn four_hundred_and_thirty_orders() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Ruth Abernathy").await;
    app.shows("430 orders");
    app.hides("partial");
    app.press("o end").await;
    looks(&mut app, "many_orders");
}

#[tokio::test]
async fn what_cannot_be_read_is_marked() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    office.faults(&["shopify:*:/=500"]).await;
    app.pass(3_600).await;
    app.press("r").await;
    looks(&mut app, "stale_store");
    office.faults(&["hubspot:*:/=500"]).await;
    app.open_customer("Theodore Vance").await;
    looks(&mut app, "failed_crm");
}

#[tokio::test]
async fn a_customer_in_pictures() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("i").await;
    looks(&mut app, "pictures");
}
