//! The commands that need neither configuration nor storage: `mask` and `sandbox`, by the real program.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use tempfile::TempDir;

fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn deskhand(home: &TempDir, arguments: &[&str]) -> assert_cmd::Command {
    let mut command =
        assert_cmd::Command::cargo_bin("deskhand").expect("the program is built with its tests");
    command.env_clear().env("HOME", home.path()).args(arguments);
    command
}

#[test]
fn mask_needs_nothing_and_leaves_nothing() {
    let home = home();
    deskhand(&home, &["mask"])
        .write_stdin("write to ada@example.com about order #1042\n")
        .assert()
        .code(0)
        .stderr(is_empty())
        .stdout(contains("ada@example.com").not().and(contains("[EMAIL_1]")).and(contains("#1042")));
    assert_eq!(std::fs::read_dir(home.path()).expect("it is there").count(), 0);
}

#[test]
fn mask_answers_line_by_line_and_names_what_it_cannot_read() {
    let home = home();
    let output = deskhand(&home, &["mask", "--jsonl"])
        .write_stdin("{\"id\":1,\"text\":\"é ada@example.com\"}\nno json of ada@example.com\n{\"id\":\"b\",\"text\":\"hi\"}\n")
        .assert()
        .code(1)
        .stderr(contains("line 2").and(contains("ada@example.com").not()));
    let answer = String::from_utf8(output.get_output().stdout.clone()).expect("text");
    let lines: Vec<serde_json::Value> =
        answer.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["spans"], serde_json::json!([{"start": 2, "end": 17, "type": "EMAIL"}]));
    assert_eq!(lines[1]["masked"], "hi");
}

#[test]
fn the_sandbox_prints_a_configuration_that_passes_the_check_then_ready() {
    let home = home();
    let program = assert_cmd::cargo::cargo_bin("deskhand");
    let mut sandbox = Command::new(program)
        .args(["sandbox"])
        .env("HOME", home.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let lines = BufReader::new(sandbox.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let configuration: Vec<String> = lines.take_while(|line| line != "ready").collect();
    sandbox.kill().expect("it runs");
    sandbox.wait().expect("it ends");
    let file = home.path().join("sandbox.toml");
    std::fs::write(&file, configuration.join("\n")).expect("the folder can be written");
    let file = file.display().to_string();
    deskhand(&home, &["--config", &file, "config", "check"]).assert().code(0).stdout(contains("no mistakes"));
}

#[test]
fn a_fault_that_cannot_be_read_is_bad_usage() {
    deskhand(&home(), &["sandbox", "--fault", "hubspot=cut"]).assert().code(2).stdout(is_empty());
}
