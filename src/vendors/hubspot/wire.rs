//! What HubSpot says, as lenient as its answers are: every value is a string or absent, ids are strings or
//! numbers, unknown keys are passed over.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::super::http::Piece;

/// An object of the CRM: contact, company, deal, ticket, note, task, call, e-mail.
#[derive(Deserialize)]
pub(super) struct Object {
    #[serde(deserialize_with = "id")]
    pub id: String,
    #[serde(default)]
    properties: HashMap<String, Value>,
    #[serde(rename = "createdAt", default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    #[serde(rename = "updatedAt", default, deserialize_with = "time")]
    pub updated_at: Option<Timestamp>,
    #[serde(default)]
    pub archived: bool,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub associations: HashMap<String, EmbeddedAssociations>,
}

impl Object {
    /// A property's text; nothing where it is absent or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.properties.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Whether the account has the property, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.properties.contains_key(name)
    }

    /// A property that holds a time: RFC 3339, or milliseconds since 1970.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        read_time(self.properties.get(name)?)
    }

    /// A property that holds a whole number, which HubSpot may write `86` or `86.0`.
    pub fn count(&self, name: &str) -> Option<u32> {
        let text = self.text(name)?;
        text.split('.').next()?.parse().ok()
    }

    /// A property that holds yes or no.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name)? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

/// The associations that come with an object: the first page only.
#[derive(Deserialize)]
pub(super) struct EmbeddedAssociations {
    #[serde(default)]
    pub results: Vec<EmbeddedId>,
    #[serde(default)]
    pub paging: Option<Paging>,
}

/// One object that another is associated with.
#[derive(Deserialize)]
pub(super) struct EmbeddedId {
    #[serde(deserialize_with = "id")]
    pub id: String,
}

/// Where a list goes on.
#[derive(Deserialize)]
pub(super) struct Paging {
    pub next: Option<Next>,
}

/// The cursor.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(deserialize_with = "id")]
    pub after: String,
}

/// A list of something, a search's hits, a batch's results.
#[derive(Deserialize)]
pub(super) struct Many<T> {
    #[serde(default = "Vec::new")]
    pub results: Vec<T>,
    #[serde(default)]
    pub total: Option<u64>,
    #[serde(default)]
    pub paging: Option<Paging>,
    #[serde(default)]
    pub errors: Vec<BatchFault>,
}

impl<T> Many<T> {
    /// The cursor of the next page.
    pub fn next(&self) -> Option<String> {
        Some(self.paging.as_ref()?.next.as_ref()?.after.clone())
    }
}

impl Many<Piece<Object>> {
    /// The id that a search which is walked by ids goes on behind; nothing at its end: a page that is not full is the
    /// last, and one that leads nowhere new would never end.
    pub fn last_of(&self, full: usize, cursor: Option<&str>) -> Option<String> {
        let ids = self.results.iter().rev().filter_map(|piece| match piece {
            Piece::Whole(object) => Some(&object.id),
            Piece::Odd { id, .. } => id.as_ref(),
        });
        let last = ids.into_iter().next().cloned();
        last.filter(|last| self.results.len() >= full && Some(last.as_str()) != cursor)
    }
}

/// Why some entries of a batch failed.
#[derive(Deserialize)]
pub(super) struct BatchFault {
    #[serde(default)]
    pub category: String,
    #[serde(rename = "subCategory", default)]
    sub_category: Value,
    /// What it is about: `ids`.
    #[serde(default)]
    context: Value,
}

impl BatchFault {
    /// The objects that it is about, where it says so.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.context["ids"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether it merely says that there is nothing: deleted since, or never associated.
    pub fn is_absence(&self) -> bool {
        self.category == "OBJECT_NOT_FOUND"
            || self.sub_category.as_str().is_some_and(|sub| sub.ends_with("NO_ASSOCIATIONS_FOUND"))
    }
}

/// What one object is associated with.
#[derive(Deserialize)]
pub(super) struct Associated {
    pub from: EmbeddedId,
    #[serde(default)]
    pub to: Vec<AssociatedTo>,
    #[serde(default)]
    pub paging: Option<Paging>,
}

/// The other end.
#[derive(Deserialize)]
pub(super) struct AssociatedTo {
    #[serde(rename = "toObjectId", deserialize_with = "id")]
    pub id: String,
    /// How the two belong together; the plain way has no label.
    #[serde(rename = "associationTypes", default)]
    types: Vec<TieType>,
}

impl AssociatedTo {
    /// How the account calls what the other is to this one. What HubSpot itself calls it is no role of anybody's:
    /// `Primary` says which of several companies is the main one.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.types.iter().filter(|one| !one.is_hubspots_own()).filter_map(|one| one.label.as_deref())
    }

    /// Whether the other is the company that goes before all others.
    pub fn is_primary(&self) -> bool {
        self.types.iter().any(|one| one.is_hubspots_own() && PRIMARY_COMPANY.contains(&one.type_id))
    }
}

/// Types of the ties that lead to a primary company: from a contact, a deal, a ticket.
const PRIMARY_COMPANY: [u32; 3] = [1, 5, 26];

/// A way in which two objects belong together.
#[derive(Deserialize)]
struct TieType {
    #[serde(rename = "typeId", default)]
    type_id: u32,
    #[serde(default)]
    category: String,
    #[serde(default)]
    label: Option<String>,
}

impl TieType {
    fn is_hubspots_own(&self) -> bool {
        self.category == "HUBSPOT_DEFINED"
    }
}

/// A kind of association between two kinds of objects.
#[derive(Deserialize)]
pub(super) struct AssociationLabel {
    #[serde(rename = "typeId")]
    pub type_id: u32,
    #[serde(default)]
    pub label: Option<String>,
    #[serde(default)]
    pub category: String,
}

/// A pipeline.
#[derive(Clone, Deserialize)]
pub(super) struct Pipeline {
    #[serde(deserialize_with = "id")]
    pub id: String,
    #[serde(default)]
    pub stages: Vec<Stage>,
}

/// A stage of a pipeline.
#[derive(Clone, Deserialize)]
pub(super) struct Stage {
    #[serde(deserialize_with = "id")]
    pub id: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    metadata: HashMap<String, Value>,
}

impl Stage {
    /// Whether cases or deals in it are closed; nothing where it does not say.
    pub fn is_closed(&self) -> Option<bool> {
        match (self.meta("ticketState").as_deref(), self.meta("isClosed").as_deref()) {
            (Some("CLOSED"), _) | (_, Some("true")) => Some(true),
            (Some(_), _) | (_, Some(_)) => Some(false),
            (None, None) => None,
        }
    }

    /// Whether a closed deal in it is won.
    pub fn is_won(&self) -> bool {
        self.meta("probability").and_then(|text| text.parse::<f64>().ok()).is_some_and(|p| p >= 1.0)
    }

    fn meta(&self, name: &str) -> Option<String> {
        match self.metadata.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }
}

/// A colleague.
#[derive(Clone, Deserialize)]
pub(super) struct WireOwner {
    #[serde(deserialize_with = "id")]
    pub id: String,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(rename = "firstName", default)]
    pub first_name: Option<String>,
    #[serde(rename = "lastName", default)]
    pub last_name: Option<String>,
    #[serde(default)]
    pub archived: bool,
}

/// The definition of a property.
#[derive(Clone, Deserialize)]
pub(super) struct Property {
    pub name: String,
    #[serde(rename = "type", default)]
    pub kind: String,
    #[serde(rename = "groupName", default)]
    pub group: String,
    #[serde(default)]
    pub options: Vec<PropertyOption>,
    #[serde(rename = "hasUniqueValue", default)]
    pub unique: bool,
    #[serde(default)]
    pub calculated: bool,
    #[serde(default)]
    pub archived: bool,
    #[serde(rename = "externalOptions", default)]
    pub external_options: bool,
    #[serde(rename = "modificationMetadata", default)]
    modification: Option<Modification>,
}

impl Property {
    /// Whether its value can be set at all.
    pub fn is_read_only(&self) -> bool {
        self.calculated || self.modification.as_ref().is_some_and(|m| m.read_only_value)
    }

    /// Whether it accepts a value, as far as its own list of options tells.
    pub fn has_option(&self, value: &str) -> bool {
        self.options.is_empty() || self.external_options || self.options.iter().any(|o| o.value == value)
    }
}

/// A value of a picklist.
#[derive(Clone, Deserialize)]
pub(super) struct PropertyOption {
    #[serde(default)]
    pub value: String,
}

/// What may be changed about a property.
#[derive(Clone, Deserialize)]
struct Modification {
    #[serde(rename = "readOnlyValue", default)]
    read_only_value: bool,
}

/// Facts of the account.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Account {
    #[serde(rename = "portalId", default)]
    pub portal_id: Option<u64>,
    #[serde(rename = "uiDomain", default)]
    pub ui_domain: Option<String>,
    #[serde(rename = "companyCurrency", default)]
    pub currency: Option<String>,
}

/// The body of a refusal. Every field can be missing.
#[derive(Default, Deserialize)]
pub(super) struct Refusal {
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub category: String,
    #[serde(rename = "correlationId", default)]
    pub correlation_id: Option<String>,
    #[serde(rename = "policyName", default)]
    pub policy: Option<String>,
    #[serde(default)]
    pub errors: Vec<RefusalDetail>,
}

/// One fault of several.
#[derive(Default, Deserialize)]
pub(super) struct RefusalDetail {
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub context: HashMap<String, Value>,
}

/// One property's fault; HubSpot puts a JSON list of these into the message's text.
#[derive(Deserialize)]
pub(super) struct PropertyFault {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub error: String,
}

fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("an id is neither text nor number")),
    }
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(read_time(&Value::deserialize(deserializer)?))
}

fn read_time(value: &Value) -> Option<Timestamp> {
    let milliseconds = |ms: i64| Timestamp::from_millisecond(ms).ok();
    match value {
        Value::Number(number) => milliseconds(number.as_i64()?),
        Value::String(text) => {
            let text = text.trim();
            let date =
                || text.parse::<jiff::civil::Date>().ok()?.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok();
            text.parse()
                .ok()
                .or_else(|| milliseconds(text.parse().ok()?))
                .or_else(|| Some(date()?.timestamp()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read_whatever_its_values_are() {
        let object: Object = serde_json::from_str(
            r#"{"id": 5, "properties": {"email": "a@b.example", "phone": null, "empty": " ", "n": "86.0",
                "closedate": "2026-11-21", "hs_timestamp": "1795521600000", "odd": {"x": 1}},
                "createdAt": "2026-02-11T08:12:50.112Z", "updatedAt": "nonsense", "extra": []}"#,
        )
        .unwrap();
        assert_eq!(object.id, "5");
        assert_eq!(object.text("email"), Some("a@b.example"));
        assert_eq!((object.text("phone"), object.text("empty"), object.text("odd")), (None, None, None));
        assert_eq!(object.count("n"), Some(86));
        assert_eq!(object.time("closedate").unwrap().to_string(), "2026-11-21T00:00:00Z");
        assert_eq!(object.time("hs_timestamp").unwrap().as_second(), 1_795_521_600);
        assert!(object.created_at.is_some() && object.updated_at.is_none());
    }
}
