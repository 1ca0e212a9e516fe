//! Adapters to the vendors: each maps its vendor's JSON to the domain at the door.
//!
//! [`http`] is the one path by which they are reached. A vendor's folder holds its requests, what the
//! vendor says (`wire`), and what that means to us (`convert`); no type of `wire` leaves its folder.

pub mod calling_codes;
pub mod http;
pub mod shopify;
