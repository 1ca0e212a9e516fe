//! What the reader of a model's answers promises of any text in any pieces.

use deskhand::copilot::conversation::{Answered, Conversation};
use deskhand::copilot::facts::{Facts, Scope};
use deskhand::copilot::situation::Situation;
use deskhand::domain::Purpose;
use deskhand::profile::unify;
use jiff::tz::TimeZone;

use crate::profile_support::{acme, customer, money, now, order, part, shopper, with_orders};
use crate::texts::Random;

/// What answers are made of.
const PIECES: &[&str] = &[
    "{\"summary\":[",
    "{\"text\":\"",
    "Order {order:1042.number} is open.",
    "\",\"evidence\":[",
    "\"order:1042\"",
    "]}",
    "]",
    "}",
    ",",
    "\"suggestions\":[",
    "{\"action\":\"reply\",\"title\":\"",
    "\"body\":\"",
    "\",",
    "\"",
    "\\",
    "\\\"",
    "\\u00",
    "\\ud83d",
    "<think>",
    "</think>",
    "```json",
    "```",
    "Here you are: ",
    "{",
    "[",
    "null",
    "1e999",
    "-0",
    "true",
    "{order:",
    "{}",
    "{{",
    "}}",
    "[PERSON_1]",
    "\n",
    "\u{0}",
    "é",
    "日本",
    "\u{202e}",
    "299.97 USD",
    "{\"lookup\":{\"kind\":\"orders\"}}",
    ":",
];

/// Gives `run` a check that lets one conversation hear a made-up answer whole and another hear it in pieces.
pub fn with_a_listener(run: impl FnOnce(&dyn Fn(&mut Random, &str))) {
    let orders = vec![order(1042, 6, money("129.00", "USD")), order(1001, 90, money("80.00", "USD"))];
    let store = with_orders(shopper("12", "Ada Example", "ada@example.com", "+15550104477"), orders);
    let profile = unify(customer(1), &[part(acme(), vec![store])], &[], None);
    let facts =
        Facts::of(&profile, Scope { purpose: Purpose::Support, question: None }, now(), &TimeZone::UTC);
    let situation = Situation::of(&profile, &facts, Purpose::Support);
    run(&|random, text| {
        let answer = answer(random, text);
        let listen = |pieces: &[&str]| -> Answered {
            let mut conversation = Conversation::new(&situation, &[]).with_lookups();
            for piece in pieces {
                if conversation.hear(piece, &restore).is_err() {
                    return Answered::default();
                }
            }
            conversation.end(&restore).1
        };
        let whole = listen(&[answer.as_str()]);
        let pieces = random.cut(&answer);
        assert_eq!(listen(&pieces), whole, "{answer:?} in pieces {pieces:?}");
    });
}

fn restore(text: &str) -> Result<String, String> {
    if text.contains("[PERSON_9]") {
        return Err("it names a placeholder that stands for nothing".to_owned());
    }
    Ok(text.replace("[PERSON_1]", "Ada Example"))
}

/// Pieces of answers, with the text between two of them.
fn answer(random: &mut Random, text: &str) -> String {
    let mut answer = String::new();
    if random.below(3) > 0 {
        answer.push_str("{\"summary\":[{\"text\":\"");
    }
    let at = random.below(24);
    for place in 0..random.below(24) {
        answer.push_str(if place == at { text } else { random.pick(PIECES) });
    }
    answer
}
