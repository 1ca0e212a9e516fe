//! What has been written here and has arrived at the CRM is shown by what is open, without a key and without moving anything.

use deskhand::desk::api::{Answer, EntryOrSuggestion, Notice, Request};
use deskhand::domain::action::Write;
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::ids::Source;
use deskhand::domain::lead::Decision;
use deskhand::domain::record::RecordRef;
use deskhand::ports::Clock;
use deskhand::tui::msg::{Effect, Msg};
use deskhand::tui::update::update;

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "maren.holloway@example.com";

fn chosen(app: &App<'_>) -> String {
    app.text().lines().find(|line| line.starts_with("│▎")).unwrap_or_default().to_owned()
}

async fn write(app: &mut App<'_>, key: &str, text: &str) {
    app.press(key).await;
    app.type_text(text).await;
    app.press("ctrl-s").await;
}

#[tokio::test]
async fn a_note_that_has_arrived_is_the_crms_own_on_the_open_page() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    write(&mut app, "n", "Noon is best.").await;
    app.press("l").await;
    app.shows("on its way: Noon is best.");
    app.pass(5).await;
    app.shows("Noon is best.");
    app.hides("on its way");
    app.hides("just written");
    app.press("u y").await;
    app.pass(1).await;
    app.hides("Noon is best.");
}

/// Each of several that arrive one after the other, also while the first is being read.
#[tokio::test]
async fn all_that_arrives_in_one_go_is_shown() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    write(&mut app, "n", "Asked for the blue one.").await;
    write(&mut app, "n", "Or for the green one.").await;
    write(&mut app, "t", "Tell her which").await;
    app.press("l").await;
    app.pass(5).await;
    for text in ["Asked for the blue one.", "Or for the green one.", "Tell her which"] {
        app.shows(text);
    }
    app.hides("on its way");
    app.hides("just written");
}

/// The row, the pane and what is unfolded stay, whatever the row is called once it has arrived.
#[tokio::test]
async fn what_is_looked_at_stays_when_something_arrives() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    write(&mut app, "t", "Ring").await;
    app.pass(1).await;
    write(&mut app, "n", "Noon is best.").await;
    app.press("l home j").await;
    let before = chosen(&app);
    assert!(before.contains("on its way: Ring"), "{before}\n{}", app.text());
    app.pass(4).await;
    let arrived = chosen(&app);
    assert!(arrived.contains("open: Ring"), "{arrived}\n{}", app.text());
    app.press("end").await;
    let oldest = chosen(&app);
    let oldest = oldest.split("││").next().expect("a pane");
    app.pass(1).await;
    assert!(chosen(&app).starts_with(oldest), "{}", app.text());
    app.press("home").await;
    app.shows("Noon is best.");
    app.hides("on its way");
}

/// A lead that is opened while a decision about it counts down follows it once it stands, and so does what takes it back.
#[tokio::test]
async fn the_page_of_a_lead_follows_what_was_decided_about_it() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g l f").await;
    app.type_text("darius").await;
    app.press("enter n").await;
    app.type_text("not this year").await;
    app.press("enter enter").await;
    app.shows("lead:new");
    app.pass(5).await;
    app.shows("lead:nurture");
    app.press("u y").await;
    app.pass(1).await;
    app.shows("lead:new");
}

/// A brief that was written before says so.
#[tokio::test]
async fn a_brief_says_that_it_is_from_before_a_decision_about_the_lead() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g l f").await;
    app.type_text("darius").await;
    app.press("enter enter").await;
    app.hides("from before");
    let lead = "hubspot/contact/512010".parse().expect("a record");
    let decision = Decision::Nurture { reason: String::new(), follow_up: None };
    office.ask(Request::Decide { lead, decision, now: true }).await.expect("it is decided");
    app.pass(1).await;
    app.shows("from before what was decided about the lead");
    app.shows("Call the lead");
    app.press("R").await;
    app.hides("from before");
    app.hides("Call the lead");
    app.shows("As a lead they are in nurture");
}

/// What takes back an answer is of its case, also where it leaves the case as it is: the open queue reads it at once.
#[tokio::test]
async fn the_row_of_a_case_follows_an_answer_that_is_taken_back_alone() {
    let office = Office::without_a_model().await;
    let case = RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: "17719".to_owned() };
    let reply = Request::WorkCases {
        cases: vec![CaseAt { record: case.clone(), seen: None }],
        deed: CaseDeed::Reply("I am looking into it.".to_owned()),
        consent: Consent::Despite,
        vouches: true,
        now: true,
    };
    let Ok(Answer::Casework(done)) = office.ask(reply).await else { panic!("not answered") };
    let entry = done.entries.first().expect("an entry").id;
    office.ask(Request::AwaitEntry { entry }).await.expect("it is noted");
    let mut app = App::start(&office).await;
    app.press("esc g c").await;
    let taken_back = Request::Undo { what: EntryOrSuggestion::Entry(entry) };
    office.ask(taken_back).await.expect("it is taken back");
    let entry = entry.compensation();
    let waited = office.ask(Request::AwaitEntry { entry }).await;
    let Ok(Answer::Entry(mut entry)) = waited else { panic!("not taken back: {waited:?}") };
    let Write::Retraction(retraction) = &mut entry.write else { panic!("{entry:?}") };
    retraction.back = None;
    let told = Msg::Noticed(Notice::Entry { entry });
    let effects = update(&mut app.model, office.clock.now(), told);
    let is_of_case =
        |request: &Request| matches!(request, Request::RereadCases { cases } if *cases == [case.clone()]);
    let asks = |effect: &Effect| matches!(effect, Effect::Ask { what, .. } if is_of_case(what));
    assert!(effects.iter().any(asks), "the row is read at once");
}
