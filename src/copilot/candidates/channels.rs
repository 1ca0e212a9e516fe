//! What a colleague said against a channel, or against any contact, holds for all that would use it.

use crate::copilot::facts::day;
use crate::copilot::proposal::Proposal;
use crate::copilot::situation::Situation;
use crate::domain::crm::MessageFrom;
use crate::domain::customer::channel_in_words;

/// Why a proposal is held back for the way that it would go; nothing where it may. Where the customer themself has written
/// since, an answer goes the way that they came.
pub(super) fn held(proposal: &Proposal, situation: &Situation<'_>) -> Option<String> {
    let goes_to_them = proposal.channel.is_some() && proposal.case.is_none();
    if goes_to_them && situation.wants_no_contact().is_some() {
        return Some("they ask not to be contacted, as a colleague has written".to_owned());
    }
    let ruled_out = situation.profile.customer.ruled_out(proposal.channel.as_deref()?)?;
    let case = proposal.case.as_ref().and_then(|id| situation.profile.case(id));
    let theirs = case.iter().flat_map(|case| &case.messages).filter(|m| m.from == MessageFrom::Customer);
    if theirs.filter_map(|message| message.at).any(|at| at > ruled_out.at) {
        return None;
    }
    let on = situation.facts.reader.day(day(ruled_out.at, &situation.facts.zone));
    Some(format!("not by {}, ruled out on {on}", channel_in_words(&ruled_out.channel)))
}
