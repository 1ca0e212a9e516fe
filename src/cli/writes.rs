//! `deskhand note`, `task` and `case note`: a rep's own words into the CRM, by the same outbox as suggestions.

use std::io::Read;

use clap::Args;

use super::calls::due;
use super::case_show::row_of;
use super::casework::named;
use super::exit::{Failure, Outcome, Status};
use super::session::{Session, unexpected};
use super::{casework, under_way};
use crate::desk::api::{Answer, Request, Who};

/// Write a note on a customer's CRM record.
#[derive(Debug, Args)]
pub struct NoteArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// The note; `-` reads standard input.
    #[arg(value_name = "TEXT")]
    text: String,
    /// The case it belongs to: case:77.
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}

/// Write an internal note on a case, for colleagues; the customer does not see it.
#[derive(Debug, Args)]
pub struct CaseNoteArguments {
    /// The case, as `deskhand cases` names it.
    #[arg(value_name = "CASE")]
    case: String,
    /// The note; `-` reads standard input.
    #[arg(value_name = "TEXT")]
    text: String,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}

/// Create a task on a customer's CRM record.
#[derive(Debug, Args)]
pub struct TaskArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// What is to be done; `-` reads standard input.
    #[arg(value_name = "TEXT")]
    text: String,
    /// The case it belongs to: case:77.
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
    /// When it is due: 2026-11-27, tomorrow, +3d, "friday 10:00", "15.12. um 14 Uhr"; without it the day that the text names,
    /// else on the next weekday.
    #[arg(long, value_name = "WHEN")]
    due: Option<String>,
    /// Who is to do it, by e-mail address or name at the CRM; without it, you.
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}

impl NoteArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let text = text(self.text)?.into();
        let request = Request::Note { who: Who::Query(self.query), text, case: self.case, now: self.now };
        queue(session, request).await
    }
}

impl CaseNoteArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let record = named(session, &self.case).await?.record;
        let none = || Failure::saying(Status::NotFound, "nobody is known to stand behind this case");
        let row = row_of(session, &record).await?.ok_or_else(none)?;
        let who = Who::Customer(row.case.customer_id.ok_or_else(none)?);
        let text = text(self.text)?.into();
        queue(session, Request::Note { who, text, case: Some(record.id), now: self.now }).await
    }
}

impl TaskArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let due = self.due.map(|typed| due(session, &typed));
        let request = Request::Task {
            who: Who::Query(self.query),
            text: text(self.text)?.into(),
            case: self.case,
            due_at: due.transpose()?,
            owner: self.owner,
            now: self.now,
        };
        queue(session, request).await
    }
}

/// Stores an action first, then sees it through.
pub async fn queue(session: &Session<'_>, request: Request) -> Outcome {
    match session.ask("storing", request).await? {
        Answer::Accepted(accepted) => under_way::accepted(session, *accepted).await,
        Answer::Casework(done) => casework::stopped(session, &done),
        _ => Err(unexpected()),
    }
}

/// The text itself, or for `-` what comes in by standard input.
pub fn text(given: String) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given);
    }
    let mut text = String::new();
    let unreadable = |error: std::io::Error| {
        Failure::saying(Status::Usage, format!("standard input can't be read as text: {error}"))
    };
    std::io::stdin().lock().read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}
