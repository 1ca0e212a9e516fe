//! What was decided before: about this customer one by one, over all customers as counts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::copilot::tone;
use crate::domain::action::{ActionKind, ApprovalRule};
use crate::domain::answer::UnderWay;
use crate::domain::basis::Basis;
use crate::domain::refunds::PayingBack;
use crate::domain::returns::Exception;
use crate::domain::{EvidenceId, PromiseRule, Returns};

/// What candidates are cut by beside the customer's situation. Kept with each brief, so that it can be written again.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Terms {
    /// Which actions need a yes, and from how much on.
    #[serde(default)]
    pub approvals: Vec<ApprovalRule>,
    /// The zone of whoever is proposed to, an IANA name: what is due is due in its hours.
    #[serde(default)]
    pub office: Option<String>,
    /// The case that is worked on, where somebody said which.
    #[serde(default)]
    pub case: Option<EvidenceId>,
    /// What drafts may promise, by whoever asked.
    #[serde(default)]
    pub promises: Vec<PromiseRule>,
    /// Until when goods may come back.
    #[serde(default)]
    pub returns: Option<Returns>,
    /// Decisions about this customer, newest first.
    #[serde(default)]
    pub decisions: Vec<Decision>,
    /// Decisions about all customers.
    #[serde(default)]
    pub tally: Tally,
    /// Answers that are under way: none of their cases is answered again.
    #[serde(default)]
    pub under_way: Vec<UnderWay>,
    /// Money back that is on its way: no more of its orders is proposed.
    #[serde(default)]
    pub paying_back: Vec<PayingBack>,
    /// Exceptions from the rule for what comes back that were asked for: nobody is to ask who decides.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// A decision about something that was proposed for this customer.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The candidate that it came from; nothing where it came from none.
    pub candidate: Option<String>,
    /// What kind of action.
    pub action: ActionKind,
    /// The case it belonged to.
    pub case: Option<EvidenceId>,
    /// As it was proposed or edited.
    pub title: String,
    /// Why it was proposed.
    pub reason: String,
    /// When it was decided.
    pub at: Timestamp,
    /// How.
    pub verdict: Verdict,
    /// How the things it was about stood when it was proposed.
    #[serde(default)]
    pub basis: Basis,
}

/// How a suggestion was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Carried out or on its way.
    Accepted,
    /// Turned down, with the reason.
    Dismissed(String),
}

/// What a reason for turning something down comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ReasonClass {
    NotRelevant,
    AlreadyDone,
    WrongChannel,
    WrongTime,
    WrongFacts,
    Other,
}

impl ReasonClass {
    /// What a rep's words come to: the app's own list, or words of their own.
    pub fn of(reason: &str) -> Self {
        let says = |words: &[&str]| tone::contains_any(reason, words);
        if says(&["already", "done", "called", "have written"]) {
            Self::AlreadyDone
        } else if says(&["waste of time"]) {
            Self::NotRelevant
        } else if says(&["channel", "phone", "e-mail", "email"]) {
            Self::WrongChannel
        } else if says(&["time", "timing", "moment", "later", "not now", "too early", "too soon"]) {
            Self::WrongTime
        } else if says(&["fact", "facts", "untrue", "not true", "incorrect"]) {
            Self::WrongFacts
        } else if says(&["relevant", "not for", "no use", "pointless"]) {
            Self::NotRelevant
        } else {
            Self::Other
        }
    }

    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotRelevant => "not relevant",
            Self::AlreadyDone => "already done",
            Self::WrongChannel => "wrong channel",
            Self::WrongTime => "wrong time",
            Self::WrongFacts => "wrong facts",
            Self::Other => "another reason",
        }
    }

    /// Whether it speaks against proposing such a thing again: what was done already was right, and what rests on wrong
    /// facts says nothing of the thing.
    pub fn speaks_against(self) -> bool {
        !matches!(self, Self::AlreadyDone | Self::WrongFacts)
    }
}

/// How often actions of each kind were accepted and turned down, over all customers. Names nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tally(BTreeMap<String, Counts>);

/// Of one kind of action.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Accepted and not taken back.
    pub accepted: u32,
    /// Turned down and not taken back, by what the reason comes to.
    pub dismissed: BTreeMap<ReasonClass, u32>,
}

impl Counts {
    /// Turned down for any reason.
    pub fn all_dismissed(&self) -> u32 {
        self.dismissed.values().sum()
    }

    /// Turned down for a reason that speaks against the thing.
    pub fn turned_against(&self) -> u32 {
        self.dismissed.iter().filter(|(class, _)| class.speaks_against()).map(|(_, count)| count).sum()
    }

    /// The most usual reason that speaks against it.
    pub fn usual_reason(&self) -> Option<ReasonClass> {
        let against = self.dismissed.iter().filter(|(class, count)| class.speaks_against() && **count > 0);
        against.max_by_key(|(_, count)| **count).map(|(class, _)| *class)
    }
}

impl Tally {
    /// Of one kind.
    pub fn of(&self, action: ActionKind) -> Counts {
        self.0.get(action.as_str()).cloned().unwrap_or_default()
    }

    /// Counts a decision.
    pub fn count(&mut self, action: ActionKind, verdict: &Verdict) {
        let number = self.number(action, verdict);
        *number = number.saturating_add(1);
    }

    /// Counts a decision no more: it was taken back.
    pub fn discount(&mut self, action: ActionKind, verdict: &Verdict) {
        let number = self.number(action, verdict);
        *number = number.saturating_sub(1);
    }

    fn number(&mut self, action: ActionKind, verdict: &Verdict) -> &mut u32 {
        let counts = self.0.entry(action.as_str().to_owned()).or_default();
        match verdict {
            Verdict::Accepted => &mut counts.accepted,
            Verdict::Dismissed(reason) => counts.dismissed.entry(ReasonClass::of(reason)).or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_come_to_a_class_and_decisions_are_counted_and_taken_back() {
        for (reason, class) in [
            ("not relevant for this customer", ReasonClass::NotRelevant),
            ("already done", ReasonClass::AlreadyDone),
            ("already called", ReasonClass::AlreadyDone),
            ("wrong channel", ReasonClass::WrongChannel),
            ("wrong moment", ReasonClass::WrongTime),
            ("the facts are wrong", ReasonClass::WrongFacts),
            ("I don't like it", ReasonClass::Other),
            ("the sentiment is bad", ReasonClass::Other),
            ("they abandoned us", ReasonClass::Other),
            ("a waste of time", ReasonClass::NotRelevant),
        ] {
            assert_eq!(ReasonClass::of(reason), class, "{reason}");
        }
        let mut tally = Tally::default();
        let no = Verdict::Dismissed("wrong channel".to_owned());
        tally.count(ActionKind::Task, &Verdict::Accepted);
        tally.count(ActionKind::Task, &no);
        tally.count(ActionKind::Task, &Verdict::Dismissed("already done".to_owned()));
        let counts = tally.of(ActionKind::Task);
        assert_eq!((counts.accepted, counts.all_dismissed(), counts.turned_against()), (1, 2, 1));
        assert_eq!(counts.usual_reason(), Some(ReasonClass::WrongChannel));
        tally.discount(ActionKind::Task, &no);
        assert_eq!(tally.of(ActionKind::Task).turned_against(), 0);
        let kept = serde_json::to_string(&tally).expect("it can be kept");
        assert_eq!(serde_json::from_str::<Tally>(&kept).expect("it can be read"), tally);
    }
}
