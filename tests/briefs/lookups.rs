//! A model that looks things up before it answers: sensibly, wrongly, without end, or to get at somebody else.

use std::sync::Mutex;

use deskhand::desk::api::{Notice, QuestionAnswer, Request};
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

use crate::gateway_support::{finished, streamed, text};
use crate::office::{Office, who};
use crate::sandbox_support::Running;

const MAREN: &str = "maren.holloway@example.com";

/// Answers one after the other; the last again and again.
struct InTurn(Mutex<Vec<Value>>);

impl Respond for InTurn {
    fn respond(&self, _: &wiremock::Request) -> ResponseTemplate {
        let mut answers = self.0.lock().expect("no test panicked");
        let answer = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
        streamed(&[text(&answer.to_string()), finished("stop")])
    }
}

struct Talk {
    office: Office,
    server: MockServer,
}

impl Talk {
    async fn with(answers: Vec<Value>) -> Self {
        let server = MockServer::start().await;
        let answers = InTurn(Mutex::new(answers));
        Mock::given(wiremock::matchers::any()).respond_with(answers).mount(&server).await;
        let url = format!("{}/v1", server.uri());
        Self { office: Office::with_model(Running::start(&[]).await, &url, "").await, server }
    }

    async fn ask(&self, question: &str) -> QuestionAnswer {
        self.office.question(MAREN, question).await
    }

    /// The data of each request, as the model read it.
    async fn data(&self) -> Vec<Value> {
        let requests = self.server.received_requests().await.expect("recording is on");
        let data = requests.iter().map(|request| {
            let body: Value = serde_json::from_slice(&request.body).expect("JSON");
            let user = body["messages"][1]["content"].as_str().expect("a text");
            serde_json::from_str(&user[user.find("{\"purpose\"").expect("data")..]).expect("JSON")
        });
        data.collect()
    }
}

fn wants(lookups: Value) -> Value {
    json!({ "lookups": lookups, "sentences": [] })
}

fn says(text: &str, evidence: &[&str]) -> Value {
    json!({ "lookups": [], "sentences": [{ "text": text, "evidence": evidence }] })
}

fn fact<'a>(data: &'a Value, id: &str) -> &'a Value {
    let facts = data["facts"].as_array().expect("facts");
    facts.iter().find(|fact| fact["id"] == id).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn what_a_model_looks_up_comes_back_as_facts_that_it_can_cite() {
    let talk = Talk::with(vec![
        wants(json!([
            { "name": "orders", "product": "socks", "status": null },
            { "name": "orders", "product": "kayak" },
            { "name": "sums", "by": "year", "of": "net" },
        ])),
        says(
            "{lookup:1.orders} of {lookup:1.looked_in} orders had socks, {lookup:1.pieces} pieces in all.",
            &["lookup:1"],
        ),
    ])
    .await;
    let mut notices = talk.office.desk.notices();
    let request = Request::Ask { who: who(MAREN), question: "Socks?".to_owned().into(), again: false };
    let asked = talk.office.desk.ask_as(7, request).await;
    let Ok(deskhand::desk::api::Answer::Ask(answer)) = asked else { panic!("no answer: {asked:?}") };
    assert_eq!(answer.engine, "llm:sandbox-model");
    assert_eq!(answer.sentences[0].text, "2 of 8 orders had socks, 5 pieces in all.");
    assert_eq!(answer.lookups.len(), 3);
    assert_eq!(answer.lookups[1].asked, "orders with “kayak”");
    assert!(answer.lookups[1].found.starts_with("No order fits"), "{}", answer.lookups[1].found);
    assert_eq!((answer.usage.prompt_tokens, answer.usage.completion_tokens), (240, 60), "both rounds count");
    let data = talk.data().await;
    assert_eq!(data.len(), 2);
    assert!(fact(&data[0], "lookup:1").is_null());
    assert_eq!(fact(&data[1], "lookup:1")["kind"], "lookup");
    assert_eq!(fact(&data[1], "lookup:2")["fields"]["orders"], "0");
    assert!(!fact(&data[1], "lookup:3.1")["fields"]["net"].is_null());
    assert_eq!(talk.office.wires().await.len(), 2, "each round is on the wire");
    let mut told = Vec::new();
    while let Some(notice) = notices.next().await {
        match notice {
            Notice::Progress { request: 7, what, .. } => told.push(what),
            Notice::Sentence { request: 7, .. } => break,
            _ => {}
        }
    }
    assert!(told.contains(&"looking up orders with “socks”".to_owned()), "{told:?}");
}

#[tokio::test]
async fn words_that_were_masked_are_looked_for_as_they_are_and_come_back_masked() {
    let question = "Does anybody greet Maren by name?";
    // What the model reads in the place of the name.
    let first = Talk::with(vec![json!({})]).await;
    first.ask(question).await;
    let asked = first.data().await[0]["question"].as_str().expect("a question").to_owned();
    let placeholder =
        asked.split(' ').find(|word| word.starts_with('[')).expect("the name is masked").to_owned();
    let talk = Talk::with(vec![
        wants(json!([{ "name": "messages", "words": [placeholder] }])),
        says("{lookup:1.messages} of {lookup:1.looked_in} messages have the name.", &["lookup:1"]),
    ])
    .await;
    let answer = talk.ask(question).await;
    assert!(answer.sentences[0].text.starts_with("1 of "), "{}", answer.sentences[0].text);
    assert!(answer.lookups[0].asked.contains("Maren"), "here it is read as it is");
    let requests = talk.server.received_requests().await.expect("recording is on");
    assert_eq!(requests.len(), 2);
    for request in requests {
        let body = String::from_utf8_lossy(&request.body).to_lowercase();
        assert!(!body.contains("maren") && !body.contains("holloway"), "a name left");
    }
}

#[rstest]
#[case::another_customer(json!([{ "name": "orders", "customer": "james.carter@example.com" }]), 1)]
#[case::a_query(json!([{ "name": "orders", "query": "*" }]), 1)]
#[case::no_such(json!([{ "name": "delete_orders" }]), 1)]
#[case::all_wrong(json!([{ "name": "sums" }, { "name": "orders", "from": "tomorrow" }]), 2)]
#[tokio::test]
async fn a_lookup_that_is_none_is_struck_and_the_playbook_answers(
    #[case] lookups: Value,
    #[case] struck: usize,
) {
    let talk = Talk::with(vec![wants(lookups)]).await;
    let answer = talk.ask("How many orders?").await;
    assert_eq!(answer.engine, "playbook");
    assert!(answer.sentences[0].text.contains("8 orders"), "{}", answer.sentences[0].text);
    assert_eq!(answer.verification.dropped.len(), struck);
    assert_eq!(talk.data().await.len(), 1, "nothing was looked up for it");
}

#[tokio::test]
async fn of_a_hundred_lookups_three_are_made() {
    let hundred: Vec<Value> =
        (1..=100).map(|least| json!({ "name": "orders", "min_total": least })).collect();
    let talk =
        Talk::with(vec![wants(json!(hundred)), says("{lookup:3.orders} orders fit.", &["lookup:3"])]).await;
    let answer = talk.ask("How many orders?").await;
    assert_eq!(answer.lookups.len(), 3);
    assert_eq!(answer.verification.dropped.len(), 97);
    assert!(fact(&talk.data().await[1], "lookup:4").is_null());
}

#[tokio::test]
async fn a_model_that_looks_up_without_end_is_cut_off_after_three_rounds() {
    let talk = Talk::with(vec![wants(json!([{ "name": "orders" }]))]).await;
    let answer = talk.ask("How many orders?").await;
    assert_eq!(answer.engine, "playbook");
    assert!(answer.why_not_llm.is_some_and(|why| why.contains("stood the check")));
    let requests = talk.server.received_requests().await.expect("recording is on");
    assert_eq!(requests.len(), 3);
    let last: Value = serde_json::from_slice(&requests[2].body).expect("JSON");
    assert!(!last["response_format"].to_string().contains("lookups"), "the last form has no place for them");
    assert_eq!(talk.office.wires().await.len(), 3);
}

#[tokio::test]
async fn what_stands_is_the_answer_whatever_else_was_to_be_looked_up() {
    let answer = json!({
        "lookups": [{ "name": "orders" }],
        "sentences": [{ "text": "The number of orders is {totals:all.orders}.", "evidence": ["totals:all"] }],
    });
    let talk = Talk::with(vec![answer]).await;
    let answer = talk.ask("How many orders?").await;
    assert_eq!((answer.engine.as_str(), answer.sentences.len()), ("llm:sandbox-model", 1));
    assert!(answer.lookups.is_empty() && talk.data().await.len() == 1);
}

#[tokio::test]
async fn a_brief_looks_nothing_up() {
    let talk = Talk::with(vec![wants(json!([{ "name": "orders" }]))]).await;
    let brief = talk.office.brief(MAREN, deskhand::domain::Purpose::Support).await;
    assert_eq!(brief.engine, "playbook");
    assert!(brief.verification.dropped.iter().any(|dropped| dropped.why.contains("no look-ups here")));
}

#[tokio::test]
async fn a_prompt_of_the_users_that_declares_no_lookups_is_offered_none() {
    let talk = Talk::with(vec![says("The number of orders is {totals:all.orders}.", &["totals:all"])]).await;
    let folder = talk.office.folder().join("prompts");
    std::fs::create_dir(&folder).expect("the folder can be written");
    let built_in = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/ask.system.md");
    let own =
        std::fs::read_to_string(built_in).expect("it is there").replace(", lookup, policy\n", ", policy\n");
    std::fs::write(folder.join("ask.system.md"), own).expect("written");
    assert_eq!(talk.ask("How many orders?").await.engine, "llm:sandbox-model");
    let requests = talk.server.received_requests().await.expect("recording is on");
    let sent: Value = serde_json::from_slice(&requests[0].body).expect("JSON");
    assert!(!sent["response_format"].to_string().contains("lookups"));
}

#[tokio::test]
async fn the_sandboxs_model_looks_a_product_up() {
    let sandbox = Running::start(&[]).await;
    let url = sandbox.url("/openai/v1");
    let office = Office::with_model(sandbox, &url, "").await;
    let lamp = office.question(MAREN, "Has she bought a headlamp?").await;
    assert!(lamp.sentences[0].text.contains("Firefly Headlamp"), "{}", lamp.sentences[0].text);
    let kayak = office.question(MAREN, "Has she ever bought a kayak?").await;
    assert!(
        kayak.sentences[0].text.starts_with("No order has it: looked in 8 orders"),
        "{}",
        kayak.sentences[0].text
    );
    assert_eq!(kayak.engine, "llm:sandbox-model");
    let months = office.question(MAREN, "What did she spend by year?").await;
    assert!(
        months.sentences.len() >= 2 && months.verification.dropped.is_empty(),
        "{:?}",
        months.verification
    );
}

#[tokio::test]
async fn how_to_reach_a_customer_is_answered_here_and_asked_of_no_model() {
    let talk = Talk::with(vec![says("[PHONE_1]", &["customer:phone"])]).await;
    let answer = talk.ask("What is her phone number?").await;
    assert_eq!(answer.engine, "playbook");
    assert!(answer.sentences[0].text.starts_with("Phone: +1"), "{}", answer.sentences[0].text);
    assert!(answer.why_not_llm.is_some_and(|why| why.contains("told to no model")));
    assert!(talk.data().await.is_empty());
}
