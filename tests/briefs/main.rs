//! Briefs and answers by a model: the conversation by tables, the desk over a sandbox and models on loopback that
//! record, fail, lie and keep silent.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[path = "../fixture_people/mod.rs"]
mod fixture_people;
#[allow(dead_code, reason = "each test file uses its own part")]
#[path = "../gateway_support/mod.rs"]
mod gateway_support;
#[allow(dead_code, reason = "shared with the tests of profiles, which use more of it")]
#[path = "../profile/support.rs"]
mod profile_support;
#[path = "../sandbox_support/mod.rs"]
mod sandbox_support;

mod asking;
mod candidates;
mod confidence;
mod conversation;
mod drafts;
mod failures;
mod late_returns;
mod locale;
mod lookups;
mod office;
mod own_texts;
mod own_words;
mod page;
mod privacy;
mod promises;
mod questions;
mod replay;
mod told;
mod triage;
mod truth;
