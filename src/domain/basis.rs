//! What a decision rested on: how the things it was about stood, so that it shows when one of them changes.
//!
//! Only what somebody does is kept, never how long ago something was: a day that passes changes nothing.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::commerce::Order;
use super::crm::{Case, MessageFrom};
use super::evidence::EvidenceId;
use super::profile::Profile;

/// What of a thing is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// The last message of the customer in a case: its moment and how many there were.
    Messages,
    /// Whether a case is open.
    Open,
    /// How an order stands: status, parcels, what went back.
    Order,
    /// What lies in a cart, and when it changed.
    Cart,
    /// Stage, amount and close date of a deal.
    Deal,
    /// How many orders there are, and the last.
    Orders,
    /// A score, by the word or band that people go by.
    Score,
    /// Consent to marketing.
    Consent,
    /// Values that the sources disagree about.
    Conflict,
    /// Which of name, e-mail and phone are known, and how many look alike.
    Record,
}

/// How one thing stood.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The thing.
    pub about: EvidenceId,
    /// What of it.
    pub aspect: Aspect,
    /// How it stood; only to be compared.
    pub value: String,
}

/// All that a decision rested on.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Basis(pub Vec<Point>);

impl fmt::Debug for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|point| (&point.about, point.aspect))).finish()
    }
}

impl Basis {
    /// How the things that ids point at stand in a profile. What is not there has no point.
    pub fn of<'a>(profile: &Profile, ids: impl IntoIterator<Item = &'a EvidenceId>) -> Self {
        let mut basis = Self::default();
        for id in ids {
            if basis.0.iter().all(|point| point.about != *id) {
                basis.0.extend(points(profile, id).into_iter().map(|(aspect, value)| Point {
                    about: id.clone(),
                    aspect,
                    value,
                }));
            }
        }
        basis
    }

    /// The points of now that stood otherwise then. What only one of the two knows says nothing: a source may have
    /// been silent.
    pub fn changed_since(&self, then: &Self) -> Vec<&Point> {
        let differs = |point: &&Point| {
            let before = then.0.iter().find(|p| p.about == point.about && p.aspect == point.aspect);
            before.is_some_and(|before| before.value != point.value)
        };
        self.0.iter().filter(differs).collect()
    }

    /// The things it speaks of.
    pub fn ids(&self) -> impl Iterator<Item = &EvidenceId> {
        self.0.iter().map(|point| &point.about)
    }
}

fn points(profile: &Profile, id: &EvidenceId) -> Vec<(Aspect, String)> {
    match id.kind() {
        "case" => profile.case(id).map(case).unwrap_or_default(),
        "order" => profile.order(id).map(|order| (Aspect::Order, order_state(order))).into_iter().collect(),
        "cart" => {
            let cart = profile.carts.iter().find(|cart| cart.evidence == *id);
            let state = |at: Timestamp, value: String, items: usize| format!("{at} {value} {items}");
            cart.map(|c| (Aspect::Cart, state(c.updated_at, c.value.to_string(), c.items.len())))
                .into_iter()
                .collect()
        }
        "deal" => {
            let deal = profile.deals.iter().find(|deal| deal.evidence == *id);
            deal.map(|d| {
                (Aspect::Deal, format!("{} {:?} {:?} {:?}", d.stage, d.amount, d.close_at, d.outcome))
            })
            .into_iter()
            .collect()
        }
        "totals" if !profile.store_is_unread() => {
            let (orders, last) = (profile.totals.orders, profile.totals.last_order_at);
            vec![(Aspect::Orders, format!("{orders} {last:?}"))]
        }
        "score" => score(profile, id.key()).map(|word| (Aspect::Score, word)).into_iter().collect(),
        "customer" => customer(profile, id.key()),
        "conflict" => {
            let conflict = profile.conflicts.iter().find(|c| EvidenceId::new("conflict", &c.field) == *id);
            let values = |c: &super::customer::Conflict| {
                c.values.iter().map(|v| format!("{} {}", v.source, v.value)).collect::<Vec<_>>().join(", ")
            };
            conflict.map(|c| (Aspect::Conflict, values(c))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn case(case: &Case) -> Vec<(Aspect, String)> {
    let theirs = || case.messages.iter().filter(|m| m.from != MessageFrom::Staff);
    let last = theirs().filter_map(|m| m.at).max();
    vec![(Aspect::Messages, format!("{} {last:?}", theirs().count())), (Aspect::Open, case.open.to_string())]
}

fn order_state(order: &Order) -> String {
    let parcels: Vec<String> = order.shipments.iter().map(|parcel| format!("{:?}", parcel.status)).collect();
    format!("{:?} {} {}", order.status, order.refunded, parcels.join(","))
}

/// The band that a score is in: a point more or less is no change.
fn score(profile: &Profile, key: &str) -> Option<String> {
    let scores = &profile.scores;
    match key {
        "clv" => scores.clv.as_ref().map(|clv| clv.tier.as_str().to_owned()),
        "churn" => scores.churn.as_ref().map(|churn| churn.level().to_owned()),
        "lead" => scores.lead.as_ref().map(|lead| format!("{} of 100 or more", lead.points / 20 * 20)),
        _ => None,
    }
}

fn customer(profile: &Profile, key: &str) -> Vec<(Aspect, String)> {
    let customer = &profile.customer;
    match key {
        "consent" => {
            let (email, sms) = (customer.consent.email, customer.consent.sms);
            vec![(Aspect::Consent, format!("{email:?} {sms:?}"))]
        }
        "name" => {
            let (mails, phones) = (customer.emails.len(), customer.phones.len());
            let (named, alike) = (customer.name.is_some(), profile.possible_matches.len());
            vec![(Aspect::Record, format!("{named} {mails} {phones} {alike}"))]
        }
        _ => Vec::new(),
    }
}
