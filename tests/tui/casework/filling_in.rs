//! Macros: filled in and read before they are written, or not taken where a value is missing.

use super::{case, note_body, queue};
use crate::looks::looks;
use crate::office::{Office, without_a_model};

/// Task 12: four keys and what is typed.
#[tokio::test]
async fn a_macro_is_filled_in_and_shown_before_it_is_written() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("m").await;
    app.type_text("addr").await;
    app.shows("Change of address");
    app.press("enter").await;
    app.shows("Hello Maren");
    app.shows("order #1133");
    looks(&mut app, "case_macro");
    app.press("e").await;
    app.type_text("First of all: ").await;
    app.press("ctrl-s").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1);
    assert!(note_body(&notes[0]).contains("First of all:"), "{}", note_body(&notes[0]));
    assert_eq!(app.model.outbox[0].title, "Change of address · case 17701");
}

/// However long it is: as many lines as the screen has, and the rest by its key.
#[tokio::test]
async fn a_macro_is_read_to_its_end_before_it_is_taken() {
    let lines: String = (1..=20).map(|line| format!("This is line {line} of it.\\n\\n")).collect();
    let macros = format!("[[macros]]\nname = \"Long\"\ntext = \"{lines}\"\n");
    let office = Office::with(&[], |text| format!("{macros}{}", without_a_model(text))).await;
    let mut app = case(&office).await;
    app.resize(120, 60);
    app.press("m").await;
    app.type_text("long").await;
    app.shows("This is line 20 of it.");
    app.resize(80, 24);
    app.shows("This is line 1 of it.");
    app.shows("more ─╯");
    app.hides("This is line 20 of it.");
    looks(&mut app, "macro_long");
    app.resize(80, 24);
    app.press("pgdn pgdn pgdn pgdn pgdn pgdn").await;
    app.shows("This is line 20 of it.");
    app.press("pgup").await;
    app.hides("This is line 20 of it.");
    app.shows("Long");
}

#[tokio::test]
async fn a_value_that_a_macro_lacks_is_named_and_nothing_is_written() {
    let macros = "[[macros]]\nname = \"Lacking\"\ntext = \"{order.cancelled_at} {order.number}\"\n";
    let office = Office::with(&[], |text| format!("{macros}{}", without_a_model(text))).await;
    let mut app = case(&office).await;
    app.press("m").await;
    app.type_text("lacking").await;
    app.press("enter").await;
    app.shows("{order.cancelled_at} has no value");
    app.press("a esc").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty() && app.model.outbox.is_empty());
}

/// Of a parcel that has arrived nobody says that it is on its way.
#[tokio::test]
async fn where_the_parcel_is_is_not_said_of_one_that_has_arrived() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("f").await;
    app.type_text("halloran").await;
    app.press("enter enter").await;
    app.shows("‹ Victor Halloran");
    app.press("m").await;
    app.type_text("where the parcel").await;
    app.press("enter").await;
    app.shows("{order.days_on_the_way} has no value");
    app.press("a esc esc m").await;
    app.type_text("delayed").await;
    app.press("enter").await;
    app.shows("{order.unsent_for} has no value");
    app.press("a esc").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
}

/// That an order waits at the warehouse is said of one that does.
#[tokio::test]
async fn how_long_an_order_has_not_left_is_filled_in() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("f").await;
    app.type_text("17720").await;
    app.press("enter enter m").await;
    app.type_text("delayed").await;
    app.press("enter").await;
    app.shows("#1157 has been at our warehouse for");
}
