//! `deskhand link` and `unlink`: which records are one person; `deskhand forget`: erase one here.

use std::io::IsTerminal;

use clap::Args;

use super::documents::{ForgottenDocument, LinksDocument};
use super::exit::{Failure, Outcome, Status};
use super::question::confirmed;
use super::session::{Session, unexpected};
use super::{lookup, show};
use crate::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use crate::domain::record::RecordRef;

/// Say that a record belongs to a customer. Nothing changes at the vendor.
#[derive(Debug, Args)]
pub struct LinkArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// The record, as the profile names it: hubspot/contact/5571.
    #[arg(value_name = "IDENTITY")]
    identity: String,
    /// Why; kept with the link and in the audit log.
    #[arg(long, value_name = "WHY")]
    reason: Option<String>,
    /// Only say what would change: both side by side, and the sums before and after.
    #[arg(long, conflicts_with_all = ["reason", "json"])]
    dry_run: bool,
    /// Print the profile as JSON (schema deskhand.profile/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Say why the records of a customer are one person: by which rule each belongs to them, and the sums without it.
#[derive(Debug, Args)]
pub struct LinksArguments {
    /// The customer; several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Print JSON (schema deskhand.links/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Say that a record does not belong to a customer; later syncs respect it.
#[derive(Debug, Args)]
pub struct UnlinkArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// The record, as the profile names it: hubspot/contact/5571.
    #[arg(value_name = "IDENTITY")]
    identity: String,
    /// Why; kept with the decision and in the audit log.
    #[arg(long, value_name = "WHY")]
    reason: Option<String>,
    /// Print the profile as JSON (schema deskhand.profile/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Erase a customer on this machine (a privacy request).
///
/// The customer's key is destroyed: cached profile, drafts and the texts of the audit log become unreadable, while
/// the audit log still verifies and says what was erased. The vendors keep their records.
#[derive(Debug, Args)]
pub struct ForgetArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// Don't ask.
    #[arg(long)]
    yes: bool,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

impl LinkArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let record = record(&self.identity)?;
        let who = Who::Query(self.query);
        if self.dry_run {
            return rehearsed(session, Request::RehearseLink { who, record }).await;
        }
        changed(session, Request::Link { who, record, reason: self.reason }, "linked").await
    }
}

impl LinksArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let request = Request::LinkGraph { who: Who::Query(self.query.join(" ")) };
        let Answer::Links(graph) = session.ask("reading", request).await? else {
            return Err(unexpected());
        };
        if session.json {
            session.output.json(&LinksDocument::of(&graph))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        show::links::graph(&mut page, &graph, &session.moment);
        page.print()?;
        Ok(Status::Done)
    }
}

/// Both side by side, and the sums before and after.
async fn rehearsed(session: &Session<'_>, request: Request) -> Outcome {
    let Answer::LinkRehearsal(rehearsal) = session.ask("reading", request).await? else {
        return Err(unexpected());
    };
    let mut page = session.page();
    show::links::rehearsal(&mut page, &rehearsal, &session.moment);
    page.print()?;
    session.output.remark("nothing is linked yet");
    Ok(Status::Done)
}

impl UnlinkArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let record = record(&self.identity)?;
        let who = Who::Query(self.query);
        changed(session, Request::Unlink { who, record, reason: self.reason }, "unlinked").await
    }
}

async fn changed(session: &Session<'_>, request: Request, done: &str) -> Outcome {
    let Answer::Profile(profile) = session.ask("reading", request).await? else {
        return Err(unexpected());
    };
    session.output.remark(format!("{done}; nothing changed at the vendor"));
    lookup::print(session, &profile).await
}

fn record(text: &str) -> Result<RecordRef, Failure> {
    text.parse().map_err(|error| Failure::new(Status::Usage, error))
}

impl ForgetArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let mut who = Who::Query(self.query);
        let mut told = Vec::new();
        if !self.yes {
            if !std::io::stdin().is_terminal() {
                let text = "erasing can't be taken back, and nobody is there to ask";
                return Err(Failure::saying(Status::Usage, text).hinting("say `--yes`"));
            }
            let request = Request::Lookup { who: who.clone(), reading: Reading::Offline, all_pages: false };
            let name = match session.ask("reading", request).await? {
                Answer::Lookup(LookupAnswer::One { profile, .. }) => {
                    who = Who::Customer(profile.customer.id);
                    profile.customer.name.unwrap_or_else(|| profile.customer.id.to_string())
                }
                _ => "this customer".to_owned(),
            };
            let Answer::ForgetRehearsal(lost) =
                session.ask("reading", Request::RehearseForget { who: who.clone() }).await?
            else {
                return Err(unexpected());
            };
            lost.iter().for_each(|one| session.output.remark(one.in_words()));
            told = lost;
            if !confirmed(&format!("Erase {name} here? The vendors keep their records.")) {
                session.output.remark("nothing was erased");
                return Ok(Status::Failed);
            }
        }
        let Answer::Forgotten(erasure) = session.ask("erasing", Request::Forget { who }).await? else {
            return Err(unexpected());
        };
        let status = if erasure.forgotten { Status::Done } else { Status::NotFound };
        if session.json {
            session.output.json(&ForgottenDocument::of(&erasure))?;
        } else if erasure.forgotten {
            session
                .output
                .line("erased here; the audit log still verifies and says that something was erased")?;
            let untold = erasure.lost.iter().filter(|one| !told.contains(one));
            untold.for_each(|one| session.output.remark(one.in_words()));
        } else {
            session.output.remark("nothing was kept of this customer");
        }
        Ok(status)
    }
}
