//! From an expected value to a tier, so that nobody flaps between two.

use serde::{Deserialize, Serialize};

use crate::domain::score::Tier;

/// From which expected value on somebody belongs to a tier. Amounts of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Borders {
    /// Silver begins here.
    pub silver: f64,
    /// Gold begins here.
    pub gold: f64,
    /// Platinum begins here.
    pub platinum: f64,
    /// Which share of a border somebody has to get past it to change over: 0.1 is ten per cent.
    pub margin: f64,
}

impl Borders {
    /// By the shares of those who will buy again that lie below each: silver, gold, platinum. Each customer is a value and the
    /// probability that they buy within the horizon, which is how much they count: who has left moves no border. Nothing of no
    /// values.
    pub fn by_shares(mut customers: Vec<(f64, f64)>, shares: [f64; 3], margin: f64) -> Option<Self> {
        customers.retain(|(value, buys)| value.is_finite() && *buys > 0.0);
        customers.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let highest = customers.last()?.0;
        let buyers: f64 = customers.iter().map(|(_, buys)| buys).sum();
        let border = |share: f64| {
            let mut below = 0.0;
            let passed = customers.iter().find(|(_, buys)| {
                below += buys;
                below >= share * buyers
            });
            passed.map_or(highest, |(value, _)| *value)
        };
        let [silver, gold, platinum] = shares.map(border);
        Some(Self { silver, gold, platinum, margin })
    }

    /// The tier of a value; of who belonged to one before, the same as long as the border is not well passed.
    pub fn tier(&self, value: f64, before: Option<Tier>) -> Tier {
        let plain = self.plainly(value);
        let Some(before) = before else { return plain };
        if plain > before {
            // Up: only as far as the borders are passed with their margin.
            before.max(self.plainly(value / (1.0 + self.margin)))
        } else if plain < before {
            before.min(self.plainly(value * (1.0 + self.margin)))
        } else {
            plain
        }
    }

    /// What it would take to belong to the next tier; nothing in the highest.
    pub fn next(&self, tier: Tier) -> Option<(Tier, f64)> {
        match tier {
            Tier::Bronze => Some((Tier::Silver, self.silver)),
            Tier::Silver => Some((Tier::Gold, self.gold)),
            Tier::Gold => Some((Tier::Platinum, self.platinum)),
            Tier::Platinum => None,
        }
    }

    fn plainly(&self, value: f64) -> Tier {
        match value {
            value if value >= self.platinum => Tier::Platinum,
            value if value >= self.gold => Tier::Gold,
            value if value >= self.silver => Tier::Silver,
            _ => Tier::Bronze,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const BORDERS: Borders = Borders { silver: 10.0, gold: 100.0, platinum: 1000.0, margin: 0.1 };

    #[rstest]
    #[case(99.0, None, Tier::Silver)]
    #[case(100.0, None, Tier::Gold)]
    #[case(105.0, Some(Tier::Silver), Tier::Silver)]
    #[case(111.0, Some(Tier::Silver), Tier::Gold)]
    #[case(95.0, Some(Tier::Gold), Tier::Gold)]
    #[case(90.0, Some(Tier::Gold), Tier::Silver)]
    #[case(1050.0, Some(Tier::Bronze), Tier::Gold)]
    #[case(9.5, Some(Tier::Platinum), Tier::Silver)]
    #[case(1000.0, Some(Tier::Platinum), Tier::Platinum)]
    fn nobody_changes_over_before_the_border_is_well_passed(
        #[case] value: f64,
        #[case] before: Option<Tier>,
        #[case] expected: Tier,
    ) {
        assert_eq!(BORDERS.tier(value, before), expected);
    }

    #[rstest]
    #[case(&[(5.0, 1.0), (1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)], [2.0, 3.0, 4.0])]
    // Those who have left are many, and move nothing.
    #[case(&[(0.0, 0.0), (0.1, 1e-9), (1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0), (5.0, 1.0)], [2.0, 3.0, 4.0])]
    #[case(&[(1.0, 0.5), (2.0, 0.5), (3.0, 1.0), (4.0, 1.0), (f64::NAN, 1.0)], [2.0, 3.0, 4.0])]
    // One may be more than one border.
    #[case(&[(7.0, 0.2)], [7.0, 7.0, 7.0])]
    #[case(&[(1.0, 0.1), (5.0, 0.8), (9.0, 0.1)], [5.0, 5.0, 5.0])]
    fn borders_part_those_who_will_buy_again(#[case] customers: &[(f64, f64)], #[case] expected: [f64; 3]) {
        let borders = Borders::by_shares(customers.to_vec(), [0.25, 0.5, 0.75], 0.1).unwrap();
        assert_eq!([borders.silver, borders.gold, borders.platinum], expected);
    }

    #[test]
    fn of_nobody_there_are_no_borders() {
        assert_eq!(Borders::by_shares(Vec::new(), [0.25, 0.5, 0.75], 0.1), None);
        assert_eq!(Borders::by_shares(vec![(1.0, 0.0)], [0.25, 0.5, 0.75], 0.1), None);
    }
}
