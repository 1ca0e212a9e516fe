//! What win-backs bring: who was going quiet a while ago, with what has come of them since.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::history::OrdersByCurrency;
use super::holdout;
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::domain::action::ActionKind;
use crate::domain::ids::CustomerId;
use crate::domain::outbox::Entry;
use crate::domain::quiet::{Effect, Part};
use crate::scoring::store_model::StoreModel;

/// Days in which a win-back shows.
const DAYS: u32 = 60;
/// Entries of the outbox that are looked through for win-backs.
const LOOKED_THROUGH: usize = 5_000;

/// Those who were going quiet, and whether they have ordered since.
pub(super) type WereQuiet = BTreeMap<CustomerId, bool>;

/// Who was going quiet, in whichever currency they pay, as the model in use would have seen it then.
pub(super) fn were_quiet(model: &StoreModel, orders: &OrdersByCurrency, today: i32) -> WereQuiet {
    let then = today.saturating_sub_unsigned(DAYS);
    let mut found = WereQuiet::new();
    for (currency, orders) in orders {
        for (customer, has_ordered) in model.were_quiet(*currency, orders, then, today) {
            let Ok(customer) = customer.parse() else { continue };
            *found.entry(customer).or_default() |= has_ordered;
        }
    }
    found
}

/// The two parts of them held against one another; nothing where nobody is held out.
pub(super) async fn effect(
    local: &Local,
    were_quiet: &WereQuiet,
    now: Timestamp,
) -> Result<Option<Effect>, DeskError> {
    if local.parts.scoring.holdout <= 0.0 {
        return Ok(None);
    }
    let customers: Vec<CustomerId> = were_quiet.keys().copied().collect();
    let alone = holdout::among(local, &customers).await?;
    let (mut may, mut held_out) = (Part::default(), Part::default());
    for (customer, has_ordered) in were_quiet {
        let part = if alone.contains(customer) { &mut held_out } else { &mut may };
        part.add(*has_ordered);
    }
    let since = now - SignedDuration::from_hours(24 * i64::from(DAYS));
    let is_one = |entry: &&Entry| {
        let is_win_back = entry.action == ActionKind::WinBack && !entry.is_compensation();
        is_win_back && entry.accepted_at >= since && !entry.state.came_to_nothing()
    };
    let entries = local.parts.repository.entries(LOOKED_THROUGH).await?;
    let won: BTreeSet<CustomerId> = entries.iter().filter(is_one).map(|entry| entry.customer_id).collect();
    let win_backs = won.iter().filter(|one| were_quiet.contains_key(one) && !alone.contains(one)).count();
    Ok(Some(Effect { days: DAYS, may, held_out, win_backs: win_backs as u64 }))
}
