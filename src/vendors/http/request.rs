//! What is asked and what is answered.

use std::fmt;
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use super::pace::Pace;
use crate::domain::ids::Source;
use crate::ports::{PortError, Trouble};

/// What doing it twice would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing: retried within the deadline.
    Read,
    /// Changes something, and doing it twice has the effect of doing it once: retried too.
    Repeatable,
    /// Must not be done twice: retried only while no byte has left, or where the vendor said that it did nothing.
    Once,
}

/// A request's content.
#[derive(Clone)]
pub struct Body {
    pub(super) content_type: &'static str,
    pub(super) bytes: Vec<u8>,
}

impl Body {
    /// JSON.
    pub fn json(value: &serde_json::Value) -> Self {
        Self { content_type: "application/json", bytes: value.to_string().into_bytes() }
    }

    /// A form, as HTML forms are sent.
    pub fn form(fields: &[(&str, &str)]) -> Self {
        let mut url = reqwest::Url::parse("http://form.invalid").expect("a constant that is a URL");
        url.query_pairs_mut().extend_pairs(fields);
        let bytes = url.query().unwrap_or_default().as_bytes().to_vec();
        Self { content_type: "application/x-www-form-urlencoded", bytes }
    }
}

/// What an answer means for whether to try again. A vendor's own [`Request::judge`] decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// An answer, good or bad, for the caller to read.
    Answer,
    /// Certainly not carried out: asked to come back, after this long where it is named.
    Limited(Option<Duration>),
    /// The server failed; whether it was carried out is unknown.
    Broken,
}

/// One thing to ask a vendor.
pub struct Request<'a> {
    /// What it is, for spans and metrics: `shopify.find`. Holds no data.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path behind the base, beginning with `/`. Segments that are data must be percent-encoded already.
    pub path: &'a str,
    /// Query, encoded here.
    pub query: &'a [(&'a str, &'a str)],
    /// Headers; credentials must be marked sensitive.
    pub headers: HeaderMap,
    /// Content.
    pub body: Option<Body>,
    /// What doing it twice would do.
    pub effect: Effect,
    /// Reads an answer's meaning for retries; [`by_status`] serves vendors without rules of their own.
    pub judge: &'a (dyn Fn(&Response) -> Reading + Send + Sync),
    /// A tighter limit beside the account's, with the points that it costs there.
    pub pace: Option<(&'a Pace, f64)>,
}

impl<'a> Request<'a> {
    /// A request without content, judged by its status.
    pub fn new(name: &'static str, method: Method, path: &'a str, effect: Effect) -> Self {
        Self {
            name,
            method,
            path,
            query: &[],
            headers: HeaderMap::new(),
            body: None,
            effect,
            judge: &by_status,
            pace: None,
        }
    }
}

/// A vendor's answer, whole.
pub struct Response {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Content, decompressed.
    pub body: Vec<u8>,
    /// From the first attempt's begin, waits included, to the last byte.
    pub elapsed: Duration,
}

impl Response {
    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How long the `Retry-After` header asks to wait: seconds (fractions happen) or a date, measured by
    /// the answer's own `Date`.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header(RETRY_AFTER.as_str())?.trim();
        if let Ok(seconds) = text.parse::<f64>() {
            return Duration::try_from_secs_f64(seconds).ok();
        }
        let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp());
        let wait = date(text)?.duration_since(self.date()?);
        Some(Duration::try_from(wait).unwrap_or(Duration::ZERO))
    }

    /// When the server thinks it answered.
    pub fn date(&self) -> Option<jiff::Timestamp> {
        let text = self.header("date")?;
        jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp())
    }

    /// The content as JSON.
    ///
    /// # Errors
    /// It is none, or of another form: `Garbled`, saying where, never what.
    pub fn json<T: DeserializeOwned>(&self, source: &Source, doing: &str) -> Result<T, PortError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let why = match error.classify() {
                serde_json::error::Category::Eof => "it breaks off",
                serde_json::error::Category::Data => "it has another form than expected",
                _ => "it is not JSON",
            };
            let place = format!("line {}, column {}", error.line(), error.column());
            let status = self.status.as_u16();
            PortError::new(
                Trouble::Garbled,
                format!(
                    "{source} answered for {doing} what cannot be read: {why} ({place}, status {status})"
                ),
            )
        })
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, {} bytes)", self.status.as_u16(), self.body.len())
    }
}

/// The common reading of a status: 429 asks to wait, 408 and 5xx are failures, all else is an answer.
pub fn by_status(response: &Response) -> Reading {
    match response.status.as_u16() {
        429 => Reading::Limited(response.retry_after()),
        // A server that names a time refused before doing anything.
        503 if response.retry_after().is_some() => Reading::Limited(response.retry_after()),
        408 | 500..=599 => Reading::Broken,
        _ => Reading::Answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, headers: &[(&'static str, &str)]) -> Response {
        let headers = headers
            .iter()
            .map(|(name, value)| (reqwest::header::HeaderName::from_static(name), value.parse().unwrap()));
        Response {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.collect(),
            body: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    #[test]
    fn retry_after_is_read_in_all_its_writings() {
        for (headers, want) in [
            (vec![("retry-after", "2")], Some(Duration::from_secs(2))),
            (vec![("retry-after", "1.5")], Some(Duration::from_millis(1500))),
            (
                vec![
                    ("retry-after", "Wed, 21 Oct 2026 07:28:10 GMT"),
                    ("date", "Wed, 21 Oct 2026 07:28:00 GMT"),
                ],
                Some(Duration::from_secs(10)),
            ),
            (
                vec![
                    ("retry-after", "Wed, 21 Oct 2026 07:27:00 GMT"),
                    ("date", "Wed, 21 Oct 2026 07:28:00 GMT"),
                ],
                Some(Duration::ZERO),
            ),
            (vec![("retry-after", "-1")], None),
            (vec![("retry-after", "soon")], None),
            (vec![], None),
        ] {
            assert_eq!(response(429, &headers).retry_after(), want, "{headers:?}");
        }
    }

    #[test]
    fn a_status_says_whether_to_try_again() {
        for (status, want) in [
            (200, Reading::Answer),
            (301, Reading::Answer),
            (404, Reading::Answer),
            (408, Reading::Broken),
            (429, Reading::Limited(None)),
            (500, Reading::Broken),
            (503, Reading::Broken),
        ] {
            assert_eq!(by_status(&response(status, &[])), want, "{status}");
        }
    }

    #[test]
    fn a_form_is_encoded() {
        assert_eq!(Body::form(&[("a", "1&2"), ("b c", "ü")]).bytes, b"a=1%262&b+c=%C3%BC");
    }
}
