//! Leads: contacts at the CRM who may buy, with what is known of them, in the order in which somebody should call them.

mod filter;
mod view;

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use filter::{Filter, Term};
pub use view::{Order, View};

use super::call::FollowUp;
use super::ids::CustomerId;
use super::record::RecordRef;
use super::score;
use super::sla::{Due, Sla, Waiting};
use super::words::words;
use super::worklist::ListRow;

/// From so many points on a lead is hot.
const HOT: u32 = 60;
/// From so many points on a lead is warm.
const WARM: u32 = 30;

/// How promising a lead is, by points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Band {
    Cold,
    Warm,
    Hot,
}

words! { Band:
    Cold = "cold", "cold";
    Warm = "warm", "warm";
    Hot = "hot", "hot";
}

impl Band {
    /// The band of so many points.
    pub fn of(points: u32) -> Self {
        match points {
            HOT.. => Self::Hot,
            WARM.. => Self::Warm,
            _ => Self::Cold,
        }
    }

    /// The next better band than that of so many points, and how many more it takes; nothing of the best.
    pub fn next(points: u32) -> Option<(Self, u32)> {
        match Self::of(points) {
            Self::Hot => None,
            Self::Warm => Some((Self::Hot, HOT - points)),
            Self::Cold => Some((Self::Warm, WARM - points)),
        }
    }
}

/// Where a lead stands with the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// Somebody should talk to them.
    Open,
    /// Not now: they are kept warm.
    Nurture,
    /// They will not buy, or have become a customer.
    Closed,
}

/// A contact who may buy.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lead {
    /// The record at the CRM: `hubspot/contact/512046`.
    pub record: RecordRef,
    /// Who they are here, where they are known here.
    pub customer_id: Option<CustomerId>,
    /// What they are called.
    pub name: Option<String>,
    /// Main e-mail.
    pub email: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// The CRM's own word for how it stands, as the CRM spells it; nothing where nobody has set one.
    pub status: Option<String>,
    /// Where they stand with the shop, by that word and the CRM's stage.
    pub course: Course,
    /// How they came: `search`, `referral`, `email`.
    pub source: Option<String>,
    /// When they were seen first.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub first_seen_at: Option<Timestamp>,
    /// When they were last at the shop, by web or form, in touch with somebody of it, or came; no change of a field.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub last_activity_at: Option<Timestamp>,
    /// When somebody of the shop was last in touch with them.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub contacted_at: Option<Timestamp>,
    /// When a call with them was written down last, which the CRM does not count as one.
    #[serde(default)]
    #[schemars(with = "Option<super::Rfc3339>")]
    pub called_at: Option<Timestamp>,
    /// Who has them, by name.
    pub owner: Option<String>,
    /// The same by the vendor's owner id; what a write compares with.
    pub owner_id: Option<String>,
    /// How promising they are; nothing where the profile was not put together yet, or for who has ordered.
    pub score: Option<score::Lead>,
    /// Orders so far; nothing where the profile was not put together yet.
    pub orders: Option<u32>,
    /// The accounts that did not answer when the profile was to be put together; nothing where all did, or where that was
    /// not tried yet.
    #[serde(default)]
    pub silent: Option<String>,
    /// Where a browser shows it.
    pub url: Option<String>,
}

impl fmt::Debug for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lead({:?})", self.record)
    }
}

impl Lead {
    /// What it is called: its name, else its record.
    pub fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.record.to_string())
    }

    /// When they heard from the shop last.
    pub fn heard_at(&self) -> Option<Timestamp> {
        self.contacted_at.max(self.called_at)
    }

    /// Until when somebody should answer, by what is promised for a case of no priority: nothing once somebody has, or
    /// where they are not to be called.
    fn due(&self, sla: &Sla) -> Option<Due> {
        if self.heard_at().is_some() || self.course != Course::Open {
            return None;
        }
        let came = self.first_seen_at?;
        sla.due(Waiting { priority: None, tier: None, opened_at: Some(came), waiting_since: Some(came) })
    }

    /// How promising, where that is known.
    pub fn band(&self) -> Option<Band> {
        self.score.as_ref().map(|score| Band::of(score.points))
    }

    /// The factors that count most, the greatest first: `43 pages seen +21`.
    pub fn top_factors(&self, most: usize) -> Vec<String> {
        let mut factors: Vec<&score::Factor> = self.score.iter().flat_map(|score| &score.factors).collect();
        factors.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
        factors.into_iter().take(most).map(|one| format!("{} {:+.0}", one.what, one.points)).collect()
    }

    /// Why it stands where it does, in a line.
    pub fn why(&self) -> String {
        match (&self.score, self.orders) {
            (Some(score), _) if score.factors.is_empty() => score.reason.clone(),
            (Some(score), _) => {
                let factors = self.top_factors(3).into_iter();
                factors.chain(score.lacks.clone()).collect::<Vec<_>>().join(", ")
            }
            (None, Some(1)) => "has ordered once".to_owned(),
            (None, Some(orders)) if orders > 0 => format!("has ordered {orders} times"),
            (None, _) => match &self.silent {
                Some(accounts) => format!("not scored: {accounts} was not read"),
                None => "not looked up yet".to_owned(),
            },
        }
    }
}

/// A lead as it is shown: with its clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadRow {
    /// The lead.
    #[serde(flatten)]
    pub lead: Lead,
    /// How promising, in a word.
    pub band: Option<Band>,
    /// Until when somebody should answer, by policy; nothing once somebody has.
    pub due: Option<Due>,
}

impl LeadRow {
    /// The row, by what is promised.
    pub fn new(lead: Lead, sla: &Sla) -> Self {
        let (band, due) = (lead.band(), lead.due(sla));
        Self { lead, band, due }
    }
}

impl ListRow for LeadRow {
    type View = View;
    type Order = Order;
    type Term = Term;

    fn record(&self) -> &RecordRef {
        &self.lead.record
    }
}

/// What is changed about a lead at the CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody else has it: the vendor's owner id.
    Owner(String),
    /// It is kept warm.
    Nurture,
    /// It will not buy.
    Disqualify,
}

/// What a rep decides about a lead.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is mine.
    Claim,
    /// It is a colleague's, who is told what there is to know.
    Hand {
        /// Name, e-mail or the vendor's id.
        to: String,
        /// What they should know; may be empty.
        context: String,
    },
    /// Not now: kept warm.
    Nurture {
        /// Why, in words; may be empty.
        reason: String,
        /// When to come back to them; nothing where that was not said.
        #[serde(default)]
        follow_up: Option<FollowUp>,
    },
    /// They will not buy.
    Disqualify {
        /// Why, in words.
        reason: String,
    },
}

impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claim => "Claim",
            Self::Hand { .. } => "Hand(..)",
            Self::Nurture { .. } => "Nurture(..)",
            Self::Disqualify { .. } => "Disqualify(..)",
        })
    }
}

#[cfg(test)]
pub(crate) mod fixture {
    use super::*;
    use crate::domain::ids::Source;

    /// An open lead of nobody's of whom nothing is known.
    pub fn lead(id: &str) -> Lead {
        Lead {
            record: RecordRef {
                source: Source::crm("hubspot"),
                kind: "contact".to_owned(),
                id: id.to_owned(),
            },
            customer_id: None,
            name: None,
            email: None,
            company: None,
            status: None,
            course: Course::Open,
            source: None,
            first_seen_at: Some(Timestamp::UNIX_EPOCH),
            last_activity_at: None,
            contacted_at: None,
            called_at: None,
            owner: None,
            owner_id: None,
            score: None,
            orders: None,
            silent: None,
            url: None,
        }
    }

    /// The score of so many points, all by one factor.
    pub fn score(points: u32) -> score::Lead {
        score::Lead {
            points,
            reason: "no order yet: visits".to_owned(),
            factors: vec![score::Factor::of("visits", f64::from(points), Vec::new())],
            fades: None,
            to_next_band: None,
            lacks: None,
            basis: String::new(),
            model: "test".to_owned(),
            as_of: Timestamp::UNIX_EPOCH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_runs_until_somebody_was_in_touch() {
        let mut lead = fixture::lead("1");
        assert!(LeadRow::new(lead.clone(), &Sla::default()).due.is_some());
        lead.course = Course::Nurture;
        assert!(LeadRow::new(lead.clone(), &Sla::default()).due.is_none());
        lead.course = Course::Open;
        lead.contacted_at = Some(Timestamp::UNIX_EPOCH);
        assert!(LeadRow::new(lead, &Sla::default()).due.is_none());
    }

    #[test]
    fn the_factors_that_count_most_say_why() {
        let mut lead = fixture::lead("1");
        assert_eq!(lead.why(), "not looked up yet");
        lead.silent = Some("hubspot".to_owned());
        assert_eq!(lead.why(), "not scored: hubspot was not read");
        lead.orders = Some(2);
        assert_eq!(lead.why(), "has ordered 2 times");
        let mut score = fixture::score(15);
        score.factors.push(score::Factor::of("an open deal", 20.0, vec![]));
        lead.score = Some(score.clone());
        assert_eq!(lead.why(), "an open deal +20, visits +15");
        lead.score = Some(score::Lead { lacks: Some("deals not read".to_owned()), ..score });
        assert_eq!(lead.why(), "an open deal +20, visits +15, deals not read");
        assert_eq!(lead.band(), Some(Band::Cold));
    }
}
