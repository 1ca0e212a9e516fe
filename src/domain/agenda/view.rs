//! Views of the agenda, and the orders that it can be put in.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PlannedCall;
use crate::domain::words::words;
use crate::domain::worklist::{OrderOf, Standpoint, ViewOf};

/// How long a meeting stays among the calls of its day, reckoned from the day's end.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How far the week reaches behind the end of the day.
const WEEK: SignedDuration = SignedDuration::from_hours(6 * 24);

/// Which calls are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// What is due by the end of the day, what is late included.
    #[default]
    Today,
    /// What is late.
    Late,
    /// What is due within seven days, today's included.
    Week,
    /// Every open one.
    All,
}

words! { View:
    Today = "today", "Today";
    Late = "late", "Late";
    Week = "week", "Seven days";
    All = "all", "All";
}

impl ViewOf<PlannedCall> for View {
    fn has(self, row: &PlannedCall, from: &Standpoint<'_>) -> bool {
        // A task waits until it is done; a meeting of yesterday is no call of today.
        let is_past = |due: Timestamp| row.is_meeting() && due < from.day_ends - DAY;
        let due_by = |end: Timestamp| row.due_at.is_some_and(|due| due < end && !is_past(due));
        match self {
            Self::Today => due_by(from.day_ends),
            Self::Late => row.is_late(from.now),
            Self::Week => due_by(from.day_ends + WEEK),
            Self::All => true,
        }
    }
}

/// What the calls are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What is due first.
    #[default]
    Due,
    /// The highest tier, then the most net value first.
    Value,
    /// By the customer's name.
    Name,
}

words! { Order:
    Due = "due", "what is due first";
    Value = "value", "value";
    Name = "name", "name";
}

impl OrderOf<PlannedCall> for Order {
    fn compare(self, a: &PlannedCall, b: &PlannedCall) -> Ordering {
        let by_due = || {
            let due = |row: &PlannedCall| row.due_at.unwrap_or(Timestamp::MAX);
            due(a).cmp(&due(b)).then_with(|| b.priority.cmp(&a.priority))
        };
        let first = match self {
            Self::Due => by_due(),
            Self::Value => {
                let net = |row: &PlannedCall| {
                    row.regard.as_ref().and_then(|regard| regard.net).map(|net| net.amount)
                };
                b.tier().cmp(&a.tier()).then_with(|| net(b).cmp(&net(a)))
            }
            Self::Name => {
                let name = |row: &PlannedCall| row.name.as_ref().map(|name| name.to_lowercase());
                // Who has no name stands last.
                name(a).is_none().cmp(&name(b).is_none()).then_with(|| name(a).cmp(&name(b)))
            }
        };
        first.then_with(by_due).then_with(|| a.record.cmp(&b.record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::agenda::{Way, fixture};

    fn hours(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    #[test]
    fn a_day_has_what_is_late_and_what_is_due_before_it_ends() {
        let from = Standpoint { me: None, now: hours(12), day_ends: hours(24) };
        let is_in = |due: Option<i64>| -> Vec<&str> {
            let mut call = fixture::call("1");
            call.due_at = due.map(hours);
            View::ALL.iter().filter(|view| view.has(&call, &from)).map(|view| view.as_str()).collect()
        };
        assert_eq!(is_in(Some(-30)), ["today", "late", "week", "all"]);
        assert_eq!(is_in(Some(23)), ["today", "week", "all"]);
        assert_eq!(is_in(Some(24)), ["week", "all"], "midnight is tomorrow's");
        assert_eq!(is_in(Some(7 * 24)), ["all"]);
        assert_eq!(is_in(None), ["all"]);
    }

    #[test]
    fn a_meeting_belongs_to_its_own_day_and_is_never_late() {
        let from = Standpoint { me: None, now: hours(36), day_ends: hours(48) };
        let is_in = |due: i64| -> Vec<&str> {
            let mut call = fixture::call("1");
            (call.way, call.due_at) = (Way::Meeting, Some(hours(due)));
            View::ALL.iter().filter(|view| view.has(&call, &from)).map(|view| view.as_str()).collect()
        };
        assert_eq!(is_in(23), ["all"], "yesterday's");
        assert_eq!(is_in(30), ["today", "week", "all"], "over, and still to be logged");
        assert_eq!(is_in(40), ["today", "week", "all"]);
        assert_eq!(is_in(50), ["week", "all"]);
    }

    #[test]
    fn every_order_is_total_and_begins_with_what_is_due_first() {
        let mut calls: Vec<PlannedCall> = (0..4).map(|n| fixture::call(&n.to_string())).collect();
        calls[3].due_at = Some(hours(1));
        calls[2].due_at = Some(hours(2));
        for order in Order::ALL {
            calls.sort_by(|a, b| order.compare(a, b));
            let ids: Vec<&str> = calls.iter().map(|call| call.record.id.as_str()).collect();
            assert_eq!(ids, ["3", "2", "0", "1"], "{order:?}");
        }
    }
}
