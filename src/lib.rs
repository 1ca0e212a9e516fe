//! deskhand: a hand at the desk of people who sell to and support an online shop's customers.
//!
//! The layers, from the bottom up; an import points down only (`tests/layering.rs` holds the line):
//!
//! - [`domain`]: pure types and rules. No IO, no vendor, no async.
//! - [`ports`]: the traits at the true seams: store, CRM, language model, repository, clock.
//! - [`profile`], [`scoring`], [`gateway`], [`directory`]: what is known, and the one door to a model.
//! - [`copilot`], [`actions`]: what is proposed, and how an accepted action is carried out exactly once.
//! - [`desk`]: the application service; permission first, audit last.
//! - [`eval`]: how good all that is, in figures.
//! - [`cli`], [`tui`]: its faces, which write and read values by [`phrasing`].
//!
//! Beside them the adapters ([`vendors`], [`storage`]) that implement the ports, and the [`sandbox`],
//! which emulates the vendors and shares no wire types with their clients. [`config`], [`secret`]
//! and [`telemetry`] are read where the program is put together, in [`cli`].

pub mod actions;
pub mod cli;
pub mod config;
pub mod copilot;
pub mod desk;
pub mod directory;
pub mod domain;
pub mod eval;
pub mod gateway;
pub mod phrasing;
pub mod ports;
pub mod profile;
pub mod sandbox;
pub mod scoring;
pub mod secret;
pub mod storage;
pub mod telemetry;
pub mod tui;
pub mod vendors;
