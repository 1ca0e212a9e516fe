//! Sums over orders in a line.

use super::{Locale, counted};
use crate::domain::money::Money;
use crate::domain::profile::Totals;

/// `3 orders, net 120.00 USD and 40.00 EUR`.
pub fn sums(totals: &Totals, locale: &Locale) -> String {
    let nets: Vec<String> = totals.by_currency.iter().map(|one| locale.money(one.net)).collect();
    let orders = counted(totals.orders, "order");
    if nets.is_empty() { orders } else { format!("{orders}, net {}", nets.join(" and ")) }
}

/// How many of the orders had a refund: `40 % with a refund`. Nothing where none had.
pub fn refunds_in_words(totals: &Totals, locale: &Locale) -> Option<String> {
    let rate = totals.return_rate.filter(|rate| *rate > 0.0)?;
    Some(format!("{} with a refund", locale.percent(rate)))
}

/// A net value as a list shows it, each currency for itself: `299.97 USD + 40.00 EUR`. `net` alone is known of rows that were
/// kept before `nets` were.
pub fn nets_in_words(net: Option<Money>, nets: &[Money], locale: &Locale) -> Option<String> {
    if nets.is_empty() {
        return net.map(|net| locale.money(net));
    }
    Some(nets.iter().map(|net| locale.money(*net)).collect::<Vec<_>>().join(" + "))
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::domain::money::Currency;

    #[test]
    fn a_net_value_is_never_of_one_currency_alone() {
        let money =
            |amount: i64, currency| Money::new(Decimal::from(amount), Currency::new(currency).unwrap());
        let (dollars, euros) = (money(300, "USD"), money(40, "EUR"));
        let words = |net, nets: &[Money]| nets_in_words(net, nets, &Locale::default());
        assert_eq!(words(Some(dollars), &[dollars, euros]).unwrap(), "300.00 USD + 40.00 EUR");
        assert_eq!(words(Some(dollars), &[dollars]).unwrap(), "300.00 USD");
        assert_eq!(words(Some(dollars), &[]).unwrap(), "300.00 USD");
        assert_eq!(words(None, &[]), None);
    }
}
