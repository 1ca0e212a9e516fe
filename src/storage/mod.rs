//! storage
pub mod keyvalue;
mod memory;
mod sled;
