//! Adapters to the vendors: each folder maps one vendor's JSON to domain types at its door.

pub mod openai;
