//! `deskhand case sent`: an answer that stands at the CRM was sent by a person.

use clap::Args;

use super::casework::named;
use super::documents::{CasesDocument, Missing};
use super::exit::{Outcome, Status};
use super::session::{Session, unexpected};
use super::show;
use crate::desk::api::{Answer, Request};
use crate::domain::queue::QueueRow;

/// Say that you have sent the answer to a case, or another in its place: `deskhand cases --view to-send` lists those that
/// wait for that.
///
/// Once the thread at the CRM has a message of the shop that is newer than the answer, this is found out by itself.
#[derive(Debug, Args)]
pub struct SentArguments {
    /// The case, as `deskhand cases` names it; several are set apart by commas.
    #[arg(value_name = "CASE", value_delimiter = ',', required = true)]
    cases: Vec<String>,
    /// It was not sent after all.
    #[arg(long)]
    undo: bool,
    /// Print JSON (schema deskhand.cases/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl SentArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let mut said = Vec::with_capacity(self.cases.len());
        for typed in &self.cases {
            let case = named(session, typed).await?.record;
            let request = match self.undo {
                true => Request::SayAnswerUnsent { case },
                false => Request::SayAnswerSent { case },
            };
            let Answer::Sent(row) = session.ask("storing", request).await? else {
                return Err(unexpected());
            };
            said.push(*row);
        }
        let rows: Vec<&QueueRow> = said.iter().collect();
        if session.json {
            session.output.json(&CasesDocument::of(&rows, None, Missing::default()))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        show::queue::rows(&mut page, &rows, false, &session.moment);
        page.print()?;
        if !self.undo {
            session.output.remark("the answer counts as sent; `--undo` takes that back");
        }
        Ok(Status::Done)
    }
}
