//! `deskhand score undo`: what the last `score write` of everybody wrote is taken back.

use std::path::PathBuf;

use clap::Args;

use super::write::{PAGE, all_took_it, created, tell};
use crate::cli::exit::{Failure, Outcome, Status};
use crate::cli::session::Session;
use crate::desk::api::{Answer, DeskError, Request, ScoreWriteReport, WriteCounts};
use crate::domain::ids::CustomerId;

/// `score undo`.
///
/// What stood in a field before that write is put back, unless somebody has changed it since: then it stays as it is. The
/// next `score write` writes what the scores say by then; `score use` takes another model first.
#[derive(Debug, Args)]
pub struct UndoArguments {
    /// Do it; without this it is only said what would be put back
    #[arg(long)]
    yes: bool,
    /// Write nothing, only say what would be put back: so it is without --yes
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Write the difference to this file: JSON where it ends in .json, else CSV
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// Print JSON (schema deskhand.score_write/1)
    #[arg(long)]
    pub json: bool,
}

impl UndoArguments {
    /// Runs it. Customers stand there by their ids alone.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let mut report = ScoreWriteReport { dry_run: !self.yes, undo: true, ..ScoreWriteReport::default() };
        let export =
            self.export.as_deref().map(|path| Ok::<_, Failure>((path, created(path)?))).transpose()?;
        let taken_back = take_back(session, &mut report).await;
        if let Err(error) = &taken_back
            && report.counts == WriteCounts::default()
        {
            return Err(session.refused(error.clone()));
        }
        if report.counts.customers == 0 {
            return Err(Failure::saying(Status::NotFound, "there is no write of scores to take back")
                .hinting("only the last `score write` of everybody can be taken back, and only once"));
        }
        tell(session, &report, export)?;
        if !session.json && report.dry_run && report.counts.fields_to_write > 0 {
            session.output.remark("nothing is put back yet; --yes does it");
        }
        taken_back.map_err(|error| session.refused(error))?;
        all_took_it(&report)
    }
}

async fn take_back(session: &Session<'_>, report: &mut ScoreWriteReport) -> Result<(), DeskError> {
    let mut after: Option<CustomerId> = None;
    loop {
        let request = Request::TakeScoresBack { after, limit: Some(PAGE), try_only: report.dry_run };
        let Answer::ScoresWritten(page) = session.try_ask("comparing with the CRM", request).await? else {
            return Ok(());
        };
        report.counts.add(&page.counts);
        report.differences.extend(page.differences);
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
