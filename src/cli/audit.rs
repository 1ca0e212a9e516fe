//! `deskhand audit`: what was sent, decided and written, and the proof of it.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::documents::{AuditDocument, AuditReportDocument};
use super::exit::{Failure, Outcome, Status};
use super::output::Meaning;
use super::session::{Session, unexpected};
use super::show::cell;
use crate::desk::api::{Answer, Request};
use crate::domain::CustomerId;
use crate::domain::audit_filter::AuditFilter;
use crate::phrasing::what_was_done;
use crate::ports::repository::AuditRecord;

/// Records that are shown where nobody says how many.
const NEWEST: usize = 20;
/// Records read at a time.
const PAGE: usize = 500;
/// The newest records, among which those are looked for that a filter asks for.
pub(super) const LOOKED_THROUGH: usize = 5_000;

/// Read, check and export the audit log; alone it shows the newest records.
#[derive(Debug, Args)]
pub struct AuditArguments {
    #[command(subcommand)]
    command: Option<AuditCommand>,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Show the newest records, oldest first.
    #[command(visible_alias = "list")]
    Tail {
        /// How many.
        #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = NEWEST)]
        lines: usize,
        #[command(flatten)]
        which: Which,
        /// Print JSON, one record a line (schema deskhand.audit/1).
        #[arg(long)]
        json: bool,
    },
    /// Check the chain from its beginning; a changed, removed or reordered record is named.
    Verify {
        /// Print JSON (schema deskhand.audit_report/1).
        #[arg(long)]
        json: bool,
    },
    /// Show what left for a language model and what came back, in plain words; oldest first.
    Wire {
        /// Only what was asked about this customer; several words are one query.
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
        /// How many calls, the newest.
        #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 1)]
        lines: usize,
        /// Show it byte for byte, as it left and as it came.
        #[arg(long, conflicts_with = "json")]
        bytes: bool,
        /// Print JSON, one call a line (schema deskhand.wire/1).
        #[arg(long)]
        json: bool,
        /// Look through all that left about the customer again and write it to this file, redacted, with what was found
        /// (schema deskhand.wire_proof/1).
        #[arg(long, value_name = "FILE", requires = "query", conflicts_with_all = ["bytes", "json", "lines"])]
        out: Option<PathBuf>,
    },
    /// Print the whole log, opened, one JSON record a line (schema deskhand.audit/1). It holds personal data.
    Export {
        /// Write to this file instead of standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Which records.
#[derive(Clone, Debug, Default, Args)]
struct Which {
    /// Only what somebody did: an e-mail or a part of it; `deskhand` for what the program did by itself.
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Only of this kind, or what begins so: accepted, approved, rejected, reopened, written, labelled, sent …; one that there
    /// is none of is refused with all that there are.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only about a customer: a name or a part of it.
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
}

impl TryFrom<Which> for AuditFilter {
    type Error = Failure;
    fn try_from(Which { actor, kind, customer }: Which) -> Result<Self, Failure> {
        let kind = kind.map(Self::of_kind).transpose();
        let kind = kind.map_err(|error| Failure::saying(Status::Usage, error.to_string()))?;
        Ok(Self { actor, kind, customer, anywhere: Vec::new() })
    }
}

impl AuditArguments {
    /// Whether the answer is JSON.
    pub fn json(&self) -> bool {
        matches!(
            self.command,
            Some(
                AuditCommand::Tail { json: true, .. }
                    | AuditCommand::Verify { json: true }
                    | AuditCommand::Wire { json: true, .. }
            )
        )
    }

    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        match self.command {
            None => tail(session, NEWEST, &AuditFilter::default()).await,
            Some(AuditCommand::Tail { lines, which, .. }) => tail(session, lines, &which.try_into()?).await,
            Some(AuditCommand::Verify { .. }) => verify(session).await,
            Some(AuditCommand::Wire { query, lines, bytes, out, .. }) => match out {
                Some(file) => super::wires::export(session, query, &file).await,
                None => super::wires::print(session, query, lines, bytes).await,
            },
            Some(AuditCommand::Export { out }) => export(session, out.as_deref()).await,
        }
    }
}

/// What customers are called, as far as they are known here.
pub(super) async fn names(
    session: &Session<'_>,
    customers: impl Iterator<Item = CustomerId>,
) -> Result<HashMap<CustomerId, String>, Failure> {
    let mut customers: Vec<CustomerId> = customers.collect();
    customers.sort();
    customers.dedup();
    match session.ask("reading names", Request::Names { customers }).await? {
        Answer::Names(names) => Ok(names.0.into_iter().collect()),
        _ => Err(unexpected()),
    }
}

async fn records(session: &Session<'_>, request: Request) -> Result<Vec<AuditRecord>, Failure> {
    match session.ask("reading the audit log", request).await? {
        Answer::Audit(records) => Ok(records),
        _ => Err(unexpected()),
    }
}

async fn tail(session: &Session<'_>, lines: usize, which: &AuditFilter) -> Outcome {
    let limit = if which.is_empty() { lines } else { lines.max(LOOKED_THROUGH) };
    let mut records = records(session, Request::AuditTail { limit }).await?;
    let names = names(session, records.iter().filter_map(|record| record.customer)).await?;
    records.retain(|record| {
        let name = record.customer.and_then(|customer| names.get(&customer)).map_or("", String::as_str);
        which.has(record.event.as_ref(), name)
    });
    records.sort_by_key(|record| record.sequence);
    records.drain(..records.len().saturating_sub(lines));
    if session.json {
        for record in &records {
            session.output.json(&AuditDocument::of(record))?;
        }
        return Ok(Status::Done);
    }
    let rows: Vec<_> = records
        .iter()
        .map(|record| {
            let at = Timestamp::from_millisecond(record.at_ms).map(|at| {
                at.to_zoned_datetime(session.moment.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
            });
            let (kind, done, actor) = match &record.event {
                Some(event) => (event.kind.as_str(), what_was_done(event), event.actor.clone()),
                None => ("erased", String::new(), String::new()),
            };
            let name = record.customer.and_then(|customer| names.get(&customer)).cloned().unwrap_or_default();
            vec![
                cell(record.sequence.to_string()).right(),
                cell(at.unwrap_or_default()).whole().faint(),
                cell(kind).whole().meaning(Meaning::Heading),
                cell(actor).faint(),
                cell(name),
                cell(done),
            ]
        })
        .collect();
    let mut page = session.page();
    page.rows(0, &rows);
    page.print()?;
    Ok(Status::Done)
}

async fn verify(session: &Session<'_>) -> Outcome {
    let Answer::AuditReport(report) = session.ask("checking the audit log", Request::AuditVerify).await?
    else {
        return Err(unexpected());
    };
    let status = if report.fault.is_none() { Status::Done } else { Status::Failed };
    if session.json {
        session.output.json(&AuditReportDocument::of(&report))?;
        return Ok(status);
    }
    let erased = match report.erased {
        0 => String::new(),
        erased => format!(", {erased} of them of erased customers"),
    };
    match &report.fault {
        None => {
            let head = report.head.map_or_else(String::new, |head| format!("; its head is {head}"));
            let text = format!("{} lines{erased}: the chain is whole{head}", report.lines);
            session.output.line(session.output.paint(Meaning::Good, text))?;
            Ok(status)
        }
        Some(fault) => Err(Failure::saying(status, format!("{fault} ({} lines read{erased})", report.lines))
            .hinting("compare with an earlier `deskhand audit export`")),
    }
}

async fn export(session: &Session<'_>, out: Option<&Path>) -> Outcome {
    let mut file = out.map(private_file).transpose()?;
    let (mut after, mut written) = (0, 0_u64);
    loop {
        let page = records(session, Request::AuditAfter { after, limit: PAGE }).await?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        let mut lines = Vec::new();
        for record in &page {
            serde_json::to_writer(&mut lines, &AuditDocument::of(record))?;
            lines.push(b'\n');
            written += 1;
        }
        match &mut file {
            Some(file) => file.write_all(&lines)?,
            None => session.output.bytes(&lines)?,
        }
    }
    if let (Some(file), Some(path)) = (file, out) {
        file.sync_all()?;
        session
            .output
            .remark(format!("{written} records written to {}; they hold personal data", path.display()));
    }
    Ok(Status::Done)
}

/// A new file that only its owner reads; what is there is not overwritten.
pub(super) fn private_file(path: &Path) -> Result<File, Failure> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| {
        Failure::saying(Status::Usage, format!("`{}` can't be made: {error}", path.display()))
    })
}
