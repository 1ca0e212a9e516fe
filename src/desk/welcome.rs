//! The very first start: nothing was decided here yet, and nobody was told what to press.

use super::api::{Answer, DeskError};
use super::local::Local;

/// Set once it was told.
const SETTING: &str = "welcomed/1";

/// Whether it is the first.
pub(super) async fn is_first_start(local: &Local) -> Result<bool, DeskError> {
    let repository = &local.parts.repository;
    let was_told = repository.setting(SETTING).await?.is_some_and(|at| !at.is_empty());
    Ok(!was_told && repository.entries(1).await?.is_empty())
}

/// It was told; never again.
pub(super) async fn told(local: &Local) -> Result<Answer, DeskError> {
    local.parts.repository.put_setting(SETTING, &local.parts.clock.now().to_string()).await?;
    Ok(Answer::Done)
}
