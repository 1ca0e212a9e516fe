//! An OpenAPI document as the judge of requests and answers: which paths there are, what fits them, and the least
//! answer that a schema allows.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::facts;
use super::server::Asked;

/// A specification.
pub struct OpenApi {
    routes: Vec<Route>,
    /// Schemas for answers, and the stricter ones for requests: in these, what is not named is not allowed.
    answers: Value,
    requests: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One operation.
pub struct Route {
    method: String,
    segments: Vec<String>,
    operation: Value,
}

impl Route {
    /// How much of the path is fixed: the most fixed of several that fit is meant.
    fn fixed(&self) -> usize {
        self.segments.iter().filter(|segment| !segment.starts_with('{')).count()
    }

    fn fits(&self, method: &str, path: &[&str]) -> bool {
        self.method == method
            && self.segments.len() == path.len()
            && self
                .segments
                .iter()
                .zip(path)
                .all(|(wanted, given)| wanted.starts_with('{') || wanted == given)
    }

    /// The parameter of the query with this name.
    fn parameter(&self, name: &str) -> Option<&Value> {
        let parameters = self.operation["parameters"].as_array()?;
        parameters.iter().find(|parameter| parameter["in"] == "query" && parameter["name"] == name)
    }
}

impl OpenApi {
    /// Reads a specification.
    pub fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).expect("the vendor's specification");
        let mut document: Value = serde_json::from_str(&text).expect("JSON");
        let mut routes = Vec::new();
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                routes.push(Route {
                    method: method.to_uppercase(),
                    segments: path.trim_matches('/').split('/').map(str::to_owned).collect(),
                    operation: operation.clone(),
                });
            }
        }
        let mut answers = document["components"].take();
        nullable_to_type(&mut answers);
        let mut requests = answers.clone();
        close(&mut requests);
        Self { routes, answers, requests, validators: Mutex::default() }
    }

    /// The operation that a request is.
    pub fn route(&self, method: &str, path: &str) -> Option<&Route> {
        let path: Vec<&str> = path.trim_matches('/').split('/').collect();
        self.routes.iter().filter(|route| route.fits(method, &path)).max_by_key(|route| route.fixed())
    }

    /// What is wrong with a request, in words.
    pub fn faults_of_request(&self, route: &Route, asked: &Asked) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, value) in &asked.query {
            let Some(parameter) = route.parameter(name) else {
                faults.push(format!("there is no parameter `{name}`"));
                continue;
            };
            let given = asked.query.iter().filter(|(other, _)| other == name).count();
            let fits = match parameter["schema"]["type"].as_str() {
                Some("array") => true,
                Some("integer") => given == 1 && value.parse::<i32>().is_ok(),
                Some("boolean") => given == 1 && value.parse::<bool>().is_ok(),
                _ => given == 1,
            };
            if !fits {
                faults.push(format!("`{name}` can't be {value:?} {given} times"));
            }
        }
        let body = &route.operation["requestBody"];
        let schema = &body["content"]["application/json"]["schema"];
        match (schema.is_null(), asked.body.is_null()) {
            (true, true) => {}
            (true, false) => faults.push("there is no body".to_owned()),
            (false, true) => {
                if body["required"] == true {
                    faults.push("a body is required".to_owned());
                }
            }
            (false, false) => faults.extend(self.misfits("request", &self.requests, schema, &asked.body)),
        }
        faults
    }

    /// What is wrong with an answer of ours, in words.
    pub fn faults_of_answer(&self, route: &Route, status: u16, body: &Value) -> Vec<String> {
        match self.schema_of(route, status) {
            None if body.is_null() => Vec::new(),
            None => vec![format!("status {status} has no body")],
            Some(schema) => self.misfits("answer", &self.answers, schema, body),
        }
    }

    /// The least answer of a status: what is required, made up from its type.
    pub fn least_answer(&self, route: &Route, status: u16) -> Value {
        self.schema_of(route, status).map_or(Value::Null, |schema| self.least(schema))
    }

    /// The least object of a component: `notes.SimplePublicObject`.
    pub fn least_of(&self, component: &str) -> Value {
        self.least(&json!({ "$ref": format!("#/components/schemas/{component}") }))
    }

    fn schema_of<'a>(&self, route: &'a Route, status: u16) -> Option<&'a Value> {
        let responses = &route.operation["responses"];
        let response = responses.get(status.to_string()).or_else(|| responses.get("default"))?;
        response["content"].get("application/json").map(|content| &content["schema"])
    }

    fn misfits(&self, kind: &str, components: &Value, schema: &Value, value: &Value) -> Vec<String> {
        let validator = {
            let mut kept = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
            let made = || {
                let mut whole = schema.clone();
                whole["components"] = components.clone();
                let options = jsonschema::options().should_validate_formats(true);
                Arc::new(options.build(&whole).expect("a schema"))
            };
            Arc::clone(kept.entry(format!("{kind} {schema}")).or_insert_with(made))
        };
        validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
    }

    fn least(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap_or_default();
            return self.least(&self.answers["schemas"][name]);
        }
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.first().and_then(Value::as_str),
            kind => kind.as_str(),
        };
        match (kind, schema["format"].as_str()) {
            (Some("object"), _) => {
                let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
                let names = required.iter().filter_map(Value::as_str);
                let fields = names.map(|name| (name.to_owned(), self.least(&schema["properties"][name])));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            (Some("array"), _) => json!([]),
            (Some("integer" | "number"), _) => json!(1),
            (Some("boolean"), _) => json!(false),
            (_, Some("date-time")) => json!(facts::moment(24)),
            (_, Some("uuid")) => json!("7c2d1f0e-5b1c-4b86-9d64-0a7f7b1f5f6e"),
            _ => json!("some text"),
        }
    }
}

/// OpenAPI 3.0 writes `nullable` where JSON Schema writes a second type.
fn nullable_to_type(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.remove("nullable") == Some(json!(true))
                && let Some(Value::String(name)) = fields.get("type").cloned()
            {
                fields.insert("type".to_owned(), json!([name, "null"]));
            }
            fields.values_mut().for_each(nullable_to_type);
        }
        Value::Array(items) => items.iter_mut().for_each(nullable_to_type),
        _ => {}
    }
}

/// Allows no field that is not named: a misspelt one would pass unseen.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let is_object = fields.get("type") == Some(&json!("object")) && fields.contains_key("properties");
            fields.values_mut().for_each(close);
            if is_object && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
