//! A language model that answers with what was recorded, through the same door as any other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use serde_json::json;

use super::recording::Recording;
use crate::ports::model::{LanguageModel, ModelError, ModelEvent, ModelRequest};
use crate::ports::{Finding, Verdict};

/// Characters of one streamed piece.
const PIECE: usize = 24;

/// What is being asked about whom: a recorded answer is found by that, not by the prompt.
#[derive(Clone, Default)]
pub struct Cue(Arc<Mutex<Asked>>);

#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct Asked {
    query: String,
    task: String,
}

impl Cue {
    /// The next question is this one.
    pub(super) fn set(&self, query: &str, task: &str) {
        let asked = Asked { query: query.to_owned(), task: task.to_owned() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = asked;
    }

    fn get(&self) -> Asked {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Plays a recording back.
pub struct Playback {
    recording: Arc<Recording>,
    cue: Cue,
    /// How many answers to a task were given.
    played: Mutex<HashMap<Asked, usize>>,
}

impl Playback {
    /// A model that answers what the cue says is asked.
    pub(super) fn new(recording: Arc<Recording>, cue: Cue) -> Self {
        Self { recording, cue, played: Mutex::default() }
    }
}

#[async_trait]
impl LanguageModel for Playback {
    fn name(&self) -> &str {
        &self.recording.heading.name
    }

    async fn ask(
        &self,
        request: ModelRequest,
    ) -> Result<BoxStream<'static, Result<ModelEvent, ModelError>>, ModelError> {
        let body = json!({
            "model": self.name(),
            "messages": [
                { "role": "system", "content": request.system },
                { "role": "user", "content": request.user },
            ],
            "response_format": { "type": "json_schema", "json_schema": { "schema": request.schema } },
        });
        request.wire.leaving(body.to_string().as_bytes())?;
        let asked = self.cue.get();
        let at = {
            let mut played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
            let at = played.entry(asked.clone()).or_default();
            *at += 1;
            *at - 1
        };
        let recorded = self.recording.to(&asked.query, &asked.task).nth(at);
        let recorded = recorded.ok_or_else(|| ModelError::Unusable("none is recorded".to_owned()))?;
        let text = recorded.text();
        request.wire.arrived(text.as_bytes());
        let characters: Vec<char> = text.chars().collect();
        let mut events: Vec<Result<ModelEvent, ModelError>> =
            characters.chunks(PIECE).map(|piece| Ok(ModelEvent::Text(piece.iter().collect()))).collect();
        let (prompt_tokens, completion_tokens) = recorded.tokens.unwrap_or_default();
        events.push(Ok(ModelEvent::Finished { prompt_tokens, completion_tokens }));
        Ok(stream::iter(events).boxed())
    }

    async fn check(&self) -> Vec<Finding> {
        let what = "recorded answers".to_owned();
        vec![Finding { about: "model".to_owned(), verdict: Verdict::Good, what, hint: None, lacks: None }]
    }
}
