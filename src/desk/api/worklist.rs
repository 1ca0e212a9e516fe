//! Worklists as they are asked for and answered: the same for cases, leads, calls and who is going quiet.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Notice, Reading, Request};
use crate::domain::agenda::PlannedCall;
use crate::domain::lead::LeadRow;
use crate::domain::queue::QueueRow;
use crate::domain::quiet::QuietRow;
use crate::domain::worklist::ListRow;
use crate::phrasing::counted;

/// A worklist as it is kept here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed<R> {
    /// In no particular order: views, filters and orders are the faces'.
    pub rows: Vec<R>,
    /// Names these rows: whoever has them already need not be sent them again.
    pub revision: u64,
    /// Everything that changed before is in it; nothing where the CRM was never asked.
    pub as_of: Option<Timestamp>,
    /// What the rep is called at the CRM, where they are an owner there and that is known.
    pub me: Option<String>,
    /// Whether they are an owner there could never be read.
    #[serde(default)]
    pub me_is_unknown: bool,
    /// Where the store's days end: `America/New_York`; nothing where that was never read.
    pub zone: Option<String>,
    /// What belongs to it and the account does not let be read, in words.
    #[serde(default)]
    pub lacks: Option<String>,
    /// Records of it that came from the CRM in a form that could not be read.
    #[serde(default)]
    pub unreadable: u64,
    /// Why it could not be read again, in words.
    pub problem: Option<String>,
    /// What to do about that.
    #[serde(default)]
    pub hint: Option<String>,
}

/// Customers of a list of whom an account did not answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    /// How many of those that were asked for.
    pub customers: u64,
    /// Why, in words; the first where there are several.
    pub why: String,
}

impl Unread {
    /// In a line: `not read of 2 customers: hubspot refused the contact`.
    pub fn in_words(&self) -> String {
        format!("not read of {}: {}", counted(self.customers, "customer"), self.why)
    }
}

impl<R> Listed<R> {
    /// How many records could not be read, in words; nothing where all could be.
    pub fn unreadable_in_words(&self) -> Option<String> {
        let records = counted(self.unreadable, "record");
        let what = format!("{records} of the CRM could not be read: missing here, or as before");
        (self.unreadable > 0).then_some(what)
    }
}

/// A row of a worklist that the desk keeps.
pub trait Worklist: ListRow + 'static {
    /// Asks for the rows. `known`: the revision that the asker has.
    fn request(reading: Reading, known: Option<u64>) -> Request;

    /// Has the profiles of those customers put together of whom nothing is known yet: so many at most, or all.
    fn fill(most: Option<usize>) -> Request;

    /// The rows, where they are what was answered.
    fn listed(answer: Answer) -> Option<Box<Listed<Self>>>;

    /// Whether rows have changed, come or gone.
    fn is_told_by(notice: &Notice) -> bool;

    /// Whether the customer's profile was not put together yet, or is overtaken.
    fn lacks_customer(&self) -> bool;

    /// Whether it waits for something that only a profile tells, which is looked at again and again then.
    fn waits_for_news(&self) -> bool {
        false
    }

    /// Whether something that had taken it out of sight was taken back: it belongs where it was, and is no news.
    fn is_put_back(&self, _before: &Self) -> bool {
        false
    }
}

impl Worklist for QueueRow {
    fn request(reading: Reading, known: Option<u64>) -> Request {
        Request::Queue { reading, known }
    }

    fn fill(most: Option<usize>) -> Request {
        Request::FillQueue { most }
    }

    fn listed(answer: Answer) -> Option<Box<Listed<Self>>> {
        match answer {
            Answer::Queue(queue) => Some(queue),
            _ => None,
        }
    }

    fn is_told_by(notice: &Notice) -> bool {
        matches!(notice, Notice::Queue)
    }

    fn lacks_customer(&self) -> bool {
        self.case.lacks_customer()
    }

    fn waits_for_news(&self) -> bool {
        self.case.waits_for_parcel()
    }

    /// It slept, and nothing has woken it.
    fn is_put_back(&self, before: &Self) -> bool {
        before.case.snooze.is_some() && self.case.snooze.is_none() && self.case.back.is_none()
    }
}

impl Worklist for LeadRow {
    fn request(reading: Reading, known: Option<u64>) -> Request {
        Request::Leads { reading, known }
    }

    fn fill(most: Option<usize>) -> Request {
        Request::FillLeads { most }
    }

    fn listed(answer: Answer) -> Option<Box<Listed<Self>>> {
        match answer {
            Answer::Leads(leads) => Some(leads),
            _ => None,
        }
    }

    fn is_told_by(notice: &Notice) -> bool {
        matches!(notice, Notice::Leads)
    }

    fn lacks_customer(&self) -> bool {
        self.lead.orders.is_none() && self.lead.customer_id.is_some()
    }
}

impl Worklist for PlannedCall {
    fn request(reading: Reading, known: Option<u64>) -> Request {
        Request::Agenda { reading, known }
    }

    fn fill(most: Option<usize>) -> Request {
        Request::FillAgenda { most }
    }

    fn listed(answer: Answer) -> Option<Box<Listed<Self>>> {
        match answer {
            Answer::Agenda(agenda) => Some(agenda),
            _ => None,
        }
    }

    fn is_told_by(notice: &Notice) -> bool {
        matches!(notice, Notice::Agenda)
    }

    fn lacks_customer(&self) -> bool {
        self.regard.is_none() && self.customer_id.is_some()
    }
}

/// Looked up in the history, which tells of every customer.
impl Worklist for QuietRow {
    fn request(reading: Reading, known: Option<u64>) -> Request {
        Request::Quiet { reading, known, within: None }
    }

    fn fill(_most: Option<usize>) -> Request {
        Self::request(Reading::AsIs, None)
    }

    fn listed(answer: Answer) -> Option<Box<Listed<Self>>> {
        match answer {
            Answer::Quiet(rows) => Some(rows),
            _ => None,
        }
    }

    /// A customer's order or another model changes them, which is seen when they are asked for again.
    fn is_told_by(_notice: &Notice) -> bool {
        false
    }

    fn lacks_customer(&self) -> bool {
        false
    }
}
