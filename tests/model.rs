//! The gateway's door and the model client, against a server on loopback: what leaves, what comes back, what fails.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

mod gateway_support;

use std::sync::Arc;
use std::time::Duration;

use deskhand::domain::{FactKind, Purpose};
use deskhand::gateway::{
    Answer, AnswerEvent, Fact, Gateway, Known, Limits, Model, Models, PromptName, Question, Refusal,
};
use deskhand::ports::clock::SystemClock;
use deskhand::ports::model::ModelError;
use deskhand::ports::{LanguageModel, Verdict};
use deskhand::vendors::openai::{OpenAi, Protocol, Server};
use gateway_support::{BEGUN, Kept, finished, silent, streamed, text};
use rstest::rstest;
use wiremock::matchers::{body_partial_json, body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const LIMITS: Limits = Limits {
    reply_tokens: 500,
    requests_per_minute: None,
    daily_tokens: 100_000,
    monthly: None,
    keep_answers: Duration::ZERO,
};
const DEADLINE: Duration = Duration::from_secs(5);

fn known() -> Known {
    Known {
        names: vec!["Zoë Brandt".into()],
        emails: vec!["zoe@brandt.example".into()],
        phones: vec!["+49 170 1234567".into()],
        ..Known::default()
    }
}

fn question() -> Question {
    let fact = |kind: FactKind, key: &str, text: &str, by_customer| Fact {
        id: deskhand::domain::evidence::EvidenceId::new(kind.as_str(), key),
        kind,
        text: text.into(),
        fields: [("total".to_owned(), "299.97 USD".to_owned())].into(),
        by_customer,
    };
    Question {
        customer: gateway_support::customer(),
        known: known(),
        prompt: PromptName::Brief,
        purpose: Purpose::Support,
        facts: vec![
            fact(FactKind::Order, "1001", "Order 1001 of Zoë Brandt, 299.97 USD", false),
            fact(
                FactKind::Case,
                "77",
                "Where is my tent? \"ZOË\", zoe@brandt.example, 0170 1234567. My sister Ximena",
                true,
            ),
            fact(FactKind::Web, "5", "Pages that support does not need", false),
        ],
        allowed_actions: vec!["note".into(), "task".into()],
        candidates: Vec::new(),
        may_promise: Vec::new(),
        question: None,
        schema: serde_json::json!({"type": "object"}),
    }
}

fn gateway(server: &str, kept: &Arc<Kept>, limits: Limits) -> Gateway {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let model = OpenAi::new(Server::open_ai(server), "test-model", Some("sk-test".to_owned().into()))
        .expect("loopback is allowed");
    gateway_to(Arc::new(model), kept, limits)
}

fn gateway_to(model: Arc<dyn LanguageModel>, kept: &Arc<Kept>, limits: Limits) -> Gateway {
    let only = Model { client: model, deadline: DEADLINE, price: None };
    gateway_of(only.into(), kept, limits)
}

fn gateway_of(models: Models, kept: &Arc<Kept>, limits: Limits) -> Gateway {
    Gateway::new(models, kept.clone(), Arc::new(SystemClock), None, limits, "rep@example.com".into())
}

/// All text of an answer, and how it ended.
async fn read(answer: &mut Answer) -> (String, Result<(u64, u64), Refusal>) {
    let mut all = String::new();
    loop {
        match answer.next().await.expect("an answer ends with an event") {
            Ok(AnswerEvent::Text(piece)) => all.push_str(&piece),
            Ok(AnswerEvent::Restarted) => all.clear(),
            Ok(AnswerEvent::Warning(_)) => {}
            Ok(AnswerEvent::Finished(spent)) => {
                return (all, Ok((spent.prompt_tokens, spent.completion_tokens)));
            }
            Err(refusal) => return (all, Err(refusal)),
        }
    }
}

async fn serve(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path("/v1/chat/completions")).respond_with(template).mount(&server).await;
    server
}

fn v1(server: &MockServer) -> String {
    format!("{}/v1", server.uri())
}

#[tokio::test]
async fn placeholders_leave_and_values_come_back() {
    let reply =
        [text("{\"text\":\"Hello [PER"), text("SON_1], we wrote to **[EMAIL_1]**\"}"), finished("stop")];
    let server = serve(streamed(&reply)).await;
    let kept = Arc::new(Kept::default());
    let gateway = gateway(&v1(&server), &kept, LIMITS);
    let mut answer = gateway.ask(question()).await.expect("there is budget");
    let (text, ending) = read(&mut answer).await;
    assert_eq!(ending.expect("a finish reason was sent"), (120, 30));
    assert_eq!(
        answer.restore(&text).as_deref(),
        Ok("{\"text\":\"Hello Zoë Brandt, we wrote to **zoe@brandt.example**\"}")
    );
    assert!(answer.prompt.version.starts_with("brief/8-"), "{}", answer.prompt.version);

    let sent = &server.received_requests().await.expect("recording is on")[0];
    let body = String::from_utf8(sent.body.clone()).expect("JSON is UTF-8");
    for private in ["Zo", "ZO", "Brandt", "brandt", "0170", "1234567", "Ximena"] {
        assert!(!body.contains(private), "{private} left: {body}");
    }
    assert!(body.contains("[PERSON_1]") && body.contains("299.97 USD") && body.contains("order:1001"));
    assert!(!body.contains("web:5"), "a fact that the purpose does not need left");
    assert_eq!(sent.headers["authorization"], "Bearer sk-test");

    let wire = kept.wires.lock().expect("no test thread panicked").remove(0);
    assert_eq!((wire.sent.as_str(), wire.outcome.as_str()), (body.as_str(), "answered"));
    assert!(wire.received.contains("[DONE]") && wire.masked["PERSON"] >= 2);
    let audit = kept.audit.lock().expect("no test thread panicked").remove(0);
    assert_eq!(audit.subject, wire.digest.to_string());
    assert_eq!(audit.detail["prompt_version"], answer.prompt.version);
    assert_eq!(kept.tokens(), Some(150));
}

#[tokio::test]
async fn a_leak_stops_the_request_before_a_byte_leaves() {
    let server = serve(streamed(&[text("{}"), finished("stop")])).await;
    let kept = Arc::new(Kept::default());
    let mut question = question();
    // Evidence ids are not masked: the program makes them. Here one holds what it must not.
    question.facts[0].id = deskhand::domain::evidence::EvidenceId::new("order", "zoe.brandt");
    let mut answer = gateway(&v1(&server), &kept, LIMITS).ask(question).await.expect("there is budget");
    let (_, ending) = read(&mut answer).await;
    let refusal = ending.expect_err("the scan stops it");
    assert!(refusal.is_blocked() && !refusal.to_string().to_lowercase().contains("zoe"), "{refusal}");
    assert_eq!(server.received_requests().await.expect("recording is on").len(), 0);
    let wire = kept.wires.lock().expect("no test thread panicked").remove(0);
    assert!(wire.sent.is_empty() && wire.outcome.starts_with("blocked"), "{}", wire.outcome);
    assert_eq!(kept.tokens(), Some(0));
}

#[rstest]
#[case::no_finish_reason(streamed(&[text("half an ans")]), ModelError::Truncated)]
#[case::too_long(streamed(&[text("half"), finished("length")]), ModelError::Truncated)]
#[case::unauthorized(ResponseTemplate::new(401), ModelError::Unauthorized)]
#[case::quota(
    ResponseTemplate::new(429).set_body_string("{\"error\":{\"code\":\"insufficient_quota\"}}"),
    ModelError::Quota
)]
#[case::hard_limit(
    ResponseTemplate::new(400).set_body_string("{\"error\":{\"code\":\"billing_hard_limit_reached\"}}"),
    ModelError::Quota
)]
#[case::told_to_wait_with_an_advertisement(
    ResponseTemplate::new(429).insert_header("retry-after", "60").set_body_string(
        "Rate limit reached. You can increase it by adding a payment method at https://models.example/account/billing."
    ),
    ModelError::Limited { retry_after: Some(Duration::from_secs(60)) }
)]
#[case::asked_to_wait_too_long(
    ResponseTemplate::new(429).insert_header("retry-after", "3600"),
    ModelError::Limited { retry_after: Some(Duration::from_secs(3600)) }
)]
#[case::down(ResponseTemplate::new(503), ModelError::Unreachable("it answers with status 503".into()))]
#[case::html(
    ResponseTemplate::new(200).set_body_raw("<html>hello</html>", "text/html"),
    ModelError::Unusable("it is no stream of events; is `llm.base_url` a model server's address?".into())
)]
#[case::garbage(
    ResponseTemplate::new(200).set_body_raw("data: {\"choices\":[{\"del\n\n", "text/event-stream"),
    ModelError::Unusable("a part of it can't be read".into())
)]
#[case::empty(ResponseTemplate::new(200).set_body_raw("", "text/event-stream"), ModelError::Truncated)]
#[case::error_in_the_stream(
    ResponseTemplate::new(200).set_body_raw("data: {\"error\":{\"message\":\"x\"}}\n\n", "text/event-stream"),
    ModelError::Unusable("the server reports an error in the middle of it".into())
)]
#[case::redirect(
    ResponseTemplate::new(307).insert_header("location", "http://127.0.0.1:9/"),
    ModelError::Unusable("it redirects (status 307), which is not followed".into())
)]
#[tokio::test]
async fn a_broken_model_is_an_error_in_words(
    #[case] template: ResponseTemplate,
    #[case] expected: ModelError,
) {
    let server = serve(template).await;
    let kept = Arc::new(Kept::default());
    let mut answer = gateway(&v1(&server), &kept, LIMITS).ask(question()).await.expect("there is budget");
    let (_, ending) = read(&mut answer).await;
    assert!(matches!(ending, Err(Refusal::Model(ref error)) if *error == expected), "{ending:?}");
    let recorded = kept.wires.lock().expect("no test thread panicked").len();
    assert_eq!(recorded, 1, "however it ends, it is recorded");
}

#[tokio::test]
async fn what_may_work_later_is_tried_again_in_time() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "0");
    Mock::given(method("POST")).respond_with(busy).up_to_n_times(2).mount(&server).await;
    Mock::given(method("POST")).respond_with(streamed(&[text("{}"), finished("stop")])).mount(&server).await;
    let kept = Arc::new(Kept::default());
    let mut answer = gateway(&v1(&server), &kept, LIMITS).ask(question()).await.expect("there is budget");
    assert!(read(&mut answer).await.1.is_ok());
    assert_eq!(server.received_requests().await.expect("recording is on").len(), 3);
}

#[tokio::test]
async fn a_server_that_knows_less_is_asked_with_less() {
    let server = MockServer::start().await;
    let refuse =
        |word: &str| ResponseTemplate::new(400).set_body_string(format!("{{\"detail\":\"unknown {word}\"}}"));
    Mock::given(body_string_contains("max_completion_tokens"))
        .respond_with(refuse("max_completion_tokens"))
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(body_partial_json(serde_json::json!({"response_format": {"type": "json_schema"}})))
        .respond_with(refuse("response_format"))
        .with_priority(2)
        .mount(&server)
        .await;
    Mock::given(body_partial_json(
        serde_json::json!({"max_tokens": 500, "response_format": {"type": "json_object"}}),
    ))
    .respond_with(streamed(&[text("{}"), finished("stop")]))
    .with_priority(3)
    .mount(&server)
    .await;
    let kept = Arc::new(Kept::default());
    let gateway = gateway(&v1(&server), &kept, LIMITS);
    assert!(read(&mut gateway.ask(question()).await.expect("there is budget")).await.1.is_ok());
    let before = server.received_requests().await.expect("recording is on").len();
    assert!(read(&mut gateway.ask(question()).await.expect("there is budget")).await.1.is_ok());
    let after = server.received_requests().await.expect("recording is on").len();
    assert_eq!((before, after), (3, 4), "what was learned is kept");
}

#[tokio::test]
async fn chunks_without_what_nobody_needs_are_read() {
    let lean = "data: {\"choices\":[{\"delta\":{\"content\":\"{}\"}}]}\n\n\
                data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let server = serve(ResponseTemplate::new(200).set_body_raw(lean, "text/event-stream")).await;
    let kept = Arc::new(Kept::default());
    let mut answer = gateway(&v1(&server), &kept, LIMITS).ask(question()).await.expect("there is budget");
    let (text, ending) = read(&mut answer).await;
    assert_eq!((text.as_str(), ending.ok()), ("{}", Some((0, 0))));
}

#[rstest]
#[case::before_the_answer("")]
#[case::in_the_middle(BEGUN)]
#[tokio::test]
async fn a_silent_model_is_given_up_at_the_deadline(#[case] begin: &'static str) {
    let (url, _) = silent(begin).await;
    let kept = Arc::new(Kept::default());
    let _ = rustls::crypto::ring::default_provider().install_default();
    let model = OpenAi::new(Server::open_ai(&url), "test-model", None).expect("loopback is allowed");
    let hasty = Model { client: Arc::new(model), deadline: Duration::from_millis(200), price: None };
    let gateway = gateway_of(hasty.into(), &kept, LIMITS);
    let mut answer = gateway.ask(question()).await.expect("it is asked");
    let (text, ending) = read(&mut answer).await;
    assert_eq!(text.is_empty(), begin.is_empty());
    assert!(matches!(ending, Err(Refusal::Model(ModelError::TimedOut(_)))), "{ending:?}");
}

#[tokio::test]
async fn dropping_the_answer_closes_the_connection_and_is_recorded() {
    let (url, closed) = silent(BEGUN).await;
    let kept = Arc::new(Kept::default());
    let mut answer = gateway(&url, &kept, LIMITS).ask(question()).await.expect("there is budget");
    assert!(matches!(answer.next().await, Some(Ok(AnswerEvent::Text(_)))));
    drop(answer);
    closed.await.expect("the server saw the connection close");
    kept.recorded.notified().await;
    let wire = kept.wires.lock().expect("no test thread panicked").remove(0);
    assert_eq!(wire.outcome, "cancelled");
}

#[tokio::test]
async fn beyond_the_days_budget_nothing_is_asked() {
    let server = serve(streamed(&[text("{}"), finished("stop")])).await;
    let kept = Arc::new(Kept::default());
    let gateway = gateway(&v1(&server), &kept, Limits { daily_tokens: 600, ..LIMITS });
    let mut answer = gateway.ask(question()).await.expect("it is asked");
    assert!(matches!(read(&mut answer).await.1, Err(Refusal::OverBudget)));
    assert_eq!(server.received_requests().await.expect("recording is on").len(), 0);
}

#[tokio::test]
async fn what_can_not_be_recorded_is_no_answer() {
    let server = serve(streamed(&[text("{}"), finished("stop")])).await;
    let kept = Arc::new(Kept { broken: true, ..Kept::default() });
    let mut answer = gateway(&v1(&server), &kept, LIMITS).ask(question()).await.expect("there is budget");
    assert!(matches!(read(&mut answer).await.1, Err(Refusal::Unrecorded(_))));
}

#[rstest]
#[case("http://models.example.com/v1", false)]
#[case("ftp://localhost/v1", false)]
#[case("nonsense", false)]
#[case("http://127.0.0.1:11434/v1", true)]
#[case("http://[::1]:8080/v1", true)]
#[case("http://localhost:1234/v1/", true)]
fn plain_http_is_for_loopback(#[case] url: &str, #[case] allowed: bool) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    assert_eq!(OpenAi::new(Server::open_ai(url), "m", None).is_ok(), allowed);
}

#[rstest]
#[case(200, "{\"data\":[{\"id\":\"test-model\"}]}", Verdict::Good)]
#[case(200, "{\"data\":[{\"id\":\"other\"}]}", Verdict::Warning)]
#[case(401, "", Verdict::Bad)]
#[case(500, "", Verdict::Bad)]
#[tokio::test]
async fn doctor_hears_how_the_model_stands(
    #[case] status: u16,
    #[case] body: &str,
    #[case] verdict: Verdict,
) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_string(body);
    Mock::given(method("GET"))
        .and(path("/v1/models"))
        .and(header("authorization", "Bearer sk-test"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let model = OpenAi::new(Server::open_ai(&v1(&server)), "test-model", Some("sk-test".to_owned().into()))
        .expect("loopback");
    assert_eq!(model.check().await[0].verdict, verdict);
}

/// Azure's paths, query and header, from its own specification of 2024-10-21 and from that of the undated API.
#[rstest]
#[case::dated(
    Some("2024-10-21"),
    "/openai/deployments/ours/chat/completions",
    Some("api-version=2024-10-21")
)]
#[case::undated(None, "/openai/v1/chat/completions", None)]
#[tokio::test]
async fn azure_is_asked_in_its_own_way(
    #[case] api_version: Option<&str>,
    #[case] asked: &str,
    #[case] query: Option<&str>,
) {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(streamed(&[text("{}"), finished("stop")])).mount(&server).await;
    Mock::given(method("GET"))
        .and(header("api-key", "sk-test"))
        .respond_with(ResponseTemplate::new(200).set_body_string("{\"data\":[]}"))
        .mount(&server)
        .await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let api_version = api_version.map(str::to_owned);
    let protocol = Protocol::Azure { deployment: "ours".to_owned(), api_version };
    let azure = Server { base_url: server.uri(), protocol };
    let model = OpenAi::new(azure, "test-model", Some("sk-test".to_owned().into())).expect("loopback");
    assert_eq!(model.check().await[0].verdict, Verdict::Good);
    let kept = Arc::new(Kept::default());
    let gateway = gateway_to(Arc::new(model), &kept, LIMITS);
    assert!(read(&mut gateway.ask(question()).await.expect("there is budget")).await.1.is_ok());
    let sent = server.received_requests().await.expect("recording is on").pop().expect("a request");
    assert_eq!((sent.url.path(), sent.url.query()), (asked, query));
    assert_eq!(sent.headers["api-key"], "sk-test");
    assert!(!sent.headers.contains_key("authorization"));
    let body: serde_json::Value = sent.body_json().expect("JSON");
    assert_eq!((&body["model"], &body["stream"]), (&"ours".into(), &true.into()));
}

#[rstest]
#[case::filter("content_filter", "filter refused the prompt")]
#[case::too_long("context_length_exceeded", "longer than the model reads")]
#[tokio::test]
async fn what_no_other_dialect_mends_is_asked_once(#[case] code: &str, #[case] why: &str) {
    let body = serde_json::json!({ "error": { "code": code, "message": "no" } });
    let server = serve(ResponseTemplate::new(400).set_body_json(body)).await;
    let kept = Arc::new(Kept::default());
    let mut answer = gateway(&v1(&server), &kept, LIMITS).ask(question()).await.expect("there is budget");
    let refusal = read(&mut answer).await.1.expect_err("it is refused");
    assert!(refusal.to_string().contains(why), "{refusal}");
    assert_eq!(server.received_requests().await.expect("recording is on").len(), 1);
}
