//! Bulk operations: a query that the shop pages through by itself, and the file of lines that it leaves.
//!
//! Nothing is stored: a slice of the file is made when it is read. As the vendor warns, the lines that hang on another
//! do not follow it: here they come after the records of the next slice.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::super::graphql::document::{Document, Field, Input, Operation as Query, Selection};
use super::super::graphql::execute::{arguments, execute};
use super::super::graphql::schema::Schema;
use super::super::graphql::validate::validate;
use super::Access;
use super::session::Session;
use super::store::Kind;

/// Records in a slice.
const SLICE: usize = 100;
/// Operations that may run at once.
const MOST_RUNNING: usize = 5;
/// Connections in one query, and how deep they may lie within each other.
const MOST_CONNECTIONS: usize = 5;
const DEEPEST: usize = 2;
/// Lines that hang on one record at most.
const MOST_CHILDREN: u64 = 250;

/// All operations of the shop.
#[derive(Default)]
pub struct Bulk {
    operations: Vec<Operation>,
    /// How often each is running when it is looked at.
    looks: u32,
    /// How the next ones end: `FAILED`, `EXPIRED`, `CANCELED`; those after them complete.
    outcomes: VecDeque<String>,
}

/// One operation.
pub struct Operation {
    number: usize,
    query: String,
    created: String,
    looks_left: u32,
    outcome: String,
    error: Option<&'static str>,
    access: Access,
    plan: Option<Plan>,
}

/// What an operation reads.
#[derive(Clone)]
struct Plan {
    document: Document,
    query: Query,
    /// The field that lists the records.
    list: String,
    /// Keys of the lists that become lines of their own.
    lists: Vec<String>,
    ids: Vec<String>,
}

/// A part of the file.
pub struct Slice {
    /// Records, a line each.
    pub records: String,
    /// Lines that hang on them.
    pub children: String,
}

impl Bulk {
    /// Says how the next operations go.
    pub fn plan(&mut self, looks: Option<u32>, outcomes: Option<Vec<String>>) {
        self.looks = looks.unwrap_or(self.looks);
        if let Some(outcomes) = outcomes {
            self.outcomes = outcomes.into();
        }
    }

    fn find(&self, id: &str) -> Option<usize> {
        let number: usize = id.strip_prefix("gid://shopify/BulkOperation/")?.parse().ok()?;
        (1..=self.operations.len()).contains(&number).then(|| number - 1)
    }

    fn running(&self) -> usize {
        self.operations.iter().filter(|operation| operation.looks_left > 0).count()
    }
}

impl Operation {
    fn to_json(&self, status: &str, host: &str) -> Value {
        let address = |wanted: bool| {
            let found = self.plan.as_ref().is_some_and(|plan| !plan.ids.is_empty());
            let address =
                format!("http://{host}/shopify/_bulk/{}?signature={}", self.file(), self.signature());
            (wanted && found).then_some(address)
        };
        let roots = self.plan.as_ref().map_or(0, |plan| plan.ids.len()).to_string();
        json!({
            "id": format!("gid://shopify/BulkOperation/{}", self.number),
            "status": status,
            "errorCode": self.error.filter(|_| status == "FAILED"),
            "createdAt": self.created,
            "completedAt": (status == "COMPLETED").then_some(&self.created),
            "type": "QUERY",
            "query": self.query,
            "objectCount": roots,
            "rootObjectCount": roots,
            "fileSize": null,
            "url": address(status == "COMPLETED"),
            "partialDataUrl": address(status == "FAILED" && self.error != Some("ACCESS_DENIED")),
        })
    }

    /// What its file is called: `orders-3.jsonl`.
    fn file(&self) -> String {
        let list = self.plan.as_ref().map_or("", |plan| &plan.list);
        format!("{list}-{}.jsonl", self.number)
    }

    fn signature(&self) -> String {
        format!("{:016x}", (self.number as u64 + 7).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

impl Session<'_> {
    /// `bulkOperationRunQuery`.
    pub(super) fn run_bulk(&mut self, given: &Map<String, Value>) -> Value {
        let text = given["query"].as_str().unwrap_or("");
        let refuse = |code: &str, message: &str| {
            let errors = json!([{ "field": ["query"], "message": message, "code": code }]);
            json!({ "bulkOperation": null, "userErrors": errors })
        };
        if self.bulk.running() >= MOST_RUNNING {
            return refuse("LIMIT_REACHED", "Bulk operations limit reached. Please try again later.");
        }
        let (mut plan, root) = match prepare(self.schema, text) {
            Ok(prepared) => prepared,
            Err(message) => return refuse("INVALID", &message),
        };
        let ids = self.ids(&root);
        let may = ids.is_some();
        plan.ids = ids.unwrap_or_default();
        let outcome = if may { self.bulk.outcomes.pop_front() } else { Some("FAILED".to_owned()) };
        let operation = Operation {
            number: self.bulk.operations.len() + 1,
            query: text.to_owned(),
            created: self.when.clone(),
            looks_left: self.bulk.looks,
            outcome: outcome.unwrap_or_else(|| "COMPLETED".to_owned()),
            error: Some(if may { "INTERNAL_SERVER_ERROR" } else { "ACCESS_DENIED" }),
            access: self.access.clone(),
            plan: Some(plan),
        };
        let answer = operation.to_json("CREATED", &self.host);
        self.bulk.operations.push(operation);
        json!({ "bulkOperation": answer, "userErrors": [] })
    }

    /// `bulkOperationCancel`.
    pub(super) fn cancel_bulk(&mut self, given: &Map<String, Value>) -> Value {
        let found = given["id"].as_str().and_then(|id| self.bulk.find(id));
        let Some(operation) = found.map(|at| &mut self.bulk.operations[at]) else {
            let errors = json!([{ "field": ["id"], "message": "Bulk operation does not exist" }]);
            return json!({ "bulkOperation": null, "userErrors": errors });
        };
        (operation.looks_left, operation.outcome) = (0, "CANCELED".to_owned());
        json!({ "bulkOperation": operation.to_json("CANCELING", &self.host), "userErrors": [] })
    }

    /// `bulkOperation`.
    pub(super) fn look_at_bulk(&mut self, id: &str) -> Value {
        let Some(operation) = self.bulk.find(id).map(|at| &mut self.bulk.operations[at]) else {
            return Value::Null;
        };
        if operation.looks_left > 0 {
            operation.looks_left -= 1;
            return operation.to_json("RUNNING", &self.host);
        }
        operation.to_json(&operation.outcome, &self.host)
    }

    /// Global ids of what the root field lists; nothing where the token may not see it.
    fn ids(&mut self, root: &Field) -> Option<Vec<String>> {
        let given = arguments(self.schema, "QueryRoot", root, &Map::new());
        let (kind, scope) = match &*root.name {
            "customers" => (Kind::Customer, "read_customers"),
            "orders" => (Kind::Order, "read_orders"),
            "abandonedCheckouts" => (Kind::Checkout, "read_orders"),
            _ => {
                let products = self.store.catalogue.products.iter();
                let ids = products.filter_map(|product| product["id"].as_str().map(str::to_owned));
                return self.access.allows("read_products").then(|| ids.collect());
            }
        };
        if !self.access.allows(scope) {
            return None;
        }
        let ids = self.find(kind, &given, None).into_iter();
        Some(ids.map(|id| format!("gid://shopify/{}/{id}", kind.name())).collect())
    }
}

impl super::Shopify {
    /// Says how the next bulk operations go.
    pub fn plan_bulk(&mut self, looks: Option<u32>, outcomes: Option<Vec<String>>) {
        self.bulk.plan(looks, outcomes);
    }

    /// Whether there is such a file.
    pub fn has_file(&self, number: usize, signature: &str) -> bool {
        let operation = number.checked_sub(1).and_then(|at| self.bulk.operations.get(at));
        operation.is_some_and(|operation| operation.signature() == signature)
    }

    /// How many slices an operation's file has.
    pub fn bulk_slices(&self, number: usize) -> usize {
        let operation = number.checked_sub(1).and_then(|at| self.bulk.operations.get(at));
        let plan = operation.and_then(|operation| operation.plan.as_ref());
        plan.map_or(0, |plan| plan.ids.len().div_ceil(SLICE))
    }

    /// A slice of an operation's file; nothing behind its end. Of a failed one there is half.
    pub fn bulk_slice(&mut self, number: usize, slice: usize) -> Option<Slice> {
        let operation = self.bulk.operations.get(number.checked_sub(1)?)?;
        let (access, plan) = (operation.access.clone(), operation.plan.as_ref()?);
        let end = if operation.outcome == "FAILED" { plan.ids.len().div_ceil(2) } else { plan.ids.len() };
        let ids = plan.ids[..end].chunks(SLICE).nth(slice)?.to_vec();
        let (document, query, lists) = (plan.document.clone(), plan.query.clone(), plan.lists.clone());
        let mut session = self.session(&access, String::new());
        let variables = Map::from_iter([("ids".to_owned(), json!(ids))]);
        let schema = session.schema;
        let outcome = execute(schema, &document, &query, &variables, &mut session);
        let mut made = Slice { records: String::new(), children: String::new() };
        for record in outcome.data["nodes"].as_array().into_iter().flatten() {
            let mut record = record.clone();
            for list in &lists {
                let edges = record[list]["edges"].as_array().cloned().unwrap_or_default();
                for edge in edges {
                    let mut child = edge["node"].clone();
                    child["__parentId"] = record["id"].clone();
                    write(&mut made.children, &child);
                }
            }
            if let Some(fields) = record.as_object_mut() {
                lists.iter().for_each(|list| drop(fields.shift_remove(list)));
            }
            write(&mut made.records, &record);
        }
        Some(made)
    }
}

/// A line as the vendor writes it, with each slash escaped.
fn write(file: &mut String, line: &Value) {
    file.push_str(&line.to_string().replace('/', "\\/"));
    file.push('\n');
}

/// Turns a query over a connection into one over ids, and gives the connection's field.
fn prepare(schema: &Schema, text: &str) -> Result<(Plan, Field), String> {
    let document = Document::parse(text).map_err(|error| error.message)?;
    let operation = document.operation(None).map_err(|error| error.message)?;
    if let Some(fault) = validate(schema, &document, operation).first() {
        return Err(format!("Invalid bulk query: {}", fault.message));
    }
    let [Selection::Field(root)] = &operation.selection[..] else {
        return Err("Bulk queries must have exactly one top-level field.".to_owned());
    };
    let (connections, depth) = measure(schema, "QueryRoot", &operation.selection);
    if operation.kind != "query" || connections == 0 {
        return Err("Bulk queries must contain at least one connection.".to_owned());
    }
    if connections > MOST_CONNECTIONS {
        return Err(format!("Bulk queries cannot contain more than {MOST_CONNECTIONS} connections."));
    }
    if depth > DEEPEST {
        return Err(format!(
            "Bulk queries cannot contain connections with a nesting depth greater than {DEEPEST}."
        ));
    }
    let kind = base_of(schema, "QueryRoot", &root.name).trim_end_matches("Connection").to_owned();
    let mut fields = node_of(&root.selection).ok_or("Bulk queries must select edges { node { … } }.")?;
    let mut lists = Vec::new();
    for entry in &mut fields {
        let Selection::Field(field) = entry else { continue };
        if base_of(schema, &kind, &field.name).ends_with("Connection") {
            // Pages are the vendor's business.
            field.arguments = vec![("first".to_owned(), Input::Literal(json!(MOST_CHILDREN)))];
            lists.push(field.key.clone());
        }
    }
    let of_kind = Selection::Inline {
        condition: Some(kind),
        directives: Vec::new(),
        selection: fields,
        position: root.position,
    };
    let nodes = Field {
        key: "nodes".to_owned(),
        name: "nodes".to_owned(),
        arguments: vec![("ids".to_owned(), Input::Variable("ids".to_owned()))],
        directives: Vec::new(),
        selection: vec![of_kind],
        position: root.position,
    };
    let query = Query {
        kind: "query".to_owned(),
        name: None,
        variables: Vec::new(),
        selection: vec![Selection::Field(nodes)],
    };
    let root = root.clone();
    Ok((Plan { document, query, list: root.name.clone(), lists, ids: Vec::new() }, root))
}

/// What stands in `edges { node { … } }`.
fn node_of(selection: &[Selection]) -> Option<Vec<Selection>> {
    let below = |selection: &[Selection], name: &str| {
        selection.iter().find_map(|entry| match entry {
            Selection::Field(field) if field.name == name => Some(field.selection.clone()),
            _ => None,
        })
    };
    below(&below(selection, "edges")?, "node")
}

fn base_of<'a>(schema: &'a Schema, kind: &str, field: &str) -> &'a str {
    schema.field(kind, field).map_or("", |definition| definition.kind.base())
}

/// How many connections there are, and how many lie within each other.
fn measure(schema: &Schema, kind: &str, selection: &[Selection]) -> (usize, usize) {
    let (mut count, mut deepest) = (0, 0);
    for entry in selection {
        let Selection::Field(field) = entry else { continue };
        let base = base_of(schema, kind, &field.name);
        let own = usize::from(base.ends_with("Connection"));
        let (below, depth) = measure(schema, base, &field.selection);
        count += own + below;
        deepest = deepest.max(own + depth);
    }
    (count, deepest)
}
