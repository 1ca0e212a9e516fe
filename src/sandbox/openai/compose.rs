//! Writes the answer: finds the facts in the prompt, picks those that matter, says them with evidence.
//!
//! It reads a prompt as a reader would who knows only the request: the largest JSON object in the messages
//! holds `facts` (each with an `id` like `order:1001`, a `kind`, a `text` and perhaps named `fields` or
//! `values`), `allowed_actions`, perhaps `candidates` and a `purpose`. Values are named by slots (`{order:1001.total}`), never
//! repeated.

mod dates;
mod facts;
mod lookups;
mod questions;
mod requests;
mod suggestions;
mod summary;
mod triage;

use serde_json::{Map, Value, json};

use facts::Facts;

/// The model's answer to the messages of a request.
pub fn compose(messages: &[String], format: &Value) -> String {
    let Some(evidence) =
        messages.iter().filter_map(|text| largest_object(text)).max_by_key(|object| object.to_string().len())
    else {
        return plain(messages, format);
    };
    let facts = Facts::read(&evidence, allowed(&evidence));
    if facts.all.is_empty() {
        return plain(messages, format);
    }
    let answer = match evidence["question"].as_str() {
        _ if triage::is_asked(messages, schema_of(format)) => triage::labels(&facts),
        _ if questions::are_asked(messages, schema_of(format)) => {
            json!({ "questions": questions::of_call(&facts) })
        }
        Some(question) => match lookups::wanted(&facts, question) {
            wanted if !wanted.is_empty() && takes_lookups(format) => {
                json!({ "lookups": wanted, "sentences": [] })
            }
            _ => json!({ "sentences": summary::answer(&facts, question) }),
        },
        None => json!({
            "summary": summary::brief(&facts),
            "suggestions": suggestions::all(&facts),
        }),
    };
    match schema_of(format) {
        Some(schema) => shape(&answer, schema, schema).to_string(),
        None => answer.to_string(),
    }
}

/// Whether the form of the answer has a place for look-ups.
fn takes_lookups(format: &Value) -> bool {
    schema_of(format).is_some_and(|schema| schema["properties"]["lookups"].is_object())
}

fn schema_of(format: &Value) -> Option<&Value> {
    (format["type"] == "json_schema")
        .then(|| &format["json_schema"]["schema"])
        .filter(|schema| schema.is_object())
}

/// What is answered where the prompt holds no facts.
fn plain(messages: &[String], format: &Value) -> String {
    let last = messages.last().map_or("", String::as_str);
    match (schema_of(format), format["type"].as_str()) {
        (Some(schema), _) => shape(&json!({}), schema, schema).to_string(),
        (None, Some("json_object")) => {
            json!({ "answer": "The sandbox model has no facts to speak of." }).to_string()
        }
        _ => format!(
            "This is the sandbox model; it read {} characters and knows nothing beside them.",
            last.chars().count()
        ),
    }
}

/// The largest JSON object that stands anywhere in a text.
fn largest_object(text: &str) -> Option<Value> {
    let mut best: Option<(usize, Value)> = None;
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let mut read = serde_json::Deserializer::from_str(&text[open..]).into_iter::<Value>();
        match read.next() {
            Some(Ok(value)) => {
                let length = read.byte_offset();
                if value.is_object() && best.as_ref().is_none_or(|(longest, _)| length > *longest) {
                    best = Some((length, value));
                }
                at = open + length.max(1);
            }
            _ => at = open + 1,
        }
    }
    best.map(|(_, value)| value)
}

/// The actions that the prompt allows.
fn allowed(evidence: &Value) -> Vec<&str> {
    let listed = evidence["allowed_actions"].as_array().into_iter().flatten();
    listed.filter_map(|action| action.as_str().or(action["action"].as_str())).collect()
}

/// Brings an answer into the shape that a JSON schema asks for: its keys alone, all that are required.
fn shape(value: &Value, schema: &Value, root: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
        return shape(value, target, root);
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let fits = |choice: &&Value| value.is_null() == (choice["type"] == "null");
            let chosen = choices.iter().find(fits).or(choices.first());
            return chosen.map_or(Value::Null, |chosen| shape(value, chosen, root));
        }
    }
    if let Some(options) = schema["enum"].as_array() {
        return if options.contains(value) {
            value.clone()
        } else {
            options.first().cloned().unwrap_or(Value::Null)
        };
    }
    let allows = |name: &str| match &schema["type"] {
        Value::String(one) => one == name,
        Value::Array(several) => several.iter().any(|one| one == name),
        _ => false,
    };
    if value.is_null() && allows("null") {
        return Value::Null;
    }
    if let Some(properties) = schema["properties"].as_object() {
        let mut shaped = Map::new();
        for (name, inner) in properties {
            let given = value.get(name).cloned().unwrap_or(Value::Null);
            let required =
                schema["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name));
            if required || !given.is_null() {
                shaped.insert(name.clone(), shape(&given, inner, root));
            }
        }
        return Value::Object(shaped);
    }
    if allows("array") {
        let items = value.as_array().map_or(&[][..], |items| items);
        return items.iter().map(|item| shape(item, &schema["items"], root)).collect();
    }
    match value {
        Value::Null if allows("string") => json!(""),
        Value::Null if allows("number") || allows("integer") => json!(0),
        Value::Null if allows("boolean") => json!(false),
        Value::Number(number) if allows("integer") => json!(number.as_f64().unwrap_or(0.0).round()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_cites_the_prompts_own_facts_and_keeps_to_the_schema() {
        let prompt = json!({
            "purpose": "support",
            "facts": [
                { "id": "case:77", "kind": "case", "text": "[PERSON_1] asks where the parcel is", "fields": { "number": "77", "subject": "Where is it" } },
                { "id": "order:1001", "kind": "order", "text": "delayed", "fields": { "number": "#1001", "total": "$10.00" } },
                { "id": "totals:all", "kind": "totals", "text": "1 order", "fields": { "orders": "1", "open_cases": "1" } },
            ],
            "allowed_actions": ["reply", "note"],
        });
        let messages = ["You are {helpful}.".to_owned(), format!("Here it is:\n{prompt}\nAnswer in JSON.")];
        let schema = json!({ "type": "object", "required": ["summary", "suggestions"], "properties": {
            "summary": { "type": "array", "items": { "$ref": "#/$defs/sentence" } },
            "suggestions": { "type": "array", "items": { "type": "object", "required": ["action", "offer"], "properties": {
                "action": { "enum": ["reply", "note"] }, "offer": { "type": ["string", "null"] } } } } },
            "$defs": { "sentence": { "type": "object", "required": ["text", "evidence"], "properties": {
                "text": { "type": "string" }, "evidence": { "type": "array", "items": { "type": "string" } } } } } });
        let format = json!({ "type": "json_schema", "json_schema": { "name": "brief", "schema": schema } });
        let answer: Value = serde_json::from_str(&compose(&messages, &format)).expect("JSON");
        assert_eq!(
            answer["summary"][0],
            json!({ "text": "The customer writes in case {case:77.number}: “{case:77.subject}”", "evidence": ["case:77"] })
        );
        let actions: Vec<&str> = answer["suggestions"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|one| one["action"].as_str())
            .collect();
        assert_eq!(actions, ["reply", "note"]);
        assert_eq!(answer["suggestions"][0].as_object().expect("an object").len(), 2);
    }
}
