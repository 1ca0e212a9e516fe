//! What a vendor refuses or gets wrong is said with what to do.

use predicates::prelude::*;
use predicates::str::contains;

use super::after;
use crate::cli_support::Desk;

/// Nobody has asked to wait, so nobody waits; what is wrong is said as doctor says it.
#[test]
fn a_store_that_answers_in_no_json_is_said_to() {
    let desk = Desk::with_faults(&["shopify:POST:*=garbage"]);
    for list in ["cases", "leads", "calls"] {
        desk.deskhand(&[list])
            .assert()
            .code(0)
            .stderr(contains("it is not JSON").and(contains("wait").not()).and(contains("too many").not()));
    }
}

#[test]
fn a_refused_crm_is_told_once_with_what_to_do() {
    let desk = Desk::new();
    desk.configure(|text| after(&text, "[crm]", "\"sandbox-token\"", "\"wrong\""));
    let output = desk.deskhand(&["cases"]).assert().failure();
    let said = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert_eq!(said.matches("the CRM was not read").count(), 1, "{said}");
    assert!(said.contains("hint:") && said.contains("check `token` under [crm]"), "{said}");
}

#[test]
fn a_refused_write_says_which_scope_it_takes() {
    let desk = Desk::with_faults(&["hubspot:PATCH:/=403", "hubspot:POST:/crm/objects/2026-09/notes=403"]);
    desk.deskhand(&["leads"]).assert().code(0);
    for (arguments, scope) in [
        (&["lead", "claim", "512046", "--yes", "--now"][..], "crm.objects.contacts.write"),
        (&["note", "hubspot/contact/512046", "called", "--now"], "crm.objects.contacts.write"),
        (&["case", "set", "17715", "--priority", "urgent", "--now"], "tickets"),
    ] {
        let said = contains("it takes the scope").and(contains(format!("`{scope}`, which")));
        desk.deskhand(arguments).assert().code(1).stdout(said);
    }
}

#[test]
fn whom_the_crm_was_not_read_for_is_no_stranger_to_it_at_the_next_command_either() {
    let desk = Desk::with_faults(&["hubspot:POST:*notes=500"]);
    for arguments in [&["note", "1133", "called"][..], &["note", "1133", "called"], &["task", "1133", "call"]]
    {
        desk.deskhand(arguments).assert().code(5).stderr(
            contains("hubspot could not be read, so it is not known which contact")
                .and(contains("create the contact").not()),
        );
        desk.deskhand(&["lookup", "1133", "--fresh"]).assert().code(0);
    }
    desk.deskhand(&["lookup", "1133", "--offline"]).assert().code(0).stdout(contains("failed"));
}
