//! A yes or a no is taken back, and what it was about waits again.

use deskhand::desk::api::{Answer, EntryOrSuggestion, FailureKind, Request, Who};
use deskhand::domain::audit::AuditKind;
use deskhand::domain::outbox::{Entry, EntryState};
use deskhand::tui::screens::Screen;
use serde_json::Value;

use super::{MAREN, careful, two_waiting, waiting};
use crate::app::App;
use crate::office::{Office, without_a_model};

/// The kinds of the newest lines about an entry, newest first.
async fn trail(office: &Office, subject: String) -> Vec<AuditKind> {
    let Ok(Answer::Audit(lines)) = office.ask(Request::AuditTail { limit: 50 }).await else { panic!() };
    let events = lines.into_iter().filter_map(|line| line.event);
    events.filter(|event| event.subject == subject).map(|event| event.kind).collect()
}

#[tokio::test]
async fn a_yes_and_a_no_are_taken_back_by_who_said_them_and_it_waits_again() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p").await;
    let id = app.model.outbox[0].id;
    app.press("enter y").await;
    app.shows("u takes it back");
    app.press("u").await;
    app.shows("it waits for a yes again");
    app.shows("policy: every task needs a yes");
    assert!(app.model.outbox[0].approved_by.is_none());
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty(), "it waits");
    let kinds = trail(&office, id.to_string()).await;
    assert_eq!(kinds[..2], [AuditKind::Reopened, AuditKind::Approved]);

    app.press("n").await;
    app.shows(&app.model.outbox[0].title);
    app.press("4").await;
    app.shows("Nothing waits for a yes.");
    app.press("u").await;
    app.shows("it waits for a yes again");
    app.shows("policy: every task needs a yes");
    app.hides("1 rejected");
    assert_eq!(trail(&office, id.to_string()).await[..2], [AuditKind::Reopened, AuditKind::Rejected]);

    // What was decided before that: it was accepted.
    app.press("u").await;
    app.shows("Nothing waits for a yes.");
    assert!(matches!(app.model.outbox[0].state, EntryState::Undone { .. }));
    app.press("u").await;
    app.shows("there is nothing to take back");
}

/// `y` and `u` in one breath: the yes is what is taken back, not what was decided before it.
#[tokio::test]
async fn what_is_still_being_decided_is_what_is_taken_back() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p enter").await;
    app.tap("y");
    app.tap("u");
    app.settle().await;
    app.shows("it waits for a yes again");
    assert!(matches!(app.model.outbox[0].state, EntryState::AwaitingApproval { .. }));
}

/// One yes to several is one decision.
#[tokio::test]
async fn a_yes_to_several_is_taken_back_in_one() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    for text in ["Call the carrier", "Send the form"] {
        app.press("t").await;
        app.type_text(text).await;
        app.press("ctrl-s").await;
    }
    app.press("g p * y").await;
    app.shows("Nothing waits for a yes.");
    assert_eq!(app.model.unsent().count(), 2);
    app.press("u").await;
    assert_eq!(app.model.unsent().count(), 0);
    let waits = |entry: &&Entry| matches!(entry.state, EntryState::AwaitingApproval { .. });
    assert_eq!(app.model.outbox.iter().filter(waits).count(), 2, "{}", app.text());
    app.shows("taken back: 2 entries · ");
}

/// Wherever the choice went meanwhile, it is on what waits again.
#[tokio::test]
async fn what_waits_again_is_chosen() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    for text in ["Call the carrier", "Send the form", "Ask for a photo"] {
        app.press("t").await;
        app.type_text(text).await;
        app.press("ctrl-s").await;
    }
    let chosen = |app: &App<'_>| match &app.model.place().screen {
        Screen::Approvals(approvals) => approvals.chosen().map(|entry| entry.id),
        _ => None,
    };
    app.press("g p G").await;
    let last = chosen(&app);
    app.press("enter y g g").await;
    assert!(chosen(&app).is_some() && chosen(&app) != last);
    app.press("u").await;
    assert_eq!(chosen(&app), last);
}

/// The rule may be one of the machine where it was asked for.
#[tokio::test]
async fn what_waits_again_says_by_which_rule_although_whoever_decided_has_none() {
    let office = careful("manager").await;
    let (who, text) = (Who::Query(MAREN.to_owned()), "Call on Monday".to_owned().into());
    let asked =
        office.ask(Request::Task { who, text, case: None, due_at: None, owner: None, now: false }).await;
    let Ok(Answer::Accepted(asked)) = asked else { panic!("{asked:?}") };
    let EntryState::AwaitingApproval { need: asked_for, .. } = &asked.entry.state else { panic!() };
    let (entry, office) = (asked.entry.id, office.restarted_with(|config| config.policy.approvals.clear()));
    let yes = Request::Approve { entry, despite: true };
    for decided in [yes, Request::Reject { entry, reason: "not now".to_owned() }] {
        office.ask(decided).await.unwrap();
        let again = office.ask(Request::Undo { what: EntryOrSuggestion::Entry(entry) }).await;
        let Ok(Answer::Entry(again)) = again else { panic!("{again:?}") };
        let EntryState::AwaitingApproval { need, withdrawn } = &again.state else { panic!("{again:?}") };
        assert_eq!(need, asked_for);
        assert!(withdrawn.is_some() && again.needed.is_none());
    }
}

/// Who has both accepted and said yes takes all of it back by one word, not the yes alone.
#[tokio::test]
async fn what_was_accepted_in_one_go_comes_to_nothing_whoever_said_yes_to_it() {
    let careful = "\n[[policy.approvals]]\nwhen = { action = \"case_update\" }\nrole = \"manager\"\n";
    let office = Office::with(&[], |text| {
        let text = without_a_model(text).replacen("role = \"support\"", "role = \"manager\"", 1);
        format!("{text}{careful}")
    })
    .await;
    let mut app = App::start(&office).await;
    app.press("esc g c * P l a").await;
    let members = app.model.outbox.clone();
    assert!(members.len() > 1, "{}", app.text());
    let group = members[0].group.expect("they were accepted in one go");
    for member in &members {
        office.ask(Request::Approve { entry: member.id, despite: true }).await.expect("it may leave");
    }
    let undo = Request::Undo { what: EntryOrSuggestion::Group(group) };
    let Ok(Answer::TakenBack(taken_back)) = office.ask(undo.clone()).await else { panic!("it is undone") };
    assert_eq!(taken_back.len(), members.len());
    assert!(taken_back.iter().all(|entry| matches!(entry.state, EntryState::Undone { .. })));
    let again = office.ask(undo).await.expect_err("nothing is left");
    assert_eq!(again.kind, FailureKind::NotFound);
}

/// A no of somebody else is theirs to take back.
#[tokio::test]
async fn a_no_that_a_draft_was_given_counts_as_accepted_again_once_it_is_taken_back() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    let accepted = async || {
        let kept = office.repository.setting("decisions/1").await.unwrap().unwrap_or_default();
        serde_json::from_str::<Value>(&kept).unwrap()["task"]["accepted"].as_u64().unwrap()
    };
    app.press("2 a").await;
    let before = accepted().await;
    app.press("g p n 4").await;
    assert_eq!(accepted().await, before - 1);
    app.press("u").await;
    assert_eq!(accepted().await, before);
}

/// The last one, then the one before: each is named before it is taken back, with how many stand behind it.
#[tokio::test]
async fn what_is_taken_back_next_is_named_with_how_much_stands_behind_it() {
    let office = careful("manager").await;
    let mut app = two_waiting(&office, 120, 40).await;
    app.press("enter y").await;
    app.press("n 4").await;
    app.shows("no: Send 20 % off the next order · Maren Holloway · u takes it back");
    app.press("u").await;
    app.shows("u again takes back the yes to “Refund 140.00 USD for the torn strap · Maren Holloway”");
    app.press("enter y").await;
    app.shows("u takes it back, 1 more behind it");
    app.press("u u").await;
    assert_eq!(waiting(&app), 2);
    app.hides("u again");
}

/// A yes is theirs to take back who said it, as long as it has not been written: after the hold as before.
#[tokio::test]
async fn a_yes_is_withdrawn_until_it_is_written_and_who_asked_is_told() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    app.shows("waits for a yes: yours or a manager's");
    let entry = app.model.outbox[0].id;
    office.faults(&["hubspot:POST:/crm/objects/*/tasks=429-daily"]).await;
    office.ask(Request::Approve { entry, despite: true }).await.unwrap();
    // The hold is over, the CRM has refused: it is to be tried again.
    app.pass(5).await;
    assert!(matches!(app.model.outbox[0].state, EntryState::Waiting { .. }), "{}", app.text());
    office.ask(Request::Undo { what: EntryOrSuggestion::Entry(entry) }).await.unwrap();
    app.settle().await;
    app.shows("yes withdrawn by you, it waits again: ");
    office.faults(&[]).await;
    app.pass(7_200).await;
    assert!(office.created("tasks").await.is_empty(), "it waits");
    app.press("g p enter").await;
    app.shows("history     yes withdrawn by ");
    app.press("esc g y").await;
    app.shows("yes withdrawn");

    // What has left is put back by a write of its own, which says whose doing it is.
    app.press("g p enter y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
    office.ask(Request::Undo { what: EntryOrSuggestion::Entry(entry) }).await.unwrap();
    app.pass(5).await;
    app.press("g o").await;
    app.shows("put back by ");
}
