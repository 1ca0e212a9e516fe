//! How sure an answer is told to be: less by what it leaves out, and by what is only supposed.

use deskhand::copilot::confidence::weighed;
use deskhand::copilot::proposal::Proposal;
use deskhand::domain::EvidenceId;
use deskhand::domain::action::ActionKind;
use deskhand::domain::customer::ConsentState;

use crate::conversation::ada;

fn answer(evidence: &[(&str, &str)]) -> Proposal {
    let evidence = evidence.iter().map(|(kind, key)| EvidenceId::new(kind, key)).collect();
    let mut answer = Proposal::new(ActionKind::Reply, evidence);
    answer.case = Some(EvidenceId::new("case", "77"));
    answer.body = "I am looking into it.".to_owned();
    answer.reason = "Case 77 is open.".to_owned();
    answer.confidence = 0.85;
    answer
}

const CASE: (&str, &str) = ("case", "77");
const ORDER: (&str, &str) = ("order", "1042");

#[test]
fn an_answer_is_less_sure_the_more_it_leaves_out() {
    let profile = ada("I want my money back, or send a new one by express!", ConsentState::Subscribed);
    let whole = weighed(&answer(&[CASE]), &profile, &[]);
    assert_eq!(whole, 0.85);
    let lacks = ["not answered: their money back, a new one sent, express delivery".to_owned()];
    let lacking = weighed(&answer(&[CASE]), &profile, &lacks);
    assert_eq!(lacking, 0.61);
    let mut half = answer(&[CASE]);
    half.body.push_str(" You get a refund.");
    let half = weighed(&half, &profile, &["not answered: a new one sent, express delivery".to_owned()]);
    assert!(lacking < half && half < whole, "{lacking} {half} {whole}");
}

#[test]
fn an_answer_about_an_order_that_the_case_does_not_name_is_less_sure() {
    let mut supposed = ada("Where is it?", ConsentState::Subscribed);
    supposed.cases[0].subject = "A question".to_owned();
    let named = ada("Where is order 1042?", ConsentState::Subscribed);
    assert_eq!(weighed(&answer(&[CASE, ORDER]), &named, &[]), 0.85);
    assert_eq!(weighed(&answer(&[CASE, ORDER]), &supposed, &[]), 0.75);
    assert_eq!(weighed(&answer(&[CASE]), &supposed, &[]), 0.85);
}

#[test]
fn a_reason_that_did_not_stand_makes_it_less_sure_and_nothing_makes_it_surer() {
    let profile = ada("Where is order 1042?", ConsentState::Subscribed);
    let mut bare = answer(&[CASE]);
    bare.reason = String::new();
    assert_eq!(weighed(&bare, &profile, &[]), 0.8);
    bare.confidence = 0.01;
    assert_eq!(weighed(&bare, &profile, &[]), 0.01);
}
