//! The copilot: what to know and what to do about a customer, each sentence checked against its evidence.
//!
//! [`facts`] cuts a profile into facts with typed values, [`candidates`] says what could be done, [`conversation`]
//! listens to a model that writes from both, [`playbook`] writes by rules, [`verify`] holds every sentence of either
//! against what it cites, and [`plan()`] turns a proposal into the write at the CRM.

pub mod asking;
pub mod candidates;
pub mod confidence;
pub mod conversation;
mod draft;
pub mod exception;
pub mod facts;
pub mod foreign;
pub mod greeting;
pub mod lookups;
pub mod macros;
mod plan;
pub mod playbook;
pub mod proposal;
mod quotation;
pub mod shortfall;
pub mod situation;
pub mod summary;
pub mod tone;
pub mod triage;
pub mod under_way;
pub mod verify;
mod wish;

pub use plan::{Hand, plan};
