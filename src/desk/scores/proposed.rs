//! What the contacts of a customer are to say of their scores.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::predict::summed_up;
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::domain::brief::SuggestionStatus;
use crate::domain::history::History;
use crate::domain::ids::CustomerId;
use crate::domain::prediction::Prediction;
use crate::domain::score_fields::{ScoreField, Values};
use crate::domain::text::clean_line;
use crate::scoring::Catalogue;
use crate::scoring::fitted::{DAYS_A_WEEK, Summary};
use crate::scoring::next::offer_by_history;
use crate::scoring::store_model::{StoreModel, day_of};

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

    /// The first of what may be bought next that can be had.
    fn product(&self, history: &History, today: i32) -> Option<String> {
        let products = offer_by_history(history, self.model, self.catalogue, self.zone, today);
        let first = products.into_iter().find(|product| !product.out_of_stock)?;
        let title = clean_line(&first.title);
        Some(match first.sku.as_deref().map(clean_line).filter(|sku| *sku != title) {
            Some(sku) => format!("{sku} · {title}"),
            None => title,
        })
    }
}

/// The title of the suggestion that was accepted last, and neither taken back since nor said no to: what has only been proposed
/// hangs on who was looked at.
pub(super) async fn accepted_action(
    local: &Local,
    customer: CustomerId,
) -> Result<Option<String>, DeskError> {
    let mut last: Option<(Timestamp, String)> = None;
    for stored in local.parts.repository.suggestions(customer).await? {
        // What a rep wrote of their own is no action that was proposed.
        if stored.engine == "person" {
            continue;
        }
        let stored = local.actions.standing(stored).await?;
        if let SuggestionStatus::Accepted { at, entry } = stored.status
            && last.as_ref().is_none_or(|(before, _)| *before < at)
        {
            let entry = local.parts.repository.entry(entry).await?;
            if entry.is_some_and(|entry| entry.state.came_to_nothing()) {
                continue;
            }
            last = Some((at, clean_line(&stored.suggestion.title)));
        }
    }
    Ok(last.map(|(_, title)| title).filter(|title| !title.is_empty()))
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
