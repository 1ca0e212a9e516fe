//! The listener: finds the vendor, applies latency and faults, writes the journal.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::response::Builder;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::exchange::{Request, Response};
use super::fault::{Failure, odd, refusal, strike};
use super::hubspot::Hubspot;
use super::people::People;
use super::shopify::Shopify;
use super::{Fault, Knobs, Options, SandboxError, aids, bulk_file, openai};

/// Larger bodies than any client of ours sends are refused.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// Everything that the sandbox emulates.
pub struct World {
    options: Options,
    stopping: CancellationToken,
    state: Mutex<Vendors>,
}

/// What changes while the sandbox runs.
pub struct Vendors {
    /// The shop.
    pub shopify: Shopify,
    /// The CRM.
    pub hubspot: Hubspot,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// What can be turned.
    pub knobs: Knobs,
    /// Every request that wrote something.
    pub journal: Vec<Value>,
}

impl Vendors {
    fn new(options: &Options) -> Result<Self, SandboxError> {
        let people = Arc::new(People::new(options.customers, options.seed, options.now));
        Ok(Self {
            shopify: Shopify::new(Arc::clone(&people), options.now)?,
            hubspot: Hubspot::new(people, options.now)?,
            faults: options.faults.clone(),
            knobs: Knobs::new(options.latency),
            journal: Vec::new(),
        })
    }
}

impl World {
    /// Reads the fixtures.
    ///
    /// # Errors
    /// A broken fixture.
    pub fn new(options: Options, stopping: CancellationToken) -> Result<Self, SandboxError> {
        let state = Mutex::new(Vendors::new(&options)?);
        Ok(Self { options, stopping, state })
    }

    /// The vendors; a panic in one request must not stop the others.
    pub fn state(&self) -> MutexGuard<'_, Vendors> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything as it was at the start.
    ///
    /// # Errors
    /// A broken fixture.
    pub fn reset(&self) -> Result<(), SandboxError> {
        let fresh = Vendors::new(&self.options)?;
        *self.state() = fresh;
        Ok(())
    }

    fn answer(&self, vendor: &str, request: &Request) -> Response {
        let mut guard = self.state();
        let state = &mut *guard;
        let mut written = Vec::new();
        let response = match vendor {
            "shopify" => state.shopify.answer(request, &state.knobs, &mut written),
            "hubspot" => state.hubspot.answer(request, &state.knobs, &mut written),
            _ => openai::answer(request, self.options.model_tokens_per_second),
        };
        for entry in written {
            let sequence = state.journal.len() + 1;
            state.journal.push(json!({
                "sequence": sequence, "vendor": vendor, "method": request.method, "path": request.path,
                "status": response.status, "written": entry,
            }));
        }
        response
    }
}

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, world: Arc<World>, stopping: CancellationToken) {
    let router = Router::new().fallback(handle).with_state(world);
    let stopped = async move { stopping.cancelled().await };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
        tracing::warn!(error = %error, "sandbox stopped");
    }
}

async fn handle(
    State(world): State<Arc<World>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> axum::response::Response {
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return send(Response::json(413, &json!({ "message": "Request Entity Too Large" })));
    };
    let path = uri.path();
    let (vendor, rest) = ["shopify", "hubspot", "openai", "_sandbox"]
        .iter()
        .find_map(|vendor| {
            let rest = path.strip_prefix('/')?.strip_prefix(vendor)?;
            (rest.is_empty() || rest.starts_with('/')).then_some((*vendor, rest))
        })
        .unwrap_or(("", path));
    let request = Request {
        method: method.to_string(),
        path: rest.to_owned(),
        query: uri.query().unwrap_or("").to_owned(),
        headers: headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect(),
        body: body.to_vec(),
    };
    match vendor {
        "" => send(Response::json(
            404,
            &json!({ "message": "the sandbox serves /shopify, /hubspot and /openai/v1" }),
        )),
        "_sandbox" => send(aids::answer(&world, &request)),
        _ => emulate(&world, vendor, request).await,
    }
}

async fn emulate(world: &Arc<World>, vendor: &'static str, request: Request) -> axum::response::Response {
    let (latency, failure) = {
        let mut state = world.state();
        (state.knobs.latency, strike(&mut state.faults, vendor, &request))
    };
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    if let Some(
        failure @ (Failure::Forbidden | Failure::RateLimited | Failure::DailyLimit | Failure::ServerError),
    ) = failure
    {
        return send(refusal(failure, vendor));
    }
    if vendor == "shopify" && request.path.starts_with(bulk_file::PREFIX) && failure != Some(Failure::Silence)
    {
        return bulk_file::answer(world, &request, failure).await;
    }
    let worker = Arc::clone(world);
    // A search over 100,000 people takes milliseconds of processor time: not on the listener's threads.
    let answered = tokio::task::spawn_blocking(move || worker.answer(vendor, &request)).await;
    let Ok(response) = answered else { return send(refusal(Failure::ServerError, vendor)) };
    match failure {
        Some(Failure::Cut) => cut(response),
        Some(Failure::Garbage) => send(Response {
            pieces: vec![b"{\"data\": <!doctype html><p>upstream connect err".to_vec()],
            ..response
        }),
        Some(Failure::Odd) => send(odd(response)),
        Some(Failure::Silence) => {
            world.stopping.cancelled().await;
            send(Response::empty(503))
        }
        _ => send(response),
    }
}

fn builder(response: &Response) -> Builder {
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = axum::response::Response::builder().status(status);
    if !response.pieces.is_empty() {
        builder = builder.header(header::CONTENT_TYPE, response.media_type);
    }
    response.headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value))
}

fn send(response: Response) -> axum::response::Response {
    let builder = builder(&response);
    let body = if response.media_type == "text/event-stream" {
        // Small pieces with a little air between, as a model answers; a client that has gone stops them.
        let pause = response.pause;
        let pieces = futures::stream::iter(response.pieces).then(move |piece| async move {
            tokio::time::sleep(pause).await;
            Ok::<_, Infallible>(Bytes::from(piece))
        });
        Body::from_stream(pieces)
    } else {
        Body::from(response.pieces.concat())
    };
    builder.body(body).unwrap_or_else(|_| axum::response::Response::new(Body::empty()))
}

/// Announces the whole answer, sends half of it and drops the connection.
fn cut(response: Response) -> axum::response::Response {
    let whole = response.pieces.concat();
    let half = Bytes::copy_from_slice(&whole[..whole.len() / 2]);
    let builder = builder(&response).header(header::CONTENT_LENGTH, whole.len().max(1));
    let broken = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut by a fault rule");
    let pieces = futures::stream::iter([Ok(half), Err(broken)]);
    builder.body(Body::from_stream(pieces)).unwrap_or_else(|_| axum::response::Response::new(Body::empty()))
}
