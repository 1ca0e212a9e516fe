//! The day's calls, what follows from one, and leads.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use crate::cli_support::Desk;

/// Tasks and meetings in one list, in JSON told apart; a meeting is done like a task.
#[test]
fn the_days_calls_are_tasks_and_meetings() {
    let desk = Desk::new();
    desk.configure(|text| text.replace("undo_seconds = 5", "undo_seconds = 0"));
    // Whenever the day ends: what is due in two hours may be tomorrow's.
    let calls = || desk.json(&["calls", "--view", "week", "--json"], 0)["calls"].as_array().unwrap().clone();
    let kinds: Vec<Value> = calls().iter().map(|call| call["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "call").count(), 5);
    assert_eq!(kinds.iter().filter(|kind| **kind == "meeting").count(), 2);
    let meeting = calls().into_iter().find(|call| call["kind"] == "meeting").expect("a meeting");
    assert_eq!((&meeting["place"], &meeting["way"]), (&json!("Video call"), &json!("meeting")));
    assert!(meeting["due_at"].as_str() < meeting["ends_at"].as_str());
    let listed = desk.deskhand(&["calls", "--view", "week"]).assert().code(0);
    listed.stdout(contains("Repairs of the rental fleet · meeting · 30 min · Video call"));
    // Not before it has begun, unless somebody says so.
    let early = desk.deskhand(&["call", "done", "950001"]).assert().code(6);
    early.stderr(contains("this meeting begins ").and(contains("--yes says that it was held")));
    let said = "calls week way:meeting\ndone 1\nquit\n";
    let asked = desk.deskhand(&["--plain"]).write_stdin(said).assert().success();
    asked.stdout(contains("say `done 1` again if it was held").and(contains("queued").not()));
    desk.deskhand(&["call", "done", "950001", "--yes"]).assert().code(0);
    assert!(calls().iter().all(|call| call["title"] != "Repairs of the rental fleet"));
}

/// When and in which words the follow-up is to be, as in the app before it is accepted.
#[test]
fn the_follow_up_of_a_call_has_its_hour_and_can_be_put_otherwise() {
    let desk = Desk::new();
    let log = |text: &str, more: &[&str]| {
        let words = [&["call", "log", "maren.holloway@example.com", text, "--dry-run"], more].concat();
        desk.deskhand(&words).assert()
    };
    log("Likes blue.", &[]).code(0).stderr(contains("no day is named"));
    log("Call her tomorrow at 10:30. Likes blue.", &[])
        .code(0)
        .stderr(contains("follow-up: Call her, due ").and(contains(", 10:30")));
    log("Likes blue.", &["--follow-up", "friday 14:00", "--title", "Show her the blue ones"])
        .code(0)
        .stderr(contains("follow-up: Show her the blue ones, due Fri ").and(contains(", 14:00")));
    log("Don't call on Friday", &[]).code(0).stderr(contains("says when not to"));
    log("Not before Monday 9:30", &[])
        .code(0)
        .stdout(contains("HubSpot task on").and(contains("09:30")))
        .stderr(contains("due Mon ").and(contains(", 09:30")));
    log("Call her Friday at 25:00.", &[])
        .code(0)
        .stderr(contains(", 17:00").and(contains("“25:00” is no hour: 17:00 is taken")));
    log("Call her on 30 February.", &[]).code(0).stderr(contains("there is no “30 February”"));
    log("Likes blue.", &["--follow-up", "friday 25:00"]).code(2).stderr(contains("“25:00” is no hour"));
    log("Likes blue.", &["--follow-up", "whenever"])
        .code(2)
        .stderr(contains("`whenever` names no day to come"));
}

/// A list names leads by the id alone, and so may whoever asks for one; a day in the words makes a task.
#[test]
fn a_lead_is_found_by_its_id_and_come_back_to_on_the_day_that_it_names() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    desk.deskhand(&["leads"]).assert().code(0).stdout(contains("512046"));
    for find in [&["lookup", "512046"][..], &["call", "brief", "512046"]] {
        desk.deskhand(find).assert().code(0).stdout(contains("Hamish McAllister"));
    }
    let kept_warm = ["lead", "nurture", "512046", "--yes", "--now"];
    let nurture = |more: &[&str]| desk.deskhand(&[&kept_warm[..], more].concat()).assert().code(0);
    nurture(&["--reason", "asks to be reminded in two weeks"])
        .stdout(contains("task"))
        .stderr(contains("a task for you, due ").and(contains("“in two weeks”")));
    nurture(&["--reason", "asks to be reminded in May", "--no-follow-up"]).stderr(contains("a task").not());
}

/// What was taken back is nobody's call any more.
#[test]
fn a_follow_up_that_is_taken_back_is_no_call() {
    let desk = Desk::new();
    let note = "Was driving. Call back tomorrow at 9.";
    let logged = desk.json(&["call", "log", "samuel.okoro@example.com", note, "--now", "--json"], 0);
    let entries = logged["entries"].as_array().expect("entries");
    let of_task = |entry: &&Value| entry["write"]["write"] == "task";
    let task = entries.iter().find(of_task).expect("a task")["id"].as_str().expect("an id").to_owned();
    let is_listed = || {
        let listed = desk.json(&["calls", "--view", "all", "--json"], 0);
        listed.to_string().contains("\"Call back\"")
    };
    assert!(is_listed());
    desk.deskhand(&["undo", &task]).assert().code(0);
    assert!(!is_listed(), "it was taken back");
}

/// The next step of a deal hangs on the deal as well, and its page knows of it.
#[test]
fn the_next_step_that_is_accepted_for_a_deal_hangs_on_it() {
    let desk = Desk::new();
    let brief = desk.json(&["brief", "lena.sorensen@example.com", "--purpose", "sales", "--json"], 0);
    let suggestions = brief["suggestions"].as_array().expect("suggestions");
    let step = suggestions.iter().find(|one| one["title"] == "Call about the deal Guide school kit");
    let step = step.unwrap_or_else(|| panic!("{suggestions:?}"))["id"].as_str().expect("an id").to_owned();
    desk.deskhand(&["accept", &step, "--now"]).assert().code(0);
    desk.deskhand(&["call", "brief", "--deal", "Guide school kit"])
        .assert()
        .code(0)
        .stdout(contains("Call about the deal Guide school kit").and(contains("No next step").not()));
}
