//! What has been on the screen of each request. A yes to what nobody has looked at is said twice: the first one shows
//! what is given away.

use std::cell::Cell;
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::domain::ids::EntryId;

/// What stands beside or below the list by itself counts as read once it has stood for so long: what has just moved up
/// under the finger has not been.
const READ: SignedDuration = SignedDuration::from_secs(1);

/// Which requests were looked at, and which was said yes to without.
#[derive(Debug, Default)]
pub(super) struct LookedAt {
    /// Opened by whoever decides.
    opened: BTreeSet<EntryId>,
    /// The one whose money, policy and words stand in full, and since when they do.
    stands: Cell<Option<(EntryId, Timestamp)>>,
    /// Said yes to once: what it gives away is shown, and the next yes counts.
    said_once: Option<EntryId>,
    /// Why that one did not count yet.
    why_asked: &'static str,
}

impl LookedAt {
    /// It was opened.
    pub fn open(&mut self, id: EntryId) {
        self.opened.insert(id);
    }

    /// It is another than was looked at.
    pub fn has_changed(&mut self, id: EntryId) {
        self.opened.remove(&id);
        self.stands.set(self.stands.get().filter(|(stands, _)| *stands != id));
        self.said_once.take_if(|said| *said == id);
    }

    /// What was drawn: whether what a yes to this one does stands there in full.
    pub fn drawn(&self, id: EntryId, is_whole: bool, now: Timestamp) {
        let since = self.stands.get().filter(|(stands, _)| *stands == id).map_or(now, |(_, since)| since);
        self.stands.set(is_whole.then_some((id, since)));
    }

    /// Whether whoever says yes now knows to what.
    pub fn is_known(&self, id: EntryId, now: Timestamp) -> bool {
        let is_read =
            |(stands, since): (EntryId, Timestamp)| stands == id && now.duration_since(since) >= READ;
        self.opened.contains(&id) || self.stands.get().is_some_and(is_read)
    }

    /// A first yes: what it gives away is to be shown.
    pub fn say_once(&mut self, id: EntryId) {
        self.said_once = Some(id);
        // As it stood then: the question itself takes room from it.
        self.why_asked = match self.stands.get() {
            Some((stands, _)) if stands == id => "because you have only just come here",
            _ => "because not all of it stands here (enter reads it)",
        };
    }

    /// The one that was said yes to once.
    pub fn said_once(&self) -> Option<EntryId> {
        self.said_once
    }

    /// Why the first yes did not count yet.
    pub fn why_asked(&self) -> &'static str {
        self.why_asked
    }

    /// The next key decides about it, or leaves it.
    pub fn take_said_once(&mut self) -> Option<EntryId> {
        self.said_once.take()
    }
}
