//! The loop: input, answers, notices and timers become messages; it draws when something has changed and else sleeps.

use std::sync::Arc;

use crossterm::event::Event;
use futures::future::BoxFuture;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Size;
use tokio::sync::mpsc;

use super::browser::Browser;
use super::clipboard::Clipboard;
use super::effects::Performer;
use super::exports::Exports;
use super::input::Input;
use super::keymap::Keymap;
use super::model::{Model, Start};
use super::msg::{Effect, Msg};
use super::terminal::Screen;
use super::theme::{Abilities, Theme};
use super::update::update;
use crate::desk::Desk;
use crate::desk::api::{DeskError, Private};
use crate::domain::outbox::Entry;
use crate::phrasing::{Locale, Moment};

/// Messages that wait for the loop; beyond, whoever sends them waits.
const WAITING_MESSAGES: usize = 1024;
/// Messages that are taken before a picture is drawn.
const MESSAGES_PER_PICTURE: usize = 256;

/// Opens the desk, as often as it is needed.
pub type Opener = Arc<dyn Fn() -> BoxFuture<'static, Result<Desk, DeskError>> + Send + Sync>;
/// Opens the user's own editor on a text and gives what was saved, or why not.
pub type OwnEditor = Arc<dyn Fn(String) -> BoxFuture<'static, Result<String, String>> + Send + Sync>;

/// How the app is to be.
pub struct Settings {
    /// Keys.
    pub keymap: Keymap,
    /// Colours.
    pub theme: Theme,
    /// What the terminal can show.
    pub abilities: Abilities,
    /// How the rep's language writes values.
    pub locale: Locale,
    /// Where it begins.
    pub start: Start,
    /// Whether the mouse works.
    pub mouse: bool,
    /// The user's own editor.
    pub editor: OwnEditor,
    /// How pages at the vendors are opened.
    pub browser: Browser,
    /// The system's clipboard.
    pub clipboard: Clipboard,
    /// Where files are written that the user asks for.
    pub exports: Exports,
    /// Called once the first picture is on the screen: what can wait until then.
    pub after_first_picture: Box<dyn FnOnce() + Send>,
}

/// What is to be said once the terminal is back.
#[derive(Debug, Default)]
pub struct Ended {
    /// Entries that have not left; the next deskhand on this storage sends them.
    pub kept: Vec<Entry>,
}

/// Why the app ended otherwise than by the user's wish.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The terminal failed.
    #[error("the terminal can't be used")]
    Terminal(#[from] std::io::Error),
    /// A part of the program has panicked; what was accepted is kept.
    #[error("a part of deskhand has failed; what was accepted is kept in the outbox")]
    Panicked,
}

/// Runs the app until the user leaves.
///
/// # Errors
/// [`RunError`].
pub async fn run(opener: Opener, settings: Settings) -> Result<Ended, RunError> {
    let Settings {
        keymap,
        theme,
        abilities,
        locale,
        start,
        mouse,
        editor,
        browser,
        clipboard,
        exports,
        after_first_picture,
    } = settings;
    let mut screen = Screen::take(mouse)?;
    let (width, height) = crossterm::terminal::size()?;
    let moment = Moment { now: Timestamp::now(), zone: TimeZone::system(), locale, exact: false };
    let mut model = Model::new(moment, Size { width, height }, keymap, theme);
    model.abilities = abilities;
    model.start_at(start);
    screen.draw(&model)?;
    after_first_picture();

    let (messages, mut inbox) = mpsc::channel(WAITING_MESSAGES);
    let mut performer = Performer::new(opener, messages);
    performer.open();
    let mut input = Input::listen();
    let mut signals = Signals::listen()?;
    let ended = loop {
        let msg = tokio::select! {
            // A panic before all, then the user: a flood of answers must not keep a key waiting.
            biased;
            () = Screen::panicked() => break Err(RunError::Panicked),
            () = signals.next() => Msg::Terminated,
            event = input.next() => match event {
                Some(Ok(event)) => Msg::Terminal(event),
                Some(Err(error)) => break Err(error.into()),
                // The terminal has gone.
                None => Msg::Terminated,
            },
            Some(msg) = inbox.recv() => msg,
            () = until(model.next_wake()) => Msg::Woken,
        };
        let mut next = Some(msg);
        let mut taken = 0;
        while let Some(msg) = next.take() {
            for effect in update(&mut model, Timestamp::now(), msg) {
                match effect {
                    Effect::Ask { request, what } => performer.ask(request, what),
                    Effect::Cancel(request) => performer.cancel(request),
                    Effect::Browse(url) => performer.browse(&browser, url),
                    Effect::Copy { what, text } => {
                        screen.copy(&text.0)?;
                        performer.copy(&clipboard, what, text);
                    }
                    Effect::Export { name, text } => performer.export(&exports, name, text),
                    Effect::OwnEditor(text) => {
                        input.stop().await;
                        screen.lend();
                        // Ctrl-C belongs to the editor; whoever ends the program ends it all the same.
                        next = Some(tokio::select! {
                            edited = editor(text.0) => Msg::OwnEditor(edited.map(Private)),
                            () = signals.ended() => Msg::Terminated,
                        });
                        signals.forget_interrupts();
                        screen.take_again()?;
                        input = Input::listen();
                    }
                    Effect::Suspend => {
                        input.stop().await;
                        screen.lend();
                        suspend();
                        screen.take_again()?;
                        input = Input::listen();
                        next = Some(resized()?);
                    }
                    Effect::Open => performer.open(),
                    Effect::Leave => {}
                }
            }
            taken += 1;
            if next.is_none() && taken < MESSAGES_PER_PICTURE && !model.leaving {
                next = ready(&mut input, &mut inbox);
            }
        }
        if model.leaving {
            break Ok(Ended { kept: std::mem::take(&mut model.kept) });
        }
        screen.draw(&model)?;
    };
    drop(screen);
    if let Some(desk) = performer.end().await {
        desk.finish().await;
    }
    ended
}

/// What has arrived already and can be taken before the next picture.
fn ready(input: &mut Input, inbox: &mut mpsc::Receiver<Msg>) -> Option<Msg> {
    if let Some(Ok(event)) = input.ready() {
        return Some(Msg::Terminal(event));
    }
    inbox.try_recv().ok()
}

fn resized() -> Result<Msg, RunError> {
    let (width, height) = crossterm::terminal::size()?;
    Ok(Msg::Terminal(Event::Resize(width, height)))
}

/// Sleeps until a moment; forever where there is none, so that an idle app wakes for nothing.
async fn until(moment: Option<Timestamp>) {
    match moment {
        None => std::future::pending().await,
        Some(moment) => {
            let left = moment.duration_since(Timestamp::now());
            tokio::time::sleep(left.try_into().unwrap_or_default()).await;
        }
    }
}

/// Signals that ask the program to end.
#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::interrupt())?,
        ]))
    }

    async fn next(&mut self) {
        let [terminate, hang_up, interrupt] = &mut self.0;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
            _ = interrupt.recv() => {}
        }
    }

    /// Somebody ends the program, other than by Ctrl-C.
    async fn ended(&mut self) {
        let [terminate, hang_up, _] = &mut self.0;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    }

    /// A Ctrl-C that was meant for somebody else.
    fn forget_interrupts(&mut self) {
        use futures::FutureExt;
        while self.0[2].recv().now_or_never().is_some() {}
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn ended(&mut self) {
        std::future::pending().await
    }

    fn forget_interrupts(&mut self) {}

    async fn next(&mut self) {
        // Where there is no way to ask, nobody asks.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}

/// Stops the process as the shell's job control does; comes back when the shell brings it to the front.
#[cfg(unix)]
fn suspend() {
    use rustix::process::{Signal, getpid, kill_process};
    // Where it cannot be stopped it simply goes on.
    let _ = kill_process(getpid(), Signal::TSTP);
}

#[cfg(not(unix))]
fn suspend() {}
