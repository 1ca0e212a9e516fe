//! The real program with a home of its own: runs to its end, or is killed where a test wants it.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// Longest wait for anything that must happen; only a fault makes it last.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A home folder with a configuration, and the storage in it.
pub struct Place {
    home: TempDir,
}

impl Place {
    /// A home whose configuration names both vendors at these addresses.
    pub fn new(shopify: &str, hubspot: &str, undo_seconds: u32) -> Self {
        let place = Self { home: tempfile::tempdir().expect("a temporary folder") };
        place.configure(shopify, hubspot, undo_seconds);
        place
    }

    /// The same home again, storage included, that knows the vendors at other addresses.
    pub fn twin(&self, shopify: &str, hubspot: &str, undo_seconds: u32) -> Self {
        let twin = Self { home: tempfile::tempdir().expect("a temporary folder") };
        copy(self.home.path(), twin.home.path());
        twin.configure(shopify, hubspot, undo_seconds);
        twin
    }

    /// Writes the configuration anew.
    pub fn configure(&self, shopify: &str, hubspot: &str, undo_seconds: u32) {
        let storage = self.storage();
        let configuration = format!(
            r#"[me]
email = "sam.ibarra@example.com"

[[stores]]
name = "trailhead"
kind = "shopify"
shop = "trailhead-outfitters.myshopify.com"
token = {{ env = "SHOP_TOKEN" }}
base_url = "{shopify}"

[crm]
kind = "hubspot"
token = {{ env = "CRM_TOKEN" }}
base_url = "{hubspot}"

[storage]
path = {storage:?}

[policy]
undo_seconds = {undo_seconds}
"#
        );
        fs::write(self.configuration(), configuration).expect("the folder can be written");
    }

    /// The home folder, with all that the program keeps.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The configuration's file.
    pub fn configuration(&self) -> PathBuf {
        self.home.path().join("config.toml")
    }

    /// The storage folder.
    pub fn storage(&self) -> PathBuf {
        self.home.path().join("storage")
    }

    /// What the program is started with, and nothing else.
    pub fn environment(&self) -> [(&'static str, OsString); 5] {
        [
            ("HOME", self.home.path().into()),
            ("TZ", "UTC".into()),
            ("SHOP_TOKEN", deskhand::sandbox::TOKEN.into()),
            ("CRM_TOKEN", deskhand::sandbox::TOKEN.into()),
            ("DESKHAND_CONFIG", self.home.path().join("config.toml").into()),
        ]
    }

    /// All folders named like a storage under this home: there is never a second.
    pub fn storages(&self) -> usize {
        let mut found = 0;
        let mut folders = vec![self.home.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else if entry.file_name() == "customer.keys" {
                    found += 1;
                }
            }
        }
        found
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.start(arguments).ended()
    }

    /// Runs a command that must succeed; its answer.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ended = self.run(arguments);
        assert_eq!(ended.status, 0, "{arguments:?}: {}\n{}", ended.errors, ended.answer);
        ended.json()
    }

    /// Starts a command.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut child = Command::new(env!("CARGO_BIN_EXE_deskhand"))
            .args(arguments)
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut answer = child.stdout.take().expect("it is piped");
        let said = BufReader::new(child.stderr.take().expect("it is piped"));
        let (tell_answer, answers) = mpsc::channel();
        thread::spawn(move || {
            let mut text = String::new();
            let _ = answer.read_to_string(&mut text);
            let _ = tell_answer.send(text);
        });
        let (tell_line, lines) = mpsc::channel();
        thread::spawn(move || said.lines().map_while(Result::ok).all(|line| tell_line.send(line).is_ok()));
        Running { child, answers, lines, errors: String::new() }
    }
}

/// A command that runs.
pub struct Running {
    child: Child,
    answers: Receiver<String>,
    lines: Receiver<String>,
    errors: String,
}

impl Running {
    /// Waits until it says something on standard error.
    pub fn says(&mut self, text: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("it never said {text:?}, but: {}", self.errors);
            };
            self.errors.push_str(&line);
            self.errors.push('\n');
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Ends it as nothing can prepare for: SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Presses Ctrl-C.
    pub fn interrupt(&self) {
        let sent = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for its end.
    pub fn ended(mut self) -> Ended {
        let Ok(answer) = self.answers.recv_timeout(PATIENCE) else {
            self.errors.extend(self.lines.try_iter().map(|line| line + "\n"));
            panic!("it does not end; it said: {}", self.errors);
        };
        let status = self.child.wait().expect("it ends").code().expect("it was not killed");
        self.errors.extend(self.lines.iter().map(|line| line + "\n"));
        Ended { status, answer, errors: std::mem::take(&mut self.errors) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails where it has ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A command that has ended.
pub struct Ended {
    pub status: i32,
    pub answer: String,
    pub errors: String,
}

impl Ended {
    /// Its answer as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.answer)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.answer, self.errors))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        match entry.file_type().expect("a kind of file") {
            kind if kind.is_dir() => copy(&entry.path(), &place),
            kind if kind.is_file() => drop(fs::copy(entry.path(), place).expect("it can be copied")),
            // The socket of a process that has ended.
            _ => {}
        }
    }
}
