//! The commands by the real program against the emulated vendors: what works, and what is said where something
//! does not.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[allow(dead_code, reason = "shared with other tests of the command line, which use more of it")]
#[path = "../cli_support/mod.rs"]
mod cli_support;

mod answers;
mod calls;
mod cases;
mod doctor;
mod finding;
mod keeping;
mod line_by_line;
mod refused;

/// The value of the setting after a line, replaced.
fn after(text: &str, line: &str, old: &str, new: &str) -> String {
    let (before, rest) = text.split_once(line).expect("the line is there");
    format!("{before}{line}{}", rest.replacen(old, new, 1))
}
