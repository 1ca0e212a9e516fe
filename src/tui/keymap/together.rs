//! Which layers hold at the same time: what one of them has, those behind it have not.

use super::Layer as L;

/// The layers of each screen, the most particular first.
pub(super) static TOGETHER: &[&[L]] = &[
    &[L::SearchField, L::SearchEmpty],
    &[L::SearchList, L::List, L::Anywhere],
    &[L::Queue, L::List, L::Anywhere],
    &[L::Leads, L::List, L::Anywhere],
    &[L::Calls, L::List, L::Anywhere],
    &[L::Quiet, L::List, L::Anywhere],
    &[L::Customer, L::List, L::Anywhere],
    &[L::Case, L::Customer, L::List, L::Anywhere],
    &[L::Call, L::Customer, L::List, L::Anywhere],
    &[L::Call, L::Case, L::Customer, L::List, L::Anywhere],
    &[L::Person, L::Customer, L::List, L::Anywhere],
    &[L::Person, L::Case, L::Customer, L::List, L::Anywhere],
    &[L::Person, L::Call, L::Customer, L::List, L::Anywhere],
    &[L::Person, L::Call, L::Case, L::Customer, L::List, L::Anywhere],
    &[L::Pictures, L::Anywhere],
    &[L::Outbox, L::List, L::Anywhere],
    &[L::Approvals, L::List, L::Anywhere],
    &[L::Activity, L::List, L::Anywhere],
    &[L::Activity, L::Outbox, L::List, L::Anywhere],
    &[L::Audit, L::List, L::Anywhere],
    &[L::Wires, L::List, L::Anywhere],
    &[L::Sources, L::List, L::Anywhere],
    &[L::Scores, L::List, L::Anywhere],
    &[L::ScoreFields, L::List, L::Anywhere],
    &[L::TierReviews, L::List, L::Anywhere],
];

/// Whether these layers are known to hold at the same time. One alone, or a screen's without its own, hides nothing more.
pub(in crate::tui) fn are_known(layers: &[L]) -> bool {
    layers.len() == 1 || TOGETHER.iter().any(|known| known.ends_with(layers))
}
