//! Holds a request against the schema before anything runs; messages as Shopify's server words them.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::document::{Directive, Document, Field, Input, Operation, Selection};
use super::schema::{Argument, Definition, Schema, TypeRef};
use super::{GraphqlError, Position};

/// All faults of an operation; empty when it may run.
pub fn validate(schema: &Schema, document: &Document, operation: &Operation) -> Vec<GraphqlError> {
    let root = if operation.kind == "mutation" { "Mutation" } else { "QueryRoot" };
    let title = match &operation.name {
        Some(name) => format!("{} {name}", operation.kind),
        None => operation.kind.clone(),
    };
    let mut validator = Validator {
        schema,
        document,
        operation,
        path: vec![json!(title)],
        errors: Vec::new(),
        used_variables: BTreeSet::new(),
        used_fragments: HashSet::new(),
        open_fragments: Vec::new(),
    };
    validator.variables_have_types();
    validator.selection(root, &operation.selection);
    validator.nothing_unused();
    validator.errors
}

/// The variables of a request, with defaults, held against their declared types.
///
/// # Errors
/// A required variable that is missing, or a value of another type.
pub fn coerce_variables(
    schema: &Schema,
    operation: &Operation,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>, Vec<GraphqlError>> {
    let mut variables = Map::new();
    let mut errors = Vec::new();
    for definition in &operation.variables {
        let value = match (given.get(&definition.name), &definition.default) {
            (Some(value), _) => Some(value.clone()),
            (None, Some(default)) => default.resolve(&Map::new()),
            (None, None) => None,
        };
        let explanation = match &value {
            None if definition.declared.is_required() => Some("Expected value to not be null".to_owned()),
            None => None,
            Some(value) => misfit(schema, &definition.declared, value),
        };
        if let Some(explanation) = explanation {
            let message = format!(
                "Variable ${} of type {} was provided invalid value",
                definition.name, definition.declared
            );
            let mut error = GraphqlError::at(definition.position, "INVALID_VARIABLE", message);
            error.extensions["value"] = value.clone().unwrap_or(Value::Null);
            error.extensions["problems"] = json!([{ "path": [], "explanation": explanation }]);
            errors.push(error);
        }
        if let Some(value) = value {
            variables.insert(definition.name.clone(), value);
        }
    }
    if errors.is_empty() { Ok(variables) } else { Err(errors) }
}

/// Why a JSON value does not fit an input type, if it does not.
fn misfit(schema: &Schema, kind: &TypeRef, value: &Value) -> Option<String> {
    match kind {
        TypeRef::Required(_) if value.is_null() => Some("Expected value to not be null".into()),
        TypeRef::Required(inner) => misfit(schema, inner, value),
        _ if value.is_null() => None,
        TypeRef::List(inner) => match value {
            Value::Array(items) => items.iter().find_map(|item| misfit(schema, inner, item)),
            single => misfit(schema, inner, single),
        },
        TypeRef::Named(name) => match schema.get(name) {
            Some(Definition::Enum(values)) => {
                let known = value.as_str().is_some_and(|text| values.iter().any(|known| known == text));
                (!known).then(|| format!("Expected {value} to be one of: {}", values.join(", ")))
            }
            Some(Definition::Input { fields, one_of }) => input_misfit(schema, name, fields, *one_of, value),
            _ => (!scalar_fits(name, value)).then(|| format!("Could not coerce value {value} to {name}")),
        },
    }
}

fn input_misfit(
    schema: &Schema,
    name: &str,
    fields: &[Argument],
    one_of: bool,
    value: &Value,
) -> Option<String> {
    let Some(given) = value.as_object() else {
        return Some(format!("Expected {value} to be a key-value object"));
    };
    if one_of && given.len() != 1 {
        return Some(format!("'{name}' requires exactly one argument, but {} were provided.", given.len()));
    }
    if let Some(unknown) = given.keys().find(|key| fields.iter().all(|field| field.name != **key)) {
        return Some(format!("Field is not defined on {name}: {unknown}"));
    }
    fields.iter().find_map(|field| match given.get(&field.name) {
        Some(value) => misfit(schema, &field.kind, value),
        None if field.kind.is_required() && field.default.is_none() => {
            Some(format!("Expected value to not be null: {}", field.name))
        }
        None => None,
    })
}

fn scalar_fits(name: &str, value: &Value) -> bool {
    match name {
        "Int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        "ID" => value.is_string() || value.is_i64() || value.is_u64(),
        "JSON" => true,
        "Decimal" | "Money" | "UnsignedInt64" => value.is_string() || value.is_number(),
        _ => value.is_string(),
    }
}

struct Validator<'a> {
    schema: &'a Schema,
    document: &'a Document,
    operation: &'a Operation,
    path: Vec<Value>,
    errors: Vec<GraphqlError>,
    used_variables: BTreeSet<String>,
    used_fragments: HashSet<String>,
    open_fragments: Vec<String>,
}

impl Validator<'_> {
    fn report(&mut self, position: Position, code: &str, message: String, more: Value) {
        let mut error = GraphqlError::at(position, code, message);
        error.path.clone_from(&self.path);
        if let (Some(extensions), Value::Object(more)) = (error.extensions.as_object_mut(), more) {
            extensions.extend(more);
        }
        self.errors.push(error);
    }

    fn variables_have_types(&mut self) {
        for definition in &self.operation.variables {
            let base = definition.declared.base();
            if self.schema.get(base).is_none() {
                let message = format!("{base} isn't a defined input type (on ${})", definition.name);
                self.report(
                    definition.position,
                    "variableRequiresValidType",
                    message,
                    json!({ "typeName": base }),
                );
            }
        }
    }

    fn nothing_unused(&mut self) {
        let title =
            self.operation.name.clone().unwrap_or_else(|| format!("anonymous {}", self.operation.kind));
        for definition in &self.operation.variables {
            if !self.used_variables.contains(&definition.name) {
                let message = format!("Variable ${} is declared by {title} but not used", definition.name);
                let more = json!({ "variableName": definition.name });
                self.report(definition.position, "variableNotUsed", message, more);
            }
        }
        if self.document.operations.len() == 1 {
            for (name, fragment) in &self.document.fragments {
                if !self.used_fragments.contains(name) {
                    let message = format!("Fragment {name} was defined, but not used");
                    self.report(
                        fragment.position,
                        "useAndDefineFragment",
                        message,
                        json!({ "fragmentName": name }),
                    );
                }
            }
        }
    }

    fn selection(&mut self, parent: &str, selection: &[Selection]) {
        for entry in selection {
            match entry {
                Selection::Field(field) => {
                    self.path.push(json!(field.key));
                    self.field(parent, field);
                    self.path.pop();
                }
                Selection::Spread { name, directives, position } => {
                    self.directives(directives, *position);
                    self.used_fragments.insert(name.clone());
                    let Some(fragment) = self.document.fragments.get(name) else {
                        let message = format!("Fragment {name} was used, but not defined");
                        let more = json!({ "fragmentName": name });
                        self.report(*position, "useAndDefineFragment", message, more);
                        continue;
                    };
                    if self.open_fragments.contains(name) {
                        let message = format!("Fragment {name} contains an infinite loop");
                        self.report(*position, "infiniteLoop", message, json!({ "fragmentName": name }));
                        continue;
                    }
                    self.open_fragments.push(name.clone());
                    self.condition(parent, &fragment.condition, &fragment.selection, *position);
                    self.open_fragments.pop();
                }
                Selection::Inline { condition, directives, selection, position } => {
                    self.directives(directives, *position);
                    match condition {
                        Some(condition) => self.condition(parent, condition, selection, *position),
                        None => self.selection(parent, selection),
                    }
                }
            }
        }
    }

    fn condition(&mut self, parent: &str, condition: &str, selection: &[Selection], position: Position) {
        if !self.schema.is_composite(condition) {
            let message = format!("No such type {condition}, so it can't be a fragment condition");
            self.report(position, "undefinedType", message, json!({ "typeName": condition }));
        } else if !self.schema.may_overlap(parent, condition) {
            let message = format!("Fragment on {condition} can't be spread inside {parent}");
            self.report(position, "cannotSpreadFragment", message, json!({ "typeName": condition }));
        } else {
            self.selection(condition, selection);
        }
    }

    fn field(&mut self, parent: &str, field: &Field) {
        self.directives(&field.directives, field.position);
        let name = &field.name;
        if name == "__typename" {
            return;
        }
        let Some(definition) = self.schema.field(parent, name) else {
            let message = format!("Field '{name}' doesn't exist on type '{parent}'");
            let more = json!({ "typeName": parent, "fieldName": name });
            return self.report(field.position, "undefinedField", message, more);
        };
        self.arguments(field, &definition.arguments);
        let base = definition.kind.base();
        if self.schema.is_composite(base) {
            if field.selection.is_empty() {
                let message = format!(
                    "Field must have selections (field '{name}' returns {base} but has no selections. Did you mean '{name} {{ ... }}'?)"
                );
                let more = json!({ "nodeName": format!("field '{name}'"), "typeName": base });
                return self.report(field.position, "selectionMismatch", message, more);
            }
            self.selection(base, &field.selection);
        } else if !field.selection.is_empty() {
            let message = format!(
                "Selections can't be made on scalars (field '{name}' returns {base} but has selections)"
            );
            let more = json!({ "nodeName": format!("field '{name}'"), "typeName": base });
            self.report(field.position, "selectionMismatch", message, more);
        }
    }

    fn arguments(&mut self, field: &Field, accepted: &[Argument]) {
        for (name, input) in &field.arguments {
            match accepted.iter().find(|argument| argument.name == *name) {
                Some(argument) => {
                    let place = format!("Argument '{name}' on Field '{}'", field.name);
                    self.input(&place, &argument.kind, argument.default.is_some(), input, field.position);
                }
                None => {
                    let message = format!("Field '{}' doesn't accept argument '{name}'", field.name);
                    let more = json!({ "name": field.name, "typeName": "Field", "argumentName": name });
                    self.report(field.position, "argumentNotAccepted", message, more);
                }
            }
        }
        let given = |wanted: &str| field.arguments.iter().any(|(name, _)| name == wanted);
        let missing: Vec<&str> = accepted
            .iter()
            .filter(|argument| {
                argument.kind.is_required() && argument.default.is_none() && !given(&argument.name)
            })
            .map(|argument| &*argument.name)
            .collect();
        if !missing.is_empty() {
            let message =
                format!("Field '{}' is missing required arguments: {}", field.name, missing.join(", "));
            let more = json!({ "className": "Field", "name": field.name, "arguments": missing.join(", ") });
            self.report(field.position, "missingRequiredArguments", message, more);
        }
    }

    fn input(&mut self, place: &str, kind: &TypeRef, has_default: bool, input: &Input, position: Position) {
        match input {
            Input::Variable(name) => self.variable(place, kind, has_default, name, position),
            Input::Object(fields) => {
                let Some(Definition::Input { fields: accepted, .. }) = self.schema.get(kind.base()) else {
                    return self.literal_misfit(place, kind, position);
                };
                for (name, field) in fields {
                    let object = kind.base();
                    match accepted.iter().find(|argument| argument.name == *name) {
                        Some(argument) => {
                            let place = format!("Argument '{name}' on InputObject '{object}'");
                            self.input(&place, &argument.kind, argument.default.is_some(), field, position);
                        }
                        None => {
                            let message = format!("InputObject '{object}' doesn't accept argument '{name}'");
                            let more =
                                json!({ "name": object, "typeName": "InputObject", "argumentName": name });
                            self.report(position, "argumentNotAccepted", message, more);
                        }
                    }
                }
            }
            Input::List(items) => {
                if let TypeRef::List(inner) = kind.nullable() {
                    for item in items {
                        self.input(place, inner, false, item, position);
                    }
                } else {
                    self.literal_misfit(place, kind, position);
                }
            }
            Input::Literal(value) => {
                let wants_enum = matches!(self.schema.get(kind.base()), Some(Definition::Enum(_)));
                if (wants_enum && value.is_string()) || misfit(self.schema, kind, value).is_some() {
                    self.literal_misfit(place, kind, position);
                }
            }
            Input::Enum(name) => {
                let fits = match self.schema.get(kind.base()) {
                    Some(Definition::Enum(values)) => values.contains(name),
                    _ => false,
                };
                if !fits {
                    self.literal_misfit(place, kind, position);
                }
            }
        }
    }

    fn literal_misfit(&mut self, place: &str, kind: &TypeRef, position: Position) {
        let message = format!("{place} has an invalid value. Expected type '{kind}'.");
        self.report(position, "argumentLiteralsIncompatible", message, json!({ "typeName": "Argument" }));
    }

    fn variable(&mut self, place: &str, kind: &TypeRef, has_default: bool, name: &str, position: Position) {
        self.used_variables.insert(name.to_owned());
        let Some(definition) = self.operation.variables.iter().find(|known| known.name == name) else {
            let title =
                self.operation.name.clone().unwrap_or_else(|| format!("anonymous {}", self.operation.kind));
            let message = format!("Variable ${name} is used by {title} but not declared");
            return self.report(position, "variableNotDefined", message, json!({ "variableName": name }));
        };
        let filled = has_default || definition.default.is_some();
        if !variable_fits(&definition.declared, kind, filled) {
            let message =
                format!("Type mismatch on variable ${name} and {place} ({} / {kind})", definition.declared);
            let more = json!({ "variableName": name, "typeName": definition.declared.to_string() });
            self.report(position, "variableMismatch", message, more);
        }
    }

    fn directives(&mut self, directives: &[Directive], position: Position) {
        for directive in directives {
            if !matches!(&*directive.name, "include" | "skip" | "idempotent") {
                let message = format!("Directive @{} is not defined", directive.name);
                self.report(
                    position,
                    "undefinedDirective",
                    message,
                    json!({ "directiveName": directive.name }),
                );
                continue;
            }
            for (name, input) in &directive.arguments {
                if let Input::Variable(variable) = input {
                    let wanted = if name == "if" { "Boolean" } else { "String" };
                    let kind = TypeRef::Required(Box::new(TypeRef::Named(wanted.into())));
                    self.variable(
                        &format!("Argument '{name}' on Directive"),
                        &kind,
                        false,
                        variable,
                        position,
                    );
                }
            }
        }
    }
}

/// Whether a variable of one type may stand where another is wanted.
fn variable_fits(declared: &TypeRef, wanted: &TypeRef, filled: bool) -> bool {
    match (declared, wanted) {
        (TypeRef::Required(declared), TypeRef::Required(wanted)) => variable_fits(declared, wanted, false),
        (TypeRef::Required(declared), wanted) => variable_fits(declared, wanted, false),
        (declared, TypeRef::Required(wanted)) => filled && variable_fits(declared, wanted, false),
        (TypeRef::List(declared), TypeRef::List(wanted)) => variable_fits(declared, wanted, false),
        (TypeRef::Named(declared), TypeRef::Named(wanted)) => declared == wanted,
        (TypeRef::Named(_), TypeRef::List(_)) => {
            variable_fits(declared, &TypeRef::Named(wanted.base().into()), false)
        }
        _ => false,
    }
}
