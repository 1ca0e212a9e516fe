//! How the model in use holds up.

use super::effect::{effect, were_quiet};
use super::{history, in_use, ready, zone};
use crate::desk::api::{Answer, DeskError, DriftReport, FailureKind, ModelCard};
use crate::desk::local::Local;
use crate::domain::money::Currency;
use crate::scoring::fitted::Orders;
use crate::scoring::store_model::day_of;

/// Holds the model in use against all that is known today.
pub(in crate::desk) async fn drift(local: &Local) -> Result<Answer, DeskError> {
    ready(local).await?;
    let model = in_use(local).await?;
    let (orders, deals) = history::orders_and_deals(local, &model).await?;
    let now = local.parts.clock.now();
    let today = day_of(now, &zone(local).await?);
    let card = ModelCard::of(&model, true);
    let work = move || {
        let of = |(currency, orders): (&Currency, &Orders)| {
            Some((*currency, model.drift(*currency, orders, today)?))
        };
        let currencies = orders.iter().filter_map(of).collect();
        let leads = model.leads.as_ref().and_then(|leads| leads.since(deals, model.fitted_at));
        (currencies, leads, were_quiet(&model, &orders, today))
    };
    let (currencies, leads, were_quiet) = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| DeskError::new(FailureKind::Failed, "the comparison has failed"))?;
    let win_backs = effect(local, &were_quiet, now).await?;
    Ok(Answer::Drift(Box::new(DriftReport { model: card, at: now, currencies, leads, win_backs })))
}
