//! Several models behind the gateway's door: who stands in for whom, what may be spent, what is asked only once.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[allow(dead_code, reason = "each test file uses its own part")]
mod gateway_support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskhand::domain::evidence::EvidenceId;
use deskhand::domain::price::Price;
use deskhand::domain::{Currency, FactKind, Money, Purpose};
use deskhand::gateway::{
    Answer, AnswerEvent, Fact, Gateway, Known, Limits, Manner, Model, Models, PromptName, Question, Refusal,
    Spent,
};
use deskhand::ports::Clock;
use deskhand::ports::model::ModelError;
use deskhand::vendors::openai::{OpenAi, Server};
use gateway_support::{BEGUN, Kept, finished, finished_with, silent, streamed, text};
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use rust_decimal::Decimal;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const LIMITS: Limits = Limits {
    reply_tokens: 500,
    requests_per_minute: None,
    daily_tokens: 100_000,
    monthly: None,
    keep_answers: Duration::ZERO,
};
const DEADLINE: Duration = Duration::from_secs(5);

/// A clock that stands where the test has set it, or goes on by a step each time that it is read.
struct SetClock(Mutex<(Timestamp, SignedDuration)>);

impl SetClock {
    fn new() -> Arc<Self> {
        let begin = "2026-11-25T12:00:00Z".parse().unwrap();
        Arc::new(Self(Mutex::new((begin, SignedDuration::ZERO))))
    }

    fn forward(&self, by: SignedDuration) {
        self.0.lock().unwrap().0 += by;
    }

    fn step(&self, by: SignedDuration) {
        self.0.lock().unwrap().1 = by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        let mut clock = self.0.lock().unwrap();
        let step = clock.1;
        clock.0 += step;
        clock.0
    }
}

/// A gateway with what it stands on.
struct Door {
    gateway: Gateway,
    kept: Arc<Kept>,
    clock: Arc<SetClock>,
}

impl Door {
    fn new(models: Models, limits: Limits) -> Self {
        Self::over(Arc::new(Kept::default()), SetClock::new(), models, limits)
    }

    /// The same over a storage that was used before.
    fn over(kept: Arc<Kept>, clock: Arc<SetClock>, models: Models, limits: Limits) -> Self {
        let gateway =
            Gateway::new(models, kept.clone(), clock.clone(), None, limits, "rep@example.com".to_owned());
        Self { gateway, kept, clock }
    }

    async fn ask(&self, question: Question) -> Outcome {
        read(self.gateway.ask(question).await.expect("the templates are right")).await
    }

    /// Model and outcome of everything that is recorded, the oldest first.
    fn recorded(&self) -> Vec<(String, String)> {
        let wires = self.kept.wires.lock().unwrap();
        wires.iter().map(|wire| (wire.model.clone(), wire.outcome.clone())).collect()
    }
}

/// What an answer came to.
#[derive(Debug)]
struct Outcome {
    text: String,
    model: String,
    warnings: Vec<String>,
    end: Result<Spent, Refusal>,
}

impl Outcome {
    fn refusal(&self) -> String {
        self.end.as_ref().expect_err("it is refused").to_string()
    }
}

async fn read(mut answer: Answer) -> Outcome {
    let (mut text, mut warnings) = (String::new(), Vec::new());
    let end = loop {
        match answer.next().await.expect("an answer ends with an event") {
            Ok(AnswerEvent::Text(piece)) => text.push_str(&piece),
            Ok(AnswerEvent::Restarted) => text.clear(),
            Ok(AnswerEvent::Warning(what)) => warnings.push(what),
            Ok(AnswerEvent::Finished(spent)) => break Ok(spent),
            Err(refusal) => break Err(refusal),
        }
    };
    Outcome { text, model: answer.model(), warnings, end }
}

fn question(prompt: PromptName, words: &str) -> Question {
    let fact = Fact {
        id: EvidenceId::new("order", "1001"),
        kind: FactKind::Order,
        text: words.to_owned(),
        fields: BTreeMap::new(),
        by_customer: false,
    };
    Question {
        customer: gateway_support::customer(),
        known: Known::default(),
        prompt,
        purpose: Purpose::Support,
        facts: vec![fact],
        candidates: Vec::new(),
        may_promise: Vec::new(),
        allowed_actions: Vec::new(),
        question: None,
        schema: serde_json::json!({"type": "object"}),
    }
}

fn brief() -> Question {
    question(PromptName::Brief, "Order 1001, 299.97 USD")
}

fn candidate(url: &str, name: &str) -> Model {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = OpenAi::new(Server::open_ai(url), name, None).expect("loopback is allowed");
    Model { client: Arc::new(client), deadline: DEADLINE, price: None }
}

fn two(first: Model, second: Model) -> Models {
    Models::new(first, vec![second], BTreeMap::new())
}

async fn serve(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    server
}

fn said(answer: &str) -> ResponseTemplate {
    streamed(&[text(answer), finished("stop")])
}

async fn asked(server: &MockServer) -> usize {
    server.received_requests().await.expect("recording is on").len()
}

fn usd(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::new("USD").unwrap())
}

/// 10 USD a million tokens of prompts, 100 of answers: an answer of the test's costs 0.0042 USD.
fn price() -> Price {
    Price { prompt: Decimal::TEN, completion: Decimal::ONE_HUNDRED, currency: Currency::new("USD").unwrap() }
}

#[rstest]
#[case::down(
    ResponseTemplate::new(500),
    "failed: the model server cannot be reached: it answers with status 500"
)]
#[case::quota(ResponseTemplate::new(402), "failed: the model account's quota is used up")]
#[case::key(ResponseTemplate::new(401), "failed: the model server refused the key")]
#[case::no_such_model(
    ResponseTemplate::new(404),
    "failed: the model server's answer cannot be used: no such address or model (status 404)"
)]
#[case::cut(streamed(&[text("{\"half\":")]), "failed: the model's answer was cut off")]
#[tokio::test]
async fn another_model_stands_in_and_each_attempt_is_recorded(
    #[case] first: ResponseTemplate,
    #[case] outcome: &str,
) {
    let (first, second) = (serve(first).await, serve(said("{}")).await);
    let door = Door::new(two(candidate(&first.uri(), "first"), candidate(&second.uri(), "second")), LIMITS);
    let answer = door.ask(brief()).await;
    assert!(answer.end.is_ok(), "{answer:?}");
    assert_eq!((answer.text.as_str(), answer.model.as_str()), ("{}", "second"));
    let expected = [("first", outcome), ("second", "answered")];
    assert_eq!(door.recorded(), expected.map(|(model, outcome)| (model.to_owned(), outcome.to_owned())));
    assert_eq!(door.kept.audit.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_silent_model_is_stood_in_for_after_its_own_deadline() {
    let (url, closed) = silent(BEGUN).await;
    let second = serve(said("{}")).await;
    let slow = Model { deadline: Duration::from_millis(200), ..candidate(&url, "first") };
    let door = Door::new(two(slow, candidate(&second.uri(), "second")), LIMITS);
    let answer = door.ask(brief()).await;
    assert_eq!((answer.text.as_str(), answer.model.as_str()), ("{}", "second"));
    closed.await.expect("the first connection is closed");
}

#[tokio::test]
async fn nothing_stands_in_for_what_is_shown() {
    let first = serve(streamed(&[text("Hel")])).await;
    let second = serve(said("{}")).await;
    let door = Door::new(two(candidate(&first.uri(), "first"), candidate(&second.uri(), "second")), LIMITS);
    let answer = door.gateway.ask(brief()).await.expect("it is asked");
    answer.show();
    let answer = read(answer).await;
    assert!(matches!(answer.end, Err(Refusal::Model(ModelError::Truncated))), "{answer:?}");
    assert_eq!(asked(&second).await, 0);
}

#[tokio::test]
async fn no_model_is_asked_what_the_scan_has_stopped() {
    let (first, second) = (serve(said("{}")).await, serve(said("{}")).await);
    let door = Door::new(two(candidate(&first.uri(), "first"), candidate(&second.uri(), "second")), LIMITS);
    let mut leaking = brief();
    leaking.known.emails = vec!["zoe@brandt.example".to_owned()];
    // Evidence ids are not masked: the program makes them.
    leaking.facts[0].id = EvidenceId::new("order", "zoe.brandt.example");
    leaking.known.names = vec!["Zoe Brandt".to_owned()];
    let answer = door.ask(leaking).await;
    assert!(answer.end.as_ref().is_err_and(Refusal::is_blocked), "{answer:?}");
    assert_eq!((asked(&first).await, asked(&second).await), (0, 0));
}

#[tokio::test]
async fn where_all_fail_each_says_why() {
    let (first, second) = (serve(ResponseTemplate::new(402)).await, serve(ResponseTemplate::new(401)).await);
    let door = Door::new(two(candidate(&first.uri(), "first"), candidate(&second.uri(), "second")), LIMITS);
    let why = door.ask(brief()).await.refusal();
    assert_eq!(why, "first: the model account's quota is used up; second: the model server refused the key");
}

#[tokio::test]
async fn a_model_that_keeps_failing_is_left_alone_for_a_while() {
    let (first, second) = (serve(ResponseTemplate::new(402)).await, serve(said("{}")).await);
    let models = two(candidate(&first.uri(), "first"), candidate(&second.uri(), "second"));
    let door = Door::new(models, LIMITS);
    for asked_first in [1, 2, 3, 3, 3] {
        assert!(door.ask(brief()).await.end.is_ok());
        assert_eq!(asked(&first).await, asked_first);
    }
    door.clock.forward(SignedDuration::from_secs(30));
    assert!(door.ask(brief()).await.end.is_ok());
    assert_eq!((asked(&first).await, asked(&second).await), (4, 6), "half open: one request tries it");
}

#[tokio::test]
async fn what_rests_says_why_and_for_how_long() {
    let server = serve(ResponseTemplate::new(429).insert_header("retry-after", "3600")).await;
    let door = Door::new(candidate(&server.uri(), "only").into(), LIMITS);
    assert_eq!(door.ask(brief()).await.refusal(), "the model server asks to wait");
    door.clock.forward(SignedDuration::from_secs(60));
    let why = door.ask(brief()).await.refusal();
    assert_eq!(why, "the model server asks to wait; it is asked again in 540 s");
    assert_eq!(asked(&server).await, 1);
}

#[tokio::test]
async fn each_purpose_has_its_model_and_the_others_stand_in() {
    let (big, small) = (serve(said("{}")).await, serve(said("{}")).await);
    let purposes = [("ask".to_owned(), "small".to_owned()), ("brief-sales".to_owned(), "small".to_owned())];
    let models = Models::new(
        candidate(&big.uri(), "big"),
        vec![candidate(&small.uri(), "small")],
        purposes.into_iter().collect(),
    );
    let door = Door::new(models, LIMITS);
    let of = |prompt, purpose| Question { purpose, ..question(prompt, "x") };
    for (prompt, purpose, model) in [
        (PromptName::Brief, Purpose::Support, "big"),
        (PromptName::Brief, Purpose::Sales, "small"),
        (PromptName::Ask, Purpose::Support, "small"),
    ] {
        assert_eq!(door.ask(of(prompt, purpose)).await.model, model, "{prompt:?} {purpose:?}");
        assert_eq!(door.gateway.model_for(prompt, purpose), model);
    }
    small.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(402)).mount(&small).await;
    assert_eq!(door.ask(of(PromptName::Ask, Purpose::Support)).await.model, "big");
}

#[tokio::test]
async fn more_requests_than_the_minute_has_are_refused_and_no_restart_forgets_them() {
    let server = serve(said("{}")).await;
    let limits = Limits { requests_per_minute: Some(2), ..LIMITS };
    let door = Door::new(candidate(&server.uri(), "only").into(), limits);
    assert!(door.ask(brief()).await.end.is_ok());
    door.clock.forward(SignedDuration::from_secs(20));
    assert!(door.ask(brief()).await.end.is_ok());
    let again =
        Door::over(door.kept.clone(), door.clock.clone(), candidate(&server.uri(), "only").into(), limits);
    let why = again.ask(brief()).await.refusal();
    assert_eq!(why, "the minute's requests to the model are used up; the next is free in 40 s");
    again.clock.forward(SignedDuration::from_secs(40));
    assert!(again.ask(brief()).await.end.is_ok());
    assert_eq!(asked(&server).await, 3);
}

#[tokio::test]
async fn each_request_that_leaves_counts_and_one_that_does_not_leave_counts_not() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(500)).up_to_n_times(2).mount(&server).await;
    Mock::given(any()).respond_with(said("{}")).mount(&server).await;
    let limits = Limits { requests_per_minute: Some(4), ..LIMITS };
    let door = Door::new(candidate(&server.uri(), "only").into(), limits);
    let requests = async || door.gateway.spending().await.unwrap().requests;
    let mut leaking = brief();
    leaking.known.emails = vec!["zoe@brandt.example".to_owned()];
    leaking.facts[0].id = EvidenceId::new("order", "zoe.brandt.example");
    leaking.known.names = vec!["Zoe Brandt".to_owned()];
    assert!(door.ask(leaking).await.end.is_err_and(|refusal| refusal.is_blocked()));
    assert_eq!(requests().await, 0);
    assert!(door.ask(brief()).await.end.is_ok());
    assert_eq!(
        (requests().await, asked(&server).await),
        (3, 3),
        "two tries in vain and the one that was answered"
    );
    assert!(door.ask(brief()).await.end.is_ok());
    assert!(matches!(door.ask(brief()).await.end, Err(Refusal::OverMinute { .. })));
}

#[tokio::test]
async fn what_a_server_counts_may_be_anything() {
    let server = serve(streamed(&[text("{}"), finished_with("stop", u64::MAX, 7)])).await;
    let door = Door::new(Model { price: Some(price()), ..candidate(&server.uri(), "only") }.into(), LIMITS);
    assert!(door.ask(brief()).await.end.is_ok());
    assert_eq!(door.gateway.spending().await.unwrap().tokens, u64::MAX, "it is not counted as nothing");
    assert!(matches!(door.ask(brief()).await.end, Err(Refusal::OverBudget)));
}

#[tokio::test]
async fn an_empty_answer_is_not_kept() {
    let server = serve(said(" ")).await;
    let limits = Limits { keep_answers: Duration::from_secs(3_600), ..LIMITS };
    let door = Door::new(candidate(&server.uri(), "only").into(), limits);
    assert!(door.ask(brief()).await.end.is_ok());
    assert_eq!(door.ask(brief()).await.end.unwrap().cached_at, None);
    assert_eq!(asked(&server).await, 2);
}

#[tokio::test]
async fn a_moment_until_the_minute_has_room_is_waited_for() {
    let server = serve(said("{}")).await;
    let limits = Limits { requests_per_minute: Some(1), ..LIMITS };
    let door = Door::new(candidate(&server.uri(), "only").into(), limits);
    assert!(door.ask(brief()).await.end.is_ok());
    door.clock.forward(SignedDuration::from_millis(59_980));
    door.clock.step(SignedDuration::from_millis(4));
    assert!(door.ask(brief()).await.end.is_ok());
    assert_eq!(asked(&server).await, 2);
}

#[tokio::test]
async fn what_is_spent_is_counted_in_money_and_no_restart_forgets_it() {
    let server = serve(said("{}")).await;
    // What is set aside for one request is 0.05 USD and the prompt's part; what it really costs is a tenth.
    let limits = Limits { monthly: Some(usd("0.075")), ..LIMITS };
    let priced = || Model { price: Some(price()), ..candidate(&server.uri(), "priced") };
    let door = Door::new(priced().into(), limits);
    let spent = door.ask(brief()).await.end.expect("there is money");
    assert_eq!(spent.cost, Some(usd("0.0042")));
    assert_eq!(door.gateway.spending().await.unwrap().money, Some(usd("0.0042")));
    let mut asked_again = 0;
    let why = loop {
        let again = Door::over(door.kept.clone(), door.clock.clone(), priced().into(), limits);
        let answer = again.ask(brief()).await;
        if answer.end.is_err() {
            break answer.refusal();
        }
        asked_again += 1;
        assert!(asked_again < 20, "the budget is never spent");
    };
    assert_eq!(why, "the month's budget for the model is spent");
    let spending = door.gateway.spending().await.unwrap();
    assert_eq!(spending.money, Some(usd(&format!("{:.4}", 0.0042 * f64::from(asked_again + 1)))));
    door.clock.forward(SignedDuration::from_hours(24 * 7));
    assert!(door.ask(brief()).await.end.is_ok(), "another month");
}

#[tokio::test]
async fn a_model_that_costs_nothing_stands_in_for_one_that_is_too_dear_now() {
    let (dear, free) = (serve(said("{}")).await, serve(said("{}")).await);
    let nothing = Price { prompt: Decimal::ZERO, completion: Decimal::ZERO, ..price() };
    let models = two(
        Model { price: Some(price()), ..candidate(&dear.uri(), "dear") },
        Model { price: Some(nothing), ..candidate(&free.uri(), "free") },
    );
    let door = Door::new(models, Limits { monthly: Some(usd("0.01")), ..LIMITS });
    let answer = door.ask(brief()).await;
    assert_eq!((answer.model.as_str(), asked(&dear).await), ("free", 0));
    assert_eq!(answer.end.unwrap().cost, Some(usd("0")));
}

#[tokio::test]
async fn at_80_percent_of_a_budget_there_is_one_warning() {
    let server = serve(said("{}")).await;
    let door = Door::new(candidate(&server.uri(), "only").into(), LIMITS);
    let spent_before = |tokens: u32| {
        let mut settings = door.kept.settings.lock().unwrap();
        settings.insert("model_tokens.2026-11-25".to_owned(), tokens.to_string());
    };
    // Each of the test's answers takes 150 tokens.
    spent_before(79_849);
    assert_eq!(door.ask(brief()).await.warnings, [""; 0]);
    spent_before(79_850);
    let warned = door.ask(brief()).await.warnings;
    assert_eq!(warned, ["80 % of the model's budget of 100000 tokens a day is spent"]);
    assert_eq!(door.gateway.spending().await.unwrap().warnings(), warned);
    assert_eq!(door.ask(brief()).await.warnings, [""; 0], "it was said");
}

#[tokio::test]
async fn the_same_question_at_once_is_asked_once() {
    let server = serve(said("{\"a\":1}")).await;
    let door = Door::new(candidate(&server.uri(), "only").into(), LIMITS);
    let first = door.gateway.ask(brief()).await.expect("it is asked");
    let second = door.gateway.ask(brief()).await.expect("it is asked");
    let other = door.gateway.ask(question(PromptName::Brief, "Order 1002")).await.expect("it is asked");
    let (first, second, other) = tokio::join!(read(first), read(second), read(other));
    for answer in [first, second, other] {
        assert!(answer.end.is_ok() && answer.text == "{\"a\":1}", "{answer:?}");
    }
    assert_eq!(asked(&server).await, 2, "one for each question");
}

#[tokio::test]
async fn the_last_to_leave_closes_the_connection() {
    let (url, mut closed) = silent(BEGUN).await;
    let door = Door::new(candidate(&url, "only").into(), LIMITS);
    let mut first = door.gateway.ask(brief()).await.expect("it is asked");
    let mut second = door.gateway.ask(brief()).await.expect("it is asked");
    assert!(matches!(first.next().await, Some(Ok(AnswerEvent::Text(_)))));
    drop(first);
    assert!(matches!(second.next().await, Some(Ok(AnswerEvent::Text(_)))), "the other hears it all");
    assert!(closed.try_recv().is_err(), "the connection is still open");
    drop(second);
    closed.await.expect("the server saw the connection close");
    door.kept.recorded.notified().await;
    assert_eq!(door.recorded(), [("only".to_owned(), "cancelled".to_owned())]);
}

#[tokio::test]
async fn the_same_prompt_is_answered_from_what_is_kept_with_its_age() {
    let server = serve(said("{\"a\":1}")).await;
    let limits = Limits { keep_answers: Duration::from_secs(3_600), ..LIMITS };
    let door = Door::new(candidate(&server.uri(), "only").into(), limits);
    let begun = door.clock.now();
    assert_eq!(door.ask(brief()).await.end.unwrap().cached_at, None);
    door.clock.forward(SignedDuration::from_mins(59));
    let again = door.ask(brief()).await;
    assert_eq!((again.text.as_str(), again.model.as_str()), ("{\"a\":1}", "only"));
    let spent = again.end.unwrap();
    assert_eq!((spent.cached_at, spent.prompt_tokens, spent.cost), (Some(begun), 0, None));
    assert_eq!(asked(&server).await, 1);
    assert_eq!(door.recorded().len(), 1, "nothing left, so nothing is recorded");

    let fresh = Manner { is_fresh: true, broken: None };
    let fresh = read(door.gateway.ask_so(brief(), fresh).await.expect("it is asked")).await;
    assert_eq!(fresh.end.unwrap().cached_at, None);
    assert!(door.ask(question(PromptName::Brief, "Order 1001, 300.00 USD")).await.end.is_ok());
    assert_eq!(asked(&server).await, 3, "asked anew, and another state of the profile");

    let other =
        Door::over(door.kept.clone(), door.clock.clone(), candidate(&server.uri(), "another").into(), limits);
    assert!(other.ask(brief()).await.end.is_ok());
    assert_eq!(asked(&server).await, 4, "another model");
    door.clock.forward(SignedDuration::from_mins(61));
    assert!(door.ask(brief()).await.end.is_ok());
    assert_eq!(asked(&server).await, 5, "too old");
}

#[tokio::test]
async fn a_broken_answer_goes_back_with_the_schema_and_is_scanned_as_all_that_leaves() {
    let server = serve(said("{}")).await;
    let door = Door::new(candidate(&server.uri(), "only").into(), LIMITS);
    let broken = |text: &str| Manner { is_fresh: false, broken: Some(text.to_owned()) };
    let mended = door.gateway.ask_so(brief(), broken("Well, [PERSON_1] …")).await.expect("it is asked");
    assert!(read(mended).await.end.is_ok());
    let request = server.received_requests().await.unwrap().pop().unwrap();
    let body: serde_json::Value = request.body_json().unwrap();
    let roles: Vec<_> = body["messages"].as_array().unwrap().iter().map(|turn| &turn["role"]).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert_eq!(body["messages"][2]["content"], "Well, [PERSON_1] …");
    assert!(body["messages"][3]["content"].as_str().unwrap().ends_with("{\"type\":\"object\"}"));
    let leaking = door.gateway.ask_so(brief(), broken("Write to zoe@brandt.example")).await.expect("asked");
    assert!(read(leaking).await.end.is_err_and(|refusal| refusal.is_blocked()));
    assert_eq!(asked(&server).await, 1);
}
