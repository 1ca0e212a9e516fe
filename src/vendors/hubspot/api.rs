//! One call to HubSpot: credentials, pace, answer or error.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::super::http::{Body, Cause, Effect, HeaderMap, Http, Method, Pace, Rate, Request, Response};
use super::TokenResolver;
use super::allowance::{budgets, window};
use super::paths::Paths;
use super::refusal;
use super::scopes;
use super::wire::Many;
use crate::domain::ids::Source;
use crate::ports::{Budget, Call, Finding, PortError, Trouble};

/// Searches an account allows.
const SEARCHES: (u32, Duration) = (5, Duration::from_secs(1));

/// Calls to one account.
pub(super) struct Api {
    pub paths: Paths,
    http: Http,
    searches: Pace,
    token: TokenResolver,
    header: tokio::sync::Mutex<Option<HeaderValue>>,
    /// As the last answer that spoke of it told.
    budgets: Mutex<Vec<Budget>>,
}

/// A time limit that several calls share.
#[derive(Clone, Copy)]
pub(super) struct Trip {
    call: Call,
    ends: Instant,
}

impl Trip {
    /// Begins now.
    pub fn new(call: &Call) -> Self {
        Self { call: *call, ends: Instant::now() + call.deadline }
    }

    /// What is left of it.
    pub fn left(&self) -> Call {
        Call { deadline: self.ends.saturating_duration_since(Instant::now()), ..self.call }
    }

    /// A part of it, for what is welcome but not needed.
    pub fn at_most(self, limit: Duration) -> Self {
        Self { ends: self.ends.min(Instant::now() + limit), ..self }
    }
}

/// One thing to ask.
pub(super) struct Ask<'a> {
    /// For spans: `hubspot.contact`.
    pub name: &'static str,
    /// For messages: `the contact`.
    pub doing: &'a str,
    pub method: Method,
    pub path: String,
    pub query: Vec<(&'a str, &'a str)>,
    pub body: Option<Value>,
    pub effect: Effect,
}

impl<'a> Ask<'a> {
    /// Reads by GET.
    pub fn get(name: &'static str, doing: &'a str, path: String) -> Self {
        Self { name, doing, method: Method::GET, path, query: Vec::new(), body: None, effect: Effect::Read }
    }

    /// Reads by POST, as batches and searches do.
    pub fn read(name: &'static str, doing: &'a str, path: String, body: Value) -> Self {
        Self { body: Some(body), method: Method::POST, ..Self::get(name, doing, path) }
    }

    /// With a query; a list is its name repeated.
    pub fn query(mut self, single: &[(&'a str, &'a str)], lists: &[(&'a str, &'a [&'a str])]) -> Self {
        self.query.extend_from_slice(single);
        for (name, values) in lists {
            self.query.extend(values.iter().map(|value| (*name, *value)));
        }
        self
    }
}

impl Api {
    /// Nothing is sent yet.
    pub fn new(http: Http, paths: Paths, token: TokenResolver) -> Self {
        let searches = Pace::new(Rate::requests(SEARCHES.0, SEARCHES.1));
        Self {
            paths,
            http,
            searches,
            token,
            header: tokio::sync::Mutex::new(None),
            budgets: Mutex::default(),
        }
    }

    /// Which account this is.
    pub fn source(&self) -> &Source {
        self.http.account()
    }

    /// Whether this machine's clock is far from the vendor's.
    pub fn clock_finding(&self, now: jiff::Timestamp) -> Option<Finding> {
        self.http.clock_finding(now)
    }

    /// What may still be asked, as the account told last.
    pub fn budgets(&self) -> Vec<Budget> {
        self.budgets.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers to searches tell nothing of it.
    fn learn(&self, response: &Response) {
        let told = budgets(response);
        if let (Some(pace), Some((rate, left))) = (self.http.pace(), window(response)) {
            pace.heed(rate, left);
        }
        if !told.is_empty() {
            *self.budgets.lock().unwrap_or_else(PoisonError::into_inner) = told;
        }
    }

    /// Sends and brings whatever comes back, refusals included.
    pub async fn send(&self, ask: &Ask<'_>, trip: Trip) -> Result<Response, PortError> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.authorization().await?);
        let mut request = Request::new(ask.name, ask.method.clone(), &ask.path, ask.effect);
        request.query = &ask.query;
        request.headers = headers;
        request.body = ask.body.as_ref().map(Body::json);
        let judge = |response: &Response| {
            self.learn(response);
            refusal::judge(response)
        };
        request.judge = &judge;
        if ask.path.ends_with("/search") {
            request.pace = Some((&self.searches, 1.0));
        }
        let answer = self.http.send(request, &trip.left()).await;
        let response = answer.map_err(|failure| {
            let in_doubt = failure.may_have_happened;
            // Garbage with a good status was tried again in vain: what it is says more than that it failed.
            let garbled = failure.last.as_ref().filter(|last| last.status.is_success());
            if let Some(Err(error)) = garbled.map(|last| last.json::<IgnoredAny>(self.source(), ask.doing)) {
                return if in_doubt { error.in_doubt() } else { error };
            }
            // A server that answers, if only to say that it fails, is reached.
            let is_away = matches!(failure.cause, Cause::Connect(_) | Cause::TimedOut | Cause::Cut);
            let mut error = failure.into_port_error(self.source(), ask.doing);
            if is_away {
                error.hint = Some("check the network, and `base_url` under [crm]".to_owned());
            }
            error
        })?;
        if response.status.as_u16() == 401 {
            // A token that was exchanged meanwhile is fetched anew by the next call.
            *self.header.lock().await = None;
        }
        Ok(response)
    }

    /// Sends and reads the answer; a refusal is an error.
    pub async fn json<T: DeserializeOwned>(&self, ask: &Ask<'_>, trip: Trip) -> Result<T, PortError> {
        let response = self.send(ask, trip).await?;
        self.accepted(ask, &response)?;
        response
            .json(self.source(), ask.doing)
            .map_err(|error| if ask.effect == Effect::Read { error } else { error.in_doubt() })
    }

    /// As `json`; no such record is nothing.
    pub async fn optional<T: DeserializeOwned>(
        &self,
        ask: &Ask<'_>,
        trip: Trip,
    ) -> Result<Option<T>, PortError> {
        match self.json(ask, trip).await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.trouble == Trouble::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// As `json` for batches: what failed for another reason than absence is an error; absent ones are left out.
    pub async fn batch<T: DeserializeOwned>(&self, ask: &Ask<'_>, trip: Trip) -> Result<Many<T>, PortError> {
        let many: Many<T> = self.json(ask, trip).await?;
        match many.errors.iter().find(|fault| !fault.is_absence()) {
            None => Ok(many),
            Some(_) => {
                let what = format!("{} answered only a part of {}", self.source(), ask.doing);
                Err(PortError::new(Trouble::Unreachable, what).hint("try again"))
            }
        }
    }

    /// Whether a response is no refusal.
    pub fn accepted(&self, ask: &Ask<'_>, response: &Response) -> Result<(), PortError> {
        if response.status.is_success() { Ok(()) } else { Err(self.refused(ask, response)) }
    }

    /// What a refusal says.
    pub fn refused(&self, ask: &Ask<'_>, response: &Response) -> PortError {
        let needed = scopes::needed(&ask.path, ask.effect);
        refusal::error(self.source(), ask.doing, response, ask.body.as_ref(), needed.as_deref())
    }

    async fn authorization(&self) -> Result<HeaderValue, PortError> {
        let mut kept = self.header.lock().await;
        if let Some(header) = kept.as_ref() {
            return Ok(header.clone());
        }
        let token: SecretString = (self.token)().await.map_err(|why| {
            PortError::new(Trouble::Unauthorized, format!("{}: {why}", self.source()))
                .hint("check `token` under [crm]")
        })?;
        let mut header =
            HeaderValue::from_str(&format!("Bearer {}", token.expose_secret().trim())).map_err(|_| {
                let what = format!("{}: the token has characters that no token has", self.source());
                PortError::new(Trouble::Unauthorized, what).hint("check `token` under [crm]")
            })?;
        header.set_sensitive(true);
        *kept = Some(header.clone());
        Ok(header)
    }
}
