//! Answers that are given again: the very same prompt to the same model, not too long ago.
//!
//! The prompt holds the facts, so that any change of the profile is another prompt. What is kept has its placeholders,
//! lies sealed under the customer's key and goes with it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::prompt::Rendered;
use crate::domain::audit::Digest32;
use crate::domain::ids::CustomerId;
use crate::ports::Repository;
use crate::ports::repository::{KeptAnswer, StorageError};

/// What identifies a prompt, whatever model is asked.
pub(super) fn digest(
    customer: CustomerId,
    rendered: &Rendered,
    schema: &serde_json::Value,
    reply_tokens: u32,
    broken: Option<&str>,
) -> Digest32 {
    let parts = serde_json::json!([customer, rendered.system, rendered.user, schema, reply_tokens, broken]);
    Digest32::of(parts.to_string().as_bytes())
}

/// The same for one model.
pub(super) fn key(prompt: Digest32, model: &str) -> Digest32 {
    Digest32::of(format!("{prompt} {model}").as_bytes())
}

/// The answer that is kept, where it is not too old.
pub(super) async fn kept(
    repository: &dyn Repository,
    customer: CustomerId,
    key: Digest32,
    now: Timestamp,
    good_for: Duration,
) -> Result<Option<KeptAnswer>, StorageError> {
    let answer = repository.answer(customer, key).await?;
    let is_good = |at: Timestamp| {
        let age = now.duration_since(at);
        !age.is_negative() && age < SignedDuration::try_from(good_for).unwrap_or(SignedDuration::MAX)
    };
    Ok(answer.filter(|answer| is_good(answer.at)))
}
