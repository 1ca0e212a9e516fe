//! Actions: accept, edit, dismiss, approve, undo; and the outbox that carries them out exactly once in effect.
//!
//! [`Actions`] turns a person's decision into stored states; the [`Worker`] carries out what is stored; the
//! rules of passing from state to state are pure in [`entry`].

pub mod entry;
mod worker;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::domain::action::{ApprovalRule, Phase, RetractionWrite, Role, StageBack, Write, verdict};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::brief::{StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::ids::{EntryId, IdempotencyKey, SuggestionId};
use crate::domain::outbox::{Entry, EntryState, Need, Said, Withdrawn, Written};
use crate::domain::queue::QueuedCase;
use crate::domain::{Money, PromiseRule, Returns};
use crate::ports::repository::StorageError;
use crate::ports::{Clock, Repository};

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

/// A suggestion with a changed draft that is not stored yet, so that it can be asked first what it leads to.
#[derive(Debug)]
pub struct Edited {
    /// As it was.
    pub before: StoredSuggestion,
    /// With the change. Its effect and what stands in its way are still those of the draft before.
    pub changed: StoredSuggestion,
}

/// An entry with a changed draft that is not stored yet, so that it can be asked first what it leads to.
#[derive(Debug)]
pub struct Amended {
    before: Entry,
    /// With the change. Its effect is still that of the draft before.
    pub changed: Entry,
}

impl Amended {
    /// Whether its draft is as it was.
    pub fn is_unchanged(&self) -> bool {
        self.before == self.changed
    }
}

/// A case of the queue that follows what is accepted, in the same step.
#[derive(Debug)]
pub struct Follow {
    /// As it stands with the entry.
    pub case: QueuedCase,
    /// What is recorded of that.
    pub told: Option<AuditEvent>,
}

/// A case as whoever decides has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSeen {
    /// Its last change; nothing where own writes change it before.
    pub changed_at: Option<Timestamp>,
    /// Its stage, by the name people read.
    pub status: String,
}

/// Whether what was written was taken back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TakenBack {
    Yes,
    /// What takes it back is not known to be done.
    UnderWay,
    No,
}

/// What becomes of a case as an answer to it is taken back that was written.
#[derive(Clone, PartialEq, Eq)]
pub enum CaseBack {
    /// Nothing was changed of it, or there is none.
    Leave,
    /// It goes back.
    To(StageBack),
    /// It stays as it is: why, in words.
    Stays(String),
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

    /// Puts a suggestion into the outbox. The flag says that it had been accepted before, and nothing was done.
    ///
    /// `seen` is how the case stands that it changes, where that is known better than when it was proposed. The entry's
    /// id follows from the suggestion's, so that two accepts at once are one; what was written and taken back gets a new
    /// entry, with a key of its own.
    ///
    /// # Errors
    /// [`ActionError::Leaving`] while what takes it back is on its way.
    pub async fn accept(
        &self,
        id: SuggestionId,
        seen: Option<CaseSeen>,
        actor: &str,
        now: bool,
    ) -> Result<(Entry, bool), ActionError> {
        let mut stored = self.suggestion(id).await?;
        match &stored.status {
            SuggestionStatus::Accepted { entry, .. } => {
                let entry = self.entry(*entry).await?;
                if !self.is_acceptable_again(&entry).await? {
                    return Ok((entry, true));
                }
            }
            SuggestionStatus::Dismissed { .. } => return Err(ActionError::Decided("dismissed")),
            SuggestionStatus::Open => {}
        }
        if let Some(why) = &stored.suggestion.blocked {
            return Err(ActionError::Blocked(why.clone()));
        }
        match stored.suggestion.unproven().count() {
            0 => {}
            unproven => return Err(ActionError::Unproven(unproven)),
        }
        CaseSeen::note(seen, &mut stored.write);
        self.enqueue(stored, actor, now).await
    }

    /// Stores an action of the rep's own, already decided by being typed.
    pub async fn enqueue(
        &self,
        stored: StoredSuggestion,
        actor: &str,
        now: bool,
    ) -> Result<(Entry, bool), ActionError> {
        self.enqueue_in(None, stored, None, actor, now).await
    }

    /// The same of several that were accepted in one go: `group` is the first of them. What follows is stored in the
    /// same step, unless the flag says that nothing was done.
    pub async fn enqueue_in(
        &self,
        group: Option<EntryId>,
        stored: StoredSuggestion,
        follow: Option<&Follow>,
        actor: &str,
        now: bool,
    ) -> Result<(Entry, bool), ActionError> {
        let need = self.need_of(&stored.suggestion);
        self.enqueue_needing(need, group, stored, follow, actor, now).await
    }

    /// Stores actions that are one thing: where one of them needs a yes, all wait for it, and it is said to all at once.
    pub async fn enqueue_as_one(
        &self,
        stored: Vec<StoredSuggestion>,
        actor: &str,
        now: bool,
    ) -> Result<Vec<(Entry, bool)>, ActionError> {
        // The first names the group.
        let first = stored.first().map(|one| EntryId::of(one.suggestion.id, 0));
        let group = first.filter(|_| stored.len() > 1);
        let needs: Vec<Option<Need>> = stored.iter().map(|one| self.need_of(&one.suggestion)).collect();
        let strictest = needs.iter().flatten().max_by_key(|need| need.role).cloned();
        let mut queued = Vec::new();
        for (one, own) in stored.into_iter().zip(needs) {
            let need = strictest.as_ref().map(|strictest| {
                let Need { why, offer, .. } =
                    own.unwrap_or_else(|| Need { offer: None, ..strictest.clone() });
                Need { role: strictest.role, why, offer, as_one: group.is_some() }
            });
            queued.push(self.enqueue_needing(need, group, one, None, actor, now).await?);
        }
        Ok(queued)
    }

    /// The yes that policy asks for before a suggestion is carried out.
    fn need_of(&self, suggestion: &Suggestion) -> Option<Need> {
        let asked = verdict(&self.policy.approvals, suggestion.action, suggestion.offer.as_ref());
        let role = asked.role.filter(|_| asked.required)?;
        let offer = suggestion.offer.as_ref().map(|offer| offer.text.clone());
        Some(Need { role, why: asked.why.unwrap_or_default(), offer, as_one: false })
    }

    async fn enqueue_needing(
        &self,
        need: Option<Need>,
        group: Option<EntryId>,
        stored: StoredSuggestion,
        follow: Option<&Follow>,
        actor: &str,
        now: bool,
    ) -> Result<(Entry, bool), ActionError> {
        if self.policy.phase == Phase::Observe {
            return Err(ActionError::ReadOnly);
        }
        let at = self.clock.now();
        let suggestion = &stored.suggestion;
        let state = match need {
            Some(need) => EntryState::AwaitingApproval { need, withdrawn: None },
            None => EntryState::Queued { until: self.undo_until(at, now) },
        };
        let id = self.next_entry(suggestion.id).await?;
        let entry = signed(Entry {
            id,
            key: IdempotencyKey::of(id),
            customer_id: stored.customer_id,
            suggestion_id: Some(suggestion.id),
            action: suggestion.action,
            title: suggestion.title.clone(),
            write: stored.write.clone(),
            effect: suggestion.effect.clone(),
            state,
            attempts: 0,
            accepted_by: actor.to_owned(),
            accepted_at: at,
            approved_by: None,
            approved_at: None,
            approved_over: None,
            edited_by: None,
            begun: None,
            needed: None,
            group,
        });
        let decided = StoredSuggestion { status: SuggestionStatus::Accepted { entry: id, at }, ..stored };
        let mut audit = worker::moved(&entry, AuditKind::Accepted, actor, at);
        if decided.edited {
            audit.detail["edited"] = true.into();
        }
        let is_new = match follow {
            None => self.repository.accept(&entry, &decided, &audit).await?,
            Some(Follow { case, told }) => {
                let lines: Vec<AuditEvent> = std::iter::once(&audit).chain(told).cloned().collect();
                self.repository.accept_with_case(&entry, &decided, &lines, case).await?
            }
        };
        if !is_new {
            let existing = self.entry(id).await?;
            // It was not written, so that the same entry, with its key, can be written now.
            if !can_be_accepted_again(&existing)?
                || !self.repository.move_entry(&existing, &entry, &audit).await?
            {
                return Ok((self.entry(id).await?, true));
            }
            self.repository.put_suggestion(&decided).await?;
        }
        self.tell(&entry);
        Ok((entry, false))
    }

    /// The first entry of a suggestion that was not written and taken back.
    async fn next_entry(&self, suggestion: SuggestionId) -> Result<EntryId, ActionError> {
        for attempt in 0..u16::MAX {
            let id = EntryId::of(suggestion, attempt);
            match self.repository.entry(id).await? {
                Some(entry) if self.taken_back(&entry).await? == TakenBack::Yes => {}
                _ => return Ok(id),
            }
        }
        Err(ActionError::Decided("accepted"))
    }

    /// Whether what was written is taken back by an entry of its own.
    async fn taken_back(&self, entry: &Entry) -> Result<TakenBack, ActionError> {
        if !matches!(entry.state, EntryState::Done { .. }) {
            return Ok(TakenBack::No);
        }
        let compensation = self.repository.entry(entry.id.compensation()).await?;
        Ok(match compensation.map(|entry| entry.state) {
            None => TakenBack::No,
            Some(state) if state.came_to_nothing() => TakenBack::No,
            Some(EntryState::Done { .. }) => TakenBack::Yes,
            Some(_) => TakenBack::UnderWay,
        })
    }

    async fn is_acceptable_again(&self, entry: &Entry) -> Result<bool, ActionError> {
        match self.taken_back(entry).await? {
            TakenBack::Yes => Ok(true),
            TakenBack::UnderWay => Err(ActionError::Leaving("accepting it again")),
            TakenBack::No => can_be_accepted_again(entry),
        }
    }

    /// A suggestion with how it stands: one that was accepted and can be accepted again is open.
    pub async fn standing(&self, stored: StoredSuggestion) -> Result<StoredSuggestion, ActionError> {
        let status = match stored.status {
            SuggestionStatus::Accepted { .. } if self.is_undecided(&stored).await? => SuggestionStatus::Open,
            status => status,
        };
        Ok(StoredSuggestion { status, ..stored })
    }

    /// Whether a suggestion can still be decided: nobody has, or what was accepted can be accepted again.
    async fn is_undecided(&self, stored: &StoredSuggestion) -> Result<bool, ActionError> {
        match &stored.status {
            SuggestionStatus::Open => Ok(true),
            SuggestionStatus::Dismissed { .. } => Ok(false),
            SuggestionStatus::Accepted { entry, .. } => {
                Ok(matches!(self.is_acceptable_again(&self.entry(*entry).await?).await, Ok(true)))
            }
        }
    }

    /// An open suggestion with a changed draft; nothing is stored before [`Actions::edit`]. `vouches`: whoever edits it
    /// stands for what nothing bears out and the edit leaves as it was.
    pub async fn edited(
        &self,
        id: SuggestionId,
        title: Option<String>,
        body: Option<String>,
        due_at: Option<Timestamp>,
        vouches: bool,
    ) -> Result<Edited, ActionError> {
        let before = self.suggestion(id).await?;
        if !self.is_undecided(&before).await? {
            return Err(ActionError::Decided("decided"));
        }
        let title = other(title, &before.suggestion.title);
        let body = other(body, &before.suggestion.body);
        let mut changed = before.clone();
        redraft(&mut changed.write, title.as_deref(), body.as_deref(), due_at)?;
        let suggestion = &mut changed.suggestion;
        if let Some(title) = title {
            suggestion.title = title;
        }
        if let Some(body) = body {
            suggestion.body = body;
        }
        if due_at.is_some() {
            suggestion.due_at = due_at;
        }
        suggestion.settle_marks(vouches);
        Ok(Edited { before, changed })
    }

    /// Stores a changed draft with its effect, unless somebody else changed or decided the suggestion meanwhile.
    pub async fn edit(&self, edited: Edited, actor: &str) -> Result<StoredSuggestion, ActionError> {
        let (before, changed) = self.put_edited(edited).await?;
        if changed.suggestion.reads_as(&before.suggestion) {
            return Ok(changed);
        }
        let said = |stored: &StoredSuggestion| {
            let Suggestion { title, body, effect, unsupported, .. } = &stored.suggestion;
            serde_json::json!({ "title": title, "body": body, "effect": effect, "unsupported": unsupported })
        };
        let detail = serde_json::json!({ "before": said(&before), "after": said(&changed) });
        self.audit(&changed, AuditKind::Edited, actor, detail).await?;
        Ok(changed)
    }

    /// Stores a draft with the words that a person gave to one before it. Nobody has edited anything then: the audit log
    /// tells of when they did.
    pub async fn carry_over(&self, edited: Edited) -> Result<StoredSuggestion, ActionError> {
        let (_, changed) = self.put_edited(edited).await?;
        Ok(changed)
    }

    /// Stores a changed draft; how it was, and how it is.
    async fn put_edited(&self, edited: Edited) -> Result<(StoredSuggestion, StoredSuggestion), ActionError> {
        let Edited { before, mut changed } = edited;
        changed.edited |= !changed.suggestion.reads_as(&before.suggestion);
        let current = self.suggestion(before.suggestion.id).await?;
        if current != before || !self.is_undecided(&current).await? {
            return Err(ActionError::Changed);
        }
        if changed != before {
            self.repository.put_suggestion(&changed).await?;
        }
        Ok((before, changed))
    }

    /// Turns a suggestion down; the reason is kept and learned from. The flag says that it had been turned down before,
    /// and nothing was done.
    pub async fn dismiss(
        &self,
        id: SuggestionId,
        reason: &str,
        actor: &str,
    ) -> Result<(StoredSuggestion, bool), ActionError> {
        let mut stored = self.suggestion(id).await?;
        match stored.status {
            SuggestionStatus::Dismissed { .. } => return Ok((stored, true)),
            SuggestionStatus::Accepted { .. } if !self.is_undecided(&stored).await? => {
                return Err(ActionError::Decided("accepted"));
            }
            SuggestionStatus::Accepted { .. } | SuggestionStatus::Open => {}
        }
        let (at, by) = (self.clock.now(), Some(actor.to_owned()));
        stored.status = SuggestionStatus::Dismissed { reason: reason.to_owned(), at, by };
        self.repository.put_suggestion(&stored).await?;
        let detail = serde_json::json!({ "reason": reason, "title": stored.suggestion.title });
        self.audit(&stored, AuditKind::Dismissed, actor, detail).await?;
        Ok((stored, false))
    }

    /// Takes a dismissal back, and tells the reason that no longer counts; nothing where it was not dismissed.
    ///
    /// # Errors
    /// It was accepted: that is taken back by [`Actions::undo`].
    pub async fn restore(
        &self,
        id: SuggestionId,
        actor: &str,
    ) -> Result<(StoredSuggestion, Option<String>), ActionError> {
        let mut stored = self.suggestion(id).await?;
        let reason = match &stored.status {
            SuggestionStatus::Dismissed { reason, .. } => reason.clone(),
            SuggestionStatus::Open => return Ok((stored, None)),
            SuggestionStatus::Accepted { .. } => return Err(ActionError::Decided("accepted")),
        };
        stored.status = SuggestionStatus::Open;
        self.repository.put_suggestion(&stored).await?;
        let detail = serde_json::json!({ "reason": reason, "title": stored.suggestion.title });
        self.audit(&stored, AuditKind::Restored, actor, detail).await?;
        Ok((stored, Some(reason)))
    }

    /// Takes back what `actor` has decided last about an entry. A yes or a no of theirs: it waits for one again. Else the
    /// entry itself, as [`Actions::take_back`] does. The flag says that it had been taken back before, and nothing was
    /// done.
    pub async fn undo(&self, id: EntryId, back: CaseBack, actor: &str) -> Result<(Entry, bool), ActionError> {
        match self.withdraw(id, actor).await? {
            Some(entry) => Ok((entry, false)),
            None => self.take_back(id, back, actor).await,
        }
    }

    /// Takes back a yes or a no of theirs, so that the entry waits for one again; nothing where there is none, or it has led
    /// to something.
    pub async fn withdraw(&self, id: EntryId, actor: &str) -> Result<Option<Entry>, ActionError> {
        let entry = self.entry(id).await?;
        match is_decided_by(&entry, actor) {
            true if self.worker.has_begun(&entry).await => Err(ActionError::HalfWritten("undo")),
            true => self.reopen(&entry, actor).await.map(Some),
            false => Ok(None),
        }
    }

    /// Takes an entry back, whoever said yes to it meanwhile: before it has left by not sending it, afterwards by a
    /// compensating entry, which is what is returned then; `back` says what that does with the case of an answer. The flag
    /// says that it had been taken back before, and nothing was done.
    ///
    /// # Errors
    /// [`ActionError::Leaving`] while it is being written, [`ActionError::HalfWritten`] where a part of it is: once it has
    /// arrived it can be taken back after all.
    pub async fn take_back(
        &self,
        id: EntryId,
        back: CaseBack,
        actor: &str,
    ) -> Result<(Entry, bool), ActionError> {
        let entry = self.entry(id).await?;
        match &entry.state {
            EntryState::AwaitingApproval { .. }
            | EntryState::Queued { .. }
            | EntryState::Waiting { .. }
            | EntryState::Parked { .. } => {
                // Parked after a doubtful attempt: nobody knows, so it cannot be called undone.
                if matches!(entry.state, EntryState::Parked { .. }) && entry.attempts > 0 {
                    return Err(too_late(&entry.state, "undo"));
                }
                if self.worker.has_begun(&entry).await {
                    return Err(ActionError::HalfWritten("undo"));
                }
                let state = EntryState::Undone { at: self.clock.now(), by: Some(actor.to_owned()) };
                let next = Entry { state, ..entry.clone() };
                Ok((self.decide(&entry, next, AuditKind::Undone, actor, "undo").await?, false))
            }
            EntryState::Undone { .. } => Ok((entry, true)),
            EntryState::Done { written, .. } => self.retract(&entry, &written.clone(), back, actor).await,
            EntryState::Sending { .. }
            | EntryState::InDoubt { .. }
            | EntryState::Rejected { .. }
            | EntryState::Dropped { .. } => Err(too_late(&entry.state, "undo")),
        }
    }

    /// Takes back a yes or a no: the entry waits for one again.
    async fn reopen(&self, entry: &Entry, actor: &str) -> Result<Entry, ActionError> {
        let (said, before) = match &entry.state {
            EntryState::Rejected { reason, .. } => {
                (Said::No, serde_json::json!({ "said": "no", "reason": reason }))
            }
            _ => (Said::Yes, serde_json::json!({ "said": "yes" })),
        };
        let at = self.clock.now();
        // By the rule that it waited under, which may be another machine's.
        let need = match &entry.needed {
            Some(need) => need.clone(),
            None => self.judged(entry).await?,
        };
        let withdrawn = Some(Withdrawn { said, by: actor.to_owned(), at });
        let state = EntryState::AwaitingApproval { need, withdrawn };
        let next = waiting_again(entry, state);
        let mut audit = worker::moved(&next, AuditKind::Reopened, actor, at);
        audit.detail["before"] = before;
        self.replace(entry, next, audit, "undo").await
    }

    /// What an entry that was decided before its need was kept would need now.
    async fn judged(&self, entry: &Entry) -> Result<Need, ActionError> {
        let offer = match entry.suggestion_id {
            Some(id) => self.suggestion(id).await?.suggestion.offer,
            None => None,
        };
        let asked = verdict(&self.policy.approvals, entry.action, offer.as_ref());
        Ok(Need {
            role: asked.role.unwrap_or(Role::Manager),
            why: asked.why.unwrap_or_else(|| "it waited for a yes before".to_owned()),
            offer: offer.map(|offer| offer.text),
            as_one: false,
        })
    }

    /// Says yes to an entry that waits for it. `seen` is how the case stands now that it changes, where that is known:
    /// whoever says yes has been told what has happened to it. `over` is what is left to give back, where it gives more.
    pub async fn approve(
        &self,
        id: EntryId,
        seen: Option<CaseSeen>,
        over: Option<Money>,
        actor: &str,
        role: Role,
    ) -> Result<Entry, ActionError> {
        let entry = self.entry(id).await?;
        let EntryState::AwaitingApproval { need, .. } = &entry.state else {
            return Err(ActionError::TooLate { state: entry.state.word(), what: "approval" });
        };
        if role < need.role {
            return Err(ActionError::NeedsRole(need.role));
        }
        let at = self.clock.now();
        let mut next = Entry {
            state: EntryState::Queued { until: self.undo_until(at, false) },
            approved_by: Some(actor.to_owned()),
            approved_at: Some(at),
            approved_over: over,
            needed: Some(need.clone()),
            ..entry.clone()
        };
        CaseSeen::note(seen, &mut next.write);
        self.decide(&entry, signed(next), AuditKind::Approved, actor, "approval").await
    }

    /// Changes the draft of an entry that waits for a yes; it waits on. `effect` says what the changed write does.
    pub async fn amend(&self, amended: Amended, effect: String, actor: &str) -> Result<Entry, ActionError> {
        let Amended { before, mut changed } = amended;
        changed.effect = effect;
        if changed.write != before.write {
            changed.edited_by = (changed.accepted_by != actor).then(|| actor.to_owned());
            changed = signed(changed);
        }
        let mut audit = worker::moved(&changed, AuditKind::Edited, actor, self.clock.now());
        let said = |entry: &Entry| serde_json::json!({ "write": entry.write, "effect": entry.effect });
        audit.detail["before"] = said(&before);
        audit.detail["after"] = said(&changed);
        if !self.repository.move_entry(&before, &changed, &audit).await? {
            return Err(ActionError::Changed);
        }
        self.tell(&changed);
        Ok(changed)
    }

    /// An entry that waits for a yes with a changed draft; nothing is stored before [`Actions::amend`].
    pub async fn amended(
        &self,
        id: EntryId,
        title: Option<String>,
        body: Option<String>,
        due_at: Option<Timestamp>,
    ) -> Result<Amended, ActionError> {
        let before = self.entry(id).await?;
        if !matches!(before.state, EntryState::AwaitingApproval { .. }) {
            return Err(ActionError::TooLate { state: before.state.word(), what: "a change" });
        }
        let body = body.filter(|body| before.write.words().is_none_or(|words| words.trim() != body.trim()));
        let mut changed = before.clone();
        redraft(&mut changed.write, title.as_deref(), body.as_deref(), due_at)?;
        if let Some(title) = title {
            changed.title = title;
        }
        Ok(Amended { before, changed })
    }

    /// Says no.
    pub async fn reject(
        &self,
        id: EntryId,
        reason: &str,
        actor: &str,
        role: Role,
    ) -> Result<Entry, ActionError> {
        let entry = self.entry(id).await?;
        let EntryState::AwaitingApproval { need, .. } = &entry.state else {
            return Err(ActionError::TooLate { state: entry.state.word(), what: "rejection" });
        };
        if role < need.role {
            return Err(ActionError::NeedsRole(need.role));
        }
        let state =
            EntryState::Rejected { at: self.clock.now(), by: actor.to_owned(), reason: reason.to_owned() };
        let next = Entry { state, needed: Some(need.clone()), ..entry.clone() };
        self.decide(&entry, next, AuditKind::Rejected, actor, "rejection").await
    }

    /// Tries a parked or waiting entry again now. One that may have been written is looked up first.
    pub async fn retry(&self, id: EntryId, actor: &str) -> Result<Entry, ActionError> {
        let entry = self.entry(id).await?;
        let now = self.clock.now();
        let state = match &entry.state {
            EntryState::Parked { .. } if entry.attempts > 0 && !entry.write.is_repeatable() => {
                EntryState::InDoubt { look_at: now, why: "a person asked to try again".to_owned() }
            }
            EntryState::Parked { .. } | EntryState::Waiting { .. } => EntryState::Queued { until: now },
            EntryState::InDoubt { why, .. } => EntryState::InDoubt { look_at: now, why: why.clone() },
            other => return Err(ActionError::TooLate { state: other.word(), what: "a new try" }),
        };
        let next = Entry { state, ..entry.clone() };
        self.decide(&entry, next, AuditKind::Retried, actor, "a new try").await
    }

    /// Gives an entry up, for a reason where one was said. What may have been written stays as it is at the vendor.
    pub async fn drop_entry(
        &self,
        id: EntryId,
        reason: Option<&str>,
        actor: &str,
    ) -> Result<Entry, ActionError> {
        let entry = self.entry(id).await?;
        if entry.state.is_final() || matches!(entry.state, EntryState::Sending { .. }) {
            return Err(too_late(&entry.state, "dropping it"));
        }
        let (by, reason) = (actor.to_owned(), reason.map(str::to_owned));
        let state = EntryState::Dropped { at: self.clock.now(), by, reason };
        let next = Entry { state, ..entry.clone() };
        self.decide(&entry, next, AuditKind::Dropped, actor, "dropping it").await
    }

    async fn retract(
        &self,
        done: &Entry,
        written: &Written,
        back: CaseBack,
        actor: &str,
    ) -> Result<(Entry, bool), ActionError> {
        let contact = done.write.target().clone();
        let (write, effect) = match &done.write {
            Write::Note(_) | Write::Task(_) => {
                let kind = done.write.kind().to_owned();
                let id = written.id.clone();
                let effect = format!("archives {kind} {id} (undo of what was written)");
                (Write::Retraction(RetractionWrite { contact, kind, id, back: None }), effect)
            }
            // The answer goes, and the case with it, unless somebody has put it elsewhere since.
            Write::Reply(reply) => {
                let case = &reply.change.case.id;
                let (and, back) = match back {
                    CaseBack::Leave => (String::new(), None),
                    CaseBack::To(back) => (format!(", case {case}: {} → {}", back.from, back.to), Some(back)),
                    CaseBack::Stays(why) => (format!(", case {case} stays as it is: {why}"), None),
                };
                let (kind, id) = ("note".to_owned(), written.id.clone());
                let effect = format!("archives note {id}{and} (undo of what was written)");
                (Write::Retraction(RetractionWrite { contact, kind, id, back }), effect)
            }
            // As the vendor told how it stood before; where somebody has changed it since, nothing is put back.
            Write::CaseUpdate(_) => {
                let put_back = written.put_back.clone();
                let put_back = put_back.ok_or(ActionError::NotRetractable("this change of a case"))?;
                (Write::Fields(put_back), format!("puts back how it was before (undo of {})", done.effect))
            }
            // What was seen before the change is known: it is put back, over the change alone.
            Write::Fields(fields) if !fields.seen.is_empty() => {
                let effect = format!("puts back what was there (undo of {})", done.effect);
                (Write::Fields(fields.put_back()), effect)
            }
            Write::Fields(_) => return Err(ActionError::NotRetractable("a change of fields")),
            Write::Retraction(_) => return Err(ActionError::NotRetractable("a retraction")),
        };
        let at = self.clock.now();
        let id = done.id.compensation();
        let Some(suggestion_id) = done.suggestion_id else { return Err(ActionError::NoSuggestion) };
        let entry = Entry {
            id,
            key: IdempotencyKey::of(id),
            title: format!("Undo: {}", done.title),
            effect,
            write,
            state: EntryState::Queued { until: at },
            attempts: 0,
            accepted_by: actor.to_owned(),
            accepted_at: at,
            approved_by: None,
            approved_at: None,
            approved_over: None,
            edited_by: None,
            begun: None,
            needed: None,
            group: None,
            ..done.clone()
        };
        let stored = self.suggestion(suggestion_id).await?;
        let audit = worker::moved(&entry, AuditKind::Undone, actor, at);
        if !self.repository.accept(&entry, &stored, &audit).await? {
            let existing = self.entry(id).await?;
            // It was given up; doing it twice would do no harm.
            if !existing.state.came_to_nothing()
                || !self.repository.move_entry(&existing, &entry, &audit).await?
            {
                return Ok((self.entry(id).await?, true));
            }
        }
        self.tell(&entry);
        Ok((entry, false))
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

/// Changes what of a write is a draft.
fn redraft(
    write: &mut Write,
    title: Option<&str>,
    body: Option<&str>,
    due_at: Option<Timestamp>,
) -> Result<(), ActionError> {
    match write {
        Write::Note(_) | Write::Reply(_) if title.is_some() => return Err(ActionError::BadEdit("title")),
        Write::Note(_) | Write::Reply(_) if due_at.is_some() => return Err(ActionError::BadEdit("due")),
        Write::Note(note) => {
            if let Some(body) = body {
                body.clone_into(&mut note.body);
            }
        }
        Write::Reply(reply) => {
            if let Some(body) = body {
                reply.put_answer(body);
            }
        }
        Write::Task(task) => {
            if let Some(title) = title {
                title.clone_into(&mut task.title);
            }
            if let Some(body) = body {
                body.clone_into(&mut task.body);
            }
            if let Some(due_at) = due_at {
                task.due_at = due_at;
            }
        }
        Write::CaseUpdate(_) | Write::Fields(_) | Write::Retraction(_) => {
            return Err(ActionError::BadEdit("draft"));
        }
    }
    Ok(())
}

/// What is typed in the place of something; nothing where it says the same.
fn other(typed: Option<String>, before: &str) -> Option<String> {
    typed.filter(|typed| typed.trim() != before.trim())
}

/// An entry whose yes or no counts no more.
fn waiting_again(entry: &Entry, state: EntryState) -> Entry {
    let entry = entry.clone();
    signed(Entry { state, approved_by: None, approved_at: None, approved_over: None, needed: None, ..entry })
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

/// Whether a yes or a no of theirs is what was decided last about an entry, and has led to nothing yet.
fn is_decided_by(entry: &Entry, actor: &str) -> bool {
    match &entry.state {
        EntryState::Rejected { by, .. } => by == actor,
        EntryState::Queued { .. } | EntryState::Waiting { .. } => entry.approved_by.as_deref() == Some(actor),
        EntryState::Parked { .. } => entry.attempts == 0 && entry.approved_by.as_deref() == Some(actor),
        _ => false,
    }
}

/// Whether the action of an entry can be accepted again: it certainly was not written, or writing it again has the
/// effect of writing it once. What was taken back is always of that kind, since an undo is refused where an attempt
/// may have been written.
///
/// # Errors
/// Where it will never be written as it stands, and cannot be accepted again either.
fn can_be_accepted_again(entry: &Entry) -> Result<bool, ActionError> {
    match entry.state {
        EntryState::Undone { .. } => Ok(true),
        EntryState::Dropped { .. } if entry.attempts == 0 || entry.write.is_repeatable() => Ok(true),
        EntryState::Dropped { .. } => Err(ActionError::InDoubt),
        EntryState::Rejected { .. } => Err(ActionError::Decided("rejected")),
        EntryState::AwaitingApproval { .. }
        | EntryState::Queued { .. }
        | EntryState::Sending { .. }
        | EntryState::InDoubt { .. }
        | EntryState::Waiting { .. }
        | EntryState::Done { .. }
        | EntryState::Parked { .. } => Ok(false),
    }
}
