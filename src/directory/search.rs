//! From a query to the best rows: strictly first, forgiving when that finds too few, inventive when nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::likeness::{Leniency, Term};
use super::phone::Pattern;
use super::query::Query;
use super::record::Field;
use super::rows::DEAD;
use super::segment::{Costs, NO_MATCH, mark};
use super::{Directory, fold};

/// How many rows are looked at closely before the best are shown.
const POOL: usize = 256;
/// How many ways of setting the spaces are tried.
const WAYS: usize = 12;
/// What another way of setting the spaces costs: as much as a forgiven letter.
const RESPACED_COST: u8 = 6;
/// The most a match may cost before it is weighed by `Directory::pool`, which doubles it.
const HIGHEST_COST: u8 = 126;

/// A found row and how far it is from what was typed.
pub(super) struct Found {
    pub(super) row: u32,
    pub(super) distance: u32,
}

impl Directory {
    /// The best rows for a query, best first, and the words as they were understood.
    pub(super) fn find(&self, query: &mut Query, limit: usize) -> Vec<Found> {
        for leniency in [Leniency::Strict, Leniency::Forgiving] {
            let mut costs = self.costs(&query.terms, leniency);
            if let Some(phone) = query.phone {
                self.mark_phones(phone, costs.get_or_insert_with(|| vec![NO_MATCH; self.rows.len()]));
            }
            let pool =
                costs.map(|mut costs| self.pool(&mut costs, query.terms.len(), limit)).unwrap_or_default();
            let enough = if leniency == Leniency::Strict { limit } else { 1 };
            if pool.len() >= enough {
                return self.ranked(pool, query, limit);
            }
        }
        let pool = self.inventive(query, limit);
        self.ranked(pool, query, limit)
    }

    /// The rows of latest activity.
    pub(super) fn latest(&self, limit: usize) -> Vec<Found> {
        let pool = self.pool(&mut vec![0; self.rows.len()], usize::MAX, limit);
        self.ranked(pool, &Query::parse(""), limit)
    }

    /// The last resort: a letter forgiven in short words, and spaces set differently.
    fn inventive(&self, query: &mut Query, limit: usize) -> Vec<(u32, u8)> {
        let mut best = vec![NO_MATCH; self.rows.len()];
        if query.terms.len() > 1
            && let Some(costs) = self.costs(&query.terms, Leniency::Short)
        {
            best = costs;
        }
        let mut ways = query.respaced(|word, or_prefix| {
            self.tail.has_word(word, or_prefix)
                || self.segments.iter().any(|segment| segment.has_word(word, or_prefix))
        });
        ways.truncate(WAYS);
        for terms in ways {
            if let Some(costs) = self.costs(&terms, Leniency::Strict) {
                for (best, cost) in best.iter_mut().zip(costs) {
                    *best = cost.saturating_add(RESPACED_COST).min(*best);
                }
                query.terms.extend(terms);
            }
        }
        self.pool(&mut best, query.terms.len(), limit)
    }

    /// For each row the cost of matching all `terms`; nothing when one of them matches nowhere.
    fn costs(&self, terms: &[Term], leniency: Leniency) -> Option<Vec<u8>> {
        let mut total: Option<Vec<u8>> = None;
        for term in terms {
            let mut costs = vec![NO_MATCH; self.rows.len()];
            self.segments.iter().for_each(|segment| segment.search(term, leniency, &mut costs));
            self.tail.search(term, leniency, &mut costs);
            if let Some(phone) = term.phone {
                self.mark_phones(phone, &mut costs);
            }
            if costs.iter().all(|cost| *cost == NO_MATCH) {
                return None;
            }
            if let Some(total) = &total {
                for (cost, before) in costs.iter_mut().zip(total) {
                    // Saturating at `NO_MATCH`: what one word does not match stays so.
                    *cost = cost.saturating_add(*before);
                }
            }
            total = Some(costs);
        }
        total
    }

    fn mark_phones(&self, pattern: Pattern, costs: &mut Costs) {
        for (number, row) in self.phone_numbers.iter().zip(&self.phone_rows) {
            if let Some(found) = pattern.find(*number) {
                mark(costs, *row, found.cost());
            }
        }
    }

    /// The living rows of least cost, of equal ones those of highest standing; with their cost, doubled so
    /// that a name of exactly the words typed comes before a longer one. Uses `costs` up.
    fn pool(&self, costs: &mut Costs, words: usize, limit: usize) -> Vec<(u32, u8)> {
        const GROUP: usize = 32;
        let size = POOL.max(limit);
        let mut counts = [0usize; 256];
        for (costs, name_words) in costs.chunks_mut(GROUP).zip(self.rows.name_words().chunks(GROUP)) {
            if *costs == [NO_MATCH; GROUP] {
                continue;
            }
            for (cost, name_words) in costs.iter_mut().zip(name_words) {
                if *cost == NO_MATCH || *name_words == DEAD {
                    *cost = NO_MATCH;
                    continue;
                }
                let whole = *cost == 0 && usize::from(*name_words) == words;
                *cost = (*cost).min(HIGHEST_COST) * 2 + u8::from(!whole);
                counts[usize::from(*cost)] += 1;
            }
        }
        let mut room = size;
        let mut highest = 0u8;
        while highest < NO_MATCH && counts[usize::from(highest)] <= room {
            room -= counts[usize::from(highest)];
            highest += 1;
        }
        let mut pool = Vec::with_capacity(size.min(self.rows.len()));
        // Of the rows of this cost only some find room.
        let mut contested = BinaryHeap::with_capacity(room.min(self.rows.len()) + 1);
        for (group, costs) in costs.chunks(GROUP).enumerate() {
            if *costs == [NO_MATCH; GROUP] {
                continue;
            }
            for (at, cost) in costs.iter().enumerate() {
                let row = (group * GROUP + at) as u32;
                if *cost < highest {
                    pool.push((row, *cost));
                } else if *cost == highest && highest != NO_MATCH && room > 0 {
                    let candidate = Reverse((self.rows.standing(row), Reverse(row)));
                    if contested.len() < room {
                        contested.push(candidate);
                    } else if contested.peek().is_some_and(|lowest| candidate < *lowest) {
                        contested.pop();
                        contested.push(candidate);
                    }
                }
            }
        }
        pool.extend(contested.into_iter().map(|Reverse((_, Reverse(row)))| (row, highest)));
        pool
    }

    /// The best of the pool, looked at closely: the order of the words, the e-mail as it was typed.
    fn ranked(&self, pool: Vec<(u32, u8)>, query: &Query, limit: usize) -> Vec<Found> {
        let mut ranked: Vec<_> = pool
            .into_iter()
            .map(|(row, cost)| {
                let distance = self.distance(row, cost, query);
                let name = self.rows.record(row).name();
                (distance, Reverse(self.rows.standing(row)), name, self.rows.id(row), row)
            })
            .collect();
        ranked.sort_unstable();
        ranked.truncate(limit);
        ranked.into_iter().map(|(distance, .., row)| Found { row, distance }).collect()
    }

    fn distance(&self, row: u32, cost: u8, query: &Query) -> u32 {
        let record = self.rows.record(row);
        let mut distance = 2 * u32::from(cost);
        if query.terms.len() > 1 && !fold::folded_words(record.name()).contains(&query.phrase) {
            distance += 1;
        }
        if let Some(typed) = &query.address {
            for email in record.all(Field::Email) {
                let email = email.to_lowercase();
                let near = match email.find(typed.as_str()) {
                    Some(0) if email.len() == typed.len() => 0,
                    Some(0) => 1,
                    Some(_) => 2,
                    None => continue,
                };
                distance = distance.min(near);
            }
        }
        distance
    }
}
