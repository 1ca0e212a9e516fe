//! Deciding: no to a suggestion; yes, no, another try and giving up for an entry.

use super::{ActionError, Actions, CaseSeen, signed, too_late};
use crate::domain::Money;
use crate::domain::action::Role;
use crate::domain::audit::AuditKind;
use crate::domain::brief::{StoredSuggestion, SuggestionStatus};
use crate::domain::ids::{EntryId, SuggestionId};
use crate::domain::outbox::{Entry, EntryState};

impl Actions {
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
}
