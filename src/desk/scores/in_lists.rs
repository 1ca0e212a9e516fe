//! The tiers that the lists show follow the model in use.

use std::collections::{BTreeSet, HashMap};

use super::ready;
use crate::desk::api::{DeskError, Reading, Who};
use crate::desk::kept::KeptRow;
use crate::desk::local::Local;
use crate::desk::lookup;
use crate::domain::agenda::PlannedCall;
use crate::domain::ids::CustomerId;
use crate::domain::prediction::Prediction;
use crate::domain::queue::QueuedCase;
use crate::domain::score::Tier;

/// Profiles from the cache after which the rows follow: whoever looks at a list sees it fill.
const AT_A_TIME: usize = 100;

/// Tiers by customer; nothing where none is said of them.
type Said = HashMap<CustomerId, Option<Tier>>;

/// A row that shows where its customer stands.
trait Tiered: KeptRow {
    fn customer(&self) -> Option<CustomerId>;
    /// The tier, where anything is known of the customer at all.
    fn tier_mut(&mut self) -> Option<&mut Option<Tier>>;
}

impl Tiered for QueuedCase {
    fn customer(&self) -> Option<CustomerId> {
        self.customer_id.filter(|_| self.standing.is_some())
    }

    fn tier_mut(&mut self) -> Option<&mut Option<Tier>> {
        self.standing.as_mut().map(|standing| &mut standing.tier)
    }
}

impl Tiered for PlannedCall {
    fn customer(&self) -> Option<CustomerId> {
        self.customer_id.filter(|_| self.regard.is_some())
    }

    fn tier_mut(&mut self) -> Option<&mut Option<Tier>> {
        self.regard.as_mut().map(|regard| &mut regard.tier)
    }
}

/// Has the lists show what the model in use says of each customer. Of whom nothing is kept the tier goes at once, and
/// comes back from the profile in the cache.
pub(super) async fn follow(local: &Local) -> Result<(), DeskError> {
    ready(local).await?;
    let mut customers = customers_of::<QueuedCase>(local).await?;
    customers.extend(customers_of::<PlannedCall>(local).await?);
    let customers: Vec<CustomerId> = customers.into_iter().collect();
    let said = predicted(local, &customers).await?;
    show(local, &said).await?;
    let unsaid: Vec<CustomerId> =
        customers.into_iter().filter(|customer| said.get(customer).is_none_or(Option::is_none)).collect();
    for some in unsaid.chunks(AT_A_TIME) {
        show(local, &by_profile(local, some).await).await?;
    }
    Ok(())
}

async fn customers_of<R: Tiered>(local: &Local) -> Result<BTreeSet<CustomerId>, DeskError> {
    let kept = R::list(local).lock(local).await?;
    Ok(kept.rows.values().filter_map(R::customer).collect())
}

/// What the model in use has said of customers.
async fn predicted(local: &Local, customers: &[CustomerId]) -> Result<Said, DeskError> {
    let mut said: Said = customers.iter().map(|customer| (*customer, None)).collect();
    let Some(model) = local.model.get() else { return Ok(said) };
    let by_it = |last: &Prediction| last.model == model.number;
    for kept in local.parts.repository.predictions(customers).await? {
        said.insert(kept.customer, kept.made.last().filter(|last| by_it(last)).map(|last| last.tier));
    }
    Ok(said)
}

/// What the profiles in the cache say by the model in use.
async fn by_profile(local: &Local, customers: &[CustomerId]) -> Said {
    let mut said = Said::new();
    for customer in customers {
        // Whose profile is not kept has no tier until it is put together.
        if let Ok(profile) = lookup::whole(local, &Who::Customer(*customer), Reading::AsIs).await {
            said.insert(*customer, profile.scores.clv.map(|clv| clv.tier));
        }
    }
    said
}

async fn show(local: &Local, said: &Said) -> Result<(), DeskError> {
    show_in::<QueuedCase>(local, said).await?;
    show_in::<PlannedCall>(local, said).await
}

async fn show_in<R: Tiered>(local: &Local, said: &Said) -> Result<(), DeskError> {
    let mut kept = R::list(local).lock(local).await?;
    let mut changed = Vec::new();
    for row in kept.rows.values_mut() {
        let Some(tier) = row.customer().and_then(|customer| said.get(&customer)) else { continue };
        if let Some(shown) = row.tier_mut().filter(|shown| *shown != tier) {
            *shown = *tier;
            changed.push(row.clone());
        }
    }
    kept.keep(local, &changed, &[]).await
}
