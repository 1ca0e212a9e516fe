//! The whole job by the real program, killed at every step: look up, brief, accept, and exactly one note.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]
// Signals and the private socket are of Unix.
#![cfg(unix)]

mod app;
mod audit;
mod back_fill;
mod crossing;
mod emulated;
#[path = "../fixture_people/mod.rs"]
#[allow(dead_code, reason = "shared with the tests of briefs, which use more of it")]
mod fixture_people;
mod keyless;
mod kill;
mod program;
mod scores;
mod sharing;
mod specified;
mod sweep;
mod traces;
mod trouble;
