//! `deskhand case summary`: what a thread comes to, for whoever takes it over.

use clap::Args;

use super::documents::SummaryDocument;
use super::exit::{Failure, Outcome, Status};
use super::session::{Session, unexpected};
use crate::desk::api::{Answer, Reading, Request, Who};
use crate::domain::evidence::EvidenceId;
use crate::phrasing::{counted, summary_text};

/// Say what the thread of a case comes to: the problem, what was done, what is open, what was promised and for when.
///
/// Each line is quoted from the message that it names; what has come since you asked last is told.
#[derive(Debug, Args)]
pub struct SummaryArguments {
    /// The case, as `deskhand cases` names it.
    #[arg(value_name = "CASE")]
    case: String,
    /// Print JSON (schema deskhand.summary/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl SummaryArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let case = super::casework::named(session, &self.case).await?.record;
        let request = Request::QueueOf { cases: vec![case.clone()] };
        let Answer::Queue(queue) = session.ask("reading cases", request).await? else {
            return Err(unexpected());
        };
        let customer = queue.rows.first().and_then(|row| row.case.customer_id);
        let none = || Failure::saying(Status::NotFound, "nobody is known to stand behind this case");
        let (who, evidence) = (Who::Customer(customer.ok_or_else(none)?), EvidenceId::new("case", &case.id));
        let request = Request::Summarise { who, case: evidence, reading: Reading::Cached };
        let Answer::Summary(summary) = session.ask("reading the thread", request).await? else {
            return Err(unexpected());
        };
        if session.json {
            session.output.json(&SummaryDocument::of(&summary))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        for line in summary_text(&summary, &session.moment).lines() {
            page.paragraph("", line);
        }
        page.print()?;
        if let Some(new) = summary.new_messages {
            let new = counted(new as u64, "message");
            session.output.remark(format!("{new} since the last summary"));
        }
        Ok(Status::Done)
    }
}
