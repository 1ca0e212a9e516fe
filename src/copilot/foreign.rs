//! Orders that an answer names and that are somebody else's: a number that was copied from another case.

use crate::copilot::verify::pieces;
use crate::domain::crm::Case;
use crate::domain::profile::Profile;
use crate::domain::{Mark, Unsupported};

/// The sentences of an answer that name an order by `#` and its number, where that is none of the customer's and nobody has
/// named it in the case; nothing where not all of their orders are known.
pub fn names_another_order(text: &str, profile: &Profile, case: Option<&Case>) -> Vec<Unsupported> {
    if profile.totals.partial || !profile.is_store_heard() {
        return Vec::new();
    }
    let is_theirs = |number: &str| {
        let is_order = profile.orders.iter().any(|order| order.number.trim_start_matches('#') == number);
        let is_case = profile.cases.iter().any(|case| case.id == number);
        is_order || is_case || case.is_some_and(|case| names(case, number))
    };
    let foreign = |piece: &&str| numbers(piece).find(|number| !is_theirs(number)).map(str::to_owned);
    let pieces = pieces(text).into_iter().map(str::trim);
    pieces
        .filter_map(|piece| {
            let number = foreign(&piece)?;
            let why = format!("#{number} is no order of this customer's");
            Some(Unsupported { text: piece.to_owned(), why, mark: Mark::Open })
        })
        .collect()
}

/// Whether somebody has named a number in a case.
fn names(case: &Case, number: &str) -> bool {
    let words = case.messages.iter().map(|message| message.text.as_str());
    words.chain([case.subject.as_str()]).any(|text| text.contains(number))
}

/// The numbers that stand behind a `#`, of as many digits as an order's has at least.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    const SHORTEST: usize = 3;
    text.split('#').skip(1).filter_map(|behind| {
        let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        (end >= SHORTEST).then(|| &behind[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_stands_behind_its_sign() {
        let found: Vec<&str> =
            numbers("Your order #1133, not #12 or 1134; \u{ab}#1135\u{bb} and # 7").collect();
        assert_eq!(found, ["1133", "1135"]);
    }
}
