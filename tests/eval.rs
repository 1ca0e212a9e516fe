//! `deskhand eval` by the real program, without a configuration: what it measures of the playbook and of answers that were
//! recorded, and that a weak model's lies are not shown.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use serde_json::Value;
use tempfile::TempDir;

fn deskhand(home: &TempDir, arguments: &[&str]) -> assert_cmd::Command {
    let mut command =
        assert_cmd::Command::cargo_bin("deskhand").expect("the program is built with its tests");
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("HOME", home.path()).env("TZ", "UTC").args(arguments);
    command
}

fn json(home: &TempDir, arguments: &[&str]) -> Value {
    let output = deskhand(home, arguments).assert().success().get_output().stdout.clone();
    serde_json::from_slice(&output).expect("one JSON document")
}

fn named<'a>(report: &'a Value, name: &str) -> &'a Value {
    let mut contestants = report["contestants"].as_array().expect("contestants").iter();
    contestants.find(|one| one["name"] == name).unwrap_or_else(|| panic!("no contestant `{name}`"))
}

fn number(scores: &Value, pointer: &str) -> u64 {
    scores.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("no figure {pointer}"))
}

#[test]
fn the_suite_is_measured_without_a_model_and_without_a_network() {
    let home = tempfile::tempdir().unwrap();
    let report = json(&home, &["eval", "--json", "--details"]);
    let schema = json(&home, &["config", "schema", "eval"]);
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let wrong: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(number(&report, "/suite/customers") >= 40 && number(&report, "/suite/labelled_briefs") >= 40);
    let [playbook, recorded, careless] =
        ["playbook", "sandbox-model, recorded", "careless"].map(|name| named(&report, name));
    for scores in [playbook, recorded, careless] {
        assert_eq!(number(scores, "/private_characters"), 0, "left for a model: {}", scores["name"]);
        for share in [
            "/agreement/first/share",
            "/agreement/any/share",
            "/questions/share",
            "/cases/share",
            "/demands/share",
        ] {
            let share = scores.pointer(share).expect("a share");
            assert!(share.is_null() || (0.0..=1.0).contains(&share.as_f64().unwrap()), "{share}");
        }
        let written = number(scores, "/sentences/written");
        assert_eq!(written, number(scores, "/sentences/kept") + number(scores, "/sentences/struck"));
        assert!(written > 40);
    }
    of_the_playbook(playbook);
    of_recorded_answers(recorded);
    of_a_careless_model(careless);
}

fn of_the_playbook(scores: &Value) {
    assert_eq!(number(scores, "/sentences/struck"), 0, "its rules write what stands");
    assert_eq!((number(scores, "/requests"), number(scores, "/fallbacks")), (0, 0));
    assert_eq!(number(scores, "/agreement/forbidden"), 0);
    let demands = &scores["demands"];
    assert!(number(demands, "/of") >= 10, "{demands}");
    assert!(number(demands, "/right") * 2 >= number(demands, "/of"), "drafts miss what is asked: {demands}");
    let share = scores["agreement"]["first"]["share"].as_f64().expect("labels");
    assert!(share > 0.8, "the first suggestion agrees with the labels in {share} of the briefs");
}

fn of_recorded_answers(scores: &Value) {
    assert_eq!(number(scores, "/briefs"), 2 * number(scores, "/customers"));
    assert!(number(scores, "/requests") >= number(scores, "/briefs"));
    assert!(number(scores, "/tokens/prompt") > 0 && number(scores, "/tokens/completion") > 0);
    let (written, kept) = (number(scores, "/sentences/written"), number(scores, "/sentences/kept"));
    assert!(kept * 10 >= written * 9, "{kept} of {written} kept: the recording is of other facts by now");
    assert_eq!(number(scores, "/agreement/forbidden"), 0);
}

fn of_a_careless_model(scores: &Value) {
    let grounding = &scores["grounding"];
    assert!(number(grounding, "/lies") >= 40 && number(grounding, "/truths") >= 40);
    let (lies, slipped) = (number(grounding, "/lies"), number(grounding, "/lies_shown"));
    assert!(slipped * 8 <= lies, "{slipped} of {lies} lies are shown: {}", grounding["slipped"]);
    let (truths, shown) = (number(grounding, "/truths"), number(grounding, "/truths_shown"));
    assert!(shown * 10 >= truths * 8, "{shown} of {truths} true statements are shown");
    assert!(number(scores, "/suggestions/struck") > 0 && number(scores, "/fallbacks") > 0);
    assert_eq!(number(scores, "/agreement/forbidden"), 0, "whatever a model proposes");
}

#[test]
fn what_cannot_be_measured_is_said_before_anything_is_asked() {
    let home = tempfile::tempdir().unwrap();
    for (arguments, says) in [
        (&["eval", "--recorded", "nowhere.jsonl"][..], "nowhere.jsonl"),
        (&["eval", "--baseline", "nowhere.json"], "nowhere.json"),
        (&["eval", "--live", "--model", "no-such-model"], "there is no model `no-such-model`"),
        (&["eval", "--live", "--prompts", "nowhere"], "`nowhere` is no folder"),
        (&["eval", "--model", "sandbox-model"], "--live"),
    ] {
        let assert = deskhand(&home, arguments).assert().code(2);
        let complaint = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(complaint.contains(says), "{arguments:?}: {complaint}");
    }
}
