//! Adapters to the vendors: each maps its vendor's JSON to the domain at the door.
//!
//! [`http`] is the one path by which they are reached. A vendor's folder holds its requests, what the
//! vendor says (`wire`), and what that means to us (`convert`); no type of `wire` leaves its folder.
//! [`openai`] is the language model, reached through the gateway only.

pub mod calling_codes;
pub mod http;
pub mod hubspot;
pub mod openai;
pub mod shopify;
