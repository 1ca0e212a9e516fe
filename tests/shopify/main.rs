//! The Shopify client against the vendor's schema, the vendor's own payloads, and the sandbox.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

mod bulk;
mod contract;
mod payloads;
mod sandbox;
mod support;
