//! What words offer is judged by policy, whoever has put them so: an edit of what was proposed, a task or note of one's own.

use deskhand::desk::api::{Accepted, Answer, DraftEdit, Private, Reading, Request, Who};
use deskhand::domain::action::{ActionKind, Role, Write};
use deskhand::domain::brief::{Purpose, Suggestion};
use deskhand::domain::ids::SuggestionId;
use deskhand::domain::outbox::{Entry, EntryState};

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "maren.holloway@example.com";

/// A task of the rep's own for Maren Holloway.
fn task(text: &str) -> Request {
    Request::Task {
        who: Who::Query(MAREN.to_owned()),
        text: Private(text.to_owned()),
        case: None,
        due_at: None,
        owner: None,
        now: true,
    }
}

/// A task that is proposed and offers nothing.
async fn proposed(office: &Office) -> Suggestion {
    let (who, purpose) = (Who::Query(MAREN.to_owned()), Purpose::Support);
    let (reading, case) = (Reading::Cached, None);
    let request = Request::Brief { who, purpose, case, reading, playbook_only: false, again: false };
    let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("no brief") };
    let is_task = |one: &&Suggestion| one.action == ActionKind::Task && one.offer.is_none();
    brief.suggestions.iter().find(is_task).cloned().expect("a task")
}

async fn edited(office: &Office, suggestion: SuggestionId, body: &str) -> Suggestion {
    let edit = DraftEdit { body: Some(body.to_owned()), ..DraftEdit::default() };
    match office.ask(Request::Edit { suggestion, edit }).await {
        Ok(Answer::Suggestion(stored)) => stored.suggestion,
        other => panic!("not edited: {other:?}"),
    }
}

fn entry(answer: Result<Answer, deskhand::desk::api::DeskError>) -> Entry {
    match answer {
        Ok(Answer::Accepted(accepted)) => {
            let Accepted { entry, .. } = *accepted;
            entry
        }
        other => panic!("not accepted: {other:?}"),
    }
}

fn waits(entry: &Entry) -> bool {
    matches!(&entry.state, EntryState::AwaitingApproval { need, .. } if need.role == Role::Manager)
}

#[tokio::test]
async fn an_offer_in_an_edit_is_told_and_waits_for_a_yes() {
    let office = Office::without_a_model().await;
    let task = proposed(&office).await;
    assert!(!task.approval.required, "{:?}", task.approval);
    let same = edited(&office, task.id, &format!("{} Call first.", task.body)).await;
    assert_eq!(same.offer, None);
    let less = edited(&office, task.id, "Write to her and offer 5 % off the next order.").await;
    assert!(!less.approval.required, "{:?}", less.approval);
    let more = edited(&office, task.id, "Write to her and offer 25 % off the next order.").await;
    assert_eq!(more.offer.expect("an offer").text, "25 % off the next order");
    assert!(more.approval.required, "{:?}", more.approval);
    let entry = entry(office.ask(Request::Accept { suggestion: task.id, now: true }).await);
    assert!(waits(&entry), "{:?}", entry.state);
    assert!(office.created("tasks").await.is_empty());
}

#[tokio::test]
async fn money_in_ones_own_words_waits_for_a_yes_by_the_same_rules() {
    let office = Office::without_a_model().await;
    for text in ["Offer her a 15 % discount", "Refund 150 USD as goodwill"] {
        let entry = entry(office.ask(task(text)).await);
        assert!(waits(&entry), "{text}: {:?}", entry.state);
    }
    for text in
        ["Offer her a 5 % discount", "Refund 20 USD as goodwill", "Asked for a discount of 15 %, call her"]
    {
        let entry = entry(office.ask(task(text)).await);
        assert!(!waits(&entry), "{text}: {:?}", entry.state);
    }
    let who = Who::Query(MAREN.to_owned());
    let text = Private("Promised her 25 % off the next order".to_owned());
    let note = entry(office.ask(Request::Note { who, text, case: None, now: true }).await);
    assert!(waits(&note), "{:?}", note.state);
}

/// All of an order's money back is as much as the order was, whether its words say how much that is or not.
#[tokio::test]
async fn an_orders_money_back_whole_waits_as_its_amount_would() {
    let office = Office::without_a_model().await;
    for text in
        ["Refund order #1133 in full", "Refund everything\nShe gets all of her money back, for order #1133."]
    {
        let entry = entry(office.ask(task(text)).await);
        let need = entry.need().unwrap_or_else(|| panic!("{text}: {:?}", entry.state));
        assert_eq!(need.why, "policy: 450.50 USD is over the limit of 100", "{text}");
        assert_eq!(need.offer.as_deref(), Some("450.50 USD back"), "{text}");
    }
    // Put to another order, it is that one's.
    let asked = entry(office.ask(task("Refund order #1133 in full")).await);
    let edit = DraftEdit { title: Some("Refund order #1132 in full".to_owned()), ..DraftEdit::default() };
    let Ok(Answer::Entry(amended)) = office.ask(Request::Amend { entry: asked.id, edit }).await else {
        panic!("not amended")
    };
    assert_ne!(amended.need().and_then(|need| need.offer.as_deref()), Some("450.50 USD back"), "{amended:?}");
    let entry = entry(office.ask(task("Ask her whether she wants a full refund of order #1133")).await);
    assert!(!waits(&entry), "{:?}", entry.state);
}

/// A title that names what is given follows the words that give it.
#[tokio::test]
async fn a_title_names_what_its_words_give_now() {
    let office = Office::without_a_model().await;
    let words = "Refund 150 USD as goodwill\nPay the 150 USD back to her card.";
    let asked = entry(office.ask(task(words)).await);
    let edit = DraftEdit { body: Some("Pay 120 USD back to her card.".to_owned()), ..DraftEdit::default() };
    let amended = office.ask(Request::Amend { entry: asked.id, edit }).await;
    let Ok(Answer::Entry(amended)) = amended else { panic!("not amended: {amended:?}") };
    assert_eq!(amended.title, "Refund 120 USD as goodwill");
    assert_eq!(amended.need().and_then(|need| need.offer.as_deref()), Some("120.00 USD back"));
    let Write::Task(task) = &amended.write else { panic!("no task: {amended:?}") };
    assert_eq!(task.title, amended.title);
}

/// Whoever says yes sees what is given away, and to whom.
#[tokio::test]
async fn what_waits_for_a_yes_tells_what_it_costs_and_the_customers_tier() {
    let office = Office::without_a_model().await;
    let task = proposed(&office).await;
    let more = edited(&office, task.id, "Write to her and offer 25 % off the next order.").await;
    let cost = more.grounds.cost.expect("a cost");
    let entry = entry(office.ask(Request::Accept { suggestion: task.id, now: true }).await);
    let request = Request::Review { entry: entry.id, reading: Reading::Fresh };
    let Ok(Answer::Review(review)) = office.ask(request).await else { panic!("no review") };
    assert_eq!((review.cost, review.tier.is_some()), (Some(cost), true));
    let mut app = App::start(&office).await;
    app.press("esc g p enter").await;
    app.shows("25 % off the next order · costs about ");
    app.shows(&format!("tier        {}", review.tier.unwrap().as_str()));
}
