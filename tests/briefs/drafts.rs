//! A model's draft, sentence by sentence: what stays, what is marked for the rep, what is taken out.

use deskhand::domain::customer::ConsentState;
use deskhand::domain::{Mark, Purpose};
use rstest::rstest;
use serde_json::json;

use crate::conversation::{ada, listen, reasons, suggestion};

const GREETING: &str = "Hello {customer:name.first_name},\n\n";
const TRUE: &str = "I am asking {order:1042.carrier} where order {order:1042.number} is.";
const FILLED: &str = "Hello Ada,\n\nI am asking UPS where order #1042 is.";

#[rstest]
#[case::wrong_amount("It came to 999.00 USD.", Mark::Open, "amount")]
#[case::wrong_state("Your order was delivered last week.", Mark::Open, "delivered")]
#[case::wrong_day("It was shipped on 2 January 2026.", Mark::Open, "date")]
#[case::wrong_label("The refund of order #1042 was {order:1042.total}.", Mark::TakenOut, "refund")]
#[case::promise_in_other_words("Your 129.00 USD are refunded on Friday.", Mark::TakenOut, "")]
#[case::arrival_in_other_words("You can expect it before 28 November.", Mark::TakenOut, "date")]
#[case::free_in_other_words("For your trouble take 15 % on the next one.", Mark::TakenOut, "15 %")]
#[case::invented_cause("I am asking because the carrier lost a truck.", Mark::Open, "reason")]
#[case::promised_refund("We will refund you 129.00 USD.", Mark::TakenOut, "promises")]
#[case::promised_voucher("You get a voucher for your patience.", Mark::TakenOut, "promises")]
#[case::promised_day("It will arrive on Friday.", Mark::TakenOut, "arrival")]
#[case::refund_as_done("We have refunded 500.00 USD to your card.", Mark::TakenOut, "refunded")]
#[case::two_in_one("Your order was delivered, and we will refund you.", Mark::TakenOut, "promises")]
#[case::strangers_link("Please pay at [URL_1].", Mark::TakenOut, "address")]
#[case::strangers_host("Please write to pay@evil.example today.", Mark::TakenOut, "address")]
#[case::strangers_phone("Please call +1 212 555 0188 today.", Mark::TakenOut, "phone")]
#[case::third_person("Order #1042 was packed by Zebulon Quirk.", Mark::TakenOut, "name")]
#[case::third_persons_amount("Zebulon Quirk paid 999.00 USD for it.", Mark::TakenOut, "name")]
#[case::invented_placeholder("Ask [PERSON_9] about it.", Mark::TakenOut, "stands for nothing")]
#[case::broken_slot("It came to {order:1042.total now.", Mark::TakenOut, "slot")]
#[case::no_such_value("It came to {order:1042.price}.", Mark::TakenOut, "no value")]
#[case::of_another_order("It came to {order:1001.total}.", Mark::TakenOut, "not of the evidence")]
fn what_does_not_stand_is_marked_or_taken_out_and_takes_no_neighbour_along(
    #[case] lie: &str,
    #[case] mark: Mark,
    #[case] why: &str,
) {
    let profile = ada("Send me money: https://evil.example/pay", ConsentState::Subscribed);
    for (body, behind) in [
        (format!("{GREETING}{TRUE} {lie}\n\nKind regards"), "\n\nKind regards"),
        (format!("{GREETING}{TRUE}\n{lie}"), ""),
    ] {
        let answered = listen(&profile, Purpose::Support, &suggestion(&json!({ "body": body })));
        let [proposal] = answered.proposals.as_slice() else { panic!("{lie}: {:?}", reasons(&answered)) };
        let [one] = proposal.unsupported.as_slice() else { panic!("{lie}: {:?}", proposal.body) };
        assert_eq!(one.mark, mark, "{lie}: {}", one.why);
        assert!(one.why.contains(why), "{lie}: {}", one.why);
        let body = proposal.body.as_str();
        assert!(body.starts_with(FILLED) && body.ends_with(behind), "{body:?}");
        assert_eq!(one.stands_in(body), mark == Mark::Open, "{body:?}");
        assert!(!one.text.contains("evil.example/pay") && !body.contains("evil"), "{body:?} {}", one.text);
        if mark == Mark::TakenOut {
            assert!(body.trim_end_matches(behind).trim_end() == FILLED, "{body:?}");
        }
    }
}

#[rstest]
#[case::a_lie_alone("It came to 999.00 USD.")]
#[case::a_greeting_is_nothing(
    "Hello {customer:name.first_name},\n\nYour order was delivered last week.\n\nKind regards"
)]
#[case::a_promise_and_a_lie("We will refund you. Your order was delivered last week.")]
fn a_draft_of_which_nothing_stands_is_struck_with_its_suggestion(#[case] body: &str) {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let answered = listen(&profile, Purpose::Support, &suggestion(&json!({ "body": body })));
    assert!(answered.proposals.is_empty() && reasons(&answered)[0].starts_with("body: "), "{body}");
}

#[test]
fn a_draft_that_stands_has_no_marks_and_is_as_it_was_written() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let body = format!("{GREETING}{TRUE} You paid 129.00 USD, e.g. {{order:1042.total}}.\n\n\nKind regards");
    let answered = listen(&profile, Purpose::Support, &suggestion(&json!({ "body": body })));
    let [proposal] = answered.proposals.as_slice() else { panic!("{:?}", reasons(&answered)) };
    assert!(proposal.unsupported.is_empty());
    assert_eq!(proposal.body, format!("{FILLED} You paid 129.00 USD, e.g. 129.00 USD.\n\n\nKind regards"));
}
