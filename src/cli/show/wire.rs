//! What a call of a language model consisted of, in figures.

use crate::phrasing::{Moment, call_figures, counted};
use crate::ports::repository::WireRecord;

/// Facts, substitutions and tokens, as far as the bytes tell them.
pub fn figures(call: &WireRecord, moment: &Moment) -> Vec<String> {
    let figures = call_figures(&call.sent, &call.received);
    let masked: u32 = call.masked.values().sum();
    let count = |tokens: u64| moment.locale.count(i128::from(tokens));
    let mut parts = Vec::new();
    parts.extend(figures.facts.map(|facts| counted(facts as u64, "fact")));
    parts.push(counted(masked, "substitution"));
    parts.extend(
        figures.tokens.map(|(sent, back)| format!("{} tokens out, {} back", count(sent), count(back))),
    );
    parts
}
