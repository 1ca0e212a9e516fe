//! What words offer once a person has changed or written them: read from the words, and judged by policy like what is proposed.

use super::api::Who;
use super::local::Local;
use super::lookup;
use crate::copilot::verify::{offer_after, offer_in};
use crate::domain::EvidenceId;
use crate::domain::action::{Offer, Write, verdict};
use crate::domain::brief::{StoredSuggestion, Suggestion};
use crate::domain::ids::CustomerId;
use crate::domain::money::Money;

/// Reads what a note, task or answer of a rep's own offers.
pub(super) async fn read(local: &Local, stored: &mut StoredSuggestion) {
    if stored.write.words().is_none() {
        return;
    }
    let text = words(&stored.suggestion);
    // Most words offer nothing, whoever the customer is.
    if offer_in(&text, None).is_some() {
        let usual = usual(local, stored.customer_id).await;
        settle(local, stored, offer_in(&text, usual), usual);
    }
}

/// The same of a draft that was changed since it read as `before`.
pub(super) async fn read_again(local: &Local, stored: &mut StoredSuggestion, before: &Suggestion) {
    let (was, is) = (words(before), words(&stored.suggestion));
    if stored.write.words().is_none() || was == is {
        return;
    }
    let known = before.offer.as_ref();
    if offer_after(known, &was, &is, None) != before.offer {
        let usual = usual(local, stored.customer_id).await;
        settle(local, stored, offer_after(known, &was, &is, usual), usual);
    }
}

/// Adds that words let goods back against the shop's rule: an exception of a person's own is judged like one that is proposed.
pub(super) fn except(local: &Local, stored: &mut StoredSuggestion, exceptions: Vec<Offer>) {
    for exception in exceptions {
        let known = stored.suggestion.excepted();
        let orders: Vec<EvidenceId> = exception.excepted.iter().map(|one| one.order.clone()).collect();
        if orders.iter().all(|order| known.iter().any(|one| one.order == *order)) {
            continue;
        }
        let offer = match stored.suggestion.offer.take() {
            Some(given) => Offer { excepted: known, ..given }.beside(exception),
            None => exception,
        };
        settle(local, stored, Some(offer), None);
        let evidence = &mut stored.suggestion.evidence;
        evidence.extend(orders.into_iter().filter(|order| !evidence.contains(order)).collect::<Vec<_>>());
    }
}

/// Puts an offer in the place of the one before, wherever that is told.
fn settle(local: &Local, stored: &mut StoredSuggestion, offer: Option<Offer>, usual: Option<Money>) {
    let suggestion = &mut stored.suggestion;
    if let (Write::Task(task), Some(offer)) = (&mut stored.write, &offer)
        && let Some(into) = &mut task.enrolment
    {
        *into = match &suggestion.offer {
            Some(before) if into.contains(&before.text) => into.replace(&before.text, &offer.text),
            _ => format!("{into}, {}", offer.text),
        };
    }
    suggestion.grounds.cost = offer.as_ref().and_then(|offer| offer.cost(usual));
    suggestion.approval = verdict(&local.parts.policy.approvals, suggestion.action, offer.as_ref());
    suggestion.offer = offer;
}

fn words(suggestion: &Suggestion) -> String {
    format!("{}\n{}", suggestion.title, suggestion.body)
}

/// What an order of theirs usually comes to. Of who cannot be read nobody knows, and policy asks for a yes then.
async fn usual(local: &Local, customer: CustomerId) -> Option<Money> {
    let profile = lookup::kept_or_read(local, &Who::Customer(customer)).await.ok()?;
    profile.totals.average_order_value
}
