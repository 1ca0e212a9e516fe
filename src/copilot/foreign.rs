//! Orders that an answer names and that are somebody else's: a number that was copied from another case.

use crate::copilot::verify::pieces;
use crate::domain::crm::Case;
use crate::domain::profile::Profile;
use crate::domain::{Mark, Unsupported};

/// The sentences of an answer that name an order by `#` and its number, where that is none of the customer's and nobody has
/// named it in the case; nothing where not all of their orders are known.
pub fn names_another_order(text: &str, profile: &Profile, case: Option<&Case>) -> Vec<Unsupported> {
    let pieces = pieces(text).into_iter().map(str::trim);
    pieces
        .filter_map(|piece| {
            let number = other_orders(piece, profile, case).into_iter().next()?;
            Some(Unsupported { text: piece.to_owned(), why: is_no_order(number), mark: Mark::Open })
        })
        .collect()
}

/// What there is to say of an order of somebody else's, by its number.
pub fn is_no_order(number: &str) -> String {
    format!("#{number} is no order of this customer's")
}

/// The numbers of such orders in a text, each once.
pub fn other_orders<'a>(text: &'a str, profile: &Profile, case: Option<&Case>) -> Vec<&'a str> {
    if profile.totals.partial || !profile.is_store_heard() {
        return Vec::new();
    }
    let orders: Vec<&str> = profile.orders.iter().map(|order| order.number.trim_start_matches('#')).collect();
    let is_known = |number: &str| {
        orders.contains(&number)
            || profile.cases.iter().chain(case).any(|case| case.id == number || names(case, number))
    };
    // An invoice, a flat and a parcel have numbers, too: of another shape than the shop's orders, mostly.
    let is_order = |number: &str| orders.iter().any(|known| shape(known).eq(shape(number)));
    let mut found: Vec<&str> = Vec::new();
    for number in numbers(text).filter(|number| is_order(number) && !is_known(number)) {
        if !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

/// Whether somebody has named a number in a case.
fn names(case: &Case, number: &str) -> bool {
    let texts = case.messages.iter().map(|message| message.text.as_str()).chain([case.subject.as_str()]);
    texts.flat_map(|text| text.split(|c: char| !is_of_number(c))).any(|word| word == number)
}

/// The numbers that stand behind a `#`, with the letters that belong to them.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split('#').skip(1).filter_map(|behind| {
        let end = behind.find(|c: char| !is_of_number(c)).unwrap_or(behind.len());
        Some(behind[..end].trim_end_matches('-')).filter(|number| !number.is_empty())
    })
}

fn is_of_number(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// Where a number has digits and where it has something else.
fn shape(number: &str) -> impl Iterator<Item = Option<char>> + '_ {
    number.chars().map(|c| (!c.is_ascii_digit()).then_some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_stands_behind_its_sign() {
        let found: Vec<&str> = numbers("Your order #1133, not 1134; «#1135-A» and # 7").collect();
        assert_eq!(found, ["1133", "1135-A"]);
    }

    #[test]
    fn numbers_of_one_shape_are_of_one_kind() {
        let is_like = |one: &str, other: &str| shape(one).eq(shape(other));
        assert!(is_like("1133", "1119") && is_like("1133-A", "1207-A"));
        assert!(!is_like("1133", "304") && !is_like("1133", "9400111899223") && !is_like("1133", "24-118"));
    }
}
