//! What the contacts of a customer are to say of their scores.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::predict::summed_up;
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::domain::Purpose;
use crate::domain::brief::SuggestionStatus;
use crate::domain::history::{History, PastOrder};
use crate::domain::ids::{CustomerId, SuggestionId};
use crate::domain::prediction::Prediction;
use crate::domain::score_fields::{ScoreField, Values};
use crate::domain::text::clean_line;
use crate::scoring::Catalogue;
use crate::scoring::fitted::{DAYS_A_WEEK, Summary};
use crate::scoring::next::{Bought, NextModel};
use crate::scoring::store_model::{StoreModel, day_of};

/// Days in which an order may not have arrived yet.
const FRESH: i32 = 30;
/// Days in which an open case may be about it.
const FRESH_WITH_A_CASE: i32 = 90;

/// From what a customer's values are made.
pub(super) struct Proposing<'a> {
    pub model: &'a StoreModel,
    pub catalogue: &'a Catalogue,
    pub zone: &'a TimeZone,
}

impl Proposing<'_> {
    /// What the last prediction says of a customer. Everything is as of that day: what has not been predicted anew has
    /// not changed.
    pub fn values(&self, prediction: &Prediction, history: &History) -> Values {
        let today = day_of(prediction.at, self.zone);
        let mut values = Values::default();
        values.set(ScoreField::Tier, prediction.tier.as_str());
        values.set(ScoreField::Risk, format!("{:.2}", prediction.risk));
        // In whole seconds: not every CRM keeps more.
        let at = Timestamp::from_second(prediction.at.as_second()).unwrap_or(prediction.at);
        values.set(ScoreField::ScoredAt, at.to_string());
        if let Some((_, summary)) = summed_up(self.model, history, self.zone, today) {
            values.set(ScoreField::Value, self.value(prediction, &summary));
            values.set(ScoreField::Reasoning, self.reasoning(prediction, &summary, today));
        }
        if let Some(product) = self.product(history, today) {
            values.set(ScoreField::Product, product);
        }
        values
    }

    /// Expected net revenue, where money that comes later counts for less: as a profile shows it.
    fn value(&self, prediction: &Prediction, summary: &Summary) -> String {
        let (weeks, rate) = (f64::from(prediction.horizon_days) / DAYS_A_WEEK, self.model.settings.discount);
        let learnt = self.model.currencies.get(&prediction.currency);
        let kept = learnt.map_or(1.0, |learnt| learnt.blend.discount(summary, weeks, rate));
        let value = Decimal::from_f64(prediction.value * kept).unwrap_or_default();
        let decimals = prediction.currency.decimals();
        format!("{:.1$}", value.round_dp(decimals), decimals as usize)
    }

    /// By days of the calendar, not by how long ago they are: so that it changes when something has happened.
    fn reasoning(&self, prediction: &Prediction, summary: &Summary, today: i32) -> String {
        let silent = (summary.age - summary.recency) * DAYS_A_WEEK;
        let last = date_of(today - silent.round() as i32);
        let rhythm = match summary.repeats {
            0 => format!("one order so far, on {last}"),
            repeats => {
                let gap = summary.recency * DAYS_A_WEEK / f64::from(repeats);
                format!("{} orders, on average every {gap:.0} days, the last on {last}", repeats + 1)
            }
        };
        let among = self.model.currencies.get(&prediction.currency).map_or_else(String::new, |learnt| {
            format!(" among {} customers of this store", learnt.customers)
        });
        format!(
            "{rhythm}: {}{among} by expected {} revenue",
            prediction.tier.as_str(),
            prediction.currency.code()
        )
    }

    /// What lies in the newest cart, else what the model proposes first that can be had.
    fn product(&self, history: &History, today: i32) -> Option<String> {
        let called = |key: &str| {
            let ware = self.catalogue.ware(key).filter(|ware| ware.can_be_had)?;
            let title = clean_line(&ware.title);
            Some(ware.sku.as_deref().map_or(title.clone(), |sku| format!("{} · {title}", clean_line(sku))))
        };
        let cart = history.carts.last();
        let in_cart = cart.into_iter().flat_map(|cart| cart.lines.iter().map(|line| (&cart.source, line)));
        let keys = in_cart.filter_map(|(source, line)| self.catalogue.key_of_line(source, line));
        if let Some(product) = keys.into_iter().find_map(|key| called(&key)) {
            return Some(product);
        }
        let next = self.model.next.as_ref()?;
        let unsettled = self.unsettled(history, today);
        let proposals = next.propose(&self.bought(next, history), today);
        let mut keys = proposals.iter().map(|proposal| next.name(proposal.product));
        keys.find_map(|key| called(key).filter(|_| !unsettled.contains(key)))
    }

    /// What was bought so lately that it may not have arrived, went back in part, or may be what an open case is about. The history
    /// does not tell more of it.
    fn unsettled(&self, history: &History, today: i32) -> BTreeSet<String> {
        let has_open_case = history.cases.iter().any(|case| case.closed_at.is_none());
        let fresh = if has_open_case { FRESH_WITH_A_CASE } else { FRESH };
        let is_unsettled = |order: &&PastOrder| {
            let is_fresh = day_of(order.placed_at, self.zone) > today - fresh;
            order.counts() && (is_fresh || !order.refunded.is_zero())
        };
        let orders = history.orders.iter().filter(is_unsettled);
        orders
            .flat_map(|order| order.lines.iter().map(|line| (&order.source, line)))
            .filter_map(|(source, line)| self.catalogue.key_of_line(source, line))
            .collect()
    }

    fn bought(&self, next: &NextModel, history: &History) -> Vec<Bought> {
        let mut bought = Vec::new();
        for order in history.orders.iter().filter(|order| order.counts()) {
            let day = day_of(order.placed_at, self.zone);
            let keys = order.lines.iter().filter_map(|line| self.catalogue.key_of_line(&order.source, line));
            bought.extend(keys.filter_map(|key| Some(Bought { day, product: next.number(&key)? })));
        }
        bought.sort_unstable();
        bought.dedup();
        bought
    }
}

/// The title of the best suggestion that nobody has decided: of the newest brief, in its order.
pub(super) async fn best_action(local: &Local, customer: CustomerId) -> Result<Option<String>, DeskError> {
    let repository = &local.parts.repository;
    let mut open = HashMap::new();
    for stored in repository.suggestions(customer).await? {
        let stored = local.actions.standing(stored).await?;
        if stored.status == SuggestionStatus::Open && stored.suggestion.blocked.is_none() {
            open.insert(stored.suggestion.id, stored.suggestion.title);
        }
    }
    if open.is_empty() {
        return Ok(None);
    }
    let mut briefs = Vec::new();
    for purpose in [Purpose::Support, Purpose::Sales] {
        briefs.extend(repository.brief(customer, purpose).await?);
    }
    briefs.sort_by_key(|brief| std::cmp::Reverse(brief.created_at));
    let best =
        |id: &SuggestionId| open.get(id).map(|title| clean_line(title)).filter(|title| !title.is_empty());
    let in_order = briefs.iter().flat_map(|brief| &brief.suggestions).map(|suggestion| suggestion.id);
    Ok(in_order.into_iter().find_map(|id| best(&id)))
}

/// The day of the calendar, from days since 1970-01-01.
fn date_of(day: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_as_the_calendar_has_it() {
        assert_eq!(date_of(20_783).to_string(), "2026-11-26");
    }
}
