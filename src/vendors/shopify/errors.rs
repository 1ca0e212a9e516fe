//! The vendor's refusals in words. What it wrote itself is repeated only where it can hold no one's data.

use super::wire::GraphqlError;
use crate::domain::ids::Source;
use crate::domain::text::clean_line;
use crate::ports::{PortError, Trouble};
use crate::vendors::http::Response;

/// Errors beside or instead of data, with the vendor's id of the request.
#[derive(Default)]
pub struct Refusals {
    listed: Vec<GraphqlError>,
    request_id: Option<String>,
}

impl Refusals {
    /// From an answer.
    pub fn new(listed: Vec<GraphqlError>, request_id: Option<&str>) -> Self {
        let own = listed.iter().find_map(|error| error.extensions.request_id.clone());
        let request_id = request_id.map(str::to_owned).or(own).map(|id| clean_line(&id));
        Self { listed, request_id }
    }

    /// Whether one of these fields was refused for want of access, by the names that the query gives them.
    pub fn denies(&self, fields: &[&str]) -> bool {
        let is_one = |step: &serde_json::Value| step.as_str().is_some_and(|step| fields.contains(&step));
        self.denied().any(|error| error.path.last().is_some_and(is_one))
    }

    /// Whether the whole query was refused as too dear: a smaller one may do.
    pub fn is_too_dear(&self) -> bool {
        self.listed.iter().any(|error| error.extensions.code.as_deref() == Some(TOO_DEAR))
    }

    fn denied(&self) -> impl Iterator<Item = &GraphqlError> {
        self.listed.iter().filter(|error| error.extensions.code.as_deref() == Some("ACCESS_DENIED"))
    }

    /// Scopes that the vendor names as missing.
    pub fn missing_scopes(&self) -> Vec<String> {
        let mut scopes: Vec<String> = self.denied().filter_map(scope_in).collect();
        scopes.sort();
        scopes.dedup();
        scopes
    }

    /// The error that the whole query came to.
    pub fn to_error(&self, account: &Source, subject: &str) -> PortError {
        let id = id_words(self.request_id.as_deref());
        let Some(first) = self.listed.first() else {
            let what = format!("{account} answered for {subject} neither data nor error{id}");
            return PortError::new(Trouble::Garbled, what);
        };
        match first.extensions.code.as_deref() {
            Some("ACCESS_DENIED") => {
                let scopes = self.missing_scopes();
                let (what, hint) = if scopes.is_empty() {
                    (
                        format!("{account} does not show {subject}: the token lacks a permission{id}"),
                        "allow it in the app's settings, then run `deskhand doctor`".to_owned(),
                    )
                } else {
                    let scopes = scopes.join("`, `");
                    (
                        format!(
                            "{account} does not show {subject}: the token lacks the scope `{scopes}`{id}"
                        ),
                        format!("add `{scopes}` in the app's settings, then run `deskhand doctor`"),
                    )
                };
                PortError::new(Trouble::Forbidden, what).hint(hint)
            }
            Some(TOO_DEAR) => PortError::new(
                Trouble::Refused,
                format!("{account} finds the query for {subject} too dear ({TOO_DEAR}){id}"),
            ),
            code => {
                // Complaints about the document itself name fields and types only.
                let about_document = first.message.starts_with("Field ").then(|| clean_line(&first.message));
                let why = about_document.or(code.map(clean_line)).unwrap_or_else(|| "no reason given".into());
                let what = format!("{account} refused the query for {subject}: {why}{id}");
                PortError::new(Trouble::Refused, what)
            }
        }
    }
}

const TOO_DEAR: &str = "MAX_COST_EXCEEDED";

/// The scope in backticks that an error names: ``Required access: `read_orders` access scope.``
fn scope_in(error: &GraphqlError) -> Option<String> {
    let text = error.extensions.required_access.as_deref().unwrap_or(&error.message);
    let scope = text.split('`').nth(1)?;
    let plausible = scope.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    (plausible && !scope.is_empty()).then(|| scope.to_owned())
}

/// An answer with a status other than 200.
pub fn of_status(account: &Source, subject: &str, response: &Response) -> PortError {
    let status = response.status.as_u16();
    let id = id_words(response.header("x-request-id"));
    let (trouble, why, hint) = match status {
        401 => (
            Trouble::Unauthorized,
            "the token is wrong, expired or revoked",
            "check the store's token; make a new one in the app's settings",
        ),
        402 => (
            Trouble::Refused,
            "the shop is frozen for want of payment",
            "the shop's owner must settle its bill",
        ),
        403 => (
            Trouble::Forbidden,
            "the token may not do this",
            "check the app's scopes and that it is installed on this shop",
        ),
        404 => (Trouble::NotFound, "there is no such shop or API version", "check `shop` and `api_version`"),
        423 => (Trouble::Refused, "the shop is locked", "the shop's owner must talk to Shopify"),
        301..=308 => (
            Trouble::Refused,
            "it points to another address, which is not followed",
            "check `shop`: it must be the shop's .myshopify.com name",
        ),
        500..=599 => (Trouble::Unreachable, "the server failed", "try again later"),
        _ => (Trouble::Refused, "the request was refused", "run `deskhand doctor`"),
    };
    PortError::new(trouble, format!("{account} did not answer for {subject}: {why} (status {status}){id}"))
        .hint(hint)
}

/// A token with characters that no header may have.
pub fn unusable_token(account: &Source, subject: &str) -> PortError {
    let what = format!("{account} was not asked for {subject}: the token holds characters that no token has");
    PortError::new(Trouble::Unauthorized, what).hint("check where the token comes from")
}

fn id_words(request_id: Option<&str>) -> String {
    request_id.map(|id| format!(" (request id {})", clean_line(id))).unwrap_or_default()
}
