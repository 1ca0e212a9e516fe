//! Who should take a case: by what is known of its customer here, and by what each colleague has open.

use std::collections::BTreeMap;
use std::time::Duration;

use super::api::{DeskError, FailureKind, Reading, Who};
use super::local::Local;
use super::{doctor, lookup, queue};
use crate::domain::casework::{CaseAt, CaseDeed, CaseValues};
use crate::domain::crm::Owner;
use crate::domain::queue::QueuedCase;
use crate::domain::takeover::{Loads, SuggestedOwner, suggested_owner};

/// The word that stands for whoever should take a case.
const SUGGESTED: &str = "suggested";
/// How long a case that is looked at waits for the names of colleagues.
const PATIENCE: Duration = Duration::from_secs(1);

/// Who should take a case of the queue, as far as its customer is known here; nobody is asked.
pub(super) async fn of(local: &Local, row: &QueuedCase) -> Result<Option<SuggestedOwner>, DeskError> {
    let Some(customer) = row.customer_id else { return Ok(None) };
    let Ok(profile) = lookup::whole(local, &Who::Customer(customer), Reading::AsIs).await else {
        return Ok(None);
    };
    let Some(case) = profile.cases.iter().find(|case| case.id == row.record.id) else { return Ok(None) };
    let mut open: BTreeMap<String, u32> =
        colleagues(local).await.into_iter().map(|owner| (owner.name, 0)).collect();
    for other in queue::open_of(local, row.labels.category).await? {
        if let Some(count) = other.owner.and_then(|name| open.get_mut(&name)) {
            *count += 1;
        }
    }
    let loads = Loads { category: row.labels.category.in_words(), open };
    Ok(suggested_owner(&profile, case, &loads, local.parts.clock.now()))
}

/// Who can take cases; whoever was not read yet is waited for, but not for long.
async fn colleagues(local: &Local) -> Vec<Owner> {
    let known = doctor::known_owners(local);
    if !known.is_empty() {
        return known;
    }
    let asked = tokio::time::timeout(PATIENCE, doctor::owners(local)).await;
    asked.ok().and_then(Result::ok).unwrap_or_default()
}

/// A deed that gives a case to whoever should take it, with their name.
pub(super) async fn named(local: &Local, cases: &[CaseAt], deed: CaseDeed) -> Result<CaseDeed, DeskError> {
    let values = match deed {
        CaseDeed::Change(values) if values.owner.as_deref() == Some(SUGGESTED) => values,
        other => return Ok(other),
    };
    let [case] = cases else {
        return Err(DeskError::new(
            FailureKind::BadRequest,
            "who should take it is suggested of one case alone",
        ));
    };
    let row = queue::rows_of(local, std::slice::from_ref(&case.record)).await?.into_iter().flatten().next();
    let suggested = match &row {
        Some(row) => of(local, row).await?,
        None => None,
    };
    match suggested {
        Some(suggested) => Ok(CaseDeed::Change(CaseValues { owner: Some(suggested.name), ..values })),
        None => Err(DeskError::new(FailureKind::NotFound, "nobody is suggested for this case")
            .hint("somebody has it, or its customer was not looked up yet; name an owner instead")),
    }
}
