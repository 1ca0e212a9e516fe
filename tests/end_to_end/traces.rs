//! What the program leaves behind of the customers it dealt with: nothing in its log, in what it complains of, or
//! readable on the disk, however the vendors and the model behave.

use std::fs;
use std::path::{Path, PathBuf};

use rstest::rstest;

use super::emulated::Vendors;
use super::fixture_people::{Person, leaks, people};
use super::program::Place;

/// Customers that the commands are about: few, since each is asked about in every way.
const CUSTOMERS: [&str; 2] = ["maren.holloway@example.com", "victor.halloran@example.com"];

/// A place whose model is the sandbox's.
fn with_model(vendors: &Vendors) -> Place {
    let place = Place::new(&vendors.crossing.url("/shopify"), &vendors.crossing.url("/hubspot"), 0);
    let model = format!(
        "\n[llm]\nbase_url = \"{}\"\nmodel = \"sandbox-model\"\napi_key = {{ env = \"CRM_TOKEN\" }}\n",
        vendors.crossing.url("/openai/v1")
    );
    let file = place.configuration();
    let text = fs::read_to_string(&file).expect("the configuration is there");
    fs::write(file, text + &model).expect("the configuration can be written");
    place
}

/// Everything that a rep does.
const A_DAYS_WORK: &[&[&str]] = &[
    &["lookup", QUERY, "--fresh"],
    &["brief", QUERY, "--fresh"],
    &["brief", QUERY, "--purpose", "sales"],
    &["ask", QUERY, "Where is the last order, and what did they write?"],
    &["case", "triage", QUERY],
    &["call", "brief", QUERY],
    &["task", QUERY, "Call about the parcel", "--json"],
    &["calls"],
    &["outbox"],
    &["doctor"],
];
/// What meets trouble on its way.
const WHAT_FAILS: &[&[&str]] = &[&["brief", QUERY, "--fresh"], &["ask", QUERY, "Where is the last order?"]];
/// Stands for the customer.
const QUERY: &str = "QUERY";

/// Runs commands about a customer with all their details on standard error; what they answered and complained of.
fn work(place: &Place, commands: &[&[&str]], customer: &str) -> (String, String) {
    let run = |command: &&[&str]| {
        let words = command.iter().map(|word| if *word == QUERY { customer } else { word });
        let ended = place.run(&std::iter::once("-vv").chain(words).collect::<Vec<_>>());
        (ended.answer, ended.errors)
    };
    commands.iter().map(run).unzip()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Whatever of the people stands in these bytes.
fn found(people: &[Person], bytes: &[u8]) -> Vec<String> {
    let texts = [String::from_utf8_lossy(bytes).to_lowercase()];
    people.iter().flat_map(|person| leaks(person, &texts)).map(str::to_owned).collect()
}

fn leaves_nothing(vendors: &Vendors, commands: &[&[&str]], customers: &[&str]) {
    let people = people();
    let place = with_model(vendors);
    let mut left = Vec::new();
    for customer in customers {
        let (_, complaints) = work(&place, commands, customer);
        let found = found(&people, complaints.as_bytes());
        left.extend(found.into_iter().map(|what| format!("complaints about {customer}: {what}")));
    }
    let is_log = |file: &Path| file.extension().is_some_and(|extension| extension == "log");
    let mut logged = 0;
    for file in files(place.home()) {
        let bytes = fs::read(&file).expect("a file");
        let found = found(&people, &bytes).into_iter();
        // What is sealed is noise, in which short names stand by chance; addresses and numbers don't.
        let found = found.filter(|what| is_log(&file) || what.len() > 7);
        left.extend(found.map(|what| format!("{}: {what}", file.display())));
        if is_log(&file) {
            logged += bytes.len();
            assert!(
                !String::from_utf8_lossy(&bytes).contains(deskhand::sandbox::TOKEN),
                "a secret in the log"
            );
        }
    }
    assert!(logged > 1_000, "the log says something: {logged} bytes");
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn what_is_looked_for_is_found_where_it_may_stand() {
    let vendors = Vendors::new();
    let (answers, _) = work(&with_model(&vendors), &[&["lookup", QUERY]], CUSTOMERS[0]);
    assert!(found(&people(), answers.as_bytes()).len() >= 3, "{answers}");
}

#[test]
fn a_days_work_leaves_nothing_readable() {
    let vendors = Vendors::new();
    leaves_nothing(&vendors, A_DAYS_WORK, &CUSTOMERS);
    assert_eq!(vendors.created("tasks").len(), CUSTOMERS.len(), "the work was done");
}

#[rstest]
#[case::everything_is_down(&["hubspot:*:/=500*4", "openai:*:/=500*4"])]
#[case::they_talk_nonsense(&["shopify:*:/=garbage*4", "openai:*:/=garbage*4"])]
#[case::they_break_off(&["hubspot:*:/=cut*4", "openai:*:/=cut*4"])]
fn trouble_leaves_nothing_readable(#[case] faults: &[&str]) {
    let vendors = Vendors::new();
    vendors.faults(faults);
    leaves_nothing(&vendors, WHAT_FAILS, &CUSTOMERS[..1]);
}
