//! The Shopify client against the vendor's schema, the vendor's own payloads, and the sandbox.

mod contract;
mod payloads;
mod sandbox;
mod support;
