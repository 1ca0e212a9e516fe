//! Customers of high value who are going quiet: who is told of, in time to do something, and what is at stake.
//!
//! Some of all customers are left alone, so that it can be told later what win-backs bring: the hold-out.

mod effect;
mod filter;
mod view;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use effect::{Difference, Effect, LEAST_TO_COMPARE, Part};
pub use filter::{Filter, Term};
pub use view::{Order, View};

use super::audit::Digest32;
use super::ids::{CustomerId, Source};
use super::money::Money;
use super::record::RecordRef;
use super::score::{NextOrder, Tier};
use super::worklist::ListRow;

/// So many days before they would be given up somebody is told of.
pub const ALERT_DAYS: u32 = 45;

/// That a customer is going quiet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quiet {
    /// Where they belonged when they ordered last: the silence itself takes from a tier.
    pub tier: Tier,
    /// Net revenue over the horizon that was expected of them when they ordered last.
    pub value: Money,
    /// Probability of no order over the horizon, now.
    pub risk: f64,
    /// Over how many days.
    pub horizon_days: u32,
    /// What is at stake: `value` × `risk`, that in whole per cents.
    pub at_stake: Money,
    /// The day of the last order.
    #[schemars(with = "super::Rfc3339")]
    pub last_order_at: Timestamp,
    /// When the next order was to be expected; nothing where hardly ever.
    pub next_order: Option<NextOrder>,
    /// From this day on, if nothing comes, they are more than likely to stay away for good: before it is the time to act.
    /// Nothing where that takes more than ten years.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub given_up_at: Option<Timestamp>,
    /// How they have ordered, in words.
    pub why: String,
    /// Which model says so.
    pub model: String,
    /// When.
    #[schemars(with = "super::Rfc3339")]
    pub as_of: Timestamp,
}

impl Quiet {
    /// Whether the day is over by which as many such customers have ordered again as not.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.next_order.is_some_and(|next| next.expected_at <= now)
    }

    /// Whether they will be given up within the days of the alert, and are not yet.
    pub fn is_soon_given_up(&self, now: Timestamp) -> bool {
        let alert = SignedDuration::from_hours(24 * i64::from(ALERT_DAYS));
        self.given_up_at.is_some_and(|at| at > now && at.duration_since(now) <= alert)
    }

    /// Whether the day is over on which they were given up.
    pub fn is_given_up(&self, now: Timestamp) -> bool {
        self.given_up_at.is_some_and(|at| at <= now)
    }
}

/// A customer who is going quiet, as a row of the list.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuietRow {
    /// What it is remembered by.
    pub record: RecordRef,
    /// Who.
    pub customer_id: CustomerId,
    /// What they are called in the directory.
    pub name: Option<String>,
    /// What tells that they are going quiet.
    #[serde(flatten)]
    pub quiet: Quiet,
    /// Whether they are of the hold-out, who get no win-back.
    pub held_out: bool,
    /// Whether a case of theirs is open, as far as it was read: that comes before any win-back.
    pub has_open_case: bool,
}

impl fmt::Debug for QuietRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QuietRow({})", self.customer_id)
    }
}

impl QuietRow {
    /// A row of a customer.
    pub fn new(
        customer_id: CustomerId,
        name: Option<String>,
        quiet: Quiet,
        held_out: bool,
        has_open_case: bool,
    ) -> Self {
        let (source, kind) = (Source::crm("deskhand"), "customer".to_owned());
        let record = RecordRef { source, kind, id: customer_id.to_string() };
        Self { record, customer_id, name, quiet, held_out, has_open_case }
    }

    /// What they are called, or that it is not known.
    pub fn called(&self) -> &str {
        self.name.as_deref().filter(|name| !name.is_empty()).unwrap_or("(no name)")
    }
}

impl ListRow for QuietRow {
    type View = View;
    type Order = Order;
    type Term = Term;

    fn record(&self) -> &RecordRef {
        &self.record
    }
}

/// Whether whoever has that record belongs to the hold-out: such a share of all, the same ones everywhere, and a greater
/// share has all of a smaller one.
pub fn is_held_out(record: &str, share: f64) -> bool {
    let digest = Digest32::of(format!("hold-out/{record}").as_bytes());
    let (head, _) = digest.0.split_at(8);
    let number = head.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    (number as f64) < share * 2_f64.powi(64)
}

#[cfg(test)]
pub(crate) mod fixture {
    use rust_decimal::Decimal;
    use uuid::Uuid;

    use super::*;
    use crate::domain::money::Currency;

    /// So many days from the beginning of time.
    pub fn day(days: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days)
    }

    /// A gold customer who ordered on day 0 and again by day 30 as often as not; given up on that day.
    pub fn row(number: u32, at_stake: i64, given_up: Option<i64>) -> QuietRow {
        let money = |amount: i64| Money::new(Decimal::from(amount), Currency::new("USD").expect("a code"));
        let quiet = Quiet {
            tier: Tier::Gold,
            value: money(2 * at_stake),
            risk: 0.5,
            horizon_days: 365,
            at_stake: money(at_stake),
            last_order_at: day(0),
            next_order: Some(NextOrder { expected_at: day(30), from: day(20), until: Some(day(45)) }),
            given_up_at: given_up.map(day),
            why: "4 orders, on average every 30 days, none for 40 days".to_owned(),
            model: "auto-1".to_owned(),
            as_of: day(40),
        };
        let customer = CustomerId::new(Uuid::from_u128(number.into()));
        QuietRow::new(customer, Some(format!("Customer {number}")), quiet, false, false)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn somebody_is_told_of_in_time_and_no_earlier() {
        let given_up = |at: Option<i64>| fixture::row(1, 10, at).quiet.is_soon_given_up(fixture::day(40));
        assert!(given_up(Some(85)) && given_up(Some(41)));
        assert!(!given_up(Some(86)) && !given_up(None));
        assert!(!given_up(Some(40)) && !given_up(Some(3)), "it is too late to call that soon");
        let is_gone = |at: Option<i64>| fixture::row(1, 10, at).quiet.is_given_up(fixture::day(40));
        assert!(is_gone(Some(40)) && is_gone(Some(3)) && !is_gone(Some(41)) && !is_gone(None));
        let quiet = fixture::row(1, 10, None).quiet;
        assert!(!quiet.is_overdue(fixture::day(29)) && quiet.is_overdue(fixture::day(30)));
    }

    #[test]
    fn the_hold_out_has_its_share() {
        let all = 20_000_u32;
        let held = (0..all).filter(|at| is_held_out(&format!("contact/{at}"), 0.1));
        let share = held.count() as f64 / f64::from(all);
        assert!((0.09..0.11).contains(&share), "{share}");
    }

    proptest! {
        #[test]
        fn who_is_held_out_stays_so_and_a_greater_share_has_all_of_a_smaller(
            record in "[a-z0-9/]{0,12}", one in 0.0..=1.0, other in 0.0..=1.0
        ) {
            let (less, more) = if one < other { (one, other) } else { (other, one) };
            prop_assert!(!is_held_out(&record, less) || is_held_out(&record, more));
            prop_assert!(!is_held_out(&record, 0.0));
            prop_assert_eq!(is_held_out(&record, one), is_held_out(&record, one));
        }
    }
}
