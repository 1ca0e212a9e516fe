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

use cli_support::Desk;

const MAREN: &str = "maren.holloway@example.com";
const REP: &str = "sam.ibarra@example.com";
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
