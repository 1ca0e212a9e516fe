//! The commands of the desk, by the real program: it works through the socket of a process that holds the storage,
//! here the test with a desk over vendors made of memory. What is printed where, and how each command ends.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[allow(dead_code, reason = "shared with the tests of profiles, which use more of it")]
#[path = "profile/support.rs"]
mod profile_support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use deskhand::actions::Policy;
use deskhand::desk::{Local, Me, Parts};
use deskhand::domain::action::{Phase, Role, Write};
use deskhand::domain::crm::Owner;
use deskhand::domain::ids::{CustomerId, IdempotencyKey, Source};
use deskhand::domain::lookup::Lookup;
use deskhand::domain::outbox::Written;
use deskhand::domain::record::{Found, Record};
use deskhand::phrasing::Locale;
use deskhand::ports::crm::{KeySupport, Look, Preflight, SetupStep};
use deskhand::ports::{
    Call, CrmClient, Finding, Listing, Page, PortError, Repository, SystemClock, Trouble, Verdict,
};
use deskhand::profile::Profiles;
use deskhand::storage::{KeySource, Keyring, OpenOptions, Storage};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use serde_json::Value;
use tempfile::TempDir;

use profile_support::{Vendor, acme, contact, hubspot, money, order, refunded, shopper, with_orders};

/// A CRM that keeps what is written by its key, as HubSpot's unique property does.
struct Crm {
    records: Vendor,
    written: Mutex<Vec<(IdempotencyKey, Write)>>,
    refuses: AtomicUsize,
}

#[async_trait]
impl CrmClient for Crm {
    fn source(&self) -> &Source {
        CrmClient::source(&self.records)
    }

    async fn find(&self, lookup: &Lookup, call: &Call) -> Result<Found, PortError> {
        CrmClient::find(&self.records, lookup, call).await
    }

    async fn list(&self, _: Option<&str>, _: &Call) -> Result<Page<Listing>, PortError> {
        Ok(Page::of(Vec::new(), None))
    }

    async fn owners(&self, _: &Call) -> Result<Vec<Owner>, PortError> {
        let email = Some("rep@example.com".to_owned());
        Ok(vec![Owner { id: "7".to_owned(), name: "Rep Example".to_owned(), email }])
    }

    async fn preflight(&self, write: &Write, _: &Call) -> Result<Preflight, PortError> {
        let effect = format!("HubSpot {} on contact {}", write.kind(), write.target().id);
        Ok(Preflight { effect, problems: Vec::new() })
    }

    async fn key_support(&self, _: &Write, _: &Call) -> Result<KeySupport, PortError> {
        Ok(KeySupport::Unique)
    }

    async fn write(&self, write: &Write, key: &IdempotencyKey, _: &Call) -> Result<Written, PortError> {
        if self.refuses.load(Ordering::SeqCst) > 0 {
            return Err(PortError::new(Trouble::Refused, "hubspot refused the note: no such property"));
        }
        self.written.lock().expect("no test panicked").push((key.clone(), write.clone()));
        Ok(Written::made("901", None))
    }

    async fn look(&self, _: &Write, key: &IdempotencyKey, _: &Call) -> Result<Look, PortError> {
        let there = self.written.lock().expect("no test panicked").iter().any(|(kept, _)| kept == key);
        Ok(if there { Look::Found(Written::made("901", None)) } else { Look::Absent })
    }

    async fn set_up(&self, _: bool, _: &Call) -> Result<Vec<SetupStep>, PortError> {
        let step = |field: &str, ready| SetupStep {
            field: field.to_owned(),
            outcome: if ready { "present" } else { "refused: the token lacks a scope" }.to_owned(),
            ready,
        };
        Ok(vec![step("notes.deskhand_key", true), step("tasks.deskhand_key", false)])
    }

    async fn check(&self) -> Vec<Finding> {
        let about = "hubspot".to_owned();
        let hint = Some("renew it in the app's settings".to_owned());
        vec![Finding {
            about,
            verdict: Verdict::Bad,
            what: "the token is wrong".to_owned(),
            hint,
            lacks: None,
        }]
    }
}

/// A desk over a storage of its own, and a configuration that leads the program to it.
struct Office {
    home: TempDir,
    store: Arc<Vendor>,
    crm: Arc<Crm>,
    _local: Arc<Local>,
    _runtime: tokio::runtime::Runtime,
}

impl Office {
    fn new() -> Self {
        let ada = with_orders(
            shopper("12", "Ada Example", "ada@example.com", "+15550104477"),
            vec![
                order(1042, 3, money("1129.00", "USD")),
                refunded(order(1001, 40, money("80.00", "USD")), "80.00"),
            ],
        );
        let shoppers = vec![ada, shopper("13", "Bo Same", "bo@example.com", "+15550104478")];
        let mut contacts: Vec<Record> =
            vec![contact("5571", "Ada Example-Smith", "ada@example.com", "+15550104477")];
        contacts.push(contact("5572", "Bo Same", "bo.same@example.org", "+15550104479"));
        Self::of(shoppers, contacts)
    }

    fn of(shoppers: Vec<Record>, contacts: Vec<Record>) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let runtime = tokio::runtime::Runtime::new().expect("threads");
        let store = Arc::new(Vendor::new(acme(), shoppers));
        let records = Vendor::new(hubspot(), contacts);
        let crm = Arc::new(Crm { records, written: Mutex::default(), refuses: AtomicUsize::new(0) });
        let folder = home.path().join("storage");
        let local = runtime.block_on(async {
            let keys = KeySource { keyring: Keyring::Off, file: home.path().join("data.key") };
            let storage =
                Storage::open(OpenOptions { folder: folder.clone(), keys }).await.expect("it opens");
            let repository: Arc<dyn Repository> = Arc::new(storage);
            let clock = Arc::new(SystemClock);
            let profiles = Profiles {
                stores: vec![store.clone()],
                crm: Some(crm.clone()),
                repository: Arc::clone(&repository),
                clock: clock.clone(),
                new_id: Arc::new(|| CustomerId::new(uuid::Uuid::now_v7())),
                cache_ttl: Duration::from_secs(900),
                call: Call::INTERACTIVE,
                settling: Arc::default(),
            };
            let parts = Parts {
                me: Me {
                    email: "rep@example.com".to_owned(),
                    role: Role::Support,
                    locale: Locale::default(),
                    zone: TimeZone::UTC,
                },
                repository,
                stores: vec![store.clone()],
                crm: Some(crm.clone()),
                models: Vec::new(),
                gateway: None,
                model_is_sandbox: false,
                profiles,
                policy: Policy {
                    phase: Phase::Suggest,
                    undo_window: SignedDuration::from_hours(1),
                    approvals: Vec::new(),
                    promises: Vec::new(),
                    returns: None,
                },
                sla: deskhand::domain::sla::Sla::default(),
                scoring: deskhand::desk::Scoring {
                    settings: deskhand::domain::score::ScoreSettings::default(),
                    refit_after: None,
                    holdout: 0.0,
                    shelf: Arc::new(deskhand::storage::ModelsInMemory::default()),
                },
                macros: Vec::new(),
                clock,
                home_calling_code: "1".to_owned(),
                demo: false,
            };
            Local::start(parts, Some(&folder)).expect("the desk starts")
        });
        let configuration = format!(
            "[me]\nemail = \"rep@example.com\"\n[crm]\nkind = \"hubspot\"\ntoken = {{ env = \"UNUSED\" }}\n\
             [storage]\npath = {folder:?}\n"
        );
        std::fs::write(home.path().join("config.toml"), configuration).expect("the folder can be written");
        Self { home, store, crm, _local: local, _runtime: runtime }
    }

    fn deskhand(&self, arguments: &[&str]) -> assert_cmd::Command {
        let mut command =
            assert_cmd::Command::cargo_bin("deskhand").expect("the program is built with its tests");
        command.env_clear().env("HOME", self.home.path()).env("TZ", "UTC");
        command.env("DESKHAND_CONFIG", self.home.path().join("config.toml")).args(arguments);
        command
    }

    fn json(&self, arguments: &[&str], status: i32) -> Value {
        let output = self.deskhand(arguments).assert().code(status).get_output().stdout.clone();
        serde_json::from_slice(&output).expect("one JSON document")
    }

    fn written(&self) -> usize {
        self.crm.written.lock().expect("no test panicked").len()
    }
}

#[test]
fn a_lookup_prints_the_contract_and_a_page_for_people() {
    let office = Office::new();
    let profile = office.json(&["lookup", "ada@example.com", "--json"], 0);
    assert_eq!(profile["schema"], "deskhand.profile/1");
    assert_eq!(profile["customer"]["emails"][0], "ada@example.com");
    assert_eq!(profile["totals"]["net"], serde_json::json!({"amount": "1129.00", "currency": "USD"}));
    assert_eq!(profile["identities"].as_array().map(Vec::len), Some(2));
    office
        .deskhand(&["lookup", "Ada", "Example"])
        .assert()
        .code(0)
        .stdout(contains("Ada Example").and(contains("1,129.00 USD")).and(contains("#1042")))
        .stdout(contains("Sources disagree").and(contains("Ada Example-Smith")))
        .stdout(contains("\u{1b}").not());
    let schema = office.json(&["config", "schema", "profile"], 0);
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    assert!(
        validator.is_valid(&profile),
        "{:?}",
        validator.iter_errors(&profile).map(|e| e.to_string()).collect::<Vec<_>>()
    );
}

#[test]
fn nobody_ends_with_3_and_says_where_was_looked() {
    let office = Office::new();
    office.deskhand(&["lookup", "nobody@example.com"]).assert().code(3).stdout(is_empty()).stderr(
        contains("nobody found").and(contains("looked in shopify:acme")).and(contains("looked in hubspot")),
    );
    let answer = office.json(&["lookup", "nobody@example.com", "--json"], 3);
    assert_eq!(answer["schema"], "deskhand.nobody/1");
    office.deskhand(&["note", "nobody@example.com", "hello"]).assert().code(3).stdout(is_empty());
    office.deskhand(&["lookup", "nobody@example.com", "--offline"]).assert().code(3);
}

#[test]
fn several_end_with_4_and_are_listed_by_what_to_ask_for() {
    let office = Office::new();
    office
        .deskhand(&["lookup", "Bo Same"])
        .assert()
        .code(4)
        .stdout(contains("shopify:acme/customer/13").and(contains("hubspot/contact/5572")));
    let answer = office.json(&["lookup", "Bo Same", "--json"], 4);
    assert_eq!(answer["candidates"].as_array().map(Vec::len), Some(2));
    let reference = answer["candidates"][0]["reference"].as_str().expect("a reference").to_owned();
    office.json(&["lookup", &reference, "--json"], 0);
    office.deskhand(&["note", "Bo Same", "hello"]).assert().code(4).stdout(contains("hubspot/contact/5572"));
    assert_eq!(office.written(), 0);
}

#[test]
fn an_outage_ends_with_5_unless_something_is_cached() {
    let office = Office::new();
    let down = |is| {
        office.store.is_down.store(is, Ordering::SeqCst);
        office.crm.records.is_down.store(is, Ordering::SeqCst);
    };
    down(true);
    office.deskhand(&["lookup", "ada@example.com"]).assert().code(5).stdout(is_empty());
    down(false);
    office.json(&["lookup", "ada@example.com", "--json"], 0);
    down(true);
    let profile = office.json(&["lookup", "ada@example.com", "--fresh", "--json"], 0);
    assert_eq!(profile["sources"][0]["status"], "stale");
    office
        .deskhand(&["lookup", "ada@example.com", "--fresh"])
        .assert()
        .code(0)
        .stderr(contains("warning: shopify:acme is stale").and(contains("is down")));
}

#[test]
fn a_note_is_written_once_and_can_be_followed() {
    let office = Office::new();
    let entry = office.json(&["note", "ada@example.com", "called back", "--now", "--json"], 0);
    assert_eq!((&entry["schema"], &entry["state"]), (&"deskhand.entry/1".into(), &"done".into()));
    assert_eq!(entry["effect"], "HubSpot note on contact 5571");
    assert_eq!(office.written(), 1);
    let id = entry["id"].as_str().expect("an id").to_owned();
    let suggestion = entry["suggestion_id"].as_str().expect("an id").to_owned();
    office
        .deskhand(&["accept", &suggestion])
        .assert()
        .code(0)
        .stderr(contains("nothing is done now"))
        .stdout(contains(&id));
    assert_eq!(office.written(), 1);
    let outbox = office.json(&["outbox", "--json"], 0);
    assert_eq!(outbox["entries"][0]["id"], id);
    office.deskhand(&["outbox"]).assert().code(0).stdout(contains("✓").and(contains("called back")));
    office
        .deskhand(&["audit", "tail"])
        .assert()
        .code(0)
        .stdout(contains("accepted").and(contains("written")));
    // What takes it back stands above it and is itself taken back by nothing.
    office.deskhand(&["undo", &id]).assert().code(0);
    let listed = office.deskhand(&["outbox"]).assert().code(0).get_output().stdout.clone();
    let listed = String::from_utf8(listed).expect("text");
    assert_eq!(listed.matches("taken back by").count(), 1, "{listed}");
    let (undo, marked) =
        (listed.find("Undo: ").expect("the undo"), listed.find("taken back by").expect("marked"));
    assert!(undo < marked && listed[undo..].contains(&id), "{listed}");
    let report = office.json(&["audit", "verify", "--json"], 0);
    assert_eq!(report["valid"], true);
    let export = office.deskhand(&["audit", "export"]).assert().code(0).get_output().stdout.clone();
    let lines = String::from_utf8(export).expect("text");
    assert_eq!(lines.lines().count() as u64, report["lines"].as_u64().expect("a number"));
}

#[test]
fn a_task_takes_its_text_from_standard_input_and_its_day_from_words() {
    let office = Office::new();
    let output = office
        .deskhand(&[
            "task",
            "ada@example.com",
            "-",
            "--due",
            "2031-01-10",
            "--owner",
            "rep@example.com",
            "--now",
            "--json",
        ])
        .write_stdin("Call back\nabout the parcel")
        .assert()
        .code(0);
    let entry: Value = serde_json::from_slice(&output.get_output().stdout).expect("JSON");
    assert_eq!(entry["write"]["title"], "Call back");
    assert_eq!(entry["write"]["due_at"], "2031-01-10T17:00:00Z");
    assert_eq!(entry["write"]["owner"], "7");
    office
        .deskhand(&["task", "ada@example.com", "text", "--owner", "nobody@example.com"])
        .assert()
        .code(3)
        .stderr(contains("no such owner"));
}

#[test]
fn what_the_vendor_refuses_is_parked_and_tried_again_or_dropped() {
    let office = Office::new();
    office.crm.refuses.store(1, Ordering::SeqCst);
    let entry = office.json(&["note", "ada@example.com", "text", "--now", "--json"], 1);
    assert_eq!(entry["state"], "parked");
    let id = entry["id"].as_str().expect("an id").to_owned();
    office
        .deskhand(&["outbox"])
        .assert()
        .code(0)
        .stdout(contains("no such property").and(contains(format!("deskhand outbox retry {id}"))));
    office.crm.refuses.store(0, Ordering::SeqCst);
    office.deskhand(&["outbox", "retry", &id]).assert().code(0).stdout(contains("done"));
    office.deskhand(&["outbox", "drop", "e-00000000000000000000000000000001"]).assert().code(3);
    office.deskhand(&["outbox", "drop", "nonsense"]).assert().code(3).stderr(contains("hint:"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_in_the_undo_window_leaves_it_queued_and_undo_takes_it_back() {
    use std::io::{BufRead, BufReader, Read};
    let office = Office::new();
    let mut note = std::process::Command::new(assert_cmd::cargo::cargo_bin("deskhand"))
        .args(["note", "ada@example.com", "text", "--json"])
        .env("HOME", office.home.path())
        .env("DESKHAND_CONFIG", office.home.path().join("config.toml"))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut said = BufReader::new(note.stderr.take().expect("piped"));
    let mut line = String::new();
    said.read_line(&mut line).expect("it says that it waits");
    assert!(line.contains("deskhand undo e-"), "{line}");
    let interrupt = std::process::Command::new("kill").args(["-INT", &note.id().to_string()]).status();
    assert!(interrupt.expect("kill runs").success());
    let mut answer = String::new();
    note.stdout.take().expect("piped").read_to_string(&mut answer).expect("text");
    assert_eq!(note.wait().expect("it ends").code(), Some(0));
    let entry: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(entry["state"], "queued");
    let id = entry["id"].as_str().expect("an id").to_owned();
    let undone = office.json(&["undo", &id, "--json"], 0);
    assert_eq!(undone["state"], "undone");
    assert_eq!(office.written(), 0);
}

#[test]
fn links_are_respected_and_a_customer_is_forgotten() {
    let office = Office::new();
    let profile = office.json(&["unlink", "ada@example.com", "hubspot/contact/5571", "--json"], 0);
    assert_eq!(profile["identities"].as_array().map(Vec::len), Some(1));
    let profile = office.json(&["lookup", "ada@example.com", "--fresh", "--json"], 0);
    assert_eq!(profile["identities"].as_array().map(Vec::len), Some(1));
    office.deskhand(&["link", "ada@example.com", "nonsense"]).assert().code(2).stdout(is_empty());
    office.deskhand(&["forget", "ada@example.com"]).assert().code(2).stderr(contains("--yes"));
    let answer = office.json(&["forget", "ada@example.com", "--yes", "--json"], 0);
    assert_eq!(answer["forgotten"], true);
    office.deskhand(&["lookup", "ada@example.com", "--offline"]).assert().code(3);
    office.deskhand(&["audit", "verify"]).assert().code(0).stdout(contains("of erased customers"));
}

#[test]
fn doctor_and_setup_end_with_1_when_something_is_bad() {
    let office = Office::new();
    office
        .deskhand(&["doctor"])
        .assert()
        .code(1)
        .stdout(contains("✗ bad").and(contains("the token is wrong")).and(contains("→ renew it")));
    let answer = office.json(&["doctor", "--json"], 1);
    assert_eq!(answer["schema"], "deskhand.doctor/1");
    office.deskhand(&["setup", "fields"]).assert().code(1).stdout(contains("notes.deskhand_key"));
    let answer = office.json(&["sync", "--json"], 0);
    assert_eq!(answer["schema"], "deskhand.sync/1");
}

#[test]
fn what_is_not_there_ends_with_3() {
    let office = Office::new();
    for arguments in [
        ["accept", "s-00000000000000000000000000000001"],
        ["accept", "nonsense"],
        ["undo", "e-00000000000000000000000000000001"],
        ["approve", "e-00000000000000000000000000000001"],
        ["replay", "nonsense"],
    ] {
        office.deskhand(&arguments).assert().code(3).stdout(is_empty()).stderr(contains("error:"));
    }
    office.deskhand(&["approvals"]).assert().code(0).stdout(contains("nothing waits"));
}
