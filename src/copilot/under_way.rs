//! What a brief begins with where an answer or money back is under way: that it is, so that no other is looked for. Neither a
//! model's word nor a rule's.

use super::situation::totals_id;
use crate::domain::EvidenceId;
use crate::domain::answer::UnderWay;
use crate::domain::brief::Sentence;
use crate::domain::commerce::Order;
use crate::domain::profile::Profile;
use crate::domain::refunds::{PayingBack, PaysBack};
use crate::phrasing::{Locale, orders_in_words};

/// A sentence for each, answers first.
pub fn sentences(
    under_way: &[UnderWay],
    paying_back: &[PayingBack],
    profile: &Profile,
    reader: &Locale,
) -> Vec<Sentence> {
    let answers = under_way.iter().map(|one| sentence(one.in_words(), vec![one.evidence()]));
    let refunds = paying_back.iter().map(|one| {
        let evidence = if one.orders.is_empty() { vec![totals_id()] } else { one.orders.clone() };
        sentence(refund_in_words(one, profile, reader), evidence)
    });
    answers.chain(refunds).collect()
}

fn sentence(mut text: String, evidence: Vec<EvidenceId>) -> Sentence {
    text.replace_range(..1, "A");
    Sentence { text: format!("{text}."), evidence }
}

/// In words: `a refund of 30.00 USD for order #1001 waits for a yes`.
pub fn refund_in_words(one: &PayingBack, profile: &Profile, reader: &Locale) -> String {
    let of = one.amount.map_or_else(String::new, |amount| format!(" of {}", reader.money(amount)));
    let orders: Vec<&Order> = one.orders.iter().filter_map(|id| profile.order(id)).collect();
    let orders = if orders.is_empty() { String::new() } else { format!(" for {}", orders_in_words(&orders)) };
    let refund = format!("a refund{of}{orders}");
    match one.waits_for {
        PaysBack::Yes => format!("{refund} waits for a yes"),
        PaysBack::Person => format!("{refund} could not be written and needs a person"),
        PaysBack::Writing => format!("{refund} is decided on and waits to be written"),
        PaysBack::Payment => format!("{refund} is written, and the store does not show it yet"),
        PaysBack::Unknown => {
            format!("{refund} is written, and it is not known whether the store has paid it")
        }
        PaysBack::Answer => format!("an answer promises {refund}; nobody was asked from here to pay it"),
        PaysBack::Note => format!("a note tells of {refund}; nobody was asked from here to pay it"),
    }
}
