//! The terminal app: a key to its changed picture and the bytes that go to the terminal for it, the first picture, memory
//! and wake-ups when idle.
//!
//! `cargo bench --bench app [-- CUSTOMERS]`; 100,000 customers unless told, none to measure keys alone. Keys are measured
//! in this process, into a backend that encodes for a terminal and counts what it would write. The rest drives the program in a pseudo-terminal, on
//! a sandbox of its own whose customers it has read into its storage before.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use deskhand::desk::api::{Answer, Listed, Request, WhoAmI};
use deskhand::domain::action::{Phase, Role};
use deskhand::domain::audit::{AuditEvent, AuditKind, Digest32};
use deskhand::domain::profile::Profile;
use deskhand::domain::queue::{QueueRow, QueuedCase};
use deskhand::domain::record::RecordRef;
use deskhand::domain::sla::Sla;
use deskhand::phrasing::Moment;
use deskhand::ports::repository::AuditRecord;
use deskhand::tui::keymap::Keymap;
use deskhand::tui::model::Model;
use deskhand::tui::msg::{Effect, Msg};
use deskhand::tui::theme::{Abilities, named};
use deskhand::tui::update::update;
use deskhand::tui::view::view;
use jiff::{SignedDuration, Timestamp};
use portable_pty::{CommandBuilder, NativePtySystem, PtySize, PtySystem};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Rect, Size};
use ratatui::{Terminal, TerminalOptions, Viewport};

const SIZE: Size = Size { width: 200, height: 60 };
const ROWS: u64 = 10_000;
const IDLE: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(120);

fn main() {
    let customers = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(100_000);
    keys();
    if customers > 0 {
        whole(customers);
    }
}

// A key to its picture.

/// A terminal at the other end of a line: counts what comes.
#[derive(Clone, Default)]
struct Line(Rc<Cell<usize>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct App {
    model: Model,
    terminal: Terminal<CrosstermBackend<Line>>,
    line: Line,
    now: Timestamp,
}

impl App {
    fn start() -> Self {
        let now = Timestamp::from_second(1_795_521_600).unwrap();
        let moment = Moment {
            now,
            zone: jiff::tz::TimeZone::UTC,
            locale: deskhand::phrasing::Locale::default(),
            exact: false,
        };
        let abilities = Abilities { no_colour: false, true_colour: true, light: false };
        let theme = named("dark", abilities).unwrap();
        let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.width, SIZE.height));
        let line = Line::default();
        let backend = CrosstermBackend::new(line.clone());
        let terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
        let model = Model::new(moment, SIZE, Keymap::default(), theme);
        let mut app = Self { model, terminal, line, now };
        app.send(Msg::Opened(Ok(Box::new(who()))));
        app
    }

    fn send(&mut self, msg: Msg) -> Vec<Effect> {
        update(&mut self.model, self.now, msg)
    }

    fn press(&mut self, code: KeyCode) -> Vec<Effect> {
        self.send(Msg::Terminal(Event::Key(KeyEvent::new(code, KeyModifiers::NONE))))
    }

    fn answer(&mut self, effects: Vec<Effect>, answer: impl Fn(&Request) -> Option<Answer>) -> Vec<Effect> {
        let mut more = Vec::new();
        for effect in effects {
            if let Effect::Ask { request, what } = effect
                && let Some(answer) = answer(&what)
            {
                more.extend(self.send(Msg::Answered { request, result: Ok(answer) }));
            }
        }
        more
    }

    fn draw(&mut self) {
        let model = &self.model;
        self.terminal.draw(|frame| view(model, frame)).unwrap();
    }

    /// Presses each key of a round many times, drawing after each; says how long that took and what it wrote.
    fn measure(&mut self, name: &str, round: &[KeyCode]) {
        self.draw();
        let (mut took, mut wrote) = (Vec::new(), Vec::new());
        for code in round.iter().cycle().take(2_000) {
            let (start, before) = (Instant::now(), self.line.0.get());
            self.press(*code);
            self.draw();
            took.push(start.elapsed());
            wrote.push(self.line.0.get() - before);
        }
        took.sort();
        wrote.sort_unstable();
        let at = |share: f64| ((took.len() - 1) as f64 * share) as usize;
        println!(
            "  {name:<34} median {:>8.2?}   99th {:>8.2?}   longest {:>8.2?}   bytes {:>6} / {:>6}",
            took[at(0.5)],
            took[at(0.99)],
            took[at(1.0)],
            wrote[at(0.5)],
            wrote[at(0.99)]
        );
    }
}

fn who() -> WhoAmI {
    WhoAmI {
        email: "rep@example.com".to_owned(),
        role: Role::Support,
        phase: Phase::Suggest,
        model: None,
        model_is_sandbox: false,
        learns_by_itself: false,
        sources: Vec::new(),
        undo_seconds: 5,
        own_words_need_a_yes: Vec::new(),
        customers: 100_000,
        demo: false,
        returns: None,
        recovered: None,
        is_first_start: false,
        approvals: 0,
        outbox: 0,
    }
}

fn keys() {
    println!("a key to its picture, {}×{}; bytes at the median and at the 99th", SIZE.width, SIZE.height);
    let moving =
        [KeyCode::Char('j'), KeyCode::Char('j'), KeyCode::PageDown, KeyCode::Char('k'), KeyCode::PageUp];
    let ends = [KeyCode::Char('G'), KeyCode::PageUp, KeyCode::Home, KeyCode::PageDown];

    let mut app = App::start();
    app.press(KeyCode::Esc);
    app.press(KeyCode::Char('g'));
    let asked = app.press(KeyCode::Char('a'));
    app.answer(asked, |request| {
        matches!(request, Request::AuditTail { .. }).then(|| Answer::Audit(records()))
    });
    app.measure("audit log, 10,000 lines", &moving);
    app.measure("audit log, from end to end", &ends);

    let mut app = App::start();
    app.press(KeyCode::Esc);
    app.press(KeyCode::Char('g'));
    let asked = app.press(KeyCode::Char('c'));
    app.answer(asked, |request| matches!(request, Request::Queue { .. }).then(|| queue(1)));
    app.measure("queue, 10,000 cases", &moving);
    app.measure("queue, from end to end", &ends);
    app.measure("queue, marking", &[KeyCode::Char(' '), KeyCode::Up]);
    app.press(KeyCode::Char('f'));
    app.measure("queue, a filter as typed", &[KeyCode::Char('t'), KeyCode::Backspace]);
    app.press(KeyCode::Esc);
    app.measure("queue, orders", &[KeyCode::Char('o')]);
    app.measure("queue, views", &[KeyCode::Tab]);

    let mut app = App::start();
    app.send(Msg::Terminal(Event::Paste("ada@example.com".to_owned())));
    let asked = app.press(KeyCode::Enter);
    let found = app.answer(asked, |request| matches!(request, Request::Lookup { .. }).then(profile_answer));
    app.answer(found, |request| matches!(request, Request::Lookup { .. }).then(profile_answer));
    app.press(KeyCode::Char('o'));
    app.measure("customer, 5,000 orders", &moving);
    app.press(KeyCode::Char('l'));
    app.measure("customer, timeline of 10,000", &moving);
    app.measure("customer, timeline, end to end", &ends);
}

fn queue(revision: u64) -> Answer {
    let now = Timestamp::from_second(1_795_521_600).unwrap();
    let case = |number: u64| -> QueuedCase {
        let opened = now.checked_sub(SignedDuration::from_mins(i64::try_from(number).unwrap() * 7)).unwrap();
        let record = |kind: &str| format!("hubspot/{kind}/{number}").parse::<RecordRef>().unwrap();
        let of = |words: &[&'static str]| words[usize::try_from(number).unwrap() % words.len()];
        let case = serde_json::json!({
            "record": record("case"), "customer_id": format!("c-{number:032x}"), "contact": record("contact"),
            "name": format!("Customer {number}"), "email": format!("customer{number}@example.com"),
            "subject": of(&["Where is my order?", "The pole broke", "Change of address", "Size of the boots"]),
            "status": "Waiting on us", "priority": of(&["low", "medium", "high", "urgent", "medium"]),
            "channel": "email", "opened_at": opened, "updated_at": opened,
            "owner": of(&["Sam Ibarra", "Robin Hale", "Lee Nakata"]), "waiting_since": opened, "messages": 1,
            "words": "I ordered a week ago and nothing has come yet, could you please look into it?",
            "labels": {"category": of(&["order_status", "return_refund", "product_question"]),
                "mood": "neutral", "urgency": "normal", "language": "en"},
            "labelled_by": "rules",
            "standing": {"tier": of(&["platinum", "gold", "silver", "bronze", "bronze", "bronze", "bronze"]),
                "net": {"amount": "128.26", "currency": "USD"}, "stuck_parcel": number.is_multiple_of(9),
                "open_refund": number.is_multiple_of(13)},
            "url": null,
        });
        serde_json::from_value(case).unwrap()
    };
    let rows = (1..=ROWS).map(|number| QueueRow::new(case(number), &Sla::default(), now)).collect();
    let me = Some("Sam Ibarra".to_owned());
    Answer::Queue(Box::new(Listed {
        rows,
        revision,
        as_of: Some(now),
        me,
        me_is_unknown: false,
        zone: None,
        lacks: None,
        unreadable: 0,
        problem: None,
        hint: None,
    }))
}

fn records() -> Vec<AuditRecord> {
    let record = |sequence: u64| AuditRecord {
        sequence,
        hash: Digest32::of(&sequence.to_be_bytes()),
        at_ms: 1_795_521_600_000 - i64::try_from(sequence).unwrap() * 60_000,
        event: Some(AuditEvent {
            at: Timestamp::from_second(1_795_521_600).unwrap(),
            actor: "rep@example.com".to_owned(),
            kind: AuditKind::Viewed,
            customer: None,
            subject: format!("c-{sequence:032x}"),
            detail: serde_json::json!({}),
        }),
        customer: None,
    };
    (1..=ROWS).rev().map(record).collect()
}

fn profile_answer() -> Answer {
    let mut profile = empty_profile();
    let order = |number: u64| {
        let placed = Timestamp::from_second(1_795_521_600 - i64::try_from(number).unwrap() * 43_200).unwrap();
        serde_json::json!({
            "id": number.to_string(), "evidence": format!("order:{number}"), "source": "shopify:acme",
            "number": format!("#{number}"), "placed_at": placed, "status": "fulfilled", "test": false,
            "guest": false, "total": {"amount": "128.26", "currency": "USD"}, "presentment": null,
            "refunded": {"amount": "0.00", "currency": "USD"}, "net": {"amount": "128.26", "currency": "USD"},
            "discount": null, "discount_codes": [], "cancelled_at": null,
            "items": [{"sku": "FELL-22", "title": "Fell 22 Daypack", "category": null, "quantity": 1,
                "unit_price": {"amount": "98.00", "currency": "USD"}}],
            "shipments": [{"status": "delivered", "carrier": "UPS", "tracking_number": "1Z999", "url": null,
                "shipped_at": placed, "delivered_at": null, "estimated_delivery_at": null, "updated_at": null}],
            "refunds": [], "note": null, "url": null,
        })
    };
    profile["orders"] = (1..=ROWS / 2).map(order).collect();
    let profile: Profile = serde_json::from_value(profile).unwrap();
    let found = deskhand::desk::api::LookupAnswer::One { profile: Box::new(profile), more: false };
    Answer::Lookup(found)
}

fn empty_profile() -> serde_json::Value {
    serde_json::json!({
        "customer": {
            "id": "c-01a213fa3fd175e8980cba5a76d7ada8", "name": "Ada", "emails": ["ada@example.com"], "phones": [],
            "locale": null, "time_zone": null, "address": null, "company": null, "tags": [],
            "acquisition": {"channel": null, "first_seen_at": null}, "consent": {"email": null, "sms": null},
            "web": {"page_views": null, "visits": null, "last_seen_at": null}, "note": null,
        },
        "identities": [], "possible_matches": [], "conflicts": [], "coverage": [],
        "totals": {
            "orders": 0, "gross": null, "refunded": null, "net": null, "average_order_value": null,
            "return_rate": null, "first_order_at": null, "last_order_at": null, "partial": false,
            "by_currency": [{"orders": 5000, "gross": {"amount": "1.00", "currency": "USD"},
                "refunded": {"amount": "0.00", "currency": "USD"}, "net": {"amount": "1.00", "currency": "USD"}}],
        },
        "orders": [], "carts": [], "cases": [], "deals": [], "activities": [],
        "scores": {"clv": null, "churn": null, "lead": null, "next_products": []}, "sources": [],
    })
}

// The program as a whole.

fn whole(customers: usize) {
    let home = tempfile::tempdir().unwrap();
    let mut sandbox = Sandbox::start(customers);
    let config = home.path().join("config.toml");
    // Kept under this home, not where the sandbox of whoever measures has its own.
    let own = sandbox.configuration.split("[storage]").next().unwrap_or_default();
    std::fs::write(&config, own).unwrap();
    println!("the program, {customers} generated customers in its directory");
    let start = Instant::now();
    let read = deskhand(home.path(), &config).args(["sync", "--json"]).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    println!("  sync                               {:>8.2?}", start.elapsed());

    let mut shown = Vec::new();
    for _ in 0..5 {
        let mut app = Pty::start(home.path(), &config);
        let first = app.until("Find a customer");
        let list = app.until("seen last");
        shown.push((first, list));
        app.leave();
    }
    shown.sort();
    let (first, list) = shown[shown.len() / 2];
    println!("  first picture (median of 5)        {first:>8.2?}");
    println!("  list usable (median of 5)          {list:>8.2?}");

    let mut app = Pty::start(home.path(), &config);
    app.until("seen last");
    let open = app.time("maren.holloway@example.com\r", "sentences hold");
    println!("  a customer not cached, to the brief {open:>7.2?} (typing and both vendors in it)");
    app.time("\x0f", "Find a customer");
    let again = app.time("\r", "lifecycle:customer");
    println!("  the same, cached, to the profile   {again:>8.2?}");
    std::thread::sleep(Duration::from_secs(8));
    let before = app.usage();
    std::thread::sleep(IDLE);
    let after = app.usage();
    println!(
        "  idle for {} s: {} wake-ups, {} ms of processor",
        IDLE.as_secs(),
        after.wake_ups - before.wake_ups,
        (after.ticks - before.ticks) * 10
    );
    println!("  memory {} MB, at most {} MB", after.resident_mb, after.peak_mb);
    app.leave();
    sandbox.stop();
}

fn deskhand(home: &Path, config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command.env("HOME", home).env("DESKHAND_CONFIG", config).stderr(Stdio::piped());
    for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "DBUS_SESSION_BUS_ADDRESS"] {
        command.env_remove(name);
    }
    command
}

struct Sandbox {
    process: std::process::Child,
    configuration: String,
}

impl Sandbox {
    fn start(customers: usize) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_deskhand"))
            .args(["sandbox", "--customers", &customers.to_string(), "--seed", "7"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut configuration = String::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap) {
            if line == "ready" {
                break;
            }
            configuration.push_str(&line);
            configuration.push('\n');
        }
        Self { process, configuration }
    }

    fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

struct Pty {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    output: mpsc::Receiver<Vec<u8>>,
    screen: vt100::Parser,
    started: Instant,
}

impl Pty {
    fn start(home: &Path, config: &Path) -> Self {
        let size = PtySize { rows: SIZE.height, cols: SIZE.width, pixel_width: 0, pixel_height: 0 };
        let pair = NativePtySystem::default().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_deskhand"));
        command.env("HOME", home);
        command.env("DESKHAND_CONFIG", config);
        command.env("COLORTERM", "truecolor");
        command.env("TERM", "xterm-256color");
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let _master = pair.master;
            let mut bytes = [0; 65_536];
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let rows = std::num::NonZero::new(SIZE.height).unwrap();
        let columns = std::num::NonZero::new(SIZE.width).unwrap();
        Self { child, writer, output, screen: vt100::Parser::new(rows, columns, 0), started }
    }

    /// Waits until a text is on the screen; since the program was started.
    fn until(&mut self, text: &str) -> Duration {
        let deadline = Instant::now() + PATIENCE;
        while !self.screen.screen().contents().contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            let bytes = self.output.recv_timeout(left).unwrap_or_else(|_| {
                panic!("{text:?} did not come:\n{}", self.screen.screen().contents());
            });
            self.screen.process(&bytes);
        }
        self.started.elapsed()
    }

    /// Types, and waits until a text is on the screen that was not there.
    fn time(&mut self, keys: &str, text: &str) -> Duration {
        let start = Instant::now();
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.until(text);
        start.elapsed()
    }

    fn usage(&self) -> Usage {
        let pid = self.child.process_id().unwrap();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let field = |name: &str| -> u64 {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        };
        let mut wake_ups = 0;
        for task in std::fs::read_dir(format!("/proc/{pid}/task")).unwrap() {
            let status = std::fs::read_to_string(task.unwrap().path().join("status")).unwrap();
            let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches")).unwrap();
            wake_ups += line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap();
        }
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        Usage { wake_ups, ticks, resident_mb: field("VmRSS") / 1024, peak_mb: field("VmHWM") / 1024 }
    }

    fn leave(mut self) {
        self.writer.write_all(b"\x03").unwrap();
        self.child.wait().unwrap();
    }
}

struct Usage {
    wake_ups: u64,
    ticks: u64,
    resident_mb: u64,
    peak_mb: u64,
}
