//! Customers as the directory knows them.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::directory::MatchedField;
use crate::domain::ids::CustomerId;
use crate::domain::score::Tier;

/// One hit of the directory.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchHit {
    /// Who.
    pub customer: CustomerId,
    /// Display name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// The e-mail that matched, else the main one.
    pub email: Option<String>,
    /// The phone that matched, else the main one.
    pub phone: Option<String>,
    /// The order number that matched.
    pub order_number: Option<String>,
    /// The number of an open case of theirs that matched.
    pub case_number: Option<String>,
    /// When they were last seen.
    pub last_activity: Option<Timestamp>,
    /// What matched.
    pub matched: MatchedField,
    /// Characters of the name to highlight.
    pub name_ranges: Vec<(usize, usize)>,
    /// Characters of the e-mail to highlight.
    pub email_ranges: Vec<(usize, usize)>,
    /// Tier where it is known.
    pub tier: Option<Tier>,
}

impl fmt::Debug for SearchHit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SearchHit({})", self.customer)
    }
}

/// Customers and what they are called; who is not in the directory is not here.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Names(pub Vec<(CustomerId, String)>);

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Names({})", self.0.len())
    }
}
