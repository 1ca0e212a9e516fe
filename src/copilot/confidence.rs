//! How sure a suggestion is once its draft was held against what the customer wrote: whoever wrote it says how sure they are
//! of their own words, and knows nothing of what those leave out.

use super::proposal::Proposal;
use super::shortfall::demands_left;
use crate::domain::Profile;
use crate::domain::about::order_of;
use crate::domain::action::ActionKind;
use crate::domain::crm::Case;

/// What is taken off for each thing that a draft lacks.
const PER_LACK: f64 = 0.08;
/// For each thing that it says and nothing bears out.
const PER_UNSUPPORTED: f64 = 0.15;
/// Where it speaks of an order that the case itself does not name.
const SUPPOSED: f64 = 0.1;
/// Where nothing of the reason that was given stood the check.
const NO_REASON: f64 = 0.05;
/// No suggestion is shown with less.
const LEAST: f64 = 0.05;

/// What a proposal's own confidence comes to. `lacks`: what its draft lacks, in words.
pub fn weighed(proposal: &Proposal, profile: &Profile, lacks: &[String]) -> f64 {
    let times = |count: usize, each: f64| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * each;
    let case = case_of(proposal, profile).filter(|_| !lacks.is_empty());
    // The demands that are left open are one line together.
    let more = case.map_or(0, |case| demands_left(&proposal.body, case).saturating_sub(1));
    let off = times(lacks.len() + more, PER_LACK)
        + times(proposal.unsupported.len(), PER_UNSUPPORTED)
        + times(usize::from(is_about_a_supposed_order(proposal, profile)), SUPPOSED)
        + times(usize::from(proposal.reason.is_empty()), NO_REASON);
    let left = (proposal.confidence - off).max(LEAST.min(proposal.confidence));
    (left * 100.0).round() / 100.0
}

/// The case that an answer is to.
fn case_of<'a>(proposal: &Proposal, profile: &'a Profile) -> Option<&'a Case> {
    let case = proposal.case.as_ref().filter(|_| proposal.action == ActionKind::Reply)?;
    profile.case(case)
}

/// Whether an answer cites an order that is its case's by supposition alone.
fn is_about_a_supposed_order(proposal: &Proposal, profile: &Profile) -> bool {
    let about = case_of(proposal, profile).and_then(|case| order_of(profile, case));
    // Of one who has ordered once there is nothing to suppose.
    let is_only = profile.orders.iter().filter(|order| !order.test).count() == 1;
    about.is_some_and(|(order, found)| {
        !found.is_said() && !is_only && proposal.evidence.contains(&order.evidence)
    })
}
