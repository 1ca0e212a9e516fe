//! Points for who has not ordered yet. Pure.
//!
//! At most: 25 for pages seen (one per two), 15 for visits (three each), 20 for a visit within the last 30 days
//! (one less for every day and a half), 20 for an open deal, 15 for a cart left, 5 for consent to e-mail: 100.

use jiff::Timestamp;

use super::{MODEL, days_between};
use crate::domain::crm::DealOutcome;
use crate::domain::customer::ConsentState;
use crate::domain::evidence::EvidenceId;
use crate::domain::profile::Profile;
use crate::domain::score::{Factor, Lead};

/// The points, with what brought them.
pub(super) fn lead(profile: &Profile, now: Timestamp) -> Option<Lead> {
    if profile.identities.is_empty() {
        return None;
    }
    let mut factors: Vec<Factor> = Vec::new();
    let mut add = |points: u32, what: String, evidence: Vec<EvidenceId>| {
        if points > 0 {
            factors.push(Factor { what, points: f64::from(points), evidence });
        }
    };
    let web = || vec![EvidenceId::new("customer", "web")];
    if let Some(views) = profile.customer.web.page_views {
        add((views / 2).min(25), format!("{views} pages seen"), web());
    }
    if let Some(visits) = profile.customer.web.visits {
        add(visits.saturating_mul(3).min(15), format!("{visits} visits"), web());
    }
    if let Some(last) = profile.customer.web.last_seen_at {
        let days = days_between(last, now);
        let when = match days {
            0.0..1.0 => "today".to_owned(),
            ..2.0 => "yesterday".to_owned(),
            days => format!("{days:.0} days ago"),
        };
        add((20.0 - days / 1.5).max(0.0) as u32, format!("last visit {when}"), web());
    }
    if let Some(deal) = profile.deals.iter().find(|deal| deal.outcome == DealOutcome::Open) {
        add(20, "an open deal".to_owned(), vec![deal.evidence.clone()]);
    }
    if let Some(cart) = profile.carts.first() {
        add(15, "a cart left behind".to_owned(), vec![cart.evidence.clone()]);
    }
    if profile.customer.consent.email == Some(ConsentState::Subscribed) {
        add(5, "agreed to e-mail".to_owned(), vec![EvidenceId::new("customer", "consent")]);
    }
    let points = factors.iter().map(|factor| factor.points as u32).sum();
    let words: Vec<&str> = factors.iter().map(|factor| factor.what.as_str()).collect();
    let reason = match words.as_slice() {
        [] => "no order yet, and nothing that speaks of interest".to_owned(),
        words => format!("no order yet: {}", words.join(", ")),
    };
    Some(Lead { points, reason, factors, model: MODEL.to_owned(), as_of: now })
}
