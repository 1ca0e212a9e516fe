//! HubSpot's refusals, read for what they mean and told in words that repeat nothing personal.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::super::http::{Reading, Response, by_status};
use super::wire::{PropertyFault, Refusal};
use crate::domain::ids::Source;
use crate::domain::text::clean_line;
use crate::ports::{PortError, Trouble};

/// Longest foreign message that is passed on, in characters.
const LONGEST_MESSAGE: usize = 200;

/// Whether to try again: as by status, but a day's allowance that is used up is not waited for, and a good answer
/// that is no JSON is none.
pub(super) fn judge(response: &Response) -> Reading {
    match by_status(response) {
        Reading::Limited(_) if read(response).policy.as_deref() == Some("DAILY") => Reading::Answer,
        Reading::Answer if is_garbled(response) => Reading::Broken,
        reading => reading,
    }
}

fn is_garbled(response: &Response) -> bool {
    response.status.is_success()
        && !response.body.is_empty()
        && serde_json::from_slice::<IgnoredAny>(&response.body).is_err()
}

/// The refusal's body; an empty one where it can't be read.
pub(super) fn read(response: &Response) -> Refusal {
    serde_json::from_slice(&response.body).unwrap_or_default()
}

/// What a refusal says, without any value of ours.
///
/// `sent` is the request's content: a message that repeats a value of it is not passed on. `needed` is the scope that the
/// request takes, where it is documented: HubSpot itself often names none.
pub(super) fn error(
    source: &Source,
    doing: &str,
    response: &Response,
    sent: Option<&Value>,
    needed: Option<&str>,
) -> PortError {
    let refusal = read(response);
    let status = response.status.as_u16();
    let trouble = match status {
        401 => Trouble::Unauthorized,
        403 => Trouble::Forbidden,
        404 => Trouble::NotFound,
        429 => Trouble::Exhausted,
        _ => Trouble::Refused,
    };
    let scopes = scopes(&refusal);
    let why = match trouble {
        Trouble::Unauthorized => "the token is wrong, expired or revoked".to_owned(),
        Trouble::Forbidden => match scopes.as_slice() {
            [] => "the token does not permit it, and HubSpot does not say which scope it lacks".to_owned(),
            [one] => format!("the token lacks the scope {one}"),
            several => format!("the token lacks one of the scopes {}", several.join(", ")),
        },
        Trouble::NotFound => "there is no such record".to_owned(),
        Trouble::Exhausted => "the day's allowance of requests is used up".to_owned(),
        _ => reasons(&refusal, sent),
    };
    let trace = match &refusal.correlation_id {
        Some(id) if is_trace(id) => format!(" (status {status}, correlation id {id})"),
        _ => format!(" (status {status})"),
    };
    let error = PortError::new(trouble, format!("{source} refused {doing}: {why}{trace}"));
    match trouble {
        Trouble::Unauthorized => {
            error.hint("check `token` under [crm]; service keys and private app tokens work")
        }
        Trouble::Forbidden if scopes.is_empty() => {
            const WHERE: &str =
                "at HubSpot under Settings, Integrations, at the service key or the private app";
            error.hint(match needed {
                Some(scope) => format!("it takes the scope `{scope}`, which is given {WHERE}"),
                None => format!("scopes are given {WHERE}; `deskhand doctor` tests which are missing"),
            })
        }
        Trouble::Forbidden => error.hint("add the scope to the app or service key at HubSpot"),
        Trouble::Exhausted => error.hint("HubSpot counts anew at midnight of the account's time zone"),
        _ => error,
    }
}

/// The scopes that a refusal names.
fn scopes(refusal: &Refusal) -> Vec<String> {
    let named = refusal.errors.iter().flat_map(|detail| {
        ["requiredGranularScopes", "requiredScopes"]
            .into_iter()
            .filter_map(|field| detail.context.get(field)?.as_array())
            .flatten()
            .filter_map(Value::as_str)
    });
    let is_scope =
        |text: &&str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let mut found: Vec<String> = named.filter(is_scope).map(str::to_owned).collect();
    found.dedup();
    found
}

/// The property faults that a refusal lists inside its message.
pub(super) fn property_faults(refusal: &Refusal) -> Vec<PropertyFault> {
    let Some(start) = refusal.message.find('[') else { return Vec::new() };
    serde_json::Deserializer::from_str(&refusal.message[start..])
        .into_iter::<Vec<PropertyFault>>()
        .next()
        .and_then(Result::ok)
        .unwrap_or_default()
}

/// Whether it refuses because the unique value is taken: the write is there already.
pub(super) fn is_duplicate(response: &Response, unique_property: &str) -> bool {
    let refusal = read(response);
    match response.status.as_u16() {
        409 => true,
        400 => {
            let faults = property_faults(&refusal);
            if faults.is_empty() {
                // Other wordings name the property; what says that it does not exist is no duplicate.
                refusal.message.contains(unique_property)
                    && !refusal.message.to_ascii_lowercase().contains("not exist")
            } else {
                faults
                    .iter()
                    .any(|fault| fault.name == unique_property && fault.error != "PROPERTY_DOESNT_EXIST")
            }
        }
        _ => false,
    }
}

/// Whether it refuses because a property is not there.
pub(super) fn lacks_property(response: &Response, property: &str) -> bool {
    response.status.as_u16() == 400
        && property_faults(&read(response))
            .iter()
            .any(|fault| fault.name == property && fault.error == "PROPERTY_DOESNT_EXIST")
}

fn reasons(refusal: &Refusal, sent: Option<&Value>) -> String {
    let faults = property_faults(refusal);
    if !faults.is_empty() {
        let told = faults
            .iter()
            .map(|fault| format!("property {} {}", word(&fault.name), fault_in_words(&fault.error)));
        return told.collect::<Vec<_>>().join("; ");
    }
    let missing: Vec<String> = refusal
        .errors
        .iter()
        .filter_map(|detail| detail.context.get("properties")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .map(word)
        .collect();
    if !missing.is_empty() {
        return format!("it requires a value for {}", missing.join(", "));
    }
    let details = refusal.errors.iter().map(|detail| detail.message.as_str());
    let told = std::iter::once(refusal.message.as_str())
        .chain(details)
        .find(|text| !text.trim().is_empty())
        .and_then(|text| harmless(text, sent));
    told.unwrap_or_else(|| match refusal.category.as_str() {
        "" => "without a reason that can be shown".to_owned(),
        category => format!("{} (its message repeats what was sent)", word(category)),
    })
}

fn fault_in_words(code: &str) -> String {
    match code {
        "PROPERTY_DOESNT_EXIST" => "does not exist".to_owned(),
        "READ_ONLY_VALUE" => "is read only".to_owned(),
        "INVALID_OPTION" => "does not have this option".to_owned(),
        "PROPERTY_VALUE_TOO_LONG" => "is too long".to_owned(),
        "CONFLICTING_UNIQUE_VALUE" => "has this value on another record already".to_owned(),
        "" => "was refused".to_owned(),
        code => format!("was refused: {}", word(code).to_lowercase().replace('_', " ")),
    }
}

/// A name or code as HubSpot writes them, without what can't belong to one.
fn word(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    kept.take(80).collect()
}

fn is_trace(id: &str) -> bool {
    id.len() <= 64 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// A free message, where it repeats nothing that was sent: quoted parts, addresses and long numbers are taken out.
fn harmless(message: &str, sent: Option<&Value>) -> Option<String> {
    if sent.is_some_and(|sent| repeats(message, sent)) {
        return None;
    }
    let mut told = String::new();
    let mut quoted = None;
    for c in clean_line(message).chars() {
        match quoted {
            Some(end) if c == end => {
                told.push('…');
                quoted = None;
            }
            Some(_) => {}
            None if c == '"' => quoted = Some('"'),
            None => told.push(c),
        }
    }
    let is_private =
        |word: &&str| word.contains('@') || word.chars().filter(char::is_ascii_digit).count() > 6;
    let words: Vec<&str> =
        told.split_whitespace().map(|word| if is_private(&word) { "…" } else { word }).collect();
    let told: String = words.join(" ").chars().take(LONGEST_MESSAGE).collect();
    (!told.is_empty()).then_some(told)
}

/// Whether a message holds one of the values below `sent`.
fn repeats(message: &str, sent: &Value) -> bool {
    match sent {
        Value::String(text) => {
            text.chars().count() > 2 && message.to_lowercase().contains(&text.to_lowercase())
        }
        Value::Array(items) => items.iter().any(|item| repeats(message, item)),
        Value::Object(fields) => fields.values().any(|field| repeats(message, field)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn response(status: u16, body: Value) -> Response {
        Response {
            status: reqwest::StatusCode::from_u16(status).unwrap(),
            headers: reqwest::header::HeaderMap::new(),
            body: body.to_string().into_bytes(),
            elapsed: std::time::Duration::ZERO,
        }
    }

    fn told(status: u16, body: Value, sent: Value) -> PortError {
        error(&Source::crm("hubspot"), "the note", &response(status, body), Some(&sent), None)
    }

    #[test]
    fn a_refused_property_is_named_and_its_value_is_not() {
        let body = json!({
            "message": "Property values were not valid: [{\"isValid\":false,\"message\":\"ada@x.example was not valid\",\"error\":\"INVALID_EMAIL\",\"name\":\"email\"}]",
            "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf", "category": "VALIDATION_ERROR",
        });
        let error = told(400, body, json!({}));
        assert_eq!(
            error.what,
            "hubspot refused the note: property email was refused: invalid email (status 400, correlation id aeb5f871-7f07-4993-9211-075dc63e7cbf)"
        );
        assert_eq!(error.trouble, Trouble::Refused);
    }

    #[test]
    fn scopes_and_required_properties_are_named() {
        let scopes = json!({"errors": [{"message": "m", "context": {"requiredGranularScopes": ["crm.objects.contacts.write"]}}]});
        assert!(told(403, scopes, json!({})).what.contains("lacks the scope crm.objects.contacts.write"));
        let unnamed = told(403, json!({"message": "m", "category": "MISSING_SCOPES"}), json!({}));
        assert!(
            unnamed.what.starts_with("hubspot refused the note: the token does not permit it"),
            "{unnamed:?}"
        );
        assert!(unnamed.hint.is_some_and(|hint| hint.contains("under Settings, Integrations")));
        let refused = response(403, json!({"message": "m"}));
        let known = error(&Source::crm("hubspot"), "the note", &refused, None, Some("tickets"));
        assert!(
            known.hint.is_some_and(|hint| hint.starts_with("it takes the scope `tickets`, which is given"))
        );
        let required = json!({"message": "m", "errors": [{"message": "m", "context": {"properties": ["hs_timestamp"]}}]});
        assert!(told(400, required, json!({})).what.contains("requires a value for hs_timestamp"));
    }

    #[test]
    fn a_message_that_repeats_what_was_sent_is_not_passed_on() {
        for (message, sent) in [
            ("Zoë Müller was not found", json!({"properties": {"name": "zoë müller"}})),
            ("cannot use \"Zoë\" here, ask zoe@x.example or 0049123456789", json!({})),
        ] {
            let what = told(400, json!({"message": message, "category": "VALIDATION_ERROR"}), sent).what;
            for secret in ["Zoë", "zoe@", "0049123456789"] {
                assert!(!what.contains(secret), "{what}");
            }
        }
    }

    #[test]
    fn the_days_allowance_is_not_waited_for_and_other_limits_are() {
        let daily = response(429, json!({"policyName": "DAILY"}));
        assert_eq!(judge(&daily), Reading::Answer);
        let error = error(&Source::crm("hubspot"), "the note", &daily, None, None);
        assert_eq!(error.trouble, Trouble::Exhausted);
        let secondly = response(429, json!({"policyName": "TEN_SECONDLY_ROLLING"}));
        assert_eq!(judge(&secondly), Reading::Limited(None));
    }

    #[test]
    fn a_duplicate_is_told_from_a_missing_property() {
        let fault = |error: &str| json!({"message": format!("Property values were not valid: [{{\"error\":\"{error}\",\"name\":\"deskhand_key\"}}]")});
        let duplicate = |status, body| is_duplicate(&response(status, body), "deskhand_key");
        assert!(duplicate(409, json!({})));
        assert!(duplicate(400, fault("CONFLICTING_UNIQUE_VALUE")));
        assert!(duplicate(400, json!({"message": "710009 already has the value for deskhand_key"})));
        assert!(!duplicate(400, fault("PROPERTY_DOESNT_EXIST")));
        assert!(!duplicate(400, json!({"message": "Something else"})));
        assert!(lacks_property(&response(400, fault("PROPERTY_DOESNT_EXIST")), "deskhand_key"));
    }
}
