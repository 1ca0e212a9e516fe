//! The program in a terminal: the real binary behind a pseudo-terminal, as a person sees and leaves it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]
// Signals and pseudo-terminals as they are on Unix.
#![cfg(unix)]

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use deskhand::sandbox::{Options, Sandbox, start};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use vt100::{MouseProtocolMode, Parser};

/// Longest wait for anything that must happen; only a fault makes it last.
const PATIENCE: Duration = Duration::from_secs(60);
const ENTER: &str = "\r";
const CTRL_Q: &str = "\u{11}";

/// The program in a terminal of its own.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: Parser,
    child: Box<dyn Child + Send + Sync>,
    /// The terminal's own settings before the program took it.
    settings: String,
}

impl Terminal {
    /// Starts the program with a home of its own, 100 columns wide and 30 rows high.
    fn start(home: &Path, arguments: &[&str]) -> Self {
        let size = size(100, 30);
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let settings = settings(&*pair.master);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in variables(home) {
            command.env(name, value);
        }
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("the terminal's output");
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 64 * 1024];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().expect("the terminal's input");
        let screen = Parser::new(size.rows.try_into().unwrap(), size.cols.try_into().unwrap(), 0);
        Self { master: pair.master, keys, output, screen, child, settings }
    }

    /// Goes from the open cases, which it begins with, to the search.
    #[track_caller]
    fn searches(&mut self, shown: &str) {
        self.shows("All 14");
        self.press("/");
        self.shows(shown);
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    fn until(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(self.screen.screen()) {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!("{error} while waiting for {what}:\n{}", self.text()),
            }
        }
    }

    #[track_caller]
    fn shows(&mut self, text: &str) {
        self.until(&format!("{text:?}"), |screen| screen.contents().contains(text));
    }

    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    fn press(&mut self, keys: &str) {
        self.keys
            .write_all(keys.as_bytes())
            .and_then(|()| self.keys.flush())
            .expect("the terminal takes keys");
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(size(columns, rows)).expect("the terminal can be resized");
        self.screen.screen_mut().set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
    }

    fn terminate(&self) {
        let id = self.child.process_id().expect("it runs").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
    }

    /// Waits for its end; how it ended, with all that it has said until then on the screen.
    #[track_caller]
    fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                // The program, which alone has the terminal open, has ended.
                Err(RecvTimeoutError::Disconnected) => return self.child.wait().expect("it has ended"),
                Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.text()),
            }
        }
    }

    /// Whether the terminal is as it was before.
    #[track_caller]
    fn is_restored(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "pastes are not bracketed any more");
        assert!(matches!(screen.mouse_protocol_mode(), MouseProtocolMode::None), "the mouse is free");
        assert_eq!(settings(&*self.master), self.settings, "raw mode is off");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Fails where it has ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// How the terminal treats what is typed: echo, lines, signals.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("the terminal's settings"))
}

fn variables(home: &Path) -> [(&'static str, std::ffi::OsString); 4] {
    let path = std::env::var_os("PATH").unwrap_or_default();
    [("HOME", home.into()), ("PATH", path), ("TZ", "UTC".into()), ("RUST_BACKTRACE", "0".into())]
}

/// Runs the program without a terminal; status and what it said.
fn without_a_terminal(home: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_deskhand"))
        .args(arguments)
        .env_clear()
        .envs(variables(home))
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("it was not killed"), String::from_utf8(said).unwrap())
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A sandbox with a configuration that leads to it, in a home.
struct Vendors {
    configuration: String,
    _sandbox: Sandbox,
    _runtime: Runtime,
}

impl Vendors {
    fn start(home: &Path) -> Self {
        let runtime = Runtime::new().expect("threads");
        let options = Options {
            port: None,
            customers: 0,
            seed: 1,
            latency: Duration::ZERO,
            model_tokens_per_second: None,
            faults: Vec::new(),
            now: jiff::Timestamp::now(),
        };
        let sandbox = runtime.block_on(start(options)).expect("the sandbox starts");
        let path = home.join("config.toml");
        std::fs::write(&path, sandbox.configuration()).expect("the folder can be written");
        let configuration = path.into_os_string().into_string().unwrap();
        Self { configuration, _sandbox: sandbox, _runtime: runtime }
    }
}

#[test]
fn the_demo_does_the_whole_job_and_gives_the_terminal_back() {
    let home = home();
    let mut app = Terminal::start(home.path(), &["demo"]);
    app.searches("customers · seen last");
    assert!(app.screen.screen().alternate_screen() && app.screen.screen().bracketed_paste());
    app.press("maren hollo");
    app.shows("1 of");
    app.press(ENTER);
    app.shows("sentences hold");
    app.press("1");
    app.shows("rests on");
    app.press("a");
    app.shows("leaves in");
    app.shows("✓ done");
    app.resize(80, 24);
    app.shows("no real model (sandbox)");
    app.resize(30, 8);
    app.shows("is the least");
    app.resize(100, 30);
    app.shows("Maren Holloway");
    app.press("q");
    assert!(app.ended().success(), "{}", app.text());
    app.is_restored();
}

/// Tasks 1 and 2 of a working day: the first case is the first line, and its answer two keys away.
#[test]
fn the_most_pressing_case_is_answered_in_three_keys() {
    let home = home();
    let mut app = Terminal::start(home.path(), &["demo"]);
    app.shows("platinum customer");
    app.shows("Maren Holloway");
    app.press(ENTER);
    app.shows("THIRD message.");
    app.shows("sentences hold");
    app.press("1a");
    app.shows("leaves in");
    app.shows("✓ done");
    app.press("q");
    assert!(app.ended().success(), "{}", app.text());
}

#[test]
fn a_signal_gives_the_terminal_back_and_names_what_is_kept() {
    let home = home();
    let mut app = Terminal::start(home.path(), &["demo"]);
    app.searches("customers · seen last");
    app.press("maren hollo");
    app.shows("1 of");
    app.press(ENTER);
    app.shows("sentences hold");
    app.press("1a");
    app.shows("leaves in");
    app.terminate();
    assert!(app.ended().success(), "{}", app.text());
    app.is_restored();
    assert!(app.text().contains("kept in the outbox, not sent yet: HubSpot note on"), "{}", app.text());
}

#[test]
fn without_a_terminal_it_says_so() {
    let home = home();
    for arguments in [&["demo"][..], &[]] {
        let (status, said) = without_a_terminal(home.path(), arguments);
        assert_eq!(status, 2, "{said}");
        assert!(said.contains("the terminal app needs a terminal"), "{said}");
    }
}

#[test]
fn without_a_configuration_it_offers_the_demo() {
    let home = home();
    let mut app = Terminal::start(home.path(), &[]);
    app.shows("Start the demo? [Y/n]");
    app.press("n\r");
    assert_eq!(app.ended().exit_code(), 2);
    let mut app = Terminal::start(home.path(), &[]);
    app.shows("Start the demo? [Y/n]");
    app.press(ENTER);
    app.searches("customers · seen last");
    app.press(CTRL_Q);
    assert!(app.ended().success());
    app.is_restored();
}

#[test]
fn commands_work_through_the_open_app() {
    let home = home();
    let vendors = Vendors::start(home.path());
    let configured = |rest: &[&str]| {
        let arguments = [&["--config", &*vendors.configuration], rest].concat();
        without_a_terminal(home.path(), &arguments)
    };
    let mut app = Terminal::start(home.path(), &["--config", &vendors.configuration]);
    app.searches("customers · seen last");
    app.press("maren.holloway@example.com");
    app.press(ENTER);
    app.shows("sentences hold");
    let (status, said) = configured(&["note", "maren.holloway@example.com", "Called from another terminal."]);
    assert_eq!(status, 0, "{said}");
    let (status, said) = configured(&["outbox", "list"]);
    assert!(status == 0 && said.contains("HubSpot note on contact 512001"), "{said}");
    // The open app has heard of it.
    app.shows("✓ done");
    app.press("q");
    assert!(app.ended().success(), "{}", app.text());
    app.is_restored();
    // Alone again.
    assert_eq!(configured(&["outbox", "list"]).0, 0);
}

#[test]
fn an_app_goes_on_when_the_one_that_held_the_storage_ends() {
    let home = home();
    let vendors = Vendors::start(home.path());
    let arguments = ["--config", &vendors.configuration];
    let mut holder = Terminal::start(home.path(), &arguments);
    holder.searches("customers · seen last");
    let mut app = Terminal::start(home.path(), &arguments);
    app.searches("customers · seen last");
    app.press("maren.holloway@example.com");
    app.press(ENTER);
    app.shows("sentences hold");
    app.press("1a");
    app.shows("leaves in");
    // Who holds the storage has heard of it and leaves all the same.
    holder.shows("leaves in");
    holder.press(CTRL_Q);
    holder.shows("keep for next time");
    holder.press("k");
    assert!(holder.ended().success(), "{}", holder.text());
    holder.is_restored();
    app.shows("✓ done");
    app.press("q");
    assert!(app.ended().success(), "{}", app.text());
    let (status, said) = without_a_terminal(home.path(), &[&arguments[..], &["outbox", "list"]].concat());
    assert!(status == 0 && said.matches("HubSpot note on contact 512001").count() == 1, "{said}");
}
