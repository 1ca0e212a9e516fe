//! The scores of one customer, and what they would be.

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::{Before, before, no_model, ready};
use crate::desk::api::{Answer, DeskError, ModelCard, Reading, ScoresShown, WhatIf, Who};
use crate::desk::{local::Local, lookup};
use crate::domain::money::{Currency, Money};
use crate::domain::prediction::Prediction;
use crate::domain::score::Supposed;
use crate::scoring::store_model::Scored;

/// So many months are looked back on.
const MONTHS_BACK: usize = 24;

/// Scores with what moved them; where an order is supposed, before and after. Nothing of it is kept or written.
pub(in crate::desk) async fn show(
    local: &Local,
    who: &Who,
    reading: Reading,
    supposed: Option<Supposed>,
) -> Result<Answer, DeskError> {
    ready(local).await?;
    let profile = lookup::whole(local, who, reading).await?;
    let model = local.model.get();
    if supposed.is_some() && model.is_none() {
        return Err(no_model(local).await?);
    }
    let now = local.parts.clock.now();
    let Before { zone, last, history, .. } = before(local, Some(profile.customer.id)).await?;
    let last = last.map(|last| (last.tier, last.currency));
    let scored = model.as_ref().and_then(|model| model.scored(&profile, &zone, last, history.as_ref(), now));
    let tiers_begin = scored.as_ref().map(|scored| {
        let currency = scored.habit().currency;
        scored.tiers_begin().map(|border| money(border, currency))
    });
    let what_if = supposed.zip(scored.as_ref()).map(|(supposed, scored)| what_if(scored, supposed));
    let past = model.as_ref().filter(|_| what_if.is_none()).map(|model| {
        let mut past = model.looking_back(&profile, &zone, history.as_ref(), MONTHS_BACK, now);
        // Looked back on, a tier may still hold by its margin that was never given.
        if let (Some(today), Some(clv)) = (past.last_mut(), &profile.scores.clv) {
            today.tier = clv.tier;
        }
        past
    });
    let said = local.parts.repository.predictions(&[profile.customer.id]).await?;
    let model = model.map(|model| ModelCard::of(&model, true));
    Ok(Answer::Scores(Box::new(ScoresShown {
        customer: profile.customer.id,
        name: profile.customer.name.clone(),
        scores: profile.scores.clone(),
        tiers_begin,
        model,
        past: past.unwrap_or_default(),
        said: said.into_iter().next().map(|kept| changes(kept.made)).unwrap_or_default(),
        what_if,
    })))
}

/// The first of each run of predictions with the same tier, the newest first.
fn changes(made: Vec<Prediction>) -> Vec<Prediction> {
    let mut changes: Vec<Prediction> = Vec::new();
    for one in made {
        if changes.last().is_none_or(|last| last.tier != one.tier) {
            changes.push(one);
        }
    }
    changes.reverse();
    changes
}

fn what_if(scored: &Scored<'_>, supposed: Supposed) -> WhatIf {
    let amount = match supposed.amount {
        Some(amount) => amount.to_f64().unwrap_or_default(),
        None => scored.habit().summary.mean_spent(),
    };
    let (after, value, tier) = scored.after_order(supposed.in_days, amount);
    let currency = scored.habit().currency;
    let before = scored.expected();
    WhatIf {
        supposed: Supposed { amount: Some(money(amount, currency).amount), ..supposed },
        value: [money(scored.value(), currency), money(value, currency)],
        risk: [1.0 - before.buys, 1.0 - after.buys],
        orders: [before.orders, after.orders],
        tier: [scored.tier(), tier],
    }
}

fn money(amount: f64, currency: Currency) -> Money {
    Money::new(Decimal::from_f64(amount).unwrap_or_default().round_dp(currency.decimals()), currency)
}
