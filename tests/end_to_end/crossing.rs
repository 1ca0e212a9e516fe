//! A crossing on the way to a server: lets requests through, holds one where a test wants it, or answers instead.
//!
//! So a test knows where a process is when it kills it, without a clock.

use std::net::SocketAddr;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpSocket;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::program::PATIENCE;

/// What happens to a request.
#[derive(Clone)]
pub enum Toll {
    /// Held; the server hears nothing of it meanwhile.
    HeldBefore,
    /// Done by the server; its answer is held.
    HeldAfter,
    /// Answered here; the server hears nothing of it.
    Refused(u16, &'static [(&'static str, &'static str)]),
    /// Done by the server; the answer tells otherwise.
    DoneButSays(u16, &'static [(&'static str, &'static str)]),
}

/// A held request.
pub struct Stop {
    arrived: Receiver<()>,
    go: oneshot::Sender<()>,
    through: Receiver<u16>,
}

impl Stop {
    /// Waits until the request is here.
    pub fn wait(&self) {
        self.arrived.recv_timeout(PATIENCE).expect("the request arrives");
    }

    /// Lets it go on, also where nobody waits for its answer any more; the status that the server gave.
    pub fn pass(self) -> u16 {
        self.go.send(()).expect("the request is held");
        self.through.recv_timeout(PATIENCE).expect("the server answers")
    }
}

struct Order {
    method: &'static str,
    /// A part of the path; with `$` at its end, the end of the path before any query.
    path: &'static str,
    /// Requests that fit and go through before this one.
    skip: usize,
    toll: Toll,
    handle: Option<Handle>,
}

struct Handle {
    arrived: Sender<()>,
    go: oneshot::Receiver<()>,
    through: Sender<u16>,
}

/// A request that came by.
#[derive(Clone)]
pub struct Passed {
    pub method: String,
    pub path: String,
}

struct Shared {
    target: String,
    client: reqwest::Client,
    orders: Mutex<Vec<Order>>,
    passed: Mutex<Vec<Passed>>,
}

/// The crossing itself. Closed, its port refuses connections.
pub struct Crossing {
    address: SocketAddr,
    shared: Arc<Shared>,
    runtime: Runtime,
    open: Mutex<Option<CancellationToken>>,
    /// Keeps the port while it is closed.
    reserved: Mutex<Option<TcpSocket>>,
}

impl Crossing {
    /// An open crossing before a server.
    pub fn before(target: impl Into<String>) -> Self {
        let crossing = Self::closed_before(target);
        crossing.open();
        crossing
    }

    /// A closed crossing before a server.
    pub fn closed_before(target: impl Into<String>) -> Self {
        // Whoever came first has installed it; that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = Runtime::new().expect("threads");
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
        let address = socket.local_addr().expect("an address");
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client");
        let shared =
            Shared { target: target.into(), client, orders: Mutex::default(), passed: Mutex::default() };
        let reserved = Mutex::new(Some(socket));
        Self { address, shared: Arc::new(shared), runtime, open: Mutex::new(None), reserved }
    }

    /// Its address, to be used instead of the server's.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Lets connections in.
    pub fn open(&self) {
        let socket = lock(&self.reserved).take().expect("it is closed");
        let _inside = self.runtime.enter();
        let listener = socket.listen(64).expect("it can listen");
        let router = Router::new().fallback(cross).with_state(Arc::clone(&self.shared));
        let closing = CancellationToken::new();
        *lock(&self.open) = Some(closing.clone());
        self.runtime.spawn(async move {
            tokio::select! {
                served = axum::serve(listener, router) => served.expect("it serves"),
                () = closing.cancelled() => {}
            }
        });
    }

    /// Does this to the next request that fits.
    pub fn next(&self, method: &'static str, path: &'static str, toll: Toll) -> Stop {
        self.nth(0, method, path, toll)
    }

    /// Does this to a later request that fits: `skip` others go through first.
    pub fn nth(&self, skip: usize, method: &'static str, path: &'static str, toll: Toll) -> Stop {
        let (tell_arrived, arrived) = mpsc::channel();
        let (go, told_to_go) = oneshot::channel();
        let (tell_through, through) = mpsc::channel();
        let handle = Handle { arrived: tell_arrived, go: told_to_go, through: tell_through };
        lock(&self.shared.orders).push(Order { method, path, skip, toll, handle: Some(handle) });
        Stop { arrived, go, through }
    }

    /// The requests that came by, by method and a part of the path.
    pub fn passed(&self, method: &str, path: &str) -> Vec<Passed> {
        let all = lock(&self.shared.passed);
        all.iter().filter(|passed| passed.method == method && leads_to(&passed.path, path)).cloned().collect()
    }

    /// Asks the server itself, past all orders.
    pub fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        self.ask_with(&[], method, path, body)
    }

    /// The same with headers.
    pub fn ask_with(&self, headers: &[(&str, &str)], method: &str, path: &str, body: Option<Value>) -> Value {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.shared.client.request(method, format!("{}{path}", self.shared.target));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let text = self.runtime.block_on(async { request.send().await.expect("an answer").text().await });
        serde_json::from_str(&text.expect("a body")).unwrap_or(Value::Null)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn cross(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    lock(&shared.passed).push(Passed { method: method.to_string(), path: path.clone() });
    let order = order_for(&shared, method.as_str(), &path);
    let forward = forward(Arc::clone(&shared), method, path, headers, body);
    let Some((toll, handle)) = order else { return forward.await };
    // In a task of its own: who asked may be killed meanwhile, and what was let go still arrives.
    let crossing = tokio::spawn(async move {
        let _ = handle.arrived.send(());
        match toll {
            Toll::HeldBefore => {
                if handle.go.await.is_err() {
                    return said(StatusCode::BAD_GATEWAY, &[]);
                }
                let answer = forward.await;
                let _ = handle.through.send(answer.status().as_u16());
                answer
            }
            Toll::HeldAfter => {
                let answer = forward.await;
                let _ = handle.through.send(answer.status().as_u16());
                let _ = handle.go.await;
                answer
            }
            Toll::Refused(status, headers) => said(StatusCode::from_u16(status).expect("a status"), headers),
            Toll::DoneButSays(status, headers) => {
                let answer = forward.await;
                let _ = handle.through.send(answer.status().as_u16());
                said(StatusCode::from_u16(status).expect("a status"), headers)
            }
        }
    });
    crossing.await.expect("no panic on the way")
}

fn leads_to(path: &str, part: &str) -> bool {
    match part.strip_suffix('$') {
        Some(end) => path.split('?').next().is_some_and(|path| path.ends_with(end)),
        None => path.contains(part),
    }
}

fn order_for(shared: &Shared, method: &str, path: &str) -> Option<(Toll, Handle)> {
    let mut orders = lock(&shared.orders);
    for order in orders.iter_mut() {
        let fits = (order.method == "*" || order.method == method) && leads_to(path, order.path);
        if !fits || order.handle.is_none() {
            continue;
        }
        if order.skip > 0 {
            order.skip -= 1;
            continue;
        }
        return order.handle.take().map(|handle| (order.toll.clone(), handle));
    }
    None
}

async fn forward(
    shared: Arc<Shared>,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut request = shared.client.request(method, format!("{}{path}", shared.target)).body(body);
    for (name, value) in &headers {
        // The host stays: addresses that the server makes of it lead here again.
        if !matches!(name.as_str(), "content-length" | "connection" | "accept-encoding") {
            request = request.header(name, value);
        }
    }
    let Ok(answer) = request.send().await else { return said(StatusCode::BAD_GATEWAY, &[]) };
    let status = answer.status();
    let headers = answer.headers().clone();
    let Ok(body) = answer.bytes().await else { return said(StatusCode::BAD_GATEWAY, &[]) };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    for (name, value) in headers.iter() {
        if !matches!(name.as_str(), "content-length" | "transfer-encoding" | "connection") {
            response.headers_mut().append(name, value.clone());
        }
    }
    response
}

fn said(status: StatusCode, headers: &[(&'static str, &'static str)]) -> Response {
    let mut response = Response::new(Body::from("{}"));
    *response.status_mut() = status;
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value.parse().expect("a header's value"));
    }
    response
}
