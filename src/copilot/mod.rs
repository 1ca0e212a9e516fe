//! The copilot: what to know and what to do about a customer, each sentence checked against its evidence.
//!
//! [`facts`] cuts a profile into facts with typed values, [`conversation`] listens to a model that writes from them,
//! [`playbook`] writes by rules, [`verify`] holds every sentence of either against what it cites, and [`plan()`] turns
//! a proposal into the write at the CRM.

pub mod conversation;
pub mod facts;
pub mod lookups;
mod plan;
pub mod playbook;
pub mod tone;
pub mod triage;
pub mod verify;

pub use plan::plan;
