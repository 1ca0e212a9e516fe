//! The vendor's error bodies.

use serde_json::{Value, json};

use super::super::exchange::Response;

/// Id that the vendor gives to a request; a fixed one, so that answers repeat.
const CORRELATION: &str = "aeb5f871-7f07-4993-9211-075dc63e7cbf";

/// A fault that refuses a request, or one entry of a batch.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// `category`
    pub category: &'static str,
    /// `message`
    pub message: String,
    /// `errors`, where there are any.
    pub errors: Value,
    /// `context`, where there is any.
    pub context: Value,
}

impl Refusal {
    fn new(status: u16, category: &'static str, message: impl Into<String>) -> Self {
        Self { status, category, message: message.into(), errors: Value::Null, context: Value::Null }
    }

    /// 400: something about the request is not valid.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "VALIDATION_ERROR", message)
    }

    /// 400: values do not fit their properties.
    pub fn properties(faults: &[Value]) -> Self {
        let listed = Value::Array(faults.to_vec()).to_string();
        Self::new(400, "VALIDATION_ERROR", format!("Property values were not valid: {listed}"))
    }

    /// 404: no such object.
    pub fn not_found() -> Self {
        Self::new(404, "OBJECT_NOT_FOUND", "resource not found")
    }

    /// 409: it exists already.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "CONFLICT", message)
    }

    /// 401: no token, or a wrong one.
    pub fn unauthorized() -> Self {
        let message = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview";
        Self::new(401, "INVALID_AUTHENTICATION", message)
    }

    /// 403: a scope is missing.
    pub fn missing_scope(scope: &str) -> Self {
        let errors = json!([{
            "message": "One or more of the following scopes are required.",
            "context": { "requiredGranularScopes": [scope] },
        }]);
        Self { errors, ..Self::missing_scopes() }
    }

    /// The same where the vendor does not say which.
    pub fn missing_scopes() -> Self {
        let message = "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.";
        Self::new(403, "MISSING_SCOPES", message)
    }

    /// The answer that refuses a whole request.
    pub fn response(&self) -> Response {
        let mut body = json!({
            "status": "error", "message": self.message, "correlationId": CORRELATION, "category": self.category,
        });
        for (field, value) in [("errors", &self.errors), ("context", &self.context)] {
            if !value.is_null() {
                body[field] = value.clone();
            }
        }
        if self.category == "MISSING_SCOPES" {
            body["links"] = json!({ "scopes": "https://developers.hubspot.com/scopes" });
        }
        Response::json(self.status, &body)
    }
}

/// One fault of a property's value, as the vendor lists them.
pub fn property_fault(name: &str, error: &str, message: &str) -> Value {
    json!({
        "isValid": false, "message": message, "error": error, "name": name,
        "localizedErrorMessage": message, "portalId": super::PORTAL,
    })
}
