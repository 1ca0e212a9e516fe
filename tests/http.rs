//! The one HTTP path against servers that misbehave: what is tried again, what never is, and what is said.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use deskhand::domain::Source;
use deskhand::ports::{Call, Trouble, Urgency};
use deskhand::vendors::http::{
    Body, Cause, Effect, Failure, Http, Limits, Method, Pace, Rate, Request, Response,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What the server does with one connection.
#[derive(Clone, Copy)]
enum Does {
    Answers(&'static str),
    Cuts,
    Hangs,
}

/// A server that does one thing after the other, the last for ever; counts the requests that it read.
struct Server {
    base: String,
    requests: Arc<AtomicU32>,
}

async fn server(script: &'static [Does]) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}/base", listener.local_addr().expect("an address"));
    let requests = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let counter = Arc::clone(&counter);
            tokio::spawn(async move {
                let mut buffer = vec![0; 64 * 1024];
                let Ok(1..) = connection.read(&mut buffer).await else { return };
                let at = counter.fetch_add(1, Ordering::SeqCst) as usize;
                match script[at.min(script.len() - 1)] {
                    Does::Answers(text) => drop(connection.write_all(text.as_bytes()).await),
                    Does::Cuts => {
                        let text = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
                        drop(connection.write_all(text.as_bytes()).await);
                    }
                    Does::Hangs => std::future::pending().await,
                }
            });
        }
    });
    Server { base, requests }
}

impl Server {
    fn http(&self) -> Http {
        http(&self.base)
    }

    fn count(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }
}

fn http(base: &str) -> Http {
    let limits = Limits {
        interactive_attempt: Duration::from_millis(150),
        largest_answer: 1_000,
        ..Limits::default()
    };
    Http::new(Source::crm("hubspot"), base.parse().expect("a URL"), limits).expect("a way")
}

fn call(milliseconds: u64) -> Call {
    Call { urgency: Urgency::Interactive, deadline: Duration::from_millis(milliseconds) }
}

async fn send(http: &Http, effect: Effect, call: &Call) -> Result<Response, Failure> {
    let mut request = Request::new("test", Method::POST, "/thing", effect);
    request.body = Some(Body::json(&serde_json::json!({ "secret": "ada@example.com" })));
    request.query = &[("email", "ada@example.com")];
    http.send(request, call).await
}

const GOOD: Does = Does::Answers("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
const FAILED: Does = Does::Answers("HTTP/1.1 500 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
const LIMITED: Does =
    Does::Answers("HTTP/1.1 429 X\r\nretry-after: 0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
const LIMITED_LONG: Does =
    Does::Answers("HTTP/1.1 429 X\r\nretry-after: 60\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");

#[tokio::test]
async fn a_read_is_tried_again_after_every_kind_of_failure() {
    for first in [FAILED, LIMITED, Does::Cuts, Does::Hangs] {
        let script: &'static [Does] = Box::leak(Box::new([first, GOOD]));
        let server = server(script).await;
        let answer = send(&server.http(), Effect::Read, &call(5_000)).await.expect("an answer");
        assert_eq!((answer.status.as_u16(), server.count()), (200, 2));
    }
}

#[tokio::test]
async fn what_must_not_happen_twice_is_sent_again_only_where_it_had_no_effect() {
    for (first, cause) in [(FAILED, Cause::Broken), (Does::Cuts, Cause::Cut), (Does::Hangs, Cause::TimedOut)]
    {
        let script: &'static [Does] = Box::leak(Box::new([first, GOOD]));
        let server = server(script).await;
        let failure = send(&server.http(), Effect::Once, &call(5_000)).await.expect_err("in doubt");
        assert_eq!((failure.cause, failure.may_have_happened, server.count()), (cause, true, 1));
    }
    let server = server(&[LIMITED, LIMITED, GOOD]).await;
    send(&server.http(), Effect::Once, &call(5_000)).await.expect("written");
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn what_never_left_certainly_did_not_happen() {
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let failure =
        send(&http(&format!("http://{port}")), Effect::Once, &call(5_000)).await.expect_err("nobody there");
    assert_eq!(failure.cause, Cause::Connect("the connection was refused"));
    assert!(!failure.may_have_happened && failure.attempts == 3);
    let error = failure.into_port_error(&Source::crm("hubspot"), "the note");
    assert_eq!(error.trouble, Trouble::Unreachable);
    assert!(error.what.contains("refused (3 attempts)"), "{error}");
}

#[tokio::test]
async fn what_never_left_costs_nothing() {
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let points = Pace::new(Rate { capacity: 1.0, per_second: 0.01 });
    let mut request = Request::new("test", Method::GET, "/thing", Effect::Read);
    request.pace = Some((&points, 1.0));
    let failure =
        http(&format!("http://{port}")).send(request, &call(5_000)).await.expect_err("nobody there");
    assert_eq!((failure.cause, failure.attempts), (Cause::Connect("the connection was refused"), 3));
    assert!(points.wait_for(1.0) < Duration::from_secs(1));
}

#[tokio::test]
async fn a_write_in_doubt_stays_in_doubt_whatever_the_last_attempt_was() {
    let server = server(&[Does::Cuts, LIMITED_LONG]).await;
    let failure = send(&server.http(), Effect::Repeatable, &call(2_000)).await.expect_err("limited");
    assert_eq!(failure.cause, Cause::Limited(Some(Duration::from_secs(60))));
    assert!(failure.may_have_happened);
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_said_at_once() {
    let server = server(&[LIMITED_LONG]).await;
    let failure = send(&server.http(), Effect::Read, &call(10_000)).await.expect_err("limited");
    assert_eq!(server.count(), 1);
    assert!(!failure.may_have_happened);
    let error = failure.into_port_error(&Source::crm("hubspot"), "the contact");
    assert_eq!(error.trouble, Trouble::Limited { retry_after: Some(Duration::from_secs(60)) });
}

#[tokio::test]
async fn a_failure_is_not_blamed_on_our_own_pace() {
    let server = server(&[FAILED]).await;
    let points = Pace::new(Rate { capacity: 1.0, per_second: 0.01 });
    let request = || {
        let mut request = Request::new("test", Method::GET, "/thing", Effect::Read);
        request.pace = Some((&points, 1.0));
        request
    };
    let failure = server.http().send(request(), &call(5_000)).await.expect_err("failed");
    assert_eq!((failure.cause, failure.attempts), (Cause::Broken, 1));
    assert_eq!(failure.last.map(|last| last.status.as_u16()), Some(500));
    let failure = server.http().send(request(), &call(5_000)).await.expect_err("nothing left to spend");
    assert!(matches!(failure.cause, Cause::Spent(_)));
    assert_eq!((failure.attempts, server.count()), (0, 1));
}

#[tokio::test]
async fn retries_end() {
    let failing = server(&[FAILED]).await;
    let failure = send(&failing.http(), Effect::Read, &call(60_000)).await.expect_err("failed");
    assert_eq!((failure.attempts, failing.count()), (3, 3));
    assert_eq!(failure.last.map(|last| last.status.as_u16()), Some(500));
    let hanging = server(&[Does::Hangs]).await;
    let failure = send(&hanging.http(), Effect::Read, &call(200)).await.expect_err("timed out");
    assert_eq!(failure.cause, Cause::TimedOut);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_let_go() {
    const LARGE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n";
    let text: &'static str = Box::leak(format!("{LARGE}{}", "x".repeat(5_000)).into_boxed_str());
    let script: &'static [Does] = Box::leak(Box::new([Does::Answers(text)]));
    let server = server(script).await;
    let failure = send(&server.http(), Effect::Read, &call(5_000)).await.expect_err("too large");
    assert_eq!((failure.cause, server.count()), (Cause::TooLarge, 1));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let server = server(&[Does::Answers(
        "HTTP/1.1 302 X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    )])
    .await;
    let answer = send(&server.http(), Effect::Read, &call(5_000)).await.expect("an answer");
    assert_eq!((answer.status.as_u16(), server.count()), (302, 1));
}

#[tokio::test]
async fn dropping_the_future_closes_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let http = http(&format!("http://{}", listener.local_addr().expect("an address")));
    let sending = tokio::spawn(async move {
        let request = Request::new("test", Method::GET, "/", Effect::Read);
        http.send(request, &Call::BACKGROUND).await.map(|_| ())
    });
    let (mut connection, _) = listener.accept().await.expect("a connection");
    let mut buffer = vec![0; 4096];
    assert!(connection.read(&mut buffer).await.expect("a request") > 0);
    sending.abort();
    assert_eq!(connection.read(&mut buffer).await.expect("closed"), 0);
}

#[tokio::test]
async fn the_request_says_who_asks_and_keeps_the_base_path() {
    let server = wiremock::MockServer::start().await;
    let base = format!("{}/proxy/", server.uri());
    let answer = wiremock::ResponseTemplate::new(200);
    let expected = wiremock::Mock::given(wiremock::matchers::method("POST"))
        .and(wiremock::matchers::path("/proxy/thing"))
        .and(wiremock::matchers::query_param("email", "ada@example.com"))
        .and(wiremock::matchers::header("user-agent", concat!("deskhand/", env!("CARGO_PKG_VERSION"))))
        .and(wiremock::matchers::header("content-type", "application/json"))
        .and(wiremock::matchers::header_exists("x-request-id"));
    expected.respond_with(answer).expect(1).mount(&server).await;
    let answer = send(&http(&base), Effect::Read, &call(5_000)).await.expect("an answer");
    assert_eq!(answer.status.as_u16(), 200);
}

#[test]
fn plain_http_leads_to_this_machine_only() {
    let open = |base: &str| {
        Http::new(Source::crm("hubspot"), base.parse().expect("a URL"), Limits::default()).map(|_| ())
    };
    for good in ["https://api.example.com", "http://127.0.0.1:9", "http://localhost:9/x", "http://[::1]:9"] {
        assert!(open(good).is_ok(), "{good}");
    }
    for bad in
        ["http://api.example.com", "http://10.0.0.1", "http://127.0.0.1.example.com", "ftp://localhost"]
    {
        assert_eq!(open(bad).expect_err(bad).trouble, Trouble::Refused);
    }
}
