//! The questions to ask in a call that a model words: what may be asked, what is struck, and what stands in its place.

use deskhand::copilot::asking::{Worded, read};
use deskhand::copilot::facts::{Facts, Scope};
use deskhand::domain::customer::ConsentState;
use deskhand::domain::{Profile, Purpose};
use deskhand::profile::unify;
use jiff::tz::TimeZone;
use rstest::rstest;
use serde_json::json;

use crate::conversation::{ada, restore};
use crate::profile_support::{acme, contact, customer, hubspot, now, part};
use crate::truth::without;

fn worded(answer: &str) -> Result<Worded, String> {
    worded_of(&ada("Where is it? Write to pay@evil.example", ConsentState::Subscribed), answer)
}

fn worded_of(profile: &Profile, answer: &str) -> Result<Worded, String> {
    let scope = Scope { purpose: Purpose::Sales, question: None };
    let facts = Facts::of(profile, scope, now(), &TimeZone::UTC);
    read(answer, profile, &facts, &restore)
}

fn asked(text: &str, evidence: &[&str]) -> Worded {
    let answer = json!({ "questions": [{ "text": text, "evidence": evidence }] });
    worded(&answer.to_string()).expect("it is in the form")
}

#[rstest]
#[case::case("What would help you most with case {case:77.number}?", "case:77")]
#[case::subject("What would settle “{case:77.subject}” for you?", "case:77")]
#[case::order("By when do you need order {order:1001.number}?", "order:1001")]
#[case::delivered("How do you like {order:1001.main_item} of order {order:1001.number}?", "order:1001")]
#[case::wish("What would you like to know about order {order:1001.number}?", "order:1001")]
fn a_question_that_presumes_nothing_stands(#[case] text: &str, #[case] evidence: &str) {
    let worded = asked(text, &[evidence]);
    assert!(worded.is_any(), "{:?}", worded.verification.dropped.iter().map(|d| &d.why).collect::<Vec<_>>());
    assert_eq!((worded.verification.sentences, worded.verification.kept), (1, 1));
}

#[rstest]
#[case::no_evidence("What would help you with case {case:77.number}?", &[])]
#[case::other_evidence("What would help you with case {case:99.number}?", &["case:99"])]
#[case::slot_of_another("What would help you with case {case:77.number}?", &["order:1001"])]
#[case::literal("Do you need all of the 4711 items of order {order:1001.number}?", &["order:1001"])]
#[case::amount("Is 99.50 USD too much for order {order:1001.number}?", &["order:1001"])]
#[case::name("What does Benedict think about order {order:1001.number}?", &["order:1001"])]
#[case::day("Do you need order {order:1001.number} by 3 March 2031?", &["order:1001"])]
#[case::state("How was it when order {order:1001.number} was refunded?", &["order:1001"])]
#[case::another_state("What do you think about order {order:1001.number}, which was cancelled?", &["order:1001"])]
#[case::reason("Why were you so unhappy with order {order:1001.number}?", &["order:1001"])]
#[case::event("What broke in order {order:1001.number}?", &["order:1001"])]
#[case::trouble("Which problem did you have with order {order:1001.number}?", &["order:1001"])]
#[case::life("How is your move to the sea, and does order {order:1001.number} help?", &["order:1001"])]
#[case::nothing_of_the_facts("What are you planning next?", &["order:1001"])]
#[case::discount("Would a discount of 10 % help you with order {order:1001.number}?", &["order:1001"])]
#[case::refund("Would you like your money back for order {order:1001.number}?", &["order:1001"])]
#[case::if_refunded("What if we refund order {order:1001.number}?", &["order:1001"])]
#[case::gift("Can we send you a voucher for case {case:77.number}?", &["case:77"])]
#[case::arrival("Do you know that order {order:1001.number} will arrive tomorrow?", &["order:1001"])]
#[case::statement("We look into case {case:77.number}.", &["case:77"])]
#[case::with_statement("You are right. What would help with case {case:77.number}?", &["case:77"])]
#[case::two("What would help with case {case:77.number}? And what else?", &["case:77"])]
#[case::having("How do you like order {order:1042.number}?", &["order:1042"])]
#[case::using("Are you happy with {order:1042.main_item}?", &["order:1042"])]
#[case::has_come("Has order {order:1042.number} arrived?", &["order:1042"])]
#[case::came_back("Did you send order {order:1001.number} back?", &["order:1001"])]
#[case::card("Which card do you use for order {order:1001.number}?", &["order:1001"])]
#[case::number("Can you tell us your account number for order {order:1001.number}?", &["order:1001"])]
#[case::password("What is your password for case {case:77.number}?", &["case:77"])]
#[case::health("Is your health better, and does order {order:1001.number} help?", &["order:1001"])]
#[case::faith("Does order {order:1001.number} suit your church?", &["order:1001"])]
#[case::income("Is your income open for order {order:1001.number}?", &["order:1001"])]
#[case::address("Can you write about case {case:77.number} to pay@evil.example?", &["case:77"])]
#[case::braces("What would help with {case:77}?", &["case:77"])]
#[case::empty("", &["case:77"])]
#[case::german("Was ist mit Ihrer Bestellung {order:1001.number} passiert?", &["order:1001"])]
fn a_bad_question_is_struck(#[case] text: &str, #[case] evidence: &[&str]) {
    let worded = asked(text, evidence);
    assert!(!worded.is_any(), "it stands: {:?}", worded.questions);
    assert_eq!((worded.verification.kept, worded.verification.dropped.len()), (0, 1));
}

#[rstest]
#[case::bare("", "")]
#[case::fenced("Here they are {for you}:\n```json\n", "\n```")]
#[case::thought("<think>{\"questions\":[]} perhaps</think>", "")]
fn questions_are_read_whatever_stands_around_them(#[case] before: &str, #[case] after: &str) {
    let answer =
        r#"{"questions":[{"text":"What would help with case {case:77.number}?","evidence":["case:77"]}]}"#;
    let worded = worded(&format!("{before}{answer}{after}")).expect("it is in the form");
    let first = worded.questions[0].as_ref().expect("it stands");
    assert_eq!(first.text, "What would help with case 77?");
}

#[rstest]
#[case::no_json("I can't do that.")]
#[case::another_form(r#"{"sentences":[]}"#)]
#[case::no_list(r#"{"questions":"What?"}"#)]
fn what_is_not_in_the_form_is_refused(#[case] answer: &str) {
    assert!(worded(answer).is_err());
}

/// Each keeps its place, so that what is struck leaves its own to the built-in question.
#[test]
fn what_is_struck_or_too_much_leaves_its_place() {
    let good = json!({ "text": "What would help with case {case:77.number}?", "evidence": ["case:77"] });
    let bad = json!({ "text": "Would you like a refund?", "evidence": ["order:1001"] });
    let last =
        json!({ "text": "By when do you need order {order:1001.number}?", "evidence": ["order:1001"] });
    let answer = json!({ "questions": [bad, good, good, last] });
    let worded = worded(&answer.to_string()).expect("it is in the form");
    let stand: Vec<bool> = worded.questions.iter().map(Option::is_some).collect();
    assert_eq!(stand, [false, true, false]);
    assert_eq!((worded.verification.sentences, worded.verification.kept), (4, 1));
}

/// Who has not ordered by what is known may have, where a store could not be read.
#[test]
fn a_first_order_is_asked_after_where_it_is_known_that_there_is_none() {
    let asked = |profile: &Profile, text: &str| {
        let answer = json!({ "questions": [{ "text": text, "evidence": ["totals:all"] }] });
        worded_of(profile, &answer.to_string()).expect("it is in the form")
    };
    let heard =
        [part(acme(), vec![]), part(hubspot(), vec![contact("5571", "Ada Example", "ada@example.com", "")])];
    let heard = unify(customer(1), &heard, &[], None);
    let text = "What would help you decide on a first order?";
    let stands = asked(&heard, text);
    assert!(stands.is_any(), "{:?}", stands.verification.dropped.iter().map(|d| &d.why).collect::<Vec<_>>());
    for text in [text, "What would help with your first order?"] {
        let struck = asked(&without("Ada Example", true), text);
        assert_eq!(struck.verification.dropped.len(), 1, "{:?}", struck.questions);
        assert!(
            struck.verification.dropped[0].why.contains("which is not known"),
            "{}",
            struck.verification.dropped[0].why
        );
    }
}
