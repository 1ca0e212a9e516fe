//! Taking back: a yes or a no, what has not left, and what was written.

use super::{ActionError, Actions, signed, too_late, worker};
use crate::domain::action::{RetractionWrite, Role, StageBack, Write, verdict};
use crate::domain::audit::AuditKind;
use crate::domain::ids::{EntryId, IdempotencyKey};
use crate::domain::outbox::{Entry, EntryState, Need, Said, Withdrawn, Written};

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

/// Whether what was written was taken back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TakenBack {
    Yes,
    /// What takes it back is not known to be done.
    UnderWay,
    No,
}

impl Actions {
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

    /// Whether what was written is taken back by an entry of its own.
    pub(super) async fn taken_back(&self, entry: &Entry) -> Result<TakenBack, ActionError> {
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

    async fn retract(
        &self,
        done: &Entry,
        written: &Written,
        back: CaseBack,
        actor: &str,
    ) -> Result<(Entry, bool), ActionError> {
        let contact = done.write.target().clone();
        let case = done.write.case().cloned();
        let (write, effect) = match &done.write {
            Write::Note(_) | Write::Task(_) => {
                let kind = done.write.kind().to_owned();
                let id = written.id.clone();
                let effect = format!("archives {kind} {id} (undo of what was written)");
                (Write::Retraction(RetractionWrite { contact, kind, id, case, back: None }), effect)
            }
            // The answer goes, and the case with it, unless somebody has put it elsewhere since.
            Write::Reply(reply) => {
                let named = &reply.change.case.id;
                let (and, back) = match back {
                    CaseBack::Leave => (String::new(), None),
                    CaseBack::To(back) => {
                        (format!(", case {named}: {} → {}", back.from, back.to), Some(back))
                    }
                    CaseBack::Stays(why) => (format!(", case {named} stays as it is: {why}"), None),
                };
                let (kind, id) = ("note".to_owned(), written.id.clone());
                let effect = format!("archives note {id}{and} (undo of what was written)");
                (Write::Retraction(RetractionWrite { contact, kind, id, case, back }), effect)
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
}

/// An entry whose yes or no counts no more.
pub(super) fn waiting_again(entry: &Entry, state: EntryState) -> Entry {
    let entry = entry.clone();
    signed(Entry { state, approved_by: None, approved_at: None, approved_over: None, needed: None, ..entry })
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
