//! Views of the leads, and the orders that they can be put in.

use std::cmp::Ordering;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, Course, LeadRow};
use crate::domain::words::words;
use crate::domain::worklist::{OrderOf, Standpoint, ViewOf};

/// Which leads are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Whom somebody should talk to.
    #[default]
    Open,
    /// Of them, those that I have.
    Mine,
    /// Of them, those that nobody has.
    Unassigned,
    /// Of them, those with whom nobody was in touch yet.
    New,
    /// Of them, the hot ones.
    Hot,
    /// Who is kept warm.
    Nurture,
}

words! { View:
    Open = "open", "Open";
    Mine = "mine", "Mine";
    Unassigned = "unassigned", "Nobody's";
    New = "new", "New";
    Hot = "hot", "Hot";
    Nurture = "nurture", "Nurture";
}

impl ViewOf<LeadRow> for View {
    fn has(self, row: &LeadRow, from: &Standpoint<'_>) -> bool {
        let lead = &row.lead;
        let is_open = lead.course == Course::Open;
        match self {
            Self::Open => is_open,
            Self::Mine => is_open && from.me.is_some() && lead.owner.as_deref() == from.me,
            Self::Unassigned => is_open && lead.owner_id.is_none(),
            Self::New => is_open && lead.heard_at().is_none(),
            Self::Hot => is_open && row.band == Some(Band::Hot),
            Self::Nurture => lead.course == Course::Nurture,
        }
    }
}

/// What the leads are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The best first.
    #[default]
    Score,
    /// Who waits longest for an answer first.
    Due,
    /// Who came last first.
    Seen,
    /// The last activity first.
    Active,
    /// By name.
    Name,
}

words! { Order:
    Score = "score", "score";
    Due = "due", "who should hear from us first";
    Seen = "seen", "newest first";
    Active = "active", "last activity first";
    Name = "name", "name";
}

impl OrderOf<LeadRow> for Order {
    fn compare(self, a: &LeadRow, b: &LeadRow) -> Ordering {
        let points = |row: &LeadRow| row.lead.score.as_ref().map(|score| score.points);
        let by_score = || points(b).cmp(&points(a));
        let first = match self {
            Self::Score => by_score(),
            Self::Due => {
                let due = |row: &LeadRow| row.due.as_ref().map_or(Timestamp::MAX, |due| due.at);
                due(a).cmp(&due(b))
            }
            Self::Seen => b.lead.first_seen_at.cmp(&a.lead.first_seen_at),
            Self::Active => b.lead.last_activity_at.cmp(&a.lead.last_activity_at),
            Self::Name => {
                let name = |row: &LeadRow| row.lead.name.as_ref().map(|name| name.to_lowercase());
                // Who has no name stands last.
                name(a).is_none().cmp(&name(b).is_none()).then_with(|| name(a).cmp(&name(b)))
            }
        };
        first.then_with(by_score).then_with(|| a.lead.record.cmp(&b.lead.record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lead::fixture;
    use crate::domain::sla::Sla;

    #[test]
    fn a_view_shows_what_its_name_says() {
        let mut lead = fixture::lead("1");
        let now = Timestamp::UNIX_EPOCH;
        let from = Standpoint { me: Some("Sam"), now, day_ends: now };
        let is_in = |lead: &super::super::Lead| -> Vec<&str> {
            let row = LeadRow::new(lead.clone(), &Sla::default());
            View::ALL.iter().filter(|view| view.has(&row, &from)).map(|view| view.as_str()).collect()
        };
        assert_eq!(is_in(&lead), ["open", "unassigned", "new"]);
        (lead.owner, lead.owner_id) = (Some("Sam".to_owned()), Some("7".to_owned()));
        lead.contacted_at = Some(Timestamp::UNIX_EPOCH);
        lead.score = Some(fixture::score(60));
        assert_eq!(is_in(&lead), ["open", "mine", "hot"]);
        lead.course = Course::Nurture;
        assert_eq!(is_in(&lead), ["nurture"]);
        lead.course = Course::Closed;
        assert!(is_in(&lead).is_empty());
    }

    #[test]
    fn every_order_is_total_and_the_best_stands_first() {
        let mut rows: Vec<LeadRow> = (0..4)
            .map(|n| {
                let mut lead = fixture::lead(&n.to_string());
                lead.score = (n > 1).then(|| fixture::score(n));
                LeadRow::new(lead, &Sla::default())
            })
            .collect();
        for order in Order::ALL {
            rows.sort_by(|a, b| order.compare(a, b));
            let ids: Vec<&str> = rows.iter().map(|row| row.lead.record.id.as_str()).collect();
            assert_eq!(ids, ["3", "2", "0", "1"], "{order:?}");
        }
    }
}
