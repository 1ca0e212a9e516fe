//! Any server that speaks OpenAI's chat completions: one streamed request, below which the gateway sees every byte.
//!
//! `async-openai` composes requests and reads the stream. What it hides is done here: the bytes pass a service of
//! ours on both ways (`transport`), its retries are off, its log of bodies is off, an answer counts as whole only
//! when a finish reason was seen, and servers that know less of the protocol are asked again with less of it.

mod dialect;
mod reply;
mod server;
mod transport;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_openai::Client;
use async_openai::error::OpenAIError;
use async_openai::types::chat::ChatCompletionResponseStream;
use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use reqwest::header::HeaderMap;
use secrecy::SecretString;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::ports::model::{LanguageModel, ModelError, ModelEvent, ModelRequest};
use crate::ports::{Finding, Verdict};
use dialect::Dialect;
use server::{Place, Reached};
pub use server::{Protocol, Server};
use transport::{Refused, Transport};

/// Longest wait for a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// Tries of one request, where the server is not reached or asks to wait; never after the first byte of an answer.
const TRIES: u32 = 3;
/// Longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// Fetches the key when it is first needed, in words why it can't be had.
pub type FetchKey = Arc<dyn Fn() -> BoxFuture<'static, Result<SecretString, String>> + Send + Sync>;

/// A model behind an OpenAI-compatible server.
pub struct OpenAi {
    http: reqwest::Client,
    server: Server,
    place: Place,
    model: String,
    fetch_key: Option<FetchKey>,
    key: OnceCell<SecretString>,
    /// What the server was found to understand.
    dialect: Mutex<Dialect>,
}

/// The model's address or client can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BadServer {
    /// No web address.
    #[error("`llm.base_url` is no web address")]
    NoUrl,
    /// Plain http to another machine.
    #[error("`llm.base_url` is plain http; that is allowed on loopback only, use https")]
    Plain,
    /// No HTTP client.
    #[error("the HTTP client can't be built")]
    Client(#[source] reqwest::Error),
}

impl OpenAi {
    /// A client for `model` at `server`.
    ///
    /// # Errors
    /// [`BadServer`] if the address is none, or plain http beyond loopback.
    pub fn new(server: Server, model: &str, api_key: Option<SecretString>) -> Result<Self, BadServer> {
        let fetch_key = api_key.map(|key| -> FetchKey {
            Arc::new(move || {
                let key = key.clone();
                Box::pin(async move { Ok(key) })
            })
        });
        Self::with_key_from(server, model, fetch_key)
    }

    /// The same; the key is fetched before the first request, so that a missing one takes nothing but the model away.
    ///
    /// # Errors
    /// As [`OpenAi::new`].
    pub fn with_key_from(
        server: Server,
        model: &str,
        fetch_key: Option<FetchKey>,
    ) -> Result<Self, BadServer> {
        let place = server.place()?;
        let mut http = reqwest::Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            // A redirect would carry the prompt to a server that nobody configured.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("deskhand/", env!("CARGO_PKG_VERSION")));
        if place.is_loopback {
            http = http.no_proxy();
        }
        Ok(OpenAi {
            http: http.build().map_err(BadServer::Client)?,
            server,
            place,
            model: model.to_owned(),
            fetch_key,
            key: OnceCell::new(),
            dialect: Mutex::new(Dialect::default()),
        })
    }

    /// Opens the stream: tries again while that is safe, with less of the protocol where the server refuses it.
    async fn open(
        &self,
        request: &ModelRequest,
        until: Instant,
    ) -> Result<ChatCompletionResponseStream, ModelError> {
        let mut dialect = self.dialect();
        let mut tries = 1;
        loop {
            match self.try_once(request, dialect, until).await {
                Ok(stream) => {
                    *self.dialect.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = dialect;
                    return Ok(stream);
                }
                Err(Refused::Misunderstood { message, status }) => {
                    dialect = dialect.without(&message).ok_or_else(|| {
                        ModelError::Unusable(format!("the server refused the request with status {status}"))
                    })?;
                }
                Err(Refused::Failed(error)) => {
                    let wait = wait_before_next(&error, tries).filter(|wait| Instant::now() + *wait < until);
                    match wait {
                        Some(wait) if tries < TRIES => tokio::time::sleep(wait).await,
                        _ => return Err(error),
                    }
                    tries += 1;
                }
            }
        }
    }

    async fn try_once(
        &self,
        request: &ModelRequest,
        dialect: Dialect,
        until: Instant,
    ) -> Result<ChatCompletionResponseStream, Refused> {
        let fetching = tokio::time::timeout_at(until, self.headers()).await;
        let headers = fetching
            .map_err(|_| ModelError::TimedOut(request.deadline))
            .and_then(|headers| headers.map_err(ModelError::NoKey))
            .map_err(Refused::Failed)?;
        let transport = Transport::new(self.http.clone(), request);
        let reached = Reached { place: self.place.clone(), headers, no_key: String::new().into() };
        let client = Client::build(self.http.clone(), reached).with_http_service(transport);
        let body = dialect.request(self.server.model(&self.model), request);
        let asked = client.chat();
        let asking = asked.create_stream(body);
        match tokio::time::timeout_at(until, asking).await {
            Ok(opened) => opened.map_err(refused),
            Err(_) => Err(Refused::Failed(ModelError::TimedOut(request.deadline))),
        }
    }

    /// The headers with the key, where the server wants one.
    async fn headers(&self) -> Result<HeaderMap, String> {
        let key = match &self.fetch_key {
            None => None,
            Some(fetch) => Some(self.key.get_or_try_init(|| fetch()).await?),
        };
        self.server.headers(key)
    }

    fn dialect(&self) -> Dialect {
        *self.dialect.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl std::fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenAi")
            .field("server", &self.server)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl LanguageModel for OpenAi {
    fn name(&self) -> &str {
        &self.model
    }

    async fn ask(
        &self,
        request: ModelRequest,
    ) -> Result<BoxStream<'static, Result<ModelEvent, ModelError>>, ModelError> {
        let until = Instant::now() + request.deadline;
        let stream = self.open(&request, until).await?;
        Ok(reply::events(stream, until, request.deadline, request.max_tokens))
    }

    async fn check(&self) -> Vec<Finding> {
        let (verdict, what, hint) = self.examine().await;
        let hint = hint.map(str::to_owned);
        vec![Finding { about: "model".to_owned(), verdict, what, hint, lacks: None }]
    }
}

impl OpenAi {
    async fn examine(&self) -> (Verdict, String, Option<&'static str>) {
        let headers = match self.headers().await {
            Ok(headers) => headers,
            Err(why) => return (Verdict::Bad, format!("no key: {why}"), Some("check `llm.api_key`")),
        };
        let asked = self.http.get(format!("{}/models", self.place.list)).query(&self.place.query());
        let asked = asked.headers(headers).timeout(CONNECT_WITHIN * 2);
        match asked.send().await {
            Err(error) if error.is_timeout() => {
                (Verdict::Bad, "the server does not answer".to_owned(), Some("check `llm.base_url`"))
            }
            Err(_) => (
                Verdict::Bad,
                "the server cannot be reached".to_owned(),
                Some("check `llm.base_url` and the network"),
            ),
            Ok(response) => match response.status().as_u16() {
                200..=299 => self.model_is_listed(response).await,
                401 | 403 => {
                    (Verdict::Bad, "the server refused the key".to_owned(), Some("check `llm.api_key`"))
                }
                404 | 405 => {
                    (Verdict::Warning, "the server is there and does not list its models".to_owned(), None)
                }
                429 => (Verdict::Warning, "the server asks to wait".to_owned(), None),
                status => (
                    Verdict::Bad,
                    format!("the server answers with status {status}"),
                    Some("check `llm.base_url`: it ends with the API's version, as `/v1`"),
                ),
            },
        }
    }

    async fn model_is_listed(&self, response: reqwest::Response) -> (Verdict, String, Option<&'static str>) {
        // Azure lists what could be deployed, not what is.
        if let Protocol::Azure { deployment, .. } = &self.server.protocol {
            let what =
                format!("the server takes the key; whether {deployment} is deployed shows when it is asked");
            return (Verdict::Good, what, None);
        }
        let list: serde_json::Value = response.json().await.unwrap_or_default();
        let Some(models) = list["data"].as_array() else {
            return (
                Verdict::Warning,
                "the server is there and its list of models can't be read".to_owned(),
                None,
            );
        };
        if models.iter().any(|model| model["id"] == self.model.as_str()) {
            (Verdict::Good, format!("{} is there", self.model), None)
        } else {
            (Verdict::Warning, format!("the server does not list {}", self.model), Some("check `llm.model`"))
        }
    }
}

/// How long to wait before the next try; nothing where another try is of no use.
fn wait_before_next(error: &ModelError, tries: u32) -> Option<Duration> {
    let step = Duration::from_millis(100) * 2u32.pow(tries);
    match error {
        ModelError::Limited { retry_after } => {
            Some(retry_after.unwrap_or(step)).filter(|wait| *wait <= LONGEST_WAIT)
        }
        ModelError::Unreachable(_) => Some(step),
        _ => None,
    }
}

/// What the transport said, taken out of the library's error; what the library said itself, without the body.
fn refused(error: OpenAIError) -> Refused {
    match error {
        OpenAIError::Boxed(inner) => match inner.downcast::<Refused>() {
            Ok(refused) => *refused,
            Err(_) => Refused::Failed(ModelError::Unusable("the request could not be made".to_owned())),
        },
        OpenAIError::StreamError(_) => Refused::Failed(ModelError::Truncated),
        _ => Refused::Failed(ModelError::Unusable("the request could not be made".to_owned())),
    }
}
