//! All orders of the store, as the models take them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::zone;
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::domain::history::History;
use crate::domain::money::Currency;
use crate::scoring::fitted::{Orders, OrdersBuilder};
use crate::scoring::store_model::day_of;

/// Histories read at a time.
const PAGE: usize = 2_000;

/// Calls something with every history that is kept, page by page.
pub(super) async fn each(local: &Local, mut take: impl FnMut(History) + Send) -> Result<u64, DeskError> {
    let mut after = None;
    let mut read = 0;
    loop {
        let page = local.parts.repository.history_page(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(read) };
        after = Some(last.customer);
        read += page.len() as u64;
        page.into_iter().for_each(&mut take);
    }
}

/// The orders of all customers that count, by currency: days by the store's calendar, what was charged less what went
/// back.
pub(super) async fn orders(local: &Local) -> Result<BTreeMap<Currency, Orders>, DeskError> {
    let zone = zone(local).await?;
    let mut builders: BTreeMap<Currency, OrdersBuilder> = BTreeMap::new();
    each(local, |history| {
        let customer = history.customer.to_string();
        for order in history.orders.iter().filter(|order| order.counts()) {
            let net = order.net().amount.max(Decimal::ZERO).to_f64().unwrap_or_default();
            let of_currency = builders.entry(order.currency).or_default();
            of_currency.push(&customer, day_of(order.placed_at, &zone), net);
        }
    })
    .await?;
    Ok(builders.into_iter().map(|(currency, builder)| (currency, builder.build())).collect())
}
