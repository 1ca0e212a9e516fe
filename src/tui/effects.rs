//! Carries effects out on tokio; what comes of them comes back as messages.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::browser::Browser;
use super::clipboard::Clipboard;
use super::exports::Exports;
use super::msg::Msg;
use super::run::Opener;
use crate::desk::Desk;
use crate::desk::api::{Answer, Private, Request};

/// How long the end waits for a decision or a text that is being stored.
const LAST_PATIENCE: Duration = Duration::from_secs(3);

/// Asks the desk.
pub struct Performer {
    opener: Opener,
    messages: mpsc::Sender<Msg>,
    state: Arc<Mutex<State>>,
    opening: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    desk: Option<Arc<Desk>>,
    /// Asked before the desk was open.
    queued: VecDeque<(u64, Request)>,
    running: HashMap<u64, Running>,
}

/// A request under way.
struct Running {
    task: JoinHandle<()>,
    can_be_given_up: bool,
}

impl Performer {
    /// Nothing is asked yet, and the desk is not open.
    pub fn new(opener: Opener, messages: mpsc::Sender<Msg>) -> Self {
        Self { opener, messages, state: Arc::default(), opening: None }
    }

    /// Opens the desk; `Msg::Opened` says what came of it. What it tells unasked comes as messages from then on.
    pub fn open(&mut self) {
        let (opener, messages, state) =
            (Arc::clone(&self.opener), self.messages.clone(), Arc::clone(&self.state));
        self.opening = Some(tokio::spawn(async move {
            let desk = match opener().await {
                Ok(desk) => Arc::new(desk),
                Err(error) => return say(&messages, Msg::Opened(Err(error))).await,
            };
            let mut notices = desk.notices();
            match desk.ask(Request::WhoAmI).await {
                Ok(Answer::WhoAmI(who)) => say(&messages, Msg::Opened(Ok(Box::new(who)))).await,
                Ok(_) => return,
                Err(error) => return say(&messages, Msg::Opened(Err(error))).await,
            }
            {
                let mut opened = lock(&state);
                opened.desk = Some(Arc::clone(&desk));
                let queued = std::mem::take(&mut opened.queued);
                for (number, request) in queued {
                    start(&mut opened, &state, &messages, number, request);
                }
            }
            // Of the desk only what it tells is held here, so that it ends when the app does.
            drop(desk);
            while let Some(notice) = notices.next().await {
                say(&messages, Msg::Noticed(notice)).await;
            }
        }));
    }

    /// Asks; before the desk is open it waits its turn.
    pub fn ask(&self, number: u64, request: Request) {
        let mut state = lock(&self.state);
        if state.desk.is_some() {
            start(&mut state, &self.state, &self.messages, number, request);
        } else {
            state.queued.push_back((number, request));
        }
    }

    /// Opens a page in the browser; `Msg::Browsed` or, where none can be started, `Msg::NotBrowsed` says so.
    pub fn browse(&self, browser: &Browser, url: Private) {
        let (browser, messages) = (browser.clone(), self.messages.clone());
        tokio::spawn(async move {
            let is_open = browser.open(&url.0).await;
            say(&messages, if is_open { Msg::Browsed(url) } else { Msg::NotBrowsed(url) }).await;
        });
    }

    /// Puts a text into the system's clipboard; where that worked, `Msg::Copied` says so.
    pub fn copy(&self, clipboard: &Clipboard, what: String, text: Private) {
        let (clipboard, messages) = (clipboard.clone(), self.messages.clone());
        tokio::spawn(async move {
            if clipboard.put(&text.0).await {
                say(&messages, Msg::Copied(what)).await;
            }
        });
    }

    /// Writes a file; `Msg::Exported` says what came of it.
    pub fn export(&self, exports: &Exports, name: String, text: Private) {
        let (exports, messages) = (exports.clone(), self.messages.clone());
        tokio::spawn(async move {
            let written = exports.write(&name, text.0).await;
            say(&messages, Msg::Exported(written)).await;
        });
    }

    /// Nobody waits for that answer: what is still to be done for it is not done.
    pub fn cancel(&self, number: u64) {
        let mut state = lock(&self.state);
        state.queued.retain(|(queued, _)| *queued != number);
        if let Some(running) = state.running.remove(&number) {
            running.task.abort();
        }
    }

    /// Ends what can be given up, waits a while for what decides or keeps something, and gives the desk back, so that
    /// it can be closed in order.
    pub async fn end(mut self) -> Option<Arc<Desk>> {
        if let Some(opening) = self.opening.take() {
            opening.abort();
        }
        let running: Vec<Running> = lock(&self.state).running.drain().map(|(_, running)| running).collect();
        for mut running in running {
            if running.can_be_given_up
                || tokio::time::timeout(LAST_PATIENCE, &mut running.task).await.is_err()
            {
                running.task.abort();
            }
        }
        lock(&self.state).desk.take()
    }
}

fn start(
    state: &mut State,
    shared: &Arc<Mutex<State>>,
    messages: &mpsc::Sender<Msg>,
    number: u64,
    request: Request,
) {
    let Some(desk) = state.desk.clone() else { return };
    let (messages, shared) = (messages.clone(), Arc::clone(shared));
    let can_be_given_up = request.can_be_given_up();
    let task = tokio::spawn(async move {
        let result = desk.ask_as(number, request).await;
        lock(&shared).running.remove(&number);
        drop(desk);
        say(&messages, Msg::Answered { request: number, result }).await;
    });
    state.running.insert(number, Running { task, can_be_given_up });
}

async fn say(messages: &mpsc::Sender<Msg>, msg: Msg) {
    // The app may have ended; then nobody needs to know.
    let _ = messages.send(msg).await;
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
