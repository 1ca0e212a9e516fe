//! From the server's chunks to the events of an answer.

use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::types::chat::{ChatCompletionResponseStream, CreateChatCompletionStreamResponse};
use futures::StreamExt;
use futures::stream::BoxStream;
use serde::Deserialize;
use tokio::time::Instant;

use crate::ports::model::{ModelError, ModelEvent};

/// Characters of one token, at most, in an answer that is still believed.
const CHARACTERS_PER_TOKEN: usize = 24;

/// What is needed of a chunk. Servers leave out what the library insists on (`id`, `index`, `created`).
#[derive(Debug, Default, Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
    #[serde(default)]
    error: Option<serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Delta,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
}

struct Reading {
    stream: ChatCompletionResponseStream,
    until: Instant,
    deadline: Duration,
    finished: Option<String>,
    usage: Usage,
    characters_left: usize,
    done: bool,
}

/// The events of an answer. Ends after the first error; without a finish reason the end is one.
pub(super) fn events(
    stream: ChatCompletionResponseStream,
    until: Instant,
    deadline: Duration,
    max_tokens: u32,
) -> BoxStream<'static, Result<ModelEvent, ModelError>> {
    let characters_left =
        usize::try_from(max_tokens).unwrap_or(usize::MAX).saturating_mul(CHARACTERS_PER_TOKEN);
    let reading = Reading {
        stream,
        until,
        deadline,
        finished: None,
        usage: Usage::default(),
        characters_left,
        done: false,
    };
    futures::stream::unfold(reading, |mut reading| async move {
        if reading.done {
            return None;
        }
        let event = reading.next_event().await;
        reading.done = !matches!(event, Ok(ModelEvent::Text(_)));
        Some((event, reading))
    })
    .boxed()
}

impl Reading {
    async fn next_event(&mut self) -> Result<ModelEvent, ModelError> {
        loop {
            let next = tokio::time::timeout_at(self.until, self.stream.next()).await;
            let chunk = match next {
                Err(_) => return Err(ModelError::TimedOut(self.deadline)),
                Ok(None) => return self.end(),
                Ok(Some(Ok(chunk))) => Chunk::from(chunk),
                Ok(Some(Err(OpenAIError::JSONDeserialize(_, raw)))) => match serde_json::from_str(&raw) {
                    Ok(chunk) => chunk,
                    // Half a chunk or none: what it held is lost, and with it the answer.
                    Err(_) => return Err(ModelError::Unusable("a part of it can't be read".to_owned())),
                },
                // The connection was cut; after the finish reason nothing was lost but the count.
                Ok(Some(Err(_))) => return self.end(),
            };
            if let Some(text) = self.take(chunk)? {
                return Ok(ModelEvent::Text(text));
            }
        }
    }

    /// Takes in a chunk; the text it brings, if any.
    fn take(&mut self, chunk: Chunk) -> Result<Option<String>, ModelError> {
        if chunk.error.is_some() {
            return Err(ModelError::Unusable("the server reports an error in the middle of it".to_owned()));
        }
        if let Some(usage) = chunk.usage {
            self.usage = usage;
        }
        let Some(choice) = chunk.choices.into_iter().next() else { return Ok(None) };
        if choice.delta.refusal.is_some_and(|refusal| !refusal.is_empty()) {
            return Err(ModelError::Unusable("the model declined to answer".to_owned()));
        }
        if choice.finish_reason.is_some() {
            self.finished = choice.finish_reason;
        }
        let Some(text) = choice.delta.content.filter(|text| !text.is_empty()) else { return Ok(None) };
        self.characters_left = self
            .characters_left
            .checked_sub(text.chars().count())
            .ok_or_else(|| ModelError::Unusable("it is longer than what was asked for".to_owned()))?;
        Ok(Some(text))
    }

    /// The end of the stream: whole only if the server said why it ended.
    fn end(&self) -> Result<ModelEvent, ModelError> {
        match self.finished.as_deref() {
            Some("stop" | "eos" | "end_turn" | "stop_sequence") => Ok(ModelEvent::Finished {
                prompt_tokens: self.usage.prompt_tokens,
                completion_tokens: self.usage.completion_tokens,
            }),
            Some("content_filter") => Err(ModelError::Unusable("the server's filter stopped it".to_owned())),
            Some("length" | "max_tokens") | None => Err(ModelError::Truncated),
            Some(_) => Err(ModelError::Unusable("it ended for a reason that is not expected".to_owned())),
        }
    }
}

impl From<CreateChatCompletionStreamResponse> for Chunk {
    fn from(chunk: CreateChatCompletionStreamResponse) -> Self {
        let word = |value| serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned));
        let choices = chunk.choices.into_iter().map(|choice| Choice {
            delta: Delta { content: choice.delta.content, refusal: choice.delta.refusal },
            finish_reason: choice.finish_reason.and_then(word),
        });
        let usage = chunk.usage.map(|usage| Usage {
            prompt_tokens: usage.prompt_tokens.into(),
            completion_tokens: usage.completion_tokens.into(),
        });
        Chunk { choices: choices.collect(), usage, error: None }
    }
}
