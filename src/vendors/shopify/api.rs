//! Sends a document and reads what surrounds the answer: token, cost, errors, version.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use super::auth::Auth;
use super::errors::{self, Refusals};
use super::queries::Document;
use super::wire::{Cost, Envelope, Errors};
use crate::domain::ids::Source;
use crate::ports::{Budget, Call, Finding, PortError};
use crate::vendors::http::{
    Body, Effect, HeaderMap, HeaderName, Http, Method, Pace, Rate, Reading, Request, Response, StatusCode,
    by_status,
};

/// The smallest plan's bucket; the first answer tells the real one.
const FIRST_GUESS: Rate = Rate { capacity: 2_000.0, per_second: 100.0 };

/// A throttled answer is a few hundred bytes; nothing longer is looked through for one.
const LONGEST_REFUSAL: usize = 8 * 1024;

/// One shop's Admin API.
pub struct Api {
    http: Http,
    auth: Auth,
    path: String,
    version: String,
    /// What the vendor's bucket of points is thought to hold.
    bucket: Pace,
    learned: Mutex<Learned>,
}

#[derive(Default)]
struct Learned {
    /// Points asked for by each document, as the vendor counted them last.
    costs: HashMap<&'static str, f64>,
    /// The version that answered, where it is another than asked for.
    other_version: Option<String>,
    /// The points that were left when it last told, and of how many.
    points: Option<(f64, f64)>,
}

/// Data with what was left out of it.
pub struct Answer<T> {
    /// What came; nothing where an error took all of it.
    pub data: Option<T>,
    /// Fields that were refused, beside the data or instead.
    pub refusals: Refusals,
}

impl<T> Answer<T> {
    /// The data, with what was refused beside it.
    ///
    /// # Errors
    /// There is none.
    pub fn into_data(self, account: &Source, document: &Document) -> Result<(T, Refusals), PortError> {
        match self.data {
            Some(data) => Ok((data, self.refusals)),
            None => Err(self.refusals.to_error(account, document.subject)),
        }
    }
}

impl Api {
    /// Nothing is sent yet.
    pub fn new(http: Http, auth: Auth, version: String) -> Self {
        let path = format!("/admin/api/{version}/graphql.json");
        let bucket = Pace::new(FIRST_GUESS);
        Self { http, auth, path, version, bucket, learned: Mutex::default() }
    }

    /// Which account this is.
    pub fn account(&self) -> &Source {
        self.http.account()
    }

    /// The way to the shop.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The version that answers where it is not the one asked for, with that one.
    pub fn other_version(&self) -> Option<(String, String)> {
        self.learned().other_version.clone().map(|served| (self.version.clone(), served))
    }

    /// What may still be asked, as the shop told last.
    pub fn budgets(&self) -> Vec<Budget> {
        let whole = |points: f64| points.max(0.0).round() as u64;
        let told = self.learned().points.map(|(left, of)| (whole(left), whole(of)));
        told.map(|(left, of)| Budget { what: "points".to_owned(), left, of }).into_iter().collect()
    }

    /// Whether this machine's clock is far from the vendor's.
    pub fn clock_finding(&self, now: jiff::Timestamp) -> Option<Finding> {
        self.http.clock_finding(now)
    }

    fn learned(&self) -> std::sync::MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks. Variables that the document does not declare are left out.
    ///
    /// # Errors
    /// No answer, no access, or an answer that cannot be read. What GraphQL refuses is no error yet: it
    /// stands in [`Answer::refusals`].
    pub async fn ask<T: DeserializeOwned>(
        &self,
        document: &Document,
        mut variables: Value,
        call: &Call,
    ) -> Result<Answer<T>, PortError> {
        if let Some(given) = variables.as_object_mut() {
            given.retain(|name, _| document.text.contains(&format!("${name}:")));
        }
        let started = std::time::Instant::now();
        let body = Body::json(&json!({ "query": document.text, "variables": variables }));
        let token = self.auth.token(&self.http, call, None).await?;
        let left = |call: &Call| Call { deadline: call.deadline.saturating_sub(started.elapsed()), ..*call };
        let mut response = self.send(document, body.clone(), &token, &left(call)).await?;
        if response.status == StatusCode::UNAUTHORIZED {
            // Expired before its time or replaced: one new token, then the vendor's word stands.
            let token = self.auth.token(&self.http, &left(call), Some(&token)).await?;
            response = self.send(document, body, &token, &left(call)).await?;
        }
        self.learn(document, &response);
        if response.status != StatusCode::OK {
            return Err(errors::of_status(self.account(), document.subject, &response));
        }
        let envelope: Envelope<T> = response.json(self.account(), document.subject)?;
        if let Some(cost) = envelope.extensions.and_then(|extensions| extensions.cost) {
            self.learn_cost(document, &cost);
        }
        let listed = match envelope.errors {
            Some(Errors::List(listed)) => listed,
            Some(Errors::Other(_)) | None => Vec::new(),
        };
        let refusals = Refusals::new(listed, response.header("x-request-id"));
        Ok(Answer { data: envelope.data, refusals })
    }

    async fn send(
        &self,
        document: &Document,
        body: Body,
        token: &SecretString,
        call: &Call,
    ) -> Result<Response, PortError> {
        let points = self.learned().costs.get(document.name).copied().unwrap_or(document.points);
        let judge = |response: &Response| {
            if response.status != StatusCode::OK || is_none(response) {
                // Refused before it was run, or no word of the shop's: no points were spent.
                self.bucket.give_back(points);
            }
            self.judge(response)
        };
        let mut request = Request::new(document.name, Method::POST, &self.path, Effect::Read);
        request.headers = self.headers(document, token)?;
        request.body = Some(body);
        request.judge = &judge;
        request.pace = Some((&self.bucket, points));
        let sent = self.http.send(request, call).await;
        sent.map_err(|failure| match &failure.last {
            // Garbage with a good status was tried again in vain: what it is says more than that it failed.
            Some(last) if last.status.is_success() => {
                let read: Result<IgnoredAny, PortError> = last.json(self.account(), document.subject);
                read.err().unwrap_or_else(|| failure.into_port_error(self.account(), document.subject))
            }
            _ => failure.into_port_error(self.account(), document.subject),
        })
    }

    fn headers(&self, document: &Document, token: &SecretString) -> Result<HeaderMap, PortError> {
        let mut value = reqwest::header::HeaderValue::from_str(token.expose_secret())
            .map_err(|_| errors::unusable_token(self.account(), document.subject))?;
        value.set_sensitive(true);
        let name = HeaderName::from_static("x-shopify-access-token");
        Ok(HeaderMap::from_iter([(name, value)]))
    }

    /// Reads whether to try again: throttled answers come as 200 too, and without data.
    fn judge(&self, response: &Response) -> Reading {
        if response.status != StatusCode::OK {
            return by_status(response);
        }
        if is_none(response) {
            return Reading::Broken;
        }
        if response.body.len() > LONGEST_REFUSAL {
            return Reading::Answer;
        }
        let Ok(Envelope { data: None::<IgnoredAny>, errors: Some(Errors::List(errors)), extensions }) =
            serde_json::from_slice(&response.body)
        else {
            return Reading::Answer;
        };
        let has = |code: &str| errors.iter().any(|error| error.extensions.code.as_deref() == Some(code));
        if has("THROTTLED") {
            let cost = extensions.and_then(|extensions| extensions.cost).unwrap_or_default();
            self.observe(&cost);
            let wait = cost.requested_query_cost.zip(cost.throttle_status).and_then(|(points, status)| {
                let missing = (points - status.currently_available).max(0.0);
                std::time::Duration::try_from_secs_f64(missing / status.restore_rate).ok()
            });
            return Reading::Limited(wait);
        }
        if has("INTERNAL_SERVER_ERROR") { Reading::Broken } else { Reading::Answer }
    }

    fn learn(&self, document: &Document, response: &Response) {
        let mut learned = self.learned();
        if let Some(served) = response.header("x-shopify-api-version") {
            let other = (served != self.version).then(|| served.to_owned());
            if other.is_some() && learned.other_version.is_none() {
                tracing::warn!(
                    vendor.source = %self.account(), vendor.version = served, http.name = document.name,
                    "another version of the API answers than was asked for"
                );
            }
            learned.other_version = other;
        }
    }

    fn learn_cost(&self, document: &Document, cost: &Cost) {
        tracing::debug!(
            vendor.source = %self.account(),
            http.name = document.name,
            vendor.points_requested = cost.requested_query_cost,
            vendor.points_charged = cost.actual_query_cost,
            vendor.points_left = cost.throttle_status.as_ref().map(|status| status.currently_available),
            "the vendor told the cost"
        );
        if let Some(points) = cost.requested_query_cost {
            self.learned().costs.insert(document.name, points);
        }
        self.observe(cost);
    }

    fn observe(&self, cost: &Cost) {
        if let Some(status) = &cost.throttle_status
            && status.restore_rate > 0.0
            && status.maximum_available > 0.0
        {
            self.learned().points = Some((status.currently_available, status.maximum_available));
            let rate = Rate { capacity: status.maximum_available, per_second: status.restore_rate };
            self.bucket.observe(rate, status.currently_available);
        }
    }
}

/// Whether an answer is none: the API says everything in JSON.
fn is_none(response: &Response) -> bool {
    serde_json::from_slice::<IgnoredAny>(&response.body).is_err()
}
