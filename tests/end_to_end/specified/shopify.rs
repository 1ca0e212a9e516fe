//! A shop that executes queries by the vendor's own schema.
//!
//! Every selected field is answered in its own type; what a small table of facts does not say is made up from the
//! type, always the same. What does not fit the schema, variables included, is a fault.

use std::sync::{Arc, Mutex, PoisonError};

use apollo_compiler::ast::Type;
use apollo_compiler::resolvers::{Execution, FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use serde_json::{Value, json};

use super::facts;
use super::server::{Answer, Asked, Faults};

/// Where queries are sent.
const PATH: &str = "/admin/api/2026-10/graphql.json";

/// The shop.
pub struct Shop {
    schema: Valid<Schema>,
    facts: Value,
    faults: Faults,
    /// The queries of bulk operations, in the order in which they were started.
    bulk: Mutex<Vec<String>>,
}

/// Where the files of bulk operations lie.
const FILES: &str = "/files/";

impl Shop {
    /// A shop by the schema in the folder of specifications.
    pub fn new(folder: &std::path::Path, faults: Faults) -> Arc<Self> {
        let file = folder.join("openapi/shopify-admin-2026-10.graphql");
        let text = std::fs::read_to_string(&file).expect("the vendor's schema");
        // The parser does not bring this directive along.
        let text = format!("directive @oneOf on INPUT_OBJECT\n{text}");
        let schema = Schema::parse_and_validate(text, &file).map_err(|error| error.to_string());
        let schema = schema.expect("a valid schema");
        Arc::new(Self { schema, facts: facts::shop(), faults, bulk: Mutex::default() })
    }

    /// Answers a request.
    pub fn answer(&self, asked: &Asked) -> Answer {
        if let Some(number) = asked.path.strip_prefix(FILES) {
            return self.file(asked, number);
        }
        if (asked.method.as_str(), asked.path.as_str()) != ("POST", PATH) {
            self.faults.add(format!("the shop was asked {} {}", asked.method, asked.path));
            return Answer::json(404, json!({ "errors": "Not Found" }));
        }
        if asked.headers.get("x-shopify-access-token").is_none_or(|token| token.is_empty()) {
            return Answer::json(401, json!({ "errors": "[API] Invalid API key or access token" }));
        }
        match self.execute(&asked.body) {
            Ok(mut answer) => {
                self.run_bulk(asked, &mut answer);
                answer["extensions"] = json!({ "cost": { "requestedQueryCost": 50, "actualQueryCost": 40,
                    "throttleStatus": { "maximumAvailable": 20000.0, "currentlyAvailable": 19950, "restoreRate": 1000.0 } } });
                Answer::json(200, answer).header("x-shopify-api-version", "2026-10")
            }
            Err(why) => {
                self.faults.add(why.clone());
                Answer::json(200, json!({ "errors": [{ "message": why }] }))
            }
        }
    }

    fn execute(&self, body: &Value) -> Result<Value, String> {
        let text = body["query"].as_str().ok_or("a request without a query")?;
        let document = ExecutableDocument::parse_and_validate(&self.schema, text, "query.graphql")
            .map_err(|faults| format!("the schema refuses the query: {}", faults.errors))?;
        let operation = document.operations.get(None).map_err(|error| format!("{error:?}"))?;
        let variables: JsonMap = serde_json::from_value(body["variables"].clone())
            .map_err(|error| format!("the variables are no object: {error}"))?;
        for name in variables.keys() {
            if !operation.variables.iter().any(|declared| declared.name.as_str() == name.as_str()) {
                return Err(format!("the query does not declare ${}", name.as_str()));
            }
        }
        let root = Thing { shop: self, kind: operation.object_type().as_str(), facts: &self.facts };
        let answer = Execution::new(&self.schema, &document)
            .raw_variable_values(&variables)
            .execute_sync(&root)
            .map_err(|error| format!("the schema refuses the variables: {error:?}"))?;
        let answer = serde_json::to_value(answer).map_err(|error| error.to_string())?;
        match answer["errors"].as_array().and_then(|errors| errors.first()) {
            Some(error) => Err(format!("the facts do not fit the schema: {error}")),
            None => Ok(answer),
        }
    }

    /// Takes a bulk operation in, and says that it is there.
    fn run_bulk(&self, asked: &Asked, answer: &mut Value) {
        let mut bulk = self.bulk.lock().unwrap_or_else(PoisonError::into_inner);
        let id = |number: usize| format!("gid://shopify/BulkOperation/{number}");
        if answer["data"].get("bulkOperationRunQuery").is_some() {
            bulk.push(asked.body["variables"]["query"].as_str().unwrap_or_default().to_owned());
            let operation =
                json!({ "id": id(bulk.len()), "status": "CREATED", "createdAt": facts::moment(0) });
            answer["data"]["bulkOperationRunQuery"] = json!({ "bulkOperation": operation, "userErrors": [] });
        } else if answer["data"].get("bulkOperation").is_some() {
            let wanted = asked.body["variables"]["id"].as_str().unwrap_or_default();
            let number = (1..=bulk.len()).find(|number| id(*number) == wanted);
            let host = asked.headers.get("host").map_or("", String::as_str);
            answer["data"]["bulkOperation"] = number.map_or(Value::Null, |number| {
                json!({ "id": wanted, "status": "COMPLETED", "errorCode": null, "createdAt": facts::moment(0),
                    "rootObjectCount": "1", "url": format!("http://{host}{FILES}{number}"), "partialDataUrl": null })
            });
        }
    }

    /// The file of a bulk operation: its query, executed, in lines.
    fn file(&self, asked: &Asked, number: &str) -> Answer {
        if asked.headers.contains_key("x-shopify-access-token") {
            self.faults.add("the token was sent for a file".to_owned());
        }
        let bulk = self.bulk.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let query = number.parse::<usize>().ok().and_then(|number| bulk.get(number - 1));
        let body = json!({ "query": query, "variables": {} });
        match self.execute(&body) {
            Ok(answer) => Answer::json(200, json!(lines(&answer["data"]))),
            Err(why) => {
                self.faults.add(why);
                Answer::json(404, Value::Null)
            }
        }
    }

    /// The objects that a search finds: those that hold every quoted text of it, or else every word.
    fn found<'a>(&self, all: &'a Value, search: Option<&str>) -> Vec<&'a Value> {
        let all = all.as_array().map_or(&[][..], Vec::as_slice);
        let Some(search) = search else { return all.iter().collect() };
        let alternatives: Vec<Vec<String>> = search.split(" OR ").map(terms).collect();
        let holds = |object: &&Value| {
            let text = object.to_string().to_lowercase();
            alternatives.iter().any(|terms| terms.iter().all(|term| text.contains(term)))
        };
        all.iter().filter(holds).collect()
    }

    fn enough_of_a_type(&self, kind: &str, field: &str) -> Value {
        match kind {
            "ID" => json!(format!("gid://shopify/{field}/1")),
            "Int" | "UnsignedInt64" => json!(1),
            "Float" => json!(1.0),
            "Boolean" => json!(false),
            "DateTime" => json!(facts::moment(40)),
            "Date" => json!("2026-11-20"),
            "Decimal" | "Money" => json!("10.00"),
            "URL" => json!(format!("https://shop.example/{field}")),
            "CurrencyCode" => json!("USD"),
            "CountryCode" => json!("US"),
            _ => match self.schema.types.get(kind) {
                Some(ExtendedType::Enum(values)) => {
                    json!(values.values.keys().next().map(ToString::to_string))
                }
                _ => json!(format!("some {field}")),
            },
        }
    }
}

/// Each node of a connection as a line, and each node of a connection in it as one that names its parent.
fn lines(data: &Value) -> String {
    let mut text = String::new();
    let nodes = |list: &Value| -> Vec<Value> {
        list["edges"].as_array().into_iter().flatten().map(|edge| edge["node"].clone()).collect()
    };
    for node in data.as_object().into_iter().flat_map(|lists| lists.values()).flat_map(nodes) {
        let (lists, own): (Vec<_>, Vec<_>) = node
            .as_object()
            .expect("an object")
            .clone()
            .into_iter()
            .partition(|(_, value)| value["edges"].is_array());
        text.push_str(&format!("{}\n", Value::Object(own.into_iter().collect())));
        for mut child in lists.iter().flat_map(|(_, list)| nodes(list)) {
            child["__parentId"] = node["id"].clone();
            text.push_str(&format!("{child}\n"));
        }
    }
    text
}

/// The terms of a search, without the field that they are looked for in.
fn terms(search: &str) -> Vec<String> {
    let bare = |word: &str| {
        let word = word.trim().trim_start_matches(['(', '-']).trim_end_matches(')');
        let value = word.split_once(':').map_or(word, |(_, value)| value);
        value.trim_matches('"').to_lowercase()
    };
    search
        .split_whitespace()
        .filter(|word| *word != "AND")
        .map(bare)
        .filter(|word| !word.is_empty())
        .collect()
}

/// An object: its type, and what is known of it.
struct Thing<'a> {
    shop: &'a Shop,
    kind: &'a str,
    facts: &'a Value,
}

const UNKNOWN: &Value = &Value::Null;

impl<'a> Thing<'a> {
    /// A value of a type: as the facts say, else made up.
    fn value(&self, ty: &'a Type, field: &str, fact: Option<&'a Value>) -> ResolvedValue<'a> {
        if fact.is_some_and(Value::is_null) && !ty.is_non_null() {
            return ResolvedValue::null();
        }
        if ty.is_list() {
            let items: Vec<Option<&Value>> = match fact.and_then(Value::as_array) {
                Some(items) => items.iter().map(Some).collect(),
                None => vec![None],
            };
            let items: Vec<ResolvedValue<'a>> =
                items.into_iter().map(|item| self.value(ty.item_type(), field, item)).collect();
            return ResolvedValue::list(items);
        }
        let kind = ty.inner_named_type().as_str();
        match self.shop.schema.types.get(kind) {
            Some(ExtendedType::Object(_)) => self.object(kind, fact),
            Some(ExtendedType::Interface(_) | ExtendedType::Union(_)) => {
                let kinds = self.shop.schema.types.iter().filter(|(_, known)| match known {
                    ExtendedType::Object(object) => {
                        object.implements_interfaces.iter().any(|of| of.name == *kind)
                    }
                    _ => false,
                });
                let members = match self.shop.schema.types.get(kind) {
                    Some(ExtendedType::Union(union)) => {
                        union.members.iter().map(|member| member.name.as_str()).collect()
                    }
                    _ => Vec::new(),
                };
                let kinds: Vec<&str> = kinds.map(|(name, _)| name.as_str()).chain(members).collect();
                self.object(kinds.first().copied().unwrap_or(kind), fact)
            }
            _ => leaf(fact.cloned().unwrap_or_else(|| self.shop.enough_of_a_type(kind, field))),
        }
    }

    fn object(&self, kind: &'a str, fact: Option<&'a Value>) -> ResolvedValue<'a> {
        ResolvedValue::object(Thing { shop: self.shop, kind, facts: fact.unwrap_or(UNKNOWN) })
    }

    /// A page of a list: `first` from the beginning, or from the end where `reverse` is asked for and facts are
    /// kept oldest first.
    fn page(&self, kind: &'a str, all: Vec<&'a Value>, arguments: &JsonMap) -> ResolvedValue<'a> {
        let mut all = all;
        if arguments.get("reverse").and_then(JsonValue::as_bool) == Some(true) {
            all.reverse();
        }
        let after = arguments.get("after").and_then(JsonValue::as_str).and_then(|text| text.parse().ok());
        let first = arguments.get("first").and_then(JsonValue::as_u64).unwrap_or(50) as usize;
        let begin: usize = after.unwrap_or(0);
        let page: Vec<&Value> = all.iter().copied().skip(begin).take(first).collect();
        let end = begin + page.len();
        let more = end < all.len();
        ResolvedValue::object(Connection { of: self.shop, kind, page, end, more })
    }
}

impl ObjectValue for Thing<'_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        let (field, ty, arguments) = (info.field_name(), &info.field_definition().ty, info.arguments());
        let fact = self.facts.get(field);
        let kind = ty.inner_named_type().as_str();
        let search = arguments.get("query").and_then(JsonValue::as_str);
        if self.kind == "QueryRoot" {
            let one = match field {
                "customerByIdentifier" => {
                    let wanted = arguments.get("identifier").and_then(JsonValue::as_object);
                    let wanted = wanted.and_then(|identifier| identifier.values().next());
                    Some(wanted.and_then(JsonValue::as_str).map(|value| format!("\"{value}\"")))
                }
                "customer" | "order" => {
                    let id = arguments.get("id").and_then(JsonValue::as_str);
                    Some(id.map(|id| format!("\"{id}\"")))
                }
                _ => None,
            };
            if let Some(wanted) = one {
                let all = self.facts.get(if field == "order" { "orders" } else { "customers" });
                let all = all.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let found =
                    all.iter().find(|object| wanted.as_ref().is_some_and(|w| object.to_string().contains(w)));
                return Ok(found.map_or_else(ResolvedValue::null, |object| self.object(kind, Some(object))));
            }
        }
        if kind.ends_with("Connection") {
            let all = match fact {
                Some(all) => self.shop.found(all, search),
                None => Vec::new(),
            };
            return Ok(self.page(kind, all, arguments));
        }
        Ok(self.value(ty, field, fact))
    }
}

/// A page of a connection.
struct Connection<'a> {
    of: &'a Shop,
    kind: &'a str,
    page: Vec<&'a Value>,
    end: usize,
    more: bool,
}

impl ObjectValue for Connection<'_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        let kind = info.field_definition().ty.inner_named_type().as_str();
        match info.field_name() {
            "nodes" => Ok(ResolvedValue::list(
                self.page
                    .iter()
                    .map(move |facts| ResolvedValue::object(Thing { shop: self.of, kind, facts })),
            )),
            "edges" => Ok(ResolvedValue::list(
                self.page.iter().map(move |facts| ResolvedValue::object(Edge { of: self.of, kind, facts })),
            )),
            "pageInfo" => Ok(ResolvedValue::object(PageEnd { end: self.end, more: self.more })),
            _ => Err(self.unknown_field_error(info)),
        }
    }
}

/// One entry of a connection.
struct Edge<'a> {
    of: &'a Shop,
    /// The type of the edge itself.
    kind: &'a str,
    facts: &'a Value,
}

impl ObjectValue for Edge<'_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        let kind = info.field_definition().ty.inner_named_type().as_str();
        match info.field_name() {
            "node" => Ok(ResolvedValue::object(Thing { shop: self.of, kind, facts: self.facts })),
            "cursor" => Ok(ResolvedValue::leaf("1")),
            _ => Err(self.unknown_field_error(info)),
        }
    }
}

/// Where a page ends.
struct PageEnd {
    end: usize,
    more: bool,
}

impl ObjectValue for PageEnd {
    fn type_name(&self) -> &str {
        "PageInfo"
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        match info.field_name() {
            "hasNextPage" => Ok(ResolvedValue::leaf(self.more)),
            "hasPreviousPage" => Ok(ResolvedValue::leaf(false)),
            "endCursor" => Ok(ResolvedValue::leaf(self.end.to_string())),
            _ => Err(self.unknown_field_error(info)),
        }
    }
}

fn leaf<'a>(value: Value) -> ResolvedValue<'a> {
    ResolvedValue::Leaf(serde_json::from_value(value).expect("JSON is JSON"))
}
