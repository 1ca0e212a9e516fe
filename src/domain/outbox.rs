//! The outbox: accepted actions that are to be carried out at a vendor, each exactly once in effect.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::{ActionKind, FieldsWrite, Role, Write};
use super::ids::{CustomerId, EntryId, IdempotencyKey, SuggestionId};
use super::money::Money;

/// A change that is no further from an own write than this is that write's, where the vendor did not tell its moment.
const OWN_ECHO: SignedDuration = SignedDuration::from_secs(30);

/// What a vendor made of a write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Written {
    /// The vendor's id of what was made or changed.
    pub id: String,
    /// Where a browser shows it.
    pub url: Option<String>,
    /// The last change of the case or record that was changed, as the vendor tells it with this write: whatever changed it
    /// at another moment was somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<super::Rfc3339>")]
    pub changed_at: Option<Timestamp>,
    /// What puts back what stood there, over this change alone; nothing where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_back: Option<FieldsWrite>,
}

impl Written {
    /// Something that was made.
    pub fn made(id: impl Into<String>, url: Option<String>) -> Self {
        Self { id: id.into(), url, changed_at: None, put_back: None }
    }
}

/// A yes or a no that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Withdrawn {
    /// Which of the two it was.
    pub said: Said,
    /// Whose.
    pub by: String,
    /// When it was taken back.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
}

/// What is said to something that waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It may be written.
    Yes,
    /// It may not.
    No,
}

impl Said {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }
}

/// The yes that an entry needs: whose, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Need {
    /// Whose.
    pub role: Role,
    /// By which rule.
    pub why: String,
    /// What a yes gives away, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<String>,
    /// It is decided in one with the others of its group.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_one: bool,
}

/// Where an entry is in its life. The rules of passing from one to the next are in `actions::entry`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EntryState {
    /// Waits for somebody's yes.
    AwaitingApproval {
        /// Whose, and by which rule.
        #[serde(flatten)]
        need: Need,
        /// What had been said to it and was taken back since, last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        withdrawn: Option<Withdrawn>,
    },
    /// In the undo window, or its turn has not come.
    Queued {
        /// Not sent before this.
        #[schemars(with = "super::Rfc3339")]
        until: Timestamp,
    },
    /// Handed to the vendor; stored before the first byte leaves. After a crash this means: in doubt.
    Sending {
        /// When.
        #[schemars(with = "super::Rfc3339")]
        since: Timestamp,
        /// Whether the vendor kept the key as a unique value at that time.
        #[serde(default)]
        keyed: bool,
    },
    /// The vendor may or may not have done it; to be looked up before anything else happens.
    InDoubt {
        /// Not looked before this: past the attempt's deadline and the vendor's index lag.
        #[schemars(with = "super::Rfc3339")]
        look_at: Timestamp,
        /// What made it doubtful.
        why: String,
    },
    /// Certainly not done; tried again later.
    Waiting {
        /// When.
        #[schemars(with = "super::Rfc3339")]
        until: Timestamp,
        /// Why it did not work.
        why: String,
    },
    /// Done, once.
    Done {
        /// When it was confirmed.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
        /// What the vendor has.
        written: Written,
    },
    /// Cannot go on without a person.
    Parked {
        /// Since when.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
        /// Why, in words.
        why: String,
    },
    /// Taken back before it left.
    Undone {
        /// When.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
        /// By whom; nothing where that was not kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// Somebody said no.
    Rejected {
        /// When.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// Given up by a person.
    Dropped {
        /// When.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
        /// Who.
        by: String,
        /// Why, where they said so.
        #[serde(default)]
        reason: Option<String>,
    },
}

impl EntryState {
    /// Whether what was accepted is not to be written any more.
    pub fn came_to_nothing(&self) -> bool {
        matches!(self, Self::Undone { .. } | Self::Rejected { .. } | Self::Dropped { .. })
    }

    /// The word as the contracts spell it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::AwaitingApproval { .. } => "awaiting_approval",
            Self::Queued { .. } => "queued",
            Self::Sending { .. } => "sending",
            Self::InDoubt { .. } => "in_doubt",
            Self::Waiting { .. } => "waiting",
            Self::Done { .. } => "done",
            Self::Parked { .. } => "parked",
            Self::Undone { .. } => "undone",
            Self::Rejected { .. } => "rejected",
            Self::Dropped { .. } => "dropped",
        }
    }

    /// Whether nothing happens to it any more.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Undone { .. } | Self::Rejected { .. } | Self::Dropped { .. })
    }

    /// Whether a worker has something to do with it, and from when on.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            Self::Queued { until } | Self::Waiting { until, .. } => Some(*until),
            Self::Sending { since, .. } => Some(*since),
            Self::InDoubt { look_at, .. } => Some(*look_at),
            _ => None,
        }
    }
}

/// One write at one vendor on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Its id; version 7, so that entries sort by age.
    pub id: EntryId,
    /// What the vendor keeps with the write.
    pub key: IdempotencyKey,
    /// About whom.
    pub customer_id: CustomerId,
    /// The suggestion it came from.
    pub suggestion_id: Option<SuggestionId>,
    /// What kind of action.
    pub action: ActionKind,
    /// One line for lists.
    pub title: String,
    /// What is written.
    pub write: Write,
    /// The same in words.
    pub effect: String,
    /// Where it is.
    #[serde(flatten)]
    pub state: EntryState,
    /// Attempts that may have reached the vendor.
    pub attempts: u32,
    /// Who accepted it.
    pub accepted_by: String,
    /// When.
    #[schemars(with = "super::Rfc3339")]
    pub accepted_at: Timestamp,
    /// Who said yes, where that was needed.
    pub approved_by: Option<String>,
    /// When they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<super::Rfc3339>")]
    pub approved_at: Option<Timestamp>,
    /// What was left to give back as they said yes to more than that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_over: Option<Money>,
    /// Who changed its draft while it waited for a yes, where that is not who accepted it: what is written under one name
    /// has the words of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_by: Option<String>,
    /// Whether a part of it stands at the vendor, or may; nothing where no attempt was made, or that was not kept yet. Read it
    /// by [`Entry::has_begun`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<bool>,
    /// The yes that it needed, once a yes or a no was said: where that is withdrawn, it is needed again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<Need>,
    /// The first entry of those that were accepted in one go, and are taken back in one.
    #[serde(default)]
    pub group: Option<EntryId>,
}

impl Entry {
    /// Whether somebody has accepted it, or has said yes to it.
    pub fn is_of(&self, actor: &str) -> bool {
        self.accepted_by == actor || self.approved_by.as_deref() == Some(actor)
    }

    /// Whether it is whoever reads as `me` that has accepted it.
    pub fn is_asked_by(&self, me: Option<&str>) -> bool {
        me.is_some_and(|me| me.eq_ignore_ascii_case(&self.accepted_by))
    }

    /// Whether a part of it stands at the vendor, or may: an attempt has ended half-way, or nobody knows how.
    pub fn has_begun(&self) -> bool {
        self.begun.unwrap_or(self.attempts > 0)
    }

    /// When it was decided that it is written.
    pub fn decided_at(&self) -> Timestamp {
        self.approved_at.unwrap_or(self.accepted_at)
    }

    /// The yes that it needs, or needed before something was said.
    pub fn need(&self) -> Option<&Need> {
        match &self.state {
            EntryState::AwaitingApproval { need, .. } => Some(need),
            _ => self.needed.as_ref(),
        }
    }

    /// Whether a yes or a no to one is one to the other as well.
    pub fn is_decided_with(&self, other: &Self) -> bool {
        let is_one = |entry: &Self| entry.need().is_some_and(|need| need.as_one);
        self.id != other.id
            && self.group.is_some()
            && self.group == other.group
            && is_one(self)
            && is_one(other)
    }

    /// Whether it takes back another: attempts leave the last byte of their suggestion's id as it is.
    pub fn is_compensation(&self) -> bool {
        self.suggestion_id.is_some_and(|suggestion| suggestion.as_bytes()[15] != self.id.as_bytes()[15])
    }

    /// Whether it takes back that one, unless it came to nothing. Either id is made of the other in the same way: what takes
    /// something back is itself taken back by nothing.
    pub fn compensates(&self, other: &Self) -> bool {
        self.id == other.id.compensation() && !other.is_compensation() && !self.state.came_to_nothing()
    }

    /// Whether the same entry is known to stand further on: what is done stays done, and attempts only grow until it has
    /// come to nothing and is asked for anew.
    pub fn is_older_than(&self, known: &Self) -> bool {
        match &known.state {
            EntryState::Done { .. } => !matches!(self.state, EntryState::Done { .. }),
            state => !state.came_to_nothing() && self.attempts < known.attempts,
        }
    }

    /// Whether a record whose last change is of that moment was changed by it. What the vendor did not tell the moment of,
    /// as of a note, is told by how near it is.
    pub fn is_seen_in(&self, changed: Timestamp) -> bool {
        let EntryState::Done { at, written } = &self.state else { return false };
        match written.changed_at {
            Some(exactly) => exactly == changed,
            None => at.duration_since(changed).abs() <= OWN_ECHO,
        }
    }

    /// Whether it has left, and a write of its own can take it back.
    pub fn can_be_put_back(&self) -> bool {
        let EntryState::Done { written, .. } = &self.state else { return false };
        if self.is_compensation() {
            return false;
        }
        match &self.write {
            Write::Note(_) | Write::Task(_) | Write::Reply(_) => true,
            Write::CaseUpdate(_) => written.put_back.is_some(),
            Write::Fields(fields) => !fields.seen.is_empty(),
            Write::Retraction(_) => false,
        }
    }
}
