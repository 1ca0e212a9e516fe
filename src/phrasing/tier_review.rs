//! What has become of a change of tier that a case holds, in words.

use super::Moment;
use crate::domain::score_fields::ReviewState;

/// How it stands: `waits for a yes`, `put off until 25 Nov 2026`.
pub fn held_in_words(state: Option<&ReviewState>, moment: &Moment) -> String {
    match state {
        Some(ReviewState::Later { until }) => format!("put off until {}", moment.day(*until)),
        Some(ReviewState::Kept { until, .. }) => format!("stays as it is until {}", moment.day(*until)),
        Some(ReviewState::Yes { .. } | ReviewState::Waiting) | None => "waits for a yes".to_owned(),
    }
}
