//! A look-up that an answer asks for: data of a stranger, each argument read, checked and bounded.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::super::verify::Restore;
use super::words::{cut, line, said};
use crate::copilot::lookups::{Lookup, Measure, MessageFilter, OrderFilter, OrderState, Per, Period, Sums};

/// Words that messages are searched for.
const MOST_WORDS: usize = 8;
/// Characters of one of them, and of a product.
const LONGEST_WORD: usize = 60;
/// No order comes to more, in whatever currency.
const LARGEST_AMOUNT: f64 = 1e12;
/// All arguments that there are; whatever else is named would be obeyed by nobody.
const ARGUMENTS: &[&str] =
    &["name", "status", "product", "from", "to", "min_total", "max_total", "words", "by", "of"];

/// Whether an element asks for a look-up.
pub(super) fn is_one(element: &Value) -> bool {
    element["name"].is_string() && element.get("text").is_none()
}

/// What is shown of one that was refused.
pub(super) fn in_short(element: &Value) -> String {
    format!("look-up: {}", cut(said(element, "name")))
}

/// The look-up that an element asks for, placeholders restored.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn lookup(element: &Value, restore: Restore<'_>) -> Result<Lookup, String> {
    let given = element.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    if let Some((name, _)) = given.into_iter().find(|(name, _)| !ARGUMENTS.contains(&name.as_str())) {
        return Err(format!("a look-up has no argument `{}`", cut(name)));
    }
    match said(element, "name") {
        "orders" => Ok(Lookup::Orders(orders(element, restore)?)),
        "messages" => Ok(Lookup::Messages(MessageFilter {
            words: words(element, restore)?,
            from: None,
            period: period(element)?,
        })),
        "sums" => {
            let per = one_of(element, "by", &Per::ALL)?.ok_or("the sums lack `by`")?;
            let of = one_of(element, "of", &Measure::ALL)?.unwrap_or(Measure::Net);
            Ok(Lookup::Sums(Sums { per, of, filter: orders(element, restore)? }))
        }
        other => Err(format!("there is no look-up `{}`", cut(other))),
    }
}

fn orders(element: &Value, restore: Restore<'_>) -> Result<OrderFilter, String> {
    let product = match text(element, "product")? {
        Some(text) => word(text, restore)?,
        None => String::new(),
    };
    Ok(OrderFilter {
        state: one_of(element, "status", &OrderState::ALL)?.unwrap_or_default(),
        product,
        period: period(element)?,
        min_total: amount(element, "min_total")?,
        max_total: amount(element, "max_total")?,
    })
}

fn words(element: &Value, restore: Restore<'_>) -> Result<Vec<String>, String> {
    let given = match &element["words"] {
        Value::Null => return Ok(Vec::new()),
        Value::Array(words) => words,
        _ => return Err("`words` is no list".to_owned()),
    };
    if given.len() > MOST_WORDS {
        return Err(format!("it searches for more than {MOST_WORDS} words"));
    }
    let mut words = Vec::new();
    for one in given {
        let text = one.as_str().ok_or("one of its words is no text")?;
        words.push(word(text, restore)?);
    }
    words.retain(|word| !word.is_empty());
    Ok(words)
}

/// Letters, digits and hyphens: nothing that could be read as more than words to look for.
fn word(text: &str, restore: Restore<'_>) -> Result<String, String> {
    let restored = restore(text)?;
    let plain: String = restored
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '\'') { c } else { ' ' })
        .collect();
    // Of hyphens alone nothing is left, or they would stand for every word.
    let plain = if plain.contains(char::is_alphanumeric) { line(&plain) } else { String::new() };
    if plain.chars().count() > LONGEST_WORD {
        return Err(format!("what it looks for is longer than {LONGEST_WORD} characters"));
    }
    Ok(plain)
}

fn period(element: &Value) -> Result<Period, String> {
    let period = Period { from: date(element, "from")?, to: date(element, "to")? };
    match (period.from, period.to) {
        (Some(from), Some(to)) if from > to => Err("its first day is after its last".to_owned()),
        _ => Ok(period),
    }
}

/// A day; of a time, its day.
fn date(element: &Value, name: &str) -> Result<Option<Date>, String> {
    let Some(text) = text(element, name)? else { return Ok(None) };
    let day = text.get(..10).unwrap_or(text);
    day.parse().map(Some).map_err(|_| format!("`{name}` is no day such as 2025-01-31"))
}

fn amount(element: &Value, name: &str) -> Result<Option<Decimal>, String> {
    let number = match &element[name] {
        Value::Null => return Ok(None),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.filter(|number| (0.0..=LARGEST_AMOUNT).contains(number));
    let decimal = number.and_then(|number| Decimal::try_from(number).ok());
    decimal.map(Some).ok_or_else(|| format!("`{name}` is no amount"))
}

/// A text that says something; an empty one is none.
fn text<'a>(element: &'a Value, name: &str) -> Result<Option<&'a str>, String> {
    match &element[name] {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        _ => Err(format!("`{name}` is no text")),
    }
}

fn one_of<T: Copy>(element: &Value, name: &str, all: &[(&str, T)]) -> Result<Option<T>, String> {
    let Some(word) = text(element, name)? else { return Ok(None) };
    let known = all.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    known.map(|(_, value)| Some(*value)).ok_or_else(|| format!("`{name}` can't be `{}`", cut(word)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn read(element: &Value) -> Result<Lookup, String> {
        lookup(element, &|text| Ok(text.replace("[PERSON_1]", "Ada")))
    }

    #[rstest]
    #[case(json!({ "name": "orders" }), "orders")]
    #[case(json!({ "name": "orders", "status": "refunded", "product": "tent", "from": "2025-01-01", "to": "2025-12-31", "min_total": 100, "words": null, "by": null }), "refunded orders with “tent” of 100 or more in 2025")]
    #[case(json!({ "name": "messages", "words": ["[PERSON_1]", "broken zip"] }), "messages and notes with “Ada” or “broken zip”")]
    #[case(json!({ "name": "sums", "by": "month", "of": "net", "from": "2026-03-01T00:00:00Z" }), "orders since 1 Mar 2026 by month")]
    #[case(json!({ "name": "orders", "product": "tent”}{order:1.total}" }), "orders with “tent order 1 total”")]
    #[case(json!({ "name": "orders", "product": "--" }), "orders")]
    #[case(json!({ "name": "messages", "words": ["-", "'", "zip"] }), "messages and notes with “zip”")]
    fn a_lookup_is_read_and_says_what_it_looks_for(#[case] element: Value, #[case] asked: &str) {
        assert_eq!(read(&element).map(|lookup| lookup.in_words().to_string()).as_deref(), Ok(asked));
    }

    #[rstest]
    #[case::another_customer(json!({ "name": "orders", "customer": "james.carter@example.com" }), "no argument `customer`")]
    #[case::unknown(json!({ "name": "shell", "product": "ls" }), "no look-up `shell`")]
    #[case::backwards(json!({ "name": "orders", "from": "2026-01-02", "to": "2026-01-01" }), "after its last")]
    #[case::no_day(json!({ "name": "orders", "from": "yesterday" }), "no day")]
    #[case::no_amount(json!({ "name": "orders", "min_total": -1 }), "no amount")]
    #[case::long(json!({ "name": "orders", "product": "x".repeat(1_000) }), "longer than")]
    #[case::many(json!({ "name": "messages", "words": vec!["a"; 100] }), "more than 8")]
    #[case::no_state(json!({ "name": "orders", "status": "stolen" }), "`status` can't be")]
    #[case::by_nothing(json!({ "name": "sums" }), "lack `by`")]
    fn what_is_no_lookup_is_refused(#[case] element: Value, #[case] why: &str) {
        let refused = read(&element).expect_err("it is refused");
        assert!(refused.contains(why), "{refused}");
    }
}
