//! All orders of the store, as the models take them.

use std::collections::{BTreeMap, BTreeSet};

use super::zone;
use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::domain::history::History;
use crate::domain::money::Currency;
use crate::scoring::Catalogue;
use crate::scoring::fitted::{Orders, OrdersBuilder};
use crate::scoring::lead::Deals;
use crate::scoring::next::{Baskets, BasketsBuilder};
use crate::scoring::store_model::{StoreModel, day_of, remember};

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

/// Orders by currency.
pub(super) type OrdersByCurrency = BTreeMap<Currency, Orders>;

/// What a model is fitted on.
pub(super) struct Known {
    /// All orders that count.
    pub orders: OrdersByCurrency,
    /// What was bought with them, as the catalogue tells it apart.
    pub baskets: Baskets,
    /// Deals that were closed.
    pub deals: Deals,
}

/// All of it, read once.
pub(super) async fn known(local: &Local, catalogue: &Catalogue) -> Result<Known, DeskError> {
    let zone = zone(local).await?;
    let mut baskets = BasketsBuilder::default();
    let mut deals = Deals::default();
    let orders = orders_with(local, None, |customer, history| {
        for order in history.orders.iter().filter(|order| order.counts()) {
            let day = day_of(order.placed_at, &zone);
            for key in order.lines.iter().filter_map(|line| catalogue.key_of_line(&order.source, line)) {
                baskets.push(customer, day, &key);
            }
        }
        deals.learn(history);
    })
    .await?;
    Ok(Known { orders, baskets: baskets.build(), deals })
}

/// The orders of all customers that count, by currency, and the deals that were closed: days by the store's calendar, what was charged less what went
/// back; of how they were bought what a model tells apart.
pub(super) async fn orders_and_deals(
    local: &Local,
    model: &StoreModel,
) -> Result<(OrdersByCurrency, Deals), DeskError> {
    let mut deals = Deals::default();
    let orders = orders_with(local, Some(model), |_, history| deals.learn(history)).await?;
    Ok((orders, deals))
}

/// The same, with each history shown on the way. Without a model, the main kinds are those of the orders.
async fn orders_with(
    local: &Local,
    model: Option<&StoreModel>,
    mut also: impl FnMut(&str, &History) + Send,
) -> Result<OrdersByCurrency, DeskError> {
    let zone = zone(local).await?;
    let mut builders: BTreeMap<Currency, OrdersBuilder> = BTreeMap::new();
    each(local, |history| {
        let customer = history.customer.to_string();
        let counted = || history.orders.iter().filter(|order| order.counts());
        for currency in counted().map(|order| order.currency).collect::<BTreeSet<_>>() {
            let builder = builders.entry(currency).or_insert_with(|| {
                let known = model.and_then(|model| model.currencies.get(&currency));
                known.map_or_else(OrdersBuilder::default, |learnt| OrdersBuilder::knowing(&learnt.kinds))
            });
            remember(builder, &customer, &history, currency, &zone);
        }
        also(&customer, &history);
    })
    .await?;
    Ok(builders.into_iter().map(|(currency, builder)| (currency, builder.build())).collect())
}
