//! Service levels: until when a case is to be answered and solved, by policy, counted in business hours.

use std::fmt;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::crm::Priority;
use super::score::Tier;

/// Days that are looked through for business hours: a rule that nothing fulfils in two years ends there.
const MOST_DAYS: u32 = 740;
/// Of a target, the part that is left when a case counts as about to be late.
const SOON: f64 = 0.25;

/// What is promised to a kind of case. Every condition given must hold; the first rule that matches decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlaRule {
    /// Only cases of this priority; one without a priority is `low`.
    pub priority: Option<Priority>,
    /// Only customers of this tier or above.
    pub tier: Option<Tier>,
    /// Each message of the customer's is answered within.
    pub reply: Option<SignedDuration>,
    /// The case is closed within, from when it came.
    pub resolve: Option<SignedDuration>,
}

/// When somebody is there. Time passes for targets within these hours alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Days of work, the first of them Monday.
    pub days: [bool; 7],
    /// From this time of the day.
    pub from: Time,
    /// Until this time of the day; later than `from`.
    pub until: Time,
    /// Where that is so.
    pub zone: TimeZone,
}

/// What is promised, and when somebody is there to keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sla {
    /// Judged in this order.
    pub rules: Vec<SlaRule>,
    /// Nothing: round the clock.
    pub hours: Option<Hours>,
}

impl Default for Sla {
    /// Without a word in the configuration: answers within 1, 4, 8 and 24 hours by priority, solved within 1, 2, 3
    /// and 7 days, round the clock.
    fn default() -> Self {
        let rule = |priority, reply: i64, resolve: i64| SlaRule {
            priority,
            tier: None,
            reply: Some(SignedDuration::from_hours(reply)),
            resolve: Some(SignedDuration::from_hours(resolve * 24)),
        };
        let rules = vec![
            rule(Some(Priority::Urgent), 1, 1),
            rule(Some(Priority::High), 4, 2),
            rule(Some(Priority::Medium), 8, 3),
            rule(None, 24, 7),
        ];
        Self { rules, hours: None }
    }
}

/// What is to be done by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The customer waits for an answer.
    Reply,
    /// The case is open.
    Resolve,
}

impl Target {
    /// As people read it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Reply => "answer",
            Self::Resolve => "solution",
        }
    }
}

/// The clock of a case: what is due first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Due {
    /// What.
    pub target: Target,
    /// From when the time counts.
    #[schemars(with = "super::Rfc3339")]
    pub since: Timestamp,
    /// Until when.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// There is time.
    InTime,
    /// A quarter of the time or less is left.
    Soon,
    /// It is past.
    Breached,
}

impl Due {
    /// What is left; negative where it is past.
    pub fn left(&self, now: Timestamp) -> SignedDuration {
        self.at.duration_since(now)
    }

    /// The part of the time that has passed: 1 at the due moment, more after it.
    pub fn passed(&self, now: Timestamp) -> f64 {
        let whole = self.at.duration_since(self.since).as_secs_f64();
        if whole <= 0.0 { 1.0 } else { (now.duration_since(self.since).as_secs_f64() / whole).max(0.0) }
    }

    /// How it stands.
    pub fn state(&self, now: Timestamp) -> DueState {
        if self.at <= now {
            DueState::Breached
        } else if self.passed(now) >= 1.0 - SOON {
            DueState::Soon
        } else {
            DueState::InTime
        }
    }
}

/// What a clock is read from.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// How pressing the case is.
    pub priority: Option<Priority>,
    /// Where the customer stands.
    pub tier: Option<Tier>,
    /// When it came.
    pub opened_at: Option<Timestamp>,
    /// The customer's first message that nobody has answered yet.
    pub waiting_since: Option<Timestamp>,
}

impl Sla {
    /// What is due first of an open case; nothing where nothing was promised.
    pub fn due(&self, case: Waiting) -> Option<Due> {
        let rule = self.rules.iter().find(|rule| rule.fits(&case))?;
        let due = |target, since: Option<Timestamp>, within: Option<SignedDuration>| {
            let since = since?;
            Some(Due { target, since, at: self.after(since, within?) })
        };
        let reply = due(Target::Reply, case.waiting_since, rule.reply);
        let resolve = due(Target::Resolve, case.opened_at, rule.resolve);
        reply.into_iter().chain(resolve).min_by_key(|due| due.at)
    }

    /// So much business time after a moment.
    fn after(&self, since: Timestamp, within: SignedDuration) -> Timestamp {
        match &self.hours {
            None => since.saturating_add(within).unwrap_or(Timestamp::MAX),
            Some(hours) => hours.after(since, within),
        }
    }
}

impl SlaRule {
    fn fits(&self, case: &Waiting) -> bool {
        let priority = case.priority.unwrap_or(Priority::Low);
        self.priority.is_none_or(|wanted| wanted == priority)
            && self.tier.is_none_or(|least| case.tier.is_some_and(|tier| tier >= least))
    }
}

impl Hours {
    fn after(&self, since: Timestamp, within: SignedDuration) -> Timestamp {
        let mut left = within;
        let mut date = since.to_zoned_datetime(self.zone.clone()).date();
        for _ in 0..MOST_DAYS {
            if let Some((opens, closes)) = self.on(date) {
                let begins = opens.max(since);
                if begins < closes {
                    let here = closes.duration_since(begins);
                    if left <= here {
                        return begins.saturating_add(left).unwrap_or(Timestamp::MAX);
                    }
                    left -= here;
                }
            }
            let Ok(next) = date.checked_add(1.day()) else { break };
            date = next;
        }
        Timestamp::MAX
    }

    /// From when to when somebody is there on a day.
    fn on(&self, date: Date) -> Option<(Timestamp, Timestamp)> {
        if !self.days[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)] {
            return None;
        }
        let at =
            |time: Time| Some(date.to_datetime(time).to_zoned_datetime(self.zone.clone()).ok()?.timestamp());
        Some((at(self.from)?, at(self.until)?))
    }

    /// Monday to Friday.
    pub fn business_days() -> [bool; 7] {
        [true, true, true, true, true, false, false]
    }

    /// The days from one to another, over the week's end where the second is the earlier.
    pub fn days_between(from: Weekday, to: Weekday) -> [bool; 7] {
        let mut days = [false; 7];
        let mut day = from;
        loop {
            days[usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)] = true;
            if day == to {
                return days;
            }
            day = day.next();
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_words())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn waiting(priority: Option<Priority>, since: Option<&str>) -> Waiting {
        let opened_at = Some(at("2026-11-20T08:00:00Z"));
        Waiting { priority, tier: None, opened_at, waiting_since: since.map(at) }
    }

    #[rstest]
    #[case::answer_first(
        Some(Priority::High),
        Some("2026-11-20T09:00:00Z"),
        Target::Reply,
        "2026-11-20T13:00:00Z"
    )]
    #[case::nobody_waits(Some(Priority::High), None, Target::Resolve, "2026-11-22T08:00:00Z")]
    #[case::no_priority_is_low(None, Some("2026-11-20T09:00:00Z"), Target::Reply, "2026-11-21T09:00:00Z")]
    #[case::solution_first(
        Some(Priority::Urgent),
        Some("2026-11-21T07:30:00Z"),
        Target::Resolve,
        "2026-11-21T08:00:00Z"
    )]
    fn what_is_due_first_is_the_clock(
        #[case] priority: Option<Priority>,
        #[case] since: Option<&str>,
        #[case] target: Target,
        #[case] due: &str,
    ) {
        let found = Sla::default().due(waiting(priority, since)).unwrap();
        assert_eq!((found.target, found.at), (target, at(due)));
    }

    #[test]
    fn a_tier_is_a_least_one_and_the_first_rule_decides() {
        let hours = |hours| Some(SignedDuration::from_hours(hours));
        let rule = |tier, reply| SlaRule { priority: None, tier, reply: hours(reply), resolve: None };
        let sla = Sla { rules: vec![rule(Some(Tier::Gold), 2), rule(None, 10)], hours: None };
        let since = Some("2026-11-20T09:00:00Z");
        for (tier, due) in [
            (Some(Tier::Platinum), "2026-11-20T11:00:00Z"),
            (Some(Tier::Silver), "2026-11-20T19:00:00Z"),
            (None, "2026-11-20T19:00:00Z"),
        ] {
            let case = Waiting { tier, ..waiting(None, since) };
            assert_eq!(sla.due(case).unwrap().at, at(due), "{tier:?}");
        }
        assert_eq!(sla.due(waiting(None, None)), None, "nothing was promised about solving it");
    }

    #[rstest]
    // A Friday. Berlin is one hour ahead.
    #[case::within_the_day("2026-11-20T09:00:00Z", 4, "2026-11-20T13:00:00Z")]
    #[case::over_the_weekend("2026-11-20T14:00:00Z", 4, "2026-11-23T10:00:00Z")]
    #[case::before_the_doors_open("2026-11-20T03:00:00Z", 1, "2026-11-20T09:00:00Z")]
    #[case::on_a_sunday("2026-11-22T12:00:00Z", 8, "2026-11-23T16:00:00Z")]
    #[case::days_of_work("2026-11-20T08:00:00Z", 24, "2026-11-24T16:00:00Z")]
    fn time_passes_in_business_hours(#[case] since: &str, #[case] hours: i64, #[case] due: &str) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let (from, until) = (jiff::civil::time(9, 0, 0, 0), jiff::civil::time(17, 0, 0, 0));
        let open = Hours { days: Hours::business_days(), from, until, zone };
        assert_eq!(open.after(at(since), SignedDuration::from_hours(hours)), at(due));
    }

    #[rstest]
    #[case("2026-11-20T09:00:00Z", DueState::InTime)]
    #[case("2026-11-20T11:00:00Z", DueState::Soon)]
    #[case("2026-11-20T12:00:00Z", DueState::Breached)]
    fn a_clock_says_how_it_stands(#[case] now: &str, #[case] state: DueState) {
        let (since, until) = (at("2026-11-20T08:00:00Z"), at("2026-11-20T12:00:00Z"));
        assert_eq!(Due { target: Target::Reply, since, at: until }.state(at(now)), state);
    }

    #[test]
    fn days_go_over_the_end_of_the_week() {
        let days = Hours::days_between(Weekday::Saturday, Weekday::Tuesday);
        assert_eq!(days, [true, true, false, false, false, true, true]);
    }
}
