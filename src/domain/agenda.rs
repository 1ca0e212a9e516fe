//! The agenda: a rep's open tasks and the day's meetings as calls to go through in order, with what is known of whom each
//! is about.

mod filter;
mod view;
mod way;

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use filter::{Filter, Term};
pub use view::{Order, View};
pub use way::Way;

use super::crm::{Activity, ActivityKind, MessageFrom, Priority};
use super::ids::CustomerId;
use super::money::Money;
use super::profile::Profile;
use super::record::{Coverage, RecordRef};
use super::score::Tier;
use super::worklist::ListRow;

/// What is shown of the customer beside a call; computed whenever the profile is put together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Regard {
    /// Where the customer stands.
    pub tier: Option<Tier>,
    /// What was paid less what went back, in the currency of most orders.
    pub net: Option<Money>,
    /// The same in each currency, that one first.
    #[serde(default)]
    pub nets: Vec<Money>,
    /// When the shop was last in touch with them: an answer to a case, a call or the note of one, an e-mail. What colleagues
    /// wrote for each other, or for somebody to send, is none of these. Nothing where one is not shown.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub last_touch_at: Option<Timestamp>,
}

impl Regard {
    /// What a profile says at a moment; `own`: when an answer was said to be sent or a call was
    /// made last, as far as that is known here alone.
    pub fn of(profile: &Profile, own: Option<Timestamp>, now: Timestamp) -> Self {
        // What is not shown may be newer than all that is.
        let kinds = [Coverage::CASES, Coverage::NOTES, Coverage::CALLS, Coverage::EMAILS];
        let is_blind = kinds.into_iter().any(|kind| profile.is_blind_to(kind));
        let activities = profile.activities.iter().filter(|one| touches(one)).filter_map(|one| one.at);
        let messages = profile.cases.iter().flat_map(|case| &case.messages);
        let answers = messages.filter(|message| message.from == MessageFrom::Staff).filter_map(|one| one.at);
        Self {
            tier: profile.scores.clv.as_ref().map(|clv| clv.tier),
            net: profile.totals.net,
            nets: profile.totals.nets(),
            last_touch_at: activities
                .chain(answers)
                .chain(own)
                .filter(|at| *at <= now)
                .max()
                .filter(|_| !is_blind),
        }
    }
}

/// Whether the customer had part in it.
fn touches(activity: &Activity) -> bool {
    activity.kind == ActivityKind::Email || activity.is_of_a_call()
}

/// An open task of the rep's, or a meeting of theirs that is still to be held.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlannedCall {
    /// The record at the CRM: `hubspot/task/810001`, `hubspot/meeting/950001`.
    pub record: RecordRef,
    /// About whom, where they are known here.
    pub customer_id: Option<CustomerId>,
    /// About whom, as the CRM says it.
    pub contact: Option<RecordRef>,
    /// What they are called.
    pub name: Option<String>,
    /// Main e-mail.
    pub email: Option<String>,
    /// Main phone.
    pub phone: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// How it is to be done.
    pub way: Way,
    /// What it is about.
    pub title: String,
    /// What stands in it besides.
    pub words: String,
    /// Where a meeting takes place: an address, a room, a number or a link, as the CRM has it.
    #[serde(default)]
    pub place: Option<String>,
    /// How pressing.
    pub priority: Option<Priority>,
    /// The CRM's own word for how it stands, as the CRM spells it; what a write compares with.
    pub status: Option<String>,
    /// When it is due; of a meeting when it begins.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub due_at: Option<Timestamp>,
    /// When a meeting ends.
    #[schemars(with = "Option<super::Rfc3339>")]
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
    /// What is known of the customer; nothing where the profile was not put together yet.
    pub regard: Option<Regard>,
    /// Where a browser shows it.
    pub url: Option<String>,
}

impl fmt::Debug for PlannedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlannedCall({:?})", self.record)
    }
}

impl PlannedCall {
    /// Where the customer stands, as far as that is known.
    pub fn tier(&self) -> Option<Tier> {
        self.regard.as_ref()?.tier
    }

    /// Whether it is a meeting, which takes place at its time or not at all.
    pub fn is_meeting(&self) -> bool {
        self.way == Way::Meeting
    }

    /// When a meeting begins; nothing of what is no meeting.
    pub fn begins_at(&self) -> Option<Timestamp> {
        self.due_at.filter(|_| self.is_meeting())
    }

    /// Whether its time is over. A meeting is not late: it was held, or it was not.
    pub fn is_late(&self, now: Timestamp) -> bool {
        !self.is_meeting() && self.due_at.is_some_and(|due| due < now)
    }

    /// How long a meeting is to last, in whole minutes.
    pub fn minutes(&self) -> Option<i64> {
        let minutes = self.ends_at?.duration_since(self.due_at?).as_mins();
        (minutes > 0).then_some(minutes)
    }
}

/// A meeting that is to come, as a page about its people tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Meeting {
    /// When it begins.
    #[schemars(with = "super::Rfc3339")]
    pub begins_at: Timestamp,
    /// When it ends.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub ends_at: Option<Timestamp>,
    /// What it is about.
    pub title: String,
    /// With whom.
    pub name: Option<String>,
    /// Where.
    pub place: Option<String>,
}

impl Meeting {
    /// Of what stands in the agenda, where it is a meeting that is not over.
    pub fn of(call: &PlannedCall, now: Timestamp) -> Option<Self> {
        let begins_at = call.begins_at()?;
        (call.ends_at.unwrap_or(begins_at) >= now).then(|| Self {
            begins_at,
            ends_at: call.ends_at,
            title: call.title.clone(),
            name: call.name.clone(),
            place: call.place.clone(),
        })
    }
}

impl ListRow for PlannedCall {
    type View = View;
    type Order = Order;
    type Term = Term;

    fn record(&self) -> &RecordRef {
        &self.record
    }
}

#[cfg(test)]
pub(crate) mod fixture {
    use super::*;
    use crate::domain::ids::Source;

    /// A call of no day about nobody.
    pub fn call(id: &str) -> PlannedCall {
        PlannedCall {
            record: RecordRef { source: Source::crm("hubspot"), kind: "task".to_owned(), id: id.to_owned() },
            customer_id: None,
            contact: None,
            name: None,
            email: None,
            phone: None,
            company: None,
            way: Way::Call,
            title: "Call back".to_owned(),
            words: String::new(),
            place: None,
            priority: None,
            status: None,
            due_at: None,
            ends_at: None,
            regard: None,
            url: None,
        }
    }
}
