//! Which of the cited facts a clause speaks of: what it names by number, slot or title; else what the clause before
//! it spoke of; else all of them.

use super::sentence::Sentence;
use super::{View, words};
use crate::copilot::facts::{Fact, FactKind};
use crate::copilot::tone;

/// What stands before the number of a case.
const CASE: &[&str] = &["case", "ticket", "fall", "cas", "caso", "no", "number"];
/// What says that several are meant at once.
const TOGETHER: &[&str] = &[
    "together",
    "combined",
    "in all",
    "altogether",
    "in total",
    "sum",
    "both",
    "zusammen",
    "ensemble",
    "juntos",
];

/// The facts that each clause names, in the order of the clauses.
pub(super) fn of<'a>(sentence: &Sentence, view: &View<'a>) -> Vec<Vec<&'a Fact>> {
    let named = |range: (usize, usize)| -> Vec<&'a Fact> {
        view.cited.iter().copied().filter(|fact| is_named(fact, range, sentence, view)).collect()
    };
    let clauses = sentence.clauses();
    let mut scopes: Vec<Vec<&'a Fact>> = clauses.iter().map(|range| named(*range)).collect();
    if tone::contains_any(&sentence.lower, TOGETHER) {
        let mut all: Vec<&'a Fact> = scopes.concat();
        all.dedup_by(|one, other| one.evidence == other.evidence);
        return vec![all; clauses.len()];
    }
    for place in 1..scopes.len() {
        if scopes[place].is_empty() {
            scopes[place] = scopes[place - 1].clone();
        } else if is_list(clauses[place - 1], sentence) {
            // `Orders #1001 and #1042 …` speaks of both.
            let before = scopes[place - 1].clone();
            scopes[place].extend(before);
        }
    }
    scopes
}

/// A clause of so few words states nothing: it begins a list.
fn is_list((start, end): (usize, usize), sentence: &Sentence) -> bool {
    sentence.lower[start..end].split_whitespace().count() <= 3
}

/// The facts that the clause at a place names by number or title, in words or by such a slot.
pub(super) fn identified<'a>(sentence: &Sentence, at: usize, view: &View<'a>) -> Vec<&'a Fact> {
    let clauses = sentence.clauses();
    let number = sentence.clause_number(at);
    // A list goes on: `orders #1001 and #1042 …`.
    let first =
        (0..number).rev().take_while(|before| is_list(clauses[*before], sentence)).last().unwrap_or(number);
    let range = (clauses[first].0, clauses[number].1);
    let by_slot = |fact: &Fact| {
        sentence.slots().any(|(at, number)| {
            (range.0..range.1).contains(&at)
                && view.slots.get(number).is_some_and(|(id, field)| {
                    *id == fact.evidence
                        && matches!(&**field, "number" | "items" | "main_item" | "name" | "subject" | "title")
                })
        })
    };
    let clause = &sentence.lower[range.0..range.1];
    let is_meant = |fact: &&Fact| {
        by_slot(fact)
            || (matches!(fact.kind, FactKind::Order | FactKind::Case) && is_written(fact, clause, view))
    };
    view.cited.iter().copied().filter(is_meant).collect()
}

fn is_named(fact: &Fact, (start, end): (usize, usize), sentence: &Sentence, view: &View<'_>) -> bool {
    let has_slot = sentence.slots().any(|(at, number)| {
        (start..end).contains(&at) && view.slots.get(number).is_some_and(|(id, _)| *id == fact.evidence)
    });
    has_slot || is_written(fact, &sentence.lower[start..end], view)
}

/// Whether a clause names a fact in words.
pub(super) fn is_written(fact: &Fact, clause: &str, view: &View<'_>) -> bool {
    match fact.kind {
        FactKind::Order => has_number(clause, fact) || has_own_title(clause, fact, view),
        FactKind::Case => tone::places(clause, fact.evidence.key()).any(|at| {
            let before = clause[..at].trim_end();
            before.ends_with('#') || CASE.iter().any(|word| before.ends_with(word))
        }),
        FactKind::Cart => {
            has_own_title(clause, fact, view) || is_the_only(fact, &["cart", "basket"], clause, view)
        }
        FactKind::Deal => has_own_title(clause, fact, view) || is_the_only(fact, &["deal"], clause, view),
        FactKind::Product => has_own_title(clause, fact, view),
        _ => false,
    }
}

/// Whether the word for its kind means it, since no other of the kind is cited.
fn is_the_only(fact: &Fact, words: &[&str], clause: &str, view: &View<'_>) -> bool {
    view.cited.iter().filter(|other| other.kind == fact.kind).count() == 1
        && tone::contains_any(clause, words)
}

fn has_number(clause: &str, order: &Fact) -> bool {
    let Some(number) = order.names.first() else { return false };
    let code = number.trim_start_matches('#').to_lowercase();
    tone::contains_phrase(clause, &code)
}

/// A word of its titles that no other cited fact with titles has.
fn has_own_title(clause: &str, fact: &Fact, view: &View<'_>) -> bool {
    let has_titles = |kind: FactKind| {
        matches!(kind, FactKind::Order | FactKind::Cart | FactKind::Product | FactKind::Deal)
    };
    let others =
        || view.cited.iter().filter(|other| has_titles(other.kind) && other.evidence != fact.evidence);
    if others().next().is_none() {
        return false;
    }
    let stems =
        |fact: &Fact| -> Vec<String> { fact.names.iter().flat_map(|name| words::stems(name)).collect() };
    let of_others: Vec<String> = others().flat_map(|other| stems(other)).collect();
    let own = stems(fact);
    words::stems(clause).iter().any(|stem| own.contains(stem) && !of_others.contains(stem))
}
