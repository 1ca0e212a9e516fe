//! Nothing is given away that nobody has looked at.

use deskhand::desk::api::{DraftEdit, EntryOrSuggestion, Request};

use super::{MAREN, careful, two_waiting, waiting};
use crate::app::App;

/// One key gives nothing away that nobody has looked at: it shows in a line what that would be.
#[tokio::test]
async fn a_first_yes_to_what_was_not_looked_at_shows_what_is_given_away() {
    let office = careful("manager").await;
    for (width, height) in [(80, 24), (200, 60)] {
        let mut app = two_waiting(&office, width, height).await;
        app.press("y").await;
        app.shows("y once more for Maren Holloway: 140.00 USD back");
        app.shows(match width {
            200 => "asked because you have only just come here",
            _ => "asked because ",
        });
        app.shows("140.00 USD is over the limit of 100");
        let before = waiting(&app);
        assert!(app.model.unsent().next().is_none(), "nothing is on its way");
        // Any other key leaves it as it is, and the next yes is a first one again.
        app.press("esc").await;
        app.hides("y once more");
        app.press("y j k y").await;
        assert_eq!(waiting(&app), before);
        app.press("y").await;
        assert_eq!(waiting(&app), before - 1);
        // What has moved up under the finger was not looked at.
        app.press("y").await;
        assert_eq!(waiting(&app), before - 1, "{}", app.text());
        app.press("esc u").await;
        assert_eq!(waiting(&app), before);
        for entry in app.model.outbox.clone() {
            let what = EntryOrSuggestion::Entry(entry.id);
            office.ask(Request::Undo { what }).await.unwrap();
        }
    }
}

/// Beside the list stands all that a yes does: who has had the time to read it knows.
#[tokio::test]
async fn what_stands_beside_the_list_for_a_second_was_looked_at() {
    let office = careful("manager").await;
    let mut app = two_waiting(&office, 200, 60).await;
    app.pass(1).await;
    app.press("y").await;
    assert_eq!(waiting(&app), 1, "{}", app.text());
}

/// A room that is too low for it shows no write in full, however long it stands.
#[tokio::test]
async fn what_has_no_room_beside_the_list_was_not_looked_at() {
    let office = careful("manager").await;
    let mut app = two_waiting(&office, 80, 12).await;
    app.pass(60).await;
    app.press("y").await;
    assert_eq!(waiting(&app), 2, "{}", app.text());
    app.shows("y once more");
    app.shows("because not all of it stands here (enter reads it)");
    app.press("enter y").await;
    assert_eq!(waiting(&app), 1, "{}", app.text());
}

/// What was read is not what stands there once somebody has changed it.
#[tokio::test]
async fn what_was_changed_elsewhere_was_not_looked_at() {
    let office = careful("manager").await;
    let mut app = two_waiting(&office, 120, 40).await;
    app.press("enter esc").await;
    let entry = app.model.outbox.iter().find(|entry| entry.title.starts_with("Refund")).expect("it waits").id;
    let edit = DraftEdit { title: Some("Refund 180.00 USD".to_owned()), ..DraftEdit::default() };
    office.ask(Request::Amend { entry, edit }).await.unwrap();
    app.settle().await;
    app.press("y").await;
    app.shows("y once more");
    assert_eq!(waiting(&app), 2);
}

/// A yes that is faster than the check counts once that has answered.
#[tokio::test]
async fn a_yes_while_it_is_checked_counts_once_it_is() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p").await;
    app.tap("enter");
    app.tap("y");
    app.shows("checking first whether it still holds");
    assert_eq!(waiting(&app), 1);
    app.settle().await;
    app.shows("Nothing waits for a yes.");
}
