//! An entry that waits for a yes, held against how things are now: what it rests on is read again from the vendors,
//! and the write is put beside what the record says today.

use super::api::{Answer, DeskError, Evidence, Reading, Review, Standing, Who};
use super::local::Local;
use super::{briefs, days, doctor, lookup};
use crate::actions::ActionError;
use crate::copilot::candidates::changed_since;
use crate::copilot::facts::Facts;
use crate::copilot::situation::Situation;
use crate::domain::brief::StoredSuggestion;
use crate::domain::difference::changes;
use crate::domain::ids::EntryId;
use crate::domain::outbox::Entry;
use crate::domain::profile::{Freshness, Profile};
use crate::domain::{EvidenceId, Purpose};
use crate::ports::Call;

/// Characters of one piece of evidence.
const LONGEST_EVIDENCE: usize = 240;

pub(super) async fn review(local: &Local, id: EntryId, reading: Reading) -> Result<Answer, DeskError> {
    let repository = &local.parts.repository;
    let entry = repository.entry(id).await?.ok_or(ActionError::NoEntry)?;
    let stored = match entry.suggestion_id {
        Some(suggestion) => repository.suggestion(suggestion).await?,
        None => None,
    };
    let who = Who::Customer(entry.customer_id);
    let (profile, problem) = match lookup::whole(local, &who, reading).await {
        Ok(profile) => (Some(profile), None),
        Err(error) => (lookup::whole(local, &who, Reading::AsIs).await.ok(), Some(error.what)),
    };
    let mut review = Review {
        entry: id,
        checked_at: local.parts.clock.now(),
        reason: stored.as_ref().map(|stored| stored.suggestion.reason.clone()),
        offer: stored.as_ref().and_then(|stored| stored.suggestion.offer.as_ref()).map(|o| o.text.clone()),
        evidence: Vec::new(),
        changes: changes(&entry.write, profile.as_ref(), &owners(local).await),
        standing: Standing::Unknown(
            problem.clone().unwrap_or_else(|| "nothing is known any more".to_owned()),
        ),
    };
    let Some(profile) = profile else { return Ok(Answer::Review(Box::new(review))) };
    let zone = briefs::zone(&profile);
    let facts = Facts::all(&profile, "", review.checked_at, &zone)
        .read_in(&local.parts.me.locale)
        .returning(&profile, days::returns(local).await.unwrap_or_default().as_ref());
    if let Some(stored) = &stored {
        review.evidence = evidence(stored, &facts);
    }
    let unread = problem.or_else(|| unread(&profile, reading));
    let changed = changed(local, &entry, stored.as_ref(), &profile, &facts).await;
    review.standing = match (unread, changed) {
        (_, changed) if !changed.is_empty() => Standing::No(changed),
        (Some(why), _) => Standing::Unknown(why),
        (None, _) => Standing::Yes,
    };
    Ok(Answer::Review(Box::new(review)))
}

/// Names are a help; the ids do without them.
async fn owners(local: &Local) -> Vec<crate::domain::crm::Owner> {
    match local.parts.crm {
        Some(_) => doctor::owners(local).await.unwrap_or_default(),
        None => Vec::new(),
    }
}

fn evidence(stored: &StoredSuggestion, facts: &Facts) -> Vec<Evidence> {
    let words = |id: &EvidenceId| {
        let text = crate::phrasing::harmless(&facts.get(id)?.text);
        Some(crate::phrasing::cut(&text, LONGEST_EVIDENCE))
    };
    stored.suggestion.evidence.iter().map(|id| Evidence { id: id.clone(), text: words(id) }).collect()
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
        && let Some(case) = profile.cases.iter().find(|case| case.id == write.case.id)
        && case.updated_at > write.seen_updated_at
        && write.seen_updated_at.is_some()
    {
        changed.push(format!("somebody changed case {} since", case.id));
    }
    if let Some(crm) = &local.parts.crm
        && let Ok(preflight) = crm.preflight(&entry.write, &Call::INTERACTIVE).await
    {
        changed.extend(preflight.problems);
    }
    changed
}
