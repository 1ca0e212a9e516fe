//! Fitting when it is due, while nobody waits for it: the first time, and anew.

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::SignedDuration;

use super::{fit_by, ready};
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::desk::sync;

/// What goes on right after the start goes first.
const AFTER_THE_START: Duration = Duration::from_secs(60);
/// Whoever waits for an answer goes first.
const WHILE_ASKED: Duration = Duration::from_secs(10);
/// How long nothing is looked at then.
const BETWEEN_LOOKS: Duration = Duration::from_secs(6 * 60 * 60);
/// The same before there is a model: the history may be read at any time.
const BEFORE_THE_FIRST: Duration = Duration::from_secs(10 * 60);
/// Who does what nobody has asked for.
const ACTOR: &str = "deskhand";

/// Fits the first model once all orders have been read, and anew whenever the one in use is older than the configuration
/// has it.
pub(in crate::desk) async fn keep(local: Weak<Local>, after: SignedDuration) {
    let mut wait = AFTER_THE_START;
    loop {
        tokio::time::sleep(wait).await;
        let Some(local) = local.upgrade() else { return };
        if local.is_asked() {
            wait = WHILE_ASKED;
            continue;
        }
        if let Err(error) = when_due(&local, after).await {
            tracing::info!(error = %error.what, "no model was fitted");
        }
        wait = if local.model.get().is_some() { BETWEEN_LOOKS } else { BEFORE_THE_FIRST };
    }
}

/// Fits one now where that is due; whether it was. Where one was taken out of use, somebody wanted the arithmetic.
pub(super) async fn when_due(local: &Local, after: SignedDuration) -> Result<bool, DeskError> {
    ready(local).await?;
    let now = local.parts.clock.now();
    let is_due = match local.model.get() {
        Some(model) => now.duration_since(model.fitted_at) >= after,
        None => local.parts.scoring.shelf.numbers().await?.is_empty() && sync::has_all_orders(local).await?,
    };
    if is_due {
        fit_by(local, 0, ACTOR, Arc::new(|_| {})).await?;
    }
    Ok(is_due)
}
