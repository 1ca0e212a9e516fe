//! The real program against vendors whose every free text is poisoned: what it prints is text.

use std::process::Command;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use deskhand::sandbox::{self, Options};
use serde_json::Value;

use crate::planted::corpus;
use crate::raw;

/// Fields of the vendors' answers in which people write.
const WRITTEN_BY_PEOPLE: &[&str] = &[
    "firstName",
    "lastName",
    "displayName",
    "note",
    "title",
    "tags",
    "city",
    "address1",
    "company",
    "firstname",
    "lastname",
    "subject",
    "content",
    "hs_note_body",
    "hs_task_subject",
    "hs_task_body",
    "hs_email_text",
    "hs_call_body",
    "dealname",
    "label",
    "trackingCompany",
    "sku",
    "code",
];

/// A way to the sandbox that adds a poison to every such field of its answers.
#[derive(Clone)]
struct Poisoner {
    sandbox: String,
    poison: String,
    client: reqwest::Client,
}

async fn poisoned(
    State(poisoner): State<Poisoner>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut request = poisoner.client.request(method, format!("{}{uri}", poisoner.sandbox)).body(body);
    for name in ["authorization", "x-shopify-access-token", "content-type"] {
        if let Some(value) = headers.get(name) {
            request = request.header(name, value);
        }
    }
    let answer = request.send().await.expect("the sandbox answers");
    let status = answer.status();
    let bytes = answer.bytes().await.expect("a body");
    let is_model = uri.path().starts_with("/openai");
    let body = match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut value) if !is_model => {
            poison(&mut value, None, &poisoner.poison);
            value.to_string().into_bytes()
        }
        _ => bytes.to_vec(),
    };
    let kind = if is_model { "text/event-stream" } else { "application/json" };
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .expect("a response")
}

fn poison(value: &mut Value, name: Option<&str>, with: &str) {
    match value {
        Value::String(text) if name.is_some_and(|name| WRITTEN_BY_PEOPLE.contains(&name)) => {
            text.push_str(with)
        }
        Value::Array(values) => values.iter_mut().for_each(|value| poison(value, name, with)),
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| poison(value, Some(name), with)),
        _ => {}
    }
}

#[test]
fn nothing_that_a_terminal_acts_upon_is_printed() {
    let texts: Vec<String> =
        corpus().into_iter().flat_map(|one| one.plant).map(|planted| planted.text).collect();
    let poison: String =
        texts.iter().filter(|text| text.len() < 400 && raw(text)).map(|text| format!(" {text}")).collect();
    assert!(raw(&poison) && poison.contains('\u{1b}') && poison.contains('\u{202e}'));

    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let options = Options {
        port: None,
        customers: 0,
        seed: 1,
        latency: Duration::ZERO,
        model_tokens_per_second: None,
        faults: Vec::new(),
        now: jiff::Timestamp::now(),
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sandbox = runtime.block_on(sandbox::start(options)).expect("a sandbox");
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client");
    let poisoner = Poisoner { sandbox: format!("http://{}", sandbox.address()), poison, client };
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("loopback");
    let address = listener.local_addr().expect("bound");
    let router = Router::new().fallback(poisoned).with_state(poisoner);
    runtime.spawn(async move { axum::serve(listener, router).await });

    let home = tempfile::tempdir().expect("a temporary folder");
    let sandboxes = sandbox.address().to_string();
    let configuration = sandbox.configuration().replace(&sandboxes, &address.to_string());
    let file = home.path().join("config.toml");
    std::fs::write(&file, configuration).expect("the folder can be written");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(arguments).env_clear().env("HOME", home.path()).env("DESKHAND_CONFIG", &file);
        command.env("DESKHAND_STORAGE_PATH", home.path().join("storage"));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let ended = command.output().expect("the program starts");
        (String::from_utf8(ended.stdout).expect("text"), String::from_utf8(ended.stderr).expect("text"))
    };
    let query = "maren.holloway@example.com";
    for arguments in [
        &["-vv", "lookup", query, "--fresh"][..],
        &["lookup", query, "--json"],
        &["brief", query],
        &["brief", query, "--playbook", "--purpose", "sales"],
        &["ask", query, "What did they write?"],
        &["case", "triage", query],
        &["audit", "wire"],
        &["audit", "tail"],
    ] {
        let (printed, complained) = run(arguments);
        assert!(printed.len() > 100, "{arguments:?}: {printed}{complained}");
        let is_profile = arguments.contains(&"lookup");
        assert!(!is_profile || printed.contains("All clear"), "the poison came that far: {printed}");
        for text in [&printed, &complained] {
            let line = text.lines().find(|line| raw(line));
            assert!(line.is_none(), "{arguments:?}: {:?}", line.unwrap_or_default());
        }
    }
}
