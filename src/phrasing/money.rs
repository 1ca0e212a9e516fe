//! Amounts as people read them: grouped by thousands, with the currency's code, which no other shares; shares of one.

use crate::domain::Money;

/// `12,345.60 EUR`.
pub fn money(money: Money) -> String {
    let text = money.amount.abs().to_string();
    let (whole, cents) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, cents)| (whole, Some(cents)));
    let mut grouped = String::with_capacity(text.len() + 8);
    if money.amount.is_sign_negative() && !money.amount.is_zero() {
        grouped.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(cents) = cents {
        grouped.push('.');
        grouped.push_str(cents);
    }
    format!("{grouped} {}", money.currency)
}

/// A share of one in whole percent: `42 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", (share.clamp(0.0, 1.0) * 100.0).round())
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
}
