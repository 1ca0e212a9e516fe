//! The app under a test's hands: what it presses, types and clicks; what it waits for is states, never time.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use deskhand::desk::api::Request;
use deskhand::phrasing::{Locale, Moment};
use deskhand::ports::Clock;
use deskhand::tui::keymap::Keymap;
use deskhand::tui::model::{Model, Stage};
use deskhand::tui::msg::{Effect, Msg};
use deskhand::tui::overlay::Overlay;
use deskhand::tui::theme::{Theme, plain};
use deskhand::tui::update::update;
use deskhand::tui::{Opener, Performer};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Size;
use tokio::sync::mpsc;

use crate::office::Office;
use crate::picture::Picture;

/// Longest wait for anything that must happen; only a fault makes it last.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a screen waits for within so short a time comes before it has settled.
const A_MOMENT: SignedDuration = SignedDuration::from_secs(30);
/// Turns that are given to tasks which are ready to run. What has been told takes two to arrive.
const TURNS: usize = 16;

/// A model and what carries its effects out.
pub struct App<'a> {
    pub office: &'a Office,
    pub model: Model,
    /// Requests that are no longer waited for.
    pub cancelled: Vec<u64>,
    /// What went to the terminal's clipboard.
    pub copied: Vec<String>,
    /// Files that were asked for: name and content.
    pub exported: Vec<(String, String)>,
    /// What was opened in the browser.
    pub browsed: Vec<String>,
    performer: Performer,
    inbox: mpsc::Receiver<Msg>,
}

impl<'a> App<'a> {
    /// The app on a desk, ready for the first key.
    pub async fn start(office: &'a Office) -> Self {
        Self::start_with(office, office.opener(), plain()).await
    }

    pub async fn start_with(office: &'a Office, opener: Opener, theme: Theme) -> Self {
        let mut app = Self::opening(office, opener, theme);
        app.settle().await;
        app
    }

    /// The app before the desk has opened.
    pub fn opening(office: &'a Office, opener: Opener, theme: Theme) -> Self {
        let moment =
            Moment { now: office.clock.now(), zone: TimeZone::UTC, locale: Locale::default(), exact: false };
        let model = Model::new(moment, Size { width: 120, height: 40 }, Keymap::default(), theme);
        let (messages, inbox) = mpsc::channel(1024);
        let mut performer = Performer::new(opener, messages);
        performer.open();
        Self {
            office,
            model,
            cancelled: Vec::new(),
            copied: Vec::new(),
            exported: Vec::new(),
            browsed: Vec::new(),
            performer,
            inbox,
        }
    }

    /// Presses keys, `"1 a ctrl-s"`, and waits until all that came of each is there.
    pub async fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.tap(key);
            self.settle().await;
        }
    }

    /// Presses a key and waits for nothing.
    pub fn tap(&mut self, key: &str) {
        self.take(Msg::Terminal(Event::Key(key_event(key))));
        // Pages and clicks are as the picture was that was drawn last.
        self.picture();
    }

    /// Types a text.
    pub async fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            let code = if character == '\n' { KeyCode::Enter } else { KeyCode::Char(character) };
            self.take(Msg::Terminal(Event::Key(KeyEvent::new(code, KeyModifiers::NONE))));
        }
        self.settle().await;
    }

    pub async fn paste(&mut self, text: &str) {
        self.take(Msg::Terminal(Event::Paste(text.to_owned())));
        self.settle().await;
    }

    /// Clicks on a text that is shown exactly once.
    pub async fn click(&mut self, text: &str) {
        self.mouse(MouseEventKind::Down(MouseButton::Left), text).await;
    }

    /// Turns the wheel down over a text that is shown exactly once.
    pub async fn wheel_down(&mut self, text: &str) {
        self.mouse(MouseEventKind::ScrollDown, text).await;
    }

    async fn mouse(&mut self, kind: MouseEventKind, text: &str) {
        let (column, row) = self.picture().find(text);
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        self.take(Msg::Terminal(Event::Mouse(event)));
        self.settle().await;
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.take(Msg::Terminal(Event::Resize(width, height)));
    }

    /// Opens a customer by what is typed into the search.
    pub async fn open_customer(&mut self, query: &str) {
        self.press("/").await;
        self.type_text(query).await;
        self.press("enter").await;
    }

    /// Lets time pass; what is due in the outbox is carried out.
    pub async fn pass(&mut self, seconds: i64) {
        self.office.clock.forward(SignedDuration::from_secs(seconds));
        self.take(Msg::Woken);
        self.office.ask(Request::RunOutbox).await.expect("the outbox is run");
        self.settle().await;
    }

    /// Waits until nothing that was asked is unanswered, and takes what has been told.
    pub async fn settle(&mut self) {
        loop {
            self.take_ready().await;
            if matches!(self.model.stage, Stage::Opening) || !self.model.out.in_flight.is_empty() {
                self.next().await;
            } else if !self.calm_down() {
                self.picture();
                return;
            }
        }
    }

    /// Wakes the screen from the moment in which it waits for more of what was told, if it does. The clock stands.
    fn calm_down(&mut self) -> bool {
        let now = self.office.clock.now();
        let wake = self.model.place().screen.next_wake().filter(|at| *at <= now + A_MOMENT);
        if let Some(at) = wake {
            self.take_at(at.max(now), Msg::Woken);
        }
        wake.is_some()
    }

    /// Takes messages that have arrived or are about to.
    async fn take_ready(&mut self) {
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
            while let Ok(msg) = self.inbox.try_recv() {
                self.take(msg);
            }
        }
    }

    async fn next(&mut self) {
        match tokio::time::timeout(PATIENCE, self.inbox.recv()).await {
            Ok(Some(msg)) => self.take(msg),
            _ => panic!(
                "nothing happens any more; waiting for {:?}:\n{}",
                self.model.out.in_flight,
                self.text()
            ),
        }
    }

    /// What the loop does with a message.
    pub fn take(&mut self, msg: Msg) {
        self.take_at(self.office.clock.now(), msg);
    }

    fn take_at(&mut self, now: Timestamp, msg: Msg) {
        for effect in update(&mut self.model, now, msg) {
            match effect {
                Effect::Ask { request, what } => self.performer.ask(request, what),
                Effect::Cancel(request) => {
                    self.cancelled.push(request);
                    self.performer.cancel(request);
                }
                Effect::Copy { text, .. } => self.copied.push(text.0),
                Effect::Export { name, text } => self.exported.push((name, text.0)),
                Effect::Browse(url) => self.browsed.push(url.0),
                Effect::Open => self.performer.open(),
                Effect::OwnEditor(_) | Effect::Suspend | Effect::Leave => {}
            }
        }
    }

    pub fn picture(&self) -> Picture {
        Picture::of(&self.model)
    }

    pub fn text(&self) -> String {
        self.picture().text()
    }

    /// What is asked with yes or no above the screen, whole; nothing where nothing is.
    pub fn asked(&self) -> &str {
        if let Some(Overlay::Question(question)) = &self.model.overlay { &question.words } else { "" }
    }

    #[track_caller]
    pub fn shows(&self, text: &str) {
        assert!(self.text().contains(text), "{text:?} is not shown:\n{}", self.text());
    }

    #[track_caller]
    pub fn hides(&self, text: &str) {
        assert!(!self.text().contains(text), "{text:?} is shown:\n{}", self.text());
    }
}

fn key_event(key: &str) -> KeyEvent {
    let (modifiers, name) = match key.split_once('-') {
        Some(("ctrl", name)) => (KeyModifiers::CONTROL, name),
        Some(("shift", name)) => (KeyModifiers::SHIFT, name),
        _ => (KeyModifiers::NONE, key),
    };
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "space" => KeyCode::Char(' '),
        "backspace" => KeyCode::Backspace,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgdn" => KeyCode::PageDown,
        "pgup" => KeyCode::PageUp,
        "f1" => KeyCode::F(1),
        letter => KeyCode::Char(letter.chars().next().expect("a key")),
    };
    KeyEvent::new(code, modifiers)
}
