//! `deskhand replay`: a brief or a page for a call built again from the audit log, with what was asked, answered and decided.

use clap::Args;

use super::documents::ReplayDocument;
use super::exit::{Failure, Outcome, Status};
use super::output::Meaning;
use super::session::{Session, unexpected};
use super::show::Page;
use super::wires::inert;
use crate::desk::api::{Answer, Asked, DecisionReplay, LineOrSuggestion, ReplayReport, Request};
use crate::domain::brief::SuggestionStatus;
use crate::domain::outbox::EntryState;
use crate::phrasing::{Moment, hands_in_words};

/// Build a brief or a page for a call again from the audit log: the same prompt, answer and decision, or what differs.
///
/// The prompt is rendered again from what was recorded and compared, by digest, with what left. A changed template is
/// named by the digests in its version.
#[derive(Debug, Args)]
pub struct ReplayArguments {
    /// The record, as `deskhand audit tail` names it, or a suggestion, as `deskhand brief` does.
    #[arg(value_name = "AUDIT_ID")]
    id: String,
    /// Show the prompt as it left and the answer as it came, placeholders and all.
    #[arg(long)]
    prompt: bool,
    /// Print JSON (schema deskhand.replay/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl ReplayArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let unknown = || {
            Failure::saying(Status::NotFound, "there is no such record in the audit log")
                .hinting("records are numbered: `deskhand audit tail` shows them")
        };
        let what = match (self.id.parse(), self.id.trim_start_matches('#').parse()) {
            (Ok(suggestion), _) => LineOrSuggestion::Suggestion(suggestion),
            (_, Ok(line)) => LineOrSuggestion::Line(line),
            _ => return Err(unknown()),
        };
        let Answer::Replay(report) = session.ask("rebuilding", Request::Replay { what }).await? else {
            return Err(unexpected());
        };
        let status = if report.identical { Status::Done } else { Status::Failed };
        if session.json {
            session.output.json(&ReplayDocument::of(&report))?;
            return Ok(status);
        }
        let mut page = session.page();
        show(&mut page, &report, &session.moment);
        page.print()?;
        if let Some(asked) = report.asked.as_ref().filter(|_| self.prompt) {
            whole(session, asked)?;
        }
        Ok(status)
    }
}

fn show(page: &mut Page, report: &ReplayReport, moment: &Moment) {
    if report.identical {
        page.meaning("", "identical", Meaning::Good);
    } else {
        page.meaning("", "differs", Meaning::Bad);
    }
    for difference in &report.differences {
        page.paragraph("  • ", difference);
    }
    page.gap();
    page.paragraph("", &format!("line {}: {}, for {}", report.sequence, kept(report, moment), report.actor));
    match &report.asked {
        Some(asked) => prompt(page, asked),
        None => page.paragraph("", &by_playbook(report)),
    }
    let sentences: u32 = report.checks().map(|check| check.kept).sum();
    let struck: usize = report.checks().map(|check| check.dropped.len()).sum();
    page.paragraph("", &format!("check: {sentences} sentences kept, {struck} struck"));
    for dropped in report.checks().flat_map(|check| &check.dropped) {
        page.meaning("  struck: ", &format!("“{}” ({})", dropped.text, dropped.why), Meaning::Faint);
    }
    if !report.decisions.is_empty() {
        page.heading("Decisions", "");
    }
    for decision in &report.decisions {
        page.paragraph("  • ", &format!("{}: {}", decision.title, fate(decision, moment)));
    }
}

/// What the line keeps, and of when: `sales brief of 26 Nov 2026, 10:00`.
fn kept(report: &ReplayReport, moment: &Moment) -> String {
    match (&report.brief, &report.page) {
        (Some(brief), _) => {
            format!("{} brief of {}", brief.purpose.as_str(), moment.exactly(brief.created_at))
        }
        (None, Some(page)) => format!("page for a call of {}", moment.exactly(page.created_at)),
        (None, None) => "nothing".to_owned(),
    }
}

fn by_playbook(report: &ReplayReport) -> String {
    let of_page = || report.page.as_ref().and_then(|page| page.questions.why_not_llm.as_deref());
    match &report.brief {
        Some(brief) => {
            let why = brief.why_not_llm.as_deref().unwrap_or("no model");
            format!("written by the playbook ({}): {why}", brief.prompt_version)
        }
        None => format!("written by the playbook: {}", of_page().unwrap_or("no model")),
    }
}

fn prompt(page: &mut Page, asked: &Asked) {
    let line = asked.line.map_or_else(
        || "its request is not among the lines before".to_owned(),
        |line| format!("sent in line {line}"),
    );
    page.paragraph("", &format!("prompt {}, SHA-256 {}; {line}", asked.version, asked.digest));
    if asked.digest == asked.digest_now {
        page.meaning("", "rendered again from the log: the same, byte for byte", Meaning::Good);
    } else {
        let now = format!("rendered again: {} ({})", asked.digest_now, asked.version_now);
        page.meaning("", &now, Meaning::Warning);
    }
}

/// Prompt and answer as they are, unwrapped; what would steer a terminal is written as an escape.
fn whole(session: &Session<'_>, asked: &Asked) -> Result<(), Failure> {
    for (title, text) in [("Rules", &asked.system), ("Data", &asked.user), ("Answer", &asked.answer)] {
        let mut page = session.page();
        page.heading(title, "");
        page.print()?;
        session.output.line(inert(text))?;
    }
    Ok(())
}

/// How a suggestion was decided, by whom, and how the write ended.
fn fate(decision: &DecisionReplay, moment: &Moment) -> String {
    let by = decision.by.as_deref().unwrap_or("somebody");
    let edited = if decision.edited { "edited, then " } else { "" };
    match &decision.status {
        SuggestionStatus::Open if decision.edited => "edited, not decided".to_owned(),
        SuggestionStatus::Open => "not decided".to_owned(),
        SuggestionStatus::Dismissed { reason, at, .. } => {
            format!("{edited}dismissed by {by} on {} ({reason})", moment.exactly(*at))
        }
        SuggestionStatus::Accepted { entry, at } => {
            let state = decision.entry.as_ref().map_or("gone", |entry| entry.state.word()).replace('_', " ");
            let ended_by = match decision.entry.as_ref().map(|entry| &entry.state) {
                Some(EntryState::Rejected { by, .. } | EntryState::Dropped { by, .. }) => format!(" by {by}"),
                _ => String::new(),
            };
            let hands = decision.entry.as_ref().map_or_else(String::new, |entry| hands_in_words(entry, None));
            format!(
                "{edited}accepted by {by} on {}{hands}; {entry} is {state}{ended_by}",
                moment.exactly(*at)
            )
        }
    }
}
