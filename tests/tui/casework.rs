//! Working cases: status, priority, owner, answers, macros, many at once, and what a colleague did meanwhile.

use deskhand::desk::api::{Answer, EntryOrSuggestion, FailureKind, Notice, Reading, Request, Who};
use deskhand::domain::action::Write;
use deskhand::domain::audit::{AuditEvent, AuditKind};
use deskhand::domain::casework::{CaseAt, CaseDeed, CaseValues, Consent};
use deskhand::domain::ids::{EntryId, Source};
use deskhand::domain::outbox::{Entry, EntryState, Written};
use deskhand::domain::record::RecordRef;
use deskhand::ports::Clock;
use deskhand::tui::msg::Msg;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::App;
use crate::looks::looks;
use crate::office::{Office, replies_need_a_yes, without_a_model};

/// The app with the most pressing case open: Maren Holloway's 17701.
async fn case(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g c enter").await;
    app.shows("‹ Maren Holloway · 1 of 19");
    app
}

async fn queue(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g c").await;
    app
}

async fn ticket(office: &Office, id: &str) -> Value {
    let path = format!(
        "/crm/objects/2026-09/tickets/{id}?properties=hs_pipeline_stage,hs_ticket_priority,hubspot_owner_id"
    );
    office.sandbox.hubspot("GET", &path, None).await.1["properties"].clone()
}

/// A colleague answers and puts the case to where it waits for the customer.
async fn colleague_changes(office: &Office, id: &str) {
    let changed = json!({ "properties": { "hs_pipeline_stage": "3" } });
    let path = format!("/crm/objects/2026-09/tickets/{id}");
    let (status, _) = office.sandbox.hubspot("PATCH", &path, Some(changed)).await;
    assert_eq!(status, 200);
}

fn note_body(note: &Value) -> &str {
    note["properties"]["hs_note_body"].as_str().expect("a body")
}

#[tokio::test]
async fn a_status_is_changed_with_a_letter_and_can_be_taken_back() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S").await;
    app.shows("Case 17701: Which status?");
    looks(&mut app, "case_status");
    app.press("c a").await;
    app.shows("leaves in 5 s");
    app.press("u").await;
    app.pass(60).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "taken back");
    app.press("S o").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
    app.shows("Waiting on contact");
}

/// Whoever types a name instead of its letter gets what is called so, and no other key of the screen.
#[tokio::test]
async fn the_name_of_a_choice_can_be_typed_whole() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S").await;
    app.type_text("closed\n").await;
    app.shows("“Closed” is chosen already: the rest of its name does nothing");
    app.shows("nobody has answered what the customer wrote last");
    app.press("a").await;
    assert!(app.model.overlay.is_none());
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "4");
    assert_eq!(app.model.outbox.len(), 1);
    // Before the list has come, too.
    app.type_text("Pmedium\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "MEDIUM");
    app.type_text("Snew\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "1");
    assert_eq!((app.model.outbox.len(), app.model.overlay.is_none()), (3, true));
    // A letter that goes on no name is a key as ever.
    app.press("u").await;
    assert!(app.asked().contains("the case goes back to how it was"), "{}", app.text());
}

/// Names that begin alike are typed until they part.
#[tokio::test]
async fn of_names_that_begin_alike_the_typed_one_is_taken() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("S").await;
    app.type_text("waiting on contact\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
    app.shows("All 19");
}

/// The yes to what will happen to several is a yes, also where its letter would go on the name that was chosen.
#[tokio::test]
async fn a_yes_behind_a_chosen_name_is_no_letter_of_it() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space O p").await;
    app.shows("What will happen");
    app.press("a").await;
    app.hides("What will happen");
    app.type_text("t").await;
    app.shows("the rest of its name does nothing");
    assert_eq!(app.model.outbox.len(), 2);
}

/// A letter of none of the names begins to be typed; several cases are looked at before all the same.
#[tokio::test]
async fn a_choice_is_found_by_a_part_of_its_name() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S").await;
    app.type_text("tact").await;
    app.hides("closes it");
    app.press("backspace backspace backspace backspace").await;
    app.shows("closes it");
    app.type_text("tact\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// What is typed behind an action's words goes into what it opens.
#[tokio::test]
async fn an_action_is_given_what_is_typed_behind_its_words() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press(":").await;
    app.type_text("give to robin\n").await;
    app.shows("Who gets it?");
    app.shows("Robin Hale");
    app.hides("lee.nakata");
    app.press("enter").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hubspot_owner_id"], "9586501");
    app.press(":").await;
    app.type_text("status closed\n").await;
    app.shows("closes it");
    app.hides("as it is");
    app.press("esc :").await;
    app.type_text("priority urgent\n\n").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "URGENT");
    app.press(":").await;
    app.type_text("snooze until monday\n").await;
    app.shows("wakes Mon 30 Nov 2026, 09:00");
    app.press("esc :").await;
    app.type_text("note Called her at noon\n").await;
    app.shows("Called her at noon");
}

#[tokio::test]
async fn priority_and_owner_are_changed_from_the_queue() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("P l").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "LOW");
    app.press("O").await;
    app.shows("Who gets it?");
    app.press("enter").await;
    app.pass(5).await;
    let owner = ticket(&office, "17701").await["hubspot_owner_id"].clone();
    assert!(owner.is_string(), "{owner}");
}

#[tokio::test]
async fn an_answer_is_a_note_to_be_sent_and_a_change_of_status() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.shows("Answer to case 17701");
    app.shows("Hello Maren");
    app.type_text("P.S. I called them. ").await;
    app.press("ctrl-s").await;
    app.shows("leaves in 5 s");
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1);
    let body = note_body(&notes[0]);
    assert!(body.contains("Answer to the customer, to be sent from here"), "{body}");
    assert!(body.contains("P.S. I called them."), "{body}");
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3", "it waits for the customer");
    let Write::Reply(_) = &app.model.outbox[0].write else { panic!("{:?}", app.model.outbox[0]) };
    // Once it is written, taking it back archives the note.
    app.press("u y").await;
    app.pass(1).await;
    let id = notes[0]["id"].as_str().unwrap();
    let path = format!("/crm/objects/2026-09/notes/{id}");
    assert_eq!(office.sandbox.hubspot("GET", &path, None).await.0, 404);
}

/// Task 12: four keys and what is typed.
#[tokio::test]
async fn a_macro_is_filled_in_and_shown_before_it_is_written() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("m").await;
    app.type_text("addr").await;
    app.shows("Change of address");
    app.press("enter").await;
    app.shows("Hello Maren");
    app.shows("order #1133");
    looks(&mut app, "case_macro");
    app.press("e").await;
    app.type_text("First of all: ").await;
    app.press("ctrl-s").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1);
    assert!(note_body(&notes[0]).contains("First of all:"), "{}", note_body(&notes[0]));
    assert_eq!(app.model.outbox[0].title, "Change of address · case 17701");
}

/// However long it is: as many lines as the screen has, and the rest by its key.
#[tokio::test]
async fn a_macro_is_read_to_its_end_before_it_is_taken() {
    let lines: String = (1..=20).map(|line| format!("This is line {line} of it.\\n\\n")).collect();
    let macros = format!("[[macros]]\nname = \"Long\"\ntext = \"{lines}\"\n");
    let office = Office::with(&[], |text| format!("{macros}{}", without_a_model(text))).await;
    let mut app = case(&office).await;
    app.resize(120, 60);
    app.press("m").await;
    app.type_text("long").await;
    app.shows("This is line 20 of it.");
    app.resize(80, 24);
    app.shows("This is line 1 of it.");
    app.shows("more ─╯");
    app.hides("This is line 20 of it.");
    looks(&mut app, "macro_long");
    app.resize(80, 24);
    app.press("pgdn pgdn pgdn pgdn pgdn pgdn").await;
    app.shows("This is line 20 of it.");
    app.press("pgup").await;
    app.hides("This is line 20 of it.");
    app.shows("Long");
}

/// What colleagues say among themselves stands in the thread, and is told from what the customer has read.
#[tokio::test]
async fn a_note_on_a_case_stands_in_its_thread_as_internal() {
    let office = Office::without_a_model().await;
    let on_the_ticket_alone = json!({
        "properties": { "hs_timestamp": crate::sandbox_support::now() - jiff::SignedDuration::from_hours(48),
            "hs_note_body": "Carrier promised to call back.", "hubspot_owner_id": "9586501" },
        "associations": [{ "to": { "id": "17701" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 228 }] }],
    });
    let (status, made) =
        office.sandbox.hubspot("POST", "/crm/objects/2026-09/notes", Some(on_the_ticket_alone)).await;
    assert_eq!(status, 201, "{made}");
    let mut app = case(&office).await;
    app.resize(120, 60);
    app.shows("Internal note by Robin Hale");
    app.shows("Carrier promised to call back.");
    app.press("n").await;
    app.type_text("She sounded upset.").await;
    app.press("ctrl-s").await;
    app.shows("Internal note by sam.ibarra@example.com, on its way");
    app.pass(5).await;
    app.press("r").await;
    app.shows("Internal note by sam.ibarra@example.com · ");
    app.shows("She sounded upset.");
    looks(&mut app, "case_notes");
    // What was said last is read first.
    let text = app.text();
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not shown:\n{text}"));
    assert!(place("She sounded upset.") < place("THIRD message"), "{text}");
    assert!(place("THIRD message") < place("Carrier promised to call back."), "{text}");
}

/// Nobody here needs the number of a card that a customer has sent.
#[tokio::test]
async fn of_a_card_in_a_thread_the_last_four_digits_are_shown() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.resize(200, 120);
    app.press("esc g c f").await;
    app.type_text("agnes").await;
    app.press("enter enter").await;
    app.shows("charge my card");
    app.shows("•••• 1111");
    app.hides("4111 1111");
}

#[tokio::test]
async fn a_value_that_a_macro_lacks_is_named_and_nothing_is_written() {
    let macros = "[[macros]]\nname = \"Lacking\"\ntext = \"{order.cancelled_at} {order.number}\"\n";
    let office = Office::with(&[], |text| format!("{macros}{}", without_a_model(text))).await;
    let mut app = case(&office).await;
    app.press("m").await;
    app.type_text("lacking").await;
    app.press("enter").await;
    app.shows("{order.cancelled_at} has no value");
    app.press("a esc").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty() && app.model.outbox.is_empty());
}

/// Whoever is faster than the draft has it in the editor once it comes.
#[tokio::test]
async fn an_answer_begins_with_the_draft_that_comes_after_it() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.tap("enter");
    app.tap("A");
    app.settle().await;
    app.shows("Answer to case 17701");
    app.shows("Hello Maren");
    app.shows("not answered");
}

/// Of a parcel that has arrived nobody says that it is on its way.
#[tokio::test]
async fn where_the_parcel_is_is_not_said_of_one_that_has_arrived() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("f").await;
    app.type_text("halloran").await;
    app.press("enter enter").await;
    app.shows("‹ Victor Halloran");
    app.press("m").await;
    app.type_text("where the parcel").await;
    app.press("enter").await;
    app.shows("{order.days_on_the_way} has no value");
    app.press("a esc esc m").await;
    app.type_text("delayed").await;
    app.press("enter").await;
    app.shows("{order.unsent_for} has no value");
    app.press("a esc").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
}

/// That an order waits at the warehouse is said of one that does.
#[tokio::test]
async fn how_long_an_order_has_not_left_is_filled_in() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("f").await;
    app.type_text("17720").await;
    app.press("enter enter m").await;
    app.type_text("delayed").await;
    app.press("enter").await;
    app.shows("#1157 has been at our warehouse for");
}

/// Whoever presses enter at once leaves things as they are.
#[tokio::test]
async fn a_choice_begins_where_the_case_stands() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    let before = ticket(&office, "17701").await["hs_pipeline_stage"].clone();
    app.press("S enter").await;
    app.pass(5).await;
    assert!(app.model.outbox.is_empty(), "{}", app.text());
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], before);
}

/// The queue may know of a change that the page has not read yet.
#[tokio::test]
async fn a_case_is_read_again_as_it_is_opened_where_the_queue_is_ahead_of_it() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("esc").await;
    colleague_changes(&office, "17701").await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.expect("the queue");
    app.settle().await;
    app.press("f").await;
    app.type_text("17701").await;
    app.press("enter enter").await;
    app.shows("#17701 · Waiting on contact");
    app.hides("#17701 · Waiting on us");
}

/// What was written before an own answer does not pass for what is known after it.
#[tokio::test]
async fn a_brief_from_before_an_own_answer_says_so() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.hides("from before your answer");
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s").await;
    app.shows("from before your answer; R writes it again");
    app.press("u").await;
    app.hides("from before your answer");
}

/// The number of a case leads to it from the search.
#[tokio::test]
async fn the_number_of_a_case_is_searched_for() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("/").await;
    app.type_text("1770").await;
    app.shows("case 17701");
    app.type_text("1").await;
    app.press("enter").await;
    app.shows("Maren Holloway");
    app.shows("THIRD message.");
}

/// Task 13: two keys to resolve it.
#[tokio::test]
async fn what_a_colleague_did_meanwhile_is_told_before_anything_is_written() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    colleague_changes(&office, "17701").await;
    app.press("ctrl-s").await;
    app.shows("Changed since you saw it");
    app.shows("status: Waiting on us → Waiting on contact");
    looks(&mut app, "case_stopped");
    app.press("v").await;
    app.shows("next. Mine:");
    app.press("esc").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "nothing was written");
    // The draft is there, and the second time it goes through on purpose.
    app.press("A").await;
    app.shows("next. Mine:");
    colleague_changes_priority(&office).await;
    app.press("ctrl-s a").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1, "{}", app.text());
    app.press("A").await;
    app.hides("││ Mine:");
}

async fn colleague_changes_priority(office: &Office) {
    let changed = json!({ "properties": { "hs_ticket_priority": "LOW" } });
    office.sandbox.hubspot("PATCH", "/crm/objects/2026-09/tickets/17701", Some(changed)).await;
}

#[tokio::test]
async fn a_suggestion_is_not_accepted_over_what_a_colleague_did() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1").await;
    colleague_changes(&office, "17701").await;
    app.press("a").await;
    app.shows("Changed since you saw it");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
    app.press("a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1, "accepted twice, it goes through");
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// What was put into a draft is not lost because something else was done to its case.
#[tokio::test]
async fn an_edited_draft_outlives_what_is_done_to_its_case() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 e").await;
    app.type_text("Dear Maren, a word of my own. ").await;
    app.press("ctrl-s").await;
    app.shows("a word of my own");
    app.press("n").await;
    app.type_text("She sounded upset.").await;
    app.press("ctrl-s").await;
    app.pass(6).await;
    app.press("esc enter 1").await;
    app.shows("a word of my own");
    app.press("P u").await;
    app.pass(6).await;
    app.press("esc enter 1").await;
    app.shows("a word of my own");
    // Another is asked for, and another comes.
    app.press("R 1").await;
    app.hides("a word of my own");
}

/// Whoever has closed a case means it to stay so, be it the rep themselves: a draft from before opens it knowingly.
#[tokio::test]
async fn a_suggestion_from_before_the_case_was_closed_opens_it_again_only_on_purpose() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S").await;
    app.type_text("closed").await;
    app.press("enter a").await;
    app.pass(6).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "4");
    app.press("1").await;
    app.shows("from before case 17701 was closed; R writes it again");
    app.press("a").await;
    app.shows("The case is closed: this opens it again");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "nothing was written");
    app.press("a").await;
    app.pass(6).await;
    assert_eq!(office.created("notes").await.len(), 1, "on purpose, it goes through");
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// A profile that was read again meanwhile, by a colleague's change or behind the app, hides nothing.
#[tokio::test]
async fn a_suggestion_is_held_against_what_it_was_written_over_and_not_against_a_later_reading() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1").await;
    colleague_changes(&office, "17701").await;
    let who = Who::Query("maren.holloway@example.com".to_owned());
    let again = Request::Lookup { who, reading: Reading::Fresh, all_pages: true };
    assert!(matches!(office.ask(again).await, Ok(Answer::Lookup(_))));
    app.press("a").await;
    app.shows("Changed since you saw it");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "nothing was written");
    app.press("a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1, "on purpose, it goes through");
}

/// What does not leave by itself disarms no look at the case before a write.
#[tokio::test]
async fn an_answer_that_waits_for_a_yes_lets_no_other_write_go_over_what_a_colleague_did() {
    let office = Office::with(&[], replies_need_a_yes).await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.shows("waits for");
    app.press("P l").await;
    colleague_changes(&office, "17701").await;
    app.pass(60).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "HIGH", "{}", app.text());
}

/// A promise is held against policy, whatever can be read of the case.
#[tokio::test]
async fn a_promise_in_a_case_that_nothing_is_known_of_is_refused() {
    let office = Office::without_a_model().await;
    let app = case(&office).await;
    drop(app);
    let made = json!({
        "properties": { "subject": "Another one", "hs_pipeline": "0", "hs_pipeline_stage": "1" },
        "associations": [{
            "to": { "id": "512001" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 16 }]
        }]
    });
    let (status, ticket) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/tickets", Some(made)).await;
    assert_eq!(status, 201, "{ticket}");
    let id = ticket["id"].as_str().expect("an id").to_owned();
    let record = RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id };
    office.ask(Request::RereadCases { cases: vec![record.clone()] }).await.expect("it is read");
    office.faults(&["hubspot:*:*=500"]).await;
    let request = Request::WorkCases {
        cases: vec![CaseAt { record, seen: None }],
        deed: CaseDeed::Reply("We will refund you 500 EUR today.".to_owned()),
        consent: Consent::Go,
        vouches: false,
        now: false,
    };
    let refused = office.ask(request).await.expect_err("nobody allows it");
    assert_eq!(refused.kind, FailureKind::NotPermitted, "{refused:?}");
}

/// Task 2: three keys from the queue, and the case waits for the customer.
#[tokio::test]
async fn an_accepted_draft_is_a_note_to_be_sent_and_a_change_of_status() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1").await;
    app.shows("status → Waiting on contact");
    app.press("a").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1);
    assert!(note_body(&notes[0]).contains("Answer to the customer, to be sent from here"));
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3", "it waits for the customer");
}

/// What is written goes over how the case stands when it is accepted, not over how it was when it was proposed.
#[tokio::test]
async fn an_own_change_does_not_stop_a_draft_that_was_proposed_before_it() {
    let office = Office::without_a_model().await;
    // What was written here is told from a colleague's change by when: the desk's clock is the CRM's.
    office.clock.set(Timestamp::now());
    let mut app = case(&office).await;
    app.press("P l").await;
    app.pass(5).await;
    app.press("1 a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1, "{}", app.text());
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// Two reps never answer twice without knowing it.
#[tokio::test]
async fn an_answer_that_was_not_sent_stands_in_the_thread_and_stops_a_second_one() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s").await;
    app.shows("your answer · leaves in 5 s");
    // Before it has left, and by an accepted draft as by own words.
    app.press("1 a").await;
    app.shows("An answer is under way");
    app.shows("Yours would");
    looks(&mut app, "case_answered");
    app.press("esc").await;
    app.pass(5).await;
    app.shows("your answer · noted at the CRM, which does not send");
    app.press("A").await;
    app.type_text("Again: ").await;
    app.press("ctrl-s").await;
    app.shows("noted at the CRM");
    app.shows("An answer is under way");
    app.press("esc").await;
    app.pass(60).await;
    assert_eq!(office.created("notes").await.len(), 1, "no second one");
    app.press("A ctrl-s a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 2, "on purpose, it goes through");
}

#[tokio::test]
async fn an_answer_that_was_taken_back_stands_in_no_ones_way() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s u").await;
    app.hides("your answer");
    app.press("1 a").await;
    app.shows("your answer · leaves in 5 s");
    app.pass(5).await;
    app.press("u y").await;
    app.pass(5).await;
    app.hides("your answer");
}

/// Before it has left and after it: what the rep wrote is theirs, and the program's draft does not replace it.
#[tokio::test]
async fn the_words_of_an_answer_that_was_taken_back_are_in_the_editor_again() {
    for (leaves_in, undo) in [(0, "u"), (5, "u y")] {
        let office = Office::without_a_model().await;
        let mut app = case(&office).await;
        app.press("A").await;
        app.type_text("Mine: ").await;
        app.press("ctrl-s").await;
        app.pass(leaves_in).await;
        app.press(undo).await;
        app.pass(5).await;
        app.press("A").await;
        app.shows("││ Mine:");
        // Sent after all, the draft has ended.
        app.press("ctrl-s").await;
        app.pass(5).await;
        app.press("A").await;
        app.hides("││ Mine:");
    }
}

/// What was begun since is kept.
#[tokio::test]
async fn an_answer_that_was_begun_since_is_not_lost_to_one_that_is_taken_back() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("Mine: ").await;
    app.press("ctrl-s A").await;
    app.type_text("Second: ").await;
    app.press("esc u A").await;
    app.shows("││ Second:");
}

/// All on the screen as it stands, without asking for anything.
#[tokio::test]
async fn a_draft_that_was_written_and_taken_back_is_open_again() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.shows("#17701 · Waiting on contact");
    app.shows("send it yourself, then press M");
    app.press("u y").await;
    app.pass(5).await;
    app.shows("#17701 · Waiting on us");
    app.hides("changed meanwhile");
    app.hides("done 0 s");
    app.press("u").await;
    app.shows("there is nothing to take back");
    app.press("1 a").await;
    app.pass(5).await;
    app.shows("#17701 · Waiting on contact");
    app.hides("changed meanwhile");
    assert_eq!(office.created("notes").await.len(), 2, "{}", app.text());
}

#[tokio::test]
async fn own_changes_one_after_the_other_are_no_news() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    for keys in ["S c a", "K c", "O 1", "A ctrl-s"] {
        app.press(keys).await;
        app.pass(6).await;
        app.hides("changed meanwhile");
        app.hides("has changed");
    }
}

/// The editor opens with the case, and what was typed before is in it.
#[tokio::test]
async fn what_is_typed_before_the_case_has_come_is_part_of_the_answer() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.tap("enter");
    for key in ["A", "x", "a", "q"] {
        app.tap(key);
    }
    app.settle().await;
    app.shows("Answer to case");
    app.shows("xaq");
}

#[tokio::test]
async fn a_promise_of_ones_own_is_held_against_policy_and_asked_about_once() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("We will refund you 100 USD. ").await;
    app.press("ctrl-s").await;
    app.shows("no policy allows");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "nothing is written yet");
    app.press("ctrl-s").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1, "{}", app.text());
    assert!(note_body(&notes[0]).contains("We will refund you 100 USD."));
    let Ok(Answer::Audit(lines)) = office.ask(Request::AuditTail { limit: 50 }).await else { panic!() };
    let edited =
        lines.iter().filter_map(|line| line.event.as_ref()).find(|event| event.kind == AuditKind::Edited);
    let vouched = &edited.expect("the audit log tells").detail["after"]["unsupported"][0];
    assert_eq!(vouched["mark"], "vouched", "{vouched}");
}

/// Task 15: one list of what will happen, one group, one undo.
#[tokio::test]
async fn many_cases_are_answered_with_one_yes_and_taken_back_with_one_undo() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("*").await;
    app.shows("19 marked");
    app.press("m").await;
    app.type_text("photo").await;
    app.press("enter").await;
    app.shows("What will happen:");
    looks(&mut app, "queue_bulk");
    let text = app.text();
    assert!(text.contains("left out:"), "{text}");
    app.press("a").await;
    app.shows("u takes all of it back");
    let queued = app.model.unsent().count();
    assert!(queued > 1, "{}", app.text());
    let group = app.model.outbox[0].group;
    assert!(group.is_some() && app.model.unsent().all(|entry| entry.group == group));
    app.press("u").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
    assert!(app.model.outbox.iter().all(|entry| matches!(entry.state, EntryState::Undone { .. })));
}

/// Before anything goes out each customer's own words are read: below the list, or beside it where there is room.
#[tokio::test]
async fn the_words_that_go_out_for_each_of_many_cases_are_read_before() {
    for (width, height) in [(80, 24), (200, 60)] {
        let office = Office::without_a_model().await;
        let mut app = queue(&office).await;
        app.resize(width, height);
        app.press("* m").await;
        app.type_text("photo").await;
        app.press("enter").await;
        app.shows("What will happen:");
        app.shows("To Victor Halloran · #17707");
        app.shows("Hello Victor,");
        app.press("j").await;
        app.hides("Hello Victor,");
        app.hides("To Victor Halloran");
        app.press("k").await;
        app.shows("Hello Victor,");
        // Whoever is left out is told nothing, and the list says why.
        for _ in 0..19 {
            if app.text().contains("Left out: nothing is written.") {
                break;
            }
            app.press("j").await;
        }
        app.shows("Left out: nothing is written.");
        app.press("esc").await;
        assert!(app.model.outbox.is_empty());
    }
}

/// The line of keys says what ending the editor does, by what is written and what policy makes of it, and how to leave.
#[tokio::test]
async fn an_editor_says_what_its_keys_do() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.resize(80, 24);
    for (keys, does) in [
        ("A", "ctrl-s write (5 s to take back)"),
        ("n", "ctrl-s write (5 s to take back)"),
        ("t", "ctrl-s write (5 s to take back)"),
        ("C", "ctrl-s note and task of it"),
        ("1 e", "ctrl-s keep the change"),
    ] {
        app.press(keys).await;
        app.shows(does);
        app.shows("esc leave, the draft stays");
        app.press("esc").await;
    }
    app.press("x 6").await;
    app.shows("enter turn it down");

    let careful = Office::with(&[], replies_need_a_yes).await;
    let mut app = case(&careful).await;
    app.press("A").await;
    app.shows("ctrl-s ask for a yes");
    app.press("esc n").await;
    app.shows("ctrl-s write (5 s to take back)");

    let read_only = |text: String| without_a_model(text).replace("\"suggest\"", "\"observe\"");
    let office = Office::with(&[], read_only).await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.shows("ctrl-s not written: read only");
}

/// Each undo has left before the answer names them all: none of them is told as still on its way.
#[tokio::test]
async fn many_changes_that_have_left_are_taken_back_and_nothing_is_left_on_its_way() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space space S o a").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3", "{}", app.text());
    app.press("u y").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "{}", app.text());
    app.hides("in the outbox");
    app.hides("leaves now");
    app.press("q").await;
    app.hides("Not everything has left yet");
    assert!(app.model.leaving);
}

/// An answer that comes late says how it stood when the answer was made: what was told since holds.
#[tokio::test]
async fn an_undo_that_has_left_stays_left_whatever_an_older_answer_says() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space S o a").await;
    app.pass(5).await;
    app.press("u y").await;
    app.pass(5).await;
    let undone = app.model.outbox.iter().find(|entry| entry.is_compensation()).expect("an undo").clone();
    let older = Entry { state: EntryState::Queued { until: office.clock.now() }, attempts: 0, ..undone };
    app.take(Msg::Noticed(Notice::Entry { entry: Box::new(older) }));
    app.hides("in the outbox");
    app.press("q").await;
    assert!(app.model.leaving);
}

/// As many as were put right are told of in one line when they are taken back.
#[tokio::test]
async fn labels_of_marked_cases_are_put_right_and_taken_back_together() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space").await;
    app.shows("K label  M sent");
    app.press("K t").await;
    app.shows("2 cases will be labelled ");
    app.shows("#17701, #");
    app.press("n K t y u").await;
    app.shows("taken back: 2 labels");
}

#[tokio::test]
async fn the_undo_of_a_group_says_of_how_many_entries_and_of_what() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space S o a u").await;
    app.shows("taken back: 2 entries · Case ");
    app.shows(" and 1 with it");
}

/// The key that answers a case does so from the queue, too, for one case at a time.
#[tokio::test]
async fn a_case_is_answered_from_the_queue() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("A").await;
    app.shows("Answer to case 17701");
    app.press("esc esc space space A").await;
    app.shows("own words answer one case");
}

#[tokio::test]
async fn marked_cases_get_another_owner_each_with_its_own_key() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space").await;
    app.shows("2 marked");
    app.press("P h").await;
    app.shows("What will happen:");
    app.press("a").await;
    app.pass(5).await;
    let done = app.model.outbox.iter().filter(|e| matches!(e.state, EntryState::Done { .. })).count();
    assert!(done >= 1, "{}", app.text());
    let keys: std::collections::BTreeSet<_> = app.model.outbox.iter().map(|e| e.key.as_str()).collect();
    assert_eq!(keys.len(), app.model.outbox.len());
}

#[tokio::test]
async fn one_key_leads_to_the_next_case_and_escape_to_the_queue() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("]").await;
    app.shows("· 2 of 19");
    app.hides("Maren Holloway ·");
    app.press("[").await;
    app.shows("Maren Holloway · 1 of 19");
    app.press("[").await;
    app.shows("this is the first case of the view");
    app.press("] ] esc").await;
    app.shows("All 19");
}

#[tokio::test]
async fn a_category_is_put_right_with_one_key() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("c i").await;
    app.shows("praise put right by sam.ibarra@example.com");
    app.press("enter K t").await;
    app.shows("case 17701 · Maren Holloway: other");
}

/// Whatever it was answered by, an undo of what was written takes the status back as well.
#[tokio::test]
async fn a_written_answer_is_taken_back_with_the_status_that_it_brought() {
    for by in ["own words", "a macro", "a suggestion"] {
        let office = Office::without_a_model().await;
        let mut app = case(&office).await;
        match by {
            "own words" => {
                app.press("A").await;
                app.type_text("It is on its way.").await;
                app.press("ctrl-s").await;
            }
            "a macro" => {
                app.press("m").await;
                app.type_text("addr").await;
                app.press("enter a").await;
            }
            _ => app.press("1 a").await,
        }
        app.pass(5).await;
        assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3", "{by}: {}", app.text());
        app.press("u").await;
        assert!(app.asked().contains("has left already"), "{}", app.text());
        app.press("y").await;
        let effect = &app.model.outbox[0].effect;
        assert!(effect.contains("case 17701: Waiting on contact → Waiting on us"), "{effect}");
        app.pass(5).await;
        assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "{by}: {}", app.text());
        let note = office.created("notes").await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/crm/objects/2026-09/notes/{note}");
        assert_eq!(office.sandbox.hubspot("GET", &path, None).await.0, 404, "{by}: the note is archived");
    }
}

/// A status that somebody has changed since stays, and the undo says so.
#[tokio::test]
async fn a_status_that_was_changed_since_stays_as_an_answer_is_taken_back() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("A").await;
    app.type_text("It is on its way.").await;
    app.press("ctrl-s").await;
    app.pass(5).await;
    let closed = json!({ "properties": { "hs_pipeline_stage": "4" } });
    let path = "/crm/objects/2026-09/tickets/17701";
    assert_eq!(office.sandbox.hubspot("PATCH", path, Some(closed)).await.0, 200);
    app.press("u y").await;
    let effect = &app.model.outbox[0].effect;
    assert!(effect.contains("case 17701 stays as it is: its status is Closed by now"), "{effect}");
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "4");
}

/// Somebody at the shop writes to the customer from the CRM.
async fn shop_writes(office: &Office, case: &str) {
    let at = (crate::sandbox_support::now() + jiff::SignedDuration::from_secs(60)).to_string();
    let mail = json!({
        "properties": {
            "hs_timestamp": at, "hs_email_direction": "EMAIL", "hs_email_subject": "Re: your order",
            "hs_email_text": "It is on its way.",
        },
        "associations": [{ "to": { "id": case },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 224 }] }],
    });
    let (status, made) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/emails", Some(mail)).await;
    assert_eq!(status, 201, "{made}");
}

/// What stands at the CRM for a person to send has a view, a mark and a key of its own.
#[tokio::test]
async fn an_answer_that_a_person_has_still_to_send_is_listed_until_they_say_that_they_have() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.shows("noted at the CRM");
    app.press("esc").await;
    app.shows("To send 1");
    app.press("shift-tab").await;
    app.shows("✎ answer unsent, by sam.ibarra@example.com");
    app.press("M").await;
    app.shows("case 17701 · Maren Holloway: its answer is sent, you say");
    app.shows("Nothing left to send.");
    app.hides("takes the filter away");
    app.press("u").await;
    app.shows("case 17701 · Maren Holloway: its answer is still to be sent");
    app.shows("✎ answer unsent");
    app.press("M enter").await;
    drop(app);

    // What was said outlives the program, and the thread says it, too.
    let office = office.restarted();
    let mut app = queue(&office).await;
    app.hides("To send 1");
    app.open_customer("Maren Holloway").await;
    app.press("c").await;
    app.shows("#17701 · Waiting on contact");
    app.hides("noted at the CRM");
    app.shows("your answer · sent outside by you");
}

/// What a colleague's deskhand has noted stands in the customer's notes alone: they are read again when their case has
/// changed, each time, and the row follows without being opened.
#[tokio::test]
async fn what_a_colleague_has_noted_is_listed_without_its_case_being_opened() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.hides("To send");
    let colleague = office.colleague("kim.doyle@example.com").await;
    let reply = Request::WorkCases {
        cases: vec![CaseAt { record: "hubspot/case/17701".parse().unwrap(), seen: None }],
        deed: CaseDeed::Reply("I am looking into it.".to_owned()),
        consent: Consent::Despite,
        vouches: false,
        now: true,
    };
    let Ok(Answer::Casework(done)) = colleague.ask(reply).await else { panic!("not answered") };
    let entry = done.entries.first().expect("an entry").id;
    colleague.ask(Request::AwaitEntry { entry }).await.expect("it is noted");
    app.press("r").await;
    app.shows("To send 1");
    app.press("shift-tab").await;
    app.shows("✎ answer unsent, by kim.doyle@example.com");
    app.press("tab").await;

    colleague.ask(Request::Undo { what: EntryOrSuggestion::Entry(entry) }).await.expect("it is taken back");
    colleague.ask(Request::AwaitEntry { entry: entry.compensation() }).await.expect("it is gone");
    app.press("r").await;
    app.hides("To send");
}

/// Wherever one stands with the customer, the key that was named does what it says.
#[tokio::test]
async fn that_an_answer_was_sent_is_said_from_any_pane() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("M").await;
    app.shows("no answer is to be sent here");
    app.press("1 a").await;
    app.pass(6).await;
    app.press("o M").await;
    app.shows("its answer is sent, you say");
}

/// What is done next is meant for the case that the last thing was done to, wherever it stands by then.
#[tokio::test]
async fn the_cursor_stays_with_the_case_that_was_answered() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("m").await;
    app.type_text("photo").await;
    app.press("enter a").await;
    app.pass(6).await;
    app.press("M").await;
    app.shows("case 17701 · Maren Holloway: its answer is sent, you say");
}

#[tokio::test]
async fn an_answer_is_no_more_to_be_sent_once_the_shop_has_written() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.press("esc").await;
    app.shows("To send 1");
    shop_writes(&office, "17701").await;
    office.ask(Request::RereadCases { cases: vec!["hubspot/case/17701".parse().unwrap()] }).await.unwrap();
    app.settle().await;
    app.hides("To send 1");
}

#[tokio::test]
async fn an_answer_that_was_taken_back_is_no_more_to_be_sent() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.press("u y").await;
    app.pass(5).await;
    app.press("esc").await;
    app.hides("To send 1");
    app.press("M").await;
    app.shows("no answer is to be sent here");
}

/// After it has left, taking back is a write of its own, over how it stands then.
#[tokio::test]
async fn a_change_that_has_left_is_put_back_by_a_write_of_its_own() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    let before = ticket(&office, "17701").await;
    app.press("S c a").await;
    app.pass(5).await;
    assert_ne!(ticket(&office, "17701").await["hs_pipeline_stage"], before["hs_pipeline_stage"]);
    app.press("P u").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], "URGENT");
    app.press("u").await;
    assert!(app.asked().contains("the case goes back to how it was"), "{}", app.text());
    app.press("y").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_ticket_priority"], before["hs_ticket_priority"]);
    app.press("u y").await;
    app.pass(5).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], before["hs_pipeline_stage"]);
    app.press("u").await;
    app.shows("there is nothing to take back");
}

#[tokio::test]
async fn what_a_colleague_did_since_is_not_put_back() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S c a").await;
    app.pass(5).await;
    colleague_changes(&office, "17701").await;
    app.press("u y").await;
    app.pass(5).await;
    app.shows("nothing was written");
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "3");
}

/// A moment after an own write a colleague's is still told from it.
#[tokio::test]
async fn a_colleagues_change_right_after_an_own_one_is_told() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S c a").await;
    app.pass(5).await;
    colleague_changes(&office, "17701").await;
    app.press("P l").await;
    app.shows("Somebody changed it");
    app.press("esc").await;
    app.pass(5).await;
    assert_ne!(ticket(&office, "17701").await["hs_ticket_priority"], "LOW");
}

/// Puts an entry into another state, as the worker does.
async fn moved(office: &Office, entry: &Entry, state: EntryState) -> Entry {
    let next = Entry { state, ..entry.clone() };
    assert!(office.repository.move_entry(entry, &next, &line_about(&next)).await.unwrap());
    next
}

fn line_about(entry: &Entry) -> AuditEvent {
    AuditEvent {
        at: crate::sandbox_support::now(),
        actor: "deskhand".to_owned(),
        kind: AuditKind::Written,
        customer: Some(entry.customer_id),
        subject: entry.id.to_string(),
        detail: Value::Null,
    }
}

/// What is on its way cannot be taken back now, and can in a moment: what was decided before it stays as it is.
#[tokio::test]
async fn what_is_just_leaving_is_taken_back_once_it_has_left() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    let before = ticket(&office, "17701").await;
    app.press("P u").await;
    app.pass(5).await;
    app.press("S c a").await;
    let queued = app.model.outbox[0].clone();
    let now = crate::sandbox_support::now();
    for state in [
        EntryState::InDoubt { look_at: now, why: "no answer".to_owned() },
        EntryState::Sending { since: now, keyed: false },
    ] {
        let leaving = moved(&office, &queued, state).await;
        app.press("u").await;
        app.shows("it is on its way to the CRM right now");
        moved(&office, &leaving, queued.state.clone()).await;
    }
    app.pass(5).await;
    assert_ne!(ticket(&office, "17701").await["hs_pipeline_stage"], before["hs_pipeline_stage"]);
    app.press("u").await;
    assert!(app.asked().contains("has left already"), "{}", app.text());
    app.press("y").await;
    app.pass(5).await;
    let after = ticket(&office, "17701").await;
    assert_eq!(after["hs_pipeline_stage"], before["hs_pipeline_stage"]);
    assert_eq!(after["hs_ticket_priority"], "URGENT", "what was decided before is not touched");
}

/// What was done to many in one go is one line of the audit log, until it is unfolded.
#[tokio::test]
async fn many_lines_of_one_go_stand_in_one() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("* P l a").await;
    app.pass(30).await;
    let count = app.model.outbox.len();
    assert!(count > 2, "{}", app.text());
    app.press("g a").await;
    let folded = format!("{count} × change of a case · enter shows each");
    assert_eq!(app.text().matches(&folded).count(), 3, "written, sending, accepted: {}", app.text());
    app.press("c").await;
    app.shows("several lines stand in this one");
    app.press("enter").await;
    assert_eq!(app.text().matches(&folded).count(), 2);
    app.press("j enter").await;
    app.shows("hash ");
    app.press("enter k enter").await;
    assert_eq!(app.text().matches(&folded).count(), 3);

    app.press("j f").await;
    app.type_text("kind:zzz").await;
    app.shows("there is no kind `zzz`; there are viewed, linked, ");
}

/// One of several that cannot be put back stays and is named; it does not hold the others.
#[tokio::test]
async fn what_cannot_be_put_back_does_not_hold_what_was_accepted_with_it() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("* P l a").await;
    let members = app.model.outbox.clone();
    assert!(members.len() > 2, "{}", app.text());
    let at = crate::sandbox_support::now();
    let done = EntryState::Done { at, written: Written::made("1", None) };
    let stays = moved(&office, &members[0], done).await;
    app.model.outbox[0] = stays.clone();
    app.press("u").await;
    app.shows("1 not: this change of a case cannot be taken back");
    let states: Vec<&str> = app.model.outbox.iter().map(|entry| entry.state.word()).collect();
    assert_eq!(states[0], "done", "{states:?}");
    assert!(states[1..].iter().all(|state| *state == "undone"), "{states:?}");
    app.press("u").await;
    app.shows("there is nothing to take back");
}

/// However much was done since.
#[tokio::test]
async fn an_old_answer_that_is_taken_back_is_no_more_to_be_sent() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("1 a").await;
    app.pass(5).await;
    app.press("esc").await;
    app.shows("To send 1");
    let answer = app.model.outbox[0].clone();
    let suggestion = office.repository.suggestion(answer.suggestion_id.unwrap()).await.unwrap().unwrap();
    for number in 0..600_u128 {
        let id = EntryId::new(uuid::Uuid::from_u128(u128::MAX - number));
        let newer =
            Entry { id, state: EntryState::Undone { at: answer.accepted_at, by: None }, ..answer.clone() };
        office.repository.accept(&newer, &suggestion, &line_about(&newer)).await.unwrap();
    }
    let what = EntryOrSuggestion::Entry(answer.id);
    office.ask(Request::Undo { what }).await.expect("it is taken back by a write of its own");
    app.pass(5).await;
    let Ok(Answer::Queue(_)) = office.ask(Request::Queue { reading: Reading::AsIs, known: None }).await
    else {
        panic!("the queue can be read")
    };
    app.settle().await;
    app.hides("To send 1");
}

/// What is put out of sight although somebody waits for it is named before.
#[tokio::test]
async fn many_that_nobody_has_answered_are_not_closed_without_a_word() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("space space S c").await;
    app.shows("nobody has answered what the customer wrote last");
    app.press("esc").await;
}

/// One case, too, with one more key; where nobody waits nothing is asked.
#[tokio::test]
async fn one_that_nobody_has_answered_is_not_closed_without_a_word() {
    let office = Office::without_a_model().await;
    let mut app = case(&office).await;
    app.press("S c").await;
    app.shows("What will happen");
    looks(&mut app, "closing_an_unanswered_case");
    app.press("esc").await;
    app.pass(60).await;
    assert_eq!(ticket(&office, "17701").await["hs_pipeline_stage"], "2", "nothing is written");
    assert!(app.model.outbox.is_empty());
    // An answer that nobody has sent yet is one that they wait for.
    app.press("1 a").await;
    app.pass(5).await;
    app.press("S c").await;
    app.shows("is still to be sent");
    app.press("esc M").await;
    app.press("S c").await;
    app.shows("leaves in 5 s");
}

/// What the face has not heard of the desk has.
#[tokio::test]
async fn the_desk_closes_no_case_over_a_customer_who_waits_unless_that_was_said() {
    let office = Office::without_a_model().await;
    let app = queue(&office).await;
    drop(app);
    let record =
        RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: "17701".to_owned() };
    let close = |status: &str, consent| {
        let values = CaseValues { status: Some(status.to_owned()), ..CaseValues::default() };
        let cases = vec![CaseAt { record: record.clone(), seen: None }];
        let deed = CaseDeed::Change(values);
        office.ask(Request::WorkCases { cases, deed, consent, vouches: false, now: false })
    };
    let done = |answer| match answer {
        Ok(Answer::Casework(done)) => done,
        other => panic!("{other:?}"),
    };
    let held = done(close("closed", Consent::Go).await);
    assert!(held.is_held() && held.lacks() == ["nobody has answered what the customer wrote last"]);
    let entries = done(close("waiting on contact", Consent::Go).await).entries;
    assert_eq!(entries.len(), 1, "it stays in sight");
    assert_eq!(done(close("closed", Consent::Knowing).await).entries.len(), 1);
}
