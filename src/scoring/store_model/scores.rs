//! What is expected of one customer, in words and with parts that add up to it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::habit::{Habit, day_of};
use super::{Borders, Evaluation, OfCurrency, StoreModel};
use crate::domain::Worded;
use crate::domain::evidence::EvidenceId;
use crate::domain::history::History;
use crate::domain::money::{Currency, Money};
use crate::domain::profile::{Profile, Totals};
use crate::domain::score::{Churn, Clv, Factor, NextOrder, RiskWithin, Tier, ValueInterval};
use crate::domain::span::whole_days;
use crate::domain::worded::{FigureValue, worded};
use crate::scoring::fitted::explain::{MIXES, Parts, between};
use crate::scoring::fitted::{DAYS_A_WEEK, Expectation, Learnt};
use crate::scoring::value::{leaves_out, other_currencies};

/// Days ahead for which the risk of no order is told beside the one of the horizon.
const SHORTER: [u32; 3] = [30, 60, 90];
/// Values that were farther off on average than this, in per cent, are told with a word of care.
const FAR_OFF: f64 = 20.0;
/// A part below this moves nothing that is shown: half a cent, half a per cent.
const NOTHING: f64 = 0.005;

/// What a model of the store says of a customer.
pub struct Scored<'a> {
    model: &'a StoreModel,
    learnt: &'a OfCurrency,
    habit: Habit,
    expected: Expectation,
    /// What is left of the revenue where money that comes later counts for less.
    kept: f64,
    before: Option<Tier>,
    next_order: Option<NextOrder>,
    now: Timestamp,
}

impl StoreModel {
    /// What it says of a customer; nothing where they have not ordered, or in a currency that it knows nothing of.
    /// `before`: the tier that they belonged to, by this model or an earlier one, and in which currency. `history`: what
    /// is kept of them, which tells how they buy.
    pub fn scored(
        &self,
        profile: &Profile,
        zone: &TimeZone,
        before: Option<(Tier, Currency)>,
        history: Option<&History>,
        now: Timestamp,
    ) -> Option<Scored<'_>> {
        let mut habit = Habit::of(profile, zone, now)?;
        let learnt = self.currencies.get(&habit.currency)?;
        let traits = |history| learnt.traits(history, habit.currency, zone, day_of(now, zone));
        habit.summary.traits = history.map(traits).unwrap_or_default();
        let expected = learnt.blend.expect_one(&habit.summary, self.weeks());
        let kept = learnt.blend.discount(&habit.summary, self.weeks(), self.settings.discount);
        let before = before.filter(|(_, currency)| *currency == habit.currency).map(|(tier, _)| tier);
        let next_order = learnt.next_order(&habit.summary, habit.last_day);
        Some(Scored { model: self, learnt, habit, expected, kept, before, next_order, now })
    }

    pub(super) fn weeks(&self) -> f64 {
        f64::from(self.settings.horizon_days) / DAYS_A_WEEK
    }
}

impl Scored<'_> {
    /// How they have ordered.
    pub fn habit(&self) -> &Habit {
        &self.habit
    }

    /// What is expected of them.
    pub fn expected(&self) -> &Expectation {
        &self.expected
    }

    /// Where the model puts them.
    pub fn tier(&self) -> Tier {
        self.learnt.borders.tier(self.expected.revenue, self.before)
    }

    /// Expected net revenue over the horizon.
    pub fn clv(&self, totals: &Totals) -> Option<Clv> {
        let currency = self.habit.currency;
        let value = money(self.expected.revenue * self.kept, currency)?;
        let tier = self.tier();
        let interval = self.learnt.blend.interval(&self.habit.summary, &self.expected);
        let (low, high) = (interval.low * self.kept, interval.high * self.kept);
        let interval = ValueInterval { low: money(low, currency)?, high: money(high, currency)? };
        let leaves_out = leaves_out(totals);
        let off = self.learnt.evaluation.as_ref().and_then(far_off).unwrap_or_default();
        let why = worded!(
            "{}, {}: {} orders expected in {} days; {} among {} customers of this store{}{}",
            self.rhythm_in_words(),
            self.silence_in_words(),
            FigureValue::Tenths(self.expected.orders),
            self.model.settings.horizon_days,
            tier.as_str(),
            self.learnt.customers,
            leaves_out,
            off,
        );
        let (reason, figures) = why.into_parts();
        Some(Clv {
            value,
            horizon_days: self.model.settings.horizon_days,
            tier,
            reason,
            figures,
            factors: self.factors(|one| one.revenue, self.kept, value.amount.to_f64().unwrap_or_default()),
            interval: Some(interval),
            alive: Some(self.expected.alive),
            next_order: self.next_order,
            model: self.model.name(),
            as_of: self.now,
        })
    }

    /// Probability of no order within the horizon.
    pub fn churn(&self, totals: &Totals) -> Churn {
        let risk = 1.0 - self.expected.buys;
        let within = SHORTER.map(|days| {
            let weeks = f64::from(days) / DAYS_A_WEEK;
            let buys = self.learnt.blend.expect_one(&self.habit.summary, weeks).buys;
            // Who stays away for long stays away for a part of it.
            RiskWithin { days, risk: (1.0 - buys).max(risk) }
        });
        let due = self.next_order.filter(|due| due.expected_at < self.now);
        let late = due.map_or_else(String::new, |due| {
            let days = self.now.duration_since(due.expected_at).as_hours() / 24;
            format!("; an order was to be expected {days} days ago")
        });
        Churn {
            risk,
            horizon_days: self.model.settings.horizon_days,
            reason: format!(
                "{}, {}{late}{}",
                self.rhythm_in_words(),
                self.silence_in_words(),
                other_currencies(totals)
            ),
            figures: Vec::new(),
            factors: self.factors(|one| 1.0 - one.buys, 1.0, risk),
            within: within.into(),
            model: self.model.name(),
            as_of: self.now,
        }
    }

    /// From which value on they would belong to silver, gold and platinum. Tiers go by what is expected before money that comes
    /// later counts for less; these are borders for the value that is shown, where it does.
    pub fn tiers_begin(&self) -> [f64; 3] {
        let Borders { silver, gold, platinum, .. } = self.learnt.borders;
        [silver, gold, platinum].map(|border| border * self.kept)
    }

    /// Expected net revenue over the horizon, where money that comes later counts for less.
    pub fn value(&self) -> f64 {
        self.expected.revenue * self.kept
    }

    /// What would be expected after another order so many days from now, as of that day and hypothetical: with what it
    /// would be worth.
    pub fn after_order(&self, days: u32, amount: f64) -> (Expectation, f64, Tier) {
        let summary = self.habit.after_order(days, amount);
        let (weeks, rate) = (self.model.weeks(), self.model.settings.discount);
        let expected = self.learnt.blend.expect_one(&summary, weeks);
        let value = expected.revenue * self.learnt.blend.discount(&summary, weeks, rate);
        (expected, value, self.learnt.borders.tier(expected.revenue, Some(self.tier())))
    }

    /// What moved a figure away from that of a typical customer. They add up to what is shown, rounding included.
    fn factors(&self, of: fn(&Expectation) -> f64, kept: f64, shown: f64) -> Vec<Factor> {
        let mixes = between(&self.learnt.typical, &self.habit.summary);
        let expected = self.learnt.blend.expect(&mixes, self.model.weeks());
        let mut figures = [0.0; MIXES];
        figures.iter_mut().zip(&expected).for_each(|(figure, one)| *figure = of(one));
        let parts = Parts::of(&figures);
        let (first, last) = (self.habit.first.clone(), self.habit.last.clone());
        let span = if first == last { vec![last.clone()] } else { vec![first, last.clone()] };
        let mut factors = vec![
            Factor::of(self.typical_in_words(), parts.typical, Vec::new()),
            Factor::of(self.rhythm_in_words(), parts.rhythm, span.clone()),
            Factor::of(self.silence_in_words(), parts.silence, vec![last]),
        ];
        let looks_at_traits = self.learnt.blend.learnt.as_ref().is_some_and(Learnt::looks_at_traits);
        let traits = if looks_at_traits && parts.traits.abs() >= NOTHING { parts.traits } else { 0.0 };
        if traits != 0.0 {
            let what = self.learnt.traits_in_words(&self.habit.summary.traits);
            factors.push(Factor::of(what, traits, span.clone()));
        }
        let worth = money(self.habit.summary.mean_spent(), self.habit.currency);
        let worth = worth.map_or_else(Worded::default, |worth| worded!("{} an order", worth));
        let rest = shown - parts.typical - parts.rhythm - parts.silence - traits;
        if kept < 1.0 {
            let off = parts.sum() * (kept - 1.0);
            let rate = FigureValue::share(self.model.settings.discount);
            let what = worded!("money that comes later counts for less, {} a year", rate);
            let totals = vec![EvidenceId::new("totals", "all")];
            factors.push(Factor::of(worth, rest - off, totals));
            factors.push(Factor::of(what, off, Vec::new()));
        } else {
            factors.push(Factor::of(worth, rest, span));
        }
        factors
    }

    fn typical_in_words(&self) -> Worded {
        let typical = &self.learnt.typical;
        let worth = money(typical.mean_spent(), self.habit.currency);
        let worth = worth.map_or_else(Worded::default, |worth| worded!(" of {}", worth));
        let silent = (typical.age - typical.recency) * DAYS_A_WEEK;
        let orders = orders_in_words(typical.repeats + 1);
        worded!("a typical customer of this store: {}{}, none for {}", orders, worth, days_in_words(silent))
    }

    fn rhythm_in_words(&self) -> String {
        let count = self.habit.summary.repeats + 1;
        match self.habit.gap_days() {
            Some(gap) => format!("{}, on average every {}", orders_in_words(count), days_in_words(gap)),
            None => "one order so far".to_owned(),
        }
    }

    fn silence_in_words(&self) -> String {
        none_for(whole_days(self.habit.last_order_at, self.now))
    }
}

/// That values are to be taken with care, where they were far off on time that the model had not seen.
fn far_off(evaluation: &Evaluation) -> Option<Worded> {
    let percent = 100.0 * evaluation.revenue_bias;
    (percent.abs() > FAR_OFF).then(|| {
        let way = if percent > 0.0 { "high" } else { "low" };
        let by = FigureValue::Percent(percent.abs());
        worded!("; with care: such values came out {} too {} when the model was tried", by, way)
    })
}

fn orders_in_words(count: u32) -> String {
    if count == 1 { "one order".to_owned() } else { format!("{count} orders") }
}

/// How long nothing was ordered.
pub(super) fn none_for(days: i64) -> String {
    match days {
        ..=0 => "the last one within a day".to_owned(),
        days => format!("none for {}", days_in_words(days as f64)),
    }
}

fn days_in_words(days: f64) -> String {
    let days = days.round().max(0.0);
    format!("{days:.0} {}", if days == 1.0 { "day" } else { "days" })
}

pub(super) fn money(amount: f64, currency: Currency) -> Option<Money> {
    Some(Money::new(Decimal::from_f64(amount)?.round_dp(currency.decimals()), currency))
}
