//! Answers for people: pages of wrapped text and columns, as wide as the terminal.

pub mod agenda;
pub mod brief;
pub mod call;
pub mod case;
pub mod casework;
pub mod choice;
pub mod entry;
pub mod eval;
pub mod leads;
pub mod links;
mod page;
pub mod profile;
pub mod queue;
pub mod quiet;
pub mod review;
pub mod score;
pub mod score_fields;
pub mod scores;
pub mod triage;
pub mod wire;

pub use page::{Cell, Page, cell};

/// A word of the contracts for people: `partially_fulfilled` becomes `partially fulfilled`.
pub fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}
