//! Tokens: one that does not expire, or the client-credentials grant with renewal before expiry.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::ports::{Call, Clock, PortError, Trouble};
use crate::vendors::http::{Body, Effect, Http, Method, Request, StatusCode};

/// Fetches a secret when it is needed. An error is in words for a person and says what to do.
pub type FetchSecret = Arc<dyn Fn() -> BoxFuture<'static, Result<SecretString, String>> + Send + Sync>;

/// How deskhand shows that it may come in.
#[derive(Clone)]
pub enum Credentials {
    /// An Admin API token that does not expire.
    Token(FetchSecret),
    /// Client id and secret of an app of the same organisation, exchanged for tokens of 24 hours.
    Client {
        /// The client's id; not a secret.
        id: String,
        /// The client's secret.
        secret: FetchSecret,
    },
}

/// A token is renewed this long before it expires, or after nine tenths of a shorter life.
const RENEW_BEFORE: Duration = Duration::from_secs(300);

/// Keeps a valid token at hand.
pub struct Auth {
    credentials: Credentials,
    clock: Arc<dyn Clock>,
    /// The lock is held while a token is fetched: who comes meanwhile waits for the same one.
    held: tokio::sync::Mutex<Option<Held>>,
}

#[derive(Clone)]
struct Held {
    token: SecretString,
    renew_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

#[derive(Deserialize)]
struct Denied {
    #[serde(default)]
    error: Option<String>,
}

impl Auth {
    /// Nothing is fetched before it is needed.
    pub fn new(credentials: Credentials, clock: Arc<dyn Clock>) -> Self {
        Self { credentials, clock, held: tokio::sync::Mutex::new(None) }
    }

    /// A token that is valid as far as is known. `refused` names one that the vendor just refused.
    ///
    /// # Errors
    /// The secret cannot be had, or the vendor grants no token for it.
    pub async fn token(
        &self,
        http: &Http,
        call: &Call,
        refused: Option<&SecretString>,
    ) -> Result<SecretString, PortError> {
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        let is_good = |one: &&Held| {
            one.renew_at.is_none_or(|at| now < at)
                && refused.is_none_or(|refused| refused.expose_secret() != one.token.expose_secret())
        };
        if let Some(good) = held.as_ref().filter(is_good) {
            return Ok(good.token.clone());
        }
        *held = None;
        let fresh = match &self.credentials {
            Credentials::Token(fetch) => Held { token: secret(http, fetch).await?, renew_at: None },
            Credentials::Client { id, secret: fetch } => {
                let secret = secret(http, fetch).await?;
                grant(http, call, id, &secret, now).await?
            }
        };
        *held = Some(fresh.clone());
        Ok(fresh.token)
    }
}

async fn secret(http: &Http, fetch: &FetchSecret) -> Result<SecretString, PortError> {
    fetch().await.map_err(|why| {
        PortError::new(Trouble::Unauthorized, format!("{}: no credentials: {why}", http.account()))
            .hint("check `token`, or `client_id` and `client_secret`, under [[stores]]")
    })
}

/// `POST /admin/oauth/access_token`, the client-credentials grant (RFC 6749, section 4.4).
async fn grant(
    http: &Http,
    call: &Call,
    id: &str,
    secret: &SecretString,
    now: Timestamp,
) -> Result<Held, PortError> {
    let subject = "an access token";
    let form =
        [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret.expose_secret())];
    // A second token does no harm to the first.
    let mut request =
        Request::new("shopify.token", Method::POST, "/admin/oauth/access_token", Effect::Repeatable);
    request.body = Some(Body::form(&form));
    let sent = http.send(request, call).await;
    let response = sent.map_err(|failure| {
        let mut error = failure.into_port_error(http.account(), subject);
        error.may_have_happened = false;
        error
    })?;
    if response.status != StatusCode::OK {
        let denied: Option<Denied> = serde_json::from_slice(&response.body).ok();
        return Err(denied_words(http, response.status, denied.and_then(|denied| denied.error)));
    }
    let granted: Granted = response.json(http.account(), subject)?;
    let renew_at = granted.expires_in.map(|seconds| {
        let life = Duration::from_secs(seconds);
        now.saturating_add(life - RENEW_BEFORE.min(life / 10)).unwrap_or(Timestamp::MAX)
    });
    Ok(Held { token: SecretString::from(granted.access_token), renew_at })
}

fn denied_words(http: &Http, status: StatusCode, code: Option<String>) -> PortError {
    let account = http.account();
    let (why, hint) = match code.as_deref() {
        Some("shop_not_permitted") => {
            ("app and shop belong to different organisations", "create the app in the shop's organisation")
        }
        Some("app_not_installed") => ("the app is not installed on this shop", "install it, then try again"),
        Some("invalid_client") => {
            ("client id or secret is wrong", "copy both from the app's settings in the Dev Dashboard")
        }
        _ => ("the grant was refused", "check `shop`, `client_id` and `client_secret`"),
    };
    let what = format!("{account} gave no access token: {why} (status {})", status.as_u16());
    PortError::new(Trouble::Unauthorized, what).hint(hint)
}
