//! The labels of a case, by the words of it that stand in the prompt.

use serde_json::{Value, json};

use super::facts::{Fact, Facts};
use super::requests::heard;
use super::suggestions::fill;

/// Words in lower case and the category that they are usual for; the first that fits is taken.
const CATEGORIES: &[(&str, &[&str])] = &[
    ("return_refund", &["refund", "money back", "send back", "return", "exchange"]),
    ("cancel_change", &["cancel", "change the"]),
    (
        "delivery_problem",
        &[
            "damaged",
            "broken",
            "missing",
            "lost",
            "wrong",
            "stuck",
            "third message",
            "has come",
            "not come",
            "leaks",
        ],
    ),
    ("account", &["gdpr", "erase", "password", "newsletter"]),
    ("payment", &["invoice", "charged", "payment", "net 30"]),
    ("order_status", &["where is", "tracking", "when will", "parcel", "再配達"]),
    ("product_question", &["size", "certified", "in stock", "fit"]),
    ("praise", &["best service", "thank you so much", "love it"]),
];

/// What is said of a case whose answer has such a title; of the others it is why they are answered so.
const SUMMARIES: &[(&str, &[&str])] = &[
    // Nothing that it says is repeated.
    ("Answer without granting anything", &["The customer writes about “{c.subject}” in case {c.number}."]),
    ("Tell where order {o.number} was delivered", ADDRESS),
    ("Answer: the address can still be changed", ADDRESS),
    ("Answer: change of the delivery address", ADDRESS),
    (
        "Answer: says delivered, nothing there",
        &["The customer writes in case {c.number} about order {o.number}, delivered on {o.delivered_at}."],
    ),
    (
        "Answer: return",
        &["The customer writes in case {c.number} about order {o.number}, delivered on {o.delivered_at}."],
    ),
    ("Answer: something broke", BROKEN),
    ("Answer: money back for what broke", BROKEN),
    ("Answer the question about a product", &["The customer asks in case {c.number}: “{c.subject}”."]),
    (
        "Answer: we did not come back to it",
        &["The customer writes in case {c.number}; on {c.unkept_at} we wrote “{c.unkept}”."],
    ),
];
const BROKEN: &[&str] = &["The customer writes in case {c.number} about {c.item} of order {o.number}."];
const ADDRESS: &[&str] =
    &["The customer asks in case {c.number} about the address of order {o.number}, which is {o.status}."];

/// Whether the request asks for the labels of a case.
pub(super) fn is_asked(messages: &[String], schema: Option<&Value>) -> bool {
    let by_form = schema.is_some_and(|schema| schema["properties"].get("category").is_some());
    by_form || messages.iter().any(|text| text.contains("`category` is one of"))
}

/// The labels.
pub(super) fn labels(facts: &Facts<'_>) -> Value {
    let Some(case) = facts.of("case").next() else { return json!({}) };
    let filed =
        || CATEGORIES.iter().find(|(_, words)| case.says(words)).map_or("other", |(category, _)| category);
    let heard = heard(facts);
    let category = heard.and_then(|(request, ..)| request.category).unwrap_or_else(filed);
    let angry = facts.is_angry();
    let mood = if angry { "angry" } else { "neutral" };
    let urgency = if angry { "high" } else { "normal" };
    let order = heard.and_then(|(_, _, order)| order);
    let asked = heard.and_then(|(request, case, order)| {
        let own = SUMMARIES.iter().find(|(title, _)| *title == request.title);
        fill(own.map_or(request.why, |(_, texts)| *texts), case, order)
    });
    let text = asked.or_else(|| case.fill(&["The customer writes about “{subject}” in case {number}."]));
    let evidence: Vec<&str> = std::iter::once(case).chain(order).map(|fact| fact.id).collect();
    json!({
        "category": category, "mood": mood, "urgency": urgency, "language": language(case),
        "summary": { "text": text.unwrap_or_default(), "evidence": evidence },
    })
}

/// In which language a case is written, by its letters; English where they are Latin.
fn language(case: &Fact<'_>) -> &'static str {
    let text = case.text();
    let has = |from: char, to: char| text.chars().filter(|c| (from..=to).contains(c)).count() > 10;
    if has('\u{600}', '\u{6ff}') {
        return "ar";
    }
    if has('\u{3041}', '\u{30ff}') { "ja" } else { "en" }
}
