//! Relay pages: `first`/`after`/`last`/`before` over a list of keys.

use serde_json::{Map, Value, json};

use super::execute::FieldError;

/// The most nodes that one page may hold.
const LARGEST_PAGE: i64 = 250;

/// Which part of a list is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// First index on the page.
    pub start: usize,
    /// Index behind the last one.
    pub end: usize,
    /// Whether something stands before the page.
    pub has_previous: bool,
    /// Whether something follows it.
    pub has_next: bool,
}

/// Cuts a page out of `length` entries; `find` tells where a cursor's entry stands.
///
/// # Errors
/// Neither `first` nor `last`, a size out of range, or a cursor that names nothing.
pub fn page(
    length: usize,
    arguments: &Map<String, Value>,
    find: impl Fn(&str) -> Option<usize>,
) -> Result<Page, FieldError> {
    let size = |name: &str| arguments.get(name).and_then(Value::as_i64);
    let place = |name: &str| -> Result<Option<usize>, FieldError> {
        let Some(cursor) = arguments.get(name).and_then(Value::as_str) else { return Ok(None) };
        let found =
            find(cursor).ok_or_else(|| FieldError::bad("Invalid cursor for current pagination sort."))?;
        Ok(Some(found))
    };
    let (first, last) = (size("first"), size("last"));
    let wanted = match (first, last) {
        (None, None) => return Err(FieldError::bad("you must provide one of first or last")),
        (Some(_), Some(_)) => return Err(FieldError::bad("providing both first and last is not supported")),
        (Some(wanted), None) | (None, Some(wanted)) => wanted,
    };
    if !(0..=LARGEST_PAGE).contains(&wanted) {
        let name = if first.is_some() { "first" } else { "last" };
        return Err(FieldError::bad(format!("{name} must be between 0 and {LARGEST_PAGE}")));
    }
    let wanted = usize::try_from(wanted).unwrap_or(0);
    let low = place("after")?.map_or(0, |index| index + 1);
    let high = place("before")?.unwrap_or(length).max(low);
    let (start, end) = if first.is_some() {
        (low, (low + wanted).min(high))
    } else {
        (high.saturating_sub(wanted).max(low), high)
    };
    Ok(Page { start, end, has_previous: start > 0, has_next: end < length })
}

/// A connection as the executor wants it: nodes, their cursors, `pageInfo`.
pub fn connection(page: Page, nodes: Vec<Value>, cursors: Vec<String>) -> Value {
    json!({
        "pageInfo": {
            "hasNextPage": page.has_next,
            "hasPreviousPage": page.has_previous,
            "startCursor": cursors.first(),
            "endCursor": cursors.last(),
        },
        "cursors": cursors,
        "nodes": nodes,
    })
}

/// A cursor that names an entry by its key.
pub fn cursor(key: &str) -> String {
    // The vendor's cursors are base64 of such a document; opaque is all that clients may rely on.
    let bytes = format!("{{\"last_id\":\"{key}\"}}").into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key that a cursor names.
pub fn key_of(cursor: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> =
        (0..cursor.len()).step_by(2).map(|at| u8::from_str_radix(cursor.get(at..at + 2)?, 16).ok()).collect();
    let document: Value = serde_json::from_slice(&bytes?).ok()?;
    document["last_id"].as_str().map(str::to_owned)
}

/// Pages a list that lies in the JSON of its owner.
///
/// # Errors
/// As [`page`].
pub fn embedded(mut nodes: Vec<Value>, arguments: &Map<String, Value>) -> Result<Value, FieldError> {
    if arguments.get("reverse").and_then(Value::as_bool).unwrap_or(false) {
        nodes.reverse();
    }
    let key = |index: usize| nodes[index]["id"].as_str().map_or_else(|| index.to_string(), str::to_owned);
    let keys: Vec<String> = (0..nodes.len()).map(key).collect();
    let part = page(nodes.len(), arguments, |given| {
        let wanted = key_of(given)?;
        keys.iter().position(|key| *key == wanted)
    })?;
    let cursors = keys[part.start..part.end].iter().map(|key| cursor(key)).collect();
    Ok(connection(part, nodes.drain(part.start..part.end).collect(), cursors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_the_list_once_in_both_directions() {
        let list: Vec<Value> = (0..7).map(|number| json!({ "id": format!("n{number}") })).collect();
        for (size, edge, flag) in [("first", "after", "hasNextPage"), ("last", "before", "hasPreviousPage")] {
            let mut seen = Vec::new();
            let mut arguments = Map::from_iter([(size.to_owned(), json!(3))]);
            loop {
                let part = embedded(list.clone(), &arguments).expect("a valid page");
                let ids = part["nodes"].as_array().expect("nodes").iter().map(|node| node["id"].clone());
                if size == "first" {
                    seen.extend(ids)
                } else {
                    seen.splice(0..0, ids).for_each(drop)
                }
                if part["pageInfo"][flag] == false {
                    break;
                }
                let end = if size == "first" { "endCursor" } else { "startCursor" };
                arguments.insert(edge.into(), part["pageInfo"][end].clone());
            }
            assert_eq!(seen, list.iter().map(|node| node["id"].clone()).collect::<Vec<_>>());
        }
    }
}
