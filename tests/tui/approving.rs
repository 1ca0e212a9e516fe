//! What policy does not let through by itself: it waits for a yes, a no has a reason.

use deskhand::desk::api::{
    Answer, DraftEdit, EntryOrSuggestion, FailureKind, LookupAnswer, Reading, Request, Who,
};
use deskhand::domain::action::Write;
use deskhand::domain::audit::{AuditEvent, AuditKind};
use deskhand::domain::outbox::{Entry, EntryState};
use deskhand::domain::{Purpose, Suggestion};
use deskhand::ports::Clock;
use deskhand::tui::screens::Screen;
use serde_json::{Value, json};

use crate::app::App;
use crate::office::{Office, replies_need_a_yes, without_a_model};

const MAREN: &str = "Maren Holloway";

/// A desk where every task needs a manager's yes, and `role` sits at it.
async fn careful(role: &str) -> Office {
    let role = format!("role = \"{role}\"");
    Office::with(&[], |text| {
        let text = without_a_model(text).replacen("role = \"support\"", &role, 1);
        format!("{text}\n[[policy.approvals]]\nwhen = {{ action = \"task\" }}\nrole = \"manager\"\n")
    })
    .await
}

#[tokio::test]
async fn a_yes_lets_it_go() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    app.shows("waits for a yes: yours or a manager's");
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty(), "nothing leaves without it");
    app.press("g p").await;
    app.shows("policy: every task needs a yes");
    app.press("enter y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
    assert!(app.model.outbox[0].approved_by.is_some());
}

#[tokio::test]
async fn a_no_has_a_reason_and_nothing_leaves() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p n 4").await;
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty());
    let EntryState::Rejected { reason, .. } = &app.model.outbox[0].state else {
        panic!("{:?}", app.model.outbox[0].state)
    };
    assert_eq!(reason, "wrong customer");
}

#[tokio::test]
async fn on_one_machine_a_yes_is_a_second_confirmation_and_called_so() {
    let office = careful("support").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p").await;
    app.shows("on this machine a second confirmation, not a second person");
    app.press("enter y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
}

#[tokio::test]
async fn where_all_is_read_only_nothing_is_accepted() {
    let office = Office::with(&[], |text| without_a_model(text).replace("\"suggest\"", "\"observe\"")).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a").await;
    app.shows("read only");
    app.shows("`observe`");
    app.pass(600).await;
    assert!(office.created("notes").await.is_empty());
}

/// What is promised in an edit before the yes is asked about, as in own words.
#[tokio::test]
async fn a_promise_in_an_edit_before_the_yes_needs_a_word() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a g p e").await;
    app.type_text(" Wir erstatten Ihnen den Betrag.").await;
    app.press("ctrl-s").await;
    app.shows("it promises something that no policy");
    app.press("ctrl-s").await;
    app.hides("Edit the draft");
    app.shows("Wir erstatten Ihnen den Betrag.");
    app.shows("⚠ unproven");
    app.shows("vouched for by whoever asked");
    let Ok(Answer::Audit(lines)) = office.ask(Request::AuditTail { limit: 50 }).await else { panic!() };
    let events: Vec<_> = lines.iter().filter_map(|line| line.event.as_ref()).collect();
    assert!(events.iter().any(|event| event.detail["after"]["unsupported"][0]["mark"] == "vouched"));
}

/// The rule that an exception is from asks for the yes that it waits for; it is no reason to refuse milder words.
#[tokio::test]
async fn the_words_of_an_exception_are_edited_before_the_yes() {
    let office = Office::without_a_model().await;
    let who = Who::Query("Leopold Harcourt".to_owned());
    let brief = Request::Brief {
        who,
        purpose: Purpose::Support,
        case: None,
        reading: Reading::Cached,
        playbook_only: false,
        again: false,
    };
    let Ok(Answer::Brief(brief)) = office.ask(brief).await else { panic!("no brief") };
    let is_exception = |one: &&Suggestion| one.offer.as_ref().is_some_and(|offer| offer.outside.is_some());
    let exception = brief.suggestions.iter().find(is_exception).expect("an exception");
    let accept = Request::Accept { suggestion: exception.id, now: true };
    let Ok(Answer::Accepted(accepted)) = office.ask(accept).await else { panic!("not accepted") };
    let entry = accepted.entry;
    assert!(entry.need().is_some_and(|need| need.why.starts_with("outside policy")), "{:?}", entry.state);
    let amend = |body: &str| {
        let edit = DraftEdit { body: Some(body.to_owned()), ..DraftEdit::default() };
        office.ask(Request::Amend { entry: entry.id, edit })
    };
    let milder =
        "Hello Leopold,\n\nWe can take the jacket back as an exception. You will get a label from me.";
    let Ok(Answer::Entry(amended)) = amend(milder).await else { panic!("it waits for a yes already") };
    assert_eq!(amended.need(), entry.need());
    let more = "Hello Leopold,\n\nWe can take the jacket back as an exception, and you will get a voucher of 50 USD.";
    let refused = amend(more).await.unwrap_err();
    assert!(refused.what.contains("no policy allows"), "{}", refused.what);
}

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

/// Task 26: two keys to the list, two for each, and what is decided is read before it is.
#[tokio::test]
async fn each_says_who_asked_why_what_it_rests_on_and_what_it_would_write() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p").await;
    app.shows("asked by    you · ");
    app.shows("policy: every task needs a yes · yours or a manager's");
    app.shows("rests on");
    app.shows("✓ yes, ");
    app.shows("(new) + ");
    app.press("enter y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
    app.shows("Nothing waits for a yes.");
}

/// Whoever decides reads what it rests on to its end.
#[tokio::test]
async fn what_it_rests_on_is_read_to_its_end() {
    let office = careful("manager").await;
    let subject =
        format!("Where is my sleeping bag {}by the very end", "and why does nobody know ".repeat(6));
    let changed = json!({ "properties": { "subject": subject } });
    assert_eq!(office.sandbox.hubspot("PATCH", "/crm/v3/objects/tickets/17701", Some(changed)).await.0, 200);
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p enter G").await;
    app.shows("the very end»");
}

#[tokio::test]
async fn what_has_changed_since_is_asked_about_first() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    let case = json!({ "properties": { "hs_pipeline_stage": "4" } });
    let of_maren = case_of(&office).await;
    let (status, answer) =
        office.sandbox.hubspot("PATCH", &format!("/crm/v3/objects/tickets/{of_maren}"), Some(case)).await;
    assert_eq!(status, 200, "{answer}");
    app.press("g p").await;
    app.shows("✗ no, ");
    app.shows("was closed");
    app.press("y").await;
    app.shows("Say yes all the same?");
    app.press("esc").await;
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty());
    app.press("y y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
}

/// What was said yes to after a question is not stopped again as it leaves.
#[tokio::test]
async fn a_yes_to_an_answer_goes_over_how_its_case_stands_then() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a").await;
    app.shows("waits for a yes: yours or a manager's");
    let changed = json!({ "properties": { "hs_ticket_priority": "LOW" } });
    let path = format!("/crm/v3/objects/tickets/{}", case_of(&office).await);
    assert_eq!(office.sandbox.hubspot("PATCH", &path, Some(changed)).await.0, 200);
    app.press("g p").await;
    app.shows("somebody changed case 17701 since");
    app.press("y").await;
    app.shows("Say yes all the same?");
    app.press("y").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1, "{}", app.text());
}

/// The open case of the customer.
async fn case_of(office: &Office) -> String {
    let who = Who::Query(MAREN.to_owned());
    let found = office.ask(Request::Lookup { who, reading: Reading::Cached, all_pages: false }).await;
    let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = found else { panic!("{found:?}") };
    profile.open_cases().next().expect("an open case").id.clone()
}

#[tokio::test]
async fn what_cannot_be_checked_is_not_called_true() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a").await;
    office.faults(&["hubspot:*:/=500"]).await;
    app.press("g p").await;
    app.shows("? not known, ");
    app.press("y").await;
    app.shows("Nobody could check");
}

#[tokio::test]
async fn it_can_be_edited_before_the_yes() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a g p e").await;
    app.type_text("Changed by who says yes. ").await;
    app.press("ctrl-s").await;
    app.shows("Changed by who says yes.");
    app.press("enter y").await;
    app.pass(5).await;
    let tasks = office.created("tasks").await;
    assert_eq!(tasks.len(), 1);
    assert!(tasks[0].to_string().contains("Changed by who says yes."), "{}", tasks[0]);
    let Ok(Answer::Audit(lines)) = office.ask(Request::AuditTail { limit: 50 }).await else { panic!() };
    let edited =
        lines.iter().filter_map(|line| line.event.as_ref()).find(|event| event.kind == AuditKind::Edited);
    assert!(edited.is_some_and(|event| event.detail["before"] != event.detail["after"]));
}

#[tokio::test]
async fn one_yes_to_several_is_for_one_kind_that_gives_nothing_away() {
    let office = Office::with(&[], |text| {
        let text = without_a_model(text);
        let rule = |kind: &str| {
            format!("[[policy.approvals]]\nwhen = {{ action = \"{kind}\" }}\nrole = \"manager\"\n")
        };
        format!("{text}\n{}{}{}", rule("task"), rule("note"), rule("reply"))
    })
    .await;
    let who = || Who::Query(MAREN.to_owned());
    for text in ["Call on Monday", "Call on Tuesday"] {
        let (text, due_at, owner) = (text.to_owned().into(), None, None);
        office.ask(Request::Task { who: who(), text, case: None, due_at, owner, now: false }).await.unwrap();
    }
    let text = "A note".to_owned().into();
    office.ask(Request::Note { who: who(), text, case: None, now: false }).await.unwrap();
    let mut app = App::start(&office).await;
    app.press("esc g p").await;
    app.shows("approvals · 3");
    // Who has waited longest stands first: the tasks, then the note.
    assert_eq!(app.text().matches("[ ]").count(), 3);
    app.press("j space").await;
    assert_eq!(app.text().matches("[ ]").count(), 1, "a box for the other task alone");
    app.press("space").await;
    app.shows("a task and a note are not decided at once");
    app.press("k * y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 2);
    assert!(office.created("notes").await.is_empty());
    app.shows("approvals · 1");
}

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

/// A box is for what can be marked, and the key is offered where there is one.
#[tokio::test]
async fn what_is_decided_by_itself_has_no_box() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a g p").await;
    app.shows("approvals · 1");
    for hidden in ["[ ]", "space marks several", "space mark"] {
        app.hides(hidden);
    }
    app.press("space").await;
    app.shows("is decided by itself");
}

/// What gives something away is known before anybody has looked at it: no yes to several takes it along.
#[tokio::test]
async fn what_gives_something_away_is_marked_with_no_other() {
    let office = careful("manager").await;
    for text in ["Call on Monday", "Refund 150 USD as goodwill", "Call on Tuesday"] {
        let (who, text) = (Who::Query(MAREN.to_owned()), text.to_owned().into());
        office
            .ask(Request::Task { who, text, case: None, due_at: None, owner: None, now: false })
            .await
            .unwrap();
    }
    let mut app = App::start(&office).await;
    app.press("esc g p").await;
    app.shows("approvals · 3");
    assert_eq!(app.text().matches("[ ]").count(), 2, "{}", app.text());
    app.press("*").await;
    app.shows("2 marked");
    app.press("y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 2);
    app.shows("approvals · 1");
    app.press("space").await;
    app.shows("this task is decided by itself: something is given away");
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

/// A desk whose manager has two tasks to decide about, and the app that shows them in so much room.
async fn two_waiting(office: &Office, width: u16, height: u16) -> App<'_> {
    for text in ["Refund 140.00 USD for the torn strap", "Send 20 % off the next order"] {
        let (who, text) = (Who::Query(MAREN.to_owned()), text.to_owned().into());
        office
            .ask(Request::Task { who, text, case: None, due_at: None, owner: None, now: false })
            .await
            .unwrap();
    }
    let mut app = App::start(office).await;
    app.resize(width, height);
    app.press("esc g p").await;
    app.shows("approvals · 2");
    app
}

fn waiting(app: &App<'_>) -> usize {
    let waits = |entry: &&Entry| matches!(entry.state, EntryState::AwaitingApproval { .. });
    app.model.outbox.iter().filter(waits).count()
}

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

/// What is decided elsewhere is marked no more.
#[tokio::test]
async fn a_mark_goes_with_what_was_marked() {
    let office = careful("manager").await;
    for text in ["Call on Monday", "Call on Tuesday", "Call on Friday"] {
        let (who, text) = (Who::Query(MAREN.to_owned()), text.to_owned().into());
        office
            .ask(Request::Task { who, text, case: None, due_at: None, owner: None, now: false })
            .await
            .unwrap();
    }
    let mut app = App::start(&office).await;
    app.press("esc g p *").await;
    app.shows("3 marked: y approves all");
    let entry = app.model.outbox[1].id;
    office.ask(Request::Reject { entry, reason: "not then".to_owned() }).await.unwrap();
    app.settle().await;
    app.shows("2 marked");
    app.press("y").await;
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 2);
}

/// What has changed since it was asked for is decided by itself, however many are marked.
#[tokio::test]
async fn one_yes_to_several_stops_at_what_has_changed() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("2 a t").await;
    app.type_text("Call the carrier").await;
    app.press("ctrl-s").await;
    let closed = json!({ "properties": { "hs_pipeline_stage": "4" } });
    assert_eq!(office.sandbox.hubspot("PATCH", "/crm/v3/objects/tickets/17701", Some(closed)).await.0, 200);
    app.press("g p").await;
    app.shows("✗ no, ");
    app.press("* y").await;
    app.shows("does not hold now: look at it by itself");
    app.pass(600).await;
    assert!(office.created("tasks").await.is_empty());
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

/// What two have asked for is written once, unless somebody wants it twice.
#[tokio::test]
async fn what_was_written_for_somebody_else_meanwhile_is_not_still_true() {
    let office = careful("manager").await;
    let mut app = App::start(&office).await;
    let mut asked = Vec::new();
    for _ in 0..2 {
        let (who, text) = (Who::Query(MAREN.to_owned()), "Call on Monday".to_owned().into());
        let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: false };
        let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
        asked.push(accepted.entry.id);
    }
    assert_ne!(asked[0], asked[1]);
    office.ask(Request::Approve { entry: asked[0], despite: false }).await.expect("it is true");
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
    let refused = office.ask(Request::Approve { entry: asked[1], despite: false }).await.unwrap_err();
    assert!(refused.what.contains("it would be done twice"), "{}", refused.what);
    office.ask(Request::Approve { entry: asked[1], despite: true }).await.expect("all the same");
}

/// Nobody says yes to two answers to one case without knowing it.
#[tokio::test]
async fn a_yes_to_one_of_two_answers_to_a_case_asks_about_the_other() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.press("esc g c enter").await;
    app.press("1 a").await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s").await;
    app.shows("An answer is under way");
    app.shows("waits for a yes: yours or a manager's");
    app.press("a g p").await;
    app.shows("approvals · 2");
    let both: Vec<_> = app.model.outbox.iter().map(|entry| entry.id).collect();
    for entry in &both {
        let refused = office.ask(Request::Approve { entry: *entry, despite: false }).await.unwrap_err();
        assert_eq!(refused.kind, FailureKind::NotPermitted);
        assert!(refused.what.contains("the customer would read two"), "{}", refused.what);
    }
    app.press("enter y").await;
    app.shows("the customer would read two");
    app.shows("Say yes all the same?");
    app.press("esc").await;
    app.pass(600).await;
    assert!(office.created("notes").await.is_empty(), "neither is sent by accident");

    // Of two that are decided about at once, the first is found by the second.
    office.ask(Request::Reject { entry: both[0], reason: "not this one".to_owned() }).await.unwrap();
    office.ask(Request::Approve { entry: both[1], despite: false }).await.expect("it is alone now");
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

/// Whoever says yes to a colleague's answer is told whose it is to send.
#[tokio::test]
async fn an_answer_is_for_who_asked_to_send_whoever_says_yes() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 a").await;
    let own = app.model.outbox[0].clone();
    assert!(matches!(own.write, Write::Reply(_)), "{own:?}");
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
    app.press("esc g p enter").await;
    app.shows("robin.hale@example.com to send");
    app.press("Y").await;
    let copied = app.copied.last().expect("what is written");
    assert!(copied.contains("for robin.hale@example.com to send"), "{copied}");
    app.press("e").await;
    app.hides("for you to send");
    app.press("esc").await;
    office.ask(Request::Approve { entry: own.id, despite: true }).await.unwrap();
    app.settle().await;
    app.pass(5).await;
    app.shows("noted: robin.hale@example.com is to send it to the customer");
    app.hides("for you to send");
}

/// The second of two who ask for the same waits behind the first, and whoever says yes is told.
#[tokio::test]
async fn what_waits_for_somebody_else_already_is_not_still_true() {
    let office = careful("manager").await;
    let mut asked = Vec::new();
    for note in ["Likes blue", "Likes blue", "Likes green"] {
        let (who, text) = (Who::Query(MAREN.to_owned()), note.to_owned().into());
        let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: false };
        let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
        asked.push(accepted.entry.id);
        office.clock.forward(jiff::SignedDuration::from_secs(60));
    }
    let refused = office.ask(Request::Approve { entry: asked[1], despite: false }).await.unwrap_err();
    assert!(refused.what.contains("waits for a yes as well: it would be done twice"), "{}", refused.what);
    for entry in [asked[0], asked[2]] {
        office.ask(Request::Approve { entry, despite: false }).await.expect("nobody else asks for it");
    }
    let refused = office.ask(Request::Approve { entry: asked[1], despite: false }).await.unwrap_err();
    assert!(refused.what.contains("is on its way: it would be done twice"), "{}", refused.what);
}
