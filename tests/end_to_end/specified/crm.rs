//! A CRM made from the vendor's specification: its paths, bodies judged by its schemas, answers grown from them,
//! with a small store of objects behind.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::facts;
use super::openapi::{OpenApi, Route};
use super::server::{Answer, Asked, Faults};

/// Kinds that the vendor's notes name as having the objects' API, and the specification at hand leaves out: they
/// are judged as notes are.
const AS_NOTES: [&str; 3] = ["calls", "emails", "meetings"];
/// Asked without need, and not in the specification at hand: no such permission here.
const WELCOME: &str = "/account-info/";

/// The account.
pub struct Crm {
    specification: OpenApi,
    faults: Faults,
    store: Mutex<Store>,
}

#[derive(Default)]
struct Store {
    objects: BTreeMap<(String, String), Object>,
    ties: Vec<[(String, String); 2]>,
    /// Made by this account: kind and definition.
    properties: Vec<(String, Value)>,
    created: Vec<Value>,
    next_id: u64,
}

#[derive(Clone)]
struct Object {
    properties: Map<String, Value>,
    at: String,
    archived: bool,
}

/// A refusal: status, category, message.
type Refusal = (u16, &'static str, String);

impl Crm {
    /// An account with the facts in it, by the specification in the folder.
    pub fn new(folder: &Path, faults: Faults) -> Arc<Self> {
        let specification = OpenApi::read(&folder.join("openapi/hubspot-2026-09.json"));
        let mut store = Store { next_id: 1_000_001, ..Store::default() };
        let (objects, ties) = facts::crm();
        for ((kind, id), properties) in objects {
            let properties = properties.as_object().expect("an object").clone();
            let object = Object { properties, at: facts::moment(100), archived: false };
            store.objects.insert((kind.to_owned(), id.to_owned()), object);
        }
        let owned = |(kind, id): facts::Name| (kind.to_owned(), id.to_owned());
        store.ties = ties.into_iter().map(|[one, other]| [owned(one), owned(other)]).collect();
        Arc::new(Self { specification, faults, store: Mutex::new(store) })
    }

    /// What was created of a kind, with what it was tied to.
    pub fn created(&self, kind: &str) -> Vec<Value> {
        self.store().created.iter().filter(|made| made["kind"] == kind).cloned().collect()
    }

    /// How a property of an object stands.
    pub fn property(&self, kind: &str, id: &str, name: &str) -> Value {
        let store = self.store();
        let object = store.object(kind, id).expect("it is there");
        object.properties.get(name).cloned().unwrap_or(Value::Null)
    }

    /// Whether an object is there and not archived.
    pub fn has(&self, kind: &str, id: &str) -> bool {
        self.store().object(kind, id).is_some()
    }

    fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request; what does not fit the specification is a fault, and ours too.
    pub fn answer(&self, asked: &Asked) -> Answer {
        let mut path = asked.path.clone();
        for kind in AS_NOTES {
            path = path.replace(&format!("/objects/2026-09/{kind}"), "/objects/2026-09/notes");
        }
        let Some(route) = self.specification.route(&asked.method, &path) else {
            if !asked.path.starts_with(WELCOME) {
                self.faults.add(format!("the specification has no {} {}", asked.method, asked.path));
            }
            return Answer::json(
                404,
                self.refusal((404, "OBJECT_NOT_FOUND", "resource not found".to_owned())),
            );
        };
        let place = format!("{} {}", asked.method, asked.path);
        let wrong = self.specification.faults_of_request(route, asked);
        if !wrong.is_empty() {
            self.faults.add(format!("{place}: {}", wrong.join("; ")));
            return Answer::json(400, self.refusal((400, "VALIDATION_ERROR", wrong.join("; "))));
        }
        if asked.headers.get("authorization").is_none_or(|token| !token.starts_with("Bearer ")) {
            let why = "Authentication credentials not found.".to_owned();
            return Answer::json(401, self.refusal((401, "INVALID_AUTHENTICATION", why)));
        }
        let (status, body) = match self.carry_out(route, asked) {
            Ok(done) => done,
            Err(refusal) => (refusal.0, self.refusal(refusal)),
        };
        let wrong = self.specification.faults_of_answer(route, status, &body);
        if !wrong.is_empty() {
            self.faults.add(format!("the answer {status} to {place} is none: {}: {body}", wrong.join("; ")));
        }
        Answer::json(status, body)
    }

    fn refusal(&self, (_, category, message): Refusal) -> Value {
        let mut body = self.specification.least_of("notes.ModelError");
        body["category"] = json!(category);
        body["message"] = json!(message);
        body
    }

    fn carry_out(&self, route: &Route, asked: &Asked) -> Result<(u16, Value), Refusal> {
        let segments: Vec<&str> = asked.path.trim_matches('/').split('/').collect();
        let mut store = self.store();
        match (&*asked.method, &segments[1..]) {
            ("GET", ["objects", _, kind]) => {
                let all = store.all(kind).into_iter().map(|id| self.object(&store, kind, &id, asked, &[]));
                Ok((200, self.filled(route, 200, json!({ "results": all.collect::<Vec<_>>() }))))
            }
            ("POST", ["objects", _, kind]) => {
                let id = store.create(kind, &asked.body)?;
                let names = asked.body["properties"].as_object().expect("judged before").keys();
                let names: Vec<String> = names.cloned().collect();
                Ok((201, self.object(&store, kind, &id, asked, &names)))
            }
            ("POST", ["objects", _, kind, "search"]) => {
                let found = store.search(kind, &asked.body);
                let names = texts(&asked.body["properties"]);
                let results: Vec<Value> =
                    found.iter().map(|id| self.object(&store, kind, id, asked, &names)).collect();
                let overlay = json!({ "total": results.len(), "results": results });
                Ok((200, self.filled(route, 200, overlay)))
            }
            ("POST", ["objects", _, kind, "batch", "read"]) => {
                Ok(self.batch_read(&store, route, kind, &asked.body))
            }
            ("POST", ["objects", _, kind, "batch", "create"]) => {
                let inputs = asked.body["inputs"].as_array().expect("judged before");
                let created: Result<Vec<String>, Refusal> =
                    inputs.iter().map(|input| store.create(kind, input)).collect();
                let object = |id: &String| self.object(&store, kind, id, asked, &[]);
                let results: Vec<Value> = created?.iter().map(object).collect();
                Ok((201, self.filled(route, 201, json!({ "results": results }))))
            }
            ("POST", ["objects", _, kind, "batch", "update"]) => {
                Ok(self.batch_update(&mut store, route, kind, asked))
            }
            ("GET", ["objects", _, kind, id]) => {
                let id = store.find(kind, id, asked)?;
                Ok((200, self.object(&store, kind, &id, asked, &[])))
            }
            ("PATCH", ["objects", _, kind, id]) => {
                let id = store.find(kind, id, asked)?;
                let changed = asked.body["properties"].as_object().expect("judged before").clone();
                let names: Vec<String> = changed.keys().cloned().collect();
                let object = store.objects.get_mut(&((*kind).to_owned(), id.clone())).expect("found");
                object.properties.extend(changed);
                Ok((200, self.object(&store, kind, &id, asked, &names)))
            }
            ("DELETE", ["objects", _, kind, id]) => {
                if let Some(object) = store.objects.get_mut(&((*kind).to_owned(), (*id).to_owned())) {
                    object.archived = true;
                }
                Ok((204, Value::Null))
            }
            ("POST", ["associations", _, from, to, "batch", "read"]) => {
                Ok(self.associations(&store, route, from, to, &asked.body))
            }
            ("GET", ["associations", _, from, to, "labels"]) => {
                let label = json!({ "typeId": tie_type(from, to), "category": "HUBSPOT_DEFINED" });
                Ok((200, self.filled(route, 200, json!({ "results": [label] }))))
            }
            ("GET", ["properties", _, kind]) => {
                let results: Vec<Value> = self.definitions(&store, kind);
                Ok((200, self.filled(route, 200, json!({ "results": results }))))
            }
            ("POST", ["properties", _, kind]) => {
                let name = asked.body["name"].as_str().unwrap_or_default();
                if self.definitions(&store, kind).iter().any(|known| known["name"] == name) {
                    return Err((409, "CONFLICT", format!("Property {name} already exists")));
                }
                let mut definition = self.filled(route, 201, json!({ "description": "" }));
                let given = asked.body.as_object().expect("judged before").clone();
                definition.as_object_mut().expect("an object").extend(given);
                store.properties.push(((*kind).to_owned(), definition.clone()));
                Ok((201, definition))
            }
            ("GET", ["properties", _, _, "groups"]) => {
                Ok((200, self.filled(route, 200, json!({ "results": [] }))))
            }
            ("POST", ["properties", _, _, "groups"]) => {
                let mut group = self.filled(route, 201, Value::Null);
                for name in ["name", "label"] {
                    group[name] = asked.body[name].clone();
                }
                Ok((201, group))
            }
            ("GET", ["pipelines", _, kind]) => {
                Ok((200, self.filled(route, 200, json!({ "results": self.pipelines(kind) }))))
            }
            ("GET", ["owners", _]) => {
                let mut owner = self.specification.least_of("owners.PublicOwner");
                for (name, value) in [
                    ("id", facts::OWNER),
                    ("email", "sam.ibarra@example.com"),
                    ("firstName", "Sam"),
                    ("lastName", "Ibarra"),
                    ("type", "PERSON"),
                ] {
                    owner[name] = json!(value);
                }
                Ok((200, self.filled(route, 200, json!({ "results": [owner] }))))
            }
            _ => {
                self.faults.add(format!("this CRM cannot do {} {} yet", asked.method, asked.path));
                Err((400, "VALIDATION_ERROR", "not here".to_owned()))
            }
        }
    }

    /// The least answer with the given in it.
    fn filled(&self, route: &Route, status: u16, given: Value) -> Value {
        let mut answer = self.specification.least_answer(route, status);
        if let (Some(answer), Value::Object(given)) = (answer.as_object_mut(), given) {
            answer.extend(given);
        }
        answer
    }

    /// An object as it is told: the named properties, absent ones as null, and what it is tied to where asked.
    fn object(&self, store: &Store, kind: &str, id: &str, asked: &Asked, names: &[String]) -> Value {
        let kept = &store.objects[&(kind.to_owned(), id.to_owned())];
        let mut object = self.specification.least_of("notes.SimplePublicObject");
        object["id"] = json!(id);
        object["createdAt"] = json!(kept.at);
        object["updatedAt"] = json!(kept.at);
        object["archived"] = json!(kept.archived);
        let asked_for = asked.query.iter().filter(|(name, _)| name == "properties").map(|(_, value)| value);
        for name in names.iter().chain(asked_for) {
            object["properties"][name] = kept.properties.get(name).cloned().unwrap_or(Value::Null);
        }
        object["properties"]["hs_object_id"] = json!(id);
        for (_, to) in asked.query.iter().filter(|(name, _)| name == "associations") {
            let tied: Vec<Value> = store
                .tied(kind, id, to)
                .iter()
                .map(|other| json!({ "id": other, "type": format!("{kind}_to_{to}") }))
                .collect();
            if !tied.is_empty() {
                object["associations"][to] = json!({ "results": tied });
            }
        }
        object
    }

    fn batch_read(&self, store: &Store, route: &Route, kind: &str, body: &Value) -> (u16, Value) {
        let names = texts(&body["properties"]);
        let nobody = Asked {
            method: String::new(),
            path: String::new(),
            query: Vec::new(),
            headers: Default::default(),
            body: Value::Null,
        };
        let ids =
            body["inputs"].as_array().expect("judged before").iter().filter_map(|input| input["id"].as_str());
        let (there, absent): (Vec<&str>, Vec<&str>) = ids.partition(|id| store.object(kind, id).is_some());
        let results: Vec<Value> =
            there.iter().map(|id| self.object(store, kind, id, &nobody, &names)).collect();
        if absent.is_empty() {
            return (200, self.filled(route, 200, json!({ "status": "COMPLETE", "results": results })));
        }
        let mut error = self.specification.least_of("notes.StandardError");
        error["category"] = json!("OBJECT_NOT_FOUND");
        error["context"] = json!({ "ids": absent });
        let overlay = json!({ "status": "COMPLETE", "results": results, "numErrors": 1, "errors": [error] });
        (207, self.filled(route, 207, overlay))
    }

    fn batch_update(&self, store: &mut Store, route: &Route, kind: &str, asked: &Asked) -> (u16, Value) {
        let (mut results, mut absent) = (Vec::new(), Vec::new());
        for input in asked.body["inputs"].as_array().expect("judged before") {
            let id = input["id"].as_str().unwrap_or_default().to_owned();
            let changed = input["properties"].as_object().expect("judged before").clone();
            let names: Vec<String> = changed.keys().cloned().collect();
            match store.objects.get_mut(&(kind.to_owned(), id.clone())) {
                Some(object) => {
                    object.properties.extend(changed);
                    results.push(self.object(store, kind, &id, asked, &names));
                }
                None => absent.push(id),
            }
        }
        if absent.is_empty() {
            return (200, self.filled(route, 200, json!({ "status": "COMPLETE", "results": results })));
        }
        let mut error = self.specification.least_of("notes.StandardError");
        error["category"] = json!("OBJECT_NOT_FOUND");
        error["context"] = json!({ "ids": absent });
        let overlay = json!({ "status": "COMPLETE", "results": results, "numErrors": 1, "errors": [error] });
        (207, self.filled(route, 207, overlay))
    }

    fn associations(&self, store: &Store, route: &Route, from: &str, to: &str, body: &Value) -> (u16, Value) {
        let mut results = Vec::new();
        for input in body["inputs"].as_array().expect("judged before") {
            let id = input["id"].as_str().unwrap_or_default();
            let tied: Vec<Value> = store
                .tied(from, id, to)
                .iter()
                .map(|other| json!({ "toObjectId": other, "associationTypes": [{ "typeId": tie_type(from, to), "category": "HUBSPOT_DEFINED" }] }))
                .collect();
            if !tied.is_empty() {
                results.push(json!({ "from": { "id": id }, "to": tied }));
            }
        }
        (200, self.filled(route, 200, json!({ "status": "COMPLETE", "results": results })))
    }

    /// The vendor's own properties of a kind, as far as they are written to, and those made by this account.
    fn definitions(&self, store: &Store, kind: &str) -> Vec<Value> {
        let own = built_in(kind).iter().map(|(name, options)| {
            let mut definition = self.specification.least_of("properties.Property");
            definition["name"] = json!(name);
            definition["groupName"] = json!(format!("{kind}information"));
            definition["type"] = json!(if options.is_empty() { "string" } else { "enumeration" });
            definition["fieldType"] = json!(if options.is_empty() { "text" } else { "select" });
            definition["options"] = options
                .iter()
                .map(|value| {
                    let mut option = self.specification.least_of("properties.Option");
                    option["label"] = json!(value);
                    option["value"] = json!(value);
                    option
                })
                .collect();
            definition
        });
        let made =
            store.properties.iter().filter(|(of, _)| of == kind).map(|(_, definition)| definition.clone());
        own.chain(made).collect()
    }

    fn pipelines(&self, kind: &str) -> Value {
        let (pipeline, stages): (&str, &[(&str, &str, &str)]) = match kind {
            "tickets" => {
                ("0", &[("1", "New", "OPEN"), ("3", "Waiting on contact", "OPEN"), ("4", "Closed", "CLOSED")])
            }
            _ => ("default", &[("open", "Offer made", "OPEN"), ("won", "Won", "CLOSED")]),
        };
        let stages = stages.iter().map(|(id, label, state)| {
            let mut stage = self.specification.least_of("pipelines.PipelineStage");
            stage["id"] = json!(id);
            stage["label"] = json!(label);
            stage["metadata"] = json!({ "ticketState": state });
            stage
        });
        let mut made = self.specification.least_of("pipelines.Pipeline");
        made["id"] = json!(pipeline);
        made["stages"] = stages.collect();
        json!([made])
    }
}

/// Properties of the vendor's own with their options.
fn built_in(kind: &str) -> &'static [(&'static str, &'static [&'static str])] {
    match kind {
        "notes" => &[("hs_timestamp", &[]), ("hs_note_body", &[]), ("hubspot_owner_id", &[])],
        "tasks" => &[
            ("hs_timestamp", &[]),
            ("hs_task_subject", &[]),
            ("hs_task_body", &[]),
            ("hs_task_status", &["NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED"]),
            ("hs_task_type", &["TODO", "CALL", "EMAIL"]),
            ("hs_task_priority", &["LOW", "MEDIUM", "HIGH"]),
            ("hubspot_owner_id", &[]),
        ],
        "tickets" => {
            &[("hs_ticket_priority", &["LOW", "MEDIUM", "HIGH", "URGENT"]), ("hs_pipeline_stage", &[])]
        }
        _ => &[("email", &[]), ("firstname", &[]), ("lastname", &[])],
    }
}

/// Ids as the vendor's notes give them.
fn tie_type(from: &str, to: &str) -> u32 {
    match (from, to) {
        ("notes", "contacts") => 202,
        ("notes", "tickets") => 228,
        ("tasks", "contacts") => 204,
        ("tasks", "tickets") => 230,
        _ => 1,
    }
}

/// Which kind an id of [`tie_type`] leads to.
fn tied_kind(type_id: &Value) -> Option<&'static str> {
    match type_id.as_u64()? {
        202 | 204 => Some("contacts"),
        228 | 230 => Some("tickets"),
        _ => None,
    }
}

fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

impl Store {
    fn object(&self, kind: &str, id: &str) -> Option<&Object> {
        self.objects.get(&(kind.to_owned(), id.to_owned())).filter(|object| !object.archived)
    }

    fn all(&self, kind: &str) -> Vec<String> {
        let of_kind = self.objects.iter().filter(|((of, _), object)| of == kind && !object.archived);
        of_kind.map(|((_, id), _)| id.clone()).collect()
    }

    fn is_unique(&self, kind: &str, property: &str) -> bool {
        (kind, property) == ("contacts", "email")
            || self.properties.iter().any(|(of, definition)| {
                of == kind && definition["name"] == property && definition["hasUniqueValue"] == true
            })
    }

    fn by_unique(&self, kind: &str, property: &str, value: &str) -> Option<String> {
        let is_it = |id: &String| {
            let kept = self.object(kind, id).and_then(|object| object.properties.get(property)?.as_str());
            kept.is_some_and(|kept| kept.eq_ignore_ascii_case(value))
        };
        self.all(kind).into_iter().find(is_it)
    }

    fn find(&self, kind: &str, id: &str, asked: &Asked) -> Result<String, Refusal> {
        let property =
            asked.query.iter().find(|(name, _)| name == "idProperty").map(|(_, value)| value.as_str());
        let found = match property {
            None | Some("hs_object_id") => self.object(kind, id).map(|_| id.to_owned()),
            Some(property) if self.is_unique(kind, property) => self.by_unique(kind, property, id),
            Some(property) => {
                return Err((400, "VALIDATION_ERROR", format!("Property {property} is not unique")));
            }
        };
        found.ok_or_else(|| (404, "OBJECT_NOT_FOUND", "resource not found".to_owned()))
    }

    fn tied(&self, kind: &str, id: &str, to: &str) -> Vec<String> {
        let here = (kind.to_owned(), id.to_owned());
        let other_end = |tie: &[(String, String); 2]| match tie {
            [one, other] if *one == here => Some(other.clone()),
            [one, other] if *other == here => Some(one.clone()),
            _ => None,
        };
        let ends = self.ties.iter().filter_map(other_end).filter(|(kind, _)| kind == to);
        ends.filter(|(kind, id)| self.object(kind, id).is_some()).map(|(_, id)| id).collect()
    }

    fn create(&mut self, kind: &str, body: &Value) -> Result<String, Refusal> {
        let properties = body["properties"].as_object().expect("judged before").clone();
        let known = |name: &str| {
            built_in(kind).iter().any(|(known, _)| *known == name)
                || self.properties.iter().any(|(of, definition)| of == kind && definition["name"] == name)
        };
        if let Some(unknown) = properties.keys().find(|name| !known(name)) {
            let fault = json!([{ "isValid": false, "message": format!("Property \"{unknown}\" does not exist"),
                "error": "PROPERTY_DOESNT_EXIST", "name": unknown }]);
            return Err((400, "VALIDATION_ERROR", format!("Property values were not valid: {fault}")));
        }
        if !properties.contains_key("hs_timestamp") {
            return Err((400, "VALIDATION_ERROR", "hs_timestamp is required".to_owned()));
        }
        for (name, value) in &properties {
            let value = value.as_str().unwrap_or_default();
            if self.is_unique(kind, name) && self.by_unique(kind, name, value).is_some() {
                return Err((409, "CONFLICT", format!("another object has the value of {name} already")));
            }
        }
        let mut tied = Vec::new();
        for association in body["associations"].as_array().map_or(&[][..], Vec::as_slice) {
            let id = association["to"]["id"].as_str().unwrap_or_default();
            let to = tied_kind(&association["types"][0]["associationTypeId"])
                .ok_or_else(|| (400, "VALIDATION_ERROR", "no such association type".to_owned()))?;
            if self.object(to, id).is_none() {
                return Err((404, "OBJECT_NOT_FOUND", format!("no {to} {id}")));
            }
            tied.push((to.to_owned(), id.to_owned()));
        }
        let id = self.next_id.to_string();
        self.next_id += 1;
        self.created.push(json!({ "kind": kind, "id": id, "properties": properties,
            "associations": tied.iter().map(|(kind, id)| json!({ "kind": kind, "id": id })).collect::<Vec<_>>() }));
        let object = Object { properties, at: facts::moment(0), archived: false };
        self.objects.insert((kind.to_owned(), id.clone()), object);
        self.ties.extend(tied.into_iter().map(|other| [(kind.to_owned(), id.clone()), other]));
        Ok(id)
    }

    /// The ids that a search finds: one of the groups with all its filters, or every word in some property.
    fn search(&self, kind: &str, body: &Value) -> Vec<String> {
        let text = |id: &str, property: &str| {
            let object = self.object(kind, id)?;
            object.properties.get(property)?.as_str().map(str::to_lowercase)
        };
        let holds = |id: &str, filter: &Value| {
            let property = filter["propertyName"].as_str().unwrap_or_default();
            let value = filter["value"].as_str().unwrap_or_default().to_lowercase();
            let Some(kept) = text(id, property) else { return false };
            match filter["operator"].as_str() {
                Some("EQ") => kept == value,
                Some("IN") => texts(&filter["values"]).iter().any(|one| one.to_lowercase() == kept),
                Some("CONTAINS_TOKEN") => kept.contains(value.trim_matches('*')),
                _ => false,
            }
        };
        let groups = body["filterGroups"].as_array().map_or(&[][..], Vec::as_slice);
        let words = body["query"].as_str().unwrap_or_default().to_lowercase();
        let found = |id: &String| {
            let in_a_group = groups.is_empty()
                || groups.iter().any(|group| {
                    group["filters"]
                        .as_array()
                        .is_some_and(|filters| filters.iter().all(|filter| holds(id, filter)))
                });
            let whole = self.object(kind, id).map_or_else(String::new, |object| {
                object
                    .properties
                    .values()
                    .filter_map(Value::as_str)
                    .collect::<Vec<_>>()
                    .join(" ")
                    .to_lowercase()
            });
            in_a_group && words.split_whitespace().all(|word| whole.contains(word))
        };
        self.all(kind).into_iter().filter(found).collect()
    }
}
