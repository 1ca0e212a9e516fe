//! The sandbox held against the vendors' own specifications (`DESKHAND_CONTRACTS` names their folder).

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

mod sandbox_support;

use std::path::PathBuf;

use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use sandbox_support::Running;
use serde_json::{Value, json};

/// The folder of the vendors' specifications; without it the test passes over, but never in CI.
#[expect(clippy::print_stdout, reason = "said to whoever runs the tests")]
fn contracts() -> Option<PathBuf> {
    match std::env::var_os("DESKHAND_CONTRACTS") {
        Some(folder) => Some(PathBuf::from(folder)),
        None => {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "DESKHAND_CONTRACTS must be set in CI");
            println!("passed over: DESKHAND_CONTRACTS is not set");
            None
        }
    }
}

fn vendors_schema(folder: &std::path::Path) -> Valid<Schema> {
    let file = folder.join("openapi/shopify-admin-2026-10.graphql");
    let text = std::fs::read_to_string(file).expect("the vendor's schema");
    // The parser does not bring this directive with it.
    let text = format!("directive @oneOf on INPUT_OBJECT\n{text}");
    Schema::parse_and_validate(text, "shopify.graphql")
        .map_err(|error| error.to_string())
        .expect("a valid schema")
}

/// The sandbox's own schema, completed so that it can stand alone.
fn own_schema() -> Schema {
    let text = include_str!("../src/sandbox/shopify/schema.graphql");
    let whole =
        format!("schema {{ query: QueryRoot mutation: Mutation }}\ndirective @oneOf on INPUT_OBJECT\n{text}");
    Schema::parse(whole, "sandbox.graphql").unwrap_or_else(|error| error.partial)
}

#[test]
fn the_sandboxs_schema_is_a_part_of_the_vendors() {
    let Some(folder) = contracts() else { return };
    let vendors = vendors_schema(&folder);
    let mut fields = 0;
    for (name, own) in &own_schema().types {
        if own.is_built_in() {
            continue;
        }
        let theirs = vendors.types.get(name).unwrap_or_else(|| panic!("the vendor has no type {name}"));
        match (own, theirs) {
            (ExtendedType::Object(own), ExtendedType::Object(theirs)) => {
                for (field, definition) in &own.fields {
                    let there = theirs.fields.get(field).unwrap_or_else(|| panic!("no {name}.{field}"));
                    assert_eq!(definition.ty.to_string(), there.ty.to_string(), "{name}.{field}");
                    let arguments = |definition: &apollo_compiler::ast::FieldDefinition| {
                        definition
                            .arguments
                            .iter()
                            .map(|one| (one.name.to_string(), one.ty.to_string()))
                            .collect::<Vec<_>>()
                    };
                    assert_eq!(arguments(definition), arguments(there), "{name}.{field}");
                    fields += 1;
                }
            }
            (ExtendedType::Enum(own), ExtendedType::Enum(theirs)) => {
                assert!(own.values.keys().eq(theirs.values.keys()), "values of {name}");
            }
            (ExtendedType::InputObject(own), ExtendedType::InputObject(theirs)) => {
                assert!(own.fields.keys().eq(theirs.fields.keys()), "fields of {name}");
            }
            _ => assert_eq!(std::mem::discriminant(own), std::mem::discriminant(theirs), "{name}"),
        }
    }
    assert!(fields > 500, "only {fields} fields were compared");
}

/// Everything that can be selected below a type without arguments, connections with one node.
fn broadest(schema: &Schema, kind: &str, depth: usize, above: &mut Vec<String>) -> Option<String> {
    let object = match schema.types.get(kind)? {
        ExtendedType::Object(object) => &object.fields,
        _ => return Some("__typename".to_owned()),
    };
    let mut parts = Vec::new();
    for (name, field) in object {
        if field.arguments.iter().any(|argument| argument.is_required()) {
            continue;
        }
        let base = field.ty.inner_named_type().to_string();
        let composite = matches!(
            schema.types.get(&*base),
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
        );
        if !composite {
            parts.push(name.to_string());
        } else if depth > 0 && !above.contains(&base) {
            let connection = base.ends_with("Connection");
            above.push(base.clone());
            // A connection, its nodes and their fields are one step.
            let below = broadest(
                schema,
                &base,
                if connection || base.ends_with("Edge") { depth } else { depth - 1 },
                above,
            );
            above.pop();
            if let Some(below) = below {
                parts.push(format!("{name}{} {{ {below} }}", if connection { "(first: 1)" } else { "" }));
            }
        }
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Selections that together name every field of a type: its values in one, each object below in one of its own.
fn selections(schema: &Schema, kind: &str) -> Vec<(String, bool)> {
    let Some(ExtendedType::Object(object)) = schema.types.get(kind) else { panic!("no type {kind}") };
    let (mut values, mut found) = (Vec::new(), Vec::new());
    for (name, field) in &object.fields {
        if field.arguments.iter().any(|argument| argument.is_required()) {
            continue;
        }
        let base = field.ty.inner_named_type().to_string();
        let composite = matches!(
            schema.types.get(&*base),
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
        );
        if !composite {
            values.push(name.to_string());
            continue;
        }
        let first = if base.ends_with("Connection") { "(first: 2)" } else { "" };
        let below = broadest(schema, &base, 2, &mut vec![kind.to_owned(), base.clone()]);
        found.push((format!("{name}{first} {{ {} }}", below.unwrap_or_else(|| "__typename".into())), true));
    }
    found.push((values.join(" "), false));
    found
}

/// Holds a value against the type that the vendor gives it.
fn check(
    schema: &Schema,
    ty: &apollo_compiler::ast::Type,
    value: &Value,
    selection: &apollo_compiler::executable::SelectionSet,
    path: &str,
) {
    if value.is_null() {
        assert!(!ty.is_non_null(), "{path} is null, but {ty} is required");
        return;
    }
    if ty.is_list() {
        let items = value.as_array().unwrap_or_else(|| panic!("{path} is no list: {value}"));
        for (index, item) in items.iter().enumerate() {
            check(schema, ty.item_type(), item, selection, &format!("{path}[{index}]"));
        }
        return;
    }
    let name = ty.inner_named_type().as_str();
    match schema.types.get(name) {
        Some(ExtendedType::Enum(values)) => {
            let known = value.as_str().is_some_and(|text| values.values.keys().any(|key| key == text));
            assert!(known, "{path}: {value} is no {name}");
        }
        Some(ExtendedType::Scalar(_)) => {
            let fits = match name {
                "Int" => value.is_i64() || value.is_u64(),
                "Float" => value.is_number(),
                "Boolean" => value.is_boolean(),
                "DateTime" => value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
                "Decimal" | "Money" => {
                    value.as_str().is_some_and(|text| text.parse::<rust_decimal::Decimal>().is_ok())
                }
                "UnsignedInt64" => value.as_str().is_some_and(|text| text.parse::<u64>().is_ok()),
                "URL" => value.as_str().is_some_and(|text| text.starts_with("https://")),
                _ => value.is_string(),
            };
            assert!(fits, "{path}: {value} is no {name}");
        }
        _ => {
            for entry in &selection.selections {
                let Some(field) = entry.as_field() else { continue };
                let key = field.response_key().as_str();
                let below = value.get(key).unwrap_or_else(|| panic!("{path}.{key} was not answered"));
                check(schema, field.ty(), below, &field.selection_set, &format!("{path}.{key}"));
            }
        }
    }
}

#[tokio::test]
async fn every_field_of_the_shop_is_answered_in_the_vendors_types() {
    let Some(folder) = contracts() else { return };
    let (vendors, own) = (vendors_schema(&folder), own_schema());
    let sandbox = Running::with_customers(50, &[]).await;
    let roots = [
        ("customers", "sortKey: ID", "Customer", 46),
        ("orders", "sortKey: CREATED_AT, reverse: true", "Order", 100),
        ("abandonedCheckouts", "reverse: false", "AbandonedCheckout", 4),
        ("products", "reverse: false", "Product", 26),
    ];
    for (root, order, kind, at_least) in roots {
        for (selection, heavy) in selections(&own, kind) {
            let (first, at_least) = if heavy { (20, at_least.min(20)) } else { (120, at_least) };
            let query = format!("{{ {root}(first: {first}, {order}) {{ nodes {{ {selection} }} }} }}");
            let document = ExecutableDocument::parse_and_validate(&vendors, &query, "query.graphql")
                .unwrap_or_else(|error| panic!("the vendor refuses {query}: {}", error.errors));
            let answer = sandbox.graphql(&query, json!({})).await;
            assert!(answer["errors"].is_null(), "{query}: {}", answer["errors"]);
            let operation = document.operations.get(None).expect("one operation");
            let nodes = answer["data"][root]["nodes"].as_array().map_or(0, Vec::len);
            assert!(nodes >= at_least, "{root} has {nodes} nodes");
            for entry in &operation.selection_set.selections {
                let field = entry.as_field().expect("a field");
                check(&vendors, field.ty(), &answer["data"][root], &field.selection_set, root);
            }
        }
    }
    let shop =
        format!("{{ shop {{ {} }} }}", broadest(&own, "Shop", 1, &mut vec!["Shop".into()]).expect("fields"));
    let answer = sandbox.graphql(&shop, json!({})).await;
    assert!(answer["data"]["shop"]["name"].is_string(), "{answer}");
}

/// A validator for one component of HubSpot's specification.
fn component(specification: &Value, name: &str) -> jsonschema::Validator {
    let schema = json!({
        "$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1")),
        "components": specification["components"],
    });
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a valid schema")
}

/// OpenAPI 3.0 writes `nullable` where JSON Schema writes a second type.
fn nullable_to_type(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.remove("nullable") == Some(json!(true))
                && let Some(Value::String(name)) = fields.get("type").cloned()
            {
                fields.insert("type".into(), json!([name, "null"]));
            }
            fields.values_mut().for_each(nullable_to_type);
        }
        Value::Array(items) => items.iter_mut().for_each(nullable_to_type),
        _ => {}
    }
}

#[tokio::test]
async fn every_answer_of_the_crm_is_of_the_specified_component() {
    let Some(folder) = contracts() else { return };
    let text =
        std::fs::read_to_string(folder.join("openapi/hubspot-2026-09.json")).expect("the specification");
    let mut specification: Value = serde_json::from_str(&text).expect("JSON");
    nullable_to_type(&mut specification["components"]);
    let sandbox = Running::with_customers(40, &[]).await;
    let objects = |kind: &str, rest: &str| format!("/crm/objects/2026-09/{kind}{rest}");
    let mut cases: Vec<(&str, String, Option<Value>, String)> = Vec::new();
    let associated = [
        ("contacts", "512001", "companies,deals,tickets,notes,tasks,calls"),
        ("companies", "98701", "contacts,deals"),
        ("deals", "44101", "contacts,companies"),
        ("tickets", "17701", "contacts,emails,notes,tasks"),
        ("notes", "710001", "contacts"),
        ("tasks", "810001", "contacts,tickets"),
        ("leads", "51001", "contacts"),
    ];
    for (kind, id, associations) in associated {
        let with = format!("{kind}.SimplePublicObjectWithAssociations");
        cases.push(("GET", objects(kind, &format!("/{id}?associations={associations}")), None, with));
        let list = format!("{kind}.CollectionResponseSimplePublicObjectWithAssociationsForwardPaging");
        cases.push(("GET", objects(kind, "?limit=50"), None, list));
        let found = format!("{kind}.CollectionResponseWithTotalSimplePublicObjectForwardPaging");
        cases.push((
            "POST",
            objects(kind, "/search"),
            Some(json!({ "limit": 5, "sorts": ["-createdate"] })),
            found,
        ));
        let inputs = json!({ "inputs": [{ "id": id }, { "id": "1" }], "properties": ["hs_object_id"] });
        let batch = format!("{kind}.BatchResponseSimplePublicObjectWithErrors");
        cases.push(("POST", objects(kind, "/batch/read"), Some(inputs), batch));
        cases.push(("GET", objects(kind, "/1"), None, format!("{kind}.ModelError")));
        let properties = "properties.CollectionResponsePropertyNoPaging".to_owned();
        cases.push(("GET", format!("/crm/properties/2026-09/{kind}"), None, properties));
    }
    let upsert = json!({ "inputs": [
        { "idProperty": "email", "id": "maren.holloway@example.com", "properties": { "city": "Bath" } },
        { "idProperty": "email", "id": "newcomer@example.com", "properties": { "city": "Bath" } },
    ] });
    let read =
        |ids: &[&str]| json!({ "inputs": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>() });
    let note = json!({ "properties": { "hs_timestamp": "2026-11-20T15:05:00.000Z", "hs_note_body": "x" },
        "associations": [{ "to": { "id": "512001" }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202 }] }] });
    let property = json!({ "name": "deskhand_score", "label": "Score", "type": "number", "fieldType": "number", "groupName": "contactinformation" });
    for (method, path, body, name) in [
        (
            "POST",
            objects("contacts", "/batch/upsert"),
            Some(upsert),
            "contacts.BatchResponseSimplePublicUpsertObject",
        ),
        ("POST", objects("notes", ""), Some(note), "notes.SimplePublicObject"),
        (
            "PATCH",
            objects("contacts", "/512001"),
            Some(json!({ "properties": { "city": "Bath" } })),
            "contacts.SimplePublicObject",
        ),
        (
            "POST",
            "/crm/associations/2026-09/contacts/tickets/batch/read".into(),
            Some(read(&["512001"])),
            "associations_v4.BatchResponsePublicAssociationMultiWithLabel",
        ),
        (
            "POST",
            "/crm/associations/2026-09/companies/contacts/batch/read".into(),
            Some(read(&["98702"])),
            "associations_v4.BatchResponsePublicAssociationMultiWithLabel",
        ),
        (
            "POST",
            "/crm/associations/2026-09/contacts/tickets/batch/read".into(),
            Some(read(&["512003"])),
            "associations_v4.BatchResponsePublicAssociationMultiWithLabelWithErrors",
        ),
        (
            "GET",
            "/crm/associations/2026-09/notes/contacts/labels".into(),
            None,
            "associations_v4_schema.CollectionResponseAssociationSpecWithLabelNoPaging",
        ),
        ("GET", "/crm/owners/2026-09".into(), None, "owners.CollectionResponsePublicOwnerForwardPaging"),
        (
            "GET",
            "/crm/pipelines/2026-09/tickets".into(),
            None,
            "pipelines.CollectionResponsePipelineNoPaging",
        ),
        (
            "GET",
            "/crm/pipelines/2026-09/deals/default/stages".into(),
            None,
            "pipelines.CollectionResponsePipelineStageNoPaging",
        ),
        ("POST", "/crm/properties/2026-09/contacts".into(), Some(property), "properties.Property"),
        (
            "POST",
            "/crm/properties/2026-09/contacts/groups".into(),
            Some(json!({ "name": "scores", "label": "Scores" })),
            "properties.PropertyGroup",
        ),
        (
            "GET",
            "/crm/properties/2026-09/contacts/groups".into(),
            None,
            "properties.CollectionResponsePropertyGroupNoPaging",
        ),
        (
            "POST",
            objects("contacts", "/batch/update"),
            Some(json!({ "inputs": [{ "id": "512003", "properties": { "city": "Reno" } }] })),
            "contacts.BatchResponseSimplePublicObject",
        ),
        (
            "POST",
            objects("contacts", "/batch/update"),
            Some(json!({ "inputs": [{ "id": "1", "properties": { "city": "Reno" } }] })),
            "contacts.BatchResponseSimplePublicObjectWithErrors",
        ),
        ("POST", objects("notes", ""), Some(json!({ "properties": {} })), "notes.ModelError"),
    ] {
        cases.push((method, path, body, name.to_owned()));
    }
    for (method, path, body, name) in cases {
        let (status, answer) = sandbox.hubspot(method, &path, body).await;
        assert_eq!(name.ends_with("ModelError"), status >= 400, "{method} {path}: {status} {answer}");
        let validator = component(&specification, &name);
        let faults: Vec<String> = validator
            .iter_errors(&answer)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{method} {path} is no {name}: {faults:#?}\n{answer}");
    }
}
