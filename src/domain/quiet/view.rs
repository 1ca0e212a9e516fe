//! Views of who is going quiet, and the orders that they can be put in.

use std::cmp::Ordering;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::QuietRow;
use crate::domain::words::words;
use crate::domain::worklist::{OrderOf, Standpoint, ViewOf};

/// Who is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Everybody.
    #[default]
    All,
    /// Who will be given up soon.
    Soon,
    /// Who was given up already.
    GivenUp,
    /// Whose order is overdue.
    Overdue,
    /// Who gets no win-back.
    HeldOut,
}

words! { View:
    All = "all", "All";
    Soon = "soon", "Given up soon";
    GivenUp = "given_up", "Given up";
    Overdue = "overdue", "Overdue";
    HeldOut = "held_out", "Hold-out";
}

impl ViewOf<QuietRow> for View {
    fn has(self, row: &QuietRow, from: &Standpoint<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Soon => row.quiet.is_soon_given_up(from.now),
            Self::GivenUp => row.quiet.is_given_up(from.now),
            Self::Overdue => row.quiet.is_overdue(from.now),
            Self::HeldOut => row.held_out,
        }
    }
}

/// What they are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The most at stake first; amounts of different currencies as they stand.
    #[default]
    Stake,
    /// Who will be given up first.
    Soonest,
    /// Whose order was to be expected first.
    Overdue,
    /// By name.
    Name,
}

words! { Order:
    Stake = "stake", "what is at stake";
    Soonest = "soonest", "who will be given up first";
    Overdue = "overdue", "whose order was due first";
    Name = "name", "name";
}

impl OrderOf<QuietRow> for Order {
    fn compare(self, a: &QuietRow, b: &QuietRow) -> Ordering {
        let by_stake = || b.quiet.at_stake.amount.cmp(&a.quiet.at_stake.amount);
        let first = match self {
            Self::Stake => by_stake(),
            Self::Soonest => {
                let given_up = |row: &QuietRow| row.quiet.given_up_at.unwrap_or(Timestamp::MAX);
                given_up(a).cmp(&given_up(b))
            }
            Self::Overdue => {
                let due =
                    |row: &QuietRow| row.quiet.next_order.map_or(Timestamp::MAX, |next| next.expected_at);
                due(a).cmp(&due(b))
            }
            Self::Name => {
                let name = |row: &QuietRow| row.name.as_ref().map(|name| name.to_lowercase());
                // Who has no name stands last.
                name(a).is_none().cmp(&name(b).is_none()).then_with(|| name(a).cmp(&name(b)))
            }
        };
        first.then_with(by_stake).then_with(|| a.record.cmp(&b.record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quiet::fixture::{day, row};

    #[test]
    fn a_view_shows_what_its_name_says() {
        let from = Standpoint { me: None, now: day(40), day_ends: day(41) };
        let is_in = |row: &QuietRow| -> Vec<&str> {
            View::ALL.iter().filter(|view| view.has(row, &from)).map(|view| view.as_str()).collect()
        };
        assert_eq!(is_in(&row(1, 10, Some(50))), ["all", "soon", "overdue"]);
        assert_eq!(is_in(&row(1, 10, Some(400))), ["all", "overdue"]);
        assert_eq!(is_in(&row(1, 10, Some(35))), ["all", "given_up", "overdue"]);
        let mut early = row(1, 10, Some(70));
        early.quiet.next_order = None;
        early.held_out = true;
        assert_eq!(is_in(&early), ["all", "soon", "held_out"]);
    }

    #[test]
    fn every_order_is_total_and_begins_with_what_matters() {
        let mut rows = [row(1, 10, Some(90)), row(2, 30, None), row(3, 20, Some(50)), row(4, 30, Some(60))];
        let mut sorted = |order: Order| -> Vec<&'static str> {
            rows.sort_by(|a, b| order.compare(a, b));
            let number = |row: &QuietRow| match row.called() {
                "Customer 1" => "1",
                "Customer 2" => "2",
                "Customer 3" => "3",
                _ => "4",
            };
            rows.iter().map(number).collect()
        };
        assert_eq!(sorted(Order::Stake), ["2", "4", "3", "1"]);
        assert_eq!(sorted(Order::Soonest), ["3", "4", "1", "2"]);
        assert_eq!(sorted(Order::Overdue), ["2", "4", "3", "1"]);
        assert_eq!(sorted(Order::Name), ["1", "2", "3", "4"]);
    }
}
