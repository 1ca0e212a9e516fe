//! The app without a screen.

use predicates::prelude::*;
use predicates::str::contains;

use super::after;
use crate::cli_support::Desk;

/// In plain text, too, what a vendor's trouble asks for is said.
#[test]
fn line_by_line_a_refused_crm_is_told_with_what_to_do() {
    let desk = Desk::new();
    desk.configure(|text| after(&text, "[crm]", "\"sandbox-token\"", "\"wrong\""));
    let wrong =
        contains("Attention: the CRM was not read: ").and(contains("  hint: check `token` under [crm]"));
    desk.deskhand(&["--plain"]).write_stdin("quit\n").assert().code(0).stdout(wrong);
    let desk =
        Desk::with_faults(&["hubspot:GET:/=403", "hubspot:POST:/crm/objects/2026-09/contacts/search=odd"]);
    desk.deskhand(&["--plain"]).write_stdin("leads\nquit\n").assert().code(0).stdout(
        contains("Attention: not read of ")
            .and(contains("Attention: owners could not be read"))
            .and(contains("Attention: 1 record of the CRM could not be read"))
            .and(contains("  hint: `sources` names each")),
    );
}

/// The app without a screen: what is said at the prompt is done, and nothing but lines comes back.
#[test]
fn line_by_line_the_same_can_be_done_by_name() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    desk.deskhand(&["sync"]).assert().success();
    let said = "help\nsearch maren\nopen 1\njump\naccept 9\naccept 2\nundo\noutbox\nback\nquit\n";
    let output = desk.deskhand(&["--plain"]).write_stdin(said).assert().success();
    let output = output.get_output();
    let (out, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for shown in [
        "open cases",
        "accept N: put suggestion N into the outbox",
        "1. Maren Holloway",
        "Customer Maren Holloway",
        "Suggestion 1, ",
        "effect: HubSpot",
        "`jump` is nothing you can say here",
        "queued, leaves at",
        "undone",
    ] {
        assert!(out.contains(shown), "{shown:?} was not said:\n{out}\n{complaints}");
    }
    assert!(complaints.contains("there is no number 9"), "{complaints}");
    assert!(!out.contains('\u{1b}'), "nothing moves and nothing is coloured");
}

/// Whatever the app has can be said.
#[test]
fn cases_leads_calls_and_what_was_done_are_worked_through_line_by_line() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    desk.deskhand(&["sync"]).assert().success();
    let said = "sleep 1 2d or scan\ncases snoozed\nwake 1\nleads hamish\nclaim 1\nclaim 1\nundo\n\
        nurture 1 later\nnurture 1 later\ncalls\ndone 1\nopen 2\nlog called twice\nsources\ncases waiting\nopen 1\ncategory payment\n\
        priority high\nsummary\nwire\nopen 1\nactivity\naudit\ncommand leads --view mine\nquit\n";
    let output = desk.deskhand(&["--plain"]).write_stdin(said).assert().success();
    let output = output.get_output();
    let (out, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for shown in [
        ", when the parcel moves, or when the customer writes",
        "asleep, wakes",
        "awake; its sleep had not left yet",
        "1. Hamish McAllister, ",
        "it is Lee Nakata's: say that again to take it over",
        "Claim the lead Hamish McAllister",
        "Sent to nurture: later",
        "Done: Call the carrier about the held parcel",
        "Call Émilie Tremblay",
        "no day is named, so there is no follow-up task",
        "hubspot, queue: read up to",
        "0 parked",
        "is now: payment",
        "In short: ",
        "1 call of a language model, about the open customer",
        "substitution",
        " tokens out, ",
        "with placeholders for what identifies somebody",
        "of the audit log today",
        "snoozed, case 17701 sleeps, about Maren Holloway",
    ] {
        assert!(out.contains(shown), "{shown:?} was not said:\n{out}\n{complaints}");
    }
    for line in out.lines() {
        let late = line.split([' ', ',']).filter(|word| *word == "late").count();
        assert!(late < 2, "how late it is is said once: {line}");
    }
    assert!(!out.contains('\u{1b}') && complaints.is_empty(), "{complaints}");
}

/// What has left is asked about before it is taken back, a number may be the CRM's, and a word alone says how it is meant.
#[test]
fn line_by_line_nothing_is_taken_back_unasked_and_what_is_meant_is_found() {
    let desk = Desk::new();
    desk.deskhand(&["setup", "fields"]).assert().success();
    desk.deskhand(&["sync"]).assert().success();
    let said = "answer\nstatus\nsnooze 1 2d\ncommand note maren.holloway@example.com hello --now\nundo\nundo\n\
        audit kind:snoozed\naudit colour:red\nopen 17713\nopen 17701\nquit\n";
    let output = desk.deskhand(&["--plain"]).write_stdin(said).assert().success();
    let output = output.get_output();
    let (out, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for shown in [
        "`reply` needs words behind it: reply N TEXT: answer case N in your own words",
        "`status` needs words behind it: status N STATUS, priority N PRIORITY",
        "Case 17713, ",
        "Case 17701, ",
        "of the audit log with kind:snoozed",
        ", parcel on its way, ",
    ] {
        assert!(out.contains(shown), "{shown:?} was not said:\n{out}\n{complaints}");
    }
    assert!(complaints.contains("there is no `colour:`"), "{complaints}");
    let asleep = out.lines().filter(|line| line.contains("wakes") && !line.contains("undone"));
    assert_eq!(asleep.count(), 1, "{out}");
    assert!(out.contains("has left already. Taking it back is a write of its own"), "{out}");
}
