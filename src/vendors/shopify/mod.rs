//! Shopify.
