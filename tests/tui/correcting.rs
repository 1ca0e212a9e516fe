//! Labels that a person has put right: kept, followed for cases in much the same words, forgotten with the customer.

use deskhand::desk::api::{Answer, Reading, Request, Who};
use deskhand::domain::queue::QueuedCase;
use deskhand::domain::triage::{Category, LabelChange, Mood, Urgency};
use serde_json::json;

use crate::app::App;
use crate::looks::looks;
use crate::office::Office;

/// A case that came today, in the words of Maren Holloway's 17701.
async fn another(office: &Office) -> String {
    let ticket = json!({
        "properties": {
            "subject": "Where is the sleeping bag",
            "content": "I ordered the sleeping bag eleven days ago, and the tracking has not moved since Worcester now. \
                        Can somebody please look into it? We leave on Saturday.",
            "hs_pipeline": "0", "hs_pipeline_stage": "1", "source_type": "EMAIL",
        },
        "associations": [{ "to": { "id": "512002" },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 16 }] }],
    });
    let (status, made) = office.sandbox.hubspot("POST", "/crm/objects/2026-09/tickets", Some(ticket)).await;
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().expect("an id").to_owned()
}

async fn kept(office: &Office, id: &str) -> QueuedCase {
    let rows = office.repository.queue().await.expect("the queue is kept");
    rows.into_iter().find(|row| row.record.id == id).expect("a row")
}

/// How often a model was asked for labels.
async fn asked_for_labels(office: &Office) -> usize {
    let wires = office.repository.wires(None, 100).await.expect("the calls are kept");
    wires.iter().filter(|wire| wire.purpose.starts_with("triage")).count()
}

async fn queue(office: &Office) -> App<'_> {
    let mut app = App::start(office).await;
    app.press("esc g c").await;
    app
}

#[tokio::test]
async fn a_case_in_the_same_words_is_filed_as_the_one_before_and_says_so() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("c p").await;
    assert_eq!(kept(&office, "17701").await.labels.category, Category::Payment, "{}", app.text());
    let id = another(&office).await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.unwrap();
    let row = kept(&office, &id).await;
    assert_eq!((row.labels.category, row.labelled_by.as_str()), (Category::Payment, "like:17701"));
    app.settle().await;
    app.press("f").await;
    app.type_text(&id).await;
    app.press("enter").await;
    app.shows("payment as you put right #17701");
    looks(&mut app, "queue_like");
    // Whatever is put right later, a person's word on this very case stays.
    app.press("c i").await;
    let row = kept(&office, &id).await;
    assert_eq!((row.labels.category, row.labelled_by.as_str()), (Category::Praise, "sam.ibarra@example.com"));
}

#[tokio::test]
async fn cases_that_are_there_already_follow_too() {
    let office = Office::without_a_model().await;
    let id = another(&office).await;
    let mut app = queue(&office).await;
    assert_eq!(kept(&office, &id).await.labelled_by, "rules");
    app.press("c p").await;
    assert_eq!(kept(&office, &id).await.labelled_by, "like:17701");
    // Put right again, they follow again.
    app.press("c i").await;
    assert_eq!(kept(&office, &id).await.labels.category, Category::Praise);
}

/// The last thing done is taken back first.
#[tokio::test]
async fn a_draft_accepted_after_a_label_was_put_right_is_what_is_taken_back() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("enter K t").await;
    app.shows("case 17701 · Maren Holloway: other");
    app.press("1 a").await;
    app.shows("leaves in 5 s");
    app.press("u").await;
    app.pass(60).await;
    assert!(office.created("notes").await.is_empty(), "it has not left");
    let row = kept(&office, "17701").await;
    assert_eq!((row.labels.category, row.labelled_by.as_str()), (Category::Other, "sam.ibarra@example.com"));
}

/// The same key: `K`, then the label, then its value.
#[tokio::test]
async fn mood_urgency_and_language_are_put_right_by_the_same_key_and_taken_back_by_u() {
    let office = Office::without_a_model().await;
    let id = another(&office).await;
    let mut app = queue(&office).await;
    let before = kept(&office, "17701").await;
    app.press("c").await;
    app.shows("mood …");
    let letter = |app: &App<'_>, words: &str| {
        let text = app.text();
        let line = text.lines().find(|line| line.contains(words)).expect("a choice").to_owned();
        let at = line.find(words).expect("the words");
        line[..at].chars().rev().find(char::is_ascii_lowercase).expect("a letter").to_string()
    };
    let mood = letter(&app, "mood …");
    app.press(&mood).await;
    app.shows("How does the writer feel?");
    app.press("h").await;
    app.shows("put right by sam.ibarra@example.com");
    let happy = kept(&office, "17701").await;
    assert_eq!((happy.labels.mood, happy.labels.category), (Mood::Happy, before.labels.category));
    assert_eq!(kept(&office, &id).await.labels.mood, Mood::Happy, "others in its words follow");
    app.press("c").await;
    let urgency = letter(&app, "urgency …");
    app.press(&urgency).await;
    app.press("l").await;
    let low = kept(&office, "17701").await;
    assert_eq!((low.labels.mood, low.labels.urgency), (Mood::Happy, Urgency::Low));
    // One step back: the urgency alone.
    app.press("u").await;
    let back = kept(&office, "17701").await;
    assert_eq!((&back.labels, back.labelled_by.as_str()), (&happy.labels, "sam.ibarra@example.com"));
    app.press("c").await;
    let language = letter(&app, "language …");
    app.press(&language).await;
    app.press("g").await;
    assert_eq!(kept(&office, "17701").await.labels.language.as_deref(), Some("de"));
}

#[tokio::test]
async fn what_is_taken_back_is_followed_no_more() {
    let office = Office::without_a_model().await;
    let id = another(&office).await;
    let mut app = queue(&office).await;
    let before = (kept(&office, "17701").await.labels, kept(&office, &id).await.labels);
    app.press("c p").await;
    assert_eq!(kept(&office, &id).await.labelled_by, "like:17701");
    app.press("u").await;
    let (own, other) = (kept(&office, "17701").await, kept(&office, &id).await);
    assert_eq!((own.labels, other.labels), before);
    assert_eq!((own.labelled_by.as_str(), other.labelled_by.as_str()), ("rules", "rules"));
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.unwrap();
    assert_eq!(kept(&office, &id).await.labelled_by, "rules");
}

#[tokio::test]
async fn what_was_put_right_is_forgotten_with_the_customer() {
    let office = Office::without_a_model().await;
    let mut app = queue(&office).await;
    app.press("c p").await;
    let remembered = office.repository.corrections().await.unwrap();
    assert_eq!(remembered.len(), 1);
    assert!(remembered[0].words.contains("sleeping bag"), "the words of the case");
    let customer = remembered[0].customer.expect("whose");
    office.ask(Request::Forget { who: Who::Customer(customer) }).await.unwrap();
    assert!(office.repository.corrections().await.unwrap().is_empty());
    let id = another(&office).await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.unwrap();
    assert_eq!(kept(&office, &id).await.labelled_by, "rules");
}

/// Two at once: the later knows of the earlier.
#[tokio::test]
async fn two_labels_put_right_at_once_are_both_remembered_and_taken_back_leave_nothing() {
    let office = Office::without_a_model().await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.unwrap();
    let case = || "hubspot/case/17701".parse().unwrap();
    let label = |change| office.ask(Request::Label { case: case(), change });
    let category = LabelChange { category: Some(Category::Praise), ..LabelChange::default() };
    let mood = LabelChange { mood: Some(Mood::Happy), ..LabelChange::default() };
    let (one, other) = tokio::join!(label(category), label(mood));
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    let kept = office.repository.corrections().await.unwrap();
    assert_eq!(kept.iter().map(|one| one.change).collect::<Vec<_>>(), [category.then(mood)]);
    // Only the last can be taken back: the one before stays.
    office.ask(Request::Unlabel { case: case() }).await.unwrap();
    assert_eq!(office.repository.corrections().await.unwrap()[0].change, category);
}

/// What says nothing any more is not kept.
#[tokio::test]
async fn a_correction_that_is_taken_back_is_gone() {
    let office = Office::without_a_model().await;
    office.ask(Request::Queue { reading: Reading::Fresh, known: None }).await.unwrap();
    let case = || "hubspot/case/17701".parse().unwrap();
    let change = LabelChange { category: Some(Category::Praise), ..LabelChange::default() };
    office.ask(Request::Label { case: case(), change }).await.unwrap();
    office.ask(Request::Unlabel { case: case() }).await.unwrap();
    assert!(office.repository.corrections().await.unwrap().is_empty());
}

/// A model that writes the brief of an opened case labels it, too: once, and the queue and the command have the same.
#[tokio::test]
async fn a_model_labels_the_case_that_is_opened() {
    let office = Office::open().await;
    let mut app = queue(&office).await;
    assert_eq!(kept(&office, "17701").await.labelled_by, "rules");
    app.press("f").await;
    app.type_text("17701").await;
    app.press("enter enter").await;
    let row = kept(&office, "17701").await;
    assert!(row.labelled_by.starts_with("llm:"), "{}", row.labelled_by);
    app.shows("≡");
    looks(&mut app, "case_labelled_by_model");
    assert_eq!(asked_for_labels(&office).await, 1);
    let who = Who::Query("maren.holloway@example.com".to_owned());
    let request = Request::Triage { who, case: Some("17701".to_owned()) };
    let Ok(Answer::Triage(labelled)) = office.ask(request).await else { panic!("no labels") };
    assert_eq!((&labelled[0].labels, &labelled[0].engine), (&row.labels, &row.labelled_by));
    // Who comes back asks no model for it again.
    let asked = asked_for_labels(&office).await;
    app.press("esc enter").await;
    assert_eq!(asked_for_labels(&office).await, asked);
}

/// What a person has put right is asked of no model.
#[tokio::test]
async fn a_model_leaves_what_a_person_has_put_right() {
    let office = Office::open().await;
    let mut app = queue(&office).await;
    app.press("f").await;
    app.type_text("17701").await;
    app.press("enter c p enter").await;
    let row = kept(&office, "17701").await;
    assert_eq!(
        (row.labels.category, row.labelled_by.as_str()),
        (Category::Payment, "sam.ibarra@example.com")
    );
    assert_eq!(asked_for_labels(&office).await, 0);
}
