//! Which records are one person, by facts alone. Pure.
//!
//! One person is a set of links, never a merge: nothing here changes a record. The facts, the strongest first:
//!
//! 1. a person's own word (a stored link decision; an unlinked record is taken out before anything else, so
//!    that nobody is reached through it either);
//! 2. the same normalised e-mail;
//! 3. the same order of the same store;
//! 4. the same E.164 phone, unless the two are clearly different people: both have names that share no
//!    word and both have e-mails that differ. A household shares a telephone; taking the two for one would
//!    show each the other's orders, so that case is left for a person to confirm.
//!
//! Links are transitive: if A and B share an e-mail, and B and C a phone, all three are one.

use std::collections::BTreeMap;

use crate::domain::customer::MatchedBy;
use crate::domain::record::{Record, RecordRef};
use crate::ports::repository::LinkDecision;

use super::likeness::words;

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
    let same_phone = a.phones.iter().any(|phone| b.phones.contains(phone));
    (same_phone && !are_clearly_two_people(a, b)).then_some(MatchedBy::Phone)
}

/// Both have names without a word in common, and both have e-mails (different ones: else they would be linked).
fn are_clearly_two_people(a: &Record, b: &Record) -> bool {
    let (Some(a_name), Some(b_name)) = (&a.name, &b.name) else { return false };
    let (a_words, b_words) = (words(a_name), words(b_name));
    let named = !a_words.is_empty() && !b_words.is_empty();
    named && a_words.is_disjoint(&b_words) && !a.emails.is_empty() && !b.emails.is_empty()
}

/// Groups of records that facts make one person; each in the order of `records`, the groups by their first.
pub(super) fn groups<'a>(records: &[&'a Record]) -> Vec<Vec<&'a Record>> {
    let mut group_of: Vec<usize> = (0..records.len()).collect();
    for a in 0..records.len() {
        for b in a + 1..records.len() {
            if group_of[a] != group_of[b] && shared_fact(records[a], records[b]).is_some() {
                let (kept, gone) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
                group_of.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Record>> = BTreeMap::new();
    for (record, group) in records.iter().zip(group_of) {
        groups.entry(group).or_default().push(record);
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
