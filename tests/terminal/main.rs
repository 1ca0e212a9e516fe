//! The program in a terminal: the real binary behind a pseudo-terminal, as a person sees and leaves it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]
// Signals and pseudo-terminals as they are on Unix.
#![cfg(unix)]

mod people;
mod pty;
mod tasks;

use pty::{CTRL_Q, ENTER, Terminal, Vendors, home, without_a_terminal};

#[test]
fn the_demo_does_the_whole_job_and_gives_the_terminal_back() {
    let home = home();
    let mut app = Terminal::start(home.path(), &["demo"]);
    app.searches("customers · seen last");
    assert!(app.screen.screen().alternate_screen() && app.screen.screen().bracketed_paste());
    app.press("maren hollo");
    app.shows("1 of");
    app.press(ENTER);
    app.shows("sentences hold");
    app.press("1");
    app.shows("→ HubSpot note on contact");
    app.press("a");
    app.shows("leaves in");
    app.shows("✓ noted");
    app.resize(80, 24);
    app.shows("no real model");
    app.resize(30, 8);
    app.shows("is the least");
    app.resize(100, 30);
    app.shows("Maren Holloway");
    assert!(app.leave_by("q").success(), "{}", app.text());
    app.is_restored();
}

/// Tasks 1 and 2 of a working day: the first case is the first line, and its answer two keys away.
#[test]
fn the_most_pressing_case_is_answered_in_three_keys() {
    let home = home();
    let mut app = Terminal::start(home.path(), &["demo"]);
    app.shows("platinum customer");
    app.shows("Maren Holloway");
    app.press(ENTER);
    app.shows("THIRD message.");
    app.shows("sentences hold");
    app.press("1a");
    app.shows("leaves in");
    app.shows("✓ noted");
    app.press("q");
    assert!(app.ended().success(), "{}", app.text());
}

#[test]
fn a_signal_gives_the_terminal_back_and_names_what_is_kept() {
    let home = home();
    let mut app = Terminal::start(home.path(), &["demo"]);
    app.searches("customers · seen last");
    app.press("maren hollo");
    app.shows("1 of");
    app.press(ENTER);
    app.shows("sentences hold");
    app.press("1a");
    app.shows("leaves in");
    app.terminate();
    assert!(app.ended().success(), "{}", app.text());
    app.is_restored();
    assert!(app.text().contains("kept in the outbox, not sent yet: HubSpot note on"), "{}", app.text());
}

#[test]
fn without_a_terminal_it_says_so() {
    let home = home();
    for arguments in [&["demo"][..], &[]] {
        let (status, said) = without_a_terminal(home.path(), arguments);
        assert_eq!(status, 2, "{said}");
        assert!(said.contains("the terminal app needs a terminal"), "{said}");
    }
}

#[test]
fn without_a_configuration_it_offers_the_demo() {
    let home = home();
    let mut app = Terminal::start(home.path(), &[]);
    app.shows("Start the demo? [Y/n]");
    app.press("n\r");
    assert_eq!(app.ended().exit_code(), 2);
    let mut app = Terminal::start(home.path(), &[]);
    app.shows("Start the demo? [Y/n]");
    app.press(ENTER);
    app.searches("customers · seen last");
    app.press(CTRL_Q);
    assert!(app.ended().success());
    app.is_restored();
}

#[test]
fn commands_work_through_the_open_app() {
    let home = home();
    let vendors = Vendors::start(home.path());
    let configured = |rest: &[&str]| {
        let arguments = [&["--config", &*vendors.configuration], rest].concat();
        without_a_terminal(home.path(), &arguments)
    };
    let mut app = Terminal::start(home.path(), &["--config", &vendors.configuration]);
    app.searches("customers · seen last");
    app.press("maren.holloway@example.com");
    app.press(ENTER);
    app.shows("sentences hold");
    let (status, said) = configured(&["note", "maren.holloway@example.com", "Called from another terminal."]);
    assert_eq!(status, 0, "{said}");
    let (status, said) = configured(&["outbox", "list"]);
    assert!(status == 0 && said.contains("HubSpot note on contact 512001"), "{said}");
    // The open app has heard of it.
    app.shows("✓ done");
    app.press("q");
    assert!(app.ended().success(), "{}", app.text());
    app.is_restored();
    // Alone again.
    assert_eq!(configured(&["outbox", "list"]).0, 0);
}

#[test]
fn an_app_goes_on_when_the_one_that_held_the_storage_ends() {
    let home = home();
    let vendors = Vendors::start(home.path());
    let arguments = ["--config", &vendors.configuration];
    let mut holder = Terminal::start(home.path(), &arguments);
    holder.searches("customers · seen last");
    let mut app = Terminal::start(home.path(), &arguments);
    app.searches("customers · seen last");
    app.press("maren.holloway@example.com");
    app.press(ENTER);
    app.shows("sentences hold");
    app.press("1a");
    app.shows("leaves in");
    // Who holds the storage has heard of it and leaves all the same.
    holder.shows("leaves in");
    holder.press(CTRL_Q);
    holder.shows("keep for next time");
    holder.press("k");
    assert!(holder.ended().success(), "{}", holder.text());
    holder.is_restored();
    app.shows("✓ noted");
    app.press("q");
    assert!(app.ended().success(), "{}", app.text());
    let (status, said) = without_a_terminal(home.path(), &[&arguments[..], &["outbox", "list"]].concat());
    assert!(status == 0 && said.matches("HubSpot note on contact 512001").count() == 1, "{said}");
}
