//! `deskhand leads` and `lead`: who may buy, from the best down, and what is decided about one.

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::calls::due;
use super::documents::{LeadsDocument, Missing};
use super::exit::{Failure, Outcome, Status};
use super::question::agreed;
use super::session::{Session, unexpected};
use super::words::one_of;
use super::worklist::{Wanted, read, say_more, say_stranger, standpoint};
use super::{show, under_way};
use crate::desk::api::{Answer, Candidate, Reading, Request};
use crate::domain::lead::{Decision, LeadRow, Order, View};
use crate::phrasing::Reminder;

/// List the leads, the best first.
///
/// FILTER is any number of words and `key:value` terms, all of which must hold: owner (`none`: nobody's), status,
/// source, score (`score:50`: so many points or more), band (hot, warm, cold; `band:warm+` or `band:>=warm`:
/// that one or better), age (`age:3d`:
/// first seen longer ago), due (`due:2h`: to be answered within).
#[derive(Debug, Args)]
pub struct LeadsArguments {
    #[command(flatten)]
    wanted: Wanted,
    /// Which of them.
    #[arg(long, value_parser = one_of(View::ALL, View::as_str, View::in_words), default_value = "open")]
    view: View,
    /// In which order.
    #[arg(long, value_parser = one_of(Order::ALL, Order::as_str, Order::in_words), default_value = "score")]
    order: Order,
    /// Print JSON (schema deskhand.leads/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Decide about a lead: claim it, hand it to a colleague, send it to nurture, disqualify it.
#[derive(Debug, Args)]
pub struct LeadArguments {
    #[command(subcommand)]
    command: LeadCommand,
}

#[derive(Debug, Subcommand)]
enum LeadCommand {
    /// Make it yours. A colleague's is asked about first.
    Claim {
        #[command(flatten)]
        about: About,
        /// Take it over from a colleague without being asked.
        #[arg(long)]
        yes: bool,
    },
    /// Make it a colleague's, with what they should know.
    Hand {
        #[command(flatten)]
        about: About,
        /// Who is to have it, by e-mail address or name at the CRM.
        #[arg(long, value_name = "OWNER")]
        to: String,
        /// What they should know: a note on the record.
        #[arg(long, value_name = "TEXT", default_value = "")]
        context: String,
    },
    /// Not now: have it kept warm, and a day named in the reason becomes a task of yours. A colleague's is asked about first.
    Nurture {
        #[command(flatten)]
        about: About,
        /// Why: a note on the record ("asks to be reminded in March").
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        /// When to come back to them, instead of the day that the reason names: 2026-11-27, +14d, "in two weeks".
        #[arg(long, value_name = "WHEN")]
        follow_up: Option<String>,
        /// Make no task.
        #[arg(long, conflicts_with = "follow_up")]
        no_follow_up: bool,
        /// A colleague's, too, without being asked.
        #[arg(long)]
        yes: bool,
    },
    /// They will not buy. A colleague's is asked about first.
    Disqualify {
        #[command(flatten)]
        about: About,
        /// Why: a note on the record.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// A colleague's, too, without being asked.
        #[arg(long)]
        yes: bool,
    },
}

/// When somebody is to be come back to.
enum When {
    /// On the day that the reason names, where it names one.
    Named,
    Given(Timestamp),
    Never,
}

#[derive(Debug, Args)]
struct About {
    /// Which: name, e-mail, or the record as `leads` lists it.
    #[arg(value_name = "LEAD")]
    lead: String,
    /// Print JSON (schema deskhand.outbox/1).
    #[arg(long)]
    json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}

impl LeadsArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let arrangement = self.wanted.arrangement(self.view, self.order)?;
        let leads = self.wanted.read::<LeadRow>(session).await?;
        let from = standpoint(&leads, &session.moment);
        say_stranger(session, &leads, "lead");
        let (rows, more) = self.wanted.first(&arrangement, &leads, &from);
        if session.json {
            session.output.json(&LeadsDocument::of(&rows, leads.as_of, Missing::of(&leads)))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        match rows.len() {
            0 => page.paragraph("", "No lead fits."),
            _ => show::leads::rows(&mut page, &rows, &session.moment),
        }
        page.print()?;
        say_more(session, more, "lead");
        Ok(Status::Done)
    }
}

impl LeadArguments {
    /// Whether the answer is to be JSON.
    pub(super) fn json(&self) -> bool {
        match &self.command {
            LeadCommand::Claim { about, .. }
            | LeadCommand::Hand { about, .. }
            | LeadCommand::Nurture { about, .. }
            | LeadCommand::Disqualify { about, .. } => about.json,
        }
    }

    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let mut when = When::Named;
        let (about, is_agreed, mut decision) = match self.command {
            LeadCommand::Claim { about, yes } => (about, yes, Decision::Claim),
            LeadCommand::Hand { about, to, context } => (about, true, Decision::Hand { to, context }),
            LeadCommand::Nurture { about, reason, follow_up, no_follow_up, yes } => {
                when = match follow_up {
                    Some(typed) => When::Given(due(session, &typed)?),
                    None if no_follow_up => When::Never,
                    None => When::Named,
                };
                (about, yes, Decision::Nurture { reason, follow_up: None })
            }
            LeadCommand::Disqualify { about, reason, yes } => (about, yes, Decision::Disqualify { reason }),
        };
        let leads = read::<LeadRow>(session, Reading::Cached).await?;
        let row = one(session, &leads.rows, &about.lead)?;
        if let Some(owner) = whose_else(row, leads.me.as_deref())
            && !is_agreed
        {
            let (question, yes) = match &decision {
                Decision::Claim => ("Take it over?", "takes it over"),
                _ => ("Decide about it all the same?", "decides all the same"),
            };
            agreed(session, &format!("it is {owner}'s"), question, yes)?;
        }
        if let Decision::Nurture { reason, follow_up } = &mut decision {
            let (called, moment) = (row.lead.called(), &session.moment);
            let reminder = match when {
                When::Named => Reminder::read(reason, &called, moment),
                When::Given(due_at) => Reminder::given(due_at, reason, &called, moment),
                When::Never => Reminder::default(),
            };
            reminder.in_words.iter().for_each(|words| session.output.remark(words));
            *follow_up = reminder.follow_up;
        }
        let lead = row.lead.record.clone();
        let request = Request::Decide { lead, decision, now: about.now };
        let Answer::Queued(queued) = session.ask("storing", request).await? else {
            return Err(unexpected());
        };
        under_way::together(session, queued).await
    }
}

/// The colleague who has a lead; nothing where it is nobody's or the rep's own.
pub(super) fn whose_else<'a>(row: &'a LeadRow, me: Option<&str>) -> Option<&'a str> {
    row.lead.owner.as_deref().filter(|owner| me != Some(*owner))
}

/// The one lead that is meant: by its record, else by all of its name or e-mail, else by a part of them.
fn one<'a>(session: &Session<'_>, rows: &'a [LeadRow], typed: &str) -> Result<&'a LeadRow, Failure> {
    let wanted = typed.trim().to_lowercase();
    let texts = |row: &LeadRow| -> Vec<String> {
        let lead = &row.lead;
        let texts = [lead.name.as_ref(), lead.email.as_ref()].into_iter().flatten();
        texts.map(|text| text.to_lowercase()).collect()
    };
    let is_record = |row: &LeadRow| row.lead.record.to_string() == wanted || row.lead.record.id == wanted;
    let is_all = |row: &LeadRow| texts(row).contains(&wanted);
    let is_part = |row: &LeadRow| !wanted.is_empty() && texts(row).iter().any(|text| text.contains(&wanted));
    let ways: [&dyn Fn(&LeadRow) -> bool; 3] = [&is_record, &is_all, &is_part];
    let found = ways.iter().map(|fits| rows.iter().filter(|row| fits(row)).collect::<Vec<_>>());
    let found = found.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    match found.as_slice() {
        [] => {
            Err(Failure::saying(Status::NotFound, "there is no such lead")
                .hinting("`deskhand leads` lists them"))
        }
        [one] => Ok(one),
        several => {
            let candidates: Vec<Candidate> = several.iter().map(|row| candidate(row)).collect();
            show::choice::many(session, &candidates)?;
            Err(Failure::saying(Status::Ambiguous, "several leads fit"))
        }
    }
}

fn candidate(row: &LeadRow) -> Candidate {
    let lead = &row.lead;
    Candidate {
        reference: lead.record.to_string(),
        source: lead.record.source.to_string(),
        name: lead.name.clone(),
        email: lead.email.clone(),
        why: lead.why(),
    }
}
