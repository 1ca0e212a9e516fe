//! Lines of an order or cart: which of them a clause means.

use crate::copilot::facts::{Fact, Line};
use crate::copilot::verify::words;

/// How many pieces there are of the product that the words right behind a number name, where they name one: in one
/// order, or in all of these.
pub(super) fn pieces_of(facts: &[&Fact], behind: &str) -> Option<Vec<u32>> {
    let near: Vec<&str> = behind.split_whitespace().take(2).collect();
    let said = words::stems(&near.join(" "));
    let is_named = |line: &&Line| words::stems(&line.title).iter().any(|stem| said.contains(stem));
    let counts: Vec<u32> =
        facts.iter().flat_map(|fact| fact.lines.iter().filter(is_named)).map(|line| line.quantity).collect();
    let all = counts.iter().fold(0_u32, |sum, count| sum.saturating_add(*count));
    (!counts.is_empty()).then(|| counts.into_iter().chain([all]).collect())
}

/// The lines that the clause names by a word of their title that the others don't have; all, where it names none.
pub(super) fn meant<'a>(fact: &'a Fact, clause: &str) -> Vec<&'a Line> {
    let said = words::stems(clause);
    let is_named = |line: &&Line| {
        let others = fact.lines.iter().filter(|other| other.title != line.title);
        let of_others: Vec<String> = others.flat_map(|other| words::stems(&other.title)).collect();
        words::stems(&line.title).iter().any(|stem| said.contains(stem) && !of_others.contains(stem))
    };
    let named: Vec<&Line> = fact.lines.iter().filter(is_named).collect();
    if named.is_empty() { fact.lines.iter().collect() } else { named }
}
