//! Where bytes leave and arrive, below the client library.

use std::task::{Context, Poll};
use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use futures::future::BoxFuture;
use futures::{StreamExt, TryStreamExt};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use std::sync::Arc;

use crate::ports::model::{ModelError, ModelRequest, Wire, WireBlocked};

/// Longest error body that is read, in bytes.
const LONGEST_ERROR: usize = 16 * 1024;
/// Bytes of one streamed token with everything around it, at most; with [`OVERHEAD`] the longest reply.
const BYTES_PER_TOKEN: usize = 1024;
const OVERHEAD: usize = 64 * 1024;

/// Codes that say that the account has no money left. The word alone says nothing: whoever is only to wait is told, too,
/// where the billing page is.
const QUOTA: [&str; 3] = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"];

/// Why no stream was opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// Status 400 or 422: another dialect may do.
    #[error("the server refused the request with status {status}")]
    Misunderstood { status: u16, message: String },
    /// Anything else.
    #[error(transparent)]
    Failed(ModelError),
}

impl From<Refused> for OpenAIError {
    fn from(refused: Refused) -> Self {
        OpenAIError::Boxed(Box::new(refused))
    }
}

/// The service that the library hands its requests to: scans and records what leaves, records what arrives.
#[derive(Clone)]
pub(super) struct Transport {
    http: reqwest::Client,
    wire: Arc<dyn Wire>,
    longest_reply: usize,
}

impl Transport {
    pub(super) fn new(http: reqwest::Client, request: &ModelRequest) -> Self {
        let tokens = usize::try_from(request.max_tokens).unwrap_or(usize::MAX);
        let longest_reply = tokens.saturating_mul(BYTES_PER_TOKEN).saturating_add(OVERHEAD);
        Transport { http, wire: Arc::clone(&request.wire), longest_reply }
    }

    async fn send(self, factory: HttpRequestFactory) -> Result<reqwest::Response, Refused> {
        let unmade = || Refused::Failed(ModelError::Unusable("the request could not be made".to_owned()));
        let request = factory.build().await.map_err(|_| unmade())?;
        // A body that can't be seen is a body that can't be scanned.
        let unseen = || WireBlocked("its bytes can't be read before they are sent".to_owned());
        let blocked = |why: WireBlocked| Refused::Failed(ModelError::Blocked(why));
        let body = request.body().and_then(reqwest::Body::as_bytes).ok_or_else(|| blocked(unseen()))?;
        self.wire.leaving(body).map_err(blocked)?;
        let response =
            self.http.execute(request).await.map_err(|error| Refused::Failed(unreachable(&error)))?;
        let status = response.status();
        if !status.is_success() {
            return Err(self.failure(response).await);
        }
        let streamed = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_none_or(|kind| kind.starts_with("text/event-stream"));
        if !streamed {
            let what = "it is no stream of events; is `llm.base_url` a model server's address?".to_owned();
            return Err(Refused::Failed(ModelError::Unusable(what)));
        }
        Ok(self.tapped(response))
    }

    /// The same response, each piece shown to the wire as it arrives, ended where it grows beyond all measure.
    fn tapped(self, response: reqwest::Response) -> reqwest::Response {
        let status = response.status();
        let headers = response.headers().clone();
        let wire = self.wire;
        let longest = self.longest_reply;
        let mut arrived = 0usize;
        let pieces = response.bytes_stream().map_err(std::io::Error::other).map(move |piece| {
            let piece = piece?;
            arrived = arrived.saturating_add(piece.len());
            if arrived > longest {
                return Err(std::io::Error::other("the reply is longer than any answer"));
            }
            wire.arrived(&piece);
            Ok(piece)
        });
        let mut tapped = http::Response::new(reqwest::Body::wrap_stream(pieces));
        *tapped.status_mut() = status;
        *tapped.headers_mut() = headers;
        tapped.into()
    }

    /// What a status that is no success means.
    async fn failure(&self, response: reqwest::Response) -> Refused {
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let mut body = Vec::new();
        let mut pieces = response.bytes_stream();
        while let Some(Ok(piece)) = pieces.next().await {
            self.wire.arrived(&piece);
            body.extend_from_slice(&piece);
            if body.len() > LONGEST_ERROR {
                break;
            }
        }
        let message = String::from_utf8_lossy(&body).into_owned();
        let quota = QUOTA.iter().any(|code| message.contains(code));
        let failed = match status {
            400 | 429 if quota => ModelError::Quota,
            400 if message.contains("content_filter") => {
                ModelError::Unusable("the server's filter refused the prompt".to_owned())
            }
            400 if message.contains("context_length_exceeded") => {
                ModelError::Unusable("the prompt is longer than the model reads".to_owned())
            }
            400 | 422 => return Refused::Misunderstood { status, message },
            401 | 403 => ModelError::Unauthorized,
            402 => ModelError::Quota,
            429 => ModelError::Limited { retry_after },
            408 | 500.. => ModelError::Unreachable(format!("it answers with status {status}")),
            300..=399 => {
                ModelError::Unusable(format!("it redirects (status {status}), which is not followed"))
            }
            404 => ModelError::Unusable("no such address or model (status 404)".to_owned()),
            _ => ModelError::Unusable(format!("status {status}")),
        };
        Refused::Failed(failed)
    }
}

impl tower::Service<HttpRequestFactory> for Transport {
    type Response = reqwest::Response;
    type Error = Refused;
    type Future = BoxFuture<'static, Result<reqwest::Response, Refused>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Refused>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        Box::pin(self.clone().send(factory))
    }
}

fn unreachable(error: &reqwest::Error) -> ModelError {
    let what = if error.is_connect() {
        "no connection"
    } else if error.is_timeout() {
        "it does not answer"
    } else {
        "the connection was cut"
    };
    ModelError::Unreachable(what.to_owned())
}

/// Seconds of `Retry-After`; the form with a date is not used by model servers.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: f64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}
