//! Amounts in the house's own way: grouped by thousands, with the currency's code, which no other shares.

use rust_decimal::Decimal;

use crate::domain::Money;

/// Places after the point of what is worth less than one.
const SMALL_PLACES: u32 = 4;

/// `12,345.60 EUR`.
pub fn money(money: Money) -> String {
    let text = money.amount.abs().to_string();
    let (whole, cents) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, cents)| (whole, Some(cents)));
    let mut written = String::with_capacity(text.len() + 8);
    if money.amount.is_sign_negative() && !money.amount.is_zero() {
        written.push('-');
    }
    written.push_str(&in_thousands(whole));
    if let Some(cents) = cents {
        written.push('.');
        written.push_str(cents);
    }
    format!("{written} {}", money.currency)
}

/// What little something cost, rounded so that something is left; whether it is less than the least that is written.
pub(super) fn rounded_cost(cost: Money) -> (Money, bool) {
    let places = cost.currency.decimals();
    let places = if cost.amount < Decimal::ONE { places.max(SMALL_PLACES) } else { places };
    let rounded = cost.amount.round_dp(places);
    let is_less = rounded.is_zero() && !cost.amount.is_zero();
    let rounded = if is_less { Decimal::new(1, places) } else { rounded };
    (Money::new(rounded, cost.currency), is_less)
}

fn in_thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + 8);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::Currency;

    #[rstest]
    #[case("0", "USD", "0.00 USD")]
    #[case("999.9", "USD", "999.90 USD")]
    #[case("1000", "EUR", "1,000.00 EUR")]
    #[case("-1234567.5", "USD", "-1,234,567.50 USD")]
    #[case("12000", "JPY", "12,000 JPY")]
    fn thousands_are_grouped(#[case] amount: &str, #[case] currency: &str, #[case] shown: &str) {
        assert_eq!(money(Money::new(amount.parse().unwrap(), Currency::new(currency).unwrap())), shown);
    }

    #[rstest]
    #[case("0.00227650", "USD", "0.0023 USD")]
    #[case("0.00001", "USD", "under 0.0001 USD")]
    #[case("0", "USD", "0.00 USD")]
    #[case("1.23456", "USD", "1.23 USD")]
    #[case("0.25", "JPY", "0.25 JPY")]
    fn what_little_it_cost_is_seen(#[case] amount: &str, #[case] currency: &str, #[case] shown: &str) {
        let cost = Money::new(amount.parse().unwrap(), Currency::new(currency).unwrap());
        assert_eq!(crate::phrasing::Locale::default().cost(cost), shown);
    }
}
