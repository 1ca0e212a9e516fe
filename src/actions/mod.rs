//! Actions: accept, edit, dismiss, approve, undo; and the outbox that carries them out exactly once in effect.
//!
//! [`Actions`] turns a person's decision into stored states; the [`Worker`] carries out what is stored; the
//! rules of passing from state to state are pure in [`entry`].

mod accepting;
mod deciding;
mod editing;
pub mod entry;
mod taking_back;
mod worker;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::domain::action::{ApprovalRule, Phase, Role, Write};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::brief::StoredSuggestion;
use crate::domain::ids::{EntryId, SuggestionId};
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::{PromiseRule, Returns};
use crate::ports::repository::StorageError;
use crate::ports::{Clock, Repository};

pub use accepting::Follow;
pub use editing::{Amended, Edited};
pub use taking_back::CaseBack;
pub use worker::{LastLook, Observer, Worker};

/// What policy says about acting.
#[derive(Clone, Debug)]
pub struct Policy {
    /// How much deskhand may do.
    pub phase: Phase,
    /// How long an accepted action can be taken back.
    pub undo_window: SignedDuration,
    /// Which actions need a yes.
    pub approvals: Vec<ApprovalRule>,
    /// What drafts may promise.
    pub promises: Vec<PromiseRule>,
    /// Until when goods may come back.
    pub returns: Option<Returns>,
}

/// Why a decision could not be carried out.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ActionError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("there is no such suggestion: it is of another storage, or its customer was erased")]
    NoSuggestion,
    #[error("there is no such outbox entry")]
    NoEntry,
    #[error("this suggestion was {0} before")]
    Decided(&'static str),
    #[error(
        "this was given up after an attempt, and whether that was written is not known: look at the CRM; \
         a note or task of your own writes it anew"
    )]
    InDoubt,
    #[error("this suggestion was changed or decided meanwhile: look at it again")]
    Changed,
    #[error("its draft says what nothing bears out ({}): that is changed, taken out or vouched for first", sentences(.0))]
    Unproven(usize),
    #[error("it cannot be carried out as things are: {0}")]
    Blocked(String),
    #[error("the phase is `observe`: nothing is written; set `policy.phase` to `suggest` to accept actions")]
    ReadOnly,
    #[error("this needs the role `{}`", .0.as_str())]
    NeedsRole(Role),
    #[error("the entry is {state}: {what} is not possible any more")]
    TooLate { state: &'static str, what: &'static str },
    #[error("it is on its way to the CRM right now: {0} has to wait until it is known to have arrived")]
    Leaving(&'static str),
    #[error(
        "the note of this answer stands at the CRM already, or may: {0} has to wait until the rest of it is written"
    )]
    HalfWritten(&'static str),
    #[error("{0} cannot be taken back once it is written: change it at the CRM")]
    NotRetractable(&'static str),
    #[error("`{0}` is not a possible change of this suggestion")]
    BadEdit(&'static str),
}

/// How many, in words.
fn sentences(count: &usize) -> String {
    format!("{count} {}", if *count == 1 { "sentence" } else { "sentences" })
}

/// A case as whoever decides has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSeen {
    /// Its last change; nothing where own writes change it before.
    pub changed_at: Option<Timestamp>,
    /// Its stage, by the name people read.
    pub status: String,
}

impl CaseSeen {
    /// A change of a case goes over what is seen now, where that is known.
    fn note(seen: Option<Self>, write: &mut Write) {
        let Some(Self { changed_at, status }) = seen else { return };
        if let Some(change) = write.case_change_mut() {
            change.seen_updated_at = changed_at;
        }
        if let Write::Reply(reply) = write {
            reply.was = Some(status);
        }
    }
}

/// Decisions about suggestions and entries.
#[derive(Clone)]
pub struct Actions {
    repository: Arc<dyn Repository>,
    clock: Arc<dyn Clock>,
    worker: Worker,
    observer: Observer,
    policy: Policy,
}

impl std::fmt::Debug for Actions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Actions").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Actions {
    /// Over a repository, with the worker that is woken after each decision.
    pub fn new(
        repository: Arc<dyn Repository>,
        clock: Arc<dyn Clock>,
        worker: Worker,
        observer: Observer,
        policy: Policy,
    ) -> Self {
        Self { repository, clock, worker, observer, policy }
    }

    async fn decide(
        &self,
        entry: &Entry,
        next: Entry,
        kind: AuditKind,
        actor: &str,
        what: &'static str,
    ) -> Result<Entry, ActionError> {
        let audit = worker::moved(&next, kind, actor, self.clock.now());
        self.replace(entry, next, audit, what).await
    }

    async fn replace(
        &self,
        entry: &Entry,
        next: Entry,
        audit: AuditEvent,
        what: &'static str,
    ) -> Result<Entry, ActionError> {
        if !self.repository.move_entry(entry, &next, &audit).await? {
            let current = self.entry(entry.id).await?;
            return Err(too_late(&current.state, what));
        }
        self.tell(&next);
        Ok(next)
    }

    /// What was stored may be due already.
    fn tell(&self, entry: &Entry) {
        (self.observer)(entry);
        self.worker.wake();
    }

    async fn audit(
        &self,
        stored: &StoredSuggestion,
        kind: AuditKind,
        actor: &str,
        detail: serde_json::Value,
    ) -> Result<(), StorageError> {
        let event = AuditEvent {
            at: self.clock.now(),
            actor: actor.to_owned(),
            kind,
            customer: Some(stored.customer_id),
            subject: stored.suggestion.id.to_string(),
            detail,
        };
        self.repository.append_audit(&event).await.map(drop)
    }

    fn undo_until(&self, at: Timestamp, now: bool) -> Timestamp {
        if now { at } else { at + self.policy.undo_window }
    }

    async fn suggestion(&self, id: SuggestionId) -> Result<StoredSuggestion, ActionError> {
        self.repository.suggestion(id).await?.ok_or(ActionError::NoSuggestion)
    }

    async fn entry(&self, id: EntryId) -> Result<Entry, ActionError> {
        self.repository.entry(id).await?.ok_or(ActionError::NoEntry)
    }
}

/// An entry whose answer says who has a hand in it.
fn signed(mut entry: Entry) -> Entry {
    if let Write::Reply(reply) = &mut entry.write {
        reply.sign(&entry.accepted_by, entry.edited_by.as_deref(), entry.approved_by.as_deref());
    }
    entry
}

/// Why an entry that stands so cannot be decided on.
fn too_late(state: &EntryState, what: &'static str) -> ActionError {
    match state {
        EntryState::Sending { .. } | EntryState::InDoubt { .. } => ActionError::Leaving(what),
        state => ActionError::TooLate { state: state.word(), what },
    }
}
