//! Simple scores: arithmetic on the profile that adds up and can be argued with. Pure.
//!
//! Model `simple-1`, until a model was fitted on the store's history (`store_model`). `value` has the formulae of value and risk, `lead` the points of who has not ordered yet,
//! `products` what may be bought next, `knowledge` what is known of the store to compare with. `fitted` holds the models
//! that are fitted on a store's whole history.

mod catalogue;
pub mod fitted;
mod knowledge;
pub mod lead;
pub mod next;
mod products;
pub mod store_model;
mod value;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::history::History;
use crate::domain::money::Currency;
use crate::domain::profile::Profile;
use crate::domain::quiet::{ALERT_DAYS, Quiet};
use crate::domain::score::{Scores, Tier};

use store_model::{Habit, StoreModel, day_of};

pub use catalogue::{Catalogue, Ware};
pub use knowledge::{Quartiles, Standing, StoreKnowledge};

/// Name and version of the formulae. Another figure under the same inputs is another version.
pub const MODEL: &str = "simple-1";
/// Days ahead that value and risk speak of.
pub const HORIZON_DAYS: u32 = 365;

/// The model of the store's history that is in use.
#[derive(Clone, Copy, Debug)]
pub struct Fitted<'a> {
    /// Which.
    pub model: &'a StoreModel,
    /// In which zone the store's days end.
    pub zone: &'a TimeZone,
    /// The tier that the customer belonged to, by this model or an earlier one, and in which currency, so that nobody flaps between two.
    pub before: Option<(Tier, Currency)>,
    /// What is kept of them, which tells how they buy.
    pub history: Option<&'a History>,
    /// Whether the customer is of the hold-out, who get no win-back.
    pub held_out: bool,
}

impl Fitted<'_> {
    /// What won and lost deals have taught of leads.
    fn taught(&self) -> Option<lead::Taught<'_>> {
        Some((self.model.leads.as_ref()?, self.model.name()))
    }

    /// Whether the customer, who has ordered so, is of high value and going quiet.
    fn quiet(&self, habit: &Habit, now: Timestamp) -> Option<Quiet> {
        let today = day_of(now, self.zone);
        self.model.quiet(habit.currency, &habit.summary, today, ALERT_DAYS, habit.last_order_at, now)
    }
}

/// The scores of a profile, against what is known of the store, by the fitted model where there is one.
///
/// Value and risk for who has ordered (cancelled and test orders do not count), lead points for who has not.
pub fn score(
    profile: &Profile,
    store: &StoreKnowledge,
    fitted: Option<&Fitted<'_>>,
    now: Timestamp,
) -> Scores {
    let habit = value::Habit::of(profile, store, now);
    let scored = fitted
        .and_then(|fitted| fitted.model.scored(profile, fitted.zone, fitted.before, fitted.history, now));
    let (clv, churn) = match &scored {
        Some(scored) => (scored.clv(&profile.totals), Some(scored.churn(&profile.totals))),
        None => (
            habit.as_ref().and_then(|habit| value::clv(habit, profile, store, now)),
            habit.as_ref().map(|habit| value::churn(habit, now)),
        ),
    };
    Scores {
        clv,
        churn,
        lead: if habit.is_none() {
            lead::lead(profile, fitted.and_then(Fitted::taught).as_ref(), now)
        } else {
            None
        },
        next_products: fitted
            .and_then(|fitted| next::offer(profile, fitted.model, &store.catalogue, fitted.zone, now))
            .unwrap_or_else(|| products::next_products(profile, store, now)),
        quiet: fitted.zip(scored.as_ref()).and_then(|(fitted, scored)| fitted.quiet(scored.habit(), now)),
        held_out: fitted.is_some_and(|fitted| fitted.held_out),
    }
}

/// Days from one time to another, with fractions, never negative.
fn days_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.duration_since(from).as_secs_f64() / 86_400.0).max(0.0)
}
