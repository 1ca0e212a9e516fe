//! The true seams: where something really is exchanged for something else.
//!
//! A trait per seam, spoken in the domain's words; adapters implement them (`vendors`, `storage`), the
//! layers above call them, and only the place that puts the program together names both.

use std::time::Duration;

pub mod clock;
pub mod crm;
pub mod holding;
pub mod model;
pub mod repository;
pub mod shelf;
pub mod store;

pub use clock::{Clock, SystemClock};
pub use crm::CrmClient;
pub use holding::{Held, Holding, Owner, Portion};
pub use model::LanguageModel;
pub use repository::Repository;
pub use shelf::ModelShelf;
pub use store::StoreClient;

use crate::domain::shape::Field;

/// Who waits for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Nobody: synchronisation and other background work. Waits for those who are waited for.
    Background,
    /// A person looks at the screen.
    Interactive,
}

/// How a call is made. It is cancelled by dropping its future.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Who waits.
    pub urgency: Urgency,
    /// All attempts and waits together take at most this long.
    pub deadline: Duration,
}

impl Call {
    /// Somebody waits: 15 seconds in all.
    pub const INTERACTIVE: Self = Self { urgency: Urgency::Interactive, deadline: Duration::from_secs(15) };
    /// Nobody waits: two minutes in all.
    pub const BACKGROUND: Self = Self { urgency: Urgency::Background, deadline: Duration::from_secs(120) };
}

/// Why a port could not do what it was asked, in classes that decide what happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Not reached: refused, cut, silent, timed out, 5xx. It may work later.
    Unreachable,
    /// Asked to come back later, and for how long the caller may not.
    Limited {
        /// What the vendor named.
        retry_after: Option<Duration>,
    },
    /// The day's or month's allowance is used up: no use in trying again today.
    Exhausted,
    /// The credentials are wrong or expired.
    Unauthorized,
    /// The credentials are right and not enough: a scope or permission is missing.
    Forbidden,
    /// There is no such record.
    NotFound,
    /// The vendor understood and said no.
    Refused,
    /// The vendor answered something that cannot be read.
    Garbled,
}

/// What went wrong at a vendor, in words for a person: what failed, why, and what to do.
///
/// Never holds personal data, secrets or bodies.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct PortError {
    /// Its class.
    pub trouble: Trouble,
    /// What failed and why: `hubspot refused the note: property "x" does not exist (correlation id 5a…)`.
    pub what: String,
    /// What to do about it, where something can be done.
    pub hint: Option<String>,
    /// Whether the request may have reached the vendor and been carried out.
    pub may_have_happened: bool,
    /// Whether a part of what was asked for has been carried out, and stands.
    pub is_half_done: bool,
}

impl PortError {
    /// An error of a request that certainly had no effect.
    pub fn new(trouble: Trouble, what: impl Into<String>) -> Self {
        Self { trouble, what: what.into(), hint: None, may_have_happened: false, is_half_done: false }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says that the request may have been carried out all the same.
    #[must_use]
    pub fn in_doubt(mut self) -> Self {
        self.may_have_happened = true;
        self
    }
}

/// What `doctor` says of one thing it tested.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// What was tested: `shopify:acme`, `hubspot`, `model`, `storage`, `clock`.
    pub about: String,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found, in words.
    pub what: String,
    /// What to do, where something is to be done.
    pub hint: Option<String>,
    /// The scope that is missing, where that is what was found.
    #[serde(default)]
    pub lacks: Option<Lack>,
}

/// A scope that a token lacks.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Lack {
    /// By the vendor's own name: `read_all_orders`.
    pub scope: String,
    /// What that switches off, in words.
    pub without: String,
}

impl Lack {
    /// As a finding tells it.
    pub fn in_words(&self) -> String {
        format!("the token lacks the scope `{}`: {}", self.scope, self.without)
    }
}

/// How much may still be asked of an account, as the vendor told with its last answer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Budget {
    /// What is counted, in the plural: `points`, `requests in 10 s`, [`Budget::TODAY`].
    pub what: String,
    /// What is left of it.
    pub left: u64,
    /// Of how much.
    pub of: u64,
}

impl Budget {
    /// What is counted where it is the day's requests.
    pub const TODAY: &str = "requests today";

    /// Whether it is the day's, which nothing but the next day fills up again.
    pub fn is_of_the_day(&self) -> bool {
        self.what == Self::TODAY
    }
}

/// How a tested thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Works.
    Good,
    /// Works with something missing.
    Warning,
    /// Does not work.
    Bad,
}

/// One page of something, and where the next begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// What was read.
    pub items: Vec<T>,
    /// What came and could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Cursor of the next page; nothing at the end.
    pub next: Option<String>,
    /// What else belongs here and the account does not let be read, in words.
    pub lacks: Option<String>,
}

impl<T> Page<T> {
    /// A page of which everything could be read.
    pub fn of(items: Vec<T>, next: Option<String>) -> Self {
        Self { items, unreadable: Vec::new(), next, lacks: None }
    }

    /// No page: the account does not let it be read, and why.
    pub fn lacking(why: String) -> Self {
        Self { lacks: Some(why), ..Self::of(Vec::new(), None) }
    }
}

/// A record that came and could not be read, while the others of its page were. Holds none of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// `customer`, `contact`, `case`.
    pub kind: &'static str,
    /// The vendor's id, where that much could be read.
    pub id: Option<String>,
    /// What is wrong with it, in words.
    pub why: String,
    /// What it is made of.
    pub fields: Vec<Field>,
}

/// A case as the queue reads it, with whom it is about.
#[derive(Clone, PartialEq)]
pub struct CaseListing {
    /// The case with its thread; closed where it has been closed since.
    pub case: crate::domain::crm::Case,
    /// Whose; nothing where it hangs on no contact.
    pub contact: Option<Listing>,
}

impl std::fmt::Debug for CaseListing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CaseListing({:?})", self.case)
    }
}

/// A contact as the leads are read, with what the directory learns of it.
#[derive(Clone, PartialEq)]
pub struct LeadListing {
    /// The lead; of closed course where it is none any more.
    pub lead: crate::domain::lead::Lead,
    /// The same for the directory.
    pub contact: Listing,
}

impl std::fmt::Debug for LeadListing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LeadListing({:?})", self.lead)
    }
}

/// A task or a meeting as the agenda reads it, with whom it is about.
#[derive(Clone, PartialEq)]
pub struct TaskListing {
    /// It as a call.
    pub call: crate::domain::agenda::PlannedCall,
    /// Whether it is the colleague's who was asked for, and neither done nor off.
    pub is_open: bool,
    /// About whom; nothing where it hangs on no contact.
    pub contact: Option<Listing>,
}

impl std::fmt::Debug for TaskListing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TaskListing({:?})", self.call)
    }
}

/// What the directory learns of a record while synchronising.
#[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Listing {
    /// Which record.
    pub record: crate::domain::record::RecordRef,
    /// Display name.
    pub name: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Normal forms.
    pub emails: Vec<crate::domain::Email>,
    /// E.164.
    pub phones: Vec<crate::domain::Phone>,
    /// Numbers of known orders, newest first.
    pub order_numbers: Vec<String>,
    /// Last change, order or visit.
    pub last_activity: Option<jiff::Timestamp>,
}
