//! `deskhand approvals`, `approve` and `reject`: what needs a person's yes.

use clap::Args;
use futures::{StreamExt, stream};

use super::documents::{ApprovalsDocument, WaitingEntry};
use super::exit::{Outcome, Status};
use super::outbox::entry_id;
use super::session::{Session, unexpected};
use super::{show, under_way};
use crate::desk::api::{Answer, Reading, Request, Review};
use crate::domain::outbox::Entry;

/// Entries that are held against the vendors at once.
const AT_ONCE: usize = 4;

/// List what waits for approval: who asked, the rule that asks for it, the evidence, whether it still holds, and what
/// would be written, before and after.
#[derive(Debug, Args)]
pub struct ApprovalsArguments {
    /// Hold them against what is cached; the vendors are not asked.
    #[arg(long)]
    offline: bool,
    /// Print JSON (schema deskhand.approvals/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Say yes to an action that waits for approval. On a single machine this is a second confirmation.
#[derive(Debug, Args)]
pub struct ApproveArguments {
    /// The entry, as `deskhand approvals` names it.
    #[arg(value_name = "ID")]
    id: String,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Say no to an action that waits for approval.
#[derive(Debug, Args)]
pub struct RejectArguments {
    /// The entry, as `deskhand approvals` names it.
    #[arg(value_name = "ID")]
    id: String,
    /// Why, for the one who asked.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl ApprovalsArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let Answer::Entries(entries) = session.ask("reading", Request::Approvals).await? else {
            return Err(unexpected());
        };
        let reading = if self.offline { Reading::AsIs } else { Reading::Fresh };
        let reviews: Vec<Option<Review>> = stream::iter(&entries)
            .map(|entry| review(session, entry, reading))
            .buffered(AT_ONCE)
            .collect()
            .await;
        let waiting = entries.iter().zip(reviews).map(|(entry, review)| WaitingEntry { entry, review });
        let waiting: Vec<WaitingEntry<'_>> = waiting.collect();
        if session.json {
            session.output.json(&ApprovalsDocument::of(&waiting))?;
            return Ok(Status::Done);
        }
        if entries.is_empty() {
            session.output.line("nothing waits for approval")?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        for WaitingEntry { entry, review } in &waiting {
            page.gap();
            show::entry::entry(&mut page, entry, &session.moment);
            let asked =
                format!("accepted by {} {}", entry.accepted_by, session.moment.ago(entry.accepted_at));
            page.paragraph("   ", &asked);
            if let Some(review) = review {
                show::review::review(&mut page, review, &session.moment);
            }
        }
        page.print()?;
        Ok(Status::Done)
    }
}

/// The list stands without what could not be looked at.
async fn review(session: &Session<'_>, entry: &Entry, reading: Reading) -> Option<Review> {
    match session.try_ask("checking", Request::Review { entry: entry.id, reading }).await {
        Ok(Answer::Review(review)) => Some(*review),
        _ => None,
    }
}

impl ApproveArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let entry = entry_id(&self.id)?;
        let Answer::Entry(entry) = session.ask("storing", Request::Approve { entry }).await? else {
            return Err(unexpected());
        };
        under_way::entry(session, *entry).await
    }
}

impl RejectArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let request = Request::Reject { entry: entry_id(&self.id)?, reason: self.reason.unwrap_or_default() };
        let Answer::Entry(entry) = session.ask("storing", request).await? else {
            return Err(unexpected());
        };
        under_way::entry(session, *entry).await
    }
}
