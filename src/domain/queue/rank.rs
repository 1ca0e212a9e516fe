//! The place of a case: how urgent it is, times what the customer is worth. Arithmetic that can be argued with.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::QueuedCase;
use crate::domain::crm::Priority;
use crate::domain::score::Tier;
use crate::domain::sla::{Due, DueState, Target};
use crate::domain::span::Unit;
use crate::domain::triage::{Mood, Urgency};
use crate::domain::worded::{Figure, Worded, worded};

/// Points of a clock that has just run out; before, in proportion to the time that has passed.
const DUE: f64 = 40.0;
/// Points for what is further past, at most.
const LATE: f64 = 20.0;

/// One reason for a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RankPart {
    /// In words: `the customer waits for an answer that is 2 h late`.
    pub what: String,
    /// The figures in the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// Points that it adds.
    pub points: f64,
}

/// Why a case stands where it does: the points add up, and are multiplied by the customer's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rank {
    /// All points, times the factor. The most stands first.
    pub points: f64,
    /// What adds to it.
    pub parts: Vec<RankPart>,
    /// What the sum is multiplied by: 1 where nothing is known of the customer.
    pub factor: f64,
    /// The factor in words: `platinum customer`.
    pub value: String,
}

impl RankPart {
    /// The words with their figures.
    pub fn in_words(&self) -> Worded {
        Worded::kept(&self.what, &self.figures)
    }
}

impl Rank {
    /// The reason that weighs most, with the customer's value: one line for a row.
    pub fn reason(&self) -> Worded {
        let most = self.parts.iter().max_by(|a, b| a.points.total_cmp(&b.points));
        let most = most.map_or_else(|| Worded::from("nothing presses"), RankPart::in_words);
        if self.factor > 1.0 { worded!("{}, {}", most, &self.value) } else { most }
    }
}

/// The place of a case at a moment.
pub fn rank(case: &QueuedCase, due: Option<&Due>, now: Timestamp) -> Rank {
    let mut parts = Vec::new();
    let mut add = |what: Worded, points: f64| {
        if points >= 0.05 {
            let (what, figures) = what.into_parts();
            parts.push(RankPart { what, figures, points: tenths(points) });
        }
    };
    if let Some(due) = due {
        let (what, points) = clock(due, now);
        // What the stage says is put right where the clock is told.
        let what = match due.target {
            Target::Reply if case.waits_despite_stage() => format!("{what}: they wrote last"),
            Target::Reply | Target::Resolve => what,
        };
        add(what.into(), points);
    }
    add(
        worded!("priority {}", priority_word(case.priority)),
        match case.priority {
            Some(Priority::Urgent) => 20.0,
            Some(Priority::High) => 14.0,
            Some(Priority::Medium) => 7.0,
            Some(Priority::Low) | None => 2.0,
        },
    );
    add(
        "reads as pressing".into(),
        match case.labels.urgency {
            Urgency::High => 12.0,
            Urgency::Normal | Urgency::Low => 0.0,
        },
    );
    match case.labels.mood {
        Mood::Angry => add("reads as angry".into(), 8.0),
        Mood::Worried => add("reads as worried".into(), 4.0),
        Mood::Neutral | Mood::Happy => {}
    }
    if let Some(standing) = &case.standing {
        add("a parcel is stuck".into(), if standing.stuck_parcel { 8.0 } else { 0.0 });
        if let Some(needed) = &standing.needed_by {
            add(needed.in_words(), needed_points(needed.until, now));
        }
        add("asks for money back".into(), if standing.open_refund { 5.0 } else { 0.0 });
    }
    let factor = factor(case.tier());
    let sum: f64 = parts.iter().map(|part| part.points).sum();
    Rank { points: tenths(sum * factor), parts, factor, value: value_words(case) }
}

/// The nearer the day by which something is needed, the more; nothing once it is over.
fn needed_points(until: Timestamp, now: Timestamp) -> f64 {
    match until.duration_since(now).as_hours() {
        _ if until < now => 0.0,
        ..48 => 12.0,
        48..120 => 8.0,
        120..240 => 4.0,
        _ => 2.0,
    }
}

fn clock(due: &Due, now: Timestamp) -> (String, f64) {
    let passed = due.passed(now);
    let points = DUE * passed.min(1.0) + LATE * (passed - 1.0).clamp(0.0, 1.0);
    let (count, unit) = Unit::of_span(due.left(now).unsigned_abs().as_secs());
    let span = unit.counted(count);
    let what = match due.state(now) {
        DueState::Breached => format!("the {} is {span} late", due.target),
        DueState::Soon | DueState::InTime => format!("the {} is due in {span}", due.target),
    };
    (what, points)
}

fn priority_word(priority: Option<Priority>) -> &'static str {
    match priority {
        Some(Priority::Urgent) => "urgent",
        Some(Priority::High) => "high",
        Some(Priority::Medium) => "medium",
        Some(Priority::Low) => "low",
        None => "not set",
    }
}

fn factor(tier: Option<Tier>) -> f64 {
    match tier {
        Some(Tier::Platinum) => 1.6,
        Some(Tier::Gold) => 1.35,
        Some(Tier::Silver) => 1.15,
        Some(Tier::Bronze) | None => 1.0,
    }
}

fn value_words(case: &QueuedCase) -> String {
    case.tier().map_or_else(|| "value not known".to_owned(), |tier| format!("{} customer", tier.as_str()))
}

fn tenths(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::domain::queue::{NeededBy, Standing, fixture};
    use crate::domain::sla::Sla;

    fn ranked(case: &QueuedCase, hours: i64) -> Rank {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        rank(case, case.due(&Sla::default()).as_ref(), now)
    }

    #[test]
    fn the_points_add_up_and_are_multiplied() {
        let mut case = fixture::case("1");
        case.priority = Some(Priority::High);
        case.waiting_since = case.opened_at;
        case.standing = Some(Standing {
            tier: Some(Tier::Gold),
            net: None,
            nets: Vec::new(),
            stuck_parcel: true,
            open_refund: false,
            parcel: None,
            needed_by: None,
        });
        let found = ranked(&case, 2);
        // Half of four hours, a high priority, a stuck parcel.
        assert_eq!(found.parts.iter().map(|part| part.points).collect::<Vec<_>>(), [20.0, 14.0, 8.0]);
        assert!((found.points - 42.0 * 1.35).abs() < 0.05, "{}", found.points);
        assert_eq!(found.reason(), "the answer is due in 2 h, gold customer");
        let late = ranked(&case, 6);
        assert_eq!(late.reason(), "the answer is 2 h late, gold customer");
        assert!(late.points > found.points);
    }

    #[test]
    fn a_day_by_which_it_is_needed_weighs_the_more_the_nearer_it_is_and_nothing_once_it_is_over() {
        let until = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(300);
        let at = |hours| needed_points(until, Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours));
        let points: Vec<f64> = (0..=300).map(at).collect();
        assert!(points.is_sorted() && points[300] > points[0], "{points:?}");
        assert!(at(301).abs() < f64::EPSILON);
    }

    #[test]
    fn a_day_in_a_reason_is_written_by_whoever_reads_it() {
        let mut case = fixture::case("1");
        let said_at = Timestamp::UNIX_EPOCH;
        let (on, until) = (jiff::civil::date(1970, 1, 9), said_at + SignedDuration::from_hours(200));
        let needed_by = Some(NeededBy { on, until, words: "by Friday".to_owned(), said_at, said_in: None });
        case.standing = Some(Standing {
            tier: None,
            net: None,
            nets: Vec::new(),
            stuck_parcel: false,
            open_refund: false,
            parcel: None,
            needed_by,
        });
        let found = ranked(&case, 190);
        let part = found.parts.iter().find(|part| part.what.starts_with("needed")).unwrap();
        assert_eq!(part.what, "needed by Fri 9 Jan");
        assert_eq!(part.in_words().written(|_| "9. Jan. 1970".to_owned()), "needed by 9. Jan. 1970");
    }

    #[test]
    fn who_waits_longer_never_stands_lower() {
        let mut case = fixture::case("1");
        case.waiting_since = case.opened_at;
        let points: Vec<f64> = (0..100).map(|hours| ranked(&case, hours).points).collect();
        assert!(points.is_sorted(), "{points:?}");
    }
}
