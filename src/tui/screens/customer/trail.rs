//! The cases of the queue in its order, so that one key leads from each to the next.

use std::sync::Arc;

use crate::desk::api::Who;
use crate::domain::evidence::EvidenceId;

/// Where somebody stands among the cases of a view.
#[derive(Clone, Debug)]
pub struct Trail {
    stops: Arc<[(Who, EvidenceId)]>,
    at: usize,
}

impl Trail {
    /// At one of the cases; nothing where it is not among them.
    pub fn of(stops: impl Iterator<Item = (Who, EvidenceId)>, case: &EvidenceId) -> Option<Self> {
        let stops: Arc<[(Who, EvidenceId)]> = stops.collect();
        let at = stops.iter().position(|(_, other)| other == case)?;
        Some(Self { stops, at })
    }

    /// Whose case it stands at, and which.
    pub fn stop(&self) -> (Who, EvidenceId) {
        self.stops[self.at].clone()
    }

    /// `3 of 14`.
    pub fn place(&self) -> String {
        format!("{} of {}", self.at + 1, self.stops.len())
    }

    /// One further; nothing at the end.
    pub fn next(&self) -> Option<Self> {
        (self.at + 1 < self.stops.len()).then(|| Self { stops: Arc::clone(&self.stops), at: self.at + 1 })
    }

    /// One back; nothing at the beginning.
    pub fn previous(&self) -> Option<Self> {
        Some(Self { stops: Arc::clone(&self.stops), at: self.at.checked_sub(1)? })
    }
}
