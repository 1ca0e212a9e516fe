//! HubSpot's CRM API: one table of handlers for the date versions and the numeric ones.

mod associations;
mod check;
mod errors;
mod kinds;
mod objects;
mod search;
mod settings;
mod store;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::exchange::{Request, Response};
use super::people::People;
use super::{Knobs, SandboxError, moment};
use errors::Refusal;
use kinds::Kind;
use store::Store;

/// Id of the emulated account.
const PORTAL: u64 = 62_515;
/// The token that may do everything.
const TOKEN: &str = super::TOKEN;
/// The token that may read alone.
const TOKEN_READ: &str = "sandbox-token-read";
/// The token that may write objects, but not create properties.
const TOKEN_NO_SCHEMA: &str = "sandbox-token-no-schema";

/// How many requests a day the account has.
const DAILY: u64 = 650_000;
const INTERVAL: Duration = Duration::from_secs(10);

/// The emulated account.
pub struct Hubspot {
    store: Store,
    pipelines: Value,
    owners: Value,
    /// Groups of properties that were made.
    groups: HashMap<Kind, Vec<Value>>,
    requests_today: u64,
    interval_began: Instant,
    requests_in_interval: u32,
}

/// A fixture file of objects: its kind, name and text.
const OBJECT_FILES: &[(Kind, &str, &str)] = &[
    (Kind::Company, "hubspot/companies.json", include_str!("../../../fixtures/hubspot/companies.json")),
    (Kind::Contact, "hubspot/contacts.json", include_str!("../../../fixtures/hubspot/contacts.json")),
    (Kind::Deal, "hubspot/deals.json", include_str!("../../../fixtures/hubspot/deals.json")),
    (Kind::Ticket, "hubspot/tickets.json", include_str!("../../../fixtures/hubspot/tickets.json")),
    (Kind::Email, "hubspot/emails.json", include_str!("../../../fixtures/hubspot/emails.json")),
    (Kind::Note, "hubspot/notes.json", include_str!("../../../fixtures/hubspot/notes.json")),
    (Kind::Task, "hubspot/tasks.json", include_str!("../../../fixtures/hubspot/tasks.json")),
    (Kind::Call, "hubspot/calls.json", include_str!("../../../fixtures/hubspot/calls.json")),
    (Kind::Meeting, "hubspot/meetings.json", include_str!("../../../fixtures/hubspot/meetings.json")),
    (Kind::Lead, "hubspot/leads.json", include_str!("../../../fixtures/hubspot/leads.json")),
];

/// The answer to whoever lacks a scope, without its name.
pub(super) fn forbidden() -> Response {
    Refusal::missing_scopes().response()
}

impl Hubspot {
    /// Opens the account.
    ///
    /// # Errors
    /// A fixture can't be read.
    pub fn new(people: Arc<People>, now: Timestamp) -> Result<Self, SandboxError> {
        let read = |file: &'static str, text: &str| -> Result<Value, SandboxError> {
            let mut document =
                serde_json::from_str(text).map_err(|source| SandboxError::Fixture { file, source })?;
            moment::settle(&mut document, now);
            Ok(document)
        };
        let properties =
            read("hubspot/properties.json", include_str!("../../../fixtures/hubspot/properties.json"))?;
        let pipelines =
            read("hubspot/pipelines.json", include_str!("../../../fixtures/hubspot/pipelines.json"))?;
        let owners = read("hubspot/owners.json", include_str!("../../../fixtures/hubspot/owners.json"))?;
        let definitions = settings::definitions(&properties, &moment::at(now, -900 * 86_400));
        let mut store = Store::new(people, definitions, now);
        for (kind, file, text) in OBJECT_FILES {
            for object in read(file, text)?.as_array().into_iter().flatten() {
                store.load(*kind, object);
            }
        }
        Ok(Self {
            store,
            pipelines,
            owners,
            groups: HashMap::new(),
            requests_today: 0,
            interval_began: Instant::now(),
            requests_in_interval: 0,
        })
    }

    /// Answers a request; what it wrote is added to `written`.
    pub fn answer(&mut self, request: &Request, knobs: &Knobs, written: &mut Vec<Value>) -> Response {
        let token = match request.bearer() {
            Some(token @ (TOKEN | TOKEN_READ | TOKEN_NO_SCHEMA)) => token,
            _ => return Refusal::unauthorized().response(),
        };
        if self.interval_began.elapsed() >= INTERVAL {
            self.interval_began = Instant::now();
            self.requests_in_interval = 0;
        }
        self.requests_in_interval += 1;
        self.requests_today += 1;
        let left = i64::from(knobs.hubspot_requests) - i64::from(self.requests_in_interval);
        if left < 0 {
            let refused = super::fault::refusal(super::Failure::RateLimited, "hubspot");
            let wait = INTERVAL.saturating_sub(self.interval_began.elapsed()).as_secs() + 1;
            return Response { headers: Vec::new(), ..refused }
                .header("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
                .header("X-HubSpot-RateLimit-Max", &knobs.hubspot_requests.to_string())
                .header("X-HubSpot-RateLimit-Remaining", "0")
                .header("Retry-After", &wait.to_string());
        }
        let response =
            self.route(request, token, knobs, written).unwrap_or_else(|refusal| refusal.response());
        if request.path.ends_with("/search") {
            return response;
        }
        response
            .header("X-HubSpot-RateLimit-Daily", &DAILY.to_string())
            .header(
                "X-HubSpot-RateLimit-Daily-Remaining",
                &DAILY.saturating_sub(self.requests_today).to_string(),
            )
            .header("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
            .header("X-HubSpot-RateLimit-Max", &knobs.hubspot_requests.to_string())
            .header("X-HubSpot-RateLimit-Remaining", &left.to_string())
    }

    fn route(
        &mut self,
        request: &Request,
        token: &str,
        knobs: &Knobs,
        written: &mut Vec<Value>,
    ) -> Result<Response, Refusal> {
        let path = super::exchange::decoded_path(&request.path);
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        if let ["account-info", _, "details"] = segments[..] {
            return Ok(Response::json(200, &account()));
        }
        let (area, version, rest) = area(&segments).ok_or_else(Refusal::not_found)?;
        permit(token, area, request, rest)?;
        let kind = |name: &str| {
            Kind::parse(name)
                .ok_or_else(|| Refusal::invalid(format!("Unable to infer object type from: {name}")))
        };
        match (area, rest) {
            // `…/objects/2026-09/{from}/{id}/associations/default/{to}/{other}` included.
            ("objects", [name, rest @ ..]) => self.objects(request, kind(name)?, rest, knobs, written),
            ("associations", [from, to, rest @ ..]) => {
                let pair = (kind(from)?, kind(to)?);
                self.associations(request, version, pair, rest, written)
            }
            ("properties", [name, rest @ ..]) => self.properties(request, kind(name)?, rest, written),
            ("pipelines", [name, rest @ ..]) => self.pipelines(kind(name)?, rest),
            ("owners", rest) => self.owners(request, rest),
            _ => Err(Refusal::not_found()),
        }
    }
}

/// Area, version and the rest of a path: `/crm/v3/objects/…` and `/crm/objects/2026-09/…` are the same.
fn area<'a>(segments: &'a [&'a str]) -> Option<(&'a str, &'a str, &'a [&'a str])> {
    let is_number = |text: &str| text.strip_prefix('v').is_some_and(|digits| digits == "3" || digits == "4");
    match segments {
        ["crm", version, area, rest @ ..] if is_number(version) => Some((area, version, rest)),
        ["crm", area, version, rest @ ..] if version.starts_with("20") && version.len() == 7 => {
            Some((area, version, rest))
        }
        _ => None,
    }
}

/// Whether a token may do this.
fn permit(token: &str, area: &str, request: &Request, rest: &[&str]) -> Result<(), Refusal> {
    let reads = request.method == "GET" || matches!(rest, [.., "search"] | [.., "batch", "read"]);
    if reads {
        return Ok(());
    }
    let name = rest.first().copied().unwrap_or("contacts");
    match (token, area) {
        (TOKEN_READ | TOKEN_NO_SCHEMA, "properties") => {
            Err(Refusal::missing_scope(&format!("crm.schemas.{name}.write")))
        }
        (TOKEN_READ, _) => Err(Refusal::missing_scope(&scope_to_write(name))),
        _ => Ok(()),
    }
}

/// What hangs on contacts is covered by their scope.
fn scope_to_write(kind: &str) -> String {
    match kind {
        "tickets" => "tickets".to_owned(),
        "notes" | "tasks" | "calls" | "meetings" => "crm.objects.contacts.write".to_owned(),
        kind => format!("crm.objects.{kind}.write"),
    }
}

fn account() -> Value {
    json!({
        "portalId": PORTAL, "accountType": "STANDARD", "timeZone": "US/Eastern", "companyCurrency": "USD",
        "additionalCurrencies": ["CAD", "EUR", "JPY"], "utcOffset": "-05:00", "utcOffsetMilliseconds": -18_000_000,
        "uiDomain": "app.hubspot.com", "dataHostingLocation": "na1",
    })
}
