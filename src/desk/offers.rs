//! What words offer once a person has changed or written them: read from the words, and judged by policy like what is proposed.

use super::api::Who;
use super::local::Local;
use super::{lookup, refunds};
use crate::copilot::verify::{gives_whole_back, offer_after, offer_in, retitled};
use crate::domain::EvidenceId;
use crate::domain::action::{Offer, Write, verdict};
use crate::domain::brief::{StoredSuggestion, Suggestion};
use crate::domain::ids::CustomerId;
use crate::domain::money::Money;
use crate::domain::profile::Profile;

/// Reads what a note, task or answer of a rep's own offers.
pub(super) async fn read(local: &Local, stored: &mut StoredSuggestion) {
    if stored.write.words().is_none() {
        return;
    }
    let text = words(&stored.suggestion);
    let is_whole = gives_whole_back(&text);
    // Most words offer nothing, whoever the customer is.
    if is_whole || offer_in(&text, None).is_some() {
        let profile = profile(local, stored.customer_id).await;
        let usual = usual(profile.as_ref());
        let offer = offer_in(&text, usual);
        let offer = if is_whole { Some(whole(offer, stored, &text, profile.as_ref())) } else { offer };
        settle(local, stored, offer, usual);
    }
}

/// The same of a draft that was changed since it read as `before`.
pub(super) async fn read_again(local: &Local, stored: &mut StoredSuggestion, before: &Suggestion) {
    if stored.write.words().is_none() || words(before) == words(&stored.suggestion) {
        return;
    }
    name_again(stored, before);
    let (was, is) = (words(before), words(&stored.suggestion));
    let known = before.offer.as_ref();
    // Of another order it is another amount.
    let is_whole =
        gives_whole_back(&is) && (!gives_whole_back(&was) || known.is_some_and(Offer::is_money_back));
    if is_whole || offer_after(known, &was, &is, None) != before.offer {
        let profile = profile(local, stored.customer_id).await;
        let usual = usual(profile.as_ref());
        let offer = offer_after(known, &was, &is, usual);
        let offer = if is_whole { Some(whole(offer, stored, &is, profile.as_ref())) } else { offer };
        settle(local, stored, offer, usual);
    }
}

/// A title that nobody changed names what the words give now.
fn name_again(stored: &mut StoredSuggestion, before: &Suggestion) {
    let suggestion = &mut stored.suggestion;
    let Some(title) =
        retitled(&before.title, &before.body, &suggestion.body).filter(|_| suggestion.title == before.title)
    else {
        return;
    };
    if let Write::Task(task) = &mut stored.write
        && task.title == before.title
    {
        task.title.clone_from(&title);
    }
    suggestion.title = title;
}

/// All of an order's money that goes back beside what else is offered. How much nobody can tell is over every limit.
fn whole(given: Option<Offer>, stored: &StoredSuggestion, words: &str, profile: Option<&Profile>) -> Offer {
    let all = profile.and_then(|profile| refunds::all_of_orders(stored, words, profile));
    let text = all.map_or_else(|| "all of an order's money back".to_owned(), |all| format!("{all} back"));
    match given {
        None => Offer { text, amount: all, ..Offer::default() },
        Some(given) if given.is_money_back() => Offer { text, amount: all, ..given },
        Some(given) => Offer {
            text: format!("{}, {text}", given.text),
            amount: all.and_then(|all| Money::more_of(given.amount, Some(all))),
            ..given
        },
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

/// Of who cannot be read nobody knows what they ordered, and policy asks for a yes then.
async fn profile(local: &Local, customer: CustomerId) -> Option<Profile> {
    lookup::kept_or_read(local, &Who::Customer(customer)).await.ok()
}

/// What an order of theirs usually comes to.
fn usual(profile: Option<&Profile>) -> Option<Money> {
    profile?.totals.average_order_value
}
