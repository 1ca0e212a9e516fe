//! What a person promises to a customer in their own words, held against policy as drafts are. Everything else that a
//! person says is their own word.

use super::api::{DeskError, FailureKind};
use super::briefs::zone;
use super::days;
use super::local::Local;
use crate::copilot::facts::Facts;
use crate::copilot::verify::unallowed_promises;
use crate::domain::about::order_of;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::brief::StoredSuggestion;
use crate::domain::crm::Case;
use crate::domain::profile::Profile;
use crate::domain::{EvidenceId, Mark, PromiseRule, Unsupported};

/// The sentences of an answer to a case that promise what policy does not let this rep promise, with the reasons.
pub(super) async fn unallowed(
    local: &Local,
    profile: &Profile,
    case: &Case,
    text: &str,
) -> Result<Vec<Unsupported>, DeskError> {
    let mine = |rule: &&PromiseRule| rule.is_for(local.parts.me.role);
    let allowed: Vec<PromiseRule> = local.parts.policy.promises.iter().filter(mine).cloned().collect();
    let facts = Facts::all(profile, text, local.parts.clock.now(), &zone(profile))
        .read_in(&local.parts.me.locale)
        .allowing(&allowed)
        .returning(profile, days::returns(local).await?.as_ref());
    Ok(unallowed_promises(text, &spoken_of(profile, case, text), &facts))
}

/// What the words are about: the orders that they name, else the one that the case is about.
fn spoken_of(profile: &Profile, case: &Case, text: &str) -> Vec<EvidenceId> {
    let is_named = |number: &str| {
        let number = number.trim_start_matches('#');
        text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == number)
    };
    let mut orders: Vec<_> = profile.orders.iter().filter(|order| is_named(&order.number)).collect();
    if orders.is_empty() {
        orders.extend(order_of(profile, case).map(|(order, _)| order));
    }
    orders.iter().map(|order| order.evidence.clone()).chain([case.evidence.clone()]).collect()
}

/// Why it does not go out: a promise that nobody stands for.
///
/// # Errors
/// Where there is one.
pub(super) fn refuse_open(stored: &[StoredSuggestion]) -> Result<(), DeskError> {
    let Some(open) = stored.iter().flat_map(|one| one.suggestion.unproven()).next() else { return Ok(()) };
    let what = format!("“{}”: {}", open.text, open.why);
    let hint = "change it, or save once more: then it goes out as your own word \
                (`--unproven` on the command line); the audit log tells";
    Err(DeskError::new(FailureKind::NotPermitted, what).hint(hint))
}

/// Keeps in the audit log what somebody stands for although no policy allows it.
pub(super) async fn record_vouched(local: &Local, stored: &StoredSuggestion) -> Result<(), DeskError> {
    let suggestion = &stored.suggestion;
    let vouched: Vec<&Unsupported> =
        suggestion.unsupported.iter().filter(|one| one.mark == Mark::Vouched).collect();
    if vouched.is_empty() {
        return Ok(());
    }
    let after = serde_json::json!({
        "title": suggestion.title, "body": suggestion.body, "effect": suggestion.effect, "unsupported": vouched,
    });
    let event = AuditEvent {
        at: local.parts.clock.now(),
        actor: local.actor().to_owned(),
        kind: AuditKind::Edited,
        customer: Some(stored.customer_id),
        subject: suggestion.id.to_string(),
        detail: serde_json::json!({ "after": after }),
    };
    local.parts.repository.append_audit(&event).await?;
    Ok(())
}
