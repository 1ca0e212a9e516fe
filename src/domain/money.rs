//! Money: exact decimals with a currency, never summed across currencies.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code, three upper-case letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct Currency([u8; 3]);

/// A text that is not a currency code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a currency code: expected three letters such as `USD`")]
pub struct BadCurrency;

impl Currency {
    /// Reads a code; lower case is accepted.
    pub fn new(code: &str) -> Result<Self, BadCurrency> {
        let bytes: [u8; 3] = code.trim().as_bytes().try_into().map_err(|_| BadCurrency)?;
        if bytes.iter().all(u8::is_ascii_alphabetic) {
            Ok(Self(bytes.map(|b| b.to_ascii_uppercase())))
        } else {
            Err(BadCurrency)
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// Digits after the point that amounts of this currency are written with (ISO 4217); 2 where unknown.
    pub fn decimals(&self) -> u32 {
        iso_currency::Currency::from_code(self.code()).and_then(|c| c.exponent()).map_or(2, u32::from)
    }
}

impl TryFrom<String> for Currency {
    type Error = BadCurrency;
    fn try_from(code: String) -> Result<Self, BadCurrency> {
        Self::new(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in one currency. In JSON `{"amount": "299.97", "currency": "USD"}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// The amount, a decimal in a string; negative where more went back than came in.
    #[serde(with = "rust_decimal::serde::str")]
    #[schemars(with = "String")]
    pub amount: Decimal,
    /// ISO 4217 code.
    pub currency: Currency,
}

/// Amounts of two currencies met in a sum.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("amounts in {left} and {right} cannot be added")]
pub struct CurrencyMismatch {
    left: Currency,
    right: Currency,
}

impl Money {
    /// The greater of two amounts; of two currencies the second.
    pub fn more_of(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) if one.currency == other.currency && one.amount > other.amount => {
                Some(one)
            }
            (one, None) => one,
            (_, other) => other,
        }
    }

    /// An amount, written with at least the currency's own number of decimals.
    pub fn new(mut amount: Decimal, currency: Currency) -> Self {
        amount = amount.normalize();
        if amount.scale() < currency.decimals() {
            amount.rescale(currency.decimals());
        }
        Self { amount, currency }
    }

    /// Nothing of a currency.
    pub fn zero(currency: Currency) -> Self {
        Self::new(Decimal::ZERO, currency)
    }

    /// The sum, where both are of one currency.
    pub fn checked_add(self, other: Money) -> Result<Money, CurrencyMismatch> {
        self.same_currency(other)?;
        Ok(Money::new(self.amount.saturating_add(other.amount), self.currency))
    }

    /// The difference, where both are of one currency.
    pub fn checked_sub(self, other: Money) -> Result<Money, CurrencyMismatch> {
        self.same_currency(other)?;
        Ok(Money::new(self.amount.saturating_sub(other.amount), self.currency))
    }

    /// The amount split among `count`, rounded half to even to the currency's decimals.
    pub fn per(self, count: u32) -> Option<Money> {
        let share = self.amount.checked_div(Decimal::from(count))?;
        Some(Money::new(share.round_dp(self.currency.decimals()), self.currency))
    }

    fn same_currency(self, other: Money) -> Result<(), CurrencyMismatch> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }
}

/// Plain and unambiguous: `1299.00 EUR`. Screens format for the rep's locale themselves.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// Sums that stand apart by currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoneyBag(BTreeMap<Currency, Decimal>);

impl MoneyBag {
    /// Adds to the sum of that currency.
    pub fn add(&mut self, money: Money) {
        let sum = self.0.entry(money.currency).or_default();
        // A source may send any number.
        *sum = sum.saturating_add(money.amount);
    }

    /// The sum in one currency, zero where nothing was added.
    pub fn of(&self, currency: Currency) -> Money {
        Money::new(self.0.get(&currency).copied().unwrap_or_default(), currency)
    }

    /// Each sum, by currency code.
    pub fn iter(&self) -> impl Iterator<Item = Money> + '_ {
        self.0.iter().map(|(currency, amount)| Money::new(*amount, *currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str, code: &str) -> Money {
        Money::new(amount.parse().unwrap(), Currency::new(code).unwrap())
    }

    #[test]
    fn json_is_a_decimal_in_a_string() {
        let json = serde_json::to_string(&money("299.97", "USD")).unwrap();
        assert_eq!(json, r#"{"amount":"299.97","currency":"USD"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money("299.97", "USD"));
    }

    #[test]
    fn decimals_follow_the_currency() {
        assert_eq!(money("941.2", "EUR").to_string(), "941.20 EUR");
        assert_eq!(money("12000", "JPY").to_string(), "12000 JPY");
        assert_eq!(money("12000.0", "JPY").to_string(), "12000 JPY");
        assert_eq!(money("0.1", "USD").checked_add(money("0.2", "USD")).unwrap(), money("0.30", "USD"));
    }

    #[test]
    fn currencies_never_mix() {
        assert!(money("1", "USD").checked_add(money("1", "EUR")).is_err());
        let mut bag = MoneyBag::default();
        bag.add(money("1", "USD"));
        bag.add(money("2", "EUR"));
        bag.add(money("3", "USD"));
        let sums: Vec<String> = bag.iter().map(|m| m.to_string()).collect();
        assert_eq!(sums, ["2.00 EUR", "4.00 USD"]);
    }

    #[test]
    fn a_share_is_rounded_to_what_the_currency_has() {
        assert_eq!(money("100", "USD").per(3).unwrap(), money("33.33", "USD"));
        assert_eq!(money("100", "USD").per(0), None);
    }
}
