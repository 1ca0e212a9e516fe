//! What a person tells of the order that they answer for, held against it. What no fact tells of is left to them.

mod aside;
mod carrier;
mod day;
mod money;
mod sum;
mod tracking;
mod way;

use regex::Regex;

pub use aside::{is_general, is_of_another, is_open};

use super::View;
use super::sentence::Sentence;
use super::states::is_question;
use crate::copilot::facts::{Fact, FactKind};

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant pattern; every test compiles it")
}

/// Refuses what the orders at hand contradict.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    if is_question(sentence) {
        return Ok(());
    }
    day::check(sentence, view)?;
    way::check(sentence, view)?;
    carrier::check(sentence, view)?;
    tracking::check(sentence, view)?;
    sum::check(sentence, view)?;
    money::check(sentence, view)
}

/// The orders that a place speaks of.
fn orders<'a>(sentence: &Sentence, at: usize, view: &View<'a>) -> Vec<&'a Fact> {
    view.near_facts(sentence, at).into_iter().filter(|fact| fact.kind == FactKind::Order).collect()
}

/// What an order is called.
fn called(order: &Fact) -> &str {
    order.names.first().map_or("", String::as_str)
}
