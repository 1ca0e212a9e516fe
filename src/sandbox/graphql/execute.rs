//! Runs a valid operation over JSON (section 6 of the GraphQL specification) and prices it.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::document::{Directive, Document, Field, Operation, Selection};
use super::page;
use super::schema::{Definition, Schema, TypeRef};
use super::{GraphqlError, Position};

/// Why a field has no value; becomes an entry of `errors`.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// In the vendor's words.
    pub message: String,
    /// `extensions`, an object.
    pub extensions: Value,
}

impl FieldError {
    /// An argument that the server refuses.
    pub fn bad(message: impl Into<String>) -> Self {
        Self { message: message.into(), extensions: json!({ "code": "BAD_REQUEST" }) }
    }
}

/// Where the values come from.
pub trait Data {
    /// The value of a field that does not lie in its owner's JSON; `None` means that it does.
    ///
    /// # Errors
    /// The field is refused: access, arguments.
    fn resolve(
        &mut self,
        kind: &str,
        object: &Value,
        field: &str,
        arguments: &Map<String, Value>,
    ) -> Result<Option<Value>, FieldError>;

    /// The object behind `{"id": …}`.
    fn load(&self, id: &str) -> Option<Value>;

    /// A required value that the JSON leaves out, where a general default would be wrong.
    fn missing(&self, kind: &str, object: &Value, field: &str, wanted: &str) -> Option<Value>;

    /// The concrete type of a value that stands for an interface or union.
    fn type_of(&self, value: &Value) -> String;
}

/// What came of it.
pub struct Outcome {
    /// `data`; null when an error reached the root.
    pub data: Value,
    /// `errors`.
    pub errors: Vec<GraphqlError>,
    /// Points by what was really answered.
    pub cost: f64,
}

/// Runs an operation that [`super::validate::validate`] found no fault in.
pub fn execute(
    schema: &Schema,
    document: &Document,
    operation: &Operation,
    variables: &Map<String, Value>,
    data: &mut dyn Data,
) -> Outcome {
    let root = if operation.kind == "mutation" { "Mutation" } else { "QueryRoot" };
    let mut executor =
        Executor { schema, document, variables, data, path: Vec::new(), errors: Vec::new(), cost: 0.0 };
    let owner = json!({});
    let data = executor.selection(root, &owner, &[&operation.selection]).unwrap_or(Value::Null);
    let fixed = if operation.kind == "mutation" { 10.0 } else { 0.0 };
    Outcome { data, errors: executor.errors, cost: executor.cost + fixed }
}

/// A required value is missing: null moves up to the next place that allows it.
struct Bubble;

struct Executor<'a> {
    schema: &'a Schema,
    document: &'a Document,
    variables: &'a Map<String, Value>,
    data: &'a mut dyn Data,
    path: Vec<Value>,
    errors: Vec<GraphqlError>,
    cost: f64,
}

/// Whether `@skip` and `@include` leave an entry in.
pub(super) fn is_selected(directives: &[Directive], variables: &Map<String, Value>) -> bool {
    directives.iter().all(|directive| {
        let condition = directive.arguments.iter().find(|(name, _)| name == "if");
        let value =
            condition.and_then(|(_, input)| input.resolve(variables)).and_then(|value| value.as_bool());
        match &*directive.name {
            "skip" => value != Some(true),
            "include" => value != Some(false),
            _ => true,
        }
    })
}

/// A field's arguments with variables filled in and the schema's defaults.
pub fn arguments(
    schema: &Schema,
    parent: &str,
    field: &Field,
    variables: &Map<String, Value>,
) -> Map<String, Value> {
    let mut given: Map<String, Value> = field
        .arguments
        .iter()
        .filter_map(|(name, input)| Some((name.clone(), input.resolve(variables)?)))
        .collect();
    for argument in schema.field(parent, &field.name).map_or(&[][..], |definition| &definition.arguments) {
        if let Some(default) = &argument.default
            && !given.contains_key(&argument.name)
        {
            given.insert(argument.name.clone(), default.clone());
        }
    }
    given
}

/// Points of a connection of `size` nodes of which one costs `node`: 2 + ⌊2 ln size⌋ × node.
pub(super) fn connection_cost(size: f64, node: f64) -> f64 {
    2.0 + (2.0 * size.max(1.0).ln()).floor().max(1.0) * node
}

impl<'a> Executor<'a> {
    /// The fields that a selection holds for a concrete type, equal keys together.
    fn collect(&self, kind: &str, selection: &'a [Selection], found: &mut Vec<(&'a str, Vec<&'a Field>)>) {
        for entry in selection {
            match entry {
                Selection::Field(field) if is_selected(&field.directives, self.variables) => {
                    match found.iter_mut().find(|(key, _)| *key == field.key) {
                        Some((_, fields)) => fields.push(field),
                        None => found.push((&field.key, vec![field])),
                    }
                }
                Selection::Spread { name, directives, .. } if is_selected(directives, self.variables) => {
                    if let Some(fragment) = self.document.fragments.get(name)
                        && self.schema.fits(kind, &fragment.condition)
                    {
                        self.collect(kind, &fragment.selection, found);
                    }
                }
                Selection::Inline { condition, directives, selection, .. }
                    if is_selected(directives, self.variables)
                        && condition.as_ref().is_none_or(|condition| self.schema.fits(kind, condition)) =>
                {
                    self.collect(kind, selection, found);
                }
                _ => {}
            }
        }
    }

    fn selection(&mut self, kind: &str, object: &Value, sets: &[&'a [Selection]]) -> Result<Value, Bubble> {
        let mut fields = Vec::new();
        for set in sets {
            self.collect(kind, set, &mut fields);
        }
        let mut answer = Map::new();
        for (key, fields) in fields {
            self.path.push(json!(key));
            let value = self.field(kind, object, &fields);
            self.path.pop();
            answer.insert(key.to_owned(), value?);
        }
        Ok(Value::Object(answer))
    }

    fn field(&mut self, kind: &str, object: &Value, fields: &[&'a Field]) -> Result<Value, Bubble> {
        let field = fields[0];
        if field.name == "__typename" {
            return Ok(json!(kind));
        }
        let schema = self.schema;
        let Some(definition) = schema.field(kind, &field.name) else { return Ok(Value::Null) };
        let arguments = arguments(schema, kind, field, self.variables);
        let sets: Vec<&'a [Selection]> = fields.iter().map(|field| &field.selection[..]).collect();
        let value = if kind.ends_with("Connection") && field.name == "edges" {
            Some(Cow::Owned(edges(object)))
        } else {
            match self.data.resolve(kind, object, &field.name, &arguments) {
                Ok(Some(value)) => Some(Cow::Owned(value)),
                Ok(None) => object.get(&field.name).map(Cow::Borrowed),
                Err(error) => return self.refuse(&definition.kind, error, field.position),
            }
        };
        let value = match value {
            Some(value) if !value.is_null() => value,
            _ if !definition.kind.is_required() => return Ok(Value::Null),
            _ => Cow::Owned(self.default(kind, object, &field.name, &definition.kind)),
        };
        self.complete(&definition.kind, &value, &sets, &arguments, field.position)
    }

    /// A field that is refused is null, or nulls its owner where null is not allowed.
    fn refuse(&mut self, kind: &TypeRef, error: FieldError, position: Position) -> Result<Value, Bubble> {
        self.errors.push(GraphqlError {
            message: error.message,
            position: Some(position),
            path: self.path.clone(),
            extensions: error.extensions,
        });
        if kind.is_required() { Err(Bubble) } else { Ok(Value::Null) }
    }

    fn default(&self, kind: &str, object: &Value, field: &str, wanted: &TypeRef) -> Value {
        let wanted = wanted.nullable();
        if matches!(wanted, TypeRef::List(_)) || wanted.base().ends_with("Connection") {
            return json!([]);
        }
        let name = wanted.base();
        if let Some(value) = self.data.missing(kind, object, field, name) {
            return value;
        }
        match (self.schema.get(name), name) {
            (Some(Definition::Enum(values)), _) => json!(values.first()),
            (Some(Definition::Object { .. }), _) => json!({}),
            (_, "Int" | "Float") => json!(0),
            (_, "Boolean") => json!(false),
            (_, "UnsignedInt64") => json!("0"),
            (_, "Decimal" | "Money") => json!("0.0"),
            _ => json!(""),
        }
    }

    fn complete(
        &mut self,
        kind: &TypeRef,
        value: &Value,
        sets: &[&'a [Selection]],
        arguments: &Map<String, Value>,
        position: Position,
    ) -> Result<Value, Bubble> {
        match kind {
            TypeRef::Required(inner) => {
                let completed = self.complete(inner, value, sets, arguments, position)?;
                if completed.is_null() { Err(Bubble) } else { Ok(completed) }
            }
            _ if value.is_null() => Ok(Value::Null),
            TypeRef::List(inner) => {
                let items = value.as_array().map_or(&[][..], |items| items);
                let wanted =
                    arguments.get("first").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
                let mut completed = Vec::new();
                for (index, item) in items.iter().take(wanted.unwrap_or(usize::MAX)).enumerate() {
                    self.path.push(json!(index));
                    let item = self.complete(inner, item, sets, &Map::new(), position);
                    self.path.pop();
                    match item {
                        Ok(item) => completed.push(item),
                        Err(bubble) if inner.is_required() => return self.or_null(bubble),
                        Err(_) => completed.push(Value::Null),
                    }
                }
                Ok(Value::Array(completed))
            }
            TypeRef::Named(name) if !self.schema.is_composite(name) => Ok(value.clone()),
            TypeRef::Named(name) => {
                let completed = self.object(name, value, sets, arguments);
                match completed {
                    Ok(value) => Ok(value),
                    Err(Ok(bubble)) => self.or_null(bubble),
                    Err(Err(error)) => self.refuse(kind, error, position),
                }
            }
        }
    }

    /// Null stands here because something below was required and missing.
    fn or_null(&mut self, _: Bubble) -> Result<Value, Bubble> {
        Ok(Value::Null)
    }

    fn object(
        &mut self,
        name: &str,
        value: &Value,
        sets: &[&'a [Selection]],
        arguments: &Map<String, Value>,
    ) -> Result<Value, Result<Bubble, FieldError>> {
        if name.ends_with("Connection") {
            let connection = match value {
                Value::Array(nodes) => Cow::Owned(page::embedded(nodes.clone(), arguments).map_err(Err)?),
                other => Cow::Borrowed(other),
            };
            let nodes = connection["nodes"].as_array().map_or(0, Vec::len);
            let before = std::mem::take(&mut self.cost);
            let answer = self.selection(name, &connection, sets).map_err(Ok);
            #[expect(clippy::cast_precision_loss, reason = "a page has at most 250 nodes")]
            let size = nodes as f64;
            let of_one = if nodes == 0 { 0.0 } else { self.cost / size };
            self.cost = before + connection_cost(size, of_one.max(if nodes == 0 { 0.0 } else { 1.0 }));
            return answer;
        }
        let loaded = match value.as_object() {
            Some(object) if object.len() == 1 => object.get("id").and_then(Value::as_str),
            _ => None,
        };
        let value = match loaded.map(|id| self.data.load(id)) {
            Some(Some(full)) => Cow::Owned(full),
            Some(None) | None => Cow::Borrowed(value),
        };
        let kind = if self.schema.is_abstract(name) { self.data.type_of(&value) } else { name.to_owned() };
        if !matches!(&*kind, "MoneyV2" | "MoneyBag" | "PageInfo") && !kind.ends_with("Edge") {
            self.cost += 1.0;
        }
        self.selection(&kind, &value, sets).map_err(Ok)
    }
}

fn edges(connection: &Value) -> Value {
    let nodes = connection["nodes"].as_array().map_or(&[][..], |nodes| nodes);
    let cursors = connection["cursors"].as_array().map_or(&[][..], |cursors| cursors);
    nodes.iter().zip(cursors).map(|(node, cursor)| json!({ "cursor": cursor, "node": node })).collect()
}

/// What an operation may cost at most, before it runs.
pub fn requested_cost(
    schema: &Schema,
    document: &Document,
    operation: &Operation,
    variables: &Map<String, Value>,
) -> f64 {
    let root = if operation.kind == "mutation" { "Mutation" } else { "QueryRoot" };
    let fixed = if operation.kind == "mutation" { 10.0 } else { 0.0 };
    fixed + Prices { schema, document, variables }.selection(root, &operation.selection)
}

struct Prices<'a> {
    schema: &'a Schema,
    document: &'a Document,
    variables: &'a Map<String, Value>,
}

impl Prices<'_> {
    fn selection(&self, kind: &str, selection: &[Selection]) -> f64 {
        selection
            .iter()
            .map(|entry| match entry {
                Selection::Field(field) if is_selected(&field.directives, self.variables) => {
                    self.field(kind, field)
                }
                Selection::Spread { name, directives, .. } if is_selected(directives, self.variables) => self
                    .document
                    .fragments
                    .get(name)
                    .map_or(0.0, |fragment| self.selection(&fragment.condition, &fragment.selection)),
                Selection::Inline { condition, directives, selection, .. }
                    if is_selected(directives, self.variables) =>
                {
                    self.selection(condition.as_deref().unwrap_or(kind), selection)
                }
                _ => 0.0,
            })
            .sum()
    }

    fn field(&self, kind: &str, field: &Field) -> f64 {
        let Some(definition) = self.schema.field(kind, &field.name) else { return 0.0 };
        let base = definition.kind.base();
        if !self.schema.is_composite(base) || matches!(base, "MoneyV2" | "MoneyBag" | "PageInfo") {
            return 0.0;
        }
        let below = self.selection(base, &field.selection);
        if base.ends_with("Connection") {
            let arguments = arguments(self.schema, kind, field, self.variables);
            let size =
                ["first", "last"].iter().find_map(|name| arguments.get(*name)?.as_f64()).unwrap_or(1.0);
            return connection_cost(size, below.max(1.0));
        }
        if base.ends_with("Edge") || kind.ends_with("Edge") || kind.ends_with("Connection") {
            // The node inside an edge or a list of nodes is the one object that is paid for.
            return if base.ends_with("Edge") { below } else { below + 1.0 };
        }
        below + 1.0
    }
}
