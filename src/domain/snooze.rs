//! Snooze: a case out of the way until something happens, and what has woken it.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::about::{last_scan, order_of};
use super::commerce::{Order, ShipmentStatus};
use super::crm::{Case, MessageFrom};
use super::evidence::EvidenceId;
use super::ids::EntryId;
use super::profile::Profile;
use super::words::words;

/// What wakes a case, whichever comes first. Who writes is never left asleep: a message of the customer's wakes it
/// under every rule, and under one that names nothing else nothing but it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WakeRule {
    /// This moment.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub at: Option<Timestamp>,
    /// The zone that the moment was named in: `America/New_York`.
    pub zone: Option<String>,
    /// The parcel of the order that the case is about moves.
    pub scan: bool,
}

/// The last that is known of the parcel that a case is about; another one means that it has moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ParcelMark {
    /// The order.
    pub order: EvidenceId,
    /// How far its parcel is; nothing while nothing has left.
    pub status: Option<ShipmentStatus>,
    /// The last change that the store knows of.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub at: Option<Timestamp>,
}

impl ParcelMark {
    /// Of the order that a case is about, where one is found.
    pub fn of(profile: &Profile, case: &Case) -> Option<Self> {
        order_of(profile, case).map(|(order, _)| Self::at(order))
    }

    /// Of one order; nothing where it is not known any more.
    pub fn of_order(profile: &Profile, order: &EvidenceId) -> Option<Self> {
        profile.order(order).map(Self::at)
    }

    /// Why no scan of it is to come, in words; nothing where one can. `parcel`: that of the order that a case is about, where
    /// one is found.
    pub fn why_no_scan(parcel: Option<&Self>) -> Option<&'static str> {
        match parcel {
            None => Some("no order is known that it is about, so that no parcel can move"),
            Some(parcel) if parcel.status == Some(ShipmentStatus::Delivered) => {
                Some("its parcel is delivered already, so that no scan is to come")
            }
            Some(_) => None,
        }
    }

    fn at(order: &Order) -> Self {
        let last = last_scan(order);
        let heard =
            last.and_then(|shipment| shipment.delivered_at.or(shipment.updated_at).or(shipment.shipped_at));
        Self { order: order.evidence.clone(), status: last.map(|shipment| shipment.status), at: heard }
    }
}

/// A case that sleeps.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Snooze {
    /// Until when.
    pub rule: WakeRule,
    /// Who has put it to sleep.
    pub by: String,
    /// When.
    #[schemars(with = "super::Rfc3339")]
    pub since: Timestamp,
    /// The entry of the outbox that tells the CRM; taken back with it.
    pub entry: EntryId,
    /// The stage that it was in before.
    pub status: String,
    /// How many messages its thread had then.
    pub messages: u32,
    /// The customer has written since.
    pub heard: bool,
    /// How its parcel stood then; nothing until that is known.
    pub parcel: Option<ParcelMark>,
    /// The sleep that this one took the place of, to which taking it back leads.
    #[serde(default)]
    pub before: Option<Box<Snooze>>,
}

impl fmt::Debug for Snooze {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snooze({:?} since {})", self.rule, self.since)
    }
}

impl Snooze {
    /// Whether the time of its rule has come.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.rule.at.is_some_and(|at| at <= now)
    }

    /// Whether the customer has written since: later, or before but not known yet when it was put to sleep.
    pub fn is_broken_by(&self, case: &Case) -> bool {
        let known = usize::try_from(self.messages).unwrap_or(usize::MAX);
        let is_new = |(at, message): (usize, &super::crm::Message)| {
            let is_later = message.at.is_some_and(|at| at > self.since);
            message.from != MessageFrom::Staff && (is_later || at >= known)
        };
        case.messages.iter().enumerate().any(is_new)
    }

    /// Takes note of how the parcel stands; true where it has moved and the rule waits for that.
    pub fn sees(&mut self, parcel: Option<&ParcelMark>) -> bool {
        let Some(parcel) = parcel else { return false };
        match &self.parcel {
            // Nobody knew how it stood when it was put to sleep.
            None => {
                self.parcel = Some(parcel.clone());
                false
            }
            Some(before) => self.rule.scan && before != parcel,
        }
    }
}

/// What has woken a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WakeCause {
    /// The moment of its rule has come.
    Time,
    /// Its parcel has moved.
    Parcel,
    /// The customer has written.
    Customer,
    /// A person.
    Person,
}

words! { WakeCause:
    Time = "time", "time is up";
    Parcel = "parcel", "parcel moved";
    Customer = "customer", "customer wrote";
    Person = "person", "woken";
}

/// A case that has slept and is back, until somebody works on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Back {
    /// Since when.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// By what.
    pub cause: WakeCause,
    /// What it was woken from.
    pub from: Snooze,
    /// The entry of the outbox that tells the CRM, where a person has woken it.
    pub entry: Option<EntryId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::crm::Message;
    use crate::domain::ids::Source;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn snooze(rule: WakeRule) -> Snooze {
        Snooze {
            rule,
            by: "sam@example.com".to_owned(),
            since: at(100),
            entry: EntryId::new(uuid::Uuid::nil()),
            status: "New".to_owned(),
            messages: 2,
            heard: false,
            parcel: None,
            before: None,
        }
    }

    fn mark(second: i64) -> ParcelMark {
        let status = Some(ShipmentStatus::InTransit);
        ParcelMark { order: EvidenceId::new("order", "1"), status, at: Some(at(second)) }
    }

    #[test]
    fn a_moment_is_over_when_it_has_come_and_none_never_is() {
        let until = snooze(WakeRule { at: Some(at(200)), ..WakeRule::default() });
        assert!(!until.is_over(at(199)) && until.is_over(at(200)));
        assert!(!snooze(WakeRule::default()).is_over(Timestamp::MAX));
    }

    #[test]
    fn a_parcel_that_moves_wakes_only_who_waits_for_it() {
        let mut waits = snooze(WakeRule { scan: true, ..WakeRule::default() });
        assert!(!waits.sees(None));
        assert!(!waits.sees(Some(&mark(50))), "what is learnt first is where it starts from");
        assert!(!waits.sees(Some(&mark(50))));
        assert!(!waits.sees(None), "a store that does not answer is no move");
        assert!(waits.sees(Some(&mark(150))));
        let mut other = snooze(WakeRule { at: Some(at(900)), ..WakeRule::default() });
        other.sees(Some(&mark(50)));
        assert!(!other.sees(Some(&mark(150))));
    }

    #[test]
    fn only_what_the_customer_wrote_since_wakes() {
        let message = |from, second| Message { from, at: Some(at(second)), text: "still nothing".to_owned() };
        let mut case = Case {
            id: "77".to_owned(),
            evidence: EvidenceId::new("case", "77"),
            source: Source::crm("hubspot"),
            subject: String::new(),
            status: String::new(),
            open: true,
            priority: None,
            channel: None,
            opened_at: None,
            updated_at: None,
            closed_at: None,
            attachments: None,
            asker: None,
            owner: None,
            messages: vec![message(MessageFrom::Customer, 90), message(MessageFrom::Staff, 150)],
            url: None,
        };
        let sleeping = snooze(WakeRule::default());
        assert!(!sleeping.is_broken_by(&case));
        case.messages.push(message(MessageFrom::Staff, 160));
        assert!(!sleeping.is_broken_by(&case));
        case.messages[2] = message(MessageFrom::Customer, 160);
        assert!(sleeping.is_broken_by(&case));
        case.messages[2] = message(MessageFrom::Customer, 95);
        assert!(sleeping.is_broken_by(&case), "it was on its way when the case was put to sleep");
    }
}
