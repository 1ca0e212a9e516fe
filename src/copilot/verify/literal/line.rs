//! Lines of an order or cart: which of them a clause means.

use crate::copilot::facts::{Fact, Line};
use crate::copilot::verify::words;

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
