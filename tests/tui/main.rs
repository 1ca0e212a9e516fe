//! The terminal app without a terminal: the real desk over emulated vendors, keys in, pictures and writes out.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[path = "../sandbox_support/mod.rs"]
mod sandbox_support;

mod app;
mod office;
mod picture;

mod acting;
mod approving;
mod deciding;
mod finding;
mod leaving;
mod linking;
mod looks;
mod moving;
