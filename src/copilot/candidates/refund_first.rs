//! Nobody gets the same money back twice: while some of an order's is on its way, no more of it is proposed. What is only
//! promised is still to be asked for.

use super::Terms;
use crate::copilot::proposal::Proposal;
use crate::copilot::situation::Situation;
use crate::copilot::under_way::refund_in_words;

/// Why money back is held back; nothing where none of its order's is on its way.
pub(super) fn held(words: &Proposal, situation: &Situation<'_>, terms: &Terms) -> Option<String> {
    words.offer.as_ref().filter(|offer| offer.is_money_back())?;
    let mut asked_for = terms.paying_back.iter().filter(|other| other.is_asked_for());
    let other = asked_for.find(|other| words.evidence.iter().any(|id| other.is_for(id)))?;
    let told = refund_in_words(other, situation.profile, &situation.facts.reader);
    Some(format!("{told}: the customer would get it twice"))
}
