//! Today's calls: the rep's open tasks and meetings in the order of the day, each with the page to call by.

use deskhand::desk::api::{Answer, Reading, Request, Who};
use serde_json::Value;

use crate::app::App;
use crate::looks::looks;
use crate::office::Office;

async fn calls(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g d").await;
    app
}

async fn status(office: &Office, id: &str) -> Value {
    let path = format!("/crm/objects/2026-09/tasks/{id}?properties=hs_task_status");
    let (status, task) = office.sandbox.hubspot("GET", &path, None).await;
    assert_eq!(status, 200, "{task}");
    task["properties"]["hs_task_status"].clone()
}

fn chosen(app: &App<'_>) -> String {
    app.text().lines().find(|line| line.contains('▎')).unwrap_or_default().to_owned()
}

/// The list in two keys, the page to call by in one more, the next call in one more.
/// What the task itself asks for is what the call is about.
#[tokio::test]
async fn the_page_for_a_call_says_what_stands_in_its_task() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("f").await;
    app.type_text("catalogue\n").await;
    app.press("enter").await;
    app.shows("Call Émilie Tremblay");
    app.shows("Asked for a call before noon.");
}

/// An address with a slip in it belongs to nobody at the CRM; once it is put right, nothing of that reading is left. What was
/// read for somebody else is not shown to whoever comes after them either.
#[tokio::test]
async fn the_tasks_of_another_user_are_not_used() {
    let rows = async |office: &Office, reading| {
        let request = Request::Agenda { reading, known: None };
        let Ok(Answer::Agenda(agenda)) = office.ask(request).await else { panic!("no calls") };
        (agenda.rows.len(), agenda.as_of)
    };
    let office = Office::without_a_model().await;
    let right = office.email().to_owned();
    let theirs = rows(&office, Reading::Cached).await.0;
    assert!(theirs > 0);
    let office = office.restarted_as("nobody.yet@example.com");
    assert_eq!(rows(&office, Reading::Offline).await, (0, None), "nothing was read for them");
    assert_eq!(rows(&office, Reading::Cached).await.0, 0);
    let office = office.restarted_as(&right);
    assert_eq!(rows(&office, Reading::Offline).await, (0, None));
    assert_eq!(rows(&office, Reading::Cached).await.0, theirs);
}

/// The CRM has no number of Samuel's.
#[tokio::test]
async fn who_has_a_number_at_the_store_alone_is_called_by_that() {
    let office = Office::without_a_model().await;
    office.ask(Request::Sync { since: None, full: false }).await.expect("it is read");
    let request = Request::Agenda { reading: Reading::Cached, known: None };
    let Ok(Answer::Agenda(agenda)) = office.ask(request).await else { panic!("no calls") };
    let row = agenda.rows.iter().find(|row| row.record.id == "810007").expect("it is to be done");
    assert_eq!(row.phone.as_deref(), Some("+15125550176"));
}

#[tokio::test]
async fn the_calls_of_the_day_are_gone_through_in_order() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.shows("Today 7");
    assert!(chosen(&app).contains("Maren Holloway"), "what is late stands first");
    looks(&mut app, "calls");
    app.press("v").await;
    app.shows("Reference is in the order.");
    looks(&mut app, "calls_more");
    app.press("enter").await;
    app.shows("To do for Maren Holloway");
    app.shows("1 of 7");
    app.press("]").await;
    app.shows("Call Émilie Tremblay");
    app.shows("2 of 7");
    app.shows("task        Call back about the spring catalogue");
    looks(&mut app, "call_in_turn");
    app.press("[ [").await;
    app.shows("this is the first call of the view");
    app.shows("To do for Maren Holloway");
    app.press("] ] ] ] ] ] ]").await;
    app.shows("this is the last call of the view");
    app.shows("Call Helena Brandt");
    app.press("[ [ [ [ [ esc esc").await;
    assert!(chosen(&app).contains("Émilie Tremblay"), "back from a call it is the chosen one");
}

#[tokio::test]
async fn the_scratch_pad_is_one_key_away_on_the_list() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("C").await;
    app.shows("During the call");
    app.type_text("Likes the new tent").await;
    app.press("esc").await;
    app.shows("Today 7");
}

/// What was jotted down and not made anything of stands in the row and on the page, after a start, too.
#[tokio::test]
async fn a_call_that_was_jotted_down_says_so_until_something_is_made_of_it() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("down C").await;
    app.type_text("Likes the new tent").await;
    app.press("esc").await;
    assert!(chosen(&app).contains("draft · Call back"), "{}", chosen(&app));
    let mut app = calls(&office).await;
    app.press("down").await;
    assert!(chosen(&app).contains("draft · Call back"), "{}", chosen(&app));
    app.press("enter").await;
    app.shows("draft: C goes on");
    app.press("C ctrl-s a").await;
    app.shows("2 of 7");
    app.hides("draft: C goes on");
    app.press("esc esc").await;
    assert!(!chosen(&app).contains("draft · "), "{}", chosen(&app));
    app.press("C").await;
    app.type_text("x").await;
    app.press("backspace esc").await;
    assert!(!chosen(&app).contains("draft · "), "an empty pad is none");
}

#[tokio::test]
async fn a_call_that_is_done_goes_and_comes_back_with_undo() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("down d").await;
    assert_eq!(status(&office, "810006").await, "NOT_STARTED", "it can be taken back before it leaves");
    app.pass(5).await;
    assert_eq!(status(&office, "810006").await, "COMPLETED");
    app.shows("Today 6");
    app.pass(20).await;
    app.hides("Émilie Tremblay");
    app.press("u y").await;
    app.pass(5).await;
    assert_eq!(status(&office, "810006").await, "NOT_STARTED");
    app.shows("Today 7");
}

/// From the page of a call it is done and gone on from.
#[tokio::test]
async fn a_call_is_done_from_its_page() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("down enter d").await;
    app.hides("2 of 7 · by the playbook");
    app.press("]").await;
    app.pass(5).await;
    assert_eq!(status(&office, "810006").await, "COMPLETED");
    app.shows("3 of 7");
}

/// Promise 6: what somebody else has done meanwhile is not written over.
#[tokio::test]
async fn a_task_that_somebody_has_changed_meanwhile_is_left_alone() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("down d").await;
    let waits = serde_json::json!({ "properties": { "hs_task_status": "WAITING" } });
    office.sandbox.hubspot("PATCH", "/crm/objects/2026-09/tasks/810006", Some(waits)).await;
    app.pass(5).await;
    assert_eq!(status(&office, "810006").await, "WAITING");
    app.shows("nothing was written");
}

#[tokio::test]
async fn a_view_and_a_filter_narrow_the_calls() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("tab").await;
    app.shows("Émilie Tremblay");
    app.hides("Helena Brandt");
    app.press("shift-tab f").await;
    app.type_text("way:email").await;
    app.press("enter").await;
    app.shows("Send the size table");
    app.hides("Émilie Tremblay");
    app.press("esc f").await;
    app.type_text("mood:angry").await;
    app.shows("`mood` is no key of the calls");
}

#[tokio::test]
async fn who_is_no_owner_at_the_crm_is_told_so() {
    let office = Office::with(&[], |text| text.replace("sam.ibarra@example.com", "temp@example.com")).await;
    let app = calls(&office).await;
    app.shows("You are no owner at the CRM.");
}

#[tokio::test]
async fn off_line_the_calls_are_as_they_were_read() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    office.faults(&["hubspot:*:/=500"]).await;
    app.press("r").await;
    app.shows("not read again");
    app.shows("Émilie Tremblay");
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_no_call_behind() {
    let office = Office::without_a_model().await;
    calls(&office).await;
    let names = async || -> Vec<String> {
        let request = Request::Agenda { reading: Reading::Offline, known: None };
        let Ok(Answer::Agenda(agenda)) = office.ask(request).await else { panic!("the agenda") };
        agenda.rows.into_iter().filter_map(|call| call.name).collect()
    };
    assert!(names().await.contains(&"Émilie Tremblay".to_owned()));
    let who = Who::Query("emilie.tremblay@example.com".to_owned());
    office.ask(Request::Forget { who }).await.unwrap();
    assert!(!names().await.contains(&"Émilie Tremblay".to_owned()));
}

/// Who is written to by one key is read back at once, however far behind the vendor's search is.
#[tokio::test]
async fn a_list_that_is_read_after_a_write_shows_it() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    office.sandbox.aid("POST", "/knobs", Some(serde_json::json!({ "search_lag_ms": 600_000 }))).await;
    app.press("down d").await;
    app.pass(5).await;
    app.shows("Today 6");
    app.press("r").await;
    app.shows("Today 6");
}

async fn outcome(office: &Office, id: &str) -> Value {
    let path = format!("/crm/objects/2026-09/meetings/{id}?properties=hs_meeting_outcome");
    let (status, meeting) = office.sandbox.hubspot("GET", &path, None).await;
    assert_eq!(status, 200, "{meeting}");
    meeting["properties"]["hs_meeting_outcome"].clone()
}

/// A meeting is about a company more often than about whoever comes to it.
#[tokio::test]
async fn from_a_call_in_turn_its_company_is_one_key_away() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("f").await;
    app.type_text("way:meeting").await;
    app.press("enter enter").await;
    app.shows("Meeting with Dana Whitehorse");
    app.press("g b").await;
    app.shows("Call Basecamp Rentals");
}

/// A meeting stands among the calls at its hour, is prepared like one, and its customer is who is called.
#[tokio::test]
async fn the_meetings_of_the_day_stand_among_the_calls() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.shows("12:20 meeting Dana Whitehorse");
    app.hides("Look at the returns together");
    app.hides("First look at the spring season");
    app.press("f").await;
    app.type_text("way:meeting").await;
    app.press("enter").await;
    assert!(chosen(&app).contains("Dana Whitehorse"));
    app.shows("Dana Whitehorse  Repairs of the rental fleet · 30 min · Video call");
    looks(&mut app, "meetings");
    app.press("v").await;
    app.shows("Which packs come back broken most.");
    app.press("enter").await;
    app.shows("Meeting with Dana Whitehorse");
    app.shows("1 of 2");
    app.shows("meeting     12:20");
    app.press("C").await;
    app.type_text("Straps break first. Send her the price list tomorrow.").await;
    app.press("ctrl-s a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1);
    assert_eq!(outcome(&office, "950001").await, "SCHEDULED", "logging says nothing of the meeting");
}

#[tokio::test]
async fn a_meeting_that_was_held_goes_and_comes_back_with_undo() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("f").await;
    app.type_text("way:meeting").await;
    app.press("enter d").await;
    app.shows("This meeting begins at 12:20 only. Was it held?");
    app.press("n").await;
    app.pass(5).await;
    assert_eq!(outcome(&office, "950001").await, "SCHEDULED");
    app.press("d y").await;
    app.pass(5).await;
    assert_eq!(outcome(&office, "950001").await, "COMPLETED");
    app.shows("Today 6");
    app.pass(20).await;
    app.hides("Dana Whitehorse");
    app.press("u y").await;
    app.pass(5).await;
    assert_eq!(outcome(&office, "950001").await, "SCHEDULED");
    app.shows("Today 7");
}

/// The tasks are there all the same, and one line says what is missing.
#[tokio::test]
async fn without_the_meetings_the_tasks_stand() {
    let office = Office::without_a_model().await;
    office.faults(&["hubspot:POST:/crm/objects/2026-09/meetings/search=403"]).await;
    let mut app = calls(&office).await;
    app.shows("Today 5");
    app.shows("! your meetings are missing");
    app.hides("not read again");
    office.faults(&[]).await;
    app.press("r").await;
    app.shows("Today 7");
    app.hides("your meetings are missing");
}

/// A sequence of keys leads away from the page for a call as from everywhere, and its second key does nothing of its own.
#[tokio::test]
async fn sequences_lead_away_from_the_page_for_a_call() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("down enter").await;
    app.shows("2 of 7");
    app.press("g").await;
    app.shows("Go to today's calls");
    app.shows("To the beginning");
    app.press("d").await;
    app.shows("Today 7");
    app.hides("2 of 7");
    app.pass(5).await;
    assert_eq!(status(&office, "810006").await, "NOT_STARTED", "nothing was done by it");
    app.press("down enter G g g").await;
    app.shows("2 of 7");
    app.press("g [").await;
    app.shows("2 of 7");
    app.hides("g …");
    app.press("g o").await;
    app.shows("‹ outbox");
    app.hides("2 of 7");
}

/// Where a sequence leads nowhere, what is asked is not answered by its second key.
#[tokio::test]
async fn no_question_is_answered_by_the_second_key_of_a_sequence() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("down d").await;
    app.pass(5).await;
    app.press("u").await;
    assert!(app.asked().contains("has left already"), "{}", app.text());
    app.press("g y").await;
    assert!(app.asked().contains("has left already"), "{}", app.text());
    app.press("y").await;
    app.hides("has left already");
}

/// Once is enough: what is on its way is marked in the list, and a second time is refused in words.
#[tokio::test]
async fn a_call_is_done_once() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    app.press("down d").await;
    assert!(chosen(&app).contains("◷ on its way · Call back"), "{}", chosen(&app));
    app.press("d").await;
    app.shows("it is on its way already: u takes it back");
    app.press("enter d").await;
    app.shows("it is on its way already: u takes it back");
    let entries = office.repository.unfinished_entries().await.unwrap();
    assert_eq!(entries.len(), 1, "one task is ended once");
    let again = Request::EndTask { task: entries[0].write.target().clone(), now: false };
    let refused = office.ask(again).await.unwrap_err();
    assert_eq!(refused.what, "that this is done is on its way already");
    app.press("esc u").await;
    assert!(!chosen(&app).contains("on its way"));
    app.pass(5).await;
    assert_eq!(status(&office, "810006").await, "NOT_STARTED");
}

/// What could not be written stands as that in its row.
#[tokio::test]
async fn a_call_that_could_not_be_ended_says_that_it_needs_somebody() {
    let office = Office::without_a_model().await;
    let mut app = calls(&office).await;
    office.faults(&["hubspot:PATCH:/crm/objects=403"]).await;
    app.press("down d").await;
    app.pass(5).await;
    assert!(chosen(&app).contains("! needs you · Call back"), "{}", chosen(&app));
    app.press("d").await;
    app.shows("it could not be written and needs you");
}
