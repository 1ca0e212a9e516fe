//! The terminal: taken at the start, given back whatever happens.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use tokio::sync::Notify;

use super::model::Model;
use super::view::view;

/// Bytes of a picture that are gathered before they go out.
const PICTURE: usize = 64 * 1024;

/// Whether the screen is ours; the panic hook asks.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// A task has panicked: the hook has given the terminal back, nothing may be drawn any more.
static PANICKED: AtomicBool = AtomicBool::new(false);
static PANIC: Notify = Notify::const_new();

/// The terminal while it is ours. Dropping it gives it back.
pub struct Screen {
    inner: ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    mouse: bool,
}

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, the mouse where it is wanted.
    pub fn take(mouse: bool) -> io::Result<Self> {
        hook_panics();
        take(mouse)?;
        Ok(Self { inner: empty()?, mouse })
    }

    /// Draws the model, in one go so that nothing flickers. Nothing is drawn after a panic.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        if PANICKED.load(Ordering::SeqCst) {
            return Ok(());
        }
        queue!(self.inner.backend_mut(), BeginSynchronizedUpdate)?;
        self.inner.draw(|frame| view(model, frame))?;
        execute!(self.inner.backend_mut(), EndSynchronizedUpdate)
    }

    /// Sends a text to the terminal's clipboard.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.inner.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Gives the terminal to somebody else for a while.
    pub fn lend(&mut self) {
        give_back();
    }

    /// Takes it again and forgets what was on it. Asks the terminal nothing: its answer would be read as keys.
    pub fn take_again(&mut self) -> io::Result<()> {
        take(self.mouse)?;
        self.inner = empty()?;
        Ok(())
    }

    /// Waits until a panic has happened anywhere in the process.
    pub async fn panicked() {
        if !PANICKED.load(Ordering::SeqCst) {
            PANIC.notified().await;
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// A terminal on which nothing has been drawn.
fn empty() -> io::Result<ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>> {
    ratatui::Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(PICTURE, io::stdout())))
}

fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    execute!(out, EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste)?;
    if mouse {
        execute!(out, EnableMouseCapture)?;
    }
    Ok(())
}

/// Gives the terminal back; whatever fails, the rest is tried.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen);
    let _ = execute!(out, Show);
    let _ = disable_raw_mode();
    let _ = out.flush();
}

/// A panic anywhere gives the terminal back before its message is printed, and ends the loop.
fn hook_panics() {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    if HOOKED.swap(true, Ordering::SeqCst) {
        return;
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        give_back();
        PANICKED.store(true, Ordering::SeqCst);
        PANIC.notify_one();
        before(info);
    }));
}
