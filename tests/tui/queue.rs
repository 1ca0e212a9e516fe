//! The queue of open cases: what comes first and why, views, filter, and the way into a case.

use deskhand::desk::api::{Answer, Notice, Reading, Request};
use deskhand::domain::record::RecordRef;
use deskhand::domain::triage::{Category, LabelChange};
use deskhand::ports::Clock;
use deskhand::tui::msg::{Effect, Msg};
use deskhand::tui::update::update;

use crate::app::App;
use crate::looks::looks;
use crate::office::{Office, without_a_model};

async fn queue(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g c").await;
    app
}

fn first_case(app: &App<'_>) -> String {
    let text = app.text();
    text.lines().find(|line| line.contains('▎')).unwrap_or_default().to_owned()
}

/// Tasks 1 and 2: the first case in one key, its first suggestion accepted in two more.
#[tokio::test]
async fn the_most_pressing_case_is_opened_and_answered_in_three_keys() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    looks(&mut app, "queue");
    app.press("enter").await;
    app.shows("‹ Maren Holloway");
    app.shows("THIRD message.");
    looks(&mut app, "case");
    app.press("1 a").await;
    app.pass(5).await;
    let notes = office.created("notes").await;
    assert_eq!(notes.len(), 1);
    let text = notes[0].to_string();
    assert!(text.contains("#1133"), "the draft is about the order that the message is about: {text}");
}

#[tokio::test]
async fn a_view_a_filter_and_an_order_narrow_and_arrange() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.shows("All 19");
    app.press("tab tab").await;
    app.shows("No case fits.");
    app.press("tab").await;
    app.shows("Where is my sleeping bag??");
    app.hides("Customs charge?");
    app.press("shift-tab shift-tab shift-tab f").await;
    app.type_text("tier:gld").await;
    app.shows("tier is one of platinum, gold, silver, bronze");
    app.press("backspace backspace backspace").await;
    app.type_text("gold tent").await;
    app.press("enter").await;
    app.shows("Broken tent pole");
    app.hides("sleeping bag");
    app.press("esc o").await;
    app.shows("ordered by what is due first");
    // Whoever wrote last waits, whatever the status says.
    assert!(first_case(&app).contains("Nils Aaberg"), "{}", first_case(&app));
    app.press("v").await;
    app.shows("the answer is 10 days late: they wrote last");
    looks(&mut app, "queue_why");
}

/// What a term means beyond what was typed is told while it is typed; what is none is not applied, and the rest is.
#[tokio::test]
async fn a_filter_says_what_it_means_and_which_part_of_it_is_not_applied() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("f").await;
    app.type_text("tier:plat").await;
    app.shows("tier platinum or above");
    app.shows("sleeping bag");
    app.hides("Broken tent pole");
    app.type_text(" is:late").await;
    app.shows("not applied: `is:late`: is is one of stuck, refund, snoozed, back, unsent");
    app.shows("sleeping bag");
    app.hides("Broken tent pole");
    app.press("enter").await;
    app.shows("not applied: `is:late`");
}

/// Rows change in place; what is new waits until it is asked for.
#[tokio::test]
async fn nothing_moves_under_who_looks() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("down down").await;
    let before = first_case(&app);
    // A colleague closes the first, and a customer opens another.
    let ticket = |id: &str| format!("/crm/objects/2026-09/tickets/{id}");
    let closed = serde_json::json!({ "properties": { "hs_pipeline_stage": "4" } });
    office.sandbox.hubspot("PATCH", &ticket("17701"), Some(closed)).await;
    let new = serde_json::json!({
        "properties": {
            "subject": "Is it in stock?", "content": "Do you have the tent?", "hs_pipeline": "0",
            "hs_pipeline_stage": "1", "hs_ticket_priority": "URGENT",
        },
        "associations": [{
            "to": { "id": "512005" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 16 }],
        }],
    });
    let (status, _) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/tickets", Some(new)).await;
    assert_eq!(status, 201);
    app.pass(60).await;
    assert_eq!(first_case(&app), before, "the chosen case stays chosen");
    app.hides("sleeping bag");
    app.shows("1 new case · r sorts in");
    app.press("r").await;
    app.hides("new case");
    app.shows("Is it in stock?");
}

/// Back from a case, the one that was seen last is the chosen one.
#[tokio::test]
async fn the_choice_follows_through_the_cases() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.shows(" rank ");
    app.press("down down").await;
    let third = first_case(&app);
    app.press("up up enter ] ]").await;
    app.shows("· 3 of 19");
    app.press("esc").await;
    assert_eq!(first_case(&app), third);
}

/// However much is told at once, what is kept is asked for once, and once more when it has calmed down.
#[tokio::test]
async fn a_burst_of_changes_is_read_in_one_go() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.pass(1).await;
    let now = office.clock.now();
    let mut asked = 0;
    for _ in 0..50 {
        let effects = update(&mut app.model, now, Msg::Noticed(Notice::Queue));
        asked += effects.iter().filter(|effect| matches!(effect, Effect::Ask { .. })).count();
    }
    assert_eq!(asked, 1);
    assert!(app.model.next_wake().is_some_and(|at| at > now), "it sleeps until the rest is read");
}

/// Whoever has the rows already is not sent them again.
#[tokio::test]
async fn a_queue_that_stands_as_it_is_known_is_not_sent_again() {
    let office = Office::without_a_model().await;
    let ask = async |reading, known| office.ask(Request::Queue { reading, known }).await.unwrap();
    let Answer::Queue(queue) = ask(Reading::Cached, None).await else { panic!("the queue") };
    let known = Some(queue.revision);
    assert_eq!(ask(Reading::AsIs, known).await, Answer::AsKnown);
    let case: RecordRef = "hubspot/case/17711".parse().unwrap();
    let change = LabelChange { category: Some(Category::Praise), ..LabelChange::default() };
    office.ask(Request::Label { case, change }).await.unwrap();
    assert!(matches!(ask(Reading::AsIs, known).await, Answer::Queue(_)));
}

#[tokio::test]
async fn on_demand_clocks_and_ages_are_days_and_times() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("ctrl-t").await;
    app.resize(80, 24);
    let row = first_case(&app);
    assert_eq!(row.matches(" Nov 20").count(), 2, "when it is due and when it came: {row}");
    looks(&mut app, "queue_exact");
    app.press("ctrl-t").await;
    assert_eq!(first_case(&app).matches(" Nov 20").count(), 0);
}

#[tokio::test]
async fn labels_that_a_person_put_right_stay_right() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    let case: RecordRef = "hubspot/case/17711".parse().unwrap();
    let change = LabelChange { category: Some(Category::Praise), ..LabelChange::default() };
    office.ask(Request::Label { case, change }).await.unwrap();
    app.settle().await;
    app.press("r f").await;
    app.type_text("category:praise").await;
    app.shows("Rope diameter");
    app.shows("praise put right by sam.ibarra@example.com");
}

#[tokio::test]
async fn without_a_crm_the_queue_says_what_to_do() {
    let office = Office::with(&[], |text| {
        let text = without_a_model(text);
        let (crm, policy) = (text.find("[crm]").unwrap(), text.find("[policy]").unwrap());
        format!("{}{}", &text[..crm], &text[policy..])
    })
    .await;
    let mut app = queue(&office).await;
    app.press("g c").await;
    app.shows("there is no CRM in the configuration");
}

#[tokio::test]
async fn a_crm_that_is_away_leaves_the_queue_as_it_was() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    office.faults(&["hubspot:*:/=500"]).await;
    app.press("r").await;
    app.shows("not read again");
    app.shows("Where is my sleeping bag??");
}

/// Stages that may not be read are missed in one line; an answer can be given all the same. Once they can be read, rows
/// that nobody has changed have theirs too.
#[tokio::test]
async fn without_the_stages_the_queue_says_what_that_means_until_they_are_known() {
    let office = Office::without_a_model().await;
    office.faults(&["hubspot:GET:/crm/pipelines=403"]).await;
    let mut app = queue(&office).await;
    app.shows("! case stages could not be read: closed ones may be here, reopened ones missing");
    app.hides("Filter leaks");
    app.press("S").await;
    app.shows("refused the pipelines of tickets");
    app.press("m").await;
    app.shows("Which answer?");
    app.press("esc").await;
    office.faults(&[]).await;
    for _ in 0..3 {
        app.pass(61).await;
    }
    app.hides("case stages");
    app.press("f").await;
    app.type_text("status:new").await;
    app.press("enter").await;
    app.shows("Boots don't fit");
    app.hides("sleeping bag");
}
