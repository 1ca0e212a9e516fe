//! From a query to the best rows: strictly first, forgiving when that finds too few, inventive when nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::likeness::{Leniency, Term};
use super::phone::Pattern;
use super::query::Query;
use super::record::Field;
use super::rows::DEAD;
use super::segment::{Costs, NO_MATCH, cost_in_field, for_each_key, mark, order_cost};
use super::{Directory, fold, phone};

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
        // Its digits are no order's, and no other number's that has them somewhere.
        if let Some(phone) = query.phone.filter(|phone| phone.is_whole()) {
            let mut costs = vec![NO_MATCH; self.rows.len()];
            self.mark_phones(phone, &mut costs);
            let pool = self.pool(&mut costs, query.terms.len(), limit);
            return self.ranked(pool, query, limit);
        }
        for leniency in [Leniency::Strict, Leniency::Forgiving] {
            let mut costs = self.costs(&query.terms, leniency);
            if let Some(phone) = query.phone {
                self.mark_phones(phone, costs.get_or_insert_with(|| vec![NO_MATCH; self.rows.len()]));
            }
            let pool =
                costs.map(|mut costs| self.pool(&mut costs, query.terms.len(), limit)).unwrap_or_default();
            if leniency == Leniency::Strict && !is_enough(&pool, query, limit) {
                continue;
            }
            if !pool.is_empty() {
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
        let mut longest_first: Vec<&Term> = terms.iter().collect();
        longest_first.sort_by_key(|term| Reverse(term.text.len()));
        let (first, others) = longest_first.split_first()?;
        let mut total = self.costs_of(first, leniency);
        for term in others {
            let left = total.iter().enumerate().filter(|(_, cost)| **cost != NO_MATCH).map(|(row, _)| row);
            let rows: Vec<usize> = left.take(few(leniency) + 1).collect();
            if rows.len() <= few(leniency) {
                for row in rows {
                    total[row] = total[row].saturating_add(self.cost_in_row(row as u32, term, leniency));
                }
                continue;
            }
            for (total, cost) in total.iter_mut().zip(self.costs_of(term, leniency)) {
                // Saturating at `NO_MATCH`: what one word does not match stays so.
                *total = total.saturating_add(cost);
            }
        }
        total.iter().any(|cost| *cost != NO_MATCH).then_some(total)
    }

    /// For each row the cost of matching one term, by the indexes.
    fn costs_of(&self, term: &Term, leniency: Leniency) -> Vec<u8> {
        let mut costs = vec![NO_MATCH; self.rows.len()];
        self.segments.iter().for_each(|segment| segment.search(term, leniency, &mut costs));
        self.tail.search(term, leniency, &mut costs);
        if let Some(phone) = term.phone {
            self.mark_phones(phone, &mut costs);
        }
        costs
    }

    /// The same for one row, by its texts.
    fn cost_in_row(&self, row: u32, term: &Term, leniency: Leniency) -> u8 {
        if !self.rows.is_alive(row) {
            return NO_MATCH;
        }
        let mut best = NO_MATCH;
        self.rows.record(row).for_each(|field, text| {
            let mut in_words = NO_MATCH;
            let mut in_orders = NO_MATCH;
            for_each_key(
                field,
                text,
                |word, field| {
                    if let Some(likeness) = term.likeness(word, leniency) {
                        in_words = in_words.min(cost_in_field(likeness.cost(), field));
                    }
                },
                |number| {
                    let cost = term.number.and_then(|typed| order_cost(number, typed));
                    in_orders = in_orders.min(cost.unwrap_or(NO_MATCH));
                },
            );
            best = best.min(in_words).min(in_orders);
            if field == Field::Phone
                && let Some(pattern) = term.phone
                && let Some(found) =
                    phone::pack(&fold::digits_of(text)).and_then(|number| pattern.find(number))
            {
                best = best.min(found.cost());
            }
        });
        best
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
        let is_in_order = |name: &str| fold::folded_words(name).contains(&query.phrase);
        if query.terms.len() > 1 && !record.all(Field::Name).into_iter().any(is_in_order) {
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

/// Whether to leave it at what was found strictly: a screen full, or just what was typed.
fn is_enough(pool: &[(u32, u8)], query: &Query, limit: usize) -> bool {
    let nothing_to_forgive = query.terms.iter().all(|term| !term.forgives(Leniency::Forgiving));
    let just_that = pool.iter().any(|(_, cost)| *cost == 0);
    pool.len() >= limit || just_that || (!pool.is_empty() && (nothing_to_forgive || query.address.is_some()))
}

/// So few rows are quicker read than their words looked up.
fn few(leniency: Leniency) -> usize {
    if leniency == Leniency::Strict { 500 } else { 5000 }
}
