//! Goods whose time to come back is over: no draft sends a label for them, but for what is the shop's to put right.

use deskhand::copilot::candidates::{self, Candidate};
use deskhand::copilot::conversation::Conversation;
use deskhand::copilot::facts::{Facts, Scope};
use deskhand::copilot::macros::{Source, misfit};
use deskhand::copilot::situation::Situation;
use deskhand::domain::customer::ConsentState;
use deskhand::domain::returns::{Exception, LateWish};
use deskhand::domain::{EvidenceId, Mark, Profile, Purpose, Returns};
use deskhand::phrasing::Locale;
use jiff::tz::TimeZone;
use rstest::rstest;
use serde_json::json;

use crate::conversation::{ada, restore, terms};
use crate::profile_support::{days_ago, now};

/// What can be done about a message of Ada's, whose order #1001 arrived 80 days ago, under a rule of some days; and what
/// becomes of a model's answer.
fn with_rule<T>(
    message: &str,
    days: u32,
    tag: Option<&str>,
    work: impl FnOnce(&Situation<'_>, &[Candidate]) -> T,
) -> T {
    let mut profile = ada(message, ConsentState::Subscribed);
    profile.customer.tags.extend(tag.map(str::to_owned));
    of_profile(&profile, days, work)
}

fn of_profile<T>(profile: &Profile, days: u32, work: impl FnOnce(&Situation<'_>, &[Candidate]) -> T) -> T {
    let returns = Returns { days, text: None, final_sale: Vec::new(), zone: None };
    let scope = Scope { purpose: Purpose::Support, question: None };
    let facts = Facts::of(profile, scope, now(), &TimeZone::UTC).returning(profile, Some(&returns));
    let situation = Situation::of(profile, &facts, Purpose::Support);
    work(&situation, &candidates::all(&situation, &terms()))
}

fn words_of(message: &str, days: u32, candidate: &str) -> Option<String> {
    words_about(&ada(message, ConsentState::Subscribed), days, candidate)
}

fn words_about(profile: &Profile, days: u32, candidate: &str) -> Option<String> {
    of_profile(profile, days, |_, list| {
        let found = list.iter().find(|one| one.id == candidate)?;
        found.words.as_ref().map(|words| words.body.clone())
    })
}

#[rstest]
#[case("Order #1001: the jacket is too small. Can I exchange it?")]
#[case("Can I exchange the jacket of order #1001? I do not like it.")]
#[case("I want to return order #1001, it does not fit.")]
#[case("I want to return order #1001. Nothing is broken, the tags are on.")]
#[case("I was torn between two sizes of order #1001, can I still return it?")]
#[case("Sorry, I sent you the wrong size in my last message. I want to return order #1001.")]
fn what_is_not_liked_needs_a_yes_once_its_time_is_over(#[case] message: &str) {
    let late = words_of(message, 30, "reply-77").expect("a draft");
    assert!(late.contains("ended on") && !late.contains("label"), "{late}");
    let task = words_of(message, 30, "task-behind-the-reply-77").expect("a task");
    assert!(task.contains("ended on") && task.contains("no label before"), "{task}");
    let in_time = words_of(message, 200, "reply-77").expect("a draft");
    assert!(in_time.contains("label") && !in_time.contains("ended"), "{in_time}");
}

#[test]
fn what_a_case_asks_for_is_too_late_however_old_it_is() {
    let mut profile =
        ada("Can I exchange the jacket of order #1001? It is too small.", ConsentState::Subscribed);
    let order = profile.orders.iter_mut().find(|order| order.number == "#1001").expect("the order");
    order.placed_at = days_ago(700);
    order.shipments[0].delivered_at = Some(days_ago(690));
    let late = words_about(&profile, 30, "reply-77").expect("a draft");
    assert!(late.contains("ended on") && !late.contains("label"), "{late}");
}

#[rstest]
#[case("Order #1001: I ordered a medium and a small came. Can I swap it?", "what was packed")]
#[case("You sent me the wrong size with order #1001. Can I exchange it?", "what was packed")]
#[case("The zip of order #1001 broke. Can I exchange it?", "workshop")]
fn what_is_the_shops_to_put_right_is_no_late_return(#[case] message: &str, #[case] answer: &str) {
    let draft = words_of(message, 30, "reply-77").expect("a draft");
    assert!(draft.contains(answer) && !draft.contains("ended on"), "{draft}");
    assert!(!draft.contains("does not fit"), "{draft}");
}

#[test]
fn whoever_writes_which_sizes_were_mixed_up_is_held_against_the_order() {
    let message = "Order #1001: I ordered a medium and a small came. Can I swap it?";
    let task = words_of(message, 30, "task-behind-the-reply-77").expect("a task");
    assert!(task.contains("Order {order:1001.number} says: {order:1001.items}."), "{task}");
    assert!(
        task.contains("ordered size {case:77.ordered_size} and that size {case:77.came_size} came"),
        "{task}"
    );
}

/// What is left of a model's draft, and how many sentences were taken out of it.
fn of_model(message: &str, days: u32) -> (String, usize) {
    with_rule(message, days, None, |situation, list| {
        let body = "Hello Ada,\n\nThank you for your message. I am sending you the return label for order {order:1001.number}.";
        let answer = json!({ "summary": [], "suggestions": [{
            "candidate": "reply-77", "action": "reply", "title": "Answer", "body": body, "channel": "email", "offer": null,
            "timing": "now", "due_at": null, "reason": "Case {case:77.number} is open.",
            "evidence": ["case:77", "order:1001"], "confidence": 0.8,
        }] });
        let mut conversation = Conversation::new(situation, list);
        conversation.hear(&answer.to_string(), &restore).expect("short enough");
        let proposals = conversation.end(&restore).1.proposals;
        let taken_out = |one: &deskhand::copilot::proposal::Proposal| {
            one.unsupported.iter().filter(|one| one.mark == Mark::TakenOut).count()
        };
        proposals.first().map(|one| (one.body.clone(), taken_out(one))).unwrap_or_default()
    })
}

#[rstest]
#[case("Order #1001: the jacket is too small. Can I exchange it?")]
#[case("I want to return order #1001. Nothing is broken, the tags are on.")]
#[case("Order #1001: I was torn between two sizes, can I still return it?")]
fn a_models_label_for_what_is_too_late_is_taken_out(#[case] late: &str) {
    let (body, taken_out) = of_model(late, 30);
    assert!(!body.contains("label") && taken_out == 1, "{body}");
    let (body, taken_out) = of_model(late, 200);
    assert!(body.contains("label") && taken_out == 0, "{body}");
    let (body, taken_out) = of_model("Order #1001: the zip broke. Can I send it back?", 30);
    assert!(body.contains("label") && taken_out == 0, "{body}");
}

#[rstest]
#[case("Order #1001: the jacket is too small. Can I exchange it?", Some("I exchange it all the same"))]
#[case("I want to return order #1001.", Some("I take it back all the same"))]
#[case(
    "I want to return order #1001. Nothing is broken, the tags are on.",
    Some("I take it back all the same")
)]
#[case("I want to return order #1001. The zip is broken.", None)]
#[case("Order #1001: I ordered a medium and a small came. Can I exchange it?", None)]
fn an_exception_is_for_whoever_buys_much_and_chose_wrong(#[case] message: &str, #[case] says: Option<&str>) {
    let body = with_rule(message, 30, Some("VIP"), |_, list| {
        let found = list.iter().find(|one| one.id.starts_with("exception-from-the-return-rule"))?;
        found.words.as_ref().map(|words| words.body.clone())
    });
    assert_eq!(body.is_some(), says.is_some(), "{body:?}");
    assert!(says.is_none_or(|says| body.is_some_and(|body| body.contains(says))), "{says:?}");
}

/// Why a macro about sending back does not fit a case about order #1001.
fn objections_to_a_macro(text: &str, message: &str, days: u32) -> Vec<String> {
    let profile = ada(message, ConsentState::Subscribed);
    let source = Source {
        profile: &profile,
        case: &profile.cases[0],
        me: None,
        reader: &Locale::default(),
        now: now(),
        zone: &TimeZone::UTC,
        returns: Some(&Returns { days, text: None, final_sale: Vec::new(), zone: None }),
    };
    let found = misfit(text, &source).contradicted.into_iter().map(|one| one.why);
    found.filter(|why| why.contains("returns of order") || why.contains("sending anything back")).collect()
}

const LATE: &str = "I want to return order #1001, it does not fit.";
const BROKEN: &str = "The pole of order #1001 broke. Can I send it back?";
const OTHER: &str = "How do I wash the jacket of order #1001?";

#[rstest]
#[case("Unfortunately you can no longer return the order.", LATE)]
#[case("We cannot accept it: it is too late to exchange it, and you can't send it back.", LATE)]
#[case("Leider können Sie die Ware nicht mehr zurückschicken.", LATE)]
#[case("Vous ne pouvez plus renvoyer la veste.", LATE)]
#[case("Ya no se puede devolver.", LATE)]
#[case("There is no need to send it back.", LATE)]
#[case("Please send the broken pole back to us.", BROKEN)]
#[case("Please send the order back to us.", "I ordered a medium and a small came. It is order #1001.")]
fn a_macro_that_is_right_about_sending_back_fits(#[case] text: &str, #[case] message: &str) {
    assert_eq!(objections_to_a_macro(text, message, 30), [] as [&str; 0], "{text}");
}

#[rstest]
#[case("Please send the order back to us.", LATE, 30, "ended on")]
#[case("Please do not hesitate to send it back.", LATE, 30, "ended on")]
#[case("N'hésitez pas à renvoyer la veste.", LATE, 30, "ended on")]
#[case("You can no longer change the order. You can return it.", LATE, 30, "ended on")]
#[case("You can't change it any more, but you can return it.", LATE, 30, "ended on")]
#[case("This is no problem, not even today, please send it back.", LATE, 30, "ended on")]
#[case(
    "Please send the order back to us.",
    "Nothing of order #1001 is broken. Can I return it?",
    30,
    "ended on"
)]
#[case("Our address for returns is below. You would like to return the jacket.", OTHER, 200, "anything back")]
#[case("You can return it any day. You would like to return the jacket.", OTHER, 200, "anything back")]
fn a_macro_that_is_wrong_about_sending_back_does_not(
    #[case] text: &str,
    #[case] message: &str,
    #[case] days: u32,
    #[case] why: &str,
) {
    let found = objections_to_a_macro(text, message, days);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    assert!(found.iter().all(|found| found.contains(why)), "{text}: {found:?}");
}

/// What was granted is what its label is for, whatever the customer asks for since.
#[rstest]
#[case(LateWish::Return, "comes back though its time has ended")]
#[case(LateWish::Exchange, "is exchanged though its time has ended")]
fn the_label_is_for_what_was_granted(#[case] wish: LateWish, #[case] told: &str) {
    for message in ["Order #1001: can I exchange it instead?", "I want to return order #1001."] {
        with_rule(message, 30, Some("VIP"), |situation, _| {
            let granted = Exception {
                case: EvidenceId::new("case", "77"),
                order: EvidenceId::new("order", "1001"),
                wish,
                granted: true,
                unsent: false,
            };
            let situation = Situation::of(situation.profile, situation.facts, Purpose::Support)
                .with_exceptions(&[granted]);
            let list = candidates::all(&situation, &terms());
            let label = list.iter().find(|one| one.id.starts_with("label-of-an-exception")).expect("a label");
            let body = &label.words.as_ref().expect("words").body;
            assert!(body.contains(told), "{message}: {body}");
        });
    }
}
