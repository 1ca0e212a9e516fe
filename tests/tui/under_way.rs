//! One answer to a case at a time: while one waits to be sent, a brief tells so and proposes what else there is to do.

use deskhand::desk::api::{Answer, DraftEdit, EntryOrSuggestion, Reading, Request, Who};
use deskhand::domain::action::ActionKind;
use deskhand::domain::brief::{Brief, Suggestion};
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::ids::{EntryId, Source};
use deskhand::domain::outbox::EntryState;
use deskhand::domain::record::RecordRef;
use deskhand::domain::{EvidenceId, Purpose};
use deskhand::ports::Clock;
use jiff::ToSpan;

use crate::app::App;
use crate::office::Office;

const CASES: &[(&str, &str)] = &[
    ("simone.achterberg@example.com", "17713"),
    ("Leopold Harcourt", "17718"),
    ("petra.novak@example.com", "17719"),
];

pub async fn brief_of(office: &Office, query: &str, playbook_only: bool) -> Brief {
    let request = Request::Brief {
        who: Who::Query(query.to_owned()),
        purpose: Purpose::Support,
        case: None,
        reading: Reading::Cached,
        playbook_only,
        again: false,
    };
    let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("no brief of {query}") };
    *brief
}

fn answers(brief: &Brief, case: &str) -> bool {
    let is_of_case = |id: &EvidenceId| *id == EvidenceId::new("case", case);
    let mut replies = brief.suggestions.iter().filter(|one| one.action == ActionKind::Reply);
    replies.any(|one| one.case.as_ref().is_some_and(is_of_case))
}

/// Answers a case in own words, which are noted at once.
async fn reply(office: &Office, case: &str) -> EntryId {
    reply_with(office, case, "I am looking into it.").await
}

async fn reply_with(office: &Office, case: &str, words: &str) -> EntryId {
    let record = RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: case.to_owned() };
    let reply = Request::WorkCases {
        cases: vec![CaseAt { record, seen: None }],
        deed: CaseDeed::Reply(words.to_owned()),
        consent: Consent::Despite,
        vouches: true,
        now: true,
    };
    let Ok(Answer::Casework(done)) = office.ask(reply).await else { panic!("not answered") };
    let entry = done.entries.first().expect("an entry").id;
    let Ok(Answer::Entry(asked)) = office.ask(Request::Entry { entry }).await else { panic!("no entry") };
    if let EntryState::AwaitingApproval { .. } = asked.state {
        office.ask(Request::Approve { entry, despite: false }).await.expect("a yes");
        office.clock.set(office.clock.now() + 6.seconds());
        office.ask(Request::RunOutbox).await.expect("it leaves");
    }
    office.ask(Request::AwaitEntry { entry }).await.expect("it is noted");
    entry
}

#[tokio::test]
async fn a_brief_proposes_no_answer_to_a_case_whose_answer_is_under_way() {
    let office = Office::open().await;
    for playbook_only in [true, false] {
        for (query, case) in CASES {
            let before = brief_of(&office, query, playbook_only).await;
            assert!(answers(&before, case) && before.under_way.is_empty(), "{case}");
            let entry = reply(&office, case).await;
            let after = brief_of(&office, query, playbook_only).await;
            assert!(
                !answers(&after, case) && !after.suggestions.is_empty(),
                "{case}: {:?}",
                after.suggestions
            );
            let first = &after.summary[0];
            assert_eq!(first.text, format!("An answer to case {case} waits to be sent."));
            assert_eq!(first.evidence, [EvidenceId::new("case", case)]);
            let taken_back = Request::Undo { what: EntryOrSuggestion::Entry(entry) };
            office.ask(taken_back).await.expect("it is taken back");
            office.ask(Request::RunOutbox).await.expect("it leaves");
            let again = brief_of(&office, query, playbook_only).await;
            assert!(answers(&again, case) && again.under_way.is_empty(), "{case}: {:?}", again.suggestions);
        }
    }
}

/// In the app the brief follows what is taken back by itself.
#[tokio::test]
async fn a_brief_is_written_again_once_the_answer_it_tells_of_is_taken_back() {
    let office = Office::without_a_model().await;
    reply(&office, "17719").await;
    let mut app = App::start(&office).await;
    app.open_customer("petra.novak@example.com").await;
    app.shows("An answer to case 17719 waits to be sent.");
    app.hides("from before your answer");
    app.press("u y").await;
    app.pass(5).await;
    app.hides("waits to be sent.");
    app.shows("1 task Refund");
    assert!(app.text().contains(" reply "), "{}", app.text());
}

fn refunds(brief: &Brief) -> bool {
    brief.suggestions.iter().any(|one| one.title.starts_with("Refund "))
}

/// Money back that a colleague has asked for in own words is told, and not proposed once more.
#[tokio::test]
async fn a_brief_tells_of_money_back_and_proposes_none_of_it_again() {
    let office = Office::with(&[], |text| {
        let when = "{ action = \"task\", amount_over = 20 }";
        format!("{text}\n[[policy.approvals]]\nwhen = {when}\nrole = \"manager\"\n")
    })
    .await;
    for playbook_only in [true, false] {
        let petra = "petra.novak@example.com";
        let before = brief_of(&office, petra, playbook_only).await;
        assert!(refunds(&before) && before.paying_back.is_empty(), "{:?}", before.suggestions);
        let proposed = before.suggestions.iter().find(|one| one.title.starts_with("Refund ")).expect("one");
        let (what, order) = (proposed.title.clone(), proposed.evidence[0].clone());
        let told = format!("A refund of {}", what.trim_start_matches("Refund "));
        let (who, text) = (Who::Query(petra.to_owned()), format!("{what}, as promised").into());
        let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: true };
        let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
        let entry = accepted.entry.id;
        let waits = brief_of(&office, petra, playbook_only).await;
        assert!(!refunds(&waits), "{:?}", waits.suggestions);
        assert_eq!(waits.summary[0].text, format!("{told} waits for a yes."));
        assert_eq!(waits.summary[0].evidence, [order]);
        office.ask(Request::Approve { entry, despite: false }).await.expect("it is left");
        let approved = brief_of(&office, petra, playbook_only).await;
        assert_eq!(approved.summary[0].text, format!("{told} is decided on and waits to be written."));
        let taken_back = Request::Undo { what: EntryOrSuggestion::Entry(entry) };
        office.ask(taken_back.clone()).await.expect("the yes is taken back");
        office.ask(taken_back).await.expect("it is taken back");
        let again = brief_of(&office, petra, playbook_only).await;
        assert!(refunds(&again) && again.paying_back.is_empty(), "{:?}", again.suggestions);
    }
}

/// What was written stays told until the store has paid it.
#[tokio::test]
async fn a_brief_tells_of_money_back_that_is_written_and_not_paid() {
    let office = Office::without_a_model().await;
    let petra = "petra.novak@example.com";
    let before = brief_of(&office, petra, true).await;
    let proposed = before.suggestions.iter().find(|one| one.title.starts_with("Refund ")).expect("one");
    let (who, text) = (Who::Query(petra.to_owned()), format!("{}, as promised", proposed.title).into());
    let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: true };
    let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
    office.ask(Request::Approve { entry: accepted.entry.id, despite: false }).await.expect("it is left");
    office.clock.set(office.clock.now() + 6.seconds());
    office.ask(Request::RunOutbox).await.expect("it leaves");
    let written = brief_of(&office, petra, true).await;
    let told = &written.summary[0].text;
    assert!(told.ends_with("is written, and the store does not show it yet."), "{told}");
    assert!(!refunds(&written), "{:?}", written.suggestions);
}

/// What an answer or a note only tells of is still to be asked for, and is proposed.
#[tokio::test]
async fn money_that_is_only_promised_is_proposed_to_be_paid() {
    let office = Office::without_a_model().await;
    let petra = "petra.novak@example.com";
    let before = brief_of(&office, petra, true).await;
    let proposed = before.suggestions.iter().find(|one| one.title.starts_with("Refund ")).expect("one");
    let refund = proposed.title.trim_start_matches("Refund ").to_owned();
    let tells = |brief: &Brief, how: &str| {
        let told = format!("{how} a refund of {refund}; nobody was asked from here to pay it.");
        brief.summary.iter().any(|sentence| sentence.text == told)
    };
    let note = Request::Note {
        who: Who::Query(petra.to_owned()),
        text: format!("Promised {} back", refund.replace(" for ", " of ")).into(),
        case: None,
        now: true,
    };
    let Ok(Answer::Accepted(noted)) = office.ask(note).await else { panic!("not noted") };
    let promised = brief_of(&office, petra, true).await;
    assert!(tells(&promised, "A note tells of"), "{:?}", promised.summary);
    assert!(refunds(&promised), "{:?}", promised.suggestions);
    office
        .ask(Request::Undo { what: EntryOrSuggestion::Entry(noted.entry.id) })
        .await
        .expect("it is taken back");
    reply_with(&office, "17719", &format!("We will refund {}.", refund.replace(" for ", " of "))).await;
    let promised = brief_of(&office, petra, true).await;
    assert!(tells(&promised, "An answer promises"), "{:?}", promised.summary);
    assert!(refunds(&promised), "{:?}", promised.suggestions);
    // Whoever says yes to it is not told that nothing is left.
    let again = promised.suggestions.iter().find(|one| one.title.starts_with("Refund ")).expect("one");
    let accept = Request::Accept { suggestion: again.id, now: true };
    let Ok(Answer::Accepted(accepted)) = office.ask(accept).await else { panic!("not accepted") };
    if matches!(accepted.entry.state, EntryState::AwaitingApproval { .. }) {
        let yes = Request::Approve { entry: accepted.entry.id, despite: false };
        office.ask(yes).await.expect("it is the same money");
    }
}

/// Where the store counts in another currency, nobody can tell whether it has paid.
#[tokio::test]
async fn of_money_in_another_currency_nothing_is_said_of_the_store() {
    let office = Office::without_a_model().await;
    let petra = "petra.novak@example.com";
    let before = brief_of(&office, petra, true).await;
    let proposed = before.suggestions.iter().find(|one| one.title.starts_with("Refund ")).expect("one");
    let order = proposed.title.split_once(" for ").expect("an order").1;
    let (who, text) = (Who::Query(petra.to_owned()), format!("Refund 10 CHF for {order}").into());
    let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: true };
    let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
    office.ask(Request::AwaitEntry { entry: accepted.entry.id }).await.expect("it is written");
    let written = brief_of(&office, petra, true).await;
    let told = format!(
        "A refund of 10.00 CHF for {order} is written, and it is not known whether the store has paid it."
    );
    assert_eq!(written.summary[0].text, told);
}

/// Where an exception is granted, its label is what there is to do next, and nobody is to ask who decides.
#[tokio::test]
async fn what_an_exception_needs_once_it_is_granted_is_proposed_first() {
    let office = Office::without_a_model().await;
    let leopold = "Leopold Harcourt";
    let asks = |brief: &Brief| brief.suggestions.iter().any(|one| one.body.contains("Ask who decides"));
    let before = brief_of(&office, leopold, true).await;
    assert!(asks(&before), "{:?}", before.suggestions);
    let is_exception = |one: &&Suggestion| one.offer.as_ref().is_some_and(|offer| offer.outside.is_some());
    let exception = before.suggestions.iter().find(is_exception).expect("an exception").id;
    let accept = Request::Accept { suggestion: exception, now: true };
    let Ok(Answer::Accepted(accepted)) = office.ask(accept).await else { panic!("not accepted") };
    let entry = accepted.entry.id;
    let anew = async || {
        let who = Who::Query(leopold.to_owned());
        let (purpose, reading) = (Purpose::Support, Reading::Cached);
        let wanted = Request::Brief { who, purpose, case: None, reading, playbook_only: true, again: true };
        let Ok(Answer::Brief(brief)) = office.ask(wanted).await else { panic!("no brief") };
        *brief
    };
    let asked = anew().await;
    assert!(!asks(&asked) && !asked.suggestions.iter().any(|one| one.title.contains("label")), "{asked:?}");
    office.ask(Request::Approve { entry, despite: true }).await.expect("a yes");
    office.clock.set(office.clock.now() + 6.seconds());
    office.ask(Request::RunOutbox).await.expect("it leaves");
    let granted = anew().await;
    let first = &granted.suggestions[0];
    assert!(first.title.starts_with("Send the label for order #"), "{:?}", granted.suggestions);
    assert!(first.body.contains("with the answer, which waits to be sent"), "{}", first.body);
    assert!(!asks(&granted), "{:?}", granted.suggestions);
}

/// An exception that was edited into a refusal grants nothing.
#[tokio::test]
async fn of_an_exception_that_was_edited_into_a_refusal_nothing_is_decided() {
    let office = Office::without_a_model().await;
    let leopold = "Leopold Harcourt";
    let before = brief_of(&office, leopold, true).await;
    let is_exception = |one: &&Suggestion| one.offer.as_ref().is_some_and(|offer| offer.outside.is_some());
    let exception = before.suggestions.iter().find(is_exception).expect("an exception").id;
    let accept = Request::Accept { suggestion: exception, now: true };
    let Ok(Answer::Accepted(accepted)) = office.ask(accept).await else { panic!("not accepted") };
    let entry = accepted.entry.id;
    let refusal = "Hello,\n\nI am sorry, the time to return your order has ended: we cannot take it back.";
    let edit = DraftEdit { body: Some(refusal.to_owned()), vouches: true, ..DraftEdit::default() };
    office.ask(Request::Amend { entry, edit }).await.expect("it is edited");
    office.ask(Request::Approve { entry, despite: true }).await.expect("a yes");
    office.clock.set(office.clock.now() + 6.seconds());
    office.ask(Request::RunOutbox).await.expect("it leaves");
    let who = Who::Query(leopold.to_owned());
    let (purpose, reading) = (Purpose::Support, Reading::Cached);
    let wanted = Request::Brief { who, purpose, case: None, reading, playbook_only: true, again: true };
    let Ok(Answer::Brief(brief)) = office.ask(wanted).await else { panic!("no brief") };
    let is_decided = |one: &Suggestion| one.title.contains("label") || one.body.contains("that is decided");
    assert!(!brief.suggestions.iter().any(is_decided), "{:?}", brief.suggestions);
}
