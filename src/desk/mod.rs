//! The desk: what the program can do, as one interface, wherever the storage is held.
//!
//! The process that holds the storage has a [`Desk::Local`] and answers the others on a private socket in the
//! storage folder; they have a [`Desk::Remote`]. Both take [`api::Request`] and give [`api::Answer`], and both
//! tell [`api::Notice`]s unasked. Permission is judged first and the audit line written last, in `local` alone.

pub mod api;
mod audit;
mod briefs;
mod directory;
mod doctor;
mod entries;
mod local;
mod lookalikes;
mod lookup;
mod model;
mod questions;
mod remote;
mod socket;
mod suggestions;
mod sync;
mod whoami;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::broadcast;

use api::{Answer, DeskError, Notice, Request};
pub use doctor::connections;
pub use local::{Local, Me, Parts};
pub use remote::Remote;
pub use socket::SOCKET_NAME;

/// Notices kept for a listener that is slower than they come.
const NOTICES_KEPT: usize = 1024;

/// The desk, here or in the process that holds the storage.
#[derive(Debug)]
pub enum Desk {
    /// In this process.
    Local(Arc<Local>),
    /// In another process on this machine.
    Remote(Remote),
}

impl Desk {
    /// Asks under a number of the asker's, which progress notices carry. Dropping the future cancels what is
    /// still to be done; what was accepted stays accepted.
    pub async fn ask_as(&self, id: u64, request: Request) -> Result<Answer, DeskError> {
        match self {
            Self::Local(local) => {
                let told = local.told.clone();
                let tell = move |notice| {
                    // Nobody listening is fine.
                    let _ = told.send(notice);
                };
                local.handle(id, request, Arc::new(tell)).await
            }
            Self::Remote(remote) => remote.ask(id, request).await,
        }
    }

    /// Asks.
    pub async fn ask(&self, request: Request) -> Result<Answer, DeskError> {
        self.ask_as(next_request_id(), request).await
    }

    /// What is told unasked from now on.
    pub fn notices(&self) -> Notices {
        match self {
            Self::Local(local) => Notices(local.notices()),
            Self::Remote(remote) => Notices(remote.notices()),
        }
    }
}

/// A fresh number for a request, unique in this process.
pub fn next_request_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// What is told unasked, from the moment of subscribing.
#[derive(Debug)]
pub struct Notices(broadcast::Receiver<Notice>);

impl Notices {
    /// The next notice; `Notice::Skipped` where this listener was too slow; nothing once the desk is gone.
    pub async fn next(&mut self) -> Option<Notice> {
        match self.0.recv().await {
            Ok(notice) => Some(notice),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Notice::Skipped),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
