//! Why a row was found: in which field, and which characters to light up.

use std::ops::Range;

use super::likeness::{Leniency, Likeness, Term};
use super::phone::{self, Pattern};
use super::query::Query;
use super::record::{Field, Record};
use super::{MatchedField, fold};

/// What a word of the query that a text does not have costs it.
const MISSED: u32 = 40;

/// Why a row was found.
pub(super) struct Reason {
    pub(super) field: MatchedField,
    /// The name that matches best; without a match the main one.
    pub(super) name: String,
    pub(super) name_ranges: Vec<Range<usize>>,
    /// The e-mail, phone and order number that match best; without a match the first e-mail and phone.
    pub(super) email: Option<String>,
    pub(super) email_ranges: Vec<Range<usize>>,
    pub(super) phone: Option<String>,
    pub(super) order_number: Option<String>,
}

/// Why `record` answers `query`.
pub(super) fn explain(record: Record<'_>, query: &Query) -> Reason {
    let terms = &query.terms;
    let nothing = terms.len() as u32 * MISSED;
    let in_words = |text: &str| terms.iter().map(|term| cost_in_text(term, text)).sum::<u32>();
    let in_phone = |text: &str| cost_in_phone(query, text);
    let in_order = |text: &str| terms.iter().map(|term| cost_in_order(term, text)).sum::<u32>();

    let name = best(record, Field::Name, in_words);
    let company = best(record, Field::Company, in_words);
    let email = best(record, Field::Email, in_words);
    let phone = best(record, Field::Phone, in_phone);
    let order = best(record, Field::Order, in_order);
    let cost_of = |best: &Option<(u32, &str)>| best.as_ref().map_or(nothing, |(cost, _)| *cost);
    let field = [
        (cost_of(&name), MatchedField::Name),
        (cost_of(&email), MatchedField::Email),
        (cost_of(&order), MatchedField::OrderNumber),
        (cost_of(&phone), MatchedField::Phone),
        (cost_of(&company), MatchedField::Company),
    ]
    .into_iter()
    .filter(|(cost, _)| *cost < nothing)
    .min_by_key(|(cost, _)| *cost)
    .map_or(MatchedField::Nothing, |(_, field)| field);

    let name = name.map_or(record.name(), |(_, text)| text);
    let email = email.map(|(_, text)| text);
    Reason {
        field,
        name: name.to_owned(),
        name_ranges: ranges_in(name, terms),
        email_ranges: email.map(|text| ranges_in(text, terms)).unwrap_or_default(),
        email: email.map(str::to_owned),
        phone: phone.map(|(_, text)| text.to_owned()),
        order_number: order.filter(|(cost, _)| *cost < nothing).map(|(_, text)| text.to_owned()),
    }
}

/// The text of least cost in a field; of equals the first.
fn best<'a>(record: Record<'a>, field: Field, cost: impl Fn(&str) -> u32) -> Option<(u32, &'a str)> {
    record.all(field).into_iter().map(|text| (cost(text), text)).min_by_key(|(cost, _)| *cost)
}

fn cost_in_text(term: &Term, text: &str) -> u32 {
    let mut cost = MISSED;
    fold::for_each_word(text, |word, _, _| {
        if let Some(likeness) = term.likeness(word, Leniency::Short) {
            cost = cost.min(u32::from(likeness.cost()));
        }
    });
    cost
}

fn cost_in_order(term: &Term, text: &str) -> u32 {
    let Some(number) = term.number.map(|number| number.to_string()) else {
        return cost_in_text(term, text);
    };
    let mut cost = MISSED;
    fold::for_each_word(text, |word, _, _| {
        let word = word.trim_start_matches('0');
        if let Some(rest) = word.strip_prefix(&number) {
            cost = cost.min(if rest.is_empty() { 0 } else { 3 });
        }
    });
    cost
}

fn cost_in_phone(query: &Query, text: &str) -> u32 {
    let number = phone::pack(&fold::digits_of(text));
    let cost = |pattern: Option<Pattern>| {
        let found = number.zip(pattern).and_then(|(number, pattern)| pattern.find(number));
        found.map(|found| u32::from(found.cost()))
    };
    cost(query.phone)
        .unwrap_or_else(|| query.terms.iter().map(|term| cost(term.phone).unwrap_or(MISSED)).sum())
}

/// The characters of `text` that the terms match; each term lights up the words it resembles most.
fn ranges_in(text: &str, terms: &[Term]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for term in terms {
        let mut best: Option<Likeness> = None;
        let mut of_term = Vec::new();
        fold::for_each_word(text, |word, _, origins| {
            let Some(likeness) = term.likeness(word, Leniency::Short) else { return };
            if best.is_some_and(|best| best < likeness) {
                return;
            }
            if best != Some(likeness) {
                of_term.clear();
                best = Some(likeness);
            }
            of_term.push(part_of(origins, word, term, likeness));
        });
        ranges.append(&mut of_term);
    }
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, kept| {
        let touches = next.start <= kept.end;
        if touches {
            kept.end = kept.end.max(next.end);
        }
        touches
    });
    ranges
}

/// The characters of a word that `term` matches; `origins` tells which character each folded letter came from.
fn part_of(origins: &[usize], word: &str, term: &Term, likeness: Likeness) -> Range<usize> {
    let typed = term.text.chars().count();
    let letters = match likeness {
        Likeness::Exact | Likeness::Edit => 0..origins.len(),
        Likeness::Prefix | Likeness::EditPrefix => 0..typed.min(origins.len()),
        Likeness::Infix => {
            let skipped = word.find(&term.text).map_or(0, |byte| word[..byte].chars().count());
            skipped..skipped + typed
        }
    };
    origins[letters.start]..origins[letters.end - 1] + 1
}
