//! The real program in a home of its own, with a configuration that leads to a sandbox.

use std::path::PathBuf;
use std::time::Duration;

use deskhand::sandbox::{Options, Sandbox, start};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A home folder with a configuration that leads to a sandbox of its own.
pub struct Desk {
    pub home: TempDir,
    configuration: String,
    _sandbox: Sandbox,
    _runtime: Runtime,
}

impl Desk {
    pub fn new() -> Self {
        Self::with_faults(&[])
    }

    pub fn with_faults(faults: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let runtime = Runtime::new().expect("threads");
        let options = Options {
            port: None,
            customers: 0,
            seed: 1,
            latency: Duration::ZERO,
            model_tokens_per_second: None,
            faults: faults.iter().map(|rule| rule.parse().expect("a rule")).collect(),
            now: jiff::Timestamp::now(),
        };
        let sandbox = runtime.block_on(start(options)).expect("the sandbox starts");
        let configuration = sandbox.configuration();
        let desk = Self { home, configuration, _sandbox: sandbox, _runtime: runtime };
        desk.configure(|text| text);
        desk
    }

    /// Writes the sandbox's configuration with something changed in it.
    pub fn configure(&self, change: impl Fn(String) -> String) {
        let text = change(self.configuration.clone());
        std::fs::write(self.home.path().join("config.toml"), text).expect("the folder can be written");
    }

    pub fn storage(&self) -> PathBuf {
        self.home.path().join(".local/share/deskhand")
    }

    pub fn deskhand(&self, arguments: &[&str]) -> assert_cmd::Command {
        let mut command =
            assert_cmd::Command::cargo_bin("deskhand").expect("the program is built with its tests");
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path).env("HOME", self.home.path()).env("TZ", "UTC");
        command.env("DESKHAND_CONFIG", self.home.path().join("config.toml")).args(arguments);
        command
    }

    /// Runs it and gives the JSON that it prints.
    pub fn json(&self, arguments: &[&str], status: i32) -> Value {
        let output = self.deskhand(arguments).assert().code(status).get_output().stdout.clone();
        serde_json::from_slice(&output).expect("one JSON document")
    }
}
