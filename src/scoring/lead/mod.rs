//! Points for who has not ordered yet: signed, and they add up. Pure.
//!
//! What they do, by points that are chosen:
//!
//! | what | points |
//! |---|---|
//! | pages seen | 1 for two, at most 25 |
//! | visits | 3 each, at most 15 |
//! | a visit within the last 30 days | 20, one less for every day and a half |
//! | an open deal | 20 |
//! | an order that waits for its payment | 20 |
//! | a cart left | 15 |
//! | consent to e-mail | 5 |
//! | a deal that was lost, none open | -10 |
//! | no visit in 90 days | -10 |
//! | wants no e-mail any more | -10 |
//!
//! Where they come from (`signs`), by points that are chosen until won and lost deals have taught others (`learnt`):
//!
//! | what | points |
//! |---|---|
//! | last form: an enquiry, news, another | 10, 2, 4 |
//! | title: owns or runs, leads or buys | 5, 3 |
//! | works for a company on record | 3 |
//! | 10 to 49, 50 or more work there | 3, 5 |
//! | industry, country, how they came, own mailbox, a case | 0 |
//!
//! No fewer than 0 are given and no more than 100. Which points are chosen and which learnt they say themselves.

mod learnt;
mod signs;

use jiff::Timestamp;

use super::days_between;
use crate::domain::background::FormKind;
use crate::domain::crm::DealOutcome;
use crate::domain::customer::ConsentState;
use crate::domain::evidence::EvidenceId;
use crate::domain::lead::Band;
use crate::domain::profile::Profile;
use crate::domain::record::Coverage;
use crate::domain::score::{Factor, Lead};
pub use learnt::{Deals, LeadEvaluation, LeadModel, LeadsSince};
use signs::Sign;

/// Name and version of the points. Other points under the same inputs are another version.
const MODEL: &str = "lead-4";
/// What the points rest on.
const BASIS: &str = "points by a stated prior, not learnt from won and lost deals";

/// For a visit today, and days in which one point of it fades.
const VISIT_TODAY: f64 = 20.0;
const DAYS_A_POINT: f64 = 1.5;
/// For each visit, and at most for all.
const A_VISIT: u32 = 3;
const ALL_VISITS: u32 = 15;
const OPEN_DEAL: i32 = 20;
const UNPAID: i32 = 20;
const CART: i32 = 15;
const CONSENT: i32 = 5;
/// What speaks against somebody.
const LOST_DEAL: i32 = -10;
const LONG_SILENT: i32 = -10;
const UNSUBSCRIBED: i32 = -10;
/// The most there can be.
const MOST: f64 = 100.0;
/// Days without a visit after which that speaks against them.
const LONG: f64 = 90.0;

/// What deals have taught, and what the model is called that holds it.
pub(super) type Taught<'a> = (&'a LeadModel, String);

/// The points, with what brought them.
pub(super) fn lead(profile: &Profile, taught: Option<&Taught<'_>>, now: Timestamp) -> Option<Lead> {
    if profile.identities.is_empty() {
        return None;
    }
    let web = &profile.customer.web;
    let silent_days = web.last_seen_at.map(|last| days_between(last, now));
    let mut factors = for_them(profile, silent_days);
    factors.extend(against_them(profile, silent_days));
    let points_of = |sign: &Sign| taught.map_or_else(|| sign.prior(), |(model, _)| model.points(sign));
    factors.extend(where_from(&signs::of_profile(profile, now), points_of));
    let sum: f64 = factors.iter().map(|factor| factor.points).sum();
    if sum < 0.0 {
        factors.push(factor(-sum as i32, "points do not go below 0", Vec::new()));
    } else if sum > MOST {
        factors.push(factor((MOST - sum) as i32, "points do not go above a hundred", Vec::new()));
    }
    let points = sum.clamp(0.0, MOST) as u32;
    let words: Vec<&str> = factors.iter().map(|factor| factor.what.as_str()).collect();
    let none = if profile.orders.is_empty() { "no order yet" } else { profile.no_orders_in_words() };
    let reason = match words.as_slice() {
        [] => format!("{none}, and nothing that speaks of interest"),
        words => format!("{none}: {}", words.join(", ")),
    };
    let lacks = unread(profile).map(str::to_owned);
    let reason = [Some(reason), lacks.clone()].into_iter().flatten().collect::<Vec<_>>().join("; ");
    // Below nothing there is a way to go before anything shows.
    let below = (-sum).max(0.0) as u32;
    let ways = || ways_up(profile, silent_days, points_of, now);
    let to_next_band = Band::next(points).map(|(band, missing)| to_band(band, missing + below, &ways()));
    let fades = silent_days.and_then(fades);
    let (basis, model) = match taught {
        Some((taught, name)) if taught.is_taken() => (taught.basis(), name.clone()),
        Some((taught, _)) => (taught.basis(), MODEL.to_owned()),
        None => (BASIS.to_owned(), MODEL.to_owned()),
    };
    Some(Lead { points, reason, factors, fades, to_next_band, lacks, basis, model, as_of: now })
}

/// What would count and could not be read: without it the points are fewer, or more, than they should be.
fn unread(profile: &Profile) -> Option<&'static str> {
    if profile.crm_is_unread() {
        return Some("the CRM was not read");
    }
    profile.lacks(Coverage::DEALS).then_some("deals were not read")
}

fn factor(points: i32, what: impl Into<String>, evidence: Vec<EvidenceId>) -> Factor {
    Factor::of(what.into(), points.into(), evidence)
}

fn for_them(profile: &Profile, silent_days: Option<f64>) -> Vec<Factor> {
    let web = || vec![EvidenceId::new("customer", "web")];
    let mut factors: Vec<Factor> = Vec::new();
    let mut add = |points: i32, what: String, evidence: Vec<EvidenceId>| {
        if points > 0 {
            factors.push(factor(points, what, evidence));
        }
    };
    if let Some(views) = profile.customer.web.page_views {
        add(
            (views / 2).min(25).cast_signed(),
            format!("{views} {} seen", if views == 1 { "page" } else { "pages" }),
            web(),
        );
    }
    if let Some(visits) = profile.customer.web.visits {
        add(of_visits(visits), format!("{visits} {}", if visits == 1 { "visit" } else { "visits" }), web());
    }
    if let Some(days) = silent_days {
        let when = match days {
            0.0..1.0 => "today".to_owned(),
            ..2.0 => "yesterday".to_owned(),
            // Whole days, as ages are said everywhere else.
            days => format!("{:.0} days ago", days.floor()),
        };
        add(of_last_visit(days), format!("last visit {when}"), web());
    }
    if let Some(deal) = profile.deals.iter().find(|deal| deal.outcome == DealOutcome::Open) {
        add(OPEN_DEAL, "an open deal".to_owned(), vec![deal.evidence.clone()]);
    }
    if let Some(order) = profile.unpaid() {
        add(UNPAID, format!("order {} waits for payment", order.number), vec![order.evidence.clone()]);
    }
    if let Some(cart) = profile.carts.first() {
        add(CART, "a cart left behind".to_owned(), vec![cart.evidence.clone()]);
    }
    if profile.customer.consent.email == Some(ConsentState::Subscribed) {
        add(CONSENT, "agreed to e-mail".to_owned(), vec![EvidenceId::new("customer", "consent")]);
    }
    factors
}

fn against_them(profile: &Profile, silent_days: Option<f64>) -> Vec<Factor> {
    let mut factors = Vec::new();
    let is_open = profile.deals.iter().any(|deal| deal.outcome == DealOutcome::Open);
    let lost = profile.deals.iter().find(|deal| deal.outcome == DealOutcome::Lost);
    if let Some(deal) = lost.filter(|_| !is_open) {
        factors.push(factor(LOST_DEAL, "a deal was lost", vec![deal.evidence.clone()]));
    }
    if let Some(days) = silent_days.filter(|days| *days > LONG) {
        let what = format!("no visit for {days:.0} days");
        factors.push(factor(LONG_SILENT, what, vec![EvidenceId::new("customer", "web")]));
    }
    if profile.customer.consent.email == Some(ConsentState::Unsubscribed) {
        let evidence = vec![EvidenceId::new("customer", "consent")];
        factors.push(factor(UNSUBSCRIBED, "wants no e-mail any more", evidence));
    }
    factors
}

/// What holds of where they come from, as far as it moves the points.
fn where_from(signs: &[Sign], points_of: impl Fn(&Sign) -> i32) -> Vec<Factor> {
    let evidence = || vec![EvidenceId::new("customer", "background")];
    let factor = |sign: &Sign| factor(points_of(sign), sign.in_words(), evidence());
    signs.iter().map(factor).filter(|factor| factor.points != 0.0).collect()
}

fn of_visits(visits: u32) -> i32 {
    visits.saturating_mul(A_VISIT).min(ALL_VISITS).cast_signed()
}

fn of_last_visit(days: f64) -> i32 {
    (VISIT_TODAY - days / DAYS_A_POINT).max(0.0) as i32
}

/// How the points change while nothing happens.
fn fades(silent_days: f64) -> Option<String> {
    let points = of_last_visit(silent_days);
    let gone_in = VISIT_TODAY * DAYS_A_POINT - silent_days;
    (points > 0).then(|| {
        format!(
            "the visit's {points} fade by one every {DAYS_A_POINT} days and are gone in {gone_in:.0} days; with no visit for \
             {LONG:.0} days {} follow",
            LONG_SILENT
        )
    })
}

/// What could happen and what it would bring, the most first.
fn ways_up(
    profile: &Profile,
    silent_days: Option<f64>,
    points_of: impl Fn(&Sign) -> i32,
    now: Timestamp,
) -> Vec<(i32, &'static str)> {
    let visits = profile.customer.web.visits.unwrap_or_default();
    let is_long_silent = silent_days.is_some_and(|days| days > LONG);
    let visit = VISIT_TODAY as i32 - silent_days.map_or(0, of_last_visit)
        + of_visits(visits.saturating_add(1))
        - of_visits(visits)
        - if is_long_silent { LONG_SILENT } else { 0 };
    let has = |outcome| profile.deals.iter().any(|deal| deal.outcome == outcome);
    let deal = match (has(DealOutcome::Open), has(DealOutcome::Lost)) {
        (true, _) => 0,
        (false, true) => OPEN_DEAL - LOST_DEAL,
        (false, false) => OPEN_DEAL,
    };
    let consent = match profile.customer.consent.email {
        Some(ConsentState::Subscribed) => 0,
        Some(ConsentState::Unsubscribed) => CONSENT - UNSUBSCRIBED,
        _ => CONSENT,
    };
    let cart = if profile.carts.is_empty() { CART } else { 0 };
    let forms = &profile.customer.background.forms;
    let sent = forms.by(now).map_or(0, |form| points_of(&Sign::Form(form.kind)));
    let enquiry = points_of(&Sign::Form(FormKind::Enquiry)) - sent;
    let mut ways = vec![
        (visit, "a visit today"),
        (enquiry, "an enquiry by a form"),
        (deal, "an open deal"),
        (cart, "a cart"),
        (consent, "a yes to e-mail"),
    ];
    ways.retain(|(points, _)| *points > 0);
    ways.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
    ways
}

/// What it takes to the next band: whatever alone is enough, else as many as it takes together.
fn to_band(band: Band, missing: u32, ways: &[(i32, &str)]) -> String {
    let missing = missing.cast_signed();
    let named = |ways: &[(i32, &str)], between: &str| {
        ways.iter().map(|(points, what)| format!("{what} {points:+}")).collect::<Vec<_>>().join(between)
    };
    let begins = format!("{} is {missing} more", band.as_str());
    let alone: Vec<(i32, &str)> = ways.iter().copied().filter(|(points, _)| *points >= missing).collect();
    if !alone.is_empty() {
        return format!("{begins}: {}", named(&alone, " or "));
    }
    let mut together = 0;
    let enough = ways.iter().position(|(points, _)| {
        together += points;
        together >= missing
    });
    match enough {
        Some(last) => format!("{begins}: {}", named(&ways[..=last], " and ")),
        None => format!("{begins}, which nothing that is counted brings by itself"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_alone_is_enough_is_told_else_what_is_together() {
        let ways = [(20, "an open deal"), (15, "a cart"), (5, "a yes to e-mail")];
        assert_eq!(to_band(Band::Hot, 12, &ways), "hot is 12 more: an open deal +20 or a cart +15");
        assert_eq!(to_band(Band::Hot, 30, &ways), "hot is 30 more: an open deal +20 and a cart +15");
        assert_eq!(
            to_band(Band::Warm, 1, &[]),
            "warm is 1 more, which nothing that is counted brings by itself"
        );
    }

    #[test]
    fn a_visit_fades_to_nothing_in_a_month() {
        assert_eq!([0.0, 3.0, 29.0, 40.0].map(of_last_visit), [20, 18, 0, 0]);
        assert!(
            fades(3.0)
                .unwrap()
                .starts_with("the visit's 18 fade by one every 1.5 days and are gone in 27 days")
        );
        assert_eq!(fades(40.0), None);
    }
}
