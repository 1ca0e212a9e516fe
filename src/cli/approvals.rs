//! `deskhand approvals`, `approve` and `reject`: what needs a person's yes.

use clap::{Args, Subcommand};
use futures::{StreamExt, stream};

use super::documents::{ApprovalsDocument, EntryDocument, WaitingEntry};
use super::drafts::{DraftArguments, NOTHING_CHANGED, edited};
use super::exit::{Failure, Outcome, Status};
use super::outbox::entry_id;
use super::session::{Session, unexpected};
use super::{show, under_way};
use crate::desk::api::{Accepted, Answer, DraftEdit, Reading, Request, Review};
use crate::domain::outbox::Entry;

/// Entries of the outbox that are looked through for what is decided with another.
const MOST: usize = 1_000;
/// Entries that are held against the vendors at once.
const AT_ONCE: usize = 4;

/// List what waits for approval: who asked, the rule that asks for it, the evidence, whether it still holds, and what
/// would be written, before and after.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ApprovalsArguments {
    #[command(subcommand)]
    command: Option<ApprovalsCommand>,
    /// Hold them against what is cached; the vendors are not asked.
    #[arg(long)]
    offline: bool,
    /// Print JSON (schema deskhand.approvals/1).
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum ApprovalsCommand {
    /// Change the draft of what waits for a yes; it waits on.
    ///
    /// Without an option the draft opens in $VISUAL or $EDITOR.
    Edit(AmendArguments),
}

#[derive(Debug, Args)]
struct AmendArguments {
    /// The entry, as `deskhand approvals` names it.
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    draft: DraftArguments,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    json: bool,
}

/// Say yes to an action that waits for approval. On a single machine this is a second confirmation.
#[derive(Debug, Args)]
pub struct ApproveArguments {
    /// The entry, as `deskhand approvals` names it; several are decided in this order, up to the first that is refused.
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Go through although what it rests on has changed since it was asked for.
    #[arg(long)]
    despite: bool,
    /// Print JSON (schema deskhand.entry/1; of several deskhand.outbox/1).
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
    pub(super) fn json(&self) -> bool {
        match &self.command {
            Some(ApprovalsCommand::Edit(arguments)) => arguments.json,
            None => self.json,
        }
    }

    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        if let Some(ApprovalsCommand::Edit(arguments)) = self.command {
            return arguments.run(session).await;
        }
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
            show::review::waiting(&mut page, entry, review.as_ref(), &session.me, &session.moment);
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

impl AmendArguments {
    async fn run(self, session: &Session<'_>) -> Outcome {
        let entry = entry_id(&self.id)?;
        let mut edit = self.draft.read(session)?;
        let Answer::Entry(now) = session.ask("reading", Request::Entry { entry }).await? else {
            return Err(unexpected());
        };
        if edit == (DraftEdit { vouches: edit.vouches, ..DraftEdit::default() }) {
            let nothing =
                || Failure::saying(Status::Failed, "this has no words to edit: say yes, or no with a reason");
            edit.body = edited(now.write.words().ok_or_else(nothing)?).await?;
            if edit.body.is_none() {
                session.output.remark(NOTHING_CHANGED);
                return print(session, &now);
            }
        }
        let Answer::Entry(amended) = session.ask("storing", Request::Amend { entry, edit }).await? else {
            return Err(unexpected());
        };
        if amended == now {
            session.output.remark(NOTHING_CHANGED);
        }
        print(session, &amended)
    }
}

/// It waits on: nothing has failed.
fn print(session: &Session<'_>, entry: &Entry) -> Outcome {
    if session.json {
        session.output.json(&EntryDocument::of(entry))?;
        return Ok(Status::Done);
    }
    let mut page = session.page();
    show::entry::entry(&mut page, entry, &session.me, &session.moment);
    page.print()?;
    Ok(Status::Done)
}

impl ApproveArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let ids = self.ids.iter().map(|id| entry_id(id)).collect::<Result<Vec<_>, _>>()?;
        let mut approved = Vec::with_capacity(ids.len());
        for (at, entry) in ids.iter().copied().enumerate() {
            let request = Request::Approve { entry, despite: self.despite };
            match session.ask("storing", request).await {
                Ok(Answer::Entry(entry)) => {
                    let with_it = decided_with(session, &entry).await?;
                    approved.push(*entry);
                    approved.extend(with_it);
                }
                Ok(_) => return Err(unexpected()),
                Err(refused) => {
                    if ids.len() > 1 {
                        let after =
                            ids[at + 1..].iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                        let left =
                            if after.is_empty() { String::new() } else { format!("; not decided: {after}") };
                        session.output.remark(format!("refused: {entry}{left}"));
                    }
                    if approved.is_empty() {
                        return Err(refused);
                    }
                    // What was said yes to before is on its way and told all the same.
                    decided(session, approved).await?;
                    return Err(refused);
                }
            }
        }
        decided(session, approved).await
    }
}

impl RejectArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let request = Request::Reject { entry: entry_id(&self.id)?, reason: self.reason.unwrap_or_default() };
        let Answer::Entry(entry) = session.ask("storing", request).await? else {
            return Err(unexpected());
        };
        let mut rejected = decided_with(session, &entry).await?;
        rejected.insert(0, *entry);
        decided(session, rejected).await
    }
}

/// What else the same yes or no has decided.
async fn decided_with(session: &Session<'_>, entry: &Entry) -> Result<Vec<Entry>, Failure> {
    if !entry.need().is_some_and(|need| need.as_one) {
        return Ok(Vec::new());
    }
    let Answer::Entries(mut entries) = session.ask("reading", Request::Outbox { limit: MOST }).await? else {
        return Err(unexpected());
    };
    entries.retain(|other| other.is_decided_with(entry));
    Ok(entries)
}

/// Sees what was decided through, each once, and tells what became of it.
async fn decided(session: &Session<'_>, entries: Vec<Entry>) -> Outcome {
    let mut each: Vec<Accepted> = Vec::new();
    for entry in entries {
        if each.iter().all(|known| known.entry.id != entry.id) {
            each.push(Accepted { entry, already: false });
        }
    }
    match <[Accepted; 1]>::try_from(each) {
        Ok([one]) => under_way::entry(session, one.entry).await,
        Err(several) => under_way::together(session, several).await,
    }
}
