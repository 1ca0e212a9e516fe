//! What has changed of a customer while the rep looked on, in words.

use std::collections::HashMap;

use crate::domain::crm::Case;
use crate::domain::outbox::Entry;
use crate::domain::profile::Profile;
use crate::phrasing::counted;

/// One part for each kind of change, with its count; nothing where nothing changed. What `own` entries have written is no
/// news.
pub fn news(before: &Profile, now: &Profile, own: &[&Entry]) -> Vec<String> {
    let is_own = |case: &Case| {
        let changed = |at| own.iter().any(|entry| is_of(entry, case) && entry.is_seen_in(at));
        case.updated_at.is_some_and(changed)
    };
    let orders: HashMap<_, _> = before.orders.iter().map(|order| (&order.evidence, order)).collect();
    let cases: HashMap<_, _> = before.cases.iter().map(|case| (&case.evidence, case)).collect();
    let (mut new_orders, mut moved_orders, mut new_cases, mut moved_cases, mut messages) = (0, 0, 0, 0, 0);
    for order in &now.orders {
        match orders.get(&order.evidence) {
            None => new_orders += 1,
            Some(known) if *known != order => moved_orders += 1,
            Some(_) => {}
        }
    }
    for case in &now.cases {
        match cases.get(&case.evidence) {
            None => new_cases += 1,
            Some(known) => {
                messages += case.messages.len().saturating_sub(known.messages.len()) as u64;
                let has_moved = known.status != case.status || known.owner != case.owner;
                moved_cases += u64::from(has_moved && !is_own(case));
            }
        }
    }
    [
        (new_orders, "new order"),
        (moved_orders, "changed order"),
        (new_cases, "new case"),
        (moved_cases, "changed case"),
        (messages, "new message"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what): (u64, _)| counted(count, what))
    .collect()
}

fn is_of(entry: &Entry, case: &Case) -> bool {
    entry.write.case().is_some_and(|record| record.source == case.source && record.id == case.id)
}
