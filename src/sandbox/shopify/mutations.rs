//! The few writes that deskhand makes in a store: tags, the customer's note, metafields.

use serde_json::{Map, Value, json};

use super::super::graphql::execute::FieldError;
use super::complete::number_of;
use super::session::Session;
use super::store::Kind;

/// The most that a customer's note holds.
const LONGEST_NOTE: usize = 5_000;

fn user_error(field: &[&str], message: &str) -> Value {
    json!([{ "field": field, "message": message }])
}

impl Session<'_> {
    /// Runs one mutation field.
    pub(super) fn mutation(
        &mut self,
        field: &str,
        arguments: &Map<String, Value>,
    ) -> Result<Value, FieldError> {
        match field {
            // Nothing of the shop changes.
            "bulkOperationRunQuery" => return Ok(self.run_bulk(arguments)),
            "bulkOperationCancel" => return Ok(self.cancel_bulk(arguments)),
            _ => {}
        }
        let answer = match field {
            "tagsAdd" => self.tags(arguments, true)?,
            "tagsRemove" => self.tags(arguments, false)?,
            "customerUpdate" => self.update_customer(&arguments["input"])?,
            "metafieldsSet" => self.metafields(&arguments["metafields"])?,
            _ => Value::Null,
        };
        self.written.push(json!({ "operation": field, "arguments": arguments }));
        Ok(answer)
    }

    fn may_write(&self, scope: &str, field: &str) -> Result<(), FieldError> {
        if self.access.allows(scope) {
            return Ok(());
        }
        let required = format!("`{scope}` access scope.");
        Err(FieldError {
            message: format!("Access denied for {field} field. Required access: {required}"),
            extensions: json!({ "code": "ACCESS_DENIED", "requiredAccess": required }),
        })
    }

    fn tags(&mut self, arguments: &Map<String, Value>, add: bool) -> Result<Value, FieldError> {
        let id = arguments["id"].clone();
        let text = id.as_str().unwrap_or("");
        let given: Vec<Value> = arguments["tags"].as_array().cloned().unwrap_or_default();
        let change = |record: &mut Value| {
            let mut tags: Vec<Value> = record["tags"].as_array().cloned().unwrap_or_default();
            tags.retain(|tag| !given.contains(tag));
            if add {
                tags.extend(given.iter().cloned());
            }
            tags.sort_by_key(|tag| tag.as_str().unwrap_or("").to_lowercase());
            record["tags"] = json!(tags);
        };
        let when = self.when.clone();
        let changed = if text.contains("/Customer/") {
            self.may_write("write_customers", "tagsAdd")?;
            self.store.change_customer(number_of(&id), &when, change)
        } else if text.contains("/Order/") {
            self.may_write("write_orders", "tagsAdd")?;
            self.store.change_order(number_of(&id), &when, change)
        } else {
            None
        };
        Ok(match changed {
            Some(record) => json!({ "node": record, "userErrors": [] }),
            None => json!({ "node": null, "userErrors": user_error(&["id"], "Record not found") }),
        })
    }

    fn update_customer(&mut self, input: &Value) -> Result<Value, FieldError> {
        self.may_write("write_customers", "customerUpdate")?;
        let refuse = |field: &[&str], message: &str| json!({ "customer": null, "userErrors": user_error(field, message) });
        let id = number_of(&input["id"]);
        if self.store.get(Kind::Customer, id).is_none() {
            return Ok(refuse(&["id"], "Customer does not exist"));
        }
        if input["note"].as_str().is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
            return Ok(refuse(&["note"], "Note is too long (maximum is 5000 characters)"));
        }
        if !input["emailMarketingConsent"].is_null() {
            let message = "To update emailMarketingConsent, please use the customerEmailMarketingConsentUpdate mutation";
            return Ok(refuse(&["emailMarketingConsent"], message));
        }
        if let Some(email) = input["email"].as_str()
            && self.store.customers_by_email(email).iter().any(|other| *other != id)
        {
            return Ok(refuse(&["email"], "Email has already been taken"));
        }
        let when = self.when.clone();
        let changed = self.store.change_customer(id, &when, |customer| {
            for field in ["note", "tags", "firstName", "lastName", "locale", "taxExempt"] {
                if let Some(value) = input.get(field) {
                    customer[field] = value.clone();
                }
            }
            if let Some(email) = input["email"].as_str() {
                customer["email"] = json!(email);
                customer["defaultEmailAddress"]["emailAddress"] = json!(email);
            }
            let name = [&customer["firstName"], &customer["lastName"]];
            let name = name.iter().filter_map(|part| part.as_str()).collect::<Vec<_>>().join(" ");
            if !name.is_empty() {
                customer["displayName"] = json!(name);
            }
        });
        Ok(json!({ "customer": changed, "userErrors": [] }))
    }

    fn metafields(&mut self, given: &Value) -> Result<Value, FieldError> {
        self.may_write("write_customers", "metafieldsSet")?;
        let mut set = Vec::new();
        for field in given.as_array().into_iter().flatten() {
            let owner = number_of(&field["ownerId"]);
            let namespace = field["namespace"].as_str().unwrap_or("$app").to_owned();
            let (key, when) = (field["key"].clone(), self.when.clone());
            let metafield = json!({
                "id": format!("gid://shopify/Metafield/{}", owner % 1_000_000_000 + set.len() as u64),
                "namespace": namespace, "key": key, "type": field["type"], "value": field["value"],
                "createdAt": when, "updatedAt": when, "ownerType": "CUSTOMER",
            });
            let changed = self.store.change_customer(owner, &when, |customer| {
                let mut fields = customer["metafields"].as_array().cloned().unwrap_or_default();
                fields.retain(|old| old["namespace"] != *namespace || old["key"] != key);
                fields.push(metafield.clone());
                customer["metafields"] = json!(fields);
            });
            if changed.is_none() {
                let errors = json!([{ "field": ["metafields", "0", "ownerId"], "message": "Owner does not exist.", "code": "INVALID_VALUE", "elementIndex": 0 }]);
                return Ok(json!({ "metafields": null, "userErrors": errors }));
            }
            set.push(metafield);
        }
        Ok(json!({ "metafields": set, "userErrors": [] }))
    }
}
