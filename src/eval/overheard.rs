//! A model with somebody who listens: what left for it, byte for byte, and what it said.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::BoxStream;

use crate::ports::Finding;
use crate::ports::model::{LanguageModel, ModelError, ModelEvent, ModelRequest, Wire, WireBlocked};

/// One call of a model.
#[derive(Clone, Debug, Default)]
pub(super) struct HeardCall {
    /// Bodies that left: more than one where the server had to be asked again.
    pub(super) sent: Vec<Vec<u8>>,
    /// What it said, as far as it came.
    pub(super) text: String,
    /// Tokens of prompt and answer, where the answer is whole and the server counted.
    pub(super) tokens: Option<(u64, u64)>,
}

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<HeardCall>>>);

impl Notes {
    /// Changes what is noted of the newest call. Calls of one desk follow each other.
    fn of_the_newest(&self, change: impl FnOnce(&mut HeardCall)) {
        if let Some(call) = self.0.lock().unwrap_or_else(PoisonError::into_inner).last_mut() {
            change(call);
        }
    }
}

/// A model that is listened to.
pub struct Overheard {
    model: Arc<dyn LanguageModel>,
    notes: Notes,
}

impl Overheard {
    /// Listens to a model.
    pub fn new(model: Arc<dyn LanguageModel>) -> Self {
        Self { model, notes: Notes::default() }
    }

    /// The calls since this was asked last.
    pub(super) fn take(&self) -> Vec<HeardCall> {
        std::mem::take(&mut *self.notes.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Passes on what the gateway's own wire lets through.
struct Listener {
    wire: Arc<dyn Wire>,
    notes: Notes,
}

impl Wire for Listener {
    fn leaving(&self, body: &[u8]) -> Result<(), WireBlocked> {
        self.wire.leaving(body)?;
        self.notes.of_the_newest(|call| call.sent.push(body.to_vec()));
        Ok(())
    }

    fn arrived(&self, bytes: &[u8]) {
        self.wire.arrived(bytes);
    }
}

#[async_trait]
impl LanguageModel for Overheard {
    fn name(&self) -> &str {
        self.model.name()
    }

    async fn ask(
        &self,
        request: ModelRequest,
    ) -> Result<BoxStream<'static, Result<ModelEvent, ModelError>>, ModelError> {
        self.notes.0.lock().unwrap_or_else(PoisonError::into_inner).push(HeardCall::default());
        let wire = Arc::new(Listener { wire: Arc::clone(&request.wire), notes: self.notes.clone() });
        let events = self.model.ask(ModelRequest { wire, ..request }).await?;
        let notes = self.notes.clone();
        let heard = events.inspect(move |event| match event {
            Ok(ModelEvent::Text(piece)) => notes.of_the_newest(|call| call.text.push_str(piece)),
            Ok(ModelEvent::Finished { prompt_tokens, completion_tokens }) => {
                let counted = (*prompt_tokens, *completion_tokens);
                notes.of_the_newest(|call| call.tokens = (counted != (0, 0)).then_some(counted));
            }
            Err(_) => {}
        });
        Ok(heard.boxed())
    }

    async fn check(&self) -> Vec<Finding> {
        self.model.check().await
    }
}
