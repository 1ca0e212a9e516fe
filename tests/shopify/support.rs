//! A client for a loopback server, and a clock that stands still.

use std::sync::Arc;
use std::time::Duration;

use deskhand::domain::lookup::Lookup;
use deskhand::domain::{Email, Source};
use deskhand::ports::Clock;
use deskhand::vendors::http::Limits;
use deskhand::vendors::shopify::{Credentials, FetchSecret, Settings, Shopify};
use futures::FutureExt;
use secrecy::SecretString;

/// A clock that tests set.
pub struct Fixed(pub jiff::Timestamp);

impl Clock for Fixed {
    fn now(&self) -> jiff::Timestamp {
        self.0
    }
}

pub fn secret(text: &'static str) -> FetchSecret {
    Arc::new(move || async move { Ok(SecretString::from(text)) }.boxed())
}

pub fn settings(base: &str, credentials: Credentials) -> Settings {
    Settings {
        source: Source::store("shopify", "acme"),
        shop: "acme.myshopify.com".into(),
        base_url: Some(base.parse().expect("a URL")),
        api_version: "2026-10".into(),
        credentials,
        home_calling_code: "1".into(),
        limits: Limits {
            interactive_attempt: Duration::from_millis(1000),
            background_attempt: Duration::from_millis(1000),
            ..Limits::default()
        },
    }
}

pub fn client_with(base: &str, credentials: Credentials) -> Shopify {
    let clock = Arc::new(deskhand::ports::SystemClock);
    Shopify::new(settings(base, credentials), clock).expect("a client")
}

pub fn client(base: &str, token: &'static str) -> Shopify {
    client_with(base, Credentials::Token(secret(token)))
}

pub fn email(text: &str) -> Lookup {
    Lookup::Email(Email::parse(text).expect("an e-mail"))
}
