//! How the vendor accounts stand, and what is stuck.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::ids::{EntryId, Source};
use crate::domain::record::RecordRef;
use crate::domain::shape::Field;
use crate::phrasing::Moment;
use crate::ports::{Budget, Lack};

/// All that is known of the accounts without asking them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesReport {
    /// The accounts in the order of the configuration.
    pub vendors: Vec<VendorStanding>,
    /// What cannot go on without a person, the oldest first.
    pub parked: Vec<Parked>,
}

/// How one account stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VendorStanding {
    /// Which.
    pub source: Source,
    /// When it last answered as it should.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    pub succeeded_at: Option<Timestamp>,
    /// How it failed last; nothing where it has answered since.
    pub failed: Option<Failed>,
    /// How far what is held here trails behind.
    pub trails: Vec<Trail>,
    /// What may still be asked.
    pub budgets: Vec<Budget>,
    /// When it was tested last and answered.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    pub tested_at: Option<Timestamp>,
    /// Scopes that it lacked then.
    pub lacks: Vec<Lack>,
}

impl VendorStanding {
    /// How it stands, in words.
    pub fn in_words(&self, moment: &Moment) -> String {
        match (&self.failed, self.succeeded_at) {
            (Some(failed), _) => {
                format!("failed {}: {}", moment.ago(failed.at), self.source.cause_alone(&failed.why))
            }
            (None, Some(at)) => format!("answered {}", moment.ago(at)),
            (None, None) => "not asked yet".to_owned(),
        }
    }
}

impl Trail {
    /// How far it has been read, in words.
    pub fn in_words(&self, moment: &Moment) -> String {
        let read = match self.until {
            Some(until) => format!("read up to {}", moment.ago(until)),
            None if self.on_opening => "not read yet: opening it reads it".to_owned(),
            None => "never read to the end".to_owned(),
        };
        if self.interrupted { format!("{read}; a reading was interrupted") } else { read }
    }
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failed {
    /// When.
    #[schemars(with = "crate::domain::Rfc3339")]
    pub at: Timestamp,
    /// Why, in words.
    pub why: String,
}

/// How far one kind of records has been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trail {
    /// `customers`, `orders`; of the lists that are worked through `queue`, `leads`, `tasks`.
    pub what: String,
    /// All that changed before is held here; nothing where they were never read to the end.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    pub until: Option<Timestamp>,
    /// A reading was begun and has not come to its end.
    pub interrupted: bool,
    /// It is read when it is opened, and not with everything else.
    #[serde(default)]
    pub on_opening: bool,
}

/// What cannot go on without a person. Its values are hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Parked {
    /// Which.
    pub id: ParkedId,
    /// What it is, in words that name nobody: `note on hubspot/contact/5571`.
    pub about: String,
    /// Since when.
    #[schemars(with = "crate::domain::Rfc3339")]
    pub at: Timestamp,
    /// Why, in words.
    pub why: String,
    /// What it is made of.
    pub fields: Vec<Field>,
}

/// Names what is parked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ParkedId {
    Entry(EntryId),
    /// A record that came and could not be read.
    Record(RecordRef),
}

impl std::fmt::Display for ParkedId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Entry(id) => id.fmt(f),
            Self::Record(record) => record.fmt(f),
        }
    }
}
