//! The CRM's records and their ties. Fixture and written records lie here; generated ones are computed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::moment;
use super::super::people::{People, Person, Story};
use super::kinds::{Kind, tie};

const GENERATED_COMPANY: u64 = 6_000_000_000;
const GENERATED_CONTACT: u64 = 7_000_000_000;
const GENERATED_TICKET: u64 = 8_000_000_000;
const GENERATED_DEAL: u64 = 9_000_000_000;
/// Ids of what is created while the sandbox runs.
const FIRST_CREATED: u64 = 30_000_000;

/// One object.
#[derive(Clone, Debug)]
pub struct Record {
    /// Values by property; an absent one is empty.
    pub properties: BTreeMap<String, String>,
    /// Time of creation.
    pub created: String,
    /// Time of the last change.
    pub updated: String,
    /// When it was archived, if it was.
    pub archived: Option<String>,
    /// When it was written to, and how it was before, while the search index trails.
    unindexed: Option<(Instant, Option<Box<Record>>)>,
}

/// Everything in the CRM.
pub struct Store {
    people: Arc<People>,
    records: HashMap<Kind, BTreeMap<u64, Record>>,
    ties: HashMap<(Kind, u64), Vec<(Kind, u64)>>,
    /// How the account calls what one object is to another, the same both ways.
    labels: HashMap<[(Kind, u64); 2], String>,
    unique: HashMap<(Kind, String, String), u64>,
    /// Property definitions in the vendor's shape.
    pub definitions: HashMap<Kind, Vec<Value>>,
    next_id: u64,
    now: Timestamp,
    started: Instant,
}

impl Store {
    /// An empty CRM with generated people and these property definitions.
    pub fn new(people: Arc<People>, definitions: HashMap<Kind, Vec<Value>>, now: Timestamp) -> Self {
        Self {
            people,
            records: HashMap::new(),
            ties: HashMap::new(),
            labels: HashMap::new(),
            unique: HashMap::new(),
            definitions,
            next_id: FIRST_CREATED,
            now,
            started: Instant::now(),
        }
    }

    /// The present time as the vendor writes it.
    pub fn when(&self) -> String {
        let elapsed = jiff::SignedDuration::try_from(self.started.elapsed()).unwrap_or_default();
        moment::text(self.now.checked_add(elapsed).unwrap_or(self.now))
    }

    /// Takes in a fixture object in the shape of a read with associations.
    pub fn load(&mut self, kind: Kind, object: &Value) {
        let id = object["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
        let mut properties = BTreeMap::new();
        for (name, value) in object["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.as_str() {
                properties.insert(name.clone(), value.to_owned());
            }
        }
        let text = |field: &str| object[field].as_str().map(str::to_owned);
        let created = text("createdAt").unwrap_or_else(|| moment::at(self.now, -86_400));
        let updated = text("updatedAt").unwrap_or_else(|| created.clone());
        let archived =
            (object["archived"] == true).then(|| text("archivedAt").unwrap_or_else(|| updated.clone()));
        self.keep_unique(kind, id, &properties);
        let record = Record { properties, created, updated, archived, unindexed: None };
        self.records.entry(kind).or_default().insert(id, record);
        for (to, list) in object["associations"].as_object().into_iter().flatten() {
            let Some(to) = Kind::parse(to) else { continue };
            for other in list["results"].as_array().into_iter().flatten() {
                let label = other["label"].as_str();
                if let Some(other) = other["id"].as_str().and_then(|id| id.parse().ok()) {
                    self.tie(kind, id, to, other);
                    if let Some(label) = label {
                        self.labels.insert(pair((kind, id), (to, other)), label.to_owned());
                    }
                }
            }
        }
    }

    /// The label of a tie, where it has one.
    pub fn label(&self, from: Kind, id: u64, to: Kind, other: u64) -> Option<&str> {
        self.labels.get(&pair((from, id), (to, other))).map(String::as_str)
    }

    /// Ties two objects, both ways.
    pub fn tie(&mut self, from: Kind, id: u64, to: Kind, other: u64) {
        for (owner, target) in [((from, id), (to, other)), ((to, other), (from, id))] {
            let ties = self.ties.entry(owner).or_default();
            if !ties.contains(&target) {
                ties.push(target);
            }
        }
    }

    /// Unties two objects.
    pub fn untie(&mut self, from: Kind, id: u64, to: Kind, other: u64) {
        for (owner, target) in [((from, id), (to, other)), ((to, other), (from, id))] {
            if let Some(ties) = self.ties.get_mut(&owner) {
                ties.retain(|tie| *tie != target);
            }
        }
    }

    /// Ids of one kind that an object is tied to; archived ones are left out.
    pub fn tied(&self, from: Kind, id: u64, to: Kind) -> Vec<u64> {
        let kept = self
            .ties
            .get(&(from, id))
            .into_iter()
            .flatten()
            .filter(|(kind, _)| *kind == to)
            .map(|(_, id)| *id);
        let mut found: Vec<u64> = kept.filter(|other| self.exists(to, *other)).collect();
        if let Some(person) = self.person_behind(from, id)
            && tie(from, to).is_some()
            && let Some(other) = generated_id(person, to)
            && !found.contains(&other)
            && self.exists(to, other)
        {
            found.push(other);
        }
        found
    }

    /// Whether an object is there and not archived.
    pub fn exists(&self, kind: Kind, id: u64) -> bool {
        match self.records.get(&kind).and_then(|records| records.get(&id)) {
            Some(record) => record.archived.is_none(),
            None => self.person_behind(kind, id).is_some(),
        }
    }

    /// The generated person whose object this is, whether or not it was written to since.
    fn person_behind(&self, kind: Kind, id: u64) -> Option<Person> {
        let index = usize::try_from(id.checked_sub(first_of(kind)?)?).ok()?;
        let person = self.people.get(index)?;
        (generated_id(person, kind) == Some(id)).then_some(person)
    }

    /// An object, archived ones included.
    pub fn get(&self, kind: Kind, id: u64) -> Option<Record> {
        if let Some(record) = self.records.get(&kind).and_then(|records| records.get(&id)) {
            return Some(record.clone());
        }
        self.person_behind(kind, id).map(|person| self.make(kind, person))
    }

    fn make(&self, kind: Kind, person: Person) -> Record {
        let (created, updated) = times(kind, person);
        let names = generated_properties(kind).iter();
        let given = names.filter_map(|name| Some(((*name).to_owned(), self.value(kind, person, name)?)));
        Record {
            properties: given.collect(),
            created: self.people.ago(created),
            updated: self.people.ago(updated),
            archived: None,
            unindexed: None,
        }
    }

    /// One property of a generated person's object.
    fn value(&self, kind: Kind, person: Person, name: &str) -> Option<String> {
        let ago = match (kind, name) {
            (Kind::Contact, "first_conversion_date" | "recent_conversion_date") => {
                person.form().map(|_| person.created_ago())
            }
            (Kind::Deal, "closedate") => person.closed_deal().map(|deal| deal.closed_ago),
            _ => None,
        };
        ago.map(|ago| self.people.ago(ago)).or_else(|| generated_value(kind, person, name))
    }

    /// All ids of a kind, ascending, archived ones included.
    pub fn ids(&self, kind: Kind) -> Vec<u64> {
        let mut ids: Vec<u64> =
            self.records.get(&kind).into_iter().flat_map(BTreeMap::keys).copied().collect();
        if first_of(kind).is_some() {
            let people = (0..self.people.count()).filter_map(|index| self.people.get(index));
            ids.extend(people.filter_map(|person| generated_id(person, kind)));
            ids.sort_unstable();
            ids.dedup();
        }
        ids
    }

    /// The object with this value of a unique property (or the e-mail address of a contact).
    pub fn by_unique(&self, kind: Kind, property: &str, value: &str) -> Option<u64> {
        let key = (kind, property.to_owned(), value.to_lowercase());
        if let Some(id) = self.unique.get(&key) {
            return Some(*id);
        }
        if kind != Kind::Contact || property != "email" {
            return None;
        }
        let person = self.people.by_email(value).filter(Person::in_crm)?;
        let id = GENERATED_CONTACT + person.index as u64;
        // Once it was written to, the index above knows the address it has now.
        (!self.records.get(&kind).is_some_and(|records| records.contains_key(&id))).then_some(id)
    }

    /// Contacts that may have this phone: the generated one, and every fixture.
    pub fn maybe_by_phone(&self, national: &str) -> Vec<u64> {
        let mut ids: Vec<u64> =
            self.records.get(&Kind::Contact).into_iter().flat_map(BTreeMap::keys).copied().collect();
        let person = self.people.by_phone(national).filter(Person::in_crm);
        ids.extend(person.map(|person| GENERATED_CONTACT + person.index as u64));
        ids
    }

    /// The ids that lie here as records, not computed ones.
    pub fn kept_ids(&self, kind: Kind) -> Vec<u64> {
        self.records.get(&kind).into_iter().flat_map(BTreeMap::keys).copied().collect()
    }

    fn is_unique(&self, kind: Kind, property: &str) -> bool {
        (kind == Kind::Contact && property == "email")
            || self.definition(kind, property).is_some_and(|definition| definition["hasUniqueValue"] == true)
    }

    /// Definition of a property.
    pub fn definition(&self, kind: Kind, property: &str) -> Option<&Value> {
        self.definitions.get(&kind)?.iter().find(|definition| definition["name"] == property)
    }

    fn keep_unique(&mut self, kind: Kind, id: u64, properties: &BTreeMap<String, String>) {
        for (name, value) in properties {
            if self.is_unique(kind, name) && !value.is_empty() {
                self.unique.insert((kind, name.clone(), value.to_lowercase()), id);
            }
        }
    }

    /// Who has the value of a unique property already, other than `id`.
    pub fn taken(&self, kind: Kind, id: Option<u64>, property: &str, value: &str) -> Option<u64> {
        if value.is_empty() || !self.is_unique(kind, property) {
            return None;
        }
        let owner = self.by_unique(kind, property, value).filter(|owner| Some(*owner) != id)?;
        self.exists(kind, owner).then_some(owner)
    }

    /// Creates an object and returns its id.
    pub fn create(&mut self, kind: Kind, properties: BTreeMap<String, String>) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        let when = self.when();
        self.keep_unique(kind, id, &properties);
        let unindexed = Some((Instant::now(), None));
        let record = Record { properties, created: when.clone(), updated: when, archived: None, unindexed };
        self.records.entry(kind).or_default().insert(id, record);
        id
    }

    /// Sets values of an object; an empty value empties the property.
    pub fn update(&mut self, kind: Kind, id: u64, properties: BTreeMap<String, String>) -> Option<Record> {
        let mut record = self.get(kind, id)?;
        let before = Box::new(Record { unindexed: None, ..record.clone() });
        for (name, value) in &properties {
            if let Some(old) = record.properties.get(name) {
                self.unique.remove(&(kind, name.clone(), old.to_lowercase()));
            }
            if value.is_empty() {
                record.properties.remove(name);
            } else {
                record.properties.insert(name.clone(), value.clone());
            }
        }
        record.updated = self.when();
        record.unindexed = Some((Instant::now(), Some(before)));
        self.keep_unique(kind, id, &record.properties);
        self.records.entry(kind).or_default().insert(id, record.clone());
        Some(record)
    }

    /// Archives an object.
    pub fn archive(&mut self, kind: Kind, id: u64) {
        if let Some(mut record) = self.get(kind, id) {
            record.archived = Some(self.when());
            self.records.entry(kind).or_default().insert(id, record);
        }
    }

    /// An object as the search index knows it: as it was before a write that is younger than the lag.
    /// Archived objects are not in the index.
    pub fn indexed(&self, kind: Kind, id: u64, lag: Duration) -> Option<Indexed> {
        let Some(record) = self.records.get(&kind).and_then(|records| records.get(&id)) else {
            return self.person_behind(kind, id).map(Indexed::Made);
        };
        let record = match &record.unindexed {
            Some((written, before)) if written.elapsed() < lag => before.as_deref()?.clone(),
            _ => record.clone(),
        };
        record.archived.is_none().then_some(Indexed::Kept(record))
    }
}

/// An entry of the search index.
pub enum Indexed {
    /// A record that lies here.
    Kept(Record),
    /// A generated person's object, made when it is asked for.
    Made(Person),
}

impl Indexed {
    /// A property's value, without making the whole object.
    pub fn value(&self, store: &Store, kind: Kind, id: u64, name: &str) -> Option<String> {
        let person = match self {
            Self::Kept(record) => return record.value(kind, id, name),
            Self::Made(person) => *person,
        };
        let (created, updated) = times(kind, person);
        match name {
            "hs_object_id" => Some(id.to_string()),
            "hs_searchable_calculated_phone_number" => person.phone().map(|phone| national(&phone)),
            _ if name == kind.modified_property() => Some(store.people.ago(updated)),
            _ if name == kind.created_property() => Some(store.people.ago(created)),
            _ => store.value(kind, person, name),
        }
    }

    /// The whole object.
    pub fn into_record(self, store: &Store, kind: Kind) -> Record {
        match self {
            Self::Kept(record) => record,
            Self::Made(person) => store.make(kind, person),
        }
    }
}

/// Seconds ago that a generated object was created and changed.
fn times(kind: Kind, person: Person) -> (i64, i64) {
    match kind {
        Kind::Ticket => person.complaint().map_or((0, 0), |(_, _, written)| (written, written)),
        Kind::Deal => match person.closed_deal() {
            Some(deal) => (deal.made_ago, deal.closed_ago),
            None => (person.created_ago(), person.updated_ago()),
        },
        _ => (person.created_ago(), person.updated_ago()),
    }
}

/// Which properties a generated object has.
fn generated_properties(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Contact => &[
            "email",
            "firstname",
            "lastname",
            "phone",
            "address",
            "city",
            "state",
            "zip",
            "country",
            "lifecyclestage",
            "hs_email_optout",
            "hs_analytics_num_page_views",
            "hs_analytics_num_visits",
            "hs_analytics_source",
            "jobtitle",
            "num_conversion_events",
            "first_conversion_date",
            "first_conversion_event_name",
            "recent_conversion_date",
            "recent_conversion_event_name",
            "hubspot_owner_id",
        ],
        Kind::Ticket => &[
            "subject",
            "content",
            "hs_pipeline",
            "hs_pipeline_stage",
            "hs_ticket_priority",
            "source_type",
            "hubspot_owner_id",
        ],
        Kind::Company => &["name", "domain", "city", "industry", "numberofemployees"],
        Kind::Deal => &["dealname", "amount", "pipeline", "dealstage", "closedate", "hubspot_owner_id"],
        _ => &[],
    }
}

/// One property of a generated person's object.
fn generated_value(kind: Kind, person: Person, name: &str) -> Option<String> {
    let (city, state, _, zip) = person.city();
    let text = match (kind, name) {
        (Kind::Contact, "email") => return Some(person.email()),
        (Kind::Contact, "phone") => return person.phone(),
        (Kind::Contact, "address") => return Some(person.street()),
        (Kind::Contact, "hs_email_optout") => return Some((person.consent() == "UNSUBSCRIBED").to_string()),
        (Kind::Contact, "hs_analytics_num_page_views") => return Some(person.page_views().to_string()),
        (Kind::Contact, "hs_analytics_num_visits") => return Some((1 + person.page_views() / 6).to_string()),
        (Kind::Contact, "firstname") => person.first_name(),
        (Kind::Contact, "lastname") => person.last_name(),
        (Kind::Contact | Kind::Company, "city") => city,
        (Kind::Contact, "state") => state,
        (Kind::Contact, "zip") => zip,
        (Kind::Contact, "country") => "United States",
        (Kind::Contact, "lifecyclestage") if person.orders == 0 => "lead",
        (Kind::Contact, "lifecyclestage") => "customer",
        (Kind::Contact, "hs_analytics_source") => person.source(),
        (Kind::Contact, "jobtitle") => person.title()?,
        (Kind::Contact, "num_conversion_events") => person.form().map(|_| "1")?,
        (Kind::Contact, "first_conversion_event_name" | "recent_conversion_event_name") => person.form()?,
        (Kind::Contact, "hubspot_owner_id") => ["9586501", "9586502", "9586503"][person.index % 3],
        (Kind::Ticket, "subject") => person.complaint()?.0,
        (Kind::Ticket, "content") => person.complaint()?.1,
        (Kind::Ticket, "hs_pipeline") => "0",
        (Kind::Ticket, "hs_pipeline_stage") => ["1", "2"][person.index % 2],
        (Kind::Ticket, "hs_ticket_priority") => ["LOW", "MEDIUM", "HIGH"][person.index % 3],
        (Kind::Ticket, "source_type") => "EMAIL",
        (Kind::Ticket, "hubspot_owner_id") => "9586502",
        (Kind::Company, "name") => {
            return Some(format!("{} Expeditions {}", person.last_name(), person.index));
        }
        (Kind::Company, "industry") => person.workplace().0,
        (Kind::Company, "numberofemployees") => return Some(person.workplace().1.to_string()),
        (Kind::Company, "domain") => return Some(format!("expeditions-{}.example.com", person.index)),
        (Kind::Deal, "dealname") => return Some(format!("Season order {}", person.last_name())),
        (Kind::Deal, "amount") => return Some((1_000 + person.index % 9_000).to_string()),
        (Kind::Deal, "pipeline") => "default",
        (Kind::Deal, "dealstage") => match person.closed_deal() {
            None => "qualifiedtobuy",
            Some(deal) if deal.won => "closedwon",
            Some(_) => "closedlost",
        },
        (Kind::Deal, "hubspot_owner_id") => "9586501",
        _ => return None,
    };
    Some(text.to_owned())
}

/// Two ends of a tie in an order of their own.
fn pair(one: (Kind, u64), other: (Kind, u64)) -> [(Kind, u64); 2] {
    if one <= other { [one, other] } else { [other, one] }
}

fn first_of(kind: Kind) -> Option<u64> {
    match kind {
        Kind::Contact => Some(GENERATED_CONTACT),
        Kind::Ticket => Some(GENERATED_TICKET),
        Kind::Company => Some(GENERATED_COMPANY),
        Kind::Deal => Some(GENERATED_DEAL),
        _ => None,
    }
}

/// Id of a generated person's object of a kind, if they have one.
fn generated_id(person: Person, kind: Kind) -> Option<u64> {
    let has = match kind {
        Kind::Contact => person.in_crm(),
        Kind::Ticket => person.complaint().is_some(),
        Kind::Company => person.has_company(),
        Kind::Deal => person.story == Story::Company || person.closed_deal().is_some(),
        _ => false,
    };
    has.then_some(first_of(kind)? + person.index as u64)
}

/// The digits of a phone without its country code, as the CRM makes phones searchable.
pub fn national(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    if phone.trim_start().starts_with('+') {
        for code in ["1", "44", "49", "33", "81", "20", "966", "971", "52", "34", "46", "47"] {
            if let Some(rest) = digits.strip_prefix(code) {
                return rest.to_owned();
            }
        }
    }
    if digits.len() == 11 { digits.strip_prefix('1').unwrap_or(&digits).to_owned() } else { digits }
}

impl Record {
    /// A property's value; those that the vendor keeps itself included.
    pub fn value(&self, kind: Kind, id: u64, name: &str) -> Option<String> {
        match name {
            "hs_object_id" => Some(id.to_string()),
            "hs_searchable_calculated_phone_number" => {
                self.properties.get("phone").map(|phone| national(phone))
            }
            _ if name == kind.modified_property() => Some(self.updated.clone()),
            _ if name == kind.created_property() => Some(self.created.clone()),
            _ => self.properties.get(name).cloned(),
        }
    }

    /// The object as the vendor answers it.
    pub fn to_json(&self, kind: Kind, id: u64, properties: &[String], store: &Store) -> Value {
        let mut shown = Map::new();
        let own = [kind.created_property(), kind.modified_property(), "hs_object_id"].map(str::to_owned);
        let defaults: Vec<String>;
        let asked = if properties.is_empty() {
            defaults = kind.default_properties().iter().map(|name| (*name).to_owned()).collect();
            &defaults
        } else {
            properties
        };
        for name in asked.iter().chain(&own) {
            let value = self.value(kind, id, name);
            if value.is_some() || own.contains(name) || store.definition(kind, name).is_some() {
                shown.insert(name.clone(), json!(value));
            }
        }
        let mut object = json!({
            "id": id.to_string(), "properties": shown, "createdAt": self.created, "updatedAt": self.updated,
            "archived": self.archived.is_some(),
        });
        if let Some(archived) = &self.archived {
            object["archivedAt"] = json!(archived);
        }
        object
    }
}
