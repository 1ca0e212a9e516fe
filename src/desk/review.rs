//! An entry that waits for a yes, held against how things are now: what it rests on is read again from the vendors,
//! and the write is put beside what the record says today.

use jiff::Timestamp;

use super::api::{Answer, DeskError, FailureKind, Reading, Review, Standing, Who};
use super::local::Local;
use super::refunds::Objection;
use super::{answers, briefs, days, doctor, entries, lookup, refunds};
use crate::actions::ActionError;
use crate::copilot::candidates::changed_since;
use crate::copilot::facts::Facts;
use crate::copilot::situation::Situation;
use crate::domain::Purpose;
use crate::domain::action::Write;
use crate::domain::brief::{StoredSuggestion, Suggestion};
use crate::domain::crm::{Case, MessageFrom, Owner};
use crate::domain::difference::changes;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::{Freshness, Profile};
use crate::domain::unsupported::Mark;
use crate::phrasing::{Moment, unsent_in_words};
use crate::ports::Call;

/// Entries among which the same is looked for, the newest first.
const LOOKED_THROUGH: usize = 200;
/// What it means that nobody is found.
const NOBODY: &str = "no account has this customer any more; a yes would write to a record that may be gone or somebody else's";
/// Characters of a message that is told.
const LONGEST_MESSAGE: usize = 240;

pub(super) async fn review(local: &Local, id: EntryId, reading: Reading) -> Result<Answer, DeskError> {
    let entry = local.parts.repository.entry(id).await?.ok_or(ActionError::NoEntry)?;
    Ok(Answer::Review(Box::new(of(local, &entry, reading).await?)))
}

pub(super) async fn of(local: &Local, entry: &Entry, reading: Reading) -> Result<Review, DeskError> {
    let stored = match entry.suggestion_id {
        Some(suggestion) => local.parts.repository.suggestion(suggestion).await?,
        None => None,
    };
    let owners = owners(local).await;
    let who = Who::Customer(entry.customer_id);
    let (profile, problem) = match lookup::whole(local, &who, reading).await {
        Ok(profile) => (Some(profile), None),
        Err(error) => {
            let problem = match error.kind {
                FailureKind::NotFound => NOBODY.to_owned(),
                _ => error.what,
            };
            (lookup::whole(local, &who, Reading::AsIs).await.ok(), Some(problem))
        }
    };
    let mut review = Review {
        entry: entry.id,
        checked_at: local.parts.clock.now(),
        asked_by: called(&entry.accepted_by, &owners),
        is_own: entry.accepted_by.eq_ignore_ascii_case(local.actor()),
        reason: stored.as_ref().map(|stored| stored.suggestion.reason.clone()).filter(|why| !why.is_empty()),
        offer: stored.as_ref().and_then(|stored| stored.suggestion.offer.as_ref()).map(|o| o.text.clone()),
        cost: stored.as_ref().and_then(|stored| stored.suggestion.grounds.cost),
        tier: None,
        tier_then: None,
        vouched: stored.as_ref().map(|stored| vouched(&stored.suggestion)).unwrap_or_default(),
        goes_with: entries::waiting_with(local, entry).await?.into_iter().map(|one| one.title).collect(),
        also_waits: None,
        evidence: Vec::new(),
        changes: changes(&entry.write, profile.as_ref(), &owners),
        standing: Standing::Unknown(
            problem.clone().unwrap_or_else(|| "nothing is known any more".to_owned()),
        ),
    };
    let Some(profile) = profile else { return Ok(review) };
    if review.offer.is_some() {
        review.tier = profile.scores.clv.as_ref().map(|clv| clv.tier);
        review.tier_then = profile.scores.quiet.as_ref().map(|quiet| quiet.tier);
    }
    let zone = briefs::zone(&profile);
    let facts = Facts::all(&profile, "", review.checked_at, &zone)
        .read_in(&local.parts.me.locale)
        .returning(&profile, days::returns(local).await.unwrap_or_default().as_ref());
    if let Some(stored) = &stored {
        review.evidence = facts.in_full(&profile, &stored.suggestion.evidence);
        // What a rep wrote by hand rests on nothing that can be gone.
        if stored.suggestion.grounds.candidate.is_none() {
            review.evidence.retain(|evidence| evidence.text.is_some());
        }
    }
    let mut unread = problem.or_else(|| unread(&profile, reading));
    let mut changed = changed(local, entry, stored.as_ref(), &profile, &facts).await;
    review.also_waits = refunds::waits_beside(local, entry, stored.as_ref(), &profile).await?;
    match refunds::objection(local, entry, stored.as_ref(), &profile).await? {
        Some(Objection::TooMuch { words, .. }) => changed.insert(0, words),
        Some(Objection::Unknown(why)) => unread = unread.or(Some(why)),
        None => {}
    }
    review.standing = match (unread, changed) {
        (_, changed) if !changed.is_empty() => Standing::No(changed),
        (Some(why), _) => Standing::Unknown(why),
        (None, _) => Standing::Yes,
    };
    Ok(review)
}

/// The sentences that a person stands for, each with what is wrong with it: `“I refund 60.00 USD today.” (no policy allows a
/// refund in USD)`.
fn vouched(suggestion: &Suggestion) -> Vec<String> {
    let vouched = suggestion.unsupported.iter().filter(|one| one.mark == Mark::Vouched);
    vouched.map(|one| format!("“{}” ({})", one.text, one.why)).collect()
}

/// Names are a help; the ids do without them.
async fn owners(local: &Local) -> Vec<Owner> {
    match local.parts.crm {
        Some(_) => doctor::owners(local).await.unwrap_or_default(),
        None => Vec::new(),
    }
}

/// What somebody is called at the CRM, else their e-mail.
pub(super) fn called(email: &str, owners: &[Owner]) -> String {
    let is_theirs =
        |owner: &&Owner| owner.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(email));
    owners.iter().find(is_theirs).map_or(email, |owner| owner.name.as_str()).to_owned()
}

/// Why what is shown is not how things are now; nothing where all vendors have answered.
fn unread(profile: &Profile, reading: Reading) -> Option<String> {
    if reading != Reading::Fresh {
        return Some("the vendors were not asked".to_owned());
    }
    let silent = profile.sources.iter().find(|s| matches!(s.status, Freshness::Stale | Freshness::Failed))?;
    let why = silent.error.clone().unwrap_or_else(|| "no answer".to_owned());
    Some(format!("{}: {why}", silent.source))
}

/// What has changed since it was asked for, and why the CRM would refuse it now.
async fn changed(
    local: &Local,
    entry: &Entry,
    stored: Option<&StoredSuggestion>,
    profile: &Profile,
    facts: &Facts,
) -> Vec<String> {
    let situation = Situation::of(profile, facts, Purpose::Support);
    let mut changed = stored.map(|stored| changed_since(&stored.basis, &situation)).unwrap_or_default();
    if let Some(write) = entry.write.case_change()
        && let Some(seen) = write.seen_updated_at
        && let Some(case) = profile.cases.iter().find(|case| case.id == write.case.id)
        && case.updated_at.is_some_and(|changed| changed > seen)
    {
        changed.push(since(case, seen));
    }
    changed.extend(refunds::orders_of_others(entry, stored, profile));
    changed.extend(other_answer(local, entry, profile).await);
    changed.extend(asked_for_already(local, entry, profile).await);
    if let Some(crm) = &local.parts.crm
        && let Ok(preflight) = crm.preflight(&entry.write, &Call::INTERACTIVE).await
    {
        changed.extend(preflight.problems);
    }
    changed
}

/// That an answer to the same case is under way already, so that the customer would read two.
async fn other_answer(local: &Local, entry: &Entry, profile: &Profile) -> Option<String> {
    let Write::Reply(reply) = &entry.write else { return None };
    let case = &reply.change.case.id;
    let live = profile.cases.iter().find(|known| known.id == *case);
    let other = answers::under_way(local, entry.customer_id, case, live, Some(entry.id)).await.ok()??;
    let (zone, locale) = (briefs::zone(profile), local.parts.me.locale.clone());
    let moment = Moment { now: local.parts.clock.now(), zone, locale, exact: false };
    let words = unsent_in_words(&other, Some(local.actor()), &moment);
    Some(format!("another answer to case {case} is under way ({words}): the customer would read two"))
}

/// That somebody asks for the very same, so that it would be done twice: it was written since, or is asked for already.
async fn asked_for_already(local: &Local, entry: &Entry, profile: &Profile) -> Option<String> {
    let repository = &local.parts.repository;
    let does_the_same = |other: &&Entry| other.id != entry.id && other.write.does_the_same(&entry.write);
    let (zone, locale) = (briefs::zone(profile), local.parts.me.locale.clone());
    let moment = Moment { now: local.parts.clock.now(), zone, locale, exact: false };
    let by = |other: &Entry| format!("the same, asked for by {}", other.accepted_by);
    let newest = repository.entries(LOOKED_THROUGH).await.ok()?;
    let written = newest.iter().filter(does_the_same).find_map(|other| match other.state {
        EntryState::Done { at, .. } if at > entry.accepted_at => Some((other, at)),
        _ => None,
    });
    if let Some((other, at)) = written {
        return Some(format!("{}, was written {}: it would be done twice", by(other), moment.ago(at)));
    }
    let unfinished = repository.unfinished_entries().await.ok()?;
    let came_before = |other: &&Entry| (other.accepted_at, other.id) < (entry.accepted_at, entry.id);
    let other = unfinished.iter().filter(does_the_same).find(came_before)?;
    let stands = match other.state {
        EntryState::AwaitingApproval { .. } => "waits for a yes as well",
        EntryState::Parked { .. } => "could not be written yet and needs a person",
        _ => "is on its way",
    };
    let when = moment.ago(other.accepted_at);
    Some(format!("{} {when}, {stands}: it would be done twice", by(other)))
}

/// What has happened to a case since it was seen.
fn since(case: &Case, seen: Timestamp) -> String {
    let newest = case.messages.iter().rev().find(|message| message.at.is_some_and(|at| at > seen));
    let Some(message) = newest else { return format!("somebody changed case {} since", case.id) };
    let who = match message.from {
        MessageFrom::Customer => "the customer wrote",
        MessageFrom::Staff => "a colleague answered",
        MessageFrom::Unknown => "somebody wrote",
    };
    let text = crate::phrasing::cut(&crate::phrasing::harmless(&message.text), LONGEST_MESSAGE);
    format!("{who} in case {} since: “{text}”", case.id)
}
