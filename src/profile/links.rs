//! Which records are one person, by facts alone. Pure.
//!
//! One person is a set of links, never a merge: nothing here changes a record. The facts, the strongest first:
//!
//! 1. a person's own word (a stored link decision; an unlinked record is taken out before anything else, so
//!    that nobody is reached through it either);
//! 2. the same normalised e-mail;
//! 3. the same order of the same store;
//! 4. the same E.164 phone, unless the given names contradict each other (`given_names`). Households and switchboards
//!    share a telephone; taking two for one would show each the other's orders, so they are left for a person to
//!    confirm. Who may be either of two such people is linked to neither.
//!
//! Links are transitive: if A and B share an e-mail, and B and C a phone, all three are one.

use std::collections::BTreeMap;

use crate::domain::customer::MatchedBy;
use crate::domain::record::{Record, RecordRef};
use crate::ports::repository::LinkDecision;

use super::given_names;

/// The strongest fact that two records share.
pub(super) fn shared_fact(a: &Record, b: &Record) -> Option<MatchedBy> {
    if a.emails.iter().any(|email| b.emails.contains(email)) {
        return Some(MatchedBy::Email);
    }
    let same_order = |order: &crate::domain::commerce::Order| {
        b.orders.iter().any(|other| other.source == order.source && other.id == order.id)
    };
    if a.orders.iter().any(same_order) {
        return Some(MatchedBy::Order);
    }
    (share_a_phone(a, b) && !are_two_people(a, b)).then_some(MatchedBy::Phone)
}

fn share_a_phone(a: &Record, b: &Record) -> bool {
    a.phones.iter().any(|phone| b.phones.contains(phone))
}

fn are_two_people(a: &Record, b: &Record) -> bool {
    given_names::contradict(a.name.as_deref(), b.name.as_deref())
}

/// Groups of records that facts make one person; each in the order of `records`, the groups by their first.
pub(super) fn groups<'a>(records: &[&'a Record]) -> Vec<Vec<&'a Record>> {
    let is_sure =
        |a: usize, b: usize| shared_fact(records[a], records[b]).is_some_and(|fact| fact != MatchedBy::Phone);
    let sure: Vec<Vec<&Record>> = joined(records.len(), is_sure)
        .into_iter()
        .map(|group| group.into_iter().map(|at| records[at]).collect())
        .collect();
    let place = |record: &Record| records.iter().position(|one| std::ptr::eq(*one, record));
    let together = joined(sure.len(), |a, b| is_one_by_phone(&sure, a, b));
    let mut groups: Vec<Vec<&Record>> = together
        .into_iter()
        .map(|groups| groups.into_iter().flat_map(|at| sure[at].iter().copied()).collect())
        .collect();
    groups.iter_mut().for_each(|group| group.sort_by_key(|record| place(record)));
    groups
}

/// Whether a phone makes two groups one person: they share it, and whoever else has it is the same to both.
fn is_one_by_phone(groups: &[Vec<&Record>], a: usize, b: usize) -> bool {
    let any = |a: usize, b: usize, holds: fn(&Record, &Record) -> bool| {
        groups[a].iter().any(|one| groups[b].iter().any(|other| holds(one, other)))
    };
    let shares = |a: usize, b: usize| any(a, b, share_a_phone);
    let is_one = |a: usize, b: usize| !any(a, b, are_two_people);
    let mut others = (0..groups.len()).filter(|c| *c != a && *c != b && (shares(a, *c) || shares(b, *c)));
    shares(a, b) && is_one(a, b) && others.all(|c| is_one(a, c) == is_one(b, c))
}

/// So many things in groups, of which two are one where they belong together, or both to a third.
fn joined(count: usize, belong_together: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..count).collect();
    for a in 0..count {
        for b in a + 1..count {
            if group_of[a] != group_of[b] && belong_together(a, b) {
                let (kept, gone) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
                group_of.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in group_of.into_iter().enumerate() {
        groups.entry(group).or_default().push(at);
    }
    groups.into_values().collect()
}

/// The decision about a record, if there is one.
pub(super) fn decision<'a>(links: &'a [LinkDecision], record: &RecordRef) -> Option<&'a LinkDecision> {
    links.iter().filter(|link| link.record == *record).max_by_key(|link| link.at)
}

/// Whether a person said that the record does not belong here.
pub(super) fn is_unlinked(links: &[LinkDecision], record: &RecordRef) -> bool {
    decision(links, record).is_some_and(|link| !link.linked)
}

/// Whether a person said that the record belongs here.
pub(super) fn is_linked(links: &[LinkDecision], record: &RecordRef) -> bool {
    decision(links, record).is_some_and(|link| link.linked)
}
