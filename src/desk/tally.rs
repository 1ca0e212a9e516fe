//! How often actions of each kind were accepted and turned down, over all customers: kept as counts that name nobody.

use super::api::DeskError;
use super::local::Local;
use crate::copilot::candidates::{Tally, Verdict};
use crate::domain::brief::StoredSuggestion;
use crate::domain::ids::SuggestionId;

/// The setting that holds the counts.
const SETTING: &str = "decisions/1";

/// The counts. What can't be read is of another version, and counting begins anew.
pub(super) async fn read(local: &Local) -> Result<Tally, DeskError> {
    let kept = local.parts.repository.setting(SETTING).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Counts a decision about a suggestion.
pub(super) async fn count(local: &Local, id: SuggestionId, verdict: &Verdict) -> Result<(), DeskError> {
    change(local, id, |tally, stored| tally.count(stored.suggestion.action, verdict)).await
}

/// Counts it no more: it was taken back.
pub(super) async fn discount(local: &Local, id: SuggestionId, verdict: &Verdict) -> Result<(), DeskError> {
    change(local, id, |tally, stored| tally.discount(stored.suggestion.action, verdict)).await
}

/// Only what was proposed is counted, not what a rep wrote.
async fn change(
    local: &Local,
    id: SuggestionId,
    change: impl FnOnce(&mut Tally, &StoredSuggestion),
) -> Result<(), DeskError> {
    let stored = local.parts.repository.suggestion(id).await?;
    let Some(stored) = stored.filter(|stored| stored.suggestion.grounds.candidate.is_some()) else {
        return Ok(());
    };
    let _one_at_a_time = local.tally.lock().await;
    let mut tally = read(local).await?;
    change(&mut tally, &stored);
    let kept = serde_json::to_string(&tally).unwrap_or_default();
    Ok(local.parts.repository.put_setting(SETTING, &kept).await?)
}
