//! `deskhand case`: what there is to do with a customer's cases.

use clap::{Args, Subcommand};

use super::brief::name;
use super::case_show::{ShowArguments, row_of};
use super::casework::{AssignArguments, LabelArguments, MacroArguments, ReplyArguments, SetArguments, named};
use super::documents::TriageDocument;
use super::exit::{Failure, Outcome, Status};
use super::sent::SentArguments;
use super::session::{Session, unexpected};
use super::show;
use super::snooze::{SnoozeArguments, WakeArguments};
use super::summary::SummaryArguments;
use super::writes::CaseNoteArguments;
use crate::desk::api::{Answer, Request, Who};
use crate::domain::CustomerId;

/// Work with a customer's cases.
#[derive(Debug, Args)]
pub struct CaseArguments {
    #[command(subcommand)]
    command: CaseCommand,
}

#[derive(Debug, Subcommand)]
enum CaseCommand {
    Show(ShowArguments),
    Triage(TriageArguments),
    Set(SetArguments),
    Assign(AssignArguments),
    Reply(ReplyArguments),
    Note(CaseNoteArguments),
    Macro(MacroArguments),
    Label(LabelArguments),
    Sent(SentArguments),
    Snooze(SnoozeArguments),
    Wake(WakeArguments),
    Summary(SummaryArguments),
}

/// Say what a customer's open cases are about: category, mood, urgency, language, and one checked sentence each.
///
/// A language model labels them where one is configured, rules where not; which of them did is always said.
#[derive(Debug, Args)]
struct TriageArguments {
    /// The case, as `deskhand cases` names it, or whose cases; several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Only this one, open or closed.
    #[arg(long, value_name = "ID")]
    case: Option<String>,
    /// Print JSON (schema deskhand.triage/1).
    #[arg(long)]
    json: bool,
}

impl CaseArguments {
    /// Whether the answer is to be JSON.
    pub(super) fn json(&self) -> bool {
        match &self.command {
            CaseCommand::Show(arguments) => arguments.json,
            CaseCommand::Triage(arguments) => arguments.json,
            CaseCommand::Set(SetArguments { how, .. })
            | CaseCommand::Assign(AssignArguments { how, .. })
            | CaseCommand::Reply(ReplyArguments { how, .. })
            | CaseCommand::Macro(MacroArguments { how, .. })
            | CaseCommand::Snooze(SnoozeArguments { how, .. })
            | CaseCommand::Wake(WakeArguments { how, .. }) => how.json,
            CaseCommand::Note(arguments) => arguments.json,
            CaseCommand::Label(arguments) => arguments.json,
            CaseCommand::Sent(arguments) => arguments.json,
            CaseCommand::Summary(arguments) => arguments.json,
        }
    }

    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        match self.command {
            CaseCommand::Show(arguments) => arguments.run(session).await,
            CaseCommand::Triage(arguments) => arguments.run(session).await,
            CaseCommand::Set(arguments) => arguments.run(session).await,
            CaseCommand::Assign(arguments) => arguments.run(session).await,
            CaseCommand::Reply(arguments) => arguments.run(session).await,
            CaseCommand::Note(arguments) => arguments.run(session).await,
            CaseCommand::Macro(arguments) => arguments.run(session).await,
            CaseCommand::Label(arguments) => arguments.run(session).await,
            CaseCommand::Sent(arguments) => arguments.run(session).await,
            CaseCommand::Snooze(arguments) => arguments.run(session).await,
            CaseCommand::Wake(arguments) => arguments.run(session).await,
            CaseCommand::Summary(arguments) => arguments.run(session).await,
        }
    }
}

impl TriageArguments {
    async fn run(self, session: &Session<'_>) -> Outcome {
        let query = self.query.join(" ");
        let named = if self.case.is_none() { case_named(session, &query).await? } else { None };
        let (who, case) = match named {
            Some((customer, case)) => (Who::Customer(customer), Some(case)),
            None => (Who::Query(query), self.case),
        };
        let request = Request::Triage { who, case };
        let Answer::Triage(labelled) = session.ask("reading", request).await? else {
            return Err(unexpected());
        };
        if session.json {
            session.output.json(&TriageDocument::of(&labelled))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        match labelled.first() {
            None => page.paragraph("", "No case of this customer is open."),
            Some(first) => {
                let name = name(session, first.customer_id).await;
                page.heading(name.as_deref().unwrap_or("(no name)"), "");
            }
        }
        labelled.iter().for_each(|triage| show::triage::triage(&mut page, triage, &session.moment));
        page.print()?;
        Ok(Status::Done)
    }
}

/// The open case that is called so, and whose it is; nothing where none is.
async fn case_named(session: &Session<'_>, typed: &str) -> Result<Option<(CustomerId, String)>, Failure> {
    let Ok(at) = named(session, typed).await else { return Ok(None) };
    let row = row_of(session, &at.record).await?;
    Ok(row.and_then(|row| row.case.customer_id).map(|customer| (customer, at.record.id)))
}
