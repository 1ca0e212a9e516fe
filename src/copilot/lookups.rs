//! Look-ups: what a question needs to see of a profile beyond its first facts.
//!
//! Read-only and bounded, over the one profile at hand: there is no way to name another customer. What a look-up finds
//! becomes facts: those of the orders, cases and notes that fit, and one that says how many fit, what they come to and
//! how many were looked at, so that "never" can be said with evidence. Pure.

mod messages;
mod orders;
mod period;
mod sums;
mod words;

use std::fmt;

use super::facts::{Fact, Facts, day};
use crate::domain::worded::worded;
use crate::domain::{EvidenceId, Profile, Worded};

pub use messages::MessageFilter;
pub use orders::{OrderFilter, OrderState};
pub use period::Period;
pub use sums::{Measure, Per, Sums};
pub use words::{content_words, folded, is_like, singular};

/// Rows of one look-up that become facts of their own.
const MOST_ROWS: usize = 12;

/// Something to be looked up in a profile.
#[derive(Clone, PartialEq, Eq)]
pub enum Lookup {
    /// Orders that fit, and what they come to.
    Orders(OrderFilter),
    /// Messages, notes and calls that have a word in them.
    Messages(MessageFilter),
    /// Orders counted and added up by month, year, category or product.
    Sums(Sums),
}

impl fmt::Debug for Lookup {
    /// The kind alone: words and names may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl Lookup {
    /// `orders`, `messages` or `sums`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Orders(_) => "orders",
            Self::Messages(_) => "messages",
            Self::Sums(_) => "sums",
        }
    }

    /// What is looked for, in words for a person: `orders with “headlamp” in 2025`.
    pub fn in_words(&self) -> Worded {
        match self {
            Self::Orders(filter) => filter.in_words(),
            Self::Messages(filter) => filter.in_words(),
            Self::Sums(sums) => sums.in_words(),
        }
    }
}

/// What a look-up found.
#[derive(Clone, PartialEq, Eq)]
pub struct Looked {
    /// The fact that says so: `lookup:1`.
    pub evidence: EvidenceId,
    /// What was looked for, in words.
    pub asked: String,
    /// What came of it, in words.
    pub found: String,
}

impl fmt::Debug for Looked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Looked({})", self.evidence)
    }
}

/// The fact of a look-up, by its key.
pub fn lookup_id(key: &str) -> EvidenceId {
    EvidenceId::new("lookup", key)
}

/// Looks something up and adds what it finds to the facts, as `lookup:KEY` and the facts of what fits.
pub fn look_up(profile: &Profile, facts: &mut Facts, lookup: &Lookup, key: &str) -> Looked {
    let (fact, more) = match lookup {
        Lookup::Orders(filter) => orders::look_up(profile, facts, filter, key),
        Lookup::Messages(filter) => messages::look_up(profile, facts, filter, key),
        Lookup::Sums(sums) => sums::look_up(profile, facts, sums, key),
    };
    let read = |words: &Worded| facts.reader.worded(words);
    let looked =
        Looked { evidence: fact.evidence.clone(), asked: read(&lookup.in_words()), found: read(&fact.text) };
    facts.add(fact);
    more.into_iter().for_each(|fact| facts.add(fact));
    looked
}

/// How far back the store's orders are known, as a clause: `, the oldest of 3 Jan 2024`, and that the history is
/// partial where it is.
fn reach(profile: &Profile, facts: &Facts, fact: &mut Fact) -> Worded {
    use super::facts::{Claim, SlotValue};
    let mut clause = Worded::default();
    if let Some(first) = profile.orders.iter().filter(|o| !o.test).map(|o| o.placed_at).min() {
        fact.field("looked_since", SlotValue::Date(first));
        clause.push(worded!(", the oldest of {}", day(first, &facts.zone)));
    }
    let is_cut = profile.totals.partial || profile.store_is_unread();
    fact.claim(Claim::Partial, is_cut);
    if is_cut {
        clause.push("; the history is partial, older or other orders are not known");
    }
    clause
}
