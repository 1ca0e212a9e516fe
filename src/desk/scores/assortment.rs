//! What the stores sell, as it was read last.

use std::sync::{Arc, PoisonError};

use jiff::SignedDuration;

use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::scoring::Catalogue;

/// After so long it is looked at again what is in stock.
const KEPT: SignedDuration = SignedDuration::from_mins(10);

/// Has it read where it was not, or not lately.
pub(super) async fn ready(local: &Local) -> Result<(), DeskError> {
    let mut read_at = local.model.assortment_at.lock().await;
    let now = local.parts.clock.now();
    if read_at.is_none_or(|at| now.duration_since(at) >= KEPT) {
        keep(local, read_products(local).await?);
        *read_at = Some(now);
    }
    Ok(())
}

/// Reads it now.
pub(super) async fn read(local: &Local) -> Result<Arc<Catalogue>, DeskError> {
    let mut read_at = local.model.assortment_at.lock().await;
    let catalogue = read_products(local).await?;
    keep(local, Arc::clone(&catalogue));
    *read_at = Some(local.parts.clock.now());
    Ok(catalogue)
}

/// As it was read last.
pub(super) fn known(local: &Local) -> Arc<Catalogue> {
    Arc::clone(&local.knowledge.lock().unwrap_or_else(PoisonError::into_inner).catalogue)
}

async fn read_products(local: &Local) -> Result<Arc<Catalogue>, DeskError> {
    Ok(Arc::new(Catalogue::of(&local.parts.repository.products().await?)))
}

fn keep(local: &Local, catalogue: Arc<Catalogue>) {
    local.knowledge.lock().unwrap_or_else(PoisonError::into_inner).catalogue = catalogue;
}
