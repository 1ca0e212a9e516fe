//! Where in the audit log a brief is, or a page for a call.

use super::{Recorded, RecordedPage};
use crate::actions::ActionError;
use crate::desk::api::{DeskError, FailureKind};
use crate::desk::local::Local;
use crate::domain::audit::AuditKind;
use crate::domain::ids::SuggestionId;
use crate::ports::repository::AuditRecord;

/// Lines around a moment among which a brief is looked for. They come in nearly the order of their moments.
const BEFORE: u64 = 50;
const AMONG: usize = 500;

/// What a line keeps.
pub(super) enum Kept {
    /// Of a brief.
    Brief(Box<Recorded>),
    /// Of a page for a call.
    Page(Box<RecordedPage>),
}

/// What a line keeps, and who asked for it.
pub(super) async fn kept(local: &Local, sequence: u64) -> Result<(Kept, String), DeskError> {
    let record = line(local, sequence).await?;
    let record =
        record.ok_or_else(|| DeskError::new(FailureKind::NotFound, "the audit log has no such line"))?;
    let event = record.event.ok_or_else(|| {
        DeskError::new(
            FailureKind::NotFound,
            "that line is of a customer who was erased: it can no longer be read",
        )
    })?;
    let kept = match event.kind {
        AuditKind::Briefed => serde_json::from_value(event.detail).map(|brief| Kept::Brief(Box::new(brief))),
        AuditKind::Prepared => serde_json::from_value(event.detail).map(|page| Kept::Page(Box::new(page))),
        other => return Err(nothing_kept(other)),
    };
    let kept = kept.map_err(|error| {
        DeskError::new(FailureKind::Failed, format!("the line was written by another version: {error}"))
    })?;
    Ok((kept, event.actor))
}

/// Why a line cannot be built again.
fn nothing_kept(kind: AuditKind) -> DeskError {
    let what = match kind {
        AuditKind::Prompted => {
            "that line is a request to a model; what came of it is in the line `briefed` or `prepared` after it"
        }
        AuditKind::Viewed => "that line is a look at a customer",
        _ => "that line is neither a brief nor a page for a call",
    };
    DeskError::new(FailureKind::BadRequest, what).hint(
        "`deskhand audit tail --kind briefed` shows the briefs that can be built again, `--kind prepared` the pages",
    )
}

/// The line of the brief that made a suggestion: not before the suggestion, and soon after it.
pub(super) async fn line_of(local: &Local, id: SuggestionId) -> Result<u64, DeskError> {
    let repository = &local.parts.repository;
    let stored = repository.suggestion(id).await?.ok_or(ActionError::NoSuggestion)?;
    let last = repository.audit_tail(1).await?.first().map_or(0, |record| record.sequence);
    let (mut low, mut high) = (1, last + 1);
    let moment = stored.created_at.as_millisecond();
    while low < high {
        let middle = low + (high - low) / 2;
        let is_before = line(local, middle).await?.is_some_and(|record| record.at_ms < moment);
        if is_before { low = middle + 1 } else { high = middle }
    }
    let lines = repository.audit_after(low.saturating_sub(BEFORE), AMONG).await?;
    let found = lines.iter().find(|record| made(record, id)).map(|record| record.sequence);
    found.ok_or_else(|| {
        DeskError::new(FailureKind::NotFound, "the audit log has no brief that made this suggestion")
            .hint("what a rep wrote comes from no brief")
    })
}

fn made(record: &AuditRecord, id: SuggestionId) -> bool {
    let Some(event) = record.event.as_ref().filter(|event| event.kind == AuditKind::Briefed) else {
        return false;
    };
    let suggestions = event.detail["brief"]["suggestions"].as_array();
    let id = id.to_string();
    suggestions.is_some_and(|list| list.iter().any(|one| one["id"].as_str() == Some(id.as_str())))
}

async fn line(local: &Local, sequence: u64) -> Result<Option<AuditRecord>, DeskError> {
    let records = local.parts.repository.audit_after(sequence.saturating_sub(1), 1).await?;
    Ok(records.into_iter().find(|record| record.sequence == sequence))
}
