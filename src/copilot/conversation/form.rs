//! The form that an answer is asked for in: JSON Schemas that every server with structured answers takes.

use serde_json::{Value, json};

use crate::domain::action::ActionKind;

/// The form of a brief. An answer can name none but the allowed actions; with none there are no suggestions.
pub fn of_brief(allowed: &[ActionKind]) -> Value {
    if allowed.is_empty() {
        return object(&json!({ "summary": list(&sentence()) }));
    }
    object(&json!({ "summary": list(&sentence()), "suggestions": list(&suggestion(allowed)) }))
}

/// The form of an answer to a question.
pub fn of_answer() -> Value {
    object(&json!({ "sentences": list(&sentence()) }))
}

fn sentence() -> Value {
    object(&json!({ "text": { "type": "string" }, "evidence": list(&json!({ "type": "string" })) }))
}

fn suggestion(allowed: &[ActionKind]) -> Value {
    let actions: Vec<&str> = allowed.iter().map(|action| action.as_str()).collect();
    object(&json!({
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
