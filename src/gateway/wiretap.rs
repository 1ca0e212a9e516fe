//! What passes the wire of one request: scanned on the way out, kept in both directions.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::mask::Masker;
use super::scan::Leak;
use crate::ports::model::{Wire, WireBlocked};

/// Bytes of an answer that are kept; the rest is passed on unrecorded, which [`Tape::cut`] says.
const LONGEST_KEPT: usize = 4 * 1024 * 1024;

/// The wire of one request.
pub(super) struct Wiretap {
    masker: Arc<Masker>,
    tape: Mutex<Tape>,
}

/// What was seen.
#[derive(Clone, Default)]
pub(super) struct Tape {
    /// Body of the last request that was let through.
    pub(super) sent: Vec<u8>,
    /// Requests that were let through: more than one where the server refused or was not reached.
    pub(super) requests: u32,
    /// Body of what came back.
    pub(super) received: Vec<u8>,
    /// More came back than was kept.
    pub(super) cut: bool,
    /// What stopped a request.
    pub(super) leak: Option<Leak>,
}

impl Wiretap {
    pub(super) fn new(masker: Arc<Masker>) -> Self {
        Wiretap { masker, tape: Mutex::default() }
    }

    /// What was seen so far.
    pub(super) fn tape(&self) -> Tape {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Tape> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wire for Wiretap {
    fn leaving(&self, body: &[u8]) -> Result<(), WireBlocked> {
        let scanned = self.masker.scan(body);
        let mut tape = self.lock();
        if let Err(leak) = scanned {
            let blocked = WireBlocked(leak.in_words());
            tape.leak = Some(leak);
            return Err(blocked);
        }
        tape.sent = body.to_vec();
        tape.received.clear();
        tape.requests += 1;
        Ok(())
    }

    fn arrived(&self, bytes: &[u8]) {
        let mut tape = self.lock();
        let room = LONGEST_KEPT.saturating_sub(tape.received.len());
        tape.cut |= bytes.len() > room;
        tape.received.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}
