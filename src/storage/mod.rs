//! storage
mod keys;
pub mod keyvalue;
mod memory;
mod seal;
mod sled;
mod slots;
