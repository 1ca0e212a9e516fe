//! Properties, pipelines, owners and facts of the account.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::exchange::{Request, Response};
use super::Hubspot;
use super::errors::Refusal;
use super::kinds::Kind;
use super::objects::{inputs, request_body};

/// Which `fieldType` a property `type` goes with.
const FIELD_TYPES: &[(&str, &[&str])] = &[
    ("string", &["text", "textarea", "html", "phonenumber", "file", "calculation_equation"]),
    ("number", &["number", "calculation_equation"]),
    ("bool", &["booleancheckbox", "calculation_equation"]),
    ("enumeration", &["select", "radio", "checkbox", "booleancheckbox"]),
    ("date", &["date"]),
    ("datetime", &["date"]),
];

/// Definitions of all kinds from the short form of the fixture: what is left out has the vendor's default.
pub fn definitions(fixture: &Value, created: &str) -> HashMap<Kind, Vec<Value>> {
    let mut found = HashMap::new();
    for kind in Kind::all() {
        let own = fixture[kind.plural()].as_array().into_iter().flatten();
        let common = fixture["common"].as_array().into_iter().flatten();
        let mut list: Vec<Value> =
            own.chain(common).map(|short| complete(short, kind, created, true)).collect();
        for name in [kind.created_property(), kind.modified_property()] {
            let short = json!({ "name": name, "label": "Date", "type": "datetime", "readOnly": true });
            list.push(complete(&short, kind, created, true));
        }
        found.insert(kind, list);
    }
    found
}

fn complete(short: &Value, kind: Kind, created: &str, vendors: bool) -> Value {
    let type_name = short["type"].as_str().unwrap_or("string");
    let default_field =
        FIELD_TYPES.iter().find(|(name, _)| *name == type_name).map_or("text", |(_, fields)| fields[0]);
    let options: Vec<Value> = (0..)
        .zip(short["options"].as_array().into_iter().flatten())
        .map(|(position, option)| match option {
            Value::String(value) => {
                json!({ "label": value, "value": value, "displayOrder": position, "hidden": false })
            }
            given => {
                let mut option = given.clone();
                option["hidden"] = json!(given["hidden"] == true);
                option["displayOrder"] = json!(position);
                option
            }
        })
        .collect();
    let read_only = short["readOnly"] == true;
    json!({
        "name": short["name"], "label": short["label"].as_str().or(short["name"].as_str()),
        "type": type_name, "fieldType": short["fieldType"].as_str().unwrap_or(default_field),
        "groupName": short["groupName"].as_str().map_or_else(|| format!("{}information", kind.singular()), str::to_owned),
        "description": short["description"].as_str().unwrap_or(""),
        "options": options, "hasUniqueValue": short["hasUniqueValue"] == true, "hidden": false,
        "hubspotDefined": vendors, "calculated": false, "externalOptions": false, "archived": false,
        "formField": short["formField"] == true, "displayOrder": -1, "createdAt": created, "updatedAt": created,
        "modificationMetadata": {
            "archivable": !vendors, "readOnlyDefinition": vendors, "readOnlyValue": read_only, "readOnlyOptions": vendors,
        },
    })
}

impl Hubspot {
    /// Answers what lies below `/crm/properties/VERSION/KIND`.
    pub(super) fn properties(
        &mut self,
        request: &Request,
        kind: Kind,
        rest: &[&str],
        written: &mut Vec<Value>,
    ) -> Result<Response, Refusal> {
        let known = self.store.definitions.get(&kind).map_or(&[][..], |list| list);
        match (&*request.method, rest) {
            ("GET", []) => Ok(Response::json(200, &json!({ "results": known }))),
            ("POST", []) => self.new_property(kind, &request_body(request)?, written),
            ("POST", ["batch", "read"]) => {
                let body = request_body(request)?;
                let wanted: Vec<&str> =
                    inputs(&body)?.iter().filter_map(|input| input["name"].as_str()).collect();
                let named = |definition: &&Value| {
                    definition["name"].as_str().is_some_and(|name| wanted.contains(&name))
                };
                let results = known.iter().filter(named).cloned().collect();
                Ok(self.batch(200, results, Vec::new()))
            }
            ("GET", ["groups"]) => Ok(Response::json(200, &json!({ "results": self.groups(kind) }))),
            ("POST", ["groups"]) => self.new_group(kind, &request_body(request)?, written),
            ("GET", [name]) => {
                let definition = self.store.definition(kind, name).ok_or_else(Refusal::not_found)?;
                Ok(Response::json(200, definition))
            }
            ("DELETE", [name]) => {
                let list = self.store.definitions.entry(kind).or_default();
                list.retain(|definition| {
                    definition["name"] != **name || definition["hubspotDefined"] == true
                });
                written.push(
                    json!({ "archived": true, "kind": "properties", "of": kind.plural(), "name": name }),
                );
                Ok(Response::empty(204))
            }
            _ => Err(Refusal::not_found()),
        }
    }

    /// The groups that properties of a kind stand in: the vendor's own, then those that were made.
    fn groups(&self, kind: Kind) -> Vec<Value> {
        let definitions = self.store.definitions.get(&kind).into_iter().flatten();
        let own = format!("{}information", kind.singular());
        let named = std::iter::once(own)
            .chain(definitions.filter_map(|definition| definition["groupName"].as_str().map(str::to_owned)));
        let mut groups: Vec<Value> = Vec::new();
        let made = self.groups.get(&kind).into_iter().flatten().cloned();
        let vendors = named.map(
            |name| json!({ "name": name, "label": "Information", "displayOrder": 0, "archived": false }),
        );
        for group in made.chain(vendors) {
            if groups.iter().all(|known| known["name"] != group["name"]) {
                groups.push(group);
            }
        }
        groups
    }

    fn new_group(&mut self, kind: Kind, body: &Value, written: &mut Vec<Value>) -> Result<Response, Refusal> {
        let (Some(name), Some(label)) = (body["name"].as_str(), body["label"].as_str()) else {
            return Err(Refusal::invalid("Invalid input JSON: name and label are required"));
        };
        if self.groups(kind).iter().any(|group| group["name"] == name) {
            return Err(Refusal::conflict(format!("Property group {name} already exists")));
        }
        let order = body["displayOrder"].as_i64().unwrap_or(-1);
        let group = json!({ "name": name, "label": label, "displayOrder": order, "archived": false });
        written.push(json!({
            "created": true, "kind": "groups", "of": kind.plural(), "id": name, "properties": body,
        }));
        self.groups.entry(kind).or_default().push(group.clone());
        Ok(Response::json(201, &group))
    }

    fn new_property(
        &mut self,
        kind: Kind,
        body: &Value,
        written: &mut Vec<Value>,
    ) -> Result<Response, Refusal> {
        let missing: Vec<&str> = ["name", "label", "type", "fieldType", "groupName"]
            .into_iter()
            .filter(|field| !body[*field].is_string())
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::invalid(format!(
                "Invalid input JSON: Some required fields were not set: [{}]",
                missing.join(", ")
            )));
        }
        let text = |field: &str| body[field].as_str().unwrap_or("");
        let name = text("name");
        let plain = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
        };
        if name.is_empty()
            || !name.chars().all(plain)
            || !name.starts_with(|first: char| first.is_ascii_lowercase())
        {
            return Err(Refusal::invalid(format!(
                "Property name {name:?} must be lower case, and of letters, digits and underscores"
            )));
        }
        let fields =
            FIELD_TYPES.iter().find(|(type_name, _)| *type_name == text("type")).map(|(_, fields)| *fields);
        if !fields.is_some_and(|fields| fields.contains(&text("fieldType"))) {
            return Err(Refusal::invalid(format!(
                "Type {} doesn't go with field type {}",
                text("type"),
                text("fieldType")
            )));
        }
        if body["hasUniqueValue"] == true && !matches!(text("type"), "string" | "number") {
            return Err(Refusal::invalid("Only string and number properties can have unique values"));
        }
        if self.store.definition(kind, name).is_some() {
            return Err(Refusal::conflict(format!("Property {name} already exists")));
        }
        let definition = complete(body, kind, &self.store.when(), false);
        written.push(json!({ "created": true, "kind": "properties", "of": kind.plural(), "id": name, "properties": body }));
        self.store.definitions.entry(kind).or_default().push(definition.clone());
        Ok(Response::json(201, &definition))
    }

    /// Answers `/crm/pipelines/VERSION/KIND…`.
    pub(super) fn pipelines(&self, kind: Kind, rest: &[&str]) -> Result<Response, Refusal> {
        let all = self.pipelines[kind.plural()].as_array().map_or(&[][..], |all| all);
        let find = |id: &str| all.iter().find(|pipeline| pipeline["id"] == id).ok_or_else(Refusal::not_found);
        match rest {
            [] => Ok(Response::json(200, &json!({ "results": all }))),
            [id] => Ok(Response::json(200, find(id)?)),
            [id, "stages"] => Ok(Response::json(200, &json!({ "results": find(id)?["stages"] }))),
            _ => Err(Refusal::not_found()),
        }
    }

    /// Answers `/crm/owners/VERSION…`.
    pub(super) fn owners(&self, request: &Request, rest: &[&str]) -> Result<Response, Refusal> {
        let all = self.owners.as_array().map_or(&[][..], |all| all);
        match rest {
            [] => {
                let email = request.parameter("email");
                let limit =
                    request.parameter("limit").and_then(|limit| limit.parse().ok()).unwrap_or(100_usize);
                let named = |owner: &&Value| {
                    email.as_ref().is_none_or(|email| {
                        owner["email"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(email))
                    })
                };
                let after: usize =
                    request.parameter("after").and_then(|after| after.parse().ok()).unwrap_or(0);
                let found: Vec<&Value> = all.iter().filter(named).collect();
                let page: Vec<&&Value> = found.iter().skip(after).take(limit).collect();
                let mut answer = json!({ "results": page });
                if after + limit < found.len() {
                    answer["paging"] = json!({ "next": { "after": (after + limit).to_string() } });
                }
                Ok(Response::json(200, &answer))
            }
            [id] => {
                let by_user = request.parameter("idProperty").as_deref() == Some("userId");
                let named = |owner: &&Value| {
                    if by_user { owner["userId"].as_u64() == id.parse().ok() } else { owner["id"] == **id }
                };
                let owner = all.iter().find(named).ok_or_else(Refusal::not_found)?;
                Ok(Response::json(200, owner))
            }
            _ => Err(Refusal::not_found()),
        }
    }
}
