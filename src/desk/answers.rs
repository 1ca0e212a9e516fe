//! Answers to a customer's cases that were not sent.

use super::api::{Answer, DeskError, Reading, Who};
use super::local::Local;
use super::lookup;
use crate::domain::action::Write;
use crate::domain::answer::{UnsentAnswer, unsent};
use crate::domain::crm::Case;
use crate::domain::ids::CustomerId;
use crate::domain::outbox::Entry;

/// Entries of the outbox that are looked through, the newest.
const LOOKED_THROUGH: usize = 500;

/// Those to all cases of a customer.
pub(super) async fn of_customer(local: &Local, customer: CustomerId) -> Result<Answer, DeskError> {
    let profile = lookup::whole(local, &Who::Customer(customer), Reading::AsIs).await?;
    let entries = entries(local, customer).await?;
    let answers = profile.cases.iter().flat_map(|case| unsent(case, Some(&profile), &entries)).collect();
    Ok(Answer::UnsentAnswers(answers))
}

/// The one that a second answer to a case would come on top of, the latest where there are several. `live` is the case as
/// it stands now, where the CRM could be asked.
pub(super) async fn under_way(
    local: &Local,
    customer: CustomerId,
    id: &str,
    live: Option<&Case>,
) -> Result<Option<UnsentAnswer>, DeskError> {
    // What colleagues have noted is known as far as the customer was read.
    let profile = lookup::whole(local, &Who::Customer(customer), Reading::AsIs).await.ok();
    let known = profile.as_ref().and_then(|profile| profile.cases.iter().find(|case| case.id == id));
    let Some(case) = live.or(known) else { return Ok(None) };
    let entries = entries(local, customer).await?;
    let answers = unsent(case, profile.as_ref(), &entries);
    Ok(answers.into_iter().rev().find(|answer| answer.is_under_way(case)))
}

/// What has to do with answers: the customer's replies, and what was taken back of them.
async fn entries(local: &Local, customer: CustomerId) -> Result<Vec<Entry>, DeskError> {
    let repository = &local.parts.repository;
    let mut entries = repository.entries(LOOKED_THROUGH).await?;
    let unfinished = repository.unfinished_entries().await?;
    let older = unfinished.into_iter().filter(|one| entries.iter().all(|known| known.id != one.id));
    let older: Vec<Entry> = older.collect();
    entries.extend(older);
    entries.retain(|entry| {
        entry.customer_id == customer && matches!(entry.write, Write::Reply(_) | Write::Retraction(_))
    });
    Ok(entries)
}
