//! A sandbox on a free port and a client for it.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::time::Duration;

use deskhand::sandbox::{Fault, Options, Sandbox, TOKEN, start};
use serde_json::{Value, json};

/// The moment that the tests' sandboxes are relative to.
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_795_521_600).expect("a valid time")
}

/// A running sandbox with a client.
pub struct Running {
    pub sandbox: Sandbox,
    pub client: reqwest::Client,
}

impl Running {
    /// A sandbox of the fixtures alone.
    pub async fn start(faults: &[&str]) -> Self {
        Self::with_customers(0, faults).await
    }

    /// A sandbox with generated customers.
    pub async fn with_customers(customers: usize, faults: &[&str]) -> Self {
        // Whoever came first has installed it; that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let faults: Vec<Fault> = faults.iter().map(|rule| rule.parse().expect("a valid rule")).collect();
        let (latency, model_tokens_per_second) = (Duration::ZERO, None);
        let options =
            Options { port: None, customers, seed: 7, latency, model_tokens_per_second, faults, now: now() };
        let sandbox = start(options).await.expect("the sandbox starts");
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { sandbox, client }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.sandbox.address())
    }

    /// Runs a GraphQL request with the full token.
    pub async fn graphql(&self, query: &str, variables: Value) -> Value {
        self.graphql_as(TOKEN, query, variables).await
    }

    pub async fn graphql_as(&self, token: &str, query: &str, variables: Value) -> Value {
        let request = self
            .client
            .post(self.url("/shopify/admin/api/2026-10/graphql.json"))
            .header("X-Shopify-Access-Token", token)
            .json(&json!({ "query": query, "variables": variables }));
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// Calls HubSpot with the full token; status and body.
    pub async fn hubspot(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        self.hubspot_as(TOKEN, method, path, body).await
    }

    pub async fn hubspot_as(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request =
            self.client.request(method, self.url(&format!("/hubspot{path}"))).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let text = answer.text().await.expect("a body");
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// An aid of the sandbox itself.
    pub async fn aid(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.client.request(method, self.url(&format!("/_sandbox{path}")));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let text = request.send().await.expect("an answer").text().await.expect("a body");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }
}
