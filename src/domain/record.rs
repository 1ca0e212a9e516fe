//! What one vendor answers about a person, in our words, before it is unified.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::background::Background;
use super::commerce::{Cart, Order};
use super::crm::{Activity, Case, Deal};
use super::customer::{Acquisition, Address, Consent, Email, Phone, PossibleMatch, WebActivity};
use super::ids::Source;

/// One record of one vendor with everything that hangs on it.
///
/// A guest (orders under an e-mail without a customer record) is a record of kind `guest` whose id is the
/// normalised e-mail.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Which vendor account.
    pub source: Source,
    /// `customer`, `guest`, `contact`, `lead`.
    pub kind: String,
    /// The vendor's id.
    pub id: String,
    /// Where a browser shows it.
    pub url: Option<String>,
    /// Last change at the vendor.
    pub updated_at: Option<Timestamp>,
    /// Display name.
    pub name: Option<String>,
    /// Normal forms, the main one first.
    pub emails: Vec<Email>,
    /// E.164, the main one first.
    pub phones: Vec<Phone>,
    /// BCP 47 tag.
    pub locale: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// Default address.
    pub address: Option<Address>,
    /// Company name.
    pub company: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// How they came.
    pub acquisition: Option<Acquisition>,
    /// What they agreed to.
    pub consent: Consent,
    /// Web behaviour where tracked.
    pub web: WebActivity,
    /// Where they come from, as a CRM tells it.
    #[serde(default)]
    pub background: Background,
    /// Free text that staff keeps on the record.
    pub note: Option<String>,
    /// Orders read so far.
    pub orders: Vec<Order>,
    /// Carts left.
    pub carts: Vec<Cart>,
    /// Cases.
    pub cases: Vec<Case>,
    /// Deals.
    pub deals: Vec<Deal>,
    /// Notes, tasks, calls.
    pub activities: Vec<Activity>,
}

impl Record {
    /// A record of which only its place is known.
    pub fn new(source: Source, kind: &str, id: impl Into<String>) -> Self {
        Self {
            source,
            kind: kind.to_owned(),
            id: id.into(),
            url: None,
            updated_at: None,
            name: None,
            emails: Vec::new(),
            phones: Vec::new(),
            locale: None,
            time_zone: None,
            address: None,
            company: None,
            tags: Vec::new(),
            acquisition: None,
            consent: Consent::default(),
            web: WebActivity::default(),
            background: Background::default(),
            note: None,
            orders: Vec::new(),
            carts: Vec::new(),
            cases: Vec::new(),
            deals: Vec::new(),
            activities: Vec::new(),
        }
    }

    /// What links name it by: `hubspot/contact/5571`.
    pub fn reference(&self) -> RecordRef {
        RecordRef { source: self.source.clone(), kind: self.kind.clone(), id: self.id.clone() }
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({:?}, {} orders, {} cases)", self.reference(), self.orders.len(), self.cases.len())
    }
}

/// Names one record of one vendor. As text `hubspot/contact/5571`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct RecordRef {
    /// Which vendor account.
    pub source: Source,
    /// `customer`, `guest`, `contact`, `lead`, `case`.
    pub kind: String,
    /// The vendor's id.
    pub id: String,
}

/// A text that names no record.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a record: expected SOURCE/KIND/ID such as `hubspot/contact/5571`")]
pub struct BadRecordRef;

impl std::str::FromStr for RecordRef {
    type Err = BadRecordRef;
    fn from_str(text: &str) -> Result<Self, BadRecordRef> {
        let mut parts = text.splitn(3, '/');
        let (Some(source), Some(kind), Some(id)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadRecordRef);
        };
        if source.is_empty() || kind.is_empty() || id.is_empty() {
            return Err(BadRecordRef);
        }
        let source = match source.split_once(':') {
            Some((kind, name)) => Source::store(kind, name),
            None => Source::crm(source),
        };
        Ok(Self { source, kind: kind.to_owned(), id: id.to_owned() })
    }
}

impl TryFrom<String> for RecordRef {
    type Error = BadRecordRef;
    fn try_from(text: String) -> Result<Self, BadRecordRef> {
        text.parse()
    }
}

impl From<RecordRef> for String {
    fn from(reference: RecordRef) -> String {
        reference.to_string()
    }
}

impl RecordRef {
    /// A parcel of a store's order, as a record that leads to its customer: spaces, dashes and letter case do not matter.
    /// Nothing where the text is too short for a tracking number, or has hardly a digit.
    pub fn of_parcel(store: &Source, tracking_number: &str) -> Option<Self> {
        let is_spelled = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-');
        let id: String = tracking_number.trim().chars().filter(char::is_ascii_alphanumeric).collect();
        let digits = id.bytes().filter(u8::is_ascii_digit).count();
        let is_number = tracking_number.trim().chars().all(is_spelled) && id.len() >= 8 && digits >= 5;
        is_number.then(|| Self {
            source: store.clone(),
            kind: "parcel".to_owned(),
            id: id.to_ascii_uppercase(),
        })
    }
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.source, self.kind, self.id)
    }
}

impl fmt::Debug for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A guest's id is an e-mail address.
        let id = if self.kind == "guest" { ".." } else { self.id.as_str() };
        write!(f, "{}/{}/{id}", self.source, self.kind)
    }
}

/// How much of the past a source shows, and why not more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Which vendor account.
    pub source: Source,
    /// Nothing before this is visible; absent where nothing cuts the past.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub since: Option<Timestamp>,
    /// Whether all that exists was read.
    pub complete: bool,
    /// What is missing and why, in words; nothing where it is complete.
    pub why: Option<String>,
    /// Of which kind something is missing, where it is one: [`Coverage::CASES`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

impl Coverage {
    /// The kind of a gap among the orders: none of a store's are shown, nor its carts.
    pub const ORDERS: &str = "orders";
    /// The same among the cases.
    pub const CASES: &str = "cases";
    /// The same among the deals.
    pub const DEALS: &str = "deals";
    /// The same among the notes.
    pub const NOTES: &str = "notes";
    /// The same among the tasks.
    pub const TASKS: &str = "tasks";
    /// The same among the calls.
    pub const CALLS: &str = "calls";
    /// The same among the e-mails.
    pub const EMAILS: &str = "e-mails";
    /// All kinds of records of which a gap may be, what weighs most first.
    pub const KINDS: [&str; 7] =
        [Self::ORDERS, Self::CASES, Self::DEALS, Self::NOTES, Self::TASKS, Self::CALLS, Self::EMAILS];
}

/// One vendor's whole answer to one look-up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Records that the query matches by fact. Several only where several are equally good.
    pub records: Vec<Record>,
    /// Records that look alike only, or further hits of a name.
    pub candidates: Vec<PossibleMatch>,
    /// How much of the past this shows; one per kind of gap.
    pub coverage: Vec<Coverage>,
    /// Where older orders go on, when there are more.
    pub older_orders: Option<OlderOrders>,
}

/// Where the reading of a record's older orders goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OlderOrders {
    /// Whose orders.
    pub record: RecordRef,
    /// The vendor's cursor.
    pub cursor: String,
}
