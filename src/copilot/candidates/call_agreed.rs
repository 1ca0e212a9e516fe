//! Nobody is called past what was agreed: while a call is to come, no other is proposed.

use crate::copilot::facts::day;
use crate::copilot::proposal::Proposal;
use crate::copilot::situation::Situation;
use crate::domain::action::ActionKind;

/// Why a call is held back; nothing where none is agreed. Who waits in a case is called all the same.
pub(super) fn held(proposal: &Proposal, situation: &Situation<'_>) -> Option<String> {
    let is_call = proposal.action == ActionKind::Task && proposal.channel.as_deref() == Some("phone");
    let at = situation.agreed_call().filter(|_| is_call && proposal.case.is_none())?;
    let on = situation.facts.reader.day(day(at, &situation.facts.zone));
    Some(format!("a call is agreed for {on}"))
}
