//! Times of the fixtures, relative to the sandbox's start: `@-3d4h`, `@+2d`, `@-20m`.

use jiff::Timestamp;
use serde_json::{Value, json};

/// Turns every relative time in a document into RFC 3339, UTC, whole milliseconds.
pub fn settle(document: &mut Value, now: Timestamp) {
    match document {
        Value::String(text) => {
            if let Some(seconds) = offset(text) {
                *document = json!(at(now, seconds));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| settle(item, now)),
        Value::Object(fields) => fields.values_mut().for_each(|field| settle(field, now)),
        _ => {}
    }
}

/// Seconds from now that a relative time stands for.
fn offset(text: &str) -> Option<i64> {
    let rest = text.strip_prefix('@')?;
    let (sign, rest) = match rest.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, rest.strip_prefix('+')?),
    };
    let (mut total, mut number) = (0_i64, None::<i64>);
    for character in rest.chars() {
        if let Some(digit) = character.to_digit(10) {
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(i64::from(digit))?);
            continue;
        }
        let unit = match character {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        total = total.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    number.is_none().then_some(sign * total)
}

/// A time some seconds from now, as both vendors write it.
pub fn at(now: Timestamp, seconds: i64) -> String {
    let moment = Timestamp::from_second(now.as_second().saturating_add(seconds)).unwrap_or(now);
    text(moment)
}

/// A time as both vendors write it.
pub fn text(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Seconds since 1970 of an RFC 3339 time or a date (midnight UTC); milliseconds since 1970 are understood too.
pub fn seconds(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_second());
    }
    if let Ok(milliseconds) = text.parse::<i64>()
        && text.len() > 9
    {
        return Some(milliseconds.div_euclid(1000));
    }
    let date: jiff::civil::Date = text.parse().ok()?;
    let midnight = date.at(0, 0, 0, 0);
    Some(jiff::tz::TimeZone::UTC.to_timestamp(midnight).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_times_are_settled_and_all_else_is_left() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
        let mut document = json!({ "a": "@-1d2h", "b": ["@+30m", "@home", "a@b.co", "@-5"], "c": 3 });
        settle(&mut document, now);
        let settled = json!({
            "a": "2026-11-23T10:00:00.000Z", "b": ["2026-11-24T12:30:00.000Z", "@home", "a@b.co", "@-5"], "c": 3
        });
        assert_eq!(document, settled);
    }
}
