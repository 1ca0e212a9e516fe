//! What was recorded with a line of the audit log, as names and values to be read: never the form in which it is stored.

use serde_json::{Map, Value};

use super::{counted, cut};

/// Names within names that are followed; what lies deeper is counted.
const DEPTH: usize = 3;
/// Columns of a value.
const VALUE: usize = 160;
/// Things of a list that are named.
const NAMED: usize = 5;

/// Names and values, in the order in which they are stored; what is empty is left out.
pub fn details(detail: &Value) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    match detail {
        Value::Object(fields) => within(fields, "", 1, &mut rows),
        other => rows.extend(said(other).map(|said| (String::new(), said))),
    }
    rows
}

fn within(fields: &Map<String, Value>, before: &str, depth: usize, rows: &mut Vec<(String, String)>) {
    for (name, value) in fields {
        let name = name.replace('_', " ");
        let name = if before.is_empty() { name } else { format!("{before} {name}") };
        match value {
            Value::Object(inner) if amount(inner).is_none() && depth < DEPTH => {
                // A person, an order, a case: what is known of it is a page of its own.
                match label(inner).filter(|_| depth + 1 == DEPTH) {
                    Some(label) => rows.push((name, cut(&label, VALUE))),
                    None => within(inner, &name, depth + 1, rows),
                }
            }
            other => rows.extend(said(other).map(|said| (name, said))),
        }
    }
}

fn said(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(text) => cut(&one_line(text), VALUE),
        Value::Array(all) if all.is_empty() => return None,
        Value::Array(all) => {
            let named: Vec<String> = all.iter().take(NAMED).filter_map(named).collect();
            match named.len() {
                0 => counted(all.len() as u64, "value"),
                some if some < all.len() => cut(&format!("{}: {} …", all.len(), named.join(" · ")), VALUE),
                _ => cut(&named.join(" · "), VALUE),
            }
        }
        Value::Object(fields) if fields.is_empty() => return None,
        Value::Object(fields) => {
            amount(fields).or_else(|| label(fields)).unwrap_or_else(|| counted(fields.len() as u64, "value"))
        }
    })
}

/// What one of several is called.
fn named(one: &Value) -> Option<String> {
    match one {
        Value::Object(fields) => amount(fields).or_else(|| label(fields)),
        Value::Array(_) => None,
        other => said(other),
    }
}

/// By what something is known.
fn label(fields: &Map<String, Value>) -> Option<String> {
    const NAMES: [&str; 7] = ["title", "name", "text", "subject", "number", "source", "id"];
    NAMES.iter().find_map(|name| fields.get(*name)?.as_str()).map(one_line)
}

fn amount(fields: &Map<String, Value>) -> Option<String> {
    Some(format!("{} {}", fields.get("amount")?.as_str()?, fields.get("currency")?.as_str()?))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(detail: &Value) -> Vec<String> {
        details(detail).into_iter().map(|(name, value)| format!("{name}: {value}")).collect()
    }

    #[test]
    fn what_was_recorded_reads_as_names_and_values() {
        let detail = json!({
            "effect": "note on contact 1",
            "state": { "state": "done", "written": { "id": "9", "url": null } },
            "offer": { "amount": "12.00", "currency": "EUR" },
            "taken_back": false,
            "cases": [],
        });
        let expected = [
            "effect: note on contact 1",
            "offer: 12.00 EUR",
            "state state: done",
            "state written: 9",
            "taken back: no",
        ];
        let mut rows = read(&detail);
        rows.sort();
        assert_eq!(rows, expected);
    }

    #[test]
    fn long_and_deep_values_are_cut_and_counted() {
        let order = |number: u64| json!({ "number": format!("#{number}"), "items": [{ "sku": "A" }] });
        let orders: Vec<Value> = (1..=7).map(order).collect();
        let detail = json!({ "profile": { "orders": orders }, "text": "so ".repeat(400) });
        let rows = read(&detail);
        assert_eq!(rows[0], "profile orders: 7: #1 · #2 · #3 · #4 · #5 …");
        assert!(rows[1].chars().count() <= VALUE + 6, "{}", rows[1]);
        assert!(rows.iter().all(|row| !row.contains(['{', '['])), "{rows:?}");
    }
}
