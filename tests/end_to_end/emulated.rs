//! The emulated vendors behind a crossing, and a place that has a brief to accept from.

use std::sync::OnceLock;
use std::time::Duration;

use deskhand::sandbox::{self, Options, Sandbox};
use serde_json::{Value, json};

use super::crossing::Crossing;
use super::program::Place;

/// A customer with an open case; the playbook suggests a note and tasks for her.
pub const CUSTOMER: &str = "maren.holloway@example.com";
/// The record of that customer, and of the case, at the CRM.
pub const CONTACT: &str = "512001";
pub const CASE: &str = "17701";
/// Where notes and tasks are made.
pub const NOTES: &str = "/crm/objects/2026-09/notes$";
pub const TASKS: &str = "/crm/objects/2026-09/tasks$";

/// Emulated vendors and the way to them.
pub struct Vendors {
    pub crossing: Crossing,
    sandbox: Sandbox,
    _runtime: tokio::runtime::Runtime,
}

impl Vendors {
    /// With the unique property that keeps a write's key, as `setup fields` makes it.
    pub fn new() -> Self {
        let vendors = Self::without_the_key_property();
        for kind in ["notes", "tasks"] {
            vendors.make_key_property(kind);
        }
        vendors
    }

    /// As an account is before `setup fields`.
    pub fn without_the_key_property() -> Self {
        Self::with_customers(0, &[])
    }

    /// With so many customers more, and faults.
    pub fn with_customers(customers: usize, faults: &[&str]) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("threads");
        // The same for all, so that nothing seems to have changed between one account and the next.
        static NOW: OnceLock<jiff::Timestamp> = OnceLock::new();
        let now = *NOW.get_or_init(jiff::Timestamp::now);
        let options = Options {
            port: None,
            customers,
            seed: 1,
            latency: Duration::ZERO,
            model_tokens_per_second: None,
            faults: faults.iter().map(|fault| fault.parse().expect("a fault")).collect(),
            now,
        };
        let sandbox = runtime.block_on(sandbox::start(options)).expect("a sandbox");
        let crossing = Crossing::before(format!("http://{}", sandbox.address()));
        Self { crossing, sandbox, _runtime: runtime }
    }

    /// A place that knows nobody yet and asks the vendors past the crossing: answers come as they are sent.
    pub fn straight_place(&self) -> Place {
        let address = |vendor: &str| format!("http://{}/{vendor}", self.sandbox.address());
        Place::new(&address("shopify"), &address("hubspot"), 0)
    }

    /// How many bulk operations the shop was asked for whose query has this in it.
    pub fn bulk_operations(&self, part: &str) -> usize {
        let token = [("x-shopify-access-token", sandbox::TOKEN)];
        let query_of = |number: usize| {
            let query =
                format!("{{ bulkOperation(id: \"gid://shopify/BulkOperation/{number}\") {{ query }} }}");
            let path = "/shopify/admin/api/2026-10/graphql.json";
            let answer = self.crossing.ask_with(&token, "POST", path, Some(json!({ "query": query })));
            answer["data"]["bulkOperation"]["query"].as_str().map(str::to_owned)
        };
        (1..).map_while(query_of).filter(|query| query.contains(part)).count()
    }

    /// Makes the property that `setup fields` makes.
    pub fn make_key_property(&self, kind: &str) {
        let property = json!({ "name": "deskhand_key", "label": "deskhand key", "groupName": "notesinformation",
            "type": "string", "fieldType": "text", "hasUniqueValue": true });
        let made = self.hubspot("POST", &format!("/crm/properties/2026-09/{kind}"), Some(property));
        assert_eq!(made["name"], "deskhand_key", "{made}");
    }

    /// Asks the CRM itself.
    pub fn hubspot(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let token = format!("Bearer {}", sandbox::TOKEN);
        self.crossing.ask_with(&[("authorization", &token)], method, &format!("/hubspot{path}"), body)
    }

    /// Orders faults of the vendors.
    pub fn faults(&self, rules: &[&str]) {
        let set = self.crossing.ask("POST", "/_sandbox/faults", Some(json!({ "faults": rules })));
        assert_eq!(set["faults"].as_array().map(Vec::len), Some(rules.len()), "{set}");
    }

    /// Turns a knob of the vendors.
    pub fn knob(&self, name: &str, value: u64) {
        self.crossing.ask("POST", "/_sandbox/knobs", Some(json!({ name: value })));
    }

    /// What the CRM has been made to create of a kind: `notes`, `tasks`.
    pub fn created(&self, kind: &str) -> Vec<Value> {
        let journal = self.crossing.ask("GET", "/_sandbox/journal", None);
        let created = journal["created"].as_array().expect("a journal");
        created.iter().map(|entry| entry["written"].clone()).filter(|made| made["kind"] == kind).collect()
    }

    /// Exactly one note, on the contact and the case, that carries a key.
    #[track_caller]
    pub fn has_exactly_one_note(&self) -> Value {
        let created = self.created("notes");
        assert_eq!(created.len(), 1, "{created:#?}");
        let tied = created[0]["associations"].as_array().expect("associations");
        assert!(tied.contains(&json!({ "kind": "contacts", "id": CONTACT })), "{tied:?}");
        created[0].clone()
    }

    /// A place with a brief of the customer, and the suggestion in it that leads to a note.
    pub fn place(&self, undo_seconds: u32) -> (Place, String) {
        static BRIEFED: OnceLock<(Place, String)> = OnceLock::new();
        let (briefed, suggestion) = BRIEFED.get_or_init(|| {
            let vendors = Self::new();
            let place = vendors.empty_place(0);
            let brief = place.json(&["brief", CUSTOMER, "--json", "--playbook"]);
            let suggestions = brief["suggestions"].as_array().expect("suggestions");
            let note = suggestions.iter().find(|s| s["action"] == "note").expect("a note is suggested");
            assert_eq!(note["approval"]["required"], false);
            (place, note["id"].as_str().expect("an id").to_owned())
        });
        let (shopify, hubspot) = (self.crossing.url("/shopify"), self.crossing.url("/hubspot"));
        (briefed.twin(&shopify, &hubspot, undo_seconds), suggestion.clone())
    }

    /// A place that knows nobody yet.
    pub fn empty_place(&self, undo_seconds: u32) -> Place {
        Place::new(&self.crossing.url("/shopify"), &self.crossing.url("/hubspot"), undo_seconds)
    }
}

/// Sends what is left until the outbox is empty; what became of each entry.
#[track_caller]
pub fn settled(place: &Place) -> Vec<Value> {
    for _ in 0..1000 {
        let left = place.json(&["outbox", "run", "--json"]);
        if left["entries"].as_array().expect("entries").is_empty() {
            let all = place.json(&["outbox", "--json"]);
            return all["entries"].as_array().expect("entries").clone();
        }
    }
    panic!("the outbox does not settle: {}", place.run(&["outbox"]).answer);
}

/// The log holds, and says each of these as often as given.
#[track_caller]
pub fn audited(place: &Place, kinds: &[(&str, usize)]) {
    let report = place.json(&["audit", "verify", "--json"]);
    assert_eq!(report["valid"], true, "{report}");
    let log = place.run(&["audit", "export"]).answer;
    for (kind, times) in kinds {
        let lines = log.lines().filter(|line| {
            let line: Value = serde_json::from_str(line).expect("JSON lines");
            line["event"]["kind"] == *kind || line["kind"] == *kind
        });
        assert_eq!(lines.count(), *times, "{kind} in {log}");
    }
}
