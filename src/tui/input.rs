//! The terminal's input, read by a task of its own.
//!
//! crossterm's stream wakes the task that polled it first, so that it must not be polled by the loop with anything but
//! a plain wait; a channel can be looked into without waiting.

use crossterm::event::{Event, EventStream};
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Events that wait for the loop; beyond, the terminal keeps them.
const WAITING_EVENTS: usize = 256;

/// Input while the terminal is ours. Dropping it leaves what is typed to somebody else.
pub struct Input {
    events: mpsc::Receiver<std::io::Result<Event>>,
    task: JoinHandle<()>,
}

impl Input {
    /// Begins to read.
    pub fn listen() -> Self {
        let (sender, events) = mpsc::channel(WAITING_EVENTS);
        let task = tokio::spawn(async move {
            let mut stream = EventStream::new();
            while let Some(event) = stream.next().await {
                if sender.send(event).await.is_err() {
                    break;
                }
            }
        });
        Self { events, task }
    }

    /// The next event; nothing once the terminal has gone.
    pub async fn next(&mut self) -> Option<std::io::Result<Event>> {
        self.events.recv().await
    }

    /// An event that has arrived already.
    pub fn ready(&mut self) -> Option<std::io::Result<Event>> {
        self.events.try_recv().ok()
    }

    /// Ends reading, and waits until nothing reads any more.
    pub async fn stop(mut self) {
        self.events.close();
        self.task.abort();
        // Cancelled, which is what was asked for.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.task.abort();
    }
}
