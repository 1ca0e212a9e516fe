//! What leaves: over every customer of the fixtures nothing that identifies one, and what is recorded is what left.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use deskhand::domain::Purpose;
use deskhand::gateway::PromptName;
use serde_json::Value;

use crate::fixture_people::{Person, addresses, leaks, people};
use crate::office::Office;
use crate::sandbox_support::Running;

/// A request as it came in.
struct Seen {
    line: String,
    headers: String,
    body: Vec<u8>,
}

/// A model server on loopback that keeps every request and answers as the sandbox's model does.
#[derive(Clone)]
struct Recorder {
    seen: Arc<Mutex<Vec<Seen>>>,
    client: reqwest::Client,
    model: String,
}

impl Recorder {
    async fn start(sandbox: &Running) -> (Self, String) {
        let seen = Arc::default();
        let recorder = Self { seen, client: sandbox.client.clone(), model: sandbox.url("/openai") };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let address = listener.local_addr().expect("bound");
        let routes = Router::new().fallback(record).with_state(recorder.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (recorder, format!("http://{address}/v1"))
    }

    fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().expect("no test panicked"))
    }
}

async fn record(
    State(recorder): State<Recorder>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let headers_seen = format!("{headers:?}");
    let seen = Seen { line: format!("{method} {uri}"), headers: headers_seen, body: body.to_vec() };
    recorder.seen.lock().expect("no test panicked").push(seen);
    let mut request = recorder.client.post(format!("{}{uri}", recorder.model)).body(body);
    for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
        request = request.header(&name, &headers[&name]);
    }
    let answer = request.send().await.expect("the sandbox answers");
    let mut response = Response::builder().status(answer.status());
    if let Some(kind) = answer.headers().get(header::CONTENT_TYPE) {
        response = response.header(header::CONTENT_TYPE, kind);
    }
    response.body(Body::from(answer.bytes().await.expect("a body"))).expect("a response")
}

/// Every text in a request: its bytes, its strings, and the strings of the JSON within them.
fn texts(body: &[u8]) -> Vec<String> {
    let raw = String::from_utf8_lossy(body).into_owned();
    let mut texts = Vec::new();
    if let Ok(value) = serde_json::from_slice(body) {
        strings(&value, &mut texts);
    }
    texts.push(raw);
    texts.iter().map(|text| text.to_lowercase()).collect()
}

fn strings(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            if let Some(open) = text.find("{\"purpose\"")
                && let Ok(inner) = serde_json::from_str(text[open..].trim())
            {
                strings(&inner, texts);
            }
            texts.push(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| strings(value, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            texts.push(name.clone());
            strings(value, texts);
        }),
        _ => {}
    }
}

/// Customers that one desk is asked about: few enough for the requests that the CRM allows at once, so that nobody
/// waits for its pace.
const PEOPLE_PER_DESK: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn of_no_customer_anything_leaves_that_identifies_one() {
    let people = people();
    assert!(people.len() >= 40, "{} people", people.len());
    let desks = people.chunks(PEOPLE_PER_DESK).map(|some| asked_about(some, &people));
    let (mut found, mut thin, mut printed, mut asked) = (Vec::new(), Vec::new(), Vec::new(), BTreeSet::new());
    for findings in futures::future::join_all(desks).await {
        found.extend(findings.left);
        thin.extend(findings.thin);
        printed.extend(findings.printed);
        asked.extend(findings.asked);
    }
    for prompt in PromptName::ALL {
        let is_asked = asked.iter().any(|purpose| purpose.split(' ').next() == Some(prompt.as_str()));
        assert!(is_asked, "no request with the prompt `{}` was looked at", prompt.as_str());
    }
    assert!(found.is_empty(), "left for the model:\n{}", found.join("\n"));
    assert!(
        printed.is_empty(),
        "printed by a type for whoever debugs, and so by a panic:\n{}",
        printed.join("\n")
    );
    assert!(thin.is_empty(), "briefs that say little or lose something:\n{}", thin.join("\n"));
}

/// What was found wrong.
#[derive(Default)]
struct Findings {
    /// What left that identifies somebody.
    left: Vec<String>,
    /// Briefs that say little, or lost a sentence.
    thin: Vec<String>,
    /// What the core's types print of somebody.
    printed: Vec<String>,
    /// The prompts and purposes that were looked at.
    asked: BTreeSet<String>,
}

/// Has some of the people briefed on, for both purposes, and asked about, their cases labelled, and looks at what left.
async fn asked_about(some: &[Person], everybody: &[Person]) -> Findings {
    let sandbox = Running::start(&[]).await;
    let (recorder, url) = Recorder::start(&sandbox).await;
    let office =
        Office::with_model(sandbox, &url, "daily_token_budget = 1_000_000_000\nanswer_cache = \"0s\"").await;
    let mut findings = Findings::default();
    for person in some {
        let support = office.brief(&person.query, Purpose::Support).await;
        let sales = office.brief(&person.query, Purpose::Sales).await;
        let question = "Where is the last order, and what did they write?";
        let answer = office.question(&person.query, question).await;
        assert_eq!(answer.engine, "llm:sandbox-model", "{:?}", answer.why_not_llm);
        // What look-ups find leaves, too: masked like all else.
        let mut rounds = Vec::new();
        for question in
            ["Has this customer ever bought a headlamp?", "Have they ever mentioned a parcel or zip?"]
        {
            let answer = office.question(&person.query, question).await;
            assert_eq!(answer.engine, "llm:sandbox-model", "{}: {:?}", person.query, answer.verification);
            assert_eq!(answer.lookups.len(), 1, "{question}");
            rounds.extend(answer.verification.dropped);
        }
        findings.thin.extend(rounds.iter().map(|d| format!("{}: {} ({})", person.query, d.text, d.why)));
        let labelled = office.triage(&person.query).await;
        for triage in &labelled {
            assert_eq!(triage.engine, "llm:sandbox-model", "{:?}", triage.why_not_llm);
            let dropped = triage.verification.dropped.iter();
            findings.thin.extend(dropped.map(|d| format!("{}: {} ({})", person.query, d.text, d.why)));
        }
        let sheet = office.call_sheet(&person.query).await;
        let words = &sheet.questions;
        assert!(words.engines.iter().any(|engine| engine == "llm:sandbox-model"), "{:?}", words.why_not_llm);
        // A question that comes at the wrong time is left to the built-in one.
        let is_untimely = |why: &str| {
            ["an open case is about", "data erased", "to be sold"].iter().any(|part| why.contains(part))
        };
        let dropped = words.verification.dropped.iter().filter(|dropped| !is_untimely(&dropped.why));
        findings.thin.extend(dropped.map(|d| format!("{}: {} ({})", person.query, d.text, d.why)));
        let profile = office.profile(&person.query).await;
        let suggestions = office.suggestions(support.customer_id).await;
        let debugged =
            format!("{support:#?}{sales:?}{answer:?}{labelled:?}{sheet:?}{profile:#?}{suggestions:?}");
        let printed = leaks(person, &[debugged.to_lowercase()]).into_iter();
        findings.printed.extend(printed.map(|leak| format!("{}: {leak}", person.query)));
        for brief in [&support, &sales] {
            let (sentences, suggestions) = (brief.summary.len(), brief.suggestions.len());
            if brief.engine != "llm:sandbox-model" || sentences < 2 || suggestions < 2 {
                let why = brief.why_not_llm.clone().unwrap_or_default();
                let said = format!("{sentences} sentences, {suggestions} suggestions {why}");
                findings.thin.push(format!("{}: {said}", person.query));
            }
            let dropped = brief.verification.dropped.iter();
            findings.thin.extend(dropped.map(|d| format!("{}: {} ({})", person.query, d.text, d.why)));
        }
        let seen = recorder.take();
        assert_eq!(seen.len(), 8 + labelled.len(), "one request each, and two for a question with look-ups");
        for request in &seen {
            let mut texts = texts(&request.body);
            texts.push(request.headers.to_lowercase());
            texts.push(request.line.to_lowercase());
            assert_eq!(request.line, "POST /v1/chat/completions");
            let own = leaks(person, &texts);
            let others = everybody.iter().flat_map(|other| addresses(other, &texts));
            findings
                .left
                .extend(own.into_iter().chain(others).map(|leak| format!("{}: {leak}", person.query)));
        }
    }
    findings.asked.extend(office.wires().await.into_iter().map(|wire| wire.purpose));
    findings
}

#[tokio::test]
async fn the_wire_record_is_what_the_server_received_byte_for_byte() {
    let sandbox = Running::start(&[]).await;
    let (recorder, url) = Recorder::start(&sandbox).await;
    let office = Office::with_model(sandbox, &url, "").await;
    let brief = office.brief("maren.holloway@example.com", Purpose::Support).await;
    office.question("maren.holloway@example.com", "Where is it?").await;
    let seen = recorder.take();
    let mut wires = office.wires().await;
    wires.reverse();
    assert_eq!((seen.len(), wires.len()), (2, 2));
    for (request, wire) in seen.iter().zip(&wires) {
        assert_eq!(wire.sent.as_bytes(), request.body, "byte for byte");
        assert_eq!(wire.outcome, "answered");
        assert!(wire.received.ends_with("data: [DONE]\n\n"));
    }
    assert_eq!(wires[0].purpose, "brief support");
    let masked = wires[0].masked.values().sum::<u32>();
    assert_eq!((brief.privacy.masked, brief.privacy.blocked), (masked, false));
    assert!(brief.privacy.by_type.contains_key("PERSON") && brief.usage.completion_tokens > 0);
    assert!(brief.prompt_version.starts_with("brief/8-"), "{}", brief.prompt_version);
}
