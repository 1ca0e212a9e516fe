//! Editing: the draft of an open suggestion, or of an entry that waits for a yes.

use jiff::Timestamp;

use super::{ActionError, Actions, signed, worker};
use crate::domain::action::Write;
use crate::domain::audit::AuditKind;
use crate::domain::brief::{StoredSuggestion, Suggestion};
use crate::domain::ids::{EntryId, SuggestionId};
use crate::domain::outbox::{Entry, EntryState};

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

impl Actions {
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
