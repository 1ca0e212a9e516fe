//! An emulated account, and a client of it.

use std::sync::Arc;
use std::time::Duration;

use deskhand::domain::Email;
use deskhand::domain::lookup::Lookup;
use deskhand::ports::{Clock, SystemClock};
use deskhand::sandbox::{Options, Sandbox, start};
use deskhand::vendors::hubspot::{HubSpot, Settings};
use futures::FutureExt;
use secrecy::SecretString;

pub const TOKEN: &str = "sandbox-token";

/// A clock that stands still.
pub struct Fixed(pub jiff::Timestamp);

impl Clock for Fixed {
    fn now(&self) -> jiff::Timestamp {
        self.0
    }
}

pub async fn account(faults: &[&str]) -> (Sandbox, String) {
    let options = Options {
        port: None,
        customers: 0,
        seed: 1,
        latency: Duration::ZERO,
        model_tokens_per_second: None,
        faults: faults.iter().map(|fault| fault.parse().expect("a fault")).collect(),
        now: jiff::Timestamp::now(),
    };
    let sandbox = start(options).await.expect("a sandbox");
    let base = format!("http://{}/hubspot", sandbox.address());
    (sandbox, base)
}

pub fn client_at(base: &str, token: &'static str, version: &str, clock: Arc<dyn Clock>) -> HubSpot {
    let settings = Settings {
        base_url: Some(base.parse().expect("a URL")),
        api_version: version.to_owned(),
        token: Arc::new(move || async move { Ok(SecretString::from(token)) }.boxed()),
        home_calling_code: "1".to_owned(),
    };
    HubSpot::new(settings, clock).expect("a client")
}

pub fn client(base: &str) -> HubSpot {
    client_at(base, TOKEN, "2026-09", Arc::new(SystemClock))
}

pub fn email(text: &str) -> Lookup {
    Lookup::Email(Email::parse(text).expect("an e-mail"))
}
