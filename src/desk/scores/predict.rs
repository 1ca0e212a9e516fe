//! Scoring everybody: each prediction is kept with its model, what the model looked at, and when.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{in_lists, ready, refit, zone};
use crate::desk::api::{Answer, DeskError, FailureKind, PredictionsMade};
use crate::desk::local::Local;
use crate::domain::audit::Digest32;
use crate::domain::history::History;
use crate::domain::ids::CustomerId;
use crate::domain::money::Currency;
use crate::domain::prediction::{Prediction, Predictions};
use crate::scoring::fitted::{DAYS_A_WEEK, OrdersBuilder, Summary};
use crate::scoring::store_model::{StoreModel, day_of, remember};

/// Customers that are scored at a time.
const PAGE: usize = 1_000;
/// Hexadecimal digits of a digest that tell two states of a customer apart.
const DIGITS: usize = 16;

/// Scores all customers of whom an order is known, and keeps what is new.
pub(in crate::desk) async fn predict(local: &Local) -> Result<PredictionsMade, DeskError> {
    ready(local).await?;
    let mut made = PredictionsMade::default();
    let Some(model) = local.model.get() else { return Ok(made) };
    let (zone, now) = (zone(local).await?, local.parts.clock.now());
    let mut after = None;
    loop {
        let page = local.parts.repository.history_page(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(made) };
        after = Some(last.customer);
        let customers: Vec<_> = page.iter().map(|history| history.customer).collect();
        let before = local.parts.repository.predictions(&customers).await?;
        let (model, zone) = (Arc::clone(&model), zone.clone());
        let work = move || of_page(&model, &page, before, &zone, now);
        let (of_page, changed) = tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| DeskError::new(FailureKind::Failed, "the customers could not be scored"))?;
        local.parts.repository.put_predictions(&changed).await?;
        made.customers += of_page.customers;
        made.new += of_page.new;
        made.tiers_changed += of_page.tiers_changed;
    }
}

/// The customers of a page, with those of whom something new is said.
fn of_page(
    model: &StoreModel,
    page: &[History],
    before: Vec<Predictions>,
    zone: &TimeZone,
    now: Timestamp,
) -> (PredictionsMade, Vec<Predictions>) {
    let today = day_of(now, zone);
    let mut before: HashMap<CustomerId, Predictions> =
        before.into_iter().map(|known| (known.customer, known)).collect();
    let mut made = PredictionsMade::default();
    let mut changed = Vec::new();
    for history in page {
        let Some((currency, summary)) = summed_up(model, history, zone, today) else { continue };
        let known = before.remove(&history.customer);
        let mut row = known.unwrap_or_else(|| Predictions::of(history.customer));
        let Some(prediction) = prediction(model, currency, &summary, &row, now) else { continue };
        made.customers += 1;
        made.tiers_changed += u64::from(row.tier().is_some_and(|tier| tier != prediction.tier));
        if row.add(prediction) {
            made.new += 1;
            changed.push(row);
        }
    }
    (made, changed)
}

/// Asked for by itself: by a model that is fitted anew first where that is due.
pub(in crate::desk) async fn answer(local: &Local) -> Result<Answer, DeskError> {
    if let Some(after) = local.parts.scoring.refit_after {
        refit::when_due(local, after).await?;
    }
    let made = predict(local).await?;
    in_lists::follow(local).await?;
    Ok(Answer::Predicted(made))
}

/// How a customer has ordered in the currency of most of their orders; among equals the one that was ordered in last,
/// as in a profile.
pub(super) fn summed_up(
    model: &StoreModel,
    history: &History,
    zone: &TimeZone,
    today: i32,
) -> Option<(Currency, Summary)> {
    let counts = || history.orders.iter().filter(|order| order.counts());
    let mut orders: BTreeMap<Currency, (u32, Timestamp)> = BTreeMap::new();
    for order in counts() {
        let (count, last) = orders.entry(order.currency).or_insert((0, order.placed_at));
        *count += 1;
        *last = (*last).max(order.placed_at);
    }
    let (currency, _) = orders.into_iter().max_by_key(|(currency, most)| (*most, Reverse(*currency)))?;
    let mut days = match model.currencies.get(&currency) {
        Some(learnt) => OrdersBuilder::knowing(&learnt.kinds),
        None => OrdersBuilder::default(),
    };
    remember(&mut days, "", history, currency, zone);
    let days = days.build();
    Some((currency, days.summaries(today).next()?.1))
}

fn prediction(
    model: &StoreModel,
    currency: Currency,
    summary: &Summary,
    before: &Predictions,
    now: Timestamp,
) -> Option<Prediction> {
    let learnt = model.currencies.get(&currency)?;
    let horizon_days = model.settings.horizon_days;
    let expected = learnt.blend.expect_one(summary, f64::from(horizon_days) / DAYS_A_WEEK);
    // By whichever model: with every fit the borders move a little, and nobody is to flap because of that.
    let last = before.made.last().filter(|last| last.currency == currency);
    let tier_before = last.map(|last| last.tier);
    let looked_at = format!("{summary:?}");
    let mut features = Digest32::of(looked_at.as_bytes()).to_string();
    features.truncate(DIGITS);
    Some(Prediction {
        at: now,
        model: model.number,
        features,
        horizon_days,
        currency,
        value: expected.revenue,
        orders: expected.orders,
        risk: 1.0 - expected.buys,
        tier: learnt.borders.tier(expected.revenue, tier_before),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::score::{ScoreSettings, Tier, TierRule};

    /// A shop whose customers order every fourth week, with gold from an expected value on.
    fn model(number: u32, gold: f64) -> StoreModel {
        let mut orders = OrdersBuilder::default();
        for customer in 0..40 {
            (0..8).for_each(|order| orders.push(&customer.to_string(), customer % 7 + 28 * order, 50.0));
        }
        let tiers = TierRule::Amounts([1.0, gold, 1e6]);
        let settings = ScoreSettings { tiers, ..ScoreSettings::default() };
        let orders = BTreeMap::from([(Currency::new("USD").unwrap(), orders.build())]);
        StoreModel::fit(number, &orders, 205, settings, Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn nobody_changes_tier_because_a_model_was_fitted_anew() {
        let usd = Currency::new("USD").unwrap();
        let summary = Summary {
            repeats: 7,
            recency: 28.0,
            age: 29.0,
            spent: 400.0,
            first_spent: 50.0,
            ..Summary::default()
        };
        let mut row = Predictions::of(CustomerId::new(uuid::Uuid::nil()));
        let said = |model: &StoreModel, row: &Predictions| {
            prediction(model, usd, &summary, row, Timestamp::UNIX_EPOCH).unwrap()
        };
        let value = said(&model(1, 1.5), &row).value;
        let first = said(&model(1, value * 0.98), &row);
        assert_eq!(first.tier, Tier::Gold);
        row.add(first);
        assert_eq!(said(&model(2, value * 1.02), &row).tier, Tier::Gold, "the border has moved a little");
        assert_eq!(said(&model(2, value * 1.5), &row).tier, Tier::Silver, "and now by far");
    }
}
