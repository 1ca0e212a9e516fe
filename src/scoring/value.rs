//! Value and risk by plain arithmetic. Pure.
//!
//! With *n* days of ordering (orders of one day are one occasion), *T* years since the first, *g* days between two
//! occasions and *d* days since the last:
//!
//! ```text
//! rate      = (n − 1 + 0.5) / (T + 0.5)                 occasions a year; the halves say: one a year, until known better
//! active    = 1 / (1 + e^(1.5 · (d/g − 2.5)))           probability of still being a customer: one half at 2.5 own gaps
//! risk      = 1 − active · (1 − e^(−rate))              probability of no order within 365 days (Poisson while active)
//! value     = rate · net revenue per occasion · active  expected net revenue over 365 days
//! ```
//!
//! *g* is the median of the own gaps, drawn to the store's usual gap as if that had been seen once. The constants are
//! chosen, not fitted: the model says so by its name.

use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::knowledge::StoreKnowledge;
use super::{HORIZON_DAYS, MODEL, days_between};
use crate::domain::Worded;
use crate::domain::commerce::Order;
use crate::domain::evidence::EvidenceId;
use crate::domain::money::{Currency, Money};
use crate::domain::profile::{Profile, Totals};
use crate::domain::score::{Churn, Clv, Factor, Tier};
use crate::domain::worded::{FigureValue, worded};

/// Occasions and years that every customer is credited with before anything is seen.
const PRIOR_OCCASIONS: f64 = 0.5;
const PRIOR_YEARS: f64 = 0.5;
/// Own gaps without an order after which being a customer is as likely as not, and how sharply that turns.
const TURNING_GAPS: f64 = 2.5;
const STEEPNESS: f64 = 1.5;
/// Shortest and longest rhythm believed, in days.
const SHORTEST_GAP: f64 = 7.0;
const LONGEST_GAP: f64 = 730.0;

/// How a customer orders.
pub(super) struct Habit {
    /// The main currency.
    pub(super) currency: Currency,
    /// When they last ordered.
    pub(super) last_order_at: Timestamp,
    /// Median days between two occasions; nothing after a single one.
    pub(super) own_gap_days: Option<f64>,
    /// Days between two occasions as believed.
    gap_days: f64,
    /// Days since the last order.
    quiet_days: f64,
    /// Occasions a year.
    rate: f64,
    /// Probability of still being a customer.
    active: f64,
    /// Charged and paid back per occasion, in the main currency.
    gross_each: f64,
    refunded_each: f64,
    first: EvidenceId,
    last: EvidenceId,
    refunds: Vec<EvidenceId>,
}

impl Habit {
    /// The habit of a customer with counted orders; nothing without. Orders of other currencies tell when, not how
    /// much.
    pub(super) fn of(profile: &Profile, store: &StoreKnowledge, now: Timestamp) -> Option<Self> {
        let main = profile.totals.by_currency.first()?;
        let mut orders: Vec<&Order> = profile.orders.iter().filter(|order| order.counts()).collect();
        orders.sort_by_key(|order| order.placed_at);
        let (first, last) = (*orders.first()?, *orders.last()?);
        let mut occasions: Vec<Timestamp> = Vec::new();
        for order in &orders {
            if occasions.last().is_none_or(|last| days_between(*last, order.placed_at) >= 1.0) {
                occasions.push(order.placed_at);
            }
        }
        let mut gaps: Vec<f64> = occasions.windows(2).map(|pair| days_between(pair[0], pair[1])).collect();
        gaps.sort_by(f64::total_cmp);
        let own_gap_days = median(&gaps);
        let usual = store.usual_gap_days();
        let seen = gaps.len() as f64;
        let gap_days = own_gap_days.map_or(usual, |own| (own * seen + usual) / (seen + 1.0));
        let gap_days = gap_days.clamp(SHORTEST_GAP, LONGEST_GAP);
        let years = days_between(first.placed_at, now) / f64::from(HORIZON_DAYS);
        let quiet_days = days_between(last.placed_at, now);
        // Orders of one day share an occasion; money of the main currency is spread over its share of them.
        let occasions_of_main = occasions.len() as f64 * f64::from(main.orders) / orders.len() as f64;
        let each = |money: Money| money.amount.to_f64().unwrap_or_default() / occasions_of_main;
        let refunds = orders.iter().rev().filter(|order| !order.refunded.amount.is_zero());
        Some(Self {
            currency: main.gross.currency,
            last_order_at: last.placed_at,
            own_gap_days,
            gap_days,
            quiet_days,
            rate: (occasions.len() as f64 - 1.0 + PRIOR_OCCASIONS) / (years + PRIOR_YEARS),
            active: 1.0 / (1.0 + (STEEPNESS * (quiet_days / gap_days - TURNING_GAPS)).exp()),
            gross_each: each(main.gross),
            refunded_each: each(main.refunded),
            first: first.evidence.clone(),
            last: last.evidence.clone(),
            refunds: refunds.map(|order| order.evidence.clone()).take(5).collect(),
        })
    }

    /// Expected net revenue over the horizon, never below nothing.
    pub(super) fn expected_value(&self) -> f64 {
        (self.rate * (self.gross_each - self.refunded_each) * self.active).max(0.0)
    }

    fn span(&self) -> Vec<EvidenceId> {
        if self.first == self.last {
            vec![self.last.clone()]
        } else {
            vec![self.first.clone(), self.last.clone()]
        }
    }

    fn quiet_in_words(&self) -> Worded {
        let days = |days: f64| format!("{days:.0} {}", if days.round() == 1.0 { "day" } else { "days" });
        worded!(
            "{} since the last order, {} times the {} expected between two",
            // No more than has passed, as everywhere.
            days(self.quiet_days.floor()),
            FigureValue::Tenths(self.quiet_days / self.gap_days),
            days(self.gap_days)
        )
    }
}

/// The middle of sorted values.
pub(super) fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

/// What a value says nothing of, in words behind its reason: orders that are not known, and those in other currencies.
pub(super) fn leaves_out(totals: &Totals) -> String {
    let partial = match totals.partial {
        true => "; the history is partial, so this may be too low",
        false => "",
    };
    format!("{partial}{}", other_currencies(totals))
}

/// That orders in other currencies than the one that most are in are not looked at, in words; nothing where there are none.
pub(super) fn other_currencies(totals: &Totals) -> String {
    let others: Vec<&str> = totals.by_currency.iter().skip(1).map(|one| one.gross.currency.code()).collect();
    match others.is_empty() {
        true => String::new(),
        false => format!("; orders in {} are not in it", others.join(", ")),
    }
}

/// Expected net revenue over the horizon. Its factors add up to it: what the orders bring, less refunds, less the
/// chance that they have left, less what rounding took.
pub(super) fn clv(habit: &Habit, profile: &Profile, store: &StoreKnowledge, now: Timestamp) -> Option<Clv> {
    let rounded = Decimal::from_f64(habit.expected_value())?.round_dp(habit.currency.decimals());
    let value = Money::new(rounded, habit.currency);
    let (quartiles, are_own) = store.expected_value(habit.currency);
    let tier = match quartiles.quarter(habit.expected_value()) {
        4 => Tier::Platinum,
        3 => Tier::Gold,
        2 => Tier::Silver,
        _ => Tier::Bronze,
    };
    let gross = habit.rate * habit.gross_each;
    let refunded = habit.rate * habit.refunded_each;
    let (rate, each) = (FigureValue::Tenths(habit.rate), money(habit.gross_each, habit.currency));
    let mut factors = vec![Factor::of(worded!("{} orders a year of {}", rate, each), gross, habit.span())];
    if refunded > 0.0 {
        let back = FigureValue::Percent(100.0 * refunded / gross);
        factors.push(Factor::of(worded!("of that {} goes back", back), -refunded, habit.refunds.clone()));
    }
    // The rest, so that the factors add up to what is shown.
    let so_far: f64 = factors.iter().map(|factor| factor.points).sum();
    let active = FigureValue::share(habit.active);
    factors.push(Factor::of(
        worded!("{}: {} likely still a customer", habit.quiet_in_words(), active),
        rounded.to_f64().unwrap_or_default() - so_far,
        vec![habit.last.clone()],
    ));
    let compared = match are_own {
        true => "among this store's customers",
        false => "by a general measure, as too few customers of this store are known",
    };
    let leaves_out = leaves_out(&profile.totals);
    let why = worded!(
        "{} orders a year at {} net, {} likely still a customer; {} {}{}",
        rate,
        money(habit.gross_each - habit.refunded_each, habit.currency),
        active,
        tier.as_str(),
        compared,
        leaves_out,
    );
    let (reason, figures) = why.into_parts();
    let model = MODEL.to_owned();
    Some(Clv {
        value,
        horizon_days: HORIZON_DAYS,
        tier,
        reason,
        figures,
        factors,
        interval: None,
        alive: None,
        next_order: None,
        model,
        as_of: now,
    })
}

fn money(amount: f64, currency: Currency) -> Money {
    let amount = Decimal::from_f64(amount).unwrap_or_default();
    Money::new(amount.round_dp(currency.decimals()), currency)
}

/// Probability of no order within the horizon. Its two factors add up to it: staying away by chance although still a
/// customer, and having left.
pub(super) fn churn(habit: &Habit, now: Timestamp) -> Churn {
    let by_chance = (-habit.rate).exp();
    let left = (1.0 - habit.active) * (1.0 - by_chance);
    let factors = vec![
        Factor::of(
            worded!("{} orders a year: none in a year happens by chance", FigureValue::Tenths(habit.rate)),
            by_chance,
            habit.span(),
        ),
        Factor::of(habit.quiet_in_words(), left, vec![habit.last.clone()]),
    ];
    let (reason, figures) = habit.quiet_in_words().into_parts();
    Churn {
        risk: (by_chance + left).clamp(0.0, 1.0),
        horizon_days: HORIZON_DAYS,
        reason,
        figures,
        factors,
        within: Vec::new(),
        model: MODEL.to_owned(),
        as_of: now,
    }
}
