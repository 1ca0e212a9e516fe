//! What left about a customer, looked through again: with all that is known of them now, and as it was stored then.

use super::super::api::{Answer, DeskError, ProvenCall, Reading, Who, WireProof};
use super::super::local::Local;
use super::super::{doctor, lookup, model};
use crate::domain::ids::CustomerId;
use crate::gateway::Masker;
use crate::ports::repository::WireRecord;

/// Calls that are looked through.
const MOST_CALLS: usize = 1_000;

/// The proof.
pub(in super::super) async fn prove(local: &Local, customer: CustomerId) -> Result<Answer, DeskError> {
    let profile = lookup::whole(local, &Who::Customer(customer), Reading::Offline).await?;
    let colleagues = doctor::owners(local).await.unwrap_or_default();
    let masker = Masker::new(&model::known(local, &profile, &colleagues).await?);
    let records = local.parts.repository.wires(Some(customer), MOST_CALLS).await?;
    let calls = records.into_iter().map(|record| proven(record, &masker)).collect();
    Ok(Answer::WireProof(Box::new(WireProof {
        customer_id: customer,
        made_at: local.parts.clock.now(),
        calls,
    })))
}

fn proven(record: WireRecord, masker: &Masker) -> ProvenCall {
    let found = masker.scan(record.sent.as_bytes()).err();
    let found = found.map_or(0, |leak| leak.found.values().sum::<usize>());
    ProvenCall {
        at: record.at,
        model: record.model,
        purpose: record.purpose,
        outcome: record.outcome,
        digest: record.digest,
        substitutions: record.masked.values().copied().map(u64::from).sum(),
        masked: record.masked,
        known_values_found: found as u64,
        sent: record.sent,
        received: record.received,
    }
}
