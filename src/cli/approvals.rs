//! `deskhand approvals`, `approve` and `reject`: what needs a person's yes.

use clap::Args;

use super::documents::ApprovalsDocument;
use super::exit::{Outcome, Status};
use super::outbox::entry_id;
use super::session::{Session, unexpected};
use super::{show, under_way};
use crate::desk::api::{Answer, Request};

/// List what waits for approval: the action, the rule that asks for it, who may say yes.
#[derive(Debug, Args)]
pub struct ApprovalsArguments {
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
        if session.json {
            session.output.json(&ApprovalsDocument::of(&entries))?;
            return Ok(Status::Done);
        }
        if entries.is_empty() {
            session.output.line("nothing waits for approval")?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        for entry in &entries {
            page.gap();
            show::entry::entry(&mut page, entry, &session.moment);
            let asked =
                format!("accepted by {} {}", entry.accepted_by, session.moment.ago(entry.accepted_at));
            page.paragraph("   ", &asked);
        }
        page.print()?;
        Ok(Status::Done)
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
