//! Who should take a case, said in its head with the reason, and given by one key; and whether the customer attached
//! something.

use deskhand::desk::api::{Reading, Request};
use serde_json::{Value, json};

use crate::app::App;
use crate::office::Office;

/// A case of Theodore Vance's that nobody has.
async fn unassigned(office: &Office) -> String {
    let ticket = json!({
        "properties": { "subject": "Do you repair shells", "content": "Do you repair the zip of a shell?",
            "hs_pipeline": "0", "hs_pipeline_stage": "1", "source_type": "EMAIL" },
        "associations": [{ "to": { "id": "512002" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 16 }] }],
    });
    let (status, made) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/tickets", Some(ticket)).await;
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_case_that_nobody_has_names_who_should_take_it_and_one_key_gives_it_to_them() {
    let office = Office::without_a_model().await;
    let id = unassigned(&office).await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.unwrap();
    let mut app = App::start(&office).await;
    app.open_customer("Theodore Vance").await;
    app.press("c").await;
    app.shows("should take it: Robin Hale");
    app.press("T").await;
    app.pass(5).await;
    let path = format!("/crm/objects/2026-09/tickets/{id}?properties=hubspot_owner_id");
    let (_, case) = office.sandbox.hubspot("GET", &path, None).await;
    assert_eq!(case["properties"]["hubspot_owner_id"], Value::from("9586501"), "{case}");
}

/// Task 10: the third contact about the same.
#[tokio::test]
async fn who_has_to_write_again_and_again_stays_with_whom_they_know() {
    let office = Office::without_a_model().await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.unwrap();
    let mut app = App::start(&office).await;
    app.open_customer("Delphine Roux").await;
    app.press("c").await;
    app.shows("stays best with Sam Ibarra");
    app.open_customer("Jonah Mercer").await;
    app.press("c").await;
    app.hides("stays best with");
    app.press("T").await;
    app.shows("nobody is suggested for this case");
}

/// Task 5: photos attached yes or no.
#[tokio::test]
async fn a_case_says_whether_the_customer_attached_a_file_and_the_refund_does_too() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Petra Novak").await;
    app.press("1").await;
    app.shows("Files attached: 1.");
    app.press("c").await;
    app.shows("1 file attached");
}
