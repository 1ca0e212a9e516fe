//! Kinds of fact, and which of them a purpose may ever take.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::brief::Purpose;

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum FactKind {
    Customer,
    Consent,
    Web,
    Order,
    Cart,
    Case,
    Deal,
    Activity,
    Totals,
    Score,
    Product,
    Conflict,
    Coverage,
    Calendar,
    /// What a look-up found: counts, sums, how many were looked at.
    Lookup,
    /// The shop's own rules, as far as they concern what is there.
    Policy,
    /// How to reach the customer. Shown here; no purpose takes it, so that it never leaves.
    Contact,
}

/// A word that is no kind of fact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no kind of fact `{0}`")]
pub struct UnknownFactKind(pub String);

impl FactKind {
    /// All of them.
    pub const ALL: [FactKind; 17] = [
        Self::Customer,
        Self::Consent,
        Self::Web,
        Self::Order,
        Self::Cart,
        Self::Case,
        Self::Deal,
        Self::Activity,
        Self::Totals,
        Self::Score,
        Self::Product,
        Self::Conflict,
        Self::Coverage,
        Self::Calendar,
        Self::Lookup,
        Self::Policy,
        Self::Contact,
    ];

    /// The word that stands in a prompt and in the header of its template.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Consent => "consent",
            Self::Web => "web",
            Self::Order => "order",
            Self::Cart => "cart",
            Self::Case => "case",
            Self::Deal => "deal",
            Self::Activity => "activity",
            Self::Totals => "totals",
            Self::Score => "score",
            Self::Product => "product",
            Self::Conflict => "conflict",
            Self::Coverage => "coverage",
            Self::Calendar => "calendar",
            Self::Lookup => "lookup",
            Self::Policy => "policy",
            Self::Contact => "contact",
        }
    }
}

impl fmt::Display for FactKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FactKind {
    type Err = UnknownFactKind;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == word);
        known.ok_or_else(|| UnknownFactKind(word.to_owned()))
    }
}

impl Purpose {
    /// The kinds of fact that this purpose may ever take; no other is made for it, and no prompt can declare another.
    pub fn facts(self) -> &'static [FactKind] {
        use FactKind::{
            Activity, Calendar, Cart, Case, Conflict, Consent, Coverage, Customer, Deal, Lookup, Order,
            Policy, Product, Score, Totals, Web,
        };
        match self {
            // Who answers a case needs neither their browsing nor what they may buy next.
            Self::Support => &[
                Customer, Consent, Order, Case, Activity, Totals, Score, Conflict, Coverage, Cart, Deal,
                Calendar, Lookup, Policy,
            ],
            Self::Sales => &[
                Customer, Consent, Web, Order, Cart, Case, Deal, Activity, Totals, Score, Product, Conflict,
                Coverage, Calendar, Lookup, Policy,
            ],
        }
    }
}
