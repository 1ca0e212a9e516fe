//! `deskhand case`: what there is to do with a customer's cases.

use clap::{Args, Subcommand};

use super::brief::name;
use super::case_show::ShowArguments;
use super::casework::{LabelArguments, MacroArguments, ReplyArguments, SetArguments};
use super::documents::TriageDocument;
use super::exit::{Outcome, Status};
use super::sent::SentArguments;
use super::session::{Session, unexpected};
use super::show;
use super::snooze::{SnoozeArguments, WakeArguments};
use super::summary::SummaryArguments;
use crate::desk::api::{Answer, Request, Who};

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
    Reply(ReplyArguments),
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
    /// Whose cases; several words are one query.
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
            | CaseCommand::Reply(ReplyArguments { how, .. })
            | CaseCommand::Macro(MacroArguments { how, .. })
            | CaseCommand::Snooze(SnoozeArguments { how, .. })
            | CaseCommand::Wake(WakeArguments { how, .. }) => how.json,
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
            CaseCommand::Reply(arguments) => arguments.run(session).await,
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
        let request = Request::Triage { who: Who::Query(self.query.join(" ")), case: self.case };
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
