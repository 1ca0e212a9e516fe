//! How many round trips a look-up takes, one after the other. No clock: a server that answers none of a trip's
//! requests before all of them are there lets nobody through who asks one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use deskhand::domain::Phone;
use deskhand::domain::lookup::Lookup;
use deskhand::ports::{Call, CrmClient};
use tokio::sync::Barrier;

use super::account::{account, client, email};

struct Trips {
    target: String,
    client: reqwest::Client,
    /// One for each trip, as large as the trip has requests.
    barriers: Vec<(usize, Barrier)>,
    arrived: AtomicUsize,
}

impl Trips {
    /// The trip that the next request belongs to.
    fn next(&self) -> &Barrier {
        let mut place = self.arrived.fetch_add(1, Ordering::SeqCst);
        for (size, barrier) in &self.barriers {
            match place.checked_sub(*size) {
                None => return barrier,
                Some(rest) => place = rest,
            }
        }
        panic!("more requests than expected: {}", self.arrived.load(Ordering::SeqCst));
    }
}

async fn answer(
    State(trips): State<Arc<Trips>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    trips.next().wait().await;
    let url = format!("{}{uri}", trips.target);
    let mut request = trips.client.request(method, url).body(body);
    for name in ["authorization", "content-type"] {
        if let Some(value) = headers.get(name) {
            request = request.header(name, value);
        }
    }
    let answer = request.send().await.expect("the sandbox answers");
    let mut response = Response::builder().status(answer.status());
    if let Some(kind) = answer.headers().get("content-type") {
        response = response.header("content-type", kind);
    }
    response.body(Body::from(answer.bytes().await.expect("an answer"))).expect("a response")
}

/// Looks up through trips of these sizes; how many requests came.
async fn look_up(lookup: &Lookup, sizes: &[usize]) -> usize {
    let (_sandbox, base) = account(&[]).await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let trips = Arc::new(Trips {
        target: base,
        client: reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client"),
        barriers: sizes.iter().map(|size| (*size, Barrier::new(*size))).collect(),
        arrived: AtomicUsize::new(0),
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().fallback(answer).with_state(Arc::clone(&trips));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = client(&format!("http://{address}"));
    let found = client.find(lookup, &Call::INTERACTIVE).await.expect("an answer");
    let record = &found.records[0];
    assert_eq!(record.name.as_deref(), Some("Maren Holloway"));
    assert!(!record.cases[0].messages.is_empty() && !record.activities.is_empty());
    trips.arrived.load(Ordering::SeqCst)
}

/// The contact with the ids of what hangs on it; owners, pipelines of cases and of deals, the account.
const FIRST: usize = 5;
/// Cases, their threads, the notes on them, notes, tasks and mails.
const SECOND: usize = 6;

#[tokio::test]
async fn from_an_email_or_an_id_there_are_two() {
    for lookup in [
        email("maren.holloway@example.com"),
        Lookup::Record("hubspot/contact/512001".parse().expect("a record")),
    ] {
        assert_eq!(look_up(&lookup, &[FIRST, SECOND]).await, FIRST + SECOND, "{lookup:?}");
    }
}

#[tokio::test]
async fn from_a_phone_or_a_name_there_are_three() {
    for lookup in [
        Lookup::Phone(Phone::parse("(207) 555-0113", "1").expect("a phone")),
        Lookup::Name("maren holloway".to_owned()),
    ] {
        assert_eq!(look_up(&lookup, &[1, FIRST, SECOND]).await, 1 + FIRST + SECOND, "{lookup:?}");
    }
}
