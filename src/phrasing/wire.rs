//! A call of a language model in plain words: what left, item by item, and what came back.

use serde_json::{Map, Value};

/// A line of a call that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The text, its indentation included; placeholders and all.
    pub text: String,
    /// Ours: it says what the lines below are.
    pub heading: bool,
}

/// What a call consisted of, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallFigures {
    /// Facts that left; nothing where the body has no data of ours.
    pub facts: Option<usize>,
    /// Tokens of the request and of the answer, as the server counted them; nothing where it did not.
    pub tokens: Option<(u64, u64)>,
}

/// The figures of a call, from its bytes.
pub fn call_figures(sent: &str, received: &str) -> CallFigures {
    let facts = parts(sent).map(|parts| parts.data["facts"].as_array().map_or(0, Vec::len));
    CallFigures { facts, tokens: tokens(received) }
}

/// The last count in the answer: of a stream, that of its end.
fn tokens(received: &str) -> Option<(u64, u64)> {
    let of = |text: &str| -> Option<(u64, u64)> {
        let value: Value = serde_json::from_str(text).ok()?;
        let usage = &value["usage"];
        Some((usage["prompt_tokens"].as_u64()?, usage["completion_tokens"].as_u64()?))
    };
    let events = received.lines().rev().filter_map(|line| line.strip_prefix("data:"));
    of(received)
        .or_else(|| events.filter(|event| event.contains("\"usage\"")).find_map(|event| of(event.trim())))
}

/// What left, for somebody who knows nothing of the protocol: the rules by their beginning, the question, each fact with
/// its values, what may be proposed. A body of another form is laid out as it is.
pub fn what_left(body: &str) -> Vec<Told> {
    let Some(Parts { rules, data, answers }) = parts(body) else { return plain(&laid_out(body)) };
    let mut told = Vec::new();
    if let Some(rules) = rules {
        let first = rules.split_whitespace().take(16).collect::<Vec<_>>().join(" ");
        told.push(heading("The rules, the same for every customer:"));
        told.push(line(format!("  “{first} …” ({} lines, a file of prompts/)", rules.lines().count())));
    }
    if let Some(question) = data["question"].as_str() {
        told.push(heading("The question:"));
        told.push(line(format!("  {question}")));
    }
    let facts = data["facts"].as_array().map_or(&[][..], Vec::as_slice);
    told.push(heading(&format!(
        "{}, with placeholders for what identifies somebody:",
        super::counted(facts.len() as u64, "fact")
    )));
    facts.iter().for_each(|one| fact(one, &mut told));
    for (name, value) in data.as_object().into_iter().flatten() {
        if !matches!(name.as_str(), "question" | "facts") && !value.is_null() {
            told.push(heading(&format!("{}:", name.replace('_', " "))));
            told.extend(plain(&indented(&brief(value))));
        }
    }
    for answer in answers {
        told.push(heading("The model's own answer before, to be put right:"));
        told.extend(plain(&indented(&answer)));
    }
    told
}

/// What came back: of server-sent events the pieces put together, laid out.
pub fn what_came_back(body: &str) -> Vec<Told> {
    plain(&laid_out(body))
}

fn fact(fact: &Value, told: &mut Vec<Told>) {
    let text = |name: &str| fact[name].as_str().unwrap_or_default();
    let whose = if fact["by_customer"] == true { " (holds words of a stranger)" } else { "" };
    told.push(line(format!("  {} · {}{whose}", text("id"), text("text"))));
    let fields = fact["fields"].as_object().map(pairs).unwrap_or_default();
    if !fields.is_empty() {
        told.push(line(format!("      values: {fields}")));
    }
}

/// `total 450.50 USD; state open`.
fn pairs(fields: &Map<String, Value>) -> String {
    let pair = |(name, value): (&String, &Value)| format!("{name} {}", brief(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("; ")
}

/// A value on one line, without the marks of JSON where it needs none; objects of a list a line each.
fn brief(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.iter().map(brief).collect::<Vec<_>>().join("\n")
        }
        Value::Array(items) => items.iter().map(brief).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => pairs(fields),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

/// What a request of ours consists of.
struct Parts {
    rules: Option<String>,
    data: Value,
    /// What the model answered before and nobody could read.
    answers: Vec<String>,
}

/// The parts of a request; nothing where it has no data of ours.
fn parts(body: &str) -> Option<Parts> {
    let body: Value = serde_json::from_str(body).ok()?;
    let mut texts = Vec::new();
    strings(&body["messages"], &mut texts);
    let data = texts.iter().find_map(|text| {
        let begin = text.find("{\"purpose\"")?;
        serde_json::Deserializer::from_str(&text[begin..]).into_iter::<Value>().next()?.ok()
    })?;
    let rules = texts.iter().find(|text| text.lines().count() > 3 && !text.contains("{\"purpose\""));
    let rules = rules.map(|text| (*text).to_owned());
    let turns = body["messages"].as_array().into_iter().flatten();
    let mut answers = Vec::new();
    turns.filter(|turn| turn["role"] == "assistant").for_each(|turn| strings(&turn["content"], &mut answers));
    let answers = answers.into_iter().map(str::to_owned).collect();
    Some(Parts { rules, data, answers })
}

fn strings<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, texts)),
        _ => {}
    }
}

fn heading(text: &str) -> Told {
    Told { text: text.to_owned(), heading: true }
}

fn line(text: String) -> Told {
    Told { text, heading: false }
}

fn plain(text: &str) -> Vec<Told> {
    text.lines().map(|text| line(text.to_owned())).collect()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// JSON with indentation, and the line breaks inside its texts as line breaks; of server-sent events the pieces put
/// together (as they came they stand in the other layout). What is neither stays as it is.
fn laid_out(text: &str) -> String {
    let json = |text: &str| -> Option<String> {
        let value: Value = serde_json::from_str(text).ok()?;
        let mut out = String::new();
        lay(&value, 0, &mut out);
        Some(out)
    };
    if let Some(pretty) = json(text) {
        return pretty;
    }
    let mut said = String::new();
    let mut is_stream = false;
    for line in text.lines() {
        let Some(data) = line.strip_prefix("data:") else { continue };
        is_stream = true;
        let event: Option<Value> = serde_json::from_str(data.trim()).ok();
        let piece = event.as_ref().and_then(|event| event.pointer("/choices/0/delta/content")?.as_str());
        said.push_str(piece.unwrap_or_default());
    }
    if is_stream {
        return json(&said).unwrap_or(said);
    }
    text.to_owned()
}

/// Writes a value with two spaces for each level; a text of several lines stands below its key, line by line.
fn lay(value: &Value, level: usize, out: &mut String) {
    let indent = |level: usize| "  ".repeat(level);
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            out.push_str("{\n");
            for (at, (name, value)) in fields.iter().enumerate() {
                out.push_str(&format!("{}\"{name}\": ", indent(level + 1)));
                lay(value, level + 1, out);
                out.push_str(if at + 1 < fields.len() { ",\n" } else { "\n" });
            }
            out.push_str(&format!("{}}}", indent(level)));
        }
        Value::Array(values) if !values.is_empty() => {
            out.push_str("[\n");
            for (at, value) in values.iter().enumerate() {
                out.push_str(&indent(level + 1));
                lay(value, level + 1, out);
                out.push_str(if at + 1 < values.len() { ",\n" } else { "\n" });
            }
            out.push_str(&format!("{}]", indent(level)));
        }
        Value::String(text) if text.contains('\n') => {
            for line in text.lines() {
                out.push_str(&format!("\n{}{line}", indent(level + 1)));
            }
        }
        Value::String(text) => out.push_str(&format!("\"{text}\"")),
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_fact_by_fact() {
        let data = r#"{"purpose":"support","question":"Where is it?","allowed_actions":["reply","note"],"facts":[{"id":"case:77","kind":"case","text":"[PERSON_1] asks","fields":{"state":"open"},"by_customer":true}]}"#;
        let rules = "You help.\n1\n2\n3\n4";
        let body = serde_json::json!({ "model": "m", "messages": [
            { "role": "system", "content": rules }, { "role": "user", "content": format!("The data:\n{data}\nEnd.") } ] });
        let told = what_left(&body.to_string());
        let texts: Vec<&str> = told.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "The rules, the same for every customer:",
                "  “You help. 1 2 3 4 …” (5 lines, a file of prompts/)",
                "The question:",
                "  Where is it?",
                "1 fact, with placeholders for what identifies somebody:",
                "  case:77 · [PERSON_1] asks (holds words of a stranger)",
                "      values: state open",
                "purpose:",
                "  support",
                "allowed actions:",
                "  reply, note",
            ]
        );
    }

    #[test]
    fn a_call_is_counted_from_its_bytes() {
        let data = r#"{"purpose":"support","facts":[{"id":"case:77"},{"id":"order:1"}]}"#;
        let sent = serde_json::json!({ "messages": [{ "role": "user", "content": data }] }).to_string();
        let stream = "data: {\"choices\":[]}\n\ndata: {\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}\n\ndata: [DONE]\n";
        assert_eq!(call_figures(&sent, stream), CallFigures { facts: Some(2), tokens: Some((7, 2)) });
        let whole = r#"{"usage":{"prompt_tokens":3,"completion_tokens":1}}"#;
        assert_eq!(call_figures("{}", whole), CallFigures { facts: None, tokens: Some((3, 1)) });
        assert_eq!(call_figures("", "cut"), CallFigures::default());
    }

    #[test]
    fn an_answer_that_goes_back_is_told() {
        let body = serde_json::json!({ "messages": [
            { "role": "user", "content": r#"{"purpose":"sales","facts":[]}"# },
            { "role": "assistant", "content": "Well, [PERSON_1] …\nwaits" },
            { "role": "user", "content": "That is not the JSON object that was asked for." } ] });
        let told = what_left(&body.to_string());
        let last: Vec<&str> = told.iter().rev().take(3).map(|line| line.text.as_str()).collect();
        assert_eq!(
            last,
            ["  waits", "  Well, [PERSON_1] …", "The model's own answer before, to be put right:"]
        );
    }

    #[test]
    fn a_stream_is_put_together_to_be_read() {
        let stream = "data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"a\\\":\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\" 1}\"}}]}\n\ndata: [DONE]\n";
        assert_eq!(laid_out(stream), "{\n  \"a\": 1\n}");
        assert_eq!(laid_out("no json"), "no json");
    }

    #[test]
    fn what_a_text_holds_is_not_changed_by_its_layout() {
        assert_eq!(
            laid_out(r#"{"path":"C:\\new","said":"one\ntwo"}"#),
            "{\n  \"path\": \"C:\\new\",\n  \"said\": \n    one\n    two\n}"
        );
    }
}
