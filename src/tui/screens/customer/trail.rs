//! The rows of a worklist in its order, so that one key leads from each to the next.

use std::sync::Arc;

use jiff::Timestamp;

use crate::desk::api::Who;
use crate::domain::agenda::Way;
use crate::domain::record::RecordRef;

/// A row of a worklist as somewhere to go.
#[derive(Clone, Debug)]
pub struct Stop {
    /// Who is behind it.
    pub who: Who,
    /// What it is: a case, a task or meeting that is a call, or a person of a list.
    pub about: RecordRef,
    /// How it is to be done, where it is a call: not every task is one.
    pub way: Option<Way>,
    /// When it begins, where it is a meeting.
    pub begins_at: Option<Timestamp>,
    /// What it is called.
    pub title: String,
    /// What stands in it besides, where it is a call.
    pub words: String,
}

impl Stop {
    /// A person of a list, to be called.
    pub fn person(who: Who, about: RecordRef, name: String) -> Self {
        Self { who, about, way: None, begins_at: None, title: name, words: String::new() }
    }

    /// Whether it is a call that is to be made.
    pub fn is_call(&self) -> bool {
        matches!(self.about.kind.as_str(), "task" | "meeting")
    }

    /// Whether it is a case.
    pub fn is_case(&self) -> bool {
        self.about.kind == "case"
    }
}

/// Where somebody stands among the rows of a view.
#[derive(Clone, Debug)]
pub struct Trail {
    stops: Arc<[Stop]>,
    at: usize,
}

impl Trail {
    /// At one of the rows; nothing where it is not among them.
    pub fn of(stops: impl Iterator<Item = Stop>, about: &RecordRef) -> Option<Self> {
        let stops: Arc<[Stop]> = stops.collect();
        let at = stops.iter().position(|stop| stop.about == *about)?;
        Some(Self { stops, at })
    }

    /// Where it stands.
    pub fn stop(&self) -> &Stop {
        &self.stops[self.at]
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
