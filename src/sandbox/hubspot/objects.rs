//! `/crm/objects/…`: read, list, create, update, archive, and the batches of these.

use serde_json::{Value, json};

use super::super::exchange::{Request, Response};
use super::check::{check, read_properties};
use super::errors::Refusal;
use super::kinds::{Kind, tie};
use super::search::{read_ties, search};
use super::{Hubspot, Knobs};

/// The most ids or inputs of one batch.
const LARGEST_BATCH: usize = 100;

impl Hubspot {
    /// Answers what lies below `/crm/objects/VERSION/KIND`.
    pub(super) fn objects(
        &mut self,
        request: &Request,
        kind: Kind,
        rest: &[&str],
        knobs: &Knobs,
        written: &mut Vec<Value>,
    ) -> Result<Response, Refusal> {
        let body = || request_body(request);
        match (&*request.method, rest) {
            ("GET", []) => Ok(self.list(request, kind)),
            ("POST", []) => {
                let object = self.create(kind, &body()?, written)?;
                Ok(Response::json(201, &object))
            }
            ("POST", ["search"]) => {
                Ok(Response::json(200, &search(&self.store, kind, &body()?, knobs.search_lag)?))
            }
            ("POST", ["batch", "read"]) => self.batch_read(kind, &body()?),
            ("POST", ["batch", "create"]) => {
                let body = body()?;
                let inputs = inputs(&body)?;
                let created: Result<Vec<Value>, Refusal> =
                    inputs.iter().map(|input| self.create(kind, input, written)).collect();
                Ok(self.batch(201, created?, Vec::new()))
            }
            ("POST", ["batch", "update"]) => self.batch_update(kind, &body()?, written),
            ("POST", ["batch", "upsert"]) => self.upsert(kind, &body()?, written),
            ("POST", ["batch", "archive"]) => {
                let body = body()?;
                for input in inputs(&body)? {
                    if let Some(id) = input["id"].as_str().and_then(|id| id.parse().ok()) {
                        self.archive(kind, id, written);
                    }
                }
                Ok(Response::empty(204))
            }
            ("GET", [id]) => self.read(request, kind, id),
            ("PATCH", [id]) => {
                let id = self.find(kind, id, request.parameter("idProperty").as_deref())?;
                let object = self.update(kind, id, &body()?, written)?;
                Ok(Response::json(200, &object))
            }
            ("DELETE", [id]) => {
                if let Ok(id) = id.parse() {
                    self.archive(kind, id, written);
                }
                Ok(Response::empty(204))
            }
            (_, [id, "associations", rest @ ..]) => self.object_ties(request, kind, id, rest, written),
            _ => Err(Refusal::not_found()),
        }
    }

    /// The id of an object, given by id or by a unique property.
    pub(super) fn find(&self, kind: Kind, id: &str, property: Option<&str>) -> Result<u64, Refusal> {
        let found = match property {
            None | Some("hs_object_id") => id.parse().ok(),
            Some(name) => {
                let unique = (kind == Kind::Contact && name == "email")
                    || self
                        .store
                        .definition(kind, name)
                        .is_some_and(|definition| definition["hasUniqueValue"] == true);
                if !unique {
                    return Err(Refusal::invalid(format!(
                        "Property {name} is not a unique property of {}",
                        kind.plural()
                    )));
                }
                self.store.by_unique(kind, name, id)
            }
        };
        found.filter(|id| self.store.exists(kind, *id)).ok_or_else(Refusal::not_found)
    }

    fn read(&self, request: &Request, kind: Kind, id: &str) -> Result<Response, Refusal> {
        let properties = request.parameters("properties");
        if request.parameter("archived").as_deref() == Some("true") {
            let id: u64 = id.parse().map_err(|_| Refusal::not_found())?;
            let record = self.store.get(kind, id).filter(|record| record.archived.is_some());
            let record = record.ok_or_else(Refusal::not_found)?;
            return Ok(Response::json(200, &record.to_json(kind, id, &properties, &self.store)));
        }
        let id = self.find(kind, id, request.parameter("idProperty").as_deref())?;
        let object = self.object(kind, id, &properties, &request.parameters("associations"))?;
        Ok(Response::json(200, &object))
    }

    fn object(
        &self,
        kind: Kind,
        id: u64,
        properties: &[String],
        associations: &[String],
    ) -> Result<Value, Refusal> {
        let record = self.store.get(kind, id).ok_or_else(Refusal::not_found)?;
        let mut object = record.to_json(kind, id, properties, &self.store);
        for name in associations {
            let to = Kind::parse(name).filter(|to| tie(kind, *to).is_some());
            let to =
                to.ok_or_else(|| Refusal::invalid(format!("Unable to infer object type from: {name}")))?;
            let label = format!("{}_to_{}", kind.singular(), to.singular());
            let tied: Vec<Value> = self
                .store
                .tied(kind, id, to)
                .iter()
                .map(|other| json!({ "id": other.to_string(), "type": label }))
                .collect();
            if !tied.is_empty() {
                object["associations"][to.plural()] = json!({ "results": tied });
            }
        }
        Ok(object)
    }

    fn list(&self, request: &Request, kind: Kind) -> Response {
        let limit =
            request.parameter("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10_usize).clamp(1, 100);
        let after: u64 = request.parameter("after").and_then(|after| after.parse().ok()).unwrap_or(0);
        let archived = request.parameter("archived").as_deref() == Some("true");
        let (properties, associations) =
            (request.parameters("properties"), request.parameters("associations"));
        let ids = self.store.ids(kind);
        let start = ids.partition_point(|id| *id < after.max(1));
        let mut rest =
            ids[start..].iter().copied().filter(|id| self.store.exists(kind, *id) != archived).peekable();
        let page: Vec<u64> = rest.by_ref().take(limit).collect();
        let results: Vec<Value> =
            page.iter().filter_map(|id| self.object(kind, *id, &properties, &associations).ok()).collect();
        let mut answer = json!({ "results": results });
        if let Some(next) = rest.peek() {
            let link = format!("{}?limit={limit}&after={next}", request.path);
            answer["paging"] = json!({ "next": { "after": next.to_string(), "link": link } });
        }
        Response::json(200, &answer)
    }

    fn create(&mut self, kind: Kind, body: &Value, written: &mut Vec<Value>) -> Result<Value, Refusal> {
        let properties = read_properties(body)?;
        check(&self.store, kind, None, &properties)?;
        let ties = read_ties(&self.store, kind, body)?;
        let id = self.store.create(kind, properties.clone());
        for (to, other) in &ties {
            self.store.tie(kind, id, *to, *other);
        }
        let tied: Vec<Value> =
            ties.iter().map(|(to, other)| json!({ "kind": to.plural(), "id": other.to_string() })).collect();
        written.push(json!({
            "created": true, "kind": kind.plural(), "id": id.to_string(), "properties": properties, "associations": tied,
        }));
        let names: Vec<String> = properties.into_keys().collect();
        self.object(kind, id, &names, &[])
    }

    fn update(
        &mut self,
        kind: Kind,
        id: u64,
        body: &Value,
        written: &mut Vec<Value>,
    ) -> Result<Value, Refusal> {
        let properties = read_properties(body)?;
        check(&self.store, kind, Some(id), &properties)?;
        self.store.update(kind, id, properties.clone());
        written.push(
            json!({ "updated": true, "kind": kind.plural(), "id": id.to_string(), "properties": properties }),
        );
        let names: Vec<String> = properties.into_keys().collect();
        self.object(kind, id, &names, &[])
    }

    fn archive(&mut self, kind: Kind, id: u64, written: &mut Vec<Value>) {
        if self.store.exists(kind, id) {
            self.store.archive(kind, id);
            written.push(json!({ "archived": true, "kind": kind.plural(), "id": id.to_string() }));
        }
    }

    fn batch_read(&self, kind: Kind, body: &Value) -> Result<Response, Refusal> {
        let names: Vec<String> = body["properties"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let property = body["idProperty"].as_str();
        let (mut results, mut missing) = (Vec::new(), Vec::new());
        for input in inputs(body)? {
            let id = input["id"].as_str().unwrap_or("");
            match self.find(kind, id, property) {
                Ok(found) => results.push(self.object(kind, found, &names, &[])?),
                Err(refusal) if refusal.status == 404 => missing.push(id.to_owned()),
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(self.batch(200, results, not_found(kind, &missing)))
    }

    /// Values that do not fit refuse all of it; objects that are gone, those alone.
    fn batch_update(
        &mut self,
        kind: Kind,
        body: &Value,
        written: &mut Vec<Value>,
    ) -> Result<Response, Refusal> {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for input in inputs(body)? {
            let id = input["id"].as_str().unwrap_or("");
            match self.find(kind, id, input["idProperty"].as_str()) {
                Ok(id) => {
                    check(&self.store, kind, Some(id), &read_properties(input)?)?;
                    found.push((id, input));
                }
                Err(refusal) if refusal.status == 404 => missing.push(id.to_owned()),
                Err(refusal) => return Err(refusal),
            }
        }
        let mut results = Vec::new();
        for (id, input) in found {
            results.push(self.update(kind, id, input, written)?);
        }
        Ok(self.batch(200, results, not_found(kind, &missing)))
    }

    fn upsert(&mut self, kind: Kind, body: &Value, written: &mut Vec<Value>) -> Result<Response, Refusal> {
        let mut results = Vec::new();
        for input in inputs(body)? {
            let id = input["id"].as_str().unwrap_or("");
            let property = input["idProperty"].as_str();
            let mut object = match (self.find(kind, id, property), property) {
                (Ok(found), _) => {
                    let mut object = self.update(kind, found, input, written)?;
                    object["new"] = json!(false);
                    object
                }
                (Err(refusal), Some(property)) if refusal.status == 404 => {
                    let mut input = input.clone();
                    input["properties"][property] = json!(id);
                    let mut object = self.create(kind, &input, written)?;
                    object["new"] = json!(true);
                    object
                }
                (Err(refusal), _) => return Err(refusal),
            };
            if let Some(trace) = input["objectWriteTraceId"].as_str() {
                object["objectWriteTraceId"] = json!(trace);
            }
            // The vendor leaves empty properties out here.
            if let Some(properties) = object["properties"].as_object_mut() {
                properties.retain(|_, value| !value.is_null());
            }
            results.push(object);
        }
        Ok(self.batch(200, results, Vec::new()))
    }

    /// A batch's answer; with errors it is 207.
    pub(super) fn batch(&self, status: u16, results: Vec<Value>, errors: Vec<Value>) -> Response {
        let when = self.store.when();
        let mut answer =
            json!({ "status": "COMPLETE", "results": results, "startedAt": when, "completedAt": when });
        if errors.is_empty() {
            return Response::json(status, &answer);
        }
        answer["numErrors"] = json!(errors.len());
        answer["errors"] = json!(errors);
        Response::json(207, &answer)
    }
}

/// The `errors` of a batch that names objects which are gone.
fn not_found(kind: Kind, missing: &[String]) -> Vec<Value> {
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "Could not get some {} objects, they may be deleted or not exist. Check that ids are valid.",
        kind.singular().to_uppercase()
    );
    vec![standard_error("OBJECT_NOT_FOUND", &message, json!({ "ids": missing }))]
}

/// One entry of a batch's `errors`.
pub(super) fn standard_error(category: &str, message: &str, context: Value) -> Value {
    json!({ "status": "error", "category": category, "message": message, "context": context, "links": {}, "errors": [] })
}

/// The body as JSON.
pub(super) fn request_body(request: &Request) -> Result<Value, Refusal> {
    serde_json::from_slice(&request.body).map_err(|error| {
        Refusal::invalid(format!("Invalid input JSON on line {}, column {}", error.line(), error.column()))
    })
}

/// The `inputs` of a batch.
pub(super) fn inputs(body: &Value) -> Result<&Vec<Value>, Refusal> {
    let inputs = body["inputs"]
        .as_array()
        .ok_or_else(|| Refusal::invalid("Invalid input JSON: inputs is required"))?;
    if inputs.len() > LARGEST_BATCH {
        return Err(Refusal::invalid(format!(
            "The maximum number of inputs supported in a batch request is {LARGEST_BATCH}"
        )));
    }
    Ok(inputs)
}
