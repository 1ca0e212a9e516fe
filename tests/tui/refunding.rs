//! Money back that waits for a yes is held against what is left of its order.

use deskhand::desk::api::{
    Answer, DraftEdit, EntryOrSuggestion, FailureKind, LookupAnswer, Reading, Request, Review, Standing, Who,
};
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::ids::{EntryId, Source};
use deskhand::domain::money::Money;
use deskhand::domain::outbox::EntryState;
use deskhand::domain::record::RecordRef;
use deskhand::ports::Clock;
use jiff::ToSpan;

use crate::app::App;
use crate::office::{Office, without_a_model};

const MAREN: &str = "Maren Holloway";

/// A desk where money back over 20 of any currency waits for a yes.
async fn careful() -> Office {
    Office::with(&[], |text| {
        let rule = |kind: &str| {
            let when = format!("{{ action = \"{kind}\", amount_over = 20 }}");
            format!("[[policy.approvals]]\nwhen = {when}\nrole = \"manager\"\n")
        };
        format!("{}\n{}{}{}", without_a_model(text), rule("task"), rule("note"), rule("reply"))
    })
    .await
}

fn maren() -> Who {
    Who::Query(MAREN.to_owned())
}

/// The number of an order that nothing went back of, and what it came to.
async fn an_order(office: &Office) -> (String, Money) {
    let request = Request::Lookup { who: maren(), reading: Reading::Cached, all_pages: true };
    let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = office.ask(request).await else { panic!() };
    let order = profile.orders.iter().find(|order| order.counts() && order.refunds.is_empty());
    let order = order.expect("an order");
    (order.number.clone(), order.net)
}

async fn task(office: &Office, text: String) -> EntryId {
    let (who, text) = (maren(), text.into());
    let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: false };
    let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
    accepted.entry.id
}

async fn note(office: &Office, text: String) -> EntryId {
    let note = Request::Note { who: maren(), text: text.into(), case: None, now: false };
    let Ok(Answer::Accepted(accepted)) = office.ask(note).await else { panic!("not asked for") };
    accepted.entry.id
}

async fn standing(office: &Office, entry: EntryId) -> Standing {
    let Ok(Answer::Review(review)) = office.ask(Request::Review { entry, reading: Reading::Fresh }).await
    else {
        panic!("not looked at")
    };
    let Review { standing, .. } = *review;
    standing
}

fn why_not(standing: Standing) -> String {
    let Standing::No(why) = standing else { panic!("{standing:?}") };
    why.join("; ")
}

async fn approve(office: &Office, entry: EntryId, despite: bool) -> Result<(), String> {
    match office.ask(Request::Approve { entry, despite }).await {
        Ok(_) => Ok(()),
        Err(refused) if refused.kind == FailureKind::NotPermitted => Err(refused.what),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn more_than_is_left_of_an_order_is_not_still_true() {
    let office = careful().await;
    let (number, net) = an_order(&office).await;
    let asked = task(&office, format!("Refund 5000 USD for order {number}")).await;
    let left = format!("only {net} of order {number} is left to give back, 5,000.00 USD is asked");
    assert_eq!(why_not(standing(&office, asked).await), left);
    let refused = approve(&office, asked, false).await.unwrap_err();
    assert!(refused.contains(&left), "{refused}");
    let mut app = App::start(&office).await;
    app.press("esc g p").await;
    app.shows("does not hold");
    app.shows("✗ no, ");
    app.press("enter y").await;
    app.shows("This does not hold now");
    app.press("esc").await;
    // Whoever says yes may make it what is left.
    let edit = DraftEdit { title: Some(format!("Refund {net} for order {number}")), ..DraftEdit::default() };
    office.ask(Request::Amend { entry: asked, edit }).await.expect("it is held against policy");
    assert_eq!(standing(&office, asked).await, Standing::Yes);
    approve(&office, asked, false).await.expect("it is left");
}

#[tokio::test]
async fn a_second_refund_of_an_order_counts_the_first() {
    let office = careful().await;
    let mut app = App::start(&office).await;
    let (number, net) = an_order(&office).await;
    let words = format!("Refund {net} for order {number}");
    let [first, second] = [task(&office, words.clone()).await, task(&office, format!("{words} again")).await];
    let promised = note(&office, format!("Promised {net} back for order {number}")).await;
    assert_eq!(standing(&office, second).await, Standing::Yes, "neither is decided");
    approve(&office, first, false).await.expect("it is left");
    let nothing = format!("nothing of order {number} is left to give back ({net} was approved ");
    let why = why_not(standing(&office, second).await);
    assert!(why.contains(&nothing) && why.contains(&words), "{why}");
    assert_eq!(standing(&office, promised).await, Standing::Yes, "a note tells of the same money");
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 1);
    let why = approve(&office, second, false).await.unwrap_err();
    assert!(why.contains("was written"), "{why}");
    // Who has read that and says yes all the same is not asked again as it leaves.
    approve(&office, second, true).await.expect("it is meant");
    app.pass(5).await;
    assert_eq!(office.created("tasks").await.len(), 2);
}

/// What waits beside it over the same order, as whoever says yes reads it.
async fn also_waits(office: &Office, entry: EntryId) -> Option<String> {
    let Ok(Answer::Review(review)) = office.ask(Request::Review { entry, reading: Reading::Fresh }).await
    else {
        panic!("not looked at")
    };
    review.also_waits
}

#[tokio::test]
async fn two_that_wait_over_the_same_order_each_tell_of_the_other() {
    let office = careful().await;
    let mut app = App::start(&office).await;
    let (number, net) = an_order(&office).await;
    let first = task(&office, format!("Refund 30 USD for order {number}")).await;
    assert_eq!(also_waits(&office, first).await, None);
    let second = task(&office, format!("Refund {net} for order {number}")).await;
    let theirs =
        format!("another {net} of order {number} waits for a yes: “Refund {net} for order {number}” by ");
    let words = also_waits(&office, first).await.expect("the second waits");
    assert!(words.starts_with(&theirs), "{words}");
    assert!(words.ends_with("; there is 30.00 USD too little for both"), "{words}");
    let words = also_waits(&office, second).await.expect("the first waits");
    assert!(words.starts_with(&format!("another 30.00 USD of order {number} waits")), "{words}");
    assert_eq!(standing(&office, second).await, Standing::Yes, "neither is decided");
    app.press("esc g p enter").await;
    app.shows("also waits");
    app.shows("30.00 USD too little");
    approve(&office, first, false).await.expect("it is left");
    assert_eq!(also_waits(&office, second).await, None, "it is decided");
}

#[tokio::test]
async fn what_is_in_another_currency_is_not_called_true() {
    let office = careful().await;
    let (number, _) = an_order(&office).await;
    let asked = task(&office, format!("Refund 50 EUR for order {number}")).await;
    let Standing::Unknown(why) = standing(&office, asked).await else { panic!("nobody can compare them") };
    assert!(why.contains("50.00 EUR cannot be compared") && why.contains("USD"), "{why}");
}

/// Whether one is a part of the other or comes on top, no words tell for certain.
#[tokio::test]
async fn several_amounts_are_not_held_against_an_order() {
    let office = careful().await;
    let (number, net) = an_order(&office).await;
    for words in [
        format!("Refund 100 USD for the boots and 80 USD for the strap of order {number}"),
        format!("Refund 50 USD of the {net} of order {number}"),
        format!("Refund 5000 USD and 6000 USD for order {number}"),
    ] {
        let asked = task(&office, words).await;
        let Standing::Unknown(why) = standing(&office, asked).await else {
            panic!("nobody can compare them")
        };
        assert_eq!(why, "several amounts are named, so nobody knows how much goes back");
    }
    let both = format!("Refund 30 USD and 20 USD for order {number}");
    let both = (task(&office, both.clone()).await, both);
    approve(&office, both.0, false).await.expect("nothing speaks against it");
    let asked = task(&office, format!("Refund 25 USD for order {number}")).await;
    let Standing::Unknown(why) = standing(&office, asked).await else { panic!("nobody can compare them") };
    assert!(why.contains(&both.1) && why.contains("names several amounts"), "{why}");
    let asked = task(&office, format!("Refund {net} for order {number}")).await;
    assert!(why_not(standing(&office, asked).await).contains("20.00 USD was approved"));
}

#[tokio::test]
async fn what_is_given_to_be_spent_takes_nothing_from_an_order() {
    let office = careful().await;
    let (number, net) = an_order(&office).await;
    let first = task(&office, format!("Refund {net} for order {number}")).await;
    approve(&office, first, false).await.expect("it is left");
    let card = task(&office, format!("Send her a 50 USD gift card as goodwill for order {number}")).await;
    assert_eq!(standing(&office, card).await, Standing::Yes);
    approve(&office, card, false).await.expect("it is no money back");
    let money = task(&office, format!("Refund 50 USD as goodwill for order {number}")).await;
    let why = why_not(standing(&office, money).await);
    assert!(why.contains("nothing of order") && !why.contains("gift card"), "{why}");
}

/// Between the yes and the write there may be hours.
#[tokio::test]
async fn what_is_left_is_looked_at_once_more_as_it_is_written() {
    let office = careful().await;
    let mut app = App::start(&office).await;
    let (number, net) = an_order(&office).await;
    let asked = task(&office, format!("Refund {net} for order {number}")).await;
    approve(&office, asked, false).await.expect("it is left");
    // What was decided before, on a machine whose clock is right, is known here only now.
    let now = office.clock.now();
    office.clock.set(now - 1.hour());
    task(&office, format!("Refund 15 USD for order {number}")).await;
    office.clock.set(now);
    app.pass(5).await;
    let written = office.created("tasks").await;
    assert_eq!(written.len(), 1, "only the first that was decided");
    let entry = office.repository.entry(asked).await.unwrap().expect("the entry");
    assert!(matches!(entry.state, EntryState::AwaitingApproval { .. }), "{:?}", entry.state);
    assert!(entry.approved_by.is_none());
    app.press("esc g p").await;
    app.shows("yes withdrawn by deskhand");
    app.shows("was written");
    let why = why_not(standing(&office, asked).await);
    assert!(why.contains("15.00 USD was written"), "{why}");
}

/// An answer to Maren's case that says what of an order goes back, with a yes.
async fn approved_answer(office: &Office, number: &str, net: Money) -> EntryId {
    let record =
        RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: "17701".to_owned() };
    office.ask(Request::RereadCases { cases: vec![record.clone()] }).await.expect("it is read");
    let reply = Request::WorkCases {
        cases: vec![CaseAt { record, seen: None }],
        deed: CaseDeed::Reply(format!("We will refund {net} of order {number}.")),
        consent: Consent::Despite,
        vouches: true,
        now: false,
    };
    let Ok(Answer::Casework(done)) = office.ask(reply).await else { panic!("not answered") };
    let entry = done.entries.first().expect("an entry").id;
    approve(office, entry, false).await.expect("it is left");
    entry
}

/// The answer's first attempt fails, then other money turns out to have been promised before, and it is tried again.
async fn tried_twice(office: &Office, fault: &str) -> EntryState {
    let mut app = App::start(office).await;
    let (number, net) = an_order(office).await;
    let answer = approved_answer(office, &number, net).await;
    office.faults(&[fault]).await;
    app.pass(5).await;
    let state = async || office.repository.entry(answer).await.unwrap().expect("the entry").state;
    assert!(matches!(state().await, EntryState::Parked { .. }), "{:?}", state().await);
    let now = office.clock.now();
    office.clock.set(now - 1.hour());
    task(office, format!("Refund 15 USD for order {number}")).await;
    office.clock.set(now);
    office.faults(&[]).await;
    office.ask(Request::Retry { entry: answer }).await.expect("it is tried again");
    app.pass(60).await;
    state().await
}

#[tokio::test]
async fn an_answer_that_is_half_written_is_written_to_its_end() {
    let office = careful().await;
    let state = tried_twice(&office, "hubspot:PATCH:/crm/objects/*/tickets=403").await;
    assert!(matches!(state, EntryState::Done { .. }), "{state:?}");
    assert_eq!(office.created("notes").await.len(), 1);
}

#[tokio::test]
async fn an_answer_of_which_nothing_is_written_is_looked_at_before_each_attempt() {
    let office = careful().await;
    let state = tried_twice(&office, "hubspot:POST:/crm/objects/*/notes=403").await;
    assert!(matches!(state, EntryState::AwaitingApproval { .. }), "{state:?}");
    assert!(office.created("notes").await.is_empty());
}

/// An answer of which a first attempt has failed there, and what an undo of it says.
async fn undone_after(office: &Office, fault: &str) -> (EntryId, Result<EntryState, FailureKind>) {
    let mut app = App::start(office).await;
    let (number, net) = an_order(office).await;
    let answer = approved_answer(office, &number, net).await;
    office.faults(&[fault]).await;
    app.pass(5).await;
    let entry = office.repository.entry(answer).await.unwrap().expect("the entry");
    assert!(matches!(entry.state, EntryState::Waiting { .. }), "{:?}", entry.state);
    let undone = office.ask(Request::Undo { what: EntryOrSuggestion::Entry(answer) }).await;
    office.faults(&[]).await;
    app.pass(60).await;
    match undone {
        Ok(Answer::Entry(entry)) => (answer, Ok(entry.state)),
        Ok(_) => panic!("another answer"),
        Err(error) => (answer, Err(error.kind)),
    }
}

#[tokio::test]
async fn what_is_half_written_is_taken_back_once_the_rest_is() {
    let office = careful().await;
    let (answer, undone) = undone_after(&office, "hubspot:PATCH:/crm/objects/*/tickets=500").await;
    assert_eq!(undone, Err(FailureKind::NotYet));
    assert_eq!(office.created("notes").await.len(), 1);
    let Ok(Answer::Entry(back)) = office.ask(Request::Undo { what: EntryOrSuggestion::Entry(answer) }).await
    else {
        panic!("it is written by now")
    };
    assert!(back.is_compensation(), "{back:?}");
}

#[tokio::test]
async fn what_was_tried_in_vain_is_taken_back_at_once() {
    let office = careful().await;
    let (_, undone) = undone_after(&office, "hubspot:POST:/crm/objects/*/notes=429").await;
    assert!(matches!(undone, Ok(EntryState::AwaitingApproval { .. })), "{undone:?}");
    assert!(office.created("notes").await.is_empty());
}
