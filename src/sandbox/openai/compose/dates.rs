//! Until when an order may come back, and by how much one is late: each of the order that is asked about.

use serde_json::Value;

use super::facts::{Fact, Facts};
use super::summary::say;

/// What a question of these kinds is answered with; nothing where it is of neither.
pub(super) fn answer(facts: &Facts<'_>, question: &str) -> Option<Option<Value>> {
    if asks_until_when(question) {
        return Some(may_come_back(facts, question));
    }
    asks_how_late(question).then(|| lateness(facts, question))
}

/// Whether words stand in a question, whole.
pub(super) fn has(question: &str, words: &[&str]) -> bool {
    let plain: String = question.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let padded = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
    words.iter().any(|word| padded.contains(&format!(" {word} ")))
}

/// What went back is another question.
fn asks_until_when(question: &str) -> bool {
    const TO_RETURN: &[&str] = &[
        "return",
        "returns",
        "returned",
        "returning",
        "returnable",
        "send back",
        "sent back",
        "give back",
        "bring back",
        "come back",
        "send it back",
        "send them back",
        "bring it back",
        "exchange",
        "exchanged",
    ];
    const UNTIL: &[&str] = &[
        "until when",
        "till when",
        "how long",
        "by when",
        "deadline",
        "too late",
        "still",
        "time",
        "left",
        "last day",
        "can",
        "may",
        "could",
        "days",
        "window",
        "period",
    ];
    const OF_THE_PAST: &[&str] = &["did", "has", "have", "had", "was", "were", "ever", "often", "rate"];
    let of_goods =
        has(question, TO_RETURN) || (has(question, &["back"]) && has(question, &["send", "bring", "give"]));
    of_goods && has(question, UNTIL) && !has(question, OF_THE_PAST)
}

fn asks_how_late(question: &str) -> bool {
    has(question, &["late", "overdue", "delayed", "delay"]) && !has(question, &["too late"])
}

fn may_come_back(facts: &Facts<'_>, question: &str) -> Option<Value> {
    say(
        order_of(facts, question)?,
        &[
            "Order {number} may come back until {return_until}.",
            "The time to return order {number} ended on {return_ended}, {return_days_over} ago.",
            "Order {number} does not come back: {final_sale}.",
        ],
    )
}

fn lateness(facts: &Facts<'_>, question: &str) -> Option<Value> {
    let named = named_order(facts, question);
    let late = |order: &&Fact<'_>| order.says(&["; late"]);
    let order = named.or_else(|| facts.of("order").find(late)).or_else(|| facts.last_order())?;
    let told: &[&str] = match late(&order) {
        true => &[
            "Order {number} is {days_late} late: it was expected on {expected_at}, and its parcel is {parcel}.",
            "Order {number} is late: its parcel is {parcel}.",
            "Order {number} is late.",
        ],
        false => &[
            "Order {number} was delivered on {delivered_at}.",
            "The parcel of order {number} is {parcel}, expected on {expected_at}.",
        ],
    };
    say(order, told)
}

/// The order that a question names, else that of the open case, else the last one.
fn order_of<'f, 'a>(facts: &'f Facts<'a>, question: &str) -> Option<&'f Fact<'a>> {
    let of_case = || {
        let number = facts.open_case()?.value("order")?;
        facts.of("order").find(|order| order.is("number", number))
    };
    named_order(facts, question).or_else(of_case).or_else(|| facts.last_order())
}

/// The order whose number a question has, else the newest with a word of the goods that it speaks of.
fn named_order<'f, 'a>(facts: &'f Facts<'a>, question: &str) -> Option<&'f Fact<'a>> {
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    let asked: Vec<String> = question.split(|c: char| !c.is_alphanumeric()).map(stem).collect();
    let by_number = |order: &&Fact<'_>| {
        order
            .value("number")
            .is_some_and(|number| asked.iter().any(|word| word == number.trim_start_matches('#')))
    };
    let by_goods = |order: &&Fact<'_>| {
        let items = order.value("items").unwrap_or_default().to_lowercase();
        let mut words = items.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 3).map(stem);
        words.any(|word| asked.contains(&word))
    };
    facts.of("order").find(by_number).or_else(|| facts.of("order").find(by_goods))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_still_go_back_is_told_from_what_went_back() {
        for asked in [
            "until when can she return the boots?",
            "how long can they send it back?",
            "can he still return order 1130?",
            "what is the deadline for the return?",
            "how many days are left to return it?",
            "may she exchange them?",
        ] {
            assert!(asks_until_when(asked), "{asked}");
        }
        for asked in [
            "has she ever returned anything?",
            "how many returns did she have?",
            "did she send the boots back?",
            "what is his return rate?",
            "can i call her back?",
        ] {
            assert!(!asks_until_when(asked), "{asked}");
        }
    }

    #[test]
    fn a_question_of_lateness_has_the_word_whole() {
        assert!(asks_how_late("how many days is it late?") && asks_how_late("is it delayed?"));
        assert!(
            !asks_how_late("what is the latest order?") && !asks_how_late("is it too late to return it?")
        );
    }
}
