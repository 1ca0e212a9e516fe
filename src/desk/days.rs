//! The days of the store: in which zone they end, and until which of them goods may come back.

use super::api::DeskError;
use super::local::Local;
use crate::domain::Returns;
use crate::ports::Call;

/// Where it stands in which zone the store's days end, for when nobody can be asked.
const ZONE: &str = "store_zone/1";

/// The store's zone: as it was read, else as it was kept, else that of the business hours.
pub(super) async fn zone(local: &Local) -> Result<Option<String>, DeskError> {
    let repository = &local.parts.repository;
    let kept = repository.setting(ZONE).await?;
    let read = local.parts.stores.iter().find_map(|store| store.zone());
    if let Some(name) = read.as_ref().and_then(|zone| zone.iana_name()) {
        if kept.as_deref() != Some(name) {
            repository.put_setting(ZONE, name).await?;
        }
        return Ok(Some(name.to_owned()));
    }
    let of_hours = || local.parts.sla.hours.as_ref()?.zone.iana_name().map(str::to_owned);
    Ok(kept.or_else(of_hours))
}

/// Asks the stores where their days end, as long as none has said it: days are counted by it from the first record on, and
/// business hours may lie in another zone. A store that does not answer is asked again the next time.
pub(super) async fn learn_zone(local: &Local) -> Result<(), DeskError> {
    let is_kept = local.parts.repository.setting(ZONE).await?.is_some();
    for store in &local.parts.stores {
        if is_kept || local.parts.stores.iter().any(|store| store.zone().is_some()) {
            break;
        }
        if let Err(error) = store.read_zone(&Call::BACKGROUND).await {
            tracing::info!(source = %store.source(), %error, "the zone of the store was not read");
        }
    }
    // What was read is kept.
    zone(local).await.map(|_| ())
}

/// Until when goods may come back, by the days of the store.
pub(super) async fn returns(local: &Local) -> Result<Option<Returns>, DeskError> {
    let Some(returns) = local.parts.policy.returns.clone() else { return Ok(None) };
    Ok(Some(Returns { zone: zone(local).await?, ..returns }))
}
