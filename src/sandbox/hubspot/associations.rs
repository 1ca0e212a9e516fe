//! Ties between objects: `/crm/associations/…` and `/crm/objects/…/associations/…`.

use serde_json::{Value, json};

use super::super::exchange::{Request, Response};
use super::Hubspot;
use super::errors::Refusal;
use super::kinds::{Kind, tie};
use super::objects::{request_body, standard_error};
use super::store::Store;

/// Type id of ties with a label of the account's own.
const LABELLED: u32 = 37;
/// The most ids of one batch of reads.
const LARGEST_READ: usize = 1_000;

fn id_of(value: &Value) -> Option<u64> {
    value.as_str().map_or_else(|| value.as_u64(), |text| text.parse().ok())
}

fn types_json(from: Kind, to: Kind) -> Value {
    let type_id = tie(from, to).unwrap_or(0);
    json!([{ "category": "HUBSPOT_DEFINED", "typeId": type_id }])
}

/// The types of one tie: the plain one, and that of its label.
fn types_of_tie((from, id): (Kind, u64), (to, other): (Kind, u64), store: &Store) -> Value {
    let mut types = types_json(from, to);
    if let (Some(label), Some(list)) = (store.label(from, id, to, other), types.as_array_mut()) {
        list.push(json!({ "category": "USER_DEFINED", "typeId": LABELLED, "label": label }));
    }
    types
}

/// `toObjectId` is a number under `v4` and a string under the date versions.
fn object_id(version: &str, id: u64) -> Value {
    if version == "v4" { json!(id) } else { json!(id.to_string()) }
}

impl Hubspot {
    /// Answers what lies below `/crm/associations/VERSION/FROM/TO`.
    pub(super) fn associations(
        &mut self,
        request: &Request,
        version: &str,
        (from, to): (Kind, Kind),
        rest: &[&str],
        written: &mut Vec<Value>,
    ) -> Result<Response, Refusal> {
        if tie(from, to).is_none() {
            return Err(Refusal::invalid(format!(
                "No association types between {} and {}",
                from.plural(),
                to.plural()
            )));
        }
        match (&*request.method, rest) {
            ("POST", ["batch", "read"]) => self.read_ties(version, from, to, &request_body(request)?),
            ("POST", ["batch", "create"] | ["batch", "associate", "default"]) => {
                let body = request_body(request)?;
                let default = rest.contains(&"default");
                let mut results = Vec::new();
                for input in body["inputs"].as_array().into_iter().flatten() {
                    let (Some(id), Some(other)) = (id_of(&input["from"]["id"]), id_of(&input["to"]["id"]))
                    else {
                        return Err(Refusal::invalid("Invalid input JSON: from and to are required"));
                    };
                    self.new_tie(from, id, to, other, written)?;
                    results.push(if default {
                        default_tie(from, id, to, other)
                    } else {
                        labels_between(from, id, to, other)
                    });
                }
                Ok(self.batch(if default { 200 } else { 201 }, results, Vec::new()))
            }
            ("POST", ["batch", "archive"]) => {
                let body = request_body(request)?;
                for input in body["inputs"].as_array().into_iter().flatten() {
                    let Some(id) = id_of(&input["from"]["id"]) else { continue };
                    for other in
                        input["to"].as_array().into_iter().flatten().filter_map(|other| id_of(&other["id"]))
                    {
                        self.store.untie(from, id, to, other);
                        written
                            .push(json!({ "untied": true, "from": id.to_string(), "to": other.to_string() }));
                    }
                }
                Ok(Response::empty(204))
            }
            ("GET", ["labels"]) => {
                let mut label = types_json(from, to);
                label[0]["label"] = Value::Null;
                if version != "v4" {
                    label = types_json(from, to);
                }
                Ok(Response::json(200, &json!({ "results": label })))
            }
            ("GET", ["types"]) => {
                let name = format!("{}_to_{}", from.singular(), to.singular());
                let id = tie(from, to).unwrap_or(0).to_string();
                Ok(Response::json(200, &json!({ "results": [{ "id": id, "name": name }] })))
            }
            _ => Err(Refusal::not_found()),
        }
    }

    fn read_ties(&self, version: &str, from: Kind, to: Kind, body: &Value) -> Result<Response, Refusal> {
        let inputs = body["inputs"]
            .as_array()
            .ok_or_else(|| Refusal::invalid("Invalid input JSON: inputs is required"))?;
        if inputs.len() > LARGEST_READ {
            return Err(Refusal::invalid(format!("The maximum number of inputs is {LARGEST_READ}")));
        }
        let (mut results, mut errors) = (Vec::new(), Vec::new());
        for input in inputs {
            let id = id_of(&input["id"]).unwrap_or(0);
            let tied = self.store.tied(from, id, to);
            if tied.is_empty() {
                let message = format!("No {} is associated with {} {id}.", to.singular(), from.singular());
                let mut error = standard_error(
                    "OBJECT_NOT_FOUND",
                    &message,
                    json!({
                        "fromObjectId": [id.to_string()], "fromObjectType": [from.type_id()], "toObjectType": [to.type_id()],
                    }),
                );
                error["subCategory"] = json!("crm.associations.NO_ASSOCIATIONS_FOUND");
                errors.push(error);
                continue;
            }
            let label = format!("{}_to_{}", from.singular(), to.singular());
            let listed: Vec<Value> = tied
                .iter()
                .map(|other| match version {
                    "v3" => json!({ "id": other.to_string(), "type": label }),
                    _ => json!({
                        "toObjectId": object_id(version, *other),
                        "associationTypes": types_of_tie((from, id), (to, *other), &self.store),
                    }),
                })
                .collect();
            results.push(json!({ "from": { "id": id.to_string() }, "to": listed }));
        }
        Ok(self.batch(200, results, errors))
    }

    fn new_tie(
        &mut self,
        from: Kind,
        id: u64,
        to: Kind,
        other: u64,
        written: &mut Vec<Value>,
    ) -> Result<(), Refusal> {
        if tie(from, to).is_none() {
            return Err(Refusal::invalid(format!(
                "No association types between {} and {}",
                from.plural(),
                to.plural()
            )));
        }
        if !self.store.exists(from, id) || !self.store.exists(to, other) {
            return Err(Refusal::not_found());
        }
        self.store.tie(from, id, to, other);
        written.push(json!({
            "tied": true, "from": { "kind": from.plural(), "id": id.to_string() },
            "to": { "kind": to.plural(), "id": other.to_string() },
        }));
        Ok(())
    }

    /// Answers what lies below `/crm/objects/VERSION/KIND/ID/associations`.
    pub(super) fn object_ties(
        &mut self,
        request: &Request,
        kind: Kind,
        id: &str,
        rest: &[&str],
        written: &mut Vec<Value>,
    ) -> Result<Response, Refusal> {
        let id = self.find(kind, id, None)?;
        let parse = |name: &str| {
            Kind::parse(name)
                .ok_or_else(|| Refusal::invalid(format!("Unable to infer object type from: {name}")))
        };
        let number = |text: &str| text.parse::<u64>().map_err(|_| Refusal::not_found());
        match (&*request.method, rest) {
            ("GET", [to]) => {
                let to = parse(to)?;
                let version = if request.path.starts_with("/crm/v4/") { "v4" } else { "" };
                let old = request.path.starts_with("/crm/v3/");
                let label = format!("{}_to_{}", kind.singular(), to.singular());
                let tied = self.store.tied(kind, id, to);
                let listed: Vec<Value> = tied
                    .iter()
                    .map(|other| {
                        if old {
                            json!({ "id": other.to_string(), "type": label })
                        } else {
                            json!({
                                "toObjectId": object_id(version, *other),
                                "associationTypes": types_of_tie((kind, id), (to, *other), &self.store),
                            })
                        }
                    })
                    .collect();
                Ok(Response::json(200, &json!({ "results": listed })))
            }
            ("PUT", ["default", to, other]) => {
                let (to, other) = (parse(to)?, number(other)?);
                self.new_tie(kind, id, to, other, written)?;
                Ok(self.batch(200, vec![default_tie(kind, id, to, other)], Vec::new()))
            }
            ("PUT", [to, other, ..]) => {
                let (to, other) = (parse(to)?, number(other)?);
                self.new_tie(kind, id, to, other, written)?;
                Ok(Response::json(201, &labels_between(kind, id, to, other)))
            }
            ("DELETE", [to, other, ..]) => {
                let (to, other) = (parse(to)?, number(other)?);
                self.store.untie(kind, id, to, other);
                written.push(json!({ "untied": true, "from": id.to_string(), "to": other.to_string() }));
                Ok(Response::empty(204))
            }
            _ => Err(Refusal::not_found()),
        }
    }
}

fn default_tie(from: Kind, id: u64, to: Kind, other: u64) -> Value {
    json!({
        "from": { "id": id.to_string() }, "to": { "id": other.to_string() },
        "associationSpec": { "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": tie(from, to).unwrap_or(0) },
    })
}

fn labels_between(from: Kind, id: u64, to: Kind, other: u64) -> Value {
    json!({
        "fromObjectTypeId": from.type_id(), "fromObjectId": id.to_string(),
        "toObjectTypeId": to.type_id(), "toObjectId": other.to_string(), "labels": [],
    })
}
