//! The one way to a vendor: deadlines, retries, pace and a span for every request.
//!
//! It knows vendors as values only (a base address, limits, a reading of answers); headers, bodies and what
//! an answer says are the vendor's folder's. Guarantees: a request that must not be done twice is sent again
//! only where it certainly had no effect; nothing takes longer than [`Call::deadline`]; dropping the future
//! closes the connection; no log line holds a query, a body or a credential.
//!
//! ```text
//! send ─► pace ─► attempt ─► judge ─► answer
//!           ▲        │          ├─ limited ─► wait as named ─┐
//!           │        └─ failed ─┴─ broken ──► back off ──────┤
//!           └────────────────────────────────────────────────┘
//! ```

mod clock;
mod download;
mod failure;
mod pace;
mod piece;
mod request;

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use tokio::time::Instant;
use tracing::Instrument;

use clock::VendorClock;
pub use download::Lines;
pub use failure::{Cause, Failure};
pub use pace::{Pace, Rate};
pub use piece::{Piece, parted};
pub use request::{Body, Effect, Reading, Request, Response, by_status};
pub use reqwest::header::{HeaderMap, HeaderName};
pub use reqwest::{Method, StatusCode};

use crate::domain::ids::Source;
use crate::ports::{Call, PortError, Trouble, Urgency};

/// What one account's requests keep to.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest attempt while somebody waits.
    pub interactive_attempt: Duration,
    /// Longest attempt while nobody waits.
    pub background_attempt: Duration,
    /// Attempts that may fail by fault of network or server; waits that the vendor asked for don't count.
    pub attempts: u32,
    /// Largest answer in bytes, decompressed.
    pub largest_answer: usize,
    /// How fast the account may be asked, one point a request; nothing where the vendor paces itself otherwise.
    pub rate: Option<Rate>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            interactive_attempt: Duration::from_secs(5),
            background_attempt: Duration::from_secs(30),
            attempts: 3,
            largest_answer: 16 * 1024 * 1024,
            rate: None,
        }
    }
}

/// Waits that a vendor may ask of one request, whatever the deadline: against one that asks for none at all for ever.
const MOST_WAITS: u32 = 30;

/// The way to one account of one vendor. Clones share connections and pace.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
}

struct Shared {
    account: Source,
    base: Url,
    client: reqwest::Client,
    limits: Limits,
    pace: Option<Pace>,
    clock: VendorClock,
}

impl Http {
    /// Opens the way; nothing is sent yet.
    ///
    /// # Errors
    /// The address is plain http to another machine, or no TLS can be set up.
    pub fn new(account: Source, base: Url, limits: Limits) -> Result<Self, PortError> {
        let on_this_machine = is_loopback(&base);
        if base.scheme() != "https" && !(base.scheme() == "http" && on_this_machine) {
            let what = format!("{account}: plain http is allowed to this machine only");
            return Err(PortError::new(Trouble::Refused, what).hint("write `base_url` with https"));
        }
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Fails only where somebody else was quicker, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("deskhand/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(limits.connect)
            .gzip(true)
            // A redirect would take our credentials to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            // There is one layer that retries, and it is below.
            .retry(reqwest::retry::never());
        if on_this_machine {
            builder = builder.no_proxy();
        }
        if base.scheme() == "http" {
            // Machines without any certificate can talk to themselves all the same.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|error| {
            tracing::error!(vendor.source = %account, error = ?error.without_url(), "no HTTP client");
            PortError::new(Trouble::Unreachable, format!("{account}: TLS could not be set up"))
                .hint("install the system's CA certificates (package `ca-certificates`)")
        })?;
        let pace = limits.rate.map(Pace::new);
        Ok(Self {
            shared: Arc::new(Shared { account, base, client, limits, pace, clock: VendorClock::default() }),
        })
    }

    /// Which account this leads to.
    pub fn account(&self) -> &Source {
        &self.shared.account
    }

    fn client(&self) -> &reqwest::Client {
        &self.shared.client
    }

    fn attempts(&self) -> u32 {
        self.shared.limits.attempts
    }

    fn background_attempt(&self) -> Duration {
        self.shared.limits.background_attempt
    }

    /// The account's pace, where requests are counted.
    pub fn pace(&self) -> Option<&Pace> {
        self.shared.pace.as_ref()
    }

    /// Sends a request and brings the answer, trying again where that is allowed.
    ///
    /// # Errors
    /// There was no answer within the deadline and the attempts allowed.
    pub async fn send(&self, request: Request<'_>, call: &Call) -> Result<Response, Failure> {
        let id = uuid::Uuid::now_v7();
        let span = tracing::info_span!(
            "vendor.call",
            vendor.source = %self.shared.account,
            http.name = request.name,
            http.method = %request.method,
            http.status = tracing::field::Empty,
            http.bytes = tracing::field::Empty,
            http.milliseconds = tracing::field::Empty,
            http.attempts = tracing::field::Empty,
            request.id = %id,
        );
        let progress = Progress { started: Instant::now(), deadline: call.deadline, attempts: 0 };
        self.send_within(request, call, id, progress).instrument(span).await
    }

    async fn send_within(
        &self,
        request: Request<'_>,
        call: &Call,
        id: uuid::Uuid,
        mut progress: Progress,
    ) -> Result<Response, Failure> {
        let limits = &self.shared.limits;
        let mut back_off = back_off(Duration::from_millis(200), limits.attempts.saturating_sub(1) as usize);
        let mut patience = back_off_of_the_limited();
        let mut waits = 0;
        // What stays in doubt over all attempts: an earlier one may have had its effect.
        let mut in_doubt = false;
        let mut before: Option<(Cause, Option<Response>)> = None;
        loop {
            let (cause, last, pause) = match self.one_attempt(&request, call, id, &mut progress).await {
                Ok(mut response) => match reading(&request, &response) {
                    Reading::Answer => {
                        response.elapsed = progress.started.elapsed();
                        progress.record(Some(&response));
                        return Ok(response);
                    }
                    Reading::Limited(named) => {
                        waits += 1;
                        let wait = named.map_or_else(|| patience.next(), |wait| Some(jittered(wait)));
                        if let (Some(wait), Some(pace)) = (named, &self.shared.pace) {
                            pace.close_for(wait);
                        }
                        (Cause::Limited(named), Some(response), wait.filter(|_| waits <= MOST_WAITS))
                    }
                    Reading::Broken => {
                        in_doubt |= request.effect != Effect::Read;
                        (Cause::Broken, Some(response), self.again(&request, true, &mut back_off))
                    }
                },
                Err(cause @ (Cause::Spent(_) | Cause::Limited(_))) => {
                    // Our own pace leaves no room for another attempt: what the last one met says why.
                    let (cause, last) = before.take().unwrap_or((cause, None));
                    (cause, last, None)
                }
                Err(cause) => {
                    let sent = matches!(cause, Cause::TimedOut | Cause::Cut | Cause::TooLarge);
                    in_doubt |= sent && request.effect != Effect::Read;
                    // A larger answer stays what it is.
                    let hopeless = cause == Cause::TooLarge;
                    let pause = if hopeless { None } else { self.again(&request, sent, &mut back_off) };
                    (cause, None, pause)
                }
            };
            let pause = pause.filter(|pause| *pause < progress.left());
            tracing::debug!(
                http.cause = ?cause,
                http.status = last.as_ref().map(|last: &Response| last.status.as_u16()),
                http.pause_milliseconds = pause.map(|pause| pause.as_millis() as u64),
                "a vendor's call did not succeed"
            );
            let Some(pause) = pause else {
                progress.record(last.as_ref());
                let attempts = progress.attempts;
                return Err(Failure {
                    cause,
                    may_have_happened: in_doubt,
                    attempts,
                    last: last.map(Box::new),
                });
            };
            before = Some((cause, last));
            tokio::time::sleep(pause).await;
        }
    }

    /// How long to wait before the next attempt; nothing where there must be none.
    fn again(
        &self,
        request: &Request<'_>,
        sent: bool,
        back_off: &mut impl Iterator<Item = Duration>,
    ) -> Option<Duration> {
        let allowed = match request.effect {
            Effect::Read | Effect::Repeatable => true,
            Effect::Once => !sent,
        };
        if allowed { back_off.next() } else { None }
    }

    async fn one_attempt(
        &self,
        request: &Request<'_>,
        call: &Call,
        id: uuid::Uuid,
        progress: &mut Progress,
    ) -> Result<Response, Cause> {
        let paces = [self.shared.pace.as_ref().map(|pace| (pace, 1.0)), request.pace];
        for &(pace, points) in paces.iter().flatten() {
            let wait = pace.wait_for(points);
            let turn = tokio::time::timeout(progress.left(), pace.take(points, call.urgency));
            if wait > progress.left() || turn.await.is_err() {
                // The vendor has asked another of us to wait, or nobody asked: then it is our own count.
                return Err(pace.closed_for().map_or(Cause::Spent(wait), |wait| Cause::Limited(Some(wait))));
            }
        }
        progress.attempts += 1;
        let longest = match call.urgency {
            Urgency::Interactive => self.shared.limits.interactive_attempt,
            Urgency::Background => self.shared.limits.background_attempt,
        };
        let time = longest.min(progress.left());
        let answer =
            tokio::time::timeout(time, self.exchange(request, id)).await.unwrap_or(Err(Cause::TimedOut));
        if let Err(Cause::Connect(_)) = answer {
            // What never got there was counted by nobody.
            paces.iter().flatten().for_each(|&(pace, points)| pace.give_back(points));
        }
        answer
    }

    async fn exchange(&self, request: &Request<'_>, id: uuid::Uuid) -> Result<Response, Cause> {
        let mut outgoing = self
            .shared
            .client
            .request(request.method.clone(), self.url(request))
            .headers(request.headers.clone())
            .header("x-request-id", id.to_string());
        if let Some(body) = &request.body {
            let content_type = HeaderValue::from_static(body.content_type);
            outgoing = outgoing.header(CONTENT_TYPE, content_type).body(body.bytes.clone());
        }
        let mut incoming = outgoing.send().await.map_err(|error| cause_of(&error))?;
        let largest = self.shared.limits.largest_answer;
        let (status, headers) = (incoming.status(), std::mem::take(incoming.headers_mut()));
        let mut body = Vec::new();
        while let Some(piece) = incoming.chunk().await.map_err(|error| cause_of(&error))? {
            if body.len() + piece.len() > largest {
                return Err(Cause::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        let response = Response { status, headers, body, elapsed: Duration::ZERO };
        self.shared.clock.learn(response.date());
        Ok(response)
    }

    /// The base with the request's path behind its own.
    fn url(&self, request: &Request<'_>) -> Url {
        let mut url = self.shared.base.clone();
        url.set_path(&format!("{}{}", url.path().trim_end_matches('/'), request.path));
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(request.query);
        }
        url
    }
}

/// How far a request has come.
struct Progress {
    started: Instant,
    deadline: Duration,
    attempts: u32,
}

impl Progress {
    fn left(&self) -> Duration {
        self.deadline.saturating_sub(self.started.elapsed())
    }

    fn record(&self, answer: Option<&Response>) {
        let span = tracing::Span::current();
        if let Some(answer) = answer {
            span.record("http.status", answer.status.as_u16());
            span.record("http.bytes", answer.body.len());
        }
        span.record("http.milliseconds", self.started.elapsed().as_millis() as u64);
        span.record("http.attempts", self.attempts);
    }
}

/// What an answer means. Only 429 says for certain that nothing was done: any other request to come back may be
/// of somebody in between, behind whom a write that must not be done twice has been done.
fn reading(request: &Request<'_>, response: &Response) -> Reading {
    match (request.judge)(response) {
        Reading::Limited(_)
            if request.effect == Effect::Once && response.status != StatusCode::TOO_MANY_REQUESTS =>
        {
            Reading::Broken
        }
        reading => reading,
    }
}

fn back_off(first: Duration, times: usize) -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(first)
        .with_factor(3.0)
        .with_max_delay(Duration::from_secs(10))
        .with_max_times(times)
        .with_jitter()
        .build()
}

/// Where the vendor asks to wait and does not say how long.
fn back_off_of_the_limited() -> impl Iterator<Item = Duration> {
    back_off(Duration::from_millis(500), MOST_WAITS as usize)
}

/// At least what was asked for, and a little more, so that not all come back in the same moment.
fn jittered(wait: Duration) -> Duration {
    wait + Duration::from_millis(rand::random_range(10..100))
}

fn cause_of(error: &reqwest::Error) -> Cause {
    if error.is_connect() {
        Cause::Connect(failure::connect_words(error))
    } else if error.is_timeout() {
        Cause::TimedOut
    } else {
        Cause::Cut
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}
