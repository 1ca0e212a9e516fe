//! Sums over orders: exact, per currency, unpaid, cancelled and test orders left out. Pure.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::commerce::Order;
use crate::domain::money::{Currency, Money, MoneyBag};
use crate::domain::profile::{CurrencyTotals, Totals};

/// The sums. `partial` says that the past is cut somewhere, so that none of them is a lifetime's.
///
/// The main currency is the one with most orders; among equals the one that was ordered in last.
pub fn totals(orders: &[Order], partial: bool) -> Totals {
    let counted: Vec<&Order> = orders.iter().filter(|order| order.counts()).collect();
    let mut gross = MoneyBag::default();
    let mut refunded = MoneyBag::default();
    let mut by_currency: BTreeMap<Currency, (u32, Timestamp)> = BTreeMap::new();
    for order in &counted {
        gross.add(order.total);
        refunded.add(order.refunded);
        let (count, last) = by_currency.entry(order.total.currency).or_insert((0, order.placed_at));
        *count += 1;
        *last = (*last).max(order.placed_at);
    }
    let mut currencies: Vec<_> = by_currency.into_iter().collect();
    currencies.sort_by_key(|(currency, (count, last))| (Reverse(*count), Reverse(*last), *currency));
    let by_currency: Vec<CurrencyTotals> = currencies
        .into_iter()
        .map(|(currency, (orders, _))| {
            let (gross, refunded) = (gross.of(currency), refunded.of(currency));
            let net = Money::new(gross.amount - refunded.amount, currency);
            CurrencyTotals { orders, gross, refunded, net }
        })
        .collect();
    let returned = counted.iter().filter(|order| !order.refunded.amount.is_zero()).count();
    let main = by_currency.first();
    Totals {
        orders: counted.len() as u32,
        gross: main.map(|sums| sums.gross),
        refunded: main.map(|sums| sums.refunded),
        net: main.map(|sums| sums.net),
        average_order_value: main.and_then(|sums| sums.gross.per(sums.orders)),
        return_rate: (!counted.is_empty()).then(|| returned as f64 / counted.len() as f64),
        first_order_at: counted.iter().map(|order| order.placed_at).min(),
        last_order_at: counted.iter().map(|order| order.placed_at).max(),
        by_currency,
        partial,
    }
}
