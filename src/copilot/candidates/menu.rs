//! Which actions an answer may name.

use crate::copilot::situation::Situation;
use crate::domain::Purpose;
use crate::domain::action::ActionKind;
use crate::domain::crm::Priority;

/// What the connection, the customer's consent and their situation allow, most usual first. `may_write`: whether the
/// phase lets anything be written and there is a CRM to write to.
pub fn allowed_actions(situation: &Situation<'_>, may_write: bool) -> Vec<ActionKind> {
    let sells = situation.purpose == Purpose::Sales && situation.may_advertise();
    let allows = |action: ActionKind| match action {
        ActionKind::Note | ActionKind::Task => true,
        ActionKind::Reply => situation.case.is_some(),
        ActionKind::CaseUpdate => situation.case.is_some_and(|case| case.priority < Some(Priority::High)),
        ActionKind::Collection => situation.unpaid().is_some(),
        ActionKind::Opportunity | ActionKind::Discount => sells,
        ActionKind::WinBack => sells && situation.stays_away(),
        // What no connection carries out yet.
        ActionKind::Fields | ActionKind::AudienceAdd | ActionKind::AudienceRemove | ActionKind::Tag => false,
    };
    let all = [
        ActionKind::Reply,
        ActionKind::Task,
        ActionKind::Note,
        ActionKind::CaseUpdate,
        ActionKind::Collection,
        ActionKind::Opportunity,
        ActionKind::WinBack,
        ActionKind::Discount,
    ];
    all.into_iter().filter(|action| may_write && allows(*action)).collect()
}
