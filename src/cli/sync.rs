//! `deskhand sync`: fill the local directory, reading only.

use clap::{Args, Subcommand};

use super::bars::Bars;
use super::documents::SyncDocument;
use super::exit::{Outcome, Status};
use super::output::Meaning;
use super::session::{Session, unexpected};
use super::show::{Cell, cell};
use crate::desk::api::{Answer, Notice, Request, SyncedHolding};
use crate::domain::record::RecordRef;
use crate::phrasing::{Moment, PastDay};

/// Read through all that the vendors hold: customers for the search as you type, orders, carts, products, cases and
/// deals for what is learned from them.
///
/// Nothing is written at a vendor. It can be interrupted; the next run goes on where this one stopped.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SyncArguments {
    #[command(subcommand)]
    command: Option<SyncCommand>,
    /// Only what has changed since this day; without it, since the last sync.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<PastDay>,
    /// From the beginning, as if for the first time.
    #[arg(long, conflicts_with = "since")]
    full: bool,
    /// Print JSON (schema deskhand.sync/1).
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
enum SyncCommand {
    /// Ask the vendor again for a record that could not be read; `doctor` lists them.
    Retry {
        /// The record: hubspot/contact/5571.
        #[arg(value_name = "RECORD")]
        record: RecordRef,
    },
    /// Do without a record that could not be read.
    Skip {
        /// The record: hubspot/contact/5571.
        #[arg(value_name = "RECORD")]
        record: RecordRef,
        /// Why; kept in the audit log.
        #[arg(long, value_name = "WHY")]
        reason: String,
    },
}

impl SyncCommand {
    async fn run(self, session: &Session<'_>) -> Outcome {
        let (request, done) = match self {
            Self::Retry { record } => (Request::ReadAgain { record }, "read; it is parked no more"),
            Self::Skip { record, reason } => (Request::Skip { record, reason }, "skipped"),
        };
        session.ask("asking again", request).await?;
        session.output.remark(done);
        Ok(Status::Done)
    }
}

impl SyncArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        if let Some(command) = self.command {
            return command.run(session).await;
        }
        let since = self.since.map(|day| day.begins_at(&session.moment));
        let request = Request::Sync { since, full: self.full };
        let mut bars = Bars::new(session.output, session.json);
        let asked = session.ask_telling(request, |id, notice| match notice {
            Notice::Progress { request, .. } if request == id => bars.note(&notice),
            _ => {}
        });
        let answer = asked.await;
        bars.end();
        let Answer::Sync(report) = answer.map_err(|error| session.refused(error))? else {
            return Err(unexpected());
        };
        // What has been read is stored with its cursor; a vendor that failed goes on there next time.
        let status = if report.problems.is_empty() {
            Status::Done
        } else if report.is_unreached() {
            Status::Unreachable
        } else {
            Status::Failed
        };
        if session.json {
            session.output.json(&SyncDocument::of(&report))?;
        } else {
            let mut page = session.page();
            let rows: Vec<_> = report.holdings.iter().map(|holding| row(holding, &session.moment)).collect();
            page.rows(0, &rows);
            page.paragraph("", &format!("{} customers in the directory", report.customers));
            page.print()?;
        }
        for problem in &report.problems {
            session.warn(problem);
        }
        Ok(status)
    }
}

/// What was read of a holding, and how fast.
fn row(holding: &SyncedHolding, moment: &Moment) -> Vec<Cell> {
    let count = |number: u64| moment.locale.count(i128::from(number));
    let mut beside: Vec<String> = Vec::new();
    if holding.new + holding.changed > 0 {
        beside.push(format!("{} new, {} changed", count(holding.new), count(holding.changed)));
    }
    if let Some(rate) = holding.per_second {
        beside.push(format!("{:.1} s, {rate:.0} a second", holding.seconds));
    }
    if holding.unreadable > 0 {
        beside.push(format!("{} could not be read", count(holding.unreadable)));
    }
    beside.extend(holding.gap.clone());
    vec![
        cell(holding.account.to_string()).meaning(Meaning::Heading),
        cell(holding.holding.in_words()),
        cell(count(holding.read)).right(),
        cell(beside.join("; ")),
    ]
}
