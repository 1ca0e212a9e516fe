//! A server on loopback around a function from request to answer, and the faults that it finds in requests.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use serde_json::Value;
use tokio::runtime::Runtime;

/// A request.
pub struct Asked {
    pub method: String,
    /// Decoded.
    pub path: String,
    /// Decoded, in order; a list is its name repeated.
    pub query: Vec<(String, String)>,
    pub headers: HashMap<String, String>,
    /// Null where there is none.
    pub body: Value,
}

/// An answer; null is none, a text is a file.
pub struct Answer {
    pub status: u16,
    pub body: Value,
    headers: Vec<(&'static str, &'static str)>,
}

impl Answer {
    pub fn json(status: u16, body: Value) -> Self {
        Self { status, body, headers: Vec::new() }
    }

    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// What was found wrong, in words.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<String>>>);

impl Faults {
    pub fn add(&self, what: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    /// Everything so far.
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Serves on a free port for as long as the runtime lives.
pub fn serve(runtime: &Runtime, answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> SocketAddr {
    let answer = Arc::new(answer);
    let handle = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        let answer = Arc::clone(&answer);
        let asked = asked(&method, &uri, &headers, &body);
        async move {
            let answered = tokio::task::spawn_blocking(move || answer(&asked)).await;
            response(answered.expect("a server of tests does not panic"))
        }
    };
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handle)).await });
        address
    })
}

fn asked(method: &Method, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Asked {
    let url = reqwest::Url::parse(&format!("http://server{uri}")).expect("a URL");
    let path = url.path_segments().map_or_else(String::new, |segments| {
        segments.map(|segment| format!("/{}", decoded(segment))).collect()
    });
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    Asked {
        method: method.to_string(),
        path,
        query: url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
        headers: headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: serde_json::from_slice(body).unwrap_or(Value::Null),
    }
}

/// Undoes percent-encoding, where `+` is itself.
fn decoded(segment: &str) -> String {
    let form = format!("x={}", segment.replace('+', "%2B"));
    let url = reqwest::Url::parse(&format!("http://server/?{form}")).expect("a URL");
    url.query_pairs().next().map_or_else(String::new, |(_, value)| value.into_owned())
}

fn response(answer: Answer) -> Response {
    let body = match answer.body {
        Value::Null => Body::empty(),
        // A file.
        Value::String(text) => Body::from(text),
        json => Body::from(json.to_string()),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).expect("a status");
    let headers = response.headers_mut();
    headers.insert("content-type", "application/json".parse().expect("a header's value"));
    for (name, value) in answer.headers {
        headers.insert(HeaderName::from_static(name), value.parse().expect("a header's value"));
    }
    response
}
