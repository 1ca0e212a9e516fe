//! What a person promises to a customer in their own words, held against policy as drafts are, and what of them the facts
//! contradict. Everything else that a person says is their own word.

use super::api::{DeskError, FailureKind, Who};
use super::briefs::zone;
use super::local::Local;
use super::{briefs, days, lookup, offers};
use crate::copilot::exception;
use crate::copilot::facts::Facts;
use crate::copilot::foreign::names_another_order;
use crate::copilot::greeting::greets_another;
use crate::copilot::verify::{
    contradicted, granted as granted_in, let_back_late, pieces, unallowed_promises,
};
use crate::domain::about::{order_of, orders_in};
use crate::domain::action::{Offer, Role, Write, waits_on};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::brief::StoredSuggestion;
use crate::domain::crm::Case;
use crate::domain::ids::CustomerId;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::Profile;
use crate::domain::returns::Excepted;
use crate::domain::{EvidenceId, Mark, PromiseRule, Unsupported};
use crate::phrasing::whose_yes;

/// What there is to say against the words of an answer.
#[derive(Default)]
pub(super) struct Objections {
    /// The sentences that somebody has to stand for.
    pub unproven: Vec<Unsupported>,
    /// What is offered by letting orders back against the shop's rule, of each order by itself.
    pub exceptions: Vec<Offer>,
}

/// The sentences of an answer to a case that promise what policy does not let this rep promise or say what is not so, and
/// a greeting that names somebody else, with the reasons. `live` is the case as it stands now, where the CRM could be asked; a case that nothing is
/// known of lets nothing through. `excepted`: the orders that come back by it against the shop's rule; that somebody
/// has to say yes to it, once, is all that the shop's rule asks for.
pub(super) async fn objections(
    local: &Local,
    customer: CustomerId,
    case: &EvidenceId,
    live: Option<&Case>,
    text: &str,
    excepted: &[Excepted],
) -> Result<Objections, DeskError> {
    let who = Who::Customer(customer);
    let profile = lookup::kept_or_read(local, &who).await?;
    let mine = |rule: &&PromiseRule| rule.is_for(local.parts.me.role);
    let allowed: Vec<PromiseRule> = local.parts.policy.promises.iter().filter(mine).cloned().collect();
    let facts = Facts::all(&profile, text, local.parts.clock.now(), &zone(&profile))
        .read_in(&local.parts.me.locale)
        .allowing(&allowed)
        .returning(&profile, days::returns(local).await?.as_ref());
    let known = live.or_else(|| profile.case(case));
    let mut spoken_of = orders_of(&profile, known, text);
    spoken_of.push(case.clone());
    let wrong = contradicted(text, &spoken_of, &facts);
    let granted = briefs::granted_exceptions(local, customer).await?;
    let facts = granted.iter().chain(excepted.iter().map(|one| &one.order)).fold(facts, Facts::excepting);
    let foreign = names_another_order(text, &profile, known).into_iter();
    let all = foreign.chain(unallowed_promises(text, &spoken_of, &facts)).chain(wrong);
    let mut found: Vec<Unsupported> = Vec::new();
    for one in all {
        match found.iter_mut().find(|known| known.text == one.text) {
            // Whoever stands for a sentence has to have read all that there is to say against it.
            Some(known) if !known.why.contains(&one.why) => known.why = format!("{}; {}", known.why, one.why),
            Some(_) => {}
            None => found.push(one),
        }
    }
    found.extend(greets_another(text, profile.customer.name.as_deref()));
    let late = let_back_late(text, &spoken_of, &facts).into_iter();
    let exceptions = late.filter_map(|id| exception::offered(granted_in(text), profile.order(&id)?, &facts));
    Ok(Objections { unproven: found, exceptions: exceptions.collect() })
}

/// The orders that the words are about: those that they name, else the one that the case is about.
fn orders_of(profile: &Profile, case: Option<&Case>, text: &str) -> Vec<EvidenceId> {
    let mut orders: Vec<_> = orders_in(profile, text).collect();
    if orders.is_empty() {
        orders.extend(case.and_then(|case| order_of(profile, case)).map(|(order, _)| order));
    }
    orders.iter().map(|order| order.evidence.clone()).collect()
}

/// The suggestion behind an entry with the words that the entry has now; nothing where its words are nobody's answer. What
/// the words offer is read again, and the entry waits for whoever may allow that.
///
/// # Errors
/// It promises what no policy lets this rep promise, and nobody stands for that.
pub(super) async fn given(
    local: &Local,
    entry: &mut Entry,
    vouches: bool,
) -> Result<Option<StoredSuggestion>, DeskError> {
    let Some(id) = entry.suggestion_id else { return Ok(None) };
    let Some(mut stored) = local.parts.repository.suggestion(id).await? else { return Ok(None) };
    let before = stored.suggestion.clone();
    stored.suggestion.title.clone_from(&entry.title);
    if let Some(words) = entry.write.words() {
        words.clone_into(&mut stored.suggestion.body);
    }
    stored.write.clone_from(&entry.write);
    let exceptions = mark(local, &mut stored, &before.body).await?;
    stored.suggestion.settle_marks(vouches);
    offers::read_again(local, &mut stored, &before).await;
    offers::except(local, &mut stored, exceptions);
    refuse_open(std::slice::from_ref(&stored))?;
    entry.write.clone_from(&stored.write);
    entry.title.clone_from(&stored.suggestion.title);
    let asked = &stored.suggestion.approval;
    if stored.suggestion.offer != before.offer
        && let EntryState::AwaitingApproval { need, .. } = &mut entry.state
    {
        need.offer = stored.suggestion.offer.as_ref().map(|offer| offer.text.clone());
        // It was asked of somebody: whatever the words are now, they are asked no less.
        match (asked.role, &asked.why) {
            (Some(role), Some(why)) if role >= need.role => {
                need.role = role;
                need.why.clone_from(why);
            }
            (_, by) => need.why = waits_on(&need.why, by.as_deref(), stored.suggestion.offer.as_ref()),
        }
    }
    Ok(Some(stored))
}

/// Marks what an answer promises and policy does not let this rep promise, or says that is not so, but for what is marked already, and for what
/// stood there unmarked `before` the edit: that was judged by what the draft was allowed. What is offered by letting orders back
/// against the shop's rule comes back.
pub(super) async fn mark(
    local: &Local,
    stored: &mut StoredSuggestion,
    before: &str,
) -> Result<Vec<Offer>, DeskError> {
    let Write::Reply(reply) = &stored.write else { return Ok(Vec::new()) };
    let case = EvidenceId::new("case", &reply.change.case.id);
    let excepted = stored.suggestion.excepted();
    let objections = objections(local, stored.customer_id, &case, None, reply.answer(), &excepted).await?;
    let stood: Vec<&str> = pieces(before).into_iter().map(str::trim).collect();
    let known = &mut stored.suggestion.unsupported;
    for one in objections.unproven {
        if stood.contains(&one.text.as_str()) {
            continue;
        }
        if known.iter().all(|known| known.text != one.text || known.mark == Mark::TakenOut) {
            known.push(one);
        }
    }
    Ok(objections.exceptions)
}

/// How it is said that somebody stands for it.
pub const VOUCH: &str = "vouch for it with `--unproven`";

/// Why it does not go out: a promise that nobody stands for.
///
/// # Errors
/// Where there is one.
pub(super) fn refuse_open(stored: &[StoredSuggestion]) -> Result<(), DeskError> {
    let open = stored.iter().flat_map(|one| one.suggestion.unproven());
    // Whoever vouches for it has to have read all of it.
    let open: Vec<String> = open.map(|one| format!("“{}”: {}", one.text, one.why)).collect();
    if open.is_empty() {
        return Ok(());
    }
    let what = open.join("; ");
    let role = stored.iter().filter_map(|one| one.suggestion.approval.role).max();
    let then = match role {
        Some(role) => format!("it waits for a yes, {}", whose_yes(role, Role::OF_A_YES)),
        None => "it goes out as your own word".to_owned(),
    };
    let hint = format!("change it, or {VOUCH}: then {then}; the audit log tells");
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
