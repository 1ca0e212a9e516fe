//! What the CRM refuses to store, and in which words.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::moment;
use super::errors::{Refusal, property_fault};
use super::kinds::Kind;
use super::store::Store;

/// The longest text that a property holds.
const LONGEST_TEXT: usize = 65_536;

/// Reads `properties` of a request, values as strings.
pub fn read_properties(body: &Value) -> Result<BTreeMap<String, String>, Refusal> {
    let Some(given) = body["properties"].as_object() else {
        return Err(Refusal::invalid("Invalid input JSON: properties is required"));
    };
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(given.iter().map(|(name, value)| (name.clone(), text(value))).collect())
}

/// Holds values against the account's properties; `id` is the object that is changed, none for a new one.
pub fn check(
    store: &Store,
    kind: Kind,
    id: Option<u64>,
    properties: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    for (name, value) in properties {
        match store.definition(kind, name) {
            None => {
                let message = format!("Property \"{name}\" does not exist");
                faults.push(property_fault(name, "PROPERTY_DOESNT_EXIST", &message));
            }
            Some(definition) => faults.extend(misfit(definition, name, value)),
        }
    }
    if id.is_none() {
        let missing: Vec<&str> = kind
            .required_properties()
            .iter()
            .copied()
            .filter(|name| !properties.contains_key(*name))
            .collect();
        if !missing.is_empty() {
            let errors: Vec<Value> = missing
                .iter()
                .map(|name| json!({
                    "message": format!("Error creating {}. Some required properties were not set.", kind.type_id()),
                    "code": "MISSING_REQUIRED_PROPERTY", "context": { "properties": [name] },
                }))
                .collect();
            let message = format!(
                "Error creating {}. Some required properties were not set. [{}]",
                kind.singular().to_uppercase(),
                missing.join(", ")
            );
            let mut refusal = Refusal::invalid(message);
            refusal.errors = json!(errors);
            refusal.context = json!({ "properties": missing });
            return Err(refusal);
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::properties(&faults));
    }
    for (name, value) in properties {
        let Some(owner) = store.taken(kind, id, name, value) else { continue };
        if kind == Kind::Contact && name == "email" {
            return Err(Refusal::conflict(format!("Contact already exists. Existing ID: {owner}")));
        }
        let message = format!("{owner} already has that value.");
        return Err(Refusal::properties(&[property_fault(name, "CONFLICTING_UNIQUE_VALUE", &message)]));
    }
    Ok(())
}

/// Why a value does not fit its property.
fn misfit(definition: &Value, name: &str, value: &str) -> Option<Value> {
    if definition["modificationMetadata"]["readOnlyValue"] == true {
        let message = format!("\"{name}\" is a read only property; its value cannot be set.");
        return Some(property_fault(name, "READ_ONLY_VALUE", &message));
    }
    if value.is_empty() {
        return None;
    }
    let fault = |error: &str, message: String| Some(property_fault(name, error, &message));
    let options = definition["options"].as_array().map_or(&[][..], |options| options);
    match definition["type"].as_str().unwrap_or("string") {
        "number" if value.parse::<f64>().is_err() => {
            fault("INVALID_DOUBLE", format!("{value} was not a valid number."))
        }
        "date" | "datetime" if moment::seconds(value).is_none() => {
            fault("INVALID_DATE", format!("{value} was not a valid date."))
        }
        "bool" if !matches!(value, "true" | "false") => {
            fault("INVALID_OPTION", format!("{value} was not one of the allowed options: [true, false]"))
        }
        "enumeration" if !options.is_empty() => {
            let allowed: Vec<&str> = options.iter().filter_map(|option| option["value"].as_str()).collect();
            let wrong = value.split(';').find(|one| !allowed.contains(one))?;
            let listed = allowed.join(", ");
            fault("INVALID_OPTION", format!("{wrong} was not one of the allowed options: [{listed}]"))
        }
        "string" if value.chars().count() > LONGEST_TEXT => {
            let message = format!("Property value is too long; the limit is {LONGEST_TEXT} characters.");
            fault("PROPERTY_VALUE_TOO_LONG", message)
        }
        "string" if name == "email" && !is_email(value) => {
            fault("INVALID_EMAIL", format!("Email address {value} is invalid"))
        }
        _ => None,
    }
}

fn is_email(value: &str) -> bool {
    value
        .split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !value.contains(' '))
}
