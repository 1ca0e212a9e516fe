//! Differences: an amount that something is more or less by is one, and nothing else is.

use crate::copilot::tone;

const UP: &[&str] = &["more", "higher", "above", "up"];
const DOWN: &[&str] = &["less", "lower", "below", "down", "fewer"];
const UP_FIELDS: &[&str] = &["up_by", "above_average_by"];
const DOWN_FIELDS: &[&str] = &["down_by", "below_average_by"];

/// Holds an amount at a place to the way the clause says it differs; the error is what it is not. Says whether it is a
/// difference, which no other label can call then.
pub(super) fn check(clause: &str, at: usize, fields: &[&str]) -> Result<bool, String> {
    let is_one = |field: &&str| UP_FIELDS.contains(field) || DOWN_FIELDS.contains(field);
    let up = match direction(clause, at) {
        Some(up) => up,
        None if !fields.is_empty() && fields.iter().all(is_one) => {
            return Err("a sum of its own".to_owned());
        }
        None => return Ok(false),
    };
    let fitting = if up { UP_FIELDS } else { DOWN_FIELDS };
    let of_average = says_average(clause, at);
    let fits = |field: &&str| fitting.contains(field) && field.contains("average") == of_average;
    match fields.iter().any(fits) {
        true => Ok(true),
        false => Err(format!("how much {} it is", if up { "more" } else { "less" })),
    }
}

/// Whether the comparison is with the average.
fn says_average(clause: &str, at: usize) -> bool {
    tone::contains_any(clause.get(at..).unwrap_or_default(), &["average", "usual"])
}

/// `129 USD more than`, `down by 129 USD`: which way, where the clause says that it is a difference.
fn direction(clause: &str, at: usize) -> Option<bool> {
    let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let before: Vec<String> = clause.get(..at)?.split_whitespace().map(plain).collect();
    let way = |word: &str| {
        let is_up = UP.contains(&word) || matches!(word, "rose" | "risen" | "grew" | "grown" | "increased");
        let is_down = DOWN.contains(&word) || matches!(word, "fell" | "fallen" | "dropped" | "declined");
        (is_up || is_down).then_some(is_up)
    };
    if let [.., verb, by] = &*before
        && by == "by"
        && let Some(way) = way(verb)
    {
        return Some(way);
    }
    // Behind the number and its currency.
    let behind: Vec<String> = clause.get(at..)?.split_whitespace().map(plain).collect();
    let place = behind.iter().take(4).position(|word| way(word).is_some())?;
    let next = behind.get(place + 1).map_or("", String::as_str);
    let compares = matches!(
        next,
        "than" | "this" | "by" | "" | "in" | "so" | "the" | "her" | "his" | "their" | "average" | "last"
    );
    let is_first = behind[..place].iter().skip(1).all(|word| word.len() <= 7 && word != "order");
    (compares && is_first).then(|| way(&behind[place])).flatten()
}
