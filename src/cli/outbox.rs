//! `deskhand outbox`: accepted actions on their way to a vendor.

use clap::{Args, Subcommand};

use super::documents::{EntryDocument, OutboxDocument};
use super::exit::{Failure, Outcome, Status};
use super::session::{Session, unexpected};
use super::suggestions::unknown;
use super::{show, under_way};
use crate::desk::api::{Answer, Request};
use crate::domain::EntryId;
use crate::domain::outbox::{Entry, EntryState};

/// Entries listed at most.
const MOST: usize = 1_000;

/// Look after accepted actions that are on their way; without a subcommand, list them.
#[derive(Debug, Args)]
pub struct OutboxArguments {
    #[command(subcommand)]
    command: Option<OutboxCommand>,
    /// Print JSON (schema deskhand.outbox/1).
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
enum OutboxCommand {
    /// List what is queued, sent and parked, with the reason; where several people have accepted it, with who did.
    List {
        /// Only what you have accepted or said yes to.
        #[arg(long)]
        mine: bool,
    },
    /// Send what is due, then end.
    Run,
    /// Try a parked entry again.
    Retry {
        /// The entry.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Take an entry out; what has left is not taken back.
    Drop {
        /// The entry.
        #[arg(value_name = "ID")]
        id: String,
        /// Why; kept with the entry and in the audit log.
        #[arg(long, value_name = "WHY")]
        reason: Option<String>,
    },
}

impl OutboxArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        match self.command.unwrap_or(OutboxCommand::List { mine: false }) {
            OutboxCommand::List { mine } => {
                let mut entries = entries(session, "reading", Request::Outbox { limit: MOST }).await?;
                if mine {
                    let Answer::WhoAmI(me) = session.ask("reading who acts", Request::WhoAmI).await? else {
                        return Err(unexpected());
                    };
                    entries.retain(|entry| entry.is_of(&me.email));
                }
                list(session, &entries, if mine { "nothing of yours" } else { "the outbox is empty" })?;
                Ok(Status::Done)
            }
            OutboxCommand::Run => {
                let left = entries(session, "sending what is due", Request::RunOutbox).await?;
                list(session, &left, "nothing is left to send")?;
                let stuck = left.iter().any(|entry| matches!(entry.state, EntryState::Parked { .. }));
                Ok(if stuck { Status::Failed } else { Status::Done })
            }
            OutboxCommand::Retry { id } => {
                let entry = one(session, Request::Retry { entry: entry_id(&id)? }).await?;
                under_way::entry(session, entry).await
            }
            OutboxCommand::Drop { id, reason } => {
                let entry = one(session, Request::Drop { entry: entry_id(&id)?, reason }).await?;
                if session.json {
                    session.output.json(&EntryDocument::of(&entry))?;
                } else {
                    list(session, &[entry], "")?;
                }
                Ok(Status::Done)
            }
        }
    }
}

async fn entries(session: &Session<'_>, what: &str, request: Request) -> Result<Vec<Entry>, Failure> {
    match session.ask(what, request).await? {
        Answer::Entries(entries) => Ok(entries),
        _ => Err(unexpected()),
    }
}

async fn one(session: &Session<'_>, request: Request) -> Result<Entry, Failure> {
    match session.ask("storing", request).await? {
        Answer::Entry(entry) => Ok(*entry),
        _ => Err(unexpected()),
    }
}

fn list(session: &Session<'_>, entries: &[Entry], none: &str) -> Result<(), Failure> {
    if session.json {
        return session.output.json(&OutboxDocument::of(entries));
    }
    if entries.is_empty() {
        return session.output.line(none);
    }
    let mut page = session.page();
    let are_of_several = entries.iter().any(|entry| entry.accepted_by != entries[0].accepted_by);
    for entry in entries {
        page.gap();
        show::entry::entry(&mut page, entry, &session.me, &session.moment);
        if let Some(back) = entries.iter().find(|other| other.compensates(entry)) {
            show::entry::taken_back(&mut page, back);
        }
        if are_of_several {
            show::entry::accepted_by(&mut page, entry);
        }
    }
    page.print()
}

/// The entry of this name.
pub fn entry_id(text: &str) -> Result<EntryId, Failure> {
    text.parse().map_err(|_| unknown("entry", "`e-…`, by `deskhand outbox`"))
}
