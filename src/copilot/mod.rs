//! copilot
pub mod facts;
pub mod tone;
