//! Which run of writing all scores was the last: what it wrote can be taken back in one go. One that was interrupted is
//! gone on with by the next.

use serde::{Deserialize, Serialize};

use crate::desk::api::DeskError;
use crate::desk::local::Local;

/// Where it is kept.
const SETTING: &str = "score write run";

#[derive(Clone, Copy, Serialize, Deserialize)]
struct LastRun {
    number: u64,
    ended: bool,
}

async fn kept(local: &Local) -> Result<Option<LastRun>, DeskError> {
    let kept = local.parts.repository.setting(SETTING).await?;
    Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
}

async fn keep(local: &Local, run: LastRun) -> Result<(), DeskError> {
    let text = serde_json::to_string(&run).unwrap_or_default();
    Ok(local.parts.repository.put_setting(SETTING, &text).await?)
}

/// The number of the last that wrote anything.
pub(super) async fn last(local: &Local) -> Result<Option<u64>, DeskError> {
    Ok(kept(local).await?.map(|run| run.number))
}

/// The number under which something is about to be written.
pub(super) async fn under_way(local: &Local) -> Result<u64, DeskError> {
    let number = match kept(local).await? {
        Some(run) if !run.ended => return Ok(run.number),
        before => before.map_or(1, |run| run.number + 1),
    };
    keep(local, LastRun { number, ended: false }).await?;
    Ok(number)
}

/// It has come to its end, or was taken back.
pub(super) async fn ended(local: &Local) -> Result<(), DeskError> {
    match kept(local).await? {
        Some(run) if !run.ended => keep(local, LastRun { ended: true, ..run }).await,
        _ => Ok(()),
    }
}
