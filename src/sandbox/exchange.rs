//! What comes in and what goes out, apart from any HTTP library.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

const JSON: &str = "application/json;charset=utf-8";

/// A request to one of the emulated vendors; `path` begins behind the vendor's prefix.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path behind the vendor's prefix, with a leading slash.
    pub path: String,
    /// Raw query string.
    pub query: String,
    /// Headers, names in lower case.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The token of `Authorization: Bearer …`.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// All values of a query parameter, also where one value lists several by commas.
    pub fn parameters(&self, name: &str) -> Vec<String> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        let named = pairs.filter(|(key, _)| decoded(key).trim_end_matches("[]") == name);
        named
            .flat_map(|(_, value)| decoded(value).split(',').map(str::to_owned).collect::<Vec<_>>())
            .collect()
    }

    /// A query parameter's first value.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters(name).into_iter().next()
    }

    /// A form body, or a flat JSON object.
    pub fn form(&self) -> HashMap<String, String> {
        if let Ok(Value::Object(fields)) = serde_json::from_slice(&self.body) {
            return fields
                .into_iter()
                .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
                .collect();
        }
        let text = String::from_utf8_lossy(&self.body);
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
    }
}

/// Undoes the encoding of a query or form, where `+` is a space.
pub fn decoded(text: &str) -> String {
    decoded_path(&text.replace('+', " "))
}

/// Undoes percent-encoding of a path, where `+` is itself.
pub fn decoded_path(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()))
            .flatten();
        plain.push(match (escaped, bytes[at]) {
            (Some(byte), _) => byte,
            (None, byte) => byte,
        });
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers beside the content's type and length.
    pub headers: Vec<(String, String)>,
    /// The body in the pieces in which it is sent; one piece for all but streams.
    pub pieces: Vec<Vec<u8>>,
    /// Its media type.
    pub media_type: &'static str,
    /// Waited for before each piece.
    pub pause: Duration,
}

impl Response {
    /// A JSON answer.
    pub fn json(status: u16, body: &Value) -> Self {
        let pieces = vec![body.to_string().into_bytes()];
        Self { status, headers: Vec::new(), pieces, media_type: JSON, pause: Duration::ZERO }
    }

    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), pieces: Vec::new(), media_type: JSON, pause: Duration::ZERO }
    }

    /// Server-sent events, each a piece, with a pause before each.
    pub fn events(pieces: Vec<Vec<u8>>, pause: Duration) -> Self {
        Self { status: 200, headers: Vec::new(), pieces, media_type: "text/event-stream", pause }
    }

    /// The same with a header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}
