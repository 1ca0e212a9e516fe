//! Fitting anew when it is due, while nobody waits for it.

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::SignedDuration;

use super::{fit_by, ready};
use crate::desk::api::DeskError;
use crate::desk::local::Local;

/// What goes on right after the start goes first.
const AFTER_THE_START: Duration = Duration::from_secs(60);
/// Whoever waits for an answer goes first.
const WHILE_ASKED: Duration = Duration::from_secs(10);
/// How long nothing is looked at then.
const BETWEEN_LOOKS: Duration = Duration::from_secs(6 * 60 * 60);
/// Who does what nobody has asked for.
const ACTOR: &str = "deskhand";

/// Fits a model anew whenever the one in use is older than the configuration has it. The first one is asked for.
pub(in crate::desk) async fn keep(local: Weak<Local>, after: SignedDuration) {
    let mut wait = AFTER_THE_START;
    loop {
        tokio::time::sleep(wait).await;
        let Some(local) = local.upgrade() else { return };
        if local.is_asked() {
            wait = WHILE_ASKED;
            continue;
        }
        wait = BETWEEN_LOOKS;
        if let Err(error) = when_due(&local, after).await {
            tracing::info!(error = %error.what, "the model in use was not fitted anew");
        }
    }
}

/// Fits it now where it is due; whether it was.
pub(super) async fn when_due(local: &Local, after: SignedDuration) -> Result<bool, DeskError> {
    ready(local).await?;
    let now = local.parts.clock.now();
    let is_due = local.model.get().is_some_and(|model| now.duration_since(model.fitted_at) >= after);
    if is_due {
        fit_by(local, 0, ACTOR, Arc::new(|_| {})).await?;
    }
    Ok(is_due)
}
