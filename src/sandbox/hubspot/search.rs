//! `POST …/search`: filter groups, operators, free text, sorting, paging.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::moment;
use super::errors::Refusal;
use super::kinds::{Kind, leads_to, tie};
use super::store::{Record, Store, national};

/// Limits of the vendor's search.
const MOST_GROUPS: usize = 5;
const MOST_FILTERS: usize = 6;
const LARGEST_PAGE: usize = 200;
const DEEPEST_RESULT: usize = 10_000;

const OPERATORS: &[&str] = &[
    "EQ",
    "NEQ",
    "LT",
    "LTE",
    "GT",
    "GTE",
    "BETWEEN",
    "IN",
    "NOT_IN",
    "HAS_PROPERTY",
    "NOT_HAS_PROPERTY",
    "CONTAINS_TOKEN",
    "NOT_CONTAINS_TOKEN",
];

/// Runs a search and answers it.
pub fn search(store: &Store, kind: Kind, body: &Value, lag: Duration) -> Result<Value, Refusal> {
    let groups = read_groups(store, kind, body)?;
    let text = body["query"].as_str().unwrap_or("").to_lowercase();
    let limit = usize::try_from(body["limit"].as_u64().unwrap_or(10)).unwrap_or(LARGEST_PAGE);
    if limit == 0 || limit > LARGEST_PAGE {
        return Err(Refusal::invalid(format!(
            "Invalid input JSON: limit must be between 1 and {LARGEST_PAGE}"
        )));
    }
    let after = match &body["after"] {
        Value::Null => 0,
        Value::String(text) if text.is_empty() => 0,
        Value::String(text) => text.parse().map_err(|_| Refusal::invalid("after must be a number"))?,
        other => other.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0),
    };
    if after + limit > DEEPEST_RESULT {
        return Err(Refusal::invalid("The search is limited to 10,000 results; narrow it by hs_object_id"));
    }

    let fits = |id: u64| -> Option<Record> {
        let entry = store.indexed(kind, id, lag)?;
        let value = |name: &str| entry.value(store, kind, id, name);
        let in_group = |group: &Vec<Filter>| group.iter().all(|filter| filter.fits(store, kind, id, &value));
        let found = (groups.is_empty() || groups.iter().any(in_group))
            && (text.is_empty() || has_text(kind, &text, &value));
        found.then(|| entry.into_record(store, kind))
    };
    let ids = candidates(store, kind, &groups).unwrap_or_else(|| store.ids(kind));
    let mut found: Vec<(u64, Record)> = ids.into_iter().filter_map(|id| Some((id, fits(id)?))).collect();
    sort(&mut found, kind, &body["sorts"]);

    let properties: Vec<String> = body["properties"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let page = found.iter().skip(after).take(limit);
    let results: Vec<Value> = page
        .map(|(id, record)| {
            let mut object = record.to_json(kind, *id, &properties, store);
            object["url"] = json!(format!(
                "https://app.hubspot.com/contacts/{}/record/{}/{id}",
                super::PORTAL,
                kind.type_id()
            ));
            object
        })
        .collect();
    let mut answer = json!({ "total": found.len(), "results": results });
    if after + limit < found.len() {
        let next = (after + limit).to_string();
        answer["paging"] = json!({ "next": { "after": next, "link": format!("?after={next}") } });
    }
    Ok(answer)
}

#[derive(Debug)]
struct Filter {
    property: String,
    operator: String,
    values: Vec<String>,
    kind: String,
}

fn read_groups(store: &Store, kind: Kind, body: &Value) -> Result<Vec<Vec<Filter>>, Refusal> {
    let groups = body["filterGroups"].as_array().map_or(&[][..], |groups| groups);
    if groups.len() > MOST_GROUPS {
        return Err(Refusal::invalid(format!("Too many filter groups; the limit is {MOST_GROUPS}")));
    }
    let read = |group: &Value| -> Result<Vec<Filter>, Refusal> {
        let filters = group["filters"].as_array().map_or(&[][..], |filters| filters);
        if filters.len() > MOST_FILTERS {
            return Err(Refusal::invalid(format!(
                "Too many filters in a group; the limit is {MOST_FILTERS}"
            )));
        }
        filters.iter().map(|filter| read_filter(store, kind, filter)).collect()
    };
    groups.iter().map(read).collect()
}

fn read_filter(store: &Store, kind: Kind, filter: &Value) -> Result<Filter, Refusal> {
    let property = filter["propertyName"].as_str().unwrap_or("").to_owned();
    let operator = filter["operator"].as_str().unwrap_or("").to_owned();
    if !OPERATORS.contains(&&*operator) {
        let message =
            format!("Invalid input JSON: {operator:?} is not one of the operators {}", OPERATORS.join(", "));
        return Err(Refusal::invalid(message));
    }
    let definition = store.definition(kind, &property);
    if definition.is_none() && !property.starts_with("associations.") {
        let message = format!("There was a problem with the request: property '{property}' does not exist");
        return Err(Refusal::invalid(message));
    }
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let mut values: Vec<String> =
        text(&filter["value"]).into_iter().chain(text(&filter["highValue"])).collect();
    values.extend(filter["values"].as_array().into_iter().flatten().filter_map(text));
    let wanted = match &*operator {
        "HAS_PROPERTY" | "NOT_HAS_PROPERTY" => 0,
        "BETWEEN" => 2,
        _ => 1,
    };
    if values.len() < wanted {
        return Err(Refusal::invalid(format!(
            "operator {operator} requires {} on {property}",
            if wanted == 2 { "value and highValue" } else { "a value" }
        )));
    }
    let kind = definition.and_then(|definition| definition["type"].as_str()).unwrap_or("string").to_owned();
    Ok(Filter { property, operator, values, kind })
}

/// The few ids that can fit, where each group names one by a key.
fn candidates(store: &Store, kind: Kind, groups: &[Vec<Filter>]) -> Option<Vec<u64>> {
    if groups.is_empty() {
        return None;
    }
    let mut found = BTreeSet::new();
    for group in groups {
        found.extend(group.iter().find_map(|filter| filter.ids(store, kind))?);
    }
    Some(found.into_iter().collect())
}

impl Filter {
    /// The ids that an index knows for this filter.
    fn ids(&self, store: &Store, kind: Kind) -> Option<Vec<u64>> {
        if !matches!(&*self.operator, "EQ" | "IN") {
            return None;
        }
        if let Some(other) = self.property.strip_prefix("associations.").and_then(Kind::parse) {
            let tied = |value: &String| Some(store.tied(other, value.parse().ok()?, kind));
            return Some(self.values.iter().filter_map(tied).flatten().collect());
        }
        match &*self.property {
            "hs_object_id" => Some(self.values.iter().filter_map(|value| value.parse().ok()).collect()),
            "email" if kind == Kind::Contact => {
                let known = self.values.iter().filter_map(|value| store.by_unique(kind, "email", value));
                Some(known.chain(store.kept_ids(kind)).collect())
            }
            "phone" | "hs_searchable_calculated_phone_number" if kind == Kind::Contact => {
                Some(self.values.iter().flat_map(|value| store.maybe_by_phone(&national(value))).collect())
            }
            property if store.definition(kind, property)?["hasUniqueValue"] == true => {
                Some(self.values.iter().filter_map(|value| store.by_unique(kind, property, value)).collect())
            }
            _ => None,
        }
    }

    fn fits(&self, store: &Store, kind: Kind, id: u64, value: &dyn Fn(&str) -> Option<String>) -> bool {
        if let Some(other) = self.property.strip_prefix("associations.") {
            let Some(other) = Kind::parse(other) else { return false };
            let tied = store.tied(kind, id, other);
            let named = self.values.iter().any(|value| value.parse().is_ok_and(|id: u64| tied.contains(&id)));
            return match &*self.operator {
                "HAS_PROPERTY" => !tied.is_empty(),
                "NOT_HAS_PROPERTY" => tied.is_empty(),
                "NEQ" | "NOT_IN" => !named,
                _ => named,
            };
        }
        let value = value(&self.property).filter(|value| !value.is_empty());
        let Some(value) = value else {
            return matches!(&*self.operator, "NOT_HAS_PROPERTY" | "NEQ" | "NOT_IN" | "NOT_CONTAINS_TOKEN");
        };
        let order = |wanted: &String| compare(&self.kind, &value, wanted);
        let is = |wanted: &String| order(wanted) == Ordering::Equal;
        let first = self.values.first();
        match &*self.operator {
            "HAS_PROPERTY" => true,
            "EQ" => first.is_some_and(is),
            "NEQ" => !first.is_some_and(is),
            "LT" => first.is_some_and(|wanted| order(wanted) == Ordering::Less),
            "LTE" => first.is_some_and(|wanted| order(wanted) != Ordering::Greater),
            "GT" => first.is_some_and(|wanted| order(wanted) == Ordering::Greater),
            "GTE" => first.is_some_and(|wanted| order(wanted) != Ordering::Less),
            "BETWEEN" => match &self.values[..] {
                [low, high, ..] => order(low) != Ordering::Less && order(high) != Ordering::Greater,
                _ => false,
            },
            "IN" => self.values.iter().any(is),
            "NOT_IN" => !self.values.iter().any(is),
            "CONTAINS_TOKEN" => first.is_some_and(|wanted| has_token(&value, wanted)),
            "NOT_CONTAINS_TOKEN" => !first.is_some_and(|wanted| has_token(&value, wanted)),
            _ => false,
        }
    }
}

/// Compares as the property's type asks; text whatever the case.
fn compare(kind: &str, one: &str, other: &str) -> Ordering {
    match kind {
        "number" => {
            let number = |text: &str| text.parse::<f64>().unwrap_or(f64::MIN);
            number(one).total_cmp(&number(other))
        }
        "date" | "datetime" => milliseconds(one).cmp(&milliseconds(other)),
        _ => one.to_lowercase().cmp(&other.to_lowercase()),
    }
}

fn milliseconds(text: &str) -> i64 {
    match text.parse::<jiff::Timestamp>() {
        Ok(time) => time.as_millisecond(),
        Err(_) if text.len() > 9 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().unwrap_or(0)
        }
        Err(_) => moment::seconds(text).unwrap_or(0) * 1000,
    }
}

/// Whether a token of the value matches; `*` at either end stands for anything.
fn has_token(value: &str, wanted: &str) -> bool {
    let (value, wanted) = (value.to_lowercase(), wanted.to_lowercase());
    let core = wanted.trim_matches('*');
    let (open_start, open_end) = (wanted.starts_with('*'), wanted.ends_with('*'));
    let fits = |token: &str| match (open_start, open_end) {
        (true, true) => token.contains(core),
        (true, false) => token.ends_with(core),
        (false, true) => token.starts_with(core),
        (false, false) => token == core,
    };
    let words = value.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    fits(&value) || words.into_iter().any(fits)
}

/// Free text looks into the properties by which the vendor searches a kind.
fn has_text(kind: Kind, text: &str, value: &dyn Fn(&str) -> Option<String>) -> bool {
    let searched: &[&str] = match kind {
        Kind::Contact => {
            &["firstname", "lastname", "email", "phone", "company", "hs_searchable_calculated_phone_number"]
        }
        Kind::Company => &["name", "domain", "phone", "website"],
        Kind::Deal => &["dealname", "description"],
        Kind::Ticket => &["subject", "content", "hs_object_id"],
        Kind::Note => &["hs_note_body"],
        Kind::Task => &["hs_task_subject", "hs_task_body"],
        Kind::Call => &["hs_call_title", "hs_call_body"],
        Kind::Meeting => &["hs_meeting_title", "hs_meeting_body"],
        Kind::Email => &["hs_email_subject", "hs_email_text"],
        Kind::Lead => &["hs_lead_name"],
    };
    let values: Vec<String> =
        searched.iter().filter_map(|name| value(name)).map(|value| value.to_lowercase()).collect();
    let word_fits = |word: &str| {
        values.iter().any(|value| {
            value.starts_with(word)
                || value.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word))
        })
    };
    text.split_whitespace().all(|word| word_fits(word.trim_matches('*')))
}

fn sort(found: &mut [(u64, Record)], kind: Kind, sorts: &Value) {
    let mut keys = Vec::new();
    for sort in sorts.as_array().into_iter().flatten() {
        let (name, descending) = match sort {
            Value::String(text) => (text.trim_start_matches('-').to_owned(), text.starts_with('-')),
            other => {
                (other["propertyName"].as_str().unwrap_or("").to_owned(), other["direction"] == "DESCENDING")
            }
        };
        keys.push((name, descending));
    }
    found.sort_by(|(one_id, one), (other_id, other)| {
        for (name, descending) in &keys {
            let value = |id: u64, record: &Record| record.value(kind, id, name).unwrap_or_default();
            let (one, other) = (value(*one_id, one), value(*other_id, other));
            let numeric = one.parse::<f64>().is_ok() && other.parse::<f64>().is_ok();
            let order = compare(if numeric { "number" } else { "string" }, &one, &other);
            let order = if *descending { order.reverse() } else { order };
            if order != Ordering::Equal {
                return order;
            }
        }
        one_id.cmp(other_id)
    });
}

/// Type ids by which a request ties a new object: `associations:[{to:{id},types:[…]}]`.
pub fn read_ties(store: &Store, kind: Kind, body: &Value) -> Result<Vec<(Kind, u64)>, Refusal> {
    let mut ties = Vec::new();
    for association in body["associations"].as_array().into_iter().flatten() {
        let id = match &association["to"]["id"] {
            Value::String(text) => text.parse().ok(),
            number => number.as_u64(),
        };
        for spec in association["types"].as_array().into_iter().flatten() {
            let type_id =
                spec["associationTypeId"].as_u64().and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
            let Some(to) = leads_to(kind, type_id).filter(|to| tie(kind, *to).is_some()) else {
                let message = format!(
                    "One or more associations are invalid: no association type {type_id} from {}",
                    kind.type_id()
                );
                return Err(Refusal::invalid(message));
            };
            let Some(id) = id.filter(|id| store.exists(to, *id)) else {
                let message =
                    format!("One or more associations are invalid: {} object does not exist", to.singular());
                return Err(Refusal::invalid(message));
            };
            ties.push((to, id));
        }
    }
    Ok(ties)
}
