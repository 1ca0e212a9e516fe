//! Before, during and after a call: the page to call by, the scratch pad, note and follow-up task.

use deskhand::desk::api::{Answer, Meant, Notice, Reading, Request, Who};
use deskhand::domain::call::{AccountSheet, Topic};
use deskhand::tui::msg::Msg;
use serde_json::json;

use crate::app::App;
use crate::looks::looks;
use crate::office::{Office, without_a_model};

/// A sales rep, to whom briefs are for calls.
async fn sales() -> Office {
    Office::with(&[], |text| without_a_model(text).replace("role = \"support\"", "role = \"sales\"")).await
}

/// Questions that stand on the page.
fn questions(app: &App<'_>) -> usize {
    app.text().lines().filter(|line| line.starts_with('│') && line.contains(" ? ")).count()
}

/// Task 19: half a name, enter, b.
#[tokio::test]
async fn the_page_for_a_call_stands_on_one_screen() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("maren hollo").await;
    app.press("b").await;
    app.shows("Call Maren Holloway");
    looks(&mut app, "call_page");
    app.resize(80, 24);
    for part in ["who", "bought", "went wrong", "open", "worth", "offer", "avoid", "ask"] {
        app.shows(&format!("│ {part} "));
    }
    assert_eq!(questions(&app), 3);
    app.resize(120, 40);
    app.press("esc").await;
    app.hides("Call Maren Holloway");
}

/// What was promised and did not happen, what a colleague has noted, and what was said in the last call.
#[tokio::test]
async fn the_page_tells_what_was_promised_and_what_was_last_said() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b").await;
    app.shows("in case 17701, we wrote “will come back to you tomorrow”, and nothing");
    app.shows("− Another promise before the one in case 17701.");
    app.shows("Loyal since the first daypack.");
    app.press("esc").await;
    app.press("esc").await;
    app.open_customer("Isabel Fontaine").await;
    app.press("b").await;
    app.shows("The call of 19 Nov 2026");
    app.shows("Board meets next week. Wants 12% off and delivery in");
    app.shows("? What has come of our call of 19 Nov 2026?");
}

/// What has no room stands below the first screen; nothing of the page is left out.
#[tokio::test]
async fn on_a_low_terminal_the_page_is_scrolled() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b").await;
    app.shows("1133 is late");
    app.hides("▼");
    app.resize(80, 24);
    app.hides("1133 is late");
    app.shows("▼");
    app.press("end").await;
    for sentence in ["1133 is late", "News of the parcel of order #1133."] {
        app.shows(sentence);
    }
    app.hides("▼");
    app.hides("reach ");
    app.press("pgup j k").await;
    app.press("home").await;
    app.shows("reach ");
    app.wheel_down("reach ").await;
    app.hides("reach ");
}

/// A fact in words below each sentence that rests on it.
#[tokio::test]
async fn what_each_sentence_rests_on_is_said_in_words() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b v").await;
    app.shows("▏ case:17701 · ");
    app.shows("▏ order:1133 · ");
    looks(&mut app, "call_page_evidence");
    app.press("v").await;
    app.hides("▏ case:17701");
}

/// Help, palette and search as everywhere; from help and palette one is back on the page.
#[tokio::test]
async fn help_palette_and_search_are_there_on_the_page() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b ?").await;
    app.shows("Jot down during the call");
    app.press("esc").await;
    app.hides("Jot down during the call");
    app.shows("Call Maren Holloway");
    app.press(":").await;
    app.type_text("evidence").await;
    app.press("enter").await;
    app.shows("▏ case:17701 · ");
    app.press(":").await;
    app.press("esc").await;
    app.shows("▏ case:17701 · ");
    app.press(":").await;
    app.type_text("go to the outbox").await;
    app.press("enter").await;
    app.hides("Call Maren Holloway");
    app.shows("‹ outbox");
    app.press("esc b /").await;
    app.hides("Call Maren Holloway");
    app.shows("search");
}

/// The vendors are asked; where they do not answer, what stood there stays.
#[tokio::test]
async fn the_page_is_asked_for_again_afresh() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b").await;
    app.shows("subscribed.");
    let path = "/crm/objects/2026-09/contacts/512001";
    let change = json!({ "properties": { "phone": "+12075550199" } });
    let (status, changed) = office.sandbox.hubspot("PATCH", path, Some(change)).await;
    assert_eq!(status, 200, "{changed}");
    app.hides("+12075550199");
    app.press("r").await;
    app.shows("Call Maren Holloway");
    app.shows("+12075550199");
}

#[tokio::test]
async fn every_fixtures_page_is_whole_and_nothing_of_it_was_struck() {
    let office = sales().await;
    office.ask(Request::Sync { since: None, full: true }).await.unwrap();
    let customers = office.repository.directory_page(None, 200).await.unwrap();
    assert!(customers.len() > 40);
    let mut struck = Vec::new();
    for row in customers {
        let request = Request::CallSheet {
            who: Who::Customer(row.customer),
            reading: Reading::Cached,
            playbook_only: false,
        };
        let Ok(Answer::CallSheet(sheet)) = office.ask(request).await else { continue };
        struck.extend(sheet.verification.dropped.iter().map(|one| format!("{}: {}", one.text, one.why)));
        let questions = sheet.parts.iter().find(|part| part.topic == Topic::Ask);
        assert_eq!(questions.map(|part| part.sentences.len()), Some(3));
        let read_aloud = sheet.parts.iter().filter(|part| part.topic != Topic::Further);
        let words = read_aloud.flat_map(|part| &part.sentences);
        let words: usize = words.map(|one| one.text.split_whitespace().count()).sum();
        assert!(words <= 200, "{words} words are more than a minute");
        for topic in [Topic::Offer, Topic::Avoid] {
            assert!(sheet.parts.iter().any(|part| part.topic == topic), "{topic:?}");
        }
    }
    assert!(struck.is_empty(), "{struck:#?}");
}

/// From a customer's page: the company's people together.
#[tokio::test]
async fn a_call_with_the_company_is_prepared_from_one_of_its_people() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Ruth Abernathy").await;
    app.press("g b").await;
    app.shows("Call Basecamp Rentals");
    app.shows("meeting     today ");
    app.shows("Repairs of the rental fleet · with Dana Whitehorse");
    looks(&mut app, "company_page");
    app.resize(80, 24);
    for part in ["who", "bought", "open", "worth", "offer", "avoid", "ask"] {
        app.shows(&format!("│ {part} "));
    }
    app.shows("+14355550108");
    app.shows("Dana Whitehorse (Workshop lead)");
    assert_eq!(questions(&app), 3);
    app.resize(120, 40);
    app.press("v").await;
    app.shows("▏ company:98702 · ");
    app.press("esc").await;
    app.hides("Call Basecamp Rentals");
}

/// What was said with a company is found with it, too.
#[tokio::test]
async fn a_call_with_the_company_is_noted_with_it() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Ruth Abernathy").await;
    app.press("g b").await;
    app.shows("Call Basecamp Rentals");
    app.press("C").await;
    app.type_text("They want the new tents. Send the offer in 3 days.").await;
    app.press("ctrl-s").await;
    app.shows("and company 98702");
    app.press("a").await;
    app.pass(5).await;
    let (notes, tasks) = (office.created("notes").await, office.created("tasks").await);
    for made in [&notes[0], &tasks[0]] {
        assert!(made["associations"].to_string().contains("98702"), "{made}");
    }
    // The page that stands there again knows of it.
    app.shows("To do: Send the offer, due 27 Nov 2026.");
}

#[tokio::test]
async fn a_call_about_a_deal_says_who_decides_and_what_is_missing() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Isabel Fontaine").await;
    app.press("g e").await;
    app.shows("Call Summer camp outfitting");
    looks(&mut app, "deal_page");
    app.resize(80, 24);
    for part in ["deal", "decides", "last said", "missing", "open", "ask"] {
        app.shows(&format!("│ {part} "));
    }
    app.shows("Nobody is marked as the one who decides");
    app.press("esc").await;
    app.press(":").await;
    app.type_text("prepare a call").await;
    app.shows("Prepare a call with the customer's company");
}

#[tokio::test]
async fn who_has_neither_company_nor_deal_is_told_so() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("g b").await;
    app.shows("the CRM has no company that this customer belongs to");
    app.press("esc").await;
    app.press("g e").await;
    app.shows("the CRM has no deal with this customer");
}

/// Of companies and deals too.
#[tokio::test]
async fn every_accounts_page_is_whole_and_nothing_of_it_was_struck() {
    let office = sales().await;
    let accounts = ["company/98701", "company/98702", "deal/44101", "deal/44102", "deal/44103"];
    for account in accounts {
        let of = Meant::Record(format!("hubspot/{account}").parse().unwrap());
        let request = Request::AccountSheet { of, reading: Reading::Cached, playbook_only: false };
        let Ok(Answer::AccountSheet(sheet)) = office.ask(request).await else { panic!("{account}") };
        assert!(sheet.verification.dropped.is_empty(), "{account}: {:#?}", sheet.verification.dropped);
        assert!(sheet.parts.iter().flat_map(|part| &part.sentences).all(|one| !one.evidence.is_empty()));
        let questions = sheet.parts.iter().find(|part| part.topic == Topic::Ask);
        assert_eq!(questions.map(|part| part.sentences.len()), Some(3), "{account}");
        assert!(sheet.parts.iter().any(|part| part.topic == Topic::Bought), "{account}");
    }
}

async fn account_sheet(office: &Office, account: &str) -> AccountSheet {
    let of = Meant::Record(format!("hubspot/{account}").parse().unwrap());
    let request = Request::AccountSheet { of, reading: Reading::Cached, playbook_only: true };
    let Ok(Answer::AccountSheet(sheet)) = office.ask(request).await else { panic!("{account}") };
    *sheet
}

fn said(sheet: &AccountSheet, topic: Topic) -> String {
    let part = sheet.parts.iter().find(|part| part.topic == topic);
    let texts = part.iter().flat_map(|part| &part.sentences).map(|one| one.text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

/// More people belong to some firms than are looked up before a call.
#[tokio::test]
async fn of_more_people_than_were_read_every_figure_says_that_it_is_partial() {
    let office = sales().await;
    let people: Vec<_> = (1..=30)
        .map(|at| {
            json!({
                "properties": { "firstname": format!("Guide{at}"), "email": format!("guide{at}@basecamp.example.com") },
                "associations": [{ "to": { "id": "98702" },
                    "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279 }] }],
            })
        })
        .collect();
    let path = "/crm/objects/2026-09/contacts/batch/create";
    let (status, made) = office.sandbox.hubspot("POST", path, Some(json!({ "inputs": people }))).await;
    assert_eq!(status, 201, "{made}");
    let sheet = account_sheet(&office, "company/98702").await;
    assert!(sheet.verification.dropped.is_empty(), "{:#?}", sheet.verification.dropped);
    assert_eq!(sheet.people.len(), 32);
    assert_eq!(sheet.people[0].name.as_deref(), Some("Ruth Abernathy"), "who decides is never cut off");
    let gap = "what 12 of the 32 people on record have was not read: sums and counts are without it";
    assert_eq!(sheet.gaps, [gap]);
    let bought = said(&sheet, Topic::Bought);
    assert!(bought.starts_with("Partial, since 20 of 32 on record were read: "), "{bought}");
    let open = said(&sheet, Topic::Open);
    assert!(
        open.contains("Open cases of the 20 who were read: ") && open.contains("this is partial"),
        "{open}"
    );
}

/// Task 20: C, text, ctrl-s, a.
#[tokio::test]
async fn a_call_becomes_a_note_and_a_follow_up_task() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("C").await;
    app.type_text("Likes the new tent. Send her the size table in 3 days.").await;
    app.press("ctrl-s").await;
    app.shows("Send her the size table in 3 days");
    app.shows("HubSpot task on contact 512001");
    looks(&mut app, "after_the_call");
    app.press("a l").await;
    app.shows("on its way: Call: Likes the new tent");
    app.shows("on its way: Send her");
    app.pass(5).await;
    app.shows("Call: Likes the new tent");
    app.hides("on its way: Call");
    app.hides("just written");
    let (notes, tasks) = (office.created("notes").await, office.created("tasks").await);
    assert_eq!((notes.len(), tasks.len()), (1, 1));
    assert!(notes[0].to_string().contains("Likes the new tent"));
    let task = tasks[0].to_string();
    assert!(task.contains("Send her the size table\"") && task.contains("9586502"), "{task}");
    app.press("C").await;
    app.hides("Likes the new tent. Send her the size table in 3 days.");
}

/// Where `d` and `]` are: from what came of the call one is back on the page that it was made by.
#[tokio::test]
async fn after_the_call_its_page_is_there_again() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Isabel Fontaine").await;
    app.press("g e").await;
    app.shows("Call Summer camp outfitting");
    app.press("C").await;
    app.type_text("Likes the tents.").await;
    app.press("ctrl-s").await;
    app.shows("There is no follow-up task");
    app.shows("a accept  ");
    app.hides("accept both");
    app.press("e").await;
    app.shows("Call Summer camp outfitting");
    app.press("ctrl-s esc").await;
    app.hides("There is no follow-up task");
    app.shows("Call Summer camp outfitting");
    app.press("C ctrl-s").await;
    app.press("a").await;
    app.shows("Call Summer camp outfitting");
    app.hides("There is no follow-up task");
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1);
}

/// The hour that is named, and what is put otherwise before it is accepted.
#[tokio::test]
async fn title_and_day_of_the_task_are_put_otherwise_before_it_is_accepted() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("C").await;
    app.type_text("Likes the new tent. Call her Friday at 10.").await;
    app.press("ctrl-s").await;
    app.shows("“Friday at 10” is Fri 27 Nov 2026, 10:00");
    app.press("t").await;
    app.type_text(" about tents").await;
    app.press("enter d").await;
    app.shows("in two weeks");
    app.type_text("tue 2 dec").await;
    app.shows("→ Wed 2 Dec 2026, 17:00, not a Tuesday");
    app.press("ctrl-u").await;
    app.type_text("whenever").await;
    app.shows("names no day to come");
    app.press("enter").await;
    app.shows("names no day to come");
    app.press("esc").await;
    app.shows("Fri 27 Nov 2026, 10:00");
    app.press("d").await;
    app.type_text("monday 14:30").await;
    app.shows("→ Mon 30 Nov 2026, 14:30");
    looks(&mut app, "after_the_call_changed");
    app.press("enter").await;
    app.shows("due Mon 30 Nov 2026, 14:30");
    app.press("a").await;
    app.pass(5).await;
    let task = office.created("tasks").await[0].to_string();
    assert!(task.contains("Call her about tents"), "{task}");
    assert!(task.contains("2026-11-30T14:30") || task.contains("1796049000000"), "{task}");
}

#[tokio::test]
async fn a_day_that_is_ruled_out_makes_no_task_and_that_is_said() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("C").await;
    app.type_text("Busy. Don't call on Friday.").await;
    app.press("ctrl-s").await;
    app.shows("“Don't call on Friday” says when not to");
    app.press("d").await;
    app.type_text("friday 9:00").await;
    app.press("enter").await;
    app.shows("task Follow up: Busy. Don't call on Friday.");
    app.shows("due Fri 27 Nov 2026, 09:00");
}

#[tokio::test]
async fn an_hour_that_is_none_is_told_before_it_is_accepted() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("C").await;
    app.type_text("Delivered Tuesday, call her Friday at 25:00.").await;
    app.press("ctrl-s").await;
    app.shows("“25:00” is no hour: 17:00 is taken");
    app.shows("HubSpot task on contact 512001, due Fri 27 Nov 2026, 17:00");
    app.press("d").await;
    app.type_text("friday 24:30").await;
    app.shows("“24:30” is no hour");
}

#[tokio::test]
async fn what_was_jotted_down_is_kept_until_it_is_accepted() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b C").await;
    app.type_text("Wants blue").await;
    app.press("ctrl-s").await;
    app.shows("no day is named");
    app.press("e").await;
    app.shows("Wants blue");
    // Back to what comes of it, and out of it.
    app.press("esc").await;
    app.shows("no day is named");
    app.press("esc").await;
    let mut again = App::start(&office).await;
    again.open_customer("Maren Holloway").await;
    again.press("C").await;
    again.shows("Wants blue");
}

#[tokio::test]
async fn the_page_stays_in_sight_while_something_is_jotted_down() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b C").await;
    app.type_text("Wants blue").await;
    app.shows("Wants blue");
    app.shows("Call Maren Holloway");
    looks(&mut app, "jotting_down");
    app.press("esc").await;
    app.hides("Wants blue");
    app.shows("Call Maren Holloway");
    app.press("C").await;
    app.shows("Wants blue");
}

/// A sales rep with the sandbox's model.
async fn sales_with_a_model(faults: &[&str]) -> Office {
    Office::with(faults, |text| text.replace("role = \"support\"", "role = \"sales\"")).await
}

/// The page as it stands before the model has answered, told while its answer is on its way.
async fn built_in_page(app: &mut App<'_>, office: &Office) {
    app.tap("b");
    let asked = app.model.out.in_flight.iter().find(|asked| asked.what == "preparing the call");
    let request = asked.expect("the page is asked for").request;
    let (who, reading) = (Who::Query("maren.holloway@example.com".to_owned()), Reading::Cached);
    let built_in = Request::CallSheet { who, reading, playbook_only: true };
    let Ok(Answer::CallSheet(sheet)) = office.ask(built_in).await else { panic!("no page") };
    app.take(Msg::Noticed(Notice::CallSheet { request, sheet }));
    app.shows("What would settle case 17701");
    app.shows("a model words the questions");
}

#[tokio::test]
async fn a_models_questions_take_the_place_of_the_built_in_ones_and_nothing_else_moves() {
    let office = sales_with_a_model(&[]).await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    for (width, height) in [(120, 40), (80, 24), (200, 60)] {
        app.resize(width, height);
        built_in_page(&mut app, &office).await;
        let before = app.text();
        app.settle().await;
        app.shows("What would help you most with case 17701?");
        app.shows("questions by model sandbox-model");
        app.hides("What would settle case 17701");
        let after = app.text();
        let told = |text: &str| -> Vec<String> {
            text.lines().take_while(|line| !line.contains("│ ask ")).map(str::to_owned).collect()
        };
        assert!(told(&before).len() > 8, "{before}");
        assert_eq!(told(&before), told(&after), "{width}×{height}");
        let left_out = |text: &str| text.lines().position(|line| line.contains("▼"));
        assert_eq!(left_out(&before), left_out(&after), "{width}×{height}");
        app.press("esc").await;
    }
    looks_of_both(&mut app).await;
}

/// With who worded what, on the page of a company too.
async fn looks_of_both(app: &mut App<'_>) {
    app.resize(120, 40);
    app.press("b").await;
    looks(app, "call_page_of_a_model");
    app.press("esc").await;
    app.open_customer("Ruth Abernathy").await;
    app.press("g b").await;
    app.shows("Call Basecamp Rentals");
    app.shows("by model sandbox-model");
    app.press("esc").await;
    // From the page about one of its people as well.
    app.press("b").await;
    app.shows("Call Ruth Abernathy");
    app.press("g b").await;
    app.shows("Call Basecamp Rentals");
    app.press("esc").await;
    app.hides("Call Basecamp Rentals");
}

#[tokio::test]
async fn while_something_is_jotted_down_the_questions_stay_as_they_are() {
    let office = sales_with_a_model(&[]).await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    built_in_page(&mut app, &office).await;
    app.tap("C");
    app.type_text("Wants blue").await;
    app.shows("What would settle case 17701");
    app.hides("What would help you most");
    app.press("esc").await;
    app.shows("What would help you most with case 17701?");
    app.shows("questions by model sandbox-model");
}

#[tokio::test]
async fn where_the_model_fails_the_built_in_questions_stay_and_that_is_said() {
    let office = sales_with_a_model(&["openai:*:/=500"]).await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b").await;
    app.shows("What would settle case 17701");
    app.shows("questions by the playbook:");
    app.hides("by model");
}

#[tokio::test]
async fn whoever_leaves_the_page_waits_for_no_model() {
    let office = sales_with_a_model(&[]).await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    built_in_page(&mut app, &office).await;
    let cancelled = app.cancelled.len();
    app.tap("esc");
    assert_eq!(app.cancelled.len(), cancelled + 1);
    app.settle().await;
    app.hides("Call Maren Holloway");
}

/// Off-line it is queued, and leaves when the CRM is back.
#[tokio::test]
async fn off_line_a_call_is_logged_all_the_same() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    office.faults(&["hubspot:*:/=500"]).await;
    app.press("C").await;
    app.type_text("Call back tomorrow").await;
    app.press("ctrl-s a").await;
    app.pass(5).await;
    assert!(office.created("notes").await.is_empty());
    office.faults(&[]).await;
    app.pass(3600).await;
    app.pass(3600).await;
    assert_eq!(office.created("notes").await.len(), 1);
    assert_eq!(office.created("tasks").await.len(), 1);
}

/// What was accepted after a call is taken back where it was accepted.
#[tokio::test]
async fn on_the_page_for_a_call_what_was_accepted_is_taken_back() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("b").await;
    app.shows("Call Maren Holloway");
    app.press("C").await;
    app.type_text("Wants blue").await;
    app.press("ctrl-s a").await;
    app.shows("Call Maren Holloway");
    app.shows("u takes it back");
    app.press("u").await;
    app.shows("Call Maren Holloway");
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty());
    // The same where the page was opened from the calls of the day.
    app.press("esc esc esc g d enter C").await;
    app.type_text("Wants blue").await;
    app.press("ctrl-s a").await;
    app.shows("u takes it back");
    app.press("u").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "{}", app.text());
}

/// Of nothing comes nothing: that is said in the pad, and what is typed then goes on from there.
#[tokio::test]
async fn nothing_jotted_down_is_refused_in_the_pad() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("C ctrl-s").await;
    app.shows("During the call");
    app.shows("nothing is jotted down yet");
    app.type_text("Wants blue").await;
    app.hides("nothing is jotted down yet");
    app.press("ctrl-u").await;
    app.hides("Wants blue");
    app.press("ctrl-z").await;
    app.shows("Wants blue");
    app.press("ctrl-s").await;
    app.shows("After the call");
}

/// A task that nobody has jotted down: what it is called, then its day. Neither is lost, whichever key comes next.
#[tokio::test]
async fn a_task_is_added_after_the_call_and_stays() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("C").await;
    app.type_text("Wants blue").await;
    app.press("ctrl-s").await;
    app.shows("t add a task");
    app.press("t").await;
    app.type_text("Show the blue ones").await;
    app.shows("task ❯ Show the blue ones");
    app.press("enter").await;
    app.shows("due ❯");
    app.type_text("friday 10:00").await;
    app.press("enter").await;
    app.shows("task Show the blue ones");
    app.shows("due Fri 27 Nov 2026, 10:00");
    app.press("?").await;
    app.shows("All keys of this page");
    app.press("esc").await;
    app.shows("task Show the blue ones");
    app.press("e").await;
    app.type_text(" shoes").await;
    app.press("ctrl-s").await;
    app.shows("task Show the blue ones");
    app.shows("due Fri 27 Nov 2026, 10:00");
    app.press("a").await;
    app.pass(5).await;
    let task = office.created("tasks").await[0].to_string();
    assert!(task.contains("Show the blue ones"), "{task}");
}

/// What was jotted down is the rep's, whatever became of its note: it stands in the pad again, unless that has been filled
/// anew since.
#[tokio::test]
async fn what_is_taken_back_stands_in_the_pad_again() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("C").await;
    app.type_text("Likes the new tent. Call her again on Friday.").await;
    app.press("ctrl-s a u").await;
    app.shows("taken back: 2 entries");
    app.press("C").await;
    app.shows("Likes the new tent. Call her again on Friday.");
    app.hides("Call: Likes");
    app.press("ctrl-s a").await;
    app.press("C").await;
    app.type_text("Wants it in red.").await;
    app.press("esc u").await;
    app.shows("taken back: 2 entries");
    app.press("C").await;
    app.shows("Wants it in red.");
    app.hides("Likes the new tent");
    assert!(office.created("notes").await.is_empty());
}

/// Of a note and a task in own words, too.
#[tokio::test]
async fn a_note_or_a_task_that_is_taken_back_is_in_the_editor_again() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("n").await;
    app.type_text("Prefers mornings.").await;
    app.press("ctrl-s u").await;
    app.shows("taken back");
    app.press("n").await;
    app.shows("Prefers mornings.");
    app.press("esc").await;
    app.press("t").await;
    app.type_text("Send the size table").await;
    app.press("ctrl-s u").await;
    app.press("t").await;
    app.shows("Send the size table");
}

/// A call that was logged counts, and the one that was agreed is not put forward.
#[tokio::test]
async fn after_a_call_with_an_agreed_day_no_other_is_proposed() {
    let office = sales().await;
    let mut app = App::start(&office).await;
    app.open_customer("Isabel Fontaine").await;
    app.shows("Call about the deal Summer camp outfitting");
    app.press("C").await;
    app.type_text("Board said yes to 24 tents. Call her again on Wednesday at 9.").await;
    app.press("ctrl-s").await;
    app.shows("Call her again");
    app.press("a").await;
    app.pass(6).await;
    app.press("R").await;
    app.shows("The last note, of 24 Nov 2026, says: Call: Board");
    app.hides("Call about the deal Summer camp outfitting");
    app.press("b").await;
    app.shows("To do: Call her again");
    app.shows("To do: Send revised quote to the Trust, due ");
}
