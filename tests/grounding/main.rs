//! What the check of sentences keeps and what it strikes, over sentences written down with what is true of them.
//!
//! The customers are in `people.rs`, the sentences in `sentences/*.jsonl`, one a line: who, text, evidence, whether it is
//! true, the kind, whether it uses slots. `cargo test --test grounding -- --nocapture` shows the table.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that fails says where")]

#[allow(dead_code, reason = "shared with the tests of profiles, which use more of it")]
#[path = "../profile/support.rs"]
mod profile_support;

mod formats;
mod people;
mod sentences;
