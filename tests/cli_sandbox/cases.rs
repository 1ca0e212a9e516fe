//! Cases and what is done to them by command.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::json;

use crate::cli_support::Desk;

/// Whoever is named by the number of a case means that case.
#[test]
fn a_task_for_the_number_of_a_case_is_on_that_case_and_on_the_day_of_its_words() {
    let desk = Desk::new();
    desk.deskhand(&["cases"]).assert().code(0);
    let entry = desk.json(&["task", "17719", "Look for a spare pole on 3 December 2099", "--json"], 0);
    let effect = entry["effect"].as_str().unwrap();
    assert!(effect.contains("case 17719") && effect.contains("3 Dec 2099"), "{effect}");
}

/// Whoever sells gets a brief to sell by; whom something is handed to is found as in the app; what is typed is read alike.
#[test]
fn what_is_typed_means_the_same_as_in_the_app() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    let maren = "maren.holloway@example.com";
    let made = desk.json(&["task", maren, "Call her", "--due", "15.12. um 14 Uhr", "--json"], 0);
    assert!(made.to_string().contains("-12-15T"), "{made}");
    desk.deskhand(&["task", maren, "Call her", "--due", "31 February at 3pm"])
        .assert()
        .code(2)
        .stderr(contains("there is no “31 February”"));
    desk.deskhand(&["lead", "hand", "512046", "--to", "robin", "--now"])
        .assert()
        .code(0)
        .stdout(contains("to Robin Hale"));
    desk.deskhand(&["lead", "hand", "512046", "--to", "robin", "--now"])
        .assert()
        .code(1)
        .stderr(contains("it is so already"));
    desk.deskhand(&["lead", "hand", "512046", "--to", "robin", "--context", "Call soon.", "--now"])
        .assert()
        .code(0)
        .stdout(contains("note"));
    desk.deskhand(&["lead", "hand", "512046", "--to", "example"]).assert().code(3);
    desk.deskhand(&["score", "use", "nonsense"])
        .assert()
        .code(2)
        .stderr(contains("a model is named by its number"));
    desk.deskhand(&["audit"]).assert().code(0).stdout(contains("written").and(contains("Maren Holloway")));
    desk.deskhand(&["audit", "tail", "--kind", "zzz"])
        .assert()
        .code(2)
        .stderr(contains("there is no kind `zzz`; there are viewed, linked, "));
    desk.deskhand(&["activity"]).assert().code(0).stdout(contains("Maren Holloway"));
    desk.deskhand(&["brief", maren, "--playbook"]).assert().code(0).stdout(contains("support brief"));
    desk.configure(|text| text.replace("role = \"support\"", "role = \"sales\""));
    desk.deskhand(&["brief", maren, "--playbook"]).assert().code(0).stdout(contains("sales brief"));
}

#[test]
fn a_case_is_shown_whole() {
    let desk = Desk::new();
    let shown = desk.json(&["case", "show", "17701", "--json", "--playbook"], 0);
    assert_eq!(
        (&shown["schema"], &shown["case"]["record"]),
        (&json!("deskhand.case/1"), &json!("hubspot/case/17701"))
    );
    assert_eq!(shown["messages"].as_array().map(Vec::len), Some(4), "{shown}");
    assert_eq!(shown["order"], json!({ "id": "order:1133", "found": shown["order"]["found"] }));
    assert_eq!(shown["brief"]["suggestions"][0]["action"], "reply", "{shown}");
    desk.deskhand(&["case", "show", "17701", "--playbook"]).assert().code(0).stdout(
        contains("Where is my sleeping bag??")
            .and(contains("THIRD message."))
            .and(contains("about order #1133")),
    );
    desk.deskhand(&["case", "show", "99"]).assert().code(3);
    // Nobody looks on: a line each, and nothing is cut.
    let listed = desk.deskhand(&["cases"]).assert().code(0).get_output().stdout.clone();
    let listed = String::from_utf8(listed).expect("text");
    let is_wide = listed.lines().any(|line| line.chars().count() > 80);
    assert!(listed.lines().count() == 19 && is_wide && listed.contains("配達について"), "{listed}");
}

/// What was read before a change of the case is no part of its page.
#[test]
fn a_case_is_shown_as_the_queue_knows_it() {
    let desk = Desk::new();
    desk.deskhand(&["case", "show", "17701", "--playbook"])
        .assert()
        .code(0)
        .stdout(contains("Waiting on us"));
    desk.deskhand(&["case", "set", "17701", "--priority", "low", "--now"]).assert().code(0);
    desk.deskhand(&["cases", "--fresh"]).assert().code(0);
    desk.deskhand(&["case", "show", "17701", "--playbook"])
        .assert()
        .code(0)
        .stdout(contains("case 17701 · Waiting on us · low priority"));
    let shown = desk.json(&["lookup", "maren.holloway@example.com", "--offline", "--json"], 0);
    let cases = shown["cases"].as_array().expect("cases");
    let case = cases.iter().find(|case| case["id"] == "17701").expect("the case");
    assert_eq!(case["priority"], "low", "it was read again: {case}");
}

/// Whoever has put a case to sleep last is told of that, and of nothing older.
#[test]
fn undo_without_a_name_tells_how_the_case_of_the_last_snooze_is_woken() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    desk.deskhand(&["note", "maren.holloway@example.com", "An older word", "--now"]).assert().code(0);
    desk.deskhand(&["case", "snooze", "17701", "2d", "--now"]).assert().code(0);
    desk.deskhand(&["undo"])
        .assert()
        .code(3)
        .stderr(contains("`deskhand case wake 17701` wakes it").and(contains("deskhand undo e-").not()));
    desk.deskhand(&["case", "wake", "17701", "--now"]).assert().code(0);
    desk.deskhand(&["undo"]).assert().code(3).stderr(contains("`deskhand case snooze 17701 WHEN`"));
}

#[test]
fn what_counts_down_is_undone_without_being_named_and_a_colleagues_lead_is_asked_about() {
    let desk = Desk::new();
    desk.deskhand(&["undo"]).assert().code(3).stderr(contains("nothing counts down any more"));
    desk.deskhand(&["lead", "claim", "512046"])
        .assert()
        .code(6)
        .stderr(contains("it is Lee Nakata's: nothing is written").and(contains("--yes takes it over")));
    desk.deskhand(&["lead", "claim", "512046", "--yes", "--now"]).assert().code(0);
    desk.deskhand(&["lead", "claim", "512046", "--now"])
        .assert()
        .code(1)
        .stderr(contains("nothing is written: the lead is yours already"));
    desk.deskhand(&["undo"]).assert().code(3).stderr(contains("undoes: HubSpot contact 512046"));
}

#[test]
fn a_case_sleeps_and_wakes_over_several_processes() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0).stdout(contains("tickets.deskhand_sleeps_until"));
    let listed = |arguments: &[&str]| {
        let rows = desk.json(&[&["cases", "--json"], arguments].concat(), 0)["cases"].clone();
        rows.as_array().expect("a list").iter().map(|row| row["record"].clone()).collect::<Vec<_>>()
    };
    let all = listed(&[]).len();
    desk.deskhand(&["case", "snooze", "17701", "whenever"])
        .assert()
        .code(2)
        .stderr(contains("`whenever` is nothing to wake at"));
    desk.deskhand(&["case", "wake", "17701", "--now"]).assert().code(1).stderr(contains("it does not sleep"));
    desk.deskhand(&["case", "snooze", "17701", "2d", "or", "scan", "--now"])
        .assert()
        .code(0)
        .stderr(contains(", when the parcel moves, or when the customer writes"))
        .stdout(contains("Waiting on contact"));
    assert_eq!(listed(&[]).len(), all - 1);
    assert_eq!(listed(&["--view", "snoozed"]), ["hubspot/case/17701"]);
    assert_eq!(listed(&["is:snoozed"]), ["hubspot/case/17701"]);
    let row = desk.json(&["cases", "--view", "snoozed", "--fresh", "--json"], 0)["cases"][0].clone();
    assert_eq!(
        (&row["snooze"]["rule"]["scan"], &row["status"]),
        (&json!(true), &json!("Waiting on contact"))
    );
    desk.deskhand(&["cases", "--view", "snoozed"]).assert().code(0).stdout(contains("asleep, wakes"));
    desk.deskhand(&["case", "wake", "17701", "--now"]).assert().code(0);
    assert_eq!(listed(&[]).len(), all);
    let row = desk.json(&["cases", "is:back", "--fresh", "--json"], 0)["cases"][0].clone();
    assert_eq!((&row["back"]["cause"], &row["status"]), (&json!("person"), &json!("Waiting on us")));
    let lines = desk.deskhand(&["audit", "tail"]).assert().code(0).get_output().stdout.clone();
    let lines = String::from_utf8(lines).expect("text");
    assert!(lines.contains("snoozed") && lines.contains("woken"), "{lines}");
}

/// Why a case stands where it does, and until when it sleeps, as the rep's language writes days and numbers.
#[test]
fn the_queue_and_a_sleep_are_told_as_the_rep_writes_days() {
    let desk = Desk::new();
    let german = |args: &[&str]| {
        let told = desk.deskhand(args).env("DESKHAND_ME_LOCALE", "de-DE").assert().code(0);
        String::from_utf8(told.get_output().stdout.clone()).expect("text")
    };
    let why = german(&["cases", "--why"]);
    assert!(why.contains("×1,6 platinum customer"), "{why}");
    let wakes = |told: &str| {
        let (_, wakes) = told.split_once("asleep, wakes ").expect("it sleeps");
        let day = wakes.split(" um ").next().expect("a day, and a time");
        assert!(
            ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"].iter().any(|name| day.starts_with(name)),
            "{told}"
        );
    };
    wakes(&german(&["case", "snooze", "17701", "30d", "--now"]));
    wakes(&german(&["outbox"]));
    let slept = desk.json(&["cases", "--view", "snoozed", "--json"], 0)["cases"][0]["snooze"].clone();
    let at: jiff::Timestamp = slept["rule"]["at"].as_str().expect("a moment").parse().expect("a moment");
    let neutral = at.strftime("%b %Y").to_string();
    assert!(!german(&["outbox"]).contains(&neutral), "{neutral}");
}

#[test]
fn several_cases_sleep_only_with_a_yes() {
    let desk = Desk::new();
    desk.deskhand(&["case", "snooze", "17701,17704", "tomorrow", "9:00"])
        .assert()
        .code(0)
        .stderr(contains("nothing is written yet; --yes does it"));
    let asleep =
        |desk: &Desk| desk.json(&["cases", "is:snoozed", "--json"], 0)["cases"].as_array().map(Vec::len);
    assert_eq!(asleep(&desk), Some(0));
    let done = desk.json(&["case", "snooze", "17701,17704", "tomorrow", "9:00", "--yes", "--json"], 0);
    assert!(done["group"].is_string(), "{done}");
    assert_eq!(asleep(&desk), Some(2));
    desk.deskhand(&["case", "wake", "17701,17704", "--yes"]).assert().code(0);
    assert_eq!(asleep(&desk), Some(0));
}
