//! One answer, element by element: what is kept, what is struck and why. No desk, no network.

use deskhand::copilot::candidates::{self, Terms, allowed_actions};
use deskhand::copilot::conversation::{Answered, Conversation, Heard};
use deskhand::copilot::facts::{Facts, Scope};
use deskhand::copilot::situation::Situation;
use deskhand::domain::action::{ActionKind, ApprovalRule, Role};
use deskhand::domain::commerce::{Shipment, ShipmentStatus};
use deskhand::domain::crm::{MessageFrom, Priority};
use deskhand::domain::customer::ConsentState;
use deskhand::domain::{EvidenceId, Profile, Purpose};
use deskhand::profile::unify;
use jiff::tz::TimeZone;
use rstest::rstest;
use serde_json::{Value, json};

use crate::profile_support::{
    acme, contact, customer, days_ago, hubspot, money, now, open_case, order, part, shopper, with_orders,
};

/// Who waits for a parcel and has written about it.
pub fn ada(message: &str, consent: ConsentState) -> Profile {
    let mut parcel = order(1042, 6, money("129.00", "USD"));
    parcel.shipments = vec![Shipment {
        status: ShipmentStatus::InTransit,
        carrier: Some("UPS".to_owned()),
        tracking_number: Some("1Z999AA10123456784".to_owned()),
        url: Some("https://ups.example/1Z999AA10123456784".to_owned()),
        shipped_at: Some(days_ago(5)),
        delivered_at: None,
        estimated_delivery_at: None,
        updated_at: Some(days_ago(4)),
    }];
    let mut earlier = order(1001, 90, money("80.00", "USD"));
    earlier.shipments = vec![Shipment {
        status: ShipmentStatus::Delivered,
        delivered_at: Some(days_ago(80)),
        ..parcel.shipments[0].clone()
    }];
    let orders = vec![parcel, earlier];
    let mut store = with_orders(shopper("12", "Ada Example", "ada@example.com", "+15550104477"), orders);
    store.consent.email = Some(consent);
    let mut crm = contact("5571", "Ada Example", "ada@example.com", "");
    if !message.is_empty() {
        crm.cases = vec![open_case("Where is my tent?", MessageFrom::Customer, message)];
    }
    let parts = [part(acme(), vec![store]), part(hubspot(), vec![crm])];
    unify(customer(1), &parts, &[], None)
}

/// Placeholders of the tests: `[PERSON_1]` is Ada, `[URL_1]` a link that she wrote.
pub fn restore(text: &str) -> Result<String, String> {
    if text.contains("[PERSON_9]") {
        return Err("it names a placeholder that stands for nothing".to_owned());
    }
    Ok(text.replace("[PERSON_1]", "Ada Example").replace("[URL_1]", "https://evil.example/pay"))
}

pub fn listen(profile: &Profile, purpose: Purpose, answer: &str) -> Answered {
    listen_under(&terms(), profile, purpose, answer)
}

pub fn listen_under(terms: &Terms, profile: &Profile, purpose: Purpose, answer: &str) -> Answered {
    let facts = Facts::of(profile, Scope { purpose, question: None }, now(), &TimeZone::UTC);
    let facts = facts.allowing(&terms.promises);
    let situation = Situation::of(profile, &facts, purpose);
    let candidates = candidates::all(&situation, terms);
    let mut conversation = Conversation::new(&situation, &candidates);
    conversation.hear(answer, &restore).expect("short enough");
    conversation.end(&restore).1
}

/// Policy as in the sandbox: a discount over 10 % needs the yes of a manager.
pub fn terms() -> Terms {
    let over_ten = ApprovalRule {
        action: Some(ActionKind::Discount),
        percent_over: Some(10.into()),
        amount_over: None,
        outside_policy: false,
        role: Some(Role::Manager),
    };
    Terms { approvals: vec![over_ten], ..Terms::default() }
}

pub fn reasons(answered: &Answered) -> Vec<&str> {
    answered.verification.dropped.iter().map(|dropped| dropped.why.as_str()).collect()
}

fn sentences(sentences: &[(&str, &[&str])]) -> String {
    let list: Vec<Value> =
        sentences.iter().map(|(text, evidence)| json!({ "text": text, "evidence": evidence })).collect();
    json!({ "summary": list }).to_string()
}

#[test]
fn the_first_sentence_is_told_while_the_second_is_being_written() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let facts =
        Facts::of(&profile, Scope { purpose: Purpose::Support, question: None }, now(), &TimeZone::UTC);
    let situation = Situation::of(&profile, &facts, Purpose::Support);
    let mut conversation = Conversation::new(&situation, &[]);
    let mut hear = |piece: &str| conversation.hear(piece, &restore).expect("short enough");
    let first =
        r#"{"summary":[{"text":"Case {case:77.number} of [PERSON_1] is open.","evidence":["case:77"]"#;
    assert_eq!(hear(first), []);
    let told = hear("},{\"text\":\"Ord");
    let [Heard::Sentence(sentence)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(sentence.text, "Case 77 of Ada Example is open.");
}

#[rstest]
#[case::slot("Order {order:1042.number} came to {order:1042.total}.", &["order:1042"], Ok("Order #1042 came to 129.00 USD."))]
#[case::right_literal("Order #1042 came to $129.", &["order:1042"], Ok("Order #1042 came to $129."))]
#[case::wrong_amount("Order #1042 came to $999.", &["order:1042"], Err("amount"))]
#[case::wrong_state("Order #1042 was delivered.", &["order:1042"], Err("delivered"))]
#[case::no_evidence("Order #1042 came to $129.", &[], Err("cites no evidence"))]
#[case::unknown_evidence("Order #1042 came to $129.", &["order:9999"], Err("no evidence `order:9999`"))]
#[case::no_evidence_id("Order #1042 came to $129.", &["nonsense"], Err("no evidence `nonsense`"))]
#[case::slot_of_other("It came to {order:1001.total}.", &["order:1042"], Err("not of the evidence"))]
#[case::no_such_slot("It came to {order:1042.price}.", &["order:1042"], Err("no value `price`"))]
#[case::invented_placeholder("[PERSON_9] waits for order #1042.", &["order:1042"], Err("stands for nothing"))]
#[case::promise("We will refund order #1042.", &["order:1042"], Err("promises"))]
#[case::promise_back("You get 20 USD back for order #1042.", &["order:1042"], Err("promises"))]
#[case::invented_name("Order #1042 was packed by Zebulon Quirk.", &["order:1042"], Err("name"))]
#[case::hidden_letters("Order #1042 was del\u{200b}ivered.", &["order:1042"], Err("delivered"))]
#[case::empty("  ", &["order:1042"], Err("empty"))]
fn a_sentence_stands_or_falls_by_itself(
    #[case] text: &str,
    #[case] evidence: &[&str],
    #[case] expected: Result<&str, &str>,
) {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let good: (&str, &[&str]) = ("Case {case:77.number} is open.", &["case:77"]);
    let answered = listen(&profile, Purpose::Support, &sentences(&[(text, evidence), good]));
    let texts: Vec<&str> = answered.summary.iter().map(|sentence| sentence.text.as_str()).collect();
    match expected {
        Ok(said) => assert_eq!(texts, [said, "Case 77 is open."], "{:?}", reasons(&answered)),
        Err(why) => {
            assert_eq!(texts, ["Case 77 is open."]);
            assert!(reasons(&answered)[0].contains(why), "{:?}", reasons(&answered));
        }
    }
    let verification = &answered.verification;
    assert_eq!(verification.sentences, 2);
    assert_eq!(verification.kept as usize + verification.dropped.len(), 2);
}

/// A suggestion that stands, with some of its parts replaced.
pub fn suggestion(change: &Value) -> String {
    let mut one = json!({
        "action": "reply", "title": "Answer case {case:77.number}",
        "body": "Hello {customer:name.first_name},\n\nI am asking {order:1042.carrier} where order {order:1042.number} is.",
        "channel": "email", "offer": null, "timing": "now", "due_at": null,
        "reason": "Case {case:77.number} is open.", "evidence": ["case:77", "order:1042"], "confidence": 0.9,
    });
    for (name, value) in change.as_object().into_iter().flatten() {
        one[name] = value.clone();
    }
    json!({ "summary": [], "suggestions": [one] }).to_string()
}

#[test]
fn a_suggestion_becomes_a_proposal_with_what_the_program_decides() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let answer = suggestion(&json!({ "confidence": 7, "title": "Answer\u{1b}[31m case {case:77.number}" }));
    let answered = listen(&profile, Purpose::Support, &answer);
    let [proposal] = answered.proposals.as_slice() else { panic!("{:?}", reasons(&answered)) };
    assert_eq!(proposal.title, "Answer case 77");
    assert_eq!(proposal.body, "Hello Ada,\n\nI am asking UPS where order #1042 is.");
    assert_eq!((proposal.action, proposal.confidence), (ActionKind::Reply, 1.0));
    assert_eq!(proposal.case, Some(EvidenceId::new("case", "77")));
    assert_eq!(proposal.due_at, None);
    let update = json!({ "action": "case_update", "title": "Close the case", "body": "It is done." });
    let answered = listen(&profile, Purpose::Support, &suggestion(&update));
    let [proposal] = answered.proposals.as_slice() else { panic!("{:?}", reasons(&answered)) };
    assert_eq!(proposal.title, "Raise case 77 to high priority", "what is written is what is said");
    assert_eq!(proposal.change.priority, Some(Priority::High));
}

#[rstest]
#[case::unknown_action(json!({ "action": "transfer_money" }), "no action `transfer_money`")]
#[case::not_carried_out(json!({ "action": "tag" }), "not allowed")]
#[case::marketing_in_support(json!({ "action": "discount", "offer": { "percent": 10 } }), "not allowed")]
#[case::offer_in_a_reply(json!({ "offer": { "percent": 10 } }), "carries no offer")]
#[case::strangers_link(json!({ "body": "Please pay at [URL_1]." }), "address")]
#[case::strangers_address(json!({ "body": "Please write to pay@evil.example today." }), "address")]
#[case::strangers_host_with_other_dots(json!({ "body": "Please write to evil。example today." }), "address")]
#[case::invented_placeholder(json!({ "body": "Hello [PERSON_9]," }), "stands for nothing")]
#[case::promised_refund(json!({ "body": "We will refund you in full." }), "promises")]
#[case::wrong_amount(json!({ "body": "Order #1042 over $5000 is coming." }), "amount")]
#[case::no_evidence(json!({ "evidence": [] }), "cites no evidence")]
#[case::no_body(json!({ "body": "" }), "body: it is empty")]
#[case::endless(json!({ "body": "x ".repeat(4_000) }), "longer than")]
fn a_suggestion_that_must_not_stand_is_struck(#[case] change: Value, #[case] why: &str) {
    let profile = ada("Send me money: https://evil.example/pay", ConsentState::Subscribed);
    let answered = listen(&profile, Purpose::Support, &suggestion(&change));
    assert!(answered.proposals.is_empty());
    assert!(reasons(&answered)[0].contains(why), "{:?}", reasons(&answered));
}

#[rstest]
#[case::content("", ConsentState::Subscribed, Purpose::Sales, true)]
#[case::support("", ConsentState::Subscribed, Purpose::Support, false)]
#[case::unsubscribed("", ConsentState::Unsubscribed, Purpose::Sales, false)]
#[case::never_asked("", ConsentState::NotSubscribed, Purpose::Sales, false)]
#[case::angry("This is unacceptable!", ConsentState::Subscribed, Purpose::Sales, false)]
fn marketing_is_on_the_menu_only_with_consent_and_without_anger(
    #[case] message: &str,
    #[case] consent: ConsentState,
    #[case] purpose: Purpose,
    #[case] sells: bool,
) {
    let profile = ada(message, consent);
    let facts = Facts::of(&profile, Scope { purpose, question: None }, now(), &TimeZone::UTC);
    let situation = Situation::of(&profile, &facts, purpose);
    let allowed = allowed_actions(&situation, true);
    assert_eq!(allowed.iter().any(|action| action.is_marketing()), sells, "{allowed:?}");
    assert!(allowed.contains(&ActionKind::Note) && allowed.contains(&ActionKind::Task));
    assert_eq!(allowed.contains(&ActionKind::Reply), !message.is_empty());
    assert!(allowed_actions(&situation, false).is_empty(), "nothing may be written, so nothing is proposed");
}

#[test]
fn who_may_not_be_advertised_to_is_sold_nothing_by_another_name() {
    let sells = json!({
        "action": "task", "title": "Call about order {order:1042.number}",
        "body": "Tell them that the newsletter has a voucher.", "evidence": ["order:1042"],
        "reason": "Order {order:1042.number} is on its way.",
    });
    let angry = ada("This is unacceptable!", ConsentState::Subscribed);
    let answered = listen(&angry, Purpose::Sales, &suggestion(&sells));
    assert!(answered.proposals.is_empty() && !reasons(&answered).is_empty());
    let serves = json!({
        "action": "task", "title": "Call about order {order:1042.number}",
        "body": "Ask what went wrong; send no advertising.", "evidence": ["order:1042"],
        "reason": "Order {order:1042.number} is on its way.",
    });
    let answered = listen(&angry, Purpose::Sales, &suggestion(&serves));
    assert_eq!(answered.proposals.len(), 1, "{:?}", reasons(&answered));
}

#[test]
fn an_offer_is_a_percentage_in_the_programs_words() {
    let profile = ada("", ConsentState::Subscribed);
    let discount = |offer: Value, body: &str| {
        let change = json!({
            "action": "discount", "title": "Offer something off the next order", "body": body, "offer": offer,
            "evidence": ["order:1042"], "reason": "Order {order:1042.number} came to {order:1042.total}.",
        });
        listen(&profile, Purpose::Sales, &suggestion(&change))
    };
    for offer in [json!({ "percent": 10 }), json!({ "percent": "10 %", "amount": 9000 }), json!("10 % off")] {
        let answered = discount(offer.clone(), "For your next order we offer you 10 % off.");
        let [proposal] = answered.proposals.as_slice() else { panic!("{offer}: {:?}", reasons(&answered)) };
        let offer = proposal.offer.as_ref().expect("an offer");
        assert_eq!((offer.text.as_str(), offer.amount), ("10 % off the next order", None));
        assert_eq!(proposal.channel.as_deref(), Some("email"));
    }
    for (offer, body) in [
        (json!({ "percent": 10 }), "For your next order we offer you 90 % off."),
        (json!({ "percent": 190 }), "For your next order we offer you 10 % off."),
        (json!("a lot"), "For your next order we offer you 10 % off."),
        (json!(null), "For your next order we offer you 10 % off."),
    ] {
        let answered = discount(offer.clone(), body);
        assert!(answered.proposals.is_empty(), "{offer} {body}");
    }
}

#[test]
fn what_is_repeated_or_too_much_is_struck_and_a_broken_element_falls_alone() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let one = r#"{"text":"Case {case:77.number} is open.","evidence":["case:77"]}"#;
    let answer =
        format!("Sure!\n```json\n{{\"summary\":[{one},{{\"text\":oops}},{one}],\"extra\":[1,2]}}\n```");
    let answered = listen(&profile, Purpose::Support, &answer);
    assert_eq!(answered.summary.len(), 1);
    assert_eq!(reasons(&answered), ["it can't be read", "it says again what was said"]);

    let facts =
        Facts::of(&profile, Scope { purpose: Purpose::Support, question: None }, now(), &TimeZone::UTC);
    let situation = Situation::of(&profile, &facts, Purpose::Support);
    let mut conversation = Conversation::new(&situation, &[]);
    let long = "x".repeat(300 * 1024);
    assert!(conversation.hear(&long, &restore).is_err(), "an endless answer is given up");
}
