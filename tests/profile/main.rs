//! Profiles as a whole: who is found, what belongs to them, what they are worth, and what happens when vendors fail.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod find;
mod scoring;
mod support;
mod unify;
