//! The desk: what the program can do, as one interface, wherever the storage is held.
//!
//! The process that holds the storage answers here ([`Local`]), and the others on a private socket in the storage
//! folder ([`Remote`]); when it ends, one of them takes the storage over. Both take [`api::Request`] and give
//! [`api::Answer`], and both tell [`api::Notice`]s unasked. Permission is judged first and the audit line written
//! last, in `local` alone.

mod accounts;
mod activity;
mod agenda;
mod answers;
pub mod api;
mod audit;
mod briefs;
mod calls;
mod cards;
mod casework;
mod channels;
mod corrections;
mod days;
pub mod decided;
mod directory;
mod doctor;
mod entries;
mod erasure;
mod kept;
mod leads;
mod links;
mod local;
mod lookalikes;
mod lookup;
mod model;
mod named;
mod numbers;
mod offers;
mod promises;
mod questions;
mod queue;
mod reach;
mod refunds;
mod rejections;
mod remote;
mod review;
mod scores;
mod snooze;
mod socket;
mod sources;
mod suggestions;
mod summary;
mod sync;
mod takeover;
mod tally;
mod triage;
mod welcome;
mod whoami;
mod wire;
mod wording;

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::broadcast;

use api::Notice;
pub use doctor::connections;
pub use local::{Local, Me, Parts};
pub use promises::VOUCH;
pub use reach::{Desk, Reach, Reopen};
pub use remote::Remote;
pub use scores::Scoring;
pub use socket::SOCKET_NAME;

/// Notices kept for a listener that is slower than they come.
const NOTICES_KEPT: usize = 1024;

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
