//! What waits for a yes on the command line, by the real program against the emulated vendors.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[allow(dead_code, reason = "shared with other tests of the command line, which use more of it")]
mod cli_support;

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::json;

use cli_support::Desk;

const MAREN: &str = "maren.holloway@example.com";
const REP: &str = "sam.ibarra@example.com";
const CASE: &str = "17701";
const MANAGER: &str = "robin.hale@example.com";

/// A desk where such actions wait for a manager's yes.
fn careful(action: &str) -> Desk {
    let desk = Desk::new();
    sits(&desk, action, REP);
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    desk
}

/// Who sits at it.
fn sits(desk: &Desk, action: &str, email: &str) {
    desk.configure(|text| {
        let rule = format!("[[policy.approvals]]\nwhen = {{ action = \"{action}\" }}\nrole = \"manager\"\n");
        format!("{}\n{rule}", text.replace(REP, email))
    });
}

#[test]
fn a_no_is_told_to_who_asked_until_they_have_looked() {
    let desk = careful("note");
    let asked = desk.json(&["note", MAREN, "Two for one, this once", "--json"], 6);
    let id = asked["id"].as_str().expect("an entry");
    sits(&desk, "note", MANAGER);
    desk.deskhand(&["reject", id, "--reason", "too much is given away"]).assert().code(0);
    // Whoever said no has nothing to look at.
    desk.deskhand(&["activity"]).assert().code(0).stdout(contains("since you looked last").not());
    sits(&desk, "note", REP);
    // A script is no look.
    let activity = desk.json(&["activity", "--json"], 0);
    assert_eq!(activity["unheard"][0], asked["id"], "{activity}");
    let no = format!("rejected by {MANAGER}");
    desk.deskhand(&["--plain"])
        .write_stdin("quit\n")
        .assert()
        .code(0)
        .stdout(contains("rejected since you looked last: 1").and(contains(&*no)));
    desk.deskhand(&["activity"]).assert().code(0).stdout(
        contains("since you looked last").and(contains(&*no)).and(contains("too much is given away")),
    );
    desk.deskhand(&["activity"])
        .assert()
        .code(0)
        .stdout(contains("since you looked last").not().and(contains(&*no)));
    desk.deskhand(&["--plain"]).write_stdin("quit\n").assert().code(0).stdout(contains("looked last").not());
}

#[test]
fn the_write_comes_first_then_who_asked_and_whether_it_still_holds() {
    let desk = careful("reply");
    desk.deskhand(&["case", "reply", CASE, "I am asking the carrier."]).assert().code(6);
    let in_order = |text: &str, parts: &[&str]| {
        let places: Vec<Option<usize>> = parts.iter().map(|part| text.find(part)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{text}");
    };
    let parts = |by: &str| {
        let by = format!("asked by {by} ");
        ["→ HubSpot note", "I am asking the carrier.", "needs a yes", &*by, "still true: yes", "rests on"]
            .map(str::to_owned)
    };
    let told = |arguments: &[&str], typed: &'static str| {
        let output = desk.deskhand(arguments).write_stdin(typed).assert().code(0).get_output().stdout.clone();
        String::from_utf8(output).expect("text")
    };
    let listed = told(&["approvals"], "");
    in_order(&listed, &parts("you").each_ref().map(String::as_str));
    // Somebody else reads who that was.
    sits(&desk, "reply", MANAGER);
    let listed = told(&["approvals"], "");
    in_order(&listed, &parts("Sam Ibarra").each_ref().map(String::as_str));
    let said = told(&["--plain"], "approvals\nopen 1\nquit\n");
    let said = &said[said.find("1 waits for a yes").expect("the list")..];
    in_order(
        said,
        &[
            "I am asking the carrier.",
            "needs a yes, yours or a manager's: ",
            "asked by Sam Ibarra",
            "still true",
            "rests on",
        ],
    );
}

#[test]
fn a_draft_is_edited_before_the_yes_and_held_against_policy() {
    let desk = careful("reply");
    let asked = desk.json(&["case", "reply", CASE, "I am asking the carrier.", "--json"], 6);
    let id = asked["id"].as_str().expect("an entry");
    let edit = |more: &[&'static str]| [&["approvals", "edit", id], more].concat();
    let edited = desk.json(&edit(&["--body", "They look for it at once.", "--json"]), 0);
    assert_eq!(edited["state"], "awaiting_approval", "{edited}");
    assert!(edited["write"]["note"]["body"].as_str().unwrap().contains("at once"), "{edited}");
    desk.deskhand(&edit(&["--body", "-"])).write_stdin("They look for it by hand.").assert().code(0);
    desk.deskhand(&["approvals"]).assert().code(0).stdout(contains("by hand"));
    let promise = "Wir erstatten Ihnen den Betrag.";
    desk.deskhand(&edit(&["--body", promise]))
        .assert()
        .code(6)
        .stderr(contains("no policy allows").and(contains("--unproven")));
    desk.deskhand(&["approvals"]).assert().code(0).stdout(contains("by hand"));
    desk.deskhand(&edit(&["--body", promise, "--unproven"])).assert().code(0);
    desk.deskhand(&["approvals"])
        .assert()
        .code(0)
        .stdout(contains("unproven: “Wir erstatten Ihnen den Betrag.”"));
    desk.deskhand(&edit(&["--title", "No title"])).assert().code(2);
    let done = desk.json(&["approve", id, "--json"], 0);
    assert_eq!(done["state"], "done", "{done}");
    desk.deskhand(&edit(&["--body", "Too late."])).assert().code(1);
}

#[test]
fn who_changed_and_approved_an_answer_is_named_with_who_accepted_it() {
    let desk = careful("reply");
    // Lines are as wide as a terminal: what they say is one text.
    let told = |arguments: &[&str]| {
        let output = desk.deskhand(arguments).assert().code(0).get_output().stdout.clone();
        let text = String::from_utf8(output).expect("text");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let brief = desk.json(&["brief", MAREN, "--playbook", "--json"], 0);
    let suggested = brief["suggestions"].as_array().expect("suggestions");
    let reply = suggested.iter().find(|one| one["action"] == "reply").expect("an answer");
    let suggestion = reply["id"].as_str().expect("an id");
    let asked = desk.json(&["accept", suggestion, "--json"], 6);
    let id = asked["id"].as_str().expect("an entry");
    assert!(told(&["approvals"]).contains("for you to send"));
    sits(&desk, "reply", MANAGER);
    let theirs = format!("for {REP} to send");
    let waiting = told(&["approvals"]);
    assert!(waiting.contains(&theirs) && !waiting.contains("for you to send"), "{waiting}");
    told(&["approvals", "edit", id, "--body", "They look for it at once."]);
    let done = desk.json(&["approve", id, "--json"], 0);
    let hands = format!("worded by {MANAGER} · yes by {MANAGER}");
    let note = done["write"]["note"]["body"].as_str().expect("a note");
    assert!(note.contains(&format!(" · by {REP} · {hands}\n")), "{note}");
    let replayed = told(&["replay", suggestion]);
    assert!(replayed.contains(&format!("accepted by {REP} on ")), "{replayed}");
    assert!(replayed.contains(&format!(" · {hands}; e-")), "{replayed}");
    let written = told(&["outbox", "list"]);
    assert!(written.contains(&theirs), "{written}");
    sits(&desk, "reply", REP);
    let mine = told(&["outbox", "list"]);
    assert!(mine.contains("for you to send") && !mine.contains(&theirs), "{mine}");
}

#[test]
fn a_yes_stops_where_things_have_changed_unless_it_is_meant() {
    let desk = careful("reply");
    let asked = desk.json(&["case", "reply", CASE, "I am asking the carrier.", "--json"], 6);
    let id = asked["id"].as_str().expect("an entry");
    desk.deskhand(&["case", "set", CASE, "--priority", "low", "--now", "--despite"]).assert().code(0);
    desk.deskhand(&["approve", id])
        .assert()
        .code(6)
        .stderr(contains("somebody changed case 17701 since").and(contains("--despite")));
    desk.deskhand(&["--plain"])
        .write_stdin("approvals\napprove 1\nquit\n")
        .assert()
        .code(0)
        .stderr(contains("somebody changed case 17701 since"));
    let done = desk.json(&["approve", id, "--despite", "--json"], 0);
    assert_eq!(done["state"], "done", "{done}");
}

#[test]
fn what_somebody_else_takes_back_after_it_has_left_is_told_with_whose_doing_it_is() {
    let desk = careful("note");
    let asked = desk.json(&["note", MAREN, "Two for one, this once", "--json"], 6);
    let id = asked["id"].as_str().expect("an entry");
    desk.deskhand(&["outbox"]).assert().code(0).stdout(contains("waits for a yes: yours or a manager's"));
    sits(&desk, "note", MANAGER);
    desk.deskhand(&["approve", id, "--despite"]).assert().code(0);
    desk.deskhand(&["undo", id]).assert().code(0);
    sits(&desk, "note", REP);
    desk.deskhand(&["activity"]).assert().code(0).stdout(contains(format!("put back by {MANAGER}")));
}

/// Several are decided in their order up to the first that is refused, and what was not decided is named.
#[test]
fn several_are_decided_up_to_the_first_that_is_refused() {
    let desk = careful("note");
    let asked = |text: &str| {
        let asked = desk.json(&["note", MAREN, text, "--json"], 6);
        asked["id"].as_str().expect("an entry").to_owned()
    };
    let [first, second, third] = ["The first", "The second", "The third"].map(asked);
    desk.deskhand(&["reject", &second]).assert().code(0);
    desk.deskhand(&["approve", &first, &second, &third])
        .assert()
        .failure()
        .stderr(contains(format!("refused: {second}; not decided: {third}")));
    let listed = desk.deskhand(&["approvals"]).assert().code(0).get_output().stdout.clone();
    let listed = String::from_utf8(listed).expect("text");
    assert!(listed.contains("The third") && !listed.contains("The first"), "{listed}");
}

/// A lead that is handed over with words is one thing: it waits and goes as one.
#[test]
fn what_is_handed_over_with_a_note_is_decided_in_one() {
    let desk = careful("note");
    let hand = ["lead", "hand", "512046", "--to", "robin", "--context", "Call soon."];
    desk.deskhand(&["leads"]).assert().code(0);
    let queued = desk.json(&[&hand[..], &["--json"]].concat(), 6);
    let states = |queued: &serde_json::Value| {
        let entries = queued["entries"].as_array().expect("entries").iter();
        entries.map(|entry| entry["state"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(states(&queued), ["awaiting_approval", "awaiting_approval"], "{queued}");
    desk.deskhand(&["approvals"]).assert().code(0).stdout(contains("decided with: Handed to Robin Hale"));
    let ids = [0, 1].map(|at| queued["entries"][at]["id"].as_str().expect("an entry"));
    let done = desk.json(&["approve", ids[0], ids[1], "--json"], 0);
    assert_eq!(states(&done), ["done", "done"], "{done}");
}

/// Who erases somebody reads what will not be done, and what they have to say again.
#[test]
fn what_goes_with_somebody_who_is_forgotten_is_told() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    desk.deskhand(&["case", "reply", CASE, "We are looking into it.", "--now"]).assert().code(0);
    desk.deskhand(&["case", "sent", CASE]).assert().code(0);
    desk.deskhand(&["task", MAREN, "Refund 500 USD"]).assert().code(6);
    desk.deskhand(&["forget", MAREN, "--yes"]).assert().code(0).stderr(
        contains("“Refund 500 USD” waits for a yes: it goes with them").and(contains(
            "case 17701: that its answer was sent is forgotten here; it counts as unsent again",
        )),
    );
    let to_send = desk.json(&["cases", "--view", "to-send", "--json"], 0);
    assert_eq!(to_send["cases"].as_array().map(Vec::len), Some(1), "{to_send}");
    let task = desk.json(&["task", MAREN, "Refund 700 USD", "--json"], 6);
    let erased = desk.json(&["forget", MAREN, "--yes", "--json"], 0);
    let lost = json!([
        { "what": "action", "entry": task["id"], "title": "Refund 700 USD", "progress": "asks" }
    ]);
    assert_eq!(erased["lost"], lost, "{erased}");
    let nobody = desk.json(&["forget", MAREN, "--yes", "--json"], 3);
    assert_eq!(nobody["lost"], json!([]), "{nobody}");
}

/// What would wait for a yes says so before it is written.
#[test]
fn what_would_wait_for_a_yes_is_told_by_a_dry_run() {
    let desk = Desk::new();
    let text = "We refund order #1133 in full today.";
    desk.deskhand(&["case", "reply", CASE, text, "--unproven", "--dry-run"])
        .assert()
        .code(0)
        .stdout(contains("waits for a yes: policy: 450.50 USD is over the limit of 100"));
    desk.deskhand(&["case", "reply", CASE, text, "--unproven", "--now"]).assert().code(6);
}

/// What is made less while it waits says what it was, and waits on; the log says what was decided, as long as it is kept.
#[test]
fn a_refund_that_is_made_less_says_what_it_was_and_the_log_what_was_decided() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().code(0);
    let asked = desk.json(&["task", MAREN, "Refund 500 USD", "--json"], 6);
    assert_eq!(asked["why"], "policy: 500.00 USD is over the limit of 100", "{asked}");
    let id = asked["id"].as_str().expect("an entry");
    let edited =
        |title: &str| desk.json(&["approvals", "edit", id, "--title", title, "--json"], 0)["why"].clone();
    let eased = "was 500.00 USD, over the limit of 100; now 50.00 USD, within it";
    assert_eq!(edited("Refund 50 USD"), eased);
    desk.deskhand(&["approvals", "edit", id, "--title", "Refund 50 USD"])
        .assert()
        .code(0)
        .stderr(contains("nothing changed"));
    let log = |more: &[&'static str]| {
        let arguments = [&["audit", "tail"], more].concat();
        let output = desk.deskhand(&arguments).assert().code(0).get_output().stdout.clone();
        String::from_utf8(output).expect("text")
    };
    let edits = log(&["--kind", "edited"]);
    assert_eq!(edits.matches("Refund 500 USD → Refund 50 USD · HubSpot task").count(), 1, "{edits}");
    assert!(edits.contains(eased), "{edits}");
    assert_eq!(edited("Refund 300 USD"), "policy: 300.00 USD is over the limit of 100");
    desk.deskhand(&["approve", id]).assert().code(0);
    let approved = log(&["--kind", "approved"]);
    assert!(approved.contains("Refund 300 USD · HubSpot task on contact"), "{approved}");
    desk.deskhand(&["forget", MAREN, "--yes"]).assert().code(0);
    let left = log(&["-n", "200"]);
    assert!(!left.contains("Refund"), "{left}");
    desk.deskhand(&["audit", "verify"]).assert().code(0);
}
