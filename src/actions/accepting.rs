//! Accepting: a suggestion, or what a rep wrote of their own, goes into the outbox.

use super::taking_back::TakenBack;
use super::{ActionError, Actions, CaseSeen, signed, worker};
use crate::domain::action::{Phase, verdict};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::brief::{StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::ids::{EntryId, IdempotencyKey, SuggestionId};
use crate::domain::outbox::{Entry, EntryState, Need};
use crate::domain::queue::QueuedCase;

/// A case of the queue that follows what is accepted, in the same step.
#[derive(Debug)]
pub struct Follow {
    /// As it stands with the entry.
    pub case: QueuedCase,
    /// What is recorded of that.
    pub told: Option<AuditEvent>,
}

impl Actions {
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
    pub(super) async fn is_undecided(&self, stored: &StoredSuggestion) -> Result<bool, ActionError> {
        match &stored.status {
            SuggestionStatus::Open => Ok(true),
            SuggestionStatus::Dismissed { .. } => Ok(false),
            SuggestionStatus::Accepted { entry, .. } => {
                Ok(matches!(self.is_acceptable_again(&self.entry(*entry).await?).await, Ok(true)))
            }
        }
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
