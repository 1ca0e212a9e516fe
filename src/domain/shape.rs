//! What a record is made of without what it says: for whoever looks after what is stuck and need not know whom it is
//! about.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::RecordRef;
use super::text::clean_line;

/// Fields that are told of one record.
const MOST_FIELDS: usize = 60;
/// Characters of a field's name; longer ones are no names.
const LONGEST_NAME: usize = 60;

/// One field with its value hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// Where it stands: `properties.email`.
    pub path: String,
    /// What kind of value it has, and how much of it: `text, 24 characters`. Times, yes and no, and the names of records
    /// identify nobody and are told as they are.
    pub holds: String,
}

/// The fields of a value, in its own order.
///
/// ```
/// use deskhand::domain::shape::shape;
///
/// let fields = shape(&serde_json::json!({ "properties": { "email": "ada@example.com" }, "archived": false }));
/// let told: Vec<String> = fields.iter().map(|field| format!("{}: {}", field.path, field.holds)).collect();
/// assert_eq!(told, ["properties.email: text, 15 characters", "archived: false"]);
/// ```
pub fn shape(value: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    describe(value, String::new(), &mut fields);
    fields
}

fn describe(value: &Value, path: String, fields: &mut Vec<Field>) {
    if fields.len() >= MOST_FIELDS {
        return;
    }
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| describe(value, below(&named(name)), fields));
        }
        Value::Array(items) if !items.is_empty() => {
            let numbered = items.iter().enumerate();
            numbered.for_each(|(at, value)| describe(value, below(&at.to_string()), fields));
        }
        leaf => fields.push(Field { path, holds: holds(leaf) }),
    }
}

/// A field's name. What is longer than any is a value in its place.
fn named(name: &str) -> String {
    if name.chars().count() > LONGEST_NAME || name.contains('@') {
        "…".to_owned()
    } else {
        clean_line(name)
    }
}

fn holds(leaf: &Value) -> String {
    match leaf {
        Value::Null => "nothing".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(_) => "number".to_owned(),
        Value::String(text) if text.parse::<Timestamp>().is_ok() || names_record(text) => clean_line(text),
        Value::String(text) => match text.chars().count() {
            1 => "text, 1 character".to_owned(),
            count => format!("text, {count} characters"),
        },
        Value::Array(_) => "empty list".to_owned(),
        Value::Object(_) => "empty".to_owned(),
    }
}

/// Whether a text is a record's name and nothing else. A guest is named by an e-mail address.
fn names_record(text: &str) -> bool {
    let is_plain =
        |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'));
    text.parse::<RecordRef>().is_ok_and(|record| {
        let is_of_a_kind = matches!(
            &*record.kind,
            "contact" | "customer" | "company" | "case" | "task" | "note" | "deal" | "order"
        );
        let parts = [record.source.as_str(), &record.kind, &record.id];
        is_of_a_kind && parts.iter().all(|part| is_plain(part))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_value_that_says_something_of_a_person_is_told() {
        let value = json!({
            "contact": "hubspot/contact/512001", "guest": "shopify:acme/guest/ada@example.com",
            "odd": "hubspot/contact/Ada Lovelace", "born": "03/12/1985", "call": "030/5550/199", "at": "2026-11-21T08:00:00Z", "phone": 15550100,
            "body": "Dear Ada", "tags": ["vip", "Ada"], "ada@example.com": "x", "none": null, "done": true,
        });
        let fields = shape(&value);
        let of =
            |path: &str| fields.iter().find(|field| field.path == path).map(|field| field.holds.as_str());
        assert_eq!(of("contact"), Some("hubspot/contact/512001"));
        assert_eq!(of("at"), Some("2026-11-21T08:00:00Z"));
        assert_eq!(of("tags.1"), Some("text, 3 characters"));
        assert_eq!((of("none"), of("done"), of("phone")), (Some("nothing"), Some("true"), Some("number")));
        let told = serde_json::to_string(&fields).unwrap();
        assert!(!told.contains("Ada") && !told.contains("ada@") && !told.contains("1555"), "{told}");
        assert!(!told.contains("1985") && !told.contains("5550"), "{told}");
    }

    #[test]
    fn a_large_value_is_cut() {
        assert_eq!(shape(&json!(vec![1; 1000])).len(), MOST_FIELDS);
    }
}
