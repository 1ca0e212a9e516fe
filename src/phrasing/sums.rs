//! Sums over orders in a line.

use super::{Locale, counted};
use crate::domain::profile::Totals;

/// `3 orders, net 120.00 USD and 40.00 EUR`.
pub fn sums(totals: &Totals, locale: &Locale) -> String {
    let nets: Vec<String> = totals.by_currency.iter().map(|one| locale.money(one.net)).collect();
    let orders = counted(totals.orders, "order");
    if nets.is_empty() { orders } else { format!("{orders}, net {}", nets.join(" and ")) }
}
