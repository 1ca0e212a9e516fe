//! `deskhand case show`: a case as the app opens it: how it stands, its thread, what could be done.

use clap::Args;

use super::brief::decided;
use super::casework::named;
use super::documents::CaseDocument;
use super::exit::{Failure, Outcome, Status};
use super::session::{Session, unexpected};
use super::show;
use crate::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use crate::domain::Purpose;
use crate::domain::answer::UnsentAnswer;
use crate::domain::crm::Case;
use crate::domain::evidence::EvidenceId;
use crate::domain::queue::QueueRow;
use crate::domain::record::RecordRef;

/// Show a case: how it stands and why there, which order it is about, the whole thread, the brief and what to do.
#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// The case, as `deskhand cases` names it.
    #[arg(value_name = "CASE")]
    case: String,
    /// Print JSON (schema deskhand.case/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Ask the vendors whatever is cached.
    #[arg(long)]
    fresh: bool,
    /// Write the brief from rules, without a language model.
    #[arg(long)]
    playbook: bool,
}

impl ShowArguments {
    /// Runs it.
    pub(super) async fn run(self, session: &Session<'_>) -> Outcome {
        let record = named(session, &self.case).await?.record;
        let none = || Failure::saying(Status::NotFound, "nobody is known to stand behind this case");
        let row = row_of(session, &record).await?.ok_or_else(none)?;
        let who = Who::Customer(row.case.customer_id.ok_or_else(none)?);
        let reading = if self.fresh { Reading::Fresh } else { Reading::Cached };
        let look = Request::Lookup { who: who.clone(), reading, all_pages: true };
        let Answer::Lookup(LookupAnswer::One { profile, .. }) = session.ask("reading", look).await? else {
            return Err(none());
        };
        let evidence = EvidenceId::new("case", &record.id);
        let gone =
            || Failure::saying(Status::NotFound, "the case is not among what is known of the customer");
        let case = profile.case(&evidence).ok_or_else(gone)?;
        let row = in_step(session, row, case).await?;
        let brief = Request::Brief {
            who,
            purpose: Purpose::Support,
            case: Some(evidence.clone()),
            reading: Reading::AsIs,
            playbook_only: self.playbook,
            again: self.fresh,
        };
        let Answer::Brief(brief) = session.ask("writing the brief", brief).await? else {
            return Err(unexpected());
        };
        let unsent: Vec<UnsentAnswer> = super::lookup::unsent(session, &profile)
            .await
            .into_iter()
            .filter(|answer| answer.case == case.id)
            .collect();
        if session.json {
            session.output.json(&CaseDocument::of(&row, case, &unsent, &profile, &brief))?;
            return Ok(Status::Done);
        }
        let decided = decided(session, profile.customer.id).await?;
        let mut page = session.page();
        show::case::head(&mut page, &row, case, &profile, &session.moment);
        show::case::thread(&mut page, case, &profile, &unsent, &session.moment);
        let name = profile.customer.name.as_deref();
        show::brief::brief(&mut page, &brief, &decided, name, &session.moment);
        page.print()?;
        Ok(Status::Done)
    }
}

/// A case as the queue has it.
pub(super) async fn row_of(session: &Session<'_>, record: &RecordRef) -> Result<Option<QueueRow>, Failure> {
    let rows = Request::QueueOf { cases: vec![record.clone()] };
    let Answer::Queue(mut queue) = session.ask("reading cases", rows).await? else {
        return Err(unexpected());
    };
    Ok(queue.rows.pop())
}

/// The row as new as the case of the profile: a page must not say both how it stands and how it stood.
async fn in_step(session: &Session<'_>, row: QueueRow, case: &Case) -> Result<QueueRow, Failure> {
    let record = row.case.record.clone();
    if row.case.updated_at > case.updated_at {
        session.warn("the case has changed since its thread was read, and it could not be read again");
    }
    if row.case.updated_at < case.updated_at {
        let reread = Request::RereadCases { cases: vec![record.clone()] };
        // Where the CRM cannot be asked now, head and line stay as they were read together.
        if session.try_ask("reading the case", reread).await.is_err() {
            return Ok(row);
        }
        let closed = || Failure::saying(Status::NotFound, "the case was closed meanwhile");
        return row_of(session, &record).await?.ok_or_else(closed);
    }
    Ok(row)
}
