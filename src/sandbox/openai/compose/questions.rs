//! The questions to ask in a call: one a matter, what is open first.

use serde_json::{Value, json};

use super::facts::{Fact, Facts};

const MOST_QUESTIONS: usize = 3;

/// Whether the request asks for the questions of a call.
pub(super) fn are_asked(messages: &[String], schema: Option<&Value>) -> bool {
    let by_form = schema.is_some_and(|schema| schema["properties"].get("questions").is_some());
    by_form || messages.iter().any(|text| text.contains("three `questions`"))
}

/// The questions.
pub(super) fn of_call(facts: &Facts<'_>) -> Vec<Value> {
    let asked = |fact: Option<&Fact<'_>>, texts: &[&str]| {
        let fact = fact?;
        Some(json!({ "text": fact.fill(texts)?, "evidence": [fact.id] }))
    };
    let deal = facts.of("deal").find(|deal| deal.is("outcome", "open"));
    let order = facts.last_order();
    let is_theirs = order.is_some_and(|order| order.is("status", "delivered"));
    let about_order: &[&str] = match is_theirs {
        true => &["How do you like {main_item} of order {number}?", "How do you like order {number}?"],
        false => &["What should we know about order {number}?"],
    };
    let orders = facts.totals().and_then(|totals| totals.number("orders"));
    let has_ordered = orders.is_some_and(|count| count > 0.0);
    let case = facts.open_case();
    let last_of_all: &[&str] = match has_ordered || facts.unpaid_order().is_some() {
        true => &["What would make your next order better for you?"],
        false => &["What would help you decide on a first order?"],
    };
    let questions = [
        asked(case, &["What would help you most with case {number}?"]),
        asked(deal, &["What is the next step for you in the deal {name}?"]),
        asked(facts.live_cart(), &["What would help you decide about {items}?"]),
        asked(facts.unpaid_order(), &["What should we know about order {number}?"]),
        asked(order, about_order),
        asked(
            facts.next_product().filter(|_| case.is_none()),
            &["Would {title} help with what you are planning?"],
        ),
        // Nobody with an open case is asked for another order.
        match case {
            Some(_) => asked(case, &["What should we know about case {number}?"]),
            // Where no store could be read it is not known how many there are.
            None => asked(facts.totals().filter(|_| orders.is_some()), last_of_all),
        },
    ];
    questions.into_iter().flatten().take(MOST_QUESTIONS).collect()
}
