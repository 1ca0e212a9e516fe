//! The real binary behind a pseudo-terminal, and vendors for it.

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
pub const ENTER: &str = "\r";
pub const CTRL_Q: &str = "\u{11}";

/// The program in a terminal of its own.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    pub screen: Parser,
    child: Box<dyn Child + Send + Sync>,
    /// The terminal's own settings before the program took it.
    settings: String,
}

impl Terminal {
    /// Starts the program with a home of its own, 100 columns wide and 30 rows high.
    pub fn start(home: &Path, arguments: &[&str]) -> Self {
        Self::start_with(home, arguments, (100, 30), &[])
    }

    /// The same of a size, with further variables.
    pub fn start_with(home: &Path, arguments: &[&str], size: (u16, u16), more: &[(&str, &str)]) -> Self {
        let size = self::size(size.0, size.1);
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let settings = settings(&*pair.master);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in variables(home) {
            command.env(name, value);
        }
        command.env("TERM", "xterm-256color");
        more.iter().for_each(|(name, value)| command.env(name, value));
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
    pub fn searches(&mut self, shown: &str) {
        self.shows("All 19");
        self.press("/");
        self.shows(shown);
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub fn until(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(self.screen.screen()) {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!("{error} while waiting for {what}:\n{}", self.text()),
            }
        }
    }

    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        self.until(&format!("{text:?}"), |screen| screen.contents().contains(text));
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    pub fn press(&mut self, keys: &str) {
        self.keys
            .write_all(keys.as_bytes())
            .and_then(|()| self.keys.flush())
            .expect("the terminal takes keys");
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(size(columns, rows)).expect("the terminal can be resized");
        self.screen.screen_mut().set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
    }

    pub fn terminate(&self) {
        let id = self.child.process_id().expect("it runs").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
    }

    /// Presses a key that ends it, and waits for that. crossterm may read a key that comes with the signal of a new size
    /// no sooner than the next one: so it is pressed once more where nothing comes of it.
    #[track_caller]
    pub fn leave_by(&mut self, key: &str) -> ExitStatus {
        self.press(key);
        self.ends_within(PATIENCE / 6).unwrap_or_else(|| {
            self.press(key);
            self.ended()
        })
    }

    /// Waits for its end; how it ended, with all that it has said until then on the screen.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        self.ends_within(PATIENCE).unwrap_or_else(|| panic!("it does not end:\n{}", self.text()))
    }

    fn ends_within(&mut self, time: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + time;
        loop {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                // The program, which alone has the terminal open, has ended.
                Err(RecvTimeoutError::Disconnected) => return Some(self.child.wait().expect("it has ended")),
                Err(RecvTimeoutError::Timeout) => return None,
            }
        }
    }

    /// Whether the terminal is as it was before.
    #[track_caller]
    pub fn is_restored(&self) {
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
pub fn without_a_terminal(home: &Path, arguments: &[&str]) -> (i32, String) {
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

pub fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A sandbox with a configuration that leads to it, in a home.
pub struct Vendors {
    pub configuration: String,
    _sandbox: Sandbox,
    _runtime: Runtime,
}

impl Vendors {
    pub fn start(home: &Path) -> Self {
        Self::with_customers(home, 0)
    }

    /// With so many more than the fixtures'.
    pub fn with_customers(home: &Path, customers: usize) -> Self {
        let runtime = Runtime::new().expect("threads");
        let options = Options {
            port: None,
            customers,
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
