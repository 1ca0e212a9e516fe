//! How customers buy, by the history that is kept of them.

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::OfCurrency;
use super::habit::day_of;
use crate::domain::Worded;
use crate::domain::history::{History, PastOrder};
use crate::domain::money::Currency;
use crate::domain::worded::{FigureValue, worded};
use crate::scoring::fitted::{OrdersBuilder, Traits, Way};

/// Below it a part is not worth a word.
const FEW: f32 = 0.05;
/// From here on most of something is of a kind.
const MOST: f32 = 0.5;

/// Adds what a customer ordered in a currency that counts, by the store's calendar, and when they needed help.
pub fn remember(
    builder: &mut OrdersBuilder,
    name: &str,
    history: &History,
    currency: Currency,
    zone: &TimeZone,
) {
    for order in history.orders.iter().filter(|order| order.counts() && order.currency == currency) {
        let net = order.net().amount.max(Decimal::ZERO).to_f64().unwrap_or_default();
        builder.push_way(name, day_of(order.placed_at, zone), net, &way(order));
    }
    history.cases.iter().for_each(|case| builder.push_case(name, day_of(case.opened_at, zone)));
}

fn way(order: &PastOrder) -> Way<'_> {
    let part = |part: Decimal| part.to_f64().unwrap_or_default();
    Way {
        discounted: part(order.discounted_share()),
        refunded: part(order.refunded_share()),
        channel: order.channel.as_deref(),
        category: order.main_category(),
    }
}

impl OfCurrency {
    /// How a customer has bought up to a day, as this model tells it apart.
    pub(super) fn traits(
        &self,
        history: &History,
        currency: Currency,
        zone: &TimeZone,
        until: i32,
    ) -> Traits {
        let mut builder = OrdersBuilder::knowing(&self.kinds);
        remember(&mut builder, "", history, currency, zone);
        builder.build().iter().next().map(|customer| customer.traits(until)).unwrap_or_default()
    }

    /// The same in words: only what is worth one.
    pub(super) fn traits_in_words(&self, traits: &Traits) -> Worded {
        let percent = |part: f32| FigureValue::share(part.into());
        let mut words: Vec<Worded> = Vec::new();
        if traits.discounted >= FEW {
            words.push(worded!("{} off on average", percent(traits.discounted)));
        }
        if traits.refunded >= FEW {
            words.push(worded!("{} went back", percent(traits.refunded)));
        }
        match traits.cases {
            cases if cases >= 2.0 => words.push(format!("{cases:.0} cases within a year").into()),
            cases if cases >= 1.0 => words.push("a case within a year".into()),
            _ => {}
        }
        let kinds = [(&self.kinds.categories, traits.categories), (&self.kinds.channels, traits.channels)];
        for (names, parts) in kinds {
            let mostly = names.iter().zip(parts).find(|(_, part)| *part > MOST);
            words.extend(mostly.map(|(name, _)| worded!("mostly {}", name)));
        }
        if words.is_empty() { "how they buy".into() } else { Worded::joined(words, ", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CustomerId, Source};
    use crate::scoring::fitted::Kinds;

    fn order(id: &str, day: i64, discount: i64, refunded: i64, channel: &str) -> PastOrder {
        PastOrder {
            source: Source::store("shopify", "acme"),
            id: id.to_owned(),
            number: String::new(),
            placed_at: jiff::Timestamp::from_second(day * 86_400).unwrap(),
            currency: Currency::new("EUR").unwrap(),
            total: Decimal::new(100 - discount, 0),
            refunded: Decimal::new(refunded, 0),
            discount: Decimal::new(discount, 0),
            cancelled: false,
            test: false,
            guest: false,
            channel: Some(channel.to_owned()),
            lines: Vec::new(),
            owner: None,
            unpaid: false,
        }
    }

    fn history(orders: Vec<PastOrder>) -> History {
        let mut history = History::of(CustomerId::new(uuid::Uuid::nil()));
        history.orders = orders;
        history.orders.sort_by_key(|order| order.placed_at);
        history
    }

    #[test]
    fn traits_are_told_as_of_a_day_and_by_the_main_kinds() {
        let history = history(vec![order("1", 10, 20, 0, "web"), order("2", 20, 0, 50, "pos")]);
        let mut builder = OrdersBuilder::default();
        let currency = Currency::new("EUR").unwrap();
        remember(&mut builder, "a", &history, currency, &TimeZone::UTC);
        builder.push_way("b", 5, 10.0, &Way { channel: Some("web"), ..Way::default() });
        builder.push_case("a", 15);
        let orders = builder.build();
        assert_eq!(orders.kinds(), &Kinds { channels: vec!["web".into(), "pos".into()], categories: vec![] });
        let customer = orders.iter().next().unwrap();
        let then = customer.traits(12);
        assert_eq!((then.discounted, then.refunded, then.cases), (0.2, 0.0, 0.0));
        assert_eq!(then.channels, [1.0, 0.0, 0.0]);
        let now = customer.traits(30);
        assert_eq!((now.discounted, now.refunded, now.cases), (0.1, 0.25, 1.0));
        assert_eq!(now.channels, [0.5, 0.5, 0.0]);
        assert_eq!(customer.traits(30 + 365).cases, 0.0, "that is longer ago than a year");
    }
}
