//! Fitting a model on all that is known, away from those who wait.

use super::{assortment, history, in_lists, predict_all, put_into_use, ready, zone};
use crate::desk::api::{Answer, DeskError, FailureKind, ModelCard, Notice};
use crate::desk::local::{Local, Tell};
use crate::domain::audit::AuditKind;
use crate::scoring::store_model::{FEWEST_CUSTOMERS, StoreModel, day_of};

/// Fits a model on the whole history, keeps it and puts it into use.
pub(in crate::desk) async fn fit(local: &Local, id: u64, tell: Tell) -> Result<Answer, DeskError> {
    fit_by(local, id, local.actor(), tell).await
}

/// The same, by whom the audit log is to name.
pub(super) async fn fit_by(local: &Local, id: u64, actor: &str, tell: Tell) -> Result<Answer, DeskError> {
    let _changing = local.model.changing.lock().await;
    ready(local).await?;
    let say = |what: &str| {
        tell(Notice::Progress { request: id, what: what.to_owned(), done: 0, total: None });
    };
    say("reading the history");
    let catalogue = assortment::read(local).await?;
    let known = history::known(local, &catalogue).await?;
    let shelf = &local.parts.scoring.shelf;
    let number = shelf.numbers().await?.last().map_or(1, |last| last + 1);
    let (settings, now) = (local.parts.scoring.settings, local.parts.clock.now());
    let today = day_of(now, &zone(local).await?);
    say("fitting");
    let fitted = tokio::task::spawn_blocking(move || {
        let model = StoreModel::fit(number, &known.orders, today, settings, now)?;
        Some(model.with_next(&known.baskets, today).with_leads(known.deals))
    });
    let fitted = fitted.await.map_err(|_| DeskError::new(FailureKind::Failed, "the fit has failed"))?;
    let Some(model) = fitted else {
        let what = format!("fewer than {FEWEST_CUSTOMERS} customers with an order in one currency are known");
        return Err(DeskError::new(FailureKind::NotFound, what).hint(
            "`deskhand sync` reads the orders of the store; scores go by simple arithmetic until then",
        ));
    };
    let text = serde_json::to_string(&model)
        .map_err(|_| DeskError::new(FailureKind::Failed, "the model cannot be written down"))?;
    // What is written is what is used, so that both score alike to the last digit.
    let model: StoreModel = serde_json::from_str(&text)
        .map_err(|_| DeskError::new(FailureKind::Failed, "the model came out with figures that are none"))?;
    shelf.put(number, &text).await?;
    let card = ModelCard::of(&model, true);
    put_into_use(local, Some(model), AuditKind::ModelFitted, actor).await?;
    say("scoring everybody");
    predict_all(local).await?;
    in_lists::follow(local).await?;
    Ok(Answer::Models(vec![card]))
}
