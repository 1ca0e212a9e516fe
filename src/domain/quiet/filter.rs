//! What those who are going quiet are narrowed by.

use jiff::SignedDuration;
use rust_decimal::Decimal;

use super::QuietRow;
use crate::domain::score::Tier;
use crate::domain::worklist::{self, BadFilter, Standpoint, Value, may_hold};

/// A filter of them: `tier:platinum stake:200 left:14d`.
pub type Filter = worklist::Filter<Term>;

/// One term of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// In the name.
    Word(String),
    /// Of this tier or above.
    Tier(Tier),
    /// So much at stake or more, whatever the currency.
    Stake(u32),
    /// Given up within, or already.
    Left(SignedDuration),
}

impl worklist::Term for Term {
    type Row = QuietRow;
    const LIST: &'static str = "who is going quiet";
    const KEYS: &'static str = "tier, stake, left";

    fn word(word: String) -> Self {
        Self::Word(word)
    }

    fn keyed(key: &str, value: Value<'_>) -> Result<Option<Self>, BadFilter> {
        Ok(Some(match key {
            "tier" => Self::Tier(value.one_of([Tier::Platinum, Tier::Gold], Tier::as_str)?),
            "stake" => Self::Stake(value.number("a whole amount")?),
            "left" => Self::Left(value.span()?),
            _ => return Ok(None),
        }))
    }

    fn fits(&self, row: &QuietRow, from: &Standpoint<'_>) -> bool {
        let quiet = &row.quiet;
        match self {
            Self::Word(word) => may_hold(row.name.as_deref(), word),
            Self::Tier(least) => quiet.tier >= *least,
            Self::Stake(least) => quiet.at_stake.amount >= Decimal::from(*least),
            // Who was given up already has nothing left.
            Self::Left(most) => quiet.given_up_at.is_some_and(|at| {
                let left = at.duration_since(from.now);
                left > SignedDuration::ZERO && left <= *most
            }),
        }
    }

    fn means(&self) -> Option<String> {
        match self {
            Self::Tier(tier) => Some(format!("tier {} or above", tier.as_str())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::quiet::fixture::{day, row};

    #[rstest]
    #[case("", true)]
    #[case("customer 7", true)]
    #[case("somebody", false)]
    #[case("tier:gold stake:50", true)]
    #[case("tier:platinum", false)]
    #[case("stake:51", false)]
    #[case("left:10d", true)]
    #[case("left:9d", false)]
    fn all_terms_must_hold(#[case] typed: &str, #[case] fits: bool) {
        let filter = Filter::parse(typed).unwrap();
        let from = Standpoint { me: None, now: day(40), day_ends: day(41) };
        assert_eq!(filter.fits(&row(7, 50, Some(50)), &from), fits, "{typed}");
    }
}
