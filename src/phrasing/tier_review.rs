//! What a run over all scores leaves out, in words: a change of tier that a case holds, customers who are nobody's contact.

use super::Moment;
use super::count::counted;
use crate::domain::score_fields::ReviewState;

/// Scored customers who have no contact. One with the same phone and no e-mail in common is theirs only once somebody looks.
pub fn without_contact_in_words(count: u64) -> String {
    let customers = counted(count, "customer");
    format!(
        "{customers} scored without a contact at the CRM that is known as theirs: one with the same phone alone is found when somebody opens them"
    )
}

/// How it stands: `waits for a yes`, `put off until 25 Nov 2026`.
pub fn held_in_words(state: Option<&ReviewState>, moment: &Moment) -> String {
    match state {
        Some(ReviewState::Later { until }) => format!("put off until {}", moment.day(*until)),
        Some(ReviewState::Kept { until, .. }) => format!("stays as it is until {}", moment.day(*until)),
        Some(ReviewState::Yes { .. } | ReviewState::Waiting) | None => "waits for a yes".to_owned(),
    }
}
