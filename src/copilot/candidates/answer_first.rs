//! Nobody answers a case twice: while an answer is under way, none is proposed.

use super::Terms;
use crate::domain::EvidenceId;
use crate::domain::action::ActionKind;

/// Why another answer to a case is held back; nothing where none is under way.
pub(super) fn held(action: ActionKind, case: Option<&EvidenceId>, terms: &Terms) -> Option<String> {
    let case = case.filter(|_| action == ActionKind::Reply)?;
    let other = terms.under_way.iter().find(|other| *case == other.evidence())?;
    Some(format!("{}: the customer would read two", other.in_words()))
}
