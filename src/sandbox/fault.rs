//! Faults that can be ordered: which requests fail, how, and how often.

use std::fmt;
use std::str::FromStr;

use super::exchange::{Request, Response};
use serde_json::json;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Too many requests, with the vendor's headers; the request is not carried out.
    RateLimited,
    /// The day's requests are used up; the request is not carried out.
    DailyLimit,
    /// The token may not do that; the request is not carried out.
    Forbidden,
    /// An error of the server; the request is not carried out.
    ServerError,
    /// Carried out, but the answer breaks off in the middle.
    Cut,
    /// Carried out, but the answer is not JSON.
    Garbage,
    /// Carried out, but the first record of the answer is of a form that no client expects.
    Odd,
    /// Carried out, but never answered.
    Silence,
}

/// One rule: `VENDOR:METHOD:PATH=403|429|500|cut|garbage|odd|silence[*N]`.
///
/// `429-daily` is also known: the limit of the day, which no waiting helps against.
/// VENDOR is `shopify`, `hubspot`, `openai` or `*`; METHOD a method or `*`; PATH a beginning of the path
/// behind the vendor's prefix, in which each `*` stands for anything; N limits the rule to the first N
/// requests that match.
///
/// ```
/// use deskhand::sandbox::Fault;
///
/// let fault: Fault = "hubspot:POST:/crm/objects/*/notes=cut*1".parse()?;
/// assert_eq!(fault.to_string(), "hubspot:POST:/crm/objects/*/notes=cut*1");
/// assert!("hubspot:POST=cut".parse::<Fault>().is_err());
/// # Ok::<(), deskhand::sandbox::FaultError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    vendor: String,
    method: String,
    path: String,
    failure: Failure,
    left: Option<u32>,
}

/// Why a rule can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// A part is missing.
    #[error(
        "the fault `{rule}` lacks its {part}; write VENDOR:METHOD:PATH=403|429|500|cut|garbage|odd|silence[*N]"
    )]
    Incomplete {
        /// The rule as given.
        rule: String,
        /// What is missing.
        part: &'static str,
    },
    /// No such vendor in the sandbox.
    #[error("the sandbox has no vendor `{vendor}`; it has shopify, hubspot and openai (or * for all)")]
    UnknownVendor {
        /// As given.
        vendor: String,
    },
    /// No such failure.
    #[error("`{failure}` is no fault; choose 403, 429, 500, cut, garbage, odd or silence")]
    UnknownFailure {
        /// As given.
        failure: String,
    },
    /// What stands behind the star is not a count.
    #[error("`{count}` is not a number of requests; write for example `429*3`")]
    InvalidCount {
        /// As given.
        count: String,
    },
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(rule: &str) -> Result<Self, FaultError> {
        let lacks = |part| FaultError::Incomplete { rule: rule.to_owned(), part };
        let (place, failure) = rule.rsplit_once('=').ok_or_else(|| lacks("=FAULT"))?;
        let mut parts = place.splitn(3, ':');
        let vendor = parts.next().filter(|part| !part.is_empty()).ok_or_else(|| lacks("VENDOR"))?;
        let method = parts.next().filter(|part| !part.is_empty()).ok_or_else(|| lacks("METHOD"))?;
        let path = parts.next().filter(|part| !part.is_empty()).ok_or_else(|| lacks("PATH"))?;
        if !["shopify", "hubspot", "openai", "*"].contains(&vendor) {
            return Err(FaultError::UnknownVendor { vendor: vendor.to_owned() });
        }
        let (failure, left) = match failure.split_once('*') {
            None => (failure, None),
            Some((failure, count)) => {
                let invalid = || FaultError::InvalidCount { count: count.to_owned() };
                (failure, Some(count.parse().map_err(|_| invalid())?))
            }
        };
        let failure = match failure {
            "403" => Failure::Forbidden,
            "429" => Failure::RateLimited,
            "429-daily" => Failure::DailyLimit,
            "500" => Failure::ServerError,
            "cut" => Failure::Cut,
            "garbage" => Failure::Garbage,
            "odd" => Failure::Odd,
            "silence" => Failure::Silence,
            other => return Err(FaultError::UnknownFailure { failure: other.to_owned() }),
        };
        Ok(Self {
            vendor: vendor.to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            failure,
            left,
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failure = match self.failure {
            Failure::Forbidden => "403",
            Failure::RateLimited => "429",
            Failure::DailyLimit => "429-daily",
            Failure::ServerError => "500",
            Failure::Cut => "cut",
            Failure::Garbage => "garbage",
            Failure::Odd => "odd",
            Failure::Silence => "silence",
        };
        write!(formatter, "{}:{}:{}={failure}", self.vendor, self.method, self.path)?;
        self.left.map_or(Ok(()), |left| write!(formatter, "*{left}"))
    }
}

impl Fault {
    fn fits(&self, vendor: &str, request: &Request) -> bool {
        self.left != Some(0)
            && (self.vendor == "*" || self.vendor == vendor)
            && (self.method == "*" || self.method == request.method)
            && begins_with(&request.path, &self.path)
    }
}

/// Whether a path begins as a pattern says, each `*` standing for anything.
fn begins_with(path: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    parts.all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// The failure that the first fitting rule orders; counts it.
pub fn strike(faults: &mut [Fault], vendor: &str, request: &Request) -> Option<Failure> {
    let fault = faults.iter_mut().find(|fault| fault.fits(vendor, request))?;
    fault.left = fault.left.map(|left| left - 1);
    Some(fault.failure)
}

/// The same answer with its first record spoilt: whatever it holds beside its id has become a number.
pub fn odd(response: Response) -> Response {
    let Ok(mut body) = serde_json::from_slice::<serde_json::Value>(&response.pieces.concat()) else {
        return response;
    };
    let list = ["/results", "/data/customers/nodes"].into_iter().find(|list| body.pointer(list).is_some());
    let first = list.and_then(|list| body.pointer_mut(list)?.as_array_mut()?.first_mut()?.as_object_mut());
    for (_, value) in first.into_iter().flatten().filter(|(name, _)| *name != "id") {
        *value = json!(0);
    }
    Response { pieces: vec![body.to_string().into_bytes()], ..response }
}

/// The vendor's own words where a scope is missing.
fn forbidden(vendor: &str) -> Response {
    match vendor {
        "hubspot" => super::hubspot::forbidden(),
        "shopify" => {
            Response::json(403, &json!({ "errors": "[API] This action requires merchant approval." }))
        }
        _ => Response::json(
            403,
            &json!({ "error": {
            "message": "You have insufficient permissions for this operation.", "type": "invalid_request_error",
            "param": null, "code": null } }),
        ),
    }
}

/// The vendor's own words for a request that is not carried out.
pub fn refusal(failure: Failure, vendor: &str) -> Response {
    if failure == Failure::Forbidden {
        return forbidden(vendor);
    }
    let limited = failure != Failure::ServerError;
    if failure == Failure::DailyLimit && vendor == "hubspot" {
        let body = json!({
            "status": "error",
            "message": "You have reached your daily limit.",
            "errorType": "RATE_LIMIT",
            "correlationId": "c033cdaa-2c40-4a64-ae48-b4cec88dad24",
            "policyName": "DAILY",
            "requestId": "3d3e35b7-0dae-4b9f-a6e3-9c230cbcf8dd",
        });
        return Response::json(429, &body);
    }
    match (vendor, limited) {
        ("hubspot", true) => Response::json(
            429,
            &json!({
                "status": "error",
                "message": "You have reached your ten_secondly_rolling limit.",
                "errorType": "RATE_LIMIT",
                "correlationId": "c033cdaa-2c40-4a64-ae48-b4cec88dad24",
                "policyName": "TEN_SECONDLY_ROLLING",
                "requestId": "3d3e35b7-0dae-4b9f-a6e3-9c230cbcf8dd",
            }),
        )
        .header("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
        .header("X-HubSpot-RateLimit-Max", "190")
        .header("X-HubSpot-RateLimit-Remaining", "0")
        .header("Retry-After", "1"),
        ("hubspot", false) => Response::json(
            500,
            &json!({
                "status": "error", "message": "internal error", "correlationId": "7c2d1f0e-5b1c-4b86-9d64-0a7f7b1f5f6e",
            }),
        ),
        ("shopify", true) => {
            let body = json!({ "errors": "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service." });
            Response::json(429, &body).header("Retry-After", "1.0")
        }
        ("shopify", false) => Response::json(500, &json!({ "errors": "Internal Server Error" })),
        (_, true) => {
            let body = json!({ "error": { "message": "Rate limit reached for sandbox-model. Please try again in 1s.",
                "type": "requests", "param": null, "code": "rate_limit_exceeded" } });
            Response::json(429, &body).header("Retry-After", "1")
        }
        (_, false) => Response::json(
            500,
            &json!({ "error": {
            "message": "The server had an error while processing your request.", "type": "server_error",
            "param": null, "code": null } }),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, path: &str) -> Request {
        Request {
            method: method.into(),
            path: path.into(),
            query: String::new(),
            headers: std::collections::HashMap::new(),
            body: Vec::new(),
        }
    }

    #[test]
    fn rules_fit_by_vendor_method_and_path_and_wear_out() {
        let mut faults = vec!["hubspot:post:/crm/*/notes=429*2".parse::<Fault>().expect("a rule")];
        let note = request("POST", "/crm/objects/2026-09/notes");
        assert_eq!(strike(&mut faults, "shopify", &note), None);
        assert_eq!(strike(&mut faults, "hubspot", &request("GET", "/crm/objects/2026-09/notes")), None);
        assert_eq!(strike(&mut faults, "hubspot", &request("POST", "/crm/objects/2026-09/tasks")), None);
        assert_eq!(strike(&mut faults, "hubspot", &note), Some(Failure::RateLimited));
        assert_eq!(strike(&mut faults, "hubspot", &note), Some(Failure::RateLimited));
        assert_eq!(strike(&mut faults, "hubspot", &note), None);
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        for (rule, words) in [
            ("hubspot:GET:/crm", "lacks its =FAULT"),
            ("hubspot:GET=500", "lacks its PATH"),
            ("zendesk:GET:/=500", "has no vendor `zendesk`"),
            ("hubspot:GET:/=418", "`418` is no fault"),
            ("hubspot:GET:/=500*x", "`x` is not a number"),
        ] {
            let error = rule.parse::<Fault>().expect_err("a bad rule").to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
