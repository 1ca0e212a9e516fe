//! What a language model costs.

use rust_decimal::Decimal;

use super::money::{Currency, Money};

/// Tokens that a price is for.
const PER: u64 = 1_000_000;

/// What a model costs, for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Of the prompt.
    pub prompt: Decimal,
    /// Of the answer.
    pub completion: Decimal,
    /// In this currency.
    pub currency: Currency,
}

impl Price {
    /// What so many tokens cost, exactly.
    pub fn of(&self, prompt_tokens: u64, completion_tokens: u64) -> Money {
        let tokens = |count: u64| Decimal::from(count) / Decimal::from(PER);
        let prompt = self.prompt.saturating_mul(tokens(prompt_tokens));
        let amount = prompt.saturating_add(self.completion.saturating_mul(tokens(completion_tokens)));
        Money::new(amount, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_costs_its_tokens_exactly() {
        let price = Price {
            prompt: Decimal::new(25, 2),
            completion: Decimal::new(2, 0),
            currency: Currency::new("USD").expect("a code"),
        };
        assert_eq!(price.of(3_412, 711).amount.to_string(), "0.002275");
        assert_eq!(price.of(0, 0).amount.to_string(), "0.00");
    }
}
