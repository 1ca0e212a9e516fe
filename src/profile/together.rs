//! Several customers looked at together: for the page about a company or a deal. Pure.

use std::collections::HashSet;

use uuid::Uuid;

use crate::domain::account::Account;
use crate::domain::background::Background;
use crate::domain::customer::{Acquisition, Consent, Customer, WebActivity};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::CustomerId;
use crate::domain::profile::{Freshness, Profile, SourceState};
use crate::domain::score::Scores;

use super::totals::totals;

/// What is known of several customers, and of the account that they belong to, in one list each, so that sums and rules
/// that read a profile can read this. It is nobody's: it is never kept, has no scores, and joins nobody. Where somebody
/// on record was not read, `lacks_people`, no sum is that of all.
pub fn together(name: &str, account: &Account, profiles: &[Profile], lacks_people: bool) -> Profile {
    let mut all = Profile {
        customer: Customer { name: Some(name.to_owned()), ..nobody() },
        identities: Vec::new(),
        possible_matches: Vec::new(),
        conflicts: Vec::new(),
        coverage: Vec::new(),
        totals: totals(&[], false),
        orders: Vec::new(),
        carts: Vec::new(),
        cases: account.cases.clone(),
        deals: account.deal.iter().map(|(deal, _)| deal.clone()).collect(),
        activities: account.activities.clone(),
        scores: Scores::default(),
        sources: Vec::new(),
        store_zone: profiles.iter().find_map(|profile| profile.store_zone.clone()),
    };
    for profile in profiles {
        all.coverage.extend(profile.coverage.iter().filter(|one| !one.complete).cloned());
        all.orders.extend(profile.orders.iter().cloned());
        all.carts.extend(profile.carts.iter().cloned());
        // With its whole thread: of two readings of a case that one is kept.
        all.cases.splice(..0, profile.cases.iter().cloned());
        if account.deal.is_none() {
            all.deals.extend(profile.deals.iter().cloned());
        }
        all.activities.extend(profile.activities.iter().cloned());
        all.scores.next_products.extend(profile.scores.next_products.iter().cloned());
        profile.sources.iter().for_each(|state| note_worst(&mut all.sources, state));
    }
    all.deals.extend(account.deals.iter().cloned());
    all.coverage.dedup();
    once(&mut all.orders, |order| (order.source.clone(), order.id.clone()));
    once(&mut all.carts, |cart| (cart.source.clone(), cart.id.clone()));
    once(&mut all.cases, |case| case.evidence.clone());
    once(&mut all.deals, |deal| deal.evidence.clone());
    once(&mut all.activities, |activity| activity.evidence.clone());
    once(&mut all.scores.next_products, |next| (next.sku.clone(), next.title.clone()));
    // Two stores may have an order of the same number: within one profile that was told apart, across several not.
    let mut taken: HashSet<EvidenceId> = HashSet::new();
    for order in &mut all.orders {
        if !taken.insert(order.evidence.clone()) {
            let key = format!("{}.{}", order.evidence.key(), order.source);
            order.evidence = EvidenceId::new("order", &key);
            taken.insert(order.evidence.clone());
        }
    }
    all.orders.sort_by_key(|order| std::cmp::Reverse(order.placed_at));
    all.cases.sort_by_key(|case| (!case.open, std::cmp::Reverse(case.updated_at)));
    all.deals.sort_by_key(|deal| std::cmp::Reverse(deal.updated_at));
    all.activities.sort_by_key(|activity| std::cmp::Reverse(activity.at));
    let is_partial = lacks_people || profiles.iter().any(|profile| profile.totals.partial);
    all.totals = totals(&all.orders, is_partial);
    all
}

fn nobody() -> Customer {
    Customer {
        id: CustomerId::new(Uuid::nil()),
        name: None,
        emails: Vec::new(),
        phones: Vec::new(),
        locale: None,
        time_zone: None,
        address: None,
        company: None,
        tags: Vec::new(),
        acquisition: Acquisition { channel: None, first_seen_at: None },
        consent: Consent::default(),
        web: WebActivity::default(),
        background: Background::default(),
        note: None,
        ruled_out: Vec::new(),
    }
}

/// A source that failed for one of them is unread for all.
fn note_worst(states: &mut Vec<SourceState>, state: &SourceState) {
    match states.iter_mut().find(|known| known.source == state.source) {
        Some(known) if state.status == Freshness::Failed => *known = state.clone(),
        Some(_) => {}
        None => states.push(state.clone()),
    }
}

fn once<T, K: Eq + std::hash::Hash>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut seen = HashSet::new();
    items.retain(|item| seen.insert(key(item)));
}
