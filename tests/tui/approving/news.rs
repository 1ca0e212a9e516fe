//! Who hears of what somebody else has decided, changed or taken back.

use deskhand::desk::api::{DraftEdit, EntryOrSuggestion, Request};
use deskhand::domain::audit::{AuditEvent, AuditKind};
use deskhand::domain::outbox::Entry;
use deskhand::ports::Clock;
use serde_json::Value;

use super::{MAREN, careful};
use crate::app::App;
use crate::office::{Office, without_a_model};

/// A no from elsewhere reaches whoever asked: at once, and until they have looked at it.
#[tokio::test]
async fn a_no_from_elsewhere_is_told_to_who_asked_until_they_look() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    let entry = app.model.outbox[0].id;
    office.ask(Request::Reject { entry, reason: "not before Monday".to_owned() }).await.unwrap();
    app.settle().await;
    app.shows("rejected by you: not before Monday");
    app.shows("g y shows it");
    app.shows("✗ 1 rejected");
    drop(app);

    // Nobody has looked: the next start tells it again, and the customer's page does.
    let mut app = App::start(&office).await;
    app.shows("rejected by you: not before Monday");
    app.pass(60).await;
    app.shows("✗ 1 rejected");
    app.open_customer(MAREN).await;
    app.shows("✗ rejected by you: not before Monday");
    app.press("g y").await;
    app.shows("not before Monday");
    app.hides("✗ 1 rejected");
    drop(app);
    let app = App::start(&office).await;
    app.hides("not before Monday");
    app.hides("1 rejected");
}

/// What somebody else takes back once it is written is told like a no.
#[tokio::test]
async fn what_a_colleague_took_back_is_told_to_who_wrote_it() {
    let office = Office::without_a_model().await;
    let me = office.email().to_owned();
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("n").await;
    app.type_text("She gets 20 USD back.").await;
    app.press("ctrl-s").await;
    app.pass(6).await;
    let entry = app.model.outbox[0].id;
    drop(app);
    let office = office.restarted_as("lee.nakata@example.com");
    office.ask(Request::Undo { what: EntryOrSuggestion::Entry(entry) }).await.unwrap();
    let mut app = App::start(&office).await;
    app.pass(6).await;
    app.hides("1 rejected");
    drop(app);
    let office = office.restarted_as(&me);
    let mut app = App::start(&office).await;
    app.shows("rejected by lee.nakata@example.com: taken back after it was written");
    app.shows("✗ 1 rejected");
    app.press("esc g y").await;
    app.shows("rejected by lee.nakata@example.com: taken back after");
    app.hides("✗ 1 rejected");
    drop(app);
    App::start(&office).await.hides("taken back after it was written");
}

/// Whoever says no in the app knows it.
#[tokio::test]
async fn an_own_no_is_no_news() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p n 4").await;
    app.hides("1 rejected");
    drop(app);
    let app = App::start(&office).await;
    app.hides("rejected");
}

/// What others did is a manager's to look at, with who; a rep's own stands alone.
#[tokio::test]
async fn a_manager_sees_what_everybody_did() {
    for (role, may) in [("manager", true), ("support", false)] {
        let office = Office::with(&[], |text| {
            without_a_model(text).replace("role = \"support\"", &format!("role = \"{role}\""))
        })
        .await;
        let mut app = App::start(&office).await;
        app.open_customer("Maren Holloway").await;
        app.press("n").await;
        app.type_text("Likes blue").await;
        app.press("ctrl-s").await;
        app.pass(5).await;
        let own = app.model.outbox[0].clone();
        let theirs = Entry { accepted_by: "robin.hale@example.com".to_owned(), ..own.clone() };
        let line = AuditEvent {
            at: office.clock.now(),
            actor: theirs.accepted_by.clone(),
            kind: AuditKind::Written,
            customer: Some(own.customer_id),
            subject: own.id.to_string(),
            detail: Value::Null,
        };
        assert!(office.repository.move_entry(&own, &theirs, &line).await.unwrap());
        app.press("g y").await;
        app.shows("by you today");
        app.hides("robin.ha");
        app.shows("0 on the way");
        app.press("v").await;
        if may {
            app.shows("by everybody today");
            app.shows("robin.hale Maren Holloway");
            app.shows("sam.ibarra Maren Holloway");
            app.shows("        Likes blue · HubSpot note");
            app.press("v").await;
            app.shows("by you today");
        } else {
            app.shows("what everybody has done is a manager's to look at");
            app.shows("by you today");
        }
        // The outbox has everybody's, and one's own alone.
        app.press("g o").await;
        app.shows("note         Maren Holloway");
        app.press("v").await;
        app.shows("Nothing of yours is here");
        app.press("v").await;
        app.hides("Nothing of yours is here");
    }
}

/// A yes and a no count, with who said them; what is withdrawn counts no more.
#[tokio::test]
async fn a_manager_sees_who_said_yes_and_who_said_no() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    for text in ["Call the carrier", "Send the form"] {
        app.press("t").await;
        app.type_text(text).await;
        app.press("ctrl-s").await;
    }
    app.press("g p enter y n 4").await;
    let line = AuditEvent {
        at: office.clock.now(),
        actor: "robin.hale@example.com".to_owned(),
        kind: AuditKind::Rejected,
        customer: Some(app.model.outbox[0].customer_id),
        subject: app.model.outbox[0].id.to_string(),
        detail: Value::Null,
    };
    office.repository.append_audit(&line).await.unwrap();
    app.press("g y").await;
    app.shows("approved        1");
    app.shows("rejected        1");
    app.hides("Robin Hale");
    app.press("v").await;
    app.shows("rejected        2");
    app.shows("Sam Ibarra");
    app.shows("2 accepted, 1 approved, 1 rejected");
    app.shows("Robin Hale");
    app.press("u").await;
    app.shows("2 accepted, 1 approved");
    app.hides("1 approved, 1 rejected");
}

/// What a rep has asked for and somebody else has put into other words, or taken back, has their name: with who asks too.
#[tokio::test]
async fn what_others_have_changed_or_taken_back_is_told_with_their_name() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    let own = app.model.outbox[0].clone();
    let theirs = Entry { accepted_by: "robin.hale@example.com".to_owned(), ..own.clone() };
    let line = AuditEvent {
        at: office.clock.now(),
        actor: theirs.accepted_by.clone(),
        kind: AuditKind::Accepted,
        customer: Some(own.customer_id),
        subject: own.id.to_string(),
        detail: Value::Null,
    };
    assert!(office.repository.move_entry(&own, &theirs, &line).await.unwrap());
    app.model.who.as_mut().expect("known").email = theirs.accepted_by.clone();
    let edit = DraftEdit { body: Some("Ask about the lamp.".to_owned()), ..DraftEdit::default() };
    office.ask(Request::Amend { entry: own.id, edit }).await.unwrap();
    app.settle().await;
    app.shows("worded by sam.ibarra@");
    app.press("g p enter").await;
    app.shows("worded by sam.ibarra@");
    office.ask(Request::Undo { what: EntryOrSuggestion::Entry(own.id) }).await.unwrap();
    app.settle().await;
    app.shows("taken back by sam.ibarra@");
    app.press("g o").await;
    app.shows("taken back by sam.ibarra@");
}
