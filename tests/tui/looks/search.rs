//! The search: before and after the desk has opened, with hits, in vain, among several.

use std::sync::Arc;

use deskhand::desk::api::{DeskError, FailureKind};
use deskhand::tui::theme::plain;
use futures::FutureExt;

use super::looks;
use crate::app::App;
use crate::office::Office;

#[tokio::test]
async fn the_search() {
    let office = Office::open().await;
    let mut app = App::opening(&office, office.opener(), plain());
    looks(&mut app, "search_opening");
    app.settle().await;
    looks(&mut app, "search_empty");
    app.type_text("mar").await;
    looks(&mut app, "search_hits");
    app.press("ctrl-u").await;
    app.type_text("maren.hollowey@example.com").await;
    looks(&mut app, "search_not_exactly");
    app.press("enter").await;
    looks(&mut app, "search_nobody_but_alike");
    app.press("ctrl-u").await;
    app.type_text("+44 1632 960961").await;
    app.press("enter").await;
    looks(&mut app, "search_nobody");
    app.press("ctrl-u").await;
    app.type_text("James Carter").await;
    app.press("ctrl-f").await;
    looks(&mut app, "search_several");
}

#[tokio::test]
async fn the_search_while_no_vendor_answers() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    office.faults(&["*:*:/=500"]).await;
    app.type_text("somebody.new@example.com").await;
    app.press("enter").await;
    looks(&mut app, "search_vendors_away");
}

#[tokio::test]
async fn a_storage_that_cannot_be_opened() {
    let office = Office::without_a_model().await;
    let refuses = Arc::new(|| {
        let error = DeskError::new(
            FailureKind::Failed,
            "the storage in `/srv/deskhand` is damaged: a row cannot be read",
        )
        .hint("restore it from an export; `deskhand doctor` says more");
        async move { Err(error) }.boxed()
    });
    let mut app = App::start_with(&office, refuses, plain()).await;
    looks(&mut app, "storage_cannot_be_opened");
    // Wherever the app begins.
    app.press("esc g c").await;
    app.shows("cases");
    app.shows("The storage cannot be opened (enter tries again)");
}

#[tokio::test]
async fn the_very_first_start() {
    let office = Office::without_a_model().await;
    office.forget_the_welcome().await;
    let mut app = App::opening(&office, office.opener(), plain());
    app.model.start_at(deskhand::tui::Start::Cases);
    app.settle().await;
    looks(&mut app, "first_start");
}
