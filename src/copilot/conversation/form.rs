//! The form that an answer is asked for in: JSON Schemas that every server with structured answers takes.

use serde_json::{Value, json};

use crate::copilot::candidates::{self, Candidate};
use crate::copilot::lookups::{Measure, OrderState, Per};
use crate::domain::triage::{Category, Mood, Urgency};

/// The form of a brief. An answer can name none but the candidates; with none there are no suggestions.
pub fn of_brief(candidates: &[&Candidate]) -> Value {
    if candidates.is_empty() {
        return object(&json!({ "summary": list(&sentence()) }));
    }
    object(&json!({ "summary": list(&sentence()), "suggestions": list(&suggestion(candidates)) }))
}

/// The form of a case's labels.
pub fn of_triage() -> Value {
    let one_of = |words: Vec<&str>| json!({ "type": "string", "enum": words });
    object(&json!({
        "category": one_of(Category::ALL.iter().map(|one| one.as_str()).collect()),
        "mood": one_of(Mood::ALL.iter().map(|one| one.as_str()).collect()),
        "urgency": one_of(Urgency::ALL.iter().map(|one| one.as_str()).collect()),
        "language": { "type": "string", "description": "ISO 639-1" },
        "summary": sentence(),
    }))
}

/// The form of the questions to ask in a call.
pub fn of_call() -> Value {
    object(&json!({ "questions": list(&sentence()) }))
}

/// The form of an answer to a question. With look-ups an answer may ask for some instead of saying anything.
pub fn of_answer(may_look_up: bool) -> Value {
    match may_look_up {
        true => object(&json!({ "lookups": list(&lookup()), "sentences": list(&sentence()) })),
        false => object(&json!({ "sentences": list(&sentence()) })),
    }
}

/// One look-up. All have one form, since strict servers know no other; what a look-up does not use is null.
fn lookup() -> Value {
    let words = |words: &[&'static str]| {
        let with_null = words.iter().map(|word| json!(word)).chain([Value::Null]);
        json!({ "type": ["string", "null"], "enum": with_null.collect::<Vec<_>>() })
    };
    let text = json!({ "type": ["string", "null"] });
    let day = json!({ "type": ["string", "null"], "description": "2025-01-31" });
    let amount = json!({ "type": ["number", "null"] });
    object(&json!({
        "name": { "type": "string", "enum": ["orders", "messages", "sums"] },
        "status": words(&OrderState::ALL.map(|(word, _)| word)),
        "product": text,
        "from": day,
        "to": day,
        "min_total": amount,
        "max_total": amount,
        "words": { "anyOf": [{ "type": "null" }, list(&json!({ "type": "string" }))] },
        "by": words(&Per::ALL.map(|(word, _)| word)),
        "of": words(&Measure::ALL.map(|(word, _)| word)),
    }))
}

fn sentence() -> Value {
    object(&json!({ "text": { "type": "string" }, "evidence": list(&json!({ "type": "string" })) }))
}

fn suggestion(candidates: &[&Candidate]) -> Value {
    let ids: Vec<&str> = candidates.iter().map(|candidate| candidate.id.as_str()).collect();
    let actions = candidates::actions(candidates.iter().copied());
    let actions: Vec<&str> = actions.into_iter().map(|action| action.as_str()).collect();
    object(&json!({
        "candidate": { "type": "string", "enum": ids },
        "action": { "type": "string", "enum": actions },
        "title": { "type": "string" },
        "body": { "type": "string" },
        "channel": { "type": ["string", "null"], "enum": ["email", "phone", "sms", "case", "none", null] },
        "offer": { "anyOf": [{ "type": "null" }, object(&json!({ "percent": { "type": "number" } }))] },
        "timing": { "type": ["string", "null"] },
        "due_at": { "type": ["string", "null"], "description": "RFC 3339" },
        "reason": { "type": "string" },
        "evidence": list(&json!({ "type": "string" })),
        "confidence": { "type": "number" },
    }))
}

/// An object with exactly these properties: strict servers take no other.
fn object(properties: &Value) -> Value {
    let names: Vec<&String> = properties.as_object().into_iter().flat_map(serde_json::Map::keys).collect();
    json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}
