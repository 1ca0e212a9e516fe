//! Who should take a case that nobody has, or whose customer has to write again and again. Pure.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contacts::RepeatedContacts;
use super::crm::{Case, DealOutcome, MessageFrom};
use super::evidence::EvidenceId;
use super::profile::Profile;

/// A colleague who should take a case, and why.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuggestedOwner {
    /// Who, by name.
    pub name: String,
    /// Why.
    pub why: Reason,
    /// What that rests on; nothing where it is counted over the queue.
    pub evidence: Option<EvidenceId>,
}

impl fmt::Debug for SuggestedOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SuggestedOwner({:?})", self.why)
    }
}

/// Why somebody should take a case, the strongest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They have answered this customer last.
    AnsweredLast {
        /// When.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
    },
    /// They have an open deal with this customer.
    HasDeal,
    /// Of all colleagues they have fewest open cases of this kind.
    FewestOpen {
        /// How many.
        cases: u32,
        /// Of which kind, in words.
        category: String,
    },
}

impl Reason {
    /// In words, without the time.
    pub fn in_words(&self) -> String {
        match self {
            Self::AnsweredLast { .. } => "answered this customer last".to_owned(),
            Self::HasDeal => "has an open deal with this customer".to_owned(),
            Self::FewestOpen { cases: 0, category } => format!("has no open case about {category}"),
            Self::FewestOpen { cases, category } => {
                format!("has fewest open cases about {category}: {cases}")
            }
        }
    }
}

/// What is open with each colleague of the kind of the case, by name; whoever is missing here can not take it.
pub struct Loads<'a> {
    /// The kind, in words.
    pub category: &'a str,
    /// Open cases of it.
    pub open: BTreeMap<String, u32>,
}

/// Who should take a case. Nothing where somebody has it and its customer does not have to write again and again.
pub fn suggested_owner(
    profile: &Profile,
    case: &Case,
    loads: &Loads<'_>,
    now: Timestamp,
) -> Option<SuggestedOwner> {
    let is_repeated = || RepeatedContacts::of(&profile.cases, now).is_some();
    if !case.open || (case.owner.is_some() && !is_repeated()) {
        return None;
    }
    answered_last(profile, loads, now).or_else(|| has_deal(profile, loads)).or_else(|| fewest_open(loads))
}

/// By the cases that somebody has and we have answered, and by what colleagues put down themselves.
fn answered_last(profile: &Profile, loads: &Loads<'_>, now: Timestamp) -> Option<SuggestedOwner> {
    let cases = profile.cases.iter().filter_map(|case| {
        let answers = case.messages.iter().filter(|message| message.from == MessageFrom::Staff);
        Some((answers.filter_map(|message| message.at).max()?, case.owner.as_ref()?, &case.evidence))
    });
    let words = profile.activities.iter().filter(|one| !one.machine_written && one.done.is_none());
    let words = words.filter_map(|one| Some((one.at?, one.author.as_ref()?, &one.evidence)));
    let of_colleagues =
        cases.chain(words).filter(|(at, name, _)| *at <= now && loads.open.contains_key(*name));
    let (at, name, evidence) = of_colleagues.max_by_key(|(at, name, _)| (*at, Reverse(*name)))?;
    Some(SuggestedOwner {
        name: name.clone(),
        why: Reason::AnsweredLast { at },
        evidence: Some(evidence.clone()),
    })
}

fn has_deal(profile: &Profile, loads: &Loads<'_>) -> Option<SuggestedOwner> {
    let open = profile.deals.iter().filter(|deal| deal.outcome == DealOutcome::Open);
    let mut owned = open.filter_map(|deal| Some((deal.owner.as_ref()?, deal)));
    let (name, deal) = owned.find(|(name, _)| loads.open.contains_key(*name))?;
    Some(SuggestedOwner { name: name.clone(), why: Reason::HasDeal, evidence: Some(deal.evidence.clone()) })
}

/// Of equals the first by the alphabet.
fn fewest_open(loads: &Loads<'_>) -> Option<SuggestedOwner> {
    let (name, cases) = loads.open.iter().min_by_key(|(name, cases)| (**cases, *name))?;
    let why = Reason::FewestOpen { cases: *cases, category: loads.category.to_owned() };
    Some(SuggestedOwner { name: name.clone(), why, evidence: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_colleagues_with_equally_few_the_first_by_the_alphabet_is_suggested() {
        let open =
            |loads: &[(&str, u32)]| loads.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        for (loads, want) in [
            (&[("Robin", 2), ("Lee", 1), ("Sam", 1)][..], Some(("Lee", 1))),
            (&[("Sam", 0), ("Robin", 3)], Some(("Sam", 0))),
            (&[], None),
        ] {
            let suggested = fewest_open(&Loads { category: "payment", open: open(loads) });
            let want = want.map(|(name, cases)| {
                (name.to_owned(), Reason::FewestOpen { cases, category: "payment".to_owned() })
            });
            assert_eq!(suggested.map(|one| (one.name, one.why)), want);
        }
    }
}
