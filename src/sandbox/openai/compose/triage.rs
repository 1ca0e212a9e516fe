//! The labels of a case, by the words of it that stand in the prompt.

use serde_json::{Value, json};

use super::facts::Facts;
use super::requests::is_hostile;

/// Words in lower case and the category that they are usual for; the first that fits is taken.
const CATEGORIES: &[(&str, &[&str])] = &[
    ("return_refund", &["refund", "money back", "send back", "return", "exchange"]),
    ("cancel_change", &["cancel", "change the"]),
    ("delivery_problem", &["damaged", "broken", "missing", "lost", "wrong", "stuck", "third message"]),
    ("account", &["gdpr", "erase", "password", "newsletter"]),
    ("payment", &["invoice", "charged", "payment", "net 30"]),
    ("order_status", &["where is", "tracking", "when will", "parcel", "再配達"]),
    ("product_question", &["size", "certified", "in stock", "fit"]),
    ("praise", &["best service", "thank you so much", "love it"]),
];

/// Whether the request asks for the labels of a case.
pub(super) fn is_asked(messages: &[String], schema: Option<&Value>) -> bool {
    let by_form = schema.is_some_and(|schema| schema["properties"].get("category").is_some());
    by_form || messages.iter().any(|text| text.contains("`category` is one of"))
}

/// The labels.
pub(super) fn labels(facts: &Facts<'_>) -> Value {
    let Some(case) = facts.of("case").next() else { return json!({}) };
    let filed =
        CATEGORIES.iter().find(|(_, words)| case.says(words)).map_or("other", |(category, _)| category);
    let category = if is_hostile(case) { "other" } else { filed };
    let angry = facts.is_angry();
    let mood = if angry { "angry" } else { "neutral" };
    let urgency = if angry { "high" } else { "normal" };
    let sentences = ["The customer writes about “{subject}” in case {number}."];
    let text = case.fill(&sentences).unwrap_or_default();
    json!({
        "category": category, "mood": mood, "urgency": urgency, "language": "en",
        "summary": { "text": text, "evidence": [case.id] },
    })
}
