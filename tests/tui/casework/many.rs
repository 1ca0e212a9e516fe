//! Many cases at once: one list, one yes, one undo.

use deskhand::desk::api::Notice;
use deskhand::domain::outbox::{Entry, EntryState, Written};
use deskhand::ports::Clock;
use deskhand::tui::msg::Msg;

use super::{moved, queue, ticket};
use crate::looks::looks;
use crate::office::Office;

/// Task 15: one list of what will happen, one group, one undo.
#[tokio::test]
async fn many_cases_are_answered_with_one_yes_and_taken_back_with_one_undo() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("*").await;
    app.shows("19 marked");
    app.press("m").await;
    app.type_text("photo").await;
    app.press("enter").await;
    app.shows("What will happen:");
    looks(&mut app, "queue_bulk");
    let text = app.text();
    assert!(text.contains("left out:"), "{text}");
    app.press("a").await;
    app.shows("u takes all of it back");
    let queued = app.model.unsent().count();
    assert!(queued > 1, "{}", app.text());
    let group = app.model.outbox[0].group;
    assert!(group.is_some() && app.model.unsent().all(|entry| entry.group == group));
    app.press("u").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
    assert!(app.model.outbox.iter().all(|entry| matches!(entry.state, EntryState::Undone { .. })));
}

/// Before anything goes out each customer's own words are read: below the list, or beside it where there is room.
#[tokio::test]
async fn the_words_that_go_out_for_each_of_many_cases_are_read_before() {
    for (width, height) in [(80, 24), (200, 60)] {
        let office = Office::without_a_model().await;
        let mut app = queue(&office).await;
        app.resize(width, height);
        app.press("* m").await;
        app.type_text("photo").await;
        app.press("enter").await;
        app.shows("What will happen:");
        app.shows("To Victor Halloran · #17707");
        app.shows("Hello Victor,");
        app.press("j").await;
        app.hides("Hello Victor,");
        app.hides("To Victor Halloran");
        app.press("k").await;
        app.shows("Hello Victor,");
        // Whoever is left out is told nothing, and the list says why.
        for _ in 0..19 {
            if app.text().contains("Left out: nothing is written.") {
                break;
            }
            app.press("j").await;
        }
        app.shows("Left out: nothing is written.");
        app.press("esc").await;
        assert!(app.model.outbox.is_empty());
    }
}

/// Each undo has left before the answer names them all: none of them is told as still on its way.
#[tokio::test]
async fn many_changes_that_have_left_are_taken_back_and_nothing_is_left_on_its_way() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space space S o a").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3", "{}", app.text());
    app.press("u y").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "{}", app.text());
    app.hides("in the outbox");
    app.hides("leaves now");
    app.press("q").await;
    app.hides("Not everything has left yet");
    assert!(app.model.leaving);
}

/// An answer that comes late says how it stood when the answer was made: what was told since holds.
#[tokio::test]
async fn an_undo_that_has_left_stays_left_whatever_an_older_answer_says() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space S o a").await;
    app.pass(5).await;
    app.press("u y").await;
    app.pass(5).await;
    let undone = app.model.outbox.iter().find(|entry| entry.is_compensation()).expect("an undo").clone();
    let older = Entry { state: EntryState::Queued { until: office.clock.now() }, attempts: 0, ..undone };
    app.take(Msg::Noticed(Notice::Entry { entry: Box::new(older) }));
    app.hides("in the outbox");
    app.press("q").await;
    assert!(app.model.leaving);
}

/// As many as were put right are told of in one line when they are taken back.
#[tokio::test]
async fn labels_of_marked_cases_are_put_right_and_taken_back_together() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space").await;
    app.shows("K label  M sent");
    app.press("K t").await;
    app.shows("2 cases will be labelled ");
    app.shows("#17701, #");
    app.press("n K t y u").await;
    app.shows("taken back: 2 labels");
}

#[tokio::test]
async fn the_undo_of_a_group_says_of_how_many_entries_and_of_what() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space S o a u").await;
    app.shows("taken back: 2 entries · Case ");
    app.shows(" and 1 with it");
}

#[tokio::test]
async fn marked_cases_get_another_owner_each_with_its_own_key() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space").await;
    app.shows("2 marked");
    app.press("P h").await;
    app.shows("What will happen:");
    app.press("a").await;
    app.pass(5).await;
    let done = app.model.outbox.iter().filter(|e| matches!(e.state, EntryState::Done { .. })).count();
    assert!(done >= 1, "{}", app.text());
    let keys: std::collections::BTreeSet<_> = app.model.outbox.iter().map(|e| e.key.as_str()).collect();
    assert_eq!(keys.len(), app.model.outbox.len());
}

/// What was done to many in one go is one line of the audit log, until it is unfolded.
#[tokio::test]
async fn many_lines_of_one_go_stand_in_one() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("* P l a").await;
    app.pass(30).await;
    let count = app.model.outbox.len();
    assert!(count > 2, "{}", app.text());
    app.press("g a").await;
    let folded = format!("{count} × change of a case · enter shows each");
    assert_eq!(app.text().matches(&folded).count(), 3, "written, sending, accepted: {}", app.text());
    app.press("c").await;
    app.shows("several lines stand in this one");
    app.press("enter").await;
    assert_eq!(app.text().matches(&folded).count(), 2);
    app.press("j enter").await;
    app.shows("hash ");
    app.press("enter k enter").await;
    assert_eq!(app.text().matches(&folded).count(), 3);

    app.press("j f").await;
    app.type_text("kind:zzz").await;
    app.shows("there is no kind `zzz`; there are viewed, linked, ");
}

/// One of several that cannot be put back stays and is named; it does not hold the others.
#[tokio::test]
async fn what_cannot_be_put_back_does_not_hold_what_was_accepted_with_it() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("* P l a").await;
    let members = app.model.outbox.clone();
    assert!(members.len() > 2, "{}", app.text());
    let at = crate::sandbox_support::now();
    let done = EntryState::Done { at, written: Written::made("1", None) };
    let stays = moved(&office, &members[0], done).await;
    app.model.outbox[0] = stays.clone();
    app.press("u").await;
    app.shows("1 not: this change of a case cannot be taken back");
    let states: Vec<&str> = app.model.outbox.iter().map(|entry| entry.state.word()).collect();
    assert_eq!(states[0], "done", "{states:?}");
    assert!(states[1..].iter().all(|state| *state == "undone"), "{states:?}");
    app.press("u").await;
    app.shows("there is nothing to take back");
}
