//! `deskhand doctor` and `setup`: is everything connected, and what is missing.

use std::sync::Arc;

use clap::{Args, Subcommand};

use super::Context;
use super::documents::{DoctorDocument, SetupDocument};
use super::exit::{Failure, Outcome, Status};
use super::open::Connections;
use super::output::{Meaning, Output};
use super::session::{Session, unexpected};
use super::show::{Page, cell};
use crate::config::Config;
use crate::desk::api::{Answer, DeskError, Request, SourcesReport};
use crate::desk::connections;
use crate::ports::{Clock, Finding, SystemClock, Verdict};

/// Test each vendor, the model and the storage; for each, say what is wrong and what to do.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Print JSON (schema deskhand.doctor/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Prepare the accounts.
#[derive(Debug, Args)]
pub struct SetupArguments {
    #[command(subcommand)]
    command: SetupCommand,
}

#[derive(Debug, Subcommand)]
enum SetupCommand {
    /// Create the CRM properties that deskhand needs, where they are missing: what keeps a write from happening twice,
    /// until when a case sleeps, and the machine-generated fields that scores are written to.
    Fields {
        /// Only say which are missing
        #[arg(long)]
        dry_run: bool,
        /// Print JSON (schema deskhand.setup/1).
        #[arg(long)]
        json: bool,
    },
}

impl DoctorArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let Answer::Findings(findings) = session.ask("testing", Request::Doctor).await? else {
            return Err(unexpected());
        };
        let Answer::Sources(report) = session.ask("reading how they stand", Request::Sources).await? else {
            return Err(unexpected());
        };
        print(session.output, session.json, &findings, &report)
    }

    /// The storage can't be opened: that is the first finding. What lies outside is tested all the same.
    pub async fn without_a_desk(self, context: &Context, config: &Config, error: DeskError) -> Outcome {
        let mut findings = vec![bad("storage", error)];
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        match Connections::of(config, &clock) {
            Ok(Connections { stores, crm, models }) => {
                let models: Vec<_> = models.into_iter().map(|model| model.client).collect();
                findings.extend(connections(&stores, crm.as_deref(), &models).await);
            }
            // The reason for both may be the same: a configuration that leads nowhere.
            Err(error) => findings.push(bad("configuration", error)),
        }
        print(context.output, self.json, &findings, &SourcesReport::default())
    }
}

fn bad(about: &str, error: DeskError) -> Finding {
    Finding {
        about: about.to_owned(),
        verdict: Verdict::Bad,
        what: error.what,
        hint: error.hint,
        lacks: None,
    }
}

fn print(output: Output, json: bool, findings: &[Finding], report: &SourcesReport) -> Outcome {
    let bad = findings.iter().any(|finding| finding.verdict == Verdict::Bad);
    let status = if bad { Status::Failed } else { Status::Done };
    if json {
        output.json(&DoctorDocument::of(findings, report))?;
        return Ok(status);
    }
    let mut rows = Vec::new();
    for finding in findings {
        let (word, meaning) = match finding.verdict {
            Verdict::Good => ("✓ good", Meaning::Good),
            Verdict::Warning => ("! warning", Meaning::Warning),
            Verdict::Bad => ("✗ bad", Meaning::Bad),
        };
        let about = cell(finding.about.clone()).meaning(Meaning::Heading);
        rows.push(vec![cell(word).meaning(meaning), about, cell(finding.what.clone())]);
        if let Some(hint) = &finding.hint {
            rows.push(vec![cell(""), cell(""), cell(format!("→ {hint}")).faint()]);
        }
    }
    let mut page = Page::of_terminal(output);
    page.rows(0, &rows);
    page.print()?;
    Ok(status)
}

impl SetupArguments {
    /// Whether the answer is JSON.
    pub fn json(&self) -> bool {
        let SetupCommand::Fields { json, .. } = self.command;
        json
    }

    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let SetupCommand::Fields { dry_run: try_only, .. } = self.command;
        let request = Request::SetUpFields { try_only };
        let Answer::SetUp(steps) = session.ask("looking at the fields", request).await? else {
            return Err(unexpected());
        };
        let status = if steps.iter().all(|step| step.ready) { Status::Done } else { Status::Failed };
        if session.json {
            session.output.json(&SetupDocument::of(&steps))?;
            return Ok(status);
        }
        let rows: Vec<_> = steps
            .iter()
            .map(|step| {
                let mark = match (step.ready, try_only && step.outcome == "missing") {
                    (true, true) => cell("+"),
                    (true, false) => cell("✓").meaning(Meaning::Good),
                    (false, _) => cell("✗").meaning(Meaning::Bad),
                };
                vec![mark, cell(step.field.clone()).meaning(Meaning::Heading), cell(step.outcome.clone())]
            })
            .collect();
        let mut page = session.page();
        page.rows(0, &rows);
        page.print()?;
        if status == Status::Failed {
            let text =
                "not every field is there: in doubt, writes are looked up in the record's own associations";
            return Err(Failure::saying(status, text)
                .hinting("what is said beside each field has to be mended at HubSpot, then run this again"));
        }
        Ok(status)
    }
}
