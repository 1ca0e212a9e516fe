//! What a search for a customer ends with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::customer::PossibleMatch;
use crate::domain::ids::Source;
use crate::domain::profile::Profile;
use crate::ports::repository::StorageError;

/// Where the answer may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// From the cache however old, at once; from the vendors only where nothing is cached.
    Cached,
    /// From the vendors; the cache stands in for those that fail.
    Fresh,
    /// From the cache alone.
    Offline,
}

/// How many orders are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pages {
    /// The first page of each store; older orders as cached.
    First,
    /// Every page.
    All,
}

/// The profile as far as it is known while vendors are still being asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    /// What is known; parts that have not come yet are the cached ones or absent.
    pub profile: Profile,
    /// Who has not answered yet.
    pub waiting_for: Vec<Source>,
    /// Whether a store has older orders that are not in the profile yet.
    pub has_older: bool,
}

/// What a search ended with.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// One customer.
    One {
        /// What is known of them.
        profile: Box<Profile>,
        /// Whether a store has older orders that are not in the profile: only the first page was read, or reading on
        /// failed.
        has_older: bool,
    },
    /// Several people whom the query fits equally well; one record of each, to choose from.
    Many(Vec<PossibleMatch>),
    /// Nobody, and where that was looked for.
    Nobody(Vec<Looked>),
    /// Nobody so far, but not everybody could be asked; nothing cached would do.
    Unreachable(Vec<Looked>),
}

/// Where somebody was looked for in vain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Looked {
    /// Where: a vendor account, or `cache`.
    pub place: String,
    /// What was done, in words.
    pub what: String,
    /// Why somebody may be there and not be found, in words.
    pub why_maybe: String,
    /// Whether it was asked and did not answer.
    pub failed: bool,
}

/// Why a profile could not be put together. Vendors that fail are no error: see [`Outcome`].
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The storage refused.
    #[error("the profile could not be read from or written to the storage")]
    Storage(#[from] StorageError),
}
