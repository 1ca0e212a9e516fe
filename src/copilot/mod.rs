//! copilot
pub mod facts;
pub mod playbook;
pub mod tone;
pub mod verify;
