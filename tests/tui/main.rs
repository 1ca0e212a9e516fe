//! The terminal app without a terminal: the real desk over emulated vendors, keys in, pictures and writes out.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[allow(dead_code, reason = "shared with the tests of privacy, which use more of it")]
#[path = "../fixture_people/mod.rs"]
mod fixture_people;
#[path = "../sandbox_support/mod.rs"]
mod sandbox_support;

mod app;
mod office;
mod picture;

mod acting;
mod agenda;
mod answers;
mod approving;
mod around;
mod arriving;
mod beginning;
mod calling;
mod candidates;
mod casework;
mod channels;
mod contacts;
mod copying;
mod correcting;
mod deciding;
mod finding;
mod joining;
mod leads;
mod leaving;
mod linking;
mod looks;
mod macros;
mod moving;
mod needed;
mod offering;
mod queue;
mod quiet;
mod refunding;
mod score_fields;
mod scores;
mod snoozing;
mod sources;
mod summing_up;
mod takeover;
mod under_way;
mod unpaid;
mod unproven;
mod wires;
