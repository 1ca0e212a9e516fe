//! Money back that is not left, in words.

use super::{Moment, cut};
use crate::domain::commerce::Order;
use crate::domain::money::Money;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::refunds::TooLittle;

/// Characters of a title that is told.
const LONGEST_TITLE: usize = 60;

/// `order #1001`, `the orders #1001 and #1002`; all of theirs, where none is named.
pub fn orders_in_words(orders: &[&Order]) -> String {
    match orders {
        [] => "all their orders".to_owned(),
        [one] => format!("order {}", one.number),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|order| order.number.as_str()).collect();
            format!("the orders {} and {}", first.join(", "), last.number)
        }
    }
}

/// What is wrong with money that is asked for: `only 157.94 USD of order #1001 is left to give back, 500.00 USD is asked`,
/// and what the rest went to. `of`: the orders, in words; `promised`: what was promised from here.
pub fn too_little_in_words(
    asked: Money,
    of: &str,
    found: &TooLittle,
    promised: &[(&Entry, Money)],
    moment: &Moment,
) -> String {
    let money = |amount: Money| moment.locale.money(amount);
    let left = match found.left.amount.is_zero() {
        true => "nothing".to_owned(),
        false => format!("only {}", money(found.left)),
    };
    let refunded = Some(found.refunded).filter(|refunded| !refunded.amount.is_zero());
    let mut went: Vec<String> =
        refunded.map(|refunded| format!("{} went back already", money(refunded))).into_iter().collect();
    went.extend(promised.iter().map(|(entry, open)| format!("{} {}", money(*open), stands(entry, moment))));
    let went = if went.is_empty() { String::new() } else { format!(" ({})", went.join(", ")) };
    format!("{left} of {of} is left to give back{went}, {} is asked", money(asked))
}

/// How far what promised it is, what it is called and who asked for it.
fn stands(entry: &Entry, moment: &Moment) -> String {
    let (word, at) = match &entry.state {
        EntryState::Done { at, .. } => ("was written", *at),
        _ if entry.approved_by.is_some() => ("was approved", entry.decided_at()),
        _ => ("was accepted", entry.accepted_at),
    };
    let title = cut(&entry.title, LONGEST_TITLE);
    format!("{word} {}: “{title}” by {}", moment.ago(at), entry.accepted_by)
}

/// What else waits for a yes and takes from the same orders: `another 20.00 EUR of order #1234 waits for a yes: “Refund 20
/// EUR” by kim@shop.example; 37.94 EUR would be left after both`. `of`: the orders, in words; `left`: what all of it leaves,
/// nothing where nobody can tell.
pub fn beside_in_words(others: &[(&Entry, Money)], of: &str, left: Option<Money>, moment: &Moment) -> String {
    let money = |amount: Money| moment.locale.money(amount);
    let each: Vec<String> = others
        .iter()
        .map(|(entry, open)| {
            let title = cut(&entry.title, LONGEST_TITLE);
            format!("another {} of {of} waits for a yes: “{title}” by {}", money(*open), entry.accepted_by)
        })
        .collect();
    let all = if others.len() == 1 { "both" } else { "all" };
    let after = match left {
        None => format!("nobody knows what would be left after {all}"),
        Some(left) if left.amount.is_sign_negative() => {
            let lacking = Money::new(left.amount.abs(), left.currency);
            format!("there is {} too little for {all}", money(lacking))
        }
        Some(left) if left.amount.is_zero() => format!("nothing would be left after {all}"),
        Some(left) => format!("{} would be left after {all}", money(left)),
    };
    format!("{}; {after}", each.join("; "))
}

/// That an amount cannot be held against orders that are counted in another currency.
pub fn other_currency_in_words(asked: Money, of: &str, theirs: Money, moment: &Moment) -> String {
    let asked = moment.locale.money(asked);
    format!("{asked} cannot be compared with what is left of {of}, which is in {}", theirs.currency)
}

/// That nobody can tell how much goes back where several amounts are named; `earlier`: by what was promised before.
pub fn several_in_words(of: &str, earlier: Option<&Entry>) -> String {
    match earlier {
        None => "several amounts are named, so nobody knows how much goes back".to_owned(),
        Some(earlier) => {
            let title = cut(&earlier.title, LONGEST_TITLE);
            format!("“{title}” names several amounts, so nobody knows what is left of {of}")
        }
    }
}
