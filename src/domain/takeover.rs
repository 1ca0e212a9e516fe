//! Who should take a case that nobody has, or whose customer has to write again and again. Pure.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contacts::RepeatedContacts;
use super::crm::{Activity, ActivityKind, Case, DealOutcome, MessageFrom};
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
    /// They wrote to this customer last.
    WroteLast {
        /// When.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
    },
    /// They have the case that was answered last; who wrote that answer, its thread does not say.
    HadAnswered {
        /// When it was answered.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
    },
    /// They put down a call or note about this customer last.
    PutDownLast {
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
            Self::WroteLast { .. } => "wrote to this customer last".to_owned(),
            Self::HadAnswered { .. } => "had the case answered last".to_owned(),
            Self::PutDownLast { .. } => "put down the last call or note".to_owned(),
            Self::HasDeal => "has an open deal with this customer".to_owned(),
            Self::FewestOpen { cases: 0, category } => format!("has no open case about {category}"),
            Self::FewestOpen { cases, category } => {
                format!("has fewest open cases about {category}: {cases}")
            }
        }
    }

    /// When that was, where it was at a moment.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::WroteLast { at } | Self::HadAnswered { at } | Self::PutDownLast { at } => Some(*at),
            Self::HasDeal | Self::FewestOpen { .. } => None,
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
    knows_them(&profile.cases, &profile.activities, loads, now)
        .or_else(|| has_deal(profile, loads))
        .or_else(|| fewest_open(loads))
}

/// By what was said last: the mails and what was put down name who did it, of an answer in a case only its owner is
/// known. What is known of the same moment more surely goes before.
fn knows_them(
    cases: &[Case],
    activities: &[Activity],
    loads: &Loads<'_>,
    now: Timestamp,
) -> Option<SuggestedOwner> {
    let cases = cases.iter().filter_map(|case| {
        let answers = case.messages.iter().filter(|message| message.from == MessageFrom::Staff);
        let at = answers.filter_map(|message| message.at).max()?;
        Some((at, Reason::HadAnswered { at }, case.owner.as_ref()?, &case.evidence))
    });
    let words = activities.iter().filter(|one| !one.machine_written).filter_map(|one| {
        let at = one.at?;
        let why = match one.kind {
            ActivityKind::Email => Reason::WroteLast { at },
            ActivityKind::Note | ActivityKind::Call => Reason::PutDownLast { at },
            ActivityKind::Task => return None,
        };
        Some((at, why, one.author.as_ref()?, &one.evidence))
    });
    let of_colleagues =
        cases.chain(words).filter(|(at, _, name, _)| *at <= now && loads.open.contains_key(*name));
    let (_, why, name, evidence) = of_colleagues
        .max_by_key(|(at, why, name, _)| (*at, matches!(why, Reason::WroteLast { .. }), Reverse(*name)))?;
    Some(SuggestedOwner { name: name.clone(), why, evidence: Some(evidence.clone()) })
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
    use serde_json::{Value, json};

    use super::*;

    fn case(owner: &str, answered_at: &str) -> Case {
        serde_json::from_value(json!({
            "id": "1", "evidence": "case:1", "source": "hubspot", "subject": "Zip", "status": "New", "open": true,
            "owner": owner, "messages": [{ "from": "staff", "at": answered_at, "text": "Hello" }],
        }))
        .unwrap()
    }

    fn activity(kind: &str, author: Option<&str>, at: &str) -> Activity {
        serde_json::from_value(json!({
            "id": "2", "evidence": format!("{kind}:2"), "source": "hubspot", "kind": kind, "at": at, "author": author,
            "text": "Hello", "done": (kind == "task").then_some(Value::Bool(true)), "machine_written": false,
        }))
        .unwrap()
    }

    #[test]
    fn only_what_is_known_of_who_spoke_last_is_said() {
        let loads =
            Loads { category: "payment", open: ["Lee", "Sam"].map(|name| (name.to_owned(), 0)).into() };
        let now = "2026-11-20T10:00:00Z".parse().unwrap();
        let (early, late) = ("2026-11-18T10:00:00Z", "2026-11-19T10:00:00Z");
        let had = "had the case answered last";
        for (activities, name, words) in [
            (vec![], "Sam", had),
            // Of the same answer the mail says who wrote it.
            (vec![activity("email", Some("Lee"), early)], "Lee", "wrote to this customer last"),
            // One that came in has no author here.
            (vec![activity("email", None, late)], "Sam", had),
            (vec![activity("task", Some("Lee"), late)], "Sam", had),
            (vec![activity("note", Some("Lee"), late)], "Lee", "put down the last call or note"),
            (vec![activity("call", Some("Gone"), late)], "Sam", had),
        ] {
            let suggested = knows_them(&[case("Sam", early)], &activities, &loads, now).unwrap();
            assert_eq!((suggested.name.as_str(), suggested.why.in_words().as_str()), (name, words));
        }
    }

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
