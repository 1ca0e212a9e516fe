//! The HubSpot client against the emulated CRM: what it asks at once, what it reads, checks beforehand and says.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

mod account;
mod find;
mod refusals;
mod scores;
mod trips;
mod write;
