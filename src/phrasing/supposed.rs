//! An order that is supposed, as people type it: `+1 order 120 in 14d`, `tomorrow`, `this week 80`.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::domain::score::Supposed;

/// A text that names no such order: what of it is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: write it as `+1 order 120 in 14d`, `this week` or `tomorrow 80`")]
pub struct NoOrder {
    what: String,
}

fn wrong(what: impl Into<String>) -> NoOrder {
    NoOrder { what: what.into() }
}

/// What is wrong with a word that means nothing here.
fn wrong_word(word: &str, has_amount: bool) -> NoOrder {
    let is_figure = word.starts_with(|letter: char| letter.is_ascii_digit());
    if is_figure && has_amount && amount(word).is_some() {
        wrong(format!("`{word}` is a second amount"))
    } else if is_figure && word.contains(['.', ',']) {
        wrong(format!("`{word}` may be thousands or decimals (1200 and 1.20 are neither)"))
    } else {
        wrong(format!("`{word}` is neither an amount nor a time"))
    }
}

/// The farthest that is looked ahead.
const MOST_DAYS: u32 = 3650;
/// `this week` is not over: its middle.
const WITHIN_THE_WEEK: u32 = 3;

/// Reads an order that is supposed: a time, an amount, or both; without a time it is today, without an amount the
/// customer's usual one.
///
/// # Errors
/// It names neither, or something else.
pub fn supposed(text: &str) -> Result<Supposed, NoOrder> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut order = Supposed { in_days: 0, amount: None };
    let mut says_something = false;
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        rest = after;
        let known = match *word {
            "+1" | "one" | "an" | "order" | "orders" | "again" | "in" | "of" | "for" | "this" | "they"
            | "if" => {
                says_something |= *word == "+1" || word.starts_with("order");
                true
            }
            "today" | "now" => at(&mut order, 0),
            "tomorrow" => at(&mut order, 1),
            "week" => at(&mut order, WITHIN_THE_WEEK),
            word => match (span(word), amount(word), rest.first().map(|unit| unit_days(unit))) {
                (Some(days), ..) => at(&mut order, days),
                (None, Some(count), Some(Some(unit))) => {
                    rest = &rest[1..];
                    let days = u32::try_from(count.trunc().mantissa())
                        .ok()
                        .and_then(|count| count.checked_mul(unit));
                    days.is_some_and(|days| at(&mut order, days))
                }
                (None, Some(amount), _) if order.amount.is_none() => {
                    order.amount = Some(amount);
                    true
                }
                _ => false,
            },
        };
        if !known {
            return Err(wrong_word(word, order.amount.is_some()));
        }
        says_something |= order.amount.is_some() || order.in_days > 0 || matches!(*word, "today" | "now");
    }
    if order.in_days > MOST_DAYS {
        return Err(wrong("that is more than ten years ahead"));
    }
    if says_something { Ok(order) } else { Err(wrong("it names neither an amount nor a time")) }
}

fn at(order: &mut Supposed, days: u32) -> bool {
    order.in_days = days;
    true
}

/// `14d`, `2w`, `3days`.
fn span(word: &str) -> Option<u32> {
    let end = word.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = word.split_at(end);
    u32::from_str(count).ok()?.checked_mul(unit_days(unit)?)
}

fn unit_days(unit: &str) -> Option<u32> {
    match unit {
        "d" | "day" | "days" => Some(1),
        "w" | "week" | "weeks" => Some(7),
        "month" | "months" => Some(30),
        _ => None,
    }
}

/// `120`, `80.50`, `80,50`. What may be thousands to some and decimals to others (`1.200`) is none.
fn amount(word: &str) -> Option<Decimal> {
    let decimals = word.rsplit_once(['.', ',']).map(|(_, decimals)| decimals.len());
    if decimals.is_some_and(|decimals| decimals > 2) || word.matches(['.', ',']).count() > 1 {
        return None;
    }
    let amount = Decimal::from_str(&word.replace(',', ".")).ok()?;
    (!word.starts_with(['+', '-']) && amount > Decimal::ZERO).then_some(amount)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("+1 order 120 in 14d", 14, Some("120"))]
    #[case("+1 order", 0, None)]
    #[case("this week", 3, None)]
    #[case("they order again this week", 3, None)]
    #[case("tomorrow 80.50", 1, Some("80.50"))]
    #[case("120 in 2 weeks", 14, Some("120"))]
    #[case("in 3 days 99", 3, Some("99"))]
    #[case("120,50", 0, Some("120.50"))]
    #[case("2w", 14, None)]
    #[case("today", 0, None)]
    fn orders_are_read(#[case] text: &str, #[case] in_days: u32, #[case] amount: Option<&str>) {
        let amount = amount.map(|amount| amount.parse().unwrap());
        assert_eq!(supposed(text), Ok(Supposed { in_days, amount }));
    }

    #[rstest]
    #[case("", "it names neither")]
    #[case("again", "it names neither")]
    #[case("ten", "`ten` is neither")]
    #[case("-5", "`-5` is neither")]
    #[case("+1 order 1.200 in 14d", "`1.200` may be thousands")]
    #[case("1,200.50", "`1,200.50` may be thousands")]
    #[case("120 80", "`80` is a second amount")]
    #[case("in 99999 days", "more than ten years")]
    fn of_other_things_it_is_said_what_is_wrong(#[case] text: &str, #[case] why: &str) {
        let told = supposed(text).unwrap_err().to_string();
        assert!(told.contains(why), "{told}");
    }
}
