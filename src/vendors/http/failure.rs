//! Why there is no answer, in classes and in words.

use std::time::Duration;

use super::Response;
use crate::domain::ids::Source;
use crate::ports::{PortError, Trouble};

/// What stood between the request and an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No connection: the host's name is unknown, nobody listens, TLS failed, or it took too long.
    Connect(&'static str),
    /// No whole answer within the time for one attempt or for all.
    TimedOut,
    /// The connection broke off.
    Cut,
    /// The answer is larger than allowed.
    TooLarge,
    /// The server failed; its last answer is in [`Failure::last`].
    Broken,
    /// Asked to come back, and later than the deadline allows.
    Limited(Option<Duration>),
    /// Never asked: what the account may be asked in this time is spent, for so long.
    Spent(Duration),
}

/// A request without an answer.
#[derive(Debug)]
pub struct Failure {
    /// Why.
    pub cause: Cause,
    /// Whether the vendor may have carried it out. Always false for a read.
    pub may_have_happened: bool,
    /// How often it was tried.
    pub attempts: u32,
    /// The last answer that was no answer, where there was one: for the vendor's words and request id.
    pub last: Option<Box<Response>>,
}

impl Failure {
    /// In words. `doing` says what was wanted: `the customer`, `the note`.
    pub fn into_port_error(self, source: &Source, doing: &str) -> PortError {
        let times = if self.attempts > 1 { format!(" ({} attempts)", self.attempts) } else { String::new() };
        let status = self.last.as_ref().map(|last| last.status.as_u16());
        let (trouble, why, hint) = match self.cause {
            Cause::Connect(why) => {
                (Trouble::Unreachable, why.to_owned(), Some("check the network, `shop` and `base_url`"))
            }
            Cause::TimedOut => (
                Trouble::Unreachable,
                "no answer in time".to_owned(),
                Some("check the network; if it is fine, try again later"),
            ),
            Cause::Cut => (Trouble::Unreachable, "the answer broke off".to_owned(), None),
            Cause::TooLarge => (Trouble::Garbled, "the answer is too large to be one".to_owned(), None),
            Cause::Broken => {
                let status = status.map_or(String::new(), |status| format!(" (status {status})"));
                let hint = "the trouble is theirs: try again later, or look at their status page";
                (Trouble::Unreachable, format!("the server failed{status}"), Some(hint))
            }
            Cause::Limited(retry_after) => {
                let when = retry_after.map_or_else(
                    || "it asks to wait".to_owned(),
                    |wait| format!("it asks to wait {} s", wait.as_secs_f64().ceil()),
                );
                (Trouble::Limited { retry_after }, when, Some("too many requests at once; try again later"))
            }
            Cause::Spent(wait) => {
                let why = "what it may be asked at once is spent".to_owned();
                (Trouble::Limited { retry_after: Some(wait) }, why, Some("try again later"))
            }
        };
        let mut error = PortError::new(trouble, format!("{source} did not answer for {doing}: {why}{times}"));
        error.hint = hint.map(str::to_owned);
        error.may_have_happened = self.may_have_happened;
        error
    }
}

/// What kept a connection from being made, in words that name no address.
pub(super) fn connect_words(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        return "the connection was not made in time";
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<rustls::Error>() {
            return "no secure connection: the certificate or protocol was refused";
        }
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            if io.kind() == std::io::ErrorKind::ConnectionRefused {
                return "the connection was refused";
            }
            // TLS errors travel inside an IO error.
            if let Some(carried) = io.get_ref()
                && carried.is::<rustls::Error>()
            {
                return "no secure connection: the certificate or protocol was refused";
            }
        }
        if inner.to_string().contains("dns error") {
            return "its host name could not be resolved";
        }
        cause = inner.source();
    }
    "no connection"
}
