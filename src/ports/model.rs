//! A language model, reached through the gateway only.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;

/// Sees the bytes below the client library: may stop them from leaving, and records both directions.
pub trait Wire: Send + Sync {
    /// Called with the finished request body before a byte leaves. An error means: do not send.
    fn leaving(&self, body: &[u8]) -> Result<(), WireBlocked>;
    /// Called with each piece of the answer as it arrives.
    fn arrived(&self, bytes: &[u8]);
}

/// The last scan found something private in the finished bytes. Says what kind, never the value.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("the request was not sent: {0}")]
pub struct WireBlocked(pub String);

/// What is asked.
#[derive(Clone)]
pub struct ModelRequest {
    /// Rules, from a prompt template.
    pub system: String,
    /// The masked facts and the task.
    pub user: String,
    /// What the model answered to this before and nobody could read: it is to put that right.
    pub broken: Option<String>,
    /// Name of the answer's schema.
    pub schema_name: String,
    /// JSON Schema of the answer.
    pub schema: serde_json::Value,
    /// Longest answer, in tokens.
    pub max_tokens: u32,
    /// From first byte sent to last byte read.
    pub deadline: Duration,
    /// Scan and record.
    pub wire: Arc<dyn Wire>,
}

/// One thing that a streamed answer brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelEvent {
    /// A piece of the answer's text.
    Text(String),
    /// The answer is whole. Comes last, or not at all where the stream was cut.
    Finished {
        /// Tokens of the prompt, where the server counts them.
        prompt_tokens: u64,
        /// Tokens of the answer, where the server counts them.
        completion_tokens: u64,
    },
}

/// Why a model did not answer.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelError {
    /// The gateway's scan stopped the request.
    #[error(transparent)]
    Blocked(#[from] WireBlocked),
    /// Wrong or missing key.
    #[error("the model server refused the key")]
    Unauthorized,
    /// The key could not be fetched, so nothing was sent.
    #[error("the model was not asked: {0}")]
    NoKey(String),
    /// Money or quota is used up.
    #[error("the model account's quota is used up")]
    Quota,
    /// Too many requests.
    #[error("the model server asks to wait")]
    Limited {
        /// For how long.
        retry_after: Option<Duration>,
    },
    /// Not reached, or 5xx.
    #[error("the model server cannot be reached: {0}")]
    Unreachable(String),
    /// Too slow.
    #[error("the model did not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The answer was cut before it was whole.
    #[error("the model's answer was cut off")]
    Truncated,
    /// The server answered something that is no model's answer, or refused the request.
    #[error("the model server's answer cannot be used: {0}")]
    Unusable(String),
}

/// A model that can be asked.
#[async_trait]
pub trait LanguageModel: Send + Sync {
    /// Its name as configured: `gpt-5-mini`.
    fn name(&self) -> &str;

    /// Asks and streams the answer. Dropping the stream closes the connection.
    async fn ask(
        &self,
        request: ModelRequest,
    ) -> Result<BoxStream<'static, Result<ModelEvent, ModelError>>, ModelError>;

    /// Tests the connection for `doctor`.
    async fn check(&self) -> Vec<super::Finding>;
}
