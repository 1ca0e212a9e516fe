//! Nobody is won back past a question of theirs: while a case waits for us the offer is held back, and while one is open
//! it stands behind that case.

use super::weigh::Weighed;
use crate::copilot::situation::Situation;
use crate::domain::action::ActionKind;

/// Taken off while a case is open: enough to stand behind the answer to it.
const BEHIND: i32 = 40;

/// Why a win-back is held back; nothing where no case waits for us.
pub(super) fn held(action: ActionKind, situation: &Situation<'_>) -> Option<String> {
    let case = situation.waiting_case().filter(|_| action == ActionKind::WinBack)?;
    Some(format!("first answer case {}", case.id))
}

/// What is taken off a win-back for a case that is open.
pub(super) fn weigh(action: ActionKind, situation: &Situation<'_>, weighed: &mut Weighed) {
    if let Some(case) = situation.case.filter(|_| action == ActionKind::WinBack) {
        weighed.lower(BEHIND, format!("case {} is open and comes first", case.id));
    }
}
