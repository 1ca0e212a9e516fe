//! Ways of reaching a customer that a colleague has ruled out: learned from what was turned down as the wrong channel, kept
//! for a while, taken back with the decision.

use jiff::SignedDuration;

use super::api::{DeskError, Notice, Reading, Who};
use super::local::Local;
use super::lookup;
use crate::copilot::candidates::ReasonClass;
use crate::domain::brief::{StoredSuggestion, SuggestionStatus};
use crate::domain::customer::RuledOut;
use crate::domain::ids::CustomerId;
use crate::domain::profile::Profile;

/// How long a channel stays ruled out.
const HOLDS_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Adds what is ruled out now, the latest word on each channel.
pub(super) async fn add(local: &Local, profile: &mut Profile) -> Result<(), DeskError> {
    let now = local.parts.clock.now();
    let stored = local.parts.repository.suggestions(profile.customer.id).await?;
    let mut ruled_out: Vec<RuledOut> = stored.iter().filter_map(ruled_out).collect();
    ruled_out.retain(|one| one.at <= now && now < one.until);
    ruled_out.sort_by(|a, b| (&a.channel, b.at).cmp(&(&b.channel, a.at)));
    ruled_out.dedup_by(|later, kept| later.channel == kept.channel);
    profile.customer.ruled_out = ruled_out;
    Ok(())
}

fn ruled_out(stored: &StoredSuggestion) -> Option<RuledOut> {
    let SuggestionStatus::Dismissed { reason, by, at } = &stored.status else { return None };
    let channel = stored.suggestion.channel.clone()?;
    (ReasonClass::of(reason) == ReasonClass::WrongChannel).then(|| RuledOut {
        channel,
        by: by.clone(),
        at: *at,
        until: *at + HOLDS_FOR,
    })
}

/// A decision about a channel was made or taken back: whoever shows the customer hears of it.
pub(super) async fn tell(local: &Local, customer: CustomerId, reason: &str) {
    if ReasonClass::of(reason) != ReasonClass::WrongChannel {
        return;
    }
    match lookup::whole(local, &Who::Customer(customer), Reading::Offline).await {
        Ok(profile) => {
            // Nobody listening is fine.
            let told = Notice::Profile { request: None, profile: Box::new(profile), more: false };
            let _ = local.told.send(told);
        }
        Err(error) => tracing::debug!(kind = ?error.kind, "nobody was told of a channel"),
    }
}
