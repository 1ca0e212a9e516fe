//! `[llm]`: the language model, any server that speaks OpenAI's chat completions.

use std::time::Duration;

use schemars::JsonSchema;

use super::reader::Section;
use super::values::{self, BaseUrl, number};
use crate::secret::SecretRef;

/// How long an answer may take.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(20);
/// Tokens a day, prompts and answers together.
pub const DEFAULT_DAILY_TOKEN_BUDGET: u64 = 2_000_000;
/// Tokens of one answer.
pub const DEFAULT_MAX_REPLY_TOKENS: u32 = 1_500;

/// The language model. Without it the playbook writes alone.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Llm {
    /// The server, with the path before `/chat/completions`.
    #[schemars(with = "String")]
    pub base_url: BaseUrl,
    /// The model, as the server names it.
    pub model: String,
    /// Where the key lies; servers on this machine mostly need none.
    pub api_key: Option<SecretRef>,
    /// How long an answer may take before the playbook writes instead, in seconds.
    #[schemars(
        rename = "timeout_seconds",
        with = "u64",
        range(min = 1, max = 600),
        default = "default_seconds"
    )]
    pub timeout: Duration,
    /// Tokens a day, prompts and answers together; beyond it the playbook writes.
    #[schemars(default = "default_budget")]
    pub daily_token_budget: u64,
    /// Tokens of one answer.
    #[schemars(range(min = 64, max = 32_000), default = "default_reply")]
    pub max_reply_tokens: u32,
}

fn default_seconds() -> u64 {
    DEFAULT_TIMEOUT.as_secs()
}

fn default_budget() -> u64 {
    DEFAULT_DAILY_TOKEN_BUDGET
}

fn default_reply() -> u32 {
    DEFAULT_MAX_REPLY_TOKENS
}

pub(super) fn read(mut section: Section<'_>) -> Option<Llm> {
    let base_url = section.required("base_url", "\"https://api.openai.com/v1\"", values::base_url);
    let model = section.required("model", "\"gpt-5-mini\"", values::text);
    let api_key = section.secret("api_key");
    let seconds = section.or_default("timeout_seconds", default_seconds(), "20", number(1, 600));
    let budget =
        section.or_default("daily_token_budget", default_budget(), "2_000_000", number(0, u64::MAX / 2));
    let reply = section.or_default("max_reply_tokens", default_reply().into(), "1_500", number(64, 32_000));
    section.refuse_the_rest();
    Some(Llm {
        base_url: base_url?,
        model: model?,
        api_key,
        timeout: Duration::from_secs(seconds),
        daily_token_budget: budget,
        max_reply_tokens: u32::try_from(reply).unwrap_or(DEFAULT_MAX_REPLY_TOKENS),
    })
}
