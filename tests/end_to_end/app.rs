//! The terminal app and the command line on one storage at the same time.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Parser;

use super::emulated::{CUSTOMER, Vendors, settled};
use super::program::{PATIENCE, Place};

const ROWS: NonZeroU16 = NonZeroU16::new(24).unwrap();
const COLUMNS: NonZeroU16 = NonZeroU16::new(80).unwrap();

/// What it shows once the desk is open.
const READY: &str = "Where is my sleeping bag";

/// The app in a terminal of its own.
struct App {
    child: Box<dyn Child + Send + Sync>,
    drawn: Receiver<Vec<u8>>,
    screen: Parser,
    keys: Box<dyn Write + Send>,
    _terminal: Box<dyn MasterPty + Send>,
}

impl App {
    fn on(place: &Place) -> Self {
        let size = PtySize { rows: ROWS.get(), cols: COLUMNS.get(), ..PtySize::default() };
        let terminal = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_deskhand"));
        command.env_clear();
        for (name, value) in place.environment() {
            command.env(name, value);
        }
        command.env("TERM", "xterm-256color");
        let child = terminal.slave.spawn_command(command).expect("the app starts");
        let mut screen = terminal.master.try_clone_reader().expect("its screen");
        let (tell, drawn) = mpsc::channel();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = screen.read(&mut piece) {
                if tell.send(piece[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = terminal.master.take_writer().expect("its keyboard");
        Self { child, drawn, screen: Parser::new(ROWS, COLUMNS, 0), keys, _terminal: terminal.master }
    }

    /// Waits until something stands on its screen.
    fn shows(&mut self, text: &str) {
        while !self.screen.screen().contents().contains(text) {
            let Ok(piece) = self.drawn.recv_timeout(PATIENCE) else {
                panic!("it never showed {text:?}, but\n{}", self.screen.screen().contents());
            };
            self.screen.process(&piece);
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("it reads keys");
    }

    fn kill(mut self) {
        let id = self.child.process_id().expect("it runs").to_string();
        assert!(Command::new("kill").args(["-9", &id]).status().expect("kill runs").success());
        self.child.wait().expect("it ends");
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // Fails where it has ended, which is as good.
        let _ = self.child.kill();
    }
}

#[test]
fn the_command_line_works_through_the_app_and_goes_on_when_the_app_is_killed() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(3600);
    let mut app = App::on(&place);
    app.shows(READY);
    assert_eq!(place.json(&["lookup", CUSTOMER, "--json"])["schema"], "deskhand.profile/1");
    let mut accepting = place.start(&["accept", &suggestion, "--json"]);
    accepting.says("takes it back");
    app.kill();
    // The command that waits has taken over, and answers others.
    let undone = place.json(&["undo", &suggestion, "--json"]);
    assert_eq!(undone["state"], "undone");
    let ended = accepting.ended();
    assert_eq!((ended.status, ended.json()["state"].as_str()), (0, Some("undone")), "{}", ended.errors);
    assert_eq!(place.storages(), 1);
}

#[test]
fn the_app_takes_over_when_the_command_that_holds_the_storage_is_killed() {
    let vendors = Vendors::new();
    let (place, suggestion) = vendors.place(3600);
    let mut holder = place.start(&["accept", &suggestion, "--json"]);
    holder.says("takes it back");
    let mut app = App::on(&place);
    app.shows(READY);
    holder.kill();
    place.json(&["undo", &suggestion, "--json"]);
    app.kill();
    assert_eq!(settled(&place)[0]["state"], "undone");
    assert_eq!(place.storages(), 1);
}

/// Nobody goes on being asked for a yes to what was erased, in the app that holds the storage and in one that works through it.
#[test]
fn whoever_is_erased_leaves_every_open_app() {
    let vendors = Vendors::new();
    let (place, _) = vendors.place(0);
    let own = std::fs::read_to_string(place.configuration()).unwrap();
    let rule = "[[policy.approvals]]\nwhen = { action = \"task\" }\nrole = \"support\"\n";
    std::fs::write(place.configuration(), format!("{own}\n{rule}")).unwrap();
    assert_eq!(place.run(&["task", CUSTOMER, "Call back", "--json"]).status, 6);
    let mut apps = [App::on(&place), App::on(&place)];
    for app in &mut apps {
        app.shows(READY);
        app.press("gp");
        app.shows("Call back");
    }
    assert_eq!(place.run(&["forget", CUSTOMER, "--yes"]).status, 0);
    for app in &mut apps {
        app.shows("Nothing waits for a yes.");
    }
    assert_eq!(place.storages(), 1);
}
